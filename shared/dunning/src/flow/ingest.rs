//! An uploaded file, read and found good, goes into the ledger: whole, in order, once.

mod backlog;
mod credits;
mod customers;
mod elsewhere;
mod invoices;
mod noted;
mod originals;
mod payments;
mod replaced;
mod review;
mod room;
mod stride;
mod unmatched;

pub use noted::{Noted, PaymentNote, Withdrawn, note_payment, withdraw_notes};
pub use unmatched::{Assigned, account_of_payment, assign, is_of_a_payment, payment_of, set_aside};

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::arrival::{Arrival, DocumentKind};
use crate::decide::days_after;
use crate::ports::{InForce, Picks, PortError, Receipts, Store};
use crate::receipt::Receipt;

/// The file that the arrivals came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its place in the bucket.
    pub object: String,
    /// Its version there, so that the same file again is a new upload only if its bytes were stored again.
    pub version: String,
    /// When it was stored.
    pub at: DateTime<Utc>,
}

/// What came of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is in the ledger now.
    Applied {
        /// Arrivals in the file.
        arrivals: usize,
    },
    /// The time was over; applying again goes on there.
    OutOfTime {
        /// Arrivals applied so far.
        done: usize,
        /// Arrivals in the file.
        of: usize,
    },
    /// It was dealt with before.
    DealtWithBefore,
}

/// The receipt is written anew after so many arrivals; with the stride that it was in, this is what a crash repeats at
/// most. Repeating is harmless.
const RECEIPT_EVERY: usize = 25;

/// What an arrival is applied with.
struct Desk<'a, S, Q> {
    store: &'a S,
    queue: &'a Q,
    in_force: InForce,
    now: DateTime<Utc>,
}

/// Applies a file that was read whole and found good, to the end, however often that takes. `has_time` is asked before
/// each stride of arrivals but the first, so that every call brings the file further.
///
/// # Errors
/// If store or queue failed; applying again goes on where it stopped.
pub async fn ingest<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    upload: &Upload,
    mut arrivals: Vec<Arrival>,
    has_time: impl Fn() -> bool,
) -> Result<Outcome, PortError> {
    let receipt = store.receipt(&upload.object, &upload.version).await?;
    let done = match receipt {
        Some(Receipt::Applied { .. } | Receipt::Refused { .. }) => return Ok(Outcome::DealtWithBefore),
        Some(Receipt::Applying { done, .. }) => done,
        None => 0,
    };
    // The sort is stable, so a further try meets the arrivals in the same order.
    arrivals.sort_by_key(|arrival| (silencing_first(arrival), backlog_first(arrival)));
    let of = arrivals.len();
    let mut desk = Desk {
        store,
        queue,
        in_force: store.settings().await?,
        now: upload.at,
    };
    let mut left = arrivals.get(done..).unwrap_or_default();
    let mut noted = None;
    let mut failures = Failures::default();
    while !left.is_empty() {
        let applied = of - left.len();
        let is_out_of_time = applied > done && !has_time();
        if is_out_of_time || noted.is_none_or(|noted| applied - noted >= RECEIPT_EVERY) {
            let receipt = Receipt::Applying {
                done: failures.first_at().unwrap_or(applied),
                of,
                since: upload.at,
            };
            store
                .keep_receipt(&upload.object, &upload.version, &receipt)
                .await?;
            noted = Some(applied);
        }
        if is_out_of_time {
            failures.or_else_fine()?;
            return Ok(Outcome::OutOfTime { done: applied, of });
        }
        let turn = left.first().map(silencing_first);
        if failures.turn.is_some_and(|failed| turn != Some(failed)) {
            break;
        }
        let (stride, behind) = left.split_at(stride::length(left));
        if let Err(error) = stride::apply(&mut desk, stride).await {
            failures.turn = turn;
            failures.add(applied, error)?;
        }
        left = behind;
    }
    failures.or_else_fine()?;
    unmatched::try_again(&desk, &arrivals).await?;
    let receipt = Receipt::Applied {
        arrivals: of,
        at: upload.at,
    };
    store
        .keep_receipt(&upload.object, &upload.version, &receipt)
        .await?;
    Ok(Outcome::Applied { arrivals: of })
}

/// What could not be applied. One customer whose record can't be read keeps nobody else's invoices out; a further try
/// begins there. But nothing overtakes what is to silence first: no invoice a payment that failed.
#[derive(Default)]
struct Failures {
    first: Option<(usize, PortError)>,
    /// Of which kind they are, as [`silencing_first`] tells them.
    turn: Option<u8>,
    count: usize,
}

/// If so many strides failed, it is the store, and not a record.
const FAILURES_AT_MOST: usize = 10;

impl Failures {
    /// How much of the file was applied before the first of them.
    fn first_at(&self) -> Option<usize> {
        self.first.as_ref().map(|(applied, _)| *applied)
    }

    /// # Errors
    /// With this one, if there are too many.
    fn add(&mut self, applied: usize, error: PortError) -> Result<(), PortError> {
        self.count += 1;
        if self.count >= FAILURES_AT_MOST {
            return Err(error);
        }
        self.first.get_or_insert((applied, error));
        Ok(())
    }

    /// # Errors
    /// With the first, if there is one.
    fn or_else_fine(self) -> Result<(), PortError> {
        self.first.map_or(Ok(()), |(_, error)| Err(error))
    }
}

/// Keeps the word that a file was refused.
///
/// # Errors
/// If the store failed.
pub async fn refuse<S: Receipts>(store: &S, upload: &Upload, why: String) -> Result<(), PortError> {
    store
        .keep_receipt(
            &upload.object,
            &upload.version,
            &Receipt::Refused { why, at: upload.at },
        )
        .await
}

/// Days within which an invoice without terms is taken to be due, to give it a place among the others of its file.
/// The terms in force would be truer, but they may change between two tries, and a further try must meet the arrivals
/// in the same order, or it would pass some over.
const ASSUMED_TERMS_DAYS: u64 = 30;

/// Oldest debts first, then largest: the order in which a backlog gets its turns.
fn backlog_first(arrival: &Arrival) -> Option<(NaiveDate, Reverse<Decimal>)> {
    let Arrival::Invoice(invoice) = arrival else {
        return None;
    };
    let due_on =
        backlog::oldest_due(invoice).unwrap_or_else(|| days_after(invoice.issued_on, ASSUMED_TERMS_DAYS));
    Some((due_on, Reverse(invoice.payable.amount)))
}

/// Who lives where, then money, then what may remind. A credit needs its invoice, so it comes after the invoices of
/// the same file; no letter can leave in between, since none leaves on the day of arrival but a `due_today`.
fn silencing_first(arrival: &Arrival) -> u8 {
    match arrival {
        Arrival::Customer(_) => 0,
        Arrival::Payment(_) => 1,
        Arrival::PaymentsCompleteTo(_) => 2,
        Arrival::Invoice(invoice) if invoice.kind == DocumentKind::CreditNote => 4,
        Arrival::Invoice(_) => 3,
    }
}
