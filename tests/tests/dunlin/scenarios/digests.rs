//! What account managers are told, and that nothing of it is told twice on a day, or lost.

mod composing;
mod weekly;

use chrono::Days;
use dunning::account::EmailAddress;
use dunning::answer::Answer;
use dunning::arrival::{Arrival, CustomerArrival};
use dunning::ledger::Change;
use dunning::letter::LetterId;
use dunning::news::NewsItem;
use dunning::policy::Policy;
use dunning::ports::{CommitError, Digests, Ledgers, MailError, Suppressions};
use dunning::suppression::{Suppression, SuppressionReason};
use tests::contract::fixtures::bare_account;
use tests::world::{Stroke, ready};

use crate::book::{address, at, business, customer, day, email, in_force, invoice, payment, standard};
use crate::story::{Story, key};

/// The digest's hour, every day from one to another.
fn digests(story: &mut Story, from: &str, to: &str) {
    let mut on = day(from);
    while on <= day(to) {
        story.days.digest(at(&format!("{on} 08:00")));
        on = on.checked_add_days(Days::new(1)).unwrap();
    }
}

/// What left, in order: `2026-11-17 ann@…: letter 2026-11-17 INV-1001; …`.
fn told(story: &Story) -> Vec<String> {
    let digests = story.days.world.outbox.digests.borrow();
    let line = |mail: &dunning::ports::DigestMail| {
        let to = mail.to.as_str().split('@').next().unwrap_or_default();
        format!("{} {to}: {}", mail.day, mail.words.text.replace('\n', "; "))
    };
    digests.iter().map(line).collect()
}

/// An invoice of C-1 that is due on 24 November.
fn opening() -> Story {
    let mut story = Story::begin("2026-11-09");
    let arrival = invoice("C-1", "INV-1001", "2026-11-02", "2026-11-24");
    story.upload(
        "2026-11-09 12:00",
        vec![customer("C-1"), Arrival::Invoice(arrival)],
    );
    story
}

fn whole_story(everything_twice: bool) -> Story {
    let mut story = opening();
    story.days.everything_twice = everything_twice;
    digests(&mut story, "2026-11-10", "2026-12-06");
    let will_pay = Answer::WillPay {
        on: day("2026-12-04"),
    };
    story.answer("2026-11-27 10:00", "C-1", "2026-11-27", will_pay);
    let paid = payment("B-1", "100", "2026-12-03", "INV-1001");
    story.upload("2026-12-03 12:00", vec![Arrival::Payment(paid)]);
    story.until("2026-12-06");
    story
}

/// Overdue letters are the ladder's own course: no digest on the 28th but for the answer.
const WHOLE_STORY: [&str; 7] = [
    "2026-11-17 ann: letter 2026-11-17 INV-1001",
    "2026-11-20 ann: letter 2026-11-20 INV-1001",
    "2026-11-24 ann: letter 2026-11-24 INV-1001",
    "2026-11-25 ann: new follow_up Customer C-1 INV-1001",
    "2026-11-28 ann: open follow_up Customer C-1 INV-1001; said WillPay { on: 2026-12-04 } INV-1001",
    // A Monday: what waits is told again.
    "2026-11-30 ann: open follow_up Customer C-1 INV-1001",
    "2026-12-04 ann: paid INV-1001 1 holds, tasks follow_up",
];

#[test]
fn an_invoices_days_in_digests() {
    assert_eq!(told(&whole_story(false)), WHOLE_STORY);
}

#[test]
fn everything_twice_is_told_once() {
    assert_eq!(told(&whole_story(true)), WHOLE_STORY);
}

#[test]
fn what_was_settled_meanwhile_is_not_told() {
    let mut story = opening();
    // The task is opened by the sweep at 09:00; the money comes before the next digest.
    let paid = payment("B-1", "100", "2026-11-24", "INV-1001");
    story.upload("2026-11-24 12:00", vec![Arrival::Payment(paid)]);
    story.until("2026-11-25 07:00");
    let news = ready(story.days.world.store.news(None)).unwrap();
    assert!(news.len() >= 2, "{news:?}");
    digests(&mut story, "2026-11-25", "2026-11-26");
    story.until("2026-11-26");
    let told = told(&story);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("paid INV-1001 0 holds, tasks follow_up"),
        "{told:?}"
    );
    assert!(!told[0].contains("new follow_up"), "{told:?}");
    assert_eq!(ready(story.days.world.store.news(None)).unwrap(), []);
}

/// News of a letter is kept before the letter is claimed, so that it can't be lost; sometimes nothing comes of the claim.
#[test]
fn of_a_letter_that_was_never_claimed_nothing_is_told() {
    let mut story = opening();
    story.until("2026-11-18 12:00");
    let store = &story.days.world.store;
    let all = ready(store.news(None)).unwrap();
    ready(store.forget_news(&all)).unwrap();
    let mut ahead = all.into_iter().next_back().unwrap();
    ahead.items = vec![NewsItem::FriendlyLetter {
        letter: LetterId {
            account: key("C-1"),
            day: day("2026-11-18"),
            attempt: 1,
        },
    }];
    ahead.at = at("2026-11-18 12:00");
    let mut late = Change::of(bare_account(key("C-1")));
    late.news = Some(ahead.clone());
    assert!(matches!(ready(store.commit(late)), Err(CommitError::Conflict)));
    story.days.digest(at("2026-11-18 13:00"));
    story.until("2026-11-19 06:00");
    // The claim might come yet.
    assert_eq!(ready(story.days.world.store.news(None)).unwrap(), [ahead]);
    digests(&mut story, "2026-11-19", "2026-11-20");
    story.until("2026-11-20 12:00");
    assert_eq!(told(&story), ["2026-11-20 ann: letter 2026-11-20 INV-1001"]);
    assert_eq!(ready(story.days.world.store.news(None)).unwrap(), []);
}

#[test]
fn every_manager_is_told_of_their_own_customers() {
    let mut story = Story::begin("2026-11-09");
    let managed = |name: &str, manager: &str| {
        Arrival::Customer(CustomerArrival {
            account_manager: Some(email(manager)),
            ..business(name, "IT", &[&address(name)])
        })
    };
    let due = |name: &str| {
        let number = format!("INV-{name}");
        Arrival::Invoice(invoice(name, &number, "2026-11-02", "2026-11-24"))
    };
    story.upload(
        "2026-11-09 12:00",
        vec![
            managed("C-1", "mara@lagopus.example.com"),
            customer("C-2"),
            // The creditor's own, by name: one mail with the others.
            managed("C-3", "Ann@lagopus.example.com"),
            due("C-1"),
            due("C-2"),
            due("C-3"),
        ],
    );
    digests(&mut story, "2026-11-17", "2026-11-18");
    story.until("2026-11-18");
    let mut told = told(&story);
    told.sort();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].to_lowercase().starts_with("2026-11-17 ann: letter"),
        "{told:?}"
    );
    assert!(told[0].contains("INV-C-2") && told[0].contains("INV-C-3") && !told[0].contains("INV-C-1"));
    assert_eq!(told[1], "2026-11-17 mara: letter 2026-11-17 INV-C-1");
}

#[test]
fn a_customer_who_cannot_be_read_keeps_nothing_else_from_the_digest() {
    let mut story = opening();
    let other = invoice("C-2", "INV-2", "2026-11-02", "2027-01-20");
    story.upload("2026-11-09 13:00", vec![customer("C-2"), Arrival::Invoice(other)]);
    // The task of C-1 is all that needs a ledger; what C-2 paid does not.
    story.until("2026-11-26");
    digests(&mut story, "2026-11-27", "2026-11-28");
    let paid = payment("B-1", "100", "2026-11-26", "INV-2");
    story.upload("2026-11-26 12:00", vec![Arrival::Payment(paid)]);
    story.days.world.make_unreadable([key("C-1")].into());
    story.until("2026-11-28 12:00");
    let told = told(&story);
    assert!(
        told.iter()
            .any(|told| told.starts_with("2026-11-27 ann: paid INV-2")),
        "{told:?}"
    );
}

#[test]
fn nobody_who_wants_none_gets_one() {
    let quiet = in_force(Policy {
        digest: false,
        ..standard().policy
    });
    let mut story = Story::begin_with(quiet, "2026-11-09");
    let arrival = invoice("C-1", "INV-1001", "2026-11-02", "2026-11-24");
    story.upload(
        "2026-11-09 12:00",
        vec![customer("C-1"), Arrival::Invoice(arrival)],
    );
    digests(&mut story, "2026-11-10", "2026-11-30");
    story.until("2026-11-30");
    assert!(told(&story).is_empty(), "{:?}", told(&story));
}

#[test]
fn a_suppressed_manager_is_never_mailed() {
    let mut story = opening();
    let suppression = Suppression {
        reason: SuppressionReason::HardBounce,
        since: at("2026-11-09 12:00"),
    };
    let ann: EmailAddress = email("ann@lagopus.example.com");
    ready(story.days.world.store.suppress(&ann, &suppression)).unwrap();
    digests(&mut story, "2026-11-10", "2026-11-30");
    story.until("2026-11-30");
    assert!(told(&story).is_empty(), "{:?}", told(&story));
    assert!(!ready(story.days.world.store.news(None)).unwrap().is_empty());
}

#[test]
fn what_the_mail_service_says_decides_who_hears_again() {
    // (what it says on the 25th, how many digests left on the 25th, whether the 26th's tells it again)
    let no = || MailError::NotNow("throttled".into());
    let who_knows = || MailError::Unknown("no answer".into());
    for (what, answers, on_the_day, again) in [
        ("a yes", vec![], 1, false),
        ("a no, then a yes", vec![no()], 1, false),
        ("no answer", vec![who_knows()], 1, true),
        ("only no", vec![no(), no(), no(), no()], 0, true),
    ] {
        let mut story = opening();
        digests(&mut story, "2026-11-10", "2026-11-24");
        story.until("2026-11-25 07:00");
        let before = told(&story).len();
        story
            .days
            .world
            .outbox
            .digest_answers
            .borrow_mut()
            .extend(answers);
        digests(&mut story, "2026-11-25", "2026-11-26");
        story.until("2026-11-26");
        let told = told(&story)[before..].to_vec();
        let of = |day: &str| told.iter().filter(|line| line.starts_with(day)).count();
        assert_eq!(of("2026-11-25"), on_the_day, "{what}: {told:?}");
        assert_eq!(of("2026-11-26"), usize::from(again), "{what}: {told:?}");
    }
}

/// One stroke of bad luck at each single call of a port on the digest's way: at most one mail a day, and the next
/// day's tells what this day's may not have told.
#[test]
fn whatever_fails_nobody_hears_twice_a_day_and_nothing_is_lost() {
    let mut struck = 0;
    for stroke in Stroke::ALL {
        for nth in 1.. {
            let mut story = opening();
            story.checks_daily = false;
            digests(&mut story, "2026-11-10", "2026-11-24");
            story.until("2026-11-25 07:00");
            let before = told(&story).len();
            digests(&mut story, "2026-11-25", "2026-11-25");
            story.days.world.strike_at(nth, stroke);
            story.until("2026-11-25 08:30");
            let Some(call) = story.days.world.struck() else {
                break;
            };
            struck += 1;
            digests(&mut story, "2026-11-26", "2026-11-27");
            story.until("2026-11-27");
            let told = told(&story)[before..].to_vec();
            let place = format!("{stroke:?} at {call}, call {nth}: {told:?}");
            for day in ["2026-11-25", "2026-11-26", "2026-11-27"] {
                let of_day = told.iter().filter(|line| line.starts_with(day)).count();
                assert!(of_day <= 1, "{place}");
            }
            let expected = "new follow_up Customer C-1 INV-1001";
            assert!(told.iter().any(|line| line.ends_with(expected)), "{place}");
            let news = ready(story.days.world.store.news(None)).unwrap();
            assert!(news.is_empty(), "{place}: {news:?}");
        }
    }
    assert!(struck > 30, "only {struck} strokes");
}
