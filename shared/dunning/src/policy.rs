//! How patient the creditor is: the ladder, the window and the limits.

mod offset;
mod presets;

pub use offset::{Anchor, MalformedOffset, Offset, Side, Unit};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::calendar::Calendar;
use crate::message::Window;
use crate::money::{Currency, Money};
use crate::stage::{StageName, Tone};
use crate::task::TaskKind;

/// One rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub name: StageName,
    /// When it is reached: at the latest of these.
    pub when: Vec<Offset>,
    /// What happens.
    pub action: Action,
    /// By how many days the preference for a weekday may move it: earlier before due, later after.
    pub slack_days: u8,
    /// Whether a person must approve it first.
    pub needs_approval: bool,
}

/// What a stage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Writes to the customer.
    Letter(Tone),
    /// Asks a person; delays no letter.
    Task(TaskKind),
}

/// Whether the creditor's payment files are the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentData {
    /// Payment files come in; overdue letters wait while they are stale.
    Files,
    /// Payments are recorded by hand; no news is good news.
    Manual,
}

/// How many letters a customer can bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactLimits {
    /// Letter-free days between two letters.
    pub free_days_between: u8,
    /// Letters in any 7 days.
    pub in_7_days: u8,
    /// Letters in any 30 days.
    pub in_30_days: u8,
}

/// Days of the year, each year, in which nothing firmer than [`Tone::LateLate`] is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietRange {
    /// Month and day on which it begins.
    pub from: (u32, u32),
    /// Month and day of its last day; before `from`: in the next year.
    pub to: (u32, u32),
}

impl QuietRange {
    /// The last day of the range that `day` lies in.
    pub fn last_day_around(&self, day: NaiveDate) -> Option<NaiveDate> {
        use chrono::Datelike;
        // A range that names 29 February is there in every year.
        let date = |year, (month, day): (u32, u32)| {
            let in_short_february = || ((month, day) == (2, 29)).then_some(28);
            NaiveDate::from_ymd_opt(year, month, day)
                .or_else(|| NaiveDate::from_ymd_opt(year, month, in_short_february()?))
        };
        (day.year().saturating_sub(1)..=day.year()).find_map(|year| {
            let first = date(year, self.from)?;
            let ends_in = if self.to < self.from {
                year.checked_add(1)?
            } else {
                year
            };
            let last = date(ends_in, self.to)?;
            (first <= day && day <= last).then_some(last)
        })
    }
}

/// A policy that was checked: whatever holds one may rely on what [`Policy::check`] asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The rungs, in order.
    pub ladder: Vec<Stage>,
    /// Business days everywhere, with the user's own closed days.
    pub calendar: Calendar,
    /// When letters leave, in the customer's time.
    pub window: Window,
    /// How many letters a customer can bear.
    pub limits: ContactLimits,
    /// Balances below this are never reminded, by currency; `ignore_below_else` for all others.
    pub ignore_below: BTreeMap<Currency, Decimal>,
    /// For currencies without a sum of their own.
    pub ignore_below_else: Decimal,
    /// Where payments come from.
    pub payments: PaymentData,
    /// Whether a due date on a closed day counts from the next business day.
    pub due_moves_to_open_day: bool,
    /// The stage that follows a broken promise once an overdue letter was sent.
    pub after_broken_promise: Option<StageName>,
    /// Days that an overdue letter gives to pay.
    pub pay_within_days: u16,
    /// Days that the final notice gives, at least.
    pub final_pay_within_days: u16,
    /// Business days by which a part payment delays the next stage.
    pub part_payment_delay_business_days: u16,
    /// The day of issue or arrival, and so many days after it, see no letter.
    pub new_invoice_quiet_days: u16,
    /// Invoices further overdue than this when they arrive go to review.
    pub review_after_days_overdue: u16,
    /// Times in which nothing firm is sent.
    pub quiet: Vec<QuietRange>,
}

/// What can't be in a policy.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum PolicyError {
    #[error("the ladder has no stage: name at least one, or a preset")]
    NoStage,
    #[error("stage {0} is there twice: give each a name of its own")]
    Twice(StageName),
    #[error("stage {stage} is measured from {anchor}, which is not an earlier stage of the ladder")]
    UnknownAnchor { stage: StageName, anchor: StageName },
    #[error("stage {0} has no time: say when, such as “3 business days after due”")]
    NoTime(StageName),
    #[error("stage {0} is “before” another stage: only “due” can be counted back from")]
    BeforeStage(StageName),
    #[error("letter stage {stage} comes before {predecessor}, which stands above it")]
    OutOfOrder {
        stage: StageName,
        predecessor: StageName,
    },
    #[error("after_broken_promise names {0}, which is no letter stage of the ladder")]
    UnknownBrokenPromiseStage(StageName),
    #[error("final_pay_within_days is {0}: the last letter gives at least 15 days")]
    FinalTooShort(u16),
    #[error("stage {0} speaks of late money but stands before due, or the other way round")]
    ToneAgainstTime(StageName),
    #[error("limits must allow at least one letter in 7 days")]
    NoLetterAllowed,
}

impl Policy {
    /// The stage of that name.
    pub fn stage(&self, name: &StageName) -> Option<&Stage> {
        self.ladder.iter().find(|stage| &stage.name == name)
    }

    /// Whether so little is open that no reminder is worth it.
    pub fn is_below_notice(&self, open: Money) -> bool {
        open.amount
            < self
                .ignore_below
                .get(&open.currency)
                .copied()
                .unwrap_or(self.ignore_below_else)
    }

    /// Checks what must hold for the ladder to make sense.
    ///
    /// # Errors
    /// The first [`PolicyError`] from the top.
    pub fn check(self) -> Result<Self, PolicyError> {
        if self.ladder.is_empty() {
            return Err(PolicyError::NoStage);
        }
        if self.limits.in_7_days == 0 || self.limits.in_30_days == 0 {
            return Err(PolicyError::NoLetterAllowed);
        }
        if self.final_pay_within_days < 15 {
            return Err(PolicyError::FinalTooShort(self.final_pay_within_days));
        }
        for (index, stage) in self.ladder.iter().enumerate() {
            self.check_stage(stage, self.ladder.get(..index).unwrap_or_default())?;
        }
        if let Some(name) = &self.after_broken_promise {
            let is_letter = |stage: &Stage| matches!(stage.action, Action::Letter(tone) if tone.is_overdue());
            if !self.stage(name).is_some_and(is_letter) {
                return Err(PolicyError::UnknownBrokenPromiseStage(name.clone()));
            }
        }
        Ok(self)
    }

    fn check_stage(&self, stage: &Stage, above: &[Stage]) -> Result<(), PolicyError> {
        if above.iter().any(|other| other.name == stage.name) {
            return Err(PolicyError::Twice(stage.name.clone()));
        }
        if stage.when.is_empty() {
            return Err(PolicyError::NoTime(stage.name.clone()));
        }
        for offset in &stage.when {
            if let Anchor::Stage(anchor) | Anchor::LastDayOf(anchor) = &offset.anchor {
                if !above.iter().any(|other| &other.name == anchor) {
                    return Err(PolicyError::UnknownAnchor {
                        stage: stage.name.clone(),
                        anchor: anchor.clone(),
                    });
                }
                if offset.side == Side::Before {
                    return Err(PolicyError::BeforeStage(stage.name.clone()));
                }
            }
        }
        let Action::Letter(tone) = stage.action else {
            return Ok(());
        };
        if tone.is_overdue() != stage.is_after_due() {
            return Err(PolicyError::ToneAgainstTime(stage.name.clone()));
        }
        let letter_above = above
            .iter()
            .rev()
            .find(|other| matches!(other.action, Action::Letter(_)));
        match letter_above {
            Some(predecessor) if stage.typical_days(self) <= predecessor.typical_days(self) => {
                Err(PolicyError::OutOfOrder {
                    stage: stage.name.clone(),
                    predecessor: predecessor.name.clone(),
                })
            }
            _ => Ok(()),
        }
    }
}

impl Stage {
    /// Whether the stage speaks of late money: any of its times lies after the due date.
    pub fn is_after_due(&self) -> bool {
        self.when.iter().any(|offset| match offset.anchor {
            Anchor::Due => offset.side == Side::After && offset.count > 0,
            Anchor::Stage(_) | Anchor::LastDayOf(_) => true,
        })
    }

    /// Days from due in an ordinary week, to compare stages; a business day counts 7/5 of a day.
    fn typical_days(&self, policy: &Policy) -> Decimal {
        let days = |offset: &Offset| {
            let count = Decimal::from(offset.count);
            let count = match offset.unit {
                Unit::Days => count,
                Unit::BusinessDays => count * Decimal::new(14, 1),
            };
            match (&offset.anchor, offset.side) {
                (Anchor::Due, Side::Before) => -count,
                (Anchor::Due, Side::After) => count,
                (Anchor::Stage(name), _) => {
                    policy
                        .stage(name)
                        .map_or(Decimal::ZERO, |stage| stage.typical_days(policy))
                        + count
                }
                (Anchor::LastDayOf(name), _) => {
                    let sent = policy
                        .stage(name)
                        .map_or(Decimal::ZERO, |stage| stage.typical_days(policy));
                    sent + Decimal::from(policy.final_pay_within_days) + count
                }
            }
        };
        self.when.iter().map(days).max().unwrap_or_default()
    }
}
