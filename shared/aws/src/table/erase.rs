//! Forgetting a customer, as far as the story's chain allows: hashes stay, words go.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use dunning::account::{Account, AccountKey};
use dunning::chain::{Entry, Link, join};
use dunning::invoice::Invoice;
use dunning::ledger::TimelineEntry;
use dunning::ports::{CommitError, PortError, Stories};
use dunning::retention;

use super::key::{IndexKey, Key, NEWS_PARTITION, TOLD_PARTITION};
use super::story::salt;
use super::write::{Condition, Write, item, kept_until};
use super::{Table, TableError};
use crate::row::{AccountRow, ClosedInvoiceRow, Item, TimelineRow, decode, text_of};
use crate::service_error::failed;

/// What the story tells last of a customer who was erased.
const ERASED: &str = "erased";

/// What an entry tells, as it stands in its row; without them only its hashes are left.
const WORDS: [&str; 5] = ["salt", "number", "instalment", "what", "detail"];

/// Sort keys within an account of what is deleted as a whole; letters only once the story has joined their tips.
const ROWS: [(&str, &str); 4] = [
    ("closed#", "closed$"),
    ("decided#", "decided$"),
    ("letter#", "letter$"),
    ("task#", "task$"),
];

impl Table {
    /// The closed invoices of an account.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn closed_invoices(&self, account: &AccountKey) -> Result<Vec<Invoice>, PortError> {
        let doing = format!("reading the closed invoices of account {account}");
        let items = self.range(account.as_str(), "closed#", "closed$", &doing).await?;
        items
            .into_iter()
            .map(|item| {
                decode::<ClosedInvoiceRow>(item)
                    .map(|row| row.invoice.into())
                    .map_err(|error| TableError::from(error).while_doing(&doing))
            })
            .collect()
    }

    /// Forgets what became of an uploaded file.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read or written.
    pub async fn forget_receipts(&self, object: &str) -> Result<(), PortError> {
        let doing = "forgetting what became of a file";
        for item in self.partition(&format!("receipt#{object}"), doing).await? {
            self.delete_item(&item, doing).await?;
        }
        Ok(())
    }

    /// Erases accounts without open invoices, in this order: everything but the heads, which keep no more than their key
    /// and the end of their story, and the stories' hashes. Done again after a failure, it goes on where it was.
    ///
    /// # Errors
    /// [`CommitError::Conflict`] if somebody else wrote meanwhile; [`PortError`] if the table failed.
    pub async fn erase(&self, accounts: &[Account], at: DateTime<Utc>) -> Result<(), CommitError> {
        let mut heads = Vec::with_capacity(accounts.len());
        for account in accounts {
            heads.push(self.erase_story(account, at).await?);
        }
        self.erase_names(accounts).await?;
        for head in heads {
            self.write_blank(&head.without_person(), at).await?;
        }
        Ok(())
    }

    async fn erase_story(&self, account: &Account, at: DateTime<Utc>) -> Result<Account, CommitError> {
        let key = &account.key;
        let doing = format!("erasing account {key}");
        let mut head = account.clone();
        head.tip = Some(self.end_story(&mut head, at, &doing).await?);
        self.keep_hashes_of_branches(key, &doing).await?;
        for (from, to) in ROWS {
            for item in self.range(key.as_str(), from, to, &doing).await? {
                self.delete_item(&item, &doing).await?;
            }
        }
        for item in self.range(key.as_str(), "time#", "time$", &doing).await? {
            if text_of(&item, "what") != Some(ERASED) {
                self.erase_words(&item, &doing).await?;
            }
        }
        Ok(head)
    }

    /// Joins all branches of the story in one last entry, so that no letter's row is needed to find an end.
    async fn end_story(
        &self,
        head: &mut Account,
        at: DateTime<Utc>,
        doing: &str,
    ) -> Result<Link, CommitError> {
        let line = TimelineEntry {
            at,
            invoice: None,
            what: ERASED.to_owned(),
            detail: "on request".to_owned(),
        };
        let story = self.story(&head.key).await?;
        let entry = join(&head.key, &story.tips, line, salt).map_err(|error| error.while_doing(doing))?;
        let entry = entry.ok_or_else(|| TableError::Request("no entry".to_owned()).while_doing(doing))?;
        let last = entry.link(&head.key);
        let at = Key::new(head.key.as_str(), TimelineRow::sort_key(&entry, &head.key));
        let row = item(&at, None, &TimelineRow::from(entry)).map_err(|error| error.while_doing(doing))?;
        head.tip = Some(last);
        let condition = Condition::equals("version", AttributeValue::N(head.version.to_string()));
        head.version = head.version.saturating_add(1);
        let first = head_item(head).map_err(|error| error.while_doing(doing))?;
        self.write_together(first, &condition, [(at, Write::Put(row))].into(), doing)
            .await?;
        Ok(last)
    }

    /// Entries that stand with their letters go with them, so what the chain needs of them gets rows of its own.
    async fn keep_hashes_of_branches(&self, account: &AccountKey, doing: &str) -> Result<(), PortError> {
        for entry in self.branches(account, doing).await? {
            let entry = Entry { told: None, ..entry };
            let at = Key::new(account.as_str(), TimelineRow::sort_key(&entry, account));
            let row = item(&at, None, &TimelineRow::from(entry)).map_err(|error| error.while_doing(doing))?;
            self.put_always(row, doing).await?;
        }
        Ok(())
    }

    async fn write_blank(&self, head: &Account, at: DateTime<Utc>) -> Result<(), CommitError> {
        let doing = &format!("erasing account {}", head.key);
        let condition = Condition::equals("version", AttributeValue::N(head.version.to_string()));
        let mut head = head.clone();
        head.version = head.version.saturating_add(1);
        let first = head_item(&head).map_err(|error| error.while_doing(doing))?;
        let first = kept_until(first, Some(retention::of_empty_account(at)));
        self.write_together(first, &condition, Default::default(), doing)
            .await
    }

    async fn erase_words(&self, item: &Item, doing: &str) -> Result<(), PortError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key_of(item)));
        let names: Vec<String> = (0..WORDS.len()).map(|number| format!("#a{number}")).collect();
        for (name, attribute) in names.iter().zip(WORDS) {
            update = update.expression_attribute_names(name, attribute);
        }
        let update = update.update_expression(format!("REMOVE {}", names.join(", ")));
        update.send().await.map(|_| ()).map_err(failed(doing))
    }

    /// Names from outside that lead to the accounts, and news of them, stand in partitions of their own: only a reading
    /// of the whole table finds them. It costs half a read unit for each 4 KB stored.
    async fn erase_names(&self, accounts: &[Account]) -> Result<(), PortError> {
        let doing = "erasing names";
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let items: Vec<Item> = self
            .client
            .scan()
            .table_name(&self.name)
            .filter_expression("begins_with(pk, :lookup) OR pk IN (:news, :told)")
            .expression_attribute_values(":lookup", text("lookup#"))
            .expression_attribute_values(":news", text(NEWS_PARTITION))
            .expression_attribute_values(":told", text(TOLD_PARTITION))
            .projection_expression("pk, sk")
            .into_paginator()
            .items()
            .send()
            .collect::<Result<_, _>>()
            .await
            .map_err(failed(doing))?;
        // An account's key is 32 hex digits; so has the hash of a manager, which is another hash.
        let keys: BTreeSet<&str> = accounts.iter().map(|account| account.key.as_str()).collect();
        let names_one = |item: &&Item| {
            let sk = text_of(item, "sk").unwrap_or_default();
            match text_of(item, "pk") {
                Some(NEWS_PARTITION | TOLD_PARTITION) => sk.split('#').any(|part| keys.contains(part)),
                _ => sk.split('#').next().is_some_and(|account| keys.contains(account)),
            }
        };
        for item in items.iter().filter(names_one) {
            self.delete_item(item, doing).await?;
        }
        Ok(())
    }

    async fn delete_item(&self, item: &Item, doing: &str) -> Result<(), PortError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key_of(item)));
        delete.send().await.map(|_| ()).map_err(failed(doing))
    }
}

fn key_of(item: &Item) -> Item {
    let key = ["pk", "sk"].into_iter();
    key.filter_map(|name| Some((name.to_owned(), item.get(name)?.clone())))
        .collect()
}

fn head_item(head: &Account) -> Result<Item, TableError> {
    let on_agenda = head.agenda.map(|day| IndexKey::agenda(&head.key, day));
    item(&Key::head(&head.key), on_agenda, &AccountRow::from(head.clone()))
}
