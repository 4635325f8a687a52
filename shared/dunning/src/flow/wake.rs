//! After a change: when to look at the account again, and whether a letter is due before the next sweep would see it.

use chrono::{DateTime, NaiveDate, Utc};

use super::edit::Edit;
use crate::account::Account;
use crate::decide::days_after;
use crate::ledger::Ledger;
use crate::letter::LetterState;
use crate::message::Pick;
use crate::plan::plan;
use crate::ports::InForce;
use crate::residence::Residence;
use crate::timing::{days_still_ahead, first_day_ahead};

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
    let picks = decide_swept_days_anew(edit, in_force, now);
    if !edit.is_unchanged() {
        keep_next_day(edit, in_force, now);
    }
    picks
}

/// Decides anew for the days that were swept before the change and whose window lies ahead; keeps that, and returns
/// their picks.
pub(super) fn decide_swept_days_anew(edit: &mut Edit, in_force: &InForce, now: DateTime<Utc>) -> Vec<Pick> {
    let zone = Residence::of(&edit.ledger().account, &in_force.creditor).zone;
    let window = in_force.policy_of(&edit.ledger().account).window;
    let mut picks = Vec::new();
    for day in days_still_ahead(now, window, zone) {
        let day_plan = plan(edit.ledger(), in_force, day);
        edit.keep(in_force, day, &day_plan.decisions);
        let account = &edit.ledger().account;
        picks.extend(
            day_plan
                .letter
                .map(|letter| pick(letter.id, account, in_force, now)),
        );
    }
    picks
}

/// Keeps what the change means for the first day that it still counts for, unless that was swept already: no sweep
/// may come by before the next day on the agenda. A day whose letter has left is over.
fn keep_next_day(edit: &mut Edit, in_force: &InForce, now: DateTime<Utc>) {
    let zone = Residence::of(&edit.ledger().account, &in_force.creditor).zone;
    let window = in_force.policy_of(&edit.ledger().account).window;
    let swept = days_still_ahead(now, window, zone);
    let Some(day) = first_day_ahead(now, window, zone).filter(|_| swept.is_empty()) else {
        return;
    };
    let day = if has_gone(edit.ledger(), day) {
        days_after(day, 1)
    } else {
        day
    };
    let decisions = plan(edit.ledger(), in_force, day).decisions;
    edit.keep(in_force, day, &decisions);
}

/// Whether the day's letter left, or may have.
fn has_gone(ledger: &Ledger, day: NaiveDate) -> bool {
    ledger.letters.iter().any(|letter| {
        let stayed = matches!(
            letter.state,
            LetterState::Released { .. } | LetterState::Rejected { .. }
        );
        letter.id.day == day && !stayed
    })
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
