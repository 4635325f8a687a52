//! The worked examples of the ladder, from the upload to the letter: an Italian customer on `standard`.

use dunning::answer::Answer;
use dunning::arrival::Arrival;

use crate::book::{customer, day, invoice};
use crate::story::Story;

fn due_24_november() -> Story {
    let mut story = Story::begin("2026-10-20");
    let invoice = invoice("C-1", "INV-1", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-10-20 12:00",
        vec![Arrival::Invoice(invoice), customer("C-1")],
    );
    story
}

#[test]
fn the_whole_ladder_up_to_the_approval() {
    let mut story = due_24_november();
    story.until("2026-11-25");
    assert_eq!(story.tasks("C-1"), ["follow_up INV-1"]);
    story.until("2027-01-31");
    assert_eq!(
        story.mails(),
        [
            "2026-11-17 INV-1 heads_up",
            "2026-11-20 INV-1 upcoming",
            "2026-11-24 INV-1 due_today",
            "2026-11-27 INV-1 early_late",
            "2026-12-02 INV-1 late_late",
            "2026-12-11 INV-1 second_notice",
        ]
    );
    assert_eq!(
        story.tasks("C-1"),
        // Nobody said yes within 30 days, so a person is to decide.
        [
            "approve INV-1",
            "call INV-1",
            "follow_up INV-1",
            "hand_over INV-1"
        ]
    );
    assert_eq!(
        story.why("C-1", "INV-1", "2026-12-28"),
        "wait until 2027-01-11: final_notice waits for a person's approval"
    );
}

#[test]
fn a_broken_promise() {
    let mut story = due_24_november();
    let promise = Answer::WillPay {
        on: day("2026-12-04"),
    };
    story.answer("2026-11-25 14:00", "C-1", "2026-11-24", promise);
    story.until("2026-12-04 08:00");
    assert_eq!(story.tasks("C-1"), ["follow_up INV-1"]);
    story.until("2026-12-05");
    assert_eq!(story.tasks("C-1"), ["broken_promise INV-1", "follow_up INV-1"]);
    story.until("2026-12-12");
    assert_eq!(
        story.mails()[3..],
        ["2026-12-07 INV-1 early_late", "2026-12-11 INV-1 late_late"]
    );
}

#[test]
fn missed_sweeps_lose_and_double_nothing() {
    let mut story = due_24_november();
    // The sweep of a day decides for the day after.
    for missed in [
        "2026-11-26",
        "2026-11-27",
        "2026-11-28",
        "2026-11-29",
        "2026-11-30",
    ] {
        story.days.missed_sweeps.insert(day(missed));
    }
    story.until("2026-12-10");
    assert_eq!(
        story.mails()[3..],
        ["2026-12-02 INV-1 early_late", "2026-12-07 INV-1 late_late"]
    );
}

#[test]
fn two_invoices_due_on_neighbouring_days_share_a_letter() {
    let mut story = Story::begin("2026-10-01");
    let invoices = [("INV-1", "2026-11-17"), ("INV-2", "2026-11-18")]
        .map(|(number, due)| Arrival::Invoice(invoice("C-1", number, "2026-10-01", due)));
    story.upload(
        "2026-10-01 12:00",
        [vec![customer("C-1")], invoices.to_vec()].concat(),
    );
    story.until("2026-11-18");
    assert_eq!(
        story.mails().last().unwrap(),
        "2026-11-17 INV-1 due_today, INV-2 due_today"
    );
}

#[test]
fn a_new_invoice_is_left_alone_for_five_days() {
    let mut story = Story::begin("2026-11-03");
    let invoice = invoice("C-1", "INV-1", "2026-11-03", "2026-11-10");
    story.upload(
        "2026-11-03 12:00",
        vec![customer("C-1"), Arrival::Invoice(invoice)],
    );
    story.until("2026-11-10");
    assert_eq!(story.mails(), ["2026-11-09 INV-1 upcoming+due_today"]);
}
