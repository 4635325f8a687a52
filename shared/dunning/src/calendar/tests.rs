mod properties;
mod rest;

use chrono::NaiveDate;

use super::{Calendar, Closed, Country, CountryCode, Region, RegionError, Subdivision, table};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

/// Days that people of the place know by heart: where, when, closed or open, what it is.
const WELL_KNOWN: &str = "
    # Italy
    IT      2026-12-08 closed  Immaculate Conception
    IT      2026-12-25 closed  Christmas
    IT      2026-12-26 closed  Santo Stefano, a Saturday
    IT      2026-11-24 open    a Tuesday in November
    IT      2026-04-06 closed  Easter Monday
    IT      2026-04-03 open    Good Friday is a working day
    IT-MI   2026-12-07 closed  Sant'Ambrogio in Milan
    IT-RM   2026-12-07 open    Sant'Ambrogio is Milan's alone
    IT-BZ   2026-05-25 closed  Whit Monday in South Tyrol
    IT      2026-05-25 open    Whit Monday in the rest of Italy
    IT      2028-02-29 open    a leap day, a Tuesday
    # Germany, Austria, Switzerland
    DE      2026-04-06 closed  Easter Monday
    DE-SN   2026-11-18 closed  Buß- und Bettag in Saxony
    DE-BY   2026-11-18 open    Buß- und Bettag in Bavaria
    DE      2026-11-18 open    Buß- und Bettag elsewhere
    DE-BY   2026-01-06 closed  Epiphany in Bavaria
    DE-BE   2026-01-06 open    Epiphany in Berlin
    AT-9    2026-10-26 closed  Austria's national day
    CH      2025-08-01 closed  Switzerland's national day
    CH-TI   2026-03-19 closed  San Giuseppe in Ticino
    CH-ZH   2026-03-19 open    San Giuseppe in Zurich
    # France, Spain, Portugal
    FR      2026-07-14 closed  Bastille Day
    FR-57   2026-04-03 closed  Good Friday in Moselle
    FR-67   2026-04-03 closed  Good Friday in Alsace, by its old department
    FR-IDF  2026-04-03 open    Good Friday in Paris
    ES-CT   2026-09-11 closed  the Diada in Catalonia
    ES-MD   2026-09-11 open    the Diada in Madrid
    PT      2026-06-10 closed  Portugal Day
    PT-11   2025-06-13 closed  Santo António in Lisbon
    PT-13   2025-06-13 open    Santo António in Porto
    # North and east
    NL      2026-04-27 closed  King's Day
    BE      2026-07-21 closed  Belgium's national day
    DK      2023-05-05 closed  Great Prayer Day, the last time
    DK      2024-04-26 open    Great Prayer Day, abolished
    PL      2024-12-24 open    Christmas Eve before the law of 2025
    PL      2025-12-24 closed  Christmas Eve since the law of 2025
    NO      2027-05-17 closed  Constitution Day
    RO      2026-04-13 closed  Orthodox Easter Monday
    EL      2026-04-13 closed  Orthodox Easter Monday, Greece by its tax code
    HU      2026-08-20 closed  Saint Stephen's Day
    # United Kingdom and Ireland
    GB-ENG  2026-04-06 closed  Easter Monday in England
    GB-SCT  2026-04-06 open    Easter Monday in Scotland
    GB-SCT  2026-01-02 closed  2 January in Scotland
    GB-WLS  2026-01-02 open    2 January in Wales
    GB-ENG  2026-08-31 closed  summer bank holiday in England
    GB-SCT  2026-08-31 open    Scotland had its own on 3 August
    GB-WLS  2027-03-01 open    Saint David's is no bank holiday
    GB-NIR  2027-07-12 closed  Battle of the Boyne
    GB-ENG  2027-07-12 open    Battle of the Boyne in England
    UK      2021-12-28 closed  Boxing Day's substitute, a Tuesday
    GB      2023-05-08 closed  the coronation
    IE      2022-02-07 open    a year before the first Saint Brigid's Day
    IE      2023-02-06 closed  the first Saint Brigid's Day
    # America
    US      2026-04-06 open    Easter Monday
    US      2026-07-03 closed  Independence Day, observed on Friday
    US      2020-06-19 open    Juneteenth before the law of 2021
    US      2026-06-19 closed  Juneteenth
    US-TX   2026-11-26 closed  Thanksgiving
    US-TX   2026-11-27 open    the day after Thanksgiving is no federal holiday
    CA-ON   2026-02-16 closed  Family Day in Ontario
    CA-QC   2026-02-16 open    Family Day in Québec
    CA-QC   2026-06-24 closed  Saint-Jean-Baptiste in Québec
    BR      2023-11-20 open    Black Awareness Day before the law of 2023
    BR      2026-11-20 closed  Black Awareness Day
    # India
    IN      2025-10-20 closed  Diwali
    IN-MH   2026-03-19 closed  Gudi Padwa in Maharashtra
    IN      2026-03-04 closed  Holi
    IN-MH   2026-03-04 open    Holi, which Maharashtra kept the day before
    IN-MH   2026-03-03 closed  Holi in Maharashtra
    IN-DL   2026-03-19 open    Gudi Padwa in Delhi
    IN-MH   2025-05-01 closed  Maharashtra Day
    IN-DL   2025-05-01 open    Maharashtra Day in Delhi
    IN      2026-01-26 closed  Republic Day
    # Japan and the south
    JP      2026-05-05 closed  Golden Week: Children's Day
    JP      2026-05-06 closed  Golden Week: substitute for the Sunday
    JP      2026-05-07 open    the day after Golden Week
    JP      2026-09-22 closed  a day between two holidays
    NZ      2026-07-10 closed  Matariki
    NZ      2027-06-25 closed  Matariki, by the moon
    NZ-AUK  2026-01-26 closed  Auckland's anniversary
    NZ-WGN  2026-01-26 open    Auckland's anniversary in Wellington
    AU-VIC  2026-11-03 closed  Melbourne Cup
    AU-NSW  2026-11-03 open    Melbourne Cup in Sydney
    AU      2022-09-22 closed  national day of mourning
    # A part that is not known: what at least half of the country keeps
    GB      2026-04-06 closed  Easter Monday, everywhere but in Scotland
    GB      2026-08-31 closed  the summer bank holiday, everywhere but in Scotland
    GB      2026-01-02 open    2 January is Scotland's alone
    GB      2026-07-13 open    Battle of the Boyne is Northern Ireland's alone
    CH      2026-04-03 closed  Good Friday, in most cantons
    CH      2026-06-04 open    Corpus Christi, in some
    CA      2026-10-12 closed  Thanksgiving, in most provinces
    CA      2026-06-24 open    Saint-Jean-Baptiste is Québec's alone
    AU      2026-06-08 closed  the King's Birthday, in most states
    AU      2026-11-03 open    Melbourne Cup is Victoria's alone
    AU-XX   2026-06-08 closed  a state that is not known
    IT      2026-12-07 open    Sant'Ambrogio is Milan's alone
    IT-RM   2026-12-07 open    Rome follows the nation
    # Elsewhere: weekends only
    SA      2026-06-12 closed  a Friday in Riyadh
    SA      2026-06-14 open    a Sunday in Riyadh
    KR      2026-03-01 closed  a Sunday, and a holiday that is not known here
    KR      2026-10-09 open    Hangul Day, not known here
    IT      2036-12-25 open    Christmas after the table's end
    IT      2019-12-25 open    Christmas before its beginning
";

#[test]
fn well_known_days() {
    let calendar = Calendar::new();
    let lines = WELL_KNOWN
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let wrong: Vec<&str> = lines
        .filter(|line| {
            let mut words = line.split_ascii_whitespace();
            let mut word = || words.next().unwrap();
            let (place, date, state) = (region(word()), day(word()), word());
            assert!(["open", "closed"].contains(&state), "{line}");
            calendar.is_open(date, place) != (state == "open")
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn counting_business_days() {
    let calendar = Calendar::new();
    let italy = region("IT");
    for (from, n, to, why) in [
        ("2026-11-24", 0, "2026-11-24", "an open day stays"),
        ("2026-11-28", 0, "2026-11-30", "Saturday moves to Monday"),
        (
            "2026-11-28",
            1,
            "2026-11-30",
            "the first business day after Saturday is that Monday too",
        ),
        ("2026-11-24", 3, "2026-11-27", "within a week"),
        ("2026-12-04", 3, "2026-12-10", "over a weekend and 8 December"),
        (
            "2026-12-23",
            2,
            "2026-12-28",
            "over Christmas and the weekend after it",
        ),
        ("2026-12-31", 1, "2027-01-04", "over New Year"),
    ] {
        assert_eq!(calendar.add_business_days(day(from), n, italy), day(to), "{why}");
    }
    for (from, n, to, why) in [
        ("2026-11-29", 0, "2026-11-27", "Sunday moves back to Friday"),
        ("2026-12-10", 3, "2026-12-04", "over 8 December and a weekend"),
        ("2027-01-04", 1, "2026-12-31", "over New Year"),
    ] {
        assert_eq!(
            calendar.subtract_business_days(day(from), n, italy),
            day(to),
            "{why}"
        );
    }
    assert_eq!(calendar.next_open(day("2026-12-25"), italy), day("2026-12-28"));
    assert_eq!(
        calendar.previous_open(day("2026-12-08"), italy),
        day("2026-12-07")
    );
}

#[test]
fn the_users_own_days() {
    let mut calendar = Calendar::new();
    calendar.close(day("2026-03-10"));
    calendar.close_in(region("DE"), day("2026-03-11"));
    calendar.close_in(region("DE-BY"), day("2026-03-12"));
    for (place, date, closed) in [
        ("IT", "2026-03-10", Some(Closed::OwnDay)),
        ("XK", "2026-03-10", Some(Closed::OwnDay)),
        ("IT", "2026-03-11", None),
        ("DE", "2026-03-11", Some(Closed::OwnDay)),
        ("DE-BY", "2026-03-11", Some(Closed::OwnDay)),
        ("DE-BY", "2026-03-12", Some(Closed::OwnDay)),
        ("DE-SN", "2026-03-12", None),
        ("DE", "2026-03-12", None),
        ("DE", "2026-12-25", Some(Closed::PublicHoliday)),
        ("DE", "2026-12-26", Some(Closed::Weekend)),
    ] {
        assert_eq!(
            calendar.why_closed(day(date), region(place)),
            closed,
            "{place} {date}"
        );
    }
    assert_eq!(
        calendar.add_business_days(day("2026-03-09"), 1, region("DE-BY")),
        day("2026-03-13")
    );
}

#[test]
fn a_long_closure_is_walked_to_its_end() {
    let mut calendar = Calendar::new();
    for date in day("2026-01-01")
        .iter_days()
        .take_while(|date| *date < day("2030-01-01"))
    {
        calendar.close(date);
    }
    assert_eq!(
        calendar.next_open(day("2026-01-01"), region("IT")),
        day("2030-01-02")
    );
}

#[test]
fn the_table_says_what_it_covers() {
    let calendar = Calendar::new();
    for (place, year, covered) in [
        ("IT", 2020, true),
        ("IT", 2035, true),
        ("IT", 2019, false),
        ("IT", 2036, false),
        ("KR", 2026, false),
        ("DE-BY", 2026, true),
        ("DE-XX", 2026, false),
        ("PL-14", 2026, true), // Polish holidays are the same everywhere
        ("US-TX", 2026, true),
        ("FR-IDF", 2026, true),
        ("IN-TG", 2026, true),
    ] {
        assert_eq!(calendar.covers(region(place), year), covered, "{place} {year}");
    }
    let eu_and_others = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE \
                         GB CH NO US CA IN BR JP AU NZ";
    for code in eu_and_others.split(' ') {
        assert!(
            (2020..=2035).all(|year| calendar.covers(region(code), year)),
            "{code}"
        );
    }
    let all_cantons = "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH";
    for code in all_cantons.split(' ') {
        assert!(calendar.covers(region(&format!("CH-{code}")), 2026), "{code}");
    }
    assert!(calendar.depends_on_subdivision(region("GB").country()));
    assert!(!calendar.depends_on_subdivision(region("US").country()));
    assert!(!calendar.depends_on_subdivision(region("KR").country()));
}

#[test]
fn an_unknown_part_has_its_countrys_days() {
    let calendar = Calendar::new();
    assert_eq!(
        calendar.why_closed(day("2026-12-25"), region("DE-XX")),
        Some(Closed::PublicHoliday)
    );
    assert!(calendar.is_open(day("2026-11-18"), region("DE-XX")));
}

#[test]
fn dates_end_without_a_panic() {
    let calendar = Calendar::new();
    let italy = region("IT");
    assert_eq!(
        calendar.add_business_days(NaiveDate::MAX, u16::MAX, italy),
        NaiveDate::MAX
    );
    assert_eq!(
        calendar.subtract_business_days(NaiveDate::MIN, u16::MAX, italy),
        NaiveDate::MIN
    );
    assert!(!calendar.covers(italy, i32::MIN));

    // NaiveDate::MAX and MIN are open days; closed, they have nowhere to go.
    let mut calendar = calendar;
    calendar.close(NaiveDate::MAX);
    calendar.close(NaiveDate::MIN);
    assert_eq!(calendar.next_open(NaiveDate::MAX, italy), NaiveDate::MAX);
    assert_eq!(calendar.previous_open(NaiveDate::MIN, italy), NaiveDate::MIN);
}

#[test]
fn regions_are_read_and_written() {
    for (text, shown) in [
        ("IT", "IT"),
        ("de-by", "DE-BY"),
        ("GB-ENG", "GB-ENG"),
        ("at-9", "AT-9"),
        ("EL", "GR"),
        ("uk-sct", "GB-SCT"),
    ] {
        assert_eq!(region(text).to_string(), shown);
        assert_eq!(text.parse(), Ok(region(shown)));
    }
    for text in ["", "I", "ITA", "ZZ", "I1", "Ì", " IT", "-BY"] {
        assert!(
            matches!(Region::parse(text), Err(RegionError::Country(_))),
            "{text:?}"
        );
    }
    for text in ["DE-", "DE-BAYERN", "DE-B Y", "DE-BY-1", "DE-Ü"] {
        assert!(
            matches!(Region::parse(text), Err(RegionError::Subdivision(_))),
            "{text:?}"
        );
    }
    assert_eq!(
        Region::parse("ZZ").unwrap_err().to_string(),
        r#""ZZ" is no country: expected two letters of ISO 3166-1, like IT"#
    );
    assert_eq!(
        format!("{:?} {:>4}|", region("DE-BY"), region("IT")),
        "Region(DE-BY)   IT|"
    );

    let mut sorted = ["DE-BY", "IT", "DE", "DE-B", "AT-9"].map(region);
    sorted.sort();
    assert_eq!(
        sorted.map(|region| region.to_string()),
        ["AT-9", "DE", "DE-B", "DE-BY", "IT"]
    );
}

fn unpacked(code: u32) -> String {
    let letters = code.to_be_bytes().into_iter().filter(|byte| *byte != 0);
    letters.map(char::from).collect()
}

/// What the searches rely on.
#[test]
fn the_table_is_sorted_and_small() {
    let ascending = |days: &[u16]| days.is_sorted_by(|a, b| a < b);
    let last = u16::try_from(
        day("2035-12-31")
            .signed_duration_since(day("2020-01-01"))
            .num_days(),
    )
    .unwrap();
    assert!(table::COUNTRIES.is_sorted_by(|a, b| a.code < b.code));
    assert!(table::WEEKENDS.is_sorted_by(|a, b| a.0 < b.0));
    for Country {
        code,
        closed,
        in_most,
        subdivisions,
        ..
    } in table::COUNTRIES
    {
        let code = unpacked(*code);
        assert_eq!(CountryCode::parse(&code).unwrap().as_str(), code);
        assert!(
            ascending(closed) && closed.iter().all(|day| *day <= last),
            "{code}"
        );
        assert!(ascending(in_most), "{code}");
        assert!(subdivisions.is_sorted_by(|a, b| a.code < b.code), "{code}");
        let keepers = |day| subdivisions.iter().filter(|part| part.adds.contains(day)).count();
        let mut added = subdivisions.iter().flat_map(|part| part.adds);
        assert!(
            added.all(|day| in_most.contains(day) == (2 * keepers(day) >= subdivisions.len())),
            "{code}"
        );
        for part in *subdivisions {
            let part_code = unpacked(part.code);
            assert_eq!(Subdivision::parse(&part_code).unwrap().as_str(), part_code);
            assert!(
                ascending(part.adds) && part.adds.iter().all(|day| *day <= last),
                "{code}-{part_code}"
            );
            assert!(ascending(part.drops), "{code}-{part_code}");
            assert!(
                part.adds.iter().all(|day| closed.binary_search(day).is_err()),
                "{code}-{part_code}"
            );
            assert!(
                part.drops.iter().all(|day| closed.binary_search(day).is_ok()),
                "{code}-{part_code}"
            );
        }
    }
}
