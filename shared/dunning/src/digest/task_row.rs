//! A task, with all that a person needs to do it.

use chrono::NaiveDate;

use crate::hold::{Hold, HoldKind};
use crate::invoice::Invoice;
use crate::ledger::Ledger;
use crate::letter::Letter;
use crate::money::Money;
use crate::task::steps::{steps, typed_name};
use crate::task::{Task, TaskKind};

/// Invoices that a task about a whole customer names; the others are counted.
const INVOICES_AT_MOST: usize = 5;

/// A task and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// What is asked.
    pub kind: TaskKind,
    /// The customer's name.
    pub customer: String,
    /// Since when, in the customer's calendar.
    pub opened_on: NaiveDate,
    /// The invoices it is about, oldest due date first.
    pub invoices: Vec<TaskInvoice>,
    /// Invoices it is about that are not named.
    pub more_invoices: usize,
    /// The day that the customer named for paying, where that is what it is about.
    pub promised_for: Option<NaiveDate>,
    /// The customer's number, where the task is to call.
    pub phone: Option<String>,
    /// What else is known, in the words of whoever noted it.
    pub note: Option<String>,
    /// What to type to settle it, or to hold the customer meanwhile.
    pub commands: Vec<String>,
}

/// An invoice of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskInvoice {
    /// As the creditor numbers it, with the instalment if there is one.
    pub number: String,
    /// What is open.
    pub open: Money,
    /// When it is due, if that is known.
    pub due_on: Option<NaiveDate>,
}

impl TaskRow {
    pub(super) fn of(task: &Task, ledger: &Ledger, day: NaiveDate) -> Self {
        let about = invoices_of(task, ledger);
        let own = about
            .iter()
            .find(|invoice| invoice.id.to_string() == task.subject)
            .copied();
        let holds = own.map_or(&ledger.account.holds, |invoice| &invoice.holds);
        let promised_for = (task.kind == TaskKind::BrokenPromise)
            .then(|| last_promise(holds))
            .flatten();
        let calls = matches!(
            task.kind,
            TaskKind::Call | TaskKind::FollowUp | TaskKind::Complaint
        );
        let named = about.iter().take(INVOICES_AT_MOST).map(|invoice| TaskInvoice {
            number: invoice.id.to_string(),
            open: invoice.open(),
            due_on: invoice.due_on,
        });
        let number = own.map(|invoice| invoice.id.to_string());
        let customer = typed_name(&ledger.account.customer, &ledger.account.name);
        Self {
            kind: task.kind,
            customer: ledger.account.name.clone(),
            opened_on: task.opened_on,
            invoices: named.collect(),
            more_invoices: about.len().saturating_sub(INVOICES_AT_MOST),
            promised_for,
            phone: ledger.account.phone.clone().filter(|_| calls),
            note: note(task, holds),
            commands: steps(task, number.as_deref(), Some(customer), day),
        }
    }
}

/// The one invoice that the subject names; those of a letter; else all of the customer's.
fn invoices_of<'a>(task: &Task, ledger: &'a Ledger) -> Vec<&'a Invoice> {
    let is_own = |invoice: &&Invoice| invoice.id.to_string() == task.subject;
    if let Some(own) = ledger.invoices.iter().find(is_own) {
        return vec![own];
    }
    let is_of_letter = |letter: &&Letter| Task::subject_of(&letter.id) == task.subject;
    let letters: Vec<&Letter> = ledger.letters.iter().filter(is_of_letter).collect();
    let is_told = |invoice: &&Invoice| {
        letters
            .iter()
            .flat_map(|letter| &letter.lines)
            .any(|line| line.invoice == invoice.id)
    };
    let mut about: Vec<&Invoice> = if task.subject.is_empty() {
        ledger.invoices.iter().collect()
    } else {
        ledger.invoices.iter().filter(is_told).collect()
    };
    about.sort_by_key(|invoice| (invoice.due_on.unwrap_or(NaiveDate::MAX), &invoice.id));
    about
}

fn last_promise(holds: &[Hold]) -> Option<NaiveDate> {
    let day = |hold: &Hold| match hold.kind {
        HoldKind::Promise { pay_by } => Some(pay_by),
        _ => None,
    };
    holds.iter().filter_map(day).max()
}

/// What nobody knows but whoever wrote it down. The other tasks' sentences say no more than their kind.
fn note(task: &Task, holds: &[Hold]) -> Option<String> {
    let of_hold = |is: fn(HoldKind) -> bool| {
        let held = holds.iter().rev().find(|hold| is(hold.kind));
        held.map(|hold| hold.note.clone())
    };
    let noted = match task.kind {
        TaskKind::CheckDispute => of_hold(|kind| kind == HoldKind::Dispute),
        TaskKind::CheckClaimedPayment => of_hold(|kind| kind == HoldKind::ClaimsPaid),
        TaskKind::FindAddress => of_hold(|kind| kind == HoldKind::WrongPerson),
        TaskKind::MatchPayment
        | TaskKind::AllocateCredit
        | TaskKind::CheckWithholding
        | TaskKind::RepairTemplate
        | TaskKind::SettleLetter
        | TaskKind::Review => Some(task.detail.clone()),
        TaskKind::FollowUp
        | TaskKind::Call
        | TaskKind::HandOver
        | TaskKind::Approve
        | TaskKind::BrokenPromise
        | TaskKind::Complaint => None,
    };
    noted.filter(|note| !note.trim().is_empty())
}
