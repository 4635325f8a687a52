//! Every command that the documentation shows is one that the command takes.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};

use crate::arguments::Arguments;

/// The pages, by their names in the repository.
fn pages() -> Vec<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut pages = vec![
        repository.join("README.md"),
        repository.join("SECURITY.md"),
        repository.join("CONTRIBUTING.md"),
        repository.join("shared/documents/FORMATS.md"),
        repository.join("infra/local/README.md"),
    ];
    let docs = std::fs::read_dir(repository.join("docs")).unwrap();
    // A folder beside the pages holds what they speak of.
    pages.extend(
        docs.map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file()),
    );
    pages
}

/// What begins so and is no command: the first line of an evidence pack.
const NO_COMMAND: &str = "evidence pack 1";

/// What stands between backquotes, line by line, and begins with the command's name.
fn commands(page: &str) -> Vec<Vec<String>> {
    let code = page.split('`').skip(1).step_by(2).flat_map(str::lines);
    // A block of code is what stands between three backquotes, so it is split off as every other.
    code.filter_map(|line| line.trim().strip_prefix("dunlin "))
        .filter(|rest| *rest != NO_COMMAND)
        .map(|rest| words(rest.split(" #").next().unwrap_or_default()))
        .collect()
}

/// The words of a line, quoted ones as one; what stands for a value becomes one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
        .into_iter()
        .take_while(|word| !matches!(word.as_str(), "|" | ">" | "<" | "&&"))
        .map(|word| match word.trim_matches(['…', '\\', '[', ']']) {
            "DATE" => "2026-11-17".to_owned(),
            "AMOUNT" => "12.50".to_owned(),
            "ADDRESS" => "person@example.com".to_owned(),
            "" if word == "…" => "some words".to_owned(),
            word => word.to_owned(),
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether these are names of verbs alone: a verb that is spoken of.
fn is_spoken_of(words: &[String]) -> bool {
    let command = Arguments::command();
    let mut at: &Command = &command;
    for word in words {
        match at.find_subcommand(word) {
            Some(verb) => at = verb,
            None => return false,
        }
    }
    true
}

#[test]
fn every_command_of_the_documentation_is_taken() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for words in commands(&text) {
            seen += 1;
            if is_spoken_of(&words) {
                continue;
            }
            let given = std::iter::once("dunlin".to_owned()).chain(words.iter().cloned());
            if let Err(error) = Arguments::command().try_get_matches_from(given) {
                wrong.push(format!("{}: dunlin {}\n{error}", page.display(), words.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 60, "{seen}");
}

#[test]
fn what_is_no_command_is_found() {
    let shown =
        commands("Try `dunlin import FILE…` and\n```sh\ndunlin plan --days 30 # a month\n```\nor `dunlin`.");
    assert_eq!(shown, [vec!["import", "FILE"], vec!["plan", "--days", "30"]]);
    assert!(is_spoken_of(&["policy".to_owned(), "diff".to_owned()]));
    assert!(!is_spoken_of(&["remind".to_owned()]));
}
