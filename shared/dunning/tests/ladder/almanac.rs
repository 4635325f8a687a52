//! What years bring: leap days, the turn of the year, holidays that follow the moon or the sun, other weekends.

use dunning::ledger::Ledger;

use crate::book::{
    customer, day, decided, invoice, letter, letters, owes, planned, stage, standard, tasks, walk,
};

/// A customer of a country with one invoice, issued two months before it is due, whose last letter needs no yes.
fn of(region: &str, issued: &str, due: &str) -> Ledger {
    let mut about = invoice("INV-1", issued, due);
    about.approvals.insert(stage("final_notice"));
    Ledger {
        invoices: vec![about],
        ..customer(region)
    }
}

/// The first letters of the ladder, from two weeks before due: `02-29 due_today`.
fn first(how_many: usize, mut ledger: Ledger, from: &str, to: &str) -> Vec<String> {
    let story = letters(walk(&mut ledger, &standard(), from, to, &[]));
    let short = |line: &String| line[5..].trim_end_matches(" INV-1").to_owned();
    story.iter().map(short).take(how_many).collect()
}

#[test]
fn a_leap_day_is_a_day() {
    for (due, story) in [
        // 29 February 2028 is a Tuesday; three days before it is a Saturday.
        (
            "2028-02-29",
            [
                "02-22 heads_up",
                "02-25 upcoming",
                "02-29 due_today",
                "03-03 early_late",
                "03-08 late_late",
                "03-17 second_notice",
                "03-31 final_notice",
            ],
        ),
        // Offsets count over it: three business days after Thursday the 24th are Tuesday the 29th.
        (
            "2028-02-24",
            [
                "02-17 heads_up",
                "02-21 upcoming",
                "02-24 due_today",
                "02-29 early_late",
                "03-03 late_late",
                "03-14 second_notice",
                "03-28 final_notice",
            ],
        ),
        // A year without: three business days after Wednesday the 24th are Monday 1 March.
        (
            "2027-02-24",
            [
                "02-17 heads_up",
                // Sunday.
                "02-19 upcoming",
                "02-24 due_today",
                "03-01 early_late",
                "03-04 late_late",
                "03-15 second_notice",
                "03-30 final_notice",
            ],
        ),
    ] {
        let issued = if due.starts_with("2028") {
            "2028-01-03"
        } else {
            "2027-01-04"
        };
        assert_eq!(
            first(7, of("IT", issued, due), issued, "2028-05-01"),
            story,
            "{due}"
        );
    }
}

#[test]
fn offsets_and_holidays_run_over_new_year() {
    // 1 and 6 January are holidays in Italy: from Tuesday 29 December three business days lead to Monday the 4th.
    let story = first(
        4,
        of("IT", "2026-11-02", "2026-12-29"),
        "2026-11-02",
        "2027-02-01",
    );
    assert_eq!(
        story,
        [
            "12-22 heads_up",
            "12-24 upcoming",
            "12-29 due_today",
            "01-04 early_late"
        ]
    );
    // Due on New Year's Day is due on the next business day, and said on the business day before.
    let story = first(
        4,
        of("IT", "2026-11-02", "2027-01-01"),
        "2026-11-02",
        "2027-02-01",
    );
    assert_eq!(
        story,
        [
            "12-24 heads_up",
            "12-29 upcoming",
            "12-31 due_today",
            "01-08 early_late"
        ]
    );
}

#[test]
fn the_limits_count_days_and_not_weeks_or_months() {
    // ISO's week 53 of 2026 ends on Sunday 3 January; the letters of the 29th and 31st count until the 4th all the same.
    let limit = "INV-1 wait until {}: early_late waits, the customer has had enough letters lately";
    for (sent_on, today, free_on) in [
        (vec!["2026-12-29", "2026-12-31"], "2027-01-04", Some("2027-01-05")),
        (vec!["2026-12-29", "2026-12-31"], "2027-01-05", None),
        (vec!["2026-12-28", "2026-12-30"], "2027-01-04", None),
        // Six within 30 days, over the turn of month and year.
        (
            vec![
                "2026-12-07",
                "2026-12-10",
                "2026-12-15",
                "2026-12-18",
                "2026-12-23",
                "2026-12-28",
            ],
            "2027-01-05",
            Some("2027-01-06"),
        ),
        // Over a leap day: the first of them is 30 days old on 2 March, not on the 3rd.
        (
            vec![
                "2028-02-01",
                "2028-02-04",
                "2028-02-09",
                "2028-02-14",
                "2028-02-17",
                "2028-02-22",
            ],
            "2028-03-01",
            Some("2028-03-02"),
        ),
    ] {
        let mut ledger = owes("2026-12-11");
        let about_others = |on: &&str| letter(&ledger, "INV-1", on, "closed_since");
        ledger.letters = sent_on.iter().map(about_others).collect();
        let expected = match free_on {
            Some(free_on) => limit.replace("{}", free_on),
            None => "INV-1 remind: early_late".to_owned(),
        };
        assert_eq!(
            planned(&ledger, &standard(), today),
            [expected],
            "{sent_on:?}, {today}"
        );
    }
}

#[test]
fn holidays_that_follow_the_moon_or_the_sun_move_letters() {
    for (region, what, due, first_day, then) in [
        ("IN", "Holi", "2026-02-27", "2026-03-04", "2026-03-05"),
        (
            "IN",
            "Holi a year later",
            "2027-03-17",
            "2027-03-22",
            "2027-03-23",
        ),
        ("IN", "Eid al-Adha", "2026-05-22", "2026-05-27", "2026-05-28"),
        ("IN", "Eid al-Fitr", "2027-03-05", "2027-03-10", "2027-03-11"),
        // A Friday.
        ("IN", "Diwali", "2027-10-26", "2027-10-29", "2027-11-01"),
        ("JP", "vernal equinox", "2028-03-15", "2028-03-20", "2028-03-21"),
        ("JP", "autumnal equinox", "2027-09-17", "2027-09-23", "2027-09-24"),
        ("NZ", "Matariki", "2027-06-22", "2027-06-25", "2027-06-28"),
    ] {
        let mut ledger = of(region, "2026-01-05", due);
        ledger.invoices[0].arrived_on = day("2026-01-05");
        let sent = letters(walk(
            &mut ledger,
            &standard(),
            due,
            &day(then).succ_opt().unwrap().to_string(),
            &[],
        ));
        let early_late: Vec<_> = sent.iter().filter(|line| line.contains("early_late")).collect();
        assert_eq!(
            early_late,
            [&format!("{then} early_late INV-1")],
            "{what} in {region}"
        );
        // Elsewhere that day is a day like any other.
        let is_open = |place| {
            let place = dunning::calendar::Region::parse(place).unwrap();
            standard().policy.calendar.is_open(day(first_day), place)
        };
        assert!(!is_open(region) && is_open("DK"), "{what} in {region}");
    }
}

#[test]
fn a_friday_is_closed_where_the_week_ends_with_it() {
    // Saudi Arabia: Friday and Saturday. Three business days after Tuesday 24 November are Sunday the 29th.
    let story = first(
        5,
        of("SA", "2026-10-01", "2026-11-24"),
        "2026-10-01",
        "2026-12-15",
    );
    assert_eq!(
        story,
        [
            "11-17 heads_up",
            // Three days before is a Saturday, and the day before that a Friday.
            "11-19 upcoming",
            "11-24 due_today",
            "11-29 early_late",
            "12-02 late_late"
        ]
    );
    assert_eq!(
        decided(&of("SA", "2026-10-01", "2026-11-24"), &standard(), "2026-11-27"),
        "wait until 2026-11-29: early_late is next, its day has not come"
    );
}

#[test]
fn a_task_may_be_opened_on_a_day_on_which_letters_rest() {
    // Due on the 24th, the business day before Christmas: followed up on the 25th.
    let mut ledger = of("IT", "2026-10-01", "2026-12-24");
    assert_eq!(
        tasks(walk(&mut ledger, &standard(), "2026-12-01", "2026-12-31", &[])),
        ["2026-12-25 task follow_up INV-1"]
    );
}
