//! The parties of a CII invoice.

use roxmltree::Node;

use super::{child, children, optional, text};
use crate::document::Buyer;
use crate::refusal::Refusal;
use crate::value;
use crate::xml::text_of;

/// The registered name, else the trading name.
///
/// # Errors
/// A [`Refusal`] for a name that is none.
pub(super) fn name(party: Node<'_, '_>) -> Result<Option<String>, Refusal> {
    if let Some(name) = optional(party, "Name", "name", value::line)?.flatten() {
        return Ok(Some(name));
    }
    let Some(organization) = child(party, "SpecifiedLegalOrganization") else {
        return Ok(None);
    };
    Ok(optional(organization, "TradingBusinessName", "name", value::line)?.flatten())
}

/// Who owes.
///
/// # Errors
/// A [`Refusal`] for a name that is none.
pub(super) fn read(party: Node<'_, '_>) -> Result<Buyer, Refusal> {
    let line = |text: String| value::line(&text).ok().flatten();
    let of_contact =
        |read: &dyn Fn(Node<'_, '_>) -> Option<String>| children(party, "DefinedTradeContact").find_map(read);
    let address = |local: &str, of: &str| {
        let local = local.to_owned();
        let of = of.to_owned();
        move |contact: Node<'_, '_>| child(contact, &local).and_then(|communication| text(communication, &of))
    };
    let emails = children(party, "DefinedTradeContact")
        .filter_map(address("EmailURIUniversalCommunication", "URIID"))
        .collect();
    let person =
        |contact: Node<'_, '_>| text(contact, "PersonName").or_else(|| text(contact, "DepartmentName"));
    Ok(Buyer {
        number: text(party, "ID").and_then(|number| value::number(&number).ok()),
        name: name(party)?,
        vat_id: vat_id(party),
        emails,
        endpoint: endpoint(party),
        contact_name: of_contact(&person).and_then(line),
        country: child(party, "PostalTradeAddress")
            .and_then(|address| text(address, "CountryID"))
            .and_then(|code| value::country(&code)),
        phone: of_contact(&address("TelephoneUniversalCommunication", "CompleteNumber")).and_then(line),
        language: None,
        zone: None,
    })
}

/// The VAT id, else the tax office's number.
fn vat_id(party: Node<'_, '_>) -> Option<String> {
    let registered = |scheme: &str| {
        children(party, "SpecifiedTaxRegistration")
            .flat_map(|registration| children(registration, "ID"))
            .filter(|id| id.attribute("schemeID") == Some(scheme))
            .find_map(text_of)
    };
    registered("VA")
        .or_else(|| registered("FC"))
        .and_then(|id| value::number(&id).ok())
}

fn endpoint(party: Node<'_, '_>) -> Option<String> {
    children(party, "URIUniversalCommunication")
        .flat_map(|communication| children(communication, "URIID"))
        .filter(|id| id.attribute("schemeID") == Some("EM"))
        .find_map(text_of)
}
