//! After a change: when to look at the account again, and whether a letter is due before the next sweep would see it.

use chrono::{DateTime, NaiveDate, Utc};

use super::edit::Edit;
use crate::account::Account;
use crate::ledger::Ledger;
use crate::message::Pick;
use crate::plan::plan;
use crate::ports::InForce;
use crate::residence::Residence;
use crate::timing::days_still_ahead;

/// The customer's civil day at an instant.
pub(super) fn local_day(ledger: &Ledger, in_force: &InForce, now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Residence::of(&ledger.account, &in_force.creditor).zone)
        .date_naive()
}

/// Notes what a person is asked because of the change, moves the agenda earlier if need be, and returns the picks
/// of days that were swept already.
pub(super) fn wake(edit: &mut Edit, in_force: &InForce, now: DateTime<Utc>) -> Vec<Pick> {
    let today = local_day(edit.ledger(), in_force, now);
    let day_plan = plan(edit.ledger(), in_force, today);
    let more = edit.note(&day_plan.questions);
    let next = if day_plan.letter.is_some() || more {
        Some(today)
    } else {
        day_plan.next
    };
    edit.wake_by(next);
    let residence = Residence::of(&edit.ledger().account, &in_force.creditor);
    days_still_ahead(
        now,
        in_force.policy_of(&edit.ledger().account).window,
        residence.zone,
    )
    .into_iter()
    .filter_map(|day| plan(edit.ledger(), in_force, day).letter)
    .map(|letter| pick(letter.id, &edit.ledger().account, in_force, now))
    .collect()
}

/// The message that sends a letter on its way to a minute.
pub(super) fn pick(
    letter: crate::letter::LetterId,
    account: &Account,
    in_force: &InForce,
    now: DateTime<Utc>,
) -> Pick {
    Pick {
        letter,
        zone: Residence::of(account, &in_force.creditor).zone,
        window: in_force.policy_of(account).window,
        picked_at: now,
    }
}
