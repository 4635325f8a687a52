//! What must hold for the story of a customer with several invoices, over months.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use dunning::decide::{Decision, Stopped, Waiting};
use dunning::hold::{Hold, HoldState};
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ledger::Ledger;
use dunning::letter::LetterState;
use dunning::plan::{DayPlan, plan};
use dunning::policy::{Action, Policy};
use dunning::ports::InForce;
use dunning::stage::{StageName, Tone};
use proptest::prelude::*;

use crate::book::{customer, in_force, invoice, live, payment, stage, standard, told, with_slack};
use crate::nasty::{START, after, holds, near, regions};

/// The stories begin here; whatever is in the books happened in the weeks before.
const FIRST_DAY: u64 = 30;
const DAYS: usize = 120;

/// Invoices that came in the weeks before, due from then to months later, some held, some paid in part.
fn invoices() -> impl Strategy<Value = Invoice> {
    let past = || near(0..FIRST_DAY);
    let part_paid = prop::option::weighted(0.2, past());
    (
        past(),
        past(),
        0_u64..140,
        part_paid,
        holds(past().boxed(), 0..2),
        prop::bool::weighted(0.3),
        prop::bool::ANY,
    )
        .prop_map(
            |(issued_on, arrived_on, due, part_paid, holds, is_held, is_approved)| {
                let mut invoice = invoice("", START, START);
                (invoice.issued_on, invoice.arrived_on) = (issued_on, arrived_on.max(issued_on));
                invoice.due_on = Some(after(due));
                if let Some(on) = part_paid {
                    invoice.payments.push(payment(40, &on.to_string()));
                }
                if is_held {
                    invoice.holds = holds;
                }
                invoice
                    .approvals
                    .extend(is_approved.then(|| stage("final_notice")));
                invoice
            },
        )
}

fn books() -> impl Strategy<Value = Ledger> {
    let account_holds = prop_oneof![9 => Just(Vec::new()), 1 => holds(near(0..FIRST_DAY).boxed(), 1..2)];
    (
        prop::collection::vec(invoices(), 1..8),
        account_holds,
        regions(),
        prop::bool::weighted(0.95),
    )
        .prop_map(|(invoices, account_holds, region, has_contact)| {
            let mut ledger = Ledger {
                invoices,
                ..customer("IT")
            };
            for (place, invoice) in ledger.invoices.iter_mut().enumerate() {
                invoice.id = InvoiceId::whole(format!("INV-{place}"));
            }
            (ledger.account.region, ledger.account.holds) = (region, account_holds);
            if !has_contact {
                ledger.account.contacts.clear();
            }
            ledger
        })
}

fn policies() -> impl Strategy<Value = InForce> {
    let christmas = dunning::policy::QuietRange {
        days: dunning::policy::QuietDays::EveryYear {
            from: (3, 10),
            to: (3, 20),
        },
        region: None,
    };
    let collections = Policy {
        payments: standard().policy.payments,
        ..Policy::collections()
    };
    let quiet = Policy {
        quiet: vec![christmas],
        ..standard().policy
    };
    prop::sample::select(vec![
        standard(),
        with_slack(),
        in_force(collections),
        in_force(quiet),
    ])
}

/// What becomes of the letters, in their order; all later ones are delivered.
fn fates() -> impl Strategy<Value = Vec<LetterState>> {
    let fate = prop_oneof![
        6 => Just(LetterState::Delivered),
        1 => Just(LetterState::Unknown),
        1 => Just(LetterState::Bounced { permanent: false }),
        1 => Just(LetterState::Released { why: String::new() }),
    ];
    prop::collection::vec(fate, 0..10)
}

/// Lets the plan come true, with the letter's own fate.
fn record(ledger: &mut Ledger, plan: &DayPlan, fates: &[LetterState]) {
    live(ledger, plan);
    if plan.letter.is_some() {
        let place = ledger.letters.len() - 1;
        if let Some(fate) = fates.get(place) {
            ledger.letters[place].state = fate.clone();
        }
    }
}

fn story_days() -> impl Iterator<Item = NaiveDate> {
    after(FIRST_DAY).iter_days().take(DAYS)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// The agenda wakes a customer on `next` only; nothing may be lost by sleeping until then.
    #[test]
    fn hopping_from_next_to_next_tells_the_story_of_walking(book in books(), in_force in policies(), fates in fates()) {
        let mut walked = Vec::new();
        let mut ledger = book.clone();
        for today in story_days() {
            let plan = plan(&ledger, &in_force, today);
            walked.extend(told(&plan, today));
            record(&mut ledger, &plan, &fates);
        }
        let mut hopped = Vec::new();
        let mut ledger = book;
        let mut next = Some(after(FIRST_DAY));
        let end = after(FIRST_DAY) + Days::new(DAYS as u64);
        while let Some(today) = next.filter(|today| *today < end) {
            let plan = plan(&ledger, &in_force, today);
            hopped.extend(told(&plan, today));
            record(&mut ledger, &plan, &fates);
            next = plan.next;
            prop_assert!(next.is_none_or(|next| next > today));
        }
        prop_assert_eq!(hopped, walked);
    }

    #[test]
    fn letters_keep_their_distance_their_days_and_their_silence(book in books(), in_force in policies(), fates in fates()) {
        let mut ledger = book;
        let policy = &in_force.policy;
        let region = ledger.account.region.unwrap_or(in_force.creditor.region);
        let is_holding = |holds: &[Hold], today| holds.iter().any(|hold| {
            matches!(hold.on(today, &policy.calendar, region), HoldState::Holding { .. })
        });
        for today in story_days() {
            let plan = plan(&ledger, &in_force, today);
            if let Some(draft) = &plan.letter {
                prop_assert!(policy.calendar.is_open(today, region), "closed on {today}");
                prop_assert!(!is_holding(&ledger.account.holds, today));
                let tones: BTreeSet<Tone> = draft.lines.iter().flat_map(|line| &line.stages).filter_map(|stage| tone(policy, stage)).collect();
                // What is taken along, always friendly, does not set the tone.
                let overdue = |tone: &&Tone| tone.is_overdue();
                prop_assert!(tones.contains(&draft.tone));
                prop_assert_eq!(tones.last().filter(overdue), Some(&draft.tone).filter(overdue));
                prop_assert!(!tones.contains(&Tone::FinalNotice) || tones.len() == 1);
                for line in &draft.lines {
                    prop_assert!(!is_holding(&line.invoice.holds, today), "{} is held on {today}", line.invoice.id);
                    let known_since = line.invoice.issued_on.max(line.invoice.arrived_on);
                    prop_assert!(today > known_since + Days::new(4) || line.stages == [stage("due_today")]);
                    prop_assert!(!line.stages.contains(&stage("final_notice")) || !line.invoice.approvals.is_empty());
                    let has_decision = plan.decisions.iter().any(|(invoice, decision)| {
                        *invoice == line.invoice.id && matches!(decision, Decision::Remind(_))
                    });
                    prop_assert!(has_decision);
                }
            } else {
                prop_assert!(!plan.decisions.iter().any(|(_, decision)| matches!(decision, Decision::Remind(_))));
            }
            record(&mut ledger, &plan, &fates);
        }
        let reached: Vec<NaiveDate> = ledger.letters.iter().filter(|letter| letter.state.counts_as_reached()).map(|letter| letter.id.day).collect();
        for (days, at_most) in [(2, 1), (7, 2), (30, 6)] {
            for first in &reached {
                let within = reached.iter().filter(|day| *first <= **day && **day < *first + Days::new(days)).count();
                prop_assert!(within <= at_most, "{within} letters in {days} days from {first}");
            }
        }
        let mut told = BTreeMap::<(&InvoiceId, &StageName), u32>::new();
        for letter in ledger.letters.iter().filter(|letter| letter.state.counts_as_reached()) {
            for line in &letter.lines {
                for stage in &line.stages {
                    *told.entry((&line.invoice, stage)).or_default() += 1;
                }
            }
        }
        prop_assert!(told.values().all(|times| *times == 1), "{told:?}");
    }

    /// Nothing is forgotten: what has not ended has a next day, and in the end every ladder is done, held by a person,
    /// or waits for a person.
    #[test]
    fn every_ladder_ends_or_waits_for_a_person(book in books(), in_force in policies()) {
        let mut ledger = book;
        let mut last = None;
        let mut next = Some(after(FIRST_DAY));
        let end = after(FIRST_DAY) + Days::new(500);
        while let Some(today) = next.filter(|today| *today < end) {
            let plan = plan(&ledger, &in_force, today);
            live(&mut ledger, &plan);
            next = plan.next;
            last = Some(plan);
        }
        for (invoice, decision) in last.unwrap().decisions {
            let is_settled = match &decision {
                Decision::Stop(Stopped::HandedOver) => ledger.tasks.iter().any(|task| {
                    task.kind == dunning::task::TaskKind::HandOver && task.subject == invoice.to_string()
                }),
                Decision::Stop(_)
                | Decision::Wait { why: Waiting::NotApproved(_) | Waiting::NoContact(_) | Waiting::Held(_), .. } => true,
                _ => false,
            };
            prop_assert!(is_settled, "{invoice}: {decision}");
        }
    }
}

fn tone(policy: &Policy, stage: &StageName) -> Option<Tone> {
    match policy.stage(stage)?.action {
        Action::Letter(tone) => Some(tone),
        Action::Task(_) => None,
    }
}
