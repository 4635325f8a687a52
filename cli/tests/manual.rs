//! What a shell, a manual and a newcomer are told of the command.
#![allow(clippy::unwrap_used, reason = "a failed call is a failed test")]

use std::path::PathBuf;
use std::process::{Command, Output};

fn dunlin(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    command.env_clear().args(words).output().unwrap()
}

fn said(words: &[&str]) -> String {
    let output = dunlin(words);
    assert_eq!(output.status.code(), Some(0), "{words:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn shells_learn_every_verb() {
    for (shell, sign) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef dunlin"),
        ("fish", "complete -c dunlin"),
    ] {
        let script = said(&["completions", shell]);
        assert!(script.contains(sign), "{shell}");
        for verb in ["send-now", "tasks", "suppressions", "rotate-key"] {
            assert!(script.contains(verb), "{shell}: {verb}");
        }
    }
    assert_eq!(dunlin(&["completions", "abacus"]).status.code(), Some(2));
}

#[test]
fn the_manual_has_a_page_for_each_verb() {
    let page = said(&["man"]);
    assert!(page.contains(".TH dunlin 1") && page.contains("send"), "{page}");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("man1");
    said(&["man", "--to", &folder.display().to_string()]);
    for name in ["dunlin.1", "dunlin-paid.1", "dunlin-tasks-close.1"] {
        let page = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
    }
}

#[test]
fn the_help_shows_the_verbs_by_what_people_want() {
    let help = said(&["--help"]);
    let places: Vec<usize> = [
        "Bring in:",
        "See ahead, and why:",
        "Decide:",
        "Lists:",
        "Set up:",
        "Keep:",
        "Exit codes:",
    ]
    .iter()
    .map(|heading| help.find(heading).unwrap())
    .collect();
    assert!(places.is_sorted(), "{help}");
    assert!(
        said(&["paid", "--help"]).contains("dunlin paid 2026-101 --amount 250"),
        "an example"
    );
}

#[test]
fn a_refused_file_is_told_once() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("broken.csv");
    std::fs::write(&file, "x,y\n").unwrap();
    let file = file.display().to_string();
    let output = dunlin(&["import", &file]);
    assert_eq!(output.status.code(), Some(1));
    let shown = [output.stdout, output.stderr].concat();
    let shown = String::from_utf8(shown).unwrap();
    assert_eq!(
        shown.matches("in no format that Dunlin knows").count(),
        1,
        "{shown}"
    );
}
