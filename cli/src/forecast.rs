//! The days to come, as they will be if nobody pays and nobody answers: each day is planned as the sweep plans it,
//! on a copy of the ledger in which the letters and questions of the days before have come true.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::decide::{Decision, payments_are_stale};
use dunning::invoice::InvoiceId;
use dunning::ledger::Ledger;
use dunning::letter::LetterState;
use dunning::plan::{DayPlan, Draft, Question, plan};
use dunning::ports::InForce;
use dunning::residence::Residence;
use dunning::timing::minute;

use crate::reasons::Reasons;

/// A customer's letter to come.
#[derive(Clone, Debug)]
pub(crate) struct LetterToCome {
    /// When; none on a day that the customer's zone skips.
    pub(crate) at: Option<DateTime<Utc>>,
    /// What.
    pub(crate) draft: Draft,
}

/// A customer's days to come.
#[derive(Clone, Debug)]
pub(crate) struct Forecast {
    /// The customer's ledger, before any of it.
    pub(crate) ledger: Ledger,
    /// Where the customer lives.
    pub(crate) residence: Residence,
    /// Letters, by day.
    pub(crate) letters: Vec<LetterToCome>,
    /// Questions to a person, by day.
    pub(crate) questions: Vec<Question>,
    /// The open invoices that get no letter in all these days, each with the decision that speaks for most of them.
    pub(crate) silent: Vec<(InvoiceId, Decision)>,
}

/// Forecasts a customer's days.
pub(crate) fn forecast(
    ledger: &Ledger,
    in_force: &InForce,
    from: NaiveDate,
    to: NaiveDate,
    is_past: impl Fn(DateTime<Utc>) -> bool,
) -> Forecast {
    let residence = Residence::of(&ledger.account, &in_force.creditor);
    let mut reasons = Reasons::default();
    let (mut letters, mut questions) = (Vec::new(), Vec::new());
    walk(ledger, in_force, from, to, is_past, |_, plan, at| {
        questions.extend(plan.questions.iter().cloned());
        reasons.note(&plan.decisions);
        if let Some(draft) = &plan.letter {
            letters.push(LetterToCome {
                at,
                draft: draft.clone(),
            });
        }
    });
    let written_about = |id: &InvoiceId| {
        let lines = letters
            .iter()
            .flat_map(|letter: &LetterToCome| &letter.draft.lines);
        lines.into_iter().any(|line| &line.invoice.id == id)
    };
    let silent = ledger
        .invoices
        .iter()
        .filter(|invoice| !written_about(&invoice.id))
        .filter_map(|invoice| Some((invoice.id.clone(), reasons.foremost(&invoice.id)?)))
        .collect();
    Forecast {
        ledger: ledger.clone(),
        residence,
        letters,
        questions,
        silent,
    }
}

/// The customer's plan for one day to come, all days before it having come true; and the ledger as it is then.
pub(crate) fn day_to_come(
    ledger: &Ledger,
    in_force: &InForce,
    today: NaiveDate,
    day: NaiveDate,
) -> (Ledger, DayPlan) {
    let before = walk(
        ledger,
        in_force,
        today,
        day.pred_opt().unwrap_or(day),
        |_| false,
        |_, _, _| {},
    );
    let plan = plan(&before, Known::from(in_force, today).on(day), day);
    (before, plan)
}

fn walk(
    ledger: &Ledger,
    in_force: &InForce,
    from: NaiveDate,
    to: NaiveDate,
    is_past: impl Fn(DateTime<Utc>) -> bool,
    mut see: impl FnMut(NaiveDate, &DayPlan, Option<DateTime<Utc>>),
) -> Ledger {
    let mut ledger = ledger.clone();
    let residence = Residence::of(&ledger.account, &in_force.creditor);
    let window = in_force.policy_of(&ledger.account).window;
    let mut known = Known::from(in_force, from);
    for day in from.iter_days().take_while(|day| *day <= to) {
        let mut day_plan = plan(&ledger, known.on(day), day);
        let at = day_plan
            .letter
            .as_ref()
            .and_then(|draft| minute(&draft.id, window, residence.zone));
        if at.is_some_and(&is_past) {
            // It should have left this morning and did not; the next sweep plans it anew.
            day_plan.letter = None;
        }
        see(day, &day_plan, at);
        come_true(&mut ledger, &day_plan, at);
    }
    ledger
}

/// What is in force on the days to come. Payment data that is fresh on the first day is taken to be kept fresh; stale
/// data stays stale, and overdue letters wait for it.
struct Known {
    in_force: InForce,
    is_kept_fresh: bool,
}

impl Known {
    fn from(in_force: &InForce, day: NaiveDate) -> Self {
        Self {
            is_kept_fresh: in_force.payments_complete_to.is_some() && !payments_are_stale(in_force, day),
            in_force: in_force.clone(),
        }
    }

    /// On a day that is not before the last one asked for.
    fn on(&mut self, day: NaiveDate) -> &InForce {
        if self.is_kept_fresh {
            self.in_force.payments_complete_to = self.in_force.payments_complete_to.max(Some(day));
        }
        &self.in_force
    }
}

fn come_true(ledger: &mut Ledger, plan: &DayPlan, at: Option<DateTime<Utc>>) {
    for question in &plan.questions {
        let asked = question.raised.clone();
        match &question.invoice {
            None => ledger.account.raised.push(asked),
            Some(id) => {
                let invoice = ledger.invoices.iter_mut().find(|invoice| &invoice.id == id);
                if let Some(invoice) = invoice {
                    invoice.raised.push(asked);
                }
            }
        }
        ledger.tasks.push(question.task.clone());
    }
    if let Some(draft) = &plan.letter {
        let mut letter = draft.claim(at.unwrap_or_default());
        letter.state = LetterState::Delivered;
        ledger.letters.push(letter);
    }
}

#[cfg(test)]
pub(crate) mod tests;
