use std::collections::BTreeMap;

use aws::event_bus::{BYTES_A_CALL, EVENTS_A_CALL};
use serde_json::json;

use super::*;

const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";

/// A task's row as the stream has it.
fn row(kind: &str, subject: &str, opened_on: &str, detail: &str) -> Value {
    json!({
        "pk": { "S": ACCOUNT }, "sk": { "S": format!("task#{kind}#{subject}") }, "schema": { "N": "1" },
        "agenda_pk": { "S": "tasks" }, "agenda_sk": { "S": "2026-11-25#…" },
        "kind": { "S": kind }, "account": { "S": ACCOUNT }, "subject": { "S": subject },
        "opened_on": { "S": opened_on }, "detail": { "S": detail },
        "whose": { "M": {
            "customer": { "S": "D-1" }, "name": { "S": "Dunnock Press" }, "manager": { "S": "mara@lagopus.example.com" },
        } },
    })
}

fn call() -> Value {
    row("call", "I-1", "2026-11-25", "try by phone")
}

fn without(mut row: Value, field: &str) -> Value {
    row.as_object_mut().unwrap().remove(field);
    row
}

fn with(mut row: Value, field: &str, value: Value) -> Value {
    row[field] = value;
    row
}

/// A record as Lambda hands it over.
fn record(before: Option<Value>, after: Option<Value>) -> Value {
    let mut change = json!({
        "ApproximateCreationDateTime": 1_795_597_200.0, "SequenceNumber": "4421584500000000017450439091",
        "Keys": { "pk": { "S": ACCOUNT }, "sk": { "S": "task#call#I-1" } },
        "SizeBytes": 210, "StreamViewType": "NEW_AND_OLD_IMAGES",
    });
    for (name, image) in [("OldImage", before), ("NewImage", after)] {
        if let Some(image) = image {
            change[name] = image;
        }
    }
    json!({
        "eventID": "c4ca4238a0b923820dcc509a6f75849b", "eventName": "INSERT", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "eu-west-1", "dynamodb": change,
        "eventSourceARN": "arn:aws:dynamodb:eu-west-1:111122223333:table/T/stream/2026-11-09T08:00:00.000",
    })
}

fn events(record: &Value) -> Vec<BusEvent> {
    match read(record).meaning {
        Meaning::Events(events) => events,
        Meaning::Nothing(why) => panic!("{why}"),
    }
}

fn detail(event: &BusEvent) -> Value {
    serde_json::from_str(&event.detail).unwrap()
}

#[test]
fn each_writing_is_told_by_its_type_and_its_own_name() {
    let later = row("call", "I-1", "2026-12-09", "try by phone");
    let again = row("call", "I-1", "2026-11-25", "try once more");
    for (case, before, after, told) in [
        ("opened", None, Some(call()), vec![("Task Opened", "opened")]),
        ("closed", Some(call()), None, vec![("Task Closed", "closed")]),
        (
            "asked anew on a later day",
            Some(call()),
            Some(later),
            vec![("Task Closed", "closed"), ("Task Opened", "opened")],
        ),
        (
            "asked anew on the day",
            Some(call()),
            Some(again),
            vec![("Task Opened", "opened")],
        ),
        (
            "filed by an older release",
            Some(without(call(), "whose")),
            Some(call()),
            vec![],
        ),
    ] {
        let events = events(&record(before, after));
        let seen: Vec<_> = events
            .iter()
            .map(|event| {
                (
                    event.detail_type,
                    detail(event)["id"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        let expected: Vec<_> = told
            .into_iter()
            .map(|(kind, ending)| (kind, format!("c4ca4238a0b923820dcc509a6f75849b-{ending}")))
            .collect();
        assert_eq!(seen, expected, "{case}");
    }
}

#[test]
fn a_record_told_twice_makes_the_same_events() {
    let record = record(None, Some(call()));
    assert_eq!(events(&record), events(&record));
    assert_eq!(events(&record)[0].at.to_rfc3339(), "2026-11-25T09:00:00+00:00");
}

#[test]
fn a_task_without_whose_it_is_can_be_told() {
    let told = detail(&events(&record(None, Some(without(call(), "whose"))))[0]);
    assert_eq!(told["customer"], json!({ "account": ACCOUNT }));
    assert_eq!(told.get("account_manager"), None);
    assert_eq!(told["task"]["invoice"], "I-1");
}

#[test]
fn what_can_not_be_made_out_says_where_but_not_what() {
    let secret = "Dora Dunnock, +353 1 496 0000";
    let opened = |row: Value| record(None, Some(row));
    let cases: BTreeMap<&str, Value> = BTreeMap::from([
        ("no record", json!(secret)),
        ("no images", record(None, None)),
        ("an image of another form", opened(json!({ "pk": secret }))),
        (
            "a type that DynamoDB has not",
            opened(with(call(), "detail", json!({ "X": secret }))),
        ),
        (
            "a kind that nobody knows",
            opened(with(call(), "kind", json!({ "S": secret }))),
        ),
        (
            "no day",
            opened(with(call(), "opened_on", json!({ "S": secret }))),
        ),
        (
            "a number for words",
            opened(with(call(), "detail", json!({ "N": "17" }))),
        ),
        ("a field less", opened(without(call(), "detail"))),
        (
            "a newer release",
            opened(with(call(), "schema", json!({ "N": "99" }))),
        ),
        (
            "no account",
            opened(with(call(), "account", json!({ "S": secret }))),
        ),
    ]);
    for (case, record) in &cases {
        match read(record).meaning {
            Meaning::Nothing(why) => {
                let said = format!("{why} {why:?}");
                assert!(!said.contains("Dora"), "{case}: {said}");
            }
            Meaning::Events(events) => panic!("{case}: {events:?}"),
        }
    }
    // Its place is known all the same, so that what follows it goes on.
    assert_eq!(
        read(&cases["a field less"]).sequence,
        "4421584500000000017450439091"
    );
    assert_eq!(read(&cases["no record"]).sequence, "");
}

/// Every control character is six bytes of JSON.
#[test]
fn ten_of_the_largest_events_fit_into_one_call() {
    let long = "\u{1}".repeat(100_000);
    let mut row = row("approve", &long, "2026-11-25", &long);
    row["whose"]["M"]["name"] = json!({ "S": long });
    row["whose"]["M"]["customer"] = json!({ "S": "9".repeat(100_000) });
    let bytes = events(&record(None, Some(row)))[0].bytes();
    // Beside it the three commands of at most 80 characters of four bytes each.
    assert!((bytes + 3 * 80 * 4) * EVENTS_A_CALL < BYTES_A_CALL, "{bytes}");
}
