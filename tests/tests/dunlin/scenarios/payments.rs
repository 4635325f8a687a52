//! Nobody known, or possibly known, to have paid is reminded.

use dunning::arrival::{Arrival, InvoiceArrival, PaymentArrival};
use dunning::invoice::NeverReminded;
use dunning::ports::UnmatchedPayments;
use tests::world::ready;

use crate::book::{customer, euros, invoice, payment, payment_by};
use crate::story::Story;

/// A customer with invoices of 100 euros, all due on Tuesday 24 November.
fn owing(numbers: &[&str]) -> Story {
    let mut story = Story::begin("2026-10-20");
    let mut arrivals = vec![customer("C-1")];
    arrivals.extend(numbers.iter().map(|number| due_24_november(number)));
    story.upload("2026-10-20 12:00", arrivals);
    story
}

fn due_24_november(number: &str) -> Arrival {
    Arrival::Invoice(invoice("C-1", number, "2026-10-20", "2026-11-24"))
}

fn pay(story: &mut Story, when: &str, payments: Vec<PaymentArrival>) {
    let arrivals = payments.into_iter().map(Arrival::Payment).collect();
    story.upload(when, arrivals);
}

#[test]
fn paid_between_sweep_and_send() {
    let mut story = owing(&["INV-1001"]);
    // The sweep for the 17th ran on the 16th at 09:00.
    pay(
        &mut story,
        "2026-11-16 18:00",
        vec![payment("B-1", "100", "2026-11-16", "INV-1001")],
    );
    story.until("2026-11-30");
    assert!(story.mails().is_empty(), "{:?}", story.mails());
    assert!(story.open("C-1").is_empty());
    assert!(story.timeline("C-1").contains(&"letter_skipped".to_owned()));
}

#[test]
fn what_a_payment_leaves_open() {
    for (what, payments, open, tasks) in [
        ("in full", vec![("B-1", "100", "INV-1001")], vec![], vec![]),
        (
            "retyped",
            vec![("B-1", "100", "your invoice inv 1001, thanks")],
            vec![],
            vec![],
        ),
        (
            "in part",
            vec![("B-1", "40", "INV-1001")],
            vec!["INV-1001 60.00 EUR"],
            vec![],
        ),
        (
            "in two parts",
            vec![("B-1", "40", "INV-1001"), ("B-2", "60", "INV-1001")],
            vec![],
            vec![],
        ),
        (
            "too much",
            vec![("B-1", "140", "INV-1001")],
            vec![],
            vec!["allocate_credit"],
        ),
        (
            "and taken back",
            vec![("B-1", "100", "INV-1001"), ("B-2", "-100", "INV-1001")],
            vec!["INV-1001 100.00 EUR"],
            vec![],
        ),
        (
            "told twice",
            vec![("B-1", "40", "INV-1001"), ("B-1", "40", "INV-1001")],
            vec!["INV-1001 60.00 EUR"],
            vec![],
        ),
        (
            "for somebody else's invoice",
            vec![("B-1", "100", "X-77001")],
            vec!["INV-1001 100.00 EUR"],
            vec![],
        ),
    ] {
        let mut story = owing(&["INV-1001"]);
        for (identity, sum, text) in payments {
            // Each in a file of its own.
            let booked = payment(identity, sum, "2026-11-12", text);
            pay(&mut story, "2026-11-12 10:00", vec![booked]);
        }
        story.until("2026-11-16");
        assert_eq!(story.open("C-1"), open, "{what}");
        assert_eq!(story.tasks("C-1"), tasks, "{what}");
    }
}

#[test]
fn one_payment_over_several_invoices() {
    let mut story = owing(&["INV-1001", "INV-1002", "INV-1003"]);
    pay(
        &mut story,
        "2026-11-12 10:00",
        vec![payment("B-1", "200", "2026-11-12", "INV-1001, INV-1002")],
    );
    story.until("2026-11-18");
    assert_eq!(story.mails(), ["2026-11-17 INV-1003 heads_up"]);
}

#[test]
fn what_is_ambiguous_holds_every_candidate() {
    for (what, ambiguous) in [
        (
            "two named, too little",
            payment("B-1", "150", "2026-11-12", "INV-1001 INV-1002"),
        ),
        (
            "a known payer, two of that sum",
            payment_by("B-1", "100", "2026-11-12", "C-1"),
        ),
        (
            "a known payer, another sum",
            payment_by("B-1", "77", "2026-11-12", "C-1"),
        ),
    ] {
        let mut story = owing(&["INV-1001", "INV-1002"]);
        pay(&mut story, "2026-11-12 10:00", vec![ambiguous]);
        story.until("2026-12-20");
        assert!(story.mails().is_empty(), "{what}: {:?}", story.mails());
        assert_eq!(
            story.tasks("C-1"),
            ["match_payment INV-1001", "match_payment INV-1002"],
            "{what}"
        );
    }
}

#[test]
fn a_known_payer_with_the_exact_sum_of_one() {
    let mut story = owing(&["INV-1001"]);
    let other = InvoiceArrival {
        payable: euros("55.50"),
        ..invoice("C-1", "INV-1002", "2026-10-20", "2026-11-24")
    };
    story.upload("2026-10-21 12:00", vec![Arrival::Invoice(other)]);
    pay(
        &mut story,
        "2026-11-12 10:00",
        vec![payment_by("B-1", "55.50", "2026-11-12", "C-1")],
    );
    story.until("2026-11-17");
    assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
    assert_eq!(story.open("C-1"), ["INV-1001 100.00 EUR"]);
}

/// camt.054 tells what camt.053 tells again: also of an invoice that the payment has closed meanwhile.
#[test]
fn a_payment_known_by_its_payer_alone_counts_once() {
    let mut story = owing(&["INV-1001"]);
    let paid = || payment_by("B-1", "100", "2026-11-12", "C-1");
    pay(&mut story, "2026-11-12 10:00", vec![paid()]);
    let next = invoice("C-1", "INV-1002", "2026-11-13", "2026-12-14");
    story.upload("2026-11-13 12:00", vec![Arrival::Invoice(next)]);
    pay(&mut story, "2026-11-14 10:00", vec![paid()]);
    story.until("2026-11-20");
    assert_eq!(story.open("C-1"), ["INV-1002 100.00 EUR"]);
    assert!(story.tasks("C-1").is_empty(), "{:?}", story.tasks("C-1"));
}

#[test]
fn a_payment_before_its_invoice_is_kept_and_matched_when_that_arrives() {
    let mut story = owing(&["INV-1001"]);
    pay(
        &mut story,
        "2026-11-12 10:00",
        vec![payment("B-1", "100", "2026-11-12", "INV-1002")],
    );
    story.until("2026-11-13");
    assert_eq!(ready(story.days.world.store.unmatched()).unwrap().len(), 1);
    story.upload("2026-11-14 12:00", vec![due_24_november("INV-1002")]);
    story.until("2026-11-30");
    assert_eq!(story.open("C-1"), ["INV-1001 100.00 EUR"]);
    assert!(ready(story.days.world.store.unmatched()).unwrap().is_empty());
    assert!(story.mails().iter().all(|mail| !mail.contains("INV-1002")));
}

#[test]
fn a_part_payment_delays_the_next_stage() {
    let mut story = owing(&["INV-1001"]);
    pay(
        &mut story,
        "2026-11-25 10:00",
        vec![payment("B-1", "40", "2026-11-25", "INV-1001")],
    );
    story.until("2026-12-08");
    // Five business days after Friday the 27th.
    assert_eq!(story.mails()[3..], ["2026-12-04 INV-1001 early_late"]);
}

#[test]
fn a_direct_debit_that_comes_back_becomes_an_ordinary_debt() {
    let mut story = Story::begin("2026-10-20");
    let debited = InvoiceArrival {
        never_reminded: Some(NeverReminded::DirectDebit),
        ..invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24")
    };
    story.upload(
        "2026-10-20 12:00",
        vec![customer("C-1"), Arrival::Invoice(debited)],
    );
    pay(
        &mut story,
        "2026-12-01 10:00",
        vec![payment("B-1", "-100", "2026-12-01", "INV-1001 returned")],
    );
    story.until("2026-11-30");
    assert!(story.mails().is_empty());
    story.until("2026-12-10");
    assert_eq!(story.mails().first().unwrap(), "2026-12-02 INV-1001 early_late");
    assert_eq!(story.open("C-1"), ["INV-1001 100.00 EUR"]);
}

/// What an export's balance already contains is not subtracted again, nor taken for too much.
#[test]
fn a_payment_that_the_balance_contains() {
    let mut story = Story::begin("2026-11-01");
    let balance = InvoiceArrival {
        payable: euros("100"),
        balance_as_of: Some(crate::book::day("2026-11-10")),
        ..invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24")
    };
    story.upload(
        "2026-11-10 12:00",
        vec![customer("C-1"), Arrival::Invoice(balance)],
    );
    pay(
        &mut story,
        "2026-11-11 10:00",
        vec![payment("B-1", "250", "2026-11-09", "INV-1001")],
    );
    story.until("2026-11-16");
    assert_eq!(story.open("C-1"), ["INV-1001 100.00 EUR"]);
    assert!(story.tasks("C-1").is_empty(), "{:?}", story.tasks("C-1"));
}
