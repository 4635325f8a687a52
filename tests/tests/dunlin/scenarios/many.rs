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

#[test]
fn a_sweep_reads_who_is_due_and_nobody_else() {
    let loads = |customers: usize| {
        let mut story = Story::begin("2026-11-02");
        story.checks_daily = false;
        story.days.passes_over_empty_shards = true;
        let mut arrivals = Vec::new();
        for serial in 0..customers {
            let name = format!("C-{serial}");
            // Three are written to on the 17th, the others have time until the year after.
            let due = if serial < 3 { "2026-11-24" } else { "2027-11-24" };
            arrivals.push(customer(&name));
            let invoice = invoice(&name, &format!("INV-{}", 10_000 + serial), "2026-10-20", due);
            arrivals.push(Arrival::Invoice(invoice));
        }
        story.upload("2026-11-02 12:00", arrivals);
        story.until("2026-11-16 08:59");
        story.days.world.strike_at_each(std::collections::BTreeMap::new());
        story.until("2026-11-16 09:01");
        let calls = story.days.world.calls();
        calls.iter().filter(|call| call.name == "load").count()
    };
    assert_eq!(loads(3), 3);
    assert_eq!(loads(60), 3);
}
