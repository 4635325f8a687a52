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

/// An entry that stands in the row of the letter that it is about, in a list. It takes a third of a row of its own:
/// where it does not say otherwise it follows on the one before it, its seal is worked out from what it tells, and it is
/// forgotten with the letter, which outlives it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BranchRow {
    at: DateTime<Utc>,
    #[serde(default)]
    parents: Vec<LinkRow>,
    salt: Spelled<Salt>,
    number: Option<String>,
    instalment: Option<u16>,
    what: String,
    detail: String,
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

impl BranchRow {
    /// Entries for the end of a list whose last entry is `before`; none if one of them is erased, for then its seal can't
    /// be worked out.
    pub(crate) fn of(entries: &[Entry], account: &AccountKey, before: Option<Link>) -> Option<Vec<Self>> {
        let mut before: Vec<Link> = before.into_iter().collect();
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let told = entry.told.clone()?;
            let follows = !before.is_empty() && entry.parents == before;
            let (number, instalment) = told
                .invoice
                .map_or((None, None), |id| (Some(id.number), id.instalment));
            rows.push(Self {
                at: entry.at,
                parents: if follows {
                    Vec::new()
                } else {
                    each(entry.parents.clone())
                },
                salt: Spelled(told.salt),
                number,
                instalment,
                what: told.what,
                detail: told.detail,
            });
            before = vec![entry.link(account)];
        }
        Some(rows)
    }

    /// The entries of a whole list.
    pub(crate) fn entries(rows: Vec<Self>, account: &AccountKey) -> Vec<Entry> {
        let mut before = Vec::new();
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let instalment = row.instalment;
            let told = Told {
                salt: row.salt.0,
                invoice: row.number.map(|number| InvoiceId { number, instalment }),
                what: row.what,
                detail: row.detail,
            };
            let entry = Entry {
                at: row.at,
                parents: if row.parents.is_empty() {
                    before
                } else {
                    each(row.parents)
                },
                seal: told.seal(),
                told: Some(told),
            };
            before = vec![entry.link(account)];
            entries.push(entry);
        }
        entries
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

#[cfg(test)]
mod tests {
    use dunning::chain::{Told, in_order};

    use super::*;

    fn entry(what: &str, parents: Vec<Link>) -> Entry {
        let told = Told {
            salt: Salt([7; 16]),
            invoice: Some(InvoiceId::whole("INV-1")),
            what: what.to_owned(),
            detail: String::new(),
        };
        Entry {
            at: "2026-11-17T05:16:00.123456Z".parse().unwrap(),
            parents,
            seal: told.seal(),
            told: Some(told),
        }
    }

    #[test]
    fn entries_that_stand_with_their_letter_read_back_as_they_were() {
        let account = AccountKey::derive("acme", "C-17");
        let trunk = entry("before", Vec::new()).link(&account);
        let claimed = entry("letter_claimed", vec![trunk]);
        let archived = entry("letter_archived", vec![claimed.link(&account)]);
        // A change of the letter joins its branch to the trunk.
        let joined = entry("letter_bounced", vec![trunk, archived.link(&account)]);
        let entries = vec![claimed, archived, joined];
        let rows = BranchRow::of(&entries, &account, None).unwrap();
        let parents: Vec<usize> = rows.iter().map(|row| row.parents.len()).collect();
        assert_eq!(
            parents,
            [1, 0, 2],
            "who follows on the one before need not say so"
        );
        assert_eq!(BranchRow::entries(rows, &account), entries);
        let last = entries.last().map(|entry| entry.link(&account));
        let told_later = entry("letter_complained", last.into_iter().collect());
        let rows = BranchRow::of(std::slice::from_ref(&told_later), &account, last).unwrap();
        assert!(rows[0].parents.is_empty());
        assert_eq!(in_order(&account, entries).len(), 3);
    }

    #[test]
    fn an_erased_entry_stands_with_no_letter() {
        let account = AccountKey::derive("acme", "C-17");
        let erased = Entry {
            told: None,
            ..entry("letter_claimed", Vec::new())
        };
        assert!(BranchRow::of(&[erased], &account, None).is_none());
    }
}
