//! A task's event as others read it. docs/events.md describes it; what it says may grow, but not change.

use aws::event_bus::BusEvent;
use aws::task_stream::TaskWritten;
use dunning::announcement::{Announcement, Happened};
use serde::Serialize;

/// Grows when a reader of the version before would misunderstand.
const VERSION: u8 = 1;

#[derive(Serialize)]
struct Detail<'a> {
    version: u8,
    id: String,
    sequence: &'a str,
    task: TaskDetail<'a>,
    customer: CustomerDetail<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_manager: Option<String>,
}

#[derive(Serialize)]
struct TaskDetail<'a> {
    id: &'a str,
    kind: &'static str,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice: Option<&'a str>,
    opened_on: String,
    words: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    commands: &'a [String],
}

#[derive(Serialize)]
struct CustomerDetail<'a> {
    account: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

/// The event of an announcement that a record of the stream gave rise to.
///
/// # Errors
/// If it can't be written, which is a mistake of the code.
pub(crate) fn event(told: &Announcement, written: &TaskWritten) -> Result<BusEvent, serde_json::Error> {
    let (detail_type, ending) = match told.happened {
        Happened::Opened => ("Task Opened", "opened"),
        Happened::Closed => ("Task Closed", "closed"),
    };
    let detail = Detail {
        version: VERSION,
        // The record's own name stays the same however often the stream repeats it.
        id: format!("{}-{ending}", written.id),
        sequence: &written.sequence,
        task: TaskDetail {
            id: &told.task_id,
            kind: told.task.kind.name(),
            subject: &told.task.subject,
            invoice: told.invoice.as_deref(),
            opened_on: told.task.opened_on.to_string(),
            words: &told.task.detail,
            commands: &told.commands,
        },
        customer: CustomerDetail {
            account: told.task.account.as_str(),
            number: told.customer_number.as_deref(),
            name: told.customer_name.as_deref(),
        },
        account_manager: told.manager.as_ref().map(ToString::to_string),
    };
    Ok(BusEvent {
        detail_type,
        detail: serde_json::to_string(&detail)?,
        at: written.at,
    })
}
