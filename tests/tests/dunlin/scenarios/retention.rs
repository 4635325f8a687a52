//! What was forgotten is never the reason for a letter.

use chrono::{DateTime, Days, NaiveDate, Utc};
use dunning::arrival::Arrival;
use tests::world::{Forgetful, ready};

use crate::book::{at, customer, day, invoice, payment};
use crate::story::Story;

fn file() -> Vec<Arrival> {
    vec![
        customer("C-1"),
        Arrival::Invoice(invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24")),
    ]
}

fn paid_in_full() -> Story {
    let mut story = Story::begin("2026-10-20");
    story.upload("2026-10-20 12:00", file());
    let paid = payment("B-1", "100", "2026-11-12", "INV-1001");
    story.upload("2026-11-12 10:00", vec![Arrival::Payment(paid)]);
    story.until("2026-11-16");
    assert!(story.open("C-1").is_empty());
    story
}

/// Years in which no sweep runs, and whatever may be forgotten is.
fn years_pass(story: &mut Story, until: &str) {
    let first: NaiveDate = story.days.now().date_naive();
    let days = first.iter_days().take_while(|one| *one < day(until));
    story.days.missed_sweeps.extend(days);
    story.checks_daily = false;
    story.until(&format!("{until} 00:00"));
    let now: DateTime<Utc> = at(&format!("{until} 00:00"));
    ready(story.days.world.store.forget(now));
    story.checks_daily = true;
}

fn two_months_more(story: &mut Story) {
    let end = story.days.now().date_naive().checked_add_days(Days::new(60));
    let end = end.unwrap().to_string();
    story.days.run_until(at(&format!("{end} 00:00")));
}

#[test]
fn a_paid_invoices_file_uploaded_again_reminds_nobody_in_any_year() {
    for (year, asked) in [
        // It is still known.
        ("2027-11-16", vec![]),
        ("2036-11-01", vec![]),
        // It is new, and ten years overdue.
        ("2036-12-20", vec!["review INV-1001"]),
        ("2051-01-01", vec!["review INV-1001"]),
    ] {
        let mut story = paid_in_full();
        years_pass(&mut story, year);
        let mails = story.mails();
        story.upload(&format!("{year} 12:00"), file());
        two_months_more(&mut story);
        assert_eq!(story.mails(), mails, "{year}");
        assert_eq!(story.tasks("C-1"), asked, "{year}");
    }
}

#[test]
fn a_payment_that_goes_back_opens_its_invoice_while_it_is_known_and_asks_a_person_after() {
    for (year, open) in [
        ("2028-01-10", vec!["INV-1001 100.00 EUR"]),
        ("2036-11-01", vec!["INV-1001 100.00 EUR"]),
        ("2037-01-10", vec![]),
    ] {
        let mut story = paid_in_full();
        years_pass(&mut story, year);
        let back = payment("B-2", "-100", year, "returned: INV-1001");
        story.upload(&format!("{year} 12:00"), vec![Arrival::Payment(back)]);
        two_months_more(&mut story);
        assert_eq!(story.open("C-1"), open, "{year}");
        let unmatched = ready(dunning::ports::UnmatchedPayments::unmatched(
            &story.days.world.store,
        ));
        assert_eq!(unmatched.unwrap().len(), usize::from(open.is_empty()), "{year}");
    }
}

/// A bank statement that is uploaded again after the payment was forgotten is nobody's money, and holds nobody.
#[test]
fn a_payment_told_again_after_years_counts_for_no_other_invoice() {
    for year in ["2030-01-10", "2036-11-01", "2037-01-10"] {
        let mut story = paid_in_full();
        years_pass(&mut story, year);
        let newer = invoice("C-1", "INV-2002", year, "2099-12-31");
        story.upload(&format!("{year} 11:00"), vec![Arrival::Invoice(newer)]);
        let again = payment("B-1", "100", "2026-11-12", "INV-1001");
        story.upload(&format!("{year} 12:00"), vec![Arrival::Payment(again)]);
        story.days.run_until(at(&format!("{year} 23:00")));
        assert_eq!(story.open("C-1"), ["INV-2002 100.00 EUR"], "{year}");
    }
}

/// Its letters are forgotten after ten years, so from the ninth on a person decides.
#[test]
fn an_invoice_that_was_open_for_ten_years_is_not_reminded_anew() {
    let mut story = Story::begin("2026-10-20");
    story.upload("2026-10-20 12:00", file());
    story.until("2026-12-03");
    let mails = story.mails();
    assert!(mails.last().unwrap().ends_with("late_late"), "{mails:?}");
    years_pass(&mut story, "2037-03-01");
    assert!(story.ledger("C-1").letters.is_empty());
    two_months_more(&mut story);
    assert_eq!(story.mails(), mails);
    assert_eq!(story.open("C-1"), ["INV-1001 100.00 EUR"]);
    assert!(
        story.tasks("C-1").contains(&"hand_over INV-1001".to_owned()),
        "{:?}",
        story.tasks("C-1")
    );
    let why = story.why("C-1", "INV-1001", "2037-04-30");
    assert!(why.contains("too many years"), "{why}");
}
