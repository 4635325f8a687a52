//! How a function serves its queue: one record after the other, each failing alone. And how it serves a stream, whose
//! order is kept: what fails comes again, with all that follows it.

use std::time::{Duration, Instant};

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use dunning::flow::TooManyConflicts;
use lambda_runtime::{LambdaEvent, service_fn};
use serde::Deserialize;
use serde_json::Value;
use tracing::level_filters::LevelFilter;

use crate::metrics::{CallCounts, Counts, Metric};
use crate::service_error::is_throttling;

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

/// How a function's time is divided. A function that is killed in the middle of a record leaves that record's work half
/// done and in doubt, and all that follow waiting as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// A call's time: the function's `Timeout` in `infra/template.yaml`.
    pub lasts: Duration,
    /// What a record must find left to be begun; with less, it goes back to the queue untouched.
    pub a_record_needs: Duration,
}

/// The time of one call.
#[derive(Clone, Copy, Debug)]
pub struct CallTime {
    began: Instant,
    shift: Shift,
}

impl CallTime {
    /// Begins now.
    pub fn begin(shift: Shift) -> Self {
        Self {
            began: Instant::now(),
            shift,
        }
    }

    /// What is left of it.
    pub fn left(self) -> Duration {
        self.shift.lasts.saturating_sub(self.began.elapsed())
    }
}

/// Serves a queue until the function is frozen for good: `handle` gets each message, and a message that fails is
/// handed back alone. So is, with all that follow, one that comes too late in the shift; the first is always begun.
/// What every queue has in common is counted here: how long messages wait, and what fails.
///
/// # Errors
/// If the Lambda runtime itself fails, or the environment does not say whose counts these are.
pub async fn serve_queue<H>(shift: Shift, handle: H) -> Result<(), lambda_runtime::Error>
where
    H: AsyncFn(&SqsMessage, &CallCounts<'_>, CallTime) -> Result<(), RecordError>,
{
    let counts = &Counts::from_environment()?;
    let handle = &handle;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
        let time = CallTime::begin(shift);
        let counts = counts.of_call(&event.context);
        let has_time = || time.left() >= shift.a_record_needs;
        // The longest of a call's is what is watched, and a line of the log for each would cost more than the queue.
        if let Some(waited) = event.payload.records.iter().filter_map(waited_ms).max() {
            counts.count(Metric::QueueAge(waited));
        }
        let response = serve_batch(&event.payload.records, has_time, async |record| {
            // Boxed, for the compiler measures futures as deep as they are nested.
            let dealt_with = Box::pin(handle(record, &counts, time)).await;
            dealt_with.inspect_err(|error| {
                count_failure(&counts, Metric::RecordsFailed, error.as_ref());
                tracing::error!(
                    message_id = record.message_id,
                    error = chain(error.as_ref()),
                    "a record failed; it will be tried again"
                );
            })
        })
        .await;
        Ok::<_, std::convert::Infallible>(response)
    }))
    .await
}

async fn serve_batch<H>(records: &[SqsMessage], has_time: impl Fn() -> bool, handle: H) -> SqsBatchResponse
where
    H: AsyncFn(&SqsMessage) -> Result<(), RecordError>,
{
    let mut response = SqsBatchResponse::default();
    let mut hand_back = |record: &SqsMessage| {
        let mut failure = BatchItemFailure::default();
        failure.item_identifier = record.message_id.clone().unwrap_or_default();
        response.batch_item_failures.push(failure);
    };
    for (index, record) in records.iter().enumerate() {
        if index > 0 && !has_time() {
            let untouched = records.get(index..).unwrap_or_default();
            tracing::warn!(
                records = untouched.len(),
                "no time left; they go back to the queue untouched"
            );
            untouched.iter().for_each(&mut hand_back);
            break;
        }
        if handle(record).await.is_err() {
            hand_back(record);
        }
    }
    response
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

/// How long a message lay in its queue before it was first taken out, in milliseconds, by the queue's own clock.
pub fn waited_ms(record: &SqsMessage) -> Option<i64> {
    let stamp = |name: &str| record.attributes.get(name)?.parse::<i64>().ok();
    let taken = stamp("ApproximateFirstReceiveTimestamp")?;
    Some(taken.saturating_sub(stamp("SentTimestamp")?).max(0))
}

/// Counts a failure, and what it was, where that is watched.
pub fn count_failure(counts: &CallCounts<'_>, failed: Metric, error: &(dyn std::error::Error + 'static)) {
    counts.count(failed);
    if causes(error).any(<dyn std::error::Error>::is::<TooManyConflicts>) {
        counts.count(Metric::ConflictsGivenUp);
    }
    if causes(error).any(|cause| is_throttling(&cause.to_string())) {
        counts.count(Metric::Throttled);
    }
}

/// An error with everything that caused it, on one line.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    causes(error)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    fn message(id: &str) -> SqsMessage {
        let mut message = SqsMessage::default();
        message.message_id = Some(id.to_owned());
        message
    }

    /// Each record takes one of so many turns; the named one fails.
    async fn served(turns: usize, fails: &str) -> (Vec<String>, Vec<String>) {
        let records = ["a", "b", "c", "d"].map(message);
        let taken = Cell::new(0);
        let begun = RefCell::new(Vec::new());
        let response = serve_batch(
            &records,
            || taken.get() < turns,
            async |record| {
                taken.set(taken.get() + 1);
                let id = record.message_id.clone().unwrap();
                begun.borrow_mut().push(id.clone());
                if id == fails {
                    Err("it fails".into())
                } else {
                    Ok(())
                }
            },
        )
        .await;
        let back = response.batch_item_failures.into_iter();
        (
            begun.into_inner(),
            back.map(|failure| failure.item_identifier).collect(),
        )
    }

    #[tokio::test]
    async fn what_there_is_no_time_for_goes_back_untouched_with_what_failed() {
        let own = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(served(9, "").await, (own(&["a", "b", "c", "d"]), own(&[])));
        assert_eq!(served(9, "b").await, (own(&["a", "b", "c", "d"]), own(&["b"])));
        assert_eq!(served(2, "a").await, (own(&["a", "b"]), own(&["a", "c", "d"])));
        // Else a record that needs more than a whole shift would never be begun.
        assert_eq!(served(0, "").await, (own(&["a"]), own(&["b", "c", "d"])));
    }

    #[test]
    fn a_message_has_waited_since_it_was_sent() {
        let mut record = SqsMessage::default();
        assert_eq!(waited_ms(&record), None);
        let mut stamp = |name: &str, at: &str| record.attributes.insert(name.to_owned(), at.to_owned());
        stamp("SentTimestamp", "1795000000000");
        stamp("ApproximateFirstReceiveTimestamp", "1795000000750");
        assert_eq!(waited_ms(&record), Some(750));
    }
}
