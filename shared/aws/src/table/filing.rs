//! Where records of decisions stand: in the head while there is room, then several in a row.
//!
//! A look at a customer to whom nothing is sent writes the head and what was decided. The head alone is one write; with
//! a row beside it, it is a transaction, which costs twice as much for each of the two. So records wait in the head as
//! long as it takes no write unit more for them, and then go into a row of their own together. What waited is true
//! whether the change that meets a full head is made or not, so its row is written before the change, alone. Of a
//! customer who owes nothing none waits: the table forgets a row by itself in its time, and a head never.

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

/// Records of one row; one record takes at most 300 kB of the 400 that an item may have.
const ROW_BYTES_AT_MOST: usize = 380 * 1024;

/// The attribute of the head.
const LATELY: &str = "lately";

#[derive(Serialize)]
struct LatelyAlone {
    lately: Vec<DecidedRow>,
}

/// Where records go.
#[derive(Default)]
pub(super) struct Filed {
    /// Into a row of their own before the change: what waited in the head.
    pub(super) beforehand: Vec<Decided>,
    /// Into rows of their own with the change.
    pub(super) together: Vec<Decided>,
    /// Into the head.
    head: Option<Lately>,
}

impl Filed {
    /// The places of what waited in the head, and of what is new. A head that may not keep any has none.
    pub(super) fn of(
        waited: Vec<Decided>,
        new: Vec<Decided>,
        head: &Item,
        may_wait: bool,
    ) -> Result<Self, TableError> {
        let all: Vec<Decided> = waited.iter().chain(&new).cloned().collect();
        let room_for = |records: &[Decided]| {
            let lately = Lately::of(records)?;
            Ok::<_, TableError>(lately.filter(|lately| may_wait && lately.has_room_in(head)))
        };
        if let Some(lately) = room_for(&all)? {
            return Ok(Self {
                head: Some(lately),
                ..Self::default()
            });
        }
        let lately = room_for(&new)?;
        Ok(Self {
            beforehand: waited,
            together: if lately.is_some() { Vec::new() } else { new },
            head: lately,
        })
    }

    /// Lays what waits into the head.
    pub(super) fn put_into(&self, head: &mut Item) {
        if let Some(Lately(records)) = &self.head {
            head.insert(LATELY.to_owned(), records.clone());
        }
    }
}

/// Records as they stand in the head.
struct Lately(AttributeValue);

impl Lately {
    /// These; none of none.
    fn of(records: &[Decided]) -> Result<Option<Self>, TableError> {
        let lately = records.iter().cloned().map(DecidedRow::from).collect();
        let mut item = encode(&LatelyAlone { lately })?;
        Ok(item.remove(LATELY).map(Self))
    }

    /// Whether the head takes no write unit more with them.
    fn has_room_in(&self, head: &Item) -> bool {
        let bytes = size_bytes(head);
        let with_them = bytes + LATELY.len() + value_bytes(&self.0);
        with_them.div_ceil(WRITE_UNIT_BYTES) == bytes.div_ceil(WRITE_UNIT_BYTES)
    }
}

/// Rows of their own for records: of what waited in a head, by the head's version; of what is new, by the version that
/// the account has from now on. A version that writes rows leaves none waiting, so the two never meet; and who writes
/// down twice what waited in one head writes the same.
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
