//! Whatever may come: invoices, letters, holds and policies, however nasty.

use std::ops::Range;

use chrono::{Days, NaiveDate};
use dunning::calendar::Region;
use dunning::hold::{Hold, HoldKind};
use dunning::invoice::{AppliedPayment, EarlierChasing, NeverReminded};
use dunning::ledger::Ledger;
use dunning::letter::LetterState;
use dunning::policy::{PaymentData, Policy, QuietDays, QuietRange};
use dunning::ports::InForce;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::book::{customer, day, in_force, invoice, letter, stage};

pub(crate) const START: &str = "2026-01-01";

pub(crate) fn after(days: u64) -> NaiveDate {
    day(START) + Days::new(days)
}

/// A day near the story, rarely one at the end of time.
pub(crate) fn days() -> BoxedStrategy<NaiveDate> {
    let ends = [
        NaiveDate::MIN,
        NaiveDate::MAX,
        day("0001-01-01"),
        day("9999-12-31"),
        day("2024-02-29"),
    ];
    prop_oneof![
        20 => (0_u64..150).prop_map(after),
        1 => prop::sample::select(ends.to_vec()),
    ]
    .boxed()
}

pub(crate) fn near(days: Range<u64>) -> impl Strategy<Value = NaiveDate> {
    days.prop_map(after)
}

fn amounts() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        10 => (1_i64..200).prop_map(Decimal::from),
        1 => prop::sample::select(vec![Decimal::ZERO, Decimal::MIN, Decimal::MAX, Decimal::new(-5, 0), Decimal::new(1, 28)]),
    ]
}

fn hold_kinds(days: impl Strategy<Value = NaiveDate> + Clone) -> impl Strategy<Value = HoldKind> {
    prop_oneof![
        days.clone().prop_map(|pay_by| HoldKind::Promise { pay_by }),
        Just(HoldKind::ClaimsPaid),
        Just(HoldKind::AwaitingReply),
        days.prop_map(|until| HoldKind::Pause { until: Some(until) }),
        prop::sample::select(vec![
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

pub(crate) fn holds(
    days: impl Strategy<Value = NaiveDate> + Clone,
    how_many: Range<usize>,
) -> impl Strategy<Value = Vec<Hold>> {
    let hold = (hold_kinds(days.clone()), days).prop_map(|(kind, since)| Hold {
        kind,
        since,
        author: "customer".into(),
        note: String::new(),
    });
    prop::collection::vec(hold, how_many)
}

fn payments(days: impl Strategy<Value = NaiveDate>) -> impl Strategy<Value = Vec<AppliedPayment>> {
    let payment = (amounts(), days).prop_map(|(amount, booked_on)| AppliedPayment {
        identity: String::new(),
        amount,
        booked_on,
    });
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(payment, 1..3)]
}

fn stage_names() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "heads_up",
        "upcoming",
        "due_today",
        "follow_up",
        "early_late",
        "late_late",
        "second_notice",
        "final_notice",
        "unheard_of",
    ])
}

fn states() -> impl Strategy<Value = LetterState> {
    let why = String::new;
    prop::sample::select(vec![
        LetterState::Claimed,
        LetterState::Sent,
        LetterState::Released { why: why() },
        LetterState::Unknown,
        LetterState::Delivered,
        LetterState::Bounced { permanent: true },
        LetterState::Bounced { permanent: false },
        LetterState::Complained,
        LetterState::Rejected { why: why() },
    ])
}

pub(crate) fn regions() -> impl Strategy<Value = Option<Region>> {
    let known = ["IT", "IL", "AE", "US-CA", "DE-BY", "JP", "IN", "NP", "CH-GE"];
    prop::option::of(prop::sample::select(known.to_vec()).prop_map(|text| Region::parse(text).unwrap()))
}

/// Policies as users write them, fresh and stale payment data, quiet times, slack.
pub(crate) fn policies() -> impl Strategy<Value = InForce> {
    let preset = prop::sample::select(Policy::PRESETS.to_vec());
    let fresh_to = prop_oneof![Just(None), days().prop_map(Some)];
    (
        preset,
        prop::bool::ANY,
        prop::bool::ANY,
        prop::option::of((1_u32..13, 1_u32..13)),
        fresh_to,
        0_u8..4,
    )
        .prop_map(|(preset, manual, moves, quiet, fresh_to, slack_days)| {
            let mut policy = Policy::preset(preset).unwrap();
            if manual {
                policy.payments = PaymentData::Manual;
            }
            policy.due_moves_to_open_day = moves;
            policy.quiet = quiet
                .map(|(from, to)| QuietRange {
                    days: QuietDays::EveryYear {
                        from: (from, 20),
                        to: (to, 29),
                    },
                    region: None,
                })
                .into_iter()
                .collect();
            for stage in &mut policy.ladder {
                stage.slack_days = slack_days.min(stage.slack_at_most());
            }
            InForce {
                payments_complete_to: fresh_to,
                ..in_force(policy)
            }
        })
}

/// One invoice, its customer, its letters, anything in it.
pub(crate) fn ledgers() -> impl Strategy<Value = Ledger> {
    let letters = prop::collection::vec((stage_names(), days(), states(), prop::option::of(days())), 0..4);
    let invoices = (
        days(),
        days(),
        prop::option::weighted(0.95, days()),
        amounts(),
        payments(days()),
    );
    let marks = (
        prop::option::weighted(0.05, prop::sample::select(NeverReminded::ALL.to_vec())),
        prop::option::weighted(0.2, (stage_names(), days())),
        prop::option::weighted(0.2, days()),
        prop::bool::ANY,
        prop::bool::weighted(0.9),
    );
    let silences = (holds(days(), 0..2), holds(days(), 0..2));
    (invoices, marks, silences, letters, regions()).prop_map(
        |(
            (issued_on, arrived_on, due_on, billed, payments),
            (never_reminded, chased, balance_as_of, approved, has_contact),
            (account_holds, invoice_holds),
            letters,
            region,
        )| {
            let mut ledger = customer("IT");
            let mut about = invoice("INV-1", START, START);
            (about.issued_on, about.arrived_on, about.payments) = (issued_on, arrived_on, payments);
            about.billed.amount = billed;
            (about.never_reminded, about.balance_as_of, about.holds) =
                (never_reminded, balance_as_of, invoice_holds);
            about.earlier_chasing = chased.map(|(name, on)| EarlierChasing {
                stage: stage(name),
                on,
            });
            about.approvals.extend(approved.then(|| stage("final_notice")));
            ledger.invoices.push(about);
            for (name, on, state, pay_by) in letters {
                let mut sent = letter(&ledger, "INV-1", START, name);
                (sent.id.day, sent.state, sent.pay_by) = (on, state, pay_by);
                ledger.letters.push(sent);
            }
            ledger.invoices[0].due_on = due_on;
            (ledger.account.region, ledger.account.holds) = (region, account_holds);
            if !has_contact {
                ledger.account.contacts.clear();
            }
            ledger
        },
    )
}
