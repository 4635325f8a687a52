//! Every customer with what is open, read once: for lists that a person asks for.

use std::collections::BTreeMap;

use aws::Table;
use dunning::account::{Account, AccountKey};
use dunning::flow::ingest::payment_of;
use dunning::invoice::Invoice;

use crate::failure::Failure;

/// A customer, and the open invoices.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) account: Account,
    pub(crate) open: Vec<Invoice>,
}

/// Reads the whole table, page by page, and keeps no closed invoice. Those who were erased, and the accounts in which
/// payments wait, are no customers. By name, then number.
pub(crate) async fn customers(table: &Table) -> Result<Vec<Customer>, Failure> {
    let mut accounts = Vec::new();
    let mut open = BTreeMap::<AccountKey, Vec<Invoice>>::new();
    let mut behind = None;
    loop {
        let page = table.debtors(behind).await?;
        accounts.extend(page.accounts);
        for (account, invoice) in page.open {
            open.entry(account).or_default().push(invoice);
        }
        match page.next {
            Some(next) => behind = Some(next),
            None => break,
        }
    }
    accounts.retain(|account| !account.is_erased() && payment_of(account).is_none());
    let with_invoices = |account: Account| {
        let mut open = open.remove(&account.key).unwrap_or_default();
        open.sort_by(|one, other| (one.due_on, &one.id).cmp(&(other.due_on, &other.id)));
        Customer { account, open }
    };
    let mut customers: Vec<Customer> = accounts.into_iter().map(with_invoices).collect();
    customers.sort_by(|one, other| {
        let (one, other) = (&one.account, &other.account);
        (&one.name, &one.customer).cmp(&(&other.name, &other.customer))
    });
    Ok(customers)
}
