//! Invoices that a person looks at before anybody is reminded.

use chrono::NaiveDate;

use super::Desk;
use crate::decide::days_after;
use crate::flow::edit::Edit;
use crate::hold::{Hold, HoldKind};
use crate::invoice::InvoiceId;

/// Who holds.
const DUNLIN: &str = "dunlin";

/// A debt that was old when Dunlin first saw it is a person's to judge.
pub(super) fn review_if_far_overdue<S, Q>(
    edit: &mut Edit,
    desk: &Desk<'_, S, Q>,
    id: &InvoiceId,
    due_on: Option<NaiveDate>,
    today: NaiveDate,
) {
    if due_on.is_some_and(|due_on| is_far_overdue(due_on, desk, today)) {
        let limit = desk.in_force.policy.review_after_days_overdue;
        let note = format!("more than {limit} days overdue when it arrived");
        review(edit, id, today, note);
    }
}

/// Whether a debt is so old that it goes to review when it arrives.
pub(super) fn is_far_overdue<S, Q>(due_on: NaiveDate, desk: &Desk<'_, S, Q>, today: NaiveDate) -> bool {
    days_after(due_on, u64::from(desk.in_force.policy.review_after_days_overdue)) < today
}

/// Holds the invoice until a person has looked.
pub(super) fn review(edit: &mut Edit, id: &InvoiceId, since: NaiveDate, note: String) {
    let hold = Hold {
        kind: HoldKind::Review,
        since,
        author: DUNLIN.to_owned(),
        note,
    };
    edit.hold_invoice(id, hold);
}

/// A document that is due before it was issued has a wrong date, or repeats an older one: a year that was not turned,
/// day and month changed places, a corrected invoice. Any guess may remind too early, so a person looks first.
pub(super) const DUE_BEFORE_ISSUE: &str = "due before it was issued, so one of the two dates may be wrong";

pub(super) fn is_due_before_issue(issued_on: NaiveDate, due_on: Option<NaiveDate>) -> bool {
    due_on.is_some_and(|due_on| due_on < issued_on)
}

/// A version with sound dates ends the doubt about those of the one before.
pub(super) fn holds_of_version(
    mut holds: Vec<Hold>,
    issued_on: NaiveDate,
    due_on: Option<NaiveDate>,
) -> Vec<Hold> {
    if !is_due_before_issue(issued_on, due_on) {
        holds.retain(|hold| !(hold.author == DUNLIN && hold.note == DUE_BEFORE_ISSUE));
    }
    holds
}
