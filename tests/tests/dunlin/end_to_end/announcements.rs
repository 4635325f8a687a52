//! Other systems hear of tasks: by the table's stream, on a bus, through a rule, in a queue of theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::{Value, json};
use tests::local_cloud::{Error, LocalCloud, Options, repository};

use super::house::{INVOICES, at, day, live, opened_with};

const CUSTOMERS: &str = "\
customer_number,customer_name,kind,email,contact_name,billing,preference,language,timezone,country,account_manager
D-1,Dunnock Press,business,ap@dunnock.example.com,Dora Dunnock,yes,1,en,Europe/Dublin,IE,mara@lagopus.example.com
";

const PERSONAL: [&str; 4] = ["dunnock", "dora", "mara", "lagopus.example"];

/// Nothing listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

/// How long an event may take, on a machine that is compiling.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a rule of somebody else's put into their queue, by the events' own names.
struct Office {
    queue: String,
    heard: BTreeMap<String, Value>,
}

#[tokio::test]
async fn another_system_hears_of_a_task_and_of_its_end() -> Result<(), Error> {
    let mut options = Options::story("announcements");
    options.parameters.push("TaskEventsBus=default".to_owned());
    let cloud = opened_with(&options, "").await?;
    let documented = Documented::read()?;
    let mut office = Office::open(&cloud, &documented.pattern).await?;

    cloud
        .upload(at("2026-11-20T09:00:00Z"), "customers/press.csv", CUSTOMERS)
        .await?;
    let invoices = format!("{INVOICES}I-1,2026-11-02,2026-11-24,EUR,100.00,D-1\n");
    cloud
        .upload(at("2026-11-20T10:00:00Z"), "invoices/press.csv", invoices)
        .await?;
    live(&cloud, day("2026-11-24")).await?;
    live(&cloud, day("2026-11-25")).await?;
    let opened = office.hear(&cloud, "Task Opened").await?;
    assert_eq!(comparable(&opened), comparable(&documented.opened));

    // Between the two comes a row that nobody can make out, and the bus can't be reached for a while.
    strange_row(&cloud).await?;
    until(async || {
        Ok(cloud
            .dead_letters()
            .await?
            .contains_key("AnnouncementsDeadQueueUrl"))
    })
    .await?;
    let endpoint = move_function(&cloud, NOWHERE)?;
    let payments = r#"{"complete_to":"2026-11-26","payments":[{"amount":"100.00","currency":"EUR",
        "booked_on":"2026-11-26","remittance":"I-1","entry_reference":"E-1"}]}"#;
    cloud
        .upload(at("2026-11-26T12:00:00Z"), "payments/26.json", payments)
        .await?;
    until(async || Ok(cloud.log()?.contains("not everything was announced"))).await?;
    move_function(&cloud, &endpoint)?;
    let closed = office.hear(&cloud, "Task Closed").await?;
    assert_eq!(closed["detail-type"], "Task Closed");
    assert_eq!(
        comparable_detail(&closed["detail"]),
        comparable_detail(&documented.closed)
    );
    assert_eq!(closed["detail"]["task"]["id"], opened["detail"]["task"]["id"]);
    assert!(sequence(&closed) > sequence(&opened));

    // The strange row alone was put aside, and nothing was told that did not happen.
    assert_eq!(office.heard.len(), 2, "{:?}", office.heard.keys());
    let aside = cloud.dead_letters().await?;
    assert_eq!(
        aside.into_iter().collect::<Vec<_>>(),
        [("AnnouncementsDeadQueueUrl".to_owned(), 1)]
    );
    cloud.check_logs(&PERSONAL)
}

/// What docs/events.md says: the rule, the event of an opening, the detail of a closing.
struct Documented {
    pattern: Value,
    opened: Value,
    closed: Value,
}

impl Documented {
    fn read() -> Result<Self, Error> {
        let page = std::fs::read_to_string(repository().join("docs/events.md"))?;
        let mut examples = page.split("```json\n").skip(1).map(|rest| {
            let example = rest.split("```").next().unwrap_or_default();
            serde_json::from_str::<Value>(example)
        });
        let mut next =
            || -> Result<Value, Error> { Ok(examples.next().ok_or("docs/events.md lacks an example")??) };
        let documented = Self {
            pattern: next()?,
            opened: next()?,
            closed: next()?,
        };
        let table: BTreeSet<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
            .flat_map(|names| names.split('`').skip(1).step_by(2))
            .collect();
        for field in fields(&documented.opened["detail"], "") {
            assert!(
                table.contains(field.as_str()),
                "the table in docs/events.md lacks {field}"
            );
        }
        Ok(documented)
    }
}

/// The names of an object's fields, with those of the objects in it.
fn fields(object: &Value, before: &str) -> Vec<String> {
    let own = object.as_object().into_iter().flatten();
    own.flat_map(|(name, value)| match value {
        Value::Object(_) => fields(value, &format!("{before}{name}.")),
        _ => vec![format!("{before}{name}")],
    })
    .collect()
}

/// An event without what differs from one run, account and day to another.
fn comparable(event: &Value) -> Value {
    let mut event = event.clone();
    for volatile in ["id", "account", "region", "time"] {
        assert!(event[volatile].is_string(), "{volatile} of {event}");
        event[volatile] = Value::Null;
    }
    event["detail"] = comparable_detail(&event["detail"]);
    event
}

fn comparable_detail(detail: &Value) -> Value {
    let mut detail = detail.clone();
    let id = detail["id"].as_str().unwrap_or_default().to_owned();
    detail["id"] = json!(id.rsplit_once('-').map(|(_, ending)| ending));
    let sequence = detail["sequence"].as_str().unwrap_or_default();
    assert!(sequence.parse::<u128>().is_ok(), "{detail}");
    detail["sequence"] = Value::Null;
    detail
}

fn sequence(event: &Value) -> u128 {
    event["detail"]["sequence"].as_str().unwrap().parse().unwrap()
}

impl Office {
    /// Somebody's queue behind somebody's rule on the default bus.
    async fn open(cloud: &LocalCloud, pattern: &Value) -> Result<Self, Error> {
        let sqs = cloud.clients().sqs();
        let created = sqs.create_queue().queue_name("office").send().await?;
        let queue = created.queue_url.ok_or("no queue")?;
        let answer = sqs
            .get_queue_attributes()
            .queue_url(&queue)
            .attribute_names(QueueAttributeName::QueueArn)
            .send()
            .await?;
        let arn = answer
            .attributes()
            .and_then(|all| all.get(&QueueAttributeName::QueueArn))
            .ok_or("no ARN")?
            .clone();
        let policy = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
            "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": arn }] });
        sqs.set_queue_attributes()
            .queue_url(&queue)
            .attributes(QueueAttributeName::Policy, policy.to_string())
            .send()
            .await?;
        let events = cloud.clients().eventbridge();
        events
            .put_rule()
            .name("office")
            .event_pattern(pattern.to_string())
            .send()
            .await?;
        let target = aws_sdk_eventbridge::types::Target::builder()
            .id("office")
            .arn(arn)
            .build()?;
        events.put_targets().rule("office").targets(target).send().await?;
        Ok(Self {
            queue,
            heard: BTreeMap::new(),
        })
    }

    /// Waits for an event of a type that was not heard before; one that was may come again at any time.
    async fn hear(&mut self, cloud: &LocalCloud, detail_type: &str) -> Result<Value, Error> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let request = cloud.clients().sqs().receive_message().queue_url(&self.queue);
            let answer = request
                .wait_time_seconds(1)
                .max_number_of_messages(10)
                .send()
                .await?;
            let mut new = None;
            for message in answer.messages() {
                let event: Value = serde_json::from_str(message.body().unwrap_or_default())?;
                let id = event["detail"]["id"]
                    .as_str()
                    .ok_or("an event without id")?
                    .to_owned();
                if self.heard.insert(id, event.clone()).is_none() && event["detail-type"] == detail_type {
                    new = Some(event);
                }
                let receipt = message.receipt_handle().unwrap_or_default();
                let sqs = cloud.clients().sqs();
                sqs.delete_message()
                    .queue_url(&self.queue)
                    .receipt_handle(receipt)
                    .send()
                    .await?;
            }
            if let Some(event) = new {
                return Ok(event);
            }
        }
        Err(format!("no {detail_type} in {PATIENCE:?}; see launcher.log").into())
    }
}

/// A task's row as a release of the future might write it.
async fn strange_row(cloud: &LocalCloud) -> Result<(), Error> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let request = cloud
        .clients()
        .dynamodb()
        .put_item()
        .table_name(cloud.output("TableName")?);
    request
        .item("pk", text("0123456789abcdef0123456789abcdef"))
        .item("sk", text("task#call#I-9"))
        .item("schema", AttributeValue::N("99".to_owned()))
        .item("detail", text("Dora Dunnock"))
        .send()
        .await?;
    Ok(())
}

/// Gives the function another endpoint for all of AWS; says which it had.
fn move_function(cloud: &LocalCloud, endpoint: &str) -> Result<String, Error> {
    let function = format!(
        "{}/2015-03-31/functions/dunlin-announce/configuration",
        cloud.endpoint()
    );
    // The local cloud looks at who asks, and not at the signature.
    let who = "AWS4-HMAC-SHA256 Credential=test/20261126/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0";
    let answer = ureq::get(&function).header("authorization", who).call()?;
    let now: Value = serde_json::from_str(&answer.into_body().read_to_string()?)?;
    let mut environment = now["Environment"].clone();
    let variable = &mut environment["Variables"]["AWS_ENDPOINT_URL"];
    let before = variable.as_str().ok_or("no endpoint")?.to_owned();
    *variable = json!(endpoint);
    let change = json!({ "Environment": environment }).to_string();
    ureq::put(&function)
        .header("authorization", who)
        .content_type("application/json")
        .send(change)?;
    Ok(before)
}

async fn until(is_so: impl AsyncFn() -> Result<bool, Error>) -> Result<(), Error> {
    let began = Instant::now();
    while !is_so().await? {
        if began.elapsed() > PATIENCE {
            return Err("it did not come about; see launcher.log".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
