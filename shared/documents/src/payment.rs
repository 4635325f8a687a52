//! Money that a bank, or a person, says has moved, and what makes two reports of it the same.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::money::Money;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::refusal::{Place, Refusal};

/// Which way the money went, seen from the creditor's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// In.
    Credit,
    /// Out.
    Debit,
}

/// One movement of money, as the file states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Where in the file it stands.
    pub place: Place,
    /// The bank's entry reference as `ref:…`, else `sha256:<hex>#<occurrence>`: equal in every file that reports
    /// the same movement, different for two equal movements in one file.
    pub identity: String,
    /// Never negative; `direction` tells the way.
    pub amount: Money,
    /// In or out.
    pub direction: Direction,
    /// Whether it undoes an earlier movement of the other direction (a returned debit, a recalled transfer).
    pub reversal: bool,
    /// Booking day.
    pub booked_on: NaiveDate,
    /// Everything that may name an invoice: structured references first, then free text.
    pub references: Vec<String>,
    /// The other side's name.
    pub payer: Option<String>,
    /// The other side's IBAN, without blanks.
    pub payer_iban: Option<String>,
}

/// A movement before it has its identity.
pub(crate) struct StatedPayment {
    pub(crate) payment: Payment,
    /// The bank's own reference of the entry.
    pub(crate) entry_reference: Option<String>,
}

/// What banks write where they have no reference.
const NO_REFERENCE: [&str; 4] = ["NONREF", "NOTPROVIDED", "NOREF", "NOTAVAILABLE"];

/// Gives each movement of a file its identity.
///
/// # Errors
/// A [`Refusal`] if one entry reference stands for two different movements: it can't identify either.
pub(crate) fn identified(stated: Vec<StatedPayment>) -> Result<Vec<Payment>, Refusal> {
    let mut occurrences = BTreeMap::<String, u32>::new();
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
            .filter(|reference| !reference.is_empty())
            .filter(|reference| !NO_REFERENCE.contains(&reference.to_ascii_uppercase().as_str()));
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
            let occurrence = occurrences.entry(content.clone()).or_default();
            *occurrence += 1;
            payment.identity = format!("sha256:{content}#{occurrence}");
        }
        payments.push(payment);
    }
    Ok(payments)
}

/// The latest booking day: what payments are complete to where the file doesn't say.
pub(crate) fn latest_booking(payments: &[Payment]) -> Option<NaiveDate> {
    payments.iter().map(|payment| payment.booked_on).max()
}

/// A hash of what makes a movement that movement. Written out by hand so that it never changes between releases.
fn content_hash(payment: &Payment) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        // The length in front keeps two parts from running together.
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    let direction = match payment.direction {
        Direction::Credit => "credit",
        Direction::Debit => "debit",
    };
    part(payment.amount.currency.code());
    part(&normal(payment.amount.amount));
    part(direction);
    part(if payment.reversal { "reversal" } else { "" });
    part(&payment.booked_on.to_string());
    part(payment.payer.as_deref().unwrap_or_default());
    part(payment.payer_iban.as_deref().unwrap_or_default());
    for reference in &payment.references {
        part(reference);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 1.50 and 1.5 are the same money.
fn normal(amount: Decimal) -> String {
    amount.normalize().to_string()
}
