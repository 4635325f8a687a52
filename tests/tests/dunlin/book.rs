//! What comes in, in field words.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::{Contact, ContactPurpose, CustomerKind, EmailAddress, Language};
use dunning::arrival::{
    Arrival, CustomerArrival, CustomerReference, DocumentKind, Due, InvoiceArrival, PaymentArrival,
};
use dunning::calendar::Region;
use dunning::creditor::{Creditor, PaymentDetails};
use dunning::invoice::DueFrom;
use dunning::money::{Currency, Money};
use dunning::policy::{PaymentData, Policy};
use dunning::ports::InForce;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An instant in UTC: `2026-11-17 04:30`.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    format!("{}:00Z", text.replace(' ', "T")).parse().unwrap()
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(crate) fn euros(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::parse("EUR").unwrap())
}

/// `standard`, with payments recorded by hand: no news is good news.
pub(crate) fn standard() -> InForce {
    in_force(Policy {
        payments: PaymentData::Manual,
        ..Policy::standard()
    })
}

pub(crate) fn in_force(policy: Policy) -> InForce {
    let creditor = Creditor {
        id: "lagopus".into(),
        name: "Lagopus Coffee Roasters Ltd".into(),
        short_name: "Lagopus".into(),
        signatory: "Ann Ptarmigan".into(),
        role: None,
        sender: email("accounts@lagopus.example.com"),
        reply_to: email("ann@lagopus.example.com"),
        phone: "+353 1 555 0100".into(),
        web: None,
        fax: None,
        postal_address: vec!["1 Heather Lane".into(), "Dublin".into()],
        region: Region::parse("IE").unwrap(),
        zone: chrono_tz::Europe::Dublin,
        language: Language::English,
        account_manager: email("ann@lagopus.example.com"),
        default_terms_days: None,
        currency: None,
        payment: PaymentDetails::default(),
    };
    InForce {
        creditor,
        policy: policy.check().unwrap(),
        payments_complete_to: None,
    }
}

pub(crate) fn billing(address: &str) -> Contact {
    Contact {
        email: email(address),
        name: None,
        purpose: ContactPurpose::Billing,
        suppressed: false,
    }
}

pub(crate) fn numbered(customer: &str) -> CustomerReference {
    CustomerReference {
        number: Some(customer.into()),
        ..Default::default()
    }
}

/// A business in a country, with billing contacts.
pub(crate) fn business(customer: &str, region: &str, contacts: &[&str]) -> CustomerArrival {
    CustomerArrival {
        customer: CustomerReference {
            name: Some(format!("Customer {customer}")),
            ..numbered(customer)
        },
        kind: Some(CustomerKind::Business),
        contacts: contacts.iter().map(|address| billing(address)).collect(),
        region: Some(Region::parse(region).unwrap()),
        ..Default::default()
    }
}

/// An Italian business whose address is `ap@c-1.example.com`.
pub(crate) fn customer(customer: &str) -> Arrival {
    Arrival::Customer(business(customer, "IT", &[&address(customer)]))
}

pub(crate) fn address(customer: &str) -> String {
    format!("ap@{}.example.com", customer.to_lowercase())
}

/// 100 euros.
pub(crate) fn invoice(customer: &str, number: &str, issued: &str, due: &str) -> InvoiceArrival {
    InvoiceArrival {
        kind: DocumentKind::Invoice,
        number: number.into(),
        customer: numbered(customer),
        profile: CustomerArrival::default(),
        issued_on: day(issued),
        due: Due::On(day(due), DueFrom::Document),
        instalments: Vec::new(),
        payable: euros("100"),
        balance_as_of: None,
        never_reminded: None,
        credits: None,
        revised_at: None,
        payment: PaymentDetails::default(),
        url: None,
        original: None,
        earlier_chasing: None,
        policy: None,
    }
}

/// A credit note over a sum, with or without the invoice that it is for.
pub(crate) fn credit_note(customer: &str, number: &str, sum: &str, credits: Option<&str>) -> Arrival {
    Arrival::Invoice(InvoiceArrival {
        kind: DocumentKind::CreditNote,
        payable: euros(sum),
        credits: credits.map(str::to_owned),
        due: Due::Unsaid,
        ..invoice(customer, number, "2026-11-10", "2026-11-10")
    })
}

/// A payment whose text is `text`; its identity is the bank's.
pub(crate) fn payment(identity: &str, sum: &str, booked: &str, text: &str) -> PaymentArrival {
    PaymentArrival {
        identity: identity.into(),
        part_of: None,
        amount: euros(sum),
        booked_on: day(booked),
        references: vec![text.into()],
        payer: None,
        payer_iban: None,
    }
}

/// A payment that names nothing but who pays.
pub(crate) fn payment_by(identity: &str, sum: &str, booked: &str, customer: &str) -> PaymentArrival {
    PaymentArrival {
        references: Vec::new(),
        payer: Some(format!("Customer {customer}")),
        ..payment(identity, sum, booked, "")
    }
}
