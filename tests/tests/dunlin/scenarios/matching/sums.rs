//! Too much, money that goes back, and money that is told in several ways.

use dunning::arrival::{Arrival, InvoiceArrival, PaymentArrival};
use dunning::ports::Ledgers;
use tests::world::ready;

use super::{back, book, due, from, open, pay, says, tasks};
use crate::book::payment;
use crate::story::key;

#[test]
fn too_much_pays_the_invoice_and_holds_the_rest() {
    let two = || vec![due("C-1", "INV-1001", "100"), due("C-1", "INV-1002", "40")];
    let paid = |identity: &str, sum: &str, text: &str| payment(identity, sum, "2026-11-12", text);
    for (what, payments, left, asked) in [
        (
            "too much",
            vec![paid("B-1", "140", "INV-1001")],
            vec!["INV-1002 40.00 EUR"],
            vec!["C-1 allocate_credit"],
        ),
        (
            "a little too much",
            vec![paid("B-1", "100.50", "INV-1001")],
            vec!["INV-1002 40.00 EUR"],
            vec![],
        ),
        (
            "paid twice",
            vec![paid("B-1", "100", "INV-1001"), paid("B-2", "100", "INV-1001")],
            vec!["INV-1002 40.00 EUR"],
            vec!["C-1 allocate_credit"],
        ),
        (
            "paid twice, and the second went back",
            vec![
                paid("B-1", "100", "INV-1001"),
                paid("B-2", "100", "INV-1001"),
                back("B-3", "100", "2026-11-12", "INV-1001"),
            ],
            vec!["INV-1002 40.00 EUR"],
            vec!["C-1 allocate_credit"],
        ),
    ] {
        let mut story = book(two());
        let again = payments.clone();
        pay(&mut story, payments);
        pay(&mut story, again);
        assert_eq!(open(&story), left, "{what}");
        assert_eq!(tasks(&story), asked, "{what}");
        story.until("2026-11-18");
        let reminded = story.mails().iter().any(|mail| mail.contains("INV-1002"));
        assert_eq!(reminded, asked.is_empty(), "{what}: {:?}", story.mails());
    }
}

#[test]
fn money_that_goes_back_undoes_the_payment_that_it_returns() {
    let iban = "IT60X0542811101000000123456";
    let two = || vec![due("C-1", "INV-1001", "100"), due("C-1", "INV-1002", "55")];
    let both_paid = || {
        let both = from(
            iban,
            payment("ref:TX4711", "155", "2026-11-05", "INV-1001 INV-1002"),
        );
        PaymentArrival {
            references: vec!["E2E20261105001".into(), "INV-1001 INV-1002".into()],
            ..both
        }
    };
    let one = |identity: &str, text: &str| from(iban, payment(identity, "100", "2026-11-05", text));
    let all_open = || vec!["INV-1001 100.00 EUR", "INV-1002 55.00 EUR"];
    let returns = |sum, text| back("B-9", sum, "2026-11-12", text);
    for (what, payments, expected, asked) in [
        (
            "by its end-to-end id",
            vec![both_paid(), returns("155", "E2E20261105001")],
            all_open(),
            vec![],
        ),
        (
            "by the bank's reference",
            vec![both_paid(), returns("155", "TX4711")],
            all_open(),
            vec![],
        ),
        (
            "by the invoices",
            vec![both_paid(), returns("155", "RETURN INV-1001 INV-1002")],
            all_open(),
            vec![],
        ),
        (
            "by payer and sum",
            vec![both_paid(), from(iban, returns("155", "account closed"))],
            all_open(),
            vec![],
        ),
        (
            "one of two",
            vec![both_paid(), returns("100", "RETURN INV-1001")],
            vec!["INV-1001 100.00 EUR"],
            vec![],
        ),
        (
            "a sum that nobody paid",
            vec![both_paid(), from(iban, returns("99", "account closed"))],
            vec![],
            vec!["? match_payment payment of 2026-11-12"],
        ),
        (
            "two payments of that sum",
            vec![
                both_paid(),
                one("B-2", "INV-2001"),
                one("B-3", "INV-2002"),
                from(iban, returns("100", "account closed")),
            ],
            vec![],
            vec!["? match_payment payment of 2026-11-12"],
        ),
        (
            "told before what it undoes",
            vec![from(iban, returns("155", "E2E20261105001")), both_paid()],
            all_open(),
            vec![],
        ),
        (
            "twice told",
            vec![
                both_paid(),
                returns("155", "TX4711"),
                back("B-9", "155", "2026-11-12", "TX4711"),
            ],
            all_open(),
            vec![],
        ),
    ] {
        let more = [due("C-2", "INV-2001", "100"), due("C-2", "INV-2002", "100")];
        let invoices = two().into_iter().chain(more).collect();
        let mut story = book(invoices);
        pay(&mut story, payments);
        assert_eq!(story.open("C-1"), expected, "{what}");
        assert_eq!(tasks(&story), asked, "{what}");
    }
}

/// A file that was late tells of a payment after another has told that it went back. Until then a person is asked, twice:
/// the invoice is held, and the question stands by itself, since the late payment closes the invoice for a moment.
#[test]
fn what_goes_back_before_its_payment_is_told_is_owed_again_once_that_is() {
    let mut story = book(vec![due("C-1", "INV-1001", "359")]);
    let paid = |identity: &str, sum: &str| payment(identity, sum, "2026-11-10", "INV-1001");
    let returned = || back("B-3", "237", "2026-11-12", "RETURN INV-1001");
    pay(&mut story, vec![paid("B-1", "122"), returned(), returned()]);
    assert_eq!(open(&story), ["INV-1001 237.00 EUR"]);
    assert_eq!(
        tasks(&story),
        [
            "? match_payment payment of 2026-11-12",
            "C-1 match_payment INV-1001"
        ]
    );
    pay(&mut story, vec![paid("B-2", "237")]);
    assert_eq!(open(&story), ["INV-1001 237.00 EUR"]);
    assert_eq!(tasks(&story), [""; 0]);
    pay(&mut story, vec![returned(), paid("B-2", "237")]);
    assert_eq!(open(&story), ["INV-1001 237.00 EUR"]);
    story.until("2026-11-18");
    assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
}

/// A batch in one sum, and one by one: whichever is told first counts.
#[test]
fn an_entry_and_its_parts_count_once() {
    let parts = || {
        let part = |number: u8, text: &str| PaymentArrival {
            part_of: Some("ref:BATCH".into()),
            ..payment(&format!("ref:BATCH/{number}"), "100", "2026-11-12", text)
        };
        vec![part(1, "INV-1001"), part(2, "INV-2001"), part(3, "INV-9999")]
    };
    let whole = |text: &str| payment("ref:BATCH", "300", "2026-11-12", text);
    let invoices = || {
        vec![
            due("C-1", "INV-1001", "100"),
            due("C-1", "INV-1002", "200"),
            due("C-2", "INV-2001", "100"),
        ]
    };
    let unmatched_part = vec!["? match_payment payment of 2026-11-12"];
    for (what, payments, left, asked) in [
        (
            "parts, then the whole",
            [parts(), vec![whole("BATCH")]].concat(),
            vec!["INV-1002 200.00 EUR"],
            unmatched_part.clone(),
        ),
        (
            "a whole that says nothing, then parts, then the whole",
            [vec![whole("BATCH")], parts(), vec![whole("BATCH")]].concat(),
            vec!["INV-1002 200.00 EUR"],
            unmatched_part,
        ),
        (
            "a whole that was matched, then parts",
            [vec![whole("INV-1001 INV-1002")], parts()].concat(),
            vec!["INV-2001 100.00 EUR"],
            vec![],
        ),
    ] {
        let mut story = book(invoices());
        pay(&mut story, payments);
        assert_eq!(open(&story), left, "{what}");
        assert_eq!(tasks(&story), asked, "{what}");
    }
}

/// A direct debit is told of twice: when it is collected, and when it fails.
#[test]
fn a_direct_debit_that_is_collected_is_nobodys_task() {
    let debited = InvoiceArrival {
        never_reminded: Some(dunning::invoice::NeverReminded::DirectDebit),
        ..due("C-1", "INV-1001", "100")
    };
    let mut story = book(vec![debited, due("C-1", "INV-1002", "100")]);
    pay(&mut story, vec![says("100", "INV-1001")]);
    assert_eq!(open(&story), ["INV-1002 100.00 EUR"]);
    assert_eq!(tasks(&story), [""; 0]);
    let closed = ready(
        story
            .days
            .world
            .store
            .load_closed(&key("C-1"), &dunning::invoice::InvoiceId::whole("INV-1001")),
    );
    assert_eq!(closed.unwrap().unwrap().payments.len(), 1);
    pay(
        &mut story,
        vec![back("B-2", "100", "2026-11-13", "INV-1001 returned")],
    );
    assert_eq!(open(&story), ["INV-1001 100.00 EUR", "INV-1002 100.00 EUR"]);
}

#[test]
fn what_a_customer_may_have_kept_back_for_the_state_is_asked_and_not_reminded() {
    // 1,000 euros and 22 % IVA; 20 % of the 1,000 are missing.
    let mut story = book(vec![due("C-1", "INV-1001", "1220")]);
    let paid = |identity: &str, sum: &str| payment(identity, sum, "2026-11-12", "INV-1001");
    pay(&mut story, vec![paid("B-1", "1020")]);
    assert_eq!(open(&story), ["INV-1001 200.00 EUR"]);
    assert_eq!(tasks(&story), ["C-1 check_withholding INV-1001"]);
    story.until("2026-12-10");
    assert_eq!(story.mails(), Vec::<String>::new());
    // The rest comes after all.
    pay(&mut story, vec![paid("B-2", "200")]);
    assert_eq!(open(&story), Vec::<String>::new());
    assert_eq!(tasks(&story), Vec::<String>::new());
}

#[test]
fn a_question_that_comes_again_is_asked_again_at_once() {
    // 200 are 20 % of the price; after 160 more, 40 are 4 %: another question, on the same day or a later one.
    for second_on in ["2026-11-12", "2026-11-13"] {
        let mut story = book(vec![due("C-1", "INV-1001", "1220")]);
        let paid = |identity: &str, sum: &str, on: &str| payment(identity, sum, on, "INV-1001");
        pay(&mut story, vec![paid("B-1", "1020", "2026-11-12")]);
        assert_eq!(tasks(&story), ["C-1 check_withholding INV-1001"]);
        story.upload(
            &format!("{second_on} 15:00"),
            vec![Arrival::Payment(paid("B-2", "160", "2026-11-12"))],
        );
        story.until(&format!("{second_on} 16:00"));
        assert_eq!(open(&story), ["INV-1001 40.00 EUR"]);
        assert_eq!(tasks(&story), ["C-1 check_withholding INV-1001"], "{second_on}");
        let task = story.ledger("C-1").tasks[0].clone();
        assert!(task.detail.contains("40.00 EUR"), "{}", task.detail);
    }
}
