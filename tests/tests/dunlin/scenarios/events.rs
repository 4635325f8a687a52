//! What comes back from the mail service, and what a send may meet.

use dunning::account::{Contact, ContactPurpose, CustomerKind};
use dunning::arrival::{Arrival, CustomerArrival};
use dunning::flow::feedback::{News, Outcome, feedback};
use dunning::letter::{LetterEvent, LetterId};
use dunning::policy::{PaymentData, Policy};
use dunning::ports::MailError;
use tests::world::{Fate, ready};

use crate::book::{address, at, billing, business, customer, day, email, in_force, invoice};
use crate::story::{Story, key};

/// An Italian customer with these contacts, and an invoice due on Tuesday 24 November.
fn owing(arrival: CustomerArrival) -> Story {
    let mut story = Story::begin("2026-11-02");
    let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![Arrival::Customer(arrival), Arrival::Invoice(invoice)],
    );
    story
}

fn with_contacts(contacts: &[&str]) -> CustomerArrival {
    business("C-1", "IT", contacts)
}

const FIRST: &str = "first@c-1.example.com";
const SECOND: &str = "second@c-1.example.com";

fn news(letter: &LetterId, when: &str, event: LetterEvent) -> News {
    News {
        letter: Some(letter.clone()),
        message_id: Some("message-1".into()),
        recipients: vec![email(FIRST)],
        at: at(when),
        event: Some(event),
    }
}

#[test]
fn a_hard_bounce_goes_to_the_next_billing_contact_on_the_next_sending_day() {
    let mut story = owing(with_contacts(&[FIRST, SECOND]));
    story.days.fates(FIRST, &[Fate::HardBounce]);
    story.until("2026-11-20");
    assert_eq!(
        story.addressed(),
        [
            format!("2026-11-17 {FIRST}"),
            format!("2026-11-18 {SECOND}"),
            format!("2026-11-20 {SECOND}")
        ]
    );
    assert_eq!(
        story.mails(),
        [
            "2026-11-17 INV-1001 heads_up",
            "2026-11-18 INV-1001 heads_up",
            "2026-11-20 INV-1001 upcoming+due_today"
        ]
    );
    assert!(story.tasks("C-1").is_empty());
}

#[test]
fn who_is_never_written_to_second() {
    let general = |address: &str| Contact {
        purpose: ContactPurpose::General,
        ..billing(address)
    };
    let business = with_contacts(&[FIRST, SECOND]);
    for (what, customer) in [
        (
            "a consumer",
            CustomerArrival {
                kind: Some(CustomerKind::Consumer),
                ..business.clone()
            },
        ),
        (
            "a customer of unknown kind",
            CustomerArrival {
                kind: None,
                ..business.clone()
            },
        ),
        (
            "a contact who is not for billing",
            CustomerArrival {
                contacts: vec![billing(FIRST), general(SECOND)],
                ..business.clone()
            },
        ),
    ] {
        let mut story = owing(customer);
        story.days.fates(FIRST, &[Fate::HardBounce]);
        story.until("2026-11-30");
        assert_eq!(story.addressed(), [format!("2026-11-17 {FIRST}")], "{what}");
        assert_eq!(story.tasks("C-1")[0], "find_address", "{what}");
    }
}

#[test]
fn without_a_contact_no_stage_is_used_up() {
    let mut story = owing(with_contacts(&[]));
    story.until("2026-12-08");
    assert!(story.mails().is_empty());
    assert!(story.tasks("C-1").contains(&"find_address".to_owned()));
    story.upload(
        "2026-12-08 23:59",
        vec![Arrival::Customer(with_contacts(&[FIRST]))],
    );
    story.until("2026-12-14");
    // The sweep for Wednesday the 9th ran before; its window still lay ahead. The 8th is a holiday.
    assert_eq!(
        story.mails(),
        ["2026-12-09 INV-1001 early_late", "2026-12-14 INV-1001 late_late"]
    );
    assert!(!story.tasks("C-1").contains(&"find_address".to_owned()));
}

#[test]
fn whoever_bounces_day_after_day_was_met_by_the_last_sweep() {
    let mut story = owing(with_contacts(&[FIRST, SECOND]));
    story.days.fates(FIRST, &[Fate::SoftBounce]);
    // The sweep of the 19th has picked the fourth attempt, for the 20th.
    story.until("2026-11-19 10:00");
    assert_eq!(story.addressed().len(), 3);
    assert_eq!(story.ledger("C-1").account.agenda, Some(day("2026-11-20")));
}

#[test]
fn three_soft_bounces_are_tried_again_the_fourth_is_hard() {
    let mut story = owing(with_contacts(&[FIRST, SECOND]));
    story.days.fates(FIRST, &[Fate::SoftBounce]);
    story.until("2026-11-24");
    let addressed = story.addressed();
    assert_eq!(
        addressed[..5],
        [
            format!("2026-11-17 {FIRST}"),
            format!("2026-11-18 {FIRST}"),
            format!("2026-11-19 {FIRST}"),
            format!("2026-11-20 {FIRST}"),
            format!("2026-11-23 {SECOND}"),
        ]
    );
    let mut story = owing(with_contacts(&[FIRST, SECOND]));
    story
        .days
        .fates(FIRST, &[Fate::SoftBounce, Fate::SoftBounce, Fate::Delivered]);
    story.until("2026-11-24");
    assert_eq!(
        story.mails(),
        [
            "2026-11-17 INV-1001 heads_up",
            "2026-11-18 INV-1001 heads_up",
            // The 20th, on which the next is due, lies in the gap after the 19th.
            "2026-11-19 INV-1001 heads_up+upcoming",
            "2026-11-24 INV-1001 due_today",
        ]
    );
}

#[test]
fn a_complaint_is_silence_and_a_task() {
    let mut story = owing(with_contacts(&[FIRST, SECOND]));
    story.days.fates(FIRST, &[Fate::Complaint]);
    story.until("2027-01-31");
    assert_eq!(story.addressed(), [format!("2026-11-17 {FIRST}")]);
    assert_eq!(story.tasks("C-1"), ["complaint"]);
}

#[test]
fn a_suppressed_address_is_mailed_by_no_account() {
    let mut story = owing(with_contacts(&[FIRST]));
    let sharing = business("C-2", "IT", &[FIRST, SECOND]);
    let later = invoice("C-2", "INV-1002", "2026-10-20", "2026-11-25");
    story.upload(
        "2026-11-02 13:00",
        vec![Arrival::Customer(sharing), Arrival::Invoice(later)],
    );
    story.days.fates(FIRST, &[Fate::HardBounce]);
    story.until("2026-11-18");
    assert_eq!(
        story.addressed(),
        [format!("2026-11-17 {FIRST}"), format!("2026-11-18 {SECOND}")]
    );
}

#[test]
fn events_come_twice_and_in_any_order() {
    let delivered = || LetterEvent::Delivered;
    let bounced = || LetterEvent::Bounced { permanent: true };
    for (events, state) in [
        (vec![delivered(), LetterEvent::Sent, delivered()], "delivered"),
        (vec![LetterEvent::Sent, LetterEvent::Sent], "sent"),
        (vec![bounced(), LetterEvent::Sent, bounced()], "bounced"),
        (vec![bounced(), delivered()], "bounced"),
        (
            vec![LetterEvent::Complained, delivered(), LetterEvent::Sent],
            "complained",
        ),
        (vec![], "sent"),
    ] {
        let mut story = owing(with_contacts(&[FIRST]));
        story.days.fates(FIRST, &[Fate::NoNews]);
        story.until("2026-11-17 04:59");
        let letter = story.letter("C-1", "2026-11-17").id;
        for event in events {
            story.days.news(news(&letter, "2026-11-17 06:00", event));
        }
        story.until("2026-11-17");
        assert_eq!(story.letter("C-1", "2026-11-17").state.name(), state);
    }
}

#[test]
fn news_of_a_letter_that_nobody_knows() {
    let story = owing(with_contacts(&[FIRST]));
    let world = &story.days.world;
    let stranger = LetterId {
        account: key("C-9"),
        day: day("2026-11-17"),
        attempt: 1,
    };
    let bounced = news(
        &stranger,
        "2026-11-17 06:00",
        LetterEvent::Bounced { permanent: true },
    );
    assert_eq!(
        ready(feedback(world, world, &bounced)).unwrap(),
        Outcome::UnknownLetter
    );
    let untagged = News {
        letter: None,
        ..bounced
    };
    assert_eq!(
        ready(feedback(world, world, &untagged)).unwrap(),
        Outcome::UnknownLetter
    );
    // The address is suppressed all the same.
    let mut story = story;
    story.until("2026-11-18");
    assert!(story.addressed().is_empty());
}

/// A time-out leaves the letter in the dark: an event settles it, or a person; no machine sends it again.
#[test]
fn an_unknown_send_is_never_sent_again() {
    for (fate, state, tasks) in [
        (Fate::Delivered, "delivered", vec![]),
        (
            Fate::NoNews,
            "unknown",
            vec!["settle_letter letter of 2026-11-17".to_owned()],
        ),
    ] {
        let mut story = owing(with_contacts(&[FIRST]));
        story.days.fates(FIRST, &[fate]);
        let timed_out = MailError::Unknown("time-out".into());
        story.days.world.outbox.answers.borrow_mut().push_back(timed_out);
        story.until("2026-11-19");
        assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
        let letter = story.letter("C-1", "2026-11-17");
        assert_eq!(letter.state.name(), state);
        assert_eq!(story.tasks("C-1"), tasks);
        // A late event still settles it, and the question with it.
        let late = news(&letter.id, "2026-11-19 23:59", LetterEvent::Delivered);
        story.days.news(late);
        story.until("2026-11-20");
        assert_eq!(story.letter("C-1", "2026-11-17").state.name(), "delivered");
        assert!(story.tasks("C-1").is_empty(), "{:?}", story.tasks("C-1"));
    }
}

/// The last letter of a ladder: nothing else would bring the account back to anybody's eyes.
#[test]
fn the_last_letter_is_asked_about_as_well() {
    let mut story = Story::begin_with(
        in_force(Policy {
            payments: PaymentData::Manual,
            ladder: Policy::gentle().ladder.into_iter().take(1).collect(),
            after_broken_promise: None,
            ..Policy::gentle()
        }),
        "2026-11-02",
    );
    let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![customer("C-1"), Arrival::Invoice(invoice)],
    );
    story.days.fates(&address("C-1"), &[Fate::NoNews]);
    let timed_out = MailError::Unknown("time-out".into());
    story.days.world.outbox.answers.borrow_mut().push_back(timed_out);
    story.until("2026-11-26");
    assert_eq!(story.tasks("C-1"), ["settle_letter letter of 2026-11-23"]);
}

#[test]
fn a_no_of_the_mail_service_is_followed_by_another_attempt() {
    for no in [
        MailError::NotNow("throttled".into()),
        MailError::Refused("not verified".into()),
    ] {
        let mut story = owing(with_contacts(&[FIRST]));
        story.days.world.outbox.answers.borrow_mut().push_back(no);
        story.until("2026-11-17");
        assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
        assert_eq!(story.letter("C-1", "2026-11-17").id.attempt, 2);
    }
    // It says no all morning: the next day is as good.
    let mut story = owing(with_contacts(&[FIRST]));
    for _ in 0..4 {
        let no = MailError::NotNow("throttled".into());
        story.days.world.outbox.answers.borrow_mut().push_back(no);
    }
    story.until("2026-11-18");
    assert_eq!(story.mails(), ["2026-11-18 INV-1001 heads_up"]);
}

/// The account is paused, or its quota is used up: one attempt, no dead letter, and the next day is as good.
#[test]
fn what_the_mail_service_takes_no_more_today_goes_the_next_day() {
    let mut story = owing(with_contacts(&[FIRST]));
    let no = MailError::NotToday("Daily message quota exceeded".into());
    story.days.world.outbox.answers.borrow_mut().push_back(no);
    story.until("2026-11-17");
    assert_eq!(story.mails(), Vec::<String>::new());
    let letter = story.letter("C-1", "2026-11-17");
    assert_eq!((letter.id.attempt, letter.state.name()), (1, "released"));
    story.until("2026-11-18");
    assert_eq!(story.mails(), ["2026-11-18 INV-1001 heads_up"]);
}

#[test]
fn a_rejected_mail_did_not_leave() {
    let mut story = owing(with_contacts(&[FIRST]));
    story.days.fates(FIRST, &[Fate::Rejected, Fate::Delivered]);
    story.until("2026-11-19");
    assert_eq!(
        story.mails(),
        ["2026-11-17 INV-1001 heads_up", "2026-11-18 INV-1001 heads_up"]
    );
}
