//! Where the invoice that a customer got is kept, and which files may go out as one.

use crate::invoice::{Invoice, InvoiceId};

/// The folder that originals are put into by hand.
const FOLDER: &str = "originals/";

/// The longest name that the store of files allows, in bytes.
const NAME_BYTES_AT_MOST: usize = 1_024;

/// What may stand before a PDF's first line; readers look no further (ISO 32000-2, annex I).
const JUNK_BEFORE_PDF_AT_MOST: usize = 1_024;

/// A file as the bucket keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// The object's name.
    pub object: String,
    /// Which version of it; none: the latest. What was uploaded as an invoice is always known by its version, for the
    /// next file of that name may be another customer's.
    pub version: Option<String>,
}

/// Where an invoice's original may lie, best first: the PDF that was uploaded as the invoice itself, then the file
/// that somebody put beside it under the invoice's number.
pub fn places(invoice: &Invoice) -> impl Iterator<Item = StoredFile> {
    let by_number = place_by_number(&invoice.id);
    invoice.original.iter().cloned().chain(by_number)
}

/// `originals/<invoice number>.pdf`. The number stands as it is written, letter by letter, because two numbers that
/// look alike may be two customers'; only what no file name can hold (`/ \ : * ? " < > | %`, and control characters)
/// is written as in a link: `2026/17` is `originals/2026%2F17.pdf`. All instalments have one original.
///
/// None for a number too long to be a name.
fn place_by_number(id: &InvoiceId) -> Option<StoredFile> {
    let mut object = FOLDER.to_owned();
    for character in id.number.chars() {
        let cannot_stand = matches!(
            character,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%'
        );
        if cannot_stand || character.is_control() {
            let mut utf8 = [0; 4];
            for byte in character.encode_utf8(&mut utf8).bytes() {
                object.push_str(&format!("%{byte:02X}"));
            }
        } else {
            object.push(character);
        }
    }
    object.push_str(".pdf");
    (object.len() <= NAME_BYTES_AT_MOST).then_some(StoredFile {
        object,
        version: None,
    })
}

/// Whether the bytes begin as a PDF does. A name or a stated type says nothing: whatever else lies under the name of
/// an invoice (a web page, a program) must not reach a customer.
pub fn is_pdf(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"%PDF-";
    let head = bytes.get(..JUNK_BEFORE_PDF_AT_MOST + MARK.len()).unwrap_or(bytes);
    head.windows(MARK.len()).any(|window| window == MARK)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn place(number: &str) -> Option<String> {
        place_by_number(&InvoiceId::whole(number)).map(|file| file.object)
    }

    #[test]
    fn a_number_is_its_own_name_but_for_what_no_name_can_hold() {
        for (number, object) in [
            ("INV-17", "originals/INV-17.pdf"),
            ("2026/17", "originals/2026%2F17.pdf"),
            ("FT 1/2026", "originals/FT 1%2F2026.pdf"),
            ("RE_Ä.1", "originals/RE_Ä.1.pdf"),
            ("100%", "originals/100%25.pdf"),
            ("../../settings/x", "originals/..%2F..%2Fsettings%2Fx.pdf"),
            ("a\r\nb", "originals/a%0D%0Ab.pdf"),
        ] {
            assert_eq!(place(number).as_deref(), Some(object));
        }
        assert_eq!(place(&"9".repeat(1_010)).map(|object| object.len()), Some(1_024));
        assert_eq!(place(&"9".repeat(1_011)), None);
    }

    #[test]
    fn instalments_have_one_original() {
        let second = InvoiceId {
            number: "INV-17".into(),
            instalment: Some(2),
        };
        assert_eq!(place_by_number(&second).map(|file| file.object), place("INV-17"),);
    }

    proptest! {
        /// Two invoices never share a place, and none lies outside the folder: one customer's never goes to another.
        #[test]
        fn every_number_has_a_place_of_its_own(numbers in proptest::collection::btree_set("[/%A-C\\\\2F. -]{1,6}", 1..40)) {
            let places: BTreeSet<_> = numbers.iter().filter_map(|number| place(number)).collect();
            prop_assert_eq!(places.len(), numbers.len());
            for place in places {
                prop_assert_eq!(place.matches('/').count(), 1);
            }
        }
    }

    #[test]
    fn a_pdf_is_known_by_its_first_bytes() {
        let after = |junk: usize| [vec![b' '; junk], b"%PDF-1.7\n".to_vec()].concat();
        assert!(is_pdf(&after(0)));
        assert!(is_pdf(&after(1_024)));
        assert!(!is_pdf(&after(1_025)));
        for other in ["", "%PDF", "<html>%pdf-", "MZ", "PK\u{3}\u{4}"] {
            assert!(!is_pdf(other.as_bytes()), "{other}");
        }
    }
}
