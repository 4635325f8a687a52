//! Forecasts on ledgers in memory.

use chrono::{NaiveDate, TimeZone, Utc};
use dunning::account::{Account, AccountKey, Contact, ContactPurpose, CustomerKind, EmailAddress, Language};
use dunning::hold::{Hold, HoldKind};
use dunning::invoice::{DueFrom, Invoice};
use dunning::money::{Currency, Money};
use dunning::policy::{PaymentData, Policy};
use dunning::task::TaskKind;
use rust_decimal::Decimal;

use super::*;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn in_force(payments: PaymentData, complete_to: Option<&str>) -> InForce {
    InForce {
        creditor: letters::sample::creditor(),
        policy: Policy {
            payments,
            ..Policy::standard()
        },
        payments_complete_to: complete_to.map(day),
    }
}

/// An Italian customer with one invoice, the worked example of the ladder.
pub(crate) fn owes() -> Ledger {
    let contact = Contact {
        email: EmailAddress::parse("ap@customer.example.com").unwrap(),
        name: None,
        purpose: ContactPurpose::Billing,
        suppressed: false,
    };
    let account = Account {
        kind: CustomerKind::Business,
        contacts: vec![contact],
        language: Some(Language::Italian),
        region: Some(dunning::calendar::Region::parse("IT").unwrap()),
        version: 1,
        ..Account::new(AccountKey::derive("lagopus", "C-1"), "C-1", "Rifugio Pernice")
    };
    let invoice = Invoice {
        due_on: Some(day("2026-11-24")),
        due_from: Some(DueFrom::Document),
        ..Invoice::new(
            InvoiceId::whole("INV-1"),
            day("2026-10-01"),
            Money::new(Decimal::from(100), Currency::parse("EUR").unwrap()),
        )
    };
    Ledger {
        account,
        invoices: vec![invoice],
        letters: Vec::new(),
        tasks: Vec::new(),
    }
}

fn manual() -> InForce {
    in_force(PaymentData::Manual, None)
}

fn told(forecast: &Forecast) -> Vec<String> {
    let lines = |letter: &LetterToCome| {
        let line = &letter.draft.lines[0];
        format!("{} {}", letter.draft.id.day, line.stages[0])
    };
    forecast.letters.iter().map(lines).collect()
}

const LADDER: [&str; 6] = [
    "2026-11-17 heads_up",
    "2026-11-20 upcoming",
    "2026-11-24 due_today",
    "2026-11-27 early_late",
    "2026-12-02 late_late",
    "2026-12-11 second_notice",
];

#[test]
fn the_worked_example_is_foretold() {
    let forecast = forecast(&owes(), &manual(), day("2026-11-15"), day("2027-01-15"), |_| {
        false
    });
    assert_eq!(told(&forecast), LADDER);
    let approvals = forecast
        .questions
        .iter()
        .filter(|question| question.task.kind == TaskKind::Approve);
    assert_eq!(approvals.count(), 1);
    for letter in &forecast.letters {
        let local = letter.at.unwrap().with_timezone(&forecast.residence.zone);
        assert_eq!(
            (local.date_naive(), local.format("%H").to_string()),
            (letter.draft.id.day, "05".into())
        );
    }
}

#[test]
fn an_invoice_without_a_letter_has_the_reason_of_most_days() {
    let mut ledger = owes();
    ledger.invoices[0].holds.push(Hold {
        kind: HoldKind::Dispute,
        since: day("2026-11-01"),
        author: "customer".into(),
        note: String::new(),
    });
    let forecast = forecast(&ledger, &manual(), day("2026-11-15"), day("2026-12-14"), |_| {
        false
    });
    assert!(forecast.letters.is_empty());
    let [(id, decision)] = forecast.silent.as_slice() else {
        panic!("{:?}", forecast.silent)
    };
    assert_eq!(id.to_string(), "INV-1");
    assert!(
        decision.to_string().ends_with("the customer disputes it"),
        "{decision}"
    );
}

#[test]
fn a_minute_that_has_passed_is_not_foretold() {
    let now = Utc.with_ymd_and_hms(2026, 11, 17, 10, 0, 0).unwrap();
    let forecast = forecast(&owes(), &manual(), day("2026-11-17"), day("2026-11-19"), |at| {
        at <= now
    });
    assert_eq!(told(&forecast), ["2026-11-18 heads_up"]);
}

#[test]
fn fresh_payment_data_is_kept_fresh_and_stale_data_stays_stale() {
    let letters = |complete_to| {
        let in_force = in_force(PaymentData::Files, Some(complete_to));
        told(&forecast(
            &owes(),
            &in_force,
            day("2026-11-16"),
            day("2026-12-12"),
            |_| false,
        ))
    };
    assert_eq!(letters("2026-11-13"), LADDER);
    assert_eq!(letters("2026-11-02"), LADDER[..3]);
}

#[test]
fn a_day_to_come_knows_the_letters_before_it() {
    let (ledger, plan) = day_to_come(&owes(), &manual(), day("2026-11-15"), day("2026-11-27"));
    assert_eq!(ledger.letters.len(), 3);
    assert_eq!(plan.letter.unwrap().lines[0].stages[0].as_str(), "early_late");
}
