//! What the documents that a text names make certain, and what a person must say.

use rust_decimal::Decimal;

use super::Match;
use super::candidate::{Candidate, contains};
use super::named::{Document, Told};
use crate::account::AccountKey;
use crate::arrival::PaymentArrival;

/// What the text makes of a payment of money; none if it names nothing, or only by chance.
pub(super) fn decide(told: &Told, payment: &PaymentArrival, paying: &[AccountKey]) -> Option<Match> {
    let amount = payment.amount.amount;
    let is_meant = |document: &Document| {
        let is_payers = paying.contains(&document.account);
        is_payers || document.naming.is_likely() && (paying.is_empty() || document.naming.is_beyond_chance())
    };
    let (open, closed): (Vec<&Document>, Vec<&Document>) =
        told.documents.iter().partition(|document| document.is_open());
    let closed: Vec<&Document> = closed
        .into_iter()
        .filter(|document| document.naming.is_sure() && !document.gave_way())
        .collect();
    let (meant, by_chance): (Vec<&Document>, Vec<&Document>) =
        open.into_iter().partition(|one| is_meant(one));
    // What stands there by chance counts only where nothing better does, or if it fits too well.
    let fitting: Vec<&Document> = by_chance
        .iter()
        .filter(|one| one.due() == amount)
        .copied()
        .collect();
    match (meant.is_empty(), closed.is_empty()) {
        (true, false) if fitting.is_empty() => return once_more(&closed, payment),
        (true, true) => {
            let stands_alone = |one: &&&Document| one.due() == amount || one.naming.is_by_itself();
            let may_be: Vec<&Document> = by_chance.iter().filter(stands_alone).copied().collect();
            return (!may_be.is_empty()).then(|| Match::Ambiguous(parts(&may_be)));
        }
        _ => {}
    }
    let everything = [meant.as_slice(), fitting.as_slice()].concat();
    let currency = payment.amount.currency;
    if meant.is_empty()
        || parts(&meant)
            .iter()
            .any(|part| part.invoice.billed.currency != currency)
    {
        return Some(Match::Ambiguous(parts(&everything)));
    }
    if let Some(first) = parts(&meant).first()
        && parts(&meant).iter().all(|part| contains(&part.invoice, payment))
    {
        // Noted, so that it counts once; it takes nothing off.
        return Some(Match::Certain(vec![(first.clone(), amount)]));
    }
    if let Some(set) = exactly_paid(&meant, amount) {
        return Some(Match::Certain(filled(&set, amount)));
    }
    // One document, and nothing else: what is less is a part of it, what is more pays it all the same.
    let is_clear = fitting.is_empty() && !told.is_cut && (closed.is_empty() || amount > total(&meant));
    Some(match meant.as_slice() {
        [only] if only.naming.is_sure() && is_clear => Match::Certain(filled(&parts(&[only]), amount)),
        _ => Match::Ambiguous(parts(&everything)),
    })
}

/// All that is named, or all that is named beyond doubt, if that is exactly the sum.
fn exactly_paid(meant: &[&Document], amount: Decimal) -> Option<Vec<Candidate>> {
    let those = |is: fn(&Document) -> bool| meant.iter().filter(|one| is(one)).copied().collect::<Vec<_>>();
    let sets = [
        meant.to_vec(),
        those(|document| document.naming.is_likely()),
        those(|document| document.naming.is_sure()),
    ];
    sets.into_iter()
        .find(|set| !set.is_empty() && total(set) == amount)
        .map(|set| parts(&set))
}

fn total(documents: &[&Document]) -> Decimal {
    documents
        .iter()
        .fold(Decimal::ZERO, |sum, document| sum.saturating_add(document.due()))
}

fn parts(documents: &[&Document]) -> Vec<Candidate> {
    documents
        .iter()
        .flat_map(|document| document.open_parts())
        .cloned()
        .collect()
}

/// Every document that is named is closed: a debit that was expected, or somebody paid twice.
fn once_more(closed: &[&Document], payment: &PaymentArrival) -> Option<Match> {
    let currency = payment.amount.currency;
    match closed {
        [] => None,
        [only]
            if only
                .parts
                .iter()
                .all(|part| part.invoice.billed.currency == currency) =>
        {
            Some(Match::Certain(filled(&only.parts, payment.amount.amount)))
        }
        several => Some(Match::Ambiguous(
            several.iter().flat_map(|one| one.parts.clone()).collect(),
        )),
    }
}

/// The sum over these invoices, one after the other; what is too much stays with the last.
fn filled(parts: &[Candidate], amount: Decimal) -> Vec<(Candidate, Decimal)> {
    let mut left = amount;
    let mut filled = Vec::new();
    for (place, candidate) in parts.iter().enumerate() {
        let is_last = place + 1 == parts.len();
        let part = if is_last {
            left
        } else {
            left.min(candidate.open().max(Decimal::ZERO))
        };
        left = left.saturating_sub(part);
        if part > Decimal::ZERO {
            filled.push((candidate.clone(), part));
        }
    }
    filled
}
