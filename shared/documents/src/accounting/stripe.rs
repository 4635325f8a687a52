//! Stripe: an invoice or credit note, a list of them, or an event around one.
//!
//! Amounts are whole numbers of the currency's minor unit, as Stripe counts it; moments are seconds since 1970, and
//! their civil date is taken in UTC.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::Language;
use dunning::arrival::DocumentKind;
use dunning::money::Currency;
use rust_decimal::Decimal;

use super::{UNNUMBERED_DRAFT, addresses, civil, note_balance, unique, unknown_status};
use crate::content::{Content, Format};
use crate::document::{Buyer, Document, StatedStatus};
use crate::json::{At, Json};
use crate::refusal::{Refusal, Unfit, quoted};
use crate::words::is_nothing;
use crate::{amount, value, words};

/// Counted in whole units, whatever ISO 4217 says of them.
const NO_DECIMALS: &str = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";
/// Counted in thousandths. Everything else is counted in hundredths, ISK and UGX too: they lost their decimals
/// after Stripe began.
const THREE_DECIMALS: &str = "BHD JOD KWD OMR TND";

/// Reads one object, with whatever it wraps.
///
/// # Errors
/// A [`Refusal`] with a JSON pointer; also for objects that are neither invoice nor credit note.
pub(crate) fn read(json: &Json) -> Result<Content, Refusal> {
    let mut harvest = Harvest {
        content: Content::new(Format::StripeJson),
        numbers: BTreeMap::new(),
        credited: Vec::new(),
    };
    harvest.add(&At::top(json, None), None)?;
    unique(harvest.finish())
}

struct Harvest {
    content: Content,
    /// Stripe's own names of the file's invoices → their numbers.
    numbers: BTreeMap<String, String>,
    /// Credit notes, by their index, and Stripe's own name of the invoice that each credits.
    credited: Vec<(usize, String)>,
}

impl Harvest {
    /// Takes an object in; `seen_at` is when the event around it was written. The depth of the JSON bounds the
    /// recursion.
    fn add(&mut self, at: &At<'_>, seen_at: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        if let Json::List(_) = at.json() {
            return self.add_all(at, seen_at);
        }
        match at.require("object", |text| Ok(text.to_owned()))?.as_str() {
            "list" | "search_result" => match at.key("data") {
                Some(data) => self.add_all(&data, seen_at),
                None => Err(at.refuse("data: is missing")),
            },
            "event" => {
                let created = at.require("created", moment)?;
                let object = at.key("data").and_then(|data| data.key("object"));
                let object = object.ok_or_else(|| at.refuse("data.object: is missing"))?;
                self.add(&object, Some(created))
            }
            "invoice" | "credit_note" if at.flag("deleted")?.unwrap_or_default() => {
                // Only drafts can be deleted, and a draft has no number.
                self.content.pass_over(at.place(), "a deleted draft");
                Ok(())
            }
            "invoice" => self.invoice(at, seen_at),
            "credit_note" => self.credit_note(at, seen_at),
            other => Err(at.refuse(format!(
                "is {}, and only invoices and credit notes are read, alone, in a list or in an event",
                quoted(other)
            ))),
        }
    }

    fn add_all(&mut self, list: &At<'_>, seen_at: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        for item in list.items()? {
            self.add(&item, seen_at)?;
        }
        Ok(())
    }

    fn invoice(&mut self, at: &At<'_>, seen_at: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        let status = at.read("status", status)?;
        // What is only to come has no status either.
        if number(at)?.is_none() && matches!(status, None | Some(StatedStatus::Draft)) {
            self.content.pass_over(at.place(), UNNUMBERED_DRAFT);
            return Ok(());
        }
        let document = invoice(at, status, seen_at)?;
        if let Some(id) = at.read("id", value::number)? {
            self.numbers.insert(id, document.number.clone());
        }
        self.content.documents.push(document);
        Ok(())
    }

    fn credit_note(&mut self, at: &At<'_>, seen_at: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        if at
            .read("type", |text| Ok(text == "post_payment"))?
            .unwrap_or_default()
        {
            let why = "a credit note on a paid invoice: it was refunded, or kept as the customer's balance in Stripe";
            self.content.pass_over(at.place(), why);
            return Ok(());
        }
        let mut document = credit_note(at, seen_at)?;
        match at.key("invoice") {
            Some(invoice) if matches!(invoice.json(), Json::Object(_)) => {
                document.credits = number(&invoice)?;
            }
            Some(invoice) => {
                let id = invoice.scalar()?.to_owned();
                self.credited.push((self.content.documents.len(), id));
            }
            None => {}
        }
        self.content.documents.push(document);
        Ok(())
    }

    /// A credit note names its invoice by Stripe's own name; where the file has that invoice, its number is known.
    fn finish(mut self) -> Content {
        for (index, id) in self.credited {
            if let Some(document) = self.content.documents.get_mut(index) {
                document.credits = self.numbers.get(&id).cloned();
            }
        }
        self.content
    }
}

fn invoice(
    at: &At<'_>,
    status: Option<StatedStatus>,
    seen_at: Option<DateTime<Utc>>,
) -> Result<Document, Refusal> {
    let currency = currency(at)?;
    let remaining = match at.read("amount_remaining", |text| money(text, currency))? {
        Some(remaining) => remaining,
        None => at.require("amount_due", |text| money(text, currency))?,
    };
    let number = number(at)?.ok_or_else(|| at.refuse("number: is missing"))?;
    let mut document = Document::new(
        at.place(),
        DocumentKind::Invoice,
        number,
        issue_date(at)?,
        remaining,
    );
    document.currency = Some(currency);
    document.status = status;
    document.total = at.read("total", |text| money(text, currency))?;
    document.prepaid = at.read("amount_paid", |text| money(text, currency))?;
    document.seller = at.read("account_name", value::line)?.flatten();
    document.buyer = buyer(at)?;
    let by = at.read("collection_method", |text| Ok(text.to_owned()))?;
    // Of the two methods only this one says how it is paid: Stripe charges the card or account that it has.
    document.payment_means = by.into_iter().filter(|by| by == "charge_automatically").collect();
    document.payment.link = at.read("hosted_invoice_url", value::https)?.flatten();
    document.url = match document.payment.link.clone() {
        Some(page) => Some(page),
        None => at.read("invoice_pdf", value::https)?.flatten(),
    };
    document.set_due(at.read("due_date", day)?, None);
    document.revised_at = seen_at;
    note_balance(&mut document, seen_at.map(|moment| moment.date_naive()));
    Ok(document)
}

fn credit_note(at: &At<'_>, seen_at: Option<DateTime<Utc>>) -> Result<Document, Refusal> {
    let currency = currency(at)?;
    let total = match at.read("total", |text| money(text, currency))? {
        Some(total) => total,
        None => at.require("amount", |text| money(text, currency))?,
    };
    let number = at.require("number", value::number)?;
    let mut document = Document::new(
        at.place(),
        DocumentKind::CreditNote,
        number,
        issue_date(at)?,
        total,
    );
    document.currency = Some(currency);
    document.total = Some(total);
    document.status = at.read("status", |text| match text {
        "issued" => Ok(StatedStatus::Open),
        other => status(other),
    })?;
    document.buyer = buyer(at)?;
    document.url = at.read("pdf", value::https)?.flatten();
    document.revised_at = seen_at;
    Ok(document)
}

fn status(text: &str) -> Result<StatedStatus, Unfit> {
    words::status(text).ok_or_else(|| unknown_status(text))
}

fn number(at: &At<'_>) -> Result<Option<String>, Refusal> {
    at.read("number", |text| {
        if is_nothing(text) {
            Ok(None)
        } else {
            value::number(text).map(Some)
        }
    })
    .map(Option::flatten)
}

/// The date that the document itself prints, else that on which it was finalised, else written.
fn issue_date(at: &At<'_>) -> Result<NaiveDate, Refusal> {
    if let Some(effective) = at.read("effective_at", day)? {
        return Ok(effective);
    }
    if let Some(transitions) = at.key("status_transitions")
        && let Some(finalised) = transitions.read("finalized_at", day)?
    {
        return Ok(finalised);
    }
    at.require("created", day)
}

fn currency(at: &At<'_>) -> Result<Currency, Refusal> {
    at.require("currency", |text| {
        value::currency(text)?.ok_or_else(|| Unfit::new("is empty"))
    })
}

/// A whole number of minor units → the amount.
fn money(text: &str, currency: Currency) -> Result<Decimal, Unfit> {
    let mut money = amount::plain(text)?;
    let listed = |list: &str| list.split(' ').any(|code| code == currency.code());
    let places = if listed(NO_DECIMALS) {
        0
    } else if listed(THREE_DECIMALS) {
        3
    } else {
        2
    };
    if money.scale() != 0 || money.set_scale(places).is_err() {
        return Err(Unfit::new(format!(
            "expected a whole number of the currency's minor unit, not {}",
            quoted(text)
        )));
    }
    Ok(money)
}

fn moment(text: &str) -> Result<DateTime<Utc>, Unfit> {
    let seconds = text.trim().parse().ok();
    seconds
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .filter(|moment| civil(moment.date_naive()).is_ok())
        .ok_or_else(|| Unfit::new(format!("expected seconds since 1970, not {}", quoted(text))))
}

fn day(text: &str) -> Result<NaiveDate, Unfit> {
    moment(text).map(|moment| moment.date_naive())
}

/// What the invoice copied from the customer when it was issued; else the customer, where that is written out.
fn buyer(at: &At<'_>) -> Result<Buyer, Refusal> {
    let customer = at.key("customer");
    let object = customer
        .as_ref()
        .filter(|customer| matches!(customer.json(), Json::Object(_)));
    let line = |copied: &str, own: &str| -> Result<Option<String>, Refusal> {
        match (at.read(copied, value::line)?.flatten(), object) {
            (None, Some(customer)) => customer.read(own, value::line).map(Option::flatten),
            (copied, _) => Ok(copied),
        }
    };
    let number = match (&customer, object) {
        (_, Some(customer)) => customer.read("id", value::number)?,
        (Some(_), None) => at.read("customer", value::number)?,
        (None, None) => None,
    };
    Ok(Buyer {
        number,
        name: line("customer_name", "name")?,
        vat_id: tax_id(at)?,
        emails: line("customer_email", "email")?
            .map(|text| addresses(&text))
            .unwrap_or_default(),
        endpoint: None,
        contact_name: None,
        country: match (country(at, "customer_address")?, object) {
            (None, Some(customer)) => country(customer, "address")?,
            (copied, _) => copied,
        },
        phone: line("customer_phone", "phone")?,
        language: object.map(language).transpose()?.flatten(),
        zone: None,
    })
}

fn country(at: &At<'_>, address: &str) -> Result<Option<String>, Refusal> {
    match at.key(address) {
        Some(address) => address
            .read("country", |text| Ok(value::country(text)))
            .map(Option::flatten),
        None => Ok(None),
    }
}

/// The first tax id that the invoice shows.
fn tax_id(at: &At<'_>) -> Result<Option<String>, Refusal> {
    let Some(list) = at.key("customer_tax_ids") else {
        return Ok(None);
    };
    match list.items()?.first() {
        Some(first) => first.read("value", value::number),
        None => Ok(None),
    }
}

/// The first preferred language that Dunlin writes.
fn language(customer: &At<'_>) -> Result<Option<Language>, Refusal> {
    let locales = customer.each("preferred_locales", |text| {
        Ok(value::language(text).ok().flatten())
    })?;
    Ok(locales.into_iter().flatten().next())
}
