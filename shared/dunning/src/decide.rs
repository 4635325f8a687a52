//! The heart: whether an invoice deserves a reminder on a day, and which. Total and pure.
//!
//! ```text
//! decide(invoice, account, policy, today) -> Remind(stage) | Wait(why, until) | Stop(why)
//! ```
//!
//! Asked by `sweep`, asked again by `send`. Silence has a reason, always.

mod friendly;
mod history;
mod overdue;
mod reason;
mod sending_day;

pub use history::History;
pub(crate) use overdue::counted_due;
pub use overdue::{last_day_to_pay, payments_are_stale, reached_on};
pub use reason::{Decision, Stopped, Waiting};

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::account::Account;
use crate::calendar::{BusinessDays, Region};
use crate::hold::{Hold, HoldState};
use crate::invoice::Invoice;
use crate::letter::Letter;
use crate::policy::{Policy, Stage};
use crate::ports::InForce;
use crate::residence::Residence;
use crate::retention::is_too_old_to_remind;

/// What a decision about one invoice is made from, the day apart.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The invoice.
    pub invoice: &'a Invoice,
    /// Whose it is.
    pub account: &'a Account,
    /// The account's letters.
    pub letters: &'a [Letter],
    /// Creditor, policy, and how fresh the payment data is.
    pub in_force: &'a InForce,
    /// None if the invoice, or its customer, names one that is not there.
    named_policy: Option<&'a Policy>,
    /// The customer's, by the policy's calendar.
    business_days: BusinessDays<'a>,
}

impl<'a> Case<'a> {
    /// Finds what every question about the case comes back to: its policy, and the customer's business days.
    pub fn new(
        invoice: &'a Invoice,
        account: &'a Account,
        letters: &'a [Letter],
        in_force: &'a InForce,
    ) -> Self {
        let named_policy = in_force.policy_for(invoice, account);
        let policy = named_policy.unwrap_or(&in_force.policy);
        Self {
            invoice,
            account,
            letters,
            in_force,
            named_policy,
            business_days: policy
                .calendar
                .of(Residence::region_of(account, &in_force.creditor)),
        }
    }

    /// The policy that the invoice is under; the creditor's ordinary one where that is not there, for nothing is sent
    /// then anyway.
    pub fn policy(&self) -> &'a Policy {
        self.named_policy.unwrap_or(&self.in_force.policy)
    }

    /// Whose business days count.
    pub fn region(&self) -> Region {
        Residence::region_of(self.account, &self.in_force.creditor)
    }

    /// Holds on the invoice and on the whole customer.
    pub fn holds(&self) -> impl Iterator<Item = &Hold> {
        self.account.holds.iter().chain(&self.invoice.holds)
    }

    /// Whether the stage waits for a person's yes.
    fn lacks_approval(&self, stage: &Stage) -> bool {
        stage.needs_approval && !self.invoice.approvals.contains(&stage.name)
    }

    /// The business day from which a person's yes comes too late for the stage; none before anybody was asked.
    fn approval_lapses_on(&self, stage: &Stage, reached: NaiveDate) -> Option<NaiveDate> {
        let mark = approval_mark(stage);
        let asked = self.invoice.raised.iter().find(|raised| raised.what == mark)?;
        let days = u64::from(self.policy().approval_within_days) + 1;
        let day = days_after(reached.max(asked.on), days);
        Some(self.business_days.next_open(day))
    }

    /// Whether the invoice is so new on a day that this stage must not speak of it; the due date's own may.
    pub(crate) fn is_too_new_for(&self, stage: &Stage, on: NaiveDate) -> bool {
        on < self.first_letter_day() && !stage.is_on_due()
    }

    /// The first day on which a letter may speak of this invoice: the day of its issue or arrival, whichever is
    /// later, and some days after it see none.
    fn first_letter_day(&self) -> NaiveDate {
        let known_since = self.invoice.issued_on.max(self.invoice.arrived_on);
        days_after(known_since, u64::from(self.policy().new_invoice_quiet_days) + 1)
    }
}

/// Decides about one invoice for one of the customer's civil days.
///
/// What the account's other letters and invoices do to it (one letter a day, gaps, bundling) is decided after this,
/// by [`crate::plan`].
pub fn decide(case: &Case<'_>, today: NaiveDate) -> Decision {
    match by_the_ladder(case, today) {
        Decision::Remind(_) if is_too_old_to_remind(case.invoice.arrived_on, today) => {
            Decision::Stop(Stopped::TooOld)
        }
        decision => decision,
    }
}

fn by_the_ladder(case: &Case<'_>, today: NaiveDate) -> Decision {
    if let Some(stopped) = stopped(case) {
        return Decision::Stop(stopped);
    }
    if case.named_policy.is_none() {
        return Decision::Wait {
            why: Waiting::NoSuchPolicy,
            until: days_after(today, crate::hold::ASK_AGAIN_AFTER_DAYS),
        };
    }
    let Some(due_on) = case.invoice.due_on else {
        return Decision::Wait {
            why: Waiting::NoDueDate,
            until: days_after(today, crate::hold::ASK_AGAIN_AFTER_DAYS),
        };
    };
    if let Some(held) = held(case, today) {
        return held;
    }
    let history = History::of(case);
    if today <= due_on
        && let Some(decision) = friendly::decide(case, &history, due_on, today)
    {
        return decision;
    }
    overdue::decide(case, &history, due_on, today)
}

/// The mark that a person was asked to approve a stage.
pub(crate) fn approval_mark(stage: &Stage) -> String {
    format!("approve {}", stage.name)
}

fn stopped(case: &Case<'_>) -> Option<Stopped> {
    let open = case.invoice.open();
    if let Some(reason) = case.invoice.never_reminded {
        return Some(Stopped::NeverReminded(reason));
    }
    if open.amount <= Decimal::ZERO {
        return Some(Stopped::Paid);
    }
    case.policy()
        .is_below_notice(open)
        .then_some(Stopped::BelowNotice)
}

/// The hold that lasts longest, if any holds today.
fn held(case: &Case<'_>, today: NaiveDate) -> Option<Decision> {
    let region = case.region();
    case.holds()
        .filter_map(|hold| match hold.on(today, &case.policy().calendar, region) {
            HoldState::Holding { ask_again } => Some((ask_again, hold.kind)),
            HoldState::Over | HoldState::Unkept => None,
        })
        .max_by_key(|(ask_again, _)| *ask_again)
        .map(|(until, kind)| Decision::Wait {
            why: Waiting::Held(kind),
            until,
        })
}

/// The day `days` after; saturates at the last day that a date can hold.
pub(crate) fn days_after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The day `days` before; saturates at the first day that a date can hold.
pub(crate) fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}
