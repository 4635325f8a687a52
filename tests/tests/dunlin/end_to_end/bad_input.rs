//! Bad input: each a clear outcome, nothing lost, nothing retried for ever, and no other file held up.

use std::time::Duration;

use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::primitives::ByteStream;
use dunning::ports::Settings as _;
use serde_json::{Value, json};
use tests::local_cloud::{Error, LocalCloud};

use super::house::{POLICY, at, audit, ledger, opened};

const CUSTOMERS: &str = "\
B-1,Brook Dairy,business,bea@brook.example.com,Bea Brook,yes,1,en,Europe/Dublin,IE
";

const PERSONAL: [&str; 3] = ["brook", "bea@", "zoe.zander"];

const BROKEN: &str = "invoice_number,issue_date,due_date,currency,amount_due,customer_number,email
2026-201,2026-11-02,2026-11-24,EUR,100.00,B-1,bea@brook.example.com
2026-202,2026-11-02,the 31st,EUR,200.00,B-1,zoe.zander@brook.example.com
";

#[tokio::test]
async fn what_can_not_be_read_is_kept_with_the_reason() -> Result<(), Error> {
    let cloud = opened("bad-input", CUSTOMERS).await?;
    let head = ledger(&cloud, "B-1").await;

    // The name of a file may be a customer's, so it must not be logged either.
    let broken = "invoices/Brook Dairy (November).csv";
    cloud.upload(at("2026-11-10T10:00:00Z"), broken, BROKEN).await?;
    assert_eq!(ledger(&cloud, "B-1").await, head, "nothing of it was applied");
    let why = refusal(&cloud, broken).await?;
    for said in ["line 3", "column 3", "due_date", "expected"] {
        assert!(why.contains(said), "{said} in: {why}");
    }
    assert_eq!(
        kept(&cloud, &format!("rejected/{broken}")).await?,
        BROKEN.as_bytes()
    );

    for (object, bytes, said) in [
        ("invoices/empty.csv", "", "empty"),
        (
            "invoices/letter.docx",
            "PK\u{3}\u{4} nothing that is an invoice",
            "",
        ),
        ("payments/notes.txt", "remember the milk", ""),
        ("settings/policies.toml", POLICY, "settings/policy.toml"),
    ] {
        cloud.upload(at("2026-11-10T10:05:00Z"), object, bytes).await?;
        let why = refusal(&cloud, object).await?;
        assert!(!why.is_empty() && why.contains(said), "{object}: {why}");
    }
    too_large(&cloud).await?;
    gone_before_it_was_read(&cloud).await?;
    a_policy_with_a_mistake_leaves_the_old_one_in_force(&cloud).await?;
    assert_eq!(cloud.table.refused_files().await?.len(), 7);
    assert_eq!(cloud.table.files_under_way().await?, []);

    let repaired = BROKEN.replace("the 31st", "2026-11-30");
    cloud
        .upload(at("2026-11-10T11:00:00Z"), broken, repaired.clone())
        .await?;
    let once = ledger(&cloud, "B-1").await;
    assert_eq!(once.invoices.len(), 2, "repaired and uploaded again, it applies");
    cloud
        .upload(at("2026-11-10T11:05:00Z"), broken, repaired.clone())
        .await?;
    cloud
        .upload(at("2026-11-10T11:06:00Z"), "invoices/copy.csv", repaired)
        .await?;
    assert_eq!(
        ledger(&cloud, "B-1").await,
        once,
        "the same again changes nothing"
    );
    assert_eq!(cloud.scheduled().await?.len(), 0);
    audit(&cloud, &PERSONAL).await
}

/// A hundred megabytes are refused by their size alone.
async fn too_large(cloud: &LocalCloud) -> Result<(), Error> {
    let object = "invoices/everything.csv";
    cloud.set_clock(at("2026-11-10T10:10:00Z"))?;
    let patience = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(60));
    let patience = patience.operation_timeout(Duration::from_secs(60)).build();
    let put = cloud
        .clients()
        .s3()
        .put_object()
        .bucket(cloud.output("BucketName")?)
        .key(object);
    put.body(ByteStream::from(vec![b'x'; 100_000_000]))
        .customize()
        .disable_payload_signing()
        .config_override(aws_sdk_s3::config::Builder::new().timeout_config(patience))
        .send()
        .await?;
    cloud.until_quiet().await?;
    let why = refusal(cloud, object).await?;
    assert!(why.contains("100000000") && why.contains("split"), "{why}");
    Ok(())
}

/// An upload that was deleted before anybody read it: nothing to do, and nobody tries for ever.
async fn gone_before_it_was_read(cloud: &LocalCloud) -> Result<(), Error> {
    let notification = json!({ "Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
        "eventTime": "2026-11-10T10:15:00.000Z", "eventName": "ObjectCreated:Put",
        "userIdentity": { "principalId": "x" }, "requestParameters": { "sourceIPAddress": "127.0.0.1" },
        "responseElements": {},
        "s3": { "s3SchemaVersion": "1.0", "configurationId": "c",
            "bucket": { "name": cloud.output("BucketName")?, "ownerIdentity": { "principalId": "x" },
                "arn": "arn:aws:s3:::b" },
            "object": { "key": "invoices/gone.csv", "size": 1, "eTag": "9d", "sequencer": "00" } },
    }] });
    cloud.send("Uploads", &notification.to_string()).await?;
    cloud.until_quiet().await?;
    assert!(cloud.dead_letters().await?.is_empty());
    Ok(())
}

async fn a_policy_with_a_mistake_leaves_the_old_one_in_force(cloud: &LocalCloud) -> Result<(), Error> {
    let before = cloud.table.settings().await?.policy;
    let mistaken = format!("{POLICY}window = {{ opens = \"06:00\", closes = \"05:00\" }}\n");
    cloud
        .upload(at("2026-11-10T10:20:00Z"), "settings/policy.toml", mistaken)
        .await?;
    let why = refusal(cloud, "settings/policy.toml").await?;
    assert!(why.contains("line 3") && why.contains("window"), "{why}");
    assert_eq!(cloud.table.settings().await?.policy, before);
    Ok(())
}

/// The reason beside a refused file; the same one that the command lists. The file itself is gone from its place.
async fn refusal(cloud: &LocalCloud, object: &str) -> Result<String, Error> {
    let kept_beside = kept(cloud, &format!("rejected/{object}.error.json")).await?;
    let error: Value = serde_json::from_slice(&kept_beside)?;
    assert_eq!(error["file"], object);
    let why = error["why"].as_str().unwrap_or_default().to_owned();
    let listed = cloud.table.refused_files().await?;
    assert!(
        listed.iter().any(|file| file.object == object && file.why == why),
        "{object} is not listed: {listed:?}"
    );
    assert!(
        cloud.bucket.list(object).await?.is_empty(),
        "{object} is still there"
    );
    assert_eq!(
        cloud.bucket.list(&format!("rejected/{object}")).await?.len(),
        2,
        "the file and the reason"
    );
    Ok(why)
}

async fn kept(cloud: &LocalCloud, object: &str) -> Result<Vec<u8>, Error> {
    let file = cloud.bucket.fetch(object, None, 200_000_000).await;
    Ok(file.map_err(|error| format!("{object}: {error}"))?.bytes)
}
