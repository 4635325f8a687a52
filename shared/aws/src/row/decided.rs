//! What was decided for a day.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::decided::{Decided, KeptDecision, Reach, Verdict};
use dunning::invoice::InvoiceId;
use serde::{Deserialize, Serialize};

use super::hold::each;
use super::spelled::Spelled;
use super::timeline::forgotten_at;

/// See [`Decided`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DecidedRow {
    day: NaiveDate,
    at: DateTime<Utc>,
    reach: Spelled<Reach>,
    decisions: Vec<KeptDecisionRow>,
    /// In seconds since 1970, when the table forgets it by itself, as long after as the story.
    expires_at: u64,
}

/// A decision and the invoices that share it; those due in one sum by their number alone, which is most of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptDecisionRow {
    verdict: Spelled<Verdict>,
    reason: String,
    until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    invoices: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    instalments: Vec<InstalmentRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct InstalmentRow {
    number: String,
    instalment: u16,
}

impl From<Decided> for DecidedRow {
    fn from(decided: Decided) -> Self {
        Self {
            expires_at: forgotten_at(decided.at),
            day: decided.day,
            at: decided.at,
            reach: Spelled(decided.reach),
            decisions: each(decided.decisions),
        }
    }
}

impl From<DecidedRow> for Decided {
    fn from(row: DecidedRow) -> Self {
        Self {
            day: row.day,
            at: row.at,
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
            until: decision.until,
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
            until: row.until,
        };
        (decision, ids)
    }
}
