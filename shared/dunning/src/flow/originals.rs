//! An invoice's original, wherever it lies, if it is fit to reach a customer.

use crate::invoice::Invoice;
use crate::original::{is_pdf, places};
use crate::ports::{NoOriginal, Originals};

/// Why an invoice has no original to hand out.
pub(super) enum Without {
    No(NoOriginal),
    NotPdf,
}

/// The first file that is fit to be handed out, or why the last one is not, with its name; a failure of the store ends
/// the search.
pub(super) async fn original<O: Originals>(
    store: &O,
    invoice: &Invoice,
    bytes_at_most: u64,
) -> Result<Vec<u8>, (String, Without)> {
    let mut without = ("its number".to_owned(), Without::No(NoOriginal::NotThere));
    for file in places(invoice) {
        without = match store.original(&file, bytes_at_most).await {
            Ok(content) if is_pdf(&content) => return Ok(content),
            Ok(_) => (file.object, Without::NotPdf),
            Err(error @ NoOriginal::Port(_)) => return Err((file.object, Without::No(error))),
            Err(why) => (file.object, Without::No(why)),
        };
    }
    Err(without)
}

/// Whether a file that may be the invoice's original is there, and no larger than this; what it holds shows only when it
/// is read.
///
/// # Errors
/// [`NoOriginal::Port`] if the store failed.
pub(super) async fn is_there<O: Originals>(
    store: &O,
    invoice: &Invoice,
    bytes_at_most: u64,
) -> Result<bool, NoOriginal> {
    for file in places(invoice) {
        match store.size(&file).await {
            Ok(bytes) if bytes <= bytes_at_most => return Ok(true),
            Ok(_) | Err(NoOriginal::NotThere | NoOriginal::TooLarge { .. }) => {}
            Err(error @ NoOriginal::Port(_)) => return Err(error),
        }
    }
    Ok(false)
}
