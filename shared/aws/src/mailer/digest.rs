//! The account manager's digest: mailed like a letter, once, but tracked by a tag of its own, for no letter's state
//! hangs on it.

use aws_sdk_sesv2::types::{Body, Destination, EmailContent, Message, MessageHeader, MessageTag};
use aws_smithy_types::error::operation::BuildError;
use dunning::ports::{DigestMail, DigestMailer, MailError};
use dunning::reminder::Words;

use super::display_name::mailbox;
use super::{SesMailer, one_line, outcome, utf8};

/// The tag that tells a digest from a letter; its value is the day.
const DIGEST_TAG: &str = "digest";

impl DigestMailer for SesMailer {
    async fn mail_digest(&self, mail: &DigestMail) -> Result<(), MailError> {
        let unmade = |error: BuildError| MailError::Refused(error.to_string());
        let tag = MessageTag::builder()
            .name(DIGEST_TAG)
            .value(mail.day.to_string())
            .build()
            .map_err(unmade)?;
        self.client
            .send_email()
            .from_email_address(mailbox(&mail.from_name, &mail.from))
            .destination(Destination::builder().to_addresses(mail.to.as_str()).build())
            .reply_to_addresses(mail.reply_to.as_str())
            .content(content(&mail.words).map_err(unmade)?)
            .configuration_set_name(&self.configuration_set)
            .email_tags(tag)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| outcome::mail_error(&error))
    }
}

fn content(words: &Words) -> Result<EmailContent, BuildError> {
    let body = Body::builder()
        .text(utf8(&words.text)?)
        .html(utf8(&words.html)?)
        .build();
    // RFC 3834: tells out-of-office responders not to answer.
    let automatic = MessageHeader::builder()
        .name("Auto-Submitted")
        .value("auto-generated")
        .build()?;
    let message = Message::builder()
        .subject(utf8(&one_line(&words.subject))?)
        .body(body)
        .headers(automatic)
        .build();
    Ok(EmailContent::builder().simple(message).build())
}
