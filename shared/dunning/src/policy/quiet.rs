//! Times in which nothing firm is sent: mid-August, the turn of the year, Diwali, Eid.

use chrono::{Datelike, NaiveDate};

use crate::calendar::Region;

/// Days in which nothing firmer than [`Tone::LateLate`](crate::stage::Tone::LateLate) is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietRange {
    /// Which days.
    pub days: QuietDays,
    /// For customers of this country, or of this part of one; none: everywhere.
    pub region: Option<Region>,
}

/// The days of a quiet range, its last one among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuietDays {
    /// The same days each year. A range that ends before it begins ends in the next year.
    EveryYear {
        /// Month and day of its first day.
        from: (u32, u32),
        /// Month and day of its last day.
        to: (u32, u32),
    },
    /// Once: for what follows the moon, or a closed week.
    Once {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
}

impl QuietRange {
    /// The last day of the range that `day` lies in, for a customer of `region`.
    pub fn last_day_around(&self, day: NaiveDate, region: Region) -> Option<NaiveDate> {
        let is_here = match self.region {
            None => true,
            // A country stands for all its parts.
            Some(place) => place == region || place == Region::from(region.country()),
        };
        is_here.then(|| self.days.last_day_around(day)).flatten()
    }
}

impl QuietDays {
    fn last_day_around(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Once { from, to } => (from <= day && day <= to).then_some(to),
            Self::EveryYear { from, to } => (day.year().saturating_sub(1)..=day.year()).find_map(|year| {
                let first = day_of(year, from)?;
                let ends_in = if to < from { year.checked_add(1)? } else { year };
                let last = day_of(ends_in, to)?;
                (first <= day && day <= last).then_some(last)
            }),
        }
    }
}

/// A range that names 29 February is there in every year.
fn day_of(year: i32, (month, day): (u32, u32)) -> Option<NaiveDate> {
    let in_short_february = || ((month, day) == (2, 29)).then_some(28);
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| NaiveDate::from_ymd_opt(year, month, in_short_february()?))
}
