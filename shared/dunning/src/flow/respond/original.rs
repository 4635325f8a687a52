//! The invoice itself, for whoever holds the letter's link: read, never changed.

use std::collections::BTreeSet;

use super::View;
use crate::attachment::{Attachment, AttachmentKind, Placed, file_name};
use crate::flow::originals::{Without, is_there, original};
use crate::ports::{NoOriginal, Originals, PortError};

/// The largest original that the page hands out, in bytes. A function's answer may have 6 MB, of which base64 leaves
/// three quarters, and the head some; an invoice has some 100 kB.
pub const SHOWN_BYTES_AT_MOST: u64 = 4_400_000;

/// The most invoices whose originals a page looks for, oldest first: each is a request to the store before the page
/// can be shown.
const LOOKED_FOR_AT_MOST: usize = 10;

/// The lines of the page whose original can be had here. Where the store fails, what is known by then: the page is for
/// answering, and does not wait for files.
pub async fn with_originals<O: Originals>(store: &O, view: &View) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    for told in view.open.iter().take(LOOKED_FOR_AT_MOST) {
        match is_there(store, &told.invoice, SHOWN_BYTES_AT_MOST).await {
            Ok(true) => {
                lines.insert(told.line);
            }
            Ok(false) => {}
            Err(_) => break,
        }
    }
    lines
}

/// The original of a line of the page. None for a line that the letter does not have or that is no longer open, and for
/// an invoice without a file that is fit to be handed out: only a PDF is.
///
/// # Errors
/// If the store failed.
pub async fn shown<O: Originals>(
    store: &O,
    view: &View,
    line: usize,
) -> Result<Option<Attachment>, PortError> {
    let Some(told) = view.open.iter().find(|told| told.line == line) else {
        return Ok(None);
    };
    match original(store, &told.invoice, SHOWN_BYTES_AT_MOST).await {
        Ok(content) => Ok(Some(Attachment {
            file_name: file_name(&told.invoice.id.number, AttachmentKind::Pdf),
            kind: AttachmentKind::Pdf,
            placed: Placed::Beside,
            content,
        })),
        Err((_, Without::No(NoOriginal::Port(error)))) => Err(error),
        Err(_) => Ok(None),
    }
}
