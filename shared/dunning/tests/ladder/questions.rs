//! What a person is asked, and when.

use dunning::hold::HoldKind;
use dunning::invoice::EarlierChasing;
use dunning::ledger::Ledger;
use dunning::policy::{Action, AttachesInvoice, Offset, Policy, Stage};
use dunning::task::TaskKind;

use crate::book::{
    Event, day, hold, in_force, owes, owes_after, payment, stage, standard, tasks, walk, walk_without,
};

fn asked(ledger: &mut Ledger, from: &str, to: &str) -> Vec<String> {
    tasks(walk(ledger, &standard(), from, to, &[]))
}

#[test]
fn the_account_manager_follows_up_the_day_after_due() {
    for (due, follow_up) in [
        ("2026-11-24", "2026-11-25"),
        // Due on a Sunday counts as due on Monday.
        ("2026-11-22", "2026-11-24"),
        // Due on a Friday: a task may be opened on a Saturday, it is no letter.
        ("2026-11-20", "2026-11-21"),
    ] {
        let asked = asked(&mut owes(due), "2026-11-01", "2026-12-01");
        assert_eq!(asked, [format!("{follow_up} task follow_up INV-1")], "due {due}");
    }
}

type Change = fn(&mut Ledger);

#[test]
fn a_follow_up_is_asked_only_where_it_makes_sense() {
    let never: [Change; 4] = [
        // It was late when it arrived, if only by a day.
        |ledger| ledger.invoices[0].arrived_on = day("2026-11-25"),
        // The customer has spoken.
        |ledger| {
            ledger.invoices[0]
                .holds
                .push(hold(HoldKind::ClaimsPaid, "2026-11-23"))
        },
        |ledger| ledger.invoices[0].payments.push(payment(100, "2026-11-24")),
        |ledger| {
            ledger.invoices[0].earlier_chasing = Some(EarlierChasing {
                stage: stage("early_late"),
                on: day("2026-11-25"),
            });
        },
    ];
    for (place, change) in never.iter().enumerate() {
        let mut ledger = owes("2026-11-24");
        change(&mut ledger);
        let asked = asked(&mut ledger, "2026-11-25", "2026-12-10");
        assert!(
            !asked.iter().any(|line| line.contains("follow_up")),
            "{place}: {asked:?}"
        );
    }
}

#[test]
fn a_missed_day_asks_late_and_once() {
    let missed = |today| today < day("2026-11-26");
    let story = walk_without(
        &mut owes("2026-11-24"),
        &standard(),
        "2026-11-20",
        "2026-12-10",
        &[],
        missed,
    );
    assert_eq!(tasks(story), ["2026-11-26 task follow_up INV-1"]);
}

#[test]
fn a_call_is_asked_7_days_after_the_second_notice() {
    let sent: &[(&str, &str)] = &[
        ("2026-11-27", "early_late"),
        ("2026-12-02", "late_late"),
        ("2026-12-11", "second_notice"),
    ];
    let asked = asked(&mut owes_after("2026-11-24", sent), "2026-12-11", "2027-02-28");
    assert_eq!(
        asked,
        [
            "2026-12-18 task call INV-1",
            "2026-12-18 task approve INV-1",
            // Nobody said yes within 30 days of the day on which it could have gone.
            "2027-01-25 task hand_over INV-1",
        ]
    );
}

#[test]
fn approval_is_asked_a_week_ahead_and_not_once_it_is_given() {
    let mut ledger = owes_after("2026-11-24", &[("2026-12-11", "second_notice")]);
    ledger.invoices[0].approvals.insert(stage("final_notice"));
    let asked = asked(&mut ledger, "2026-12-11", "2026-12-27");
    assert_eq!(asked, ["2026-12-18 task call INV-1"]);
}

#[test]
fn a_held_invoice_asks_for_nothing_but_its_hold() {
    let mut ledger = owes_after("2026-11-24", &[("2026-12-11", "second_notice")]);
    let kind = HoldKind::Pause {
        until: Some(day("2026-12-22")),
    };
    ledger.invoices[0].holds.push(hold(kind, "2026-12-12"));
    let asked = asked(&mut ledger, "2026-12-12", "2026-12-27");
    assert_eq!(
        asked,
        ["2026-12-22 task call INV-1", "2026-12-22 task approve INV-1"]
    );
}

#[test]
fn paying_ends_the_questions() {
    let pays = |ledger: &mut Ledger| ledger.invoices[0].payments.push(payment(100, "2026-12-17"));
    let pays: Event<'_> = ("2026-12-17", Box::new(pays));
    let mut ledger = owes_after("2026-11-24", &[("2026-12-11", "second_notice")]);
    ledger.invoices[0]
        .holds
        .push(hold(HoldKind::Dispute, "2026-12-12"));
    assert_eq!(
        walk(&mut ledger, &standard(), "2026-12-12", "2027-12-31", &[pays]),
        ["2026-12-12 task check_dispute INV-1"]
    );
}

#[test]
fn without_an_address_a_person_looks_for_one_and_no_stage_is_used_up() {
    let found = |ledger: &mut Ledger| {
        ledger.account.contacts[0].suppressed = false;
        ledger.tasks.clear();
    };
    let found: Event<'_> = ("2026-12-09", Box::new(found));
    let mut ledger = owes("2026-11-24");
    ledger.account.contacts[0].suppressed = true;
    assert_eq!(
        walk(&mut ledger, &standard(), "2026-11-20", "2026-12-14", &[found]),
        [
            "2026-11-20 task find_address",
            "2026-11-25 task follow_up INV-1",
            "2026-12-09 early_late INV-1",
            "2026-12-14 late_late INV-1",
        ]
    );
}

#[test]
fn a_customer_who_owes_nothing_needs_no_address() {
    let mut ledger = owes("2026-11-24");
    ledger.account.contacts.clear();
    ledger.invoices[0].payments.push(payment(100, "2026-11-20"));
    assert!(walk(&mut ledger, &standard(), "2026-11-20", "2026-12-31", &[]).is_empty());
}

#[test]
fn a_final_notice_sent_before_dunlin_is_handed_over_all_the_same() {
    let mut ledger = owes("2026-08-03");
    ledger.invoices[0].arrived_on = day("2026-11-12");
    ledger.invoices[0].earlier_chasing = Some(EarlierChasing {
        stage: stage("final_notice"),
        on: day("2026-11-02"),
    });
    // 15 days lead to the 17th; three business days later:
    let story = walk(&mut ledger, &standard(), "2026-11-12", "2027-12-31", &[]);
    assert_eq!(story, ["2026-11-20 task hand_over INV-1"]);
}

fn task_stage(name: &str, when: &str) -> Stage {
    Stage {
        name: stage(name),
        when: vec![Offset::parse(when).unwrap()],
        action: Action::Task(TaskKind::Call),
        slack_days: 0,
        needs_approval: false,
        attaches: AttachesInvoice::default(),
        attaches_due_date: false,
        states_charges: false,
    }
}

#[test]
fn a_task_of_ones_own_may_stand_before_due_or_after_the_last_letter() {
    let mut policy = Policy {
        payments: standard().policy.payments,
        ..Policy::gentle()
    };
    policy
        .ladder
        .insert(0, task_stage("ask_sales", "5 days before due"));
    policy.ladder.push(task_stage("call", "7 days after late_late"));
    let story = walk(
        &mut owes("2026-11-24"),
        &in_force(policy),
        "2026-11-01",
        "2027-12-31",
        &[],
    );
    assert_eq!(
        story,
        [
            "2026-11-19 task call INV-1",
            "2026-11-23 upcoming INV-1",
            "2026-11-27 early_late INV-1",
            "2026-12-02 late_late INV-1",
            "2026-12-09 task call INV-1",
        ]
    );
}
