//! What the CII and ZUGFeRD samples say.

use dunning::arrival::Instalment;

use crate::{content, said};

/// The invoices, a line each.
pub(crate) const READ: [(&str, &[&str]); 9] = [
    (
        "invoices/cii.xml",
        &["CII-2026-1 invoice 2026-11-03 2026-12-03 1190.00 EUR dunnable"],
    ),
    (
        "invoices/cii-discount.xml",
        &["CII-2026-2 invoice 2026-11-03 2026-12-03 500.00 EUR dunnable"],
    ),
    (
        "invoices/cii-discount-net-in-words.xml",
        &["CII-2026-3 invoice 2026-11-03 2026-12-03 500.00 EUR dunnable"],
    ),
    (
        "invoices/cii-instalments.xml",
        &["CII-2026-4 invoice 2026-11-03 2026-12-03 600.00 EUR dunnable"],
    ),
    (
        "invoices/cii-month.xml",
        &["CII-2026-5 invoice 2026-11-03 - 89.90 EUR no_due_date"],
    ),
    (
        "invoices/cii-prepaid.xml",
        &["CII-2026-6 invoice 2026-11-03 2026-12-03 0.00 EUR already_paid"],
    ),
    (
        "invoices/cii-credit-note.xml",
        &["CII-GS-1 credit_note 2026-11-10 - 119.00 EUR credit_note"],
    ),
    (
        "invoices/zugferd-1.xml",
        &["ZF-2026-1 invoice 2026-11-03 2026-12-03 200.00 EUR dunnable"],
    ),
    (
        "invoices/zugferd-1-basic.xml",
        &["ZF-2026-2 invoice 2026-11-03 - 238.00 EUR no_due_date"],
    ),
];

#[test]
fn invoices_say_what_they_owe() {
    for (path, expected) in READ {
        assert_eq!(said(path), expected, "{path}");
    }
}

#[test]
fn both_generations_say_who_owes_and_how_to_pay() {
    for (path, endpoint) in [
        ("invoices/cii.xml", Some("eingang@robot.example.com")),
        ("invoices/zugferd-1.xml", None),
    ] {
        let document = content(path).documents.remove(0);
        assert_eq!(document.seller.as_deref(), Some("Dunlin Vorführ GmbH"), "{path}");
        let buyer = &document.buyer;
        assert_eq!(buyer.name.as_deref(), Some("Birkenhof Naturkost GmbH"), "{path}");
        assert_eq!(buyer.number.as_deref(), Some("C-100"), "{path}");
        assert_eq!(buyer.vat_id.as_deref(), Some("DE123456789"), "{path}");
        assert_eq!(buyer.emails, ["rechnung@birkenhof.example.com"], "{path}");
        assert_eq!(buyer.contact_name.as_deref(), Some("Jana Albers"), "{path}");
        assert_eq!(buyer.phone.as_deref(), Some("+49 30 5550100"), "{path}");
        assert_eq!(buyer.country.as_deref(), Some("DE"), "{path}");
        assert_eq!(buyer.endpoint.as_deref(), endpoint, "{path}");
        assert_eq!(
            document.payment.iban.as_deref(),
            Some("DE89370400440532013000"),
            "{path}"
        );
        assert_eq!(document.payment.bic.as_deref(), Some("COBADEFFXXX"), "{path}");
        assert_eq!(document.payment_means, ["58"], "{path}");
    }
}

#[test]
fn terms_and_references_are_kept() {
    let document = content("invoices/cii.xml").documents.remove(0);
    assert_eq!(document.payment.reference.as_deref(), Some("RF18539007547034"));
    assert_eq!(document.terms.as_deref(), Some("30 Tage netto"));
    let discount = content("invoices/cii-discount.xml").documents.remove(0);
    assert_eq!(
        discount.terms.as_deref(),
        Some("2 % Skonto bis 13.11.2026 netto bis 03.12.2026")
    );
    let credit = content("invoices/cii-credit-note.xml").documents.remove(0);
    assert_eq!(credit.credits.as_deref(), Some("CII-2026-1"));
    let parts = content("invoices/cii-instalments.xml")
        .documents
        .remove(0)
        .instalments;
    let part = |due_on: &str, amount: i64| Instalment {
        due_on: due_on.parse().unwrap(),
        amount: amount.into(),
    };
    assert_eq!(parts, [part("2026-12-03", 200), part("2027-01-03", 400)]);
}
