//! What waits to be told to account managers, and who was told on which day.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, WriteRequest};
use chrono::NaiveDate;
use dunning::account::{Account, AccountKey, EmailAddress};
use dunning::news::News;
use dunning::ports::{Digests, NEWS_AT_MOST, PortError};
use dunning::task::Task;
use serde::{Deserialize, Serialize};

use super::index::KEYS_A_BATCH;
use super::key::{Key, NEWS_PARTITION, manager_part};
use super::write::{Condition, item};
use super::{Table, TableError, read};
use crate::row::{AccountRow, Item, NewsRow};
use crate::service_error::failed;

/// DynamoDB's limit of one batch of writes.
const DELETES_A_BATCH: usize = 25;

/// How often the rest of a batch is tried again.
const TRIES: u32 = 6;

/// Managers that are looked for.
const MANAGERS_AT_MOST: usize = 1_000;

#[derive(Serialize, Deserialize)]
struct DigestRow {
    day: NaiveDate,
}

impl Digests for Table {
    /// From each manager's first news to the next manager's: as many small reads as there are managers.
    async fn managers_with_news(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        let doing = "looking for whom news waits";
        let mut managers = Vec::new();
        let mut behind = "!".to_owned();
        while managers.len() < MANAGERS_AT_MOST {
            let found = self.news_rows(&behind, "~", 1, doing).await?;
            let Some(first) = found.into_iter().next() else {
                break;
            };
            let news: News = read::<NewsRow, _>(first, doing)?;
            // “$” sorts right behind “#”.
            behind = format!("{}$", manager_part(news.manager.as_ref()));
            managers.push(news.manager);
        }
        Ok(managers)
    }

    async fn news(&self, manager: Option<&EmailAddress>) -> Result<Vec<News>, PortError> {
        let doing = "reading a manager's news";
        let manager = manager_part(manager);
        let (from, to) = (format!("{manager}#"), format!("{manager}$"));
        let rows = self.news_rows(&from, &to, NEWS_AT_MOST, doing).await?;
        rows.into_iter()
            .map(|row| read::<NewsRow, _>(row, doing))
            .collect()
    }

    async fn forget_news(&self, told: &[News]) -> Result<(), PortError> {
        for batch in told.chunks(DELETES_A_BATCH) {
            self.forget_batch(batch).await?;
        }
        Ok(())
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

    async fn claim_digest(&self, manager: &EmailAddress, day: NaiveDate) -> Result<bool, PortError> {
        let earlier_or_none = Condition {
            says: "attribute_not_exists(pk) OR #day < :day".to_owned(),
            names: vec![("#day", "day")],
            values: vec![(":day", AttributeValue::S(day.to_string()))],
        };
        self.put_digest(manager, day, &earlier_or_none, "claiming a digest")
            .await
    }

    async fn release_digest(&self, manager: &EmailAddress, day: NaiveDate) -> Result<(), PortError> {
        let unchanged = Condition::equals("day", AttributeValue::S(day.to_string()));
        let before = day.pred_opt().unwrap_or(day);
        // Not written means that a later day was claimed meanwhile.
        self.put_digest(manager, before, &unchanged, "releasing a digest")
            .await
            .map(|_| ())
    }
}

impl Table {
    async fn put_digest(
        &self,
        manager: &EmailAddress,
        day: NaiveDate,
        condition: &Condition,
        doing: &str,
    ) -> Result<bool, PortError> {
        let row = item(&Key::digest(manager), None, &DigestRow { day });
        let row = row.map_err(|error| error.while_doing(doing))?;
        self.put_if(row, condition, doing).await
    }

    /// News between two places, at most so many.
    async fn news_rows(
        &self,
        from: &str,
        to: &str,
        at_most: usize,
        doing: &str,
    ) -> Result<Vec<Item>, PortError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", AttributeValue::S(NEWS_PARTITION.to_owned()))
            .expression_attribute_values(":from", AttributeValue::S(from.to_owned()))
            .expression_attribute_values(":to", AttributeValue::S(to.to_owned()))
            .consistent_read(true)
            .limit(i32::try_from(at_most).unwrap_or(i32::MAX))
            .into_paginator()
            .send();
        let mut rows = Vec::new();
        while let Some(page) = pages.next().await {
            rows.extend(page.map_err(failed(doing))?.items.unwrap_or_default());
            if rows.len() >= at_most {
                break;
            }
        }
        rows.truncate(at_most);
        Ok(rows)
    }

    async fn forget_batch(&self, told: &[News]) -> Result<(), PortError> {
        let doing = "forgetting news that was told";
        let delete = |news: &News| {
            let request = DeleteRequest::builder()
                .set_key(Some(Key::news(news).item()))
                .build()?;
            Ok(WriteRequest::builder().delete_request(request).build())
        };
        let deletes = told.iter().map(delete).collect::<Result<Vec<_>, _>>();
        let mut waiting = deletes.map_err(|error: aws_smithy_types::error::operation::BuildError| {
            TableError::Request(error.to_string()).while_doing(doing)
        })?;
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
