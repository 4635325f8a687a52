//! What was decided for a day.

use chrono::{DateTime, Utc};
use dunning::decided::{Decided, KeptDecision, Reach, Verdict};
use dunning::invoice::InvoiceId;
use serde::{Deserialize, Serialize};

use super::hold::each;
use super::packed::{Day, Instant};
use super::spelled::Spelled;
use super::timeline::forgotten_at;

/// See [`Decided`]. Names are short and days are numbers, so that some have room in the head beside all the rest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DecidedRow {
    #[serde(rename = "d")]
    day: Day,
    #[serde(rename = "t")]
    at: Instant,
    #[serde(rename = "r")]
    reach: Spelled<Reach>,
    #[serde(rename = "c", default)]
    decisions: Vec<KeptDecisionRow>,
}

/// Records that stand together in a row of their own, in the order of writing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DecidedTogetherRow {
    pub(crate) records: Vec<DecidedRow>,
    /// In seconds since 1970, when the table forgets them by itself: as long after the last of them as the story.
    expires_at: u64,
}

/// A decision and the invoices that share it; those due in one sum by their number alone, which is most of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptDecisionRow {
    #[serde(rename = "v")]
    verdict: Spelled<Verdict>,
    #[serde(rename = "w")]
    reason: String,
    #[serde(rename = "u")]
    until: Option<Day>,
    #[serde(rename = "i", default)]
    invoices: Vec<String>,
    #[serde(rename = "p", default)]
    instalments: Vec<InstalmentRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct InstalmentRow {
    #[serde(rename = "n")]
    number: String,
    #[serde(rename = "i")]
    instalment: u16,
}

impl DecidedTogetherRow {
    /// These.
    pub(crate) fn of(records: Vec<Decided>) -> Self {
        let last = records.iter().map(|record| record.at).max();
        Self {
            expires_at: forgotten_at(last.unwrap_or(DateTime::<Utc>::MIN_UTC)),
            records: each(records),
        }
    }
}

impl From<Decided> for DecidedRow {
    fn from(decided: Decided) -> Self {
        Self {
            day: Day(decided.day),
            at: Instant(decided.at),
            reach: Spelled(decided.reach),
            decisions: each(decided.decisions),
        }
    }
}

impl From<DecidedRow> for Decided {
    fn from(row: DecidedRow) -> Self {
        Self {
            day: row.day.0,
            at: row.at.0,
            reach: row.reach.0,
            decisions: each(row.decisions),
        }
    }
}

impl From<(KeptDecision, Vec<InvoiceId>)> for KeptDecisionRow {
    fn from((decision, ids): (KeptDecision, Vec<InvoiceId>)) -> Self {
        let (mut invoices, mut instalments) = (Vec::new(), Vec::new());
        for InvoiceId { number, instalment } in ids {
            match instalment {
                None => invoices.push(number),
                Some(instalment) => instalments.push(InstalmentRow { number, instalment }),
            }
        }
        Self {
            verdict: Spelled(decision.verdict),
            reason: decision.reason,
            until: decision.until.map(Day),
            invoices,
            instalments,
        }
    }
}

impl From<KeptDecisionRow> for (KeptDecision, Vec<InvoiceId>) {
    fn from(row: KeptDecisionRow) -> Self {
        let instalments = row.instalments.into_iter().map(|part| InvoiceId {
            number: part.number,
            instalment: Some(part.instalment),
        });
        let mut ids: Vec<InvoiceId> = row.invoices.into_iter().map(InvoiceId::whole).collect();
        ids.extend(instalments);
        let decision = KeptDecision {
            verdict: row.verdict.0,
            reason: row.reason,
            until: row.until.map(|until| until.0),
        };
        (decision, ids)
    }
}
