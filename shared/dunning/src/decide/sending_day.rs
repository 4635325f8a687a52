//! From the day on which a stage is reached to the day on which its letter goes.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{days_after, days_before};
use crate::calendar::BusinessDays;

/// The day for a stage reached after due: open, not earlier than reached, at the best weekday within the slack.
pub(super) fn after_due(reached: NaiveDate, slack_days: u8, business_days: BusinessDays<'_>) -> NaiveDate {
    let first = business_days.next_open(reached);
    let last = days_after(reached, u64::from(slack_days));
    best(first, last, business_days).unwrap_or(first)
}

/// The day for a stage before due: open, not later than its date, at the best weekday within the slack.
pub(super) fn before_due(date: NaiveDate, slack_days: u8, business_days: BusinessDays<'_>) -> NaiveDate {
    let last = business_days.previous_open(date);
    let first = days_before(date, u64::from(slack_days));
    best(first, last, business_days).unwrap_or(last)
}

/// The best open weekday from `first` to `last`, the earliest of equals.
fn best(first: NaiveDate, last: NaiveDate, business_days: BusinessDays<'_>) -> Option<NaiveDate> {
    business_days
        .between(first, last)
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
