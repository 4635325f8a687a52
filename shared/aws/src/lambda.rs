//! How a function serves its queue: one record after the other, each failing alone. And how it serves a stream, whose
//! order is kept: what fails comes again, with all that follows it.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use lambda_runtime::{LambdaEvent, service_fn};
use serde::Deserialize;
use serde_json::Value;
use tracing::level_filters::LevelFilter;

/// Why a record was not dealt with; the queue delivers it again, and puts it aside after five times.
pub type RecordError = Box<dyn std::error::Error + Send + Sync>;

/// Writes logs as one JSON object a line, as `RUST_LOG` says (a level; `info` if unset). Call once, first.
///
/// What is logged names accounts by key and letters by id, never a person, an address or an amount.
pub fn start_logging() {
    let level = std::env::var("RUST_LOG")
        .ok()
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::INFO);
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        // CloudWatch stamps every line by itself.
        .without_time()
        .with_max_level(level)
        .init();
}

/// Serves a queue until the function is frozen for good: `handle` gets each message, and a message that fails is
/// handed back alone.
///
/// # Errors
/// If the Lambda runtime itself fails.
pub async fn serve_queue<H>(handle: H) -> Result<(), lambda_runtime::Error>
where
    H: AsyncFn(&SqsMessage) -> Result<(), RecordError>,
{
    let handle = &handle;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
        let mut response = SqsBatchResponse::default();
        for record in &event.payload.records {
            if let Err(error) = handle(record).await {
                let id = record.message_id.clone().unwrap_or_default();
                tracing::error!(
                    message_id = id,
                    error = chain(error.as_ref()),
                    "a record failed; it will be tried again"
                );
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = id;
                response.batch_item_failures.push(failure);
            }
        }
        Ok::<_, std::convert::Infallible>(response)
    }))
    .await
}

/// A batch of a table's stream. Its records are read one by one, so that a strange one spoils no other.
#[derive(Debug, Deserialize)]
struct StreamBatch {
    #[serde(rename = "Records")]
    records: Vec<Value>,
}

/// Serves a table's stream until the function is frozen for good: `handle` gets each batch in the order of writing,
/// and says at which sequence number it had to stop, if it had to. The stream goes on from there.
///
/// # Errors
/// If the Lambda runtime itself fails.
pub async fn serve_stream<H>(handle: H) -> Result<(), lambda_runtime::Error>
where
    H: AsyncFn(&[Value]) -> Option<String>,
{
    let handle = &handle;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<StreamBatch>| async move {
        let mut response = DynamoDbEventResponse::default();
        if let Some(sequence) = handle(&event.payload.records).await {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = Some(sequence);
            response.batch_item_failures.push(failure);
        }
        Ok::<_, std::convert::Infallible>(response)
    }))
    .await
}

/// The message's text.
pub fn body(record: &SqsMessage) -> &str {
    record.body.as_deref().unwrap_or_default()
}

/// An error with everything that caused it, on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
