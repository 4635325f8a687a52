//! A second sender: something else that goes on reminding of what is reminded of here.

use chrono::NaiveDate;

use crate::arrival::InvoiceArrival;
use crate::flow::edit::Edit;
use crate::invoice::Invoice;

/// The last day on which something else reminded of an invoice after it had arrived here, as far as documents told.
/// What was done before it arrived is earlier chasing, and gone on with.
pub(super) fn reminded_elsewhere(known: &Invoice, arrival: &InvoiceArrival) -> Option<NaiveDate> {
    let begun = known.earlier_chasing.as_ref().map(|earlier| earlier.on);
    let told = arrival.earlier_chasing.as_ref().map(|chasing| chasing.on);
    told.filter(|on| *on > known.arrived_on && Some(*on) > begun)
        .max(known.reminded_elsewhere_on)
}

/// Keeps that day, where a document says nothing else that is new. Says whether it moved.
pub(super) fn note_second_sender(edit: &mut Edit, open: Invoice, arrival: &InvoiceArrival) -> bool {
    let reminded_elsewhere_on = reminded_elsewhere(&open, arrival);
    let Some(on) = reminded_elsewhere_on.filter(|_| reminded_elsewhere_on > open.reminded_elsewhere_on)
    else {
        return false;
    };
    edit.tell(
        Some(&open.id),
        "reminded_elsewhere",
        format!("something else reminded of it on {on}"),
    );
    edit.put_invoice(Invoice {
        reminded_elsewhere_on,
        ..open
    });
    true
}
