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

#[cfg(test)]
mod tests {
    use dunning::money::Currency;

    use super::*;
    use crate::refusal::Place;

    /// `day way amount essence`, the bank's reference, and the amount of the sum that it is booked in.
    type Report<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

    fn money(amount: &str) -> Money {
        Money::new(amount.parse().unwrap(), Currency::parse("EUR").unwrap())
    }

    fn movement((said, reference, sum): Report<'_>) -> Movement {
        let [day, way, amount, essence] = said.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let direction = if way == "in" {
            Direction::Credit
        } else {
            Direction::Debit
        };
        let known_by = match reference.map(str::to_owned) {
            None => KnownBy::Essence,
            Some(reference) if sum.is_some() => KnownBy::ReferenceAndEssence(reference),
            Some(reference) => KnownBy::Reference(reference),
        };
        Movement {
            account: "DE89370400440532013000".into(),
            known_by,
            essence: essence.into(),
            sum: sum.map(|amount| SumOf {
                entry: 1,
                amount: money(amount),
                direction,
                reference: reference.map(str::to_owned),
            }),
            payment: Payment {
                place: Place::File,
                identity: String::new(),
                booked: Booked::Alone,
                amount: money(amount),
                direction,
                reversal: false,
                undoes: None,
                booked_on: format!("2026-11-{day}").parse().unwrap(),
                references: Vec::new(),
                payer: None,
                payer_iban: None,
            },
        }
    }

    fn identities(reports: &[Report<'_>]) -> Vec<String> {
        let payments = identified_movements(reports.iter().copied().map(movement).collect());
        payments.into_iter().map(|payment| payment.identity).collect()
    }

    #[test]
    fn one_movement_is_the_same_in_every_report_and_no_other() {
        let (r1, r2) = (Some("R-1"), Some("R-2"));
        for (one, other, same, why) in [
            (
                ("25 in 10.00 a/p", None, None),
                ("25 in 10 a/p", None, None),
                true,
                "10.00 is 10",
            ),
            (
                ("25 in 10 a/p", r1, None),
                ("25 in 10 b/q", r1, None),
                true,
                "the bank's reference says it",
            ),
            (
                ("25 in 10 a/p", r1, None),
                ("25 in 10 a/p", r2, None),
                false,
                "two references",
            ),
            (
                ("25 in 10 a/p", None, None),
                ("25 in 10 b/p", None, None),
                false,
                "another text",
            ),
            (
                ("25 in 10 a/p", r1, None),
                ("25 in 11 a/p", r1, None),
                false,
                "a fee under the same reference",
            ),
            (
                ("25 in 10 a/p", r1, None),
                ("25 out 10 a/p", r1, None),
                false,
                "a return under the same reference",
            ),
            (
                ("25 in 10 a/p", r1, None),
                ("26 in 10 a/p", r1, None),
                false,
                "a reference used again",
            ),
            (
                ("25 in 10 a/p", r1, Some("30")),
                ("25 in 10 a/p", r1, Some("30")),
                true,
                "of one sum",
            ),
            (
                ("25 in 10 a/p", r1, Some("30")),
                ("25 in 10 b/q", r1, Some("30")),
                false,
                "two of one sum",
            ),
        ] {
            assert_eq!(identities(&[one]) == identities(&[other]), same, "{why}");
        }
    }

    #[test]
    fn equal_movements_of_a_file_are_numbered_in_any_order() {
        let (a, b) = (("25 in 10 a/p", None, None), ("25 in 10 b/p", None, None));
        let three = identities(&[a, b, a]);
        assert_ne!(three[0], three[2]);
        assert_eq!(
            identities(&[b, a, a]),
            [&three[1], &three[0], &three[2]].map(String::clone)
        );
    }

    #[test]
    fn transactions_name_the_sum_that_a_shorter_report_has() {
        let parts = [
            ("25 in 10 a/p", Some("R-1"), Some("30")),
            ("25 in 20 b/p", Some("R-1"), Some("30")),
        ];
        let whole = identities(&[("25 in 30 ", Some("R-1"), None)]).remove(0);
        for payment in identified_movements(parts.into_iter().map(movement).collect()) {
            assert_eq!(payment.booked, Booked::Within { sum: whole.clone() });
            assert_ne!(payment.identity, whole);
        }
    }

    #[test]
    fn a_reference_refers_to_something() {
        for (text, refers) in [
            ("NONREF", false),
            ("not provided", false),
            ("NotProvided.", false),
            ("0000", false),
            ("-", false),
            ("", false),
            ("0001", true),
            ("INV-1", true),
        ] {
            assert_eq!(is_reference(text), refers, "{text}");
        }
    }
}
