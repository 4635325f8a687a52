//! Which invoices a payment is for: conservatively, or a person is asked.
//!
//! In this order: the reference that a document asks to quote, document numbers in the text, exact amount and payer.
//! A payment that goes back undoes the one that it returns.

mod candidate;
mod certain;
mod named;
mod naming;
mod numbers;
mod payer;
mod reference;
mod returned;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub(super) use candidate::{Candidate, asked_about, asked_mark, asked_payments, is_applied, is_counted};
pub(super) use numbers::digit_keys;
pub(super) use payer::noted_sum;
pub(super) use reference::folded_reference;
pub(super) use returned::names;

use rust_decimal::Decimal;

use crate::account::AccountKey;
use crate::arrival::PaymentArrival;
use crate::creditor::PaymentDetails;
use crate::invoice::folded_number;
use crate::ledger::Lookup;
use crate::money::Money;
use crate::ports::{Ledgers, PortError};
use candidate::{counted_in, load};
use text::Text;

/// The names under which a document is looked for when money comes.
pub(super) fn invoice_names(number: &str, payment: &PaymentDetails) -> Vec<Lookup> {
    let digits = digit_keys(number).into_iter().map(Lookup::InvoiceDigits);
    let reference = payment.reference.as_deref().and_then(folded_reference);
    std::iter::once(Lookup::InvoiceNumber(folded_number(number)))
        .chain(digits)
        .chain(reference.map(Lookup::CreditorReference))
        .collect()
}

/// What a payment is for.
#[derive(Clone, Debug)]
pub(super) enum Match {
    /// These invoices, with the sum for each; the last may get more than it owes.
    Certain(Vec<(Candidate, Decimal)>),
    /// One of these, or several; a person says which.
    Ambiguous(Vec<Candidate>),
    /// Counted already.
    CountedBefore,
    /// Nothing here.
    Nothing,
}

impl Match {
    fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Ambiguous(_))
    }

    /// Whether it leads to anything but a person.
    pub(super) fn finds_something(&self) -> bool {
        match self {
            Self::Certain(_) | Self::CountedBefore => true,
            Self::Ambiguous(candidates) => candidates.iter().any(|candidate| candidate.is_open),
            Self::Nothing => false,
        }
    }
}

/// Under what the numbers that a payment's texts may name would be found.
pub(super) fn numbers_told(texts: &[String]) -> Vec<String> {
    let whole = texts.iter().map(|text| folded_number(text));
    let windows = numbers::windows(&Text::of(texts)).into_iter();
    whole.chain(windows.flat_map(|window| window.keys)).collect()
}

/// Under what the references that a payment's texts quote would be found.
pub(super) fn references_told(texts: &[String]) -> Vec<String> {
    reference::references_in(texts, &Text::of(texts))
}

/// Matches what is not yet counted of a payment.
pub(super) async fn match_payment<S: Ledgers>(
    store: &S,
    payment: &PaymentArrival,
) -> Result<Match, PortError> {
    if is_counted_as_a_whole(store, payment).await? {
        return Ok(Match::CountedBefore);
    }
    let known = store.find(&Lookup::Payment(payment.identity.clone())).await?;
    let mut counted = Decimal::ZERO;
    let mut asked_on = None;
    let mut is_told_by_its_parts = !known.is_empty();
    for candidate in load(store, &known).await? {
        counted = counted.saturating_add(counted_in(&candidate.invoice, &payment.identity));
        asked_on = asked_on.max(asked_about(&candidate.invoice, payment));
        is_told_by_its_parts &= !is_counted(&candidate.invoice, payment);
    }
    let amount = payment.amount.amount;
    let has_rest = counted.abs() < amount.abs() && counted.is_sign_negative() == amount.is_sign_negative();
    if is_told_by_its_parts || !counted.is_zero() && !has_rest {
        return Ok(Match::CountedBefore);
    }
    // Applying to several invoices may have been cut short: the rest is still to be matched.
    let rest = PaymentArrival {
        amount: Money::new(amount.saturating_sub(counted), payment.amount.currency),
        ..payment.clone()
    };
    let found = match_rest(store, &rest).await?;
    let Some(asked_on) = asked_on else {
        return Ok(found);
    };
    if amount < Decimal::ZERO {
        // It is tried again until the payment that it undoes is known; meanwhile its own question stands.
        return Ok(found);
    }
    // So may holding the candidates. What arrived since is no candidate: a person was asked about the others.
    Ok(match found {
        Match::Ambiguous(candidates) => {
            let was_there = |candidate: &Candidate| candidate.invoice.arrived_on <= asked_on;
            match candidates.into_iter().filter(was_there).collect::<Vec<_>>() {
                none if none.is_empty() => Match::CountedBefore,
                candidates => Match::Ambiguous(candidates),
            }
        }
        Match::Certain(_) | Match::CountedBefore | Match::Nothing => Match::CountedBefore,
    })
}

/// Whether the payment is a part of an entry that was counted as a whole.
async fn is_counted_as_a_whole<S: Ledgers>(store: &S, payment: &PaymentArrival) -> Result<bool, PortError> {
    let Some(whole) = &payment.part_of else {
        return Ok(false);
    };
    let told = store.find(&Lookup::Payment(whole.clone())).await?;
    let candidates = load(store, &told).await?;
    Ok(candidates
        .iter()
        .any(|candidate| is_applied(&candidate.invoice, whole)))
}

async fn match_rest<S: Ledgers>(store: &S, payment: &PaymentArrival) -> Result<Match, PortError> {
    let text = Text::of(&payment.references);
    if payment.amount.amount < Decimal::ZERO {
        return returned::decide(store, payment, &text).await;
    }
    let paying = payer::payers(store, payment).await?;
    let quoted = named::by_reference(store, payment, &text).await?;
    if quoted.documents.is_empty() {
        let told = named::by_number(store, payment, &text).await?;
        let answer = certain::decide(&told, payment, &paying);
        if let Some(answer) = answer
            .as_ref()
            .filter(|answer| !answer.is_ambiguous() || told.is_said())
        {
            return Ok(answer.clone());
        }
        // What looks like a number may be none: then the payment is for something that the payer owes.
        let by_payer = by_payer(store, &paying, payment, &text).await?;
        return Ok(match (answer, by_payer) {
            (Some(Match::Ambiguous(named)), Match::Ambiguous(owed)) => Match::Ambiguous(joined(named, owed)),
            (Some(named), Match::Nothing) => named,
            (_, by_payer) => by_payer,
        });
    }
    match certain::decide(&quoted, payment, &paying) {
        Some(Match::Certain(parts)) if is_exact(&parts) => return Ok(Match::Certain(parts)),
        _ => {}
    }
    // The text may name more than what the reference is of.
    let customers = quoted.customers();
    let is_shared = quoted.documents.len() > 1;
    let told = quoted.and_surely(named::by_number(store, payment, &text).await?);
    match (certain::decide(&told, payment, &paying), customers.as_slice()) {
        // One reference for everything that a customer owes says who pays, not for what.
        (Some(Match::Ambiguous(_)), [_]) if is_shared => by_payer(store, &customers, payment, &text).await,
        (Some(answer), _) => Ok(answer),
        (None, _) => by_payer(store, &paying, payment, &text).await,
    }
}

/// Whether nobody gets less or more than is open.
fn is_exact(parts: &[(Candidate, Decimal)]) -> bool {
    parts
        .iter()
        .all(|(candidate, part)| candidate.invoice.open().amount == *part)
}

async fn by_payer<S: Ledgers>(
    store: &S,
    paying: &[AccountKey],
    payment: &PaymentArrival,
    text: &Text,
) -> Result<Match, PortError> {
    let mut candidates = payer::open_invoices(store, paying, payment).await?;
    candidates.extend(payer::noted_as_paid(store, paying, payment).await?);
    Ok(payer::decide(candidates, paying, payment, text))
}

fn joined(mut candidates: Vec<Candidate>, others: Vec<Candidate>) -> Vec<Candidate> {
    for other in others {
        let is_it = |one: &Candidate| one.account == other.account && one.invoice.id == other.invoice.id;
        if !candidates.iter().any(is_it) {
            candidates.push(other);
        }
    }
    candidates
}
