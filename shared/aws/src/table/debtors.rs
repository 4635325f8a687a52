//! The whole book for reports: every account and every invoice, open or closed.

use aws_sdk_dynamodb::types::AttributeValue;
use dunning::account::{Account, AccountKey};
use dunning::invoice::Invoice;
use dunning::ledger::Closing;
use dunning::ports::PortError;

use super::key::Key;
use super::{Table, TableError, read};
use crate::row::{AccountRow, ClosedInvoiceRow, InvoiceRow, Item, decode, text_of};
use crate::service_error::failed;

/// A page of the book; empty pages occur before the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DebtorsPage {
    /// Accounts, whether they owe anything or not.
    pub accounts: Vec<Account>,
    /// Open invoices.
    pub open: Vec<(AccountKey, Invoice)>,
    /// Closed invoices, and why they closed.
    pub closed: Vec<(AccountKey, Invoice, Closing)>,
    /// Where the next page starts; none after the last.
    pub next: Option<DebtorsCursor>,
}

/// A place in the table, between two pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebtorsCursor(Key);

impl Table {
    /// A page of the book, behind a place.
    ///
    /// Pages of one megabyte of the whole table: this costs by what is stored, not by what is due, half a read unit for
    /// each 4 KB. For reports that a person asks for; no function may do it. It is no snapshot: what is written
    /// meanwhile may be missing.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read.
    pub async fn debtors(&self, behind: Option<DebtorsCursor>) -> Result<DebtorsPage, PortError> {
        let doing = "reading every account and invoice";
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let answer = self
            .client
            .scan()
            .table_name(&self.name)
            .filter_expression("sk = :head OR begins_with(sk, :open) OR begins_with(sk, :closed)")
            .expression_attribute_values(":head", text("account"))
            .expression_attribute_values(":open", text("invoice#"))
            .expression_attribute_values(":closed", text("closed#"))
            .set_exclusive_start_key(behind.map(|cursor| cursor.0.item()))
            .send()
            .await
            .map_err(failed(doing))?;
        let mut page = DebtorsPage {
            next: answer.last_evaluated_key.as_ref().and_then(cursor),
            ..DebtorsPage::default()
        };
        for item in answer.items.unwrap_or_default() {
            page.add(item, doing)?;
        }
        Ok(page)
    }
}

impl DebtorsPage {
    fn add(&mut self, item: Item, doing: &str) -> Result<(), PortError> {
        // A name from outside may look like one of the sort keys; accounts alone have account keys.
        let Some(Ok(account)) = text_of(&item, "pk").map(AccountKey::parse) else {
            return Ok(());
        };
        match text_of(&item, "sk").unwrap_or_default() {
            "account" => self.accounts.push(read::<AccountRow, _>(item, doing)?),
            sk if sk.starts_with("invoice#") => {
                self.open.push((account, read::<InvoiceRow, _>(item, doing)?));
            }
            _ => {
                let row = decode::<ClosedInvoiceRow>(item)
                    .map_err(|error| TableError::from(error).while_doing(doing))?;
                self.closed.push((account, row.invoice.into(), row.closing.0));
            }
        }
        Ok(())
    }
}

fn cursor(key: &Item) -> Option<DebtorsCursor> {
    Some(DebtorsCursor(Key::new(text_of(key, "pk")?, text_of(key, "sk")?)))
}
