//! Events for other systems, on an EventBridge bus.

use std::time::Duration;

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use chrono::Utc;
use dunning::ports::PortError;
use thiserror::Error;

use crate::environment::{self, Missing};
use crate::service_error::failed;

/// Who speaks, in every event.
pub const SOURCE: &str = "dunlin";

/// EventBridge's limit of one call.
pub const EVENTS_A_CALL: usize = 10;

/// EventBridge's limit of one call, all its events together.
pub const BYTES_A_CALL: usize = 256 * 1024;

/// How often the refused part of a call is tried again.
const TRIES: u32 = 4;

/// Something to tell. Ten of them must fit into [`BYTES_A_CALL`]: whoever writes the detail bounds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusEvent {
    /// What happened, by which rules pick.
    pub detail_type: &'static str,
    /// A JSON object.
    pub detail: String,
    /// When it happened.
    pub at: chrono::DateTime<Utc>,
}

impl BusEvent {
    /// What it counts to the limit of a call: the texts, and 14 bytes for the time.
    pub fn bytes(&self) -> usize {
        14 + SOURCE.len() + self.detail_type.len() + self.detail.len()
    }
}

/// Not everything was told.
#[derive(Debug, Error)]
#[error("event {first} and those behind it may not have been published")]
pub struct NotPublished {
    /// The place of the first event that was not; all before it were.
    pub first: usize,
    /// Why.
    #[source]
    pub why: PortError,
}

/// The bus took only a part of the events, however often it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the bus refused {refused} of {of} events: {codes}")]
struct PartlyRefused {
    refused: usize,
    of: usize,
    codes: String,
}

/// A bus.
#[derive(Clone, Debug)]
pub struct EventBus {
    client: Client,
    name: String,
}

impl EventBus {
    /// A bus by its name.
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        Self {
            client,
            name: name.into(),
        }
    }

    /// The bus that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names none.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        Ok(Self::new(client, environment::TASK_EVENTS_BUS.required()?))
    }

    /// Tells every event at least once, in order as far as the bus has one.
    ///
    /// # Errors
    /// [`NotPublished`], which says from where on to try again.
    pub async fn publish(&self, events: &[BusEvent]) -> Result<(), NotPublished> {
        for (call, batch) in events.chunks(EVENTS_A_CALL).enumerate() {
            self.publish_batch(batch)
                .await
                .map_err(|(place, why)| NotPublished {
                    first: call * EVENTS_A_CALL + place,
                    why,
                })?;
        }
        Ok(())
    }

    /// On an error, the place of the first event that was not taken.
    async fn publish_batch(&self, batch: &[BusEvent]) -> Result<(), (usize, PortError)> {
        let doing = "publishing events";
        let mut waiting: Vec<usize> = (0..batch.len()).collect();
        let mut codes = Vec::new();
        for attempt in 0..TRIES {
            if attempt > 0 {
                tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
            }
            let first = waiting.first().copied().unwrap_or_default();
            let told: Vec<&BusEvent> = waiting.iter().filter_map(|place| batch.get(*place)).collect();
            let entries = told.into_iter().map(|event| self.entry(event)).collect();
            let answer = self
                .client
                .put_events()
                .set_entries(Some(entries))
                .send()
                .await
                .map_err(|error| (first, failed(doing)(error)))?;
            // One answer an event, in the same order; an event without an answer was not taken.
            let answers = answer.entries();
            codes = answers
                .iter()
                .filter_map(|entry| entry.error_code().map(str::to_owned))
                .collect();
            let is_taken = |place: usize| {
                answers
                    .get(place)
                    .is_some_and(|entry| entry.error_code().is_none())
            };
            waiting = waiting
                .into_iter()
                .enumerate()
                .filter(|(place, _)| !is_taken(*place))
                .map(|(_, event)| event)
                .collect();
            if waiting.is_empty() {
                return Ok(());
            }
        }
        codes.sort_unstable();
        codes.dedup();
        let refused = PartlyRefused {
            refused: waiting.len(),
            of: batch.len(),
            codes: codes.join(", "),
        };
        let why = PortError {
            doing: doing.to_owned(),
            source: Box::new(refused),
        };
        Err((waiting.first().copied().unwrap_or_default(), why))
    }

    fn entry(&self, event: &BusEvent) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(SOURCE)
            .detail_type(event.detail_type)
            .detail(&event.detail)
            .time(DateTime::from_secs(event.at.timestamp()))
            .build()
    }
}

#[cfg(test)]
mod tests;
