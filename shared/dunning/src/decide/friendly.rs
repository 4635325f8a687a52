//! Stages before and on the due date: friendly words that lapse when the next ones come.

use chrono::NaiveDate;

use super::overdue::counted;
use super::sending_day::before_due;
use super::{Case, Decision, History, Waiting, days_after};
use crate::policy::{Action, Stage};

/// Decides for a day not after due; none if no friendly stage is left to wait for.
///
/// A stage stays open from its day until the next one's; the last one until due. The last open one is sent, the
/// others lapse: a friendly word too late would be two friendly words at once.
pub(super) fn decide(
    case: &Case<'_>,
    history: &History<'_>,
    due_on: NaiveDate,
    today: NaiveDate,
) -> Option<Decision> {
    let business_days = case.business_days;
    let is_friendly = |stage: &&Stage| matches!(stage.action, Action::Letter(tone) if !tone.is_overdue());
    let first_letter_day = case.first_letter_day();
    let mut closes_before = days_after(due_on, 1);
    let mut decision = None;
    for stage in case.policy().ladder.iter().rev().filter(is_friendly) {
        let day = day_of(case, stage, due_on);
        let open_until = closes_before;
        closes_before = closes_before.min(day);
        if history.reached_on(&stage.name).is_some() {
            // This word, or a later one, was said: the ones before it have lapsed.
            break;
        }
        let first = if stage.is_on_due() {
            day
        } else {
            day.max(first_letter_day)
        };
        let next = business_days.next_open(first.max(today));
        if next >= open_until {
            continue;
        }
        if next == today && case.lacks_approval(stage) {
            // Its time passes all the same, and the next stage may need no yes.
            return Some(Decision::Wait {
                why: Waiting::NotApproved(stage.name.clone()),
                until: open_until,
            });
        }
        if next == today {
            return Some(Decision::Remind(stage.name.clone()));
        }
        // One reason until `next`: newness, where that is what the stage's day has to give way to.
        let why = if today >= business_days.next_open(first) {
            Waiting::ClosedDay(stage.name.clone())
        } else if day < first {
            Waiting::JustArrived(stage.name.clone())
        } else {
            Waiting::NotYet(stage.name.clone())
        };
        decision = Some(Decision::Wait { why, until: next });
    }
    decision
}

/// The stage's own day: the latest of its times, on the business day that it falls on or the one before.
fn day_of(case: &Case<'_>, stage: &Stage, due_on: NaiveDate) -> NaiveDate {
    let date = |offset| counted(case, offset, due_on);
    let date = stage.when.iter().map(date).max().unwrap_or(due_on);
    before_due(date, stage.slack_days, case.business_days)
}
