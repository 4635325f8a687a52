//! The rules change while the days go on.

use dunning::arrival::Arrival;
use dunning::policy::{PaymentData, Policy};
use dunning::ports::InForce;
use rust_decimal::Decimal;

use crate::book::{at, customer, in_force, invoice, standard};
use crate::story::Story;

/// Nobody hears of anything before it is late.
fn late_alone() -> InForce {
    let mut policy = standard().policy;
    let first = policy
        .ladder
        .iter()
        .position(|stage| stage.name.as_str() == "early_late");
    policy.ladder.drain(..first.unwrap());
    in_force(policy)
}

/// A hundred euros, due on a Tuesday.
fn due_24_november(rules: InForce) -> Story {
    let mut story = Story::begin_with(rules, "2026-11-02");
    let arrival = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![customer("C-1"), Arrival::Invoice(arrival)],
    );
    story
}

#[test]
fn what_is_due_by_new_rules_goes_on_its_day_although_the_agenda_named_a_later_one() {
    let mut story = due_24_november(late_alone());
    story.days.new_rules(at("2026-11-12 14:00"), standard());
    story.until("2026-11-24 12:00");
    assert_eq!(
        story.mails(),
        [
            "2026-11-17 INV-1001 heads_up",
            "2026-11-20 INV-1001 upcoming",
            "2026-11-24 INV-1001 due_today",
        ]
    );
}

#[test]
fn rules_that_come_after_the_days_sweep_count_for_the_morning_that_was_swept() {
    let mut story = due_24_november(late_alone());
    // An hour before the window, sixteen after the sweep.
    story.days.new_rules(at("2026-11-24 01:00"), standard());
    story.until("2026-11-24 12:00");
    assert_eq!(story.mails(), ["2026-11-24 INV-1001 due_today"]);
}

#[test]
fn what_was_too_little_is_looked_at_again_when_the_limit_falls() {
    let from_150 = in_force(Policy {
        ignore_below_else: Decimal::from(150),
        payments: PaymentData::Manual,
        ..Policy::standard()
    });
    let mut story = due_24_november(from_150);
    story.until("2026-11-16 12:00");
    assert!(story.mails().is_empty());
    let looked_at_again = story.ledger("C-1").account.agenda.unwrap();
    assert!(looked_at_again > at("2026-12-31 00:00").date_naive());
    story.days.new_rules(at("2026-11-16 14:00"), standard());
    story.until("2026-11-17 12:00");
    assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
}

#[test]
fn a_letter_that_the_new_rules_no_longer_want_stays_unwritten() {
    let mut story = due_24_november(standard());
    // It is on its way to its minute already.
    story.days.new_rules(at("2026-11-17 01:00"), late_alone());
    story.until("2026-11-24 12:00");
    assert!(story.mails().is_empty());
}
