//! The table against rates as published.

use super::*;
use crate::charges::{HalfYear, ReferenceRate, Statute};

/// Country, kind, a day of the half-year, the late-payment rate that ministries, central banks and gazettes published.
const PUBLISHED: &str = "
    AT business 2022-12-31  8.58   until 2022
    AT business 2023-01-01 11.08   solidbau.at, January 2023
    AT public   2024-12-31 13.08   WKO, July 2024
    BE business 2021-01-01  8.0    SPF Finances
    BE business 2024-01-01 12.5    both halves of 2024
    BE business 2024-07-01 12.5    12.25, rounded up to the half point
    BE business 2025-01-01 11.5    11.15, rounded up
    BE business 2026-01-01 10.5    embuild.be
    DE business 2020-07-01  8.12   Bundesbank: -0.88
    DE business 2023-01-01 10.62   Bundesbank: 1.62
    DE public   2026-01-01 10.27   Bundesbank: 1.27
    ES business 2026-01-01 10.15   BOE-A-2025-27201
    FI business 2023-01-01 10.5    SDK 1276/2022
    FI business 2024-07-01 12.5    Suomen Pankki: reference rate 4.5
    FI business 2025-01-01 11.5    Suomen Pankki: reference rate 3.5
    FI business 2026-01-01 10.5    Suomen Pankki: reference rate 2.5
    FR business 2024-07-01 14.25   ten points
    FR public   2024-07-01 12.25   eight points
    GB business 2020-01-01  8.75   payontime.co.uk
    GB business 2022-07-01  9.25   payontime.co.uk
    GB business 2024-01-01 13.25   payontime.co.uk
    GB business 2026-06-30 11.75   base rate 3.75
    IE business 2023-07-01 12.00   Department of Enterprise
    IE business 2024-07-01 12.25   Department of Enterprise
    IT business 2023-07-01 12.00   GU 165 of 17 July 2023
    IT business 2025-01-01 11.15   GU 63 of 17 March 2025
    IT business 2026-01-01 10.15   GU 15 of 20 January 2026
    LU business 2024-07-01 12.25   Ministère de la Justice
    MT business 2024-01-01 12.5
    NL business 2022-01-01  8.00   watsonlaw.nl
    NL business 2023-07-01 12.00   watsonlaw.nl
    NL business 2024-07-01 12.25   metaalunie.nl
    PT business 2021-01-01  8.00   Aviso 2239/2021
    PT business 2023-01-01 10.5    Aviso of January 2023
    PT business 2024-07-01 12.25   Aviso 14751/2024/2
    RO business 2020-07-01  9.75   BNR circular 12/2020
    RO business 2022-01-01  9.75   BNR circular 25/2021
    RO business 2026-01-01 14.50   BNR, 19 January 2026
";

#[test]
fn the_table_gives_the_published_rates() {
    for line in PUBLISHED.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [code, kind, on, rate, ..] = fields.as_slice() else {
            panic!("too short: {line}");
        };
        let kind = if *kind == "public" {
            CustomerKind::Public
        } else {
            CustomerKind::Business
        };
        let statute = Statute::of(country(code), kind).unwrap();
        let known = statute.yearly_rate(HalfYear::of(day(on)), &Default::default());
        assert_eq!(known, Some(decimal(rate)), "{line}");
    }
}

#[test]
fn germany_follows_the_ecb_point_for_point_and_austria_within_half_a_point() {
    let mut on = day("2020-01-01");
    while on <= ReferenceRate::Ecb.valid_until() {
        let half_year = HalfYear::of(on);
        let [ecb, german, austrian] = [
            ReferenceRate::Ecb,
            ReferenceRate::GermanBase,
            ReferenceRate::AustrianBase,
        ]
        .map(|rate| rate.in_half_year(half_year).unwrap());
        assert_eq!(german, ecb - decimal("0.88"), "{on}");
        // -0.62 when the ECB's rate was 0; a change may lag by less than half a point.
        assert!(
            (austrian - (ecb - decimal("0.62"))).abs() < decimal("0.5"),
            "{on}"
        );
        on = half_year.last_day().succ_opt().unwrap();
    }
}

#[test]
fn the_table_says_where_it_ends() {
    for (rate, last_day) in [
        (ReferenceRate::Ecb, "2026-12-31"),
        (ReferenceRate::GermanBase, "2026-12-31"),
        (ReferenceRate::AustrianBase, "2026-12-31"),
        (ReferenceRate::BankOfEngland, "2026-12-31"),
        (ReferenceRate::NationalBankOfRomania, "2026-06-30"),
    ] {
        let end = rate.valid_until();
        assert_eq!(end, day(last_day), "{rate:?}");
        assert!(rate.in_half_year(HalfYear::of(end)).is_some());
        assert_eq!(rate.in_half_year(HalfYear::of(end.succ_opt().unwrap())), None);
        assert_eq!(rate.in_half_year(HalfYear::of(day("2019-12-31"))), None);
    }
}

#[test]
fn terms_tell_whether_they_cover_a_day() {
    let mut terms = statutory();
    let next = HalfYear::beginning(day("2027-01-01")).unwrap();
    for (code, on, covered) in [
        ("DE", "2020-01-01", true),
        ("DE", "2019-12-31", false),
        ("DE", "2026-12-31", true),
        ("DE", "2027-01-01", false),
        ("RO", "2026-07-01", false),
        ("US", "2026-01-01", false),
        ("IN", "2026-01-01", false),
    ] {
        assert_eq!(terms.cover(country(code), day(on)), covered, "{code} {on}");
    }
    terms.reference_rates.insert(next, decimal("2.02"));
    assert!(terms.cover(country("DE"), day("2027-06-30")));
    assert!(!terms.cover(country("DE"), day("2027-07-01")));
    assert!(!terms.cover(country("US"), day("2027-01-01")));
}

#[test]
fn a_rate_of_the_users_own_stands_over_the_table() {
    let statute = Statute::of(country("DE"), CustomerKind::Business).unwrap();
    let half_year = HalfYear::of(day("2026-08-01"));
    let own = [(half_year, decimal("1.27"))].into();
    assert_eq!(statute.yearly_rate(half_year, &own), Some(decimal("10.27")));
}

#[test]
fn a_half_year_begins_in_january_and_july() {
    for (text, begins) in [
        ("2027-01-01", true),
        ("2027-07-01", true),
        ("2027-01-02", false),
        ("2027-06-01", false),
        ("2027-12-31", false),
    ] {
        assert_eq!(HalfYear::beginning(day(text)).is_some(), begins, "{text}");
    }
    assert_eq!(HalfYear::of(day("2027-06-30")).last_day(), day("2027-06-30"));
    assert_eq!(HalfYear::of(day("2027-07-01")).last_day(), day("2027-12-31"));
}

#[test]
fn no_statute_is_for_consumers() {
    for code in ["AT", "DE", "FR", "GB", "IT"] {
        for kind in [CustomerKind::Consumer, CustomerKind::Unknown] {
            assert_eq!(Statute::of(country(code), kind), None);
        }
    }
}
