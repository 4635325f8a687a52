//! Queues, schedules and bucket on a local cloud.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed call is a failed test"
)]

use aws::bucket::FetchError;
use aws::scheduler::ScheduleTarget;
use aws::wire::{read_pick, read_planned_letter, read_sweep_request};
use aws::{Bucket, BucketArchive, BucketOriginals, LetterSchedules, PicksQueue, SweepsQueue};
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use aws_sdk_sqs::types::QueueAttributeName;
use chrono_tz::Tz;
use dunning::letter::LetterId;
use dunning::message::{Pick, PlannedLetter, Reach, SweepPart, SweepRequest, Window};
use dunning::ports::{Picks, Scheduled, Schedules, Sweeps};
use tests::contract::archive::a_letter_is_kept_under_the_hash_of_its_words;
use tests::contract::dynamodb::clients;
use tests::contract::fixtures::{at, day, key};
use tests::contract::originals::a_file_is_had_in_the_version_asked_for_or_not_at_all;

fn unique(name: &str) -> String {
    format!("{name}-{}", std::process::id())
}

fn letter(number: u64) -> LetterId {
    LetterId {
        account: key(number),
        day: day(),
        attempt: 1,
    }
}

/// Every message of a queue, which is left empty.
async fn drain(client: &aws_sdk_sqs::Client, url: &str) -> Vec<String> {
    let mut bodies = Vec::new();
    loop {
        let request = client.receive_message().queue_url(url).max_number_of_messages(10);
        let messages = request.send().await.unwrap().messages.unwrap_or_default();
        if messages.is_empty() {
            return bodies;
        }
        for message in messages {
            let delete = client.delete_message().queue_url(url);
            let receipt = message.receipt_handle.unwrap();
            delete.receipt_handle(receipt).send().await.unwrap();
            bodies.push(message.body.unwrap());
        }
    }
}

#[tokio::test]
async fn every_pick_and_sweep_arrives_and_reads_back() {
    let sqs = clients().sqs();
    let created = sqs
        .create_queue()
        .queue_name(unique("contract-picks"))
        .send()
        .await
        .unwrap();
    let url = created.queue_url.unwrap();
    let picks: Vec<Pick> = (0..23)
        .map(|number| Pick {
            letter: letter(number),
            zone: Tz::Europe__Rome,
            window: Window::default(),
            picked_at: at("2026-11-16T09:00:00Z"),
        })
        .collect();
    PicksQueue::new(sqs.clone(), &url).pick(&picks).await.unwrap();
    let mut read: Vec<Pick> = drain(&sqs, &url)
        .await
        .iter()
        .map(|body| read_pick(body).unwrap())
        .collect();
    read.sort_by(|one, other| one.letter.cmp(&other.letter));
    assert_eq!(read, picks);

    let request = SweepRequest {
        scheduled_time: at("2026-11-16T09:00:00Z"),
        reach: Reach::Due,
        part: Some(SweepPart {
            shard: 63,
            behind: None,
        }),
    };
    let sweeps = SweepsQueue::new(sqs.clone(), &url);
    sweeps.hand_on(std::slice::from_ref(&request)).await.unwrap();
    sweeps.hand_on(&[]).await.unwrap();
    let read = drain(&sqs, &url).await;
    assert_eq!(read.len(), 1);
    assert_eq!(read_sweep_request(&read[0]), Ok(request));
}

#[tokio::test]
async fn a_letter_is_scheduled_once_in_utc_and_deletes_itself() {
    let clients = clients();
    let (sqs, scheduler) = (clients.sqs(), clients.scheduler());
    let created = sqs
        .create_queue()
        .queue_name(unique("contract-letters"))
        .send()
        .await
        .unwrap();
    let attributes = sqs
        .get_queue_attributes()
        .queue_url(created.queue_url.unwrap())
        .attribute_names(QueueAttributeName::QueueArn)
        .send()
        .await
        .unwrap()
        .attributes
        .unwrap();
    let queue_arn = attributes[&QueueAttributeName::QueueArn].clone();
    let group = unique("contract");
    scheduler
        .create_schedule_group()
        .name(&group)
        .send()
        .await
        .unwrap();
    let schedules = LetterSchedules::new(
        scheduler.clone(),
        ScheduleTarget {
            group: group.clone(),
            letters_queue_arn: queue_arn.clone(),
            role_arn: "arn:aws:iam::000000000000:role/scheduler".into(),
            dead_letter_arn: format!("{queue_arn}-dead"),
        },
    );
    let planned = PlannedLetter {
        letter: letter(1),
        at: at("2099-11-17T04:16:00Z"),
        zone: Tz::Europe__Rome,
        picked_at: at("2099-11-16T09:00:03Z"),
    };
    assert_eq!(schedules.schedule(&planned).await.unwrap(), Scheduled::Anew);
    assert_eq!(schedules.schedule(&planned).await.unwrap(), Scheduled::Already);
    // The customer moves west, and what was picked before comes once more.
    let moved = PlannedLetter {
        at: at("2099-11-17T10:17:00Z"),
        zone: Tz::America__New_York,
        picked_at: at("2099-11-16T20:00:00Z"),
        ..planned.clone()
    };
    assert_eq!(schedules.schedule(&moved).await.unwrap(), Scheduled::Moved);
    assert_eq!(schedules.schedule(&planned).await.unwrap(), Scheduled::Already);
    let planned = moved;

    let name = planned.letter.to_string();
    let stored = scheduler
        .get_schedule()
        .group_name(&group)
        .name(name)
        .send()
        .await
        .unwrap();
    assert_eq!(stored.schedule_expression(), Some("at(2099-11-17T10:17:00)"));
    assert_eq!(stored.schedule_expression_timezone(), Some("UTC"));
    assert_eq!(
        stored.description(),
        Some("A letter at 2099-11-17 05:17 in America/New_York")
    );
    assert_eq!(
        stored.action_after_completion().map(|action| action.as_str()),
        Some("DELETE")
    );
    let target = stored.target().unwrap();
    assert_eq!(target.arn(), queue_arn);
    assert_eq!(read_planned_letter(target.input().unwrap()), Ok(planned));
    assert_eq!(
        target.retry_policy().unwrap().maximum_event_age_in_seconds(),
        Some(3600)
    );
    assert!(
        target
            .dead_letter_config()
            .unwrap()
            .arn()
            .unwrap()
            .ends_with("-dead")
    );
}

#[tokio::test]
async fn a_file_is_fetched_whole_or_left_where_it_is() {
    let s3 = clients().s3();
    let name = unique("contract-files");
    s3.create_bucket().bucket(&name).send().await.unwrap();
    let bucket = Bucket::new(s3, name);
    let object = "invoices/März & April (1) #2+3.csv";
    bucket
        .put(object, b"number,due\n".to_vec(), "text/csv")
        .await
        .unwrap();
    let file = bucket.fetch(object, None, 11).await.unwrap();
    assert_eq!(file.bytes, b"number,due\n");
    assert!(file.last_modified > at("2020-01-01T00:00:00Z"));
    let large = bucket.fetch(object, None, 10).await;
    assert!(matches!(
        large,
        Err(FetchError::TooLarge {
            bytes: 11,
            at_most: 10
        })
    ));
    let missing = bucket.fetch("invoices/none.csv", None, 10).await;
    assert!(matches!(missing, Err(FetchError::NotFound)));

    let rejected = object.replace("invoices/", "rejected/invoices/");
    bucket.copy(object, None, &rejected).await.unwrap();
    bucket.delete(object).await.unwrap();
    bucket.delete(object).await.unwrap();
    assert!(matches!(
        bucket.fetch(object, None, 11).await,
        Err(FetchError::NotFound)
    ));
    assert_eq!(
        bucket.fetch(&rejected, None, 11).await.unwrap().bytes,
        b"number,due\n"
    );
    let listed = bucket.list("rejected/").await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].object.as_str(), listed[0].bytes),
        (rejected.as_str(), 11)
    );
}

#[tokio::test]
async fn a_letter_is_kept_in_the_bucket() {
    let s3 = clients().s3();
    let name = unique("contract-letters");
    s3.create_bucket().bucket(&name).send().await.unwrap();
    let bucket = Bucket::new(s3, name);
    let archive = BucketArchive::new(bucket.clone());
    let read = async |object: &str| bucket.fetch(object, None, 100_000).await.unwrap().bytes;
    a_letter_is_kept_under_the_hash_of_its_words(&archive, read).await;
}

#[tokio::test]
async fn an_original_is_had_in_the_version_asked_for() {
    let s3 = clients().s3();
    let name = unique("contract-originals");
    s3.create_bucket().bucket(&name).send().await.unwrap();
    let versions = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled);
    s3.put_bucket_versioning()
        .bucket(&name)
        .versioning_configuration(versions.build())
        .send()
        .await
        .unwrap();
    let bucket = Bucket::new(s3, name);
    let put = async |object: &str, content: &[u8]| {
        bucket
            .put(object, content.to_vec(), "application/pdf")
            .await
            .unwrap()
    };
    let originals = BucketOriginals::new(bucket.clone());
    a_file_is_had_in_the_version_asked_for_or_not_at_all(&originals, put).await;
}
