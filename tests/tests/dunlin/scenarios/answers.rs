//! The customer's answers change the schedule at once.

use dunning::account::EmailAddress;
use dunning::answer::{Answer, DisputeReason, LETTER_ANSWERS_A_DAY, Said};
use dunning::arrival::Arrival;
use dunning::flow::operate::{self, Operation, operate};
use dunning::flow::respond::Silence;
use dunning::hold::HoldKind;
use dunning::letter::LetterId;
use dunning::plain::is_invisible;
use dunning::ports::{Ledgers, Suppressions};
use dunning::suppression::{Suppression, SuppressionReason};
use dunning::task::TaskKind;

use proptest::prelude::*;

use crate::book::{at, business, customer, day, email, invoice, payment};
use crate::story::{Story, key};
use tests::world::ready;

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
        on: Some(day("2026-11-20")),
        reference: "transfer 77".into(),
    };
    let dispute = || Answer::Dispute {
        reason: DisputeReason::Delivery,
        text: "half of it never came".into(),
    };
    let wrong_person = || Answer::WrongPerson {
        name: "Gianni".into(),
        email: None,
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
        ("wrong person", wrong_person(), "", vec!["find_address"]),
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
        let paid = Answer::Paid {
            on: None,
            reference: String::new(),
        };
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
    assert_eq!(
        (view.open[0].silence, view.answers.as_slice()),
        (None, [].as_slice())
    );
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

#[test]
fn the_page_says_what_was_noted_and_until_when() {
    for (answer, said, silence) in [
        (
            will_pay("2026-12-04"),
            Said::WillPay {
                on: day("2026-12-04"),
            },
            Silence::Before(day("2026-12-05")),
        ),
        // Further ahead than a promise may lie: a person decides.
        (
            will_pay("2027-01-29"),
            Said::WillPay {
                on: day("2027-01-29"),
            },
            Silence::UntilSettled,
        ),
        (
            Answer::Paid {
                on: None,
                reference: String::new(),
            },
            Said::Paid,
            // Seven business days, without the 8th.
            Silence::Before(day("2026-12-10")),
        ),
        (
            Answer::WrongPerson {
                name: "Gianni".into(),
                email: None,
            },
            Said::WrongPerson,
            Silence::UntilSettled,
        ),
    ] {
        let mut story = answering();
        story.answer("2026-11-27 10:00", "C-1", "2026-11-27", answer);
        story.until("2026-11-27 11:00");
        let letter = story.letter("C-1", "2026-11-27").id;
        let view = story.days.view(&letter).unwrap();
        assert_eq!(view.answers.last().map(|given| given.said), Some(said));
        assert_eq!(view.open[0].silence, Some(silence), "{said:?}");
    }
}

/// Two questions of one day have the same name: on the day on which a person was asked again whom to write to, the
/// directory names somebody, whose address turns out to be dead when the letter is to leave.
#[test]
fn an_address_that_was_found_and_is_dead_is_asked_about_the_next_day() {
    let is_asked = |story: &Story| story.tasks("C-1").contains(&"find_address".to_owned());
    let mut story = answering();
    let wrong_person = Answer::WrongPerson {
        name: "Gianni".into(),
        email: None,
    };
    story.answer("2026-11-27 10:00", "C-1", "2026-11-27", wrong_person);
    let bounced = Suppression {
        reason: SuppressionReason::HardBounce,
        since: at("2026-11-20 12:00"),
    };
    ready(
        story
            .days
            .world
            .store
            .suppress(&email("gianni@c-1.example.com"), &bounced),
    )
    .unwrap();
    // Asked again a fortnight later, by the sweep of the day before.
    story.until("2026-12-10 10:00");
    assert!(is_asked(&story));
    let named = business("C-1", "IT", &["gianni@c-1.example.com"]);
    story.upload("2026-12-10 16:00", vec![Arrival::Customer(named)]);
    story.until("2026-12-10 17:00");
    assert!(!is_asked(&story));
    story.until("2026-12-12");
    assert!(story.timeline("C-1").contains(&"contact_suppressed".to_owned()));
    assert!(is_asked(&story));
}

#[test]
fn the_latest_answer_of_a_day_counts() {
    let mut story = answering();
    for answer in [
        will_pay("2026-12-20"),
        Answer::Paid {
            on: None,
            reference: "77".into(),
        },
        will_pay("2026-12-02"),
    ] {
        story.answer("2026-11-27 10:00", "C-1", "2026-11-27", answer);
    }
    story.until("2026-11-27 11:00");
    let kinds: Vec<HoldKind> = story.ledger("C-1").invoices[0]
        .holds
        .iter()
        .map(|hold| hold.kind)
        .collect();
    let promised = HoldKind::Promise {
        pay_by: day("2026-12-02"),
    };
    assert_eq!(kinds, [promised]);
    // What a person was asked stays asked.
    let dispute = Answer::Dispute {
        reason: DisputeReason::Amount,
        text: "twice too much".into(),
    };
    story.answer("2026-11-27 12:00", "C-1", "2026-11-27", dispute);
    story.answer("2026-11-27 13:00", "C-1", "2026-11-27", will_pay("2026-12-03"));
    story.until("2026-11-27 14:00");
    let ledger = story.ledger("C-1");
    assert!(
        ledger.invoices[0]
            .holds
            .iter()
            .any(|hold| hold.kind == HoldKind::Dispute)
    );
    let task = ledger
        .tasks
        .iter()
        .find(|task| task.kind == TaskKind::CheckDispute)
        .unwrap();
    assert!(task.detail.contains("twice too much"), "{}", task.detail);
}

#[test]
fn a_letter_takes_some_answers_a_day_and_no_more() {
    let mut story = answering();
    for day_of_month in 1..=9 {
        let on = format!("2026-12-0{day_of_month}");
        story.answer("2026-11-27 10:00", "C-1", "2026-11-27", will_pay(&on));
    }
    story.until("2026-11-27 11:00");
    let ledger = story.ledger("C-1");
    assert_eq!(ledger.account.answers.len(), LETTER_ANSWERS_A_DAY);
    assert_eq!(
        ledger.invoices[0]
            .holds
            .iter()
            .map(|hold| hold.kind)
            .collect::<Vec<_>>(),
        [HoldKind::Promise {
            pay_by: day("2026-12-05")
        }]
    );
}

#[test]
fn an_answer_for_one_of_two_invoices_leaves_the_other_alone() {
    let mut story = Story::begin("2026-11-02");
    let two = ["INV-1001", "INV-1002"]
        .map(|number| Arrival::Invoice(invoice("C-1", number, "2026-10-20", "2026-11-24")));
    let arrivals = [customer("C-1")].into_iter().chain(two).collect();
    story.upload("2026-11-02 12:00", arrivals);
    story.until("2026-11-27 10:00");
    story.answer_for(
        "2026-11-27 10:00",
        "C-1",
        "2026-11-27",
        will_pay("2026-12-04"),
        &[1],
    );
    story.until("2026-11-27 11:00");
    let ledger = story.ledger("C-1");
    for invoice in &ledger.invoices {
        let is_promised = invoice.id.number == "INV-1002";
        assert_eq!(!invoice.holds.is_empty(), is_promised, "{}", invoice.id);
    }
    story.until("2026-12-04");
    let next = &story.mails()[4..];
    assert!(
        next.iter().all(|mail| !mail.contains("INV-1002")) && !next.is_empty(),
        "{next:?}"
    );
}

#[test]
fn a_new_contact_waits_for_a_person() {
    let mut story = answering();
    let bea = EmailAddress::parse("bea@example.org").unwrap();
    let answer = Answer::WrongPerson {
        name: "Bea Billing".into(),
        email: Some(bea.clone()),
    };
    let wrong = story.letter("C-1", "2026-11-27").to;
    story.answer("2026-11-27 10:00", "C-1", "2026-11-27", answer);
    story.until("2026-12-20");
    assert_eq!(story.mails().len(), 4, "{:?}", story.mails());
    let ledger = story.ledger("C-1");
    let task = ledger
        .tasks
        .iter()
        .find(|task| task.kind == TaskKind::FindAddress)
        .unwrap();
    assert!(
        task.detail.contains("Bea Billing, bea@example.org"),
        "{}",
        task.detail
    );

    let confirmed = Operation::Contact {
        email: bea.clone(),
        name: Some("Bea Billing".into()),
    };
    let world = &story.days.world;
    let now = at("2026-12-21 10:00");
    let outcome = ready(operate(world, world, &key("C-1"), &confirmed, "Mara", now)).unwrap();
    assert_eq!(outcome, operate::Outcome::ContactConfirmed);
    let ledger = story.ledger("C-1");
    assert!(ledger.tasks.iter().all(|task| task.kind != TaskKind::FindAddress));
    assert!(
        ledger
            .account
            .contacts
            .iter()
            .all(|contact| contact.email != wrong)
    );
    story.until("2027-01-15");
    let further: Vec<_> = story
        .days
        .sendings
        .iter()
        .skip(4)
        .map(|sending| sending.mail.to.clone())
        .collect();
    assert!(
        !further.is_empty() && further.iter().all(|to| *to == bea),
        "{further:?}"
    );
}

/// What people with bad intentions type.
fn hostile() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("{{ creditor }}{% raw %}".to_owned()),
        Just("\r\nBcc: x@example.com\u{2028}\u{85}".to_owned()),
        Just("\u{202e}\u{2066}\u{200f}\u{1b}[2J\u{7}".to_owned()),
        Just("=HYPERLINK(\"https://example.com\")".to_owned()),
        Just("x".repeat(10_000)),
        any::<String>(),
    ];
    prop::collection::vec(bit, 1..4).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn hostile_answers_stay_on_their_line(words in hostile(), which in 0..3_usize) {
        let answer = match which {
            0 => Answer::Paid { on: None, reference: words },
            1 => Answer::Dispute { reason: DisputeReason::Other, text: words },
            _ => Answer::WrongPerson { name: words, email: None },
        };
        let mut story = answering();
        story.answer("2026-11-27 10:00", "C-1", "2026-11-27", answer);
        // Until a person is asked about the claimed payment too.
        story.until("2026-12-11");
        let ledger = story.ledger("C-1");
        prop_assert_eq!(ledger.account.answers.len(), 1);
        let told = ready(story.days.world.timeline(&key("C-1"))).unwrap();
        let details = ledger.tasks.iter().map(|task| &task.detail);
        let holds = ledger.invoices.iter().flat_map(|invoice| &invoice.holds).chain(&ledger.account.holds);
        for text in details.chain(told.iter().map(|entry| &entry.detail)).chain(holds.map(|hold| &hold.note)) {
            prop_assert!(text.chars().count() < 1_500);
            prop_assert!(!text.contains(|character: char| character.is_control() || is_invisible(character)), "{text:?}");
        }
    }
}
