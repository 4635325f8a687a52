//! What lateness costs: interest on an overdue invoice, and a fixed compensation for the trouble.
//!
//! Stated in a letter on lines of their own, never written into the invoice. Only if the policy says so, and
//! only to businesses and public bodies: a consumer, and a customer whose kind nobody told, never pays
//! anything.
//!
//! What is counted:
//!
//! - **From when**: the day after the due date (Directive 2011/7/EU, Art. 3(3)(a): “from the day following
//!   the date or the end of the period for payment fixed in the contract”; UK: Late Payment of Commercial
//!   Debts (Interest) Act 1998, s. 4(2)), to the letter's day, both included: as many days as lie between due
//!   date and letter.
//! - **On what**: the balance open on each day, VAT included (Court of Justice, C-585/20, BFF Finance
//!   Iberia). A payment counts from its booking day on, which bears no interest on the sum paid; a reversal
//!   restores the balance from its own booking day. Where the invoice is known only as an export's open
//!   balance, that balance counts from the due date on: what is open at the export was open all the while,
//!   and what was paid before is forgone.
//! - **How**: simple interest, by calendar days over the days of their year, 365 or 366. No statute fixes the
//!   day count (Germany names none, and practice counts day by day over 365, in leap years 366; the
//!   ministries of the UK and Ireland divide by 365). Of these methods the one taken never asks for more than
//!   another, and a whole year costs the yearly rate, never a day's more.
//! - **Rounding**: once, of the sum, half away from zero to the currency's minor unit, as [`Money::rounded`]
//!   does. What rounds to nothing is not charged.
//!
//! What the law gives is in [`Statute`]: by the *creditor's* country, since a sale or a service is, where
//! nothing else was agreed, under the law of the seller's habitual residence (Rome I, Regulation (EC)
//! 593/2008, Art. 4(1)(a) and (b); kept in UK law).

mod compensation;
mod interest;
mod reference_rates;
mod statutory;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::account::CustomerKind;
use crate::calendar::CountryCode;
use crate::invoice::Invoice;
use crate::money::{Currency, Money};

pub use interest::{Interest, InterestPeriod};
pub use reference_rates::{HalfYear, ReferenceRate};
pub use statutory::{Follows, Statute, StatutoryCompensation};

/// What the creditor charges for lateness; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChargeTerms {
    /// Interest; none charges none.
    pub interest: Option<InterestTerms>,
    /// Compensation; none charges none.
    pub compensation: Option<CompensationTerms>,
    /// Reference rates of the user's own, in percent a year, before the statute's margin: they continue the
    /// table where it ends, and stand over it where both know a half-year. They are of the series that the
    /// creditor's country uses ([`Statute::reference`]).
    pub reference_rates: BTreeMap<HalfYear, Decimal>,
}

/// How interest is reckoned. There is no way to say that it compounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterestTerms {
    /// What the law of the creditor's country gives; nothing where [`Statute::of`] knows none.
    Statutory,
    /// A rate agreed with the customer, in percent a year; zero or less charges nothing.
    Yearly(Decimal),
}

/// How much compensation is asked, once an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompensationTerms {
    /// What the law of the creditor's country gives; nothing where [`Statute::of`] knows none, and nothing
    /// for an invoice in another currency than the law's: no sum is converted.
    Statutory,
    /// A sum agreed with the customer, by the invoice's currency; nothing for other currencies.
    Flat(BTreeMap<Currency, Decimal>),
}

/// What may be asked on top of the open balance; at least one of the two is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charges {
    /// The compensation, once an invoice: each letter states the same sum, none adds another.
    pub compensation: Option<Money>,
    /// The interest so far.
    pub interest: Option<Interest>,
}

impl ChargeTerms {
    /// Whether statutory interest is known for a day: false if the creditor's country has no statute in the
    /// table, or if neither the table nor [`ChargeTerms::reference_rates`] reach the day. Interest is then
    /// stated only for the days that are known; nothing is guessed. `policy check` and `doctor` ask this of
    /// today.
    pub fn cover(&self, creditor: CountryCode, day: NaiveDate) -> bool {
        Statute::of(creditor, CustomerKind::Business).is_some_and(|statute| {
            statute
                .yearly_rate(HalfYear::of(day), &self.reference_rates)
                .is_some()
        })
    }
}

/// What may be charged for an invoice on a day. None if nothing may be, or nothing is yet.
///
/// `due_on` is the due date that counts (moved from a closed day, if the policy moves it), `kind` is the
/// customer's, `creditor` the creditor's country, and `today` the letter's day.
///
/// An invoice that is paid by now is still charged for the days that it was late; whether anybody says so in
/// a letter is not decided here. A document that is never reminded (a credit note, a draft) bears nothing.
pub fn charges(
    invoice: &Invoice,
    due_on: NaiveDate,
    kind: CustomerKind,
    creditor: CountryCode,
    terms: &ChargeTerms,
    today: NaiveDate,
) -> Option<Charges> {
    match kind {
        CustomerKind::Business | CustomerKind::Public => {}
        CustomerKind::Consumer | CustomerKind::Unknown => return None,
    }
    if invoice.never_reminded.is_some() {
        return None;
    }
    let overdue = interest::overdue_balances(invoice, due_on, today);
    let first = overdue.first()?;
    let statute = Statute::of(creditor, kind);
    let compensation = terms
        .compensation
        .as_ref()
        .and_then(|terms| compensation::compensation(&invoice.id, first.balance, terms, statute.as_ref()));
    let rate_on = |day| match terms.interest? {
        InterestTerms::Yearly(rate) => Some(rate),
        InterestTerms::Statutory => {
            let statute = statute.as_ref()?;
            let half_year = match statute.follows {
                Follows::EachHalfYear => HalfYear::of(day),
                Follows::FirstDay => HalfYear::of(first.from),
            };
            statute.yearly_rate(half_year, &terms.reference_rates)
        }
    };
    let interest = interest::interest(&overdue, rate_on);
    (compensation.is_some() || interest.is_some()).then_some(Charges {
        compensation,
        interest,
    })
}
