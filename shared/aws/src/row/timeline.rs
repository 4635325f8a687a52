//! A line of an account's story.

use chrono::{DateTime, Utc};
use dunning::invoice::InvoiceId;
use dunning::ledger::TimelineEntry;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// See [`TimelineEntry`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TimelineRow {
    at: DateTime<Utc>,
    number: Option<String>,
    instalment: Option<u16>,
    what: String,
    detail: String,
    /// The version that the account had after the change; none for news of a letter, which leave it alone.
    version: Option<u64>,
    /// The entry's place in its change, since entries of one change often share their instant.
    place: u64,
}

impl TimelineRow {
    /// The row of an entry that is written with a version of the account, at a place among its fellows.
    pub(crate) fn new(entry: TimelineEntry, version: Option<u64>, place: usize) -> Self {
        let (number, instalment) = match entry.invoice {
            Some(id) => (Some(id.number), id.instalment),
            None => (None, None),
        };
        Self {
            at: entry.at,
            number,
            instalment,
            what: entry.what,
            detail: entry.detail,
            version,
            place: u64::try_from(place).unwrap_or(u64::MAX),
        }
    }

    /// What tells entries apart: instant and content. Writing an entry again writes the same row again.
    pub(crate) fn sort_key(&self) -> String {
        let mut hash = Sha256::new();
        let instalment = self.instalment.map(|number| number.to_string());
        for part in [
            self.at.to_rfc3339().as_str(),
            self.number.as_deref().unwrap_or_default(),
            instalment.as_deref().unwrap_or_default(),
            &self.what,
            &self.detail,
        ] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let fingerprint: String = hash
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("time#{}#{fingerprint}", self.at.format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }

    /// By instant, then in the order of writing.
    pub(crate) fn order(&self) -> (DateTime<Utc>, u64, u64) {
        (self.at, self.version.unwrap_or(u64::MAX), self.place)
    }
}

impl From<TimelineRow> for TimelineEntry {
    fn from(row: TimelineRow) -> Self {
        Self {
            at: row.at,
            invoice: row.number.map(|number| InvoiceId {
                number,
                instalment: row.instalment,
            }),
            what: row.what,
            detail: row.detail,
        }
    }
}
