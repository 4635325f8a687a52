//! One small, valid request of each operation that our functions were seen to use.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_scheduler::types::{FlexibleTimeWindow, FlexibleTimeWindowMode, Target};
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;

use crate::{Calling, Service};

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

impl Service for aws_sdk_dynamodb::Client {
    fn name(&self) -> &'static str {
        "dynamodb"
    }

    fn call<'a>(&'a self, operation: &'a str) -> Calling<'a> {
        Box::pin(async move {
            match operation {
                "GetItem" => {
                    let call = self.get_item().table_name("bench");
                    call.key("pk", text("settings"))
                        .key("sk", text("payments"))
                        .send()
                        .await?;
                }
                "Query" => {
                    let call = self
                        .query()
                        .table_name("bench")
                        .key_condition_expression("pk = :pk");
                    call.expression_attribute_values(":pk", text("settings"))
                        .send()
                        .await?;
                }
                "PutItem" => {
                    let call = self.put_item().table_name("bench");
                    call.item("pk", text("rival"))
                        .item("sk", text("rival"))
                        .send()
                        .await?;
                }
                "UpdateItem" => {
                    let call = self.update_item().table_name("bench");
                    call.key("pk", text("rival"))
                        .key("sk", text("rival"))
                        .update_expression("SET said = :said")
                        .expression_attribute_values(":said", text("Hello"))
                        .send()
                        .await?;
                }
                "TransactWriteItems" => {
                    let put = Put::builder()
                        .table_name("bench")
                        .item("pk", text("rival"))
                        .item("sk", text("rival"));
                    let write = TransactWriteItem::builder().put(put.build()?).build();
                    self.transact_write_items().transact_items(write).send().await?;
                }
                other => return Err(format!("no example of dynamodb.{other}").into()),
            }
            Ok(())
        })
    }
}

impl Service for aws_sdk_sqs::Client {
    fn name(&self) -> &'static str {
        "sqs"
    }

    fn call<'a>(&'a self, operation: &'a str) -> Calling<'a> {
        Box::pin(async move {
            let queue = std::env::var("DUNLIN_PICKS_QUEUE_URL")?;
            match operation {
                "SendMessage" => {
                    self.send_message()
                        .queue_url(queue)
                        .message_body("{}")
                        .send()
                        .await?;
                }
                "SendMessageBatch" => {
                    let entry = SendMessageBatchRequestEntry::builder()
                        .id("0")
                        .message_body("{}")
                        .build()?;
                    self.send_message_batch()
                        .queue_url(queue)
                        .entries(entry)
                        .send()
                        .await?;
                }
                other => return Err(format!("no example of sqs.{other}").into()),
            }
            Ok(())
        })
    }
}

impl Service for aws_sdk_scheduler::Client {
    fn name(&self) -> &'static str {
        "scheduler"
    }

    fn call<'a>(&'a self, operation: &'a str) -> Calling<'a> {
        Box::pin(async move {
            if operation != "CreateSchedule" {
                return Err(format!("no example of scheduler.{operation}").into());
            }
            let at_once = FlexibleTimeWindow::builder()
                .mode(FlexibleTimeWindowMode::Off)
                .build()?;
            let target = Target::builder()
                .arn("arn:aws:sqs:::letters")
                .role_arn("arn:aws:iam::1:role/schedule");
            let call = self
                .create_schedule()
                .name("rival")
                .schedule_expression("at(2026-11-17T04:16:00)");
            call.flexible_time_window(at_once)
                .target(target.build()?)
                .send()
                .await?;
            Ok(())
        })
    }
}

impl Service for aws_sdk_sesv2::Client {
    fn name(&self) -> &'static str {
        "ses"
    }

    fn call<'a>(&'a self, operation: &'a str) -> Calling<'a> {
        Box::pin(async move {
            match operation {
                "GetAccount" => {
                    self.get_account().send().await?;
                }
                "SendEmail" => {
                    let words = |text: &str| Content::builder().data(text).build();
                    let body = Body::builder().text(words("Hello")?).build();
                    let message = Message::builder().subject(words("Hello")?).body(body).build();
                    let to = Destination::builder().to_addresses("someone@example.com").build();
                    let call = self
                        .send_email()
                        .from_email_address("accounts@example.com")
                        .destination(to);
                    call.content(EmailContent::builder().simple(message).build())
                        .send()
                        .await?;
                }
                other => return Err(format!("no example of ses.{other}").into()),
            }
            Ok(())
        })
    }
}

impl Service for aws_sdk_s3::Client {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn call<'a>(&'a self, operation: &'a str) -> Calling<'a> {
        Box::pin(async move {
            match operation {
                "GetObject" => {
                    let answer = self
                        .get_object()
                        .bucket("bench")
                        .key("invoices/november.csv")
                        .send()
                        .await?;
                    answer.body.collect().await?;
                }
                "HeadObject" => {
                    self.head_object()
                        .bucket("bench")
                        .key("invoices/november.csv")
                        .send()
                        .await?;
                }
                "PutObject" => {
                    let body = ByteStream::from_static(b"Hello");
                    self.put_object()
                        .bucket("bench")
                        .key("rival")
                        .body(body)
                        .send()
                        .await?;
                }
                other => return Err(format!("no example of s3.{other}").into()),
            }
            Ok(())
        })
    }
}

impl Service for aws_sdk_eventbridge::Client {
    fn name(&self) -> &'static str {
        "events"
    }

    fn call<'a>(&'a self, operation: &'a str) -> Calling<'a> {
        Box::pin(async move {
            if operation != "PutEvents" {
                return Err(format!("no example of events.{operation}").into());
            }
            let entry = PutEventsRequestEntry::builder()
                .source("rival")
                .detail_type("Hello")
                .detail("{}");
            self.put_events().entries(entry.build()).send().await?;
            Ok(())
        })
    }
}
