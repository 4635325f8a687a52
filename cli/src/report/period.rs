//! The time that the report looks back on.

use chrono::{Days, NaiveDate};

/// Weeks that the report looks back on, today among them.
pub(crate) const WEEKS: u64 = 52;

/// The days of which letters are counted, with their answers and the money after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    /// The first.
    pub(crate) first: NaiveDate,
    /// The last: today.
    pub(crate) last: NaiveDate,
}

impl Period {
    /// The last [`WEEKS`] weeks.
    pub(crate) fn up_to(today: NaiveDate) -> Self {
        Self {
            first: earlier(today, WEEKS * 7 - 1),
            last: today,
        }
    }

    pub(crate) fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// A day, so many days earlier.
pub(super) fn earlier(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}
