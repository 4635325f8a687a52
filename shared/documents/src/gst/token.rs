//! The portal's signed invoice: a JSON Web Token whose payload has the invoice as JSON text under `data`.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::json::{At, Json, parse};
use crate::refusal::Refusal;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a text is nothing but a token: three parts of base64, the first of them an object's beginning.
pub(crate) fn is_token(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=' | b'.');
    let text = text.trim();
    text.starts_with("eyJ") && text.bytes().all(letter) && text.matches('.').count() == 2
}

/// The invoice that a token holds.
///
/// # Errors
/// A [`Refusal`] if it is no token, or holds something else: the token of a QR code has a few of an invoice's values,
/// but neither the customer's name nor when it is due.
pub(super) fn invoice(token: &At<'_>) -> Result<Json, Refusal> {
    let text = token.scalar()?.trim();
    let no_token = || token.refuse("expected a signed invoice: three parts of base64, parted by points");
    let [_, payload, _] = *text.split('.').collect::<Vec<_>>().as_slice() else {
        return Err(no_token());
    };
    let bytes = BASE64.decode(payload).map_err(|_| no_token())?;
    let payload = String::from_utf8(bytes).map_err(|_| no_token())?;
    let broken = |refusal: Refusal| token.refuse(format!("within the signed invoice: {refusal}"));
    let payload = parse(&payload).map_err(broken)?;
    let invoice = match payload.get("data") {
        Some(Json::Text(text)) => parse(text).map_err(broken)?,
        Some(data) => data.clone(),
        None => payload,
    };
    if invoice.get("SellerGstin").is_some() {
        return Err(token.refuse("is the token of a QR code, which doesn't hold the invoice"));
    }
    Ok(invoice)
}
