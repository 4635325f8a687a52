//! What goes with a letter besides its words: which originals, which due dates.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::case;
use super::draft::{Draft, DraftLine, was_overdue_letter_sent};
use crate::due_date::{DUE_DATES_AT_MOST, DueDate, DueDates, identity};
use crate::invoice::Invoice;
use crate::ledger::Ledger;
use crate::policy::{AttachesInvoice, Stage};
use crate::ports::InForce;
use crate::residence::Residence;

impl Draft {
    /// The invoices whose originals go with the letter, where there is a file: overdue ones first, oldest first, and
    /// of an invoice that is paid in parts one part.
    pub fn originals_wanted<'a>(&'a self, ledger: &'a Ledger, in_force: &'a InForce) -> Vec<&'a Invoice> {
        let mut numbers = BTreeSet::new();
        let wants = |line: &&DraftLine| {
            let mut stages = stages(line, ledger, in_force);
            stages.any(|stage| match stage.attaches {
                AttachesInvoice::First => stage.is_after_due() && !was_overdue_letter_sent(line, ledger),
                AttachesInvoice::Always => true,
                AttachesInvoice::Never => false,
            })
        };
        let wanted = self.lines.iter().filter(wants).map(|line| &line.invoice);
        wanted
            .filter(|invoice| numbers.insert(invoice.id.number.as_str()))
            .collect()
    }

    /// The due dates that the letter brings for the customer's calendar; none where no stage says so or every date has
    /// come.
    pub fn due_dates(&self, ledger: &Ledger, in_force: &InForce, at: DateTime<Utc>) -> Option<DueDates> {
        let brings = |line: &&DraftLine| {
            line.due_on > self.id.day && stages(line, ledger, in_force).any(|stage| stage.attaches_due_date)
        };
        let date = |line: &DraftLine| DueDate {
            identity: identity(&in_force.creditor, &line.invoice.id),
            number: line.invoice.id.to_string(),
            due_on: line.due_on,
            open: line.invoice.open(),
        };
        let dates: Vec<DueDate> = self
            .lines
            .iter()
            .filter(brings)
            .take(DUE_DATES_AT_MOST)
            .map(date)
            .collect();
        (!dates.is_empty()).then(|| DueDates {
            creditor: in_force.creditor.short_name.clone(),
            language: self.language,
            country: Residence::of(&ledger.account, &in_force.creditor)
                .region
                .country(),
            written_at: at,
            dates,
        })
    }
}

/// The stages of the invoice's own policy that the letter is for it.
fn stages<'a>(
    line: &'a DraftLine,
    ledger: &'a Ledger,
    in_force: &'a InForce,
) -> impl Iterator<Item = &'a Stage> {
    let policy = case(ledger, in_force, &line.invoice).policy();
    line.stages.iter().filter_map(move |name| policy.stage(name))
}
