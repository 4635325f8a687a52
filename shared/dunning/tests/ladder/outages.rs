//! Days without a sweep, and holds without an end of their own: nothing is lost to either.

use chrono::{Days, NaiveDate};
use dunning::hold::{HoldKind, HoldState};
use dunning::plan::plan;
use proptest::prelude::*;

use crate::book::{customer, day, hold, invoice, live, owes, stage, standard, walk_without, with_slack};
use crate::nasty::regions;

const OVERDUE: [&str; 4] = ["early_late", "late_late", "second_notice", "final_notice"];

/// The overdue letters about an invoice due on Tuesday 24 November, with their days.
fn sent(in_force: &dunning::ports::InForce, missed: impl Fn(NaiveDate) -> bool) -> Vec<(String, NaiveDate)> {
    let mut ledger = owes("2026-11-24");
    ledger.invoices[0].approvals.insert(stage("final_notice"));
    walk_without(&mut ledger, in_force, "2026-11-10", "2027-03-31", &[], missed);
    let overdue = ledger.letters.iter().filter(|letter| letter.tone.is_overdue());
    overdue
        .map(|letter| (letter.lines[0].stages[0].to_string(), letter.id.day))
        .collect()
}

/// Every outage of up to 30 days, wherever in the ladder it begins.
#[test]
fn an_outage_loses_no_stage_repeats_none_and_shortens_no_distance() {
    for in_force in [standard(), with_slack()] {
        let undisturbed = sent(&in_force, |_| false);
        let region = dunning::calendar::Region::parse("IT").unwrap();
        let calendar = &in_force.policy.calendar;
        for begins in day("2026-11-24").iter_days().take(45) {
            for length in [1_u64, 2, 3, 5, 9, 16, 30] {
                let ends = begins + Days::new(length);
                let sent = sent(&in_force, |today| begins <= today && today < ends);
                let names: Vec<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
                assert_eq!(names, OVERDUE, "{length} days from {begins}");
                let days: Vec<NaiveDate> = sent.iter().map(|(_, on)| *on).collect();
                for ((_, ordinary), on) in undisturbed.iter().zip(&days) {
                    assert!(
                        on >= ordinary,
                        "{length} days from {begins}: earlier than without"
                    );
                }
                assert!(days[1] >= calendar.add_business_days(days[0], 3, region));
                assert!(days[2] >= days[0] + Days::new(14) && days[2] >= days[1] + Days::new(7));
                assert!(days[3] >= days[2] + Days::new(14));
            }
        }
    }
}

fn kinds() -> impl Strategy<Value = HoldKind> {
    prop_oneof![
        (0_u64..31).prop_map(|days| HoldKind::Promise {
            pay_by: day("2026-11-25") + Days::new(days)
        }),
        (1_u64..90).prop_map(|days| HoldKind::Pause {
            until: Some(day("2026-11-25") + Days::new(days))
        }),
        prop::sample::select(vec![
            HoldKind::ClaimsPaid,
            HoldKind::AwaitingReply,
            HoldKind::Dispute,
            HoldKind::Pause { until: None },
            HoldKind::PossiblePayment,
            HoldKind::Withholding,
            HoldKind::UnallocatedCredit,
            HoldKind::Complaint,
            HoldKind::Review,
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A hold is over by the day that it names, or asks a person at once and every 14 days as long as it lasts; whatever
    /// days are missed, it asks when the next one comes, and once.
    #[test]
    fn every_hold_ends_on_its_day_or_asks_a_person_every_14_days(
        kind in kinds(),
        on_account in prop::bool::ANY,
        region in regions(),
        missed in prop::collection::vec(prop::bool::weighted(0.3), 120),
    ) {
        let mut ledger = customer("IT");
        ledger.account.region = region;
        ledger.invoices.push(invoice("INV-1", "2026-10-01", "2026-11-24"));
        let held = hold(kind, "2026-11-25");
        if on_account {
            ledger.account.holds.push(held.clone());
        } else {
            ledger.invoices[0].holds.push(held.clone());
        }
        let in_force = standard();
        let region = region.unwrap_or(in_force.creditor.region);
        let has_end = matches!(
            kind,
            HoldKind::Promise { .. } | HoldKind::ClaimsPaid | HoldKind::AwaitingReply | HoldKind::Pause { until: Some(_) }
        );
        let (mut asked, mut last_asked) = (0, day("2026-11-25"));
        let mut gap = 0;
        for (today, is_missed) in day("2026-11-25").iter_days().zip(missed) {
            if is_missed {
                gap += 1;
                continue;
            }
            let state = held.on(today, &in_force.policy.calendar, region);
            let plan = plan(&ledger, &in_force, today);
            let HoldState::Holding { ask_again } = state else {
                // Over: reminders go on, or a person learned that it was not kept.
                prop_assert!(has_end);
                return Ok(());
            };
            prop_assert!(plan.letter.is_none() && ask_again > today);
            if !plan.questions.is_empty() {
                asked += 1;
                last_asked = today;
            }
            live(&mut ledger, &plan);
            if has_end {
                prop_assert_eq!(asked, 0);
                prop_assert!(ask_again <= day("2026-11-25") + Days::new(100));
            } else {
                prop_assert!(asked > 0, "{kind:?} asked nobody by {today}");
                prop_assert!(today < last_asked + Days::new(14 + gap), "{kind:?}: asked on {last_asked}, not by {today}");
            }
            gap = if last_asked == today { 0 } else { gap };
        }
        prop_assert!(asked >= 8, "{asked}");
    }
}
