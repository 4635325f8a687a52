//! The template as CloudFormation understands it, and what it must hold whatever it deploys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tests::local_cloud::{repository, template};

/// The name, account and region that the stories deploy with.
const STACK: &str = "dunlin";
const ACCOUNT: &str = "000000000000";
const REGION: &str = "us-east-1";

/// Resources by their logical names, and what the parameters are called.
pub(crate) struct Resources {
    by_name: BTreeMap<String, Value>,
    parameters: BTreeSet<String>,
}

pub(crate) fn resources() -> Resources {
    let template = template().unwrap();
    let resources = template["Resources"].as_object().unwrap().clone();
    Resources {
        by_name: resources.into_iter().collect(),
        parameters: template["Parameters"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect(),
    }
}

impl Resources {
    /// Those of a type.
    pub(crate) fn of(&self, kind: &str) -> impl Iterator<Item = (&String, &Value)> {
        let is_it = move |(_, resource): &(&String, &Value)| resource["Type"] == kind;
        self.by_name
            .iter()
            .filter(is_it)
            .map(|(name, resource)| (name, &resource["Properties"]))
    }

    /// Its type; none of a name that the template lacks.
    pub(crate) fn kind(&self, name: &str) -> Option<&str> {
        self.by_name.get(name)?["Type"].as_str()
    }

    pub(crate) fn whole(&self, name: &str) -> &Value {
        &self.by_name[name]
    }

    /// A value of the template as it stands once deployed, where names that CloudFormation makes up end with `*`, as parameters are `*`.
    pub(crate) fn deployed(&self, value: &Value) -> String {
        if let Some(text) = value.as_str() {
            return text.to_owned();
        }
        if let Some(name) = value["Ref"].as_str() {
            return self.reference(name);
        }
        if let Some(of) = value["Fn::GetAtt"].as_array() {
            return self.attribute(of[0].as_str().unwrap(), of[1].as_str().unwrap());
        }
        let text = value["Fn::Sub"].as_str().unwrap_or_else(|| panic!("{value}"));
        let mut parts = text.split("${");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap();
            whole += &match name.split_once('.') {
                Some((name, attribute)) => self.attribute(name, attribute),
                None => self.reference(name),
            };
            whole += rest;
        }
        whole
    }

    fn reference(&self, name: &str) -> String {
        let own = |field: &str| self.deployed(&self.by_name[name]["Properties"][field]);
        match (name, self.kind(name)) {
            ("AWS::StackName", _) => STACK.to_owned(),
            ("AWS::Partition", _) => "aws".to_owned(),
            ("AWS::Region", _) => REGION.to_owned(),
            ("AWS::AccountId", _) => ACCOUNT.to_owned(),
            (_, Some("AWS::Scheduler::ScheduleGroup" | "AWS::SES::ConfigurationSet")) => own("Name"),
            (_, Some("AWS::Serverless::Function")) => own("FunctionName"),
            (_, Some(_)) => self.attribute(name, "Arn"),
            (_, None) if self.parameters.contains(name) => "*".to_owned(),
            (_, None) => panic!("the template has no {name}"),
        }
    }

    fn attribute(&self, name: &str, attribute: &str) -> String {
        let kind = self
            .kind(name)
            .unwrap_or_else(|| panic!("the template has no {name}"));
        let own = |field: &str| self.deployed(&self.by_name[name]["Properties"][field]);
        let arn = |service: &str, what: String| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{what}");
        match (kind, attribute) {
            ("AWS::SQS::Queue", "QueueName") => own("QueueName"),
            ("AWS::SQS::Queue", _) => arn("sqs", own("QueueName")),
            ("AWS::SNS::Topic", _) => arn("sns", own("TopicName")),
            ("AWS::DynamoDB::Table", "StreamArn") => {
                arn("dynamodb", format!("table/{STACK}-{name}-*/stream/*"))
            }
            ("AWS::DynamoDB::Table", _) => arn("dynamodb", format!("table/{STACK}-{name}-*")),
            ("AWS::Logs::LogGroup", _) => arn("logs", format!("log-group:{STACK}-{name}-*")),
            ("AWS::S3::Bucket", _) => format!("arn:aws:s3:::{STACK}-{}-*", name.to_lowercase()),
            ("AWS::IAM::Role", _) => format!("arn:aws:iam::{ACCOUNT}:role/{STACK}-{name}-*"),
            ("AWS::Scheduler::ScheduleGroup", _) => {
                arn("scheduler", format!("schedule-group/{}", own("Name")))
            }
            _ => panic!("no test knows {name}.{attribute}"),
        }
    }
}

/// Whether a text is what a pattern with `*` allows.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|behind| {
            (0..=behind.len())
                .filter(|place| behind.is_char_boundary(*place))
                .any(|place| matches(rest, &behind[place..]))
        }),
    }
}

#[test]
fn every_queue_is_encrypted_and_every_log_ends() {
    let resources = resources();
    let mut queues = 0;
    for (name, queue) in resources.of("AWS::SQS::Queue") {
        assert_eq!(queue["SqsManagedSseEnabled"], true, "{name}");
        queues += 1;
    }
    assert!(queues >= 11);
    for (name, log) in resources.of("AWS::Logs::LogGroup") {
        assert_eq!(log["RetentionInDays"]["Ref"], "LogRetentionDays", "{name}");
    }
    for (name, function) in resources.of("AWS::Serverless::Function") {
        let log = function["LoggingConfig"]["LogGroup"]["Ref"].as_str().unwrap();
        assert_eq!(resources.kind(log), Some("AWS::Logs::LogGroup"), "{name}");
    }
}

/// A function divides its time by what its source says it has, and a queue waits for Lambda's own retries.
#[test]
fn every_function_knows_how_long_it_may_take() {
    let resources = resources();
    let mut of_queues = 0;
    for (name, function) in resources.of("AWS::Serverless::Function") {
        let events = function["Events"].as_object();
        let queue = events
            .into_iter()
            .flat_map(|events| events.values())
            .find_map(|event| event["Properties"]["Queue"]["Fn::GetAtt"][0].as_str());
        let Some(queue) = queue else { continue };
        of_queues += 1;
        let timeout = function["Timeout"].as_u64().unwrap();
        let main = format!("functions/{}/src/main.rs", name.to_lowercase());
        let source = std::fs::read_to_string(repository().join(main)).unwrap();
        let lasts = format!("lasts: Duration::from_secs({timeout}),");
        assert!(source.contains(&lasts), "{name} should say: {lasts}");
        let visibility = &resources.whole(queue)["Properties"]["VisibilityTimeout"];
        assert_eq!(*visibility, 6 * timeout, "{queue}");
    }
    assert_eq!(of_queues, 5);
}

#[test]
fn the_bucket_is_private_and_refuses_what_is_not_encrypted() {
    let resources = resources();
    let (_, bucket) = resources.of("AWS::S3::Bucket").next().unwrap();
    for wall in [
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "IgnorePublicAcls",
        "RestrictPublicBuckets",
    ] {
        assert_eq!(bucket["PublicAccessBlockConfiguration"][wall], true, "{wall}");
    }
    let (_, policy) = resources.of("AWS::S3::BucketPolicy").next().unwrap();
    let statement = &policy["PolicyDocument"]["Statement"][0];
    assert_eq!(
        (&statement["Effect"], &statement["Principal"]),
        (&"Deny".into(), &"*".into())
    );
    assert_eq!(statement["Condition"]["Bool"]["aws:SecureTransport"], "false");
}

/// A service may write to a queue or a topic only for this account, and for the one source that it is meant for.
#[test]
fn queues_and_topics_listen_to_one_source_each() {
    let resources = resources();
    let policies = ["AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"];
    let mut seen = 0;
    for (name, policy) in policies.iter().flat_map(|kind| resources.of(kind)) {
        for statement in policy["PolicyDocument"]["Statement"].as_array().unwrap() {
            assert!(
                statement["Principal"]["Service"].is_string(),
                "{name}: {statement}"
            );
            let condition = statement["Condition"].to_string();
            let one_source = condition.contains("aws:SourceArn") || condition.contains("aws:SourceAccount");
            assert!(one_source, "{name}: {statement}");
            seen += 1;
        }
    }
    assert!(seen >= 4);
    let events = &resources.whole("EventsQueuePolicy")["Properties"]["PolicyDocument"]["Statement"][0];
    assert_eq!(
        events["Condition"]["ArnEquals"]["aws:SourceArn"]["Ref"],
        "EventsTopic"
    );
}

/// The environment shows in the console and in every copy of the configuration.
#[test]
fn no_secret_stands_in_an_environment() {
    let resources = resources();
    for (name, function) in resources.of("AWS::Serverless::Function") {
        let variables = function["Environment"]["Variables"].as_object().unwrap();
        for (variable, value) in variables {
            let names_a_resource = value.get("Ref").is_some() || value.get("Fn::GetAtt").is_some();
            assert!(names_a_resource, "{name}: {variable} is {value}");
        }
    }
}

#[test]
fn patterns_match_as_policies_do() {
    assert!(matches("arn:*/invoices/*.pdf", "arn:x/invoices/a/b.pdf"));
    assert!(!matches("arn:*/invoices/*.pdf", "arn:x/invoices/b.csv"));
    assert!(!matches("arn:x", "arn:x/y"));
}
