//! A payment that a person notes: cash, a cheque, a transfer that they saw before the bank's file tells of it.
//!
//! It counts at once. When a bank tells of the same money later, it counts once all the same: what would then be more
//! than the invoice asked for is the noted money, and where that can't be told a person is asked.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::Desk;
use super::credits::credit_invoice;
use crate::account::AccountKey;
use crate::flow::edit::Edit;
use crate::flow::matching::noted_sum;
use crate::flow::wake::{local_day, wake};
use crate::flow::{Revised, revise_and_pick};
use crate::invoice::{AppliedPayment, Invoice, InvoiceId};
use crate::ledger::Closing;
use crate::money::Money;
use crate::ports::{Picks, PortError, Store};

/// What a person says of a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentNote {
    /// How much, in the invoice's currency; none: all that is open.
    pub amount: Option<Decimal>,
    /// On which day the money came; none: today.
    pub on: Option<NaiveDate>,
    /// What tells it from another of the same sum and day; may be empty.
    pub reference: String,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// The invoice is paid and closed.
    Paid,
    /// This is still open.
    InPart {
        /// What is left.
        open: Money,
    },
    /// It was noted before.
    Unchanged,
    /// The invoice is not among the open ones.
    NotOpen,
    /// The sum that the invoice came with is a balance of that day, and contains the payment.
    InBalance {
        /// The balance's day.
        as_of: NaiveDate,
    },
    /// The day has not come yet in the customer's calendar.
    NotYet {
        /// The customer's civil day.
        today: NaiveDate,
    },
    /// Not a sum of money: nothing, less than nothing, or finer than the currency's smallest unit.
    NoSum,
}

/// Takes in a payment by a person's word.
///
/// # Errors
/// If store or queue failed; noting it again counts it once.
pub async fn note_payment<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    (account, id): (&AccountKey, &InvoiceId),
    note: &PaymentNote,
    author: &str,
    now: DateTime<Utc>,
) -> Result<Noted, PortError> {
    let desk = Desk {
        store,
        queue,
        in_force: store.settings().await?,
        now,
    };
    let Some(ledger) = store.load(account).await? else {
        return Ok(Noted::NotOpen);
    };
    let Some(invoice) = ledger.invoices.iter().find(|invoice| &invoice.id == id) else {
        return Ok(Noted::NotOpen);
    };
    let today = local_day(&ledger, &desk.in_force, now);
    let applied = match understood(invoice, note, today) {
        Ok(applied) => applied,
        Err(why_not) => return Ok(why_not),
    };
    let sum = Money::new(applied.amount, invoice.billed.currency);
    credit_invoice(
        &desk,
        account,
        id,
        &applied,
        "payment_noted",
        Closing::Paid,
        |edit| {
            edit.look_up(noted_sum(account, sum), Some(&id.number));
            let reference = match note.reference.trim() {
                "" => String::new(),
                reference => format!(", {reference}"),
            };
            let told = format!("{sum} of {}{reference} (by {author})", applied.booked_on);
            edit.tell(Some(id), "noted_as_paid", told);
        },
    )
    .await?;
    let left = store.load(account).await?.and_then(|ledger| {
        let mut invoices = ledger.invoices.into_iter();
        invoices.find(|invoice| &invoice.id == id)
    });
    Ok(match left {
        None => Noted::Paid,
        Some(invoice) => Noted::InPart { open: invoice.open() },
    })
}

/// What came of taking notes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// This is open again, or was all along.
    Open(Money),
    /// Nothing was noted that no bank has told of.
    NothingNoted,
}

/// Takes back what persons have noted for an invoice, open or closed, as far as no bank told of it since: it was a
/// mistake, or the cheque was not good.
///
/// # Errors
/// If store or queue failed; taking back again changes nothing.
pub async fn withdraw_notes<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    (account, id): (&AccountKey, &InvoiceId),
    author: &str,
    now: DateTime<Utc>,
) -> Result<Withdrawn, PortError> {
    let in_force = store.settings().await?;
    let closed = store.load_closed(account, id).await?;
    revise_and_pick(store, queue, account, |ledger| {
        let nothing = Revised::Nothing((Withdrawn::NothingNoted, Vec::new()));
        let Some(ledger) = ledger else { return nothing };
        let open = ledger.invoices.iter().find(|invoice| &invoice.id == id).cloned();
        let was_open = open.is_some();
        let Some(mut invoice) = open.or_else(|| closed.clone()) else {
            return nothing;
        };
        let counts = |note: &AppliedPayment| note.is_noted() && note.amount > Decimal::ZERO;
        if !invoice.payments.iter().any(counts) {
            return nothing;
        }
        invoice.payments.retain(|payment| !counts(payment));
        let left = invoice.open();
        let mut edit = Edit::of(ledger, now);
        let told = format!("what was noted as paid; {left} open (by {author})");
        edit.tell(Some(id), "payment_withdrawn", told);
        let is_settled = left.amount <= Decimal::ZERO || invoice.never_reminded.is_some();
        match (is_settled, was_open) {
            (true, _) => edit.close(invoice, Closing::Paid),
            (false, true) => edit.put_invoice(invoice),
            (false, false) => edit.reopen(invoice),
        }
        let picks = wake(&mut edit, &in_force, now);
        Revised::Write(Box::new(edit.into_writes()), (Withdrawn::Open(left), picks))
    })
    .await
}

/// The payment that a note means for an invoice, or why it means none.
fn understood(invoice: &Invoice, note: &PaymentNote, today: NaiveDate) -> Result<AppliedPayment, Noted> {
    let on = note.on.unwrap_or(today);
    if on > today {
        return Err(Noted::NotYet { today });
    }
    if let Some(as_of) = invoice.balance_as_of.filter(|as_of| on <= *as_of) {
        return Err(Noted::InBalance { as_of });
    }
    let amount = note.amount.unwrap_or(invoice.open().amount);
    let digits = invoice.billed.currency.minor_units();
    if amount <= Decimal::ZERO || amount.normalize().scale() > digits {
        return Err(Noted::NoSum);
    }
    let applied = AppliedPayment::noted(amount, on, &note.reference);
    let is_known = |other: &AppliedPayment| other.identity == applied.identity;
    if invoice.payments.iter().any(is_known) {
        return Err(Noted::Unchanged);
    }
    Ok(applied)
}
