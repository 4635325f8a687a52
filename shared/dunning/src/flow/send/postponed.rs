//! A letter that no mail service takes today: what another day makes up for, and what it can't.

use chrono::NaiveDate;

use crate::decide::{Case, Decision, days_after, decide};
use crate::flow::edit::Edit;
use crate::invoice::Invoice;
use crate::letter::Letter;
use crate::policy::Action;
use crate::ports::InForce;
use crate::stage::StageName;

/// The days ahead on which a friendly stage is looked for: none has a later one, since the next stage's day ends it.
const DAYS_AHEAD_AT_MOST: u64 = 31;

/// Overdue stages wait for any later day. A friendly one may have none: “due today” is wrong tomorrow, and a business
/// day may be the last before the next stage. Whoever asks why it never came finds it in the story.
pub(super) fn tell_what_is_left_out(edit: &mut Edit, in_force: &InForce, letter: &Letter) {
    let mut left_out = Vec::new();
    let ledger = edit.ledger();
    for line in &letter.lines {
        let Some(invoice) = ledger.invoices.iter().find(|open| open.id == line.invoice) else {
            continue;
        };
        let case = Case::new(invoice, &ledger.account, &[], in_force);
        for stage in line.stages.iter().filter(|stage| is_friendly(&case, stage)) {
            if !comes_again(&case, invoice, stage, letter.id.day) {
                left_out.push(format!("{} {stage}", invoice.id));
            }
        }
    }
    if !left_out.is_empty() {
        let detail = format!(
            "had no day but {}, so it is left out; the stages after it come at their times: {}",
            letter.id.day,
            left_out.join(", ")
        );
        edit.tell(None, "stage_left_out", detail);
    }
}

fn is_friendly(case: &Case<'_>, stage: &StageName) -> bool {
    let known = case.policy().ladder.iter().find(|known| &known.name == stage);
    known.is_some_and(|known| matches!(known.action, Action::Letter(tone) if !tone.is_overdue()))
}

/// Whether the stage has a day of its own between this one and the due date.
fn comes_again(case: &Case<'_>, invoice: &Invoice, stage: &StageName, day: NaiveDate) -> bool {
    (1..=DAYS_AHEAD_AT_MOST)
        .map(|days| days_after(day, days))
        .take_while(|later| invoice.due_on.is_some_and(|due_on| *later <= due_on))
        .any(|later| matches!(decide(case, later), Decision::Remind(next) if &next == stage))
}
