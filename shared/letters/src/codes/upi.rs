//! The link by which payment apps in India fill in a UPI payment (NPCI, "UPI Linking Specifications" 1.6), on the phone
//! itself or as a code.

use dunning::money::Money;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rust_decimal::Decimal;

use crate::harmless::one_line;

/// The largest payment, in rupees: 1 lakh, between persons and to ordinary merchants. NPCI lets only verified merchants
/// of listed kinds have more (limits in force since 15 September 2025), and nobody here knows who is one.
pub(crate) const RUPEES_AT_MOST: i64 = 100_000;
/// The longest note (`tn`), in characters.
const NOTE_AT_MOST_CHARS: usize = 50;
/// The longest transaction reference (`tr`), in letters and digits.
const REFERENCE_AT_MOST: usize = 35;
/// The longest name (`pn`), in bytes once it is encoded, so that the code stays coarse enough to scan; apps show the
/// name that the bank knows.
const NAME_AT_MOST_BYTES: usize = 90;
/// The longest link, in bytes: what a code of version 13 holds at error level M. The name makes room for the rest.
const LINK_AT_MOST_BYTES: usize = 331;

/// What may stand in a value as it is (RFC 3986, unreserved).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Whether an amount can be paid by UPI in one payment.
pub(crate) fn fits(open: Money) -> bool {
    open.currency.code() == "INR"
        && open.rounded() > Decimal::ZERO
        && open.rounded() <= Decimal::from(RUPEES_AT_MOST)
}

/// The link that pays `open` to the address (one that [`dunning::bank::upi_address`] read); none where UPI can't, or
/// where it could not quote the whole reference.
pub(crate) fn link(address: &str, beneficiary: &str, open: Money, reference: &str) -> Option<String> {
    let note = one_line(reference, usize::MAX);
    if !fits(open) || note.is_empty() || note.chars().count() > NOTE_AT_MOST_CHARS {
        return None;
    }
    let paid = format!(
        "&am={}&cu=INR&tn={}",
        open.rounded(),
        utf8_percent_encode(&note, ENCODED)
    );
    let reference: String = note.chars().filter(char::is_ascii_alphanumeric).collect();
    let reference = match reference.len() {
        1..=REFERENCE_AT_MOST => format!("&tr={reference}"),
        _ => String::new(),
    };
    let start = format!("upi://pay?pa={address}");
    let room = LINK_AT_MOST_BYTES.checked_sub(start.len() + paid.len() + reference.len())?;
    let name = encoded_name(&one_line(beneficiary, usize::MAX), room);
    Some(format!("{start}{name}{paid}{reference}"))
}

/// As much of the name as there is room for, ending between characters; nothing if there is room for none.
fn encoded_name(name: &str, room: usize) -> String {
    let at_most = NAME_AT_MOST_BYTES.min(room.saturating_sub("&pn=".len()));
    let mut encoded = String::new();
    for character in name.chars() {
        let mut bytes = [0; 4];
        let next = utf8_percent_encode(character.encode_utf8(&mut bytes), ENCODED).to_string();
        if encoded.len() + next.len() > at_most {
            break;
        }
        encoded.push_str(&next);
    }
    match encoded.as_str() {
        "" => encoded,
        _ => format!("&pn={encoded}"),
    }
}
