//! What a person decides at the operator's terminal: it changes the schedule at once, under the person's name.

mod closing;
mod departure;
mod lifting;

pub use closing::{Answer, Closed, close_task};
pub use departure::{Departure, departure};
pub use lifting::{Lifted, Lifting, lift};

use chrono::{DateTime, NaiveDate, Utc};

use super::contact::confirm;
use super::edit::Edit;
use super::wake::{local_day, wake};
use super::{Revised, revise_and_pick};
use crate::account::{AccountKey, EmailAddress};
use crate::decide::days_after;
use crate::hold::{Hold, HoldKind, SILENCE_DAYS_AT_MOST};
use crate::invoice::{Invoice, InvoiceId};
use crate::letter::{Letter, LetterEvent, LetterState};
use crate::policy::Stage;
use crate::ports::{InForce, Picks, PortError, Store};
use crate::stage::StageName;
use crate::task::{Task, TaskKind};

/// What a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A stage that needs it may go out.
    Approve {
        /// For which invoice.
        invoice: InvoiceId,
        /// Which stage; none: the first of the ladder that needs it and lacks it.
        stage: Option<StageName>,
    },
    /// The customer told a person when they will pay. A person may agree to more, and further ahead, than the
    /// answers page grants by itself.
    Promise {
        /// Which invoice.
        invoice: InvoiceId,
        /// The last day on which payment keeps the promise.
        pay_by: NaiveDate,
    },
    /// Something is wrong with the invoice.
    Dispute {
        /// Which.
        invoice: InvoiceId,
        /// What.
        text: String,
    },
    /// Silence by hand.
    Pause {
        /// Which invoice; none: all of the customer's.
        invoice: Option<InvoiceId>,
        /// The first day on which reminders go on; none: until somebody resumes.
        until: Option<NaiveDate>,
        /// In the person's words; may be empty.
        note: String,
    },
    /// A person confirms whom to write to: the first of the customer's contacts from now on.
    Contact {
        /// Where they read mail.
        email: EmailAddress,
        /// Who to greet; none greets the company.
        name: Option<String>,
    },
    /// What became of a letter of which nobody knew whether it left.
    Settle {
        /// The letter's day.
        day: NaiveDate,
        /// What the person found.
        fate: LetterFate,
    },
    /// The end of the silence that a person ends.
    Resume {
        /// Which invoice; none: the customer's own holds.
        invoice: Option<InvoiceId>,
        /// Also what speaks for silence by itself: a payment that may be for it, credit without a name, a
        /// complaint, the customer's word that it is paid.
        despite_doubts: bool,
    },
}

impl Operation {
    /// The invoice that it is about; none for the whole customer.
    pub fn invoice(&self) -> Option<&InvoiceId> {
        match self {
            Self::Approve { invoice, .. } | Self::Promise { invoice, .. } | Self::Dispute { invoice, .. } => {
                Some(invoice)
            }
            Self::Pause { invoice, .. } | Self::Resume { invoice, .. } => invoice.as_ref(),
            Self::Contact { .. } | Self::Settle { .. } => None,
        }
    }
}

/// What a person found out about a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterFate {
    /// It left: its stages stay reached.
    Left,
    /// It did not: its stages are free, and it is written anew.
    NeverLeft,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The letter is settled.
    Settled(LetterFate),
    /// No letter of that day is in doubt.
    NothingInDoubt,
    /// A stage was approved.
    Approved(StageName),
    /// The invoice or customer is held.
    Held,
    /// Holds were ended.
    Resumed {
        /// Those that ended.
        ended: Vec<HoldKind>,
        /// Those that go on, because resuming alone doesn't end them.
        left: Vec<HoldKind>,
    },
    /// Letters go to the confirmed contact.
    ContactConfirmed,
    /// It was so before.
    Unchanged,
    /// No stage of the ladder needs (further) approval, or not the one that was named.
    NothingToApprove,
    /// The day has passed already in the customer's calendar.
    DayPassed {
        /// The customer's civil day.
        today: NaiveDate,
    },
    /// The day is so far ahead that the year is likely mistyped.
    DayTooFar {
        /// The last day that may be named.
        last: NaiveDate,
    },
    /// There is no such customer, or the invoice is not among the open ones.
    NotOpen,
}

/// Takes in a person's decision.
///
/// # Errors
/// If store or queue failed; doing it again changes nothing.
pub async fn operate<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    account: &AccountKey,
    operation: &Operation,
    author: &str,
    now: DateTime<Utc>,
) -> Result<Outcome, PortError> {
    let in_force = store.settings().await?;
    revise_and_pick(store, queue, account, |ledger| {
        let nothing = |outcome| Revised::Nothing((outcome, Vec::new()));
        let Some(ledger) = ledger else {
            return nothing(Outcome::NotOpen);
        };
        let is_open = |id: &InvoiceId| ledger.invoices.iter().any(|invoice| &invoice.id == id);
        if operation.invoice().is_some_and(|id| !is_open(id)) {
            return nothing(Outcome::NotOpen);
        }
        let today = local_day(&ledger, &in_force, now);
        let mut edit = Edit::of(ledger, now);
        let hold = |kind, note: &str| Hold {
            kind,
            since: today,
            author: author.to_owned(),
            note: note.to_owned(),
        };
        let outcome = match operation {
            Operation::Approve { invoice, stage } => {
                let named = |name: &StageName| stage.as_ref().is_none_or(|stage| stage == name);
                let ladder = ladder_of(&edit, &in_force, invoice);
                let mut needing = ladder.iter().filter(|stage| stage.needs_approval);
                let approved = approvals(&edit, invoice);
                match needing.find(|stage| named(&stage.name) && !approved.contains(&&stage.name)) {
                    None => Outcome::NothingToApprove,
                    Some(stage) => {
                        let name = stage.name.clone();
                        approve(&mut edit, invoice, name.clone(), author);
                        Outcome::Approved(name)
                    }
                }
            }
            Operation::Promise { pay_by, .. } if *pay_by < today => Outcome::DayPassed { today },
            Operation::Pause {
                until: Some(until), ..
            } if *until <= today => Outcome::DayPassed { today },
            Operation::Promise { pay_by: day, .. } | Operation::Pause { until: Some(day), .. }
                if is_too_far(*day, today) =>
            {
                Outcome::DayTooFar {
                    last: last_day_of_silence(today),
                }
            }
            Operation::Promise { invoice, pay_by } => {
                edit.hold_invoice(invoice, hold(HoldKind::Promise { pay_by: *pay_by }, ""));
                Outcome::Held
            }
            Operation::Dispute { invoice, text } => {
                edit.hold_invoice(invoice, hold(HoldKind::Dispute, text));
                Outcome::Held
            }
            Operation::Pause { invoice, until, note } => {
                let pause = hold(HoldKind::Pause { until: *until }, note);
                match invoice {
                    Some(id) => edit.hold_invoice(id, pause),
                    None => edit.hold_account(pause),
                }
                Outcome::Held
            }
            Operation::Contact { email, name } => {
                confirm(&mut edit, email, name.as_deref(), author);
                Outcome::ContactConfirmed
            }
            Operation::Settle { day, fate } => settle(&mut edit, *day, *fate, author),
            Operation::Resume {
                invoice,
                despite_doubts,
            } => resume(&mut edit, invoice.as_ref(), *despite_doubts, author),
        };
        if edit.is_unchanged() {
            return nothing(match outcome {
                Outcome::Held | Outcome::ContactConfirmed => Outcome::Unchanged,
                other => other,
            });
        }
        let picks = wake(&mut edit, &in_force, now);
        Revised::Write(Box::new(edit.into_writes()), (outcome, picks))
    })
    .await
}

fn is_too_far(day: NaiveDate, today: NaiveDate) -> bool {
    day > last_day_of_silence(today)
}

fn last_day_of_silence(today: NaiveDate) -> NaiveDate {
    days_after(today, SILENCE_DAYS_AT_MOST.unsigned_abs())
}

fn ladder_of<'a>(edit: &Edit, in_force: &'a InForce, id: &InvoiceId) -> &'a [Stage] {
    let ledger = edit.ledger();
    let invoice = ledger.invoices.iter().find(|invoice| &invoice.id == id);
    let policy = invoice.and_then(|invoice| in_force.policy_for(invoice, &ledger.account));
    policy.map_or(&[], |policy| &policy.ladder)
}

fn approvals<'a>(edit: &'a Edit, id: &InvoiceId) -> Vec<&'a StageName> {
    let is_it = |invoice: &&Invoice| &invoice.id == id;
    let invoice = edit.ledger().invoices.iter().find(is_it);
    invoice.map_or_else(Vec::new, |invoice| invoice.approvals.iter().collect())
}

fn approve(edit: &mut Edit, id: &InvoiceId, stage: StageName, author: &str) {
    edit.tell(Some(id), "approved", format!("{stage} (by {author})"));
    edit.invoice(id, |invoice| {
        invoice.approvals.insert(stage);
    });
    let subject = id.to_string();
    edit.close_tasks(|task| task.kind == TaskKind::Approve && task.subject == subject);
}

/// A person's word counts as much as an event: the letter left, or its stages are free again.
fn settle(edit: &mut Edit, day: NaiveDate, fate: LetterFate, author: &str) -> Outcome {
    let event = match fate {
        LetterFate::Left => LetterEvent::Sent,
        LetterFate::NeverLeft => LetterEvent::NeverLeft {
            why: format!("never left, says {author}"),
        },
    };
    let in_doubt = |letter: &&Letter| letter.id.day == day && letter.state == LetterState::Unknown;
    let letter = edit.ledger().letters.iter().find(in_doubt).cloned();
    let settled = letter.and_then(|letter| {
        let state = letter.state.after(&event)?;
        Some(Letter { state, ..letter })
    });
    let Some(letter) = settled else {
        return Outcome::NothingInDoubt;
    };
    let what = format!("letter_{}", letter.state.name());
    edit.tell(None, &what, format!("letter of {day} (by {author})"));
    let subject = Task::subject_of(&letter.id);
    edit.close_tasks(|task| task.kind == TaskKind::SettleLetter && task.subject == subject);
    edit.put_letter(letter);
    Outcome::Settled(fate)
}

/// A promise stays: promises are counted, and end by themselves.
fn resume(edit: &mut Edit, id: Option<&InvoiceId>, despite_doubts: bool, author: &str) -> Outcome {
    let ends = |hold: &Hold| match hold.kind {
        HoldKind::Pause { .. }
        | HoldKind::AwaitingReply
        | HoldKind::Dispute
        | HoldKind::WrongPerson
        | HoldKind::Review => true,
        HoldKind::PossiblePayment
        | HoldKind::Withholding
        | HoldKind::UnallocatedCredit
        | HoldKind::Complaint
        | HoldKind::ClaimsPaid => despite_doubts,
        HoldKind::Promise { .. } => false,
    };
    let holds = match id {
        None => edit.ledger().account.holds.clone(),
        Some(id) => {
            let invoice = edit.ledger().invoices.iter().find(|invoice| &invoice.id == id);
            invoice.map_or_else(Vec::new, |invoice| invoice.holds.clone())
        }
    };
    let (ended, left): (Vec<Hold>, Vec<Hold>) = holds.into_iter().partition(ends);
    let kinds = |holds: &[Hold]| holds.iter().map(|hold| hold.kind).collect::<Vec<_>>();
    let outcome = Outcome::Resumed {
        ended: kinds(&ended),
        left: kinds(&left),
    };
    if ended.is_empty() {
        return outcome;
    }
    for hold in &ended {
        let why = crate::decide::Waiting::Held(hold.kind);
        edit.tell(id, "resumed", format!("no longer: {why} (by {author})"));
    }
    match id {
        None => edit.account().holds = left,
        Some(id) => edit.invoice(id, |invoice| invoice.holds = left),
    }
    // The questions about what has ended are answered; the one for a missing due date is not, whatever is held.
    let subject = id.map(InvoiceId::to_string).unwrap_or_default();
    let lacks_due_date = |invoice: &Invoice| Some(&invoice.id) == id && invoice.due_on.is_none();
    let still_in_review = edit.ledger().invoices.iter().any(lacks_due_date);
    let answered: Vec<TaskKind> = ended
        .iter()
        .filter_map(|hold| question_about(hold.kind))
        .filter(|kind| !(still_in_review && *kind == TaskKind::Review))
        .collect();
    edit.close_tasks(|task| task.subject == subject && answered.contains(&task.kind));
    outcome
}

fn question_about(kind: HoldKind) -> Option<TaskKind> {
    match kind {
        HoldKind::Dispute => Some(TaskKind::CheckDispute),
        HoldKind::Pause { until: None } | HoldKind::Review => Some(TaskKind::Review),
        HoldKind::PossiblePayment => Some(TaskKind::MatchPayment),
        HoldKind::Withholding => Some(TaskKind::CheckWithholding),
        HoldKind::UnallocatedCredit => Some(TaskKind::AllocateCredit),
        HoldKind::WrongPerson => Some(TaskKind::FindAddress),
        HoldKind::Complaint => Some(TaskKind::Complaint),
        HoldKind::ClaimsPaid => Some(TaskKind::CheckClaimedPayment),
        HoldKind::Promise { .. } | HoldKind::AwaitingReply | HoldKind::Pause { .. } => None,
    }
}
