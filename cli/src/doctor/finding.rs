//! What a check found.

use aws::service_error::ServiceError;
use dunning::ports::PortError;
use serde::Serialize;

use crate::failure::Failure;

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// As it should be.
    Good,
    /// Nothing is broken; a person should look at it.
    Look,
    /// Letters don't leave, or don't arrive, or should not, until it is mended.
    Wrong,
    /// Nobody could say.
    Untold,
}

/// A line of the doctor's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The check's name, the same from release to release.
    pub(crate) check: &'static str,
    pub(crate) verdict: Verdict,
    /// What was found.
    pub(crate) finding: String,
    /// A command, a DNS record or a place in a console; none where nothing is to be done.
    pub(crate) remedy: Option<String>,
}

impl Finding {
    pub(crate) fn good(check: &'static str, finding: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Good,
            finding: finding.into(),
            remedy: None,
        }
    }

    pub(crate) fn look(check: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::with_remedy(check, Verdict::Look, finding, remedy)
    }

    pub(crate) fn wrong(check: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::with_remedy(check, Verdict::Wrong, finding, remedy)
    }

    pub(crate) fn untold(check: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::with_remedy(check, Verdict::Untold, finding, remedy)
    }

    fn with_remedy(
        check: &'static str,
        verdict: Verdict,
        finding: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            check,
            verdict,
            finding: finding.into(),
            remedy: Some(remedy.into()),
        }
    }

    /// A question that the service did not answer: `right` is what one needs to ask it (`ses:GetAccount`).
    pub(crate) fn unanswered(check: &'static str, error: PortError, right: &str) -> Self {
        if is_denied(&error) {
            return Self::untold(
                check,
                format!("could not be told: {} was refused", error.doing),
                format!("whoever runs this needs the right {right}"),
            );
        }
        let words = Failure::Port(error).in_words();
        let (told, remedy) = words.split_once("\n  ").unwrap_or((&words, "try again later"));
        Self::untold(check, format!("could not be told: {told}"), remedy)
    }
}

fn is_denied(error: &PortError) -> bool {
    matches!(
        error.source.downcast_ref::<ServiceError>(),
        Some(ServiceError::Refused { code, .. })
            if code.starts_with("AccessDenied") || code.starts_with("NotAuthorized")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str) -> PortError {
        PortError {
            doing: "asking SES about the account".to_owned(),
            source: Box::new(ServiceError::Refused {
                status: 403,
                code: code.to_owned(),
                message: "User is not authorized".to_owned(),
            }),
        }
    }

    #[test]
    fn who_may_not_ask_learns_which_right_is_missing() {
        let finding = Finding::unanswered("sandbox", refused("AccessDeniedException"), "ses:GetAccount");
        assert_eq!(finding.verdict, Verdict::Untold);
        assert!(
            finding
                .remedy
                .is_some_and(|remedy| remedy.contains("ses:GetAccount"))
        );
    }

    #[test]
    fn a_service_that_fails_leaves_it_untold_and_is_quoted() {
        let finding = Finding::unanswered("sandbox", refused("InternalFailure"), "ses:GetAccount");
        assert_eq!(finding.verdict, Verdict::Untold);
        assert!(finding.finding.contains("InternalFailure"), "{finding:?}");
        assert!(
            finding
                .remedy
                .is_some_and(|remedy| !remedy.contains("ses:GetAccount"))
        );
    }
}
