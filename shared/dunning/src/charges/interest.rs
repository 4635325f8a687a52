//! Simple interest on a balance that changes.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::reference_rates::HalfYear;
use crate::invoice::Invoice;
use crate::money::Money;

/// Interest so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// The sum, rounded once, half away from zero, to the currency's minor unit. Always positive.
    pub amount: Money,
    /// How it came about, in order; days without a balance or without a known rate are left out.
    pub periods: Vec<InterestPeriod>,
}

/// Days in which balance and rate were the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterestPeriod {
    /// The first day that bears interest.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// What was open.
    pub balance: Money,
    /// In percent a year.
    pub yearly_rate: Decimal,
    /// The interest of these days, not rounded: rounded amounts of several periods need not add up to the
    /// sum.
    pub amount: Money,
}

impl InterestPeriod {
    /// How many days bear interest.
    pub fn days(&self) -> i64 {
        days(self.from, self.to)
    }
}

/// Days of one half-year in which the same sum was open, and overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OverdueBalance {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    /// Always positive.
    pub(super) balance: Money,
}

/// What was open from the day after due to today, cut at each booking day and at each half-year.
///
/// A day's balance is what [`Invoice::open`] says of the payments booked by that day.
pub(super) fn overdue_balances(
    invoice: &Invoice,
    due_on: NaiveDate,
    today: NaiveDate,
) -> Vec<OverdueBalance> {
    let mut bookings: Vec<(NaiveDate, Decimal)> = invoice
        .payments
        .iter()
        .filter(|payment| {
            invoice
                .balance_as_of
                .is_none_or(|as_of| payment.booked_on > as_of)
        })
        .map(|payment| (payment.booked_on, payment.amount))
        .collect();
    bookings.sort_by_key(|(booked_on, _)| *booked_on);
    let mut bookings = bookings.into_iter().peekable();
    let mut paid = Decimal::ZERO;
    let mut balances = Vec::new();
    let mut next = due_on.succ_opt();
    while let Some(from) = next.filter(|from| *from <= today) {
        while let Some((_, amount)) = bookings.next_if(|(booked_on, _)| *booked_on <= from) {
            paid = paid.saturating_add(amount);
        }
        let before_next_booking = bookings.peek().and_then(|(booked_on, _)| booked_on.pred_opt());
        let to = HalfYear::of(from)
            .last_day()
            .min(today)
            .min(before_next_booking.unwrap_or(today));
        // As in `Invoice::open`: a return of money that never came in owes no more than was billed.
        let open = invoice.billed.amount.saturating_sub(paid.max(Decimal::ZERO));
        if open > Decimal::ZERO {
            let balance = Money::new(open, invoice.billed.currency);
            balances.push(OverdueBalance { from, to, balance });
        }
        next = to.succ_opt();
    }
    balances
}

/// The interest on these balances, at the rate in percent a year that holds from the first day of each (days
/// without one bear none). None if it rounds to nothing, or is too large for a decimal.
pub(super) fn interest(
    balances: &[OverdueBalance],
    rate_on: impl Fn(NaiveDate) -> Option<Decimal>,
) -> Option<Interest> {
    let currency = balances.first()?.balance.currency;
    let mut total = Accrual::default();
    let mut periods: Vec<InterestPeriod> = Vec::new();
    for OverdueBalance { from, to, balance } in balances.iter().copied() {
        let Some(yearly_rate) = rate_on(from).filter(|rate| *rate > Decimal::ZERO) else {
            continue;
        };
        total = total.plus(Accrual::of(balance.amount, yearly_rate, from, to)?)?;
        let joined = periods.pop_if(|last| {
            last.to.succ_opt() == Some(from)
                && (last.balance, last.yearly_rate) == (balance, yearly_rate)
                && last.from.leap_year() == from.leap_year()
        });
        let from = joined.map_or(from, |last| last.from);
        let amount = Accrual::of(balance.amount, yearly_rate, from, to)?.amount()?;
        periods.push(InterestPeriod {
            from,
            to,
            balance,
            yearly_rate,
            amount: Money::new(amount, currency),
        });
    }
    let amount = Money::new(Money::new(total.amount()?, currency).rounded(), currency);
    (amount.amount > Decimal::ZERO).then_some(Interest { amount, periods })
}

/// Interest before it is divided, so that sums of it stay exact: balance × percent × days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Accrual {
    /// Of days in years of 365 days.
    common: Decimal,
    /// Of days in years of 366 days.
    leap: Decimal,
}

impl Accrual {
    /// Of days that lie in one year, or in years of equal length. None if too large for a decimal.
    pub(super) fn of(balance: Decimal, yearly_rate: Decimal, from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let product = balance
            .checked_mul(yearly_rate)?
            .checked_mul(days(from, to).into())?;
        Some(if from.leap_year() {
            Self {
                leap: product,
                ..Self::default()
            }
        } else {
            Self {
                common: product,
                ..Self::default()
            }
        })
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            common: self.common.checked_add(other.common)?,
            leap: self.leap.checked_add(other.leap)?,
        })
    }

    /// The interest, not rounded. Over one common denominator, so that an amount of exactly half a cent is
    /// one.
    pub(super) fn amount(self) -> Option<Decimal> {
        let common = self.common.checked_mul(366.into())?;
        let leap = self.leap.checked_mul(365.into())?;
        common.checked_add(leap)?.checked_div((365 * 366 * 100).into())
    }
}

/// How many days there are from one to the other, both included.
fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days() + 1
}
