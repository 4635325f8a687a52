//! How long what is kept is kept, once nothing is decided by it any more. The store forgets it by itself, some days
//! after its time at the latest.
//!
//! The house's figure is [`KEPT`], ten years, as for the story. What each kind of thing must outlive:
//!
//! - a *closed invoice* and the names that lead to it: its file uploaded again (equal content is no change) and its
//!   payment going back (it opens again). Once they are forgotten, the same file brings an invoice that is ten years
//!   overdue, which goes to review, and the payment is one that nobody knows, which is a person's task.
//! - what a *payment* was called: a second file that tells it, and its return. Banks return nothing after thirteen
//!   months (directive 2015/2366, art. 71).
//! - a *letter*: a decision about an invoice that it speaks of, for a stage is read off letters. So an invoice is
//!   reminded by machine for [`REMINDED_YEARS`] at most, which no letter about it outlives; and the letter's row ends a
//!   branch of the story, so it stays until all of that is forgotten.
//! - a *receipt*: every second delivery of its upload. Queues and their dead letters keep one for 28 days together.
//!   One of a refused file waits for somebody to repair it.
//! - the *account of a payment* that was matched or set aside: a second file that tells the payment. It ends behind its
//!   story, as that of a customer who was erased does.
//!
//! Customers, what they are called, open invoices, open tasks and payments without an invoice stay: they end by an
//! event, not by time.

use chrono::{DateTime, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::chain::STORY_KEPT;
use crate::invoice::Invoice;
use crate::ledger::{Closed, Lookup};
use crate::letter::Letter;
use crate::receipt::Receipt;

/// How long after its last use a thing is kept.
pub const KEPT: TimeDelta = STORY_KEPT;

/// For so many years after its arrival an invoice is reminded by machine. Less than [`KEPT`]: what its letters said
/// must still be known. Hardly a claim so old can be enforced.
pub const REMINDED_YEARS: u32 = 9;

/// Receipts of files that are in the ledger: more than a year, so that whoever looks into last year's uploads finds
/// what became of them.
const RECEIPT_KEPT: TimeDelta = TimeDelta::days(400);

/// A letter's row is forgotten after its entries in the story, even if the table is late with those.
const BEHIND_THE_STORY: TimeDelta = TimeDelta::days(30);

/// Until when an invoice is kept that closes at an instant: counted from its due date if that is later, for until then
/// a second arrival would not be overdue.
pub fn of_closed_invoice(invoice: &Invoice, closed_at: DateTime<Utc>) -> DateTime<Utc> {
    let due = invoice.due_on.map(|day| day.and_time(NaiveTime::MIN).and_utc());
    after(due.map_or(closed_at, |due| due.max(closed_at)), KEPT)
}

/// Until when a letter's row is kept.
pub fn of_letter(letter: &Letter) -> DateTime<Utc> {
    let last_told = letter.tip.map_or(letter.claimed_at, |tip| tip.at);
    after(after(last_told.max(letter.claimed_at), KEPT), BEHIND_THE_STORY)
}

/// Until when a receipt is kept; none while its file is under way.
pub fn of_receipt(receipt: &Receipt) -> Option<DateTime<Utc>> {
    match receipt {
        Receipt::Applying { .. } => None,
        Receipt::Applied { at, .. } => Some(after(*at, RECEIPT_KEPT)),
        Receipt::Refused { at, .. } => Some(after(*at, KEPT)),
    }
}

/// Until when an account is kept of which only the story is left: a payment's own that nobody asks about any more, or
/// that of a customer who was erased.
pub fn of_empty_account(at: DateTime<Utc>) -> DateTime<Utc> {
    after(after(at, KEPT), BEHIND_THE_STORY)
}

/// Until when a name is kept that is written at an instant; none: as long as what it leads to is there. `is_open` says
/// whether a number is that of an open invoice, `closed` is what closes in the same change.
pub fn of_name(
    lookup: &Lookup,
    number: Option<&str>,
    at: DateTime<Utc>,
    is_open: impl Fn(&str) -> bool,
    closed: &[Closed],
) -> Option<DateTime<Utc>> {
    match lookup {
        Lookup::CustomerNumber(_) | Lookup::VatId(_) | Lookup::CustomerName(_) => None,
        Lookup::PayerIban(_) | Lookup::Payment(_) | Lookup::PaymentReference(_) | Lookup::PayerSum(_) => {
            Some(after(at, KEPT))
        }
        Lookup::InvoiceNumber(_) | Lookup::InvoiceDigits(_) | Lookup::CreditorReference(_) => {
            let number = number.filter(|number| !is_open(number))?;
            let parts = closed.iter().filter(|closed| closed.invoice.id.number == number);
            parts.map(|closed| closed.kept_until).max()
        }
    }
}

/// Whether an invoice came so long ago that a person decides about it.
pub fn is_too_old_to_remind(arrived_on: NaiveDate, today: NaiveDate) -> bool {
    let last = arrived_on.checked_add_months(Months::new(REMINDED_YEARS * 12));
    last.is_some_and(|last| last <= today)
}

fn after(at: DateTime<Utc>, kept: TimeDelta) -> DateTime<Utc> {
    at.checked_add_signed(kept).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
