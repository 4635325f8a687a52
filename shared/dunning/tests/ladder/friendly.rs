//! Before and on the due date.

use dunning::ledger::Ledger;
use dunning::plan::plan;
use dunning::policy::Policy;
use dunning::stage::Tone;

use crate::book::{
    customer, day, decided, in_force, invoice, letters, owes, owes_after, stage, standard, walk, with_slack,
};

/// Friendly letters alone: the walk ends on the due date.
fn until_due(ledger: &mut Ledger, from: &str, due: &str) -> Vec<String> {
    letters(walk(ledger, &standard(), from, due, &[]))
}

#[test]
fn the_last_open_stage_is_sent_and_the_others_lapse() {
    // Due Tuesday 24 November: heads_up from the 17th, upcoming from Friday the 20th, due_today on the 24th.
    for (first_planned_on, story) in [
        (
            "2026-11-16",
            vec![
                "2026-11-17 heads_up",
                "2026-11-20 upcoming",
                "2026-11-24 due_today",
            ],
        ),
        // A third letter within 7 days is one too many, so the second takes its word along.
        (
            "2026-11-18",
            vec!["2026-11-18 heads_up", "2026-11-20 upcoming+due_today"],
        ),
        // The 20th would fall into the gap after the 19th.
        (
            "2026-11-19",
            vec!["2026-11-19 heads_up+upcoming", "2026-11-24 due_today"],
        ),
        ("2026-11-20", vec!["2026-11-20 upcoming", "2026-11-24 due_today"]),
        // A weekend: letters rest, then the 24th falls into the gap after the 23rd.
        ("2026-11-21", vec!["2026-11-23 upcoming+due_today"]),
        ("2026-11-24", vec!["2026-11-24 due_today"]),
    ] {
        let story: Vec<_> = story.into_iter().map(|line| format!("{line} INV-1")).collect();
        assert_eq!(
            until_due(&mut owes("2026-11-24"), first_planned_on, "2026-11-24"),
            story,
            "{first_planned_on}"
        );
    }
}

#[test]
fn a_friendly_stage_is_not_sent_after_due() {
    for on in ["2026-11-25", "2026-11-26"] {
        assert_eq!(
            decided(&owes("2026-11-24"), &standard(), on),
            "wait until 2026-11-27: early_late is next, its day has not come"
        );
    }
}

#[test]
fn letters_rest_on_closed_days() {
    // Monday 7 and Tuesday 8 December: the 8th is a holiday in Italy, not in Ireland.
    let mut ledger = owes("2026-12-11");
    assert_eq!(
        until_due(&mut ledger, "2026-12-01", "2026-12-11"),
        [
            "2026-12-04 heads_up INV-1",
            "2026-12-07 upcoming INV-1",
            "2026-12-11 due_today INV-1"
        ]
    );
    let mut ledger = Ledger {
        invoices: vec![invoice("INV-1", "2026-10-01", "2026-12-11")],
        ..customer("IE")
    };
    assert_eq!(
        until_due(&mut ledger, "2026-12-01", "2026-12-11"),
        [
            "2026-12-04 heads_up INV-1",
            "2026-12-08 upcoming INV-1",
            "2026-12-11 due_today INV-1"
        ]
    );
}

#[test]
fn a_country_with_another_weekend_has_its_own_closed_days() {
    // In Israel Friday and Saturday are closed, Sunday is open.
    let mut ledger = Ledger {
        invoices: vec![invoice("INV-1", "2026-10-01", "2026-11-22")],
        ..customer("IL")
    };
    assert_eq!(
        until_due(&mut ledger, "2026-11-01", "2026-11-22"),
        [
            "2026-11-15 heads_up INV-1",
            "2026-11-19 upcoming INV-1",
            "2026-11-22 due_today INV-1"
        ]
    );
}

#[test]
fn due_on_a_closed_day_is_said_on_the_business_day_before_with_the_true_date() {
    // Sunday 22 November. Upcoming is Thursday the 19th; the Friday would fall into the gap after it.
    let mut ledger = owes("2026-11-22");
    assert_eq!(
        until_due(&mut ledger, "2026-11-01", "2026-11-22"),
        ["2026-11-13 heads_up INV-1", "2026-11-19 upcoming+due_today INV-1"]
    );

    let ledger = owes_after("2026-11-22", &[("2026-11-13", "heads_up")]);
    let draft = plan(&ledger, &standard(), day("2026-11-20")).letter.unwrap();
    assert_eq!(draft.lines[0].stages, [stage("due_today")]);
    let reminder = draft.reminder(&ledger, &standard(), None);
    assert_eq!(reminder.coming_due[0].due_on, day("2026-11-22"));
    assert_eq!(reminder.today, day("2026-11-20"));
    assert!(reminder.overdue.is_empty());
}

#[test]
fn due_over_christmas_merges_what_falls_on_one_day() {
    // Sunday 27 December; the 25th is a holiday and the 26th as well. 3 days before is Thursday the 24th, and so is
    // the business day before due: the last of the two is said.
    assert_eq!(
        until_due(&mut owes("2026-12-27"), "2026-12-01", "2026-12-27"),
        ["2026-12-18 heads_up INV-1", "2026-12-24 due_today INV-1"]
    );
}

#[test]
fn a_better_weekday_is_looked_for_earlier_before_due() {
    // 7 days before due, up to 2 days earlier: Tuesday, then Wednesday, Thursday, Monday, Friday.
    for (due, heads_up) in [
        ("2026-11-24", "2026-11-17"), // Tuesday stays
        ("2026-11-25", "2026-11-17"), // Wednesday → Tuesday
        ("2026-11-26", "2026-11-17"), // Thursday → Tuesday
        ("2026-11-27", "2026-11-18"), // Friday → Wednesday
        ("2026-11-28", "2026-11-19"), // Saturday → Thursday
        ("2026-11-29", "2026-11-20"), // Sunday → Friday
        ("2026-11-30", "2026-11-23"), // Monday: the two days before are a weekend
    ] {
        let story = walk(&mut owes(due), &with_slack(), "2026-11-09", due, &[]);
        assert_eq!(story[0], format!("{heads_up} heads_up INV-1"), "due {due}");
    }
}

#[test]
fn due_today_has_no_slack() {
    // A Friday, though its own stage allows two days.
    let ledger = owes_after("2026-11-27", &[("2026-11-24", "upcoming")]);
    for on in ["2026-11-25", "2026-11-26"] {
        assert_eq!(
            decided(&ledger, &with_slack(), on),
            "wait until 2026-11-27: due_today is next, its day has not come"
        );
    }
    assert_eq!(decided(&ledger, &with_slack(), "2026-11-27"), "remind: due_today");
}

#[test]
fn a_new_invoice_sees_no_letter_for_five_days_but_due_today() {
    for (issued, arrived, due, story) in [
        // Five days end on Sunday the 22nd.
        (
            "2026-11-18",
            "2026-11-18",
            "2026-11-24",
            vec!["2026-11-23 upcoming+due_today"],
        ),
        // Arrival counts if it is later than issue, and issue if it is later than arrival.
        (
            "2026-10-01",
            "2026-11-18",
            "2026-11-24",
            vec!["2026-11-23 upcoming+due_today"],
        ),
        (
            "2026-11-18",
            "2026-10-01",
            "2026-11-24",
            vec!["2026-11-23 upcoming+due_today"],
        ),
        (
            "2026-11-19",
            "2026-11-19",
            "2026-11-24",
            vec!["2026-11-24 due_today"],
        ),
        (
            "2026-11-20",
            "2026-11-20",
            "2026-11-24",
            vec!["2026-11-24 due_today"],
        ),
        (
            "2026-11-24",
            "2026-11-24",
            "2026-11-24",
            vec!["2026-11-24 due_today"],
        ),
        // Heads up waits two days for it, and is not lost.
        (
            "2026-11-14",
            "2026-11-14",
            "2026-11-24",
            vec!["2026-11-19 heads_up+upcoming", "2026-11-24 due_today"],
        ),
    ] {
        let mut ledger = owes(due);
        ledger.invoices[0].issued_on = day(issued);
        ledger.invoices[0].arrived_on = day(arrived);
        let story: Vec<_> = story.into_iter().map(|line| format!("{line} INV-1")).collect();
        let from = issued.max(arrived);
        assert_eq!(
            until_due(&mut ledger, from, due),
            story,
            "issued {issued}, arrived {arrived}"
        );
    }
}

#[test]
fn a_friendly_stage_that_waits_for_a_persons_yes_is_not_sent_without() {
    let mut policy = standard().policy;
    policy.ladder[0].needs_approval = true;
    let in_force = in_force(policy);
    let mut ledger = owes("2026-11-24");
    assert_eq!(
        decided(&ledger, &in_force, "2026-11-17"),
        "wait until 2026-11-20: heads_up waits for a person's approval"
    );
    assert_eq!(decided(&ledger, &in_force, "2026-11-20"), "remind: upcoming");
    ledger.invoices[0].approvals.insert(stage("heads_up"));
    assert_eq!(decided(&ledger, &in_force, "2026-11-17"), "remind: heads_up");
}

#[test]
fn where_the_customers_morning_is_decides_nothing() {
    // The decision is about a civil day; when that day is, is the matter of the sweep and of the minute.
    let zones = [
        chrono_tz::Pacific::Kiritimati,
        chrono_tz::Europe::Rome,
        chrono_tz::Pacific::Honolulu,
    ];
    for zone in zones {
        let mut ledger = owes("2026-11-24");
        ledger.account.zone = Some(zone);
        assert_eq!(
            decided(&ledger, &standard(), "2026-11-24"),
            "remind: due_today",
            "{zone}"
        );
    }
}

#[test]
fn gentle_has_one_friendly_letter() {
    let mut ledger = owes("2026-11-24");
    let policy = Policy {
        payments: standard().policy.payments,
        ..Policy::gentle()
    };
    let story = walk(&mut ledger, &in_force(policy), "2026-11-01", "2027-03-01", &[]);
    assert_eq!(
        story,
        [
            "2026-11-23 upcoming INV-1",
            "2026-11-27 early_late INV-1",
            "2026-12-02 late_late INV-1"
        ]
    );
    assert_eq!(ledger.letters[0].tone, Tone::Upcoming);
}
