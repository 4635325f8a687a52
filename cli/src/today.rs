//! What day it is: the operator's clock, unless the operator tells another day.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use thiserror::Error;

/// A day or instant that the operator takes for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Day(NaiveDate),
    Instant(DateTime<Utc>),
}

/// The text is neither.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("expected a day such as 2026-11-17, or an instant such as 2026-11-17T10:00:00Z")]
pub(crate) struct NeitherDayNorInstant;

impl FromStr for Told {
    type Err = NeitherDayNorInstant;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant = || DateTime::parse_from_rfc3339(text).map(|at| Self::Instant(at.to_utc()));
        text.parse()
            .map(Self::Day)
            .or_else(|_| instant())
            .map_err(|_| NeitherDayNorInstant)
    }
}

/// Now, as this run of the command sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Today {
    /// A day, at no time of it.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
}

impl Today {
    /// What was told, else the wall clock.
    pub(crate) fn new(told: Option<Told>) -> Self {
        match told {
            Some(Told::Day(day)) => Self::Day(day),
            Some(Told::Instant(at)) => Self::Instant(at),
            None => Self::Instant(wall_clock()),
        }
    }

    /// The civil day in a zone.
    pub(crate) fn date(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Instant(at) => at.with_timezone(&zone).date_naive(),
        }
    }

    /// The instant; of a told day its noon in UTC, at which it is that day almost everywhere.
    pub(crate) fn instant(self) -> DateTime<Utc> {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or(NaiveTime::MIN);
        match self {
            Self::Day(day) => day.and_time(noon).and_utc(),
            Self::Instant(at) => at,
        }
    }

    /// Whether that instant is over; of a told day nothing is.
    pub(crate) fn is_past(self, instant: DateTime<Utc>) -> bool {
        matches!(self, Self::Instant(now) if instant <= now)
    }
}

/// What this machine takes for the time, whatever the operator tells.
#[allow(
    clippy::disallowed_methods,
    reason = "somebody at a terminal asks about “today”, and no envelope brings it; this is the command's one clock"
)]
pub(crate) fn wall_clock() -> DateTime<Utc> {
    DateTime::from(std::time::SystemTime::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_or_an_instant_can_be_told() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let told = |text: &str| Today::new(Some(text.parse().unwrap()));
        assert_eq!(
            told("2026-11-17").date(chrono_tz::Pacific::Auckland),
            day("2026-11-17")
        );
        assert_eq!(
            told("2026-11-17T20:00:00Z").date(chrono_tz::Pacific::Auckland),
            day("2026-11-18")
        );
        assert_eq!(
            told("2026-11-17").instant().to_rfc3339(),
            "2026-11-17T12:00:00+00:00"
        );
        assert!("tomorrow".parse::<Told>().is_err());
    }
}
