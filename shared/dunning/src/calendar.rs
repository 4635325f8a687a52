//! Business days: which days are closed where, and counting past them.
//!
//! A day is closed if it is a weekend day of the country, a public holiday of the region, or one of the user's
//! own closed days. Holidays come from a table compiled in (`calendar/table.rs`, generated; `holidays/README.md`
//! says from what and what it leaves out), so this module is pure: no I/O, no clock, the same answer always.

mod region;
mod rest;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

pub use region::{CountryCode, Region, RegionError, Subdivision};
use rest::{Counted, OfCountry, RestDays};

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

    /// The business days of one region, found once for all the days that are asked about.
    #[must_use]
    pub fn of(&self, region: Region) -> BusinessDays<'_> {
        let closed_in = |place: Region| self.by_region.get(&place);
        BusinessDays {
            rest: OfCountry::find(region.country()).rest_days(region),
            own: [
                Some(&self.everywhere),
                closed_in(region),
                closed_in(Region::from(region.country())),
            ],
        }
    }

    /// [`BusinessDays::is_open`] in a region.
    #[must_use]
    pub fn is_open(&self, day: NaiveDate, region: Region) -> bool {
        self.of(region).is_open(day)
    }

    /// [`BusinessDays::why_closed`] in a region.
    #[must_use]
    pub fn why_closed(&self, day: NaiveDate, region: Region) -> Option<Closed> {
        self.of(region).why_closed(day)
    }

    /// [`BusinessDays::next_open`] in a region.
    #[must_use]
    pub fn next_open(&self, day: NaiveDate, region: Region) -> NaiveDate {
        self.of(region).next_open(day)
    }

    /// [`BusinessDays::previous_open`] in a region.
    #[must_use]
    pub fn previous_open(&self, day: NaiveDate, region: Region) -> NaiveDate {
        self.of(region).previous_open(day)
    }

    /// [`BusinessDays::add`] in a region.
    #[must_use]
    pub fn add_business_days(&self, day: NaiveDate, n: u16, region: Region) -> NaiveDate {
        self.of(region).add(day, n)
    }

    /// [`BusinessDays::subtract`] in a region.
    #[must_use]
    pub fn subtract_business_days(&self, day: NaiveDate, n: u16, region: Region) -> NaiveDate {
        self.of(region).subtract(day, n)
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
            && OfCountry::find(region.country())
                .row
                .is_some_and(|country| match region.subdivision() {
                    None => true,
                    Some(code) => country.others_follow || country.place_of(code).is_some(),
                })
    }

    /// Whether parts of `country` have other holidays than the whole, so that it is worth asking a customer's part.
    #[must_use]
    pub fn depends_on_subdivision(&self, country: CountryCode) -> bool {
        OfCountry::find(country)
            .row
            .is_some_and(|country| !country.subdivisions.is_empty())
    }
}

/// The business days of a region.
#[derive(Clone, Copy, Debug)]
pub struct BusinessDays<'a> {
    rest: &'static RestDays,
    /// The user's own closed days that hold there.
    own: [Option<&'a BTreeSet<NaiveDate>>; 3],
}

impl BusinessDays<'_> {
    /// Whether `day` is a business day.
    #[must_use]
    pub fn is_open(self, day: NaiveDate) -> bool {
        !self.is_closed(Counted::from(day))
    }

    /// What closes `day`; `None` on a business day.
    #[must_use]
    pub fn why_closed(self, day: NaiveDate) -> Option<Closed> {
        if self.rest.is_weekend(day) {
            Some(Closed::Weekend)
        } else if self.rest.contains(Counted::from(day)) {
            Some(Closed::PublicHoliday)
        } else if self.is_own_day(day) {
            Some(Closed::OwnDay)
        } else {
            None
        }
    }

    /// The first business day not before `day`: `day` itself if it is open.
    ///
    /// Saturates: if every day up to the last that a date can hold is closed, that last day.
    #[must_use]
    pub fn next_open(self, day: NaiveDate) -> NaiveDate {
        self.nearest(Counted::from(day), Counted::later).date
    }

    /// The last business day not after `day`: `day` itself if it is open.
    ///
    /// Saturates: if every day down to the first that a date can hold is closed, that first day.
    #[must_use]
    pub fn previous_open(self, day: NaiveDate) -> NaiveDate {
        self.nearest(Counted::from(day), Counted::earlier).date
    }

    /// The `n`-th business day after `day`. Zero stands for [`next_open`](Self::next_open), so the answer is open
    /// for every `n`. A closed `day` does not count: from a Saturday, both 0 and 1 lead to Monday.
    ///
    /// Saturates at the last day that a date can hold, which may be closed.
    #[must_use]
    pub fn add(self, day: NaiveDate, n: u16) -> NaiveDate {
        self.nth(day, n, Counted::later)
    }

    /// The `n`-th business day before `day`. Zero stands for [`previous_open`](Self::previous_open). From an open
    /// day, this undoes [`add`](Self::add), and the other way round.
    ///
    /// Saturates at the first day that a date can hold, which may be closed.
    #[must_use]
    pub fn subtract(self, day: NaiveDate, n: u16) -> NaiveDate {
        self.nth(day, n, Counted::earlier)
    }

    /// The business days from `first` to `last`, in order.
    pub fn between(self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        std::iter::successors(Some(Counted::from(first)), |day| day.later())
            .take_while(move |day| day.date <= last)
            .filter(move |day| !self.is_closed(*day))
            .map(|day| day.date)
    }

    fn is_closed(self, day: Counted) -> bool {
        self.rest.contains(day) || self.is_own_day(day.date)
    }

    fn is_own_day(self, day: NaiveDate) -> bool {
        self.own.iter().flatten().any(|days| days.contains(&day))
    }

    /// Ends, for the closed days in a row are finitely many: weekends leave open days between them, and the table
    /// and the user's days are finite sets.
    fn nearest(self, from: Counted, step: impl Fn(Counted) -> Option<Counted>) -> Counted {
        let mut day = from;
        while self.is_closed(day) {
            let Some(next) = step(day) else { return day };
            day = next;
        }
        day
    }

    fn nth(self, from: NaiveDate, n: u16, step: impl Fn(Counted) -> Option<Counted>) -> NaiveDate {
        let mut day = Counted::from(from);
        if n == 0 {
            return self.nearest(day, step).date;
        }
        for _ in 0..n {
            let Some(next) = step(day) else { break };
            day = self.nearest(next, &step);
        }
        day.date
    }
}

/// A country's row of the table. Days are counted from `table::FIRST_DAY`, ascending.
struct Country {
    code: u32,
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
    code: u32,
    adds: &'static [u16],
    drops: &'static [u16],
}

impl Country {
    /// Where a part stands among the subdivisions.
    fn place_of(&self, code: Subdivision) -> Option<usize> {
        let code = packed(code.letters());
        self.subdivisions
            .binary_search_by_key(&code, |part| part.code)
            .ok()
    }
}

fn find<Row>(rows: &'static [Row], code: u32, code_of: fn(&Row) -> u32) -> Option<&'static Row> {
    let place = rows.binary_search_by_key(&code, code_of).ok()?;
    rows.get(place)
}

/// A code of up to four letters as one number, in the order of the codes.
const fn packed(letters: &[u8]) -> u32 {
    let mut bytes = [0; 4];
    let mut place = 0;
    while place < letters.len() && place < bytes.len() {
        bytes[place] = letters[place];
        place += 1;
    }
    u32::from_be_bytes(bytes)
}
