//! What the law of the creditor's country gives for late payment.
//!
//! Every rule here holds through the whole table of reference rates (from 2020 on). Countries that are not
//! here have no statutory charge in Dunlin; a rate and a sum agreed with the customer are always possible.
//! Left out on purpose:
//!
//! - **India**: the MSMED Act 2006, s. 16, compounds monthly, and Dunlin never compounds.
//! - **United States**: no federal law; states differ and mostly leave it to the contract.
//! - **EU states not listed**: bound to at least reference rate + 8 points and EUR 40, but their texts and
//!   national rates were not checked (Bulgaria, Croatia, Cyprus, Czechia, Denmark, Estonia, Greece, Hungary,
//!   Latvia, Lithuania, Poland, Slovakia, Slovenia, Sweden).
//!
//! Not modelled, and to the debtor's favour: trades with a higher rate (food in Italy), reasonable costs
//! above the fixed sum, yearly compounding (Netherlands, art. 6:119a(3) BW), interest on the day of payment
//! itself.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::reference_rates::{HalfYear, ReferenceRate};
use crate::account::CustomerKind;
use crate::calendar::CountryCode;
use crate::money::Money;

/// A country's late-payment law, for one kind of customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statute {
    /// The rate that it stands on.
    pub reference: ReferenceRate,
    /// Percentage points on top.
    pub margin: Decimal,
    /// Whether the sum of both is rounded up to the next half point.
    pub up_to_half_point: bool,
    /// Which half-year's rate a running debt bears.
    pub follows: Follows,
    /// The fixed sum.
    pub compensation: StatutoryCompensation,
}

/// Which half-year's rate a running debt bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Each day that of its own half-year.
    EachHalfYear,
    /// All days that of the half-year in which the debt began to bear interest; none, if that rate is not
    /// known.
    FirstDay,
}

/// The fixed sum that a law gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatutoryCompensation {
    /// EUR 40: Directive 2011/7/EU, Art. 6(1).
    FortyEuros,
    /// GBP 40 for a debt of less than 1,000, 70 for less than 10,000, else 100: Late Payment of Commercial
    /// Debts (Interest) Act 1998, s. 5A(2).
    PoundsByDebt,
}

impl StatutoryCompensation {
    /// The sum for a debt of that size; none for a debt in another currency.
    pub fn of(self, debt: Money) -> Option<Money> {
        let pounds = || {
            if debt.amount < Decimal::ONE_THOUSAND {
                40
            } else if debt.amount < Decimal::from(10_000) {
                70
            } else {
                100
            }
        };
        let sum = match (self, debt.currency.code()) {
            (Self::FortyEuros, "EUR") => 40,
            (Self::PoundsByDebt, "GBP") => pounds(),
            _ => return None,
        };
        Some(Money::new(sum.into(), debt.currency))
    }
}

impl Statute {
    /// The law of the creditor's country. None for consumers and unknown kinds, and for countries not in the
    /// table.
    ///
    /// | | interest | compensation | source |
    /// | --- | --- | --- | --- |
    /// | AT | base rate + 9.2, by half-year | EUR 40 | §§ 456, 458 UGB (also public bodies) |
    /// | BE | ECB + 8, rounded up to half a point | EUR 40 | Law of 2 August 2002, Art. 5 and 6; 12.5, 11.5, 10.5 % as published for 2024 and 2025 |
    /// | DE | base rate + 9 | EUR 40 | § 288(2), (5) BGB |
    /// | ES | ECB + 8 | EUR 40 | Ley 3/2004, Art. 7 and 8 |
    /// | FI | ECB rounded up to half a point + 8 | EUR 40 | Korkolaki 4 a § and 12 §; perintälaki 10 e § |
    /// | FR, businesses | ECB + 10 | EUR 40 | Code de commerce L441-10 II, D441-5 |
    /// | FR, public bodies | ECB + 8, of the half-year in which it began to run | EUR 40 | Code de la commande publique R2192-31, D2192-35 |
    /// | GB | Bank Rate + 8, of the half-year in which it began to run | GBP 40, 70, 100 | Act of 1998, s. 4(2), 5A; SI 2002/1675 |
    /// | IE | ECB + 8, of the half-year in which it became overdue | EUR 40 | SI 580/2012, as the Department of Enterprise explains it: “only one ECB rate will apply to a late payment” |
    /// | IT | ECB + 8 | EUR 40 | D.Lgs. 231/2002, Art. 4 to 6 |
    /// | LU | ECB + 8 | EUR 40 | Law of 18 April 2004; Ministère de la Justice |
    /// | MT | ECB + 8 | EUR 40 | Commercial Code; 12.5 % as published for January 2024 |
    /// | NL | ECB + 8 | EUR 40 | Art. 6:119a, 6:119b, 6:120(2), 6:96(4) BW |
    /// | PT | ECB + 8 | EUR 40 | DL 62/2013; Portaria 277/2013 |
    /// | RO | BNR reference rate + 8 | EUR 40, for invoices in euros only: no sum is converted | Law 72/2013; OG 13/2011, Art. 3(2¹); the half-year by Art. 3(4) of the Directive |
    pub fn of(creditor: CountryCode, kind: CustomerKind) -> Option<Self> {
        let is_public = match kind {
            CustomerKind::Business => false,
            CustomerKind::Public => true,
            CustomerKind::Consumer | CustomerKind::Unknown => return None,
        };
        let directive = Self {
            reference: ReferenceRate::Ecb,
            margin: Decimal::from(8),
            up_to_half_point: false,
            follows: Follows::EachHalfYear,
            compensation: StatutoryCompensation::FortyEuros,
        };
        Some(match creditor.as_str() {
            "ES" | "IT" | "LU" | "MT" | "NL" | "PT" => directive,
            "AT" => Self {
                reference: ReferenceRate::AustrianBase,
                margin: Decimal::new(92, 1),
                ..directive
            },
            "BE" | "FI" => Self {
                up_to_half_point: true,
                ..directive
            },
            "DE" => Self {
                reference: ReferenceRate::GermanBase,
                margin: Decimal::from(9),
                ..directive
            },
            "FR" if is_public => Self {
                follows: Follows::FirstDay,
                ..directive
            },
            "FR" => Self {
                margin: Decimal::TEN,
                ..directive
            },
            "GB" => Self {
                reference: ReferenceRate::BankOfEngland,
                follows: Follows::FirstDay,
                compensation: StatutoryCompensation::PoundsByDebt,
                ..directive
            },
            "IE" => Self {
                follows: Follows::FirstDay,
                ..directive
            },
            "RO" => Self {
                reference: ReferenceRate::NationalBankOfRomania,
                ..directive
            },
            _ => return None,
        })
    }

    /// The rate of a half-year in percent a year: the user's own reference rate, else the table's, and the
    /// margin. None where neither is known.
    pub fn yearly_rate(&self, half_year: HalfYear, own: &BTreeMap<HalfYear, Decimal>) -> Option<Decimal> {
        let reference = own
            .get(&half_year)
            .copied()
            .or_else(|| self.reference.in_half_year(half_year))?;
        let rate = reference.checked_add(self.margin)?;
        if self.up_to_half_point {
            rate.checked_mul(Decimal::TWO)?.ceil().checked_div(Decimal::TWO)
        } else {
            Some(rate)
        }
    }
}
