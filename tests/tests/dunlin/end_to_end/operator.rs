//! The operator's command on a stack that it finds by itself: what it does, and that docs/json.md says what it answers.

use std::collections::BTreeSet;
use std::path::Path;

use dunning::ports::UnmatchedPayments;
use serde_json::Value;
use tests::local_cloud::{Answer, Error, LocalCloud, repository};

use super::house::{INVOICES, at, day, ledger, live, mails_to, opened};

const CUSTOMERS: &str = "\
C-1,Torrefazione Bellini,business,anna.bellini@bellini.example.it,Anna Bellini,yes,1,it,Europe/Rome,IT
C-2,Harbour Light Cafe,business,moana@harbourlight.example.nz,Moana Parata,yes,1,en,Pacific/Auckland,NZ
C-3,Birkenhof,business,bounce@simulator.amazonses.com,Jan Albers,yes,1,de,Europe/Berlin,DE
";

const PAYMENTS: &str = "\
booking_date,amount,currency,reference,payer
2026-11-12,33.00,EUR,thanks for the beans,Somebody Else
2026-11-12,44.00,EUR,rent of the flat,Somebody Other
2026-11-12,55.00,EUR,,Torrefazione Bellini
";

/// Noon in UTC, when the letters of the morning have left.
const NOON: &str = "2026-11-17T12:00:00Z";

/// A command with the section of docs/json.md that tells its answer.
type Call<'a> = (&'a str, Vec<&'a str>);

#[tokio::test]
async fn everything_is_done_with_one_command_that_finds_the_stack() -> Result<(), Error> {
    let cloud = opened("operator", CUSTOMERS).await?;
    let invoices = format!(
        "{INVOICES}I-1,2026-10-20,2026-11-24,EUR,100.00,C-1\nI-2,2026-10-20,2026-11-24,EUR,250.00,C-1\n\
         I-3,2026-10-20,2026-11-24,NZD,70.00,C-2\nI-4,2026-10-20,2026-11-24,EUR,70.00,C-3\n"
    );
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/november.csv", invoices)
        .await?;
    cloud
        .upload(at("2026-11-12T10:00:00Z"), "payments/november.csv", PAYMENTS)
        .await?;
    cloud
        .upload(at("2026-11-12T10:05:00Z"), "invoices/broken.csv", "x,y\n")
        .await?;
    live(&cloud, day("2026-11-17")).await?;

    where_the_stack_is(&cloud)?;
    let documented = sections(&repository().join("docs/json.md"))?;
    let folder = cloud.folder().join("answers");
    std::fs::create_dir_all(&folder)?;
    for (section, arguments) in calls(&cloud, &folder).await? {
        let mut words = vec!["--json"];
        words.extend(&arguments);
        let answer = cloud.dunlin(NOON, &words)?;
        assert!(
            answer.code <= 1 && !answer.out.is_empty(),
            "{arguments:?}: {answer:?}"
        );
        let example = documented
            .iter()
            .find(|(name, _)| name == section)
            .map(|(_, example)| example)
            .ok_or_else(|| format!("docs/json.md has no section `{section}`: {}", answer.out))?;
        for line in answer.out.lines() {
            let real: Value = serde_json::from_str(line)?;
            let told = example.iter().any(|example| is_told(&real, example));
            assert!(
                told,
                "{arguments:?} answers otherwise than docs/json.md says:\n{line}"
            );
        }
    }
    what_came_of_it(&cloud).await
}

/// Looked for by its name; what is named is taken as it is, and never beside another stack's.
fn where_the_stack_is(cloud: &LocalCloud) -> Result<(), Error> {
    let nowhere = cloud.dunlin(NOON, &["--stack", "nowhere", "tasks"])?;
    let elsewhere = cloud.dunlin(NOON, &["--region", "eu-central-1", "tasks"])?;
    for (answer, place) in [
        (&nowhere, "“nowhere” in us-east-1"),
        (&elsewhere, "“dunlin” in eu-central-1"),
    ] {
        assert_eq!(answer.code, 1, "{answer:?}");
        assert!(
            answer.aside.contains(place) && answer.aside.contains("--stack"),
            "{answer:?}"
        );
    }
    let table = cloud.output("TableName")?;
    let by_name = |table: &str, words: &[&str]| {
        let environment = [("DUNLIN_STACK", "nowhere"), ("DUNLIN_TABLE", table)];
        cloud.dunlin_with(NOON, words, &environment)
    };
    assert_eq!(by_name(table, &["tasks"])?.code, 0, "no stack is needed");
    assert_eq!(
        by_name("no-such-table", &["tasks"])?.code,
        1,
        "the environment wins over the stack"
    );
    let policy = repository().join("infra/policy.toml").display().to_string();
    let mixed = cloud.dunlin_with(NOON, &["import", &policy], &[("DUNLIN_TABLE", "another")])?;
    assert_eq!(mixed.code, 2, "{mixed:?}");
    assert!(
        mixed.aside.contains("`another` is not the one of the stack"),
        "{mixed:?}"
    );
    Ok(())
}

/// Every verb that answers in JSON, in an order in which each has something to say.
async fn calls<'a>(cloud: &LocalCloud, folder: &'a Path) -> Result<Vec<Call<'a>>, Error> {
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let tasks = cloud.table.open_tasks().await?;
    let task = |subject: &str| {
        let found = tasks.iter().find(|task| task.subject == subject);
        found
            .map(|task| leaked(task.handle()))
            .ok_or_else(|| format!("no task about {subject}: {tasks:?}"))
    };
    let mut waiting = Vec::new();
    for payment in cloud.table.unmatched().await? {
        waiting.push(leaked(dunning::task::handle_of(&["payment", &payment.identity])));
    }
    let [beans, rent] = waiting.as_slice() else {
        return Err(format!("two payments wait: {waiting:?}").into());
    };
    let pack = leaked(folder.join("I-3.evidence").display().to_string());
    let sample = leaked(
        repository()
            .join("tests/samples/invoices/german-ubl.xml")
            .display()
            .to_string(),
    );
    let policy = leaked(repository().join("infra/policy.toml").display().to_string());
    let gentle = leaked(folder.join("gentle.toml").display().to_string());
    std::fs::write(gentle, "preset = \"gentle\"\npayments = \"manual\"\n")?;
    Ok(vec![
        ("inspect", vec!["inspect", sample]),
        ("import", vec!["import", sample]),
        ("rejected", vec!["rejected"]),
        ("plan", vec!["plan", "--days", "30"]),
        ("why", vec!["why", "I-3"]),
        ("timeline", vec!["timeline", "I-3"]),
        ("preview", vec!["preview"]),
        (
            "preview",
            vec!["preview", "--invoice", "I-3", "--tone", "early_late"],
        ),
        ("digest", vec!["digest"]),
        ("tasks", vec!["tasks"]),
        (
            "tasks",
            vec!["tasks", "--kind", "match_payment", "--customer", "bellini"],
        ),
        ("customers", vec!["customers"]),
        ("payments", vec!["payments"]),
        ("suppressions", vec!["suppressions"]),
        ("aging", vec!["aging"]),
        ("cost", vec!["cost", "--month", "2026-11"]),
        ("policy check", vec!["policy", "check", policy]),
        ("policy diff", vec!["policy", "diff", gentle]),
        ("policy show", vec!["policy", "show"]),
        ("letters lint", vec!["letters", "lint", "--language", "en"]),
        ("decisions", vec!["approve", "I-3"]),
        (
            "decisions",
            vec!["paid", "I-2", "--amount", "40", "--on", "2026-11-16"],
        ),
        (
            "decisions",
            vec!["paid", "I-2", "--amount", "40", "--on", "2026-11-16"],
        ),
        ("decisions", vec!["paid", "I-2", "--amount", "0.001"]),
        (
            "decisions",
            vec!["tasks", "close", task("I-1")?, "--note", "was for I-2"],
        ),
        ("decisions", vec!["payments", "assign", beans, "I-1"]),
        ("decisions", vec!["payments", "set-aside", rent]),
        (
            "decisions",
            vec![
                "suppressions",
                "lift",
                "bounce@simulator.amazonses.com",
                "--reason",
                "works again",
            ],
        ),
        ("decisions", vec!["promise", "I-1", "2026-12-01"]),
        (
            "decisions",
            vec!["dispute", "I-1", "--text", "two bags were missing"],
        ),
        ("decisions", vec!["pause", "--customer", "C-1"]),
        ("decisions", vec!["resume", "--customer", "C-1"]),
        ("decisions", vec!["contact", "C-3", "jan@birkenhof.example.de"]),
        ("decisions", vec!["settle", "C-1", "2026-11-17", "left"]),
        ("send-now", vec!["send-now", "I-4", "--yes"]),
        ("redrive", vec!["redrive"]),
        ("doctor", vec!["doctor"]),
        ("rotate-key", vec!["rotate-key"]),
        ("evidence", vec!["evidence", "I-3", "--to", pack]),
        ("evidence verify", vec!["evidence", "verify", pack]),
    ])
}

async fn what_came_of_it(cloud: &LocalCloud) -> Result<(), Error> {
    let bellini = ledger(cloud, "C-1").await;
    let open: Vec<String> = bellini
        .invoices
        .iter()
        .map(|invoice| format!("{} {}", invoice.id, invoice.open()))
        .collect();
    assert_eq!(open, ["I-1 67.00 EUR", "I-2 210.00 EUR"]);
    assert!(cloud.table.unmatched().await?.is_empty());
    let birkenhof = ledger(cloud, "C-3").await;
    assert!(
        birkenhof
            .account
            .contacts
            .iter()
            .all(|contact| !contact.suppressed)
    );
    let told = cloud.dunlin(NOON, &["timeline", "I-4"])?;
    assert!(
        told.out.contains("works again") && told.out.contains("(by olive)"),
        "{told:?}"
    );
    // The letter that bounced waits for its minute of the next morning; a person who can't wait sends it before, and what
    // was planned finds it gone.
    let written = || mails_to(cloud, "jan@birkenhof.example.de").len();
    cloud.until_quiet().await?;
    assert_eq!(written(), 0, "nothing leaves outside the window");
    let morning = "2026-11-18T04:01:00Z";
    let leaving = cloud.dunlin(morning, &["--json", "send-now", "I-4", "--yes"])?;
    assert!(leaving.out.contains(r#""outcome":"leaving""#), "{leaving:?}");
    cloud.until_quiet().await?;
    assert_eq!(written(), 1);
    assert_gone(&cloud.dunlin(morning, &["send-now", "I-4", "--yes"])?);
    cloud.fire_until(at("2026-11-18T23:00:00Z")).await?;
    assert_eq!(written(), 1);
    Ok(())
}

fn assert_gone(answer: &Answer) {
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.aside.contains("has left already"), "{answer:?}");
}

/// The sections of docs/json.md by their names, each with the lines of its examples.
fn sections(file: &Path) -> Result<Vec<(String, Vec<Value>)>, Error> {
    let text = std::fs::read_to_string(file)?;
    let mut sections = Vec::new();
    for section in text.split("\n## ").skip(1) {
        let name = section.lines().next().unwrap_or_default().replace('`', "");
        let mut examples = Vec::new();
        for block in section.split("```json\n").skip(1) {
            for line in block.split("```").next().unwrap_or_default().lines() {
                examples
                    .push(serde_json::from_str(line).map_err(|error| format!("{name}: {error}: {line}"))?);
            }
        }
        sections.push((name.trim().to_owned(), examples));
    }
    Ok(sections)
}

/// Whether an example has the fields of a real answer, all of them and no others, however deep; what is null or an empty
/// list on either side tells nothing of what is within.
fn is_told(real: &Value, example: &Value) -> bool {
    match (real, example) {
        (Value::Null, _) | (_, Value::Null) => true,
        (Value::Object(real), Value::Object(example)) => {
            let names: BTreeSet<&String> = real.keys().collect();
            names == example.keys().collect()
                && real.iter().all(|(name, value)| is_told(value, &example[name]))
        }
        (Value::Array(real), Value::Array(example)) => {
            example.is_empty()
                || real
                    .iter()
                    .all(|value| example.iter().any(|example| is_told(value, example)))
        }
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => true,
        _ => false,
    }
}
