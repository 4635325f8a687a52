//! An open task.

use chrono::NaiveDate;
use dunning::account::{AccountKey, EmailAddress};
use dunning::announcement::{FiledTask, Whose};
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
    /// Beside the task for those who are told of it and read nothing else.
    whose: Option<WhoseRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct WhoseRow {
    customer: String,
    name: String,
    manager: Option<Spelled<EmailAddress>>,
}

impl From<FiledTask> for TaskRow {
    fn from(filed: FiledTask) -> Self {
        let FiledTask { task, whose } = filed;
        Self {
            kind: Spelled(task.kind),
            account: Spelled(task.account),
            subject: task.subject,
            opened_on: task.opened_on,
            detail: task.detail,
            whose: whose.map(|whose| WhoseRow {
                customer: whose.customer,
                name: whose.name,
                manager: whose.manager.map(Spelled),
            }),
        }
    }
}

impl From<TaskRow> for FiledTask {
    fn from(row: TaskRow) -> Self {
        let whose = row.whose.clone().map(|whose| Whose {
            customer: whose.customer,
            name: whose.name,
            manager: whose.manager.map(|manager| manager.0),
        });
        Self {
            task: row.into(),
            whose,
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
