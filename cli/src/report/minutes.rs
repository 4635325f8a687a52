//! In which minute of the customer's day letters left, by weekday.

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use chrono_tz::Tz;

/// Minutes of a day.
const MINUTES: usize = 24 * 60;

/// The days of a week, as a week goes.
pub(crate) const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Letters that left, by weekday and minute on the customer's wall.
#[derive(Clone, Debug)]
pub(crate) struct Minutes(Vec<[u64; 7]>);

impl Default for Minutes {
    fn default() -> Self {
        Self(vec![[0; 7]; MINUTES])
    }
}

impl Minutes {
    pub(crate) fn take_in(&mut self, left_at: DateTime<Utc>, zone: Tz) {
        let local = left_at.with_timezone(&zone);
        let minute = usize::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
        let weekday = place_of(local.weekday());
        let count = self.0.get_mut(minute).and_then(|days| days.get_mut(weekday));
        if let Some(count) = count {
            *count += 1;
        }
    }

    /// Letters on a weekday from a minute on, before another.
    pub(crate) fn count(&self, weekday: Weekday, minutes: std::ops::Range<usize>) -> u64 {
        let days = self.0.get(minutes).unwrap_or_default();
        days.iter().filter_map(|days| days.get(place_of(weekday))).sum()
    }

    /// Letters of a weekday.
    pub(crate) fn of_weekday(&self, weekday: Weekday) -> u64 {
        self.count(weekday, 0..MINUTES)
    }

    /// The minutes in which a letter left on a weekday, each with its count.
    pub(crate) fn used(&self, weekday: Weekday) -> impl Iterator<Item = (usize, u64)> {
        (0..MINUTES)
            .map(move |minute| (minute, self.count(weekday, minute..minute + 1)))
            .filter(|(_, count)| *count > 0)
    }

    /// Letters in a minute that is a multiple of five, which none should be.
    pub(crate) fn in_round_minutes(&self) -> u64 {
        let round = self.0.iter().step_by(5);
        round.flat_map(|days| days.iter()).sum()
    }

    /// The whole hours in which letters left, as first and last minute; none before any did.
    pub(crate) fn hours(&self) -> Option<std::ops::Range<usize>> {
        let is_used = |days: &[u64; 7]| days.iter().any(|count| *count > 0);
        let first = self.0.iter().position(is_used)?;
        let last = self.0.iter().rposition(is_used)?;
        Some(first / 60 * 60..(last / 60 + 1) * 60)
    }
}

fn place_of(weekday: Weekday) -> usize {
    usize::try_from(weekday.num_days_from_monday()).unwrap_or_default()
}

/// `05:16`
pub(crate) fn clock(minute: usize) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
