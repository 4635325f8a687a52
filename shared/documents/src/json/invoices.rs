//! An invoice in our own JSON shape.
//!
//! ```json
//! {"number": "R-2026-17", "kind": "invoice", "issue_date": "2026-11-03", "due_date": "2026-12-03",
//!  "currency": "EUR", "amount_due": "1190.00",
//!  "customer": {"number": "C-1", "name": "Beispiel GmbH", "email": "ap@example.com", "country": "DE"}}
//! ```
//! `KEYS` and `CUSTOMER_KEYS` are all keys; `number`, `issue_date`, `currency`, `amount_due` and `customer` must be there.

use dunning::arrival::{DocumentKind, Instalment};
use dunning::bank::IndianAccount;
use dunning::creditor::PaymentDetails;

use super::At;
use crate::document::{Buyer, Document};
use crate::refusal::{Refusal, Unfit, quoted};
use crate::{amount, date, value, words};

const KEYS: [&str; 29] = [
    "number",
    "kind",
    "issue_date",
    "due_date",
    "terms_days",
    "terms",
    "currency",
    "amount_due",
    "total",
    "prepaid",
    "balance_as_of",
    "seller",
    "customer",
    "instalments",
    "payment_means",
    "iban",
    "bic",
    "payment_reference",
    "payment_link",
    "upi",
    "bank_account_number",
    "ifsc",
    "invoice_url",
    "credits",
    "status",
    "last_stage",
    "last_reminded_on",
    "reminder_policy",
    "revised_at",
];
const CUSTOMER_KEYS: [&str; 9] = [
    "number",
    "name",
    "vat_id",
    "email",
    "contact_name",
    "country",
    "phone",
    "language",
    "zone",
];

/// Reads one invoice.
///
/// # Errors
/// A [`Refusal`] with the pointer of the value that is missing or wrong.
pub(super) fn read(at: &At<'_>) -> Result<Document, Refusal> {
    at.only(&KEYS)?;
    let number = at.require("number", value::number)?;
    let issue_date = at.require("issue_date", date::iso)?;
    let amount_due = at.require("amount_due", amount::plain)?;
    let kind = at.read("kind", kind)?.unwrap_or(DocumentKind::Invoice);
    let mut document = Document::new(at.place(), kind, number, issue_date, amount_due);
    document.currency = at.require("currency", value::currency)?;
    document.total = at.read("total", amount::plain)?;
    document.prepaid = at.read("prepaid", amount::plain)?;
    document.balance_as_of = at.read("balance_as_of", date::iso)?;
    document.is_open_balance = document.balance_as_of.is_some();
    document.seller = at.read("seller", value::line)?.flatten();
    document.buyer = match at.key("customer") {
        Some(customer) => buyer(&customer)?,
        None => return Err(at.refuse("customer: is missing")),
    };
    document.instalments = instalments(at, &document)?;
    document.payment_means = at.each("payment_means", |text| Ok(text.trim().to_owned()))?;
    document.terms = at.read("terms", |text| Ok(value::prose(text)))?.flatten();
    document.payment = PaymentDetails {
        iban: at.read("iban", value::iban)?.flatten(),
        bic: at.read("bic", value::line)?.flatten(),
        reference: at.read("payment_reference", value::line)?.flatten(),
        link: at.read("payment_link", value::https)?.flatten(),
        upi: at.read("upi", value::line)?.flatten(),
        indian_account: indian_account(at)?,
    };
    document.url = at.read("invoice_url", value::https)?.flatten();
    document.credits = at.read("credits", value::number)?;
    document.status = at.read("status", |text| {
        words::status(text).ok_or_else(|| {
            Unfit::new(format!(
                "expected draft, open, paid or cancelled, not {}",
                quoted(text)
            ))
        })
    })?;
    let last_reminded_on = at.read("last_reminded_on", date::iso)?;
    let last_stage = at.read("last_stage", |text| Ok(text.to_owned()))?;
    document.earlier_chasing = value::earlier_chasing(last_stage.as_deref(), last_reminded_on)
        .map_err(|unfit| at.refuse(format!("last_stage: {}", unfit.0)))?;
    document.policy = at.read("reminder_policy", value::policy_name)?.flatten();
    document.revised_at = at.read("revised_at", date::instant)?;
    let due_date = at.read("due_date", date::iso)?;
    let terms_days = at.read("terms_days", value::days)?;
    document.set_due(due_date, terms_days);
    Ok(document)
}

fn indian_account(at: &At<'_>) -> Result<Option<IndianAccount>, Refusal> {
    let number = at.read("bank_account_number", value::line)?.flatten();
    let ifsc = at.read("ifsc", value::line)?.flatten();
    value::indian_account(number.as_deref(), ifsc.as_deref())
        .map_err(|unfit| at.refuse(format!("bank_account_number, ifsc: {}", unfit.0)))
}

fn kind(text: &str) -> Result<DocumentKind, Unfit> {
    match text {
        "invoice" => Ok(DocumentKind::Invoice),
        "credit_note" => Ok(DocumentKind::CreditNote),
        "corrected_invoice" => Ok(DocumentKind::CorrectedInvoice),
        "self_billed" => Ok(DocumentKind::SelfBilled),
        "information_only" => Ok(DocumentKind::InformationOnly),
        other => Err(Unfit::new(format!(
            "expected invoice, credit_note, corrected_invoice, self_billed or information_only, not {}",
            quoted(other)
        ))),
    }
}

fn buyer(at: &At<'_>) -> Result<Buyer, Refusal> {
    at.only(&CUSTOMER_KEYS)?;
    let emails = at.each("email", value::emails)?;
    Ok(Buyer {
        number: at.read("number", value::number)?,
        name: at.read("name", value::line)?.flatten(),
        vat_id: at.read("vat_id", value::number)?,
        emails: emails
            .into_iter()
            .flatten()
            .map(|email| email.as_str().to_owned())
            .collect(),
        endpoint: None,
        contact_name: at.read("contact_name", value::line)?.flatten(),
        country: at
            .read("country", |text| {
                value::region(text).map(|_| value::country(text))
            })?
            .flatten(),
        phone: at.read("phone", value::line)?.flatten(),
        language: at.read("language", value::language)?.flatten(),
        zone: at.read("zone", value::zone)?.flatten(),
    })
}

/// Parts must make up the amount due, or nobody knows what is owed.
fn instalments(at: &At<'_>, document: &Document) -> Result<Vec<Instalment>, Refusal> {
    let Some(list) = at.key("instalments") else {
        return Ok(Vec::new());
    };
    let mut instalments = Vec::new();
    for part in list.items()? {
        part.only(&["due_date", "amount"])?;
        instalments.push(Instalment {
            due_on: part.require("due_date", date::iso)?,
            amount: part.require("amount", amount::plain)?,
        });
    }
    let sum = instalments.iter().fold(rust_decimal::Decimal::ZERO, |sum, part| {
        sum.saturating_add(part.amount)
    });
    if !instalments.is_empty() && sum != document.amount_due {
        return Err(list.refuse(format!(
            "add up to {sum}, but amount_due is {}",
            document.amount_due
        )));
    }
    instalments.sort_by_key(|part| part.due_on);
    Ok(instalments)
}
