//! What is known about an invoice on a day that is over: what was kept at the time, never what would be decided now.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use dunning::decided::{Decided, KeptDecision, Verdict, last_kept};
use dunning::invoice::Invoice;
use dunning::ledger::TimelineEntry;
use dunning::message::Window;
use dunning::timing::first_day_ahead;

/// What is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Past {
    /// The invoice had not come.
    NotThere {
        /// It came on this day.
        arrived_on: NaiveDate,
    },
    /// It had come; the first day decided about was a later one.
    TooNew {
        /// It came on this day.
        arrived_on: NaiveDate,
        /// That day.
        first_decided_for: NaiveDate,
    },
    /// It was closed.
    Closed {
        /// Since.
        at: DateTime<Utc>,
        /// `paid`.
        why: String,
    },
    /// This was in force.
    Kept {
        /// The day for which it was decided.
        decided_for: NaiveDate,
        /// What.
        decision: KeptDecision,
    },
    /// This had been decided, until a day from which nothing is on record: no sweep came by.
    Overtaken {
        /// The day for which it was decided.
        decided_for: NaiveDate,
        /// What.
        decision: KeptDecision,
        /// The first day that it says nothing about.
        until: NaiveDate,
    },
    /// Nothing was kept: a release before decisions were, or more invoices than are kept.
    Nothing,
}

/// What the records and the story tell of an invoice's day.
pub(crate) fn past(
    invoice: &Invoice,
    records: &[Decided],
    story: &[TimelineEntry],
    window: Window,
    zone: Tz,
    on: NaiveDate,
) -> Past {
    let arrived_on = invoice.arrived_on;
    let kept = last_kept(records, &invoice.id, on);
    let closing = story.iter().rfind(|entry| {
        entry.what == "invoice_closed"
            && entry.invoice.as_ref() == Some(&invoice.id)
            && first_day_ahead(entry.at, window, zone).is_some_and(|day| day <= on)
    });
    if let Some(closing) = closing {
        // A decision that was made later is about an invoice that is open again.
        let is_open_again = kept.is_some_and(|(record, _)| record.at > closing.at);
        if !is_open_again {
            let why = closing.detail.clone();
            return Past::Closed { at: closing.at, why };
        }
    }
    match kept {
        Some((record, decision)) => {
            let (decided_for, decision) = (record.day, decision.clone());
            match decision.until.filter(|until| *until <= on) {
                None => Past::Kept {
                    decided_for,
                    decision,
                },
                Some(until) => Past::Overtaken {
                    decided_for,
                    decision,
                    until,
                },
            }
        }
        None if on < arrived_on => Past::NotThere { arrived_on },
        None => records
            .iter()
            .find(|record| record.day > on && record.about(&invoice.id).is_some())
            .map_or(Past::Nothing, |record| Past::TooNew {
                arrived_on,
                first_decided_for: record.day,
            }),
    }
}

impl Past {
    /// The decision for machines: what was decided, if it was in force.
    pub(crate) fn decision(&self) -> Option<&'static str> {
        match self {
            Self::Kept { decision, .. } => Some(decision.verdict.name()),
            Self::Closed { .. } => Some(Verdict::Stop.name()),
            Self::NotThere { .. } | Self::TooNew { .. } | Self::Overtaken { .. } => Some("none"),
            Self::Nothing => None,
        }
    }

    /// The day until which it was said to wait.
    pub(crate) fn until(&self) -> Option<NaiveDate> {
        match self {
            Self::Kept { decision, .. } if decision.verdict == Verdict::Wait => decision.until,
            _ => None,
        }
    }

    /// The reason in a sentence, about the day that was asked for; none if nothing is known.
    pub(crate) fn reason(&self, on: NaiveDate, zone: Tz) -> Option<String> {
        let local_day = |at: &DateTime<Utc>| at.with_timezone(&zone).date_naive();
        Some(match self {
            Self::NotThere { arrived_on } => format!("not known yet; it arrived on {arrived_on}"),
            Self::TooNew {
                arrived_on,
                first_decided_for,
            } => format!(
                "it arrived on {arrived_on}; the first day that anything was decided for is {first_decided_for}"
            ),
            Self::Closed { at, why } => format!("closed: {why} on {}", local_day(at)),
            Self::Kept {
                decided_for,
                decision,
            } if *decided_for == on => decision.reason.clone(),
            Self::Kept {
                decided_for,
                decision,
            } => {
                format!("{}, as decided for {decided_for}", decision.reason)
            }
            Self::Overtaken {
                decided_for,
                decision,
                until,
            } => format!(
                "nothing was decided for this day: no sweep came by from {until} on; \
                 the last decision, for {decided_for}, was: {}, {}",
                decision.verdict.name(),
                decision.reason
            ),
            Self::Nothing => return None,
        })
    }
}

#[cfg(test)]
mod tests;
