//! What stood in the way, and what to do about it.

use dunning::ports::PortError;
use thiserror::Error;

/// Why a verb could not do its work.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// Something that was not said and is needed.
    #[error("{0}")]
    Usage(String),
    /// What was asked for is not there, or can't be done.
    #[error("{0}")]
    Refused(String),
    /// AWS, or the local cloud, failed.
    #[error(transparent)]
    Port(#[from] PortError),
    /// This machine failed.
    #[error("{doing}")]
    Local {
        /// What was being done.
        doing: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Standard output was closed (`dunlin plan | head`).
    #[error("nobody reads any more")]
    ReaderGone,
}

impl Failure {
    /// Something on this machine that failed while doing something.
    pub(crate) fn local(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Local { doing, source }
    }

    /// See the help.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            _ => 1,
        }
    }

    /// The failure with all its causes, on one line, and a remedy where one is known.
    pub(crate) fn in_words(&self) -> String {
        let mut words = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let said = error.to_string();
            if !words.ends_with(&said) {
                words.push_str(": ");
                words.push_str(&said);
            }
            cause = error.source();
        }
        match remedy(&words) {
            Some(remedy) if matches!(self, Self::Port(_)) => format!("{words}\n  {remedy}"),
            _ => words,
        }
    }
}

/// What usually helps. The service's own name for the error is in the words.
fn remedy(words: &str) -> Option<&'static str> {
    let says = |signs: &[&str]| signs.iter().any(|sign| words.contains(sign));
    if says(&["ResourceNotFoundException", "NoSuchBucket"]) {
        Some(
            "is the stack deployed in this region, and are --table, --bucket, --region and --profile right? Without --table and \
             --bucket, the outputs of the stack tell",
        )
    } else if says(&[
        "AccessDenied",
        "UnrecognizedClient",
        "InvalidAccessKeyId",
        "ExpiredToken",
        "SignatureDoesNotMatch",
    ]) {
        Some(
            "check the credentials: `aws sts get-caller-identity` with the same profile shows whose they are",
        )
    } else if says(&["SSO", "loading an access token"]) {
        Some("sign in again: `aws sso login`, with the same --profile")
    } else if says(&["credentials-process", "credentials-login"]) {
        Some(
            "profiles with a credential_process, or of `aws login`, are not read here: eval \"$(aws configure \
             export-credentials --format env --profile NAME)\" hands over what they say",
        )
    } else if says(&[
        "loading credentials",
        "no providers in chain",
        "could not be made",
    ]) {
        Some(
            "no usable AWS credentials: name a --profile (AWS_PROFILE), or sign in: `aws configure`, `aws sso login`",
        )
    } else if says(&["connection failed", "no answer in time"]) {
        Some(
            "is the network up, and --endpoint-url (AWS_ENDPOINT_URL) right? A local cloud must be running: `make local`",
        )
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of aws-config, as it said them.
    #[test]
    fn who_has_no_credentials_learns_how_to_get_some() {
        for (said, helps) in [
            (
                "an error occurred while loading an access token: failed to load the cached SSO token",
                "aws sso login",
            ),
            (
                "the connection failed: In order to spawn a subprocess, the `credentials-process` feature must be enabled",
                "export-credentials",
            ),
            (
                "the connection failed: an error occurred while loading credentials: IMDS is disabled",
                "--profile",
            ),
            ("the connection failed: tcp connect error", "make local"),
        ] {
            assert!(
                remedy(said).is_some_and(|remedy| remedy.contains(helps)),
                "{said}"
            );
        }
    }

    #[test]
    fn a_failure_says_what_to_do() {
        let source = "ResourceNotFoundException (HTTP 400): no such table";
        let failure = Failure::Port(PortError {
            doing: "reading the settings".into(),
            source: source.into(),
        });
        let words = failure.in_words();
        assert!(
            words.starts_with("reading the settings failed: ResourceNotFound"),
            "{words}"
        );
        assert!(words.contains("is the stack deployed"), "{words}");
        assert_eq!(
            (failure.exit_code(), Failure::Usage(String::new()).exit_code()),
            (1, 2)
        );
    }
}
