//! Which PDF shows an invoice: the one it came in, as long as no newer version says otherwise.

use crate::arrival::{DocumentKind, InvoiceArrival};
use crate::invoice::{Invoice, Revision};
use crate::money::Money;
use crate::original::StoredFile;

/// Whether the file says nothing new of an open invoice, but is the first that a person can read.
pub(super) fn brings_original(open: &Invoice, arrival: &InvoiceArrival, revision: &Revision) -> bool {
    arrival.original.is_some() && open.original.is_none() && open.revision.content == revision.content
}

/// The PDF of an earlier version, if it still shows what is asked for: the day of issue and the sum are the same, or
/// the newer version is an export that only tells the balance. The customer must not get a document that was corrected.
pub(super) fn kept_original(
    known: Option<&Invoice>,
    arrival: &InvoiceArrival,
    billed: Money,
) -> Option<StoredFile> {
    let known = known?;
    let is_same_document = known.issued_on == arrival.issued_on
        && arrival.kind == DocumentKind::Invoice
        && (known.billed == billed || arrival.balance_as_of.is_some());
    known.original.clone().filter(|_| is_same_document)
}
