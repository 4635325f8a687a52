//! Who sells and who owes, in the ordinary and in the simplified format.

use roxmltree::Node;

use super::{child, optional};
use crate::refusal::Refusal;
use crate::value;
use crate::xml::text_of;

/// Where the name stands, and the seat: under `DatiAnagrafici/Anagrafica`; simplified, under
/// `AltriDatiIdentificativi` (buyer) or in the party itself (seller).
fn described<'a, 'b>(party: Node<'a, 'b>) -> Node<'a, 'b> {
    child(party, "DatiAnagrafici")
        .and_then(|data| child(data, "Anagrafica"))
        .or_else(|| child(party, "AltriDatiIdentificativi"))
        .unwrap_or(party)
}

/// Where the tax numbers stand.
fn identified<'a, 'b>(party: Node<'a, 'b>) -> Node<'a, 'b> {
    child(party, "DatiAnagrafici")
        .or_else(|| child(party, "IdentificativiFiscali"))
        .unwrap_or(party)
}

/// The firm's name, else the person's.
pub(super) fn name(party: Node<'_, '_>) -> Result<Option<String>, Refusal> {
    let described = described(party);
    let stated = |local| optional(described, local, "name", value::line).map(Option::flatten);
    if let Some(firm) = stated("Denominazione")? {
        return Ok(Some(firm));
    }
    let mut parts = Vec::new();
    for local in ["Nome", "Cognome"] {
        parts.extend(stated(local)?);
    }
    Ok((!parts.is_empty()).then(|| parts.join(" ")))
}

/// The VAT id with its country in front.
pub(super) fn vat_id(party: Node<'_, '_>) -> Option<String> {
    let id = child(identified(party), "IdFiscaleIVA")?;
    let code = tax_number(child(id, "IdCodice")?)?;
    let country = child(id, "IdPaese").and_then(text_of).unwrap_or_default();
    // Some programs put the country in front themselves.
    let prefixed = code.get(..2).is_some_and(|front| front == country);
    value::number(&if prefixed {
        code
    } else {
        format!("{country}{code}")
    })
    .ok()
}

/// The Italian tax code of a person or body.
pub(super) fn fiscal_code(party: Node<'_, '_>) -> Option<String> {
    tax_number(child(identified(party), "CodiceFiscale")?)
}

/// A tax number; none for the fillers that the schema wrings from a seller whose foreign customer has none
/// (`OO99999999999`, `0000000`, `XXXXXXX`): all such customers would become one.
fn tax_number(element: Node<'_, '_>) -> Option<String> {
    let code = value::number(&text_of(element)?).ok()?;
    let digits = code.strip_prefix("OO").unwrap_or(&code);
    let filler = ['0', '9', 'X', 'x']
        .iter()
        .any(|filler| digits.chars().all(|character| character == *filler));
    (!filler).then_some(code)
}

/// The country of the seat, else of the VAT id.
pub(super) fn country(party: Node<'_, '_>) -> Option<String> {
    let seat = child(party, "Sede").or_else(|| child(described(party), "Sede"));
    let of_seat = seat.and_then(|seat| child(seat, "Nazione"));
    let of_vat_id = || {
        let id = child(identified(party), "IdFiscaleIVA")?;
        child(id, "IdPaese")
    };
    of_seat
        .or_else(of_vat_id)
        .and_then(text_of)
        .and_then(|code| value::country(&code))
}
