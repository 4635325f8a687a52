//! The book through Dunlin: what `tryton.py` does with Tryton's wizards, by the product's own flows, adapters and letters.
//!
//! The table, the queue and the schedules are in another process (`services.rs`), reached by the product's own clients
//! over HTTP and TLS, as Tryton's database is reached over a socket. Seconds of processor are told of both processes.
//!
//! Usage: rival services CHAIN KEY             (prints two ports, and serves)
//!        rival book TERMS LINES CONTROL       (prints JSON; the services' address by AWS_ENDPOINT_URL)

#![allow(clippy::unwrap_used, reason = "a benchmark may fail")]

mod book;
#[path = "../../../../../shared/aws/benches/items/dynamodb.rs"]
mod dynamodb;
mod processor;
mod services;

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::sync::Mutex;

use aws::scheduler::ScheduleTarget;
use aws::wire::{read_pick, write_pick};
use aws::{Clients, LetterSchedules, PicksQueue, SweepsQueue, Table};
use chrono::{DateTime, Days, NaiveDate, Utc};
use documents::settings;
use dunning::flow::schedule::{Outcome, schedule};
use dunning::flow::sweep::sweep;
use dunning::ledger::Ledger;
use dunning::message::{Pick, Reach, SweepPart, SweepRequest};
use dunning::plan::plan;
use dunning::ports::{AGENDA_SHARDS, InForce, Ledgers, Picks, PortError, Scheduled, Settings, Sweeps};
use dunning::reminder::Reminder;
use dunning::residence::Residence;
use dunning::timing::{SWEEP_HOUR_UTC, minute};
use letters::House;
use serde_json::{Value, json};

use book::Book;
use services::Done;

const TABLE: &str = "dunlin";

/// As long as the product's, which are signed.
const ANSWER_LINK: &str = "https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-south-1.on.aws/?t=\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["services", chain, key] => services::serve(Path::new(chain), Path::new(key)),
        ["book", terms, lines, control] => {
            let book = Book::read(Path::new(terms), Path::new(lines))?;
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let told = runtime.block_on(measure(&book, control))?;
            println!("{told}");
            Ok(())
        }
        _ => Err("usage: rival services CHAIN KEY, or rival book TERMS LINES CONTROL".into()),
    }
}

/// The whole comparison's share of Dunlin.
async fn measure(book: &Book, control: &str) -> Result<Value, Box<dyn Error>> {
    let clients = Clients::from_environment()?;
    let table = Table::new(clients.dynamodb(), TABLE, settings::READERS);
    let queues = Queues::of(&clients);
    let schedules = LetterSchedules::new(clients.scheduler(), target());
    book.put_settings(&clients.dynamodb(), TABLE).await?;
    for customer in book.customers() {
        table.commit(customer?).await?;
    }
    // What yesterday decided is kept; so each customer's head is as it is in the middle of a life.
    sweep_all(&table, &queues, before(book.today, 2)).await?;
    assert!(queues.take().is_empty(), "nobody is due the day before");

    let stretch = Stretch::begin(control)?;
    let (looked_at, picked) = sweep_all(&table, &queues, before(book.today, 1)).await?;
    let sweeping = stretch.end()?;
    let picks = queues.take();
    assert_eq!(
        (looked_at, picked),
        (picks.len(), picks.len()),
        "the agenda holds who is due and nobody else"
    );

    let bodies: Vec<String> = picks.iter().map(write_pick).collect();
    let stretch = Stretch::begin(control)?;
    for body in &bodies {
        let planned = schedule(&schedules, &read_pick(body)?).await?;
        assert!(
            matches!(planned, Outcome::Planned(_, Scheduled::Anew)),
            "{planned:?}"
        );
    }
    let scheduling = stretch.end()?;

    let in_force = table.settings().await?;
    let house = House::of(BTreeMap::new())?;
    let stretch = Stretch::begin(control)?;
    for pick in &picks {
        let ledger = table
            .load(&pick.letter.account)
            .await?
            .ok_or("a customer is gone")?;
        let reminder = reminder(&ledger, &in_force, book.today).ok_or("no letter")?;
        black_box(house.write(&reminder)?);
    }
    let letters_from_table = stretch.end()?;

    let mut due = Vec::new();
    for pick in &picks {
        due.extend(table.load(&pick.letter.account).await?);
    }
    let reminders: Vec<Reminder> = due
        .iter()
        .filter_map(|ledger| reminder(ledger, &in_force, book.today))
        .collect();
    let without_codes: Vec<Reminder> = reminders.iter().cloned().map(without_code).collect();
    let dunned: Vec<Value> = due
        .iter()
        .flat_map(|ledger| dunned(ledger, &in_force, book.today))
        .collect();
    let example = house.write(reminders.first().ok_or("nobody is due")?)?.words.text;
    Ok(json!({
        "sweep": sweeping,
        "schedule": scheduling,
        "rules": in_memory(|| rules(&due, &in_force, book.today)),
        "letters_from_table": letters_from_table,
        "words": in_memory(|| write(&house, &reminders)),
        "words_without_codes": in_memory(|| write(&house, &without_codes)),
        "dunned": dunned,
        "mailed": reminders.iter().map(|reminder| mailed(&house, reminder)).collect::<Vec<_>>(),
        "example": example,
    }))
}

/// What a piece of work took: of this process, and of the services.
struct Stretch<'a> {
    control: &'a str,
    seconds: f64,
    services: Done,
}

impl<'a> Stretch<'a> {
    fn begin(control: &'a str) -> Result<Self, Box<dyn Error>> {
        let services = services::done(control)?;
        Ok(Self {
            control,
            services,
            seconds: processor::seconds(),
        })
    }

    fn end(self) -> Result<Value, Box<dyn Error>> {
        let seconds = processor::seconds() - self.seconds;
        let services = services::done(self.control)?;
        Ok(json!({
            "dunlin": seconds,
            "services": services.seconds - self.services.seconds,
            "calls": services.calls - self.services.calls,
            "schedules": services.schedules - self.services.schedules,
        }))
    }
}

/// Work that calls nobody.
fn in_memory(work: impl FnOnce()) -> Value {
    let began = processor::seconds();
    work();
    json!({ "dunlin": processor::seconds() - began })
}

/// The sweep of every shard; accounts looked at, and letters picked.
async fn sweep_all(table: &Table, queues: &Queues, day: NaiveDate) -> Result<(usize, usize), Box<dyn Error>> {
    let (mut looked_at, mut picked) = (0, 0);
    for shard in 0..AGENDA_SHARDS {
        let request = SweepRequest {
            scheduled_time: sweep_time(day),
            reach: Reach::Due,
            part: Some(SweepPart { shard, behind: None }),
        };
        let outcome = sweep(table, queues, &request, || true).await?;
        if let Some((_, error)) = outcome.failed.into_iter().next() {
            return Err(error.into());
        }
        looked_at += outcome.accounts;
        picked += outcome.picked;
    }
    Ok((looked_at, picked))
}

/// The decisions and the minutes alone: nothing read or written.
fn rules(due: &[Ledger], in_force: &InForce, today: NaiveDate) {
    for ledger in due {
        let draft = plan(ledger, in_force, today).letter.unwrap();
        let zone = Residence::of(&ledger.account, &in_force.creditor).zone;
        black_box(minute(&draft.id, in_force.policy_of(&ledger.account).window, zone).unwrap());
    }
}

fn reminder(ledger: &Ledger, in_force: &InForce, today: NaiveDate) -> Option<Reminder> {
    let draft = plan(ledger, in_force, today).letter?;
    Some(draft.reminder(ledger, in_force, Some(ANSWER_LINK.to_owned())))
}

fn write(house: &House, reminders: &[Reminder]) {
    for reminder in reminders {
        black_box(house.write(reminder).unwrap());
    }
}

/// Without an account to pay to there is no picture to scan, which Tryton's mail has not.
fn without_code(mut reminder: Reminder) -> Reminder {
    for line in &mut reminder.overdue {
        line.payment.iban = None;
    }
    reminder
}

/// Who is told what at which threshold, to be compared with what Tryton says.
fn dunned(ledger: &Ledger, in_force: &InForce, today: NaiveDate) -> Vec<Value> {
    let letter = plan(ledger, in_force, today).letter;
    let lines = letter.into_iter().flat_map(|draft| draft.lines);
    lines
        .map(|line| {
            let level = line.stages.last().and_then(Book::level);
            let open = line.invoice.open().amount.to_string();
            json!([line.invoice.id.to_string(), level, line.due_on, open])
        })
        .collect()
}

/// Which customer's letter names which invoices.
fn mailed(house: &House, reminder: &Reminder) -> Value {
    let text = house.write(reminder).unwrap().words.text;
    let named = reminder
        .overdue
        .iter()
        .map(|line| &line.number)
        .filter(|number| text.contains(*number));
    json!([reminder.company, named.collect::<Vec<_>>()])
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day - Days::new(days)
}

/// When the sweep runs on a day; it decides for the day after.
fn sweep_time(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(SWEEP_HOUR_UTC, 0, 0).unwrap().and_utc()
}

fn target() -> ScheduleTarget {
    let queue = |name: &str| format!("arn:aws:sqs:eu-south-1:000000000000:{name}");
    ScheduleTarget {
        group: "letters".to_owned(),
        letters_queue_arn: queue("letters"),
        role_arn: "arn:aws:iam::000000000000:role/schedules".to_owned(),
        dead_letter_arn: queue("dead"),
    }
}

/// The product's queues, and what went into the one of picks, for Lambda is not here to hand it to the scheduling.
struct Queues {
    picks: PicksQueue,
    sweeps: SweepsQueue,
    picked: Mutex<Vec<Pick>>,
}

impl Queues {
    fn of(clients: &Clients) -> Self {
        let url = |name: &str| format!("https://sqs.eu-south-1.amazonaws.com/000000000000/{name}");
        Self {
            picks: PicksQueue::new(clients.sqs(), url("picks")),
            sweeps: SweepsQueue::new(clients.sqs(), url("sweeps")),
            picked: Mutex::default(),
        }
    }

    fn take(&self) -> Vec<Pick> {
        std::mem::take(&mut self.picked.lock().unwrap())
    }
}

impl Picks for Queues {
    async fn pick(&self, picks: &[Pick]) -> Result<(), PortError> {
        self.picked.lock().unwrap().extend_from_slice(picks);
        self.picks.pick(picks).await
    }
}

impl Sweeps for Queues {
    async fn hand_on(&self, requests: &[SweepRequest]) -> Result<(), PortError> {
        self.sweeps.hand_on(requests).await
    }
}
