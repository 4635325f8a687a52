//! What is promised of whatever is read, and of whatever is refused.

use chrono::NaiveDate;
use documents::intake::{House, arrivals, due};
use documents::{Content, Customer, Document, Payment, Refusal, inspect};
use dunning::arrival::{Arrival, DocumentKind, Due};
use dunning::invoice::DueFrom;
use dunning::money::Currency;
use rust_decimal::Decimal;

pub(crate) fn of_refusal(refusal: &Refusal) {
    let sentence = refusal.to_string();
    assert!(!sentence.trim().is_empty(), "a refusal without a reason");
    assert!(
        sentence.lines().count() == 1,
        "a refusal on several lines: {sentence:?}"
    );
    assert!(sentence.len() < 10_000, "a refusal as long as a file");
}

pub(crate) fn of_content(content: &Content) {
    content.documents.iter().for_each(of_document);
    content.payments.iter().for_each(of_payment);
    content.customers.iter().for_each(of_customer);
    content.payments_complete_to.into_iter().for_each(is_a_day);
    for event in &content.events {
        is_a_line(&event.message_id, "message_id");
    }
    let house = House {
        currency: Currency::parse("EUR").ok(),
        file_day: NaiveDate::from_ymd_opt(2026, 11, 24),
    };
    let Ok(arrivals) = arrivals(content, &house) else {
        return;
    };
    for arrival in arrivals {
        let Arrival::Invoice(invoice) = arrival else {
            continue;
        };
        if invoice.kind == DocumentKind::CreditNote {
            assert!(invoice.payable.amount >= Decimal::ZERO, "a credit that is none");
        }
        if invoice.payable.amount <= Decimal::ZERO {
            assert!(invoice.never_reminded.is_some(), "a reminder of nothing");
        }
    }
}

fn of_document(document: &Document) {
    is_a_line(&document.number, "number");
    assert!(
        document.number.chars().count() <= 100,
        "a number that fits nowhere"
    );
    assert_eq!(document.due_date.is_some(), document.due_from.is_some());
    is_a_day(document.issue_date);
    if let (Due::On(day, from), _) = due(document) {
        is_a_day(day);
        // (Days that a file gives may count from a day of its own.)
        assert!(
            from != DueFrom::TermsText || day >= document.issue_date,
            "read backwards out of a text"
        );
    }
    let parts = &document.instalments;
    assert!(
        parts.is_sorted_by_key(|part| part.due_on),
        "instalments out of order"
    );
    if !parts.is_empty() {
        let sum: Decimal = parts.iter().map(|part| part.amount).sum();
        assert_eq!(sum, document.amount_due, "instalments that don't add up");
    }
    let buyer = &document.buyer;
    for line in [
        &document.seller,
        &buyer.name,
        &buyer.number,
        &buyer.vat_id,
        &buyer.contact_name,
        &buyer.phone,
    ] {
        line.iter().for_each(|line| is_a_line(line, "a name"));
    }
    if let Some(country) = &buyer.country {
        assert!(
            country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()),
            "{country}"
        );
    }
    document.payment.iban.iter().for_each(|iban| is_an_iban(iban));
    for link in [&document.url, &document.payment.link].into_iter().flatten() {
        assert!(
            link.starts_with("https://") && !link.contains(['<', '"', ' ']),
            "{link}"
        );
    }
}

fn of_customer(customer: &Customer) {
    let reference = &customer.reference;
    for line in [
        &reference.number,
        &reference.vat_id,
        &reference.name,
        &customer.phone,
    ] {
        line.iter().for_each(|line| is_a_line(line, "a customer"));
    }
    for contact in &customer.contacts {
        is_a_line(contact.email.as_str(), "an address");
        assert!(contact.email.as_str().contains('@'), "{}", contact.email);
        contact
            .name
            .iter()
            .for_each(|name| is_a_line(name, "a contact's name"));
    }
}

fn of_payment(payment: &Payment) {
    assert!(
        payment.amount.amount >= Decimal::ZERO,
        "a payment has a direction, not a sign"
    );
    assert!(payment.identity.starts_with("ref:") || payment.identity.starts_with("sha256:"));
    is_a_day(payment.booked_on);
    payment.payer.iter().for_each(|payer| is_a_line(payer, "payer"));
    payment.payer_iban.iter().for_each(|iban| is_an_iban(iban));
    for reference in &payment.references {
        assert!(
            reference.chars().count() <= 2_000,
            "a reference as long as a file"
        );
    }
}

/// What `inspect` prints is what was read.
pub(crate) fn of_inspection(bytes: &[u8], found: &Result<Content, Refusal>) {
    let inspection = inspect("file", bytes);
    let Ok(content) = found else {
        assert_eq!(inspection.outcome, "refused");
        assert!(inspection.error.is_some());
        return;
    };
    assert_eq!(inspection.outcome, "read");
    assert_eq!(inspection.documents.len(), content.documents.len());
    assert_eq!(inspection.payments.len(), content.payments.len());
    for (said, read) in inspection.documents.iter().zip(&content.documents) {
        assert_eq!(said.amount_due.parse(), Ok(read.amount_due));
        assert_eq!(said.issue_date.parse(), Ok(read.issue_date));
        let day = match due(read).0 {
            Due::On(day, _) => Some(day),
            Due::Unsaid => None,
        };
        assert_eq!(said.due_date, day.map(|day| day.to_string()));
    }
    for (said, read) in inspection.payments.iter().zip(&content.payments) {
        assert_eq!(said.amount.parse(), Ok(read.amount.amount));
        assert_eq!(said.booked_on.parse(), Ok(read.booked_on));
    }
}

fn is_a_line(text: &str, what: &str) {
    assert!(!text.trim().is_empty(), "{what} is empty");
    assert!(
        !text.chars().any(char::is_control),
        "{what} breaks its line: {text:?}"
    );
}

/// A day that any calendar, table and letter can hold.
fn is_a_day(day: NaiveDate) {
    let written = day.to_string();
    assert_eq!(written.len(), 10, "{written} is no date that people write");
}

fn is_an_iban(iban: &str) {
    assert!(
        (15..=34).contains(&iban.len()) && iban.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{iban}"
    );
}
