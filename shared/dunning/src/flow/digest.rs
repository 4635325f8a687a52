//! Once a day: who has something to read is told, each in one mail.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use thiserror::Error;

use crate::account::{AccountKey, EmailAddress};
use crate::digest::{Digest, OLDEST_AT_MOST, ROWS_AT_MOST, Reader, TaskName, accounts_to_read};
use crate::message::DigestRequest;
use crate::news::News;
use crate::ports::{
    DigestMail, DigestMailer, DigestRequests, DigestScribe, DigestWordsError, InForce, MailError, PortError,
    Store,
};

/// Open tasks whose account managers are looked for, oldest first.
const TASKS_AT_MOST: usize = 10_000;

/// What the digest needs besides the store.
pub struct Desk<'a, M, W, Q> {
    /// Mails.
    pub mailer: &'a M,
    /// Writes.
    pub scribe: &'a W,
    /// Asks for the digests of single managers.
    pub queue: &'a Q,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The policy wants no digests.
    SwitchedOff,
    /// Each of so many managers is a request now.
    FannedOut {
        /// How many.
        readers: usize,
    },
    /// It left.
    Sent,
    /// Nobody knows whether it left; the next day's tells it all again.
    Unknown,
    /// There was nothing to say.
    NothingToSay,
    /// It was told that day, or a later one.
    ToldBefore,
    /// The manager's address is never mailed.
    Suppressed,
}

/// The digest did not leave, for certain, and the queue tries again.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum DigestError {
    #[error(transparent)]
    Port(#[from] PortError),
    #[error(transparent)]
    Words(#[from] DigestWordsError),
    #[error("a digest was released")]
    NotMailed { source: MailError },
}

/// Fans out to whoever may have something to read; or tells one of them.
///
/// # Errors
/// Only while the digest certainly did not leave.
pub async fn digest<S, M, W, Q>(
    store: &S,
    desk: &Desk<'_, M, W, Q>,
    request: &DigestRequest,
) -> Result<Outcome, DigestError>
where
    S: Store,
    M: DigestMailer,
    W: DigestScribe,
    Q: DigestRequests,
{
    let in_force = store.settings().await?;
    if !in_force.policy.digest {
        return Ok(Outcome::SwitchedOff);
    }
    match &request.reader {
        None => {
            let readers = readers(store, &in_force).await?;
            let requests: Vec<DigestRequest> = readers
                .into_iter()
                .map(|reader| DigestRequest {
                    reader: Some(reader),
                    ..request.clone()
                })
                .collect();
            desk.queue.request(&requests).await?;
            Ok(Outcome::FannedOut {
                readers: requests.len(),
            })
        }
        Some(reader) => {
            let zone = in_force.creditor.zone;
            let day = request.scheduled_time.with_timezone(&zone).date_naive();
            tell(store, desk, reader, day, &in_force).await
        }
    }
}

/// Everybody who may have something to read: for whom news waits, or whose customers have open tasks.
///
/// # Errors
/// If the store failed.
pub async fn readers<S: Store>(store: &S, in_force: &InForce) -> Result<Vec<Reader>, PortError> {
    let own = &in_force.creditor.account_manager;
    let mut readers: BTreeMap<String, Reader> = BTreeMap::new();
    let mut reader_of = |manager: Option<EmailAddress>, task: Option<TaskName>| {
        let manager = manager.unwrap_or_else(|| own.clone());
        let reader = readers.entry(manager.folded()).or_insert_with(|| Reader {
            manager,
            open: 0,
            oldest: Vec::new(),
        });
        reader.open += usize::from(task.is_some());
        // As many as may be new, and some more.
        if reader.oldest.len() < OLDEST_AT_MOST + ROWS_AT_MOST {
            reader.oldest.extend(task);
        }
    };
    for manager in store.managers_with_news().await? {
        reader_of(manager, None);
    }
    let mut tasks = store.open_tasks().await?;
    tasks.truncate(TASKS_AT_MOST);
    let mut accounts: Vec<AccountKey> = tasks.iter().map(|task| task.account.clone()).collect();
    accounts.sort();
    accounts.dedup();
    let heads = store.heads(&accounts).await?;
    let managers: BTreeMap<AccountKey, Option<EmailAddress>> = heads
        .into_iter()
        .map(|head| (head.key, head.account_manager))
        .collect();
    for task in &tasks {
        let manager = managers.get(&task.account).cloned().flatten();
        reader_of(manager, Some(TaskName::of(task)));
    }
    Ok(readers.into_values().collect())
}

/// A manager's digest of a day, and the news that it tells; changes nothing. News of an account that can't be read
/// stays for another day, and stops no other.
///
/// # Errors
/// If the store failed, did not answer for any account, and left nothing that can be told without one.
pub async fn compose<S: Store>(
    store: &S,
    reader: &Reader,
    day: NaiveDate,
    in_force: &InForce,
) -> Result<(Digest, Vec<News>), PortError> {
    let mut news = store.news(Some(&reader.manager)).await?;
    if reader.manager.folded() == in_force.creditor.account_manager.folded() {
        news.extend(store.news(None).await?);
        news.sort_by_key(|news| news.at);
    }
    let mut ledgers = BTreeMap::new();
    let (mut unreadable, mut was_read, mut failure) = (BTreeSet::new(), false, None);
    for account in accounts_to_read(reader, &news) {
        match store.load(&account).await {
            Ok(ledger) => {
                was_read = true;
                ledgers.extend(ledger.map(|ledger| (account, ledger)));
            }
            Err(error) => {
                unreadable.insert(account);
                failure = Some(error);
            }
        }
    }
    news.retain(|news| !unreadable.contains(&news.account));
    // What closed is told without its ledger, so it waits for nobody else's.
    if let Some(error) = failure.filter(|_| !was_read && news.is_empty()) {
        return Err(error);
    }
    let digest = Digest::compose(reader, day, in_force, &news, &ledgers);
    Ok((digest, news))
}

/// Claims before mailing, and forgets the news after: whatever happens in between, nobody is mailed twice on a day,
/// and what may not have been read is told again on the next.
async fn tell<S, M, W, Q>(
    store: &S,
    desk: &Desk<'_, M, W, Q>,
    reader: &Reader,
    day: NaiveDate,
    in_force: &InForce,
) -> Result<Outcome, DigestError>
where
    S: Store,
    M: DigestMailer,
    W: DigestScribe,
{
    let manager = &reader.manager;
    if store.suppression(manager).await?.is_some() {
        return Ok(Outcome::Suppressed);
    }
    let (digest, news) = compose(store, reader, day, in_force).await?;
    if !digest.is_worth_mailing() {
        // What it was about has settled itself meanwhile.
        store.forget_news(&news).await?;
        return Ok(Outcome::NothingToSay);
    }
    let mail = DigestMail {
        day,
        from_name: in_force.creditor.short_name.clone(),
        from: in_force.creditor.sender.clone(),
        to: manager.clone(),
        reply_to: in_force.creditor.reply_to.clone(),
        words: desk.scribe.digest_words(&digest)?,
    };
    if !store.claim_digest(manager, day).await? {
        return Ok(Outcome::ToldBefore);
    }
    match desk.mailer.mail_digest(&mail).await {
        Ok(()) => {
            store.forget_news(&news).await?;
            Ok(Outcome::Sent)
        }
        Err(MailError::Unknown(_)) => Ok(Outcome::Unknown),
        Err(source) => {
            store.release_digest(manager, day).await?;
            Err(DigestError::NotMailed { source })
        }
    }
}
