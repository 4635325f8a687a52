//! Which days a region rests, a bit a day: a decision asks about dozens of days, and searching the table's lists for each
//! of them was half of its time.

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use chrono::{Datelike, NaiveDate, Weekday, WeekdaySet};

use super::{Country, CountryCode, Region, find, packed, table};

/// What most of the world rests on.
const USUAL_WEEKEND: WeekdaySet = WeekdaySet::from_array([Weekday::Sat, Weekday::Sun]);

/// Days in a word of bits.
const WORD_DAYS: usize = 64;

/// Words enough for the table's years. What they have beyond is right as well: weekends, and no holiday.
const WORDS: usize = ((table::LAST_YEAR - table::FIRST_YEAR + 1) as usize * 366).div_ceil(WORD_DAYS);

/// The days on which a region rests: its weekends always, its public holidays in the table's years.
pub(super) struct RestDays {
    weekend: WeekdaySet,
    /// From [`table::FIRST_DAY`] on, the lowest bit first; set for weekends and holidays alike.
    bits: [u64; WORDS],
}

impl RestDays {
    fn new(weekend: WeekdaySet, holidays: &[&[u16]], but_for: &[u16]) -> Box<Self> {
        let mut bits = [0_u64; WORDS];
        let mut mark = |day: usize, rests: bool| {
            if let Some(word) = bits.get_mut(day / WORD_DAYS) {
                let bit = 1 << (day % WORD_DAYS);
                *word = if rests { *word | bit } else { *word & !bit };
            }
        };
        for day in holidays.iter().copied().flatten() {
            mark(usize::from(*day), true);
        }
        for day in but_for {
            mark(usize::from(*day), false);
        }
        let first = NaiveDate::from_num_days_from_ce_opt(table::FIRST_DAY);
        let days = first.into_iter().flat_map(|first| first.iter_days());
        for (place, day) in days.take(WORDS * WORD_DAYS).enumerate() {
            if weekend.contains(day.weekday()) {
                mark(place, true);
            }
        }
        Box::new(Self { weekend, bits })
    }

    /// Whether the day is one of the week's rest days.
    pub(super) fn is_weekend(&self, day: NaiveDate) -> bool {
        self.weekend.contains(day.weekday())
    }

    /// Whether the region rests on the day, for whichever of the two reasons.
    pub(super) fn contains(&self, day: Counted) -> bool {
        let place = usize::try_from(day.place).ok();
        match place.and_then(|place| Some((self.bits.get(place / WORD_DAYS)?, place % WORD_DAYS))) {
            Some((word, bit)) => (word >> bit) & 1 == 1,
            None => self.is_weekend(day.date),
        }
    }
}

impl fmt::Debug for RestDays {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("RestDays");
        shown.field("weekend", &self.weekend).finish_non_exhaustive()
    }
}

/// A date and its place in the table: counted once, then stepped together.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub(super) date: NaiveDate,
    /// Days since [`table::FIRST_DAY`].
    place: i32,
}

impl Counted {
    pub(super) fn from(date: NaiveDate) -> Self {
        // No sum can overflow, here and below: chrono's years end far below i32's days.
        let place = date.num_days_from_ce() - table::FIRST_DAY;
        Self { date, place }
    }

    /// The day after; none where dates end.
    pub(super) fn later(self) -> Option<Self> {
        let date = self.date.succ_opt()?;
        let place = self.place + 1;
        Some(Self { date, place })
    }

    /// The day before; none where dates end.
    pub(super) fn earlier(self) -> Option<Self> {
        let date = self.date.pred_opt()?;
        let place = self.place - 1;
        Some(Self { date, place })
    }
}

/// A country's row of the table if it has one, and the rest days of its regions, of each from when it is first asked
/// about.
pub(super) struct OfCountry {
    pub(super) row: Option<&'static Country>,
    weekend: WeekdaySet,
    /// Somewhere in the country, nobody knows where: what most of it keeps is closed as well.
    somewhere: OnceLock<Box<RestDays>>,
    /// Where the nation's days hold for certain, and no others.
    as_the_nation: OnceLock<Box<RestDays>>,
    /// In the row's subdivisions, by their order.
    parts: Vec<OnceLock<Box<RestDays>>>,
}

/// By the two letters of the code.
static OF_COUNTRIES: LazyLock<Vec<OfCountry>> = LazyLock::new(|| {
    let letters = || b'A'..=b'Z';
    letters()
        .flat_map(|first| letters().map(move |second| packed(&[first, second])))
        .map(OfCountry::new)
        .collect()
});

/// In place of a country that is not there.
static NOWHERE: OfCountry = OfCountry {
    row: None,
    weekend: USUAL_WEEKEND,
    somewhere: OnceLock::new(),
    as_the_nation: OnceLock::new(),
    parts: Vec::new(),
};

impl OfCountry {
    pub(super) fn find(code: CountryCode) -> &'static Self {
        let [first, second] = code
            .letters()
            .map(|letter| usize::from(letter.wrapping_sub(b'A')));
        // A code has two letters, and every pair has its place.
        OF_COUNTRIES.get(first * 26 + second).unwrap_or(&NOWHERE)
    }

    fn new(code: u32) -> Self {
        let weekend = find(table::WEEKENDS, code, |row| row.0);
        let row = find(table::COUNTRIES, code, |country| country.code);
        let parts = row.map_or(0, |row| row.subdivisions.len());
        Self {
            row,
            weekend: weekend.map_or(USUAL_WEEKEND, |row| row.1.iter().copied().collect()),
            somewhere: OnceLock::new(),
            as_the_nation: OnceLock::new(),
            parts: (0..parts).map(|_| OnceLock::new()).collect(),
        }
    }

    /// The rest days of one of the country's regions.
    pub(super) fn rest_days(&'static self, region: Region) -> &'static RestDays {
        let rest = |holidays: &[&[u16]], but_for| RestDays::new(self.weekend, holidays, but_for);
        let Some(row) = self.row else {
            return self.somewhere.get_or_init(|| rest(&[], &[]));
        };
        let Some(code) = region.subdivision() else {
            return self
                .somewhere
                .get_or_init(|| rest(&[row.closed, row.in_most], &[]));
        };
        let place = row.place_of(code);
        let part = place.and_then(|place| Some((row.subdivisions.get(place)?, self.parts.get(place)?)));
        match part {
            Some((part, days)) => days.get_or_init(|| rest(&[row.closed, part.adds], part.drops)),
            None if row.others_follow => self.as_the_nation.get_or_init(|| rest(&[row.closed], &[])),
            None => self
                .somewhere
                .get_or_init(|| rest(&[row.closed, row.in_most], &[])),
        }
    }
}
