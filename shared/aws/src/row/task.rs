//! An open task.

use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::task::{Task, TaskKind};
use serde::{Deserialize, Serialize};

use super::spelled::Spelled;

/// See [`Task`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TaskRow {
    kind: Spelled<TaskKind>,
    account: Spelled<AccountKey>,
    subject: String,
    opened_on: NaiveDate,
    detail: String,
}

impl From<Task> for TaskRow {
    fn from(task: Task) -> Self {
        Self {
            kind: Spelled(task.kind),
            account: Spelled(task.account),
            subject: task.subject,
            opened_on: task.opened_on,
            detail: task.detail,
        }
    }
}

impl From<TaskRow> for Task {
    fn from(row: TaskRow) -> Self {
        Self {
            kind: row.kind.0,
            account: row.account.0,
            subject: row.subject,
            opened_on: row.opened_on,
            detail: row.detail,
        }
    }
}
