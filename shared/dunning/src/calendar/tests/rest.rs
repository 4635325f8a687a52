use chrono::{Datelike, NaiveDate, Weekday};

use super::{day, region, unpacked};
use crate::calendar::{BusinessDays, Calendar, Closed, Country, Region, table};

/// Every region of the table, and some that it does not know: countries, parts, a part of a country that follows.
fn regions() -> Vec<Region> {
    let mut all: Vec<Region> = [
        "KR", "SA", "IL", "XK", "DE-XX", "AU-XX", "IT-RM", "PL-14", "FR-IDF", "SA-01",
    ]
    .map(region)
    .into();
    for country in table::COUNTRIES {
        let code = unpacked(country.code);
        all.push(region(&code));
        let parts = country.subdivisions.iter().map(|part| unpacked(part.code));
        all.extend(parts.map(|part| region(&format!("{code}-{part}"))));
    }
    all
}

/// What the table's rows say, read as they are written.
fn by_the_table(day: NaiveDate, region: Region) -> Option<Closed> {
    let code = region.country().to_string();
    let weekend = table::WEEKENDS.iter().find(|row| unpacked(row.0) == code);
    let weekend = weekend.map_or(&[Weekday::Sat, Weekday::Sun][..], |row| row.1);
    if weekend.contains(&day.weekday()) {
        return Some(Closed::Weekend);
    }
    let first = NaiveDate::from_ymd_opt(table::FIRST_YEAR, 1, 1).unwrap();
    let place = u16::try_from(day.signed_duration_since(first).num_days()).ok()?;
    let country = table::COUNTRIES
        .iter()
        .find(|country| unpacked(country.code) == code)?;
    is_holiday(place, country, region).then_some(Closed::PublicHoliday)
}

fn is_holiday(place: u16, country: &Country, region: Region) -> bool {
    let has = |days: &[u16]| days.binary_search(&place).is_ok();
    let Some(code) = region.subdivision() else {
        return has(country.closed) || has(country.in_most);
    };
    let mut parts = country.subdivisions.iter();
    match parts.find(|part| unpacked(part.code) == code.as_str()) {
        Some(part) => has(part.adds) || (has(country.closed) && !has(part.drops)),
        None => has(country.closed) || (!country.others_follow && has(country.in_most)),
    }
}

/// Three decades, with years before the table and behind it.
#[test]
fn the_bits_say_what_the_table_says() {
    let calendar = Calendar::new();
    let regions = regions();
    assert!(regions.len() > 300, "{}", regions.len());
    for region in regions {
        let business_days: BusinessDays<'_> = calendar.of(region);
        let days = day("2012-01-01").iter_days();
        for date in days.take_while(|date| date.year() < 2042) {
            let said = by_the_table(date, region);
            assert_eq!(business_days.why_closed(date), said, "{region} {date}");
            assert_eq!(business_days.is_open(date), said.is_none(), "{region} {date}");
        }
    }
}

/// The user's own days close beside the table's, and only where they hold.
#[test]
fn own_days_close_beside_the_tables() {
    let mut calendar = Calendar::new();
    let own = [
        ("2026-12-25", None),
        ("2026-12-28", Some("IT")),
        ("2045-03-01", Some("DE-BY")),
    ];
    for (date, place) in own {
        match place {
            None => calendar.close(day(date)),
            Some(place) => calendar.close_in(region(place), day(date)),
        }
    }
    for (place, date, closed) in [
        ("IT-MI", "2026-12-25", Some(Closed::PublicHoliday)),
        ("XK", "2026-12-25", Some(Closed::OwnDay)),
        ("IT-MI", "2026-12-28", Some(Closed::OwnDay)),
        ("DE-BY", "2026-12-28", None),
        ("DE-BY", "2045-03-01", Some(Closed::OwnDay)),
        ("DE", "2045-03-01", None),
    ] {
        assert_eq!(
            calendar.of(region(place)).why_closed(day(date)),
            closed,
            "{place} {date}"
        );
    }
    assert_eq!(
        calendar.of(region("IT")).add(day("2026-12-24"), 1),
        day("2026-12-29")
    );
}
