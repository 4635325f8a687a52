//! An Italian customer on `standard`, no slack used, no quiet ranges.

use dunning::hold::HoldKind;
use dunning::ledger::Ledger;
use dunning::stage::StageName;

use crate::book::{Event, customer, day, hold, invoice, standard, walk, walk_without};

fn approve(on: &str) -> Event<'_> {
    let yes = |ledger: &mut Ledger| {
        for invoice in &mut ledger.invoices {
            invoice
                .approvals
                .insert(StageName::parse("final_notice").unwrap());
        }
    };
    (on, Box::new(yes))
}

fn due_24_november() -> Ledger {
    Ledger {
        invoices: vec![invoice("INV-1", "2026-10-20", "2026-11-24")],
        ..customer("IT")
    }
}

#[test]
fn the_whole_ladder() {
    let story = walk(
        &mut due_24_november(),
        &standard(),
        "2026-11-01",
        "2027-03-01",
        &[approve("2026-12-20")],
    );
    assert_eq!(
        story,
        [
            "2026-11-17 heads_up INV-1",
            "2026-11-20 upcoming INV-1",
            "2026-11-24 due_today INV-1",
            "2026-11-25 task follow_up INV-1",
            "2026-11-27 early_late INV-1",
            "2026-12-02 late_late INV-1",
            "2026-12-11 second_notice INV-1",
            "2026-12-18 task call INV-1",
            "2026-12-18 task approve INV-1",
            "2026-12-28 final_notice INV-1",
            // 15 days lead to Tuesday 12 January; three business days later:
            "2027-01-15 task hand_over INV-1",
        ]
    );
}

#[test]
fn the_final_notice_waits_for_a_yes() {
    let story = walk(
        &mut due_24_november(),
        &standard(),
        "2026-12-01",
        "2027-01-31",
        &[approve("2027-01-04")],
    );
    assert_eq!(
        story.iter().find(|line| line.contains("final_notice")).unwrap(),
        "2027-01-04 final_notice INV-1"
    );
    let story = walk(
        &mut due_24_november(),
        &standard(),
        "2026-12-01",
        "2027-12-31",
        &[],
    );
    assert!(!story.iter().any(|line| line.contains("final_notice")));
}

#[test]
fn a_broken_promise() {
    let promise = |ledger: &mut Ledger| {
        let kind = HoldKind::Promise {
            pay_by: day("2026-12-04"),
        };
        ledger.invoices[0].holds.push(hold(kind, "2026-11-25"));
    };
    let story = walk(
        &mut due_24_november(),
        &standard(),
        "2026-11-25",
        "2026-12-12",
        &[("2026-11-25", Box::new(promise))],
    );
    assert_eq!(
        story,
        [
            "2026-12-05 task broken_promise INV-1",
            "2026-12-07 early_late INV-1",
            "2026-12-11 late_late INV-1"
        ]
    );
}

#[test]
fn missed_sweeps_lose_nothing() {
    let missed = |today| (day("2026-11-27")..=day("2026-12-01")).contains(&today);
    let story = walk_without(
        &mut due_24_november(),
        &standard(),
        "2026-11-26",
        "2026-12-10",
        &[],
        missed,
    );
    assert_eq!(
        story,
        [
            "2026-11-26 task follow_up INV-1",
            "2026-12-02 early_late INV-1",
            "2026-12-07 late_late INV-1"
        ]
    );
}

#[test]
fn a_letter_takes_tomorrows_friendly_word_along() {
    let invoices = vec![
        invoice("INV-1", "2026-10-01", "2026-11-17"),
        invoice("INV-2", "2026-10-01", "2026-11-18"),
    ];
    let mut ledger = Ledger {
        invoices,
        ..customer("IT")
    };
    assert_eq!(
        walk(&mut ledger, &standard(), "2026-11-01", "2026-11-18", &[]),
        [
            "2026-11-10 heads_up INV-1",
            "2026-11-10 heads_up INV-2",
            "2026-11-13 upcoming INV-1",
            "2026-11-13 upcoming INV-2",
            "2026-11-17 due_today INV-1",
            "2026-11-17 due_today INV-2",
            "2026-11-18 task follow_up INV-1",
        ]
    );
}

#[test]
fn a_new_invoice_is_left_alone_for_five_days() {
    let mut ledger = Ledger {
        invoices: vec![invoice("INV-1", "2026-11-03", "2026-11-10")],
        ..customer("IT")
    };
    assert_eq!(
        walk(&mut ledger, &standard(), "2026-11-03", "2026-11-10", &[]),
        ["2026-11-09 upcoming+due_today INV-1"]
    );
}
