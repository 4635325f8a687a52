//! What the FatturaPA samples say, plain and signed.

use documents::intake::{House, arrivals};
use documents::{Document, Format, read};
use dunning::arrival::Arrival;
use rust_decimal::Decimal;

use crate::{bytes, content, said};

pub(crate) const READ: [(&str, &[&str]); 20] = [
    (
        "invoices/fatturapa-two-bodies.xml",
        &[
            "FT 61/2026 invoice 2026-11-03 2026-12-03 610.00 EUR dunnable",
            "FT 62/2026 invoice 2026-11-10 2026-12-30 122.00 EUR dunnable",
        ],
    ),
    (
        "invoices/fatturapa-simplified.xml",
        &["S-7 invoice 2026-11-04 - 73.20 EUR no_due_date"],
    ),
    (
        "invoices/fatturapa-withholding.xml",
        &["P-1 invoice 2026-11-05 2026-12-05 1020.00 EUR dunnable"],
    ),
    (
        "invoices/fatturapa-withholding-unpaid.xml",
        &["P-2 invoice 2026-11-05 - 1220.00 EUR no_due_date"],
    ),
    (
        "invoices/fatturapa-split-payment.xml",
        &["PA-3 invoice 2026-11-05 - 1220.00 EUR no_due_date"],
    ),
    (
        "invoices/fatturapa-instalments.xml",
        &["R-4 invoice 2026-11-05 2026-12-05 600.00 EUR dunnable"],
    ),
    (
        "invoices/fatturapa-paid-in-advance.xml",
        &["A-5 invoice 2026-11-05 - 0.00 EUR already_paid"],
    ),
    (
        "invoices/fatturapa-card.xml",
        &["C-6 invoice 2026-11-05 2026-11-05 122.00 EUR card_payment"],
    ),
    (
        "invoices/fatturapa-direct-debit.xml",
        &["D-7 invoice 2026-11-05 2026-12-05 122.00 EUR direct_debit"],
    ),
    (
        "invoices/fatturapa-two-banks.xml",
        &["B-8 invoice 2026-11-05 2026-12-05 122.00 EUR dunnable"],
    ),
    (
        "invoices/fatturapa-no-total.xml",
        &["N-9 invoice 2026-11-05 - 174.00 EUR no_due_date"],
    ),
    (
        "invoices/fatturapa-credit-note.xml",
        &["NC-10 credit_note 2026-11-05 - -61.00 EUR credit_note"],
    ),
    (
        "invoices/fatturapa-reverse-charge.xml",
        &["RC-11 self_billed 2026-11-05 - 122.00 EUR self_billed"],
    ),
    (
        "invoices/fatturapa-to-oneself.xml",
        &["OM-12 self_billed 2026-11-05 - 122.00 EUR self_billed"],
    ),
    (
        "invoices/fatturapa-by-the-buyer.xml",
        &["BB-13 self_billed 2026-11-05 - 122.00 EUR self_billed"],
    ),
    ("invoices/signed-der.p7m", &SIGNED),
    ("invoices/signed-ber.p7m", &SIGNED),
    ("invoices/signed-base64.p7m", &SIGNED),
    ("invoices/signed-pem.p7m", &SIGNED),
    ("invoices/signed-twice.p7m", &SIGNED),
];

const SIGNED: [&str; 1] = ["SG-1 invoice 2026-11-05 2026-12-05 1020.00 EUR dunnable"];

fn first(name: &str) -> Document {
    content(&format!("invoices/{name}")).documents.remove(0)
}

#[test]
fn fatturapa_says_what_it_owes() {
    for (path, expected) in READ {
        assert_eq!(said(path), expected, "{path}");
    }
}

#[test]
fn parties_and_account_stand_beside_it() {
    let document = first("fatturapa-two-bodies.xml");
    assert_eq!(document.seller.as_deref(), Some("Tipografia Lumière Srl"));
    let buyer = &document.buyer;
    assert_eq!(buyer.name.as_deref(), Some("Libreria Il Gabbiano & C. Snc"));
    assert_eq!(buyer.vat_id.as_deref(), Some("IT66554433221"));
    assert_eq!(buyer.country.as_deref(), Some("IT"));
    // Certified mail is nobody's inbox.
    assert_eq!(buyer.endpoint.as_deref(), Some("contabilita@pec.example.it"));
    assert!(buyer.emails.is_empty());
    let payment = &document.payment;
    assert_eq!(payment.iban.as_deref(), Some("IT60X0542811101000000123456"));
    assert_eq!(payment.bic.as_deref(), Some("BPMOITMM"));
    assert_eq!(payment.reference.as_deref(), Some("RF18539007547034"));
    let person = first("fatturapa-simplified.xml").buyer;
    assert_eq!(person.name.as_deref(), Some("Gianna Verdi"));
    assert_eq!(person.vat_id.as_deref(), Some("VRDGNN80A01F205X"));
    let credit = first("fatturapa-credit-note.xml");
    assert_eq!(credit.credits.as_deref(), Some("FT 61/2026"));
}

/// Every customer without a number would otherwise be the same one.
#[test]
fn a_filler_is_no_tax_number() {
    let buyer = first("fatturapa-no-total.xml").buyer;
    assert_eq!((buyer.vat_id, buyer.name.as_deref()), (None, Some("Ann Harbor")));
}

#[test]
fn instalments_are_what_is_left_after_the_advance() {
    let document = first("fatturapa-instalments.xml");
    let parts: Vec<String> = document
        .instalments
        .iter()
        .map(|part| format!("{} {}", part.due_on, part.amount))
        .collect();
    assert_eq!(parts, ["2026-12-05 200.00", "2027-01-05 400.00"]);
    assert_eq!(document.prepaid, Some(Decimal::new(30_000, 2)));
}

#[test]
fn nobody_is_asked_for_what_goes_to_the_state() {
    for (name, payable) in [
        ("fatturapa-withholding.xml", "1020.00 EUR"),
        ("fatturapa-withholding-unpaid.xml", "1020.00 EUR"),
        ("fatturapa-split-payment.xml", "1000.00 EUR"),
    ] {
        let arrivals = arrivals(&content(&format!("invoices/{name}")), &House::default()).unwrap();
        let [Arrival::Invoice(invoice)] = arrivals.as_slice() else {
            panic!("{arrivals:?}");
        };
        assert_eq!(invoice.payable.to_string(), payable, "{name}");
    }
}

#[test]
fn a_means_of_payment_tells_whether_the_customer_has_to_act() {
    let text = String::from_utf8(bytes("invoices/fatturapa-card.xml")).unwrap();
    for (codes, reason) in [
        (["MP01", "MP02", "MP05", "MP12", "MP18", "MP23"].as_slice(), None),
        (&["MP08"], Some("card_payment")),
        (
            &["MP09", "MP10", "MP11", "MP16", "MP17", "MP19", "MP20", "MP21"],
            Some("direct_debit"),
        ),
        (&["MP22"], Some("already_paid")),
    ] {
        for code in codes {
            let inspection = documents::inspect("any", text.replace("MP08", code).as_bytes());
            assert_eq!(inspection.documents[0].reason, reason, "{code}");
        }
    }
}

#[test]
fn every_type_of_document_has_its_kind() {
    let text = String::from_utf8(bytes("invoices/fatturapa-card.xml")).unwrap();
    for (kind, codes) in [
        (
            "invoice",
            &["01", "02", "03", "05", "06", "07", "09", "24", "25", "26"] as &[&str],
        ),
        ("credit_note", &["04", "08"]),
        (
            "self_billed",
            &["16", "17", "18", "19", "20", "21", "22", "23", "27", "28"],
        ),
        ("information_only", &["29"]),
    ] {
        for code in codes {
            let inspection = documents::inspect("any", text.replace("TD01", &format!("TD{code}")).as_bytes());
            assert_eq!(inspection.documents[0].kind, kind, "TD{code}");
        }
    }
}

#[test]
fn a_signed_file_cut_off_anywhere_is_refused() {
    for name in ["signed-der.p7m", "signed-ber.p7m"] {
        let whole = bytes(&format!("invoices/{name}"));
        for length in 4..whole.len() {
            assert!(read(&whole[..length]).is_err(), "{name} cut to {length} bytes");
        }
    }
}

/// A signature of indefinite lengths around pieces of content, with nothing behind it.
fn envelope(pieces: &[u8]) -> Vec<u8> {
    let signed_data = [0x06, 9, 42, 134, 72, 134, 247, 13, 1, 7, 2];
    let data = [0x06, 9, 42, 134, 72, 134, 247, 13, 1, 7, 1];
    let version_and_digests = [0x02, 1, 1, 0x31, 0];
    [
        &[0x30, 0x80][..],
        &signed_data,
        &[0xa0, 0x80, 0x30, 0x80],
        &version_and_digests,
        &[0x30, 0x80],
        &data,
        &[0xa0, 0x80],
        pieces,
        &[0; 10],
    ]
    .concat()
}

#[test]
fn content_may_come_in_pieces_within_pieces() {
    let invoice = bytes("invoices/fatturapa-card.xml");
    let piece = |part: &[u8]| [&[0x04, u8::try_from(part.len()).unwrap()][..], part].concat();
    let pieces: Vec<u8> = invoice
        .chunks(200)
        .flat_map(|chunk| {
            let (front, back) = chunk.split_at(chunk.len() / 2);
            [&[0x24, 0x80][..], &piece(front), &piece(back), &[0, 0]].concat()
        })
        .collect();
    let signed = envelope(&[&[0x24, 0x80][..], &pieces, &[0, 0]].concat());
    assert_eq!(read(&signed).unwrap().documents[0].number, "C-6");
}

#[test]
fn a_bomb_of_nested_values_is_refused_at_once() {
    for bomb in [
        [0x30, 0x80].repeat(1_000_000),
        envelope(&[0x24, 0x80].repeat(1_000_000)),
        envelope(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]),
    ] {
        let refusal = read(&bomb).unwrap_err();
        assert_eq!(refusal.format, Some(Format::FatturaPaSigned));
    }
    let behind = envelope(&[4, 1, b'x']);
    let certificates = [&behind[..behind.len() - 6], &[0x30, 0x80].repeat(1_000_000)].concat();
    let refusal = read(&certificates).unwrap_err();
    assert!(refusal.message.contains("nested too deep"), "{refusal}");
}
