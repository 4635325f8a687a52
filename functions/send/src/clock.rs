//! What time it is for the sending: the wall clock's, and only in a story told on a local cloud the envelope's.

use aws::lambda::waited_ms;
use aws_lambda_events::sqs::SqsMessage;
use chrono::{DateTime, TimeDelta, Utc};
use dunning::message::PlannedLetter;
use thiserror::Error;

/// Where the time comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Clock {
    /// The machine's clock.
    Wall,
    /// The schedule's time and the wait in the queue.
    Envelope,
}

/// The environment asks for a clock that it can't have.
#[derive(Debug, Error)]
pub(crate) enum ClockError {
    #[error("DUNLIN_CLOCK is “{0}”: leave it unset, or “envelope” on a local cloud")]
    Unknown(String),
    #[error(
        "DUNLIN_CLOCK=envelope is for a local cloud only: AWS_ENDPOINT_URL must name this machine (127.0.0.1)"
    )]
    NotLocal,
}

impl Clock {
    /// Reads `DUNLIN_CLOCK`. A clock that believes its messages would send at any hour, so it is refused wherever
    /// letters could reach a customer.
    pub(crate) fn from_environment() -> Result<Self, ClockError> {
        Self::choose(
            std::env::var("DUNLIN_CLOCK").ok(),
            std::env::var("AWS_ENDPOINT_URL").ok(),
        )
    }

    fn choose(clock: Option<String>, endpoint: Option<String>) -> Result<Self, ClockError> {
        match clock.as_deref() {
            None | Some("") => Ok(Self::Wall),
            Some("envelope") if endpoint.as_deref().is_some_and(is_loopback) => Ok(Self::Envelope),
            Some("envelope") => Err(ClockError::NotLocal),
            Some(other) => Err(ClockError::Unknown(other.to_owned())),
        }
    }

    /// The time, read once for the message.
    pub(crate) fn now(self, planned: &PlannedLetter, record: &SqsMessage) -> DateTime<Utc> {
        match self {
            Self::Wall => wall_clock(),
            Self::Envelope => planned.at + waited(record),
        }
    }
}

fn is_loopback(endpoint: &str) -> bool {
    let host = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// How long the message lay in the queue before it was first taken out.
fn waited(record: &SqsMessage) -> TimeDelta {
    waited_ms(record).map_or(TimeDelta::zero(), TimeDelta::milliseconds)
}

/// The one place in Dunlin's functions that reads the wall clock.
#[allow(
    clippy::disallowed_methods,
    reason = "a letter may leave only in the minute that it really is"
)]
fn wall_clock() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_is_believed_only_on_this_machine() {
        let choose = |clock: Option<&str>, endpoint: Option<&str>| {
            Clock::choose(clock.map(str::to_owned), endpoint.map(str::to_owned))
        };
        assert!(matches!(choose(None, None), Ok(Clock::Wall)));
        for local in [
            "http://127.0.0.1:4566",
            "http://localhost:4566/",
            "http://[::1]:4566",
        ] {
            assert!(
                matches!(choose(Some("envelope"), Some(local)), Ok(Clock::Envelope)),
                "{local}"
            );
        }
        for elsewhere in [
            None,
            Some("https://email.eu-west-1.amazonaws.com"),
            Some("http://127.0.0.1.example.com:80"),
            Some("http://localhost@example.com"),
        ] {
            assert!(
                matches!(choose(Some("envelope"), elsewhere), Err(ClockError::NotLocal)),
                "{elsewhere:?}"
            );
        }
        assert!(matches!(choose(Some("mine"), None), Err(ClockError::Unknown(_))));
    }
}
