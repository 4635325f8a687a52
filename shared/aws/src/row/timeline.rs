//! A link of an account's story.

use chrono::{DateTime, Utc};
use dunning::account::AccountKey;
use dunning::chain::{Entry, Fingerprint, Link, STORY_KEPT, Salt, Told};
use dunning::invoice::InvoiceId;
use serde::{Deserialize, Serialize};

use super::packed::Packed;

/// See [`Entry`]. Its own hash is not stored: whoever reads it works it out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TimelineRow {
    at: DateTime<Utc>,
    #[serde(default)]
    parents: Vec<Packed<Link>>,
    seal: Packed<Fingerprint>,
    /// None of these once what was told is erased.
    salt: Option<Packed<Salt>>,
    number: Option<String>,
    instalment: Option<u16>,
    what: Option<String>,
    detail: Option<String>,
    /// In seconds since 1970, when the table forgets it by itself.
    expires_at: u64,
}

impl TimelineRow {
    /// Where it stands: by instant, and told apart by its hash.
    pub(crate) fn sort_key(entry: &Entry, account: &AccountKey) -> String {
        let hash = entry.hash(account).to_string();
        let told_apart: String = hash.chars().take(HASH_DIGITS).collect();
        format!("time#{}#{told_apart}", entry.at.format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

/// Hex digits of its hash in an entry's key.
const HASH_DIGITS: usize = 16;

/// When the table may forget what was told at an instant, in seconds since 1970.
pub(super) fn forgotten_at(at: DateTime<Utc>) -> u64 {
    expires_at(at.checked_add_signed(STORY_KEPT).unwrap_or(at))
}

/// An instant as the table's time to live wants it, in seconds since 1970.
pub(crate) fn expires_at(at: DateTime<Utc>) -> u64 {
    u64::try_from(at.timestamp()).unwrap_or(0)
}

impl From<Entry> for TimelineRow {
    fn from(entry: Entry) -> Self {
        let (salt, invoice, what, detail) = match entry.told {
            Some(told) => (
                Some(Packed(told.salt)),
                told.invoice,
                Some(told.what),
                Some(told.detail),
            ),
            None => (None, None, None, None),
        };
        let (number, instalment) = invoice.map_or((None, None), |id| (Some(id.number), id.instalment));
        Self {
            expires_at: forgotten_at(entry.at),
            at: entry.at,
            parents: entry.parents.into_iter().map(Packed).collect(),
            seal: Packed(entry.seal),
            salt,
            number,
            instalment,
            what,
            detail,
        }
    }
}

impl From<TimelineRow> for Entry {
    fn from(row: TimelineRow) -> Self {
        let instalment = row.instalment;
        let invoice = row.number.map(|number| InvoiceId { number, instalment });
        let told = row.salt.map(|salt| Told {
            salt: salt.0,
            invoice,
            what: row.what.unwrap_or_default(),
            detail: row.detail.unwrap_or_default(),
        });
        Self {
            at: row.at,
            parents: row.parents.into_iter().map(|parent| parent.0).collect(),
            seal: row.seal.0,
            told,
        }
    }
}
