//! The keys that sign the links to the answers page. They are made once, by whoever needs them first.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dunning::ports::PortError;
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::write::{Condition, item};
use super::{Table, TableError, read};
use crate::row::Unreadable;

const PARTITION: &str = "secret";
const SORT_KEY: &str = "answers";
const KEY_BYTES: usize = 32;

/// Both are good; the current one signs. The one before it lets older letters' links live on after a rotation.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct AnswerKeys {
    pub(crate) current: Vec<u8>,
    pub(crate) previous: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct KeysRow {
    current: String,
    previous: Option<String>,
    version: u64,
}

impl Table {
    /// The keys, made if there are none.
    pub(crate) async fn answer_keys(&self) -> Result<AnswerKeys, PortError> {
        let doing = "reading the key of the answer links";
        if let Some(row) = self.stored_keys(doing).await? {
            return keys_of(&row).map_err(|error| error.while_doing(doing));
        }
        let row = KeysRow {
            current: new_key(doing)?,
            previous: None,
            version: 1,
        };
        if self.put_keys(&row, &Condition::absent(), doing).await? {
            return keys_of(&row).map_err(|error| error.while_doing(doing));
        }
        // Somebody else was first: theirs it is.
        let row = self.stored_keys(doing).await?;
        let row = row.ok_or_else(|| TableError::Contended { tries: 1 }.while_doing(doing))?;
        keys_of(&row).map_err(|error| error.while_doing(doing))
    }

    /// Signs links with a new key from now on. Links signed with the present key stay good until the next rotation.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read or written, or somebody else rotates at the same time.
    pub async fn rotate_answer_key(&self) -> Result<(), PortError> {
        let doing = "rotating the key of the answer links";
        let stored = self.stored_keys(doing).await?;
        let version = stored.as_ref().map_or(0, |row| row.version);
        let condition = match version {
            0 => Condition::absent(),
            version => Condition::equals(
                "version",
                aws_sdk_dynamodb::types::AttributeValue::N(version.to_string()),
            ),
        };
        let row = KeysRow {
            current: new_key(doing)?,
            previous: stored.map(|row| row.current),
            version: version.saturating_add(1),
        };
        if self.put_keys(&row, &condition, doing).await? {
            Ok(())
        } else {
            Err(TableError::Contended { tries: 1 }.while_doing(doing))
        }
    }

    async fn stored_keys(&self, doing: &str) -> Result<Option<KeysRow>, PortError> {
        let item = self.item(&Key::new(PARTITION, SORT_KEY), doing).await?;
        item.map(|item| read::<KeysRow, KeysRow>(item, doing)).transpose()
    }

    async fn put_keys(&self, row: &KeysRow, condition: &Condition, doing: &str) -> Result<bool, PortError> {
        let key = Key::new(PARTITION, SORT_KEY);
        let item = item(&key, None, row).map_err(|error| error.while_doing(doing))?;
        self.put_if(item, condition, doing).await
    }
}

/// The one place where chance is wanted: nobody may guess the key.
fn new_key(doing: &str) -> Result<String, PortError> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(|error| PortError {
        doing: doing.to_owned(),
        source: Box::new(error),
    })?;
    Ok(STANDARD.encode(key))
}

fn keys_of(row: &KeysRow) -> Result<AnswerKeys, TableError> {
    let bytes = |text: &String, attribute: &str| {
        STANDARD
            .decode(text)
            .ok()
            .filter(|key| key.len() == KEY_BYTES)
            .ok_or_else(|| {
                TableError::Unreadable(Unreadable {
                    pk: PARTITION.to_owned(),
                    sk: SORT_KEY.to_owned(),
                    attribute: attribute.to_owned(),
                    problem: "is no key of 32 bytes",
                })
            })
    };
    Ok(AnswerKeys {
        current: bytes(&row.current, "current")?,
        previous: row
            .previous
            .as_ref()
            .map(|previous| bytes(previous, "previous"))
            .transpose()?,
    })
}
