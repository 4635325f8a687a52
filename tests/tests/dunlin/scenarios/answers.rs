//! The customer's answers change the schedule at once.

use dunning::arrival::Arrival;
use dunning::flow::respond::Answer;
use dunning::letter::LetterId;

use crate::book::{at, customer, day, invoice, payment};
use crate::story::{Story, key};

/// Walks to the letter of Friday 27 November, the first overdue one.
fn answering() -> Story {
    let mut story = Story::begin("2026-11-02");
    let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![customer("C-1"), Arrival::Invoice(invoice)],
    );
    story.until("2026-11-27 10:00");
    story
}

fn will_pay(on: &str) -> Answer {
    Answer::WillPay { on: day(on) }
}

#[test]
fn what_an_answer_does() {
    let paid = || Answer::Paid {
        note: "by transfer on the 20th".into(),
    };
    let dispute = || Answer::Dispute {
        text: "half of it never came".into(),
    };
    let wrong_person = || Answer::WrongPerson {
        text: "ask Gianni".into(),
    };
    for (what, answer, next, tasks) in [
        // Seven business days from Friday the 27th, without the 8th; what is unkept is a task.
        (
            "paid",
            paid(),
            "2026-12-10 INV-1001 late_late",
            vec!["check_claimed_payment INV-1001"],
        ),
        // The 8th is a holiday; after a broken promise, the second notice.
        (
            "will pay",
            will_pay("2026-12-04"),
            "2026-12-11 INV-1001 second_notice",
            vec!["broken_promise INV-1001"],
        ),
        (
            // Thirty days ahead is a promise: silence, and nothing to ask before it is broken.
            "as far ahead as may be",
            will_pay("2026-12-27"),
            "",
            vec![],
        ),
        (
            "too far ahead",
            will_pay("2026-12-28"),
            "",
            vec!["review INV-1001"],
        ),
        ("yesterday", will_pay("2026-11-26"), "", vec!["review INV-1001"]),
        ("disputed", dispute(), "", vec!["check_dispute INV-1001"]),
        (
            "wrong person",
            wrong_person(),
            "2026-12-04 INV-1001 late_late",
            vec!["find_address letter of 2026-11-27"],
        ),
    ] {
        let mut story = answering();
        story.answer("2026-11-27 10:00", "C-1", "2026-11-27", answer);
        story.until("2026-12-11");
        let further: Vec<_> = story.mails().into_iter().skip(4).collect();
        assert_eq!(further.first().map_or("", String::as_str), next, "{what}");
        let tasks_now = story.tasks("C-1");
        for task in tasks {
            assert!(tasks_now.iter().any(|open| open == task), "{what}: {tasks_now:?}");
        }
    }
}

#[test]
fn the_same_post_again_changes_nothing() {
    let mut story = answering();
    story.answer("2026-11-27 10:00", "C-1", "2026-11-27", will_pay("2026-12-04"));
    story.until("2026-11-27 10:01");
    let before = story.ledger("C-1");
    story.answer("2026-11-27 10:02", "C-1", "2026-11-27", will_pay("2026-12-04"));
    story.until("2026-11-27 10:03");
    assert_eq!(story.ledger("C-1"), before);
    assert_eq!(before.invoices[0].holds.len(), 1);
}

#[test]
fn a_third_promise_is_a_persons_to_accept() {
    let mut story = answering();
    for (when, on) in [
        ("2026-11-27 10:00", "2026-11-30"),
        ("2026-12-01 10:00", "2026-12-03"),
        ("2026-12-04 10:00", "2026-12-10"),
    ] {
        story.answer(when, "C-1", "2026-11-27", will_pay(on));
    }
    story.until("2027-01-10");
    assert_eq!(story.mails().len(), 4, "{:?}", story.mails());
    assert!(story.tasks("C-1").contains(&"review INV-1001".to_owned()));
}

#[test]
fn paid_is_said_once() {
    let mut story = answering();
    for when in ["2026-11-27 10:00", "2026-12-09 10:00"] {
        let paid = Answer::Paid { note: String::new() };
        story.answer(when, "C-1", "2026-11-27", paid);
    }
    story.until("2027-01-10");
    assert_eq!(story.mails().len(), 4, "{:?}", story.mails());
    assert!(story.tasks("C-1").contains(&"review INV-1001".to_owned()));
}

#[test]
fn a_kept_promise_closes_everything() {
    let mut story = answering();
    story.answer("2026-11-27 10:00", "C-1", "2026-11-27", will_pay("2026-12-04"));
    let paid = payment("B-1", "100", "2026-12-03", "INV-1001");
    story.upload("2026-12-03 12:00", vec![Arrival::Payment(paid)]);
    story.until("2026-12-31");
    assert_eq!(story.mails().len(), 4);
    assert!(story.tasks("C-1").is_empty());
    assert_eq!(story.ledger("C-1").account.agenda, None);
}

#[test]
fn the_page_shows_what_is_open_and_changes_nothing() {
    let mut story = answering();
    let letter = story.letter("C-1", "2026-11-27").id;
    let before = story.ledger("C-1");
    let view = story.days.view(&letter).unwrap();
    assert_eq!(view.open.len(), 1);
    assert_eq!(view.today, day("2026-11-27"));
    assert_eq!(story.ledger("C-1"), before);
    let stranger = LetterId {
        account: key("C-2"),
        ..letter
    };
    assert!(story.days.view(&stranger).is_none());
    // An answer to a letter that does not exist goes nowhere, quietly.
    story
        .days
        .answer(at("2026-11-27 11:00"), stranger, will_pay("2026-12-01"));
    story.until("2026-11-27 12:00");
    assert_eq!(story.ledger("C-1"), before);
}
