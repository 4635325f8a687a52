//! `dunlin init`, with its answers in a file.
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const ANSWERS: &str = "\
Torrefazione Pernice S.r.l.
Pernice

Marta Bianchi

pagamenti@pernice.example.com
marta@pernice.example.com

+39 06 5550 0123

Via Lago 1, 00100 Roma
IT


EUR
30
IT60 X054 2811 1010 0000 0123 456

gentle
manual
";

fn init(folder: &Path, words: &[&str], answers: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dunlin"))
        .env_clear()
        .args(["init", "--into"])
        .arg(folder)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have ended before it read everything.
    let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
    child.wait_with_output().unwrap()
}

#[test]
fn answers_become_files_that_can_be_used_and_are_not_written_over() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("init");
    let _ = std::fs::remove_dir_all(&folder);
    let first = init(&folder, &["--json"], ANSWERS);
    assert!(
        first.status.success(),
        "{}",
        String::from_utf8_lossy(&first.stderr)
    );
    let answer: Value = serde_json::from_slice(&first.stdout).unwrap();
    let letter = answer["first_letter"].as_str().unwrap();
    assert!(
        letter.contains("Marta Bianchi") && letter.contains("IT60 X054"),
        "{letter}"
    );
    assert!(
        letter.starts_with("Gentile"),
        "in the language of the country: {letter}"
    );
    let policy = std::fs::read_to_string(folder.join("policy.toml")).unwrap();
    assert!(policy.contains("preset = \"gentle\"") && policy.contains("payments = \"manual\""));

    let again = init(&folder, &[], ANSWERS);
    let said = String::from_utf8(again.stderr).unwrap();
    assert_eq!(
        (again.status.code(), said.contains("--replace")),
        (Some(1), true),
        "{said}"
    );
}

#[test]
fn nothing_is_written_where_the_answers_end() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("init-cut");
    let _ = std::fs::remove_dir_all(&folder);
    let cut = init(&folder, &[], "Torrefazione Pernice S.r.l.\nPernice\n");
    assert_eq!(cut.status.code(), Some(1));
    assert!(!folder.exists());
}
