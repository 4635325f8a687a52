//! Bytes → invoices, payments, customers and mail events: one reader a format.
//!
//! One door, [`read`]: the format is recognised by content, never by name, and a file is read whole or refused
//! whole. A reader says only what the file *says* ([`Document`], [`Payment`], [`Customer`]); [`intake`] is the one
//! place that decides what Dunlin *makes* of it. To add a format: one file with a reader, one line in `recognise`.
//!
//! Bounds stand beside what they bound; every refusal names the place, the field and what was expected.

mod accounting;
mod amount;
pub mod archive;
mod camt;
mod cii;
mod content;
mod csv;
mod customer;
mod date;
mod document;
mod document_type;
mod encoding;
mod fatturapa;
mod gst;
pub mod inspect;
pub mod intake;
mod json;
pub mod mail_event;
mod mt940;
mod payment;
mod pdf;
mod readable;
mod recognise;
mod refusal;
pub mod settings;
mod signed;
mod statement;
pub mod terms;
mod ubl;
mod value;
mod words;
mod xml;

pub use content::{Content, Format, PassedOver};
pub use customer::Customer;
pub use document::{Buyer, Document, StatedStatus};
pub use inspect::{Inspection, inspect};
pub use mail_event::{MailEvent, MailEventKind, read_mail_events};
pub use payment::{Booked, Direction, Payment};
pub use readable::{Readable, readable};
pub use refusal::{Place, Refusal};

/// The largest file that is looked at, in bytes.
pub const BYTES_AT_MOST: usize = 20_000_000;

/// Reads a file of any format that Dunlin knows.
///
/// # Errors
/// A [`Refusal`] that names the place, the field and what was expected; then nothing of the file counts.
pub fn read(bytes: &[u8]) -> Result<Content, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::of_file("the file is empty"));
    }
    if bytes.len() > BYTES_AT_MOST {
        return Err(Refusal::of_file(format!(
            "the file has {} bytes, more than the {BYTES_AT_MOST} allowed; split it",
            bytes.len()
        )));
    }
    recognise::read(bytes)
}
