//! `dunlin policy check`: a policy file, read and shown as it would be lived.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use dunning::account::{Account, AccountKey, Contact, ContactPurpose, CustomerKind, EmailAddress};
use dunning::calendar::Region;
use dunning::invoice::{DueFrom, Invoice, InvoiceId};
use dunning::ledger::Ledger;
use dunning::policy::{Action, Offset, PaymentData, Policy, PolicyName, Stage};
use dunning::ports::InForce;
use letters::sample;
use serde::Serialize;

use super::read;
use crate::Ending;
use crate::arguments::PolicyCheck;
use crate::failure::Failure;
use crate::forecast::forecast;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::verb::{local_minute, weekday};

/// Where the sample's customers live: a heading, and a region with a single zone of its own or the zone given.
const PLACES: [(&str, &str, chrono_tz::Tz); 5] = [
    ("Italy", "IT", chrono_tz::Europe::Rome),
    ("England", "GB-ENG", chrono_tz::Europe::London),
    ("India", "IN", chrono_tz::Asia::Kolkata),
    ("New York", "US-NY", chrono_tz::America::New_York),
    ("New Zealand", "NZ", chrono_tz::Pacific::Auckland),
];

/// The sample invoice is issued so many days before it falls due.
const ISSUED_BEFORE_DUE_DAYS: u64 = 30;

/// The default due date lies so many days ahead.
const DUE_IN_DAYS: u64 = 14;

/// How far the ladder is walked.
const WALKED_DAYS: u64 = 400;

#[derive(Serialize)]
struct Line<'a> {
    stage: &'a str,
    when: Vec<String>,
    action: String,
    needs_approval: bool,
    slack_days: u8,
    /// By place: the day, and for a letter its local minute.
    on: BTreeMap<&'static str, String>,
}

pub(super) fn run(arguments: &PolicyCheck, screen: &Screen, today: Today) -> Result<Ending, Failure> {
    let path = arguments.file.display().to_string();
    let read = read(&arguments.file)?.policy;
    let policy = named(&read, arguments.policy.as_deref(), &path)?;
    let creditor = sample::creditor();
    let due_on = arguments
        .due
        .or_else(|| today.date(creditor.zone).checked_add_days(Days::new(DUE_IN_DAYS)))
        .unwrap_or(NaiveDate::MAX);
    let in_force = InForce {
        creditor,
        // Nobody's bank is asked for a sample.
        policy: Policy {
            payments: PaymentData::Manual,
            ..policy.clone()
        },
        payments_complete_to: None,
    };
    let mut columns = Vec::new();
    for (place, region, zone) in PLACES {
        let ledger = owes(&in_force, region, zone, due_on)?;
        columns.push((place, days(&ledger, &in_force, due_on, zone)));
    }
    if !screen.is_json {
        let ladder = arguments.policy.as_deref().unwrap_or("the ordinary one");
        screen.line(
            Look::Plain,
            &format!(
                "{path} can be used. Its ladder ({ladder}) for an invoice due {} {due_on}, if nobody pays and every \
                 approval is given at once:",
                weekday(due_on)
            ),
        )?;
    }
    let mut headings = vec!["stage", "=when", "what"];
    headings.extend(PLACES.map(|(place, ..)| place));
    let mut rows = Table::new(&headings);
    for stage in &policy.ladder {
        let on =
            |days: &BTreeMap<String, String>| days.get(stage.name.as_str()).cloned().unwrap_or("–".into());
        let line = Line {
            stage: stage.name.as_str(),
            when: stage.when.iter().map(Offset::to_string).collect(),
            action: what(stage),
            needs_approval: stage.needs_approval,
            slack_days: stage.slack_days,
            on: columns.iter().map(|(place, days)| (*place, on(days))).collect(),
        };
        if screen.is_json {
            screen.json(&line)?;
        } else {
            let mut cells = vec![line.stage.to_owned(), line.when.join(", "), line.action.clone()];
            cells.extend(columns.iter().map(|(_, days)| on(days)));
            rows.row(&cells);
        }
    }
    screen.table("", &rows)?;
    if !screen.is_json {
        let others: Vec<&str> = read.named.keys().map(PolicyName::as_str).collect();
        screen.note(&format!(
            "customers and invoices may be under one of {} instead (reminder_policy); see it with --policy NAME",
            others.join(", ")
        ));
    }
    Ok(Ending::Good)
}

fn named<'a>(read: &'a Policy, name: Option<&str>, path: &str) -> Result<&'a Policy, Failure> {
    let Some(name) = name else { return Ok(read) };
    let found = PolicyName::parse(name)
        .ok()
        .and_then(|name| read.named.get(&name));
    found.ok_or_else(|| {
        let names: Vec<&str> = read.named.keys().map(PolicyName::as_str).collect();
        Failure::Refused(format!(
            "{path} has no policy “{name}”: it has {}",
            names.join(", ")
        ))
    })
}

fn what(stage: &Stage) -> String {
    let what = match stage.action {
        Action::Letter(tone) => format!("letter {}", tone.name()),
        Action::Task(kind) => format!("task {kind}"),
    };
    let approved = if stage.needs_approval { ", approved" } else { "" };
    let charges = if stage.states_charges { ", charges" } else { "" };
    format!("{what}{approved}{charges}")
}

/// The day of each stage, and a letter's minute there.
fn days(
    ledger: &Ledger,
    in_force: &InForce,
    due_on: NaiveDate,
    zone: chrono_tz::Tz,
) -> BTreeMap<String, String> {
    let from = due_on
        .checked_sub_days(Days::new(ISSUED_BEFORE_DUE_DAYS))
        .unwrap_or(due_on);
    let to = due_on.checked_add_days(Days::new(WALKED_DAYS)).unwrap_or(due_on);
    let to_come = forecast(ledger, in_force, from, to, |_| false);
    let mut days = BTreeMap::new();
    for letter in &to_come.letters {
        let day = letter.draft.id.day;
        let minute = letter.at.map(|at| local_minute(at, zone)).unwrap_or_default();
        for stage in letter.draft.lines.iter().flat_map(|line| &line.stages) {
            days.insert(stage.to_string(), format!("{} {day} {minute}", weekday(day)));
        }
    }
    for question in &to_come.questions {
        let day = question.raised.on;
        days.insert(question.raised.what.clone(), format!("{} {day}", weekday(day)));
    }
    days
}

/// A customer of a place who owes one invoice, with every approval given.
fn owes(in_force: &InForce, region: &str, zone: chrono_tz::Tz, due_on: NaiveDate) -> Result<Ledger, Failure> {
    let bad = |what: &str| Failure::Refused(format!("the sample's {what} can't be made"));
    let issued_on = due_on
        .checked_sub_days(Days::new(ISSUED_BEFORE_DUE_DAYS))
        .ok_or_else(|| bad("issue date"))?;
    let email = EmailAddress::parse("ap@customer.example.com").map_err(|_| bad("address"))?;
    let account = Account {
        kind: CustomerKind::Business,
        contacts: vec![Contact {
            email,
            name: None,
            purpose: ContactPurpose::Billing,
            suppressed: false,
        }],
        zone: Some(zone),
        region: Some(Region::parse(region).map_err(|_| bad("region"))?),
        version: 1,
        ..Account::new(
            AccountKey::derive(&in_force.creditor.id, region),
            region,
            "Sample customer",
        )
    };
    let invoice = Invoice {
        due_on: Some(due_on),
        due_from: Some(DueFrom::Document),
        approvals: in_force
            .policy
            .ladder
            .iter()
            .map(|stage| stage.name.clone())
            .collect(),
        ..Invoice::new(
            InvoiceId::whole("SAMPLE-1"),
            issued_on,
            sample::amount("1000.00", "EUR"),
        )
    };
    Ok(Ledger {
        account,
        invoices: vec![invoice],
        letters: Vec::new(),
        tasks: Vec::new(),
    })
}
