//! UN/CEFACT Cross Industry Invoice (Factur-X, XRechnung, ZUGFeRD 2) and the older ZUGFeRD 1, which says the same
//! in other element names.

mod buyer;
mod date;
mod due;
mod payment;

use dunning::arrival::DocumentKind;
use dunning::money::Currency;
use roxmltree::Node;
use rust_decimal::Decimal;

use crate::content::{Content, Format};
use crate::document::Document;
use crate::document_type::kind_of_code;
use crate::refusal::{Place, Refusal, Unfit};
use crate::xml::{missing, path, text_of};
use crate::{amount, value, xml};

/// The namespace of the root element, up to the version.
pub(crate) const INVOICE: &str = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:";
/// The namespace of ZUGFeRD 1's root element, up to the version.
pub(crate) const ZUGFERD_ONE: &str = "urn:ferd:CrossIndustryDocument:";
/// The namespace of the root element that ZUGFeRD's release candidates had, up to the version.
pub(crate) const ZUGFERD_DRAFT: &str = "urn:un:unece:uncefact:data:standard:CBFBUY:";

/// The namespaces of what an invoice is made of begin so, whatever their version.
const COMPONENTS: [&str; 3] = ["urn:un:unece:uncefact:data:", ZUGFERD_ONE, ZUGFERD_DRAFT];

/// The names in which the two generations differ.
struct Names {
    header: &'static str,
    transaction: &'static str,
    agreement: &'static str,
    settlement: &'static str,
    totals: &'static str,
}

const CROSS_INDUSTRY_INVOICE: Names = Names {
    header: "ExchangedDocument",
    transaction: "SupplyChainTradeTransaction",
    agreement: "ApplicableHeaderTradeAgreement",
    settlement: "ApplicableHeaderTradeSettlement",
    totals: "SpecifiedTradeSettlementHeaderMonetarySummation",
};

const CROSS_INDUSTRY_DOCUMENT: Names = Names {
    header: "HeaderExchangedDocument",
    transaction: "SpecifiedSupplyChainTradeTransaction",
    agreement: "ApplicableSupplyChainTradeAgreement",
    settlement: "ApplicableSupplyChainTradeSettlement",
    totals: "SpecifiedTradeSettlementMonetarySummation",
};

/// Reads the one document of a CII or ZUGFeRD 1 file.
///
/// # Errors
/// A [`Refusal`] with the path of the element that is missing or wrong.
pub(crate) fn read(root: Node<'_, '_>, format: Format) -> Result<Content, Refusal> {
    let names = match format {
        Format::ZugferdOne => &CROSS_INDUSTRY_DOCUMENT,
        _ => &CROSS_INDUSTRY_INVOICE,
    };
    if namespace(root).starts_with(ZUGFERD_DRAFT) {
        return Err(Refusal::at(
            Place::Xml(path(root)),
            "is of a draft of ZUGFeRD from before version 1.0, which is not read; upload the data as CSV",
        ));
    }
    let header = section(root, names.header, "number")?;
    let transaction = section(root, names.transaction, "amount_due")?;
    let settlement = section(transaction, names.settlement, "amount_due")?;
    let totals = section(settlement, names.totals, "amount_due")?;
    let kind = kind_of_code(text(header, "TypeCode").as_deref());
    let number = required(header, "ID", "number", value::number)?;
    let issue_date = date::of_issue(header)?;
    let currency = currency(settlement, totals)?;
    let total = sum(totals, "GrandTotalAmount", "total", currency)?;
    let prepaid = sum(totals, "TotalPrepaidAmount", "prepaid", currency)?;
    let stated = sum(totals, "DuePayableAmount", "amount_due", currency)?;
    // ZUGFeRD 1 has a profile without it.
    let computed = || {
        let total = total.filter(|_| format == Format::ZugferdOne)?;
        total.checked_sub(prepaid.unwrap_or_default())
    };
    let amount_due = stated
        .or_else(computed)
        .ok_or_else(|| missing(totals, "DuePayableAmount", "amount_due"))?;

    let mut document = Document::new(Place::Xml(path(root)), kind, number, issue_date, amount_due);
    document.currency = Some(currency);
    document.total = total;
    document.prepaid = prepaid;
    if let Some(agreement) = child(transaction, names.agreement) {
        document.seller = child(agreement, "SellerTradeParty").map_or(Ok(None), buyer::name)?;
        if let Some(party) = child(agreement, "BuyerTradeParty") {
            document.buyer = buyer::read(party)?;
        }
    }
    due::read(settlement, &mut document)?;
    document.payment_means = payment::means(settlement);
    document.terms = payment::terms(settlement);
    document.payment = payment::details(settlement);
    if kind == DocumentKind::CreditNote {
        document.credits = credited(settlement)?;
    }
    let mut content = Content::new(format);
    content.documents.push(document);
    Ok(content)
}

/// The document's currency. Where it names none, that of the amount that is due.
fn currency(settlement: Node<'_, '_>, totals: Node<'_, '_>) -> Result<Currency, Refusal> {
    let stated = optional(settlement, "InvoiceCurrencyCode", "currency", currency_code)?;
    if let Some(stated) = stated {
        return Ok(stated);
    }
    let due = child(totals, "DuePayableAmount").and_then(|due| due.attribute("currencyID"));
    due.ok_or_else(|| missing(settlement, "InvoiceCurrencyCode", "currency"))
        .and_then(|code| currency_code(code).map_err(|unfit| unfit.at(Place::Xml(path(totals)), "currency")))
}

fn currency_code(text: &str) -> Result<Currency, Unfit> {
    value::currency(text)?.ok_or_else(|| Unfit::new("is empty"))
}

/// An amount of the document as a whole. All are in its currency (only the tax may be stated in another one, too);
/// where one is not, nobody knows what is owed.
fn sum(
    totals: Node<'_, '_>,
    local: &str,
    field: &str,
    currency: Currency,
) -> Result<Option<Decimal>, Refusal> {
    for element in children(totals, local) {
        let Some(code) = element.attribute("currencyID").filter(|code| !code.is_empty()) else {
            continue;
        };
        let named = currency_code(code).map_err(|unfit| unfit.at(Place::Xml(path(element)), "currency"))?;
        if named != currency {
            return Err(Refusal::at(
                Place::Xml(path(element)),
                format!("the amount is in {named}, but the document is in {currency}"),
            )
            .field("currency"));
        }
    }
    optional(totals, local, field, amount::plain)
}

/// The one invoice that a credit note refers to; none if it names several, for then none is *the* one.
fn credited(settlement: Node<'_, '_>) -> Result<Option<String>, Refusal> {
    let mut numbers = Vec::new();
    for reference in children(settlement, "InvoiceReferencedDocument") {
        let assigned = optional(reference, "IssuerAssignedID", "credits", value::number)?;
        let older = optional(reference, "ID", "credits", value::number)?;
        numbers.extend(assigned.or(older));
    }
    numbers.dedup();
    Ok(if numbers.len() == 1 { numbers.pop() } else { None })
}

fn namespace<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().namespace().unwrap_or_default()
}

fn children<'a, 'b>(node: Node<'a, 'b>, local: &str) -> impl Iterator<Item = Node<'a, 'b>> {
    node.children().filter(move |child| {
        child.is_element()
            && child.tag_name().name() == local
            && COMPONENTS
                .iter()
                .any(|prefix| namespace(*child).starts_with(prefix))
    })
}

fn child<'a, 'b>(node: Node<'a, 'b>, local: &str) -> Option<Node<'a, 'b>> {
    children(node, local).next()
}

fn text(node: Node<'_, '_>, local: &str) -> Option<String> {
    children(node, local).find_map(text_of)
}

/// A part without which there is no invoice. One given twice could say two things, so it is refused.
fn section<'a, 'b>(node: Node<'a, 'b>, local: &str, field: &str) -> Result<Node<'a, 'b>, Refusal> {
    let mut found = children(node, local);
    let first = found.next().ok_or_else(|| missing(node, local, field))?;
    match found.next() {
        None => Ok(first),
        Some(second) => Err(Refusal::at(Place::Xml(path(second)), "is given twice")),
    }
}

/// A component that may be absent.
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
