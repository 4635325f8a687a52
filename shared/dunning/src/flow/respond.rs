//! The customer's answer to a letter: it changes the schedule at once.

mod original;

pub use original::{SHOWN_BYTES_AT_MOST, shown, with_originals};

use chrono::{DateTime, NaiveDate, Utc};

use super::edit::Edit;
use super::wake::{local_day, wake};
use super::{Revised, revise_and_pick};
use crate::account::Language;
use crate::answer::{About, Answer, GivenAnswer, Welcome};
use crate::calendar::{Calendar, CountryCode, Region};
use crate::creditor::Creditor;
use crate::hold::{Hold, HoldKind, HoldState, PROMISE_DAYS_AT_MOST, PROMISES_AT_MOST};
use crate::invoice::{Invoice, InvoiceId};
use crate::ledger::Ledger;
use crate::letter::{Letter, LetterId};
use crate::news::{NewsItem, WORDS_AT_MOST};
use crate::ports::{Picks, PortError, Store};
use crate::residence::Residence;

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken in; a person may look at it as well.
    TakenIn,
    /// It was taken in before.
    TakenInBefore,
    /// There were so many answers today that this one must be given to a person.
    TooMany,
    /// Nothing that it is for is open any more.
    NothingOpen,
    /// There is no such letter.
    UnknownLetter,
}

/// Invoices that are answered for in one write; a letter of two hundred takes several, each of which changes nothing
/// when it is made again.
const ANSWERED_TOGETHER: usize = 10;

/// Holds by a customer's own answers that an invoice, or the customer, carries; they are kept in one row of the table.
const ANSWERED_HOLDS_AT_MOST: usize = 20;

/// Who holds what a customer's own answer holds.
const CUSTOMER: &str = "customer";

/// What the answers page shows of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Who writes.
    pub creditor: Creditor,
    /// The language of the letter.
    pub language: Language,
    /// The country by whose customs dates and amounts are written.
    pub country: CountryCode,
    /// The letter's day.
    pub letter_of: NaiveDate,
    /// The letter's invoices that are still open.
    pub open: Vec<ToldInvoice>,
    /// What was answered to it so far, oldest first.
    pub answers: Vec<GivenAnswer>,
    /// The customer's civil day.
    pub today: NaiveDate,
}

/// An open invoice that a letter told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldInvoice {
    /// Its line in the letter, counted from 0.
    pub line: usize,
    /// As it stands.
    pub invoice: Invoice,
    /// Whether reminders about it rest.
    pub silence: Option<Silence>,
}

/// How long reminders about an invoice rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// No reminder goes out before this day.
    Before(NaiveDate),
    /// None, until a person has settled something.
    UntilSettled,
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
    let Some(letter) = find(&ledger, letter) else {
        return Ok(None);
    };
    let region = Residence::of(&ledger.account, &in_force.creditor).region;
    let told = |(line, told): (usize, &crate::letter::LetterLine)| {
        let invoice = ledger
            .invoices
            .iter()
            .find(|invoice| invoice.id == told.invoice)?;
        let holds = ledger.account.holds.iter().chain(&invoice.holds);
        Some(ToldInvoice {
            line,
            invoice: invoice.clone(),
            silence: silence(holds, today, &in_force.policy.calendar, region),
        })
    };
    Ok(Some(View {
        language: letter.language,
        country: region.country(),
        letter_of: letter.id.day,
        open: letter.lines.iter().enumerate().filter_map(told).collect(),
        answers: ledger.account.answers_to(&letter.id).cloned().collect(),
        today,
        creditor: in_force.creditor,
    }))
}

/// The longest silence of several holds; one that a person ends is longer than any date.
fn silence<'a>(
    holds: impl Iterator<Item = &'a Hold>,
    today: NaiveDate,
    calendar: &Calendar,
    region: Region,
) -> Option<Silence> {
    let of_one = |hold: &Hold| match (hold.on(today, calendar, region), hold.kind) {
        (HoldState::Over | HoldState::Unkept, _) => None,
        (
            HoldState::Holding { ask_again },
            HoldKind::Promise { .. }
            | HoldKind::ClaimsPaid
            | HoldKind::AwaitingReply
            | HoldKind::Pause { until: Some(_) },
        ) => Some(Silence::Before(ask_again)),
        (HoldState::Holding { .. }, _) => Some(Silence::UntilSettled),
    };
    holds.filter_map(of_one).max_by_key(|silence| match silence {
        Silence::Before(day) => *day,
        Silence::UntilSettled => NaiveDate::MAX,
    })
}

/// Takes in an answer to a letter, for those of its invoices that it is about and that are still open. The latest
/// answer of a day counts: a promise, or the word that it is paid, is taken back by the next answer of that day. What
/// a person was asked stays asked.
///
/// # Errors
/// If store or queue failed; taking it in again changes nothing.
pub async fn respond<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    letter: &LetterId,
    answer: &Answer,
    about: &About,
    now: DateTime<Utc>,
) -> Result<Outcome, PortError> {
    let in_force = store.settings().await?;
    let mut outcome = Outcome::NothingOpen;
    for part in 0.. {
        let (of_part, is_last) = revise_and_pick(store, queue, &letter.account, |ledger| {
            let nothing = |outcome, is_last| Revised::Nothing(((outcome, is_last), Vec::new()));
            let told = ledger.as_ref().and_then(|ledger| find(ledger, letter));
            let (Some(ledger), Some(told)) = (ledger, told) else {
                return nothing(Outcome::UnknownLetter, true);
            };
            let is_last = (part + 1) * ANSWERED_TOGETHER >= told.lines.len();
            let open = open_lines(&ledger, &told, answer, about, part);
            if open.is_empty() {
                return nothing(Outcome::NothingOpen, is_last);
            }
            let today = local_day(&ledger, &in_force, now);
            let given = answer.given(letter, about, today);
            let welcome = ledger.account.welcomes(&given);
            if welcome == Welcome::TooMany || (welcome == Welcome::New && has_said_enough(&ledger, &open)) {
                return nothing(Outcome::TooMany, true);
            }
            let mut edit = Edit::of(ledger, now);
            if welcome == Welcome::New {
                edit.account().remember(given);
            }
            take_in(&mut edit, &open, &told, answer, today);
            if edit.is_unchanged() {
                return nothing(Outcome::TakenInBefore, is_last);
            }
            tell(&mut edit, &open, letter, answer);
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
    let words = match answer {
        // The day says it all.
        Answer::WillPay { .. } => String::new(),
        _ => answer.particulars(),
    };
    NewsItem::Answered {
        answer: answer.said(),
        invoices: invoices.to_vec(),
        words: words.chars().take(WORDS_AT_MOST).collect(),
    }
}

fn find(ledger: &Ledger, letter: &LetterId) -> Option<Letter> {
    ledger.letters.iter().find(|other| &other.id == letter).cloned()
}

/// The open invoices that a part of the answer is for. Who is the wrong person is so for the whole letter.
fn open_lines(ledger: &Ledger, told: &Letter, answer: &Answer, about: &About, part: usize) -> Vec<InvoiceId> {
    let is_for_all = matches!(answer, Answer::WrongPerson { .. });
    let is_open = |id: &InvoiceId| ledger.invoices.iter().any(|invoice| &invoice.id == id);
    let lines = told.lines.iter().enumerate();
    lines
        .skip(part * ANSWERED_TOGETHER)
        .take(ANSWERED_TOGETHER)
        .filter(|(line, _)| is_for_all || about.contains(*line))
        .map(|(_, line)| line.invoice.clone())
        .filter(is_open)
        .collect()
}

fn has_said_enough(ledger: &Ledger, open: &[InvoiceId]) -> bool {
    let answered = |holds: &[Hold]| holds.iter().filter(|hold| hold.author == CUSTOMER).count();
    let invoices = ledger
        .invoices
        .iter()
        .filter(|invoice| open.contains(&invoice.id));
    invoices
        .map(|invoice| &invoice.holds)
        .chain([&ledger.account.holds])
        .any(|holds| answered(holds) >= ANSWERED_HOLDS_AT_MOST)
}

fn tell(edit: &mut Edit, open: &[InvoiceId], letter: &LetterId, answer: &Answer) {
    let numbers: Vec<String> = open.iter().map(InvoiceId::to_string).collect();
    let about = match answer {
        Answer::WrongPerson { .. } => format!("to the letter of {}", letter.day),
        _ => format!("to the letter of {}, for {}", letter.day, numbers.join(", ")),
    };
    let detail = match answer.particulars() {
        particulars if particulars.is_empty() => about,
        particulars => format!("{particulars} ({about})"),
    };
    match open {
        [one] if !matches!(answer, Answer::WrongPerson { .. }) => {
            edit.tell(Some(one), answer.event(), detail)
        }
        _ => edit.tell(None, answer.event(), detail),
    }
}

fn take_in(edit: &mut Edit, open: &[InvoiceId], letter: &Letter, answer: &Answer, today: NaiveDate) {
    let customer = |kind, note: String| Hold {
        kind,
        since: today,
        author: CUSTOMER.to_owned(),
        note,
    };
    if let Answer::WrongPerson { .. } = answer {
        let note = match answer.particulars() {
            right if right.is_empty() => format!("{} does not say who is the right one", letter.to),
            right => format!("{} names {right}", letter.to),
        };
        edit.hold_account(customer(HoldKind::WrongPerson, note));
        return;
    }
    for id in open {
        let hold = match answer {
            Answer::Paid { .. } => {
                claims_paid(edit, id, customer(HoldKind::ClaimsPaid, answer.particulars()))
            }
            Answer::WillPay { on } => promise(
                edit,
                id,
                *on,
                customer(HoldKind::Promise { pay_by: *on }, String::new()),
            ),
            Answer::Dispute { .. } => customer(HoldKind::Dispute, answer.particulars()),
            Answer::WrongPerson { .. } => return,
        };
        take_back(edit, id, &hold);
        edit.hold_invoice(id, hold);
    }
}

/// Takes back what the customer said earlier today of an invoice, unless it is the same.
fn take_back(edit: &mut Edit, id: &InvoiceId, new: &Hold) {
    let is_taken_back = |hold: &Hold| {
        hold.author == CUSTOMER
            && hold.since == new.since
            && matches!(hold.kind, HoldKind::Promise { .. } | HoldKind::ClaimsPaid)
            && !(hold.kind == new.kind && hold.note == new.note)
    };
    let is_it = |invoice: &&Invoice| &invoice.id == id && invoice.holds.iter().any(is_taken_back);
    if edit.ledger().invoices.iter().any(|invoice| is_it(&invoice)) {
        edit.tell(
            Some(id),
            "resumed",
            "the customer's earlier answer of the day gives way to a later one",
        );
        edit.invoice(id, |invoice| invoice.holds.retain(|hold| !is_taken_back(hold)));
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
        // One of today gives way to this one.
        let is_other = |other: &&Hold| {
            matches!(other.kind, HoldKind::Promise { pay_by } if pay_by != on)
                && !(other.author == CUSTOMER && other.since == hold.since)
        };
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
