//! What the exact amount makes certain, with who pays.

use dunning::arrival::{Arrival, CustomerArrival, CustomerReference, PaymentArrival};

use super::{book, due, from, open, pay, tasks};
use crate::book::{business, payment, payment_by};

#[test]
fn who_pays_and_how_much() {
    let by = |sum: &str, text: &str| PaymentArrival {
        references: vec![text.into()],
        ..payment_by("B-1", sum, "2026-11-12", "C-1")
    };
    let one_sum = || {
        vec![
            due("C-1", "INV-2026-0017", "100"),
            due("C-1", "INV-2026-0018", "100"),
        ]
    };
    for (what, invoices, payment, expected) in [
        (
            "the exact sum of one",
            vec![due("C-1", "INV-1001", "100"), due("C-1", "INV-1002", "55.50")],
            by("55.50", "thanks"),
            vec!["INV-1001 100.00 EUR"],
        ),
        (
            "the exact sum of all",
            vec![due("C-1", "INV-1001", "100"), due("C-1", "INV-1002", "55.50")],
            by("155.50", "all open invoices"),
            vec![],
        ),
        (
            "the end of a number picks one of two",
            one_sum(),
            by("100", "no. 17"),
            vec!["INV-2026-0018 100.00 EUR"],
        ),
        (
            "a number without its prefix",
            vec![due("C-1", "RE-10234", "100"), due("C-2", "RE-10235", "100")],
            by("100", "10234"),
            vec!["RE-10235 100.00 EUR"],
        ),
        (
            "not by a number of somebody else's that stands there by chance",
            vec![due("C-1", "INV-1001", "100"), due("C-2", "RE-10023", "55")],
            by("100", "customer 10023"),
            vec!["RE-10023 55.00 EUR"],
        ),
    ] {
        let mut story = book(invoices);
        pay(&mut story, vec![payment]);
        assert_eq!(open(&story), expected, "{what}");
        assert_eq!(tasks(&story), [""; 0], "{what}");
    }
}

#[test]
fn two_customers_of_one_name_are_told_apart_by_nothing_but_their_iban() {
    let named = |number: &str| {
        Arrival::Customer(CustomerArrival {
            customer: CustomerReference {
                number: Some(number.into()),
                name: Some("Mill Ltd".into()),
                ..Default::default()
            },
            ..business(number, "IT", &["ap@mill.example.com"])
        })
    };
    let by_mill = |identity: &str, sum: &str, text: &str| PaymentArrival {
        payer: Some("MILL LTD.".into()),
        ..payment(identity, sum, "2026-11-12", text)
    };
    let mut story = book(vec![
        due("C-1", "INV-1001", "100"),
        due("C-1", "INV-1002", "30"),
        due("C-2", "INV-2001", "55"),
    ]);
    story.upload("2026-10-21 12:00", vec![named("C-1"), named("C-2")]);
    pay(&mut story, vec![by_mill("B-1", "55", "thanks")]);
    assert_eq!(
        tasks(&story),
        [
            "C-1 match_payment INV-1001",
            "C-1 match_payment INV-1002",
            "C-2 match_payment INV-2001"
        ]
    );
    // Whose IBAN it is, a payment that names its invoice has told.
    let iban = "IT60X0542811101000000123456";
    pay(&mut story, vec![from(iban, by_mill("B-2", "30", "INV-1002"))]);
    pay(&mut story, vec![from(iban, by_mill("B-3", "100", ""))]);
    assert_eq!(open(&story), ["INV-2001 55.00 EUR"]);
}
