//! What must hold for whatever one invoice and its customer bring.

use chrono::{Days, NaiveDate};
use dunning::decide::{Case, Decision, Stopped, Waiting, decide};
use dunning::hold::Hold;
use dunning::invoice::AppliedPayment;
use dunning::ledger::Ledger;
use dunning::letter::Letter;
use dunning::plan::plan;
use dunning::policy::Action;
use dunning::ports::InForce;
use proptest::prelude::*;

use crate::book::{customer, invoice, live, stage, standard, with_slack};
use crate::nasty::{START, after, days, holds, ledgers, near, policies, regions};

fn case<'a>(ledger: &'a Ledger, in_force: &'a InForce) -> Case<'a> {
    Case::new(&ledger.invoices[0], &ledger.account, &ledger.letters, in_force)
}

fn is_closed(ledger: &Ledger, in_force: &InForce, today: NaiveDate) -> bool {
    let region = ledger.account.region.unwrap_or(in_force.creditor.region);
    !in_force.policy.calendar.is_open(today, region)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_day_has_an_answer_and_always_the_same(ledger in ledgers(), in_force in policies(), today in days()) {
        let decision = decide(&case(&ledger, &in_force), today);
        prop_assert_eq!(&decide(&case(&ledger, &in_force), today), &decision);
        prop_assert!(!decision.to_string().is_empty());
        match &decision {
            Decision::Remind(name) => {
                let stage = in_force.policy.stage(name).unwrap();
                prop_assert!(matches!(stage.action, Action::Letter(_)));
                if today < NaiveDate::MAX {
                    prop_assert!(!is_closed(&ledger, &in_force, today), "{decision} on a closed day");
                }
            }
            // At the end of time there is no later day.
            Decision::Wait { until, .. } => prop_assert!(*until > today || today == NaiveDate::MAX),
            Decision::Stop(_) => {}
        }
        let first = plan(&ledger, &in_force, today);
        let second = plan(&ledger, &in_force, today);
        prop_assert_eq!(&first.decisions, &second.decisions);
        prop_assert_eq!(&first.questions, &second.questions);
        prop_assert_eq!(first.next, second.next);
    }

    #[test]
    fn once_recorded_a_day_brings_nothing_more(ledger in ledgers(), in_force in policies(), today in near(0..200)) {
        let mut ledger = ledger;
        let first = plan(&ledger, &in_force, today);
        live(&mut ledger, &first);
        let again = plan(&ledger, &in_force, today);
        prop_assert!(again.letter.is_none() || first.letter.is_none());
        prop_assert!(again.letter.is_none());
        prop_assert!(again.questions.is_empty(), "{:?}", again.questions);
    }

    #[test]
    fn every_open_invoice_has_a_next_day_or_a_reason_to_stop(ledger in ledgers(), in_force in policies(), today in near(0..200)) {
        let plan = plan(&ledger, &in_force, today);
        let stopped = plan.decisions.iter().all(|(_, decision)| matches!(decision, Decision::Stop(_)));
        prop_assert!(stopped || plan.next.is_some_and(|next| next > today));
    }

    #[test]
    fn a_payment_never_causes_a_letter(
        ledger in ledgers(),
        in_force in policies(),
        today in near(0..200),
        amount in 1_i64..150,
        booked_on in days(),
    ) {
        let before = decide(&case(&ledger, &in_force), today);
        let mut paid = ledger.clone();
        // The first part payment after a stage earns days, so one that is told late, and was booked before it, earns fewer.
        let booked_on = ledger.invoices[0].payments.iter().map(|payment| payment.booked_on).fold(booked_on, NaiveDate::max);
        paid.invoices[0].payments.push(AppliedPayment { identity: "new".into(), amount: amount.into(), booked_on });
        if let Decision::Remind(stage) = decide(&case(&paid, &in_force), today) {
            prop_assert_eq!(before, Decision::Remind(stage));
        }
    }

    #[test]
    fn no_day_before_the_next_one_would_have_been_a_reminder(ledger in ledgers(), in_force in policies(), today in near(0..200)) {
        if let Decision::Wait { until, why } = decide(&case(&ledger, &in_force), today) {
            for missed in today.iter_days().skip(1).take(120).take_while(|missed| *missed < until) {
                let decision = decide(&case(&ledger, &in_force), missed);
                prop_assert!(!matches!(decision, Decision::Remind(_)), "{why} until {until}, but {decision} on {missed}");
            }
        }
    }

    #[test]
    fn a_later_day_never_unreaches_an_overdue_stage(ledger in ledgers(), in_force in policies(), today in near(0..200), later in 1_u64..100) {
        let overdue = |decision: &Decision| match decision {
            Decision::Remind(name) => in_force.policy.stage(name).filter(|stage| stage.is_after_due()).map(|stage| stage.name.clone()),
            _ => None,
        };
        if let Some(name) = overdue(&decide(&case(&ledger, &in_force), today)) {
            match decide(&case(&ledger, &in_force), today + Days::new(later)) {
                Decision::Remind(same) => prop_assert_eq!(same, name),
                Decision::Wait { why: Waiting::ClosedDay(same) | Waiting::StalePayments(same) | Waiting::QuietTime(same), .. } => {
                    prop_assert_eq!(same, name);
                }
                other => prop_assert!(false, "{name}, and {other} {later} days later"),
            }
        }
    }

    #[test]
    fn a_hold_is_silence_and_ends_or_asks_again(
        ledger in ledgers(),
        in_force in policies(),
        holds in holds((0_u64..150).prop_map(after), 1..3),
        on_account in prop::bool::ANY,
        today in near(0..200),
    ) {
        let mut ledger = ledger;
        let region = ledger.account.region.unwrap_or(in_force.creditor.region);
        let holding = |hold: &Hold| matches!(
            hold.on(today, &in_force.policy.calendar, region),
            dunning::hold::HoldState::Holding { .. }
        );
        if !holds.iter().any(holding) {
            return Ok(());
        }
        if on_account { ledger.account.holds = holds } else { ledger.invoices[0].holds = holds }
        let plan = plan(&ledger, &in_force, today);
        prop_assert!(plan.letter.is_none());
        match &plan.decisions[0].1 {
            Decision::Wait { why: Waiting::Held(_), until } => {
                prop_assert!(*until > today);
                prop_assert!(plan.next.is_some_and(|next| next <= *until));
            }
            Decision::Wait { why: Waiting::NoDueDate, .. }
            | Decision::Stop(Stopped::Paid | Stopped::BelowNotice | Stopped::NeverReminded(_)) => {}
            other => prop_assert!(false, "{other} in spite of a hold"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_days_are_missed_the_overdue_stages_are_the_same_and_never_closer(
        due in 20_u64..380,
        missed in prop::collection::vec(prop::bool::weighted(0.6), 200),
        has_slack in prop::bool::ANY,
        region in regions(),
    ) {
        let in_force = if has_slack { with_slack() } else { standard() };
        let due_on = after(due);
        let mut ledger = customer("IT");
        ledger.account.region = region;
        let mut about = invoice("INV-1", START, START);
        about.due_on = Some(due_on);
        about.approvals.insert(stage("final_notice"));
        ledger.invoices.push(about);
        let mut planned = due_on.iter_days().take(200).zip(&missed).filter(|(_, missed)| !**missed).map(|(today, _)| today);
        let to_the_end = due_on.iter_days().skip(200).take(120);
        for today in planned.by_ref().chain(to_the_end) {
            let day_plan = plan(&ledger, &in_force, today);
            live(&mut ledger, &day_plan);
        }
        let sent: Vec<(&str, NaiveDate)> = ledger
            .letters
            .iter()
            .filter(|letter| letter.tone.is_overdue())
            .map(|letter: &Letter| (letter.lines[0].stages[0].as_str(), letter.id.day))
            .collect();
        let names: Vec<_> = sent.iter().map(|(name, _)| *name).collect();
        prop_assert_eq!(names, ["early_late", "late_late", "second_notice", "final_notice"]);
        // The model without gaps: distances of SPEC's table, counted from what was really sent.
        let region = ledger.account.region.unwrap_or(in_force.creditor.region);
        let calendar = &in_force.policy.calendar;
        let open_due = calendar.next_open(due_on, region);
        let [early, late, second, last] = [0, 1, 2, 3].map(|place: usize| sent[place].1);
        prop_assert!(early >= calendar.add_business_days(open_due, 3, region));
        prop_assert!(late >= calendar.add_business_days(early, 3, region));
        prop_assert!(second >= early + Days::new(14) && second >= late + Days::new(7));
        prop_assert!(last >= second + Days::new(14));
    }
}
