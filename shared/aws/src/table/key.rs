//! The keys of the table's layout, each spelled once.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use dunning::account::{AccountKey, EmailAddress};
use dunning::invoice::InvoiceId;
use dunning::letter::LetterId;
use dunning::news::News;
use dunning::ports::AGENDA_SHARDS;
use dunning::task::Task;
use sha2::{Digest, Sha256};

use super::TableError;
use crate::row::{LetterPlace, NewsRow, Spelling};

/// DynamoDB's limit for a sort key, in the table and in its indexes.
const SORT_KEY_BYTES_AT_MOST: usize = 1024;

/// The primary key of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) pk: String,
    pub(super) sk: String,
}

impl Key {
    pub(super) fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }

    pub(super) fn head(account: &AccountKey) -> Self {
        Self::new(account.as_str(), "account")
    }

    pub(super) fn open_invoice(account: &AccountKey, id: &InvoiceId) -> Self {
        Self::new(account.as_str(), format!("invoice#{}", invoice_part(id)))
    }

    pub(super) fn closed_invoice(account: &AccountKey, id: &InvoiceId) -> Self {
        Self::new(account.as_str(), format!("closed#{}", invoice_part(id)))
    }

    pub(super) fn letter(id: &LetterId) -> Self {
        Self::new(id.account.as_str(), LetterPlace::from(id).spelling())
    }

    pub(super) fn task(task: &Task) -> Self {
        Self::new(task.account.as_str(), format!("task#{}", task.identity()))
    }

    /// Decisions in the order of writing: the version that they were written with, or in whose head they waited, and the
    /// place among its rows.
    pub(super) fn decided(account: &AccountKey, version: u64, place: usize) -> Self {
        Self::new(account.as_str(), format!("decided#{version:020}#{place:02}"))
    }

    /// A manager's news lies side by side, by instant.
    pub(super) fn news(news: &News) -> Self {
        Self::new(NEWS_PARTITION, news_part(news))
    }

    /// The same, once it was told.
    pub(super) fn told(news: &News) -> Self {
        Self::new(TOLD_PARTITION, news_part(news))
    }

    /// The last digest that was claimed for a manager.
    pub(super) fn digest(manager: &EmailAddress) -> Self {
        Self::new("digest", manager_part(Some(manager)))
    }

    /// The key as a request names it.
    pub(super) fn item(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            ("pk".to_owned(), AttributeValue::S(self.pk.clone())),
            ("sk".to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }

    /// Refuses what DynamoDB would refuse, with a reason that a person understands.
    pub(super) fn check(&self) -> Result<(), TableError> {
        check_sort_key(&self.sk)
    }
}

/// A place in the sparse index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexKey {
    pub(super) partition: String,
    pub(super) place: String,
}

impl IndexKey {
    pub(super) fn agenda(account: &AccountKey, day: NaiveDate) -> Self {
        Self {
            partition: agenda_partition(shard_of(account)),
            place: format!("{}#{account}", index_day(day)),
        }
    }

    pub(super) fn task(task: &Task) -> Self {
        Self {
            partition: "tasks".to_owned(),
            place: format!(
                "{}#{}#{}",
                index_day(task.opened_on),
                task.account,
                task.identity()
            ),
        }
    }

    pub(super) fn check(&self) -> Result<(), TableError> {
        check_sort_key(&self.place)
    }
}

/// The partition of all news.
pub(super) const NEWS_PARTITION: &str = "news";

/// The partition of news that was told and is kept for the weekly report.
pub(super) const TOLD_PARTITION: &str = "told";

fn news_part(news: &News) -> String {
    let manager = manager_part(news.manager.as_ref());
    format!("{manager}#{}", NewsRow::place(news))
}

/// A manager's name within keys: the hash of the folded address, and a word of its own for the creditor's manager,
/// who may be somebody else tomorrow.
pub(super) fn manager_part(manager: Option<&EmailAddress>) -> String {
    manager.map_or_else(
        || "creditor".to_owned(),
        |manager| {
            let hash = Sha256::digest(manager.folded());
            hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
        },
    )
}

/// The partition of a shard of the agenda.
pub(super) fn agenda_partition(shard: u8) -> String {
    format!("agenda#{shard:02}")
}

/// A day as the index sorts it: years of four digits. A later one stands for “not in any of our lives”.
pub(super) fn index_day(day: NaiveDate) -> NaiveDate {
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX);
    let first = NaiveDate::from_ymd_opt(0, 1, 1).unwrap_or(NaiveDate::MIN);
    day.clamp(first, last)
}

/// The shard that an account's place on the agenda is in.
fn shard_of(account: &AccountKey) -> u8 {
    let first_byte = account.as_str().get(..2).unwrap_or_default();
    u8::from_str_radix(first_byte, 16).unwrap_or(0) % AGENDA_SHARDS
}

/// Number and instalment. The instalment is always there, so that no number can pass for another's instalment.
fn invoice_part(id: &InvoiceId) -> String {
    format!("{}#{}", id.number, id.instalment.unwrap_or(0))
}

fn check_sort_key(sort_key: &str) -> Result<(), TableError> {
    if sort_key.len() > SORT_KEY_BYTES_AT_MOST {
        Err(TableError::NameTooLong {
            bytes: sort_key.len(),
            at_most: SORT_KEY_BYTES_AT_MOST,
        })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instalment_never_has_the_key_of_another_invoice() {
        let account = AccountKey::derive("acme", "C-17");
        let instalment = InvoiceId {
            number: "A".into(),
            instalment: Some(1),
        };
        let whole = InvoiceId::whole("A#1");
        let (instalment, whole) = (
            Key::open_invoice(&account, &instalment),
            Key::open_invoice(&account, &whole),
        );
        assert_eq!(instalment.sk, "invoice#A#1");
        assert_eq!(whole.sk, "invoice#A#1#0");
    }

    #[test]
    fn the_end_of_time_is_the_last_of_the_agenda() {
        let account = AccountKey::derive("acme", "C-17");
        let end = IndexKey::agenda(&account, NaiveDate::MAX).place;
        assert!(end.starts_with("9999-12-31#"), "{end}");
    }
}
