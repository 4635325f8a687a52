//! The text names no invoice: the exact amount and who pays may.

use crate::account::AccountKey;
use crate::arrival::{PaymentArrival, folded_name};
use crate::ledger::{Found, Lookup};
use crate::money::{Money, totals};
use crate::ports::{Ledgers, PortError};

use super::Match;
use super::candidate::{self, Candidate, contains, is_applied};
use super::text::Text;

/// An account from which more customers' money comes belongs to a payment service: it tells nothing.
const CUSTOMERS_OF_AN_IBAN_AT_MOST: usize = 10;

/// The customers whom a payment comes from: those who paid from this IBAN before, and among them those of that name;
/// where the IBAN is new, those of that name.
pub(super) async fn payers<S: Ledgers>(
    store: &S,
    payment: &PaymentArrival,
) -> Result<Vec<AccountKey>, PortError> {
    let by_iban = match &payment.payer_iban {
        Some(iban) => accounts(store.find(&Lookup::PayerIban(iban.clone())).await?),
        None => Vec::new(),
    };
    let by_name = match payment.payer.as_deref().map(folded_name) {
        Some(name) if !name.is_empty() => accounts(store.find(&Lookup::CustomerName(name)).await?),
        _ => Vec::new(),
    };
    if by_iban.is_empty() || by_iban.len() > CUSTOMERS_OF_AN_IBAN_AT_MOST {
        return Ok(by_name);
    }
    let both: Vec<AccountKey> = by_iban
        .iter()
        .filter(|account| by_name.contains(account))
        .cloned()
        .collect();
    Ok(match (both.is_empty(), by_name.is_empty()) {
        (false, _) => both,
        (true, true) => by_iban,
        // The IBAN says one customer and the name another: it may be either.
        (true, false) => by_iban.into_iter().chain(by_name).collect(),
    })
}

fn accounts(found: Vec<Found>) -> Vec<AccountKey> {
    let mut accounts: Vec<AccountKey> = found.into_iter().map(|found| found.account).collect();
    accounts.sort();
    accounts.dedup();
    accounts
}

/// The open invoices of these customers that a payment may be for.
pub(super) async fn open_invoices<S: Ledgers>(
    store: &S,
    paying: &[AccountKey],
    payment: &PaymentArrival,
) -> Result<Vec<Candidate>, PortError> {
    let mut candidates = Vec::new();
    for account in paying {
        let Some(ledger) = store.load(account).await? else {
            continue;
        };
        let open = ledger.invoices.into_iter().filter(|invoice| {
            invoice.billed.currency == payment.amount.currency
                && !is_applied(invoice, &payment.identity)
                && !contains(invoice, payment)
        });
        candidates.extend(open.map(|invoice| Candidate {
            account: account.clone(),
            invoice,
            is_open: true,
        }));
    }
    candidate::sort(&mut candidates);
    Ok(candidates)
}

/// The invoices of these customers that a person noted as paid with exactly this sum, and that are closed since: a payment
/// that names nothing may be the one that was noted.
pub(super) async fn noted_as_paid<S: Ledgers>(
    store: &S,
    paying: &[AccountKey],
    payment: &PaymentArrival,
) -> Result<Vec<Candidate>, PortError> {
    let mut candidates = Vec::new();
    for account in paying {
        let found = store.find(&noted_sum(account, payment.amount)).await?;
        candidates.extend(candidate::load(store, &found).await?);
    }
    candidates.retain(|one| !one.is_open && one.invoice.is_noted_as_paid(payment.amount));
    Ok(candidates)
}

/// Under which sum and customer a payment that a person noted is found again when a bank tells of it.
pub(crate) fn noted_sum(account: &AccountKey, sum: Money) -> Lookup {
    Lookup::PayerSum(format!("{account}|{sum}"))
}

/// One customer pays: the one open invoice of exactly that sum is it, or all of them together; otherwise every open
/// one may be.
pub(super) fn decide(
    candidates: Vec<Candidate>,
    paying: &[AccountKey],
    payment: &PaymentArrival,
    text: &Text,
) -> Match {
    let sum = payment.amount;
    let exact: Vec<&Candidate> = candidates
        .iter()
        .filter(|one| one.invoice.open() == sum || one.invoice.is_noted_as_paid(sum))
        .collect();
    let spoken_of: Vec<&Candidate> = exact
        .iter()
        .filter(|one| ends_as_told(one, text))
        .copied()
        .collect();
    let is_one_customer = paying.len() == 1;
    match (exact.as_slice(), spoken_of.as_slice()) {
        _ if candidates.is_empty() => Match::Nothing,
        _ if !is_one_customer => Match::Ambiguous(candidates),
        ([only], _) | (_, [only]) => Match::Certain(vec![((*only).clone(), sum.amount)]),
        ([], _) if all_together(&candidates) == [sum] => {
            let whole = |one: &Candidate| (one.clone(), one.open());
            Match::Certain(candidates.iter().map(whole).collect())
        }
        _ => Match::Ambiguous(candidates),
    }
}

fn all_together(candidates: &[Candidate]) -> Vec<Money> {
    totals(candidates.iter().map(|one| one.invoice.open()))
}

/// Whether the text says the end of the number: of several invoices of one sum, `17` may pick `INV-2026-0017`.
fn ends_as_told(candidate: &Candidate, text: &Text) -> bool {
    let number = Text::of(std::slice::from_ref(&candidate.invoice.id.number));
    let Some(end) = number.runs.iter().rfind(|run| run.is_digits) else {
        return false;
    };
    text.runs
        .iter()
        .any(|run| run.is_digits && run.stripped() == end.stripped())
}
