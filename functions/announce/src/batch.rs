//! A batch of the stream, made out record by record: what is to be told, and what nobody can tell anything from.

use aws::event_bus::BusEvent;
use aws::task_stream::{UnreadableRecord, read_task_written, sequence_of};
use dunning::announcement::announcements;
use serde_json::Value;

use crate::event::event;

/// What a record comes to.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// Events, in order; often none.
    Events(Vec<BusEvent>),
    /// Nothing, now and at any further try.
    Nothing(UnreadableRecord),
}

/// A record and its place in the stream; an empty place if the record has none.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) sequence: String,
    pub(crate) meaning: Meaning,
}

/// Makes out a record.
pub(crate) fn read(record: &Value) -> Read {
    let meaning = read_task_written(record).and_then(|written| {
        announcements(written.before.as_ref(), written.after.as_ref())
            .iter()
            .map(|told| event(told, &written))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_unwritable| UnreadableRecord::Record("the event".to_owned()))
    });
    Read {
        sequence: sequence_of(record).unwrap_or_default().to_owned(),
        meaning: match meaning {
            Ok(events) => Meaning::Events(events),
            Err(error) => Meaning::Nothing(error),
        },
    }
}

#[cfg(test)]
mod tests;
