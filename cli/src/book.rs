//! Finding accounts and invoices in the store: all of them, or those that go by a name.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::arrival::{INSTALMENTS_AT_MOST, folded_name, folded_vat_id};
use dunning::invoice::{Invoice, InvoiceId, folded_number};
use dunning::ledger::{Ledger, Lookup};
use dunning::ports::{AGENDA_SHARDS, Agenda, Ledgers, PortError};
use futures_util::stream::{self, StreamExt, TryStreamExt};

use crate::failure::Failure;

/// Reads under way at one time: enough to hide the way to the region, few enough for a small table.
pub(crate) const READS_AT_ONCE: usize = 16;

/// An invoice that goes by the number that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct FoundInvoice {
    /// The account that it is in.
    pub(crate) ledger: Ledger,
    /// The invoice; one of several if it has instalments.
    pub(crate) invoice: Invoice,
    /// Whether it is among the open ones.
    pub(crate) is_open: bool,
}

/// Every account that waits for a day.
pub(crate) async fn accounts_on_agenda<S: Agenda>(store: &S) -> Result<BTreeSet<AccountKey>, PortError> {
    let due = accounts_due(store, NaiveDate::MAX, usize::MAX).await?;
    Ok(due.accounts)
}

/// Accounts that wait for a day, as far as they were read.
#[derive(Clone, Debug)]
pub(crate) struct DueAccounts {
    /// Who they are.
    pub(crate) accounts: BTreeSet<AccountKey>,
    /// Whether there are no more of them.
    pub(crate) is_all: bool,
}

/// The accounts that wait for a day or an earlier one, those of the earliest days; of each shard no more pages than hold
/// that many.
pub(crate) async fn accounts_due<S: Agenda>(
    store: &S,
    until: NaiveDate,
    at_most_a_shard: usize,
) -> Result<DueAccounts, PortError> {
    let shards = stream::iter(0..AGENDA_SHARDS).map(async |shard| {
        let (mut accounts, mut behind) = (Vec::new(), None);
        loop {
            let page = store.due(shard, until, behind.as_ref()).await?;
            accounts.extend(page.accounts);
            match page.next {
                Some(next) if accounts.len() < at_most_a_shard => behind = Some(next),
                next => return Ok((accounts, next.is_none())),
            }
        }
    });
    let found: Vec<(Vec<AccountKey>, bool)> = shards.buffer_unordered(READS_AT_ONCE).try_collect().await?;
    Ok(DueAccounts {
        is_all: found.iter().all(|(_, is_whole)| *is_whole),
        accounts: found.into_iter().flat_map(|(accounts, _)| accounts).collect(),
    })
}

/// The ledgers of these accounts, by customer; one that is gone meanwhile is left out.
pub(crate) async fn ledgers<S: Ledgers>(
    store: &S,
    accounts: impl IntoIterator<Item = AccountKey>,
) -> Result<Vec<Ledger>, PortError> {
    let loads = stream::iter(accounts).map(async |account: AccountKey| store.load(&account).await);
    let loaded: Vec<Option<Ledger>> = loads.buffer_unordered(READS_AT_ONCE).try_collect().await?;
    let mut ledgers: Vec<Ledger> = loaded.into_iter().flatten().collect();
    ledgers.sort_by(|one, other| {
        (&one.account.name, &one.account.key).cmp(&(&other.account.name, &other.account.key))
    });
    Ok(ledgers)
}

/// The customers that go by a number, VAT id or name.
pub(crate) async fn customers<S: Ledgers>(store: &S, name: &str) -> Result<Vec<Ledger>, Failure> {
    let lookups = [
        Lookup::CustomerNumber(name.trim().to_owned()),
        Lookup::VatId(folded_vat_id(name)),
        Lookup::CustomerName(folded_name(name)),
    ];
    let mut accounts = BTreeSet::new();
    for lookup in lookups {
        accounts.extend(store.find(&lookup).await?.into_iter().map(|found| found.account));
    }
    let found = ledgers(store, accounts).await?;
    if found.is_empty() {
        return Err(Failure::Refused(format!(
            "no customer goes by “{name}”; give the number in your books, the VAT id or the whole name"
        )));
    }
    Ok(found)
}

/// The one customer that goes by a name.
pub(crate) async fn one_customer<S: Ledgers>(store: &S, name: &str) -> Result<Ledger, Failure> {
    let mut found = customers(store, name).await?;
    match found.pop() {
        Some(ledger) if found.is_empty() => Ok(ledger),
        _ => Err(Failure::Refused(format!(
            "several customers go by “{name}”; give the number in your books"
        ))),
    }
}

/// Every invoice, open or closed, that goes by a number as people type it.
pub(crate) async fn invoices<S: Ledgers>(store: &S, typed: &str) -> Result<Vec<FoundInvoice>, Failure> {
    let number = without_instalment(typed);
    let found = store.find(&Lookup::InvoiceNumber(folded_number(number))).await?;
    let mut invoices = Vec::new();
    for (account, number) in found
        .into_iter()
        .filter_map(|found| Some((found.account, found.invoice?)))
    {
        let Some(ledger) = store.load(&account).await? else {
            continue;
        };
        let open: Vec<Invoice> = ledger
            .invoices
            .iter()
            .filter(|invoice| invoice.id.number == number)
            .cloned()
            .collect();
        let closed = closed_invoices(store, &account, &number, &open).await?;
        let found = |is_open| {
            let ledger = ledger.clone();
            move |invoice| FoundInvoice {
                ledger: ledger.clone(),
                invoice,
                is_open,
            }
        };
        invoices.extend(open.into_iter().map(found(true)));
        invoices.extend(closed.into_iter().map(found(false)));
    }
    // “INV-1 (2)” asks for one instalment.
    let exact: Vec<FoundInvoice> = invoices
        .iter()
        .filter(|found| found.invoice.id.to_string() == typed.trim())
        .cloned()
        .collect();
    let invoices = if exact.is_empty() { invoices } else { exact };
    if invoices.is_empty() {
        return Err(Failure::Refused(format!(
            "no invoice goes by “{typed}”; `dunlin import` brings invoices in, `dunlin rejected` lists refused files"
        )));
    }
    Ok(invoices)
}

/// The one open invoice that goes by a number.
pub(crate) async fn one_open_invoice<S: Ledgers>(store: &S, typed: &str) -> Result<FoundInvoice, Failure> {
    let mut found = invoices(store, typed).await?;
    found.retain(|found| found.is_open);
    the_only(found, typed)
}

/// The one invoice, open or closed, that goes by a number.
pub(crate) async fn one_invoice<S: Ledgers>(store: &S, typed: &str) -> Result<FoundInvoice, Failure> {
    the_only(invoices(store, typed).await?, typed)
}

fn the_only(mut found: Vec<FoundInvoice>, typed: &str) -> Result<FoundInvoice, Failure> {
    let names: Vec<String> = found
        .iter()
        .map(|found| format!("{} of {}", found.invoice.id, found.ledger.account.name))
        .collect();
    match found.pop() {
        Some(one) if found.is_empty() => Ok(one),
        Some(_) => Err(Failure::Refused(format!(
            "“{typed}” may be {}; say which, as written here",
            names.join(" or ")
        ))),
        None => Err(Failure::Refused(format!(
            "“{typed}” is closed; `dunlin timeline` tells why"
        ))),
    }
}

async fn closed_invoices<S: Ledgers>(
    store: &S,
    account: &AccountKey,
    number: &str,
    open: &[Invoice],
) -> Result<Vec<Invoice>, PortError> {
    let is_open = |id: &InvoiceId| open.iter().any(|invoice| &invoice.id == id);
    let mut closed = Vec::new();
    let whole = InvoiceId::whole(number);
    if !is_open(&whole) {
        closed.extend(store.load_closed(account, &whole).await?);
    }
    for instalment in 1..=INSTALMENTS_AT_MOST {
        let id = InvoiceId {
            number: number.to_owned(),
            instalment: Some(instalment),
        };
        if is_open(&id) {
            continue;
        }
        match store.load_closed(account, &id).await? {
            Some(invoice) => closed.push(invoice),
            None => break,
        }
    }
    Ok(closed)
}

/// `INV-1 (2)` → `INV-1`.
fn without_instalment(typed: &str) -> &str {
    let typed = typed.trim();
    typed
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("))
        .filter(|(_, instalment)| instalment.chars().all(|character| character.is_ascii_digit()))
        .map_or(typed, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instalment_may_be_named() {
        assert_eq!(without_instalment("INV-1 (2)"), "INV-1");
        assert_eq!(without_instalment(" INV (A) "), "INV (A)");
    }
}
