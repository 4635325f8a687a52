//! The variables by which a function knows its table, queues and links, each named once.
//!
//! `infra/template.yaml` sets them; the command takes them from the stack's outputs.

use thiserror::Error;

/// The stack's name, under which its counts are kept.
pub const STACK: Variable = Variable("DUNLIN_STACK");
/// The function's own name, which Lambda sets.
pub const FUNCTION_NAME: Variable = Variable("AWS_LAMBDA_FUNCTION_NAME");
/// The DynamoDB table.
pub const TABLE: Variable = Variable("DUNLIN_TABLE");
/// The bucket that files are uploaded to.
pub const BUCKET: Variable = Variable("DUNLIN_BUCKET");
/// The sweep's own queue, by URL.
pub const SWEEPS_QUEUE_URL: Variable = Variable("DUNLIN_SWEEPS_QUEUE_URL");
/// The queue of picks, by URL.
pub const PICKS_QUEUE_URL: Variable = Variable("DUNLIN_PICKS_QUEUE_URL");
/// The queue that schedules deliver letters to, by ARN.
pub const LETTERS_QUEUE_ARN: Variable = Variable("DUNLIN_LETTERS_QUEUE_ARN");
/// The same queue, by URL.
pub const LETTERS_QUEUE_URL: Variable = Variable("DUNLIN_LETTERS_QUEUE_URL");
/// The schedule group that holds one schedule a letter.
pub const SCHEDULE_GROUP: Variable = Variable("DUNLIN_SCHEDULE_GROUP");
/// The role by which a schedule may write to the letters queue.
pub const SCHEDULE_ROLE_ARN: Variable = Variable("DUNLIN_SCHEDULE_ROLE_ARN");
/// The queue for letters that the Scheduler could not deliver, by ARN.
pub const SCHEDULE_DEAD_LETTER_ARN: Variable = Variable("DUNLIN_SCHEDULE_DEAD_LETTER_ARN");
/// The SES configuration set, which publishes what becomes of each mail.
pub const CONFIGURATION_SET: Variable = Variable("DUNLIN_CONFIGURATION_SET");
/// How many letters may be on their way to SES at once: what the template's queue allows.
pub const SEND_CONCURRENCY: Variable = Variable("DUNLIN_SEND_CONCURRENCY");
/// The queue of uploads, by URL.
pub const UPLOADS_QUEUE_URL: Variable = Variable("DUNLIN_UPLOADS_QUEUE_URL");
/// The address of the answers page; unset where answers go by reply only.
pub const ANSWERS_URL: Variable = Variable("DUNLIN_ANSWERS_URL");

/// The event bus that tasks are announced on, by name.
pub const TASK_EVENTS_BUS: Variable = Variable("DUNLIN_TASK_EVENTS_BUS");
/// The queue for tasks that could not be announced, by URL.
pub const ANNOUNCEMENTS_DEAD_QUEUE_URL: Variable = Variable("DUNLIN_ANNOUNCEMENTS_DEAD_QUEUE_URL");

/// An environment variable of Dunlin's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable(&'static str);

/// A variable that must be set is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "the environment variable {0} is not set; the stack sets it for its functions (infra/template.yaml), \
     and `dunlin` reads it from the stack's outputs: set it by hand only outside of both"
)]
pub struct Missing(pub &'static str);

impl Variable {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Its value.
    ///
    /// # Errors
    /// [`Missing`] if it is unset, empty or not UTF-8.
    pub fn required(self) -> Result<String, Missing> {
        self.optional().ok_or(Missing(self.0))
    }

    /// Its value; none if it is unset, empty or not UTF-8.
    pub fn optional(self) -> Option<String> {
        std::env::var(self.0).ok().filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_variable_is_named_with_its_remedy() {
        let nowhere = Variable("DUNLIN_SET_BY_NOBODY");
        let said = nowhere.required().unwrap_err().to_string();
        assert!(said.contains("DUNLIN_SET_BY_NOBODY"), "{said}");
        assert!(said.contains("template.yaml"), "{said}");
        assert_eq!(nowhere.optional(), None);
    }
}
