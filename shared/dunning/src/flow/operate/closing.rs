//! A person closes a task: what that means for the silence that the task asks about.
//!
//! Many tasks close by themselves: with their invoice, with the hold that they ask about, with the answer that they wait
//! for. What is left is what only a person knows to be done.

use chrono::{DateTime, Utc};

use crate::account::AccountKey;
use crate::decide::Waiting;
use crate::flow::edit::Edit;
use crate::flow::ingest::{payment_of, set_aside};
use crate::flow::wake::wake;
use crate::flow::{Revised, revise_and_pick};
use crate::hold::HoldKind;
use crate::ports::{Picks, PortError, Store};
use crate::task::{Task, TaskKind};

/// What came of closing a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is closed, and the silence that it asked about has ended with it.
    Ended(Vec<HoldKind>),
    /// It is closed; the customer stays held, and a person is asked again in a fortnight.
    StillHeld,
    /// It was about a payment that nothing was found for, which is not looked at again.
    SetAside,
    /// It is not closed: it waits for an answer of its own.
    Wants(Answer),
    /// It is not open (any more).
    NotOpen,
}

/// What closes a task that isn't closed by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A yes to the stage; a no is a hold.
    Approval,
    /// Somebody to write to.
    Contact,
    /// A due date or a policy, or the word that reminders go on.
    Review,
    /// What became of the letter.
    Fate,
}

/// What closing means, by what is asked.
enum Meaning {
    /// It is done; nothing is held by it.
    Done,
    /// Silence lasted until this task was closed.
    Ends(fn(HoldKind) -> bool),
    /// It was seen to for now; the hold ends by a decision.
    StillHeld,
    Wants(Answer),
}

fn meaning(kind: TaskKind) -> Meaning {
    match kind {
        TaskKind::FollowUp
        | TaskKind::Call
        | TaskKind::HandOver
        | TaskKind::BrokenPromise
        | TaskKind::CheckClaimedPayment
        | TaskKind::RepairTemplate => Meaning::Done,
        TaskKind::MatchPayment => Meaning::Ends(|kind| kind == HoldKind::PossiblePayment),
        TaskKind::AllocateCredit => Meaning::Ends(|kind| kind == HoldKind::UnallocatedCredit),
        TaskKind::CheckWithholding => Meaning::Ends(|kind| kind == HoldKind::Withholding),
        TaskKind::CheckDispute | TaskKind::Complaint => Meaning::StillHeld,
        TaskKind::Approve => Meaning::Wants(Answer::Approval),
        TaskKind::FindAddress => Meaning::Wants(Answer::Contact),
        TaskKind::Review => Meaning::Wants(Answer::Review),
        TaskKind::SettleLetter => Meaning::Wants(Answer::Fate),
    }
}

/// Closes a task, by its identity.
///
/// # Errors
/// If store or queue failed; closing it again changes nothing.
pub async fn close_task<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    account: &AccountKey,
    identity: &str,
    (author, note): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Closed, PortError> {
    let in_force = store.settings().await?;
    let closed = revise_and_pick(store, queue, account, |ledger| {
        let nothing = |closed| Revised::Nothing((closed, Vec::new()));
        let task = ledger.as_ref().and_then(|ledger| {
            let mut tasks = ledger.tasks.iter();
            tasks.find(|task| task.identity() == identity).cloned()
        });
        let (Some(ledger), Some(task)) = (ledger, task) else {
            return nothing(Closed::NotOpen);
        };
        if payment_of(&ledger.account).is_some() {
            return nothing(Closed::SetAside);
        }
        let mut edit = Edit::of(ledger, now);
        let closed = match meaning(task.kind) {
            Meaning::Wants(answer) => return nothing(Closed::Wants(answer)),
            Meaning::Done => Closed::Ended(Vec::new()),
            Meaning::StillHeld => Closed::StillHeld,
            Meaning::Ends(ends) => Closed::Ended(end_holds(&mut edit, &task, ends, author)),
        };
        edit.close_tasks(|other| other.identity() == identity);
        let told = match note.trim() {
            "" => format!("{} (by {author})", task.kind),
            note => format!("{} (by {author}): {note}", task.kind),
        };
        let about = invoice_of(&edit, &task);
        edit.tell(about.as_ref(), "task_closed_by_hand", told);
        let picks = wake(&mut edit, &in_force, now);
        Revised::Write(Box::new(edit.into_writes()), (closed, picks))
    })
    .await?;
    if closed == Closed::SetAside {
        set_aside(store, account, author, now).await?;
    }
    Ok(closed)
}

fn invoice_of(edit: &Edit, task: &Task) -> Option<crate::invoice::InvoiceId> {
    let mut invoices = edit.ledger().invoices.iter();
    let is_it = |invoice: &&crate::invoice::Invoice| invoice.id.to_string() == task.subject;
    invoices.find(is_it).map(|invoice| invoice.id.clone())
}

/// Ends the holds that the task asked about: the invoice's, or the customer's.
fn end_holds(edit: &mut Edit, task: &Task, ends: fn(HoldKind) -> bool, author: &str) -> Vec<HoldKind> {
    let invoice = invoice_of(edit, task);
    let holds = match &invoice {
        Some(id) => {
            let is_it = |invoice: &&crate::invoice::Invoice| &invoice.id == id;
            let found = edit.ledger().invoices.iter().find(is_it);
            found.map_or_else(Vec::new, |invoice| invoice.holds.clone())
        }
        None => edit.ledger().account.holds.clone(),
    };
    let ended: Vec<HoldKind> = holds
        .iter()
        .map(|hold| hold.kind)
        .filter(|kind| ends(*kind))
        .collect();
    for kind in &ended {
        let why = Waiting::Held(*kind);
        edit.tell(
            invoice.as_ref(),
            "resumed",
            format!("no longer: {why} (by {author})"),
        );
    }
    if !ended.is_empty() {
        match &invoice {
            Some(id) => edit.invoice(id, |invoice| invoice.holds.retain(|hold| !ends(hold.kind))),
            None => edit.account().holds.retain(|hold| !ends(hold.kind)),
        }
    }
    ended
}
