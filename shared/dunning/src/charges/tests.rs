mod amounts;
mod properties;
mod rates;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{ChargeTerms, Charges, CompensationTerms, InterestTerms, charges};
use crate::account::CustomerKind;
use crate::calendar::CountryCode;
use crate::invoice::{AppliedPayment, DueFrom, Invoice, InvoiceId};
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
        due_from: Some(DueFrom::Document),
        ..Invoice::new(InvoiceId::whole("INV-1"), day("2020-01-01"), billed)
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
