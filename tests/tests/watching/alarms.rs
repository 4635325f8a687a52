//! Alarms that can go off: each watches a metric that is really emitted, with the dimensions that it is emitted with.

use std::collections::{BTreeMap, BTreeSet};

use aws::metrics::{Counts, Metric, NAMESPACE};
use serde_json::Value;

use crate::runs;
use crate::template::{Resources, resources};

/// Alarms of one metric each that an account has before they cost something.
const WATCHED_FOR_NOTHING: usize = 10;

/// A metric with its dimensions, as an alarm or a widget names it.
struct Watched {
    namespace: String,
    name: String,
    dimensions: BTreeMap<String, Value>,
}

fn watched_by(alarm: &Value) -> Watched {
    let dimensions = alarm["Dimensions"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let of = |dimension: &Value| {
        (
            dimension["Name"].as_str().unwrap().to_owned(),
            dimension["Value"].clone(),
        )
    };
    Watched {
        namespace: alarm["Namespace"].as_str().unwrap().to_owned(),
        name: alarm["MetricName"].as_str().unwrap().to_owned(),
        dimensions: dimensions.iter().map(of).collect(),
    }
}

/// Name and names of dimensions of what a line of the embedded metric format counts.
fn counted(line: &Value) -> (String, BTreeSet<String>) {
    let about = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(about["Namespace"], NAMESPACE);
    let dimensions = about["Dimensions"][0].as_array().unwrap();
    (
        about["Metrics"][0]["Name"].as_str().unwrap().to_owned(),
        dimensions
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect(),
    )
}

/// Checks what can be known of a metric of AWS's own, and of ours whether it was emitted.
fn check(resources: &Resources, watched: &Watched, emitted: &BTreeSet<(String, BTreeSet<String>)>) {
    let of = |dimension: &str| -> String {
        let value = &watched.dimensions[dimension];
        let by_attribute = value["Fn::GetAtt"][0].as_str();
        let name = by_attribute.or(value["Ref"].as_str()).unwrap();
        resources.kind(name).unwrap_or(name).to_owned()
    };
    let names: Vec<&str> = watched.dimensions.keys().map(String::as_str).collect();
    match (watched.namespace.as_str(), watched.name.as_str()) {
        (NAMESPACE, name) => {
            let key = (name.to_owned(), watched.dimensions.keys().cloned().collect());
            assert!(emitted.contains(&key), "nothing emits {key:?}");
            assert_eq!(of("Stack"), "AWS::StackName");
        }
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible") => {
            assert_eq!(
                (names, of("QueueName")),
                (vec!["QueueName"], "AWS::SQS::Queue".to_owned())
            );
        }
        ("AWS/Lambda", "Errors") => {
            let function = "AWS::Serverless::Function".to_owned();
            assert_eq!((names, of("FunctionName")), (vec!["FunctionName"], function));
        }
        // Of the account, so without dimensions.
        ("AWS/SES", "Reputation.BounceRate" | "Reputation.ComplaintRate") => {
            assert!(names.is_empty(), "{names:?}")
        }
        (namespace, name) => panic!("no test knows {namespace} {name}"),
    }
}

/// What the emitters can write.
fn emittable() -> BTreeSet<(String, BTreeSet<String>)> {
    let counts = Counts::new("dunlin", "dunlin-send");
    Metric::ALL
        .iter()
        .map(|metric| counted(&counts.line(*metric, 0)))
        .collect()
}

#[test]
fn every_alarm_watches_what_was_emitted_in_a_story() {
    let resources = resources();
    let seen: BTreeSet<_> = runs::all()
        .iter()
        .flat_map(runs::Run::counts)
        .map(|line| counted(&line))
        .collect();
    let unknown: Vec<_> = seen.difference(&emittable()).cloned().collect();
    assert!(unknown.is_empty(), "Metric::ALL lacks {unknown:?}");
    let mut alarms = 0;
    for (name, alarm) in resources.of("AWS::CloudWatch::Alarm") {
        check(&resources, &watched_by(alarm), &seen);
        assert_eq!(alarm["AlarmActions"][0]["Ref"], "AlarmTopic", "{name}");
        alarms += 1;
    }
    assert!(alarms >= 15, "{alarms}");
}

#[test]
fn every_dead_letter_queue_has_its_alarm() {
    let resources = resources();
    let watched: BTreeSet<String> = resources
        .of("AWS::CloudWatch::Alarm")
        .filter_map(|(_, alarm)| {
            let dimensions = watched_by(alarm).dimensions;
            let queue = dimensions.get("QueueName")?;
            Some(queue["Fn::GetAtt"][0].as_str()?.to_owned())
        })
        .collect();
    let redriven = resources
        .of("AWS::SQS::Queue")
        .filter_map(|(_, queue)| queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0].as_str());
    let dead: BTreeSet<String> = redriven
        .chain(["SchedulerDeadQueue", "AnnouncementsDeadQueue"])
        .map(str::to_owned)
        .collect();
    assert!(dead.len() >= 7);
    assert_eq!(dead, watched);
}

/// SPEC: it costs nothing while idle. An alarm costs used or not.
#[test]
fn the_alarms_of_every_stack_are_those_that_cost_nothing() {
    let resources = resources();
    let (mut free, mut further) = (0, 0);
    for (name, _) in resources.of("AWS::CloudWatch::Alarm") {
        match resources.whole(name)["Condition"].as_str() {
            None => free += 1,
            Some("HasFurtherAlarms") => further += 1,
            // Beside a function that is made by request as well.
            Some("Announces") => {}
            Some(other) => panic!("{name} stands under {other}"),
        }
    }
    assert!(free <= WATCHED_FOR_NOTHING, "{free}");
    // Of which the parameter's description and docs/runbook.md speak.
    assert_eq!(further, 6);
}

/// The dashboard's text is JSON, and every metric of ours has its place on it.
#[test]
fn the_dashboard_shows_every_metric() {
    let resources = resources();
    let (_, dashboard) = resources.of("AWS::CloudWatch::Dashboard").next().unwrap();
    let body: Value = serde_json::from_str(&resources.deployed(&dashboard["DashboardBody"])).unwrap();
    let mut shown = BTreeSet::new();
    for widget in body["widgets"].as_array().unwrap() {
        for metric in widget["properties"]["metrics"].as_array().unwrap() {
            let parts: Vec<&str> = metric
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            if parts[0] == NAMESPACE {
                let dimensions = parts[2..].chunks(2).map(|pair| pair[0].to_owned());
                shown.insert((parts[1].to_owned(), dimensions.collect::<BTreeSet<_>>()));
                let reason = parts
                    .iter()
                    .position(|part| *part == "Reason")
                    .map(|place| parts[place + 1]);
                if let Some(reason) = reason {
                    shown.insert((format!("LettersSkipped {reason}"), BTreeSet::new()));
                }
            }
        }
    }
    let reasons = Metric::ALL.iter().filter_map(|metric| match metric {
        Metric::LettersSkipped(why) => Some((format!("LettersSkipped {}", why.name()), BTreeSet::new())),
        _ => None,
    });
    let expected: BTreeSet<_> = emittable().into_iter().chain(reasons).collect();
    assert_eq!(shown, expected);
}
