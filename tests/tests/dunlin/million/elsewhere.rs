//! The ports that neither a sweep, nor a scheduling, nor a sending asks: to be asked is a failure.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::{Account, AccountKey, EmailAddress};
use dunning::arrival::PaymentArrival;
use dunning::digest::LastDigest;
use dunning::news::News;
use dunning::ports::{Backlog, BacklogTurn, Digests, PortError, Receipts, UnmatchedPayments};
use dunning::receipt::Receipt;
use dunning::task::Task;

use super::morning::Morning;

/// What neither a sweep, nor a scheduling, nor a sending has any business with.
pub(super) fn not_asked(what: &str) -> PortError {
    PortError {
        doing: format!("asking for {what}"),
        source: "this morning knows nothing of it".into(),
    }
}

impl Backlog for Morning {
    async fn last_backlog_turn(&self) -> Result<Option<BacklogTurn>, PortError> {
        Err(not_asked("the backlog"))
    }

    async fn take_backlog_turn(&self, _: Option<BacklogTurn>, _: BacklogTurn) -> Result<bool, PortError> {
        Err(not_asked("the backlog"))
    }
}

impl UnmatchedPayments for Morning {
    async fn unmatched(&self) -> Result<Vec<PaymentArrival>, PortError> {
        Err(not_asked("payments"))
    }

    async fn keep_unmatched(&self, _: &PaymentArrival) -> Result<(), PortError> {
        Err(not_asked("payments"))
    }

    async fn forget_unmatched(&self, _: &str) -> Result<(), PortError> {
        Err(not_asked("payments"))
    }
}

impl Receipts for Morning {
    async fn receipt(&self, _: &str, _: &str) -> Result<Option<Receipt>, PortError> {
        Err(not_asked("a file"))
    }

    async fn keep_receipt(&self, _: &str, _: &str, _: &Receipt) -> Result<(), PortError> {
        Err(not_asked("a file"))
    }
}

impl Digests for Morning {
    async fn managers_with_news(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        Err(not_asked("news"))
    }

    async fn news(&self, _: Option<&EmailAddress>) -> Result<Vec<News>, PortError> {
        Err(not_asked("news"))
    }

    async fn forget_news(&self, _: &[News]) -> Result<(), PortError> {
        Err(not_asked("news"))
    }

    async fn open_tasks(&self) -> Result<Vec<Task>, PortError> {
        Err(not_asked("tasks"))
    }

    async fn heads(&self, _: &[AccountKey]) -> Result<Vec<Account>, PortError> {
        Err(not_asked("heads"))
    }

    async fn keep_told(&self, _: &[News]) -> Result<(), PortError> {
        Err(not_asked("news"))
    }

    async fn managers_told(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        Err(not_asked("news"))
    }

    async fn news_between(
        &self,
        _: Option<&EmailAddress>,
        _: DateTime<Utc>,
        _: DateTime<Utc>,
    ) -> Result<Vec<News>, PortError> {
        Err(not_asked("news"))
    }

    async fn last_digest(&self, _: &EmailAddress) -> Result<Option<LastDigest>, PortError> {
        Err(not_asked("a digest"))
    }

    async fn claim_digest(&self, _: &EmailAddress, _: &LastDigest) -> Result<bool, PortError> {
        Err(not_asked("a digest"))
    }

    async fn settle_digest(&self, _: &EmailAddress, _: NaiveDate, _: &LastDigest) -> Result<(), PortError> {
        Err(not_asked("a digest"))
    }
}
