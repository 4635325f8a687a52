//! Least privilege: what each function's role may do is what the function did in the stories, no less and no more.

use std::collections::BTreeSet;

use serde_json::Value;
use tests::local_cloud::repository;

use crate::runs;
use crate::template::{Resources, matches, resources};

/// A right that no recorded call can show. It is a single action on a single resource all the same, and
/// [`what_aws_does_in_a_roles_name_is_bound_to_the_functions_own_queue_and_log`] holds it to the resource that it is for.
struct Unseen {
    sid: &'static str,
    action: &'static str,
    /// A part of “function: resource”, where not all are meant; empty for all.
    on: &'static str,
    #[expect(dead_code, reason = "an argument for whoever reads this")]
    because: &'static str,
}

const fn unseen(sid: &'static str, action: &'static str, on: &'static str, because: &'static str) -> Unseen {
    Unseen {
        sid,
        action,
        on,
        because,
    }
}

const POLLER: &str = "Lambda's poller does it in the role's name; the local one asks nobody";
const WRITER: &str = "Lambda writes the log in the role's name; the local one asks nobody";

const UNSEEN: [Unseen; 19] = [
    unseen("Take", "sqs:ReceiveMessage", "", POLLER),
    unseen("Take", "sqs:DeleteMessage", "", POLLER),
    unseen("Take", "sqs:GetQueueAttributes", "", POLLER),
    unseen("Take", "dynamodb:DescribeStream", "", POLLER),
    unseen("Take", "dynamodb:GetRecords", "", POLLER),
    unseen("Take", "dynamodb:GetShardIterator", "", POLLER),
    unseen("FindTheStream", "dynamodb:ListStreams", "", POLLER),
    unseen("Log", "logs:CreateLogStream", "", WRITER),
    unseen("Log", "logs:PutLogEvents", "", WRITER),
    unseen(
        "LendSchedulerTheRole",
        "iam:PassRole",
        "",
        "Scheduler asks for it when a schedule names the role; the local one does not",
    ),
    unseen(
        "Mail",
        "ses:SendEmail",
        ":configuration-set/",
        "SES asks for identity and configuration set; the local one for the identity alone",
    ),
    unseen(
        "UploadedOriginals",
        "s3:GetObjectVersion",
        ".PDF",
        "as for `.pdf`, which is seen: S3 tells the two apart",
    ),
    unseen(
        "GoOn",
        "sqs:SendMessage",
        "",
        "a file that takes more than four minutes; no story takes so long",
    ),
    unseen(
        "HandOn",
        "sqs:SendMessage",
        "respond: arn:aws:sqs:",
        "an answer that takes back a promise, west of the sweep's hour, may make a letter due on a day swept already",
    ),
    unseen(
        "HandOn",
        "sqs:SendMessage",
        "feedback: arn:aws:sqs:",
        "mail that comes back while the next contact's morning lies ahead may be written anew on a day swept already",
    ),
    unseen(
        "Ledger",
        "dynamodb:DeleteItem",
        "feedback: ",
        "news of a letter that a person was asked about closes the question",
    ),
    unseen(
        "Ledger",
        "dynamodb:UpdateItem",
        "send: ",
        "a question that arises in the minute, such as one about a template, is opened unless it is open",
    ),
    unseen(
        "Ledger",
        "dynamodb:DeleteItem",
        "send: ",
        "a question that is answered in the minute, such as one about a template, is closed",
    ),
    unseen(
        "TellMissingFromForbidden",
        "s3:ListBucket",
        "",
        "no call of its own: S3 looks for it before it says that an object is not there",
    ),
];

/// One action on one resource, by a statement of a function's role.
struct Right {
    function: String,
    role: String,
    sid: String,
    action: String,
    resource: String,
}

fn rights(resources: &Resources) -> Vec<Right> {
    let mut rights = Vec::new();
    for (function, properties) in resources.of("AWS::Serverless::Function") {
        let role = properties["Role"]["Fn::GetAtt"][0].as_str().unwrap().to_owned();
        for statement in statements(resources, &role) {
            if statement["Effect"] != "Allow" {
                continue;
            }
            for action in list(&statement["Action"]) {
                for resource in list(&statement["Resource"]) {
                    rights.push(Right {
                        function: function.clone(),
                        role: role.clone(),
                        sid: statement["Sid"].as_str().unwrap().to_owned(),
                        action: action.as_str().unwrap().to_owned(),
                        resource: resources.deployed(&resource),
                    });
                }
            }
        }
    }
    rights
}

fn statements<'a>(resources: &'a Resources, role: &str) -> Vec<&'a Value> {
    let properties = &resources.whole(role)["Properties"];
    assert!(
        properties["ManagedPolicyArns"].is_null(),
        "{role} has a managed policy"
    );
    let policies = properties["Policies"].as_array().unwrap();
    let documents = policies
        .iter()
        .map(|policy| &policy["PolicyDocument"]["Statement"]);
    documents.flat_map(|found| found.as_array().unwrap()).collect()
}

/// A value that may stand alone or in a list.
fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

/// What was asked for in the stories: role, action, resource, and whether it was allowed.
fn asked() -> BTreeSet<(String, String, String, bool)> {
    let text = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
    runs::all()
        .iter()
        .flat_map(runs::Run::actions)
        .map(|line| {
            let role = text(&line, "role");
            // dunlin-IngestRole-1A2B3C
            let role = role.split('-').nth(1).unwrap_or_default().to_owned();
            (
                role,
                text(&line, "action"),
                text(&line, "resource"),
                line["allowed"] == true,
            )
        })
        .collect()
}

#[test]
fn every_right_is_used_and_nothing_else_is_asked_for() {
    let resources = resources();
    let (rights, asked) = (rights(&resources), asked());
    assert!(asked.len() > 50, "{asked:?}");
    let mut complaints = Vec::new();
    for right in &rights {
        let is_used = asked.iter().any(|(role, action, resource, allowed)| {
            *allowed && (role, action) == (&right.role, &right.action) && matches(&right.resource, resource)
        });
        let is_excused = UNSEEN.iter().any(|unseen| {
            (unseen.sid, unseen.action) == (right.sid.as_str(), right.action.as_str())
                && format!("{}: {}", right.function.to_lowercase(), right.resource).contains(unseen.on)
        });
        if !is_used && !is_excused {
            complaints.push(format!(
                "{} ({}): {} on {} is granted and never used",
                right.function, right.sid, right.action, right.resource,
            ));
        }
    }
    // What is rare may be seen in one run and not in another; but no excuse outlives its right.
    for unseen in &UNSEEN {
        let is_granted = rights.iter().any(|right| {
            (unseen.sid, unseen.action) == (right.sid.as_str(), right.action.as_str())
                && format!("{}: {}", right.function.to_lowercase(), right.resource).contains(unseen.on)
        });
        if !is_granted {
            complaints.push(format!("{} {}: nobody has this right", unseen.sid, unseen.action));
        }
    }
    let functions: BTreeSet<&String> = rights.iter().map(|right| &right.role).collect();
    for (role, action, resource, allowed) in &asked {
        let is_granted = rights.iter().any(|right| {
            (&right.role, &right.action) == (role, action) && matches(&right.resource, resource)
        });
        if functions.contains(role) && (!allowed || !is_granted) {
            complaints.push(format!(
                "{role}: {action} on {resource} is asked for and not granted"
            ));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What no recorded call shows is held to its one resource by the template itself.
#[test]
fn what_aws_does_in_a_roles_name_is_bound_to_the_functions_own_queue_and_log() {
    let resources = resources();
    for right in rights(&resources) {
        let function = &resources.whole(&right.function)["Properties"];
        match right.sid.as_str() {
            "Take" => {
                let events = function["Events"].as_object().unwrap();
                let mut sources = events.values().map(|event| {
                    let (queue, stream) = (&event["Properties"]["Queue"], &event["Properties"]["Stream"]);
                    resources.deployed(if queue.is_null() { stream } else { queue })
                });
                assert!(
                    sources.any(|source| source == right.resource),
                    "{} takes from elsewhere",
                    right.function
                );
            }
            "Log" => {
                let log = resources.deployed(&function["LoggingConfig"]["LogGroup"]);
                assert_eq!(log, right.resource, "{}", right.function);
            }
            "LendSchedulerTheRole" => {
                let role = &function["Environment"]["Variables"]["DUNLIN_SCHEDULE_ROLE_ARN"];
                assert_eq!(resources.deployed(role), right.resource);
            }
            _ => {}
        }
    }
}

#[test]
fn only_who_signs_and_checks_links_may_read_their_key() {
    let resources = resources();
    let mut denied = 0;
    for (function, properties) in resources.of("AWS::Serverless::Function") {
        let statements = statements(&resources, properties["Role"]["Fn::GetAtt"][0].as_str().unwrap());
        let about_the_table = |statement: &&&Value| {
            list(&statement["Resource"])
                .iter()
                .any(|place| place["Fn::GetAtt"][0] == "Table" && place["Fn::GetAtt"][1] == "Arn")
        };
        let allows = statements
            .iter()
            .filter(about_the_table)
            .any(|statement| statement["Effect"] == "Allow");
        let denies = statements.iter().filter(about_the_table).any(|statement| {
            statement["Effect"] == "Deny"
                && statement["Action"] == "dynamodb:*"
                && statement["Resource"]["Fn::GetAtt"][0] == "Table"
                && statement["Condition"]["ForAnyValue:StringEquals"]["dynamodb:LeadingKeys"][0] == "secret"
        });
        let needs_it = ["Send", "Respond"].contains(&function.as_str());
        assert_eq!(denies, allows && !needs_it, "{function}");
        denied += usize::from(denies);
    }
    assert!(denied >= 3);
}

/// The table of `SECURITY.md` that a reviewer reads is what the template says.
#[test]
fn the_table_of_rights_is_the_templates() {
    let resources = resources();
    let mut expected = vec![
        "| function | what for | may | on |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    for (function, properties) in resources.of("AWS::Serverless::Function") {
        let role = properties["Role"]["Fn::GetAtt"][0].as_str().unwrap();
        for statement in statements(&resources, role) {
            let actions: Vec<String> = list(&statement["Action"]).iter().map(spelled).collect();
            let places: Vec<String> = list(&statement["Resource"]).iter().map(spelled).collect();
            let (may, but) = match statement["Effect"].as_str() {
                Some("Allow") => ("", ""),
                _ => ("**never** ", ", where the key is `secret`"),
            };
            expected.push(format!(
                "| {} | {} | {may}{} | {}{but} |",
                function.to_lowercase(),
                statement["Sid"].as_str().unwrap(),
                actions.join(", "),
                places.join(", ")
            ));
        }
    }
    let page = std::fs::read_to_string(repository().join("SECURITY.md")).unwrap();
    let rows: Vec<&str> = page
        .lines()
        .skip_while(|line| !line.starts_with("| function |"))
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(
        rows == expected,
        "SECURITY.md should say:\n{}",
        expected.join("\n")
    );
}

/// An action or resource, short enough for a table.
fn spelled(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        _ => match (value["Fn::GetAtt"][0].as_str(), value["Ref"].as_str()) {
            (Some(name), _) | (None, Some(name)) => name.to_owned(),
            (None, None) => value["Fn::Sub"].as_str().unwrap().replace(".Arn", ""),
        },
    };
    let known = "arn:${AWS::Partition}:";
    let text = match text.strip_prefix(known) {
        // Of the rest, service, region and account say nothing to a reader.
        Some(rest) => rest.rsplit(':').next().unwrap_or_default().to_owned(),
        None => text,
    };
    format!("`{}`", text.replace("${", "").replace('}', ""))
}
