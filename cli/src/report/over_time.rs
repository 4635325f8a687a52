//! What was open, week by week, told again from each invoice's days.
//!
//! An invoice is open from the day of its issue, for what it asks; each payment or credit lowers that on the day on which
//! it was booked, and a return raises it; what is left of a closed invoice ends with the last of them (or, without any,
//! with the version of the document that closed it). It is overdue from the day after its due date. So the last point is
//! what is open today, and a payment that arrived late in a file counts on the day that the bank booked it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::invoice::Invoice;
use dunning::ledger::Closing;
use dunning::money::Currency;
use rust_decimal::Decimal;

use super::period::{WEEKS, earlier};

/// What was open at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// The day.
    pub(crate) day: NaiveDate,
    /// What was open.
    pub(crate) open: Decimal,
    /// What of it was overdue.
    pub(crate) overdue: Decimal,
}

/// Whether an invoice is open still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Now {
    /// It is.
    Open,
    /// It is closed.
    Closed(Closing),
}

/// What was open over time, by currency.
#[derive(Clone, Debug)]
pub(crate) struct OverTime {
    today: NaiveDate,
    by_currency: BTreeMap<Currency, Moves>,
}

/// By how much open and overdue rose on each day; what moved before the first point is one sum.
#[derive(Clone, Debug, Default)]
struct Moves {
    before: (Decimal, Decimal),
    on: BTreeMap<NaiveDate, (Decimal, Decimal)>,
    first: Option<NaiveDate>,
}

impl OverTime {
    /// Of nothing, yet.
    pub(crate) fn up_to(today: NaiveDate) -> Self {
        Self {
            today,
            by_currency: BTreeMap::new(),
        }
    }

    /// Takes in an invoice. What is never reminded is no receivable, and what another version replaced is in the other.
    pub(crate) fn take_in(&mut self, invoice: &Invoice, now: Now) {
        let is_none = matches!(now, Now::Closed(Closing::Replaced | Closing::NeverReminded));
        if is_none || invoice.never_reminded.is_some() {
            return;
        }
        let steps = self.steps(invoice, now);
        let late_from = invoice.due_on.and_then(|due_on| due_on.succ_opt());
        let first_point = self.first_point();
        let moves = self.by_currency.entry(invoice.billed.currency).or_default();
        let began = steps.first().map_or(self.today, |(day, _)| *day);
        moves.first = Some(moves.first.map_or(began, |first| first.min(began)));
        let (mut open, mut open_when_late) = (Decimal::ZERO, Decimal::ZERO);
        for (day, left) in steps {
            let change = left.saturating_sub(open);
            open = left;
            moves.add(first_point, day, (change, Decimal::ZERO));
            match late_from {
                Some(late_from) if day > late_from => moves.add(first_point, day, (Decimal::ZERO, change)),
                _ => open_when_late = left,
            }
        }
        if let Some(late_from) = late_from.filter(|day| *day <= self.today) {
            moves.add(first_point, late_from, (Decimal::ZERO, open_when_late));
        }
    }

    /// What is open after each day on which that changed, in order; nothing lies ahead of today.
    fn steps(&self, invoice: &Invoice, now: Now) -> Vec<(NaiveDate, Decimal)> {
        let billed = invoice.billed.amount;
        let began = invoice.issued_on.min(self.today);
        let mut steps = vec![(began, billed.max(Decimal::ZERO))];
        let counts = |booked_on| invoice.balance_as_of.is_none_or(|as_of| booked_on > as_of);
        let mut payments: Vec<_> = invoice
            .payments
            .iter()
            .filter(|payment| counts(payment.booked_on))
            .collect();
        payments.sort_by_key(|payment| payment.booked_on);
        let mut paid = Decimal::ZERO;
        for payment in &payments {
            paid = paid.saturating_add(payment.amount);
            let left = billed.saturating_sub(paid.max(Decimal::ZERO)).max(Decimal::ZERO);
            // Money may come before its invoice is issued.
            steps.push((payment.booked_on.max(began).min(self.today), left));
        }
        if matches!(now, Now::Closed(_)) {
            let closed_on = match steps.last() {
                Some((day, _)) if !payments.is_empty() => *day,
                _ => invoice.revision.at.date_naive().max(began).min(self.today),
            };
            steps.push((closed_on, Decimal::ZERO));
        }
        steps
    }

    /// The points of a currency, a week apart up to today, from the first week in which something was open.
    pub(crate) fn points(&self, currency: Currency) -> Vec<Point> {
        let Some(moves) = self.by_currency.get(&currency) else {
            return Vec::new();
        };
        let (mut open, mut overdue) = moves.before;
        let mut moved = moves.on.iter().peekable();
        let mut points = Vec::new();
        for week in (0..=WEEKS).rev() {
            let day = earlier(self.today, week * 7);
            while let Some((_, (more_open, more_overdue))) = moved.next_if(|(on, _)| **on <= day) {
                open = open.saturating_add(*more_open);
                overdue = overdue.saturating_add(*more_overdue);
            }
            if moves.first.is_some_and(|first| first <= day) {
                points.push(Point { day, open, overdue });
            }
        }
        points
    }

    /// The currencies in which something was ever open.
    pub(crate) fn currencies(&self) -> impl Iterator<Item = Currency> {
        self.by_currency.keys().copied()
    }

    fn first_point(&self) -> NaiveDate {
        earlier(self.today, WEEKS * 7)
    }
}

impl Moves {
    fn add(&mut self, first_point: NaiveDate, day: NaiveDate, (open, overdue): (Decimal, Decimal)) {
        let sums = if day <= first_point {
            &mut self.before
        } else {
            self.on.entry(day).or_default()
        };
        sums.0 = sums.0.saturating_add(open);
        sums.1 = sums.1.saturating_add(overdue);
    }
}
