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

/// Letters (and tasks) read at a time, newest first.
const LETTERS_A_PAGE: i32 = 200;

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
            let mut invoices = self.open_invoices(account, &doing).await?;
            // An instalment's number sorts as a text in the table, as a number here.
            invoices.sort_by(|one, other| one.id.cmp(&other.id));
            let (letters, tasks) = self
                .letters_and_tasks(account, oldest_arrival(&invoices), &doing)
                .await?;
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
        let mut records: Vec<Decided> = Vec::new();
        for item in items {
            let together = read::<DecidedTogetherRow, DecidedTogetherRow>(item, &doing)?;
            records.extend(together.records.into_iter().map(Decided::from));
        }
        let mut lately = head.map(|head| head.decided_lately).unwrap_or_default();
        lately.retain(|record| !records.contains(record));
        records.extend(lately);
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

    /// Tasks and letters lie side by side; read backwards, tasks come first and then letters from the newest, so
    /// reading stops where the letters are too old for any decision.
    async fn letters_and_tasks(
        &self,
        account: &AccountKey,
        oldest_arrival: Option<NaiveDate>,
        doing: &str,
    ) -> Result<(Vec<Letter>, Vec<Task>), PortError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", AttributeValue::S(account.to_string()))
            .expression_attribute_values(":from", AttributeValue::S("letter#".to_owned()))
            .expression_attribute_values(":to", AttributeValue::S("task$".to_owned()))
            .scan_index_forward(false)
            .consistent_read(true)
            .into_paginator()
            .page_size(LETTERS_A_PAGE)
            .send();
        let (mut letters, mut tasks) = (Vec::<Letter>::new(), Vec::<Task>::new());
        'pages: while let Some(page) = pages.next().await {
            for item in page.map_err(failed(doing))?.items.unwrap_or_default() {
                if is_task(&item) {
                    tasks.push(read::<TaskRow, _>(item, doing)?);
                    continue;
                }
                let letter: Letter = read::<LetterRow, _>(item, doing)?;
                let newest = letters.first().unwrap_or(&letter).id.day;
                if letter.id.day < letters_since(newest, oldest_arrival) {
                    break 'pages;
                }
                letters.push(letter);
            }
        }
        letters.reverse();
        tasks.reverse();
        Ok((letters, tasks))
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

fn is_task(item: &Item) -> bool {
    text_of(item, "sk").is_some_and(|sk| sk.starts_with("task#"))
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
