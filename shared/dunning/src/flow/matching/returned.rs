//! Money that goes back: the payment that it undoes is looked for, by its own reference, by the invoices that the text
//! names, and by payer and amount.

use std::collections::BTreeMap;

use chrono::Days;
use rust_decimal::Decimal;

use super::Match;
use super::candidate::{self, Candidate, is_applied};
use super::named::{Told, by_number, by_reference};
use super::reference::names_of_payment;
use super::text::Text;
use crate::arrival::{PaymentArrival, folded_name};
use crate::invoice::AppliedPayment;
use crate::ledger::{Found, Lookup};
use crate::money::Money;
use crate::ports::{Ledgers, PortError};

/// A payment older than this is not taken for the one that comes back, unless the text says so. A debtor may have a
/// direct debit returned for eight weeks.
const RETURNED_WITHIN_DAYS: u64 = 70;

/// What a payment took off invoices, invoice by invoice.
type Parts = Vec<(Candidate, Decimal)>;

/// What goes back by a payment of a negative sum.
pub(super) async fn decide<S: Ledgers>(
    store: &S,
    payment: &PaymentArrival,
    text: &Text,
) -> Result<Match, PortError> {
    let sum = payment.amount.amount.abs();
    let mut found = Vec::new();
    for name in names_of_payment(&payment.references) {
        found.extend(store.find(&Lookup::PaymentReference(name)).await?);
    }
    for entry in payment.references.iter().filter(|text| !text.trim().is_empty()) {
        let identity = format!("ref:{}", entry.split_whitespace().collect::<String>());
        if identity != payment.identity {
            found.extend(store.find(&Lookup::Payment(identity)).await?);
        }
    }
    let by_its_name = originals(store, &found, payment, None).await?;
    if let Some(answer) = the_only(&by_its_name, sum) {
        return Ok(answer);
    }
    let told = match by_reference(store, payment, text).await? {
        told if told.documents.is_empty() => by_number(store, payment, text).await?,
        told => told,
    };
    if let Some(answer) = of_the_named(store, told, payment).await? {
        return Ok(answer);
    }
    let mut found = Vec::new();
    for key in payers_sums(payment) {
        found.extend(store.find(&key).await?);
    }
    let lately = originals(store, &found, payment, Some(RETURNED_WITHIN_DAYS)).await?;
    Ok(the_only(&lately, sum).unwrap_or_else(|| {
        // Whatever was found on the way is what a person is shown.
        let parts = by_its_name.into_iter().flatten().map(|(candidate, _)| candidate);
        match parts.collect::<Vec<_>>() {
            none if none.is_empty() => Match::Nothing,
            candidates => Match::Ambiguous(candidates),
        }
    }))
}

/// Under which sum and payer a payment is found again when it goes back.
pub(crate) fn payers_sums(payment: &PaymentArrival) -> Vec<Lookup> {
    let sum = Money::new(payment.amount.amount.abs(), payment.amount.currency);
    let name = payment
        .payer
        .as_deref()
        .map(folded_name)
        .filter(|name| !name.is_empty());
    [payment.payer_iban.clone(), name]
        .into_iter()
        .flatten()
        .map(|payer| Lookup::PayerSum(format!("{payer}|{sum}")))
        .collect()
}

/// The names by which a payment is found again when it goes back.
pub(crate) fn names(payment: &PaymentArrival) -> Vec<Lookup> {
    let references = names_of_payment(&payment.references)
        .into_iter()
        .map(Lookup::PaymentReference);
    references.chain(payers_sums(payment)).collect()
}

/// The one original of that sum goes back; of several that would go back otherwise, a person says which.
fn the_only(originals: &[Parts], sum: Decimal) -> Option<Match> {
    let total = |parts: &Parts| {
        parts
            .iter()
            .fold(Decimal::ZERO, |sum, (_, part)| sum.saturating_add(*part))
    };
    let effect = |parts: &Parts| -> Vec<_> {
        parts
            .iter()
            .map(|(one, part)| (one.account.clone(), one.invoice.id.clone(), *part))
            .collect()
    };
    let mut fitting = originals.iter().filter(|parts| total(parts) == sum);
    let first = fitting.next()?;
    if fitting.all(|other| effect(other) == effect(first)) {
        let back = |(one, part): &(Candidate, Decimal)| (one.clone(), -*part);
        return Some(Match::Certain(first.iter().map(back).collect()));
    }
    let all = originals.iter().filter(|parts| total(parts) == sum).flatten();
    let mut candidates: Vec<Candidate> = all.map(|(one, _)| one.clone()).collect();
    candidates.dedup_by(|one, other| one.account == other.account && one.invoice.id == other.invoice.id);
    Some(Match::Ambiguous(candidates))
}

/// The text names what is open again.
async fn of_the_named<S: Ledgers>(
    store: &S,
    told: Told,
    payment: &PaymentArrival,
) -> Result<Option<Match>, PortError> {
    let sum = payment.amount.amount.abs();
    let documents = told
        .documents
        .iter()
        .filter(|document| document.naming.is_likely());
    let candidates: Vec<Candidate> = documents.flat_map(|document| document.parts.clone()).collect();
    if candidates.is_empty() {
        return Ok(None);
    }
    let found = |one: &Candidate| Found {
        account: one.account.clone(),
        invoice: Some(one.invoice.id.number.clone()),
    };
    let found: Vec<Found> = candidates.iter().map(found).collect();
    let whole = originals(store, &found, payment, None).await?;
    if let Some(answer) = the_only(&whole, sum) {
        return Ok(Some(answer));
    }
    // Of a payment over several invoices, only the part of those that are named may have come back.
    let is_named = |(one, _): &(Candidate, Decimal)| {
        let is_it = |other: &Candidate| other.account == one.account && other.invoice.id == one.invoice.id;
        candidates.iter().any(is_it)
    };
    let of_named: Vec<Parts> = whole
        .into_iter()
        .map(|parts| parts.into_iter().filter(is_named).collect())
        .collect();
    if let Some(answer) = the_only(&of_named, sum) {
        return Ok(Some(answer));
    }
    Ok(Some(match candidates.as_slice() {
        [only] if may_owe_again(only, sum) => Match::Certain(vec![(only.clone(), -sum)]),
        _ => Match::Ambiguous(candidates),
    }))
}

/// Whether one invoice can bear that the sum goes back: so much was paid on it, or nothing at all was seen of its
/// payment (a direct debit that the bank only tells of when it fails).
fn may_owe_again(candidate: &Candidate, sum: Decimal) -> bool {
    let invoice = &candidate.invoice;
    let paid = invoice
        .payments
        .iter()
        .fold(Decimal::ZERO, |sum, applied| sum.saturating_add(applied.amount));
    paid >= sum
        || !invoice
            .payments
            .iter()
            .any(|applied| applied.amount > Decimal::ZERO)
}

/// The payments of money that these names lead to and that have not gone back yet, each with all its parts.
async fn originals<S: Ledgers>(
    store: &S,
    found: &[Found],
    payment: &PaymentArrival,
    within_days: Option<u64>,
) -> Result<Vec<Parts>, PortError> {
    let candidates = candidate::load(store, found).await?;
    let mut identities = BTreeMap::<String, ()>::new();
    for candidate in &candidates {
        for applied in standing(candidate) {
            let age_limit = within_days.map(|days| applied.booked_on.checked_add_days(Days::new(days)));
            let is_recent =
                age_limit.is_none_or(|limit| limit.is_none_or(|limit| payment.booked_on <= limit));
            if applied.booked_on <= payment.booked_on && is_recent {
                identities.insert(applied.identity.clone(), ());
            }
        }
    }
    let mut originals = Vec::new();
    for identity in identities.into_keys() {
        // A payment over several invoices goes back from all of them.
        let told = store.find(&Lookup::Payment(identity.clone())).await?;
        let all: Vec<Found> = told.into_iter().chain(found.iter().cloned()).collect();
        let parts: Parts = candidate::load(store, &all)
            .await?
            .into_iter()
            .filter(|one| one.invoice.billed.currency == payment.amount.currency)
            .filter(|one| !is_applied(&one.invoice, &payment.identity))
            .filter_map(|one| {
                let part = standing(&one)
                    .into_iter()
                    .find(|applied| applied.identity == identity)?
                    .amount;
                Some((one, part))
            })
            .collect();
        if !parts.is_empty() {
            originals.push(parts);
        }
    }
    Ok(originals)
}

/// The payments of money on an invoice that have not gone back, as far as sums tell: each that went back undoes the
/// oldest of its sum.
fn standing(candidate: &Candidate) -> Vec<AppliedPayment> {
    let (money, back): (Vec<AppliedPayment>, Vec<AppliedPayment>) = candidate
        .invoice
        .payments
        .iter()
        .cloned()
        .partition(|applied| applied.amount > Decimal::ZERO);
    let mut standing = money;
    standing.sort_by(|one, other| (one.booked_on, &one.identity).cmp(&(other.booked_on, &other.identity)));
    for returned in back {
        if let Some(place) = standing
            .iter()
            .position(|applied| applied.amount == -returned.amount)
        {
            standing.remove(place);
        }
    }
    standing
}
