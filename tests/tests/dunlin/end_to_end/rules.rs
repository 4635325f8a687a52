//! The rules change: what that means for the real book is seen before it counts, and counts from the next morning.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tests::local_cloud::Error;

use super::house::{INVOICES, at, audit, opened};

const CUSTOMERS: &str = "\
P-1,Plover Press,business,paula@plover.example.com,Paula Plover,yes,1,en,Europe/Dublin,IE
";

/// The customer hears of nothing before it is late.
const LATE_ALONE: &str = "payments = \"manual\"
[[stage]]
name = \"early_late\"
when = \"10 business days after due\"
letter = \"early_late\"
";

/// The second Thursday after the invoices came, an hour after the day's sweep.
const CHANGED_AT: &str = "2026-11-19T10:00:00Z";

#[tokio::test]
async fn new_rules_are_compared_then_applied_then_lived() -> Result<(), Error> {
    let cloud = opened("rules", CUSTOMERS).await?;
    cloud
        .upload(at("2026-11-09T09:00:00Z"), "settings/policy.toml", LATE_ALONE)
        .await?;
    let invoices = format!("{INVOICES}2026/601,2026-11-02,2026-11-24,EUR,100.00,P-1\n");
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/november.csv", invoices)
        .await?;

    let file = cloud.folder().join("policy.toml");
    std::fs::write(&file, "preset = \"standard\"\npayments = \"manual\"\n")?;
    let file = file.to_str().ok_or("a path in UTF-8")?;
    let compared = cloud.dunlin(CHANGED_AT, &["policy", "diff", file, "--json"])?;
    assert_eq!(compared.code, 0, "{}", compared.aside);
    let answer: Value = serde_json::from_str(&compared.out)?;
    assert_eq!(answer["customers"], 1);
    let changes: Vec<String> = answer["changes"]
        .as_array()
        .ok_or("changes")?
        .iter()
        .filter_map(|change| {
            let stage = change["stage"].as_str()?;
            Some(format!("{stage}: {} → {}", change["now"], change["then"]))
        })
        .collect();
    assert_eq!(
        changes,
        [
            "upcoming: null → \"2026-11-20\"",
            "due_today: null → \"2026-11-24\"",
            "early_late: \"2026-12-08\" → \"2026-11-27\"",
            "late_late: null → \"2026-12-02\"",
            "second_notice: null → \"2026-12-11\"",
        ]
    );

    let shown = cloud.dunlin(CHANGED_AT, &["policy", "diff", file])?.out;
    let first =
        "5 letters from 2026-11-19 to 2026-12-18 instead of 1, to 1 customer, if nobody pays or answers";
    assert_eq!(shown.lines().next(), Some(first));
    assert!(shown.contains("late_late"), "{shown}");

    // Nobody can be asked here.
    let unasked = cloud.dunlin(CHANGED_AT, &["policy", "apply", file])?;
    assert_eq!(
        (unasked.code, unasked.aside.contains("--yes")),
        (2, true),
        "{}",
        unasked.aside
    );
    assert!(cloud.scheduled().await?.is_empty());

    let when: DateTime<Utc> = at(CHANGED_AT);
    cloud.set_clock(when)?;
    let applied = cloud.dunlin(
        CHANGED_AT,
        &["policy", "apply", file, "--yes", "--as", "Ann Ärmel"],
    )?;
    assert_eq!(applied.code, 0, "{}", applied.aside);
    assert!(
        applied.out.contains("by Ann Ärmel on 2026-11-19"),
        "{}",
        applied.out
    );
    cloud.until_quiet().await?;
    // Nothing but the new rules had anybody look: the agenda said December.
    let planned: Vec<String> = cloud
        .scheduled()
        .await?
        .iter()
        .map(|(planned, _)| planned.letter.day.to_string())
        .collect();
    assert_eq!(planned, ["2026-11-20"]);

    let shown = cloud.dunlin(CHANGED_AT, &["policy", "show", "--json"])?;
    let shown: Value = serde_json::from_str(&shown.out)?;
    assert_eq!(
        (&shown["version"], &shown["author"]),
        (&3.into(), &"Ann Ärmel".into())
    );
    let again = cloud.dunlin(CHANGED_AT, &["policy", "apply", file])?;
    assert_eq!((again.code, again.aside.contains("in force already")), (0, true));
    audit(&cloud, &[]).await
}
