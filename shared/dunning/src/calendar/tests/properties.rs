use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{day, region, unpacked};
use crate::calendar::{Calendar, Region, table};

fn any_region() -> impl Strategy<Value = Region> {
    let mut all: Vec<Region> = ["KR", "SA", "DE-XX", "IL"].map(region).into();
    for country in table::COUNTRIES {
        let code = unpacked(country.code);
        all.push(region(&code));
        all.extend(
            country
                .subdivisions
                .iter()
                .map(|part| region(&format!("{code}-{}", unpacked(part.code)))),
        );
    }
    proptest::sample::select(all)
}

/// From a year before the table to a year after it.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..18 * 366_u64).prop_map(|days| day("2019-01-01") + Days::new(days))
}

prop_compose! {
    /// The table, and some days of the user's own; they cluster, so that closures of weeks come up.
    fn any_calendar()(
        everywhere in proptest::collection::vec((any_day(), 1..30_usize), 0..4),
        somewhere in proptest::collection::vec((any_region(), any_day()), 0..20),
    ) -> Calendar {
        let mut calendar = Calendar::new();
        for (first, length) in everywhere {
            first.iter_days().take(length).for_each(|day| calendar.close(day));
        }
        for (place, day) in somewhere {
            calendar.close_in(place, day);
        }
        calendar
    }
}

proptest! {
    #[test]
    fn a_computed_business_day_is_never_closed(
        calendar in any_calendar(), day in any_day(), n in 0..400_u16, place in any_region(),
    ) {
        for found in [
            calendar.next_open(day, place),
            calendar.previous_open(day, place),
            calendar.add_business_days(day, n, place),
            calendar.subtract_business_days(day, n, place),
        ] {
            prop_assert_eq!(calendar.why_closed(found, place), None);
        }
    }

    #[test]
    fn adding_then_subtracting_comes_back(
        calendar in any_calendar(), day in any_day(), n in 0..400_u16, place in any_region(),
    ) {
        let open = calendar.next_open(day, place);
        let later = calendar.add_business_days(open, n, place);
        prop_assert_eq!(calendar.subtract_business_days(later, n, place), open);
        let earlier = calendar.subtract_business_days(open, n, place);
        prop_assert_eq!(calendar.add_business_days(earlier, n, place), open);
    }

    #[test]
    fn the_next_open_day_is_the_nearest(calendar in any_calendar(), day in any_day(), place in any_region()) {
        let next = calendar.next_open(day, place);
        let previous = calendar.previous_open(day, place);
        prop_assert!(previous <= day && day <= next);
        prop_assert_eq!(calendar.next_open(next, place), next);
        prop_assert_eq!(calendar.previous_open(previous, place), previous);
        prop_assert_eq!(day == next, calendar.is_open(day, place));
        let between = previous.iter_days().skip(1).take_while(|date| *date < next);
        prop_assert!(between.filter(|date| *date != day).all(|date| !calendar.is_open(date, place)));
    }

    #[test]
    fn adding_counts_open_days(
        calendar in any_calendar(), day in any_day(), n in 1..60_u16, place in any_region(),
    ) {
        let end = calendar.add_business_days(day, n, place);
        let counted = day.iter_days().skip(1).take_while(|date| *date <= end)
            .filter(|date| calendar.is_open(*date, place)).count();
        prop_assert_eq!(counted, usize::from(n));
    }

    #[test]
    fn reading_a_region_never_panics(text in "\\PC{0,8}|[A-Za-z]{2}-?[A-Za-z0-9]{0,4}") {
        if let Ok(read) = Region::parse(&text) {
            prop_assert_eq!(Region::parse(&read.to_string()), Ok(read));
        }
    }
}
