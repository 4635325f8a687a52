//! FatturaPA, ordinary (1.0 to 1.2) and simplified: one header, and a body for each document.
//!
//! The root has a namespace and its children have none, by the schema; real files write it every way, and nothing
//! else in them (a signature) has names like these. So elements are told by their local names.

mod party;
mod payment;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use dunning::arrival::DocumentKind;
use roxmltree::Node;
use rust_decimal::Decimal;

use crate::content::{Content, Format};
use crate::document::{Buyer, Document};
use crate::refusal::{Place, Refusal, Unfit, quoted};
use crate::xml::{self, missing, path, text_of};
use crate::{amount, date, value};

/// Reads every document of a file.
///
/// # Errors
/// A [`Refusal`] with the path of the element that is missing or wrong.
pub(crate) fn read(root: Node<'_, '_>) -> Result<Content, Refusal> {
    let header = header(root)?;
    let bodies: Vec<_> = children(root, "FatturaElettronicaBody").collect();
    if bodies.is_empty() {
        return Err(missing(root, "FatturaElettronicaBody", "number"));
    }
    let mut content = Content::new(Format::FatturaPa);
    let mut numbers = BTreeSet::new();
    for (index, body) in bodies.iter().enumerate() {
        // Written out, since a path found by counting would take longer with every body.
        let mut place = format!("/{}/FatturaElettronicaBody", root.tag_name().name());
        if bodies.len() > 1 {
            place = format!("{place}[{}]", index + 1);
        }
        let document = document(&header, *body, Place::Xml(place))?;
        if !numbers.insert(document.number.clone()) {
            return Err(Refusal::at(
                document.place,
                "occurs twice in the file; keep the one that counts",
            )
            .field("number"));
        }
        content.documents.push(document);
    }
    Ok(content)
}

/// What holds for every body.
struct Header {
    seller: Option<String>,
    buyer: Buyer,
    /// The buyer made the documents, or is the seller: nobody here waits for money.
    self_billed: bool,
}

fn header(root: Node<'_, '_>) -> Result<Header, Refusal> {
    let header = child(root, "FatturaElettronicaHeader")
        .ok_or_else(|| missing(root, "FatturaElettronicaHeader", "customer"))?;
    let seller = child(header, "CedentePrestatore");
    let buyer = child(header, "CessionarioCommittente")
        .ok_or_else(|| missing(header, "CessionarioCommittente", "customer"))?;
    let vat_id = party::vat_id(buyer);
    let issuer = child(header, "SoggettoEmittente").and_then(text_of);
    Ok(Header {
        seller: seller.map_or(Ok(None), party::name)?,
        self_billed: issuer.as_deref() == Some("CC")
            || vat_id.is_some() && seller.and_then(party::vat_id) == vat_id,
        buyer: Buyer {
            name: party::name(buyer)?,
            vat_id: vat_id.or_else(|| party::fiscal_code(buyer)),
            endpoint: child(header, "DatiTrasmissione")
                .and_then(|transmission| child(transmission, "PECDestinatario"))
                .and_then(text_of),
            country: party::country(buyer),
            ..Buyer::default()
        },
    })
}

fn document(header: &Header, body: Node<'_, '_>, place: Place) -> Result<Document, Refusal> {
    let missing_number = |node, local| missing(node, local, "number");
    let general = child(body, "DatiGenerali").ok_or_else(|| missing_number(body, "DatiGenerali"))?;
    let data = child(general, "DatiGeneraliDocumento")
        .ok_or_else(|| missing_number(general, "DatiGeneraliDocumento"))?;
    let number = required(data, "Numero", "number", value::number)?;
    let issue_date: NaiveDate = required(data, "Data", "issue_date", date::iso)?;
    let kind = match required(data, "TipoDocumento", "kind", kind)? {
        DocumentKind::Invoice if header.self_billed => DocumentKind::SelfBilled,
        stated => stated,
    };
    let total = total(body, data)?;
    let payment = payment::read(body, issue_date)?;
    let asked = payment.amount_due(total)?;
    let amount_due = asked
        .or(total)
        .ok_or_else(|| missing(data, "ImportoTotaleDocumento", "amount_due"))?;
    let mut document = Document::new(place, kind, number, issue_date, amount_due);
    if asked.is_none() {
        document.withheld = withheld(body, data)?;
    }
    document.currency = optional(data, "Divisa", "currency", value::currency)?.flatten();
    document.total = total;
    document.prepaid = payment.prepaid(total)?;
    document.seller.clone_from(&header.seller);
    document.buyer = header.buyer.clone();
    payment.set_due(&mut document);
    document.payment_means = payment.means();
    document.payment = payment.details();
    if kind == DocumentKind::CreditNote {
        document.credits = credited(general)?;
    }
    Ok(document)
}

/// TipoDocumento. What a buyer writes to account for the tax on what it bought (16 to 23, 28; 10 and 11 of older
/// reports), and what a seller writes on gifts and its own use (27), is nobody's debt.
fn kind(text: &str) -> Result<DocumentKind, Unfit> {
    match text {
        "TD01" | "TD02" | "TD03" | "TD05" | "TD06" | "TD07" | "TD09" | "TD24" | "TD25" | "TD26" => {
            Ok(DocumentKind::Invoice)
        }
        "TD04" | "TD08" => Ok(DocumentKind::CreditNote),
        "TD10" | "TD11" | "TD16" | "TD17" | "TD18" | "TD19" | "TD20" | "TD21" | "TD22" | "TD23" | "TD27"
        | "TD28" => Ok(DocumentKind::SelfBilled),
        // A summary of other documents; a buyer's notice of an invoice that is missing or wrong.
        "TD12" | "TD29" => Ok(DocumentKind::InformationOnly),
        other => Err(Unfit::new(format!(
            "expected a type of document from TD01 to TD29, not {}",
            quoted(other)
        ))),
    }
}

/// The total that is stated; else the sum of the tax summary's lines; else, in the simplified format, of the prices,
/// which include the tax. None where the file has none of these.
fn total(body: Node<'_, '_>, data: Node<'_, '_>) -> Result<Option<Decimal>, Refusal> {
    let stated = optional(data, "ImportoTotaleDocumento", "total", amount::plain)?;
    if stated.is_some() {
        return Ok(stated);
    }
    let mut sum = None;
    for goods in children(body, "DatiBeniServizi") {
        if let Some(price) = optional(goods, "Importo", "total", amount::plain)? {
            add(&mut sum, price, goods, "total")?;
        }
        for summary in children(goods, "DatiRiepilogo") {
            for local in ["ImponibileImporto", "Imposta"] {
                let part = required(summary, local, "total", amount::plain)?;
                add(&mut sum, part, summary, "total")?;
            }
        }
    }
    Ok(sum)
}

/// What the buyer pays to the state and not to the seller: the tax of lines under split payment (EsigibilitaIVA S),
/// and what is withheld from a professional's fee (ritenuta). Amounts of payment are net of it, the total is not.
fn withheld(body: Node<'_, '_>, data: Node<'_, '_>) -> Result<Option<Decimal>, Refusal> {
    let mut sum = None;
    for withholding in children(data, "DatiRitenuta") {
        if let Some(amount) = optional(withholding, "ImportoRitenuta", "withheld", amount::plain)? {
            add(&mut sum, amount, withholding, "withheld")?;
        }
    }
    for summary in children(body, "DatiBeniServizi").flat_map(|goods| children(goods, "DatiRiepilogo")) {
        if child(summary, "EsigibilitaIVA").and_then(text_of).as_deref() == Some("S") {
            let tax = required(summary, "Imposta", "withheld", amount::plain)?;
            add(&mut sum, tax, summary, "withheld")?;
        }
    }
    Ok(sum)
}

/// The one invoice that a credit note names; none if it names several, for then none is *the* one.
fn credited(general: Node<'_, '_>) -> Result<Option<String>, Refusal> {
    let related = children(general, "DatiFattureCollegate").flat_map(|of| children(of, "IdDocumento"));
    let corrected = children(general, "DatiFatturaRettificata").flat_map(|of| children(of, "NumeroFR"));
    let mut numbers = BTreeSet::new();
    for element in related.chain(corrected) {
        if let Some(text) = text_of(element) {
            let number =
                value::number(&text).map_err(|unfit| unfit.at(Place::Xml(path(element)), "credits"))?;
            numbers.insert(number);
        }
    }
    Ok(numbers.pop_first().filter(|_| numbers.is_empty()))
}

fn add(sum: &mut Option<Decimal>, part: Decimal, at: Node<'_, '_>, field: &str) -> Result<(), Refusal> {
    let added = sum.unwrap_or_default().checked_add(part);
    *sum = Some(
        added.ok_or_else(|| Refusal::at(Place::Xml(path(at)), "the sum is beyond all money").field(field))?,
    );
    Ok(())
}

fn children<'a, 'b>(node: Node<'a, 'b>, local: &str) -> impl Iterator<Item = Node<'a, 'b>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == local)
}

fn child<'a, 'b>(node: Node<'a, 'b>, local: &str) -> Option<Node<'a, 'b>> {
    children(node, local).next()
}

/// A child that may be absent.
fn optional<T: PartialEq>(
    node: Node<'_, '_>,
    local: &str,
    field: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<Option<T>, Refusal> {
    xml::one_value(children(node, local), field, read)
}

fn required<T: PartialEq>(
    node: Node<'_, '_>,
    local: &str,
    field: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<T, Refusal> {
    optional(node, local, field, read)?.ok_or_else(|| missing(node, local, field))
}
