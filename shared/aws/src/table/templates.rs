//! A creditor's own templates, as texts by name. They may be large and are read by `send` alone, so a small item beside
//! the settings says which version is in force, and the texts are read only when it has changed.

use std::collections::BTreeMap;

use dunning::ports::PortError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::key::Key;
use super::write::item;
use super::{Table, read};
use crate::service_error::failed;

#[derive(Serialize, Deserialize)]
struct VersionRow {
    version: String,
}

#[derive(Serialize, Deserialize)]
struct TextsRow {
    /// An empty map is not written.
    #[serde(default)]
    files: BTreeMap<String, String>,
}

impl Table {
    /// Which templates are in force; none while only the built-in ones are.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn templates_version(&self) -> Result<Option<String>, PortError> {
        let doing = "asking which templates are in force";
        let Some(item) = self.item(&version_key(), doing).await? else {
            return Ok(None);
        };
        let row = read::<VersionRow, VersionRow>(item, doing)?;
        Ok(Some(row.version))
    }

    /// The templates in force, by name.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn templates(&self) -> Result<BTreeMap<String, String>, PortError> {
        let doing = "reading the templates";
        let Some(item) = self.item(&texts_key(), doing).await? else {
            return Ok(BTreeMap::new());
        };
        let row = read::<TextsRow, TextsRow>(item, doing)?;
        Ok(row.files)
    }

    /// Puts templates into force, all in place of those before. The version goes last: whoever sees it finds the texts.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be written.
    pub async fn put_templates(&self, files: &BTreeMap<String, String>) -> Result<(), PortError> {
        let doing = "storing the templates";
        let mut hash = Sha256::new();
        for text in files.iter().flat_map(|(name, text)| [name, text]) {
            hash.update(text.len().to_be_bytes());
            hash.update(text);
        }
        let version = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let files = files.clone();
        self.put_row(&texts_key(), &TextsRow { files }, doing).await?;
        self.put_row(&version_key(), &VersionRow { version }, doing).await
    }

    async fn put_row(&self, key: &Key, row: &impl Serialize, doing: &str) -> Result<(), PortError> {
        let item = item(key, None, row).map_err(|error| error.while_doing(doing))?;
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item))
            .send()
            .await
            .map_err(failed(doing))?;
        Ok(())
    }
}

fn version_key() -> Key {
    Key::new("settings", "templates")
}

fn texts_key() -> Key {
    Key::new("templates", "own")
}
