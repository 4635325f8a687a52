//! A customer's book in field words, and a walk through its days.

use chrono::{Days, NaiveDate, TimeZone, Utc};
use dunning::account::{Account, AccountKey, Contact, ContactPurpose, CustomerKind, EmailAddress, Language};
use dunning::calendar::Region;
use dunning::creditor::{Creditor, PaymentDetails};
use dunning::decide::{Case, decide};
use dunning::hold::{Hold, HoldKind};
use dunning::invoice::{AppliedPayment, DueFrom, Invoice, InvoiceId};
use dunning::ledger::Ledger;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::money::{Currency, Money};
use dunning::plan::{DayPlan, plan};
use dunning::policy::{PaymentData, Policy};
use dunning::ports::InForce;
use dunning::stage::{StageName, Tone};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// `standard`, with payments recorded by hand.
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

/// A customer of a country with one billing contact and no invoices.
pub(crate) fn customer(region: &str) -> Ledger {
    let contact = Contact {
        email: email("ap@customer.example.com"),
        name: Some("Anna Rossi".into()),
        purpose: ContactPurpose::Billing,
        suppressed: false,
    };
    let account = Account {
        kind: CustomerKind::Business,
        contacts: vec![contact],
        region: Some(Region::parse(region).unwrap()),
        version: 1,
        ..Account::new(AccountKey::derive("lagopus", "C-1"), "C-1", "Customer")
    };
    Ledger {
        account,
        invoices: Vec::new(),
        letters: Vec::new(),
        tasks: Vec::new(),
    }
}

/// 100 euros, issued and arrived on one day.
pub(crate) fn invoice(number: &str, issued: &str, due: &str) -> Invoice {
    Invoice {
        due_on: Some(day(due)),
        due_from: Some(DueFrom::Document),
        ..Invoice::new(
            InvoiceId::whole(number),
            day(issued),
            Money::new(100.into(), Currency::parse("EUR").unwrap()),
        )
    }
}

pub(crate) fn payment(amount: i64, booked_on: &str) -> AppliedPayment {
    AppliedPayment {
        identity: format!("{amount} {booked_on}"),
        amount: amount.into(),
        booked_on: day(booked_on),
    }
}

pub(crate) fn hold(kind: HoldKind, since: &str) -> Hold {
    Hold {
        kind,
        since: day(since),
        author: "customer".into(),
        note: String::new(),
    }
}

/// What happens on one day of the story besides the planning.
pub(crate) type Event<'a> = (&'a str, Box<dyn Fn(&mut Ledger)>);

/// Walks the days, letting every letter be delivered and every question be noted, and tells the story:
/// `2026-11-17 heads_up INV-1`, `2026-11-25 task follow_up INV-1`.
pub(crate) fn walk(
    ledger: &mut Ledger,
    in_force: &InForce,
    from: &str,
    to: &str,
    events: &[Event<'_>],
) -> Vec<String> {
    walk_without(ledger, in_force, from, to, events, |_| false)
}

/// The same, with days on which nothing is planned.
pub(crate) fn walk_without(
    ledger: &mut Ledger,
    in_force: &InForce,
    from: &str,
    to: &str,
    events: &[Event<'_>],
    missed: impl Fn(NaiveDate) -> bool,
) -> Vec<String> {
    let mut story = Vec::new();
    for today in day(from).iter_days().take_while(|today| *today <= day(to)) {
        for (_, event) in events.iter().filter(|(on, _)| day(on) == today) {
            event(ledger);
        }
        if !missed(today) {
            let plan = plan(ledger, in_force, today);
            story.extend(told(&plan, today));
            live(ledger, &plan);
        }
    }
    story
}

pub(crate) fn told(plan: &DayPlan, today: NaiveDate) -> Vec<String> {
    let questions = plan
        .questions
        .iter()
        .map(|question| format!("{today} task {} {}", question.task.kind, question.task.subject));
    let lines = plan.letter.iter().flat_map(|letter| &letter.lines).map(|line| {
        let stages: Vec<_> = line.stages.iter().map(|stage| stage.as_str()).collect();
        format!("{today} {} {}", stages.join("+"), line.invoice.id)
    });
    questions
        .chain(lines)
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// Lets a day's plan come true.
pub(crate) fn live(ledger: &mut Ledger, plan: &DayPlan) {
    for question in &plan.questions {
        let marks = match &question.invoice {
            Some(id) => {
                &mut ledger
                    .invoices
                    .iter_mut()
                    .find(|invoice| &invoice.id == id)
                    .unwrap()
                    .raised
            }
            None => &mut ledger.account.raised,
        };
        marks.push(question.raised.clone());
        ledger.tasks.push(question.task.clone());
    }
    if let Some(draft) = &plan.letter {
        let mut letter = draft.claim(Utc.timestamp_opt(0, 0).unwrap());
        letter.state = LetterState::Delivered;
        ledger.letters.push(letter);
    }
}

/// `standard` with the preference for a weekday switched on: two days before due, three after.
pub(crate) fn with_slack() -> InForce {
    in_force(standard().policy.preferring_best_weekdays())
}

/// An Italian customer with one invoice of 100 euros, issued on 1 October 2026.
pub(crate) fn owes(due: &str) -> Ledger {
    Ledger {
        invoices: vec![invoice("INV-1", "2026-10-01", due)],
        ..customer("IT")
    }
}

/// The same, and that much of the ladder was sent to the customer already.
pub(crate) fn owes_after(due: &str, sent: &[(&str, &str)]) -> Ledger {
    let mut ledger = owes(due);
    for (on, stage) in sent {
        ledger.letters.push(letter(&ledger, "INV-1", on, stage));
    }
    ledger
}

pub(crate) fn stage(name: &str) -> StageName {
    StageName::parse(name).unwrap()
}

/// A delivered letter about one stage of one invoice.
pub(crate) fn letter(ledger: &Ledger, number: &str, on: &str, stage_name: &str) -> Letter {
    let about = ledger
        .invoices
        .iter()
        .find(|invoice| invoice.id.number == number)
        .unwrap();
    let tone = Tone::parse(stage_name).unwrap_or(Tone::EarlyLate);
    Letter {
        id: LetterId {
            account: ledger.account.key.clone(),
            day: day(on),
            attempt: 1,
        },
        state: LetterState::Delivered,
        claimed_at: Utc.timestamp_opt(0, 0).unwrap(),
        to: email("ap@customer.example.com"),
        language: Language::Italian,
        tone,
        lines: vec![LetterLine {
            invoice: about.id.clone(),
            stages: vec![stage(stage_name)],
            due_on: about.due_on.unwrap(),
            open: about.open(),
        }],
        pay_by: tone.is_overdue().then(|| day(on) + Days::new(15)),
        message_id: None,
        tip: None,
    }
}

/// What is decided about the first invoice, in words, whatever the account's other invoices and letters do to it.
pub(crate) fn decided(ledger: &Ledger, in_force: &InForce, on: &str) -> String {
    let case = Case::new(&ledger.invoices[0], &ledger.account, &ledger.letters, in_force);
    decide(&case, day(on)).to_string()
}

/// What the day's plan says of each invoice, in words.
pub(crate) fn planned(ledger: &Ledger, in_force: &InForce, on: &str) -> Vec<String> {
    let decisions = plan(ledger, in_force, day(on)).decisions;
    decisions
        .into_iter()
        .map(|(invoice, decision)| format!("{invoice} {decision}"))
        .collect()
}

/// The story's letters alone.
pub(crate) fn letters(story: Vec<String>) -> Vec<String> {
    story
        .into_iter()
        .filter(|line| !line.contains(" task "))
        .collect()
}

/// The story's questions alone.
pub(crate) fn tasks(story: Vec<String>) -> Vec<String> {
    story.into_iter().filter(|line| line.contains(" task ")).collect()
}
