//! Payments that are no invoice's, and name the customer: those that wait, and the accounts that are kept of those that a
//! person or an invoice settled.

use std::collections::BTreeSet;

use aws::Table;
use dunning::account::Account;
use dunning::arrival::PaymentArrival;
use dunning::flow::ingest::payment_of;
use dunning::ledger::Lookup;
use dunning::ports::{Ledgers, UnmatchedPayments};

use super::words::Words;
use crate::failure::Failure;

/// What was found in the table.
#[derive(Default)]
pub(super) struct Payments {
    /// Payments that wait for their invoice.
    pub(super) waiting: Vec<PaymentArrival>,
    /// Accounts of payments, waiting or settled.
    pub(super) accounts: Vec<Account>,
}

impl Payments {
    /// Looks through all payments that ever waited: a reading of the whole table.
    pub(super) async fn of(table: &Table, account: &Account, words: &Words) -> Result<Self, Failure> {
        let mut found = Self::default();
        for payment in table.unmatched().await? {
            if is_of(table, &payment, account, words).await? {
                found.waiting.push(payment);
            }
        }
        let waiting: BTreeSet<&str> = found.waiting.iter().map(|one| one.identity.as_str()).collect();
        let mut behind = None;
        loop {
            let page = table.debtors(behind).await?;
            for other in page.accounts {
                let Some(identity) = payment_of(&other) else {
                    continue;
                };
                if waiting.contains(identity)
                    || words.are_in(&other.name)
                    || told(table, &other, words).await?
                {
                    found.accounts.push(other);
                }
            }
            match page.next {
                Some(next) => behind = Some(next),
                None => break,
            }
        }
        Ok(found)
    }
}

async fn is_of(
    table: &Table,
    payment: &PaymentArrival,
    account: &Account,
    words: &Words,
) -> Result<bool, Failure> {
    let said = payment.references.iter().chain(&payment.payer);
    if said.into_iter().any(|text| words.are_in(text)) {
        return Ok(true);
    }
    let Some(iban) = payment.payer_iban.clone() else {
        return Ok(false);
    };
    let payers = table.find(&Lookup::PayerIban(iban)).await?;
    Ok(payers.iter().any(|payer| payer.account == account.key))
}

/// Whether the payment's story, which repeats its text, names the customer.
async fn told(table: &Table, account: &Account, words: &Words) -> Result<bool, Failure> {
    let story = table.timeline(&account.key).await?;
    Ok(story.iter().any(|line| words.are_in(&line.detail)))
}
