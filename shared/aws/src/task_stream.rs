//! What the table's stream tells of tasks: each record is the writing of one of their rows.

use aws_lambda_events::dynamodb::EventRecord;
use chrono::{DateTime, Utc};
use dunning::announcement::FiledTask;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::row::{TaskRow, Unreadable, decode_fields};

/// The writing of a task's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskWritten {
    /// The stream's name for it, the same each time it is told.
    pub id: String,
    /// Its place in the stream; of one row a later writing has a greater number.
    pub sequence: String,
    /// When it was written, to the second or so.
    pub at: DateTime<Utc>,
    /// What stood there.
    pub before: Option<FiledTask>,
    /// What stands there now.
    pub after: Option<FiledTask>,
}

/// A record of the stream that nothing can be told from, and that would be the same at any further try. Names places,
/// never values.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnreadableRecord {
    /// It does not look like a record of a stream.
    #[error("the record can't be read: {0} is missing or has an unknown form")]
    Record(String),
    /// The row in it is not one that this release knows.
    #[error(transparent)]
    Row(#[from] Unreadable),
}

/// Where a record stands in the stream; none if it does not say.
pub fn sequence_of(record: &Value) -> Option<&str> {
    record.pointer("/dynamodb/SequenceNumber")?.as_str()
}

/// Reads a record of a task's row.
///
/// # Errors
/// [`UnreadableRecord`] if it is none.
pub fn read_task_written(record: &Value) -> Result<TaskWritten, UnreadableRecord> {
    let record: EventRecord = serde_path_to_error::deserialize(record)
        .map_err(|error| UnreadableRecord::Record(error.path().to_string()))?;
    let missing = |what: &str| UnreadableRecord::Record(what.to_owned());
    let sequence = record
        .change
        .sequence_number
        .ok_or_else(|| missing("dynamodb.SequenceNumber"))?;
    let (before, after) = (
        filed(record.change.old_image, "dynamodb.OldImage")?,
        filed(record.change.new_image, "dynamodb.NewImage")?,
    );
    if before.is_none() && after.is_none() {
        return Err(missing("dynamodb.NewImage"));
    }
    Ok(TaskWritten {
        id: record.event_id,
        sequence,
        at: record.change.approximate_creation_date_time,
        before,
        after,
    })
}

fn filed(image: serde_dynamo::Item, place: &str) -> Result<Option<FiledTask>, UnreadableRecord> {
    if image.is_empty() {
        return Ok(None);
    }
    let fields: Map<String, Value> = serde_dynamo::from_item(image)
        // Its words may repeat values.
        .map_err(|_unprintable| UnreadableRecord::Record(place.to_owned()))?;
    Ok(Some(decode_fields::<TaskRow>(fields)?.into()))
}
