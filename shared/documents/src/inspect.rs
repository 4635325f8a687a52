//! What a file says, for machines: the shape of `dunlin inspect --json`, one object a file.

use dunning::arrival::{DocumentKind, Due};
use dunning::money::Currency;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::content::Content;
use crate::document::Document;
use crate::intake::{DueRemark, due, never_reminded};
use crate::mail_event::MailEvent;
use crate::payment::{Direction, Payment};
use crate::refusal::{Place, Refusal};

/// One file, read or refused. The shape is kept from release to release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// The file's path, as it was given.
    pub path: String,
    /// What the file was recognised as; `unknown` if as nothing.
    pub format: &'static str,
    /// `read` or `refused`.
    pub outcome: &'static str,
    /// Why it was refused.
    pub error: Option<InspectedError>,
    /// Invoices and credit notes.
    pub documents: Vec<InspectedDocument>,
    /// Money in and out.
    pub payments: Vec<InspectedPayment>,
    /// What the mail service tells.
    pub events: Vec<InspectedEvent>,
}

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InspectedError {
    /// Line and column, XML path or JSON pointer; none for the file as a whole.
    pub place: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// What was expected.
    pub message: String,
}

/// A document. Dates are ISO, amounts decimal strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of `Document`")]
pub struct InspectedDocument {
    pub kind: &'static str,
    pub number: String,
    pub issue_date: String,
    pub due_date: Option<String>,
    /// `document`, `terms` or `terms_text`; none without a due date.
    pub due_from: Option<&'static str>,
    pub currency: Option<&'static str>,
    pub amount_due: String,
    pub seller_name: Option<String>,
    pub buyer_name: Option<String>,
    /// Several are parted by semicolons.
    pub buyer_email: Option<String>,
    pub buyer_country: Option<String>,
    pub instalments: Vec<InspectedInstalment>,
    /// Several are parted by semicolons.
    pub payment_means: Option<String>,
    pub dunnable: bool,
    /// Why it is never reminded; or, of a dunnable one, what it lacks or what a person has to look at.
    pub reason: Option<&'static str>,
}

/// A part of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct InspectedInstalment {
    pub due_date: String,
    pub amount: String,
}

/// A movement of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of `Payment`")]
pub struct InspectedPayment {
    pub amount: String,
    pub currency: &'static str,
    pub direction: &'static str,
    pub booked_on: String,
    pub references: Vec<String>,
    pub payer: Option<String>,
}

/// An event of the mail service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of `MailEvent`")]
pub struct InspectedEvent {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub message_id: String,
    pub recipients: Vec<String>,
}

/// Reads a file and tells what it says, without storing anything.
pub fn inspect(path: &str, bytes: &[u8]) -> Inspection {
    match crate::read(bytes) {
        Ok(content) => of_content(path, &content),
        Err(refusal) => of_refusal(path, &refusal),
    }
}

/// The same, of a file that was read before.
pub fn of_content(path: &str, content: &Content) -> Inspection {
    Inspection {
        path: path.to_owned(),
        format: content.format.name(),
        outcome: "read",
        error: None,
        documents: content.documents.iter().map(document).collect(),
        payments: content.payments.iter().map(payment).collect(),
        events: content.events.iter().map(event).collect(),
    }
}

/// The same, of a file that was refused.
pub fn of_refusal(path: &str, refusal: &Refusal) -> Inspection {
    Inspection {
        path: path.to_owned(),
        format: refusal.format.map_or("unknown", |format| format.name()),
        outcome: "refused",
        error: Some(InspectedError {
            place: (refusal.place != Place::File).then(|| refusal.place.to_string()),
            field: refusal.field.clone(),
            message: refusal.message.clone(),
        }),
        documents: Vec::new(),
        payments: Vec::new(),
        events: Vec::new(),
    }
}

fn document(document: &Document) -> InspectedDocument {
    let never = never_reminded(document);
    let (due, remark) = due(document);
    let (due_date, due_from) = match due {
        Due::On(day, from) => (Some(day.to_string()), Some(from.name())),
        Due::Unsaid => (None, None),
    };
    let lacks = if document.currency.is_none() {
        Some("no_currency")
    } else if due_date.is_none() {
        Some("no_due_date")
    } else if remark == Some(DueRemark::BeforeIssue) {
        Some("due_before_issue")
    } else {
        None
    };
    let instalment = |part: &dunning::arrival::Instalment| InspectedInstalment {
        due_date: part.due_on.to_string(),
        amount: amount(part.amount, document.currency),
    };
    InspectedDocument {
        kind: kind(document.kind),
        number: document.number.clone(),
        issue_date: document.issue_date.to_string(),
        due_date,
        due_from,
        currency: document.currency.map(Currency::code),
        amount_due: amount(document.amount_due, document.currency),
        seller_name: document.seller.clone(),
        buyer_name: document.buyer.name.clone(),
        buyer_email: joined(&document.buyer.emails),
        buyer_country: document.buyer.country.clone(),
        instalments: document.instalments.iter().map(instalment).collect(),
        payment_means: joined(&document.payment_means),
        dunnable: never.is_none(),
        reason: never.map(|never| never.name()).or(lacks),
    }
}

fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit_note",
        DocumentKind::CorrectedInvoice => "corrected_invoice",
        DocumentKind::SelfBilled => "self_billed",
        DocumentKind::InformationOnly => "information_only",
    }
}

fn joined(texts: &[String]) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join(";"))
}

/// As exact as it was stated, and with at least the currency's decimals.
fn amount(amount: Decimal, currency: Option<Currency>) -> String {
    let places = currency.map_or(2, Currency::minor_units);
    let mut amount = amount.normalize();
    if amount.scale() < places {
        amount.rescale(places);
    }
    amount.to_string()
}

fn payment(payment: &Payment) -> InspectedPayment {
    InspectedPayment {
        amount: amount(payment.amount.amount, Some(payment.amount.currency)),
        currency: payment.amount.currency.code(),
        direction: match payment.direction {
            Direction::Credit => "credit",
            Direction::Debit => "debit",
        },
        booked_on: payment.booked_on.to_string(),
        references: payment.references.clone(),
        payer: payment.payer.clone(),
    }
}

fn event(event: &MailEvent) -> InspectedEvent {
    InspectedEvent {
        kind: event.kind.name(),
        message_id: event.message_id.clone(),
        recipients: event.recipients.clone(),
    }
}
