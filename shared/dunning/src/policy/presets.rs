//! The ladders that ship.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Action, Anchor, AttachesInvoice, ContactLimits, Offset, PaymentData, Policy, Side, Stage, Unit};
use crate::calendar::Calendar;
use crate::charges::ChargeTerms;
use crate::message::Window;
use crate::stage::{StageName, Tone};
use crate::task::TaskKind;

impl Policy {
    /// The names of the presets.
    pub const PRESETS: [&'static str; 3] = ["standard", "gentle", "collections"];

    /// A preset by name.
    pub fn preset(name: &str) -> Option<Self> {
        match name {
            "standard" => Some(Self::standard()),
            "gentle" => Some(Self::gentle()),
            "collections" => Some(Self::collections()),
            _ => None,
        }
    }

    /// From a friendly word a week before to the hand-over.
    pub fn standard() -> Self {
        let early_late = || after_stage("early_late");
        Self::with_ladder(
            vec![
                letter(Tone::HeadsUp, [days(7).before_due()]),
                letter(Tone::Upcoming, [days(3).before_due()]),
                letter(Tone::DueToday, [days(0).after(Anchor::Due)]),
                task("follow_up", TaskKind::FollowUp, days(1).after(Anchor::Due)),
                letter(Tone::EarlyLate, [business_days(3).after(Anchor::Due)]),
                letter(Tone::LateLate, [business_days(3).after(early_late())]),
                letter(
                    Tone::SecondNotice,
                    [
                        days(14).after(early_late()),
                        days(7).after(after_stage("late_late")),
                    ],
                ),
                task(
                    "call",
                    TaskKind::Call,
                    days(7).after(after_stage("second_notice")),
                ),
                approved(letter(
                    Tone::FinalNotice,
                    [days(14).after(after_stage("second_notice"))],
                )),
                hand_over(),
            ],
            Some("second_notice"),
        )
    }

    /// One friendly letter, two overdue ones.
    pub fn gentle() -> Self {
        Self::with_ladder(
            vec![
                letter(Tone::Upcoming, [days(1).before_due()]),
                letter(Tone::EarlyLate, [business_days(3).after(Anchor::Due)]),
                letter(
                    Tone::LateLate,
                    [business_days(3).after(after_stage("early_late"))],
                ),
            ],
            None,
        )
    }

    /// For debts that are late already: three letters and the hand-over.
    pub fn collections() -> Self {
        let first = Stage {
            name: stage_name("first_notice"),
            ..letter(Tone::EarlyLate, [business_days(3).after(Anchor::Due)])
        };
        Self::with_ladder(
            vec![
                first,
                letter(Tone::SecondNotice, [days(14).after(after_stage("first_notice"))]),
                approved(letter(
                    Tone::FinalNotice,
                    [days(14).after(after_stage("second_notice"))],
                )),
                hand_over(),
            ],
            Some("second_notice"),
        )
    }

    fn with_ladder(ladder: Vec<Stage>, after_broken_promise: Option<&str>) -> Self {
        Self {
            ladder,
            calendar: Calendar::new(),
            window: Window::default(),
            limits: ContactLimits {
                free_days_between: 1,
                in_7_days: 2,
                in_30_days: 6,
            },
            ignore_below: BTreeMap::new(),
            ignore_below_else: Decimal::from(5),
            payments: PaymentData::Files,
            due_moves_to_open_day: true,
            after_broken_promise: after_broken_promise.map(stage_name),
            pay_within_days: 7,
            final_pay_within_days: 15,
            part_payment_delay_business_days: 5,
            new_invoice_quiet_days: 4,
            review_after_days_overdue: 180,
            backlog_customers_per_day: 50,
            approval_within_days: 30,
            charges: ChargeTerms::default(),
            digest: true,
            weekly_report: None,
            quiet: Vec::new(),
            named: BTreeMap::new(),
        }
    }
}

/// A count on its way to an offset.
struct Count(u16, Unit);

fn days(count: u16) -> Count {
    Count(count, Unit::Days)
}

fn business_days(count: u16) -> Count {
    Count(count, Unit::BusinessDays)
}

impl Count {
    fn after(self, anchor: Anchor) -> Offset {
        Offset {
            count: self.0,
            unit: self.1,
            side: Side::After,
            anchor,
        }
    }

    fn before_due(self) -> Offset {
        Offset {
            count: self.0,
            unit: self.1,
            side: Side::Before,
            anchor: Anchor::Due,
        }
    }
}

/// The presets' own names are all well-formed (a test reads each back), so nothing is lost by the fall-back.
fn stage_name(name: &str) -> StageName {
    StageName::parse(name).unwrap_or_else(|_| unreachable!("the preset names a malformed stage"))
}

fn after_stage(name: &str) -> Anchor {
    Anchor::Stage(stage_name(name))
}

fn letter<const TIMES: usize>(tone: Tone, when: [Offset; TIMES]) -> Stage {
    Stage {
        name: stage_name(tone.name()),
        when: when.into(),
        action: Action::Letter(tone),
        slack_days: 0,
        needs_approval: false,
        attaches: AttachesInvoice::First,
        attaches_due_date: false,
        states_charges: tone >= Tone::SecondNotice,
    }
}

fn approved(stage: Stage) -> Stage {
    Stage {
        needs_approval: true,
        ..stage
    }
}

fn task(name: &str, kind: TaskKind, when: Offset) -> Stage {
    Stage {
        name: stage_name(name),
        when: vec![when],
        action: Action::Task(kind),
        slack_days: 0,
        needs_approval: false,
        attaches: AttachesInvoice::First,
        attaches_due_date: false,
        states_charges: false,
    }
}

fn hand_over() -> Stage {
    let when = business_days(3).after(Anchor::LastDayOf(stage_name("final_notice")));
    task("hand_over", TaskKind::HandOver, when)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_stands_its_own_check() {
        for name in Policy::PRESETS {
            assert!(Policy::preset(name).unwrap().check().is_ok(), "{name}");
        }
        assert_eq!(Policy::preset("none"), None);
    }

    #[test]
    fn the_standard_ladder_in_words() {
        let ladder: Vec<String> = Policy::standard()
            .ladder
            .iter()
            .map(|stage| {
                let when: Vec<_> = stage.when.iter().map(Offset::to_string).collect();
                format!("{}: {}", stage.name, when.join(", "))
            })
            .collect();
        assert_eq!(
            ladder,
            [
                "heads_up: 7 days before due",
                "upcoming: 3 days before due",
                "due_today: on due",
                "follow_up: 1 day after due",
                "early_late: 3 business days after due",
                "late_late: 3 business days after early_late",
                "second_notice: 14 days after early_late, 7 days after late_late",
                "call: 7 days after second_notice",
                "final_notice: 14 days after second_notice",
                "hand_over: 3 business days after the last day of final_notice",
            ]
        );
    }
}
