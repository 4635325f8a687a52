//! From the day on which a stage is reached to the day on which its letter goes.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{days_after, days_before};
use crate::calendar::{Calendar, Region};

/// The day for a stage reached after due: open, not earlier than reached, at the best weekday within the slack.
pub(super) fn after_due(
    reached: NaiveDate,
    slack_days: u8,
    calendar: &Calendar,
    region: Region,
) -> NaiveDate {
    let first = calendar.next_open(reached, region);
    best(
        first,
        days_after(reached, u64::from(slack_days)),
        calendar,
        region,
    )
    .unwrap_or(first)
}

/// The day for a stage before due: open, not later than its date, at the best weekday within the slack.
pub(super) fn before_due(date: NaiveDate, slack_days: u8, calendar: &Calendar, region: Region) -> NaiveDate {
    let last = calendar.previous_open(date, region);
    best(days_before(date, u64::from(slack_days)), last, calendar, region).unwrap_or(last)
}

/// The best open weekday from `first` to `last`, the earliest of equals.
fn best(first: NaiveDate, last: NaiveDate, calendar: &Calendar, region: Region) -> Option<NaiveDate> {
    calendar
        .open_days(first, last, region)
        .min_by_key(|day| preference(day.weekday()))
}

/// Tuesday is best, then Wednesday, Thursday, then Monday, Friday.
fn preference(weekday: Weekday) -> u8 {
    match weekday {
        Weekday::Tue => 0,
        Weekday::Wed => 1,
        Weekday::Thu => 2,
        Weekday::Mon => 3,
        Weekday::Fri => 4,
        Weekday::Sat | Weekday::Sun => 5,
    }
}
