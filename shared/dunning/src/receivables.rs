//! Accounts receivable: what customers owe by days overdue, and how many days of sales that is.
//!
//! Days sales outstanding, for each currency apart: what is open today ÷ what was sold on account in the last
//! [`SALES_DAYS`] days × [`SALES_DAYS`]. Sold on account is what customers are asked to pay by themselves, by the day
//! of issue, less credit notes; direct debits, card payments and what was paid before it came are no such sales, and
//! never stand among what is open either.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::account::AccountKey;
use crate::decide::days_before;
use crate::invoice::{Invoice, NeverReminded};
use crate::ledger::Closing;
use crate::money::Currency;

/// Days of sales that what is open is compared with, today among them: a quarter, as usual.
pub const SALES_DAYS: u16 = 90;

/// The usual buckets of receivables, by days overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Age {
    Current,
    UpTo30,
    UpTo60,
    UpTo90,
    Over90,
}

impl Age {
    /// Every bucket, youngest first.
    pub const ALL: [Self; 5] = [
        Self::Current,
        Self::UpTo30,
        Self::UpTo60,
        Self::UpTo90,
        Self::Over90,
    ];

    /// As a heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::UpTo30 => "1–30",
            Self::UpTo60 => "31–60",
            Self::UpTo90 => "61–90",
            Self::Over90 => "over 90",
        }
    }

    /// The bucket of a due date. What has none is current: nobody can call it late.
    fn of(due_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        let days_overdue = due_on.map_or(0, |due_on| today.signed_duration_since(due_on).num_days());
        match days_overdue {
            ..=0 => Self::Current,
            1..=30 => Self::UpTo30,
            31..=60 => Self::UpTo60,
            61..=90 => Self::UpTo90,
            91.. => Self::Over90,
        }
    }
}

/// Money by age, in one currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aged(BTreeMap<Age, Decimal>);

impl Aged {
    /// What is open of an age.
    pub fn of(&self, age: Age) -> Decimal {
        self.0.get(&age).copied().unwrap_or_default()
    }

    /// What is open of all ages.
    pub fn total(&self) -> Decimal {
        self.0
            .values()
            .fold(Decimal::ZERO, |sum, amount| sum.saturating_add(*amount))
    }

    fn add(&mut self, age: Age, amount: Decimal) {
        let sum = self.0.entry(age).or_default();
        *sum = sum.saturating_add(amount);
    }
}

/// How many days of sales are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DaysSalesOutstanding {
    /// So many, with one decimal, half a tenth rounded up.
    Days(Decimal),
    /// Nothing was sold on account in the last [`SALES_DAYS`] days, or no more than was credited.
    NothingSold,
    /// What was sold and paid before Dunlin knew of any invoice is missing: any figure would be too high.
    NotBefore(NaiveDate),
}

/// What customers owe on a day, and what was sold until then: taken in invoice by invoice, in any order.
#[derive(Clone, Debug)]
pub struct Receivables {
    today: NaiveDate,
    owed: BTreeMap<(AccountKey, Currency), Aged>,
    sold: BTreeMap<Currency, Decimal>,
    known_since: Option<NaiveDate>,
}

impl Receivables {
    /// Of nobody, yet.
    pub fn on(today: NaiveDate) -> Self {
        Self {
            today,
            owed: BTreeMap::new(),
            sold: BTreeMap::new(),
            known_since: None,
        }
    }

    /// Takes in an open invoice of an account.
    pub fn take_in_open(&mut self, account: &AccountKey, invoice: &Invoice) {
        self.take_in_sale(invoice);
        let open = invoice.open();
        if open.amount > Decimal::ZERO {
            self.owed
                .entry((account.clone(), open.currency))
                .or_default()
                .add(Age::of(invoice.due_on, self.today), open.amount);
        }
    }

    /// Takes in a closed invoice. One that another version replaced was sold in the other.
    pub fn take_in_closed(&mut self, invoice: &Invoice, closing: Closing) {
        if closing != Closing::Replaced {
            self.take_in_sale(invoice);
        }
    }

    /// What each account owes in each currency.
    pub fn owed(&self) -> impl Iterator<Item = (&AccountKey, Currency, &Aged)> {
        self.owed
            .iter()
            .map(|((account, currency), aged)| (account, *currency, aged))
    }

    /// What everybody owes, by currency.
    pub fn owed_by_everybody(&self) -> BTreeMap<Currency, Aged> {
        let mut sums: BTreeMap<Currency, Aged> = BTreeMap::new();
        for ((_, currency), aged) in &self.owed {
            let sum = sums.entry(*currency).or_default();
            for age in Age::ALL {
                sum.add(age, aged.of(age));
            }
        }
        sums
    }

    /// The currencies in which something is open, or was sold.
    pub fn currencies(&self) -> BTreeSet<Currency> {
        let owed = self.owed.keys().map(|(_, currency)| *currency);
        owed.chain(self.sold.keys().copied()).collect()
    }

    /// What was sold on account in the last [`SALES_DAYS`] days, less credit notes.
    pub fn sold(&self, currency: Currency) -> Decimal {
        self.sold.get(&currency).copied().unwrap_or_default()
    }

    /// How many days of sales are open in a currency.
    pub fn days_sales_outstanding(&self, currency: Currency) -> DaysSalesOutstanding {
        let days = u64::from(SALES_DAYS);
        if let Some(known_since) = self.known_since
            && known_since > self.first_sales_day()
        {
            return DaysSalesOutstanding::NotBefore(crate::decide::days_after(known_since, days - 1));
        }
        let sold = self.sold(currency);
        if sold <= Decimal::ZERO {
            return DaysSalesOutstanding::NothingSold;
        }
        let open = self.owed_by_everybody().get(&currency).map(Aged::total);
        open.unwrap_or_default()
            .saturating_mul(Decimal::from(SALES_DAYS))
            .checked_div(sold)
            .map_or(DaysSalesOutstanding::NothingSold, |days| {
                DaysSalesOutstanding::Days(
                    days.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero),
                )
            })
    }

    fn first_sales_day(&self) -> NaiveDate {
        days_before(self.today, u64::from(SALES_DAYS) - 1)
    }

    fn take_in_sale(&mut self, invoice: &Invoice) {
        let since = self.known_since.unwrap_or(invoice.arrived_on);
        self.known_since = Some(since.min(invoice.arrived_on));
        let sold = match invoice.never_reminded {
            None => invoice.billed.amount,
            Some(NeverReminded::CreditNote) => -invoice.billed.amount.abs(),
            Some(_) => return,
        };
        if (self.first_sales_day()..=self.today).contains(&invoice.issued_on) {
            let sum = self.sold.entry(invoice.billed.currency).or_default();
            *sum = sum.saturating_add(sold);
        }
    }
}

#[cfg(test)]
mod tests;
