//! After due: the chain, what delays it, and what jumps in it.

use dunning::invoice::EarlierChasing;
use dunning::ledger::Ledger;
use dunning::policy::{Offset, PaymentData, Policy};

use crate::book::{
    customer, day, decided, in_force, invoice, letters, owes, owes_after, stage, standard, walk,
    walk_without, with_slack,
};

fn approved(mut ledger: Ledger) -> Ledger {
    for invoice in &mut ledger.invoices {
        invoice.approvals.insert(stage("final_notice"));
    }
    ledger
}

/// Stages of one invoice with the days on which they were sent: `27 Nov early_late` as `11-27 early_late`.
fn short(story: Vec<String>) -> Vec<String> {
    let short = |line: &String| line[5..].trim_end_matches(" INV-1").to_owned();
    letters(story).iter().map(short).collect()
}

#[test]
fn each_stage_is_measured_from_the_day_on_which_the_one_before_was_sent() {
    // Due Tuesday 24 November; nothing is planned on the days that are missed.
    for (missed, story) in [
        (
            vec![],
            [
                "11-27 early_late",
                "12-02 late_late",
                "12-11 second_notice",
                "12-28 final_notice",
            ],
        ),
        (
            vec![("2026-11-27", "2026-11-27")],
            [
                "11-30 early_late",
                "12-03 late_late",
                "12-14 second_notice",
                "12-28 final_notice",
            ],
        ),
        (
            vec![("2026-12-01", "2026-12-14")],
            // 7 days after late_late are later than 14 after early_late.
            [
                "11-27 early_late",
                "12-15 late_late",
                "12-22 second_notice",
                "01-05 final_notice",
            ],
        ),
        (
            vec![("2026-11-25", "2027-01-31")],
            [
                "02-01 early_late",
                "02-04 late_late",
                "02-15 second_notice",
                "03-01 final_notice",
            ],
        ),
        (
            vec![("2026-11-27", "2026-12-10"), ("2026-12-14", "2026-12-31")],
            [
                "12-11 early_late",
                "01-04 late_late",
                "01-11 second_notice",
                "01-25 final_notice",
            ],
        ),
    ] {
        let is_missed = |today| {
            missed
                .iter()
                .any(|(from, to)| (day(from)..=day(to)).contains(&today))
        };
        let walked = walk_without(
            &mut approved(owes("2026-11-24")),
            &standard(),
            "2026-11-25",
            "2027-04-01",
            &[],
            is_missed,
        );
        assert_eq!(short(walked), story, "{missed:?}");
    }
}

#[test]
fn a_stage_never_comes_before_its_distance_from_due() {
    // Chased early before Dunlin: early_late on the day after due.
    let mut ledger = owes("2026-11-24");
    ledger.invoices[0].earlier_chasing = Some(EarlierChasing {
        stage: stage("early_late"),
        on: day("2026-11-25"),
    });
    let story = walk(&mut ledger, &standard(), "2026-11-26", "2026-12-31", &[]);
    assert_eq!(short(story), ["12-02 late_late", "12-11 second_notice"]);
}

#[test]
fn due_on_a_closed_day_counts_from_the_next_business_day() {
    for (due, early_late) in [
        ("2026-11-20", "11-25"), // Friday
        ("2026-11-21", "11-26"), // Saturday, as if due on Monday
        ("2026-11-22", "11-26"),
        ("2026-11-23", "11-26"),
        ("2026-12-08", "12-14"), // the Immaculate Conception, as if due on Wednesday the 9th
        ("2026-12-25", "12-31"), // closed until Sunday: as if due on Monday the 28th
    ] {
        let story = walk(&mut owes(due), &standard(), due, "2027-01-31", &[]);
        let sent = short(story).into_iter().find(|line| line.ends_with("early_late"));
        assert_eq!(sent, Some(format!("{early_late} early_late")), "due {due}");
    }
    // The policy may count from the true day.
    let as_written = in_force(Policy {
        due_moves_to_open_day: false,
        ..standard().policy
    });
    assert_eq!(
        decided(&owes("2026-11-21"), &as_written, "2026-11-25"),
        "remind: early_late"
    );
}

#[test]
fn a_better_weekday_is_looked_for_later_after_due() {
    // 3 business days after due, up to 3 days later: Tuesday, then Wednesday, Thursday, Monday, Friday.
    for (due, early_late) in [
        ("2026-11-20", "11-25"), // Wednesday: Tuesday is too far
        ("2026-11-23", "11-26"), // Thursday
        ("2026-11-24", "11-30"), // Friday → Monday
        ("2026-11-25", "12-01"), // Monday → Tuesday
        ("2026-11-26", "12-01"), // Tuesday stays
        ("2026-12-02", "12-09"), // Monday the 7th → Wednesday: Tuesday the 8th is a holiday
    ] {
        let story = walk(
            &mut owes_after(due, &[(due, "due_today")]),
            &with_slack(),
            due,
            "2027-01-31",
            &[],
        );
        assert_eq!(short(story)[0], format!("{early_late} early_late"), "due {due}");
    }
    // Missed on its better day, it goes on the next business day, whichever that is.
    assert_eq!(
        decided(&owes("2026-11-25"), &with_slack(), "2026-12-02"),
        "remind: early_late"
    );
    assert_eq!(
        decided(&owes("2026-11-24"), &with_slack(), "2026-11-27"),
        "wait until 2026-11-30: early_late waits for a better weekday"
    );
}

#[test]
fn the_spacing_holds_after_a_move_to_a_better_weekday() {
    let story = walk(
        &mut owes("2026-11-24"),
        &with_slack(),
        "2026-11-25",
        "2026-12-31",
        &[],
    );
    // Sent on Monday the 30th: 3 business days later at the earliest, 14 days later at the earliest.
    assert_eq!(
        short(story),
        ["11-30 early_late", "12-03 late_late", "12-15 second_notice"]
    );
}

#[test]
fn an_invoice_that_was_late_when_it_arrived_starts_at_the_first_overdue_stage() {
    let mut ledger = Ledger {
        invoices: vec![invoice("INV-1", "2026-08-03", "2026-09-02")],
        ..customer("IT")
    };
    ledger.invoices[0].arrived_on = day("2026-11-12");
    let story = walk(&mut ledger, &standard(), "2026-11-12", "2026-12-31", &[]);
    assert_eq!(
        story,
        [
            // Tuesday is the fifth day after it arrived, and there is no follow_up.
            "2026-11-17 early_late INV-1",
            "2026-11-20 late_late INV-1",
            "2026-12-01 second_notice INV-1",
            "2026-12-08 task call INV-1",
            "2026-12-08 task approve INV-1",
        ]
    );
}

#[test]
fn chasing_done_before_is_gone_on_with() {
    for (last_stage, on, next) in [
        ("early_late", "2026-11-06", "2026-11-17 late_late"),
        ("late_late", "2026-11-06", "2026-11-17 second_notice"),
        ("late_late", "2026-11-13", "2026-11-20 second_notice"),
        ("second_notice", "2026-11-10", "2026-11-24 final_notice"),
        // Friendly words don't count for late money.
        ("due_today", "2026-10-12", "2026-11-17 early_late"),
    ] {
        let mut ledger = approved(owes("2026-10-12"));
        ledger.invoices[0].arrived_on = day("2026-11-12");
        ledger.invoices[0].earlier_chasing = Some(EarlierChasing {
            stage: stage(last_stage),
            on: day(on),
        });
        let story = letters(walk(&mut ledger, &standard(), "2026-11-12", "2026-12-31", &[]));
        assert_eq!(story[0], format!("{next} INV-1"), "{last_stage} on {on}");
    }
}

#[test]
fn a_newer_version_that_is_due_later_stops_the_ladder_until_then() {
    let mut ledger = owes_after(
        "2026-11-24",
        &[("2026-11-24", "due_today"), ("2026-11-27", "early_late")],
    );
    ledger.invoices[0].due_on = Some(day("2027-01-12"));
    // early_late was said and is not said again; the next is not before its own distance from the new date.
    let story = walk(&mut ledger, &standard(), "2026-11-30", "2027-02-01", &[]);
    assert_eq!(short(story), ["01-20 late_late", "01-29 second_notice"]);
}

#[test]
fn the_last_letter_names_a_day_and_is_followed_by_a_persons_decision() {
    let mut ledger = approved(owes("2026-11-24"));
    walk(&mut ledger, &standard(), "2026-11-25", "2026-12-31", &[]);
    let last = ledger.letters.last().unwrap();
    // Sent on 28 December, at least 15 days.
    assert_eq!(
        (last.id.day, last.pay_by),
        (day("2026-12-28"), Some(day("2027-01-12")))
    );
    for (on, decision) in [
        (
            "2026-12-29",
            "wait until 2027-01-15: the last letter was sent, its last day is awaited",
        ),
        (
            "2027-01-14",
            "wait until 2027-01-15: the last letter was sent, its last day is awaited",
        ),
        ("2027-01-15", "stop: handed over to a person"),
        ("2028-01-15", "stop: handed over to a person"),
    ] {
        assert_eq!(decided(&ledger, &standard(), on), decision, "{on}");
    }
}

#[test]
fn gentle_ends_without_a_hand_over() {
    let ledger = owes_after(
        "2026-11-24",
        &[("2026-11-27", "early_late"), ("2026-12-02", "late_late")],
    );
    let gentle = in_force(Policy::gentle());
    assert_eq!(
        decided(&ledger, &gentle, "2026-12-03"),
        "stop: every stage of the ladder was reached"
    );
}

#[test]
fn collections_has_three_letters_and_a_hand_over() {
    let policy = Policy {
        payments: PaymentData::Manual,
        ..Policy::collections()
    };
    let story = walk(
        &mut approved(owes("2026-11-24")),
        &in_force(policy),
        "2026-11-01",
        "2027-03-01",
        &[],
    );
    assert_eq!(
        story,
        [
            "2026-11-27 first_notice INV-1",
            "2026-12-11 second_notice INV-1",
            "2026-12-28 final_notice INV-1",
            "2027-01-15 task hand_over INV-1",
        ]
    );
}

#[test]
fn a_ladder_of_ones_own_measured_from_due_alone_keeps_its_spacing() {
    let mut policy = Policy::gentle();
    policy.payments = PaymentData::Manual;
    policy.ladder[2].when = vec![Offset::parse("10 days after due").unwrap()];
    let missed = |today| today < day("2026-12-09");
    let story = walk_without(
        &mut owes("2026-11-24"),
        &in_force(policy),
        "2026-11-25",
        "2027-01-31",
        &[],
        missed,
    );
    // 3 business days after Tuesday the 24th are 3 days: 7 lie between the two.
    assert_eq!(short(story), ["12-09 early_late", "12-16 late_late"]);
}
