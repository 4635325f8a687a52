//! Identities, by the rules of the module above. Every hash is written out by hand: it never changes between releases.

use std::collections::BTreeMap;

use dunning::money::Money;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::{Booked, Direction, Payment};
use crate::refusal::Refusal;

/// A movement of a table or of JSON, before it has its identity.
pub(crate) struct StatedPayment {
    pub(crate) payment: Payment,
    /// What the file says identifies it.
    pub(crate) entry_reference: Option<String>,
}

/// A movement of a bank's own file, before it has its identity.
pub(crate) struct Movement {
    pub(crate) payment: Payment,
    /// The creditor's account, as every report of it writes it.
    pub(crate) account: String,
    pub(crate) known_by: KnownBy,
    /// What the payer wrote, and who that is: equal in every report.
    pub(crate) essence: String,
    /// The sum that it is booked in, or is.
    pub(crate) sum: Option<SumOf>,
}

/// What tells a movement from another of the same account, day, way and amount.
pub(crate) enum KnownBy {
    /// The bank's reference.
    Reference(String),
    /// The bank's reference of the sum, and the essence.
    ReferenceAndEssence(String),
    /// The essence alone.
    Essence,
}

/// An entry of several transactions.
#[derive(Clone)]
pub(crate) struct SumOf {
    /// Its number in the file.
    pub(crate) entry: usize,
    pub(crate) amount: Money,
    pub(crate) direction: Direction,
    /// The bank's reference of it.
    pub(crate) reference: Option<String>,
}

/// What banks and payers write where they have no reference.
const NO_REFERENCE: [&str; 7] = [
    "NONREF",
    "NOREF",
    "NOTPROVIDED",
    "NOTAVAILABLE",
    "NONE",
    "KEINE",
    "UNKNOWN",
];

/// Whether a text in a reference's place refers to anything.
pub(crate) fn is_reference(text: &str) -> bool {
    let letters: String = text
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    !letters.chars().all(|character| character == '0') && !NO_REFERENCE.contains(&letters.as_str())
}

/// Gives each movement of a table, or of JSON, its identity.
///
/// # Errors
/// A [`Refusal`] if one entry reference stands for two different movements: it can't identify either.
pub(crate) fn identified(stated: Vec<StatedPayment>) -> Result<Vec<Payment>, Refusal> {
    let mut occurrences = Occurrences::default();
    let mut by_reference = BTreeMap::<String, String>::new();
    let mut payments = Vec::with_capacity(stated.len());
    for StatedPayment {
        mut payment,
        entry_reference,
    } in stated
    {
        let content = content_hash(&payment);
        let reference = entry_reference
            .map(|reference| reference.split_whitespace().collect::<String>())
            .filter(|reference| is_reference(reference));
        if let Some(reference) = reference {
            let first = by_reference
                .entry(reference.clone())
                .or_insert_with(|| content.clone());
            if *first != content {
                return Err(Refusal::at(
                    payment.place,
                    "stands for another payment further up; give each payment its own, or leave it empty",
                )
                .field("entry_reference"));
            }
            payment.identity = format!("ref:{reference}");
        } else {
            payment.identity = occurrences.next(content);
        }
        payments.push(payment);
    }
    Ok(payments)
}

/// Gives each movement of a bank's file its identity, and the transactions of a sum the sum's.
pub(crate) fn identified_movements(movements: Vec<Movement>) -> Vec<Payment> {
    let mut occurrences = Occurrences::default();
    let mut sums = BTreeMap::<usize, String>::new();
    let mut payments = Vec::with_capacity(movements.len());
    for movement in movements {
        let sum = movement.sum.as_ref().map(|sum| {
            sums.entry(sum.entry)
                .or_insert_with(|| occurrences.next(sum_hash(&movement, sum)))
                .clone()
        });
        let mut payment = movement.payment.clone();
        match (sum, &payment.booked) {
            (Some(sum), Booked::AsSum) => payment.identity = sum,
            (Some(sum), _) => {
                payment.booked = Booked::Within { sum };
                payment.identity = occurrences.next(movement_hash(&movement));
            }
            (None, _) => payment.identity = occurrences.next(movement_hash(&movement)),
        }
        payments.push(payment);
    }
    payments
}

/// Numbers what is equal within a file.
#[derive(Default)]
struct Occurrences(BTreeMap<String, u32>);

impl Occurrences {
    fn next(&mut self, hash: String) -> String {
        let occurrence = self.0.entry(hash.clone()).or_default();
        *occurrence += 1;
        format!("sha256:{hash}#{occurrence}")
    }
}

/// The hash of a movement's own words.
fn movement_hash(movement: &Movement) -> String {
    let payment = &movement.payment;
    let (reference, essence) = match &movement.known_by {
        KnownBy::Reference(reference) => (Some(reference), ""),
        KnownBy::ReferenceAndEssence(reference) => (Some(reference), movement.essence.as_str()),
        KnownBy::Essence => (None, movement.essence.as_str()),
    };
    hash_of(
        movement,
        payment.amount,
        payment.direction,
        reference.map(String::as_str),
        essence,
    )
}

/// The hash of the sum: that of an entry by itself which tells nothing of who paid.
fn sum_hash(movement: &Movement, sum: &SumOf) -> String {
    hash_of(movement, sum.amount, sum.direction, sum.reference.as_deref(), "")
}

fn hash_of(
    movement: &Movement,
    amount: Money,
    direction: Direction,
    reference: Option<&str>,
    essence: &str,
) -> String {
    let reference: String = reference.unwrap_or_default().split_whitespace().collect();
    hash(&[
        "movement",
        &movement.account,
        amount.currency.code(),
        &normal(amount.amount),
        way(direction),
        &movement.payment.booked_on.to_string(),
        &reference,
        essence,
    ])
}

/// The hash of all that a table or JSON says of a movement.
fn content_hash(payment: &Payment) -> String {
    let amount = normal(payment.amount.amount);
    let booked_on = payment.booked_on.to_string();
    let mut parts = vec![
        payment.amount.currency.code(),
        &amount,
        way(payment.direction),
        if payment.reversal { "reversal" } else { "" },
        &booked_on,
        payment.payer.as_deref().unwrap_or_default(),
        payment.payer_iban.as_deref().unwrap_or_default(),
    ];
    parts.extend(payment.references.iter().map(String::as_str));
    hash(&parts)
}

fn hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // The length in front keeps two parts from running together.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Credit => "credit",
        Direction::Debit => "debit",
    }
}

/// 1.50 and 1.5 are the same money.
fn normal(amount: Decimal) -> String {
    amount.normalize().to_string()
}
