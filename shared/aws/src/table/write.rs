//! A single write, and a set of writes that happens whole or not at all.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use chrono::{DateTime, Utc};
use dunning::ports::{CommitError, PortError, WRITES_AT_MOST};
use serde::Serialize;

use super::grow::Growth;
use super::key::{IndexKey, Key};
use super::{Table, TableError};
use crate::row::{Item, encode, expires_at, size_bytes, value_bytes};
use crate::service_error::{ServiceError, failed};

/// DynamoDB's limits.
const ITEM_BYTES_AT_MOST: usize = 400 * 1024;
const TRANSACTION_BYTES_AT_MOST: usize = 4 * 1024 * 1024;

/// What happens to one item.
#[derive(Clone, Debug)]
pub(super) enum Write {
    /// It is written, over whatever is there.
    Put(Item),
    /// A letter's row, if a condition holds of what is there; else nothing of all is written.
    Grow(Growth),
    /// It is written unless it is there.
    PutIfAbsent(Item),
    /// It is gone.
    Delete,
}

/// What must hold of the first item, or nothing is written.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// The expression.
    pub(super) says: String,
    /// What its names stand for.
    pub(super) names: Vec<(&'static str, &'static str)>,
    /// What its values stand for.
    pub(super) values: Vec<(&'static str, AttributeValue)>,
}

impl Condition {
    /// The item is not there.
    pub(super) fn absent() -> Self {
        Self {
            says: "attribute_not_exists(pk)".to_owned(),
            names: Vec::new(),
            values: Vec::new(),
        }
    }

    /// An attribute has this value.
    pub(super) fn equals(attribute: &'static str, value: AttributeValue) -> Self {
        Self {
            says: "#attribute = :expected".to_owned(),
            names: vec![("#attribute", attribute)],
            values: vec![(":expected", value)],
        }
    }

    /// The item's story ends where it is known to end; none: it has none yet, or there is no such item.
    pub(super) fn tip(known: Option<AttributeValue>) -> Self {
        match known {
            Some(tip) => Self {
                says: "#tip = :tip".to_owned(),
                names: vec![("#tip", "tip")],
                values: vec![(":tip", tip)],
            },
            None => Self {
                says: "attribute_not_exists(#tip)".to_owned(),
                names: vec![("#tip", "tip")],
                values: Vec::new(),
            },
        }
    }

    /// Both hold.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.says = format!("{} AND {}", self.says, other.says);
        self.names.extend(other.names);
        self.values.extend(other.values);
        self
    }
}

/// A row as an item: with its keys, and its place in the index if it has one.
pub(super) fn item(key: &Key, index: Option<IndexKey>, row: &impl Serialize) -> Result<Item, TableError> {
    key.check()?;
    let mut item = encode(row)?;
    item.extend(key.item());
    if let Some(index) = index {
        index.check()?;
        item.insert("agenda_pk".to_owned(), AttributeValue::S(index.partition));
        item.insert("agenda_sk".to_owned(), AttributeValue::S(index.place));
    }
    let bytes = size_bytes(&item);
    if bytes > ITEM_BYTES_AT_MOST {
        return Err(TableError::TooLarge {
            sk: key.sk.clone(),
            bytes,
            at_most: ITEM_BYTES_AT_MOST,
        });
    }
    Ok(item)
}

/// An item that the table may forget by itself from an instant on; none: never.
pub(super) fn kept_until(mut item: Item, until: Option<DateTime<Utc>>) -> Item {
    if let Some(until) = until {
        let seconds = expires_at(until).to_string();
        item.insert("expires_at".to_owned(), AttributeValue::N(seconds));
    }
    item
}

impl Table {
    /// Writes one item if the condition holds of what is there; says whether it did.
    pub(super) async fn put_if(
        &self,
        item: Item,
        condition: &Condition,
        doing: &str,
    ) -> Result<bool, PortError> {
        let written = self.put(item, Some(condition)).await;
        match written {
            Ok(()) => Ok(true),
            Err(SdkError::ServiceError(answer)) if answer.err().is_conditional_check_failed_exception() => {
                Ok(false)
            }
            Err(error) => Err(failed(doing)(error)),
        }
    }

    /// Writes one item, over whatever is there.
    pub(super) async fn put_always(&self, item: Item, doing: &str) -> Result<(), PortError> {
        self.put(item, None).await.map_err(failed(doing))
    }

    async fn put(&self, item: Item, condition: Option<&Condition>) -> Result<(), SdkError<PutItemError>> {
        let mut request = self.client.put_item().table_name(&self.name).set_item(Some(item));
        if let Some(condition) = condition {
            request = request.condition_expression(&condition.says);
            for (name, attribute) in &condition.names {
                request = request.expression_attribute_names(*name, *attribute);
            }
            for (name, value) in &condition.values {
                request = request.expression_attribute_values(*name, value.clone());
            }
        }
        request.send().await.map(|_| ())
    }

    /// Writes an item under a condition, and others with it, all or none. One write needs no transaction, which
    /// costs twice as much.
    pub(super) async fn write_together(
        &self,
        first: Item,
        condition: &Condition,
        others: BTreeMap<Key, Write>,
        doing: &str,
    ) -> Result<(), CommitError> {
        if others.is_empty() {
            return self
                .put(first, Some(condition))
                .await
                .map_err(|error| match &error {
                    SdkError::ServiceError(answer)
                        if answer.err().is_conditional_check_failed_exception()
                            || matches!(answer.err(), PutItemError::TransactionConflictException(_)) =>
                    {
                        CommitError::Conflict
                    }
                    _ => failed(doing)(error).into(),
                });
        }
        let too_large = |error: TableError| CommitError::Port(error.while_doing(doing));
        check_size(&first, &others).map_err(too_large)?;
        let mut writes = vec![self.put_under(first, condition).map_err(too_large)?];
        for (key, write) in others {
            writes.push(self.transact_item(&key, write).map_err(too_large)?);
        }
        self.client
            .transact_write_items()
            .set_transact_items(Some(writes))
            .send()
            .await
            .map_err(|error| not_written(&error, doing))?;
        Ok(())
    }

    fn put_under(&self, item: Item, condition: &Condition) -> Result<TransactWriteItem, TableError> {
        let mut put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression(&condition.says);
        for (name, attribute) in &condition.names {
            put = put.expression_attribute_names(*name, *attribute);
        }
        for (name, value) in &condition.values {
            put = put.expression_attribute_values(*name, value.clone());
        }
        let put = put
            .build()
            .map_err(|error| TableError::Request(error.to_string()))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn transact_item(&self, key: &Key, write: Write) -> Result<TransactWriteItem, TableError> {
        let incomplete =
            |error: aws_smithy_types::error::operation::BuildError| TableError::Request(error.to_string());
        let item = TransactWriteItem::builder();
        let item = match write {
            Write::Put(fields) => {
                let put = Put::builder().table_name(&self.name).set_item(Some(fields));
                item.put(put.build().map_err(incomplete)?)
            }
            Write::Grow(growth) => item.update(self.update_grown(growth).map_err(incomplete)?),
            Write::Delete => {
                let delete = Delete::builder().table_name(&self.name).set_key(Some(key.item()));
                item.delete(delete.build().map_err(incomplete)?)
            }
            Write::PutIfAbsent(fields) => {
                item.update(self.update_if_absent(key, fields).map_err(incomplete)?)
            }
        };
        Ok(item.build())
    }

    /// A condition would fail the whole transaction, so each attribute is set only where it is missing.
    fn update_if_absent(
        &self,
        key: &Key,
        mut fields: Item,
    ) -> Result<Update, aws_smithy_types::error::operation::BuildError> {
        fields.remove("pk");
        fields.remove("sk");
        let mut update = Update::builder().table_name(&self.name).set_key(Some(key.item()));
        let mut settings = Vec::with_capacity(fields.len());
        for (index, (attribute, value)) in fields.into_iter().enumerate() {
            settings.push(format!("#a{index} = if_not_exists(#a{index}, :v{index})"));
            update = update
                .expression_attribute_names(format!("#a{index}"), attribute)
                .expression_attribute_values(format!(":v{index}"), value);
        }
        update
            .update_expression(format!("SET {}", settings.join(", ")))
            .build()
    }
}

fn check_size(first: &Item, others: &BTreeMap<Key, Write>) -> Result<(), TableError> {
    let items = others.len() + 1;
    let others_bytes: usize = others
        .iter()
        .map(|(key, write)| match write {
            Write::Put(item) | Write::PutIfAbsent(item) => size_bytes(item),
            Write::Grow(growth) => {
                size_bytes(&growth.letter) + growth.story.iter().map(value_bytes).sum::<usize>()
            }
            Write::Delete => key.pk.len() + key.sk.len(),
        })
        .sum();
    let bytes = others_bytes + size_bytes(first);
    if items > WRITES_AT_MOST || bytes > TRANSACTION_BYTES_AT_MOST {
        return Err(TableError::ChangeTooLarge {
            items,
            bytes,
            items_at_most: WRITES_AT_MOST,
            bytes_at_most: TRANSACTION_BYTES_AT_MOST,
        });
    }
    Ok(())
}

/// A cancelled transaction is a conflict if its condition failed, or if another transaction was at the same items.
fn not_written(error: &SdkError<TransactWriteItemsError>, doing: &str) -> CommitError {
    let mut source = ServiceError::from(error);
    if let SdkError::ServiceError(answer) = error
        && let TransactWriteItemsError::TransactionCanceledException(cancelled) = answer.err()
    {
        let codes: Vec<&str> = cancelled
            .cancellation_reasons()
            .iter()
            .filter_map(|reason| reason.code())
            .filter(|code| *code != "None")
            .collect();
        let conflicts = |code: &&str| matches!(*code, "ConditionalCheckFailed" | "TransactionConflict");
        if codes.iter().any(conflicts) {
            return CommitError::Conflict;
        }
        // Only the codes: the service's sentence may repeat keys.
        if let ServiceError::Refused { message, .. } = &mut source {
            *message = codes.join(", ");
        }
    }
    CommitError::Port(PortError {
        doing: doing.to_owned(),
        source: Box::new(source),
    })
}
