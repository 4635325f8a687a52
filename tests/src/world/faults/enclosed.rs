//! What goes with a letter, and what is kept of it: files and links that fail.

use chrono::{DateTime, Utc};
use dunning::letter::LetterId;
use dunning::original::StoredFile;
use dunning::ports::{AnswerLinks, Archive, Archived, Mail, NoOriginal, Originals, PortError};

use super::{Frail, Luck, failed};

impl Originals for Frail {
    async fn original(&self, file: &StoredFile, bytes_at_most: u64) -> Result<Vec<u8>, NoOriginal> {
        match self.luck("original", false, false) {
            Luck::Before | Luck::After => Err(failed("original").into()),
            Luck::Good | Luck::Conflict => self.outbox.original(file, bytes_at_most).await,
        }
    }

    async fn size(&self, file: &StoredFile) -> Result<u64, NoOriginal> {
        match self.luck("size", false, false) {
            Luck::Before | Luck::After => Err(failed("size").into()),
            Luck::Good | Luck::Conflict => self.outbox.size(file).await,
        }
    }
}

impl Archive for Frail {
    async fn archive(&self, mail: &Mail) -> Result<Archived, PortError> {
        self.act("archive", self.outbox.archive(mail)).await
    }
}

impl AnswerLinks for Frail {
    async fn answer_link(&self, letter: &LetterId, now: DateTime<Utc>) -> Result<Option<String>, PortError> {
        self.read("answer_link", self.outbox.answer_link(letter, now))
            .await
    }
}
