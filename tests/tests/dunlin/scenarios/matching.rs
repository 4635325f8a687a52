//! What a payment is for, in field words. Whatever is not certain is silence and a person's task, never a reminder.

mod noted;
mod payer;
mod person;
mod properties;
mod sums;
mod told;

use chrono::{DateTime, Duration, Utc};
use dunning::arrival::{Arrival, InvoiceArrival, PaymentArrival};
use dunning::creditor::PaymentDetails;
use dunning::task::TaskKind;

use crate::book::{at, customer, euros, invoice, payment};
use crate::story::Story;

/// An invoice of a customer, due on 24 November, with its open sum.
fn due(customer: &str, number: &str, sum: &str) -> InvoiceArrival {
    InvoiceArrival {
        payable: euros(sum),
        ..invoice(customer, number, "2026-10-20", "2026-11-24")
    }
}

fn quoting(reference: &str, arrival: InvoiceArrival) -> InvoiceArrival {
    InvoiceArrival {
        payment: PaymentDetails {
            reference: Some(reference.into()),
            ..PaymentDetails::default()
        },
        ..arrival
    }
}

/// C-1 and C-2, with these invoices.
fn book(invoices: Vec<InvoiceArrival>) -> Story {
    let mut story = Story::begin("2026-10-20");
    let invoices = invoices.into_iter().map(Arrival::Invoice);
    let arrivals = [customer("C-1"), customer("C-2")].into_iter().chain(invoices);
    story.upload("2026-10-20 12:00", arrivals.collect());
    story
}

/// Each payment in a file of its own.
fn pay(story: &mut Story, payments: Vec<PaymentArrival>) {
    let when = story.days.now().max(at("2026-11-12 10:00"));
    let told = |time: DateTime<Utc>| time.format("%Y-%m-%d %H:%M").to_string();
    for payment in payments {
        story.upload(&told(when), vec![Arrival::Payment(payment)]);
    }
    story.until(&told(when + Duration::hours(1)));
}

fn says(sum: &str, text: &str) -> PaymentArrival {
    payment("B-1", sum, "2026-11-12", text)
}

fn back(identity: &str, sum: &str, booked: &str, text: &str) -> PaymentArrival {
    payment(identity, &format!("-{sum}"), booked, text)
}

fn from(iban: &str, payment: PaymentArrival) -> PaymentArrival {
    PaymentArrival {
        payer_iban: Some(iban.into()),
        ..payment
    }
}

/// What is open after it, of everybody.
fn open(story: &Story) -> Vec<String> {
    let customers = ["C-1", "C-2"];
    customers
        .iter()
        .flat_map(|customer| story.open(customer))
        .collect()
}

/// What a person is asked about payments, of everybody; `?` is a payer whom nobody knows.
fn tasks(story: &Story) -> Vec<String> {
    let mut tasks = Vec::new();
    for ledger in story.days.world.store.ledgers() {
        let customer = &ledger.account.customer;
        let who = if customer.starts_with('\u{1}') {
            "?"
        } else {
            customer.as_str()
        };
        let about = ledger.tasks.iter().filter(|task| {
            matches!(
                task.kind,
                TaskKind::MatchPayment | TaskKind::AllocateCredit | TaskKind::CheckWithholding
            )
        });
        tasks.extend(about.map(|task| format!("{who} {} {}", task.kind, task.subject).trim().to_owned()));
    }
    tasks.sort();
    tasks
}
