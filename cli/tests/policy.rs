//! `dunlin policy check`, run as an operator runs it.
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn check(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/policy.toml");
    command
        .env_clear()
        .args(["policy", "check"])
        .arg(shipped)
        .args(words);
    command.output().unwrap()
}

#[test]
fn the_shipped_policy_on_real_dates_in_several_countries() {
    let output = check(&["--due", "2026-11-24", "--json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let stages: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let days = |place: &str| -> Vec<String> {
        let on = |stage: &Value| stage["on"][place].as_str().unwrap().chars().take(14).collect();
        stages.iter().map(on).collect()
    };
    assert_eq!(
        days("Italy"),
        [
            "Tue 2026-11-17",
            "Fri 2026-11-20",
            "Tue 2026-11-24",
            "Wed 2026-11-25",
            "Fri 2026-11-27",
            "Wed 2026-12-02",
            "Fri 2026-12-11",
            "Fri 2026-12-18",
            // Christmas, and the quiet time to Epiphany.
            "Thu 2027-01-07",
            "Wed 2027-01-27",
        ]
    );
    // Thanksgiving is on the 26th.
    assert_eq!(days("New York")[4], "Mon 2026-11-30");
    assert_eq!(stages[4]["when"][0], "3 business days after due");
}

#[test]
fn a_named_policy_may_be_looked_at_and_one_that_is_not_there_not() {
    let output = check(&["--due", "2026-11-24", "--policy", "gentle", "--json"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 3);
    let output = check(&["--policy", "strict"]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("has no policy “strict”: it has collections, gentle, standard"),
        "{error}"
    );
}
