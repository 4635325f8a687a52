//! Stand-in until the holiday table lands.
#![allow(missing_docs)]
use chrono::{Datelike, Days, NaiveDate, Weekday};
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CountryCode([u8; 2]);
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region {
    pub country: CountryCode,
}
impl CountryCode {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}
impl Region {
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        (b.len() >= 2).then(|| Self {
            country: CountryCode([b[0], b[1]]),
        })
    }
}
#[derive(Clone, Debug, Default)]
pub struct Calendar;
impl Calendar {
    pub fn is_open(&self, day: NaiveDate, _: Region) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }
    pub fn next_open(&self, mut day: NaiveDate, r: Region) -> NaiveDate {
        while !self.is_open(day, r) {
            day = day + Days::new(1);
        }
        day
    }
    pub fn previous_open(&self, mut day: NaiveDate, r: Region) -> NaiveDate {
        while !self.is_open(day, r) {
            day = day - Days::new(1);
        }
        day
    }
    pub fn add_business_days(&self, day: NaiveDate, n: u16, r: Region) -> NaiveDate {
        let mut d = self.next_open(day, r);
        for _ in 0..n {
            d = self.next_open(d + Days::new(1), r);
        }
        d
    }
    pub fn subtract_business_days(&self, day: NaiveDate, n: u16, r: Region) -> NaiveDate {
        let mut d = self.previous_open(day, r);
        for _ in 0..n {
            d = self.previous_open(d - Days::new(1), r);
        }
        d
    }
}
