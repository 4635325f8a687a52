//! One one-time schedule a letter, on EventBridge Scheduler. The schedule is the plan: nothing else remembers it,
//! and it deletes itself once it has fired.

use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::error::SdkError;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target,
};
use aws_smithy_types::error::operation::BuildError;
use dunning::message::PlannedLetter;
use dunning::ports::{PortError, Scheduled, Schedules};

use crate::environment::{self, Missing};
use crate::service_error::ServiceError;
use crate::wire::{read_planned_letter, write_planned_letter};

/// How long the Scheduler tries to deliver. By then the customer's window is over, and another day plans anew.
const DELIVERY_WITHIN_SECONDS: i32 = 3600;

/// Where schedules live, and what they reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleTarget {
    /// The schedule group, which holds letters and nothing else.
    pub group: String,
    /// The letters queue, by ARN.
    pub letters_queue_arn: String,
    /// The role by which a schedule may write to it.
    pub role_arn: String,
    /// The queue for what could not be delivered, by ARN.
    pub dead_letter_arn: String,
}

impl ScheduleTarget {
    /// What the environment names.
    ///
    /// # Errors
    /// [`Missing`] for the first of the four that it does not name.
    pub fn from_environment() -> Result<Self, Missing> {
        Ok(Self {
            group: environment::SCHEDULE_GROUP.required()?,
            letters_queue_arn: environment::LETTERS_QUEUE_ARN.required()?,
            role_arn: environment::SCHEDULE_ROLE_ARN.required()?,
            dead_letter_arn: environment::SCHEDULE_DEAD_LETTER_ARN.required()?,
        })
    }
}

/// The letters' schedules.
#[derive(Clone, Debug)]
pub struct LetterSchedules {
    client: Client,
    target: ScheduleTarget,
}

impl LetterSchedules {
    /// Schedules of a group.
    pub fn new(client: Client, target: ScheduleTarget) -> Self {
        Self { client, target }
    }

    /// The schedules that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it lacks a name.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        Ok(Self::new(client, ScheduleTarget::from_environment()?))
    }

    fn entry(&self, letter: &PlannedLetter) -> Result<Entry, BuildError> {
        let retries = RetryPolicy::builder()
            .maximum_event_age_in_seconds(DELIVERY_WITHIN_SECONDS)
            .build();
        let dead_letters = DeadLetterConfig::builder()
            .arn(&self.target.dead_letter_arn)
            .build();
        Ok(Entry {
            name: letter.letter.to_string(),
            expression: expression(letter),
            description: description(letter),
            exactly: FlexibleTimeWindow::builder()
                .mode(FlexibleTimeWindowMode::Off)
                .build()?,
            target: Target::builder()
                .arn(&self.target.letters_queue_arn)
                .role_arn(&self.target.role_arn)
                .input(write_planned_letter(letter))
                .retry_policy(retries)
                .dead_letter_config(dead_letters)
                .build()?,
        })
    }

    /// False if there is a schedule of this name.
    async fn create(&self, entry: Entry) -> Result<bool, ServiceError> {
        let created = self
            .client
            .create_schedule()
            .name(entry.name)
            .group_name(&self.target.group)
            .schedule_expression(entry.expression)
            .schedule_expression_timezone("UTC")
            .flexible_time_window(entry.exactly)
            .action_after_completion(ActionAfterCompletion::Delete)
            .description(entry.description)
            .target(entry.target)
            .send()
            .await;
        match created {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(answer)) if answer.err().is_conflict_exception() => Ok(false),
            Err(error) => Err(ServiceError::from(&error)),
        }
    }

    /// What the schedule of this name carries; none if that can't be read.
    async fn planned(&self, name: &str) -> Result<Option<PlannedLetter>, ServiceError> {
        let found = self
            .client
            .get_schedule()
            .group_name(&self.target.group)
            .name(name)
            .send()
            .await
            .map_err(|error| ServiceError::from(&error))?;
        let input = found.target().and_then(Target::input).unwrap_or_default();
        Ok(read_planned_letter(input).ok())
    }

    /// An update replaces the whole schedule: what it does not name would fall back to a default.
    async fn replace(&self, entry: Entry) -> Result<(), ServiceError> {
        self.client
            .update_schedule()
            .name(entry.name)
            .group_name(&self.target.group)
            .schedule_expression(entry.expression)
            .schedule_expression_timezone("UTC")
            .flexible_time_window(entry.exactly)
            .action_after_completion(ActionAfterCompletion::Delete)
            .description(entry.description)
            .target(entry.target)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| ServiceError::from(&error))
    }
}

/// A schedule, as the service takes it.
#[derive(Clone, Debug)]
struct Entry {
    name: String,
    expression: String,
    description: String,
    exactly: FlexibleTimeWindow,
    target: Target,
}

impl Schedules for LetterSchedules {
    /// A schedule that fires between two of the calls is gone, which fails: the queue brings the pick again.
    async fn schedule(&self, letter: &PlannedLetter) -> Result<Scheduled, PortError> {
        let failed = |source: ServiceError| PortError {
            doing: format!("scheduling letter {}", letter.letter),
            source: Box::new(source),
        };
        let entry = self
            .entry(letter)
            .map_err(|error| failed(ServiceError::Unmade(error.to_string())))?;
        if self.create(entry.clone()).await.map_err(failed)? {
            return Ok(Scheduled::Anew);
        }
        match self.planned(&entry.name).await.map_err(failed)? {
            Some(before) if !letter.moves(&before) => Ok(Scheduled::Already),
            _ => {
                self.replace(entry).await.map_err(failed)?;
                Ok(Scheduled::Moved)
            }
        }
    }
}

/// In UTC: the local minute was resolved by us, once, so that no second opinion on time zones can move it.
fn expression(letter: &PlannedLetter) -> String {
    format!("at({})", letter.at.format("%Y-%m-%dT%H:%M:%S"))
}

/// For whoever looks at the console: the customer's own time.
fn description(letter: &PlannedLetter) -> String {
    let local = letter.at.with_timezone(&letter.zone);
    format!(
        "A letter at {} in {}",
        local.format("%Y-%m-%d %H:%M"),
        letter.zone
    )
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use dunning::letter::LetterId;

    use super::*;

    #[test]
    fn the_schedule_is_in_utc_and_says_the_local_time() {
        let letter = PlannedLetter {
            letter: LetterId::parse("0123456789abcdef0123456789abcdef-20261117").unwrap(),
            at: "2026-11-16T23:46:00Z".parse().unwrap(),
            zone: Tz::Asia__Kolkata,
            picked_at: "2026-11-16T09:00:03Z".parse().unwrap(),
        };
        assert_eq!(expression(&letter), "at(2026-11-16T23:46:00)");
        assert_eq!(
            description(&letter),
            "A letter at 2026-11-17 05:16 in Asia/Kolkata"
        );
    }
}
