//! UBL 2.1 Invoice and CreditNote: EN 16931, Peppol BIS 3, XRechnung, RO_CIUS and their cousins.

use dunning::arrival::{DocumentKind, Instalment};
use dunning::bank;
use dunning::creditor::PaymentDetails;
use dunning::money::Currency;
use roxmltree::Node;
use rust_decimal::Decimal;

use crate::content::{Content, Format};
use crate::document::{Buyer, Document};
use crate::document_type::kind_of_code;
use crate::refusal::{Place, Refusal, Unfit};
use crate::xml::{path, text_of};
use crate::{amount, date, value, xml};

/// The namespace of the root element of an invoice.
pub(crate) const INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
/// The namespace of the root element of a credit note.
pub(crate) const CREDIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
const BASIC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
const AGGREGATE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";

/// Reads the one document of a UBL file.
///
/// # Errors
/// A [`Refusal`] with the path of the element that is missing or wrong.
pub(crate) fn read(root: Node<'_, '_>, format: Format) -> Result<Content, Refusal> {
    let kind = kind(root, format);
    let number = required(root, "ID", "number", value::number)?;
    let issue_date = required(root, "IssueDate", "issue_date", date::iso)?;
    let totals = aggregate(root, "LegalMonetaryTotal")
        .ok_or_else(|| missing(root, "LegalMonetaryTotal", "amount_due"))?;
    let amount_due = required(totals, "PayableAmount", "amount_due", amount::plain)?;
    let place = Place::Xml(path(root));
    let mut document = Document::new(place, kind, number, issue_date, amount_due);
    document.currency = Some(currency(root, totals)?);
    document.total = optional(totals, "TaxInclusiveAmount", "total", amount::plain)?;
    document.prepaid = optional(totals, "PrepaidAmount", "prepaid", amount::plain)?;
    document.seller = party(root, "AccountingSupplierParty").map_or(Ok(None), name)?;
    if let Some(party) = party(root, "AccountingCustomerParty") {
        document.buyer = buyer(party)?;
    }
    due(root, &mut document)?;
    document.payment_means = aggregates(root, "PaymentMeans")
        .filter_map(|means| basic_text(means, "PaymentMeansCode"))
        .collect();
    document.terms = terms(root);
    document.payment = payment(root);
    if kind == DocumentKind::CreditNote {
        document.credits = credited(root)?;
    }
    let mut content = Content::new(format);
    content.documents.push(document);
    Ok(content)
}

fn kind(root: Node<'_, '_>, format: Format) -> DocumentKind {
    let code = basic_text(root, "InvoiceTypeCode").or_else(|| basic_text(root, "CreditNoteTypeCode"));
    if format == Format::UblCreditNote {
        DocumentKind::CreditNote
    } else {
        kind_of_code(code.as_deref())
    }
}

/// The document's currency. Where it names none, that of the payable amount; where both are named they must agree,
/// or nobody knows what is owed.
fn currency(root: Node<'_, '_>, totals: Node<'_, '_>) -> Result<Currency, Refusal> {
    let parse = |text: &str| value::currency(text)?.ok_or_else(|| Unfit::new("is empty"));
    let stated = optional(root, "DocumentCurrencyCode", "currency", parse)?;
    let payable = basic(totals, "PayableAmount");
    let attribute = payable
        .and_then(|payable| payable.attribute("currencyID"))
        .map(|code| parse(code).map_err(|unfit| unfit.at(Place::Xml(path(totals)), "currency")))
        .transpose()?;
    match (stated, attribute) {
        (Some(stated), Some(attribute)) if stated != attribute => Err(Refusal::at(
            Place::Xml(format!("{}/PayableAmount", path(totals))),
            format!("the amount is in {attribute}, but the document is in {stated}"),
        )
        .field("currency")),
        (Some(currency), _) | (None, Some(currency)) => Ok(currency),
        (None, None) => Err(missing(root, "DocumentCurrencyCode", "currency")),
    }
}

/// `DueDate`; else the payment means' date (where credit notes have it); else the terms' dates. Several dates
/// with amounts that make up the sum are instalments; without amounts the earlier ones are discount days, and the
/// last one is due.
fn due(root: Node<'_, '_>, document: &mut Document) -> Result<(), Refusal> {
    let stated = optional(root, "DueDate", "due_date", date::iso)?;
    let mut in_means = Vec::new();
    for means in aggregates(root, "PaymentMeans") {
        in_means.extend(optional(means, "PaymentDueDate", "due_date", date::iso)?);
    }
    let mut in_terms = Vec::new();
    let mut parts = Vec::new();
    for terms in aggregates(root, "PaymentTerms") {
        let due = optional(terms, "PaymentDueDate", "due_date", date::iso)?;
        let part = optional(terms, "Amount", "instalments", amount::plain)?;
        in_terms.extend(due);
        if let (Some(due_on), Some(amount)) = (due, part) {
            parts.push(Instalment { due_on, amount });
        }
    }
    let sum = parts
        .iter()
        .fold(Decimal::ZERO, |sum, part| sum.saturating_add(part.amount));
    if parts.len() > 1 && sum == document.amount_due {
        parts.sort_by_key(|part| part.due_on);
        document.instalments = parts;
    }
    let last = |dates: Vec<_>| dates.into_iter().max();
    let undivided = document.instalments.is_empty();
    let of_terms = || last(in_terms).filter(|_| undivided);
    document.set_due(stated.or_else(|| last(in_means)).or_else(of_terms), None);
    Ok(())
}

fn terms(root: Node<'_, '_>) -> Option<String> {
    let notes: Vec<String> = aggregates(root, "PaymentTerms")
        .flat_map(|terms| basics(terms, "Note"))
        .filter_map(text_of)
        .collect();
    value::prose(&notes.join(" "))
}

fn payment(root: Node<'_, '_>) -> PaymentDetails {
    let mut details = PaymentDetails::default();
    for means in aggregates(root, "PaymentMeans") {
        if details.reference.is_none() {
            details.reference = basic_text(means, "PaymentID").and_then(|text| value::prose(&text));
        }
        let Some(account) = aggregate(means, "PayeeFinancialAccount") else {
            continue;
        };
        let iban = basic_text(account, "ID").and_then(|text| bank::iban(&text));
        if details.iban.is_none() && iban.is_some() {
            details.iban = iban;
            details.bic = aggregate(account, "FinancialInstitutionBranch")
                .and_then(|branch| basic_text(branch, "ID"))
                .filter(|bic| matches!(bic.len(), 8 | 11) && bic.bytes().all(|b| b.is_ascii_alphanumeric()));
        }
    }
    details
}

/// The one invoice that a credit note refers to; none if it names several, for then none is *the* one.
fn credited(root: Node<'_, '_>) -> Result<Option<String>, Refusal> {
    let mut numbers = Vec::new();
    for reference in aggregates(root, "BillingReference") {
        if let Some(invoice) = aggregate(reference, "InvoiceDocumentReference") {
            numbers.extend(optional(invoice, "ID", "credits", value::number)?);
        }
    }
    numbers.dedup();
    Ok(if numbers.len() == 1 { numbers.pop() } else { None })
}

fn party<'a, 'b>(root: Node<'a, 'b>, role: &str) -> Option<Node<'a, 'b>> {
    aggregate(aggregate(root, role)?, "Party")
}

/// The registered name, else the trading name, else the person's.
fn name(party: Node<'_, '_>) -> Result<Option<String>, Refusal> {
    let stated = |element: Node<'_, '_>, local: &str| optional(element, local, "name", value::line);
    for legal in aggregates(party, "PartyLegalEntity") {
        if let Some(name) = stated(legal, "RegistrationName")?.flatten() {
            return Ok(Some(name));
        }
    }
    for trading in aggregates(party, "PartyName") {
        if let Some(name) = stated(trading, "Name")?.flatten() {
            return Ok(Some(name));
        }
    }
    let Some(person) = aggregate(party, "Person") else {
        return Ok(None);
    };
    let mut parts = Vec::new();
    for part in ["FirstName", "MiddleName", "FamilyName"] {
        parts.extend(stated(person, part)?.flatten());
    }
    Ok((!parts.is_empty()).then(|| parts.join(" ")))
}

fn buyer(party: Node<'_, '_>) -> Result<Buyer, Refusal> {
    let contact = aggregate(party, "Contact");
    let of_contact = |local: &str| contact.and_then(|contact| basic_text(contact, local));
    let endpoint = basic(party, "EndpointID")
        .filter(|endpoint| endpoint.attribute("schemeID") == Some("EM"))
        .and_then(text_of);
    // An identifier with a scheme is one of the world's (GLN, DUNS); only one without is the creditor's own.
    let number = aggregates(party, "PartyIdentification")
        .filter_map(|identification| basic(identification, "ID"))
        .find(|id| id.attribute("schemeID").is_none_or(str::is_empty))
        .and_then(text_of)
        .and_then(|number| value::number(&number).ok());
    let vat_id = aggregates(party, "PartyTaxScheme")
        .find_map(|scheme| basic_text(scheme, "CompanyID"))
        .and_then(|id| value::number(&id).ok());
    Ok(Buyer {
        number,
        name: name(party)?,
        vat_id,
        emails: of_contact("ElectronicMail").into_iter().collect(),
        endpoint,
        contact_name: of_contact("Name").and_then(|name| value::line(&name).ok().flatten()),
        country: aggregate(party, "PostalAddress")
            .and_then(|address| aggregate(address, "Country"))
            .and_then(|country| basic_text(country, "IdentificationCode"))
            .and_then(|code| value::country(&code)),
        phone: of_contact("Telephone").and_then(|phone| value::line(&phone).ok().flatten()),
        language: None,
        zone: None,
    })
}

fn aggregates<'a, 'b>(node: Node<'a, 'b>, local: &str) -> impl Iterator<Item = Node<'a, 'b>> {
    node.children()
        .filter(move |child| child.has_tag_name((AGGREGATE, local)))
}

fn aggregate<'a, 'b>(node: Node<'a, 'b>, local: &str) -> Option<Node<'a, 'b>> {
    aggregates(node, local).next()
}

fn basics<'a, 'b>(node: Node<'a, 'b>, local: &str) -> impl Iterator<Item = Node<'a, 'b>> {
    node.children()
        .filter(move |child| child.has_tag_name((BASIC, local)))
}

fn basic<'a, 'b>(node: Node<'a, 'b>, local: &str) -> Option<Node<'a, 'b>> {
    basics(node, local).next()
}

fn basic_text(node: Node<'_, '_>, local: &str) -> Option<String> {
    basic(node, local).and_then(text_of)
}

fn missing(node: Node<'_, '_>, local: &str, field: &str) -> Refusal {
    xml::missing(node, local, field)
}

/// A basic component that may be absent.
fn optional<T: PartialEq>(
    node: Node<'_, '_>,
    local: &str,
    field: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<Option<T>, Refusal> {
    xml::one_value(basics(node, local), field, read)
}

fn required<T: PartialEq>(
    node: Node<'_, '_>,
    local: &str,
    field: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<T, Refusal> {
    optional(node, local, field, read)?.ok_or_else(|| missing(node, local, field))
}
