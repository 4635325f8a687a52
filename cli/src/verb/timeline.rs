//! `dunlin timeline`: an invoice's story.

use chrono_tz::Tz;
use dunning::ledger::TimelineEntry;
use dunning::letter::Letter;
use dunning::ports::{Ledgers, Settings};
use dunning::residence::Residence;
use serde::Serialize;

use crate::arguments::{General, Timeline};
use crate::book::FoundInvoice;
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::table::Table;
use crate::verb::{local_minute, weekday};
use crate::{Ending, book, cloud};

#[derive(Serialize)]
struct Answer {
    invoice: String,
    customer: String,
    name: String,
    is_open: bool,
    open: String,
    currency: &'static str,
    zone: &'static str,
    entries: Vec<EntryAnswer>,
    letters: Vec<LetterAnswer>,
}

#[derive(Serialize)]
struct EntryAnswer {
    at: String,
    local: String,
    about: &'static str,
    what: String,
    detail: String,
}

#[derive(Serialize)]
struct LetterAnswer {
    id: String,
    local: String,
    stages: Vec<String>,
    to: String,
    state: &'static str,
}

pub(super) async fn run(arguments: &Timeline, general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let in_force = table.settings().await?;
    for (index, found) in book::invoices(&table, &arguments.invoice)
        .await?
        .iter()
        .enumerate()
    {
        let zone = Residence::of(&found.ledger.account, &in_force.creditor).zone;
        let mut entries = table.timeline(&found.ledger.account.key).await?;
        entries.retain(|entry| entry.invoice.as_ref().is_none_or(|id| *id == found.invoice.id));
        if screen.is_json {
            screen.json(&answer(found, &entries, zone))?;
        } else {
            if index > 0 {
                screen.line(Look::Plain, "")?;
            }
            show(found, &entries, zone, screen)?;
        }
    }
    Ok(Ending::Good)
}

fn letters(found: &FoundInvoice) -> impl Iterator<Item = &Letter> {
    let letters = found.ledger.letters.iter();
    letters.filter(|letter| letter.lines.iter().any(|line| line.invoice == found.invoice.id))
}

fn stages(letter: &Letter, found: &FoundInvoice) -> Vec<String> {
    let lines = letter
        .lines
        .iter()
        .filter(|line| line.invoice == found.invoice.id);
    lines
        .flat_map(|line| line.stages.iter().map(ToString::to_string))
        .collect()
}

fn show(found: &FoundInvoice, entries: &[TimelineEntry], zone: Tz, screen: &Screen) -> Result<(), Failure> {
    let state = if found.is_open { "open" } else { "closed" };
    let heading = format!(
        "{} of {}: {state}, {} of {} open; times in {zone}",
        found.invoice.id,
        found.ledger.account.name,
        found.invoice.open(),
        found.invoice.billed,
    );
    screen.line(Look::Strong, &harmless(&heading))?;
    let mut story = Table::new(&["date", "", "local", "about", "what", ""]);
    for entry in entries {
        let day = entry.at.with_timezone(&zone).date_naive();
        story.row([
            day.to_string(),
            weekday(day),
            local_minute(entry.at, zone),
            about(entry).to_owned(),
            entry.what.replace('_', " "),
            for_a_person(entry),
        ]);
    }
    screen.table("", &story)?;
    let mut sent = Table::new(&["letter of", "", "local", "stage", "state", "to"]);
    for letter in letters(found) {
        sent.row([
            letter.id.day.to_string(),
            weekday(letter.id.day),
            local_minute(letter.claimed_at, zone),
            stages(letter, found).join(" + "),
            letter.state.name().to_owned(),
            letter.to.to_string(),
        ]);
    }
    if !sent.is_empty() {
        screen.line(Look::Plain, "")?;
    }
    screen.table("Letters", &sent)
}

/// Where a letter's copy is kept matters to machines, which find it by `--json` and in the evidence.
fn for_a_person(entry: &TimelineEntry) -> String {
    match entry.detail.split_once(": letters/") {
        Some((letter, _)) if entry.what == "letter_archived" => format!("{letter}: a copy is kept"),
        _ => entry.detail.clone(),
    }
}

fn about(entry: &TimelineEntry) -> &'static str {
    if entry.invoice.is_some() {
        "invoice"
    } else {
        "customer"
    }
}

fn answer(found: &FoundInvoice, entries: &[TimelineEntry], zone: Tz) -> Answer {
    let local =
        |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string();
    let entry = |entry: &TimelineEntry| EntryAnswer {
        at: entry.at.to_rfc3339(),
        local: local(entry.at),
        about: about(entry),
        what: entry.what.clone(),
        detail: entry.detail.clone(),
    };
    let letter = |letter: &Letter| LetterAnswer {
        id: letter.id.to_string(),
        local: local(letter.claimed_at),
        stages: stages(letter, found),
        to: letter.to.to_string(),
        state: letter.state.name(),
    };
    Answer {
        invoice: found.invoice.id.to_string(),
        customer: found.ledger.account.customer.clone(),
        name: found.ledger.account.name.clone(),
        is_open: found.is_open,
        open: found.invoice.open().rounded().to_string(),
        currency: found.invoice.billed.currency.code(),
        zone: zone.name(),
        entries: entries.iter().map(entry).collect(),
        letters: letters(found).map(letter).collect(),
    }
}
