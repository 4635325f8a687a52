//! How many open invoices a customer may have.
//!
//! Every decision reads all of them, within the memory and the minute of a function. Whoever has more is no customer
//! but a till: “guests”, “web shop”. The oldest go on being reminded of, and a person learns what was turned away.

use super::Desk;
use super::replaced::Part;
use crate::arrival::InvoiceArrival;
use crate::flow::edit::Edit;
use crate::flow::wake::local_day;
use crate::invoice::InvoiceId;
use crate::ledger::{Change, Ledger, OPEN_INVOICES_AT_MOST};
use crate::ports::{Picks, Store};
use crate::task::{Task, TaskKind};

/// What the question is about.
const SUBJECT: &str = "open invoices";

/// Whether there is room for what a document brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// All of it is open already.
    NotNeeded,
    /// It may come in.
    Enough,
    /// It would be too many.
    Lacking,
}

impl Room {
    /// In the ledger, for these parts.
    pub(super) fn of(ledger: &Ledger, parts: &[Part]) -> Self {
        let is_open = |(id, ..): &&Part| ledger.invoices.iter().any(|invoice| &invoice.id == id);
        match parts.iter().filter(|part| !is_open(part)).count() {
            0 => Self::NotNeeded,
            new if ledger.invoices.len() + new <= OPEN_INVOICES_AT_MOST => Self::Enough,
            _ => Self::Lacking,
        }
    }
}

/// Says of an invoice that it was not taken in, and asks a person once.
pub(super) fn turn_away<S: Store, Q: Picks>(
    ledger: Ledger,
    desk: &Desk<'_, S, Q>,
    arrival: &InvoiceArrival,
) -> Change {
    let today = local_day(&ledger, &desk.in_force, desk.now);
    let account = ledger.account.key.clone();
    let mut edit = Edit::of(ledger, desk.now);
    let number = &arrival.number;
    edit.tell(
        Some(&InvoiceId::whole(number.clone())),
        "invoice_turned_away",
        format!("the customer has {OPEN_INVOICES_AT_MOST} open invoices, the most that are kept"),
    );
    edit.open_task(Task {
        kind: TaskKind::Review,
        account,
        subject: SUBJECT.to_owned(),
        opened_on: today,
        detail: format!(
            "{OPEN_INVOICES_AT_MOST} invoices are open, the most that are kept; {number}, and what came after it, was \
             not taken in. Say what was paid, or give the invoices to the customers that they are of, then upload \
             them again"
        ),
    });
    edit.into_writes()
}

/// Something came in again.
pub(super) fn close_question_of_room(edit: &mut Edit) {
    edit.close_tasks(|task| task.kind == TaskKind::Review && task.subject == SUBJECT);
}
