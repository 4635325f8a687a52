//! `dunlin inspect`, run as an operator runs it, on the samples.
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/samples")
        .join(name)
}

/// The command, with nothing of the environment that could lead it to a cloud.
fn dunlin(words: &[&str], files: &[PathBuf]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    command.env_clear().args(words).args(files);
    command.output().unwrap()
}

fn answers(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn files_in(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(sample(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

#[test]
fn one_json_object_a_file_in_the_shape_that_is_kept() {
    let folders = ["invoices", "payments", "events"];
    let files: Vec<PathBuf> = folders.into_iter().flat_map(files_in).collect();
    let output = dunlin(&["inspect", "--json"], &files);
    let answers = answers(&output);
    assert_eq!(answers.len(), files.len());
    for (answer, file) in answers.iter().zip(&files) {
        assert_eq!(
            keys(answer),
            [
                "documents",
                "error",
                "events",
                "format",
                "outcome",
                "path",
                "payments"
            ]
        );
        assert_eq!(answer["path"], file.display().to_string());
        assert_eq!(
            (&answer["outcome"], &answer["error"]),
            (&Value::from("read"), &Value::Null)
        );
        for document in answer["documents"].as_array().unwrap() {
            assert_eq!(
                keys(document),
                [
                    "amount_due",
                    "buyer_country",
                    "buyer_email",
                    "buyer_name",
                    "currency",
                    "due_date",
                    "due_from",
                    "dunnable",
                    "instalments",
                    "issue_date",
                    "kind",
                    "number",
                    "payment_means",
                    "reason",
                    "seller_name",
                ]
            );
            assert!(document["amount_due"].is_string() && document["dunnable"].is_boolean());
        }
        for payment in answer["payments"].as_array().unwrap() {
            assert_eq!(
                keys(payment),
                [
                    "amount",
                    "booked_on",
                    "currency",
                    "direction",
                    "payer",
                    "references"
                ]
            );
        }
        for event in answer["events"].as_array().unwrap() {
            assert_eq!(keys(event), ["message_id", "recipients", "type"]);
        }
    }
    for array in ["documents", "payments", "events"] {
        assert!(
            answers
                .iter()
                .any(|answer| !answer[array].as_array().unwrap().is_empty()),
            "{array}"
        );
    }
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[test]
fn every_broken_file_is_refused_with_its_reason() {
    let files: Vec<PathBuf> = files_in("broken");
    let output = dunlin(&["inspect", "--json"], &files);
    let answers = answers(&output);
    assert_eq!(answers.len(), files.len());
    for answer in &answers {
        assert_eq!(answer["outcome"], "refused", "{answer}");
        assert_eq!(keys(&answer["error"]), ["field", "message", "place"]);
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
    }
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn an_error_names_file_line_column_and_field() {
    let output = dunlin(&["inspect"], &[sample("broken/one-bad-row.csv")]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: "), "{said}");
    assert!(said.contains("one-bad-row.csv: line "), "{said}");
    assert!(said.contains(", column "), "{said}");
    let json = dunlin(&["inspect", "--json"], &[sample("broken/one-bad-row.csv")]);
    let answer = answers(&json).remove(0);
    let field = answer["error"]["field"].as_str().unwrap();
    assert!(said.contains(&format!(": {field}: ")), "{said}");
    assert_eq!((output.stdout.len(), output.status.code()), (0, Some(1)));
}

#[test]
fn a_good_file_beside_a_bad_one_is_still_shown() {
    let files = [sample("broken/empty.csv"), sample("invoices/plain.csv")];
    let output = dunlin(&["inspect"], &files);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("plain.csv: csv"), "{shown}");
    assert!(shown.lines().count() > 2, "{shown}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_file_that_is_not_there_is_an_object_as_well() {
    let output = dunlin(&["inspect", "--json"], &[sample("no-such-file.csv")]);
    let answer = answers(&output).remove(0);
    assert_eq!(
        (&answer["outcome"], &answer["format"]),
        (&Value::from("refused"), &Value::from("unknown"))
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn wrong_use_is_told_apart_from_refusal() {
    assert_eq!(dunlin(&["inspect"], &[]).status.code(), Some(2));
    assert_eq!(dunlin(&["no-such-verb"], &[]).status.code(), Some(2));
    let without_region = dunlin(&["plan"], &[]);
    let said = String::from_utf8(without_region.stderr).unwrap();
    assert!(said.contains("--region") && said.contains("AWS_REGION"), "{said}");
    assert_eq!(without_region.status.code(), Some(2));
}

#[test]
fn a_sample_letter_needs_no_cloud() {
    for tone in ["heads_up", "early_late", "final_notice"] {
        for language in ["en", "it"] {
            let output = dunlin(&["preview", "--tone", tone, "--language", language], &[]);
            let shown = String::from_utf8(output.stdout).unwrap();
            assert!(
                shown.contains("Subject: ") && shown.contains("LGP-2026-0117"),
                "{shown}"
            );
            assert_eq!(output.status.code(), Some(0));
        }
    }
}

#[test]
fn the_help_documents_the_exit_codes() {
    let help = String::from_utf8(dunlin(&["--help"], &[]).stdout).unwrap();
    assert!(help.contains("Exit codes:"), "{help}");
}

#[test]
fn people_see_what_comes_of_a_document_and_why() {
    let files = [
        sample("invoices/terms-in-words.csv"),
        sample("invoices/report.csv"),
        sample("invoices/credit-note.xml"),
        sample("payments/german.csv"),
    ];
    let output = dunlin(&["inspect"], &files);
    let shown = String::from_utf8(output.stdout).unwrap();
    for said in [
        "2026-12-03  text",
        "default terms, else review; the terms text counts in months",
        "the terms text says 2026-11-17, but the date counts",
        "review: due before its issue",
        "in the creditor's currency, else refused",
        "an open balance of 2026-11-20",
        "taken off XR-2026-9",
        "a payment goes back",
        "passed over",
        "line 8",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert_eq!(output.status.code(), Some(0));
}

/// Nothing leaves for a cloud while no file is good; hidden files and links are nobody's.
#[test]
fn a_folder_is_read_to_its_end_though_files_are_refused() {
    let folder = std::env::temp_dir().join(format!("dunlin-import-{}", std::process::id()));
    let inner = folder.join("inner");
    std::fs::create_dir_all(&inner).unwrap();
    for count in 0..30 {
        std::fs::write(inner.join(format!("{count:02}.csv")), "no,table\n1").unwrap();
    }
    std::fs::write(folder.join(".hidden.csv"), "x").unwrap();
    std::fs::copy(sample("invoices/header-only.csv"), folder.join("empty.csv")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(sample("invoices/plain.csv"), folder.join("link.csv")).unwrap();
    let output = dunlin(&["import"], std::slice::from_ref(&folder));
    std::fs::remove_dir_all(&folder).unwrap();
    let (shown, said) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    let refused = shown.lines().filter(|line| line.contains(" refused  "));
    assert_eq!(refused.count(), 30, "{shown}");
    assert!(!said.contains("error: "), "once is enough: {said}");
    assert!(shown.contains("31 files: 1 empty, 30 refused"), "{shown}");
    assert!(!shown.contains("hidden") && !shown.contains("link"), "{shown}");
    assert_eq!(output.status.code(), Some(1));
}
