//! Whether the daily schedule stands, and whether letters' schedules stand that should have fired.

use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::error::SdkError;
use aws_sdk_scheduler::types::ScheduleState;
use chrono::{DateTime, Days, NaiveDateTime, Utc};
use dunning::letter::LetterId;
use dunning::ports::PortError;

use crate::service_error::failed;

/// Pages of a hundred schedules that are listed: more letters than that wait for a morning nowhere.
const PAGES_AT_MOST: usize = 300;

/// Schedules whose minute is looked up, each by a call of its own.
const LOOKED_UP_AT_MOST: usize = 200;

/// A schedule that fires again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// Whether it fires at all.
    pub is_enabled: bool,
    /// When, in the service's words: `cron(0 9 * * ? *)`.
    pub expression: String,
}

/// Letters whose schedules should have fired and still stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Late {
    /// How many there are at least.
    pub letters: usize,
    /// One of the oldest.
    pub first: Option<LetterId>,
    /// Letters that have a schedule, at least.
    pub planned: usize,
}

/// A schedule of the default group; none if there is no such.
///
/// # Errors
/// If the Scheduler fails, or refuses.
pub async fn recurring(client: &Client, name: &str) -> Result<Option<Recurring>, PortError> {
    match client.get_schedule().name(name).send().await {
        Ok(schedule) => Ok(Some(Recurring {
            is_enabled: schedule.state == Some(ScheduleState::Enabled),
            expression: schedule.schedule_expression.unwrap_or_default(),
        })),
        Err(SdkError::ServiceError(answer)) if answer.err().is_resource_not_found_exception() => Ok(None),
        Err(error) => Err(failed("looking at the daily schedule")(error)),
    }
}

/// The letters of a group that should have left before an instant. A schedule is deleted as it fires, so one whose time
/// is over did not.
///
/// # Errors
/// If the Scheduler fails, or refuses.
pub async fn late_letters(client: &Client, group: &str, before: DateTime<Utc>) -> Result<Late, PortError> {
    let mut planned = Vec::new();
    let mut next = None;
    for _ in 0..PAGES_AT_MOST {
        let page = client
            .list_schedules()
            .group_name(group)
            .set_next_token(next)
            .send()
            .await
            .map_err(failed("listing the letters' schedules"))?;
        let names = page.schedules.into_iter().filter_map(|schedule| schedule.name);
        planned.extend(names.filter_map(|name| LetterId::parse(&name).ok()));
        next = page.next_token;
        if next.is_none() {
            break;
        }
    }
    let mut late = Late {
        planned: planned.len(),
        ..Late::default()
    };
    // A letter's day begins up to 14 hours before it does in UTC.
    let last_day = before.date_naive() + Days::new(1);
    planned.retain(|letter| letter.day <= last_day);
    planned.sort_by_key(|letter| letter.day);
    for letter in planned.into_iter().take(LOOKED_UP_AT_MOST) {
        if minute(client, group, &letter)
            .await?
            .is_some_and(|at| at < before)
        {
            late.letters += 1;
            late.first.get_or_insert(letter);
        }
    }
    Ok(late)
}

/// When a letter is to leave; none if it has just left.
async fn minute(client: &Client, group: &str, letter: &LetterId) -> Result<Option<DateTime<Utc>>, PortError> {
    let name = letter.to_string();
    match client.get_schedule().group_name(group).name(name).send().await {
        Ok(schedule) => Ok(read_minute(schedule.schedule_expression().unwrap_or_default())),
        Err(SdkError::ServiceError(answer)) if answer.err().is_resource_not_found_exception() => Ok(None),
        Err(error) => Err(failed("looking at a letter's schedule")(error)),
    }
}

/// `at(2026-11-16T23:46:00)`, in UTC.
fn read_minute(expression: &str) -> Option<DateTime<Utc>> {
    let time = expression.strip_prefix("at(")?.strip_suffix(')')?;
    let time = NaiveDateTime::parse_from_str(time, "%Y-%m-%dT%H:%M:%S").ok()?;
    Some(time.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letters_minute_is_read_back() {
        assert_eq!(
            read_minute("at(2026-11-16T23:46:00)"),
            Some("2026-11-16T23:46:00Z".parse().unwrap())
        );
        assert_eq!(read_minute("cron(0 9 * * ? *)"), None);
    }
}
