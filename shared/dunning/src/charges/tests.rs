mod amounts;
mod properties;
mod rates;

use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;

use super::{ChargeTerms, Charges, CompensationTerms, InterestTerms, charges};
use crate::account::CustomerKind;
use crate::calendar::CountryCode;
use crate::creditor::PaymentDetails;
use crate::invoice::{AppliedPayment, DueFrom, Invoice, InvoiceId, Revision};
use crate::money::{Currency, Money};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn country(code: &str) -> CountryCode {
    CountryCode::parse(code).unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Reads `EUR 1000.00`.
fn money(text: &str) -> Money {
    let (currency, amount) = text.split_once(' ').unwrap();
    Money::new(decimal(amount), Currency::parse(currency).unwrap())
}

fn invoice(billed: Money) -> Invoice {
    Invoice {
        id: InvoiceId::whole("INV-1"),
        issued_on: day("2020-01-01"),
        due_on: None,
        due_from: Some(DueFrom::Document),
        arrived_on: day("2020-01-01"),
        billed,
        balance_as_of: None,
        payments: Vec::new(),
        never_reminded: None,
        policy: None,
        backlog_turn: None,
        holds: Vec::new(),
        approvals: Default::default(),
        raised: Vec::new(),
        earlier_chasing: None,
        reminded_elsewhere_on: None,
        revision: Revision {
            at: DateTime::UNIX_EPOCH,
            content: String::new(),
        },
        payment: PaymentDetails::default(),
        url: None,
        original: None,
    }
}

fn payment(booked_on: NaiveDate, amount: Decimal) -> AppliedPayment {
    AppliedPayment {
        identity: format!("{booked_on} {amount}"),
        amount,
        booked_on,
    }
}

fn statutory() -> ChargeTerms {
    ChargeTerms {
        interest: Some(InterestTerms::Statutory),
        compensation: Some(CompensationTerms::Statutory),
        ..ChargeTerms::default()
    }
}

fn yearly(percent: &str) -> ChargeTerms {
    ChargeTerms {
        interest: Some(InterestTerms::Yearly(decimal(percent))),
        ..ChargeTerms::default()
    }
}

/// `EUR 40.00 + EUR 18.72`: compensation and interest as a letter would print them.
fn told(charges: Option<&Charges>) -> String {
    let sum = |money: Option<Money>| money.map_or("nothing".to_owned(), |money| format!("{money}"));
    match charges {
        None => "nothing".to_owned(),
        Some(charges) => format!(
            "{} + {}",
            sum(charges.compensation),
            sum(charges.interest.as_ref().map(|interest| interest.amount))
        ),
    }
}

/// For a business, of a creditor in that country.
fn charged(
    creditor: &str,
    invoice: &Invoice,
    due: &str,
    terms: &ChargeTerms,
    today: &str,
) -> Option<Charges> {
    charges(
        invoice,
        day(due),
        CustomerKind::Business,
        country(creditor),
        terms,
        day(today),
    )
}
