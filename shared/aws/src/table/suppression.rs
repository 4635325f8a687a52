//! Addresses that are never mailed. An address is known here by its hash alone.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use dunning::account::EmailAddress;
use dunning::ports::{PortError, Suppressions};
use dunning::suppression::{Suppression, SuppressionReason};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::key::Key;
use super::write::{Condition, item};
use super::{Table, read};
use crate::row::{Spelled, text_of};
use crate::service_error::failed;

const PARTITION: &str = "suppression#";

#[derive(Debug, Serialize, Deserialize)]
struct SuppressionRow {
    reason: Spelled<SuppressionReason>,
    /// The reason's rank, for the condition that keeps a stronger one.
    strength: u64,
    since: DateTime<Utc>,
}

impl From<SuppressionRow> for Suppression {
    fn from(row: SuppressionRow) -> Self {
        Self {
            reason: row.reason.0,
            since: row.since,
        }
    }
}

impl Suppressions for Table {
    async fn suppression(&self, address: &EmailAddress) -> Result<Option<Suppression>, PortError> {
        let doing = "reading the suppression list";
        let item = self.item(&suppressed(address), doing).await?;
        item.map(|item| read::<SuppressionRow, _>(item, doing))
            .transpose()
    }

    async fn suppress(&self, address: &EmailAddress, suppression: &Suppression) -> Result<(), PortError> {
        let doing = "suppressing an address";
        let strength = strength(suppression.reason);
        let row = SuppressionRow {
            reason: Spelled(suppression.reason),
            strength,
            since: suppression.since,
        };
        let item = item(&suppressed(address), None, &row).map_err(|error| error.while_doing(doing))?;
        let weaker_or_none = Condition {
            says: "attribute_not_exists(pk) OR #strength < :strength".to_owned(),
            names: vec![("#strength", "strength")],
            values: vec![(":strength", AttributeValue::N(strength.to_string()))],
        };
        // Not written means that as good a reason is there already.
        self.put_if(item, &weaker_or_none, doing).await.map(|_| ())
    }

    async fn lift(
        &self,
        address: &EmailAddress,
        strongest: SuppressionReason,
    ) -> Result<Option<Suppression>, PortError> {
        let was = self.suppression(address).await?;
        if was.is_none_or(|was| was.reason > strongest) {
            return Ok(was);
        }
        let gone = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(suppressed(address).item()))
            .condition_expression("attribute_not_exists(pk) OR #strength <= :strongest")
            .expression_attribute_names("#strength", "strength")
            .expression_attribute_values(":strongest", AttributeValue::N(strength(strongest).to_string()))
            .send()
            .await;
        match gone {
            Ok(_) => Ok(was),
            // A stronger reason came in between.
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {
                self.suppression(address).await
            }
            Err(error) => Err(failed("lifting a suppression")(error)),
        }
    }
}

/// An address that is never mailed, known by its hash alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressedAddress {
    /// As [`address_hash`] makes it.
    pub hash: String,
    /// Why, and since when.
    pub suppression: Suppression,
}

/// The name by which an address stands on the list: SHA-256 in hex, of its lower-case form.
pub fn address_hash(address: &EmailAddress) -> String {
    Sha256::digest(address.folded().as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl Table {
    /// The whole suppression list, oldest first. Reads the whole table: for a person who asks, never for a function.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn suppressions(&self) -> Result<Vec<SuppressedAddress>, PortError> {
        let doing = "reading the whole suppression list";
        let mut behind = None;
        let mut found = Vec::new();
        loop {
            let answer = self
                .client
                .scan()
                .table_name(&self.name)
                .filter_expression("begins_with(pk, :list)")
                .expression_attribute_values(":list", AttributeValue::S(PARTITION.to_owned()))
                .set_exclusive_start_key(behind.take())
                .send()
                .await
                .map_err(failed(doing))?;
            for item in answer.items.unwrap_or_default() {
                let key = text_of(&item, "pk").and_then(|key| key.strip_prefix(PARTITION));
                let hash = key.unwrap_or_default().to_owned();
                let suppression = read::<SuppressionRow, _>(item, doing)?;
                found.push(SuppressedAddress { hash, suppression });
            }
            behind = answer.last_evaluated_key;
            if behind.is_none() {
                break;
            }
        }
        found.sort_by(|one, other| {
            (one.suppression.since, &one.hash).cmp(&(other.suppression.since, &other.hash))
        });
        Ok(found)
    }
}

fn strength(reason: SuppressionReason) -> u64 {
    match reason {
        SuppressionReason::SoftBounces => 1,
        SuppressionReason::HardBounce => 2,
        SuppressionReason::Complaint => 3,
    }
}

fn suppressed(address: &EmailAddress) -> Key {
    Key::new(partition(address), "address")
}

fn partition(address: &EmailAddress) -> String {
    format!("{PARTITION}{}", address_hash(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_holds_no_address_and_no_capitals_escape_it() {
        let anna = EmailAddress::parse("Anna@Example.com").unwrap();
        let key = suppressed(&anna);
        assert_eq!(key, suppressed(&EmailAddress::parse("anna@example.com").unwrap()));
        assert_eq!(key.pk.len(), "suppression#".len() + 64);
        assert!(!key.pk.contains("anna"));
    }

    #[test]
    fn strength_has_the_order_of_the_reasons() {
        assert!(SuppressionReason::ALL.is_sorted_by_key(|reason| strength(*reason)));
    }
}
