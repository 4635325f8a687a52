//! A link of an account's story.

use chrono::{DateTime, Utc};
use dunning::account::AccountKey;
use dunning::chain::{Entry, Fingerprint, Link, STORY_KEPT, Salt, Told};
use dunning::invoice::InvoiceId;
use serde::{Deserialize, Serialize};

use super::hold::each;
use super::spelled::Spelled;

/// See [`Entry`]. Its own hash is not stored: whoever reads it works it out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TimelineRow {
    at: DateTime<Utc>,
    #[serde(default)]
    parents: Vec<LinkRow>,
    seal: Spelled<Fingerprint>,
    /// None of these once what was told is erased.
    salt: Option<Spelled<Salt>>,
    number: Option<String>,
    instalment: Option<u16>,
    what: Option<String>,
    detail: Option<String>,
    /// In seconds since 1970, when the table forgets it by itself.
    expires_at: u64,
}

/// See [`Link`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LinkRow {
    at: DateTime<Utc>,
    hash: Spelled<Fingerprint>,
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
                Some(Spelled(told.salt)),
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
            parents: each(entry.parents),
            seal: Spelled(entry.seal),
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
            parents: each(row.parents),
            seal: row.seal.0,
            told,
        }
    }
}

impl From<Link> for LinkRow {
    fn from(link: Link) -> Self {
        Self {
            at: link.at,
            hash: Spelled(link.hash),
        }
    }
}

impl From<LinkRow> for Link {
    fn from(row: LinkRow) -> Self {
        Self {
            at: row.at,
            hash: row.hash.0,
        }
    }
}
