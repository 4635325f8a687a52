//! Letters as they were handed to SES, in the bucket.

use std::time::Duration;

use dunning::account::AccountKey;
use dunning::attachment::Placed;
use dunning::chain::Fingerprint;
use dunning::letter::LetterId;
use dunning::ports::{Archive, Archived, Mail, PortError};
use serde::{Deserialize, Serialize};

use crate::bucket::Bucket;
use crate::mailer::{headers, mailbox};
use crate::service_error::ServiceError;

/// How long a letter waits to be kept; a working S3 takes a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(3);

/// The letters in the bucket.
#[derive(Clone, Debug)]
pub struct BucketArchive {
    bucket: Bucket,
}

/// What is kept of a letter, as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct LetterAsSent {
    /// Its id, which is also the mail's tag.
    pub letter: String,
    /// The header `From`.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The header `Reply-To`.
    pub reply_to: String,
    /// The subject.
    pub subject: String,
    /// The headers that Dunlin set itself: name and value.
    pub headers: Vec<(String, String)>,
    /// The plain-text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// What went with it.
    pub attachments: Vec<AttachmentAsSent>,
}

/// What is kept of a file that went with a letter.
#[derive(Debug, Serialize, Deserialize)]
pub struct AttachmentAsSent {
    /// Its name.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Whether it stands within the HTML part.
    pub within: bool,
    /// Its size.
    pub bytes: u64,
    /// Its content's SHA-256.
    pub sha256: String,
}

impl BucketArchive {
    /// The letters in a bucket.
    pub fn new(bucket: Bucket) -> Self {
        Self { bucket }
    }

    /// The folder of an account's letters.
    pub fn folder(account: &AccountKey) -> String {
        format!("letters/{account}/")
    }

    /// The folder of a letter; more than one may lie there where somebody else was faster to claim it.
    pub fn place(letter: &LetterId) -> String {
        let folder = Self::folder(&letter.account);
        format!("{folder}{}-{}/", letter.day.format("%Y%m%d"), letter.attempt)
    }

    fn content(&self, mail: &Mail) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        let headers = headers(&mail.earlier, self.bucket.region())?;
        let attachments = mail.words.images.iter().chain(&mail.attachments);
        let letter = LetterAsSent {
            letter: mail.letter.to_string(),
            from: mailbox(&mail.from_name, &mail.from),
            to: mail.to.to_string(),
            reply_to: mail.reply_to.to_string(),
            subject: mail.words.subject.clone(),
            headers: headers
                .iter()
                .map(|header| (header.name().to_owned(), header.value().to_owned()))
                .collect(),
            text: mail.words.text.clone(),
            html: mail.words.html.clone(),
            attachments: attachments
                .map(|file| AttachmentAsSent {
                    file_name: file.file_name.clone(),
                    media_type: file.kind.media_type().to_owned(),
                    within: !matches!(file.placed, Placed::Beside),
                    bytes: u64::try_from(file.content.len()).unwrap_or(u64::MAX),
                    sha256: Fingerprint::of(&file.content).to_string(),
                })
                .collect(),
        };
        Ok(serde_json::to_vec(&letter)?)
    }
}

impl Archive for BucketArchive {
    async fn archive(&self, mail: &Mail) -> Result<Archived, PortError> {
        let doing = format!("keeping letter {} as it is sent", mail.letter);
        let content = self.content(mail).map_err(|source| PortError {
            doing: doing.clone(),
            source,
        })?;
        let sha256 = Fingerprint::of(&content);
        let object = format!("{}{sha256}.json", Self::place(&mail.letter));
        let put = self.bucket.put(&object, content, "application/json");
        let failure = match tokio::time::timeout(PATIENCE, put).await {
            Ok(Ok(_version)) => return Ok(Archived { object, sha256 }),
            Ok(Err(error)) => error,
            Err(_) => PortError {
                doing,
                source: Box::new(ServiceError::TimedOut),
            },
        };
        tracing::error!(letter = %mail.letter, why = %failure.source, "a letter's words could not be kept; it is sent all the same");
        Err(failure)
    }
}
