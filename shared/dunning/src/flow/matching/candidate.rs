//! Invoices that a payment may be for, and what of the payment they have in them already.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::account::AccountKey;
use crate::arrival::PaymentArrival;
use crate::invoice::{Invoice, InvoiceId};
use crate::ledger::{Found, Ledger};
use crate::ports::{Ledgers, PortError};

/// An invoice that a payment may be for.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) account: AccountKey,
    pub(crate) invoice: Invoice,
    /// Closed invoices are candidates too: a payment seen before, a reversal, an invoice paid twice.
    pub(crate) is_open: bool,
}

impl Candidate {
    pub(super) fn open(&self) -> Decimal {
        self.invoice.open().amount
    }
}

/// The invoices, with their instalments, to which names have led; oldest due date first.
pub(super) async fn load<S: Ledgers>(store: &S, found: &[Found]) -> Result<Vec<Candidate>, PortError> {
    let mut candidates = Vec::new();
    let mut ledgers = BTreeMap::<AccountKey, Option<Ledger>>::new();
    let mut found = found.to_vec();
    found.sort();
    found.dedup();
    for Found { account, invoice } in found {
        let Some(number) = invoice else { continue };
        if !ledgers.contains_key(&account) {
            ledgers.insert(account.clone(), store.load(&account).await?);
        }
        let Some(Some(ledger)) = ledgers.get(&account) else {
            continue;
        };
        let whole_and_parts = std::iter::once(None).chain((1..=u16::MAX).map(Some));
        for instalment in whole_and_parts {
            let id = InvoiceId {
                number: number.clone(),
                instalment,
            };
            let open = ledger.invoices.iter().find(|invoice| invoice.id == id).cloned();
            let is_open = open.is_some();
            let invoice = match open {
                Some(invoice) => Some(invoice),
                None => store.load_closed(&account, &id).await?,
            };
            let there_are_no_more = invoice.is_none() && instalment.is_some();
            candidates.extend(invoice.map(|invoice| Candidate {
                account: account.clone(),
                invoice,
                is_open,
            }));
            if there_are_no_more {
                break;
            }
        }
    }
    sort(&mut candidates);
    Ok(candidates)
}

/// Oldest due date first.
pub(super) fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|one, other| {
        (one.invoice.due_on, &one.invoice.id).cmp(&(other.invoice.due_on, &other.invoice.id))
    });
}

/// Whether the payment was applied, or asked about, before.
pub(crate) fn is_counted(invoice: &Invoice, payment: &PaymentArrival) -> bool {
    is_applied(invoice, &payment.identity) || asked_about(invoice, payment).is_some()
}

pub(crate) fn is_applied(invoice: &Invoice, identity: &str) -> bool {
    invoice
        .payments
        .iter()
        .any(|applied| applied.identity == identity)
}

/// What the payment has taken off the invoice.
pub(super) fn counted_in(invoice: &Invoice, identity: &str) -> Decimal {
    invoice
        .payments
        .iter()
        .filter(|applied| applied.identity == identity)
        .fold(Decimal::ZERO, |sum, applied| sum.saturating_add(applied.amount))
}

/// The day on which a person was asked whether the payment is for the invoice.
pub(crate) fn asked_about(invoice: &Invoice, payment: &PaymentArrival) -> Option<NaiveDate> {
    let asked = asked_mark(payment);
    invoice
        .raised
        .iter()
        .filter(|raised| raised.what == asked)
        .map(|raised| raised.on)
        .max()
}

/// Whether the invoice's sum is a balance that contains the payment already.
pub(super) fn contains(invoice: &Invoice, payment: &PaymentArrival) -> bool {
    invoice
        .balance_as_of
        .is_some_and(|as_of| payment.booked_on <= as_of)
}

/// The mark that a payment leaves on an invoice that it may be for.
pub(crate) fn asked_mark(payment: &PaymentArrival) -> String {
    format!("{ASKED}{}", payment.identity)
}

/// The payments of which a person was asked whether they are for the invoice, by identity.
pub(crate) fn asked_payments(invoice: &Invoice) -> impl Iterator<Item = &str> {
    let asked = invoice
        .raised
        .iter()
        .filter_map(|raised| raised.what.strip_prefix(ASKED));
    // A hold that asks again leaves its day.
    asked.filter(|asked| asked.parse::<NaiveDate>().is_err())
}

const ASKED: &str = "match_payment ";
