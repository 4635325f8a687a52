//! A morning on which the mail service takes nothing: the account is paused, or the day's quota is used up.

use dunning::arrival::Arrival;
use dunning::ledger::TimelineEntry;
use dunning::ports::{Ledgers, MailError};
use tests::world::ready;

use crate::book::{business, invoice};
use crate::story::{Story, key};

/// Due in a week, today, and five days ago (the grace period is over on the 17th), and who owes all of that.
const OWING: [(&str, &str, &str); 6] = [
    ("C-1", "INV-1", "2026-11-24"),
    ("C-2", "INV-2", "2026-11-17"),
    ("C-3", "INV-3", "2026-11-12"),
    ("C-4", "INV-41", "2026-11-24"),
    ("C-4", "INV-42", "2026-11-17"),
    ("C-4", "INV-43", "2026-11-12"),
];

fn owing() -> Story {
    let mut story = Story::begin("2026-10-20");
    let mut arrivals = Vec::new();
    for (customer, number, due) in OWING {
        let contact = format!("ap@{}.example.com", customer.to_lowercase());
        arrivals.push(Arrival::Customer(business(customer, "IT", &[&contact])));
        arrivals.push(Arrival::Invoice(invoice(customer, number, "2026-10-12", due)));
    }
    story.upload("2026-10-20 12:00", arrivals);
    story
}

/// What left from a day on, each customer's in one line.
fn mails_from(story: &Story, day: &str) -> Vec<String> {
    let mut mails = story.mails();
    mails.retain(|mail| mail.as_str() >= day);
    mails.sort();
    mails
}

#[test]
fn the_rest_goes_the_next_day_and_only_a_day_that_is_gone_is_left_out() {
    let mut usual = owing();
    usual.until("2026-11-17");
    let wanted = mails_from(&usual, "2026-11-17");
    assert_eq!(wanted.len(), 4, "{wanted:?}");

    let mut story = owing();
    story.until("2026-11-16");
    for _ in &wanted {
        let no = MailError::NotToday("Daily message quota exceeded.".into());
        story.days.world.outbox.answers.borrow_mut().push_back(no);
    }
    story.until("2026-11-17");
    assert_eq!(mails_from(&story, "2026-11-17"), Vec::<String>::new());
    story.until("2026-11-18");
    assert_eq!(
        mails_from(&story, "2026-11-18"),
        [
            "2026-11-18 INV-1 heads_up",
            "2026-11-18 INV-3 early_late",
            "2026-11-18 INV-43 early_late, INV-41 heads_up",
        ]
    );
    // The due date's own letter can't be made up for, and the story says so of each, and of nothing else.
    for (customer, left_out) in [
        ("C-1", None),
        ("C-2", Some("INV-2 due_today")),
        ("C-3", None),
        ("C-4", Some("INV-42 due_today")),
    ] {
        let mut told = ready(story.days.world.store.timeline(&key(customer))).unwrap();
        told.retain(|line| line.what == "stage_left_out");
        assert_eq!(
            told.len(),
            usize::from(left_out.is_some()),
            "{customer}: {told:?}"
        );
        let names_it = |line: &TimelineEntry| line.detail.ends_with(left_out.unwrap_or_default());
        assert!(told.iter().all(names_it), "{told:?}");
    }
    // Whoever lost the friendly letter gets the overdue one when it is time.
    story.until("2026-11-23");
    let mails = mails_from(&story, "2026-11-20");
    assert!(
        mails.iter().any(|mail| mail.ends_with("INV-2 early_late")),
        "{mails:?}"
    );
    story.check();
}
