//! What an error of the send call means: whether the mail left, and whether it may leave later.
//!
//! The one mistake that must not happen is to call an open question a no, because then the letter is sent again.
//! So a no needs the service's own word, or proof that it was never reached.

use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use dunning::ports::MailError;

use crate::service_error::ServiceError;

/// The meaning of an error of SendEmail.
pub(super) fn mail_error(error: &SdkError<SendEmailError, HttpResponse>) -> MailError {
    let said = ServiceError::from(error).to_string();
    match error {
        SdkError::ConstructionFailure(_) => MailError::NotNow(said),
        SdkError::DispatchFailure(failure) if failure.as_connector_error().is_some_and(never_connected) => {
            MailError::NotNow(said)
        }
        SdkError::ServiceError(answer) => {
            let (status, refusal) = (answer.raw().status().as_u16(), answer.err());
            match status {
                // 408 is the service giving up on us halfway; it does not say how far it got.
                400..=499 if status != 408 && refusal.code().is_some() => refused(refusal, said),
                _ => MailError::Unknown(said),
            }
        }
        // Time-outs, resets, unreadable answers, and whatever the SDK may think of next.
        _ => MailError::Unknown(said),
    }
}

/// The service said no. What is wrong with the mail itself stays wrong; what is wrong with the account stays so for
/// the morning, until an operator mends it or the quota's day ends; the rest (a rate, a permission, a missing
/// configuration set) is worth another try.
fn refused(refusal: &SendEmailError, said: String) -> MailError {
    let names = |words: &str| refusal.message().is_some_and(|why| why.contains(words));
    match refusal {
        SendEmailError::BadRequestException(_) => MailError::Refused(said),
        SendEmailError::AccountSuspendedException(_)
        | SendEmailError::SendingPausedException(_)
        | SendEmailError::MailFromDomainNotVerifiedException(_) => MailError::NotToday(said),
        // SES uses the same name for a virus and for an identity that is not verified yet.
        SendEmailError::MessageRejected(_) if !names("not verified") => MailError::Refused(said),
        SendEmailError::MessageRejected(_) => MailError::NotToday(said),
        // "Daily message quota exceeded", under the name that a rate has as well.
        _ if names("aily message quota") => MailError::NotToday(said),
        _ => MailError::NotNow(said),
    }
}

/// Whether the connection itself failed, so that no byte of the mail was written.
fn never_connected(error: &ConnectorError) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(http) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
            return http.is_connect();
        }
        cause = error.source();
    }
    false
}
