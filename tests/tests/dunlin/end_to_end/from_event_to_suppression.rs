//! From what SES tells of a letter to the next contact, the retry, the hold.

use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use dunning::hold::HoldKind;
use dunning::ports::Suppressions;
use dunning::suppression::SuppressionReason;
use dunning::task::TaskKind;
use serde_json::json;
use tests::local_cloud::{Error, LocalCloud};

use super::house::{
    INVOICES, account, address, at, audit, day, event, ledger, letter_of, live, mails_to, opened, states,
};

const CUSTOMERS: &str = "\
H-1,Hard Bakery,business,gone@hard.example.com,Greta Gone,yes,1,en,Europe/London,GB
H-1,,,next@hard.example.com,Nils Next,yes,2,,,
S-1,Soft Bakery,business,full@soft.example.com,Fabio Full,yes,1,en,Europe/London,GB
K-1,Cross Bakery,business,cross@cross.example.com,Carla Cross,yes,1,en,Europe/London,GB
W-1,Bare Bakery,business,w1@wrapped.example.com,,yes,1,en,Europe/London,GB
W-2,Topic Bakery,business,w2@wrapped.example.com,,yes,1,en,Europe/London,GB
W-3,Bridge Bakery,business,w3@wrapped.example.com,,yes,1,en,Europe/London,GB
W-4,Queue Bakery,business,w4@wrapped.example.com,,yes,1,en,Europe/London,GB
W-5,Order Bakery,business,w5@wrapped.example.com,,yes,1,en,Europe/London,GB
";

const ALL: [&str; 8] = ["H-1", "S-1", "K-1", "W-1", "W-2", "W-3", "W-4", "W-5"];

const PERSONAL: [&str; 8] = [
    "hard.example",
    "soft.example",
    "cross",
    "wrapped.example",
    "bakery",
    "greta",
    "nils",
    "fabio",
];

#[tokio::test]
async fn what_came_back_is_not_mailed_again_and_the_next_contact_is() -> Result<(), Error> {
    let cloud = opened("event-to-suppression", CUSTOMERS).await?;
    let mut invoices = INVOICES.to_owned();
    for customer in ALL {
        invoices.push_str(&format!(
            "I-{customer},2026-11-02,2026-11-24,GBP,100.00,{customer}\n"
        ));
    }
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/bakeries.csv", invoices)
        .await?;
    let silent: &[&str] = &["silence"];
    cloud.set_outcomes(
        &[
            ("gone@hard.example.com", ["hard_bounce"].as_slice()),
            ("full@soft.example.com", ["soft_bounce"].as_slice()),
            ("cross@cross.example.com", ["complaint"].as_slice()),
            ("w1@wrapped.example.com", silent),
            ("w2@wrapped.example.com", silent),
            ("w3@wrapped.example.com", silent),
            ("w4@wrapped.example.com", silent),
            ("w5@wrapped.example.com", silent),
        ]
        .into(),
    )?;
    live(&cloud, day("2026-11-17")).await?;
    assert_eq!(states(&cloud, "H-1").await, ["2026-11-17 bounced"]);
    assert_eq!(states(&cloud, "S-1").await, ["2026-11-17 bounced"]);
    assert_eq!(states(&cloud, "K-1").await, ["2026-11-17 complained"]);
    assert_eq!(
        reason(&cloud, "GONE@hard.example.com").await,
        Some(SuppressionReason::HardBounce)
    );
    assert_eq!(
        reason(&cloud, "cross@cross.example.com").await,
        Some(SuppressionReason::Complaint)
    );
    assert_eq!(reason(&cloud, "full@soft.example.com").await, None);

    every_wrapping_is_read(&cloud).await?;
    events_come_twice_in_any_order_and_for_strangers(&cloud).await?;

    // The days between are missed, and nothing is lost by it.
    for on in ["2026-11-18", "2026-11-20"] {
        live(&cloud, day(on)).await?;
    }
    assert_eq!(mails_to(&cloud, "gone@hard.example.com").len(), 1);
    let next = mails_to(&cloud, "next@hard.example.com");
    assert_eq!(next[0].at.date_naive(), day("2026-11-18"), "the next sending day");
    let retried = mails_to(&cloud, "full@soft.example.com");
    assert_eq!(
        retried[1].at.date_naive(),
        day("2026-11-18"),
        "a soft bounce is tried again"
    );
    assert_eq!(states(&cloud, "S-1").await[1], "2026-11-18 delivered");

    assert_eq!(
        mails_to(&cloud, "cross@cross.example.com").len(),
        1,
        "silence after a complaint"
    );
    let complained = ledger(&cloud, "K-1").await.account;
    assert!(
        complained
            .holds
            .iter()
            .any(|hold| hold.kind == HoldKind::Complaint),
        "{:?}",
        complained.holds
    );
    let tasks = cloud.table.open_tasks().await?;
    let asked = |kind, customer| {
        tasks
            .iter()
            .any(|task| task.kind == kind && task.account == account(customer))
    };
    assert!(
        asked(TaskKind::Complaint, "K-1") && asked(TaskKind::FindAddress, "W-1"),
        "{tasks:?}"
    );

    audit(&cloud, &PERSONAL).await?;
    garbage_fails_alone(&cloud).await?;
    cloud.check_logs(&PERSONAL)
}

async fn reason(cloud: &LocalCloud, to: &str) -> Option<SuppressionReason> {
    let found = cloud
        .table
        .suppression(&address(to))
        .await
        .expect("the table answers");
    found.map(|suppression| suppression.reason)
}

async fn every_wrapping_is_read(cloud: &LocalCloud) -> Result<(), Error> {
    let when = "2026-11-17T09:00:00.000Z";
    let bounce =
        |customer: &str, to: &str| event("Bounce", Some(&letter_of(customer, "2026-11-17")), to, when);
    let sns = |event: &serde_json::Value| {
        json!({ "Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:us-east-1:000000000000:t",
            "Message": event.to_string(), "Timestamp": when })
    };
    let bare = bounce("W-1", "w1@wrapped.example.com");
    let topic = sns(&bounce("W-2", "w2@wrapped.example.com"));
    let bridge = json!({ "version": "0", "id": "i", "detail-type": "Email Bounced", "source": "aws.ses",
        "time": when, "region": "us-east-1", "resources": [], "detail": bounce("W-3", "w3@wrapped.example.com") });
    let queued = json!({ "Records": [{ "messageId": "q", "receiptHandle": "r", "eventSource": "aws:sqs",
        "body": sns(&bounce("W-4", "w4@wrapped.example.com")).to_string() }] });
    cloud.set_clock(at(when))?;
    for body in [bare, topic, bridge, queued] {
        cloud.send("Events", &body.to_string()).await?;
    }
    cloud.until_quiet().await?;
    for (customer, to) in [("W-1", "w1"), ("W-2", "w2"), ("W-3", "w3"), ("W-4", "w4")] {
        assert_eq!(
            states(cloud, customer).await,
            ["2026-11-17 bounced"],
            "{customer}"
        );
        let found = reason(cloud, &format!("{to}@wrapped.example.com")).await;
        assert_eq!(found, Some(SuppressionReason::HardBounce), "{customer}");
    }
    Ok(())
}

async fn events_come_twice_in_any_order_and_for_strangers(cloud: &LocalCloud) -> Result<(), Error> {
    let letter = letter_of("W-5", "2026-11-17");
    let to = "w5@wrapped.example.com";
    let when = "2026-11-17T09:01:00.000Z";
    for kind in ["Delivery", "Send", "Delivery", "Send"] {
        cloud
            .send("Events", &event(kind, Some(&letter), to, when).to_string())
            .await?;
        cloud.until_quiet().await?;
    }
    assert_eq!(states(cloud, "W-5").await, ["2026-11-17 delivered"]);
    let once = ledger(cloud, "W-5").await;
    for kind in ["Send", "Delivery"] {
        cloud
            .send("Events", &event(kind, Some(&letter), to, when).to_string())
            .await?;
    }
    cloud.until_quiet().await?;
    assert_eq!(
        ledger(cloud, "W-5").await,
        once,
        "a repeated event changes nothing"
    );

    // A letter of an account that was never here, and a mail without our tag: the addresses are suppressed all the same.
    let unknown = letter_of("nobody", "2026-11-17");
    cloud
        .send(
            "Events",
            &event("Bounce", Some(&unknown), "stranger@wrapped.example.com", when).to_string(),
        )
        .await?;
    cloud
        .send(
            "Events",
            &event("Complaint", None, "untagged@wrapped.example.com", when).to_string(),
        )
        .await?;
    cloud.until_quiet().await?;
    assert_eq!(
        reason(cloud, "stranger@wrapped.example.com").await,
        Some(SuppressionReason::HardBounce)
    );
    assert_eq!(
        reason(cloud, "untagged@wrapped.example.com").await,
        Some(SuppressionReason::Complaint)
    );
    Ok(())
}

/// One batch of garbage and one good event: the good one is taken in, the garbage ends where a person looks.
async fn garbage_fails_alone(cloud: &LocalCloud) -> Result<(), Error> {
    let good = event(
        "Bounce",
        None,
        "late@wrapped.example.com",
        "2026-11-24T09:00:00.000Z",
    )
    .to_string();
    let bodies = [
        "{\"eventType\":\"Bounce\",\"mail\":{}}",
        good.as_str(),
        "garbage from bea@wrapped.example.com",
    ];
    let mut batch = cloud
        .clients()
        .sqs()
        .send_message_batch()
        .queue_url(cloud.output("EventsQueueUrl")?);
    for (index, body) in bodies.iter().enumerate() {
        let entry = SendMessageBatchRequestEntry::builder()
            .id(index.to_string())
            .message_body(*body);
        batch = batch.entries(entry.build()?);
    }
    batch.send().await?;
    cloud.until_quiet().await?;
    assert_eq!(
        reason(cloud, "late@wrapped.example.com").await,
        Some(SuppressionReason::HardBounce)
    );
    assert_eq!(
        cloud.dead_letters().await?,
        [("EventsDeadQueueUrl".to_owned(), 2)].into()
    );
    Ok(())
}
