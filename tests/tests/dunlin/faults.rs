//! For every single call of a port: what if just that one failed, died, or met a conflict? Whatever happens, SPEC 8
//! holds on every day, and the story ends as if nothing had happened, a day later at most, or with a person asked.

use std::collections::BTreeSet;

use dunning::answer::Answer;
use dunning::arrival::{Arrival, CustomerArrival};
use dunning::ledger::Ledger;
use dunning::letter::LetterState;
use dunning::ports::UnmatchedPayments;
use dunning::task::TaskKind;
use tests::world::{Fate, Stroke, ready};

use crate::book::{at, business, customer, day, invoice, payment, payment_by};
use crate::story::Story;

/// The file that everything begins with, and what becomes of mails.
fn opening() -> Story {
    let mut story = Story::begin("2026-11-09");
    let due = |customer: &str, number: &str, due: &str| {
        Arrival::Invoice(invoice(customer, number, "2026-10-20", due))
    };
    let bounces = ["first@c-3.example.com", "second@c-3.example.com"];
    story.upload(
        "2026-11-09 08:00",
        vec![
            customer("C-1"),
            customer("C-2"),
            Arrival::Customer(CustomerArrival {
                zone: Some(chrono_tz::Pacific::Honolulu),
                ..business("C-3", "US-HI", &bounces)
            }),
            due("C-1", "INV-1001", "2026-11-17"),
            due("C-1", "INV-1002", "2026-11-17"),
            due("C-1", "INV-1003", "2026-11-17"),
            due("C-2", "INV-2001", "2026-11-18"),
            due("C-2", "INV-2002", "2026-11-18"),
            due("C-3", "INV-3001", "2026-11-20"),
        ],
    );
    story.checks_daily = false;
    story.days.passes_over_empty_shards = true;
    story.days.fates("first@c-3.example.com", &[Fate::HardBounce]);
    story
}

/// Days with everything in them: payments that are clear, ambiguous, early and late, an answer, a late arrival.
fn tell(mut story: Story) -> Story {
    story.upload(
        "2026-11-10 15:00",
        vec![
            Arrival::Payment(payment("B-1", "200", "2026-11-10", "INV-1001 INV-1002")),
            Arrival::Payment(payment_by("B-2", "77", "2026-11-10", "C-2")),
            Arrival::Payment(payment("B-3", "100", "2026-11-10", "INV-4001")),
        ],
    );
    story.until("2026-11-16");
    // Due today, and uploaded at 03:00 in Rome; with it the invoice of a payment that came before.
    let late = [("C-4", "INV-4001"), ("C-5", "INV-5001")]
        .map(|(customer, number)| Arrival::Invoice(invoice(customer, number, "2026-11-16", "2026-11-17")));
    story.upload(
        "2026-11-17 02:00",
        [vec![customer("C-4"), customer("C-5")], late.to_vec()].concat(),
    );
    story.until("2026-11-18");
    let will_pay = Answer::WillPay {
        on: day("2026-11-20"),
    };
    let letters = story.ledger("C-1").letters;
    let letter = letters.last().expect("C-1 owes INV-1003").id.clone();
    story.days.answer(at("2026-11-18 23:59"), letter, will_pay);
    story.until("2026-11-27");
    story
}

/// Every stage that was said of every invoice, with the stages of which nobody knows whether they were.
fn said(story: &Story) -> (BTreeSet<String>, usize) {
    let mut said = BTreeSet::new();
    let mut in_the_dark = 0;
    for ledger in story.days.world.store.ledgers() {
        for letter in ledger
            .letters
            .iter()
            .filter(|letter| letter.state.counts_as_reached())
        {
            in_the_dark += usize::from(letter.state == LetterState::Unknown);
            for line in &letter.lines {
                said.extend(
                    line.stages
                        .iter()
                        .map(|stage| format!("{} {stage}", line.invoice)),
                );
            }
        }
    }
    (said, in_the_dark)
}

/// Open tasks, but for those that ask what became of a letter.
fn tasks(story: &Story) -> BTreeSet<String> {
    ["C-1", "C-2", "C-3", "C-4", "C-5"]
        .into_iter()
        .flat_map(|customer| story.tasks(customer))
        .filter(|task| !task.starts_with("settle_letter"))
        .collect()
}

fn asks_about_a_payment(ledger: &Ledger) -> bool {
    ledger
        .tasks
        .iter()
        .any(|task| task.kind == TaskKind::MatchPayment)
}

#[test]
fn the_story_without_bad_luck() {
    let story = tell(opening());
    assert_eq!(
        story.mails(),
        [
            // To an address that is gone; then, with what falls into the gap after it, to the next contact.
            "2026-11-13 INV-3001 heads_up",
            "2026-11-16 INV-1003 upcoming+due_today",
            "2026-11-16 INV-3001 heads_up+upcoming",
            "2026-11-17 INV-5001 due_today",
            "2026-11-20 INV-3001 due_today",
            "2026-11-23 INV-5001 early_late",
            "2026-11-23 INV-1003 early_late",
            "2026-11-25 INV-3001 early_late",
            "2026-11-26 INV-1003 late_late",
            "2026-11-26 INV-5001 late_late",
        ]
    );
}

/// One stroke of a kind at every call where it makes a difference, from the first upload to the last sweep.
fn strike_anywhere(stroke: Stroke, at_least: usize) {
    let unharmed = tell(opening());
    let (expected, _) = said(&unharmed);
    let expected_tasks = tasks(&unharmed);
    let calls = unharmed.days.world.calls();
    let worth_it = (1..).zip(calls).filter(|(_, call)| call.is_worth(stroke));
    let mut strokes = 0;
    for (nth, call) in worth_it {
        let story = opening();
        story.days.world.strike_at(nth, stroke);
        let story = tell(story);
        let told = format!("{stroke:?} at call {nth}, {}", call.name);
        assert_eq!(story.days.world.struck(), Some(call.name), "{told}");
        let (said, in_the_dark) = said(&story);
        // While nobody knows that an address is gone, a friendly word may be lost on it.
        let must_be_said = |said: &&String| in_the_dark == 0 || said.ends_with("late");
        let missing: Vec<_> = expected.difference(&said).filter(must_be_said).collect();
        assert!(missing.is_empty(), "{told}: {missing:?} were never said");
        assert!(in_the_dark <= 1, "{told}: {in_the_dark} letters in the dark");
        assert_eq!(tasks(&story), expected_tasks, "{told}");
        let unmatched = ready(story.days.world.store.unmatched()).unwrap();
        assert!(unmatched.is_empty(), "{told}: a payment is kept for ever");
        let mut ledgers = story.days.world.store.ledgers().into_iter();
        let asks_in_vain = ledgers.any(|ledger| ledger.invoices.is_empty() && asks_about_a_payment(&ledger));
        assert!(
            !asks_in_vain,
            "{told}: a person is asked about a payment that was matched"
        );
        strokes += 1;
    }
    assert!(
        strokes >= at_least,
        "{strokes} strokes are too few to mean anything"
    );
}

#[test]
fn a_call_fails_before_it_did_anything() {
    strike_anywhere(Stroke::FailsBefore, 300);
}

#[test]
fn a_call_fails_after_it_did_its_work() {
    strike_anywhere(Stroke::FailsAfter, 80);
}

#[test]
fn a_function_dies_before_a_call() {
    strike_anywhere(Stroke::CrashesBefore, 300);
}

#[test]
fn a_function_dies_after_a_call() {
    strike_anywhere(Stroke::CrashesAfter, 80);
}

#[test]
fn a_write_meets_a_conflict() {
    strike_anywhere(Stroke::Conflicts, 40);
}
