//! Reads the corpora, real files with an answer key, where they lie beside the repository, and compares with the key.
//!
//! `DUNLIN_CORPORA` may name their folder; where there is none, the test says so and passes. It counts by format:
//! read right, read wrong, refused rightly, refused wrongly; `DUNLIN_CORPORA_VERBOSE=1` lists every refusal. A
//! format that has no reader yet is counted as *later*, provided that it is refused and not misread.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use documents::{Format, Inspection, Place, inspect, read};
use rust_decimal::Decimal;
use serde_json::Value;

/// Files where the key and the product's rules part, each with the reason. Not read otherwise than any other file.
const DISPUTED: [(&str, &str); 1] = [(
    "csv/other/generic_snake_case.csv",
    "the key takes the one good row and drops the two broken ones; a file is read whole or refused whole (SPEC 1), \
     and this one is refused at line 3, where the amount is no number",
)];

/// Formats with a reader; everything else must be refused.
const READ: [&str; 4] = ["csv", "ubl-invoice", "ubl-creditnote", "ses-event"];

#[derive(Default)]
struct Tally {
    right: u32,
    wrong: u32,
    refused_rightly: u32,
    refused_wrongly: u32,
    later: u32,
    disputed: u32,
}

fn corpora() -> Option<PathBuf> {
    let named = std::env::var_os("DUNLIN_CORPORA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let folder = named.unwrap_or(beside);
    folder.join("expected.jsonl").is_file().then_some(folder)
}

#[test]
fn every_file_of_the_corpora_is_read_right_or_refused() {
    let Some(folder) = corpora() else {
        println!("the corpora are absent: nothing to compare with");
        return;
    };
    let verbose = std::env::var_os("DUNLIN_CORPORA_VERBOSE").is_some();
    let key = std::fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    let mut tallies = BTreeMap::<String, Tally>::new();
    let mut complaints = Vec::new();
    for line in key.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let path = expected["path"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(path)).unwrap();
        let found = inspect(path, &bytes);
        let tally = tallies
            .entry(expected["format"].as_str().unwrap().to_owned())
            .or_default();
        let verdict = judge(&expected, &found, &bytes);
        match verdict {
            Verdict::Right => tally.right += 1,
            Verdict::RefusedRightly => tally.refused_rightly += 1,
            Verdict::Later => tally.later += 1,
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
    assert!(complaints.is_empty(), "{} files are wrong", complaints.len());
}

fn print(tallies: &BTreeMap<String, Tally>) {
    println!(
        "{:<16}{:>7}{:>7}{:>17}{:>17}{:>7}{:>10}",
        "format", "right", "wrong", "refused rightly", "refused wrongly", "later", "disputed"
    );
    for (format, tally) in tallies {
        println!(
            "{format:<16}{:>7}{:>7}{:>17}{:>17}{:>7}{:>10}",
            tally.right,
            tally.wrong,
            tally.refused_rightly,
            tally.refused_wrongly,
            tally.later,
            tally.disputed
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
    Later,
}

fn judge(expected: &Value, found: &Inspection, bytes: &[u8]) -> Verdict {
    let format = expected["format"].as_str().unwrap();
    let to_be_read = expected["status"] == "ok";
    if found.outcome == "refused" {
        let error = found.error.as_ref().unwrap();
        return if !to_be_read {
            Verdict::RefusedRightly
        } else if READ.contains(&format) || error.message.is_empty() {
            Verdict::RefusedWrongly
        } else {
            Verdict::Later
        };
    }
    let said_nothing = found.documents.is_empty() && found.payments.is_empty() && found.events.is_empty();
    if !to_be_read && !said_nothing {
        return Verdict::Wrong("should have been refused or passed over".into());
    }
    if !to_be_read {
        return Verdict::RefusedRightly;
    }
    if !READ.contains(&format) {
        return Verdict::Wrong(format!("was read as {}", found.format));
    }
    let result = if format == "ses-event" {
        same_events(expected, bytes)
    } else {
        same_documents(expected, found)
    };
    match result {
        Ok(()) => Verdict::Right,
        Err(why) => Verdict::Wrong(why),
    }
}

fn same_documents(expected: &Value, found: &Inspection) -> Result<(), String> {
    let expected = expected["docs"].as_array().unwrap();
    if expected.len() != found.documents.len() {
        return Err(format!(
            "{} documents instead of {}",
            found.documents.len(),
            expected.len()
        ));
    }
    for (expected, found) in expected.iter().zip(&found.documents) {
        let text = |key: &str| expected[key].as_str();
        let kind = match text("role").unwrap() {
            "credit_note" => "credit_note",
            "corrected_invoice" => "corrected_invoice",
            "self_billed" => "self_billed",
            "accounting_info_only" => "information_only",
            _ => "invoice",
        };
        let same = |field: &str, found: Option<&str>, expected: Option<&str>| {
            if found == expected {
                Ok(())
            } else {
                Err(format!("{field}: {found:?} instead of {expected:?}"))
            }
        };
        same("number", Some(&found.number), text("number"))?;
        same("issue_date", Some(&found.issue_date), text("issue_date"))?;
        same("due_date", found.due_date.as_deref(), text("due_date"))?;
        same("currency", found.currency, text("currency"))?;
        same("kind", Some(found.kind), Some(kind))?;
        same(
            "seller_name",
            found.seller_name.as_deref(),
            collapsed(&expected["seller"]["name"]).as_deref(),
        )
        .or_else(|why| {
            if expected["seller"]["name"].is_null() {
                Ok(())
            } else {
                Err(why)
            }
        })?;
        same(
            "buyer_name",
            found.buyer_name.as_deref(),
            collapsed(&expected["buyer"]["name"]).as_deref(),
        )
        .or_else(|why| {
            if expected["buyer"]["name"].is_null() {
                Ok(())
            } else {
                Err(why)
            }
        })?;
        same(
            "buyer_email",
            found.buyer_email.as_deref(),
            text_of(&expected["buyer"]["email"]),
        )?;
        let amount: Decimal = found.amount_due.parse().unwrap();
        let stated: Decimal = text("amount_due").unwrap().parse().unwrap();
        if amount != stated {
            return Err(format!("amount_due: {amount} instead of {stated}"));
        }
    }
    Ok(())
}

fn text_of(value: &Value) -> Option<&str> {
    value.as_str()
}

fn collapsed(value: &Value) -> Option<String> {
    let words: Vec<&str> = value.as_str()?.split_whitespace().collect();
    Some(words.join(" "))
}

fn same_events(expected: &Value, bytes: &[u8]) -> Result<(), String> {
    let content = read(bytes).map_err(|refusal| refusal.to_string())?;
    assert_eq!(content.format, Format::SesEvent);
    let mut events = content.events.iter();
    for expected in expected["docs"].as_array().unwrap() {
        let Some(kind) = expected["event_type"].as_str() else {
            // A message in a wrapping that is no event of ours: passed over, and said so.
            let passed_over = content
                .passed_over
                .iter()
                .any(|passed| passed.place != Place::File);
            if passed_over {
                continue;
            }
            return Err("no word of what was passed over".into());
        };
        let event = events.next().ok_or("an event is missing")?;
        let recipients: Vec<&str> = expected["recipients"]
            .as_array()
            .or(expected["destination"].as_array())
            .unwrap()
            .iter()
            .map(|recipient| recipient.as_str().unwrap())
            .collect();
        let tags = expected["tags"].as_object().map_or(0, serde_json::Map::len);
        if event.kind.name() != kind
            || Some(event.message_id.as_str()) != expected["message_id"].as_str()
            || event.recipients != recipients
            || event.tags.len() != tags
        {
            return Err(format!("{event:?} instead of {expected}"));
        }
    }
    match events.next() {
        None => Ok(()),
        Some(_) => Err("an event too many".into()),
    }
}
