//! What became of a file.

use chrono::{DateTime, Utc};
use dunning::receipt::Receipt;
use serde::{Deserialize, Serialize};

/// See [`Receipt`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ReceiptRow {
    pub(crate) object: String,
    pub(crate) file_version: String,
    outcome: OutcomeRow,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
enum OutcomeRow {
    Applying {
        done: usize,
        of: usize,
        since: DateTime<Utc>,
    },
    Applied {
        arrivals: usize,
        at: DateTime<Utc>,
    },
    Refused {
        why: String,
        at: DateTime<Utc>,
    },
}

impl ReceiptRow {
    /// The row of an object's version.
    pub(crate) fn new(object: &str, version: &str, receipt: Receipt) -> Self {
        let outcome = match receipt {
            Receipt::Applying { done, of, since } => OutcomeRow::Applying { done, of, since },
            Receipt::Applied { arrivals, at } => OutcomeRow::Applied { arrivals, at },
            Receipt::Refused { why, at } => OutcomeRow::Refused { why, at },
        };
        Self {
            object: object.to_owned(),
            file_version: version.to_owned(),
            outcome,
        }
    }
}

impl From<ReceiptRow> for Receipt {
    fn from(row: ReceiptRow) -> Self {
        match row.outcome {
            OutcomeRow::Applying { done, of, since } => Self::Applying { done, of, since },
            OutcomeRow::Applied { arrivals, at } => Self::Applied { arrivals, at },
            OutcomeRow::Refused { why, at } => Self::Refused { why, at },
        }
    }
}
