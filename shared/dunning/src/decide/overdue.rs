//! Stages after due: a chain in which each is measured from the day on which the one before was sent.

use chrono::NaiveDate;

use super::sending_day::after_due;
use super::{Case, Decision, History, Stopped, Waiting, days_after, days_before};
use crate::hold::{ASK_AGAIN_AFTER_DAYS, HoldKind, HoldState};
use crate::policy::{Action, Anchor, Offset, PaymentData, Side, Stage, Unit};
use crate::ports::InForce;
use crate::stage::{StageName, Tone};

/// Decides for a day on which no friendly stage is left.
pub(super) fn decide(
    case: &Case<'_>,
    history: &History<'_>,
    due_on: NaiveDate,
    today: NaiveDate,
) -> Decision {
    let Some(stage) = next_letter_stage(case, history, today) else {
        return after_the_last_letter(case, history, due_on, today);
    };
    let business_days = case.business_days;
    let Some(reached) = reached_on(case, history, stage, due_on) else {
        return Decision::Stop(Stopped::LadderFinished);
    };
    let reached = delayed_by_part_payment(case, history, reached);
    let lacks_approval = case.lacks_approval(stage);
    let lapses_on = lacks_approval
        .then(|| case.approval_lapses_on(stage, reached))
        .flatten();
    if lapses_on.is_some_and(|day| day <= today) {
        return Decision::Stop(Stopped::ApprovalLapsed);
    }
    let name = || stage.name.clone();
    let wait = |why, until| Decision::Wait { why, until };
    // A day that is closed has not come before the next that is open; so the reason stays the same until then.
    let first = business_days.next_open(reached);
    if today < first {
        return wait(Waiting::NotYet(name()), first);
    }
    if today < case.first_letter_day() {
        return wait(Waiting::JustArrived(name()), case.first_letter_day());
    }
    if let Some(turn) = case.invoice.backlog_turn
        && today < turn
        && history.firmest_overdue().is_none()
    {
        return wait(Waiting::Backlog(name()), turn);
    }
    if lacks_approval {
        let until = days_after(today, ASK_AGAIN_AFTER_DAYS).min(lapses_on.unwrap_or(NaiveDate::MAX));
        return wait(Waiting::NotApproved(name()), until);
    }
    if let Some(ends) = quiet_until(case, stage, today) {
        return wait(Waiting::QuietTime(name()), ends);
    }
    // Behind what lasts longer: otherwise a reason would be interrupted by every weekend.
    if !business_days.is_open(today) {
        return wait(Waiting::ClosedDay(name()), business_days.next_open(today));
    }
    let day = after_due(reached, stage.slack_days, business_days);
    if today < day {
        return wait(Waiting::BetterDay(name()), day);
    }
    if payments_are_stale(case.in_force, today) {
        return wait(Waiting::StalePayments(name()), days_after(today, 1));
    }
    Decision::Remind(name())
}

/// The letter stage that comes next: the one after the firmest that was reached; further up after a promise that
/// was broken since.
fn next_letter_stage<'a>(case: &Case<'a>, history: &History<'_>, today: NaiveDate) -> Option<&'a Stage> {
    let policy = case.policy();
    let firmest = history.firmest_overdue();
    let mut from = firmest.map_or(0, |(index, _)| index.saturating_add(1));
    if let Some((_, said_on)) = firmest
        && broke_a_promise_since(case, said_on, today)
        && let Some(after_broken_promise) = &policy.after_broken_promise
        && let Some(index) = policy
            .ladder
            .iter()
            .position(|stage| &stage.name == after_broken_promise)
    {
        from = from.max(index);
    }
    let is_overdue_letter =
        |stage: &&Stage| matches!(stage.action, Action::Letter(tone) if tone.is_overdue());
    policy.ladder.iter().skip(from).find(is_overdue_letter)
}

fn broke_a_promise_since(case: &Case<'_>, said_on: NaiveDate, today: NaiveDate) -> bool {
    let region = case.region();
    case.holds().any(|hold| match hold.kind {
        HoldKind::Promise { pay_by } => {
            pay_by >= said_on && hold.on(today, &case.policy().calendar, region) == HoldState::Unkept
        }
        _ => false,
    })
}

/// The day on which a stage after due is reached: at the latest of its times, never before its distance from the
/// due date. None while a task waits for a letter that was not sent.
pub fn reached_on(
    case: &Case<'_>,
    history: &History<'_>,
    stage: &Stage,
    due_on: NaiveDate,
) -> Option<NaiveDate> {
    let ladder = &case.policy().ladder;
    let place = ladder.iter().position(|other| other.name == stage.name)?;
    let firmest = history.firmest_overdue();
    let last = firmest.map_or(place, |(index, _)| index.max(place));
    let typical = typical_days(case, place, last, due_on);
    let typical_day = |name| {
        typical
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, day)| *day)
    };
    let mut reached = typical_day(&stage.name)?;
    let mut chained = false;
    for offset in &stage.when {
        let from = match &offset.anchor {
            Anchor::Due => Some(due_for(case, offset, due_on)),
            Anchor::Stage(anchor) => history.reached_on(anchor),
            // A letter that was sent before Dunlin did not tell which day it named.
            Anchor::LastDayOf(anchor) => history.last_day_of(anchor).or_else(|| {
                let sent = history.reached_on(anchor)?;
                Some(last_day_to_pay(case, Tone::FinalNotice, sent))
            }),
        };
        match (from, stage.action) {
            (Some(from), _) => {
                chained |= offset.anchor != Anchor::Due;
                reached = reached.max(counted(case, offset, from));
            }
            // A letter that was jumped over delays nothing; a task about a letter waits for the letter.
            (None, Action::Letter(_)) => {}
            (None, Action::Task(_)) => return None,
        }
    }
    if let (false, Action::Letter(_), Some((index, said_on))) = (chained, stage.action, firmest) {
        // Measured from due alone, but the chain holds all the same: the distance to the letter before.
        let before = ladder.get(index)?;
        let distance = typical_day(&stage.name)?
            .signed_duration_since(typical_day(&before.name)?)
            .num_days();
        reached = reached.max(days_after(said_on, u64::try_from(distance).unwrap_or(0)));
    }
    Some(reached)
}

/// Each stage's day if every stage before it is sent on its own first day: of the stage at `place`, and of those up to
/// `last` that it, or one of them, can be measured from. The policy's check sees to it that these are overdue letters,
/// for a task friendly ones as well, and that anchors point up the ladder only, so one pass finds them all.
fn typical_days<'a>(
    case: &Case<'a>,
    place: usize,
    last: usize,
    due_on: NaiveDate,
) -> Vec<(&'a StageName, NaiveDate)> {
    let ladder = &case.policy().ladder;
    let is_for_task = ladder
        .get(place)
        .is_some_and(|stage| matches!(stage.action, Action::Task(_)));
    let is_anchor = |stage: &Stage| match stage.action {
        Action::Letter(tone) => tone.is_overdue() || is_for_task,
        Action::Task(_) => false,
    };
    let mut days: Vec<(&StageName, NaiveDate)> = Vec::with_capacity(ladder.len());
    for (index, stage) in ladder.iter().enumerate().take(last.saturating_add(1)) {
        if index != place && !is_anchor(stage) {
            continue;
        }
        let day_of = |anchor: &StageName| days.iter().find(|(name, _)| *name == anchor).map(|(_, day)| *day);
        let day = |offset: &Offset| {
            let from = match &offset.anchor {
                Anchor::Due => due_for(case, offset, due_on),
                Anchor::Stage(anchor) => day_of(anchor)?,
                Anchor::LastDayOf(anchor) => last_day_to_pay(case, Tone::FinalNotice, day_of(anchor)?),
            };
            Some(counted(case, offset, from))
        };
        let latest = stage
            .when
            .iter()
            .map(day)
            .reduce(|one, other| Some(one?.max(other?)));
        days.extend(latest.flatten().map(|day| (&stage.name, day)));
    }
    days
}

/// The day that lies an offset away from another.
pub(super) fn counted(case: &Case<'_>, offset: &Offset, from: NaiveDate) -> NaiveDate {
    match (offset.unit, offset.side) {
        (Unit::Days, Side::Before) => days_before(from, u64::from(offset.count)),
        (Unit::Days, Side::After) => days_after(from, u64::from(offset.count)),
        (Unit::BusinessDays, Side::Before) => case.business_days.subtract(from, offset.count),
        (Unit::BusinessDays, Side::After) => case.business_days.add(from, offset.count),
    }
}

/// Lateness counts from the business day; what comes before due counts back from the true date.
fn due_for(case: &Case<'_>, offset: &Offset, due_on: NaiveDate) -> NaiveDate {
    match offset.side {
        Side::Before => due_on,
        Side::After => counted_due(case, due_on),
    }
}

/// The day from which lateness counts: due, or the next business day if the policy moves it.
pub(crate) fn counted_due(case: &Case<'_>, due_on: NaiveDate) -> NaiveDate {
    if case.policy().due_moves_to_open_day {
        case.business_days.next_open(due_on)
    } else {
        due_on
    }
}

/// The day by which a letter of this tone, sent on `today`, asks to be paid: a business day.
pub fn last_day_to_pay(case: &Case<'_>, tone: Tone, today: NaiveDate) -> NaiveDate {
    let days = match tone {
        Tone::FinalNotice => case.policy().final_pay_within_days,
        _ => case.policy().pay_within_days,
    };
    case.business_days.next_open(days_after(today, u64::from(days)))
}

/// Money that came in since the last letter, and stayed, earns some days. Once a stage: a customer who pays a euro a
/// week does not put the next letter off for ever.
fn delayed_by_part_payment(case: &Case<'_>, history: &History<'_>, reached: NaiveDate) -> NaiveDate {
    let last_letter = history.firmest_overdue().map(|(_, said_on)| said_on);
    match case.invoice.first_part_payment_since(last_letter) {
        None => reached,
        Some(paid_on) => {
            let days = case.policy().part_payment_delay_business_days;
            case.business_days.add(reached.max(paid_on), days)
        }
    }
}

/// The first day after the quiet time that `today` lies in, for stages firmer than `late_late`.
fn quiet_until(case: &Case<'_>, stage: &Stage, today: NaiveDate) -> Option<NaiveDate> {
    if !matches!(stage.action, Action::Letter(tone) if tone > Tone::LateLate) {
        return None;
    }
    let last = case
        .policy()
        .quiet
        .iter()
        .filter_map(|range| range.last_day_around(today, case.region()))
        .max()?;
    Some(days_after(last, 1))
}

/// Whether payments up to the creditor's last business day but one before today may be missing.
pub fn payments_are_stale(in_force: &InForce, today: NaiveDate) -> bool {
    match in_force.policy.payments {
        PaymentData::Manual => false,
        PaymentData::Files => {
            let needed = in_force
                .policy
                .calendar
                .subtract_business_days(today, 2, in_force.creditor.region);
            in_force
                .payments_complete_to
                .is_none_or(|complete_to| complete_to < needed)
        }
    }
}

/// All letters are sent: wait for the hand-over, if there is one, and stop.
fn after_the_last_letter(
    case: &Case<'_>,
    history: &History<'_>,
    due_on: NaiveDate,
    today: NaiveDate,
) -> Decision {
    let hands_over = |stage: &&Stage| stage.action == Action::Task(crate::task::TaskKind::HandOver);
    let Some(stage) = case.policy().ladder.iter().find(hands_over) else {
        return Decision::Stop(Stopped::LadderFinished);
    };
    match reached_on(case, history, stage, due_on) {
        Some(day) if today < day => Decision::Wait {
            why: Waiting::LastLetterSent,
            until: day,
        },
        _ => Decision::Stop(Stopped::HandedOver),
    }
}
