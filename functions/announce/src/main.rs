//! Tasks as events, for other systems: what the table's stream tells of tasks, told on an EventBridge bus.
//!
//! At least once and in order: a record is behind us when its events were taken. What can't be told however often it
//! is tried is put aside for a person, so that it stops nothing.

mod batch;
mod event;

use aws::event_bus::BusEvent;
use aws::lambda::{chain, serve_stream, start_logging};
use aws::task_stream::UnreadableRecord;
use aws::{AnnouncementsDeadQueue, Clients, EventBus};
use serde_json::{Value, json};

use crate::batch::{Meaning, Read, read};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clients = Clients::from_environment()?;
    let bus = EventBus::from_environment(clients.eventbridge())?;
    let aside = AnnouncementsDeadQueue::from_environment(clients.sqs())?;
    // Boxed, because the compiler gives up on a type as deep as the SDK's in the runtime's.
    serve_stream(async |records| Box::pin(announce(&bus, &aside, records)).await).await
}

/// Tells what a batch has to tell; none, or the sequence number of the first record that is to come again.
async fn announce(bus: &EventBus, aside: &AnnouncementsDeadQueue, records: &[Value]) -> Option<String> {
    let mut events = Vec::new();
    // Beside each event the place of its record in the stream.
    let mut sequences = Vec::new();
    let mut stopped = None;
    for record in records {
        let Read { sequence, meaning } = read(record);
        match meaning {
            Meaning::Events(told) => {
                sequences.extend(told.iter().map(|_| sequence.clone()));
                events.extend(told);
            }
            Meaning::Nothing(why) => {
                if !put_aside(aside, &sequence, &why).await {
                    stopped = Some(sequence);
                    break;
                }
            }
        }
    }
    publish(bus, &events, &sequences).await.or(stopped)
}

/// Says whether a person will hear of a record that has no meaning.
async fn put_aside(aside: &AnnouncementsDeadQueue, sequence: &str, why: &UnreadableRecord) -> bool {
    tracing::error!(
        sequence,
        error = chain(why),
        "a record can't be announced; it was put aside"
    );
    let note = json!({ "sequence": sequence, "error": why.to_string() });
    match aside.put_aside(note.to_string()).await {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(
                sequence,
                error = chain(&error),
                "a record could not be put aside; it will be tried again"
            );
            false
        }
    }
}

/// The place of the first record whose events were not all taken.
async fn publish(bus: &EventBus, events: &[BusEvent], sequences: &[String]) -> Option<String> {
    match bus.publish(events).await {
        Ok(()) => {
            tracing::info!(events = events.len(), "announced");
            None
        }
        Err(error) => {
            let sequence = sequences.get(error.first).cloned().unwrap_or_default();
            tracing::error!(
                sequence,
                error = chain(&error),
                "not everything was announced; it will be tried again from here on"
            );
            Some(sequence)
        }
    }
}
