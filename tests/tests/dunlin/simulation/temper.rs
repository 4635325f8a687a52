//! How customers react to letters. A reaction follows from the letter alone, not from what else was drawn, so that it
//! stays the same when the rest of a script is left out.

use chrono::{Days, NaiveDate};
use dunning::answer::{Answer, DisputeReason};
use fastrand::Rng;

use super::script::Temper;

/// What a customer does about a letter, days later.
#[derive(Clone, Debug)]
pub(crate) enum Reaction {
    /// Pays each invoice of the letter, by number; the same statement may come twice, and somebody at the creditor's
    /// may have seen the money before.
    PaysAll {
        after_days: u32,
        twice: bool,
        is_seen_before: bool,
    },
    /// Pays the first invoice, in part.
    PaysPart { after_days: u32, percent: i64 },
    /// Pays the first invoice and names nothing.
    PaysUnnamed { after_days: u32 },
    /// Pays some sum for nothing in particular.
    PaysSomething { after_days: u32, cents: i64 },
    /// Pays the first invoice, and the money goes back.
    PaysAndTakesBack { after_days: u32, back_after_days: u32 },
    /// Answers on the page.
    Answers { after_hours: i64, answer: Answer },
}

/// The reactions to a customer's letter of a day.
pub(crate) fn reactions(seed: u64, customer: u32, temper: Temper, day: NaiveDate) -> Vec<Reaction> {
    let days = u64::from(chrono::Datelike::num_days_from_ce(&day).unsigned_abs());
    let mut dice = Rng::with_seed(seed ^ (u64::from(customer) << 40) ^ (days << 16));
    let temper = match temper {
        Temper::Changes => {
            [Temper::Pays, Temper::Muddles, Temper::Promises, Temper::Disputes][dice.usize(0..4)]
        }
        other => other,
    };
    let after_days = dice.u32(0..12);
    let after_hours = dice.i64(1..60);
    let pays = Reaction::PaysAll {
        after_days,
        twice: dice.u32(0..4) == 0,
        is_seen_before: dice.u32(0..4) == 0,
    };
    let answers = |answer| Reaction::Answers { after_hours, answer };
    match (temper, dice.u32(0..10)) {
        (Temper::Ignores, _) | (_, 0..4) => Vec::new(),
        (Temper::Pays, _) => vec![pays],
        (Temper::Muddles, 4) => vec![Reaction::PaysPart {
            after_days,
            percent: dice.i64(5..95),
        }],
        (Temper::Muddles, 5 | 6) => vec![Reaction::PaysUnnamed { after_days }],
        (Temper::Muddles, 7) => vec![Reaction::PaysSomething {
            after_days,
            cents: dice.i64(100..30_000),
        }],
        (Temper::Muddles, 8) => {
            vec![Reaction::PaysAndTakesBack {
                after_days,
                back_after_days: dice.u32(1..20),
            }]
        }
        (Temper::Muddles, _) => vec![pays],
        (Temper::Promises, roll) => {
            let ahead = dice.u64(4..25);
            let promise = answers(Answer::WillPay {
                on: day + Days::new(ahead),
            });
            let keeps = Reaction::PaysAll {
                after_days: dice.u32(0..4),
                twice: false,
                is_seen_before: false,
            };
            if roll < 7 {
                vec![promise, keeps]
            } else {
                vec![promise]
            }
        }
        (Temper::Disputes | Temper::Changes, 4 | 5) => {
            vec![
                answers(Answer::Paid {
                    on: None,
                    reference: String::new(),
                }),
                pays,
            ]
        }
        (Temper::Disputes | Temper::Changes, 6 | 7) => vec![answers(Answer::Paid {
            on: Some(day),
            reference: "by transfer".into(),
        })],
        (Temper::Disputes | Temper::Changes, 8) => {
            vec![answers(Answer::WrongPerson {
                name: "Bea".into(),
                email: None,
            })]
        }
        (Temper::Disputes | Temper::Changes, _) => {
            vec![answers(Answer::Dispute {
                reason: DisputeReason::ALL[dice.usize(0..6)],
                text: "too much".into(),
            })]
        }
    }
}
