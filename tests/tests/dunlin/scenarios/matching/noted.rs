//! What a person notes as paid counts at once, and once: a bank that tells of the same money later adds nothing to it,
//! and nobody is reminded of what may be paid.

use dunning::arrival::PaymentArrival;
use dunning::flow::ingest::{
    Assigned, Noted, PaymentNote, Withdrawn, account_of_payment, assign, note_payment, withdraw_notes,
};
use dunning::invoice::InvoiceId;
use dunning::ports::{Settings, UnmatchedPayments};
use tests::world::ready;

use super::{book, due, open, pay, says, tasks};
use crate::book::{day, euros, payment, payment_by};
use crate::story::{Story, key};

fn note(sum: Option<&str>, reference: &str) -> PaymentNote {
    PaymentNote {
        amount: sum.map(|sum| sum.parse().unwrap()),
        on: Some(day("2026-11-10")),
        reference: reference.to_owned(),
    }
}

fn noted(story: &Story, number: &str, note: &PaymentNote) -> Noted {
    let world = &story.days.world;
    let (account, id) = (key("C-1"), InvoiceId::whole(number));
    ready(note_payment(
        world,
        world,
        (&account, &id),
        note,
        "ann",
        story.days.now(),
    ))
    .unwrap()
}

/// INV-1001 of 100 euros, and INV-1002 of another sum, on the day before the bank tells anything.
fn story(other: &str) -> Story {
    let mut story = book(vec![due("C-1", "INV-1001", "100"), due("C-1", "INV-1002", other)]);
    story.until("2026-11-11");
    story
}

#[test]
fn money_that_was_noted_counts_once_when_the_bank_tells_of_it() {
    let by_payer = |sum: &str| payment_by("B-1", sum, "2026-11-12", "C-1");
    let one_left = "INV-1001 60.00 EUR";
    let other_left = |sum: &str| format!("INV-1002 {sum}.00 EUR");
    let all: Option<&str> = None;
    for (what, noted_sum, other, payment, left, asked) in [
        (
            "all, and the bank names it",
            all,
            "77",
            says("100", "INV-1001"),
            vec![other_left("77")],
            vec![],
        ),
        (
            "all, and the bank says who",
            all,
            "77",
            by_payer("100"),
            vec![other_left("77")],
            vec![],
        ),
        (
            "all, and the bank says who, who owes that sum again",
            all,
            "100",
            by_payer("100"),
            vec![other_left("100")],
            vec!["C-1 match_payment INV-1002"],
        ),
        (
            "all, less the bank's charges",
            all,
            "77",
            says("98", "INV-1001"),
            vec![other_left("77")],
            vec![],
        ),
        (
            "all, and more came",
            all,
            "77",
            says("130", "INV-1001"),
            vec![other_left("77")],
            vec!["C-1 allocate_credit"],
        ),
        (
            "a part, and a part of that sum came: the same money, or more?",
            Some("40"),
            "77",
            says("40", "INV-1001"),
            vec![one_left.to_owned(), other_left("77")],
            vec!["C-1 match_payment INV-1001"],
        ),
        (
            "a part, and a part of that sum came from the payer",
            Some("40"),
            "77",
            by_payer("40"),
            vec![one_left.to_owned(), other_left("77")],
            vec!["C-1 match_payment INV-1001"],
        ),
        (
            "a part, and the rest came",
            Some("40"),
            "77",
            says("60", "INV-1001"),
            vec![other_left("77")],
            vec![],
        ),
        (
            "a part, and all came in one",
            Some("40"),
            "77",
            says("100", "INV-1001"),
            vec![other_left("77")],
            vec![],
        ),
    ] {
        let mut story = story(other);
        noted(&story, "INV-1001", &note(noted_sum, ""));
        pay(&mut story, vec![payment.clone(), payment.clone()]);
        assert_eq!(open(&story), left, "{what}");
        assert_eq!(tasks(&story), asked, "{what}");
        let before = story.mails().len();
        story.until("2026-12-20");
        for held in asked
            .iter()
            .filter_map(|task| task.rsplit_once(' '))
            .map(|(_, about)| about)
        {
            let said = story.mails();
            let said = said.iter().skip(before).find(|mail| mail.contains(held));
            assert_eq!(said, None, "{what}");
        }
        let paid = story
            .mails()
            .into_iter()
            .skip(before)
            .find(|mail| mail.contains("INV-1001") && left.len() == 1);
        assert_eq!(paid, None, "{what}");
    }
}

#[test]
fn a_note_is_taken_once_and_another_payment_by_its_reference() {
    let story = story("77");
    assert_eq!(
        noted(&story, "INV-1001", &note(Some("40"), "")),
        Noted::InPart { open: euros("60") }
    );
    assert_eq!(
        noted(&story, "INV-1001", &note(Some("40.00"), " ")),
        Noted::Unchanged
    );
    assert_eq!(
        noted(&story, "INV-1001", &note(Some("40"), "cheque 2")),
        Noted::InPart { open: euros("20") }
    );
    assert_eq!(noted(&story, "INV-1001", &note(None, "")), Noted::Paid);
    assert_eq!(noted(&story, "INV-1001", &note(None, "")), Noted::NotOpen);
    assert_eq!(story.open("C-1"), ["INV-1002 77.00 EUR"]);
    let told = story.timeline("C-1");
    assert_eq!(told.iter().filter(|what| *what == "noted_as_paid").count(), 3);
}

/// The story stands a minute before midnight in UTC: with the customer, tomorrow has begun.
#[test]
fn what_is_no_payment_changes_nothing() {
    let story = story("77");
    let tomorrow = PaymentNote {
        on: Some(day("2026-11-13")),
        ..note(None, "")
    };
    let today = day("2026-11-12");
    assert_eq!(noted(&story, "INV-1001", &tomorrow), Noted::NotYet { today });
    for sum in ["0", "-1", "0.001"] {
        assert_eq!(
            noted(&story, "INV-1001", &note(Some(sum), "")),
            Noted::NoSum,
            "{sum}"
        );
    }
    assert_eq!(noted(&story, "INV-9", &note(None, "")), Noted::NotOpen);
    assert_eq!(story.open("C-1"), ["INV-1001 100.00 EUR", "INV-1002 77.00 EUR"]);
}

#[test]
fn what_was_noted_by_mistake_is_taken_back_as_far_as_no_bank_told_of_it() {
    let mut story = story("77");
    let id = InvoiceId::whole("INV-1001");
    let withdrawn = |story: &Story| {
        let world = &story.days.world;
        ready(withdraw_notes(
            world,
            world,
            (&key("C-1"), &id),
            "ann",
            story.days.now(),
        ))
        .unwrap()
    };
    assert_eq!(withdrawn(&story), Withdrawn::NothingNoted);
    assert_eq!(noted(&story, "INV-1001", &note(None, "")), Noted::Paid);
    assert_eq!(withdrawn(&story), Withdrawn::Open(euros("100")));
    assert_eq!(open(&story), ["INV-1001 100.00 EUR", "INV-1002 77.00 EUR"]);
    // Noted anew, told by the bank: nothing is left to be taken back.
    assert_eq!(noted(&story, "INV-1001", &note(None, "")), Noted::Paid);
    pay(&mut story, vec![says("100", "INV-1001")]);
    assert_eq!(withdrawn(&story), Withdrawn::NothingNoted);
    assert_eq!(open(&story), ["INV-1002 77.00 EUR"]);
}

#[test]
fn a_payment_that_found_nothing_is_for_what_a_person_says() {
    let mut story = story("77");
    let stray = || payment("B-1", "100", "2026-11-12", "thanks for the beans");
    pay(&mut story, vec![stray()]);
    assert_eq!(tasks(&story), ["? match_payment payment of 2026-11-12"]);
    let (account, id) = (key("C-1"), InvoiceId::whole("INV-1001"));
    let assigned = |story: &Story, payment: &PaymentArrival| {
        let world = &story.days.world;
        let creditor = ready(world.settings()).unwrap().creditor.id;
        let waits = account_of_payment(&creditor, &payment.identity);
        ready(assign(
            world,
            world,
            &waits,
            (&account, &id),
            "ann",
            story.days.now(),
        ))
        .unwrap()
    };
    assert_eq!(assigned(&story, &stray()), Assigned::Counted);
    assert_eq!(assigned(&story, &stray()), Assigned::NoSuchPayment);
    pay(&mut story, vec![stray()]);
    assert_eq!(open(&story), ["INV-1002 77.00 EUR"]);
    assert!(tasks(&story).is_empty());
    assert!(ready(story.days.world.unmatched()).unwrap().is_empty());
}
