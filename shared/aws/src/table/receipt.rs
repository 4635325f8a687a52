//! What became of each uploaded file.

use dunning::ports::{PortError, Receipts};
use dunning::receipt::Receipt;
use dunning::retention;

use super::key::{IndexKey, Key};
use super::write::{item, kept_until};
use super::{Table, read};
use crate::bucket::without_name;
use crate::row::ReceiptRow;

/// Leaves room for the instant in front of an object's name within the limit of an index key.
const OBJECT_BYTES_IN_INDEX: usize = 960;

impl Receipts for Table {
    async fn receipt(&self, object: &str, version: &str) -> Result<Option<Receipt>, PortError> {
        let doing = format!("reading the receipt of {}", without_name(object));
        let item = self.item(&receipt_key(object, version), &doing).await?;
        item.map(|item| read::<ReceiptRow, _>(item, &doing)).transpose()
    }

    async fn keep_receipt(&self, object: &str, version: &str, receipt: &Receipt) -> Result<(), PortError> {
        let doing = format!("writing the receipt of {}", without_name(object));
        let key = receipt_key(object, version);
        let row = ReceiptRow::new(object, version, receipt.clone());
        let item = item(&key, index_key(object, receipt), &row).map_err(|error| error.while_doing(&doing))?;
        let item = kept_until(item, retention::of_receipt(receipt));
        self.put_always(item, &doing).await
    }
}

/// An object without versions has the version that S3 gives it: `null`.
fn receipt_key(object: &str, version: &str) -> Key {
    let version = if version.is_empty() { "null" } else { version };
    Key::new(format!("receipt#{object}"), version)
}

/// Only what waits for somebody stands in the index.
fn index_key(object: &str, receipt: &Receipt) -> Option<IndexKey> {
    let (partition, at) = match receipt {
        Receipt::Applying { since, .. } => ("applying", since),
        Receipt::Refused { at, .. } => ("refused", at),
        Receipt::Applied { .. } => return None,
    };
    let object = &object[..object.floor_char_boundary(OBJECT_BYTES_IN_INDEX)];
    Some(IndexKey {
        partition: partition.to_owned(),
        place: format!("{}#{object}", at.format("%Y-%m-%dT%H:%M:%SZ")),
    })
}
