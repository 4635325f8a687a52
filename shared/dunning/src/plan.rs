//! A customer's day: every invoice's decision, the one letter that comes of them, and what a person is asked.

mod bundle;
mod draft;
mod enclosures;
mod questions;

pub use draft::{Draft, DraftLine};
pub use questions::Question;
pub(crate) use questions::first_mark;

use chrono::NaiveDate;

use crate::decide::{Case, Decision, Waiting, days_after, decide};
use crate::invoice::{Invoice, InvoiceId};
use crate::ledger::Ledger;
use crate::ports::InForce;

/// When nothing changes by itself any more while something is open (handed over, too little, every stage reached), the
/// account is looked at again after so many days all the same: the rules may have changed, and nothing is forgotten.
pub const LOOK_AGAIN_AFTER_DAYS: u64 = 90;

/// What a customer's day brings. Pure: asked by the sweep, asked again in the minute of sending, asked by
/// `dunlin plan` for days to come.
#[derive(Clone, Debug)]
pub struct DayPlan {
    /// Every open invoice's decision, with what the account's other invoices and letters do to it.
    pub decisions: Vec<(InvoiceId, Decision)>,
    /// The one letter of the day.
    pub letter: Option<Draft>,
    /// What a person is asked, now.
    pub questions: Vec<Question>,
    /// The next day after this one on which anything may change; none if nothing is open or waits.
    pub next: Option<NaiveDate>,
}

/// Plans one of the customer's civil days.
pub fn plan(ledger: &Ledger, in_force: &InForce, today: NaiveDate) -> DayPlan {
    let mut decisions: Vec<(&Invoice, Decision)> = ledger
        .invoices
        .iter()
        .map(|invoice| (invoice, decide(&case(ledger, in_force, invoice), today)))
        .collect();
    let letter = bundle::bundle(ledger, in_force, today, &mut decisions);
    let (questions, next_question) = questions::questions(ledger, in_force, today);
    let next_decision = decisions.iter().filter_map(|(_, decision)| match decision {
        // Reminded today; or, if the letter does not leave, decided again tomorrow.
        Decision::Remind(_) => Some(days_after(today, 1)),
        Decision::Wait { until, .. } => Some((*until).max(days_after(today, 1))),
        Decision::Stop(_) => None,
    });
    let look_again = (!ledger.invoices.is_empty()).then(|| days_after(today, LOOK_AGAIN_AFTER_DAYS));
    let next = next_decision.chain(next_question).min().or(look_again);
    let decisions = decisions
        .into_iter()
        .map(|(invoice, decision)| (invoice.id.clone(), decision))
        .collect();
    DayPlan {
        decisions,
        letter,
        questions,
        next,
    }
}

pub(crate) fn case<'a>(ledger: &'a Ledger, in_force: &'a InForce, invoice: &'a Invoice) -> Case<'a> {
    Case::new(invoice, &ledger.account, &ledger.letters, in_force)
}

/// Turns a reminder into a wait; decisions that are no reminder stay.
fn make_wait(
    decision: &mut Decision,
    why: impl FnOnce(crate::stage::StageName) -> Waiting,
    until: NaiveDate,
) {
    if let Decision::Remind(stage) = decision {
        *decision = Decision::Wait {
            why: why(stage.clone()),
            until,
        };
    }
}
