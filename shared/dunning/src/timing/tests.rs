//! Minutes, openings, and the days whose window lies ahead.

use super::*;
use crate::account::AccountKey;
use chrono::{NaiveTime, Offset};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn letter(customer: &str, on: &str) -> LetterId {
    LetterId {
        account: AccountKey::derive("lagopus", customer),
        day: day(on),
        attempt: 1,
    }
}

fn window(opens: &str, closes: &str) -> Window {
    let time = |text: &str| text.parse::<NaiveTime>().unwrap();
    Window::new(time(&format!("{opens}:00")), time(&format!("{closes}:00"))).unwrap()
}

#[test]
fn the_minute_never_changes_between_releases() {
    for (customer, on, zone, expected) in [
        (
            "C-1",
            "2026-11-17",
            chrono_tz::Europe::Rome,
            "2026-11-17 05:07 CET",
        ),
        (
            "C-2",
            "2026-11-17",
            chrono_tz::Europe::Rome,
            "2026-11-17 05:19 CET",
        ),
        (
            "C-1",
            "2026-11-18",
            chrono_tz::Pacific::Auckland,
            "2026-11-18 05:27 NZDT",
        ),
        (
            "C-1",
            "2026-11-18",
            chrono_tz::Pacific::Honolulu,
            "2026-11-18 05:27 HST",
        ),
    ] {
        let minute = minute(&letter(customer, on), Window::default(), zone).unwrap();
        assert_eq!(
            minute.with_timezone(&zone).format("%F %H:%M %Z").to_string(),
            expected
        );
    }
}

#[test]
fn minutes_are_spread_evenly() {
    let mut letters_by_minute = std::collections::BTreeMap::<u32, u32>::new();
    for customer in 0..48_000 {
        let letter = letter(&customer.to_string(), "2026-11-17");
        let minute = minute(&letter, Window::default(), chrono_tz::UTC).unwrap();
        *letters_by_minute.entry(minute.minute()).or_default() += 1;
    }
    assert_eq!(letters_by_minute.len(), 48);
    for (minute, letters) in letters_by_minute {
        assert!(
            minute % 5 != 0 && (850..1150).contains(&letters),
            "{letters} letters in minute {minute}"
        );
    }
}

#[test]
fn when_the_clocks_are_put_forward() {
    // Rome skips 02:00–03:00 on 29 March 2026.
    let rome = chrono_tz::Europe::Rome;
    for (opens, closes, opening_in_utc) in [
        ("05:00", "06:00", "03:00–04:00"),
        ("01:30", "02:30", "00:30–01:00"),
        ("02:30", "03:30", "01:00–01:30"),
        ("02:00", "03:00", "01:00–02:00"),
        ("02:15", "02:45", "01:00–01:30"),
    ] {
        let opening = opening(day("2026-03-29"), window(opens, closes), rome).unwrap();
        let told = format!(
            "{}–{}",
            opening.opens.format("%H:%M"),
            opening.closes.format("%H:%M")
        );
        assert_eq!(told, opening_in_utc, "{opens}–{closes}");
    }
}

#[test]
fn when_the_clocks_are_put_back_an_hour_is_used_once() {
    // Rome has 02:00–03:00 twice on 25 October 2026.
    let opening = opening(
        day("2026-10-25"),
        window("02:00", "03:00"),
        chrono_tz::Europe::Rome,
    )
    .unwrap();
    assert_eq!(opening.opens.format("%H:%M").to_string(), "00:00");
    assert_eq!(opening.closes.format("%H:%M").to_string(), "01:00");
}

/// By local day: minutes that don't exist are passed over, those that come twice are used the first time.
#[test]
fn clocks_jump_in_many_ways() {
    use chrono_tz::{Africa, America, Asia, Australia, Europe, Pacific};
    for (zone, on, opens, closes, opening_in_utc) in [
        // New York skips 02:00–03:00 and has 01:00–02:00 twice.
        (
            America::New_York,
            "2026-03-08",
            "02:00",
            "03:00",
            "03-08 07:00–08:00",
        ),
        (
            America::New_York,
            "2026-03-08",
            "05:00",
            "06:00",
            "03-08 09:00–10:00",
        ),
        (
            America::New_York,
            "2026-11-01",
            "01:00",
            "02:00",
            "11-01 05:00–06:00",
        ),
        // A window over both times is open through the first, and shut in the second.
        (
            America::New_York,
            "2026-11-01",
            "00:30",
            "01:30",
            "11-01 04:30–05:30",
        ),
        // Lord Howe jumps by half an hour: 02:00–02:30 is skipped, 01:30–02:00 comes twice.
        (
            Australia::Lord_Howe,
            "2026-10-04",
            "02:00",
            "02:30",
            "10-03 15:30–16:00",
        ),
        (
            Australia::Lord_Howe,
            "2026-10-04",
            "01:45",
            "02:45",
            "10-03 15:15–15:45",
        ),
        (
            Australia::Lord_Howe,
            "2026-04-05",
            "01:30",
            "02:00",
            "04-04 14:30–15:00",
        ),
        (
            Australia::Lord_Howe,
            "2026-04-05",
            "05:00",
            "06:00",
            "04-04 18:30–19:30",
        ),
        // Santiago and Cairo skip the first hour of a day.
        (
            America::Santiago,
            "2026-09-06",
            "00:00",
            "00:30",
            "09-06 04:00–04:30",
        ),
        (Africa::Cairo, "2026-04-24", "00:30", "01:30", "04-23 22:00–22:30"),
        // Casablanca has its winter in Ramadan.
        (
            Africa::Casablanca,
            "2026-02-15",
            "02:00",
            "03:00",
            "02-15 01:00–02:00",
        ),
        (
            Africa::Casablanca,
            "2026-03-22",
            "02:00",
            "03:00",
            "03-22 02:00–03:00",
        ),
        // Zones that changed their rules: Mexico gave up summer time, Kazakhstan turned its clocks on a leap day.
        (
            America::Mexico_City,
            "2022-04-03",
            "05:00",
            "06:00",
            "04-03 10:00–11:00",
        ),
        (
            America::Mexico_City,
            "2023-04-02",
            "05:00",
            "06:00",
            "04-02 11:00–12:00",
        ),
        (Asia::Almaty, "2024-02-29", "05:00", "06:00", "02-28 23:00–00:00"),
        (Asia::Almaty, "2024-03-01", "05:00", "06:00", "03-01 00:00–01:00"),
        (
            Europe::Volgograd,
            "2020-12-27",
            "01:00",
            "02:00",
            "12-26 21:00–22:00",
        ),
        // Samoa's clocks, on the last day before the one that it left out, and the first after.
        (Pacific::Apia, "2011-12-29", "05:00", "06:00", "12-29 15:00–16:00"),
        (Pacific::Apia, "2011-12-31", "05:00", "06:00", "12-30 15:00–16:00"),
    ] {
        let opening = opening(day(on), window(opens, closes), zone).unwrap();
        let told = format!(
            "{}–{}",
            opening.opens.format("%m-%d %H:%M"),
            opening.closes.format("%H:%M")
        );
        assert_eq!(told, opening_in_utc, "{zone} {on} {opens}–{closes}");
    }
}

#[test]
fn a_day_that_a_zone_skipped_has_no_window() {
    assert_eq!(
        opening(day("2011-12-30"), Window::default(), chrono_tz::Pacific::Apia),
        None
    );
}

#[test]
fn days_that_were_swept_and_still_lie_ahead() {
    let zone = chrono_tz::Europe::Rome;
    for (now, ahead) in [
        // Wednesday's sweep ran on Tuesday; Thursday's runs at 09:00 UTC.
        ("2026-11-18T02:00:00Z", vec!["2026-11-18"]),
        ("2026-11-18T04:30:00Z", vec![]),
        ("2026-11-18T08:59:00Z", vec![]),
        ("2026-11-18T09:00:00Z", vec!["2026-11-19"]),
    ] {
        let expected: Vec<_> = ahead.into_iter().map(day).collect();
        assert_eq!(
            days_still_ahead(now.parse().unwrap(), Window::default(), zone),
            expected,
            "{now}"
        );
    }
    // In Honolulu the 18th's window opens at 15:00 UTC, after the sweep for the 19th.
    assert_eq!(
        days_still_ahead(
            "2026-11-18T10:00:00Z".parse().unwrap(),
            Window::default(),
            chrono_tz::Pacific::Honolulu
        ),
        [day("2026-11-18"), day("2026-11-19")]
    );
}

/// Every day of three years on which any zone turns its clocks, hour by hour: looking at the window's ends alone finds
/// what looking at each of its minutes does.
#[test]
fn the_ends_of_a_window_tell_all() {
    let mut turned = 0;
    for zone in chrono_tz::TZ_VARIANTS {
        let offset = |day: NaiveDate| {
            let noon = day.and_hms_opt(12, 0, 0).unwrap();
            zone.offset_from_utc_datetime(&noon).fix()
        };
        for on in day("2025-01-01").iter_days().take(3 * 365) {
            if offset(on.pred_opt().unwrap()) == offset(on) {
                continue;
            }
            turned += 1;
            for opens in 0..23 {
                let window = window(&format!("{opens:02}:30"), &format!("{:02}:30", opens + 1));
                let each = minutes(on, window, zone);
                let letter = letter("C-1", &on.to_string());
                let usable: Vec<_> = each.iter().filter(|(local, _)| local.minute() % 5 != 0).collect();
                let index = pick(&letter, usable.len() as u64).unwrap();
                let (_, chosen) = usable[usize::try_from(index).unwrap()];
                assert_eq!(
                    minute(&letter, window, zone),
                    Some(*chosen),
                    "{zone} {on} {opens}:30"
                );
                let opening = opening(on, window, zone).unwrap();
                assert_eq!(opening.opens, each.first().unwrap().1, "{zone} {on} {opens}:30");
                assert_eq!(opening.closes, each.last().unwrap().1 + Duration::minutes(1));
            }
        }
    }
    assert!(turned > 1_000, "{turned}");
}

#[test]
fn a_window_may_begin_at_any_minute() {
    for opens in 0..60 {
        for length in [10, 17, 59] {
            let closes = opens + length;
            let time = |minute: u32| format!("{:02}:{:02}", 5 + minute / 60, minute % 60);
            let window = window(&time(opens), &time(closes));
            let usable: Vec<u32> = (opens..closes).filter(|minute| minute % 5 != 0).collect();
            for customer in 0..20 {
                let letter = letter(&format!("C-{customer}"), "2026-11-17");
                let index = usize::try_from(pick(&letter, usable.len() as u64).unwrap()).unwrap();
                let at =
                    day("2026-11-17").and_hms_opt(5, 0, 0).unwrap() + Duration::minutes(usable[index].into());
                assert_eq!(
                    minute(&letter, window, chrono_tz::UTC),
                    Some(at.and_utc()),
                    "{opens} {length}"
                );
            }
        }
    }
}

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec())
}

proptest! {
    #[test]
    fn always_in_the_window_never_round_equal_on_every_retry(
        zone in zones(),
        customer in "[A-Z]{1,3}-[0-9]{1,6}",
        days in 0_u64..10_000,
        opens in 0_u32..23 * 60,
        length in 10_u32..120,
    ) {
        let time = |minutes: u32| NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0);
        let window = time(opens).zip(time((opens + length).min(24 * 60 - 1))).and_then(|(from, to)| Window::new(from, to));
        prop_assume!(window.is_some());
        let window = window.unwrap();
        let on = day("2020-01-01") + Days::new(days);
        let letter = LetterId { account: AccountKey::derive("lagopus", &customer), day: on, attempt: 1 };
        let opening = opening(on, window, zone).unwrap();
        let minute = super::minute(&letter, window, zone).unwrap();
        let local = minute.with_timezone(&zone);
        prop_assert!(opening.contains(minute));
        prop_assert_eq!(local.date_naive(), on);
        prop_assert!(!local.minute().is_multiple_of(5));
        prop_assert_eq!(super::minute(&letter, window, zone), Some(minute));
        if let LocalResult::Single(opens) = zone.from_local_datetime(&on.and_time(window.opens())) {
            prop_assert_eq!(opening.opens, opens.with_timezone(&Utc));
        }
    }
}
