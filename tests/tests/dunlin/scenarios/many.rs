//! Customers with more invoices than one write, or one letter, can hold.

use dunning::answer::{Answer, DisputeReason};
use dunning::arrival::Arrival;
use dunning::reminder::LINES_AT_MOST;

use crate::book::{customer, invoice};
use crate::story::Story;

fn owing(count: usize) -> Story {
    let mut story = Story::begin("2026-11-02");
    story.checks_daily = false;
    let mut arrivals = vec![customer("C-1")];
    arrivals.extend((0..count).map(|number| {
        let number = format!("INV-{}", 10_000 + number);
        Arrival::Invoice(invoice("C-1", &number, "2026-10-20", "2026-11-24"))
    }));
    story.upload("2026-11-02 12:00", arrivals);
    story
}

#[test]
fn a_letter_may_list_two_hundred_invoices() {
    let mut story = owing(LINES_AT_MOST + 10);
    story.until("2026-11-17");
    assert_eq!(story.letter("C-1", "2026-11-17").lines.len(), LINES_AT_MOST);
    story.until("2026-11-30");
    // All of them are followed up, in spite of what one write can hold.
    assert!(
        story.tasks("C-1").len() >= LINES_AT_MOST,
        "{}",
        story.tasks("C-1").len()
    );
}

#[test]
fn one_answer_is_for_every_invoice_of_the_letter() {
    let mut story = owing(120);
    let dispute = Answer::Dispute {
        reason: DisputeReason::Delivery,
        text: "all of it".into(),
    };
    story.answer("2026-11-17 10:00", "C-1", "2026-11-17", dispute);
    story.until("2026-11-24");
    let ledger = story.ledger("C-1");
    assert!(ledger.invoices.iter().all(|invoice| invoice.holds.len() == 1));
    assert_eq!(story.mails().len(), 1);
}
