//! The ports of the digest, frail.

use chrono::NaiveDate;
use dunning::account::{Account, AccountKey, EmailAddress};
use dunning::digest::Digest;
use dunning::message::DigestRequest;
use dunning::news::News;
use dunning::ports::{
    DigestMail, DigestMailer, DigestRequests, DigestScribe, DigestWordsError, Digests, MailError, PortError,
};
use dunning::reminder::Words;
use dunning::task::Task;

use super::{Frail, Luck};

impl Digests for Frail {
    async fn managers_with_news(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        self.read("managers_with_news", self.store.managers_with_news())
            .await
    }

    async fn news(&self, manager: Option<&EmailAddress>) -> Result<Vec<News>, PortError> {
        self.read("news", self.store.news(manager)).await
    }

    async fn forget_news(&self, told: &[News]) -> Result<(), PortError> {
        self.act("forget_news", self.store.forget_news(told)).await
    }

    async fn open_tasks(&self) -> Result<Vec<Task>, PortError> {
        self.read("open_tasks", self.store.open_tasks()).await
    }

    async fn heads(&self, accounts: &[AccountKey]) -> Result<Vec<Account>, PortError> {
        self.read("heads", self.store.heads(accounts)).await
    }

    async fn claim_digest(&self, manager: &EmailAddress, day: NaiveDate) -> Result<bool, PortError> {
        self.act("claim_digest", self.store.claim_digest(manager, day))
            .await
    }

    async fn release_digest(&self, manager: &EmailAddress, day: NaiveDate) -> Result<(), PortError> {
        self.act("release_digest", self.store.release_digest(manager, day))
            .await
    }
}

impl DigestRequests for Frail {
    async fn request(&self, requests: &[DigestRequest]) -> Result<(), PortError> {
        self.act("request", self.outbox.request(requests)).await
    }
}

impl DigestMailer for Frail {
    async fn mail_digest(&self, mail: &DigestMail) -> Result<(), MailError> {
        match self.luck("mail_digest", true, false) {
            Luck::Good | Luck::Conflict => self.outbox.mail_digest(mail).await,
            Luck::Before => Err(MailError::NotNow("bad luck".into())),
            Luck::After => {
                self.outbox.mail_digest(mail).await?;
                Err(MailError::Unknown("bad luck".into()))
            }
        }
    }
}

impl DigestScribe for Frail {
    fn digest_words(&self, digest: &Digest) -> Result<Words, DigestWordsError> {
        self.outbox.digest_words(digest)
    }
}
