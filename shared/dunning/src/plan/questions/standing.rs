//! Holds that have no end of their own: a person is asked when they begin, and again and again.

use chrono::NaiveDate;

use crate::decide::days_after;
use crate::hold::{ASK_AGAIN_AFTER_DAYS, Hold, HoldKind};
use crate::task::TaskKind;

/// The mark that a person was asked on a day about a hold that has no end of its own.
pub(super) fn standing_mark(task: TaskKind, asked_on: NaiveDate) -> String {
    format!("{} {asked_on}", task.name())
}

/// The mark of a hold's first question; none if it has an end of its own.
pub(crate) fn first_mark(hold: &Hold) -> Option<String> {
    standing_question(hold.kind).map(|(task, _)| standing_mark(task, hold.since))
}

/// What a person is asked about a hold that has no end of its own.
pub(super) fn standing_question(kind: HoldKind) -> Option<(TaskKind, &'static str)> {
    match kind {
        HoldKind::Dispute => Some((
            TaskKind::CheckDispute,
            "The customer disputes it: settle it, or go on waiting.",
        )),
        HoldKind::WrongPerson => Some((
            TaskKind::FindAddress,
            "The reader of a letter is the wrong person: confirm whom to write to.",
        )),
        HoldKind::Pause { until: None } => Some((
            TaskKind::Review,
            "Still paused by hand: resume, or go on waiting.",
        )),
        HoldKind::PossiblePayment => Some((
            TaskKind::MatchPayment,
            "A payment may be for it: say whether it is.",
        )),
        HoldKind::Withholding => Some((
            TaskKind::CheckWithholding,
            "Ask for the certificate, or resume the reminders.",
        )),
        HoldKind::UnallocatedCredit => Some((
            TaskKind::AllocateCredit,
            "The customer has credit that names no invoice: say what it is for.",
        )),
        HoldKind::Complaint => Some((
            TaskKind::Complaint,
            "The customer complained about a letter: speak to them before writing again.",
        )),
        HoldKind::Review => Some((TaskKind::Review, "Look at it and say whether to remind.")),
        HoldKind::Promise { .. }
        | HoldKind::ClaimsPaid
        | HoldKind::AwaitingReply
        | HoldKind::Pause { .. } => None,
    }
}

/// The question with what is known: money that nobody could allot and its candidates, or the customer's words.
pub(super) fn with_note(hold: &Hold, question: &str) -> String {
    match hold.kind {
        HoldKind::PossiblePayment
        | HoldKind::Withholding
        | HoldKind::UnallocatedCredit
        | HoldKind::Dispute
        | HoldKind::WrongPerson
        | HoldKind::Review
            if !hold.note.is_empty() =>
        {
            format!("{question} ({})", hold.note)
        }
        _ => question.to_owned(),
    }
}

/// The last day, up to `today`, on which a hold asks: the day it began, and every so many days after.
pub(super) fn last_question_day(hold: &Hold, today: NaiveDate) -> Option<NaiveDate> {
    let held_days = u64::try_from(today.signed_duration_since(hold.since).num_days()).ok()?;
    Some(days_after(
        hold.since,
        held_days / ASK_AGAIN_AFTER_DAYS * ASK_AGAIN_AFTER_DAYS,
    ))
}
