//! Mailing once, on SES v2.

mod attachment;
mod digest;
mod display_name;
mod headers;
mod outcome;
mod rate;
#[cfg(test)]
mod tests;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageTag};
use aws_smithy_types::error::operation::BuildError;
use dunning::ports::{Mail, MailError, Mailer};

use crate::environment::{self, Missing};
pub(crate) use display_name::mailbox;
pub(crate) use headers::headers;

/// The tag that carries a letter's id through every event that SES publishes of it.
pub const LETTER_TAG: &str = "letter";

/// The mail service. Its client must not retry: see [`crate::Clients::ses`].
#[derive(Clone, Debug)]
pub struct SesMailer {
    client: Client,
    configuration_set: String,
}

impl SesMailer {
    /// A mailer whose mails are tracked by a configuration set.
    pub fn new(client: Client, configuration_set: impl Into<String>) -> Self {
        Self {
            client,
            configuration_set: configuration_set.into(),
        }
    }

    /// The mailer that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names no configuration set.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        Ok(Self::new(client, environment::CONFIGURATION_SET.required()?))
    }
}

impl Mailer for SesMailer {
    async fn mail(&self, mail: &Mail) -> Result<String, MailError> {
        // Nothing has left while the request is still being put together.
        let unmade = |error: BuildError| MailError::Refused(error.to_string());
        let tag = MessageTag::builder()
            .name(LETTER_TAG)
            .value(mail.letter.to_string())
            .build()
            .map_err(unmade)?;
        let sent = self
            .client
            .send_email()
            .from_email_address(mailbox(&mail.from_name, &mail.from))
            .destination(Destination::builder().to_addresses(mail.to.as_str()).build())
            .reply_to_addresses(mail.reply_to.as_str())
            .content(self.content(mail).map_err(unmade)?)
            .configuration_set_name(&self.configuration_set)
            .email_tags(tag)
            .send()
            .await
            .map_err(|error| outcome::mail_error(&error))?;
        sent.message_id
            .ok_or_else(|| MailError::Unknown("the mail service named no message id".to_owned()))
    }
}

impl SesMailer {
    fn content(&self, mail: &Mail) -> Result<EmailContent, BuildError> {
        let body = Body::builder()
            .text(utf8(&mail.words.text)?)
            .html(utf8(&mail.words.html)?)
            .build();
        let mut message = Message::builder()
            .subject(utf8(&one_line(&mail.words.subject))?)
            .body(body);
        let region = self.client.config().region().map(AsRef::as_ref);
        for header in headers::headers(&mail.earlier, region)? {
            message = message.headers(header);
        }
        for attachment in mail.words.images.iter().chain(&mail.attachments) {
            message = message.attachments(attachment::attachment(attachment)?);
        }
        Ok(EmailContent::builder().simple(message.build()).build())
    }
}

fn utf8(text: &str) -> Result<Content, BuildError> {
    Content::builder().charset("UTF-8").data(text).build()
}

/// A line break in a header would begin another header.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect()
}
