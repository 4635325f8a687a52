//! India's GST e-invoice, schema INV-01: one object, a list of them, or the registration portal's signed token.
//!
//! Amounts are in rupees whatever the customer pays in: an export names the foreign currency (`ForCur`) and its total
//! beside them.

use dunning::arrival::DocumentKind;
use dunning::bank::IndianAccount;
use dunning::money::Currency;
use rust_decimal::Decimal;

use crate::content::{Content, Format};
use crate::date::{self, DateOrder};
use crate::document::{Buyer, Document, StatedStatus};
use crate::json::{At, Json};
use crate::refusal::{Refusal, Unfit, quoted};
use crate::words::{self, is_nothing};
use crate::{amount, value};
use keys::Section;

mod keys;
mod token;

pub(crate) use keys::is_ours;
pub(crate) use token::is_token;

/// Reads an invoice, a list of them, or the portal's record of one.
///
/// # Errors
/// A [`Refusal`] with a JSON pointer; also for what only names an invoice.
pub(crate) fn read(json: &Json) -> Result<Content, Refusal> {
    let top = At::top(json, None);
    let mut content = Content::new(Format::GstInvoice);
    match json {
        Json::List(_) => {
            for item in top.items()? {
                content.documents.push(one(&item)?);
            }
        }
        _ => content.documents.push(one(&top)?),
    }
    crate::json::unique(&content)?;
    Ok(content)
}

/// Reads a signed invoice that stands alone in its file.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_token(text: &str) -> Result<Content, Refusal> {
    let token = Json::Text(text.trim().to_owned());
    let mut content = Content::new(Format::GstInvoice);
    content.documents.push(signed(&At::top(&token, None))?);
    Ok(content)
}

fn one(at: &At<'_>) -> Result<Document, Refusal> {
    let record = Section::of(at)?;
    if record.key("DocDtls").is_some() {
        return document(&record);
    }
    let Some(token) = record.key("SignedInvoice") else {
        return Err(at.refuse(
            "expected an invoice (DocDtls, ValDtls …) or the portal's SignedInvoice; an IRN, a QR code or the \
             portal's answer around them is none",
        ));
    };
    let mut document = signed(&token)?;
    // The portal keeps a cancelled invoice, and says so beside it.
    if record
        .read("Status", |text| Ok(text == "CNL"))?
        .unwrap_or_default()
    {
        document.status = Some(StatedStatus::Cancelled);
    }
    Ok(document)
}

/// The signature is not checked: a file proves itself by lying in the creditor's own bucket, as all others do.
fn signed(token: &At<'_>) -> Result<Document, Refusal> {
    let json = token::invoice(token)?;
    document(&Section::of(&token.within(&json, "data"))?)
}

fn document(invoice: &Section<'_>) -> Result<Document, Refusal> {
    let head = invoice.section("DocDtls")?;
    let kind = head.require("Typ", kind)?;
    let number = head.require("No", value::number)?;
    let issue_date = head.require("Dt", |text| {
        let date = date::written(text)?.resolve(DateOrder::DayFirst);
        date.ok_or_else(|| {
            Unfit::new(format!(
                "expected a date such as 24/11/2026, not {}",
                quoted(text)
            ))
        })
    })?;
    let total = invoice.section("ValDtls")?.require("TotInvVal", amount::plain)?;
    let pay = invoice.optional("PayDtls")?;
    let paid = pay.read("PaidAmt", amount::plain)?;
    // Programs that don't use the field fill it with zero; then nothing was paid either.
    let unused = |due: &Decimal| due.is_zero() && paid.unwrap_or_default().is_zero();
    let due = pay.read("PaymtDue", amount::plain)?.filter(|due| !unused(due));
    let mut document = Document::new(
        invoice.at().place(),
        kind,
        number,
        issue_date,
        due.unwrap_or(total),
    );
    document.currency = Currency::parse("INR").ok();
    document.total = Some(total);
    document.prepaid = paid.filter(|paid| !paid.is_zero());
    document.seller = name(&invoice.optional("SellerDtls")?)?;
    document.buyer = buyer(invoice)?;
    document.payment_means = means(&pay)?;
    document.payment.indian_account = account(&pay)?;
    document.terms = pay.read("PayTerm", |text| Ok(value::prose(text)))?.flatten();
    document.set_due(None, pay.read("CrDay", credit_days)?.flatten());
    if kind == DocumentKind::CreditNote {
        document.credits = credited(invoice)?;
    }
    Ok(document)
}

/// A debit note asks for more, as an invoice does.
fn kind(text: &str) -> Result<DocumentKind, Unfit> {
    match text.trim().to_ascii_uppercase().as_str() {
        "INV" | "DBN" => Ok(DocumentKind::Invoice),
        "CRN" => Ok(DocumentKind::CreditNote),
        _ => Err(Unfit::new(format!(
            "expected INV, CRN or DBN, not {}",
            quoted(text)
        ))),
    }
}

/// Days from the invoice's date. Zero is what programs fill in that have no terms.
fn credit_days(text: &str) -> Result<Option<u16>, Unfit> {
    let days = amount::plain(text)?;
    if days.is_zero() {
        return Ok(None);
    }
    value::days(&days.normalize().to_string()).map(Some)
}

fn name(party: &Section<'_>) -> Result<Option<String>, Refusal> {
    match party.read("LglNm", value::line)?.flatten() {
        Some(legal) => Ok(Some(legal)),
        None => party.read("TrdNm", value::line).map(Option::flatten),
    }
}

fn buyer(invoice: &Section<'_>) -> Result<Buyer, Refusal> {
    let buyer = invoice.section("BuyerDtls")?;
    Ok(Buyer {
        name: name(&buyer)?,
        // URP: a person who is not registered.
        vat_id: buyer
            .read("Gstin", value::number)?
            .filter(|id| !id.eq_ignore_ascii_case("URP")),
        emails: buyer.read("Em", value::line)?.flatten().into_iter().collect(),
        country: country(invoice, &buyer)?,
        phone: buyer.read("Ph", value::line)?.flatten(),
        ..Buyer::default()
    })
}

/// India, unless the buyer's state is the code for other countries; then the export's details name the country.
fn country(invoice: &Section<'_>, buyer: &Section<'_>) -> Result<Option<String>, Refusal> {
    const OTHER_COUNTRIES: &str = "96";
    let state = buyer.read("Stcd", value::line)?.flatten();
    if state.as_deref() != Some(OTHER_COUNTRIES) {
        return Ok(Some("IN".to_owned()));
    }
    let export = invoice.optional("ExpDtls")?;
    export
        .read("CntCode", |text| Ok(value::country(text)))
        .map(Option::flatten)
}

/// The mode of payment, and direct debit where only that is arranged. Both kinds of transfer filled in are an offer.
fn means(pay: &Section<'_>) -> Result<Vec<String>, Refusal> {
    let stated = |key: &str| pay.read(key, |text| Ok(words::yes(text).unwrap_or(true)));
    let debit = stated("DirDr")?.unwrap_or_default();
    let transfer = stated("CrTrn")?.unwrap_or_default();
    let mut means: Vec<String> = pay.read("Mode", value::line)?.flatten().into_iter().collect();
    if debit && !transfer {
        means.push("direct debit".to_owned());
    }
    Ok(means)
}

/// The payee's account. Free texts by the schema: what is no account with its branch's IFSC is left out, for nobody can
/// pay by it.
fn account(pay: &Section<'_>) -> Result<Option<IndianAccount>, Refusal> {
    let number = pay.read("AccDet", value::line)?.flatten();
    let ifsc = pay.read("FinInsBr", value::line)?.flatten();
    let account = number.zip(ifsc);
    Ok(account.and_then(|(number, ifsc)| IndianAccount::parse(&number, &ifsc).ok()))
}

/// The invoice before this credit note; none if it names several, for then none is *the* one.
fn credited(invoice: &Section<'_>) -> Result<Option<String>, Refusal> {
    let Some(before) = invoice.optional("RefDtls")?.key("PrecDocDtls") else {
        return Ok(None);
    };
    let entries = match before.json() {
        Json::List(_) => before.items()?,
        _ => vec![before],
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let number = Section::of(&entry)?.read("InvNo", |text| {
            Ok(Some(text).filter(|text| !is_nothing(text)).map(str::to_owned))
        })?;
        numbers.extend(number.flatten());
    }
    numbers.dedup();
    match numbers.as_slice() {
        [only] => value::number(only)
            .map(Some)
            .map_err(|unfit| unfit.at(invoice.at().place(), "credits")),
        _ => Ok(None),
    }
}
