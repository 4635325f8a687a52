//! What only a person can say, and how a person is asked.

use dunning::arrival::{Arrival, PaymentArrival};
use dunning::flow::ingest::set_aside;
use dunning::money::{Currency, Money};
use dunning::ports::UnmatchedPayments;
use tests::world::ready;

use super::{book, due, open, pay, says, tasks};
use crate::book::{payment, payment_by};
use crate::story::{Story, key};

#[test]
fn what_only_a_person_can_say() {
    let same = || {
        vec![
            due("C-1", "INV-1001", "100"),
            due("C-1", "INV-1002", "100"),
            due("C-2", "INV-2001", "100"),
        ]
    };
    let both = ["C-1 match_payment INV-1001", "C-1 match_payment INV-1002"];
    let unknown = ["? match_payment payment of 2026-11-12"];
    let dollars = Money::new("100".parse().unwrap(), Currency::parse("USD").unwrap());
    for (what, payment, expected) in [
        (
            "two named, too little",
            says("150", "INV-1001 INV-1002"),
            both.to_vec(),
        ),
        (
            "two named, too much",
            says("250", "INV-1001 INV-1002"),
            both.to_vec(),
        ),
        (
            "two named, the sum of one",
            says("100", "INV-1001 INV-1002"),
            both.to_vec(),
        ),
        (
            "a known payer, two of that sum",
            payment_by("B-1", "100", "2026-11-12", "C-1"),
            both.to_vec(),
        ),
        (
            "a known payer, no such sum",
            payment_by("B-1", "77", "2026-11-12", "C-1"),
            both.to_vec(),
        ),
        (
            "in another currency",
            PaymentArrival {
                amount: dollars,
                ..says("100", "INV-1001")
            },
            vec!["C-1 match_payment INV-1001"],
        ),
        ("a look-alike", says("100", "INV-100"), unknown.to_vec()),
        ("a longer look-alike", says("100", "INV-10011"), unknown.to_vec()),
        (
            "a wrong check digit",
            says("100", "RF19 5390 0754 7034"),
            unknown.to_vec(),
        ),
        ("nothing, from nobody", says("100", ""), unknown.to_vec()),
        ("an unknown number", says("100", "X-77001"), unknown.to_vec()),
        ("back, of nothing", says("-100", "returned"), unknown.to_vec()),
    ] {
        let mut story = book(same());
        pay(&mut story, vec![payment.clone(), payment]);
        assert_eq!(tasks(&story), expected, "{what}");
        let everything = [
            "INV-1001 100.00 EUR",
            "INV-1002 100.00 EUR",
            "INV-2001 100.00 EUR",
        ];
        assert_eq!(open(&story), everything, "{what}");
        story.until("2026-12-01");
        for held in expected
            .iter()
            .filter_map(|task| task.rsplit_once(' '))
            .map(|(_, subject)| subject)
        {
            assert!(
                story.mails().iter().all(|mail| !mail.contains(held)),
                "{what}: {:?}",
                story.mails()
            );
        }
    }
}

#[test]
fn the_task_of_an_unknown_payment_closes_when_its_invoice_arrives() {
    let mut story = book(vec![due("C-1", "INV-1001", "100")]);
    pay(
        &mut story,
        vec![
            says("80", "Rechnung Nr. 4/2027"),
            payment("B-2", "70", "2026-11-12", "Mill"),
        ],
    );
    assert_eq!(tasks(&story).len(), 2);
    let late = due("C-2", "RE-2027-0004", "80");
    story.upload("2026-11-14 12:00", vec![Arrival::Invoice(late)]);
    story.until("2026-11-15");
    assert_eq!(tasks(&story), ["? match_payment payment of 2026-11-12"]);
    assert_eq!(open(&story), ["INV-1001 100.00 EUR"]);
    let waiting = ready(story.days.world.store.unmatched()).unwrap();
    assert_eq!(
        waiting
            .iter()
            .map(|payment| payment.identity.as_str())
            .collect::<Vec<_>>(),
        ["B-2"]
    );
}

/// The invoice says no name, and the payment no number: who pays is known all the same.
#[test]
fn a_payer_who_owes_nothing_yet_may_have_paid_the_next_invoice() {
    for (what, sum, left, asked) in [
        ("the sum of it", "100", vec![], vec![]),
        (
            "another sum",
            "77",
            vec!["INV-1001 100.00 EUR"],
            vec!["C-1 match_payment INV-1001"],
        ),
    ] {
        let mut story = book(vec![]);
        pay(&mut story, vec![payment_by("B-1", sum, "2026-11-12", "C-1")]);
        assert_eq!(tasks(&story), ["? match_payment payment of 2026-11-12"], "{what}");
        let next = due("C-1", "INV-1001", "100");
        story.upload("2026-11-13 12:00", vec![Arrival::Invoice(next)]);
        story.until("2026-12-01");
        assert_eq!(open(&story), left, "{what}");
        assert_eq!(tasks(&story), asked, "{what}");
        assert!(story.mails().is_empty(), "{what}: {:?}", story.mails());
    }
}

#[test]
fn a_task_lists_what_the_payment_may_be_for() {
    let mut story = book(vec![due("C-1", "INV-1001", "100"), due("C-1", "INV-1002", "100")]);
    pay(
        &mut story,
        vec![
            payment_by("B-1", "100", "2026-11-12", "C-1"),
            payment("B-2", "70", "2026-11-12", "Mill"),
        ],
    );
    let details: Vec<String> = story
        .days
        .world
        .store
        .ledgers()
        .into_iter()
        .flat_map(|ledger| ledger.tasks)
        .map(|task| task.detail)
        .collect();
    for said in [
        "may be for INV-1001, INV-1002",
        "70.00 EUR of an unknown payer, saying “Mill”",
    ] {
        assert!(
            details.iter().any(|detail| detail.contains(said)),
            "{said}: {details:?}"
        );
    }
}

#[test]
fn what_a_person_sets_aside_is_not_asked_about_again() {
    let mut story = book(vec![due("C-1", "INV-1001", "100")]);
    let rent = || payment("B-1", "100", "2026-11-12", "rent of the flat, INV-1002");
    pay(&mut story, vec![rent()]);
    let store = &story.days.world.store;
    let asked = |story: &Story| {
        story
            .days
            .world
            .store
            .ledgers()
            .into_iter()
            .find(|ledger| !ledger.tasks.is_empty())
    };
    let account = asked(&story).unwrap().account.key;
    assert!(ready(set_aside(store, &account, "ann", story.days.now())).unwrap());
    assert!(!ready(set_aside(store, &key("C-1"), "ann", story.days.now())).unwrap());
    assert!(ready(store.unmatched()).unwrap().is_empty());
    // Told again, and though an invoice of that number arrives.
    pay(&mut story, vec![rent()]);
    story.upload(
        "2026-11-14 12:00",
        vec![Arrival::Invoice(due("C-1", "INV-1002", "100"))],
    );
    story.until("2026-11-15");
    pay(&mut story, vec![rent()]);
    assert_eq!(open(&story), ["INV-1001 100.00 EUR", "INV-1002 100.00 EUR"]);
    assert!(tasks(&story).is_empty());
}
