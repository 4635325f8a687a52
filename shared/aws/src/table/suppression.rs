//! Addresses that are never mailed. An address is known here by its hash alone.

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
use crate::row::Spelled;

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
    let hash: String = Sha256::digest(address.folded().as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("suppression#{hash}")
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
