//! The day and the minute: zones, late arrivals, sweeps and schedules that go wrong.

use chrono::Duration;
use dunning::arrival::{Arrival, CustomerArrival};
use dunning::flow::send::{Outcome, Skipped};
use dunning::message::Window;
use dunning::policy::{PaymentData, Policy};

use crate::book::{at, business, customer, day, in_force, invoice};
use crate::story::Story;

fn due_24_november() -> Story {
    let mut story = Story::begin("2026-11-02");
    let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![customer("C-1"), Arrival::Invoice(invoice)],
    );
    story
}

/// Tuesday 24 November is a business day everywhere; each gets it in their own early morning.
#[test]
fn everybody_is_written_to_on_their_own_local_day() {
    for (zone, region, opens_in_utc) in [
        ("Pacific/Kiritimati", "KI", "2026-11-23 15:00"),
        ("Pacific/Auckland", "NZ", "2026-11-23 16:00"),
        ("Asia/Singapore", "SG", "2026-11-23 21:00"),
        ("Europe/Rome", "IT", "2026-11-24 04:00"),
        ("America/New_York", "US-NY", "2026-11-24 10:00"),
        ("Pacific/Honolulu", "US-HI", "2026-11-24 15:00"),
        ("Pacific/Pago_Pago", "AS", "2026-11-24 16:00"),
    ] {
        let mut story = Story::begin("2026-11-02");
        let arrival = CustomerArrival {
            zone: Some(zone.parse().unwrap()),
            ..business("C-1", region, &["ap@c-1.example.com"])
        };
        let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
        story.upload(
            "2026-11-02 12:00",
            vec![Arrival::Customer(arrival), Arrival::Invoice(invoice)],
        );
        story.until("2026-11-26 12:00");
        assert_eq!(
            story.mails(),
            [
                "2026-11-17 INV-1001 heads_up",
                "2026-11-20 INV-1001 upcoming",
                "2026-11-24 INV-1001 due_today",
            ],
            "{zone}"
        );
        let left_after = story.days.sendings[2].at - at(opens_in_utc);
        assert!(
            left_after > Duration::zero() && left_after < Duration::hours(1),
            "{zone}: {left_after}"
        );
    }
}

#[test]
fn what_arrives_before_dawn_on_its_due_date_still_goes_that_morning() {
    for (arrives_in_utc, mails) in [
        // 03:00 in Rome; the sweep for the 24th ran on the 23rd at 09:00.
        ("2026-11-24 02:00", vec!["2026-11-24 INV-1001 due_today"]),
        ("2026-11-23 10:00", vec!["2026-11-24 INV-1001 due_today"]),
        ("2026-11-23 08:00", vec!["2026-11-24 INV-1001 due_today"]),
        // The window is open; letters of that day are planned.
        ("2026-11-24 04:30", vec![]),
    ] {
        let mut story = Story::begin("2026-11-20");
        let invoice = invoice("C-1", "INV-1001", "2026-11-20", "2026-11-24");
        story.upload(arrives_in_utc, vec![customer("C-1"), Arrival::Invoice(invoice)]);
        story.until("2026-11-25");
        assert_eq!(story.mails(), mails, "{arrives_in_utc}");
    }
}

#[test]
fn sweeping_twice_and_delivering_everything_twice_doubles_nothing() {
    let mut once = due_24_november();
    let mut twice = due_24_november();
    twice.days.everything_twice = true;
    for on in ["2026-11-16", "2026-11-19", "2026-11-26"] {
        twice.days.sweep_again(at(&format!("{on} 09:30")));
        twice.days.sweep_again(at(&format!("{on} 23:30")));
    }
    once.until("2026-12-31");
    twice.until("2026-12-31");
    assert_eq!(once.mails(), twice.mails());
    assert_eq!(once.tasks("C-1"), twice.tasks("C-1"));
    assert_eq!(once.days.sendings.len(), 6);
}

#[test]
fn a_lost_schedule_heals_the_next_day() {
    let mut story = due_24_november();
    for lost in ["2026-11-17", "2026-11-27"] {
        story.days.lost_schedules.insert(day(lost));
    }
    story.until("2026-12-03");
    assert_eq!(
        story.mails(),
        [
            "2026-11-18 INV-1001 heads_up",
            "2026-11-20 INV-1001 upcoming+due_today",
            // The 24th would be the third letter within seven days.
            "2026-11-30 INV-1001 early_late",
            "2026-12-03 INV-1001 late_late",
        ]
    );
}

#[test]
fn a_missed_sweep_heals_the_next_day() {
    let mut story = due_24_november();
    story.days.missed_sweeps.insert(day("2026-11-16"));
    story.until("2026-11-18");
    assert_eq!(story.mails(), ["2026-11-18 INV-1001 heads_up"]);
}

#[test]
fn a_schedule_that_fires_late_sends_nothing_outside_the_window() {
    let mut story = due_24_november();
    story.days.late_by = Duration::hours(2);
    story.until("2026-11-17");
    let (_, outcome) = story.days.outcomes.last().unwrap();
    assert_eq!(*outcome, Ok(Outcome::Skipped(Skipped::OutsideWindow)));
    assert!(story.mails().is_empty());
    story.days.late_by = Duration::zero();
    story.until("2026-11-18");
    assert_eq!(story.mails(), ["2026-11-18 INV-1001 heads_up"]);
}

/// The bank's file comes in the afternoon and tells of the day before: what the sweep can't know yet, the sending will.
#[test]
fn payment_files_of_the_afternoon_are_new_enough() {
    let mut story = Story::begin_with(in_force(Policy::standard()), "2026-11-02");
    let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![customer("C-1"), Arrival::Invoice(invoice)],
    );
    let working_days = day("2026-11-02").iter_days().take(40).filter(|on| {
        story
            .in_force()
            .policy
            .calendar
            .is_open(*on, story.in_force().creditor.region)
    });
    let mut told_before = None;
    for on in working_days.collect::<Vec<_>>() {
        if let Some(complete_to) = told_before {
            let when = format!("{on} 14:00");
            story.upload(&when, vec![Arrival::PaymentsCompleteTo(complete_to)]);
        }
        told_before = Some(on);
    }
    story.until("2026-12-11");
    assert_eq!(
        story.mails()[3..],
        [
            "2026-11-27 INV-1001 early_late",
            "2026-12-02 INV-1001 late_late",
            "2026-12-11 INV-1001 second_notice"
        ]
    );
}

#[test]
fn without_payment_files_no_overdue_letter_leaves() {
    let mut story = Story::begin_with(in_force(Policy::standard()), "2026-11-02");
    let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![
            customer("C-1"),
            Arrival::Invoice(invoice),
            Arrival::PaymentsCompleteTo(day("2026-11-24")),
        ],
    );
    story.until("2026-12-11");
    assert_eq!(story.mails().len(), 3);
    assert_eq!(
        story.why("C-1", "INV-1001", "2026-12-11"),
        "wait until 2026-12-12: early_late waits for newer payment data"
    );
}

/// The policy's window, in a summer and a winter time and where the clocks are an odd quarter off.
#[test]
fn the_policy_may_open_another_window() {
    let time = |text: &str| text.parse().unwrap();
    let breakfast = Policy {
        window: Window::new(time("07:30:00"), time("08:15:00")).unwrap(),
        payments: PaymentData::Manual,
        ..Policy::standard()
    };
    for (zone, region, opens_in_utc) in [
        ("Europe/Rome", "IT", "2026-11-24 06:30"),
        ("Australia/Lord_Howe", "AU-NSW", "2026-11-23 20:30"),
        ("Asia/Kathmandu", "NP", "2026-11-24 01:45"),
    ] {
        let mut story = Story::begin_with(in_force(breakfast.clone()), "2026-11-20");
        let arrival = CustomerArrival {
            zone: Some(zone.parse().unwrap()),
            ..business("C-1", region, &["ap@c-1.example.com"])
        };
        let invoice = invoice("C-1", "INV-1001", "2026-11-20", "2026-11-24");
        story.upload(
            "2026-11-20 12:00",
            vec![Arrival::Customer(arrival), Arrival::Invoice(invoice)],
        );
        story.until("2026-11-25");
        assert_eq!(story.mails(), ["2026-11-24 INV-1001 due_today"], "{zone}");
        let left_after = story.days.sendings[0].at - at(opens_in_utc);
        assert!(
            left_after > Duration::zero() && left_after < Duration::minutes(45),
            "{zone}: {left_after}"
        );
    }
}
