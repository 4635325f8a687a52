//! The ports of the digest, frail.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::{Account, AccountKey, EmailAddress};
use dunning::digest::{Digest, LastDigest};
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

    async fn keep_told(&self, told: &[News]) -> Result<(), PortError> {
        // Two writes on every store, and a crash may come between them.
        self.act("lay_by", self.store.lay_by(told)).await?;
        self.act("forget_news", self.store.forget_news(told)).await
    }

    async fn managers_told(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        self.read("managers_told", self.store.managers_told()).await
    }

    async fn news_between(
        &self,
        manager: Option<&EmailAddress>,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<News>, PortError> {
        self.read("news_between", self.store.news_between(manager, from, until))
            .await
    }

    async fn open_tasks(&self) -> Result<Vec<Task>, PortError> {
        self.read("open_tasks", self.store.open_tasks()).await
    }

    async fn heads(&self, accounts: &[AccountKey]) -> Result<Vec<Account>, PortError> {
        self.read("heads", self.store.heads(accounts)).await
    }

    async fn last_digest(&self, manager: &EmailAddress) -> Result<Option<LastDigest>, PortError> {
        self.read("last_digest", self.store.last_digest(manager)).await
    }

    async fn claim_digest(&self, manager: &EmailAddress, claim: &LastDigest) -> Result<bool, PortError> {
        self.act("claim_digest", self.store.claim_digest(manager, claim))
            .await
    }

    async fn settle_digest(
        &self,
        manager: &EmailAddress,
        claimed: NaiveDate,
        becomes: &LastDigest,
    ) -> Result<(), PortError> {
        self.act(
            "settle_digest",
            self.store.settle_digest(manager, claimed, becomes),
        )
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
