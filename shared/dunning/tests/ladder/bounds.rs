//! What waits, waits for a while only; and what waits for its turn, gets it.

use dunning::account::CustomerKind;
use dunning::charges::{ChargeTerms, CompensationTerms, InterestTerms};
use dunning::hold::HoldKind;
use dunning::ledger::Ledger;
use dunning::plan::plan;
use dunning::policy::{Policy, QuietDays, QuietRange};

use crate::book::{
    customer, day, decided, hold, in_force, invoice, letter, letters, owes, owes_after, payment, planned,
    stage, standard, tasks, walk,
};

const UP_TO_SECOND_NOTICE: [(&str, &str); 3] = [
    ("2026-11-27", "early_late"),
    ("2026-12-02", "late_late"),
    ("2026-12-11", "second_notice"),
];

#[test]
fn a_stage_waits_30_days_for_a_yes_then_a_person_decides() {
    let mut ledger = owes_after("2026-11-24", &UP_TO_SECOND_NOTICE);
    // Asked on 18 December, reached on Friday the 25th; the 30 days end on Sunday 24 January.
    walk(&mut ledger, &standard(), "2026-12-11", "2027-01-24", &[]);
    assert_eq!(
        decided(&ledger, &standard(), "2027-01-22"),
        "wait until 2027-01-25: final_notice waits for a person's approval"
    );
    assert_eq!(
        decided(&ledger, &standard(), "2027-01-25"),
        "stop: nobody approved the next letter in time, a person decides"
    );
    let story = walk(&mut ledger, &standard(), "2027-01-25", "2027-03-31", &[]);
    assert_eq!(story, ["2027-01-25 task hand_over INV-1"]);
    // A late yes is a yes.
    ledger.invoices[0].approvals.insert(stage("final_notice"));
    assert_eq!(
        decided(&ledger, &standard(), "2027-04-01"),
        "remind: final_notice"
    );
}

#[test]
fn who_pays_a_little_every_week_does_not_put_the_next_letter_off_for_ever() {
    let mut ledger = owes_after("2026-11-24", &[("2026-11-27", "early_late")]);
    for paid_on in ["2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21"] {
        ledger.invoices[0].payments.push(payment(1, paid_on));
    }
    // 5 business days after Wednesday 2 December (the 8th is a holiday), for the first euro.
    assert_eq!(decided(&ledger, &standard(), "2026-12-10"), "remind: late_late");
}

#[test]
fn a_payment_that_went_back_earns_no_days() {
    let mut ledger = owes_after("2026-11-24", &[("2026-11-27", "early_late")]);
    ledger.invoices[0].payments.push(payment(40, "2026-11-30"));
    ledger.invoices[0].payments.push(payment(-40, "2026-12-01"));
    assert_eq!(decided(&ledger, &standard(), "2026-12-02"), "remind: late_late");
}

#[test]
fn a_promise_is_not_broken_before_the_due_date() {
    let mut ledger = owes("2026-11-24");
    let pay_by = day("2026-11-19");
    ledger.invoices[0]
        .holds
        .push(hold(HoldKind::Promise { pay_by }, "2026-11-16"));
    let story = walk(&mut ledger, &standard(), "2026-11-16", "2026-11-27", &[]);
    assert_eq!(
        story,
        [
            "2026-11-20 upcoming INV-1",
            "2026-11-24 due_today INV-1",
            "2026-11-25 task broken_promise INV-1",
            "2026-11-27 early_late INV-1",
        ]
    );
}

#[test]
fn an_invoice_of_the_backlog_waits_for_its_turn_once() {
    let mut ledger = owes("2026-10-20");
    ledger.invoices[0].arrived_on = day("2026-11-16");
    ledger.invoices[0].backlog_turn = Some(day("2026-12-03"));
    assert_eq!(
        decided(&ledger, &standard(), "2026-11-23"),
        "wait until 2026-12-03: early_late waits for its turn in the backlog"
    );
    let story = walk(&mut ledger, &standard(), "2026-11-16", "2026-12-31", &[]);
    assert_eq!(
        letters(story.clone()),
        [
            "2026-12-03 early_late INV-1",
            // 8 December is a holiday.
            "2026-12-09 late_late INV-1",
            "2026-12-17 second_notice INV-1",
        ]
    );
    assert!(tasks(story).iter().all(|task| !task.contains("follow_up")));
}

/// OLD is due its final notice; NEW falls due on the day given, and was spoken of a week before.
fn final_notice_and(due: &str) -> Ledger {
    let mut ledger = Ledger {
        invoices: vec![
            invoice("OLD", "2026-08-01", "2026-10-06"),
            invoice("NEW", "2026-10-01", due),
        ],
        ..customer("IT")
    };
    for (number, on, stage) in [
        ("OLD", "2026-11-13", "second_notice"),
        ("NEW", "2026-11-24", "upcoming"),
    ] {
        ledger.letters.push(letter(&ledger, number, on, stage));
    }
    ledger.invoices[0].approvals.insert(stage("final_notice"));
    ledger
}

#[test]
fn a_final_notice_lets_a_due_date_that_can_not_move_go_first() {
    for (due, from) in [
        // Due today; or tomorrow, in the gap after today's letter.
        ("2026-11-27", "2026-11-27"),
        ("2026-12-01", "2026-11-30"),
    ] {
        let story = letters(walk(
            &mut final_notice_and(due),
            &standard(),
            from,
            "2026-12-03",
            &[],
        ));
        assert_eq!(story[0], format!("{due} due_today NEW"));
        assert!(story[1].ends_with("final_notice OLD"), "{story:?}");
    }
    assert_eq!(
        planned(&final_notice_and("2026-12-01"), &standard(), "2026-11-30")[0],
        "OLD wait until 2026-12-01: final_notice waits, friendly words about other invoices go first"
    );
}

#[test]
fn a_quiet_time_may_be_a_countrys_and_may_be_once() {
    let quiet = |days, region: Option<&str>| {
        in_force(Policy {
            quiet: vec![QuietRange {
                days,
                region: region.map(|region| region.parse().unwrap()),
            }],
            ..standard().policy
        })
    };
    let diwali = QuietDays::Once {
        from: day("2026-12-10"),
        to: day("2026-12-13"),
    };
    let ledger = owes_after("2026-11-24", &UP_TO_SECOND_NOTICE[..2]);
    let held = "wait until 2026-12-14: second_notice waits for the end of a quiet time";
    for (region, decision) in [
        (None, held),
        (Some("IT"), held),
        (Some("IT-BZ"), "remind: second_notice"),
        (Some("IN"), "remind: second_notice"),
    ] {
        assert_eq!(
            decided(&ledger, &quiet(diwali, region), "2026-12-11"),
            decision,
            "{region:?}"
        );
    }
    // Not the year after.
    let next_year = owes_after(
        "2027-11-24",
        &[("2027-11-26", "early_late"), ("2027-12-01", "late_late")],
    );
    assert_eq!(
        decided(&next_year, &quiet(diwali, None), "2027-12-13"),
        "remind: second_notice"
    );
}

#[test]
fn charges_are_stated_from_the_second_notice_on_to_businesses_and_public_bodies() {
    let charging = in_force(Policy {
        charges: ChargeTerms {
            interest: Some(InterestTerms::Yearly(10.into())),
            compensation: Some(CompensationTerms::Flat(
                [(dunning::money::Currency::parse("EUR").unwrap(), 40.into())].into(),
            )),
            ..ChargeTerms::default()
        },
        ..standard().policy
    });
    let stated = |on: &str, sent: &[(&str, &str)], kind: CustomerKind| {
        let mut ledger = owes_after("2026-11-24", sent);
        ledger.account.kind = kind;
        let draft = plan(&ledger, &charging, day(on)).letter.unwrap();
        let charges = draft.reminder(&ledger, &charging, None).charges;
        charges.first().map(|charges| {
            let sum = |money: Option<dunning::money::Money>| {
                money.map(|money| money.to_string()).unwrap_or_default()
            };
            format!(
                "{} + {} = {}",
                sum(charges.interest),
                sum(charges.compensation),
                charges.total
            )
        })
    };
    use CustomerKind::{Business, Consumer, Public, Unknown};
    let second: &[(&str, &str)] = &UP_TO_SECOND_NOTICE[..2];
    // 17 days of 10 % on 100 euros: 0.4658 euros.
    let sums = Some("0.47 EUR + 40.00 EUR = 140.47 EUR".to_owned());
    assert_eq!(stated("2026-12-11", second, Business), sums);
    assert_eq!(stated("2026-12-11", second, Public), sums);
    assert_eq!(stated("2026-12-11", second, Consumer), None);
    assert_eq!(stated("2026-12-11", second, Unknown), None);
    assert_eq!(stated("2026-12-02", &UP_TO_SECOND_NOTICE[..1], Business), None);
}
