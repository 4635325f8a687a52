//! A person asks for a letter now: when it may leave, by the rules that every letter keeps.
//!
//! Nothing is decided here that the sweep would decide otherwise. What a person may change is that nobody waits for the
//! sweep, and, while the customer's window is open, that nobody waits for the minute. The sending decides again, meets
//! the suppression list, and claims, as for every letter.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};

use crate::decide::Decision;
use crate::flow::wake::pick;
use crate::invoice::InvoiceId;
use crate::ledger::Ledger;
use crate::message::{Pick, PlannedLetter};
use crate::plan::{Draft, plan};
use crate::ports::InForce;
use crate::residence::Residence;
use crate::timing::{first_day_ahead, minute, opening};

/// No letter leaves in a minute that is a multiple of this.
const ROUND_MINUTES: u32 = 5;

/// When a customer's next letter may leave.
#[derive(Clone, Debug)]
pub enum Departure {
    /// The customer's window is open: at once, but in no round minute.
    Now(Box<Draft>, PlannedLetter),
    /// In this minute, the first that is permitted.
    Then(Box<Draft>, Pick, DateTime<Utc>),
    /// The letter of that day has left, or may have.
    Gone(NaiveDate),
    /// No letter is due on the first day that lies ahead; why, invoice by invoice.
    Nothing(NaiveDate, Vec<(InvoiceId, Decision)>),
    /// There is no day ahead (the calendar ends).
    Never,
}

/// The first moment at which a letter to the customer may leave. Pure.
pub fn departure(ledger: &Ledger, in_force: &InForce, now: DateTime<Utc>) -> Departure {
    let zone = Residence::of(&ledger.account, &in_force.creditor).zone;
    let window = in_force.policy_of(&ledger.account).window;
    let soonest = unround(now);
    let Some(day) = first_day_ahead(soonest, window, zone) else {
        return Departure::Never;
    };
    let is_gone = |letter: &crate::letter::Letter| letter.id.day == day && letter.state.counts_as_reached();
    if ledger.letters.iter().any(is_gone) {
        return Departure::Gone(day);
    }
    let day_plan = plan(ledger, in_force, day);
    let Some(draft) = day_plan.letter else {
        return Departure::Nothing(day, day_plan.decisions);
    };
    let pick = pick(draft.id.clone(), &ledger.account, in_force, now);
    if opening(day, window, zone).is_some_and(|opening| opening.contains(soonest)) {
        let planned = PlannedLetter {
            letter: draft.id.clone(),
            at: soonest,
            zone,
            picked_at: now,
        };
        return Departure::Now(Box::new(draft), planned);
    }
    match minute(&pick.letter, window, zone) {
        Some(at) => Departure::Then(Box::new(draft), pick, at),
        None => Departure::Never,
    }
}

/// Now; in a minute that is a multiple of five, the beginning of the next one.
fn unround(now: DateTime<Utc>) -> DateTime<Utc> {
    if !now.minute().is_multiple_of(ROUND_MINUTES) {
        return now;
    }
    let into_minute = TimeDelta::seconds(i64::from(now.second()));
    now.checked_sub_signed(into_minute)
        .and_then(|minute| minute.checked_add_signed(TimeDelta::minutes(1)))
        .unwrap_or(now)
}
