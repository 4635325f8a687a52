//! `policy.toml`: a preset, and what this creditor does differently.

mod charges;
mod stages;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;

use dunning::policy::{PaymentData, Policy, PolicyName};
use serde::Deserialize;
use toml::Spanned;

use self::charges::Charges;
use self::stages::Rung;
use self::values::{ClosedDay, Limits, Quiet, WindowTimes};
use super::{line_of, read_toml};
use crate::content::Format;
use crate::refusal::{Place, Refusal};

/// The file, and each of its named policies: those may say all that is not the creditor's as a whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The ladder to begin with: `"standard"`, `"gentle"` or `"collections"`. Left out: `"standard"`.
    preset: Option<Spanned<String>>,
    /// Whether letters may move to a better weekday: up to 2 days earlier before due, 3 later after. `false`.
    prefer_best_weekdays: Option<bool>,
    /// `"files"`: overdue letters wait until your payment files reach the last business day but one. `"manual"`:
    /// you note payments by hand, and no news is good news. `"files"`.
    payments: Option<Spanned<Payments>>,
    /// When letters leave, in the customer's own time. `{ opens = "05:00", closes = "06:00" }`.
    window: Option<Spanned<WindowTimes>>,
    /// How many letters a customer can bear.
    limits: Option<Limits>,
    /// Open balances below this are never worth a letter, by currency; `else` for all others. `{ else = "5" }`.
    ignore_below: Option<Spanned<BTreeMap<String, String>>>,
    /// Whether a due date on a closed day counts from the next business day. `true`.
    due_moves_to_open_day: Option<bool>,
    /// The letter stage that follows a broken promise once an overdue letter was sent. The preset's; with a ladder
    /// of your own, none.
    after_broken_promise: Option<Spanned<String>>,
    /// Days that an overdue letter gives to pay. `7`.
    pay_within_days: Option<u16>,
    /// Days that the final notice gives, 15 at least. `15`.
    final_pay_within_days: Option<u16>,
    /// Business days by which a part payment delays the next stage. `5`.
    part_payment_delay_business_days: Option<u16>,
    /// The day of issue or arrival, and so many days after it, see no letter. `4`.
    new_invoice_quiet_days: Option<u16>,
    /// Invoices further overdue than this when they arrive wait for a person's review. `180`.
    review_after_days_overdue: Option<u16>,
    /// Days that a stage waits for your approval; then the invoice is handed over to a person. `30`.
    approval_within_days: Option<u16>,
    /// Debts that were overdue when they arrived: so many customers a day begin to hear of them. `50`.
    backlog_customers_per_day: Option<u16>,
    /// When the original invoice goes with a letter: `"first"` (with the first overdue one), `"always"` or
    /// `"never"`. `"first"`.
    attach_invoice: Option<Spanned<String>>,
    /// Whether letters before the due date bring it as an entry for the customer's calendar. `false`.
    attach_due_date: Option<bool>,
    /// Whether each account manager gets one mail a day, if there is something to say; for the whole file only.
    /// `true`.
    digest: Option<Spanned<bool>>,
    /// The weekday whose digest also sums up, for each account manager, the days since the last such sums: `"monday"`.
    /// They begin with the day after the last digest without them; for the whole file only. None.
    weekly_report: Option<Spanned<String>>,
    /// What lateness costs businesses and public bodies; consumers never pay any of it. Nothing.
    charges: Option<Spanned<Charges>>,
    /// Times in which nothing firmer than late_late is sent. None.
    #[serde(default)]
    quiet: Vec<Spanned<Quiet>>,
    /// Closed days beyond the public holidays: `"2026-12-24"`, or `{ day = "2026-11-09", region = "ES-MD" }`. None.
    #[serde(default)]
    closed_days: Vec<Spanned<ClosedDay>>,
    /// A ladder of your own, which replaces the preset's: `[[stage]]` tables, in order.
    #[serde(default)]
    stage: Vec<Spanned<Rung>>,
    /// Policies for some customers or invoices, by name: `[policies.key-accounts]`, with the fields of this page but
    /// `payments`, `digest`, `weekly_report` and `closed_days`, which hold for every customer. Named as `reminder_policy`
    /// in the customer directory or the invoice file. The presets need no writing out.
    #[serde(default)]
    policies: BTreeMap<Spanned<String>, Self>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Payments {
    Files,
    Manual,
}

/// Reads a policy file: the preset it names (`standard` if none), with whatever else it says in place of the
/// preset's; `[[stage]]` tables replace the whole ladder. `[policies.<name>]` are policies for some customers or
/// invoices; what they leave out is as the file says above, except that a preset of their own brings its ladder.
/// The presets themselves may be named without being written out.
///
/// # Errors
/// A [`Refusal`] that names the line and says what would be right.
pub fn read_policy(text: &str) -> Result<Policy, Refusal> {
    let file: File = read_toml(text, Format::Policy)?;
    let at = |start: usize| line_of(text, start);
    let mut policy = file.applied_to(Policy::standard(), at)?;
    let mut named = BTreeMap::new();
    for preset in Policy::PRESETS {
        if let (Ok(name), Some(preset)) = (PolicyName::parse(preset), Policy::preset(preset)) {
            named.insert(name, with_ladder_of(&policy, preset));
        }
    }
    for (name, file) in &file.policies {
        let place = || at(name.span().start);
        let said = PolicyName::parse(name.get_ref())
            .map_err(|error| refuse(place(), "policies", error.to_string()))?;
        if said.is_default() {
            let message = "“default” is the policy above: give this one another name";
            return Err(refuse(place(), "policies", message.to_owned()));
        }
        file.says_nothing_of_the_creditor(name.get_ref(), at)?;
        named.insert(said, file.applied_to(policy.clone(), at)?);
    }
    policy.named = named;
    policy
        .check()
        .map_err(|error| Refusal::of_file(error.to_string()).taken_for(Format::Policy))
}

/// A preset's ladder, with everything else as the creditor has it.
fn with_ladder_of(policy: &Policy, preset: Policy) -> Policy {
    Policy {
        ladder: preset.ladder,
        after_broken_promise: preset.after_broken_promise,
        ..policy.clone()
    }
}

impl File {
    /// What the file says, in place of what `before` says.
    fn applied_to(&self, before: Policy, at: impl Fn(usize) -> Place + Copy) -> Result<Policy, Refusal> {
        let mut policy = match &self.preset {
            Some(name) => with_ladder_of(&before, preset(name, at)?),
            None => before,
        };
        if !self.stage.is_empty() {
            let rungs = self.stage.iter().map(|rung| rung.get_ref().stage(at));
            policy.ladder = rungs.collect::<Result<_, _>>()?;
            policy.after_broken_promise = None;
        }
        if let Some(name) = &self.after_broken_promise {
            policy.after_broken_promise = Some(stages::stage_name(name, at)?);
        }
        match self.prefer_best_weekdays {
            Some(true) => policy = policy.preferring_best_weekdays(),
            Some(false) => policy.ladder.iter_mut().for_each(|stage| stage.slack_days = 0),
            None => {}
        }
        if let Some(times) = &self.window {
            policy.window = values::window(times, at)?;
        }
        if let Some(sums) = &self.ignore_below {
            values::ignore_below(&mut policy, sums, at)?;
        }
        for range in &self.quiet {
            policy.quiet.push(values::quiet(range, at)?);
        }
        for day in &self.closed_days {
            values::close(&mut policy.calendar, day, at)?;
        }
        if let Some(payments) = &self.payments {
            policy.payments = match payments.get_ref() {
                Payments::Files => PaymentData::Files,
                Payments::Manual => PaymentData::Manual,
            };
        }
        if let Some(digest) = &self.digest {
            policy.digest = *digest.get_ref();
        }
        if let Some(weekday) = &self.weekly_report {
            policy.weekly_report = Some(values::weekday(weekday, at)?);
        }
        if let Some(limits) = &self.limits {
            policy.limits = limits.or(policy.limits);
        }
        set(&mut policy.due_moves_to_open_day, self.due_moves_to_open_day);
        set(&mut policy.pay_within_days, self.pay_within_days);
        set(&mut policy.final_pay_within_days, self.final_pay_within_days);
        set(
            &mut policy.part_payment_delay_business_days,
            self.part_payment_delay_business_days,
        );
        set(&mut policy.new_invoice_quiet_days, self.new_invoice_quiet_days);
        set(
            &mut policy.review_after_days_overdue,
            self.review_after_days_overdue,
        );
        set(&mut policy.approval_within_days, self.approval_within_days);
        set(
            &mut policy.backlog_customers_per_day,
            self.backlog_customers_per_day,
        );
        if let Some(said) = &self.attach_invoice {
            let attaches = stages::attaches(said, at)?;
            policy
                .ladder
                .iter_mut()
                .for_each(|stage| stage.attaches = attaches);
        }
        if let Some(attaches) = self.attach_due_date {
            for stage in policy.ladder.iter_mut() {
                stage.attaches_due_date = attaches && stage.is_letter_before_due();
            }
        }
        if let Some(charges) = &self.charges {
            policy.charges = charges.get_ref().terms(at(charges.span().start), at)?;
        }
        Ok(policy)
    }

    /// Payment files, digests and closed days are the creditor's, whoever the customer is.
    fn says_nothing_of_the_creditor(
        &self,
        name: &str,
        at: impl Fn(usize) -> Place + Copy,
    ) -> Result<(), Refusal> {
        let starts = [
            ("payments", self.payments.as_ref().map(Spanned::span)),
            ("digest", self.digest.as_ref().map(Spanned::span)),
            ("weekly_report", self.weekly_report.as_ref().map(Spanned::span)),
            ("closed_days", self.closed_days.first().map(Spanned::span)),
            ("policies", self.policies.keys().next().map(Spanned::span)),
        ];
        for (key, span) in starts {
            if let Some(span) = span {
                let message = format!("holds for every customer: say it outside [policies.{name}]");
                return Err(refuse(at(span.start), key, message));
            }
        }
        Ok(())
    }
}

fn set<T: Copy>(value: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *value = said;
    }
}

fn preset(name: &Spanned<String>, at: impl Fn(usize) -> Place) -> Result<Policy, Refusal> {
    Policy::preset(name.get_ref()).ok_or_else(|| {
        let message = format!(
            "“{}” is no preset: choose {}",
            name.get_ref(),
            Policy::PRESETS.join(", ")
        );
        refuse(at(name.span().start), "preset", message)
    })
}

fn refuse(place: Place, field: &str, message: String) -> Refusal {
    Refusal::at(place, message).field(field).taken_for(Format::Policy)
}
