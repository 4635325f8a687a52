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
use std::sync::LazyLock;

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
        self.why_closed_at(day, &Place::of(region))
    }

    /// The first business day not before `day`: `day` itself if it is open.
    ///
    /// Saturates: if every day up to the last that a date can hold is closed, that last day.
    #[must_use]
    pub fn next_open(&self, day: NaiveDate, region: Region) -> NaiveDate {
        self.nearest_open(day, &Place::of(region), NaiveDate::succ_opt)
    }

    /// The last business day not after `day`: `day` itself if it is open.
    ///
    /// Saturates: if every day down to the first that a date can hold is closed, that first day.
    #[must_use]
    pub fn previous_open(&self, day: NaiveDate, region: Region) -> NaiveDate {
        self.nearest_open(day, &Place::of(region), NaiveDate::pred_opt)
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

    /// The business days from `first` to `last`, in order.
    pub fn open_days(
        &self,
        first: NaiveDate,
        last: NaiveDate,
        region: Region,
    ) -> impl Iterator<Item = NaiveDate> {
        let place = Place::of(region);
        first
            .iter_days()
            .take_while(move |day| *day <= last)
            .filter(move |day| self.why_closed_at(*day, &place).is_none())
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

    fn why_closed_at(&self, day: NaiveDate, place: &Place) -> Option<Closed> {
        if place.weekend.contains(&day.weekday()) {
            Some(Closed::Weekend)
        } else if place.has_public_holiday(day) {
            Some(Closed::PublicHoliday)
        } else if self.is_own_day(day, place.region) {
            Some(Closed::OwnDay)
        } else {
            None
        }
    }

    fn is_own_day(&self, day: NaiveDate, region: Region) -> bool {
        let closed_in = |place| self.by_region.get(&place).is_some_and(|days| days.contains(&day));
        self.everywhere.contains(&day) || closed_in(region) || closed_in(Region::from(region.country()))
    }

    /// Ends, for the closed days in a row are finitely many: weekends leave open days between them, and the table
    /// and the user's days are finite sets.
    fn nearest_open(&self, from: NaiveDate, place: &Place, step: Step) -> NaiveDate {
        let mut day = from;
        while self.why_closed_at(day, place).is_some() {
            let Some(next) = step(&day) else { return day };
            day = next;
        }
        day
    }

    fn nth_open(&self, from: NaiveDate, n: u16, region: Region, step: Step) -> NaiveDate {
        let place = &Place::of(region);
        if n == 0 {
            return self.nearest_open(from, place, step);
        }
        let mut day = from;
        for _ in 0..n {
            let Some(next) = step(&day) else { return day };
            day = self.nearest_open(next, place, step);
        }
        day
    }
}

/// To the day after or the day before; `None` where dates end.
type Step = fn(&NaiveDate) -> Option<NaiveDate>;

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
    fn find(code: CountryCode) -> Option<&'static Self> {
        of_country(code).1
    }

    fn part(&self, code: Subdivision) -> Option<&'static Part> {
        find(self.subdivisions, packed(code.letters()), |part| part.code)
    }
}

fn find<Row>(rows: &'static [Row], code: u32, code_of: fn(&Row) -> u32) -> Option<&'static Row> {
    let place = rows.binary_search_by_key(&code, code_of).ok()?;
    rows.get(place)
}

/// A country's rest days, and its row of the table if it has one.
type OfCountry = (&'static [Weekday], Option<&'static Country>);

/// What holds in each country, by the two letters of its code: every decision asks dozens of times.
static OF_COUNTRIES: LazyLock<Vec<OfCountry>> = LazyLock::new(|| {
    const USUAL: &[Weekday] = &[Weekday::Sat, Weekday::Sun];
    let letters = || b'A'..=b'Z';
    letters()
        .flat_map(|first| letters().map(move |second| packed(&[first, second])))
        .map(|code| {
            let weekend = find(table::WEEKENDS, code, |row| row.0).map_or(USUAL, |row| row.1);
            (weekend, find(table::COUNTRIES, code, |country| country.code))
        })
        .collect()
});

fn of_country(code: CountryCode) -> OfCountry {
    let [first, second] = code
        .letters()
        .map(|letter| usize::from(letter.wrapping_sub(b'A')));
    // A code has two letters, and every pair has its place.
    OF_COUNTRIES.get(first * 26 + second).copied().unwrap_or_default()
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

/// A region with its rows of the table, found once: counting past closed days asks about many days of one region.
struct Place {
    region: Region,
    weekend: &'static [Weekday],
    country: Option<&'static Country>,
    part: Option<&'static Part>,
}

impl Place {
    fn of(region: Region) -> Self {
        let (weekend, country) = of_country(region.country());
        Self {
            region,
            weekend,
            country,
            part: country.and_then(|country| country.part(region.subdivision()?)),
        }
    }

    fn has_public_holiday(&self, day: NaiveDate) -> bool {
        let Some(country) = self.country else {
            return false;
        };
        // No sum can overflow: chrono's years end far below i32's days.
        let Ok(day) = u16::try_from(day.num_days_from_ce() - table::FIRST_DAY) else {
            return false;
        };
        let has = |days: &[u16]| days.binary_search(&day).is_ok();
        match self.part {
            // Somewhere in the country, nobody knows where: what most of it keeps is closed as well.
            None if self.region.subdivision().is_none() || !country.others_follow => {
                has(country.closed) || has(country.in_most)
            }
            None => has(country.closed),
            Some(part) => has(part.adds) || (has(country.closed) && !has(part.drops)),
        }
    }
}
