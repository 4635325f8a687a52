//! A payment in our own JSON shape.
//!
//! ```json
//! {"complete_to": "2026-11-26", "payments": [
//!   {"amount": "1190.00", "currency": "EUR", "booked_on": "2026-11-25", "references": ["R-2026-17"],
//!    "payer": "Beispiel GmbH", "payer_iban": "DE89370400440532013000", "entry_reference": "2026112500017"}]}
//! ```
//! `"reversal": true` says that the amount went back.

use dunning::money::Money;

use super::At;
use crate::payment::{Booked, Direction, Payment, StatedPayment};
use crate::refusal::{Refusal, Unfit};
use crate::{amount, date, value};

const KEYS: [&str; 9] = [
    "amount",
    "currency",
    "booked_on",
    "references",
    "remittance",
    "payer",
    "payer_iban",
    "reversal",
    "entry_reference",
];

/// Reads one payment.
///
/// # Errors
/// A [`Refusal`] with the pointer of the value that is missing or wrong.
pub(super) fn read(at: &At<'_>) -> Result<StatedPayment, Refusal> {
    at.only(&KEYS)?;
    let amount = at.require("amount", |text| {
        let amount = amount::plain(text)?;
        if amount.is_sign_negative() || amount.is_zero() {
            Err(Unfit::new(
                "expected more than nothing; money that went back has \"reversal\": true",
            ))
        } else {
            Ok(amount)
        }
    })?;
    let currency = at.require("currency", |text| {
        value::currency(text)?.ok_or_else(|| Unfit::new("is empty"))
    })?;
    let reversal = at.flag("reversal")?.unwrap_or_default();
    let mut references: Vec<String> = at
        .each("references", |text| Ok(value::prose(text)))?
        .into_iter()
        .flatten()
        .collect();
    references.extend(at.read("remittance", |text| Ok(value::prose(text)))?.flatten());
    Ok(StatedPayment {
        payment: Payment {
            place: at.place(),
            identity: String::new(),
            booked: Booked::Alone,
            amount: Money::new(amount, currency),
            direction: if reversal {
                Direction::Debit
            } else {
                Direction::Credit
            },
            reversal,
            undoes: None,
            booked_on: at.require("booked_on", date::iso)?,
            references,
            payer: at.read("payer", value::line)?.flatten(),
            payer_iban: at.read("payer_iban", value::iban)?.flatten(),
        },
        entry_reference: at.read("entry_reference", value::line)?.flatten(),
    })
}
