//! A pick gets its random minute, and a one-time schedule.

use chrono::{DateTime, Utc};

use crate::message::{Pick, PlannedLetter};
use crate::ports::{PortError, Scheduled, Schedules};
use crate::timing::minute;

/// What became of a pick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It leaves at this instant; planned now or before.
    Planned(DateTime<Utc>, Scheduled),
    /// Its minute had passed when it was picked; the account is still on the agenda, so a later day plans anew.
    TooLate,
}

/// Plans a picked letter.
///
/// # Errors
/// If the schedule could not be made; to be tried again.
pub async fn schedule<S: Schedules>(schedules: &S, pick: &Pick) -> Result<Outcome, PortError> {
    match minute(&pick.letter, pick.window, pick.zone).filter(|at| *at > pick.picked_at) {
        None => Ok(Outcome::TooLate),
        Some(at) => {
            let letter = PlannedLetter {
                letter: pick.letter.clone(),
                at,
                zone: pick.zone,
                picked_at: pick.picked_at,
            };
            let scheduled = schedules.schedule(&letter).await?;
            Ok(Outcome::Planned(at, scheduled))
        }
    }
}
