//! The chained story of an account.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use dunning::account::AccountKey;
use dunning::chain::{Entry, Fingerprint, Link, Salt, Story, in_order};
use dunning::letter::Letter;
use dunning::ports::{PortError, Stories};
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::{Table, TableError, read};
use crate::row::{Branch, Item, LetterRow, Packed, TimelineRow};

/// How often a story is read again because somebody added to it meanwhile.
const TRIES: usize = 8;

/// The tip of the head or of a letter, as it stands in its row.
#[derive(Serialize, Deserialize)]
pub(super) struct TipAlone {
    pub(super) tip: Option<Packed<Link>>,
}

impl Stories for Table {
    /// Tips move with every entry: if they are the same before and after the reading, nothing was added between.
    async fn story(&self, account: &AccountKey) -> Result<Story, PortError> {
        let doing = format!("reading the story of account {account}");
        for _ in 0..TRIES {
            let before = self.tips(account, &doing).await?;
            let entries = self.entries(account, &doing).await?;
            let tips = self.tips(account, &doing).await?;
            if before == tips {
                return Ok(Story { entries, tips });
            }
        }
        Err(TableError::Contended { tries: TRIES }.while_doing(doing))
    }

    async fn every_letter(&self, account: &AccountKey) -> Result<Vec<Letter>, PortError> {
        let doing = format!("reading the letters of account {account}");
        let items = self.range(account.as_str(), "letter#", "letter$", &doing).await?;
        items
            .into_iter()
            .map(|item| read::<LetterRow, _>(item, &doing))
            .collect()
    }
}

impl Table {
    /// The entries alone, in their order: those of the trunk, and those that stand with their letters.
    pub(super) async fn entries(&self, account: &AccountKey, doing: &str) -> Result<Vec<Entry>, PortError> {
        // Letters first: an erasure moves their entries into rows of their own, where they are then found.
        let told_with_letters = self.branches(account, doing).await?;
        let items = self.range(account.as_str(), "time#", "time$", doing).await?;
        let mut entries = items
            .into_iter()
            .map(|item| read::<TimelineRow, Entry>(item, doing))
            .collect::<Result<Vec<_>, _>>()?;
        let known: BTreeSet<Fingerprint> = entries.iter().map(|entry| entry.hash(account)).collect();
        let new = |entry: &Entry| !known.contains(&entry.hash(account));
        entries.extend(told_with_letters.into_iter().filter(new));
        Ok(in_order(account, entries))
    }

    /// The entries that stand with their letters.
    pub(super) async fn branches(&self, account: &AccountKey, doing: &str) -> Result<Vec<Entry>, PortError> {
        let mut entries = Vec::new();
        for item in self.range(account.as_str(), "letter#", "letter$", doing).await? {
            entries.extend(read::<Branch, Branch>(item, doing)?.entries());
        }
        Ok(entries)
    }

    async fn tips(&self, account: &AccountKey, doing: &str) -> Result<Vec<Link>, PortError> {
        let mut items: Vec<Item> = self.item(&Key::head(account), doing).await?.into_iter().collect();
        items.extend(self.range(account.as_str(), "letter#", "letter$", doing).await?);
        let mut tips = Vec::new();
        for item in items {
            tips.extend(read::<TipAlone, TipAlone>(item, doing)?.tip.map(|tip| tip.0));
        }
        tips.sort_unstable();
        tips.dedup();
        Ok(tips)
    }
}

/// The tip in a row, as the table has it.
pub(super) fn stored_tip(item: &Item) -> Option<AttributeValue> {
    item.get("tip").cloned()
}

/// Chance, by which nobody who reads a seal finds out what was told.
pub(super) fn salt() -> Result<Salt, TableError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| TableError::NoChance(error.to_string()))?;
    Ok(Salt(salt))
}
