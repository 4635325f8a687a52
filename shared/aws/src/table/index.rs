//! Lists of what waits for somebody: open tasks, refused files, files under way.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use chrono::{DateTime, Utc};
use dunning::ports::PortError;
use dunning::receipt::Receipt;
use dunning::task::Task;

use super::key::Key;
use super::{AGENDA_INDEX, Table, TableError, read};
use crate::row::{Item, ReceiptRow, TaskRow, text_of};
use crate::service_error::failed;

/// DynamoDB's limit of one batch.
pub(super) const KEYS_A_BATCH: usize = 100;

/// How often the rest of a batch is asked for again.
const TRIES: u32 = 6;

/// A file that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedFile {
    /// The object's name, as it was uploaded.
    pub object: String,
    /// Its version.
    pub version: String,
    /// Where in the file, which field, and what was expected.
    pub why: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A file that was read and found good, and is not yet all in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUnderWay {
    /// The object's name.
    pub object: String,
    /// Its version.
    pub version: String,
    /// Arrivals applied so far.
    pub done: usize,
    /// Arrivals in all.
    pub of: usize,
    /// When it began.
    pub since: DateTime<Utc>,
}

impl Table {
    /// Every open task of every account, oldest first.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn open_tasks(&self) -> Result<Vec<Task>, PortError> {
        let doing = "listing the open tasks";
        let items = self.indexed("tasks", doing).await?;
        items
            .into_iter()
            .map(|item| read::<TaskRow, _>(item, doing))
            .collect()
    }

    /// Every file that is refused, oldest first.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn refused_files(&self) -> Result<Vec<RefusedFile>, PortError> {
        let receipts = self.receipts("refused", "listing the refused files").await?;
        let refused = receipts
            .into_iter()
            .filter_map(|(object, version, receipt)| match receipt {
                Receipt::Refused { why, at } => Some(RefusedFile {
                    object,
                    version,
                    why,
                    at,
                }),
                // The index follows the table with a moment's delay.
                Receipt::Applying { .. } | Receipt::Applied { .. } => None,
            });
        Ok(refused.collect())
    }

    /// Every file that is being applied, oldest first.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn files_under_way(&self) -> Result<Vec<FileUnderWay>, PortError> {
        let receipts = self.receipts("applying", "listing the files under way").await?;
        let under_way = receipts
            .into_iter()
            .filter_map(|(object, version, receipt)| match receipt {
                Receipt::Applying { done, of, since } => Some(FileUnderWay {
                    object,
                    version,
                    done,
                    of,
                    since,
                }),
                Receipt::Refused { .. } | Receipt::Applied { .. } => None,
            });
        Ok(under_way.collect())
    }

    async fn receipts(
        &self,
        partition: &str,
        doing: &str,
    ) -> Result<Vec<(String, String, Receipt)>, PortError> {
        let items = self.indexed(partition, doing).await?;
        items
            .into_iter()
            .map(|item| {
                let row = read::<ReceiptRow, ReceiptRow>(item, doing)?;
                Ok((row.object.clone(), row.file_version.clone(), row.into()))
            })
            .collect()
    }

    /// The items of one partition of the index, in its order. The index holds keys only, so the items are fetched;
    /// one that is gone meanwhile is left out.
    async fn indexed(&self, partition: &str, doing: &str) -> Result<Vec<Item>, PortError> {
        let entries = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(AGENDA_INDEX)
            .key_condition_expression("agenda_pk = :partition")
            .expression_attribute_values(":partition", AttributeValue::S(partition.to_owned()))
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(failed(doing))?;
        let keys: Vec<Key> = entries.iter().filter_map(key_of).collect();
        let mut found = HashMap::with_capacity(keys.len());
        for batch in keys.chunks(KEYS_A_BATCH) {
            self.fetch(batch, &mut found, doing).await?;
        }
        Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
    }

    pub(super) async fn fetch(
        &self,
        keys: &[Key],
        found: &mut HashMap<Key, Item>,
        doing: &str,
    ) -> Result<(), PortError> {
        let incomplete = |error: aws_smithy_types::error::operation::BuildError| {
            TableError::Request(error.to_string()).while_doing(doing)
        };
        let mut wanted = KeysAndAttributes::builder()
            .set_keys(Some(keys.iter().map(Key::item).collect()))
            .build()
            .map_err(incomplete)?;
        for attempt in 0..TRIES {
            let answer = self
                .client
                .batch_get_item()
                .request_items(&self.name, wanted)
                .send()
                .await
                .map_err(failed(doing))?;
            let items = answer.responses.and_then(|mut tables| tables.remove(&self.name));
            for item in items.unwrap_or_default() {
                if let Some(key) = key_of(&item) {
                    found.insert(key, item);
                }
            }
            let rest = answer
                .unprocessed_keys
                .and_then(|mut tables| tables.remove(&self.name));
            match rest {
                Some(rest) if !rest.keys().is_empty() => wanted = rest,
                _ => return Ok(()),
            }
            tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
        }
        Err(TableError::Contended {
            tries: usize::try_from(TRIES).unwrap_or(usize::MAX),
        }
        .while_doing(doing))
    }
}

fn key_of(item: &Item) -> Option<Key> {
    Some(Key::new(text_of(item, "pk")?, text_of(item, "sk")?))
}
