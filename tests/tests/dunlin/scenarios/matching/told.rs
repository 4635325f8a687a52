//! What the text makes certain.

use dunning::arrival::{Arrival, Instalment, InvoiceArrival, PaymentArrival};

use super::{book, due, open, pay, quoting, says, tasks};
use crate::book::{day, euros};

#[test]
fn what_the_text_makes_certain() {
    let two = || {
        vec![
            due("C-1", "INV-2026-0017", "100"),
            due("C-2", "INV-2026-0171", "55.50"),
        ]
    };
    let rf = || {
        vec![
            quoting("RF18 5390 0754 7034", due("C-1", "A", "100")),
            due("C-1", "B", "100"),
        ]
    };
    let qr = || {
        let reference = "21 00000 00003 13947 14300 09017";
        vec![quoting(reference, due("C-1", "A", "100")), due("C-1", "B", "100")]
    };
    for (what, invoices, payments, expected) in [
        (
            "a number",
            two(),
            says("100", "INV-2026-0017"),
            vec!["INV-2026-0171 55.50 EUR"],
        ),
        (
            "retyped",
            two(),
            says("100", "inv 2026/17, thank you"),
            vec!["INV-2026-0171 55.50 EUR"],
        ),
        (
            "with another prefix",
            two(),
            says("100", "Rechnung Nr. 17/2026"),
            vec!["INV-2026-0171 55.50 EUR"],
        ),
        (
            "glued",
            two(),
            says("100", "INV20260017"),
            vec!["INV-2026-0171 55.50 EUR"],
        ),
        (
            "cut by a line",
            two(),
            says("100", "Your invoice INV-2026-00\n17"),
            vec!["INV-2026-0171 55.50 EUR"],
        ),
        (
            "in an end-to-end id",
            two(),
            says("100", "E2E-INV-2026-0017"),
            vec!["INV-2026-0171 55.50 EUR"],
        ),
        (
            "in a UPI text",
            two(),
            says("100", "UPI/CR/412345678901/ACME/INV-2026-0017"),
            vec!["INV-2026-0171 55.50 EUR"],
        ),
        (
            "a part of it",
            two(),
            says("40", "INV-2026-0017"),
            vec!["INV-2026-0017 60.00 EUR", "INV-2026-0171 55.50 EUR"],
        ),
        (
            "less a discount",
            two(),
            says("98", "INV-2026-0017 less 2%"),
            vec!["INV-2026-0017 2.00 EUR", "INV-2026-0171 55.50 EUR"],
        ),
        (
            "both of them",
            two(),
            says("155.50", "INV-2026-0017 + INV-2026-0171"),
            vec![],
        ),
        (
            "the RF reference",
            rf(),
            says("100", "rf18 5390 0754 7034"),
            vec!["B 100.00 EUR"],
        ),
        (
            "the RF reference in a text",
            rf(),
            says("100", "Ref RF18539007547034 thanks"),
            vec!["B 100.00 EUR"],
        ),
        (
            "the QR reference",
            qr(),
            says("100", "210000000003139471430009017"),
            vec!["B 100.00 EUR"],
        ),
        (
            "its zeros lost",
            qr(),
            says("40", "21 00000 00003 13947 14300 09017"),
            vec!["A 60.00 EUR", "B 100.00 EUR"],
        ),
    ] {
        let mut story = book(invoices);
        // Twice, as camt.054 and camt.053 tell it.
        pay(&mut story, vec![payments.clone(), payments]);
        assert_eq!(open(&story), expected, "{what}");
        assert_eq!(tasks(&story), [""; 0], "{what}");
    }
}

/// Payments fill the instalment that they name, then the oldest.
#[test]
fn instalments_are_filled_as_they_are_named() {
    let in_two_parts = || InvoiceArrival {
        instalments: [("2026-11-24", "60"), ("2026-12-24", "40")]
            .map(|(due_on, amount)| Instalment {
                due_on: day(due_on),
                amount: euros(amount).amount,
            })
            .into(),
        ..due("C-1", "INV-1001", "100")
    };
    for (what, payment, left, asked) in [
        (
            "the second",
            says("40", "INV-1001 (2)"),
            vec!["INV-1001 (1) 60.00 EUR"],
            vec![],
        ),
        (
            "the second, joined",
            says("40", "INV-1001/2"),
            vec!["INV-1001 (1) 60.00 EUR"],
            vec![],
        ),
        (
            "none by name",
            says("40", "INV-1001"),
            vec!["INV-1001 (1) 20.00 EUR", "INV-1001 (2) 40.00 EUR"],
            vec![],
        ),
        (
            "the second and more",
            says("50", "INV-1001 (2)"),
            vec!["INV-1001 (1) 50.00 EUR"],
            vec![],
        ),
        ("both", says("100", "INV-1001"), vec![], vec![]),
        (
            "too much",
            says("130", "INV-1001"),
            vec![],
            vec!["C-1 allocate_credit"],
        ),
    ] {
        let mut story = book(vec![in_two_parts()]);
        pay(&mut story, vec![payment.clone(), payment]);
        assert_eq!(open(&story), left, "{what}");
        assert_eq!(tasks(&story), asked, "{what}");
    }
}

#[test]
fn a_reference_and_what_the_text_says_besides() {
    let reference = "RF18 5390 0754 7034";
    let one = || {
        vec![
            quoting(reference, due("C-1", "INV-1001", "100")),
            due("C-1", "INV-1002", "55"),
        ]
    };
    let shared = || {
        vec![
            quoting("customer 4711-0815", due("C-1", "A-1", "100")),
            quoting("customer 4711-0815", due("C-1", "A-2", "55")),
        ]
    };
    let quotes = |reference: &str, text: &str, sum: &str| PaymentArrival {
        references: vec![reference.into(), text.into()],
        ..says(sum, "")
    };
    for (what, invoices, payment, left) in [
        (
            "one by reference and one by number",
            one(),
            quotes(reference, "and INV-1002", "155"),
            vec![],
        ),
        (
            "a reference, in part",
            one(),
            quotes(reference, "a first part", "40"),
            vec!["INV-1001 60.00 EUR", "INV-1002 55.00 EUR"],
        ),
        (
            "a reference of all, the sum of one",
            shared(),
            quotes("CUSTOMER47110815", "", "55"),
            vec!["A-1 100.00 EUR"],
        ),
        (
            "a reference of all, the sum of all",
            shared(),
            quotes("CUSTOMER47110815", "", "155"),
            vec![],
        ),
    ] {
        let mut story = book(invoices);
        pay(&mut story, vec![payment.clone(), payment]);
        assert_eq!(open(&story), left, "{what}");
        assert_eq!(tasks(&story), [""; 0], "{what}");
    }
}

/// A newer version names another customer: what is paid in part is paid to that one.
#[test]
fn a_document_that_went_to_another_customer_is_one_document() {
    let mut story = book(vec![due("C-1", "INV-1001", "100")]);
    let elsewhere = due("C-2", "INV-1001", "100");
    story.upload("2026-10-22 12:00", vec![Arrival::Invoice(elsewhere)]);
    pay(&mut story, vec![says("40", "INV-1001")]);
    assert_eq!(open(&story), ["INV-1001 60.00 EUR"]);
    assert_eq!(tasks(&story), [""; 0]);
}
