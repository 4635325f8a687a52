//! A bus that refuses a part can't be had from the local cloud, so here a socket answers as the service would.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use aws_types::region::Region;
use serde_json::{Value, json};

use super::*;
use crate::Clients;

/// A bus that gives each call the next of the answers, and the calls that it got.
fn bus(answers: Vec<Value>) -> (EventBus, JoinHandle<Vec<Value>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let calls = std::thread::spawn(move || {
        answers
            .into_iter()
            .map(|answer| serve(listener.accept().unwrap().0, &answer.to_string()))
            .collect()
    });
    let credentials = Credentials::new("test", "test", None, None, "test");
    let config = SdkConfig::builder()
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .build();
    (
        EventBus::new(Clients::from_config(config).eventbridge(), "office"),
        calls,
    )
}

fn serve(mut stream: TcpStream, answer: &str) -> Value {
    let mut request = Vec::new();
    let body = loop {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).unwrap();
        assert!(read > 0, "the request ended early");
        request.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length:")
                    .map(str::to_owned)
            });
            if body.len() >= length.unwrap().trim().parse::<usize>().unwrap() {
                break serde_json::from_str(body).unwrap();
            }
        }
    };
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\nconnection: close";
    write!(
        stream,
        "{head}\r\ncontent-length: {}\r\n\r\n{answer}",
        answer.len()
    )
    .unwrap();
    body
}

fn events(count: usize) -> Vec<BusEvent> {
    (0..count)
        .map(|number| BusEvent {
            detail_type: "Task Opened",
            detail: json!({ "number": number }).to_string(),
            at: "2026-11-25T09:00:00Z".parse().unwrap(),
        })
        .collect()
}

/// The answer to a call, an event a letter: taken or refused.
fn answer(taken: &str) -> Value {
    let entry = |sign| match sign {
        't' => json!({ "EventId": "e" }),
        _ => json!({ "ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded" }),
    };
    let refused = taken.chars().filter(|sign| *sign != 't').count();
    json!({ "FailedEntryCount": refused, "Entries": taken.chars().map(entry).collect::<Vec<_>>() })
}

/// The numbers of the events of each call.
fn told(calls: JoinHandle<Vec<Value>>) -> Vec<Vec<u64>> {
    let number = |entry: &Value| {
        let detail: Value = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
        detail["number"].as_u64().unwrap()
    };
    calls
        .join()
        .unwrap()
        .iter()
        .map(|call| call["Entries"].as_array().unwrap().iter().map(number).collect())
        .collect()
}

#[tokio::test]
async fn an_event_has_its_bus_its_source_and_its_time() {
    let (bus, calls) = bus(vec![answer("t")]);
    bus.publish(&events(1)).await.unwrap();
    assert_eq!(
        calls.join().unwrap()[0]["Entries"][0],
        json!({
            "EventBusName": "office", "Source": "dunlin", "DetailType": "Task Opened",
            "Detail": "{\"number\":0}", "Time": 1_795_597_200,
        })
    );
}

#[tokio::test]
async fn ten_go_in_a_call_and_only_what_was_refused_goes_again() {
    let (bus, calls) = bus(vec![
        answer("ttfttttftt"),
        answer("tf"),
        answer("t"),
        answer("tt"),
    ]);
    bus.publish(&events(12)).await.unwrap();
    assert_eq!(
        told(calls),
        [(0..10).collect::<Vec<_>>(), vec![2, 7], vec![7], vec![10, 11]]
    );
}

#[tokio::test]
async fn what_is_never_taken_is_told_with_its_place_and_nothing_behind_it_is_sent() {
    let (bus, calls) = bus(vec![
        answer("tttttttttt"),
        answer("tftftttttt"),
        answer("tf"),
        answer("f"),
        answer("f"),
    ]);
    let error = bus.publish(&events(25)).await.unwrap_err();
    assert_eq!(error.first, 13);
    assert!(
        error
            .why
            .source
            .to_string()
            .contains("1 of 10 events: ThrottlingException"),
        "{}",
        error.why.source
    );
    assert_eq!(told(calls).last().unwrap(), &[13]);
}

#[tokio::test]
async fn an_event_that_got_no_answer_goes_again() {
    let (bus, calls) = bus(vec![answer("t"), answer("t")]);
    bus.publish(&events(2)).await.unwrap();
    assert_eq!(told(calls), [vec![0, 1], vec![1]]);
}
