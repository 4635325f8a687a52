//! Xero: sales invoices and credit notes, as a list under their name or one by one.
//!
//! Bills and suppliers' credit notes stand in the same lists and are passed over. Payments are not read: what Xero
//! knows of them is already taken off the invoices' `AmountDue`, and the bank tells the rest.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use dunning::arrival::DocumentKind;
use rust_decimal::Decimal;

use super::{ADDRESSES_AT_MOST, UNNUMBERED_DRAFT, addresses, civil, note_balance, unique, unknown_status};
use crate::content::{Content, Format};
use crate::document::{Buyer, Document, StatedStatus};
use crate::json::{At, Json};
use crate::refusal::{Refusal, Unfit, quoted};
use crate::words::{self, is_nothing};
use crate::{amount, date, value};

/// Reads an answer, or objects out of one.
///
/// # Errors
/// A [`Refusal`] with a JSON pointer.
pub(crate) fn read(json: &Json) -> Result<Content, Refusal> {
    let top = At::top(json, None);
    let mut content = Content::new(Format::XeroJson);
    if let Json::List(_) = json {
        for item in top.items()? {
            one(&item, &mut content)?;
        }
    } else if is_one(json) {
        one(&top, &mut content)?;
    } else {
        answer(&top, &mut content)?;
    }
    unique(content)
}

/// Whether it is one invoice or credit note; those have lists named as an answer's within them.
fn is_one(json: &Json) -> bool {
    ["InvoiceID", "CreditNoteID", "PaymentID"]
        .iter()
        .any(|key| json.get(key).is_some())
}

fn one(at: &At<'_>, content: &mut Content) -> Result<(), Refusal> {
    let has = |key: &str| at.json().get(key).is_some();
    if has("PaymentID") || !is_one(at.json()) {
        return Err(not_read(at));
    }
    let kind = if has("CreditNoteID") {
        DocumentKind::CreditNote
    } else {
        DocumentKind::Invoice
    };
    content_of(at, kind, None, content)
}

fn answer(top: &At<'_>, content: &mut Content) -> Result<(), Refusal> {
    let as_of = top.read("DateTimeUTC", moment)?.map(|moment| moment.date_naive());
    let mut is_read = false;
    for (list, kind) in [
        ("Invoices", DocumentKind::Invoice),
        ("CreditNotes", DocumentKind::CreditNote),
    ] {
        let Some(list) = top.key(list) else { continue };
        is_read = true;
        for item in list.items()? {
            content_of(&item, kind, as_of, content)?;
        }
    }
    if is_read { Ok(()) } else { Err(not_read(top)) }
}

fn not_read(at: &At<'_>) -> Refusal {
    at.refuse(
        "expected Xero's Invoices or CreditNotes; payments are not read from Xero, for its invoices' AmountDue \
         already counts them",
    )
}

/// Reads what is owed to us, and passes over what we owe.
fn content_of(
    at: &At<'_>,
    kind: DocumentKind,
    as_of: Option<NaiveDate>,
    content: &mut Content,
) -> Result<(), Refusal> {
    let payable = at.require("Type", |text| match (kind, text) {
        (DocumentKind::Invoice, "ACCREC") | (DocumentKind::CreditNote, "ACCRECCREDIT") => Ok(None),
        (_, "ACCPAY") => Ok(Some("a supplier's bill")),
        (_, "ACCPAYCREDIT") => Ok(Some("a supplier's credit note")),
        (_, other) => Err(Unfit::new(format!(
            "expected ACCREC, ACCPAY, ACCRECCREDIT or ACCPAYCREDIT, not {}",
            quoted(other)
        ))),
    })?;
    let status = at.require("Status", |text| {
        words::status(text).ok_or_else(|| unknown_status(text))
    })?;
    let number_key = if kind == DocumentKind::CreditNote {
        "CreditNoteNumber"
    } else {
        "InvoiceNumber"
    };
    let number = at.read(number_key, filled)?.flatten();
    match (payable, number) {
        (Some(why), _) => content.pass_over(at.place(), why),
        (None, Some(number)) => {
            let mut document = document(at, kind, number, as_of)?;
            document.status = Some(status);
            content.documents.push(document);
        }
        // It gets one when it is approved.
        (None, None) if status == StatedStatus::Draft => content.pass_over(at.place(), UNNUMBERED_DRAFT),
        (None, None) => return Err(at.refuse(format!("{number_key}: is missing"))),
    }
    Ok(())
}

fn document(
    at: &At<'_>,
    kind: DocumentKind,
    number: String,
    as_of: Option<NaiveDate>,
) -> Result<Document, Refusal> {
    let issue_date = day(at, ["Date", "DateString"])?.ok_or_else(|| at.refuse("Date: is missing"))?;
    let mut document = Document::new(at.place(), kind, number, issue_date, open(at, kind)?);
    document.currency = at.read("CurrencyCode", value::currency)?.flatten();
    document.total = at.read("Total", amount::plain)?;
    document.prepaid = at.read("AmountPaid", amount::plain)?;
    if let Some(contact) = at.key("Contact") {
        document.buyer = buyer(&contact)?;
    }
    document.set_due(day(at, ["DueDate", "DueDateString"])?, None);
    document.revised_at = at.read("UpdatedDateUTC", moment)?;
    note_balance(&mut document, as_of);
    Ok(document)
}

/// What is open of an invoice, or left of a credit note. What of a credit note was allocated is already off the
/// invoices it was allocated to, so what is left belongs to none of them.
fn open(at: &At<'_>, kind: DocumentKind) -> Result<Decimal, Refusal> {
    let key = if kind == DocumentKind::CreditNote {
        "RemainingCredit"
    } else {
        "AmountDue"
    };
    if let Some(open) = at.read(key, amount::plain)? {
        return Ok(open);
    }
    // A draft that was just put in may tell only its total.
    let off = |key: &str| at.read(key, amount::plain).map(Option::unwrap_or_default);
    let total = at.require("Total", amount::plain)?;
    Ok(total
        .saturating_sub(off("AmountPaid")?)
        .saturating_sub(off("AmountCredited")?))
}

fn filled(text: &str) -> Result<Option<String>, Unfit> {
    if is_nothing(text) {
        Ok(None)
    } else {
        value::number(text).map(Some)
    }
}

/// The first of two keys that says a date: `/Date(1539993600000+0000)/` or ISO.
fn day(at: &At<'_>, keys: [&str; 2]) -> Result<Option<NaiveDate>, Refusal> {
    for key in keys {
        let read = at.read(key, |text| match ticks(text) {
            _ if is_nothing(text) => Ok(None),
            Some((moment, offset)) => {
                let local = moment.naive_utc().checked_add_signed(offset);
                civil(local.ok_or_else(|| unfit(text))?.date()).map(Some)
            }
            None => date::iso(text).map(Some),
        })?;
        if let Some(day) = read.flatten() {
            return Ok(Some(day));
        }
    }
    Ok(None)
}

/// A moment: milliseconds since 1970 in their wrapping, or ISO in UTC, with or without the `Z`.
fn moment(text: &str) -> Result<DateTime<Utc>, Unfit> {
    match ticks(text) {
        Some((moment, _)) => civil(moment.date_naive()).map(|_| moment),
        None => DateTime::parse_from_rfc3339(&format!("{}Z", text.trim()))
            .map(|moment| moment.with_timezone(&Utc))
            .or_else(|_| date::instant(text)),
    }
}

/// `/Date(1539993600000+0000)/`: the moment, and how far the civil time is ahead of it.
fn ticks(text: &str) -> Option<(DateTime<Utc>, TimeDelta)> {
    let inner = text.trim().strip_prefix("/Date(")?.strip_suffix(")/")?;
    let sign = inner
        .char_indices()
        .skip(1)
        .find(|(_, character)| matches!(character, '+' | '-'))
        .map_or(inner.len(), |(at, _)| at);
    let (millis, offset) = inner.split_at_checked(sign)?;
    let moment = DateTime::from_timestamp_millis(millis.parse().ok()?)?;
    let ahead = match offset.get(1..) {
        None | Some("") => 0,
        Some(digits) if digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let (hours, minutes) = digits.split_at(2);
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if offset.starts_with('-') {
                -minutes
            } else {
                minutes
            }
        }
        Some(_) => return None,
    };
    Some((moment, TimeDelta::minutes(ahead)))
}

fn unfit(text: &str) -> Unfit {
    Unfit::new(format!("expected a date, not {}", quoted(text)))
}

/// The contact. `ContactID` is Xero's own name for it, which no other file knows; `AccountNumber` is the creditor's.
fn buyer(contact: &At<'_>) -> Result<Buyer, Refusal> {
    let line = |key: &str| contact.read(key, value::line).map(Option::flatten);
    let mut emails = addresses(&line("EmailAddress")?.unwrap_or_default());
    if let Some(persons) = contact.key("ContactPersons") {
        for person in persons.items()? {
            if includes_in_emails(&person)? {
                let email = person.read("EmailAddress", value::line)?.flatten();
                emails.extend(email.iter().flat_map(|email| addresses(email)));
            }
        }
    }
    emails.truncate(ADDRESSES_AT_MOST);
    let names = [line("FirstName")?, line("LastName")?];
    let full_name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(Buyer {
        number: contact.read("AccountNumber", filled)?.flatten(),
        name: line("Name")?,
        vat_id: contact.read("TaxNumber", filled)?.flatten(),
        emails,
        endpoint: None,
        contact_name: (!full_name.is_empty()).then_some(full_name),
        country: country(contact)?,
        phone: phone(contact)?,
        language: None,
        zone: None,
    })
}

/// Persons who are to get a copy of every invoice. Some programs write the flag as text.
fn includes_in_emails(person: &At<'_>) -> Result<bool, Refusal> {
    match person.json().get("IncludeInEmails") {
        Some(Json::Text(text)) => Ok(words::yes(text).unwrap_or_default()),
        _ => Ok(person.flag("IncludeInEmails")?.unwrap_or_default()),
    }
}

/// The country of the postal address, else of the street's.
fn country(contact: &At<'_>) -> Result<Option<String>, Refusal> {
    let Some(list) = contact.key("Addresses") else {
        return Ok(None);
    };
    let mut country = None;
    for address in list.items()? {
        let named = address
            .read("Country", |text| Ok(value::country(text)))?
            .flatten();
        let is_postal = address.json().get("AddressType").and_then(Json::text) == Some("POBOX");
        if named.is_some() && (country.is_none() || is_postal) {
            country = named;
        }
    }
    Ok(country)
}

fn phone(contact: &At<'_>) -> Result<Option<String>, Refusal> {
    let Some(list) = contact.key("Phones") else {
        return Ok(None);
    };
    for phone in list.items()? {
        if phone.json().get("PhoneType").and_then(Json::text) != Some("DEFAULT") {
            continue;
        }
        let part = |key: &str| phone.read(key, value::line).map(Option::flatten);
        let Some(number) = part("PhoneNumber")? else {
            return Ok(None);
        };
        let parts = [part("PhoneCountryCode")?, part("PhoneAreaCode")?, Some(number)];
        return Ok(Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" ")));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_date_is_the_civil_date_of_its_zone() {
        for (text, expected) in [
            ("/Date(1539993600000+0000)/", Some("2018-10-20")),
            ("/Date(1539993600000)/", Some("2018-10-20")),
            ("/Date(1539990000000+1300)/", Some("2018-10-20")),
            ("/Date(1539993600000-0030)/", Some("2018-10-19")),
            ("2018-10-20T00:00:00", Some("2018-10-20")),
            ("/Date(soon)/", None),
            ("/Date(99999999999999999)/", None),
            ("/Date(1539993600000+00:00)/", None),
        ] {
            let json = crate::json::parse(&format!("{{\"Date\":\"{text}\"}}")).unwrap();
            let read = day(&At::top(&json, None), ["Date", "DateString"]);
            let said = read.ok().flatten().map(|day| day.to_string());
            assert_eq!(said.as_deref(), expected, "{text}");
        }
        assert_eq!(moment("2026-11-03T09:30:00"), moment("2026-11-03T09:30:00+00:00"));
    }
}
