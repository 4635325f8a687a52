//! Figures made by hand, and those of this release.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::figures::{Exact, Kept, OF_A_LETTER, Resource};
use super::*;

fn usd(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn by_hand() -> Figures {
    let mut figures = Figures::of_this_release().unwrap();
    let stages = |text: &str| serde_json::from_str(text).unwrap();
    figures.counted.stages = stages(
        r#"{ "send": { "dynamodb_write_units": "4", "s3_puts": "1" }, "invoice": { "dynamodb_write_units": "10" } }"#,
    );
    figures.estimated.stages = stages(
        r#"{ "send": { "sqs_requests": "3" }, "look": { "sqs_requests": "2" }, "day": { "sqs_requests": "100" } }"#,
    );
    figures.estimated.looks_a_letter = Exact(Decimal::ONE);
    figures
}

#[test]
fn a_bill_is_what_was_done_times_what_it_takes_times_its_price() {
    let done = Done {
        letters: 1_000_000,
        mailed: 900_000,
        invoices: 100_000,
        days: 30,
        ..Done::default()
    };
    let bill = Bill::of(&by_hand(), done);
    let line = |resource| bill.lines.iter().find(|line| line.resource == resource).unwrap();
    assert_eq!(line(Resource::DynamodbWriteUnits).counted, usd("5000000"));
    assert_eq!(line(Resource::DynamodbWriteUnits).usd, usd("3.125"));
    assert_eq!(line(Resource::S3Puts).usd, usd("5"));
    let queues = line(Resource::SqsRequests);
    assert_eq!((queues.counted, queues.estimated), (usd("0"), usd("5003000")));
    assert_eq!(
        (queues.usd, queues.usd_after_free),
        (usd("2.0012"), usd("1.6012"))
    );
    assert_eq!(bill.usd, usd("10.1262"));
    assert_eq!(bill.usd_after_free, usd("9.7262"));
    // 4 write units, a put, and five requests.
    assert_eq!(bill.usd_per_1000_letters, usd("0.0095"));
    let mail = |plan: &str| bill.mail.iter().find(|mail| mail.plan == plan).unwrap().usd;
    assert_eq!(
        (mail("NONE"), mail("ESSENTIALS"), mail("PRO")),
        (usd("90"), usd("144"), usd("303"))
    );
}

#[test]
fn what_is_kept_is_paid_by_its_weight() {
    let mut figures = by_hand();
    figures.counted.stored_bytes.invoice = 1 << 20;
    let done = Done {
        kept: Kept {
            invoices: 1024,
            ..Kept::default()
        },
        ..Done::default()
    };
    let bill = Bill::of(&figures, done);
    let mut lines = bill.lines.iter();
    let kept = lines
        .find(|line| line.resource == Resource::DynamodbGbMonths)
        .unwrap();
    assert_eq!((kept.counted, kept.usd), (usd("1"), usd("0.45")));
}

#[test]
fn every_resource_has_a_price_and_every_stage_its_figures() {
    let figures = Figures::of_this_release().unwrap();
    let priced: BTreeSet<Resource> = figures.prices.priced().collect();
    let stages = figures
        .counted
        .stages
        .values()
        .chain(figures.estimated.stages.values());
    for resource in stages.flat_map(|amounts| amounts.keys()) {
        assert!(priced.contains(resource), "{resource:?}");
    }
    for stage in OF_A_LETTER {
        let known =
            figures.counted.stages.contains_key(stage) && figures.estimated.stages.contains_key(stage);
        assert!(known, "{stage}");
    }
    let bills = projections(&figures);
    assert!(
        bills.windows(2).all(|pair| pair[0].1.usd < pair[1].1.usd),
        "{bills:?}"
    );
    assert!(bills.iter().all(|(_, bill)| bill.usd_after_free < bill.usd));
}
