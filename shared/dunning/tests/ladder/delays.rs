//! What delays an overdue letter: a part payment, a quiet time, stale payment data.

use dunning::policy::{PaymentData, Policy, QuietDays, QuietRange};

use crate::book::{day, decided, in_force, letters, owes, owes_after, payment, standard, walk};

#[test]
fn a_part_payment_delays_the_next_stage_by_5_business_days_and_resets_none() {
    let sent: &[(&str, &str)] = &[("2026-11-27", "early_late")];
    for (already_sent, paid_on, next) in [
        // late_late would be Wednesday 2 December, early_late Friday 27 November.
        (sent, None, "2026-12-02 late_late"),
        (sent, Some("2026-11-30"), "2026-12-10 late_late"),
        // What came in before the last letter delayed that one.
        (sent, Some("2026-11-25"), "2026-12-02 late_late"),
        (&[], Some("2026-11-25"), "2026-12-04 early_late"),
    ] {
        let mut ledger = owes_after("2026-11-24", already_sent);
        ledger.invoices[0]
            .payments
            .extend(paid_on.map(|on| payment(40, on)));
        let from = if already_sent.is_empty() {
            "2026-11-25"
        } else {
            "2026-11-28"
        };
        let story = letters(walk(&mut ledger, &standard(), from, "2027-01-10", &[]));
        assert_eq!(story[0], format!("{next} INV-1"), "{paid_on:?}");
    }
}

#[test]
fn paying_while_a_stage_is_overdue_delays_from_the_payment() {
    // late_late was reached on 2 December and not sent; 40 euros came in on Monday the 14th.
    let mut ledger = owes_after("2026-11-24", &[("2026-11-27", "early_late")]);
    ledger.invoices[0].payments.push(payment(40, "2026-12-14"));
    assert_eq!(
        decided(&ledger, &standard(), "2026-12-15"),
        "wait until 2026-12-21: late_late is next, its day has not come"
    );
    assert_eq!(decided(&ledger, &standard(), "2026-12-21"), "remind: late_late");
}

#[test]
fn quiet_times_stop_what_is_firmer_than_late_late() {
    let christmas = QuietRange {
        days: QuietDays::EveryYear {
            from: (12, 23),
            to: (1, 6),
        },
        region: None,
    };
    let quiet = in_force(Policy {
        quiet: vec![christmas],
        ..standard().policy
    });
    let sent: &[(&str, &str)] = &[("2026-12-08", "early_late"), ("2026-12-16", "late_late")];
    let ledger = owes_after("2026-12-03", sent);
    for (on, decision) in [
        (
            "2026-12-22",
            "wait until 2026-12-23: second_notice is next, its day has not come",
        ),
        (
            "2026-12-23",
            "wait until 2027-01-07: second_notice waits for the end of a quiet time",
        ),
        (
            "2026-12-31",
            "wait until 2027-01-07: second_notice waits for the end of a quiet time",
        ),
        (
            "2027-01-05",
            "wait until 2027-01-07: second_notice waits for the end of a quiet time",
        ),
        ("2027-01-07", "remind: second_notice"),
    ] {
        assert_eq!(decided(&ledger, &quiet, on), decision, "{on}");
    }
    // The softer ones go on.
    let ledger = owes_after("2026-12-18", &[("2026-12-23", "early_late")]);
    assert_eq!(decided(&ledger, &quiet, "2026-12-30"), "remind: late_late");
    assert_eq!(
        decided(&owes("2026-12-18"), &quiet, "2026-12-23"),
        "remind: early_late"
    );
    assert_eq!(
        decided(&owes("2026-12-30"), &quiet, "2026-12-23"),
        "remind: heads_up"
    );
}

#[test]
fn a_quiet_time_may_end_on_a_leap_day() {
    let february = in_force(Policy {
        quiet: vec![QuietRange {
            days: QuietDays::EveryYear {
                from: (2, 20),
                to: (2, 29),
            },
            region: None,
        }],
        ..standard().policy
    });
    let sent: &[(&str, &str)] = &[("2027-01-26", "early_late"), ("2027-02-15", "late_late")];
    assert_eq!(
        decided(&owes_after("2027-01-21", sent), &february, "2027-02-23"),
        "wait until 2027-03-01: second_notice waits for the end of a quiet time"
    );
}

#[test]
fn overdue_letters_need_fresh_payment_data() {
    // Monday 30 November for an Italian customer of an Irish creditor.
    let files = |complete_to: Option<&str>| {
        let mut in_force = in_force(Policy {
            payments: PaymentData::Files,
            ..standard().policy
        });
        in_force.payments_complete_to = complete_to.map(day);
        in_force
    };
    let stale = "wait until 2026-12-01: early_late waits for newer payment data";
    for (complete_to, decision) in [
        (None, stale),
        (Some("2026-11-25"), stale),
        // Friday is the last business day, Thursday the one before.
        (Some("2026-11-26"), "remind: early_late"),
        (Some("2026-11-30"), "remind: early_late"),
    ] {
        assert_eq!(
            decided(&owes("2026-11-25"), &files(complete_to), "2026-11-30"),
            decision,
            "{complete_to:?}"
        );
    }
    // The creditor's business days count: Monday 26 October is a holiday in Ireland, so before Tuesday the last
    // business day but one is Thursday; before Wednesday, Friday.
    for (on, complete_to, is_fresh) in [
        ("2026-10-27", "2026-10-22", true),
        ("2026-10-28", "2026-10-22", false),
        ("2026-10-28", "2026-10-23", true),
    ] {
        let decision = decided(&owes("2026-10-20"), &files(Some(complete_to)), on);
        assert_eq!(
            decision == "remind: early_late",
            is_fresh,
            "{on}, complete to {complete_to}"
        );
    }
    // Friendly words need none; payments by hand are always fresh.
    assert_eq!(
        decided(&owes("2026-11-30"), &files(None), "2026-11-30"),
        "remind: due_today"
    );
    assert_eq!(
        decided(&owes("2026-11-25"), &standard(), "2026-11-30"),
        "remind: early_late"
    );
}
