//! What the self-written samples under the repository's `tests/samples` say, and that nothing else makes a reader fall over.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod accounting;
mod broken;
mod cii;
mod damage;
mod events;
mod fatturapa;
mod invoices;
mod payments;
mod pdf;
mod pdf_builder;
mod readable;
mod statements;
mod terms;

use std::path::{Path, PathBuf};

use documents::{Content, inspect, read};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples")
}

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn content(path: &str) -> Content {
    read(&bytes(path)).unwrap_or_else(|refusal| panic!("{path}: {refusal}"))
}

/// Every sample of a folder, sorted.
fn samples(kind: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder().join(kind))
        .unwrap()
        .map(|entry| format!("{kind}/{}", entry.unwrap().file_name().into_string().unwrap()))
        .collect();
    names.sort();
    names
}

/// Number, kind, dates, amount and verdict of each document, a line each.
fn said(path: &str) -> Vec<String> {
    let inspection = inspect(path, &bytes(path));
    assert_eq!(inspection.outcome, "read", "{path}: {:?}", inspection.error);
    inspection
        .documents
        .iter()
        .map(|document| {
            format!(
                "{} {} {} {} {} {} {}",
                document.number,
                document.kind,
                document.issue_date,
                document.due_date.as_deref().unwrap_or("-"),
                document.amount_due,
                document.currency.unwrap_or("-"),
                document.reason.unwrap_or("dunnable"),
            )
        })
        .collect()
}
