//! What a service said, kept small: the SDK's own errors carry whole requests and responses in their debug form,
//! and with them names and addresses that must not reach a log.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use dunning::ports::PortError;
use thiserror::Error;

/// Why a call to a service failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ServiceError {
    /// The request could not be made or signed; it did not leave.
    #[error("the request could not be made: {0}")]
    Unmade(String),
    /// No answer within the time allowed.
    #[error("no answer in time")]
    TimedOut,
    /// The connection failed, before or after the request was written.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// Something answered that is not the service.
    #[error("the answer (HTTP {status}) could not be read")]
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
    /// The service said no.
    #[error("{code} (HTTP {status}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The service's name for the error; `unnamed` if it gave none.
        code: String,
        /// In the service's words, without addresses.
        message: String,
    },
}

impl<E> From<&SdkError<E, HttpResponse>> for ServiceError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    fn from(error: &SdkError<E, HttpResponse>) -> Self {
        match error {
            SdkError::TimeoutError(_) => Self::TimedOut,
            SdkError::DispatchFailure(failure) if failure.is_timeout() => Self::TimedOut,
            SdkError::DispatchFailure(failure) => Self::Connection(
                failure
                    .as_connector_error()
                    .map_or_else(|| "unknown".to_owned(), |error| reasons(error)),
            ),
            SdkError::ResponseError(answer) => Self::Unreadable {
                status: answer.raw().status().as_u16(),
            },
            SdkError::ServiceError(answer) => Self::Refused {
                status: answer.raw().status().as_u16(),
                code: answer.err().code().unwrap_or("unnamed").to_owned(),
                message: without_addresses(answer.err().message().unwrap_or("no particulars")),
            },
            other => Self::Unmade(reasons(other)),
        }
    }
}

/// A [`PortError`] out of an SDK error.
pub(crate) fn failed<E>(doing: impl Into<String>) -> impl FnOnce(SdkError<E, HttpResponse>) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let doing = doing.into();
    move |error| PortError {
        doing,
        source: Box::new(ServiceError::from(&error)),
    }
}

/// An error and what caused it, in one line.
fn reasons(error: &(dyn std::error::Error + 'static)) -> String {
    let mut said = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        said.push_str(": ");
        said.push_str(&cause.to_string());
        next = cause.source();
    }
    without_addresses(&said)
}

/// How services say “too fast”, each in its own word: DynamoDB, SQS and Scheduler, S3, SES.
const THROTTLING: [&str; 9] = [
    "ThrottlingException",
    "ThrottlingError",
    "ThrottledException",
    "RequestThrottled",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "SlowDown",
    "TooManyRequestsException",
    "LimitExceededException",
];

/// Whether an error's words say that a service was asked too fast or too often. By its words, since the sending keeps
/// no more of what SES said; a service's name for an error comes first in them.
pub(crate) fn is_throttling(said: &str) -> bool {
    THROTTLING.iter().any(|name| said.contains(name))
}

/// A text with every word that holds an “@” left out: services repeat mail addresses in their messages.
pub(crate) fn without_addresses(text: &str) -> String {
    text.split_whitespace()
        .map(|word| if word.contains('@') { "(address)" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_is_asked_too_fast_says_so() {
        let refused = |status, code: &str| ServiceError::Refused {
            status,
            code: code.to_owned(),
            message: "no particulars".to_owned(),
        };
        for said in [
            refused(400, "ProvisionedThroughputExceededException"),
            refused(429, "TooManyRequestsException"),
            refused(503, "SlowDown"),
        ] {
            assert!(is_throttling(&said.to_string()), "{said}");
        }
        assert!(!is_throttling(&refused(403, "AccessDeniedException").to_string()));
    }

    #[test]
    fn an_address_in_a_message_is_left_out() {
        assert_eq!(
            without_addresses("identities failed the check: <anna@example.com>, x@y.it"),
            "identities failed the check: (address) (address)"
        );
    }
}
