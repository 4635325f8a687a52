//! Policies and creditors' profiles: whatever was taken can be decided by, on any day, and nothing else is taken.

use chrono::{Days, NaiveDate};
use documents::Refusal;
use documents::settings::{read_creditor, read_policy};
use dunning::account::{Account, AccountKey};
use dunning::creditor::Creditor;
use dunning::invoice::{DueFrom, Invoice, InvoiceId, Revision};
use dunning::ledger::Ledger;
use dunning::money::{Currency, Money};
use dunning::plan::plan;
use dunning::policy::Policy;
use dunning::ports::InForce;
use libfuzzer_sys::Corpus;
use rust_decimal::Decimal;

use crate::promises;

const PROFILE: &str = include_str!("../../../../infra/creditor.toml");

/// Days around a due date on which the taken policy must say something.
const LOOKED_AT: [u64; 9] = [0, 20, 23, 27, 30, 31, 36, 60, 400];

/// A policy file.
pub fn as_policy(bytes: &[u8]) -> Corpus {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Corpus::Reject;
    };
    match (read_policy(text), read_policy(text)) {
        (Ok(policy), Ok(again)) => {
            assert_eq!(policy, again, "the same policy twice, and two readings");
            decides(policy);
        }
        (Err(refusal), Err(again)) => {
            assert_eq!(refusal, again);
            promises::of_refusal(&refusal);
        }
        _ => panic!("taken once, and refused once"),
    }
    Corpus::Keep
}

/// A creditor's profile.
pub fn as_creditor(bytes: &[u8]) -> Corpus {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Corpus::Reject;
    };
    match (read_creditor(text), read_creditor(text)) {
        (Ok(creditor), Ok(again)) => {
            assert_eq!(creditor, again, "the same profile twice, and two readings");
            assert!(!creditor.id.trim().is_empty() && !creditor.short_name.trim().is_empty());
        }
        (Err(refusal), Err(again)) => {
            assert_eq!(refusal, again);
            promises::of_refusal(&refusal);
        }
        _ => panic!("taken once, and refused once"),
    }
    Corpus::Keep
}

fn decides(policy: Policy) {
    let Some(ledger) = ledger() else { return };
    let in_force = InForce {
        creditor: profile(),
        policy,
        payments_complete_to: NaiveDate::from_ymd_opt(2099, 1, 1),
    };
    for days in LOOKED_AT {
        let Some(day) = begin().checked_add_days(Days::new(days)) else {
            continue;
        };
        let planned = plan(&ledger, &in_force, day);
        assert_eq!(planned.decisions.len(), 1, "every open invoice has a decision");
        if let Some(next) = planned.next {
            assert!(next > day, "{next} was to come after {day}");
        }
    }
}

fn begin() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 2, 1).unwrap_or_default()
}

fn profile() -> Creditor {
    let read: Result<Creditor, Refusal> = read_creditor(PROFILE);
    read.unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// A customer who owes one invoice, due thirty days after it came.
fn ledger() -> Option<Ledger> {
    let key = AccountKey::derive("fuzz", "C-1");
    let invoice = Invoice {
        due_on: begin().checked_add_days(Days::new(30)),
        due_from: Some(DueFrom::Document),
        ..Invoice::new(
            InvoiceId::whole("INV-1"),
            begin(),
            Money::new(Decimal::ONE_HUNDRED, Currency::parse("EUR").ok()?),
        )
    };
    Some(Ledger {
        account: Account::new(key, "C-1", "Customer"),
        invoices: vec![invoice],
        letters: Vec::new(),
        tasks: Vec::new(),
    })
}
