//! How things of the domain stand in the table: a struct a row, apart from the domain's own types, so that neither
//! changes because the other does. Every row carries a `schema` number.
//!
//! Dates are ISO texts (within lists of many, numbers), money is a decimal text beside its currency, whatever has a name
//! is stored by it, and hashes and salts are bytes.

mod account;
mod answer;
mod attributes;
mod branch;
mod decided;
mod hold;
mod invoice;
mod letter;
mod news;
mod packed;
mod receipt;
mod spelled;
mod task;
mod timeline;
mod unmatched;

pub(crate) use account::AccountRow;
pub(crate) use attributes::{
    Item, RowError, Unreadable, decode, decode_fields, encode, size_bytes, text_of, value_bytes,
};
pub(crate) use branch::{Branch, BranchRow};
pub(crate) use decided::{DecidedRow, DecidedTogetherRow};
pub(crate) use invoice::{ClosedInvoiceRow, InvoiceRow};
pub(crate) use letter::{LetterPlace, LetterRow, LetterStateRow};
pub(crate) use news::NewsRow;
pub(crate) use packed::Packed;
pub(crate) use receipt::ReceiptRow;
pub(crate) use spelled::{Spelled, Spelling};
pub(crate) use task::TaskRow;
pub(crate) use timeline::{TimelineRow, expires_at};
pub(crate) use unmatched::UnmatchedRow;
