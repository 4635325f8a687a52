//! What was sent is kept and can be proved; and a customer who asks for it is forgotten, but for the hashes.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use dunning::account::AccountKey;
use dunning::chain::verify;
use dunning::ports::{Ledgers, Stories, UnmatchedPayments};
use tests::local_cloud::{Answer, Error, LocalCloud};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::house::{INVOICES, account, at, audit, day, letter_of, live, mails_to, opened};

const CUSTOMERS: &str = "\
C-10017,Torrefazione Bellini,business,anna.bellini@bellini.example.it,Anna Bellini,yes,1,it,Europe/Rome,IT
C-30044,Librairie des Deux Rives,business,compta@deuxrives.example.com,Claire Martin,yes,1,en,Europe/Paris,FR
";

const BELLINI: &str = "anna.bellini@bellini.example.it";

/// A page without anything that could be read.
const PICTURE: &str =
    "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n";

/// An archive of one file, whose bytes no longer show what it says.
fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    archive.start_file(name, options).expect("a name");
    archive.write_all(content).expect("room in memory");
    archive.finish().expect("an archive").into_inner()
}

/// The operator's command on the story's cloud.
fn dunlin(cloud: &LocalCloud, words: &[&str]) -> Result<Answer, Error> {
    cloud.dunlin("2026-11-28", words)
}

fn said(answer: &Answer) -> String {
    format!("{}{}", answer.out, answer.aside)
}

/// Everything that the table and every version of every file say.
async fn everything(cloud: &LocalCloud) -> Result<String, Error> {
    let mut all = String::new();
    let scan = cloud
        .clients()
        .dynamodb()
        .scan()
        .table_name(cloud.output("TableName")?)
        .send()
        .await?;
    assert!(scan.last_evaluated_key.is_none(), "the story is small");
    for item in scan.items.unwrap_or_default() {
        all.push_str(&format!("{item:?}\n"));
    }
    for (object, version) in cloud.bucket.versions("").await? {
        all.push_str(&object);
        if let Ok(file) = cloud.bucket.fetch(&object, Some(&version), u64::MAX).await {
            all.push_str(&String::from_utf8_lossy(&file.bytes));
        }
    }
    Ok(all)
}

async fn check_chain(cloud: &LocalCloud, account: &AccountKey) -> usize {
    let story = cloud.table.story(account).await.expect("the table answers");
    verify(account, &story, DateTime::<Utc>::MIN_UTC).expect("the chain is whole");
    story.entries.len()
}

#[tokio::test]
async fn what_was_sent_is_proved_and_then_forgotten() -> Result<(), Error> {
    let cloud = opened("evidence", CUSTOMERS).await?;
    let invoices = format!(
        "{INVOICES}2026/10101,2026-11-02,2026-11-24,EUR,1234.50,C-10017\n\
         2026/10102,2026-11-02,2026-12-24,EUR,77.70,C-10017\n\
         2026/20201,2026-11-02,2026-11-24,EUR,80.00,C-30044\n"
    );
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/november.csv", invoices)
        .await?;
    live(&cloud, day("2026-11-17")).await?;

    // The letter is kept as SES got it.
    let bellini = account("C-10017");
    let mails = mails_to(&cloud, BELLINI);
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    let kept = cloud
        .bucket
        .list(&format!("letters/{bellini}/20261117-1/"))
        .await?;
    let [kept] = kept.as_slice() else {
        panic!("{kept:?}")
    };
    let sent = cloud.bucket.fetch(&kept.object, None, 1_000_000).await?.bytes;
    let sent: serde_json::Value = serde_json::from_slice(&sent)?;
    assert_eq!(sent["letter"], letter_of("C-10017", "2026-11-17").to_string());
    assert_eq!(sent["to"], BELLINI);
    for (part, whole) in [
        ("subject", &mail.subject),
        ("text", &mail.text),
        ("html", &mail.html),
    ] {
        assert_eq!(sent[part], *whole.as_str());
    }
    let told = cloud.table.timeline(&bellini).await?;
    assert!(
        told.iter()
            .any(|line| line.what == "letter_archived" && line.detail.ends_with(&kept.object))
    );

    // A pack holds it, says nothing of the other invoice, and any change of it is found.
    let pack: PathBuf = cloud.folder().join("pack.jsonl");
    let path = pack.to_str().expect("a path");
    let made = dunlin(&cloud, &["evidence", "2026/10101", "--to", path])?;
    assert!(made.code == 0, "{}", said(&made));
    let fingerprint = said(&made).split_once("fingerprint ").expect("it is told").1[..64].to_owned();
    let text = std::fs::read_to_string(&pack)?;
    assert!(
        text.contains("1234.50") && text.contains("letter_delivered"),
        "{text}"
    );
    assert!(!text.contains("10102") && !text.contains("77.70"), "{text}");
    let again = dunlin(&cloud, &["evidence", "2026/10101", "--to", path])?;
    assert_eq!(again.code, 1, "written over");
    let verified = dunlin(
        &cloud,
        &["evidence", "verify", path, "--fingerprint", &fingerprint],
    )?;
    assert!(verified.code == 0, "{}", said(&verified));
    assert!(
        said(&verified).contains("1 letter, 1 with its words"),
        "{}",
        said(&verified)
    );
    std::fs::write(&pack, text.replacen("1234.50", "1134.50", 1))?;
    let forged = dunlin(&cloud, &["evidence", "verify", path])?;
    assert_eq!(forged.code, 1);
    assert!(said(&forged).contains("line 1 was changed"), "{}", said(&forged));

    // Nobody who owes is forgotten.
    let early = dunlin(&cloud, &["erase", "C-10017", "--yes"])?;
    assert_eq!(early.code, 1);
    assert!(
        said(&early).contains("2026/10101, 2026/10102"),
        "{}",
        said(&early)
    );

    let paid = "booked_on,amount,currency,remittance,payer\n\
                2026-11-20,1234.50,EUR,Invoice 2026/10101,Torrefazione Bellini\n\
                2026-11-20,77.70,EUR,Invoice 2026/10102,Torrefazione Bellini\n";
    cloud
        .upload(at("2026-11-21T10:00:00Z"), "payments/november.csv", paid)
        .await?;
    // What a person's words are packed into, and what nobody can look into; money that nobody could place.
    let directory = format!("number,name\nC-10017,{BELLINI}\n");
    let at_noon = at("2026-11-21T12:00:00Z");
    cloud
        .upload(
            at_noon,
            "customers/autumn.zip",
            zipped("a.csv", directory.as_bytes()),
        )
        .await?;
    cloud.upload(at_noon, "invoices/scan.pdf", PICTURE).await?;
    let stray =
        "booked_on,amount,currency,remittance,payer\n2026-11-20,55.00,EUR,a deposit,Torrefazione Bellini\n";
    cloud.upload(at_noon, "payments/stray.csv", stray).await?;
    assert_eq!(cloud.table.unmatched().await?.len(), 1);
    let packed = async || -> Result<bool, Error> {
        for (object, version) in cloud.bucket.versions("").await? {
            // A mark that a file was deleted can't be fetched.
            let file = cloud.bucket.fetch(&object, Some(&version), u64::MAX).await;
            if object.ends_with("autumn.zip") && file.is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    };
    assert!(packed().await?);
    let words = ["Bellini", "bellini", "C-10017", "10101", "10102", "77.70"];
    let before = everything(&cloud).await?;
    assert!(
        words.iter().all(|word| before.contains(word)),
        "the test looks where the words are"
    );
    let entries = check_chain(&cloud, &bellini).await;
    let erased = dunlin(&cloud, &["erase", "C-10017", "--yes"])?;
    assert!(erased.code == 0, "{}", said(&erased));
    let told = said(&erased);
    assert!(told.contains("1 payment without an invoice"), "{told}");
    assert!(
        told.contains("look yourself") && told.contains("scan.pdf"),
        "{told}"
    );
    assert!(!packed().await?, "the archive is left");
    assert_eq!(cloud.table.unmatched().await?, []);
    assert!(
        cloud.table.open_tasks().await?.is_empty(),
        "the payment's task is gone"
    );

    let after = everything(&cloud).await?;
    for word in words {
        let found = after
            .find(word)
            .map(|at| &after[at.saturating_sub(200)..(at + 100).min(after.len())]);
        assert_eq!(found, None, "{word} is left");
    }
    assert_eq!(check_chain(&cloud, &bellini).await, entries + 1);
    // The other customer's ledger is as it was, and the letters go on.
    live(&cloud, day("2026-11-27")).await?;
    assert_eq!(mails_to(&cloud, "compta@deuxrives.example.com").len(), 2);
    assert!(after.contains("Librairie des Deux Rives") && after.contains("2026/20201"));
    assert_eq!(mails_to(&cloud, BELLINI).len(), 1);
    audit(&cloud, &["Bellini", "bellini", "Martin", "deuxrives"]).await
}
