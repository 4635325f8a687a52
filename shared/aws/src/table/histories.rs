//! The whole book for the operator's report: each account with all its invoices and letters, one account at a time.

use std::collections::HashSet;

use aws_sdk_dynamodb::types::AttributeValue;
use dunning::account::{Account, AccountKey};
use dunning::invoice::Invoice;
use dunning::ledger::Closing;
use dunning::letter::Letter;
use dunning::ports::PortError;

use super::key::Key;
use super::{Table, TableError, read};
use crate::row::{AccountRow, ClosedInvoiceRow, InvoiceRow, Item, LetterRow, decode, text_of};
use crate::service_error::failed;

/// An account with everything that was ever billed and written to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Whose.
    pub key: AccountKey,
    /// The head; none in the moment between an account's last row and its head.
    pub account: Option<Account>,
    /// Open invoices.
    pub open: Vec<Invoice>,
    /// Closed invoices, and why they closed.
    pub closed: Vec<(Invoice, Closing)>,
    /// Letters, whatever became of them.
    pub letters: Vec<Letter>,
}

/// Some accounts whole, and where to go on; pages without any account occur before the last.
#[derive(Clone, Debug, Default)]
pub struct HistoriesPage {
    /// Accounts whose every row was read.
    pub histories: Vec<History>,
    /// Where the next page starts; none after the last.
    pub next: Option<HistoriesCursor>,
}

/// A place in the table, what was read of the account that lies across it, and which accounts are behind it.
#[derive(Clone, Debug)]
pub struct HistoriesCursor {
    place: Key,
    unfinished: Option<History>,
    finished: HashSet<AccountKey>,
}

impl Table {
    /// A page of accounts, behind a place.
    ///
    /// Reads pages of one megabyte of the whole table, as [`Table::debtors`] does and at the same price; no function may
    /// do it. A scan gives the items of one partition one after the other, so an account is whole when the next begins;
    /// if that were ever not so, this fails rather than tell half an account. It is no snapshot.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn histories(&self, behind: Option<HistoriesCursor>) -> Result<HistoriesPage, PortError> {
        let doing = "reading every account with its invoices and letters";
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let (place, mut reading) = match behind {
            Some(cursor) => (Some(cursor.place.item()), Reading::behind(cursor)),
            None => (None, Reading::default()),
        };
        let answer = self
            .client
            .scan()
            .table_name(&self.name)
            .filter_expression(
                "sk = :head OR begins_with(sk, :open) OR begins_with(sk, :closed) OR begins_with(sk, :letter)",
            )
            .expression_attribute_values(":head", text("account"))
            .expression_attribute_values(":open", text("invoice#"))
            .expression_attribute_values(":closed", text("closed#"))
            .expression_attribute_values(":letter", text("letter#"))
            .set_exclusive_start_key(place)
            .send()
            .await
            .map_err(failed(doing))?;
        for item in answer.items.unwrap_or_default() {
            reading.add(item, doing)?;
        }
        Ok(reading.into_page(answer.last_evaluated_key.as_ref().and_then(place_of)))
    }
}

/// A page while it is read.
#[derive(Default)]
struct Reading {
    whole: Vec<History>,
    unfinished: Option<History>,
    finished: HashSet<AccountKey>,
}

impl Reading {
    fn behind(cursor: HistoriesCursor) -> Self {
        Self {
            whole: Vec::new(),
            unfinished: cursor.unfinished,
            finished: cursor.finished,
        }
    }

    fn add(&mut self, item: Item, doing: &str) -> Result<(), PortError> {
        // A name from outside may look like one of the sort keys; accounts alone have account keys.
        let Some(Ok(key)) = text_of(&item, "pk").map(AccountKey::parse) else {
            return Ok(());
        };
        let mut history = match self.unfinished.take() {
            Some(history) if history.key == key => history,
            before => {
                if let Some(before) = before {
                    self.finished.insert(before.key.clone());
                    self.whole.push(before);
                }
                if self.finished.contains(&key) {
                    return Err(TableError::Request(
                        "the table gave one account's rows in two places".to_owned(),
                    )
                    .while_doing(doing));
                }
                History {
                    key,
                    account: None,
                    open: Vec::new(),
                    closed: Vec::new(),
                    letters: Vec::new(),
                }
            }
        };
        history.add(item, doing)?;
        self.unfinished = Some(history);
        Ok(())
    }

    fn into_page(mut self, place: Option<Key>) -> HistoriesPage {
        let next = match place {
            Some(place) => Some(HistoriesCursor {
                place,
                unfinished: self.unfinished,
                finished: self.finished,
            }),
            None => {
                self.whole.extend(self.unfinished);
                None
            }
        };
        HistoriesPage {
            histories: self.whole,
            next,
        }
    }
}

impl History {
    fn add(&mut self, item: Item, doing: &str) -> Result<(), PortError> {
        match text_of(&item, "sk").unwrap_or_default() {
            "account" => self.account = Some(read::<AccountRow, _>(item, doing)?),
            sk if sk.starts_with("invoice#") => self.open.push(read::<InvoiceRow, _>(item, doing)?),
            sk if sk.starts_with("letter#") => self.letters.push(read::<LetterRow, _>(item, doing)?),
            _ => {
                let row = decode::<ClosedInvoiceRow>(item)
                    .map_err(|error| TableError::from(error).while_doing(doing))?;
                self.closed.push((row.invoice.into(), row.closing.0));
            }
        }
        Ok(())
    }
}

fn place_of(key: &Item) -> Option<Key> {
    Some(Key::new(text_of(key, "pk")?, text_of(key, "sk")?))
}
