//! The story as a table that a person can follow: one row a letter, an answer, a payment, a task, a reason to wait.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use dunning::account::AccountKey;
use dunning::ledger::TimelineEntry;
use dunning::letter::{Letter, LetterState};

use super::book::Book;
use super::script::{Deed, Scene};
use super::watching::Seen;

/// What a row tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A letter that left.
    Letter,
    /// No letter, for a reason.
    Wait,
    /// Something for a person.
    Task,
    /// An answer, a payment, a file.
    News,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it tells of.
    pub kind: Kind,
    /// The customer's day.
    pub day: NaiveDate,
    /// The customer's minute; none for what holds all day.
    pub minute: Option<NaiveTime>,
    /// Where the customer's clock stands.
    pub place: String,
    /// Who.
    pub customer: String,
    /// A letter's stages, or what else happened.
    pub what: String,
    /// About which invoices.
    pub invoices: String,
    /// What came of it.
    pub outcome: String,
    /// Why.
    pub reason: String,
    at: DateTime<Utc>,
}

/// Every row, by day, then by instant.
pub fn rows(book: &Book, scenes: &[Scene], seen: &Seen) -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(seen.letters.values().map(|letter| letter_row(book, seen, letter)));
    for (account, entries) in &seen.timelines {
        rows.extend(
            entries
                .iter()
                .filter_map(|entry| entry_row(book, seen, account, entry)),
        );
    }
    rows.extend(waiting_rows(book, seen));
    rows.extend(refused_rows(seen));
    rows.extend(scenes.iter().filter_map(file_row));
    rows.sort_by_key(|row| (row.day, row.at));
    rows
}

fn row(book: &Book, seen: &Seen, account: &AccountKey, at: DateTime<Utc>) -> Row {
    let zone = seen.zone(account);
    let local = at.with_timezone(&zone);
    Row {
        kind: Kind::News,
        day: local.date_naive(),
        minute: Some(local.time()),
        place: zone
            .name()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace('_', " "),
        customer: book.name(account).to_owned(),
        what: String::new(),
        invoices: String::new(),
        outcome: String::new(),
        reason: String::new(),
        at,
    }
}

fn letter_row(book: &Book, seen: &Seen, letter: &Letter) -> Row {
    let at = seen.mail(&letter.id).map_or(letter.claimed_at, |mail| mail.at);
    let mut stages: Vec<&str> = Vec::new();
    for stage in letter
        .lines
        .iter()
        .flat_map(|line| &line.stages)
        .map(dunning::stage::StageName::as_str)
    {
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    }
    let when: Vec<String> = letter
        .lines
        .iter()
        .map(|line| how_late(letter.id.day, line.due_on))
        .collect();
    let lost = seen.mail(&letter.id).is_some_and(|mail| mail.outcome == "late");
    let aftermath = match &letter.state {
        LetterState::Bounced { permanent: true } => "; address suppressed",
        LetterState::Bounced { permanent: false } => "; tried again on the next sending day",
        LetterState::Complained => "; address suppressed, customer held",
        _ if lost => "; the send call got no answer, an event settled it",
        _ => "",
    };
    Row {
        kind: Kind::Letter,
        what: stages.join(" + "),
        invoices: letter
            .lines
            .iter()
            .map(|line| line.invoice.to_string())
            .collect::<Vec<_>>()
            .join(" "),
        outcome: letter.state.name().to_owned(),
        reason: format!("{}{aftermath}", when.join(", ")),
        ..row(book, seen, &letter.id.account, at)
    }
}

fn how_late(day: NaiveDate, due_on: NaiveDate) -> String {
    let days = |count: i64| {
        if count == 1 {
            "1 day".to_owned()
        } else {
            format!("{count} days")
        }
    };
    match day.signed_duration_since(due_on).num_days() {
        0 => "due today".to_owned(),
        late @ 1.. => format!("{} overdue", days(late)),
        early => format!("due in {}", days(-early)),
    }
}

/// What an account's own story tells, apart from the letters' steps, which the letters' rows sum up.
fn entry_row(book: &Book, seen: &Seen, account: &AccountKey, entry: &TimelineEntry) -> Option<Row> {
    let (what, outcome) = match entry.what.as_str() {
        "held" => ("answer or hold", "silence"),
        "resumed" => ("resumed", ""),
        "approved" => ("approval", "granted"),
        "payment_applied" => ("payment", "booked"),
        "payment_reversed" => ("payment", "reversed"),
        "credit_applied" => ("credit note", "booked"),
        "letter_skipped" => ("planned letter", "not sent"),
        "letter_released" => ("letter", "released"),
        "contact_suppressed" => ("contact", "suppressed"),
        "invoice_closed" => ("invoice", "closed"),
        "task_opened" => ("task", "opened"),
        _ => return None,
    };
    let mut row = Row {
        what: what.to_owned(),
        outcome: outcome.to_owned(),
        ..row(book, seen, account, entry.at)
    };
    row.invoices = entry
        .invoice
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    row.reason.clone_from(&entry.detail);
    if entry.what == "task_opened"
        && let Some((head, detail)) = entry.detail.split_once(": ")
    {
        let (kind, subject) = head.split_once(' ').unwrap_or((head, ""));
        row.kind = Kind::Task;
        row.what = format!("task {kind}");
        subject.clone_into(&mut row.invoices);
        detail.clone_into(&mut row.reason);
    }
    Some(row)
}

/// One row for all invoices of a customer that began to wait for the same reason on the same day.
fn waiting_rows(book: &Book, seen: &Seen) -> Vec<Row> {
    let mut together: BTreeMap<(NaiveDate, &AccountKey, &str), Vec<String>> = BTreeMap::new();
    let mut decided = BTreeMap::new();
    for waited in &seen.waited {
        together
            .entry((waited.day, &waited.account, &waited.why))
            .or_default()
            .push(waited.invoice.to_string());
        decided.insert(waited.day, waited.at);
    }
    let row = |((day, account, why), invoices): ((NaiveDate, &AccountKey, &str), Vec<String>)| Row {
        day,
        minute: None,
        kind: Kind::Wait,
        what: "no letter".to_owned(),
        invoices: invoices.join(" "),
        outcome: "waits".to_owned(),
        reason: why.to_owned(),
        ..row(
            book,
            seen,
            account,
            decided.get(&day).copied().unwrap_or_default(),
        )
    };
    together.into_iter().map(row).collect()
}

fn refused_rows(seen: &Seen) -> Vec<Row> {
    let row = |file: &aws::table::RefusedFile| Row {
        outcome: "refused".to_owned(),
        reason: format!("{}: {}", file.object, file.why),
        ..file_line(file.at, &file.object)
    };
    seen.refused.iter().map(row).collect()
}

fn file_row(scene: &Scene) -> Option<Row> {
    match &scene.deed {
        Deed::Upload { object, .. } if !object.contains("bad-line") => Some(Row {
            outcome: "uploaded".to_owned(),
            ..file_line(scene.at, object)
        }),
        _ => None,
    }
}

fn file_line(at: DateTime<Utc>, object: &str) -> Row {
    Row {
        kind: Kind::News,
        day: at.date_naive(),
        minute: Some(at.time()),
        place: "UTC".to_owned(),
        customer: String::new(),
        what: "file".to_owned(),
        invoices: String::new(),
        outcome: String::new(),
        reason: object.to_owned(),
        at,
    }
}

/// The widths of the columns: 120 characters with two blanks between them.
const WIDTHS: [usize; 7] = [10, 14, 20, 20, 7, 10, 27];
const HEADINGS: [&str; 7] = [
    "Date",
    "Local minute",
    "Customer",
    "What",
    "Invoice",
    "Outcome",
    "Why",
];

/// The table for a terminal.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::new();
    line(&mut out, &HEADINGS.map(str::to_owned));
    let rule: usize = WIDTHS.iter().sum::<usize>() + 2 * (WIDTHS.len() - 1);
    let _ = writeln!(out, "{}", "─".repeat(rule));
    let mut day_before = None;
    for row in rows {
        let date = if day_before == Some(row.day) {
            String::new()
        } else {
            row.day.format("%a %d %b").to_string()
        };
        day_before = Some(row.day);
        let minute = row
            .minute
            .map_or_else(|| "  ·  ".to_owned(), |minute| minute.format("%H:%M").to_string());
        line(
            &mut out,
            &[
                date,
                format!("{minute} {}", row.place),
                row.customer.clone(),
                row.what.clone(),
                row.invoices.clone(),
                row.outcome.clone(),
                row.reason.clone(),
            ],
        );
    }
    out
}

/// A row on as many lines as its longest cell needs.
fn line(out: &mut String, cells: &[String; 7]) {
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(WIDTHS)
        .map(|(cell, width)| wrap(cell, width))
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for index in 0..height {
        let mut text = String::new();
        for (lines, width) in wrapped.iter().zip(WIDTHS) {
            let cell = lines.get(index).map_or("", String::as_str);
            let _ = write!(text, "{cell:width$}  ");
        }
        let _ = writeln!(out, "{}", text.trim_end());
    }
}

/// Words on lines of at most `width` characters; a longer word is cut.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let pieces: Vec<String> = word
            .chars()
            .collect::<Vec<_>>()
            .chunks(width)
            .map(|piece| piece.iter().collect())
            .collect();
        for piece in pieces {
            match lines.last_mut() {
                Some(last) if last.is_empty() => *last = piece,
                Some(last) if last.chars().count() + 1 + piece.chars().count() <= width => {
                    last.push(' ');
                    last.push_str(&piece);
                }
                _ => lines.push(piece),
            }
        }
    }
    lines
}
