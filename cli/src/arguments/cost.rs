//! `cost`

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use clap::Args;
use thiserror::Error;

/// Estimate what a month cost on AWS, and what months of other sizes would
///
/// What was done in the month (letters, invoices) × what each takes of AWS, as it was counted on Dunlin's own calls, × the
/// list prices of one region on one day, which the answer names. SES's own price stands apart, for each of its pricing
/// plans. It is an estimate: taxes, other prices of your region and whatever else the account does are not in it.
///
/// Reads the whole table once, as `aging` does.
#[derive(Args, Debug)]
pub(crate) struct Cost {
    /// Which month, such as 2026-11 [default: this one so far]
    #[arg(long, value_name = "YYYY-MM")]
    pub(crate) month: Option<Month>,
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month(NaiveDate);

/// The text is no month.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("expected a month such as 2026-11")]
pub(crate) struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let is_plain = text.len() == "2026-11".len();
        let first = format!("{text}-01").parse().ok();
        first.filter(|_| is_plain).map(Self).ok_or(NoMonth)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0.format("%Y-%m"))
    }
}

impl Month {
    /// That a day is in.
    pub(crate) fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    pub(crate) fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub(crate) fn last(self) -> NaiveDate {
        let next = self.0.checked_add_months(Months::new(1));
        next.and_then(|next| next.checked_sub_days(Days::new(1)))
            .unwrap_or(NaiveDate::MAX)
    }

    pub(crate) fn contains(self, day: NaiveDate) -> bool {
        (self.first()..=self.last()).contains(&day)
    }

    /// How many of its days have begun.
    pub(crate) fn days_until(self, today: NaiveDate) -> u64 {
        let last = self.last().min(today);
        u64::try_from((last - self.first()).num_days() + 1).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_all_of_its_days() {
        let february: Month = "2028-02".parse().unwrap();
        assert_eq!(
            (february.first(), february.last()),
            (day("2028-02-01"), day("2028-02-29"))
        );
        assert!(february.contains(day("2028-02-29")) && !february.contains(day("2028-03-01")));
        assert_eq!(Month::of(day("2028-02-17")), february);
        assert_eq!(february.to_string(), "2028-02");
        let until = |today| february.days_until(day(today));
        assert_eq!(
            (until("2028-02-01"), until("2028-06-01"), until("2028-01-31")),
            (1, 29, 0)
        );
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for wrong in ["2026-13", "2026", "2026-1", "2026-11-17", "November"] {
            assert_eq!(wrong.parse::<Month>(), Err(NoMonth), "{wrong}");
        }
    }
}
