//! `dunlin letters`, run as an operator runs it.
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn dunlin(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    command.env_clear().args(words);
    command.output().unwrap()
}

/// A folder of templates that holds this one file.
fn folder(test: &str, name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let file = folder.join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
    folder
}

const POLITE: &str = "{% extends \"en/letter.txt\" %}\
    {% block subject %}{{ creditor.short_name }}: invoice {{ oldest.number }}\
    {% if more %} and {{ more }} more{% endif %}{% endblock %}\
    {% block facts %}A short note: our records show {% if count == 1 %}{{ open }} payable on invoice\
    {% else %}{{ count }} open invoices, the first of which is{% endif %}\
    {{ \" \" }}{{ oldest.number }}, due on {{ oldest.due_on.full }}. We write so early only because we like to know where \
    we stand with the coffee that we roast.{% endblock %}\
    {% block request %}Is everything ready for payment?{% endblock %}";

#[test]
fn a_good_template_of_ones_own_is_accepted() {
    let folder = folder("good", "en/upcoming.txt", POLITE);
    let output = dunlin(&[
        "letters",
        "lint",
        "--json",
        "--templates",
        folder.to_str().unwrap(),
    ]);
    let text = String::from_utf8(output.stdout).unwrap();
    let answer: Value = serde_json::from_str(text.trim()).unwrap();
    assert_eq!(
        (&answer["language"], &answer["findings"]),
        (&"en".into(), &Value::Array(Vec::new())),
        "{text}"
    );
    assert!(answer["letters"].as_u64().unwrap() > 2_000);
    assert_eq!(output.status.code(), Some(0));
    let shown = dunlin(&[
        "preview",
        "--stage",
        "upcoming",
        "--templates",
        folder.to_str().unwrap(),
    ]);
    assert!(
        String::from_utf8(shown.stdout)
            .unwrap()
            .contains("the coffee that we roast")
    );
}

#[test]
fn a_threat_is_found_by_its_rule() {
    let rude = POLITE.replace(
        "We write so early only because",
        "Pay, or else we will call a lawyer, because",
    );
    let folder = folder("rude", "en/upcoming.txt", &rude);
    let output = dunlin(&["letters", "lint", "--templates", folder.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    for found in [
        "upcoming: rule 2 prose: it threatens: “or else”",
        "names legal steps",
    ] {
        assert!(text.contains(found), "{text}");
    }
}

#[test]
fn what_is_no_template_is_named() {
    for (test, name, text, why) in [
        ("typo", "en/upcomming.txt", "", "en/upcomming.txt"),
        (
            "syntax",
            "en/upcoming.txt",
            "{% block facts %}",
            "en/upcoming.txt",
        ),
        ("tag", "en/upcoming.txt", "{% macro a() %}", "the tag “macro”"),
    ] {
        let folder = folder(test, name, text);
        let output = dunlin(&["letters", "lint", "--templates", folder.to_str().unwrap()]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn the_gallery_is_one_page() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery.html");
    let output = dunlin(&["letters", "gallery", "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let page = std::fs::read_to_string(out).unwrap();
    assert!(page.contains("id=\"de-final_notice\"") && page.contains("Guten Tag Jana Berger"));
}
