//! Reads the corpora, real files with an answer key, where they lie beside the repository, and compares with the key.
//!
//! A program and a test: `make corpora`, or `cargo test -p documents --test corpora -- --verbose --format cii`.
//! `DUNLIN_CORPORA` may name their folder; where there is none, it says so and passes. It counts by format: read
//! right, read wrong, refused rightly, refused wrongly; `--verbose` lists every file that is not right, with its
//! field, and every refusal.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod documents;
mod events;
mod payments;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::documents::{Inspection, inspect};
use serde_json::Value;

/// Files where the key and the product's rules part, each with the reason. Not read otherwise than any other file.
const DISPUTED: [(&str, &str); 3] = [
    (
        "csv/other/generic_snake_case.csv",
        "the key takes the one good row and drops the two broken ones; a file is read whole or refused whole (SPEC 1), \
     and this one is refused at line 3, where the amount is no number",
    ),
    (
        "mt940/wolph/self-provided/raphaelm.sta",
        "its account is in German marks, which ISO 4217 withdrew in 2002 and no invoice can be in; Dunlin has no such money",
    ),
    (
        "mustang/validator/src/test/resources/invalidV1.xml",
        "the key counts it as read, with neither number nor issue date nor amount: its HeaderExchangedDocument is misspelt \
     and its date 00010101. Without a number nothing can be reminded of, so it is refused",
    ),
];

#[derive(Default)]
struct Tally {
    right: u32,
    wrong: u32,
    refused_rightly: u32,
    refused_wrongly: u32,
    disputed: u32,
}

fn corpora() -> Option<PathBuf> {
    let named = std::env::var_os("DUNLIN_CORPORA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let folder = named.unwrap_or(beside);
    folder.join("expected.jsonl").is_file().then_some(folder)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let only = arguments
        .iter()
        .position(|argument| argument == "--format")
        .and_then(|at| arguments.get(at + 1));
    let Some(folder) = corpora() else {
        println!("the corpora are absent: nothing to compare with");
        return ExitCode::SUCCESS;
    };
    let key = std::fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    let mut tallies = BTreeMap::<String, Tally>::new();
    let mut complaints = Vec::new();
    for line in key.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let path = expected["path"].as_str().unwrap();
        let format = expected["format"].as_str().unwrap();
        if only.is_some_and(|only| only != format) {
            continue;
        }
        let bytes = std::fs::read(folder.join(path)).unwrap();
        let found = inspect(path, &bytes);
        let tally = tallies.entry(format.to_owned()).or_default();
        let verdict = judge(&expected, &found, &bytes);
        match verdict {
            Verdict::Right => tally.right += 1,
            Verdict::RefusedRightly => tally.refused_rightly += 1,
            Verdict::Wrong(_) | Verdict::RefusedWrongly if DISPUTED.iter().any(|(file, _)| *file == path) => {
                tally.disputed += 1;
            }
            Verdict::RefusedWrongly => {
                tally.refused_wrongly += 1;
                complaints.push(format!("{path}: refused: {:?}", found.error));
            }
            Verdict::Wrong(why) => {
                tally.wrong += 1;
                complaints.push(format!("{path}: {why}"));
            }
        }
        if verbose && let Some(error) = &found.error {
            println!("{path}: {} ({error:?})", found.format);
        }
    }
    print(&tallies);
    for complaint in &complaints {
        println!("{complaint}");
    }
    if complaints.is_empty() {
        ExitCode::SUCCESS
    } else {
        println!("{} files are wrong", complaints.len());
        ExitCode::FAILURE
    }
}

fn print(tallies: &BTreeMap<String, Tally>) {
    println!(
        "{:<16}{:>7}{:>7}{:>17}{:>17}{:>10}",
        "format", "right", "wrong", "refused rightly", "refused wrongly", "disputed"
    );
    for (format, tally) in tallies {
        println!(
            "{format:<16}{:>7}{:>7}{:>17}{:>17}{:>10}",
            tally.right, tally.wrong, tally.refused_rightly, tally.refused_wrongly, tally.disputed
        );
    }
    for (file, reason) in DISPUTED {
        println!("disputed: {file}: {reason}");
    }
}

enum Verdict {
    Right,
    Wrong(String),
    RefusedRightly,
    RefusedWrongly,
}

fn judge(expected: &Value, found: &Inspection, bytes: &[u8]) -> Verdict {
    let to_be_read = expected["status"] == "ok";
    if found.outcome == "refused" {
        return if to_be_read {
            Verdict::RefusedWrongly
        } else {
            Verdict::RefusedRightly
        };
    }
    let said_nothing = found.documents.is_empty() && found.payments.is_empty() && found.events.is_empty();
    if !to_be_read && !said_nothing {
        return Verdict::Wrong("should have been refused or passed over".into());
    }
    if !to_be_read {
        return Verdict::RefusedRightly;
    }
    let result = match expected["format"].as_str().unwrap() {
        "ses-event" => events::same_events(expected, bytes),
        "camt" | "camt-zip" | "mt940" => payments::same_payments(expected, bytes),
        _ => documents::same_documents(expected, found),
    };
    match result {
        Ok(()) => Verdict::Right,
        Err(why) => Verdict::Wrong(why),
    }
}
