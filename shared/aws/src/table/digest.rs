//! What waits to be told to account managers, and who was told on which day.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use aws_smithy_types::error::operation::BuildError;
use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::{Account, AccountKey, EmailAddress};
use dunning::digest::{LastDigest, REPORT_NEWS_AT_MOST};
use dunning::news::News;
use dunning::ports::{Digests, NEWS_AT_MOST, PortError};
use dunning::task::Task;
use serde::{Deserialize, Serialize};

use super::index::KEYS_A_BATCH;
use super::key::{Key, NEWS_PARTITION, TOLD_PARTITION, manager_part};
use super::write::{Condition, item};
use super::{Table, TableError, read};
use crate::row::{AccountRow, Item, NewsRow};
use crate::service_error::failed;

/// DynamoDB's limit of one batch of writes.
const WRITES_A_BATCH: usize = 25;

/// How often the rest of a batch is tried again.
const TRIES: u32 = 6;

/// Managers that are looked for.
const MANAGERS_AT_MOST: usize = 1_000;

#[derive(Serialize, Deserialize)]
struct DigestRow {
    day: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unreported_since: Option<NaiveDate>,
}

impl From<&LastDigest> for DigestRow {
    fn from(last: &LastDigest) -> Self {
        Self {
            day: last.day,
            unreported_since: last.unreported_since,
        }
    }
}

impl From<DigestRow> for LastDigest {
    fn from(row: DigestRow) -> Self {
        Self {
            day: row.day,
            unreported_since: row.unreported_since,
        }
    }
}

impl Digests for Table {
    async fn managers_with_news(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        self.managers_of(NEWS_PARTITION, "looking for whom news waits")
            .await
    }

    async fn news(&self, manager: Option<&EmailAddress>) -> Result<Vec<News>, PortError> {
        let doing = "reading a manager's news";
        let manager = manager_part(manager);
        let places = Places {
            partition: NEWS_PARTITION,
            // “$” sorts right behind “#”.
            from: format!("{manager}#"),
            to: format!("{manager}$"),
            newest_first: false,
        };
        self.news_at(&places, NEWS_AT_MOST, doing).await
    }

    async fn forget_news(&self, told: &[News]) -> Result<(), PortError> {
        let doing = "forgetting news that was told";
        let delete = |news: &News| {
            let request = DeleteRequest::builder()
                .set_key(Some(Key::news(news).item()))
                .build()?;
            Ok(WriteRequest::builder().delete_request(request).build())
        };
        self.write_batches(told.iter().map(delete), doing).await
    }

    async fn keep_told(&self, told: &[News]) -> Result<(), PortError> {
        let doing = "keeping news that was told";
        let mut rows = Vec::with_capacity(told.len());
        for news in told {
            let row = item(&Key::told(news), None, &NewsRow::told(news.clone()));
            rows.push(row.map_err(|error| error.while_doing(doing))?);
        }
        let put = |row| {
            let request = PutRequest::builder().set_item(Some(row)).build()?;
            Ok(WriteRequest::builder().put_request(request).build())
        };
        self.write_batches(rows.into_iter().map(put), doing).await?;
        self.forget_news(told).await
    }

    async fn managers_told(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        self.managers_of(TOLD_PARTITION, "looking for who was told something")
            .await
    }

    async fn news_between(
        &self,
        manager: Option<&EmailAddress>,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<News>, PortError> {
        let doing = "reading a manager's news for the weekly report";
        let manager = manager_part(manager);
        let place = |at| format!("{manager}#{}", NewsRow::instant(at));
        let mut found = BTreeMap::new();
        // What is told between the two readings is seen twice, not never: it moves from the first to the second.
        for partition in [NEWS_PARTITION, TOLD_PARTITION] {
            let places = Places {
                partition,
                from: place(from),
                to: place(until),
                newest_first: true,
            };
            let read = self.news_at(&places, REPORT_NEWS_AT_MOST, doing).await?;
            found.extend(read.into_iter().map(|news| (NewsRow::place(&news), news)));
        }
        Ok(found.into_values().rev().take(REPORT_NEWS_AT_MOST).collect())
    }

    async fn open_tasks(&self) -> Result<Vec<Task>, PortError> {
        // The inherent one.
        Self::open_tasks(self).await
    }

    async fn heads(&self, accounts: &[AccountKey]) -> Result<Vec<Account>, PortError> {
        let doing = "reading heads of accounts";
        let keys: Vec<Key> = accounts.iter().map(Key::head).collect();
        let mut found = HashMap::with_capacity(keys.len());
        for batch in keys.chunks(KEYS_A_BATCH) {
            self.fetch(batch, &mut found, doing).await?;
        }
        found
            .into_values()
            .map(|head| read::<AccountRow, _>(head, doing))
            .collect()
    }

    async fn last_digest(&self, manager: &EmailAddress) -> Result<Option<LastDigest>, PortError> {
        let doing = "reading what a manager was told last";
        let found = self.item(&Key::digest(manager), doing).await?;
        found.map(|row| read::<DigestRow, _>(row, doing)).transpose()
    }

    async fn claim_digest(&self, manager: &EmailAddress, claim: &LastDigest) -> Result<bool, PortError> {
        let earlier_or_none = Condition {
            says: "attribute_not_exists(pk) OR #day < :day".to_owned(),
            names: vec![("#day", "day")],
            values: vec![(":day", AttributeValue::S(claim.day.to_string()))],
        };
        self.put_digest(manager, claim, &earlier_or_none, "claiming a digest")
            .await
    }

    async fn settle_digest(
        &self,
        manager: &EmailAddress,
        claimed: NaiveDate,
        becomes: &LastDigest,
    ) -> Result<(), PortError> {
        let unchanged = Condition::equals("day", AttributeValue::S(claimed.to_string()));
        // Not written means that a later day was claimed meanwhile.
        self.put_digest(manager, becomes, &unchanged, "settling a digest")
            .await
            .map(|_| ())
    }
}

/// Places of news within a partition, both ends among them.
struct Places {
    partition: &'static str,
    from: String,
    to: String,
    newest_first: bool,
}

impl Table {
    async fn put_digest(
        &self,
        manager: &EmailAddress,
        last: &LastDigest,
        condition: &Condition,
        doing: &str,
    ) -> Result<bool, PortError> {
        let row = item(&Key::digest(manager), None, &DigestRow::from(last));
        let row = row.map_err(|error| error.while_doing(doing))?;
        self.put_if(row, condition, doing).await
    }

    /// From each manager's first news to the next manager's: as many small reads as there are managers.
    async fn managers_of(
        &self,
        partition: &'static str,
        doing: &str,
    ) -> Result<Vec<Option<EmailAddress>>, PortError> {
        let mut managers = Vec::new();
        let mut behind = "!".to_owned();
        while managers.len() < MANAGERS_AT_MOST {
            let places = Places {
                partition,
                from: behind,
                to: "~".to_owned(),
                newest_first: false,
            };
            let Some(first) = self.news_at(&places, 1, doing).await?.pop() else {
                break;
            };
            behind = format!("{}$", manager_part(first.manager.as_ref()));
            managers.push(first.manager);
        }
        Ok(managers)
    }

    /// News at these places, at most so much.
    async fn news_at(&self, places: &Places, at_most: usize, doing: &str) -> Result<Vec<News>, PortError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", AttributeValue::S(places.partition.to_owned()))
            .expression_attribute_values(":from", AttributeValue::S(places.from.clone()))
            .expression_attribute_values(":to", AttributeValue::S(places.to.clone()))
            .scan_index_forward(!places.newest_first)
            .consistent_read(true)
            .limit(i32::try_from(at_most).unwrap_or(i32::MAX))
            .into_paginator()
            .send();
        let mut rows: Vec<Item> = Vec::new();
        while let Some(page) = pages.next().await {
            rows.extend(page.map_err(failed(doing))?.items.unwrap_or_default());
            if rows.len() >= at_most {
                break;
            }
        }
        rows.truncate(at_most);
        rows.into_iter()
            .map(|row| read::<NewsRow, _>(row, doing))
            .collect()
    }

    async fn write_batches(
        &self,
        writes: impl Iterator<Item = Result<WriteRequest, BuildError>>,
        doing: &str,
    ) -> Result<(), PortError> {
        let unmade = |error: BuildError| TableError::Request(error.to_string()).while_doing(doing);
        let writes = writes.collect::<Result<Vec<_>, _>>().map_err(unmade)?;
        for batch in writes.chunks(WRITES_A_BATCH) {
            self.write_batch(batch.to_vec(), doing).await?;
        }
        Ok(())
    }

    async fn write_batch(&self, mut waiting: Vec<WriteRequest>, doing: &str) -> Result<(), PortError> {
        for attempt in 0..TRIES {
            let answer = self
                .client
                .batch_write_item()
                .request_items(&self.name, waiting)
                .send()
                .await
                .map_err(failed(doing))?;
            let rest = answer
                .unprocessed_items
                .and_then(|mut tables| tables.remove(&self.name));
            match rest {
                Some(rest) if !rest.is_empty() => waiting = rest,
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
