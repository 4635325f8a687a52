//! Every letter as a page of one file that opens in a browser, without a server and without a network.

use std::path::PathBuf;

use dunning::letter::Letter;

use super::book::Book;
use super::promises::Checked;
use super::timetable::{Kind, Row};
use super::watching::Seen;
use crate::local_cloud::{Error, Mailed, repository};

/// The page's frame; `{{letters}}` and the like are filled.
const FRAME: &str = include_str!("gallery.html");

/// Writes `target/demo/index.html` and says where it is.
///
/// # Errors
/// If it can't be written.
pub fn write(book: &Book, seen: &Seen, rows: &[Row], checked: &[Checked]) -> Result<PathBuf, Error> {
    let folder = repository().join("target/demo");
    std::fs::create_dir_all(&folder)?;
    let mut mails: Vec<&Mailed> = seen.mails.iter().collect();
    mails.sort_by_key(|mail| (mail.letter.day, mail.at));
    let letters: String = mails.iter().map(|mail| letter(book, seen, mail)).collect();
    let table: String = rows.iter().map(table_row).collect();
    let promises: String = checked.iter().map(promise).collect();
    let numbers = format!(
        "{} letters to {} customers in {} weeks; {} tasks wait for a person.",
        mails.len(),
        book.debtors.len(),
        rows.first()
            .zip(rows.last())
            .map_or(0, |(first, last)| (last.day - first.day).num_weeks()),
        seen.tasks.len()
    );
    let page = FRAME
        .replace("{{numbers}}", &numbers)
        .replace("{{promises}}", &promises)
        .replace("{{timeline}}", &table)
        .replace("{{letters}}", &letters);
    let path = folder.join("index.html");
    std::fs::write(&path, page)?;
    Ok(path)
}

fn letter(book: &Book, seen: &Seen, mail: &Mailed) -> String {
    let local = mail.at.with_timezone(&seen.zone(&mail.letter.account));
    let state = seen
        .letters
        .get(&mail.letter)
        .map_or("unknown", |letter: &Letter| letter.state.name());
    let stages: Vec<String> = seen
        .letters
        .get(&mail.letter)
        .into_iter()
        .flat_map(|letter| &letter.lines)
        .map(|line| {
            let stages: Vec<&str> = line
                .stages
                .iter()
                .map(dunning::stage::StageName::as_str)
                .collect();
            format!("{} {}", line.invoice, stages.join(" + "))
        })
        .collect();
    format!(
        "<details class=letter><summary><span class=when>{}</span> <span class=who>{}</span> \
         <span class=subject>{}</span> <span class='outcome {state}'>{state}</span></summary>\
         <p class=soft>{} · to {} · {}</p>\
         <iframe sandbox loading=lazy title='The letter as HTML' srcdoc=\"{}\"></iframe>\
         <details><summary>The same as plain text</summary><pre>{}</pre></details></details>\n",
        local.format("%a %-d %b <b>%H:%M</b>"),
        escaped(book.name(&mail.letter.account)),
        escaped(&mail.subject),
        local.format("%-d %B %Y, %H:%M %Z"),
        escaped(&mail.to),
        escaped(&stages.join(", ")),
        escaped(&mail.html),
        escaped(&mail.text),
    )
}

fn table_row(row: &Row) -> String {
    let minute = row
        .minute
        .map_or_else(String::new, |minute| minute.format("%H:%M").to_string());
    let kind = match row.kind {
        Kind::Letter => "is-letter",
        Kind::Wait => "is-wait",
        Kind::Task => "is-task",
        Kind::News => "",
    };
    format!(
        "<tr class='{kind}'><td class=when>{}<td class=when>{minute} <span class=soft>{}</span><td>{}<td>{}<td>{}<td>{}<td>{}\n",
        row.day.format("%a %-d %b"),
        escaped(&row.place),
        escaped(&row.customer),
        escaped(&row.what.replace('_', " ")),
        escaped(&row.invoices),
        escaped(&row.outcome),
        escaped(&row.reason),
    )
}

fn promise(check: &Checked) -> String {
    let (mark, class, found) = match &check.found {
        Ok(found) => ("✓", "kept", found),
        Err(broken) => ("✗", "broken", broken),
    };
    format!(
        "<li class={class}><span aria-hidden=true>{mark}</span> {} <span class=soft>{}</span>\n",
        escaped(check.promise),
        escaped(found)
    )
}

/// Text within HTML, and within an attribute in either kind of quotation marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
