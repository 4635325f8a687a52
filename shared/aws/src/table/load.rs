//! Reading an account as one consistent version.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{Days, NaiveDate};
use dunning::account::{Account, AccountKey};
use dunning::chain::Entry;
use dunning::decided::Decided;
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ledger::{Ledger, TimelineEntry};
use dunning::letter::{Letter, LetterId};
use dunning::ports::PortError;
use dunning::task::Task;

use super::key::Key;
use super::{Table, TableError, read};
use crate::row::{
    AccountRow, ClosedInvoiceRow, DecidedTogetherRow, InvoiceRow, Item, LetterRow, TaskRow, decode, text_of,
};
use crate::service_error::failed;

/// How often a load starts again because somebody wrote meanwhile.
const TRIES: usize = 8;

/// Tasks, letters and open invoices read at a time, the newest letters first.
const ROWS_A_PAGE: i32 = 200;

/// Letters this old still count against the limits of contact.
const LETTERS_OF_DAYS: u64 = 30;

impl Table {
    /// Pages are no snapshot: the head's version, read before the first and after the last, makes them one.
    pub(super) async fn load_ledger(&self, account: &AccountKey) -> Result<Option<Ledger>, PortError> {
        let doing = format!("reading the ledger of account {account}");
        for attempt in 0..TRIES {
            let Some(head) = self.item(&Key::head(account), &doing).await? else {
                return Ok(None);
            };
            let head: Account = read::<AccountRow, _>(head, &doing)?;
            let Beside {
                mut invoices,
                letters,
                tasks,
            } = self.beside_the_head(account, &doing).await?;
            // An instalment's number sorts as a text in the table, as a number here.
            invoices.sort_by(|one, other| one.id.cmp(&other.id));
            if self.version(account, &doing).await? == Some(head.version) {
                return Ok(Some(Ledger {
                    account: head,
                    invoices,
                    letters,
                    tasks,
                }));
            }
            // Whoever writes this fast is soon done, or is as eager to read.
            tokio::time::sleep(Duration::from_millis(10 << attempt)).await;
        }
        Err(TableError::Contended { tries: TRIES }.while_doing(doing))
    }

    pub(super) async fn load_closed_invoice(
        &self,
        account: &AccountKey,
        invoice: &InvoiceId,
    ) -> Result<Option<Invoice>, PortError> {
        let doing = format!("reading a closed invoice of account {account}");
        let item = self.item(&Key::closed_invoice(account, invoice), &doing).await?;
        item.map(|item| {
            decode::<ClosedInvoiceRow>(item)
                .map(|row| row.invoice.into())
                .map_err(|error| TableError::from(error).while_doing(&doing))
        })
        .transpose()
    }

    pub(super) async fn load_letter(&self, id: &LetterId) -> Result<Option<Letter>, PortError> {
        let doing = format!("reading letter {id}");
        let item = self.item(&Key::letter(id), &doing).await?;
        item.map(|item| read::<LetterRow, _>(item, &doing)).transpose()
    }

    pub(super) async fn load_timeline(&self, account: &AccountKey) -> Result<Vec<TimelineEntry>, PortError> {
        let doing = format!("reading the timeline of account {account}");
        let entries = self.entries(account, &doing).await?;
        let mut lines: Vec<TimelineEntry> = entries.iter().filter_map(Entry::line).collect();
        lines.sort_by_key(|line| line.at);
        Ok(lines)
    }

    pub(super) async fn load_decided(&self, account: &AccountKey) -> Result<Vec<Decided>, PortError> {
        let doing = format!("reading the decisions of account {account}");
        // The head first: what goes from there into a row meanwhile is then found twice, and never missed.
        let head = self.item(&Key::head(account), &doing).await?;
        let head: Option<Account> = head.map(|head| read::<AccountRow, _>(head, &doing)).transpose()?;
        let items = self
            .range(account.as_str(), "decided#", "decided$", &doing)
            .await?;
        let mut found: Vec<Decided> = Vec::new();
        for item in items {
            let together = read::<DecidedTogetherRow, DecidedTogetherRow>(item, &doing)?;
            found.extend(together.records.into_iter().map(Decided::from));
        }
        found.extend(head.map(|head| head.decided_lately).unwrap_or_default());
        // So is what was written down for a change that then was not made.
        let mut records: Vec<Decided> = Vec::with_capacity(found.len());
        for record in found {
            if !records.contains(&record) {
                records.push(record);
            }
        }
        // Stable: those of one day stay in the order of writing.
        records.sort_by_key(|record| record.day);
        Ok(records)
    }

    async fn open_invoices(&self, account: &AccountKey, doing: &str) -> Result<Vec<Invoice>, PortError> {
        let items = self
            .range(account.as_str(), "invoice#", "invoice$", doing)
            .await?;
        items
            .into_iter()
            .map(|item| read::<InvoiceRow, _>(item, doing))
            .collect()
    }

    /// Open invoices, letters and tasks lie side by side. Read backwards, tasks come first, then letters from the newest,
    /// then invoices: of most customers all on one page. Of others only the invoices tell where letters are too old for
    /// any decision, so they are read by themselves.
    async fn beside_the_head(&self, account: &AccountKey, doing: &str) -> Result<Beside, PortError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", AttributeValue::S(account.to_string()))
            .expression_attribute_values(":from", AttributeValue::S("invoice#".to_owned()))
            .expression_attribute_values(":to", AttributeValue::S("task$".to_owned()))
            .scan_index_forward(false)
            .consistent_read(true)
            .into_paginator()
            .page_size(ROWS_A_PAGE)
            .send();
        let mut found = Beside::default();
        let mut every_invoice = None;
        while let Some(page) = pages.next().await {
            let page = page.map_err(failed(doing))?;
            let is_last = page.last_evaluated_key.is_none();
            for item in page.items.unwrap_or_default() {
                found.add(item, doing)?;
            }
            if is_last {
                break;
            }
            let invoices = match every_invoice.take() {
                Some(invoices) => invoices,
                None => self.open_invoices(account, doing).await?,
            };
            let is_past_letters = !found.invoices.is_empty() || found.has_letters_before_any_of(&invoices);
            every_invoice = Some(invoices);
            if is_past_letters {
                break;
            }
        }
        found.invoices = every_invoice.unwrap_or(found.invoices);
        found.letters.reverse();
        found.tasks.reverse();
        found.forget_old_letters();
        Ok(found)
    }

    async fn version(&self, account: &AccountKey, doing: &str) -> Result<Option<u64>, PortError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(Key::head(account).item()))
            .projection_expression("#version")
            .expression_attribute_names("#version", "version")
            .consistent_read(true)
            .send()
            .await
            .map_err(failed(doing))?;
        let version = answer.item.as_ref().and_then(|item| item.get("version"));
        Ok(version.and_then(|version| version.as_n().ok()?.parse().ok()))
    }
}

/// What an account is besides its head.
#[derive(Default)]
struct Beside {
    invoices: Vec<Invoice>,
    letters: Vec<Letter>,
    tasks: Vec<Task>,
}

impl Beside {
    fn add(&mut self, item: Item, doing: &str) -> Result<(), PortError> {
        let place = text_of(&item, "sk").unwrap_or_default();
        if place.starts_with("invoice#") {
            self.invoices.push(read::<InvoiceRow, _>(item, doing)?);
        } else if place.starts_with("letter#") {
            self.letters.push(read::<LetterRow, _>(item, doing)?);
        } else {
            self.tasks.push(read::<TaskRow, _>(item, doing)?);
        }
        Ok(())
    }

    /// Whether letters, from the newest on, go back behind those that matter for these invoices.
    fn has_letters_before_any_of(&self, invoices: &[Invoice]) -> bool {
        match (self.letters.first(), self.letters.last()) {
            (Some(newest), Some(oldest)) => {
                oldest.id.day < letters_since(newest.id.day, oldest_arrival(invoices))
            }
            _ => false,
        }
    }

    /// Leaves the letters, now from the oldest on, that may matter for a decision.
    fn forget_old_letters(&mut self) {
        if let Some(newest) = self.letters.last() {
            let since = letters_since(newest.id.day, oldest_arrival(&self.invoices));
            self.letters.retain(|letter| letter.id.day >= since);
        }
    }
}

/// The day on which the oldest open invoice came; no letter about an open invoice is older.
fn oldest_arrival(invoices: &[Invoice]) -> Option<NaiveDate> {
    invoices.iter().map(|invoice| invoice.arrived_on).min()
}

/// The first day whose letters may matter. Counted from the newest letter, because nobody here knows what day it
/// is; that reads too many rather than too few. A day is added for arrivals that were dated elsewhere on earth.
fn letters_since(newest: NaiveDate, oldest_arrival: Option<NaiveDate>) -> NaiveDate {
    let before = |day: NaiveDate, days| day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
    let for_limits = before(newest, LETTERS_OF_DAYS);
    oldest_arrival.map_or(for_limits, |arrival| for_limits.min(before(arrival, 1)))
}
