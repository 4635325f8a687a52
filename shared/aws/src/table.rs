//! The one table: every port that remembers something, on DynamoDB.
//!
//! Keys `pk` and `sk` are texts. The index `agenda` (keys `agenda_pk`, `agenda_sk`, keys only) is sparse: only what
//! waits for somebody stands in it. Every item carries the `schema` number of its shape.
//!
//! | what | `pk` | `sk` | index |
//! | --- | --- | --- | --- |
//! | account: head, with the latest decisions | account key | `account` | while it has a next day: `agenda#<shard 00–63>`, `<day>#<account>` |
//! | open invoice | account key | `invoice#<number>#<instalment or 0>` | |
//! | closed invoice | account key | `closed#<number>#<instalment or 0>` | |
//! | letter, with the entries of the story that were told with it | account key | `letter#<yyyymmdd>#<attempt, 3 digits>` | |
//! | open task | account key | `task#<kind>#<subject>` | `tasks`, `<day>#<account>#<kind>#<subject>` |
//! | decisions of some days, once the head has no room for them | account key | `decided#<version that wrote them, or in whose head they waited, 20 digits>#<place, 2 digits>` | |
//! | timeline, but for what stands with letters | account key | `time#<instant, microseconds>#<hash of the entry>` | |
//! | lookup | `lookup#<kind>#<folded name>` | `<account>` or `<account>#<number>` | |
//! | suppressed address | `suppression#<SHA-256 of the folded address>` | `address` | |
//! | settings | `settings` | `policy`, `creditor`, `payments`, `templates` (which version) | |
//! | a creditor's own templates | `templates` | `own` | |
//! | the backlog's last turn | `backlog` | `turn` | |
//! | unmatched payment | `unmatched` | `<identity>` | its task stands in an account of its own |
//! | receipt | `receipt#<object>` | `<version>` | refused: `refused`; under way: `applying`; `<instant>#<object>` |
//! | news for a manager | `news` | `<hash of the address, or creditor>#<instant>#<account>#<version>` | |
//! | a manager's last digest | `digest` | `<hash of the address>` | |
//! | key of the answer links | `secret` | `answers` | |
//!
//! The stream of the table, where there is one, tells `announce` of open tasks, found by the beginning of their sort key.
//!
//! Within an account the sort keys put what a decision needs side by side: open invoices, letters and tasks are
//! one range, closed invoices and past decisions lie before it, the timeline behind it.

mod agenda;
mod backlog;
mod commit;
mod debtors;
mod digest;
mod erase;
mod filing;
mod grow;
mod histories;
mod index;
mod key;
mod load;
mod lookup;
mod receipt;
mod secret;
mod settings;
mod story;
mod suppression;
mod templates;
mod unmatched;
mod write;

pub use debtors::{DebtorsCursor, DebtorsPage};
pub use histories::{HistoriesCursor, HistoriesPage, History};
pub use index::{FileUnderWay, RefusedFile};
pub(crate) use secret::AnswerKeys;
pub use settings::{NewSetting, SettingInForce};
pub use suppression::{SuppressedAddress, address_hash};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use dunning::decided::Decided;
use dunning::ledger::{Change, Found, Ledger, LetterRecord, Lookup, TimelineEntry};
use dunning::letter::{Letter, LetterId};
use dunning::ports::{CommitError, Ledgers, PortError, ReaderError, SettingsReaders};
use dunning::{account::AccountKey, invoice::Invoice, invoice::InvoiceId};
use thiserror::Error;

use crate::environment::{self, Missing};
use crate::row::{Item, RowError, Unreadable, decode};
use crate::service_error::failed;
use key::Key;

/// The name of the sparse index.
pub const AGENDA_INDEX: &str = "agenda";

/// What the table itself can't do, apart from what the service says.
#[derive(Debug, Error)]
pub enum TableError {
    /// A row that this release can't read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A row that can't be written.
    #[error(transparent)]
    Row(#[from] RowError),
    /// A request that can't be put together.
    #[error("the request is incomplete: {0}")]
    Request(String),
    /// A setting that nobody has uploaded yet.
    #[error("there is no {what} yet: upload it with `dunlin import {file}`")]
    NoSetting {
        /// `policy` or `creditor`.
        what: &'static str,
        /// The file to upload.
        file: &'static str,
    },
    /// A setting that its reader refuses.
    #[error("the {what} can't be used")]
    BadSetting {
        /// `policy` or `creditor`.
        what: &'static str,
        /// Where, and what was expected.
        #[source]
        source: ReaderError,
    },
    /// An item beyond DynamoDB's limit.
    #[error("the item {sk} is too large: {bytes} bytes, of {at_most} allowed")]
    TooLarge {
        /// Its sort key.
        sk: String,
        /// About how large it is.
        bytes: usize,
        /// How large it may be.
        at_most: usize,
    },
    /// A sort key beyond DynamoDB's limit: a number or subject that no document should have.
    #[error("a name is too long to be stored: {bytes} bytes, of {at_most} allowed")]
    NameTooLong {
        /// How long the key would be.
        bytes: usize,
        /// How long it may be.
        at_most: usize,
    },
    /// A change beyond a transaction's limits: split it.
    #[error(
        "the change is too large: {items} items with {bytes} bytes, of {items_at_most} with {bytes_at_most}"
    )]
    ChangeTooLarge {
        /// Items to write; closing or reopening an invoice takes two.
        items: usize,
        /// About how large they are together.
        bytes: usize,
        /// Items allowed.
        items_at_most: usize,
        /// Bytes allowed.
        bytes_at_most: usize,
    },
    /// The system has no random numbers to give.
    #[error("no salt could be drawn: {0}")]
    NoChance(String),
    /// Others kept writing while this was tried.
    #[error("others wrote at every one of {tries} tries")]
    Contended {
        /// How often.
        tries: usize,
    },
}

impl TableError {
    fn while_doing(self, doing: impl Into<String>) -> PortError {
        PortError {
            doing: doing.into(),
            source: Box::new(self),
        }
    }
}

/// The table. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
    readers: SettingsReaders,
}

impl Table {
    /// A table by its name. `readers` make policy and creditor out of the texts that are stored.
    pub fn new(client: Client, name: impl Into<String>, readers: SettingsReaders) -> Self {
        Self {
            client,
            name: name.into(),
            readers,
        }
    }

    /// The table that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names none.
    pub fn from_environment(client: Client, readers: SettingsReaders) -> Result<Self, Missing> {
        Ok(Self::new(client, environment::TABLE.required()?, readers))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One cheap read, to open the connection before the first event.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn warm(&self) -> Result<(), PortError> {
        let key = Key::new("settings", "payments");
        self.item(&key, "warming the connection to the table")
            .await
            .map(|_| ())
    }

    /// An item, read strongly consistently.
    async fn item(&self, key: &Key, doing: &str) -> Result<Option<Item>, PortError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key.item()))
            .consistent_read(true)
            .send()
            .await
            .map_err(failed(doing))?;
        Ok(answer.item)
    }

    /// Every item of a partition whose sort key lies between two, in order, read strongly consistently.
    async fn range(&self, pk: &str, from: &str, to: &str, doing: &str) -> Result<Vec<Item>, PortError> {
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .expression_attribute_values(":from", AttributeValue::S(from.to_owned()))
            .expression_attribute_values(":to", AttributeValue::S(to.to_owned()))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(failed(doing))
    }

    /// Every item of a partition, in order, read strongly consistently.
    async fn partition(&self, pk: &str, doing: &str) -> Result<Vec<Item>, PortError> {
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(failed(doing))
    }
}

/// A row as a thing of the domain.
fn read<Row, Thing>(item: Item, doing: &str) -> Result<Thing, PortError>
where
    Row: serde::de::DeserializeOwned + Into<Thing>,
{
    decode::<Row>(item)
        .map(Into::into)
        .map_err(|error| TableError::from(error).while_doing(doing))
}

impl Ledgers for Table {
    async fn load(&self, account: &AccountKey) -> Result<Option<Ledger>, PortError> {
        self.load_ledger(account).await
    }

    async fn load_closed(
        &self,
        account: &AccountKey,
        invoice: &InvoiceId,
    ) -> Result<Option<Invoice>, PortError> {
        self.load_closed_invoice(account, invoice).await
    }

    async fn letter(&self, id: &LetterId) -> Result<Option<Letter>, PortError> {
        self.load_letter(id).await
    }

    async fn commit(&self, change: Change) -> Result<(), CommitError> {
        self.commit_change(change).await
    }

    async fn record(&self, record: LetterRecord) -> Result<(), CommitError> {
        self.record_letter(record).await
    }

    async fn timeline(&self, account: &AccountKey) -> Result<Vec<TimelineEntry>, PortError> {
        self.load_timeline(account).await
    }

    async fn decided(&self, account: &AccountKey) -> Result<Vec<Decided>, PortError> {
        self.load_decided(account).await
    }

    async fn find(&self, lookup: &Lookup) -> Result<Vec<Found>, PortError> {
        self.find_lookup(lookup).await
    }
}
