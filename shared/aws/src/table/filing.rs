//! Where records of decisions stand: in the head while there is room, then several in a row.
//!
//! A look at a customer to whom nothing is sent writes the head and what was decided. The head alone is one write; with
//! a row beside it, it is a transaction, which costs twice as much for each of the two. So records wait in the head as
//! long as it takes no write unit more for them, and then go into a row of their own together. Of a customer who owes
//! nothing none waits: the table forgets a row by itself in its time, and a head never.

use aws_sdk_dynamodb::types::AttributeValue;
use dunning::account::AccountKey;
use dunning::decided::Decided;
use serde::Serialize;

use super::TableError;
use super::key::Key;
use super::write::item;
use crate::row::{DecidedRow, DecidedTogetherRow, Item, encode, size_bytes, value_bytes};

/// What DynamoDB charges a write unit for, begun or whole.
const WRITE_UNIT_BYTES: usize = 1024;

/// Records of one row; one record takes at most 300 kB of the 400 that an item may have. What waits in a head has room
/// beside any record, so there are never more rows than new records.
const ROW_BYTES_AT_MOST: usize = 380 * 1024;

/// The attribute of the head.
const LATELY: &str = "lately";

#[derive(Serialize)]
struct LatelyAlone {
    lately: Vec<DecidedRow>,
}

/// Records as they stand in the head.
pub(super) struct Lately(AttributeValue);

impl Lately {
    /// These; none of none.
    pub(super) fn of(records: &[Decided]) -> Result<Option<Self>, TableError> {
        let lately = records.iter().cloned().map(DecidedRow::from).collect();
        let mut item = encode(&LatelyAlone { lately })?;
        Ok(item.remove(LATELY).map(Self))
    }

    /// Whether the head takes no write unit more with them.
    pub(super) fn has_room_in(&self, head: &Item) -> bool {
        let bytes = size_bytes(head);
        let with_them = bytes + LATELY.len() + value_bytes(&self.0);
        with_them.div_ceil(WRITE_UNIT_BYTES) == bytes.div_ceil(WRITE_UNIT_BYTES)
    }

    /// Lays them there.
    pub(super) fn put_into(self, head: &mut Item) {
        head.insert(LATELY.to_owned(), self.0);
    }
}

/// Rows of their own for records, with the version that the account has from now on.
pub(super) fn rows(
    account: &AccountKey,
    version: u64,
    records: Vec<Decided>,
) -> Result<Vec<(Key, Item)>, TableError> {
    let mut together: Vec<Vec<Decided>> = Vec::new();
    let mut bytes = 0;
    for record in records {
        let lately = Lately::of(std::slice::from_ref(&record))?;
        let size = lately.map_or(0, |lately| value_bytes(&lately.0));
        bytes += size;
        match together.last_mut() {
            Some(row) if bytes <= ROW_BYTES_AT_MOST => row.push(record),
            _ => {
                bytes = size;
                together.push(vec![record]);
            }
        }
    }
    let row = |(place, records)| {
        let at = Key::decided(account, version, place);
        let row = item(&at, None, &DecidedTogetherRow::of(records))?;
        Ok((at, row))
    };
    together.into_iter().enumerate().map(row).collect()
}
