//! The customer's answer to a letter: it changes the schedule at once.

use chrono::{DateTime, NaiveDate, Utc};

use super::edit::Edit;
use super::wake::{local_day, wake};
use super::{Revised, revise_and_pick};
use crate::hold::{Hold, HoldKind, PROMISE_DAYS_AT_MOST, PROMISES_AT_MOST};
use crate::invoice::{Invoice, InvoiceId};
use crate::ledger::Ledger;
use crate::letter::{Letter, LetterId};
use crate::news::{NewsItem, Said, WORDS_AT_MOST};
use crate::ports::{Picks, PortError, Store};
use crate::task::{Task, TaskKind};

/// One of the four answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// "I have paid": 7 business days for the money to be seen; never a payment.
    Paid {
        /// The day and reference that the customer names.
        note: String,
    },
    /// "I will pay on …".
    WillPay {
        /// The last day.
        on: NaiveDate,
    },
    /// "Something is wrong".
    Dispute {
        /// In the customer's words.
        text: String,
    },
    /// "Wrong person": a person confirms the new contact before anything is mailed to it.
    WrongPerson {
        /// In the customer's words.
        text: String,
    },
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken in; a person may look at it as well.
    TakenIn,
    /// It was taken in before.
    TakenInBefore,
    /// Nothing of the letter is open any more.
    NothingOpen,
    /// There is no such letter.
    UnknownLetter,
}

/// The longest text of an answer that is kept, in characters.
pub const TEXT_AT_MOST: usize = 1_000;

/// Invoices that are answered for in one write; a letter of two hundred takes several, each of which changes nothing
/// when it is made again.
const ANSWERED_TOGETHER: usize = 10;

/// What the answers page shows of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Who writes, in which language, to whom.
    pub creditor: crate::creditor::Creditor,
    /// The language of the letter.
    pub language: crate::account::Language,
    /// The letter's invoices that are still open.
    pub open: Vec<Invoice>,
    /// The customer's civil day.
    pub today: NaiveDate,
}

/// What a letter's page shows; changes nothing. None if there is no such letter.
///
/// # Errors
/// If the store failed.
pub async fn view<S: Store>(
    store: &S,
    letter: &LetterId,
    now: DateTime<Utc>,
) -> Result<Option<View>, PortError> {
    let in_force = store.settings().await?;
    let Some(ledger) = store.load(&letter.account).await? else {
        return Ok(None);
    };
    let today = local_day(&ledger, &in_force, now);
    let Some(letter) = ledger.letters.iter().find(|other| &other.id == letter) else {
        return Ok(None);
    };
    let is_told = |invoice: &&Invoice| letter.lines.iter().any(|line| line.invoice == invoice.id);
    let open = ledger.invoices.iter().filter(is_told).cloned().collect();
    Ok(Some(View {
        creditor: in_force.creditor,
        language: letter.language,
        open,
        today,
    }))
}

/// Takes in an answer to a letter, for all of its invoices that are still open.
///
/// # Errors
/// If store or queue failed; taking it in again changes nothing.
pub async fn respond<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    letter: &LetterId,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<Outcome, PortError> {
    let in_force = store.settings().await?;
    let mut outcome = Outcome::NothingOpen;
    for part in 0.. {
        let (of_part, is_last) = revise_and_pick(store, queue, &letter.account, |ledger| {
            let told = ledger.as_ref().and_then(|ledger| find(ledger, letter));
            let (Some(ledger), Some(told)) = (ledger, told) else {
                return Revised::Nothing(((Outcome::UnknownLetter, true), Vec::new()));
            };
            let is_last = (part + 1) * ANSWERED_TOGETHER >= told.lines.len();
            let open: Vec<InvoiceId> = told
                .lines
                .iter()
                .skip(part * ANSWERED_TOGETHER)
                .take(ANSWERED_TOGETHER)
                .map(|line| line.invoice.clone())
                .filter(|id| ledger.invoices.iter().any(|invoice| &invoice.id == id))
                .collect();
            if open.is_empty() {
                return Revised::Nothing(((Outcome::NothingOpen, is_last), Vec::new()));
            }
            let today = local_day(&ledger, &in_force, now);
            let mut edit = Edit::of(ledger, now);
            take_in(&mut edit, &open, letter, answer, today);
            if edit.is_unchanged() {
                return Revised::Nothing(((Outcome::TakenInBefore, is_last), Vec::new()));
            }
            edit.announce(told_to_the_manager(answer, &open));
            let picks = wake(&mut edit, &in_force, now);
            Revised::Write(Box::new(edit.into_writes()), ((Outcome::TakenIn, is_last), picks))
        })
        .await?;
        outcome = match (outcome, of_part) {
            (Outcome::TakenIn, _) => Outcome::TakenIn,
            (before, Outcome::NothingOpen) => before,
            (_, of_part) => of_part,
        };
        if is_last {
            break;
        }
    }
    Ok(outcome)
}

fn told_to_the_manager(answer: &Answer, invoices: &[InvoiceId]) -> NewsItem {
    let (said, words) = match answer {
        Answer::Paid { note } => (Said::Paid, note.as_str()),
        Answer::WillPay { on } => (Said::WillPay { on: *on }, ""),
        Answer::Dispute { text } => (Said::Dispute, text.as_str()),
        Answer::WrongPerson { text } => (Said::WrongPerson, text.as_str()),
    };
    NewsItem::Answered {
        answer: said,
        invoices: invoices.to_vec(),
        words: words.chars().take(WORDS_AT_MOST).collect(),
    }
}

fn find(ledger: &Ledger, letter: &LetterId) -> Option<Letter> {
    ledger.letters.iter().find(|other| &other.id == letter).cloned()
}

fn take_in(edit: &mut Edit, open: &[InvoiceId], letter: &LetterId, answer: &Answer, today: NaiveDate) {
    let account = edit.ledger().account.key.clone();
    let customer = |kind, note: String| Hold {
        kind,
        since: today,
        author: "customer".to_owned(),
        note,
    };
    match answer {
        Answer::WrongPerson { text } => {
            let detail = format!(
                "The reader of the letter of {} is the wrong person: {}",
                letter.day,
                bounded(text)
            );
            let subject = Task::subject_of(letter);
            edit.open_task(Task {
                kind: TaskKind::FindAddress,
                account,
                subject,
                opened_on: today,
                detail,
            });
            edit.hold_account(customer(
                HoldKind::AwaitingReply,
                format!("wrong person, letter of {}", letter.day),
            ));
        }
        Answer::Paid { note } => {
            for id in open {
                let hold = claims_paid(edit, id, customer(HoldKind::ClaimsPaid, bounded(note)));
                edit.hold_invoice(id, hold);
            }
        }
        Answer::WillPay { on } => {
            for id in open {
                let hold = promise(
                    edit,
                    id,
                    *on,
                    customer(HoldKind::Promise { pay_by: *on }, String::new()),
                );
                edit.hold_invoice(id, hold);
            }
        }
        Answer::Dispute { text } => {
            for id in open {
                edit.hold_invoice(id, customer(HoldKind::Dispute, bounded(text)));
            }
        }
    }
}

/// "I have paid" counts once an invoice; said again on a later day, a person must look.
fn claims_paid(edit: &Edit, id: &InvoiceId, hold: Hold) -> Hold {
    let said_before = |other: &Hold| other.kind == HoldKind::ClaimsPaid && other.since != hold.since;
    let again = edit
        .ledger()
        .invoices
        .iter()
        .any(|invoice| &invoice.id == id && invoice.holds.iter().any(said_before));
    if again {
        let note = format!("the customer says again that it is paid: {}", hold.note);
        Hold {
            kind: HoldKind::Review,
            note,
            ..hold
        }
    } else {
        hold
    }
}

/// A promise lies at most 30 days ahead and is made at most twice; beyond that, a person decides.
fn promise(edit: &Edit, id: &InvoiceId, on: NaiveDate, hold: Hold) -> Hold {
    let invoice = edit.ledger().invoices.iter().find(|invoice| &invoice.id == id);
    let made = invoice.map_or(0, |invoice| {
        let is_other = |other: &&Hold| matches!(other.kind, HoldKind::Promise { pay_by } if pay_by != on);
        invoice.holds.iter().filter(is_other).count()
    });
    let days_ahead = on.signed_duration_since(hold.since).num_days();
    if made >= PROMISES_AT_MOST || !(0..=PROMISE_DAYS_AT_MOST).contains(&days_ahead) {
        Hold {
            kind: HoldKind::Review,
            note: format!("the customer offers to pay by {on}"),
            ..hold
        }
    } else {
        hold
    }
}

fn bounded(text: &str) -> String {
    let printable = |character: &char| !character.is_control() || *character == '\n';
    text.chars().filter(printable).take(TEXT_AT_MOST).collect()
}
