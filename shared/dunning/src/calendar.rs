//! Business days: which days are closed where, and counting past them.
//!
//! A day is closed if it is a weekend day of the country, a public holiday of the region, or one of the user's
//! own closed days. Holidays come from a table compiled in (`calendar/table.rs`, generated; `holidays/README.md`
//! says from what and what it leaves out), so this module is pure: no I/O, no clock, the same answer always.

mod region;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

pub use region::{CountryCode, Region, RegionError, Subdivision};

/// The closed days of every region: the table of public holidays, and what the user adds to it.
///
/// Every method answers for every day and region. Where the table knows nothing (see [`Calendar::covers`]) only
/// weekends and the user's own days are closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    everywhere: BTreeSet<NaiveDate>,
    by_region: BTreeMap<Region, BTreeSet<NaiveDate>>,
}

/// Why a day is closed. Where several reasons hold, the first of this list is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closed {
    /// A rest day of the country's week.
    Weekend,
    /// A public holiday, or the day observed for it.
    PublicHoliday,
    /// A day that the user declared closed.
    OwnDay,
}

impl Calendar {
    /// The public holidays of the table, and no day of the user's own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Closes a day for every customer.
    pub fn close(&mut self, day: NaiveDate) {
        self.everywhere.insert(day);
    }

    /// Closes a day in one region; a country stands for all its parts.
    pub fn close_in(&mut self, region: Region, day: NaiveDate) {
        self.by_region.entry(region).or_default().insert(day);
    }

    /// Whether `day` is a business day in `region`.
    #[must_use]
    pub fn is_open(&self, day: NaiveDate, region: Region) -> bool {
        self.why_closed(day, region).is_none()
    }

    /// What closes `day` in `region`; `None` on a business day.
    #[must_use]
    pub fn why_closed(&self, day: NaiveDate, region: Region) -> Option<Closed> {
        if weekend(region.country()).contains(&day.weekday()) {
            Some(Closed::Weekend)
        } else if is_public_holiday(day, region) {
            Some(Closed::PublicHoliday)
        } else if self.is_own_day(day, region) {
            Some(Closed::OwnDay)
        } else {
            None
        }
    }

    /// The first business day not before `day`: `day` itself if it is open.
    ///
    /// Saturates: if every day up to the last that a date can hold is closed, that last day.
    #[must_use]
    pub fn next_open(&self, day: NaiveDate, region: Region) -> NaiveDate {
        self.nearest_open(day, region, NaiveDate::succ_opt)
    }

    /// The last business day not after `day`: `day` itself if it is open.
    ///
    /// Saturates: if every day down to the first that a date can hold is closed, that first day.
    #[must_use]
    pub fn previous_open(&self, day: NaiveDate, region: Region) -> NaiveDate {
        self.nearest_open(day, region, NaiveDate::pred_opt)
    }

    /// The `n`-th business day after `day`. Zero stands for [`next_open`](Self::next_open), so the answer is open
    /// for every `n`. A closed `day` does not count: from a Saturday, both 0 and 1 lead to Monday.
    ///
    /// Saturates at the last day that a date can hold, which may be closed.
    #[must_use]
    pub fn add_business_days(&self, day: NaiveDate, n: u16, region: Region) -> NaiveDate {
        self.nth_open(day, n, region, NaiveDate::succ_opt)
    }

    /// The `n`-th business day before `day`. Zero stands for [`previous_open`](Self::previous_open). From an open
    /// day, this undoes [`add_business_days`](Self::add_business_days), and the other way round.
    ///
    /// Saturates at the first day that a date can hold, which may be closed.
    #[must_use]
    pub fn subtract_business_days(&self, day: NaiveDate, n: u16, region: Region) -> NaiveDate {
        self.nth_open(day, n, region, NaiveDate::pred_opt)
    }

    /// Whether the table knows the public holidays of `region` in `year`. False for a country or a year outside
    /// the table, and for a part of a country that is not known to exist: such a part has the days of its country
    /// without a part.
    ///
    /// True for a country without its part, which has the days of the nation and those that at least half of its
    /// parts keep, though a part may have more days
    /// ([`depends_on_subdivision`](Self::depends_on_subdivision)).
    #[must_use]
    pub fn covers(&self, region: Region, year: i32) -> bool {
        let in_time = (table::FIRST_YEAR..=table::LAST_YEAR).contains(&year);
        in_time
            && Country::find(region.country()).is_some_and(|country| match region.subdivision() {
                None => true,
                Some(code) => country.others_follow || country.part(code).is_some(),
            })
    }

    /// Whether parts of `country` have other holidays than the whole, so that it is worth asking a customer's part.
    #[must_use]
    pub fn depends_on_subdivision(&self, country: CountryCode) -> bool {
        Country::find(country).is_some_and(|country| !country.subdivisions.is_empty())
    }

    fn is_own_day(&self, day: NaiveDate, region: Region) -> bool {
        let closed_in = |place| self.by_region.get(&place).is_some_and(|days| days.contains(&day));
        self.everywhere.contains(&day) || closed_in(region) || closed_in(Region::from(region.country()))
    }

    /// Ends, for the closed days in a row are finitely many: weekends leave open days between them, and the table
    /// and the user's days are finite sets.
    fn nearest_open(&self, from: NaiveDate, region: Region, step: Step) -> NaiveDate {
        let mut day = from;
        while !self.is_open(day, region) {
            let Some(next) = step(&day) else { return day };
            day = next;
        }
        day
    }

    fn nth_open(&self, from: NaiveDate, n: u16, region: Region, step: Step) -> NaiveDate {
        if n == 0 {
            return self.nearest_open(from, region, step);
        }
        let mut day = from;
        for _ in 0..n {
            let Some(next) = step(&day) else { return day };
            day = self.nearest_open(next, region, step);
        }
        day
    }
}

/// To the day after or the day before; `None` where dates end.
type Step = fn(&NaiveDate) -> Option<NaiveDate>;

/// A country's row of the table. Days are counted from `table::FIRST_DAY`, ascending.
struct Country {
    code: &'static str,
    /// A part that the table does not name has the nation's days for certain, not for lack of knowledge.
    others_follow: bool,
    /// The days that hold in the whole country.
    closed: &'static [u16],
    /// Further days that hold in at least half of its parts.
    in_most: &'static [u16],
    /// By code.
    subdivisions: &'static [Part],
}

/// How a part of a country differs from the whole.
struct Part {
    code: &'static str,
    adds: &'static [u16],
    drops: &'static [u16],
}

impl Country {
    fn find(code: CountryCode) -> Option<&'static Self> {
        find(table::COUNTRIES, code.as_str(), |country| country.code)
    }

    fn part(&self, code: Subdivision) -> Option<&'static Part> {
        find(self.subdivisions, code.as_str(), |part| part.code)
    }
}

fn find<Row>(rows: &'static [Row], code: &str, code_of: fn(&Row) -> &'static str) -> Option<&'static Row> {
    let code = packed(code);
    let place = rows
        .binary_search_by_key(&code, |row| packed(code_of(row)))
        .ok()?;
    rows.get(place)
}

/// A code of up to four letters as one number, in the order of the codes: every decision asks for many days, and
/// comparing numbers takes half the time.
fn packed(code: &str) -> u32 {
    let mut bytes = [0; 4];
    for (place, letter) in bytes.iter_mut().zip(code.bytes()) {
        *place = letter;
    }
    u32::from_be_bytes(bytes)
}

fn is_public_holiday(day: NaiveDate, region: Region) -> bool {
    let Some(country) = Country::find(region.country()) else {
        return false;
    };
    // No sum can overflow: chrono's years end far below i32's days.
    let Ok(day) = u16::try_from(day.num_days_from_ce() - table::FIRST_DAY) else {
        return false;
    };
    let has = |days: &[u16]| days.binary_search(&day).is_ok();
    match region.subdivision().and_then(|code| country.part(code)) {
        // Somewhere in the country, nobody knows where: what most of it keeps is closed as well.
        None if region.subdivision().is_none() || !country.others_follow => {
            has(country.closed) || has(country.in_most)
        }
        None => has(country.closed),
        Some(part) => has(part.adds) || (has(country.closed) && !has(part.drops)),
    }
}

fn weekend(country: CountryCode) -> &'static [Weekday] {
    const USUAL: &[Weekday] = &[Weekday::Sat, Weekday::Sun];
    find(table::WEEKENDS, country.as_str(), |row| row.0).map_or(USUAL, |row| row.1)
}
