//! How fast the rules are: the decision about an invoice, a customer's whole day, the minute of a letter.
//!
//! `make bench` runs it and ends with a table. What is decided is made up here, and is as various as a book: countries
//! and their holidays, states with holidays of their own, friendly and overdue stages, letters that went before, holds.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark may fail"
)]

use std::hint::black_box;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use criterion::{Criterion, Throughput};
use dunning::account::{Account, AccountKey, Contact, ContactPurpose, EmailAddress, Language};
use dunning::calendar::Region;
use dunning::creditor::{Creditor, PaymentDetails};
use dunning::decide::{Case, Decision, decide};
use dunning::hold::{Hold, HoldKind};
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ledger::Ledger;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::message::Window;
use dunning::money::{Currency, Money};
use dunning::plan::plan;
use dunning::policy::{Policy, QuietDays, QuietRange};
use dunning::ports::InForce;
use dunning::stage::{StageName, Tone};
use dunning::timing::minute;

/// As many customers as fit into a processor's cache, so that the rules are measured and not the memory.
const CUSTOMERS: u64 = 64;

const REGIONS: [&str; 8] = ["IT", "DE-BY", "FR", "GB-ENG", "ES-MD", "RO", "IN", "AT"];

const ZONES: [Tz; 8] = [
    Tz::Europe__Rome,
    Tz::Europe__Berlin,
    Tz::Europe__Paris,
    Tz::Europe__London,
    Tz::Europe__Madrid,
    Tz::Europe__Bucharest,
    Tz::America__New_York,
    Tz::Australia__Lord_Howe,
];

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_500))
        .sample_size(20)
        .configure_from_args();
    let in_force = in_force();
    let ledgers: Vec<Ledger> = (0..CUSTOMERS).map(ledger).collect();
    let days: Vec<NaiveDate> = today().iter_days().take(7).collect();
    decisions(&mut criterion, &in_force, &ledgers, &days);
    plans(&mut criterion, &in_force, &ledgers, &days);
    minutes(&mut criterion, &ledgers);
    criterion.final_summary();
}

/// Each invoice on each day of a week.
fn decisions(criterion: &mut Criterion, in_force: &InForce, ledgers: &[Ledger], days: &[NaiveDate]) {
    let each = |look: &mut dyn FnMut(Decision)| {
        for ledger in ledgers {
            for invoice in &ledger.invoices {
                let case = Case::new(invoice, &ledger.account, &ledger.letters, in_force);
                for day in days {
                    look(decide(black_box(&case), *day));
                }
            }
        }
    };
    let mut reminded = 0_u64;
    let mut decided = 0_u64;
    each(&mut |decision| {
        decided += 1;
        reminded += u64::from(matches!(decision, Decision::Remind(_)));
    });
    assert!(reminded > 0 && reminded < decided, "{reminded} of {decided}");
    let mut group = criterion.benchmark_group("decide");
    group.throughput(Throughput::Elements(decided));
    group.bench_function("invoice", |bencher| {
        bencher.iter(|| {
            each(&mut |decision| {
                black_box(decision);
            });
        });
    });
    group.finish();
}

/// What the sweep asks of each customer that is due: all invoices, the letter of them, the questions.
fn plans(criterion: &mut Criterion, in_force: &InForce, ledgers: &[Ledger], days: &[NaiveDate]) {
    let mut group = criterion.benchmark_group("plan");
    group.throughput(Throughput::Elements((ledgers.len() * days.len()) as u64));
    group.bench_function("customer", |bencher| {
        bencher.iter(|| {
            for ledger in ledgers {
                for day in days {
                    black_box(plan(black_box(ledger), in_force, *day));
                }
            }
        });
    });
    group.finish();
}

/// Letters of one day: an ordinary one, and the one on which the clocks are put forward within the window.
fn minutes(criterion: &mut Criterion, ledgers: &[Ledger]) {
    let night = Window::new("02:30:00".parse().unwrap(), "03:30:00".parse().unwrap()).unwrap();
    for (name, day, window, zones) in [
        ("letter", today(), Window::default(), &ZONES[..]),
        ("clocks_change", "2026-03-29".parse().unwrap(), night, &ZONES[..3]),
    ] {
        let letters: Vec<(LetterId, Tz)> = (ledgers.iter().zip(zones.iter().cycle()))
            .map(|(ledger, zone)| {
                let account = ledger.account.key.clone();
                (
                    LetterId {
                        account,
                        day,
                        attempt: 1,
                    },
                    *zone,
                )
            })
            .collect();
        let mut group = criterion.benchmark_group("minute");
        group.throughput(Throughput::Elements(letters.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for (letter, zone) in &letters {
                    black_box(minute(black_box(letter), window, *zone));
                }
            });
        });
        group.finish();
    }
}

fn today() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

fn in_force() -> InForce {
    let email = EmailAddress::parse("accounts@lagopus.example.com").unwrap();
    let quiet = QuietRange {
        days: QuietDays::EveryYear {
            from: (12, 23),
            to: (1, 6),
        },
        region: None,
    };
    let policy = Policy {
        quiet: vec![quiet],
        ..Policy::standard().preferring_best_weekdays()
    };
    InForce {
        creditor: Creditor {
            id: "lagopus".to_owned(),
            name: "Lagopus Coffee Roasters Ltd".to_owned(),
            short_name: "Lagopus".to_owned(),
            signatory: "Maya Hill".to_owned(),
            role: None,
            sender: email.clone(),
            reply_to: email.clone(),
            phone: "+44 20 7946 0123".to_owned(),
            web: None,
            fax: None,
            postal_address: vec!["7 Moorland Yard".to_owned()],
            region: Region::parse("GB").unwrap(),
            zone: Tz::Europe__London,
            language: Language::English,
            account_manager: email,
            default_terms_days: Some(30),
            currency: None,
            payment: PaymentDetails::default(),
        },
        policy: policy.check().unwrap(),
        payments_complete_to: Some(today()),
    }
}

/// A customer with two invoices: the first of them at any place of the ladder, the second not due yet.
fn ledger(customer: u64) -> Ledger {
    let name = format!("C-{customer}");
    let region = REGIONS.into_iter().cycle().nth(customer as usize).unwrap();
    let email = EmailAddress::parse(&format!("accounts-{customer}@example.com")).unwrap();
    let mut account = Account::new(
        AccountKey::derive("lagopus", &name),
        &*name,
        "Ptarmigan Lodge Ltd",
    );
    account.region = Some(Region::parse(region).unwrap());
    account.contacts = vec![Contact {
        email: email.clone(),
        name: None,
        purpose: ContactPurpose::Billing,
        suppressed: false,
    }];
    // From three weeks before due to seven weeks after it.
    let due_on = today() + Days::new(21) - Days::new(customer % 70);
    let mut late = invoice(&format!("INV-{customer}"), due_on);
    if customer % 16 == 7 {
        late.holds.push(Hold {
            kind: HoldKind::Promise {
                pay_by: today() + Days::new(3),
            },
            since: today(),
            author: "customer".to_owned(),
            note: String::new(),
        });
    }
    let letters = [
        (Tone::EarlyLate, 5),
        (Tone::LateLate, 12),
        (Tone::SecondNotice, 22),
    ]
    .into_iter()
    .map(|(tone, after)| (tone, due_on + Days::new(after)))
    .filter(|(_, sent_on)| *sent_on < today())
    .map(|(tone, sent_on)| letter(&account, &late, tone, sent_on, &email))
    .collect();
    Ledger {
        invoices: vec![
            late,
            invoice(&format!("INV-{customer}-b"), today() + Days::new(9)),
        ],
        account,
        letters,
        tasks: Vec::new(),
    }
}

fn invoice(number: &str, due_on: NaiveDate) -> Invoice {
    let billed = Money::new("1234.50".parse().unwrap(), Currency::parse("EUR").unwrap());
    Invoice {
        due_on: Some(due_on),
        ..Invoice::new(InvoiceId::whole(number), due_on - Days::new(30), billed)
    }
}

fn letter(account: &Account, about: &Invoice, tone: Tone, day: NaiveDate, to: &EmailAddress) -> Letter {
    Letter {
        id: LetterId {
            account: account.key.clone(),
            day,
            attempt: 1,
        },
        state: LetterState::Delivered,
        claimed_at: day.and_hms_opt(4, 16, 0).unwrap().and_utc(),
        to: to.clone(),
        language: Language::English,
        tone,
        lines: vec![LetterLine {
            invoice: about.id.clone(),
            stages: vec![StageName::parse(tone.name()).unwrap()],
            due_on: about.due_on.unwrap(),
            open: about.open(),
        }],
        pay_by: None,
        message_id: None,
        tip: None,
    }
}
