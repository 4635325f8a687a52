//! The rules of the house, read off manifests and sources (DESIGN.md: the house, rules that keep it true).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Our crates: name, folder under the root, and which of ours each is built with (test-only ones apart).
fn ours(metadata: &Value) -> BTreeMap<String, (PathBuf, BTreeSet<String>)> {
    let members: BTreeSet<&str> = list(&metadata["workspace_members"])
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let packages: Vec<&Value> = list(&metadata["packages"])
        .iter()
        .filter(|package| members.contains(text(package, "id")))
        .collect();
    let names: BTreeSet<&str> = packages.iter().map(|package| text(package, "name")).collect();
    let crate_of = |package: &&Value| {
        let folder = Path::new(text(package, "manifest_path")).parent().unwrap();
        let uses = list(&package["dependencies"])
            .iter()
            .filter(|dependency| text(dependency, "kind") != "dev")
            .map(|dependency| text(dependency, "name"))
            .filter(|name| names.contains(name))
            .map(str::to_owned)
            .collect();
        let folder = folder.strip_prefix(root()).unwrap().to_owned();
        (text(package, "name").to_owned(), (folder, uses))
    };
    packages.iter().map(crate_of).collect()
}

/// Rust sources below a folder, with their text; what is generated or built apart.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), source));
            }
        }
    }
    found
}

fn all_sources() -> Vec<(PathBuf, String)> {
    ["cli", "functions", "shared", "tests"]
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
        .collect()
}

/// Whether a file is tests as a whole: in a folder `tests` or `benches`, or a file of that name beside what it tests.
fn is_all_tests(path: &Path) -> bool {
    let is_of_tests =
        |part: std::path::Component<'_>| part.as_os_str() == "tests" || part.as_os_str() == "benches";
    path.components().any(is_of_tests) || path.ends_with("tests.rs")
}

/// The source without its `#[cfg(test)]` module, which stands last.
fn without_tests<'a>(path: &Path, source: &'a str) -> &'a str {
    if is_all_tests(path) {
        return "";
    }
    match source.find("#[cfg(test)]\nmod ") {
        Some(place) if source[place..].contains('{') => &source[..place],
        _ => source,
    }
}

/// The line without its comment, roughly: prose may name what code may not.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

#[test]
fn dependencies_run_one_way() {
    let crates = ours(&metadata());
    let layer = |folder: &Path| match folder.to_str().unwrap() {
        "shared/dunning" => 0,
        "shared/aws" | "shared/documents" | "shared/letters" => 1,
        "cli" => 2,
        folder if folder.starts_with("functions/") => 2,
        "tests" => 3,
        folder => panic!("{folder} is in no place of DESIGN's house"),
    };
    for (name, (folder, uses)) in &crates {
        for used in uses {
            let below = &crates[used].0;
            assert!(
                layer(folder) > layer(below),
                "{name} must not depend on {used}: functions, cli → aws, documents, letters → dunning"
            );
        }
    }
    let functions = crates
        .values()
        .filter(|(folder, _)| folder.starts_with("functions"))
        .count();
    assert_eq!(functions, 7);
}

/// Everything that the domain is built with, however far down.
fn closure_of(package: &str) -> BTreeSet<String> {
    // Not from the metadata: those join the features that any crate of the workspace asks for.
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--edges",
            "normal",
            "--prefix",
            "none",
        ])
        .args(["--package", package])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout).unwrap();
    let name = |line: &str| line.split_whitespace().next().map(str::to_owned);
    tree.lines().filter_map(name).collect()
}

#[test]
fn the_domain_has_no_aws_no_runtime_no_clock_and_no_dice() {
    let closure = closure_of("dunning");
    assert!(closure.contains("chrono"), "{closure:?}");
    let forbidden: Vec<&String> = closure
        .iter()
        .filter(|name| {
            name.starts_with("aws")
                || name.starts_with("rand")
                || [
                    "tokio",
                    "async-std",
                    "smol",
                    "getrandom",
                    "fastrand",
                    "iana-time-zone",
                    "time",
                ]
                .contains(&name.as_str())
        })
        .collect();
    assert!(forbidden.is_empty(), "dunning is built with {forbidden:?}");
    for (path, source) in sources(&root().join("shared/dunning/src")) {
        for (line, text) in (1..).zip(without_tests(&path, &source).lines()) {
            for word in [
                "Utc::now",
                "Local::now",
                "SystemTime",
                "Instant::now",
                "std::fs",
                "std::net",
                "std::env",
                "std::thread",
                "std::process",
            ] {
                assert!(!code(text).contains(word), "{}:{line} has {word}", path.display());
            }
        }
    }
}

#[test]
fn the_wall_clock_is_read_by_the_sending_and_the_operator_alone() {
    let mut readings = Vec::new();
    for (path, source) in all_sources() {
        // What is tried on real services may wait for them by the clock.
        if path.starts_with("tests") {
            continue;
        }
        for text in without_tests(&path, &source).lines() {
            if ["Utc::now", "Local::now", "SystemTime::now"]
                .iter()
                .any(|word| code(text).contains(word))
            {
                readings.push(path.clone());
            }
        }
    }
    // The sending, in the minute of sending; and the operator's machine, for "today".
    let allowed = ["cli/src/today.rs", "functions/send/src/clock.rs"].map(std::path::PathBuf::from);
    readings.sort();
    assert_eq!(readings, allowed);
}

#[test]
fn nothing_unwraps_outside_tests() {
    for (path, source) in all_sources() {
        for (line, text) in (1..).zip(without_tests(&path, &source).lines()) {
            assert!(
                !code(text).contains(".unwrap()"),
                "{}:{line} unwraps",
                path.display()
            );
        }
    }
}

#[test]
fn every_crate_takes_lints_and_versions_from_the_workspace() {
    for (name, (folder, _)) in ours(&metadata()) {
        let manifest = std::fs::read_to_string(root().join(&folder).join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{name} has lints of its own"
        );
        for inherited in ["version", "edition", "rust-version", "license", "publish"] {
            assert!(
                manifest.contains(&format!("{inherited}.workspace = true")),
                "{name} has a {inherited} of its own"
            );
        }
        let mut section = "";
        for line in manifest.lines().map(str::trim) {
            if line.starts_with('[') {
                section = line;
            } else if section.ends_with("dependencies]") && !line.is_empty() && !line.starts_with('#') {
                assert!(
                    line.contains("workspace = true"),
                    "{name}: “{line}” has a version of its own"
                );
            }
        }
    }
}

/// A longer file is two files.
const LINES_AT_MOST: usize = 450;

#[test]
fn no_file_is_too_long() {
    for (path, source) in all_sources() {
        let is_generated = path == Path::new("shared/dunning/src/calendar/table.rs");
        let lines = source.lines().count();
        assert!(
            is_generated || lines <= LINES_AT_MOST,
            "{} has {lines} lines",
            path.display()
        );
    }
}

#[test]
fn there_are_no_helpers_and_no_utils() {
    for (path, _) in all_sources() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            !["helpers", "helper", "utils", "util", "common", "misc"].contains(&name),
            "{}: name it after what it does",
            path.display()
        );
    }
}

/// The texts in backticks of a line.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Whether a source has a test of that name; a case of the contract is a test of every store that it is tried on.
fn has_test(source: &str, name: &str, is_contract: bool) -> bool {
    let head = format!("fn {name}(");
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_marked = |place: usize| {
        let above = lines.get(place.saturating_sub(2)..place).unwrap_or_default();
        above
            .iter()
            .any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
    };
    let is_it = |(place, line): (usize, &&str)| line.contains(&head) && (is_contract || is_marked(place));
    lines.iter().enumerate().any(is_it)
}

/// Holds a page that says which test holds what to the tests that there are; how many it names.
fn tests_named_on(page: &str) -> usize {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let rows = || text.lines().filter(|line| line.starts_with("| "));
    let is_folder = |row: &&str| quoted(row).count() == 2 && !row.contains("::");
    let folders: BTreeMap<&str, &str> = rows()
        .filter(is_folder)
        .map(|row| {
            let mut names = quoted(row);
            (names.next().unwrap(), names.next().unwrap())
        })
        .collect();
    let heads = [
        "| rule | test |",
        "| promise | test |",
        "| in the table | stands for |",
    ];
    let mut tested = 0;
    for row in rows().filter(|row| !is_folder(row)) {
        if row.starts_with("| --- |") || heads.contains(&row) {
            continue;
        }
        let tests: Vec<&str> = quoted(row).filter(|text| text.contains("::")).collect();
        assert!(!tests.is_empty(), "{page}: no test in “{row}”");
        for test in tests {
            let (file, name) = test.split_once("::").unwrap();
            let (folder, rest) = file.split_once('/').unwrap();
            let path = root().join(folders[folder]).join(format!("{rest}.rs"));
            let source = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                has_test(&source, name, folder == "contract"),
                "{page}: {} has no test {name}",
                path.display()
            );
            tested += 1;
        }
    }
    tested
}

#[test]
fn every_rule_names_tests_that_exist() {
    let tested = tests_named_on("docs/rules.md");
    assert!(tested > 100, "{tested}");
}

#[test]
fn every_promise_names_tests_that_exist() {
    let promises = std::fs::read_to_string(root().join("docs/promises.md")).unwrap();
    for promise in 1..=10 {
        assert!(
            promises.contains(&format!("\n| {promise}. ")),
            "promise {promise}"
        );
    }
    assert!(tests_named_on("docs/promises.md") > 20);
}

/// A mutant that no longer applies proves nothing any more; `make sim-mutants` lives them.
#[test]
fn every_mutant_still_applies() {
    let patches: Vec<_> = std::fs::read_dir(root().join("tests/mutants"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "patch"))
        .collect();
    assert!(patches.len() >= 20, "{}", patches.len());
    for patch in patches {
        let text = std::fs::read_to_string(&patch).unwrap();
        let says_what_is_wrong = text.lines().next().is_some_and(|line| line.len() > 20);
        assert!(
            says_what_is_wrong,
            "{}: begin with what is wrong",
            patch.display()
        );
        let checked = Command::new("git")
            .args(["apply", "--check"])
            .arg(&patch)
            .current_dir(root())
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&checked.stderr);
        assert!(
            checked.status.success(),
            "{} applies no more, make it anew: {complaint}",
            patch.display()
        );
    }
}

#[test]
fn the_readme_names_the_two_commands() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let makefile = std::fs::read_to_string(root().join("Makefile")).unwrap();
    for target in ["demo", "test"] {
        assert!(readme.contains(&format!("make {target}")), "{target}");
        assert!(makefile.contains(&format!("\n{target}:")), "{target}");
    }
}
