//! Where names from outside lead.

use dunning::account::AccountKey;
use dunning::ledger::{Found, Lookup, Name};
use dunning::ports::PortError;

use super::key::Key;
use super::write::{item, kept_until};
use super::{Table, TableError};
use crate::row::{Item, Unreadable, text_of};

impl Table {
    pub(super) async fn find_lookup(&self, lookup: &Lookup) -> Result<Vec<Found>, PortError> {
        let (kind, _) = parts(lookup);
        let doing = format!("looking up a {kind}");
        let items = self.partition(&partition(lookup), &doing).await?;
        items
            .iter()
            .map(|item| {
                found(item).ok_or_else(|| {
                    let error = Unreadable {
                        pk: format!("lookup#{kind}#…"),
                        sk: "…".to_owned(),
                        attribute: "sk".to_owned(),
                        problem: "names no account",
                    };
                    TableError::from(error).while_doing(&doing)
                })
            })
            .collect()
    }
}

/// The item of a lookup. It says all that it has to say in its key, but for how long.
pub(super) fn lookup_item(name: &Name) -> Result<(Key, Item), TableError> {
    let account = &name.found.account;
    let sk = match &name.found.invoice {
        None => account.to_string(),
        Some(number) => format!("{account}#{number}"),
    };
    let key = Key::new(partition(&name.lookup), sk);
    let item = item(&key, None, &serde_json::json!({}))?;
    Ok((key, kept_until(item, name.kept_until)))
}

fn found(item: &Item) -> Option<Found> {
    let sk = text_of(item, "sk")?;
    let (account, invoice) = match sk.split_once('#') {
        None => (sk, None),
        Some((account, number)) => (account, Some(number.to_owned())),
    };
    Some(Found {
        account: AccountKey::parse(account).ok()?,
        invoice,
    })
}

fn partition(lookup: &Lookup) -> String {
    let (kind, folded) = parts(lookup);
    format!("lookup#{kind}#{folded}")
}

fn parts(lookup: &Lookup) -> (&'static str, &str) {
    match lookup {
        Lookup::InvoiceNumber(text) => ("invoice_number", text),
        Lookup::InvoiceDigits(text) => ("invoice_digits", text),
        Lookup::CreditorReference(text) => ("creditor_reference", text),
        Lookup::CustomerNumber(text) => ("customer_number", text),
        Lookup::VatId(text) => ("vat_id", text),
        Lookup::CustomerName(text) => ("customer_name", text),
        Lookup::PayerIban(text) => ("payer_iban", text),
        Lookup::Payment(text) => ("payment", text),
        Lookup::PaymentReference(text) => ("payment_reference", text),
        Lookup::PayerSum(text) => ("payer_sum", text),
    }
}
