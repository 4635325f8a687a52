//! Accounts, invoices and letters with every field in use, for the contract.

use chrono::{DateTime, Days, NaiveDate, Utc};
use dunning::account::{Account, AccountKey, Contact, ContactPurpose, CustomerKind, EmailAddress, Language};
use dunning::answer::{GivenAnswer, Said};
use dunning::bank::IndianAccount;
use dunning::calendar::Region;
use dunning::chain::{Fingerprint, Link};
use dunning::creditor::{Creditor, PaymentDetails};
use dunning::decided::LastDecided;
use dunning::hold::{Hold, HoldKind};
use dunning::invoice::{
    AppliedPayment, DueFrom, EarlierChasing, Invoice, InvoiceId, NeverReminded, Raised, Revision,
};
use dunning::ledger::{Change, Ledger, TimelineEntry};
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::money::{Currency, Money};
use dunning::original::StoredFile;
use dunning::policy::Policy;
use dunning::ports::{InForce, Ledgers};
use dunning::stage::{StageName, Tone};
use dunning::task::{Task, TaskKind};

/// 17 November 2026.
pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 17).unwrap()
}

/// So many days after [`day`].
pub fn days_later(days: u64) -> NaiveDate {
    day().checked_add_days(Days::new(days)).unwrap()
}

/// An instant.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// An address.
pub fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// An amount of euros.
pub fn euros(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::parse("EUR").unwrap())
}

/// A key in shard 7, and the `number`th of them in order.
pub fn key(number: u64) -> AccountKey {
    AccountKey::parse(&format!("07{number:030x}")).unwrap()
}

/// An account that knows nothing but its name.
pub fn bare_account(key: AccountKey) -> Account {
    Account::new(key, "C-17", "Rossi S.p.A.")
}

/// A hold of every kind.
pub fn holds() -> Vec<Hold> {
    [
        HoldKind::Promise {
            pay_by: days_later(9),
        },
        HoldKind::ClaimsPaid,
        HoldKind::Dispute,
        HoldKind::AwaitingReply,
        HoldKind::Pause { until: None },
        HoldKind::Pause {
            until: Some(days_later(3)),
        },
        HoldKind::PossiblePayment,
        HoldKind::Withholding,
        HoldKind::UnallocatedCredit,
        HoldKind::Complaint,
        HoldKind::WrongPerson,
        HoldKind::Review,
    ]
    .into_iter()
    .map(|kind| Hold {
        kind,
        since: day(),
        author: "customer".into(),
        note: String::new(),
    })
    .collect()
}

/// One of each of the four answers.
fn answers(account: &AccountKey) -> Vec<GivenAnswer> {
    let said = [
        Said::Paid,
        Said::WillPay { on: days_later(9) },
        Said::Dispute,
        Said::WrongPerson,
    ];
    let given = |said| GivenAnswer {
        letter: letter(account, day(), 1).id,
        on: day(),
        said,
        fingerprint: "0123456789abcdef".into(),
    };
    said.map(given).to_vec()
}

/// An account that knows everything.
pub fn full_account(key: AccountKey) -> Account {
    Account {
        kind: CustomerKind::Business,
        contacts: vec![
            Contact {
                email: email("Anna.Rossi@example.com"),
                name: Some("Anna Rossi".into()),
                purpose: ContactPurpose::Billing,
                suppressed: true,
            },
            Contact {
                email: email("office@example.com"),
                name: None,
                purpose: ContactPurpose::General,
                suppressed: false,
            },
        ],
        language: Some(Language::Italian),
        zone: Some(chrono_tz::Tz::Europe__Rome),
        region: Some(Region::parse("DE-BY").unwrap()),
        phone: Some("+39 02 1234".into()),
        account_manager: Some(email("mara@acme.example")),
        policy: None,
        terms_days: Some(45),
        holds: holds(),
        raised: vec![Raised {
            what: "find_address".into(),
            on: day(),
        }],
        answers: answers(&key),
        agenda: Some(days_later(2)),
        decided: Some(LastDecided {
            day: day(),
            fingerprint: u64::MAX,
        }),
        tip: Some(Link {
            at: at("2026-11-16T09:00:00.123456789Z"),
            hash: Fingerprint::of(b"told before"),
        }),
        ..bare_account(key)
    }
}

/// An invoice with no more than it needs.
pub fn invoice(number: &str) -> Invoice {
    Invoice {
        arrived_on: NaiveDate::from_ymd_opt(2026, 10, 19).unwrap(),
        revision: Revision {
            at: at("2026-10-19T08:00:00.123456789Z"),
            content: "0a1b".into(),
        },
        ..Invoice::new(
            InvoiceId::whole(number),
            NaiveDate::from_ymd_opt(2026, 10, 18).unwrap(),
            euros("1250.00"),
        )
    }
}

/// An invoice with everything that one may have.
pub fn full_invoice(number: &str) -> Invoice {
    let stage = |name| StageName::parse(name).unwrap();
    Invoice {
        id: InvoiceId {
            number: number.into(),
            instalment: Some(2),
        },
        due_on: Some(day()),
        due_from: Some(DueFrom::TermsText),
        billed: Money::new("15.125".parse().unwrap(), Currency::parse("KWD").unwrap()),
        balance_as_of: Some(days_later(1)),
        payments: vec![
            AppliedPayment {
                identity: "NTRF 1".into(),
                amount: "10.000".parse().unwrap(),
                booked_on: day(),
            },
            AppliedPayment {
                identity: "NTRF 2".into(),
                amount: "-10".parse().unwrap(),
                booked_on: days_later(2),
            },
        ],
        never_reminded: Some(NeverReminded::DirectDebit),
        backlog_turn: Some(days_later(3)),
        holds: holds(),
        approvals: [stage("final_notice"), stage("second_notice")].into(),
        raised: vec![Raised {
            what: "broken_promise 2026-12-04".into(),
            on: day(),
        }],
        earlier_chasing: Some(EarlierChasing {
            stage: stage("early_late"),
            on: day(),
        }),
        reminded_elsewhere_on: Some(days_later(4)),
        payment: PaymentDetails {
            iban: Some("IT60X0542811101000000123456".into()),
            bic: Some("CRPPIT2P".into()),
            reference: Some("RF18539007547034".into()),
            link: Some("https://pay.example/1".into()),
            upi: Some("acme@upi".into()),
            indian_account: IndianAccount::parse("50100123456789", "ABCD0123456").ok(),
        },
        url: Some("https://acme.example/invoices/1".into()),
        original: Some(StoredFile {
            object: "invoices/März 1.pdf".into(),
            version: Some("3HL4kqtJvjVBH40N".into()),
        }),
        ..invoice(number)
    }
}

/// A letter of a day, just claimed.
pub fn letter(account: &AccountKey, day: NaiveDate, attempt: u8) -> Letter {
    Letter {
        id: LetterId {
            account: account.clone(),
            day,
            attempt,
        },
        state: LetterState::Claimed,
        claimed_at: at("2026-11-17T04:16:00.5Z"),
        to: email("Anna.Rossi@example.com"),
        language: Language::Italian,
        tone: Tone::EarlyLate,
        lines: vec![LetterLine {
            invoice: InvoiceId::whole("INV-17"),
            stages: vec![StageName::parse("early_late").unwrap()],
            due_on: day,
            open: euros("1250.00"),
        }],
        pay_by: Some(day),
        message_id: None,
        tip: None,
    }
}

/// A task about an invoice.
pub fn task(account: &AccountKey, number: &str) -> Task {
    Task::about_invoice(
        TaskKind::Call,
        account,
        &InvoiceId::whole(number),
        day(),
        "Call before the last letter.",
    )
}

/// A line of the story.
pub fn entry(at: &str, what: &str) -> TimelineEntry {
    TimelineEntry {
        at: self::at(at),
        invoice: Some(InvoiceId::whole("INV-17")),
        what: what.into(),
        detail: "for a reason".into(),
    }
}

/// What is in force in every store of the contract.
pub fn in_force() -> InForce {
    InForce {
        creditor: creditor(),
        policy: Policy::standard(),
        payments_complete_to: None,
    }
}

/// Somebody who is owed.
pub fn creditor() -> Creditor {
    Creditor {
        id: "acme".into(),
        name: "Acme S.r.l.".into(),
        short_name: "Acme".into(),
        signatory: "Mara Bianchi".into(),
        role: None,
        sender: email("billing@acme.example"),
        reply_to: email("mara@acme.example"),
        phone: "+39 02 99".into(),
        web: None,
        fax: None,
        postal_address: vec!["Via Roma 1".into(), "20121 Milano".into()],
        region: Region::parse("IT").unwrap(),
        zone: chrono_tz::Tz::Europe__Rome,
        language: Language::Italian,
        account_manager: email("mara@acme.example"),
        default_terms_days: Some(30),
        currency: None,
        payment: PaymentDetails::default(),
    }
}

/// Reads an account that must be there.
pub async fn load(store: &impl Ledgers, key: &AccountKey) -> Ledger {
    store.load(key).await.unwrap().expect("the account is there")
}

/// Creates an account and reads it back.
pub async fn create(store: &impl Ledgers, account: Account) -> Ledger {
    let key = account.key.clone();
    store.commit(Change::of(account)).await.unwrap();
    load(store, &key).await
}
