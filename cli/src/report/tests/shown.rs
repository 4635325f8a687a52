//! The page, and the numbers for machines.

use std::collections::BTreeSet;

use dunning::account::Language;
use dunning::calendar::Region;
use dunning::task::TaskKind;
use serde_json::Value;

use super::super::{OpenTask, numbers, page};
use super::book::{figures, history, invoice, made_up_year};
use super::day;

#[test]
fn a_year_is_one_page_that_needs_no_network_and_no_script() {
    // More customers, to be measured; and a file, to be looked at in a browser.
    let customers = std::env::var("REPORT_CUSTOMERS")
        .ok()
        .and_then(|count| count.parse().ok());
    let page = page(&made_up_year(customers.unwrap_or(60))).unwrap();
    if let Some(file) = std::env::var_os("REPORT_SAMPLE") {
        std::fs::write(file, &page).unwrap();
    }
    let namespace = "http://www.w3.org/2000/svg";
    assert!(!page.replace(namespace, "").contains("://"));
    for absent in [
        "<script",
        "<link",
        "<img",
        "src=",
        "@import",
        "javascript:",
        " onload=",
        " onclick=",
    ] {
        let mut tags = page.split('<').skip(1).filter_map(|tag| tag.split('>').next());
        assert!(!tags.any(|tag| format!("<{tag}").contains(absent)), "{absent}");
    }
}

#[test]
fn every_picture_has_a_name_a_description_and_a_table_beside_it() {
    let page = page(&made_up_year(60)).unwrap();
    let cards: Vec<&str> = page.split("<article").skip(1).collect();
    // Three a currency, five about letters, two about people.
    assert_eq!(cards.len(), 3 * 2 + 5 + 2);
    let count = |card: &str, what: &str| card.matches(what).count();
    for card in cards {
        let pictures = count(card, "class=\"picture ");
        assert!(
            pictures == 2 || (pictures == 0 && card.contains("id=\"texts\"")),
            "{card}"
        );
        for part in ["role=\"img\"", "<title id=", "<desc id=", "aria-labelledby=\""] {
            assert!(count(card, part) >= pictures, "{part} in {card}");
        }
        assert_eq!(count(card, "<table>"), 1, "{card}");
        assert!(card.contains("<p class=\"definition\">"));
    }
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let named = page
        .split("aria-labelledby=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    for id in named.flat_map(str::split_whitespace) {
        assert!(ids.contains(&id), "{id} names nothing");
    }
}

#[test]
fn what_comes_from_data_stays_text() {
    const HOSTILE: &str = "<script>alert(1)</script>\"'&</text></svg><b>";
    let mut customer = history("C-1");
    let account = customer.account.as_mut().unwrap();
    account.name = HOSTILE.to_owned();
    account.customer = HOSTILE.to_owned();
    customer.open.push(invoice("I-1", "2026-11-01", "100", "EUR"));
    let task = OpenTask {
        kind: TaskKind::Call,
        opened_on: day("2026-11-20"),
        customer: HOSTILE.to_owned(),
        subject: HOSTILE.to_owned(),
    };
    let mut figures = figures(&[customer], vec![task]);
    figures.creditor.name = HOSTILE.to_owned();
    let page = page(&figures).unwrap();
    assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    let pictures = page.matches("<svg").count();
    assert_eq!(page.matches("</svg>").count(), pictures);
    // Name and number in the table, name in both pictures and the sentence, the task's two cells, title and heading.
    assert!(page.matches("&lt;script&gt;").count() >= 8);
}

#[test]
fn numbers_are_written_as_the_creditor_reads_them() {
    let mut customer = history("C-1");
    customer.open.push(invoice("I-1", "2026-11-01", "1234.5", "EUR"));
    let mut figures = figures(&[customer], Vec::new());
    figures.creditor.language = Language::Italian;
    figures.creditor.region = Region::parse("IT").unwrap();
    let page = page(&figures).unwrap();
    assert!(page.contains("1.234,50\u{a0}EUR") && !page.contains("1,234"));
}

#[test]
fn an_empty_book_is_a_page_as_well() {
    let page = page(&figures(&[], Vec::new())).unwrap();
    assert!(page.contains("No letter was sent.") && page.contains("Nothing waits for a person."));
    assert!(!page.contains("class=\"picture "));
}

/// Every name in the numbers.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                // A minute of the day is no name.
                if !name.contains(':') {
                    found.insert(name.clone());
                }
                names(value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}

#[test]
fn every_number_for_machines_is_documented() {
    let told = serde_json::to_value(numbers(&made_up_year(60))).unwrap();
    let mut found = BTreeSet::new();
    names(&told, &mut found);
    assert!(found.len() > 50, "{found:?}");
    let page = include_str!("../../../../docs/report.md");
    let documented: BTreeSet<&str> = page.split('`').skip(1).step_by(2).collect();
    for name in found {
        assert!(
            documented.contains(name.as_str()),
            "docs/report.md does not say what `{name}` is"
        );
    }
    assert_eq!(told["schema"], 1);
}

#[test]
fn amounts_for_machines_are_exact() {
    let mut customer = history("C-1");
    customer.open.push(invoice("I-1", "2026-10-01", "100.10", "EUR"));
    let told = serde_json::to_value(numbers(&figures(&[customer], Vec::new()))).unwrap();
    let euros = &told["currencies"][0];
    assert_eq!(euros["open"], "100.10");
    assert_eq!(euros["aging"]["days_1_to_30"], "100.10");
    assert_eq!(euros["top_debtors"][0]["customer"], "C-1");
    assert_eq!(euros["over_time"][7]["overdue"], "100.10");
    assert_eq!(told["letters"]["hard_bounces"]["percent"], Value::Null);
}
