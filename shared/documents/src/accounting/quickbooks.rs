//! QuickBooks Online: invoices and credit memos, one under its name, a query's list, or bare.

use chrono::NaiveDate;
use dunning::arrival::DocumentKind;
use rust_decimal::Decimal;

use super::{addresses, note_balance, unique};
use crate::content::{Content, Format};
use crate::document::{Buyer, Document, StatedStatus};
use crate::json::{At, Json};
use crate::refusal::Refusal;
use crate::{amount, date, value};

/// The names of what is read, and of what it is.
const READ: [(&str, DocumentKind); 2] = [
    ("Invoice", DocumentKind::Invoice),
    ("CreditMemo", DocumentKind::CreditNote),
];

/// Reads an answer, or objects out of one.
///
/// # Errors
/// A [`Refusal`] with a JSON pointer.
pub(crate) fn read(json: &Json) -> Result<Content, Refusal> {
    let top = At::top(json, None);
    let mut content = Content::new(Format::QuickBooksJson);
    if let Json::List(_) = json {
        for item in top.items()? {
            answer(&item, &mut content)?;
        }
    } else {
        answer(&top, &mut content)?;
    }
    unique(content)
}

fn answer(at: &At<'_>, content: &mut Content) -> Result<(), Refusal> {
    let as_of = at.read("time", date::iso)?;
    if let Some(response) = at.key("QueryResponse") {
        return query(&response, as_of, content);
    }
    if is_bare(at.json()) {
        let kind = bare_kind(at.json()).ok_or_else(|| not_read(at))?;
        content.documents.push(document(at, kind, as_of)?);
        return Ok(());
    }
    for (name, kind) in READ {
        if let Some(named) = at.key(name) {
            content.documents.push(document(&named, kind, as_of)?);
            return Ok(());
        }
    }
    Err(not_read(at))
}

fn query(response: &At<'_>, as_of: Option<NaiveDate>, content: &mut Content) -> Result<(), Refusal> {
    for (name, kind) in READ {
        if let Some(list) = response.key(name) {
            for item in list.items()? {
                content.documents.push(document(&item, kind, as_of)?);
            }
        }
    }
    let Json::Object(pairs) = response.json() else {
        return Err(response.refuse("expected an object"));
    };
    // What is listed beside the counts and is not read would be lost.
    let lost = pairs
        .iter()
        .any(|(key, value)| matches!(value, Json::List(_)) && READ.iter().all(|(name, _)| name != key));
    if lost { Err(not_read(response)) } else { Ok(()) }
}

fn not_read(at: &At<'_>) -> Refusal {
    at.refuse(
        "expected QuickBooks invoices or credit memos; payments are not read from QuickBooks, for its invoices' \
         Balance already counts them",
    )
}

/// Whether it is a transaction itself and not an answer around one.
fn is_bare(json: &Json) -> bool {
    json.get("TxnDate").is_some()
}

/// What a transaction without its name around it is. Many kinds share most keys; these are told apart for certain.
fn bare_kind(json: &Json) -> Option<DocumentKind> {
    let has = |key: &str| json.get(key).is_some();
    if !has("CustomerRef") || has("VendorRef") {
        None
    } else if has("RemainingCredit") {
        Some(DocumentKind::CreditNote)
    } else if has("Balance") && has("DueDate") {
        Some(DocumentKind::Invoice)
    } else {
        None
    }
}

fn document(at: &At<'_>, kind: DocumentKind, as_of: Option<NaiveDate>) -> Result<Document, Refusal> {
    let status = at.read("status", |text| Ok(text.to_owned()))?;
    if status.is_some_and(|status| status.eq_ignore_ascii_case("deleted")) {
        return Err(at.refuse(
            "was deleted, and what QuickBooks tells of it names no number; void the invoice, or close it by hand",
        ));
    }
    let number = at.require("DocNumber", value::number)?;
    let issue_date = at.require("TxnDate", date::iso)?;
    let total = at.require("TotalAmt", amount::plain)?;
    let left = match kind {
        DocumentKind::CreditNote => at.read("RemainingCredit", amount::plain)?,
        _ => None,
    };
    let open = match left {
        Some(left) => left,
        None => at.read("Balance", amount::plain)?.unwrap_or(total),
    };
    let mut document = Document::new(at.place(), kind, number, issue_date, open);
    document.total = Some(total);
    document.status = stated(at, total, open)?;
    document.currency = match at.key("CurrencyRef") {
        Some(currency) => currency.require("value", value::currency)?,
        None => None,
    };
    document.buyer = buyer(at)?;
    document.terms = match at.key("SalesTermRef") {
        Some(terms) => terms.read("name", |text| Ok(value::prose(text)))?.flatten(),
        None => None,
    };
    document.payment.link = at.read("InvoiceLink", value::https)?.flatten();
    document.url.clone_from(&document.payment.link);
    document.set_due(at.read("DueDate", date::iso)?, None);
    document.revised_at = match at.key("MetaData") {
        Some(data) => data.read("LastUpdatedTime", date::instant)?,
        None => None,
    };
    note_balance(&mut document, as_of);
    Ok(document)
}

/// QuickBooks keeps no status: what is voided is zeroed, and its note begins so; what is settled has no balance.
fn stated(at: &At<'_>, total: Decimal, open: Decimal) -> Result<Option<StatedStatus>, Refusal> {
    let voided = at
        .read("PrivateNote", |text| Ok(text.trim_start().starts_with("Voided")))?
        .unwrap_or_default();
    Ok(if total.is_zero() && voided {
        Some(StatedStatus::Cancelled)
    } else if open.is_zero() && !total.is_zero() {
        Some(StatedStatus::Paid)
    } else {
        Some(StatedStatus::Open)
    })
}

/// The customer by name. Its number is QuickBooks' own, short and counted from 1: taken for one of the creditor's,
/// it would meet another customer's. The copies' addresses may be the creditor's own people.
fn buyer(at: &At<'_>) -> Result<Buyer, Refusal> {
    let name = match at.key("CustomerRef") {
        Some(customer) => customer.read("name", value::line)?.flatten(),
        None => None,
    };
    let emails = match at.key("BillEmail") {
        Some(email) => email
            .read("Address", |text| Ok(addresses(text)))?
            .unwrap_or_default(),
        None => Vec::new(),
    };
    let country = match at.key("BillAddr") {
        Some(address) => address
            .read("Country", |text| Ok(value::country(text)))?
            .flatten(),
        None => None,
    };
    Ok(Buyer {
        name,
        emails,
        country,
        ..Buyer::default()
    })
}
