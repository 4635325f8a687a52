//! A creditor's own templates: uploaded or applied, linted before they take force, and read by the customer.

use std::io::{Cursor, Write as _};

use chrono::{DateTime, Utc};
use serde_json::Value;
use tests::local_cloud::{Error, LocalCloud};
use zip::write::SimpleFileOptions;

use super::house::{INVOICES, at, audit, day, letters, live, mails_to, opened};

const CUSTOMERS: &str = "\
W-1,Wren Press,business,wanda@wren.example.com,Wanda Wren,yes,1,en,Europe/Dublin,IE
";

const BUILT_IN: &str = "With thanks and kind regards,";
const UPLOADED: &str = "Thank you, and all the best,";
const APPLIED: &str = "With many thanks and greetings,";
const RUDE: &str = "Pay at once, or else we call our lawyer,";

/// A letter of our own: the built-in one with another farewell. One tone, since the linter reads hundreds of each.
fn early_late(farewell: &str) -> String {
    let built_in = include_str!("../../../../shared/letters/templates/en/early_late.txt");
    format!("{built_in}{{% block farewell %}}{farewell}{{% endblock %}}")
}

fn late_late(farewell: &str) -> String {
    let built_in = include_str!("../../../../shared/letters/templates/en/late_late.txt");
    format!("{built_in}{{% block farewell %}}{farewell}{{% endblock %}}")
}

fn packed(files: &[(&str, &str)]) -> Result<Vec<u8>, Error> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, SimpleFileOptions::default())?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The text of the customer's last letter.
fn last_letter(cloud: &LocalCloud) -> String {
    let mut mails = mails_to(cloud, "wanda@wren.example.com");
    mails.pop().expect("a letter").text
}

#[tokio::test]
async fn a_letter_leaves_in_the_creditors_own_words() -> Result<(), Error> {
    let cloud = opened("own-words", CUSTOMERS).await?;
    let invoices = format!("{INVOICES}2026/501,2026-11-02,2026-11-24,EUR,100.00,W-1\n");
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/november.csv", invoices)
        .await?;
    what_breaks_a_rule_is_refused(&cloud, at("2026-11-16T07:00:00Z")).await?;
    live(&cloud, day("2026-11-17")).await?;
    assert!(
        last_letter(&cloud).contains(BUILT_IN),
        "{:?}",
        letters(&cloud, "W-1").await
    );

    // Packed as people do it: the folder itself, with a note beside.
    let archive = packed(&[
        ("our letters/README.md", "Ask Mara before you change anything."),
        ("our letters/en/early_late.txt", &early_late(UPLOADED)),
    ])?;
    let when = at("2026-11-18T10:00:00Z");
    cloud.upload(when, "templates/letters.zip", archive).await?;
    let uploaded = cloud.table.templates_version().await?;
    assert!(uploaded.is_some());
    live(&cloud, day("2026-11-27")).await?;
    assert!(last_letter(&cloud).contains(UPLOADED), "{}", last_letter(&cloud));

    // What is refused later leaves what is in force.
    what_breaks_a_rule_is_refused(&cloud, at("2026-11-28T10:00:00Z")).await?;
    assert_eq!(cloud.table.templates_version().await?, uploaded);

    // The same by the operator's command.
    let folder = cloud.folder().join("my-letters");
    std::fs::create_dir_all(folder.join("en"))?;
    let today = "2026-11-28T12:00:00Z";
    let apply = || cloud.dunlin(today, &["letters", "apply", &folder.display().to_string()]);
    std::fs::write(folder.join("en/late_late.txt"), late_late(RUDE))?;
    let refused = apply()?;
    assert_eq!(refused.code, 1, "{refused:?}");
    assert_eq!(cloud.table.templates_version().await?, uploaded);
    std::fs::write(folder.join("en/late_late.txt"), late_late(APPLIED))?;
    let applied = apply()?;
    assert_eq!(applied.code, 0, "{applied:?}");
    live(&cloud, day("2026-12-02")).await?;
    assert!(last_letter(&cloud).contains(APPLIED), "{}", last_letter(&cloud));
    assert_eq!(mails_to(&cloud, "wanda@wren.example.com").len(), 3);

    let reset = cloud.dunlin(today, &["letters", "reset"])?;
    assert_eq!(reset.code, 0, "{reset:?}");
    assert_eq!(cloud.table.templates().await?.len(), 0);
    audit(&cloud, &["wanda", "wren", "Mara"]).await
}

/// Each is kept with the reason, and the letters stay as they are.
async fn what_breaks_a_rule_is_refused(cloud: &LocalCloud, when: DateTime<Utc>) -> Result<(), Error> {
    let rude = packed(&[("en/early_late.txt", &early_late(RUDE))])?;
    let unknown = packed(&[("en/leter.txt", &early_late(UPLOADED))])?;
    let growing = packed(&[("en/letter.txt", "{{ \"x\" * 99999999 }}")])?;
    let broken = packed(&[("en/letter.txt", "{% block greeting %}Hello")])?;
    let before = cloud.table.templates_version().await?;
    for (object, bytes, why) in [
        ("templates/rude.zip", rude, "or else"),
        ("templates/unknown.zip", unknown, "en/leter.txt"),
        ("templates/growing.zip", growing, "“*” is not allowed"),
        ("templates/broken.zip", broken, "en/letter.txt"),
        (
            "templates/en/letter.txt",
            early_late(UPLOADED).into_bytes(),
            "expected a ZIP",
        ),
        ("templates/cut.zip", b"PK\x03\x04".to_vec(), "archive"),
    ] {
        cloud.upload(when, object, bytes).await?;
        let reason = cloud
            .bucket
            .fetch(&format!("rejected/{object}.error.json"), None, 100_000)
            .await?;
        let reason: Value = serde_json::from_slice(&reason.bytes)?;
        let said = reason["why"].as_str().unwrap_or_default();
        assert!(said.contains(why), "{object}: {said}");
        assert_eq!(cloud.table.templates_version().await?, before, "{object}");
    }
    Ok(())
}
