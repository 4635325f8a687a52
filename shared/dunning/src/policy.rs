//! How patient the creditor is: the ladder, the window and the limits.

mod name;
mod offset;
mod presets;
mod quiet;

pub use name::{MalformedPolicyName, PolicyName};
pub use offset::{Anchor, MalformedOffset, Offset, Side, Unit};
pub use quiet::{QuietDays, QuietRange};

use std::collections::BTreeMap;

use chrono::Weekday;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::calendar::Calendar;
use crate::charges::ChargeTerms;
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
    /// Whether the letter carries the original invoice, where we have the file.
    pub attaches: AttachesInvoice,
    /// Whether the letter brings the due date as an entry for the customer's calendar.
    pub attaches_due_date: bool,
    /// Whether the letter states interest and compensation, if the policy charges them.
    pub states_charges: bool,
}

/// When a stage's letter carries the original invoice; else it links to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AttachesInvoice {
    /// If it is the first overdue letter about the invoice. An attachment costs more than all the rest.
    #[default]
    First,
    /// Whenever this stage is sent.
    Always,
    /// Never.
    Never,
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
    /// Customers a day that begin to hear of debts which were overdue when they arrived.
    pub backlog_customers_per_day: u16,
    /// Days that a stage waits for a person's yes; then the invoice is handed over instead.
    pub approval_within_days: u16,
    /// What lateness costs, from the stages on that state it; nothing unless the creditor says so.
    pub charges: ChargeTerms,
    /// Whether account managers get a digest.
    pub digest: bool,
    /// On which weekday the digest brings sums of the days before; none: it never does.
    pub weekly_report: Option<Weekday>,
    /// Times in which nothing firm is sent.
    pub quiet: Vec<QuietRange>,
    /// Policies for some customers or invoices, by name. Those have none of their own.
    pub named: BTreeMap<PolicyName, Policy>,
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
    #[error(
        "stage {stage} is measured from {anchor}, which may never be sent: measure it from due or from an overdue letter"
    )]
    FriendlyAnchor { stage: StageName, anchor: StageName },
    #[error(
        "stage {stage} is measured from the last day of {anchor}, but only a final notice names a last day"
    )]
    NoLastDay { stage: StageName, anchor: StageName },
    #[error("stage {0} has {1} days of slack: at most 2 before due, 3 after, and none on the due date")]
    TooMuchSlack(StageName, u8),
    #[error("stage {0} states charges, but only a letter from second_notice on may")]
    ChargesTooSoon(StageName),
    #[error("stage {0} attaches the due date, but only a letter before the due date may")]
    DueDateTooLate(StageName),
    #[error("backlog_customers_per_day is 0: nobody's turn would ever come")]
    NoBacklogTurns,
    #[error("approval_within_days is 0: a person needs at least a day to say yes")]
    NoTimeToApprove,
    #[error("weekly_report comes with the digest: leave out digest = false")]
    ReportWithoutDigest,
    #[error("in the policy {name}: {error}")]
    Named { name: PolicyName, error: Box<Self> },
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

    /// Lets every letter move to a better weekday, as far as that is allowed.
    #[must_use]
    pub fn preferring_best_weekdays(mut self) -> Self {
        for stage in &mut self.ladder {
            stage.slack_days = stage.slack_at_most();
        }
        self
    }

    /// Checks what must hold for the ladder to make sense.
    ///
    /// # Errors
    /// The first [`PolicyError`] from the top.
    pub fn check(mut self) -> Result<Self, PolicyError> {
        if self.ladder.is_empty() {
            return Err(PolicyError::NoStage);
        }
        if self.limits.in_7_days == 0 || self.limits.in_30_days == 0 {
            return Err(PolicyError::NoLetterAllowed);
        }
        if self.final_pay_within_days < 15 {
            return Err(PolicyError::FinalTooShort(self.final_pay_within_days));
        }
        if self.backlog_customers_per_day == 0 {
            return Err(PolicyError::NoBacklogTurns);
        }
        if self.approval_within_days == 0 {
            return Err(PolicyError::NoTimeToApprove);
        }
        if self.weekly_report.is_some() && !self.digest {
            return Err(PolicyError::ReportWithoutDigest);
        }
        let mut above: Vec<(&Stage, Decimal)> = Vec::with_capacity(self.ladder.len());
        for stage in &self.ladder {
            check_anchors(stage, &above)?;
            let day = stage.typical_day(&above, self.final_pay_within_days);
            check_letter(stage, day, &above)?;
            above.push((stage, day));
        }
        if let Some(name) = &self.after_broken_promise {
            let is_letter = |stage: &Stage| matches!(stage.action, Action::Letter(tone) if tone.is_overdue());
            if !self.stage(name).is_some_and(is_letter) {
                return Err(PolicyError::UnknownBrokenPromiseStage(name.clone()));
            }
        }
        for (name, policy) in std::mem::take(&mut self.named) {
            let checked = policy.check().map_err(|error| PolicyError::Named {
                name: name.clone(),
                error: Box::new(error),
            })?;
            self.named.insert(name, checked);
        }
        Ok(self)
    }
}

/// What the stage is measured from must be known by the time it comes.
fn check_anchors(stage: &Stage, above: &[(&Stage, Decimal)]) -> Result<(), PolicyError> {
    if above.iter().any(|(other, _)| other.name == stage.name) {
        return Err(PolicyError::Twice(stage.name.clone()));
    }
    if stage.when.is_empty() {
        return Err(PolicyError::NoTime(stage.name.clone()));
    }
    for offset in &stage.when {
        let (Anchor::Stage(name) | Anchor::LastDayOf(name)) = &offset.anchor else {
            continue;
        };
        let (stage_name, anchor) = (stage.name.clone(), name.clone());
        let Some((other, _)) = above.iter().find(|(other, _)| &other.name == name) else {
            return Err(PolicyError::UnknownAnchor {
                stage: stage_name,
                anchor,
            });
        };
        if offset.side == Side::Before {
            return Err(PolicyError::BeforeStage(stage_name));
        }
        // A task leaves no letter to count from. A friendly letter may lapse: a task about it lapses with it, but a
        // letter that waited for it would wait for ever.
        let is_counted_from = match (other.action, stage.action) {
            (Action::Task(_), _) => false,
            (Action::Letter(_), Action::Task(_)) => true,
            (Action::Letter(tone), Action::Letter(_)) => tone.is_overdue(),
        };
        if !is_counted_from {
            return Err(PolicyError::FriendlyAnchor {
                stage: stage_name,
                anchor,
            });
        }
        let names_last_day = other.action == Action::Letter(Tone::FinalNotice);
        if matches!(offset.anchor, Anchor::LastDayOf(_)) && !names_last_day {
            return Err(PolicyError::NoLastDay {
                stage: stage_name,
                anchor,
            });
        }
    }
    Ok(())
}

fn check_letter(stage: &Stage, day: Decimal, above: &[(&Stage, Decimal)]) -> Result<(), PolicyError> {
    if stage.attaches_due_date && !stage.is_letter_before_due() {
        return Err(PolicyError::DueDateTooLate(stage.name.clone()));
    }
    let Action::Letter(tone) = stage.action else {
        return Ok(());
    };
    if tone.is_overdue() != stage.is_after_due() {
        return Err(PolicyError::ToneAgainstTime(stage.name.clone()));
    }
    if stage.slack_days > stage.slack_at_most() {
        return Err(PolicyError::TooMuchSlack(stage.name.clone(), stage.slack_days));
    }
    if stage.states_charges && tone < Tone::SecondNotice {
        return Err(PolicyError::ChargesTooSoon(stage.name.clone()));
    }
    let is_letter = |(other, _): &&(&Stage, Decimal)| matches!(other.action, Action::Letter(_));
    match above.iter().rev().find(is_letter) {
        Some((predecessor, before)) if day <= *before => Err(PolicyError::OutOfOrder {
            stage: stage.name.clone(),
            predecessor: predecessor.name.clone(),
        }),
        _ => Ok(()),
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

    /// Whether it goes on the due date itself.
    pub fn is_on_due(&self) -> bool {
        self.when.iter().all(|offset| offset.count == 0)
    }

    /// Whether it writes while the due date still lies ahead.
    pub fn is_letter_before_due(&self) -> bool {
        matches!(self.action, Action::Letter(_)) && !self.is_after_due() && !self.is_on_due()
    }

    /// The most days by which a weekday preference may move it: earlier before due, later after, never on due.
    pub fn slack_at_most(&self) -> u8 {
        match self.action {
            Action::Letter(tone) if tone.is_overdue() => 3,
            Action::Letter(_) if !self.is_on_due() => 2,
            Action::Letter(_) | Action::Task(_) => 0,
        }
    }

    /// Days from due in an ordinary week, to compare stages; a business day counts 7/5 of a day. `above` are the
    /// stages above, with theirs.
    fn typical_day(&self, above: &[(&Self, Decimal)], final_pay_within_days: u16) -> Decimal {
        let day_of = |name: &StageName| {
            let found = above.iter().find(|(other, _)| &other.name == name);
            found.map_or(Decimal::ZERO, |(_, day)| *day)
        };
        let days = |offset: &Offset| {
            let count = Decimal::from(offset.count);
            let count = match offset.unit {
                Unit::Days => count,
                Unit::BusinessDays => count * Decimal::new(14, 1),
            };
            match (&offset.anchor, offset.side) {
                (Anchor::Due, Side::Before) => -count,
                (Anchor::Due, Side::After) => count,
                (Anchor::Stage(name), _) => day_of(name) + count,
                (Anchor::LastDayOf(name), _) => day_of(name) + Decimal::from(final_pay_within_days) + count,
            }
        };
        self.when.iter().map(days).max().unwrap_or_default()
    }
}
