//! A planned letter that comes twice, and others who are faster.

use dunning::arrival::Arrival;
use dunning::flow::ingest::{Upload, ingest};
use dunning::flow::send::{Outcome as Sent, Post, Skipped, send};
use dunning::letter::LetterId;
use dunning::message::PlannedLetter;
use dunning::timing::minute;
use tests::world::{Fate, Frail, ready};

use crate::book::{address, at, customer, day, invoice, payment};
use crate::story::{Story, key};

/// An Italian customer with an invoice due on Tuesday 24 November: the first letter goes on the 17th.
fn owing() -> Story {
    let mut story = Story::begin("2026-11-02");
    let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![customer("C-1"), Arrival::Invoice(invoice)],
    );
    story
}

fn planned(customer: &str, on: &str) -> PlannedLetter {
    let letter = LetterId {
        account: key(customer),
        day: day(on),
        attempt: 1,
    };
    let zone = chrono_tz::Europe::Rome;
    let at = minute(&letter, Default::default(), zone).unwrap();
    PlannedLetter {
        letter,
        at,
        zone,
        picked_at: at,
    }
}

#[test]
fn a_planned_letter_that_comes_twice_is_one_mail() {
    for (fate, again, outcome) in [
        (Fate::Delivered, "2026-11-17 04:58", Skipped::AlreadyClaimed),
        (Fate::Delivered, "2026-11-17 09:00", Skipped::OutsideWindow),
        // What bounced is for the next sending day, also if the message comes again in the same hour.
        (Fate::SoftBounce, "2026-11-17 04:58", Skipped::NothingToSay),
    ] {
        let mut story = owing();
        story.days.fates(&address("C-1"), &[fate]);
        story.days.send_again(at(again), planned("C-1", "2026-11-17"));
        story.until("2026-11-17");
        assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
        let (_, last) = story.days.outcomes.last().unwrap();
        assert_eq!(*last, Ok(Sent::Skipped(outcome)), "{again}");
    }
}

fn send_now(world: &Frail, letter: &PlannedLetter) -> Result<Sent, String> {
    let post = Post {
        mailer: world,
        scribe: world,
        answer_links: world,
        originals: world,
        archive: world,
    };
    ready(send(world, &post, letter, letter.at)).map_err(|error| error.to_string())
}

#[test]
fn two_sends_race_for_one_claim() {
    let mut story = owing();
    let letter = planned("C-1", "2026-11-17");
    story.until("2026-11-17 03:59");
    let other = letter.clone();
    story.days.world.meanwhile(move |world| {
        assert_eq!(send_now(world, &other), Ok(Sent::Sent(other.letter.clone())));
    });
    let world = &story.days.world;
    let slower = send_now(world, &letter);
    assert_eq!(slower, Ok(Sent::Skipped(Skipped::AlreadyClaimed)));
    assert_eq!(world.outbox.posted.borrow().len(), 1);
}

#[test]
fn money_comes_in_between_the_decision_and_the_claim() {
    let mut story = owing();
    story.until("2026-11-17 03:59");
    story.days.world.meanwhile(|world| {
        let upload = Upload {
            object: "payments/late.csv".into(),
            version: "1".into(),
            at: at("2026-11-17 04:05"),
        };
        let paid = payment("B-1", "100", "2026-11-16", "INV-1001");
        ready(ingest(
            world,
            world,
            &upload,
            vec![Arrival::Payment(paid)],
            || true,
        ))
        .unwrap();
    });
    story.until("2026-11-30");
    assert!(story.mails().is_empty(), "{:?}", story.mails());
}
