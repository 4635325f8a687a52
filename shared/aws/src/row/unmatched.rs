//! A payment without an invoice.

use chrono::NaiveDate;
use dunning::arrival::PaymentArrival;
use dunning::money::{Currency, Money};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::spelled::Spelled;

/// See [`PaymentArrival`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct UnmatchedRow {
    identity: String,
    #[serde(default)]
    part_of: Option<String>,
    amount: Spelled<Decimal>,
    currency: Spelled<Currency>,
    booked_on: NaiveDate,
    #[serde(default)]
    references: Vec<String>,
    payer: Option<String>,
    payer_iban: Option<String>,
}

impl From<PaymentArrival> for UnmatchedRow {
    fn from(payment: PaymentArrival) -> Self {
        Self {
            identity: payment.identity,
            part_of: payment.part_of,
            amount: Spelled(payment.amount.amount),
            currency: Spelled(payment.amount.currency),
            booked_on: payment.booked_on,
            references: payment.references,
            payer: payment.payer,
            payer_iban: payment.payer_iban,
        }
    }
}

impl From<UnmatchedRow> for PaymentArrival {
    fn from(row: UnmatchedRow) -> Self {
        Self {
            identity: row.identity,
            part_of: row.part_of,
            amount: Money::new(row.amount.0, row.currency.0),
            booked_on: row.booked_on,
            references: row.references,
            payer: row.payer,
            payer_iban: row.payer_iban,
        }
    }
}
