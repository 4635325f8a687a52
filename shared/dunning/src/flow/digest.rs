//! Once a day: who has something to read is told, each in one mail.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use thiserror::Error;

use crate::account::{AccountKey, EmailAddress};
use crate::digest::{
    Digest, LastDigest, OLDEST_AT_MOST, ROWS_AT_MOST, Reader, Span, TaskName, Week, accounts_to_read,
    unreported_since, waits_for_its_letter,
};
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

/// Everybody who may have something to read: for whom news waits, or whose customers have open tasks; where there are
/// weekly reports, whoever was told something lately, and the creditor's own manager.
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
    if in_force.policy.weekly_report.is_some() {
        reader_of(None, None);
        for manager in store.managers_told().await? {
            reader_of(manager, None);
        }
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

/// A digest before it is claimed.
pub struct Composed {
    /// What it says.
    pub digest: Digest,
    /// The news that it tells.
    pub news: Vec<News>,
    /// The first day that no weekly report has told of before it; none where there are no reports.
    pub unreported_since: Option<NaiveDate>,
}

/// A manager's digest of a day; changes nothing. News of an account that can't be read, or of a letter that is not there
/// yet, stays for another day, and stops no other.
///
/// # Errors
/// If the store failed, did not answer for any account, and left nothing that can be told without one.
pub async fn compose<S: Store>(
    store: &S,
    reader: &Reader,
    day: NaiveDate,
    in_force: &InForce,
) -> Result<Composed, PortError> {
    let mut news = Vec::new();
    for manager in names_of(reader, in_force) {
        news.extend(store.news(manager).await?);
    }
    news.sort_by_key(|news| news.at);
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
    news.retain(|news| !unreadable.contains(&news.account) && !waits_for_its_letter(news, &ledgers, day));
    // What closed is told without its ledger, so it waits for nobody else's.
    if let Some(error) = failure.filter(|_| !was_read && news.is_empty()) {
        return Err(error);
    }
    let mut digest = Digest::compose(reader, day, in_force, &news, &ledgers);
    let mut since = None;
    if let Some(weekday) = in_force.policy.weekly_report {
        let last = store.last_digest(&reader.manager).await?;
        let first = unreported_since(weekday, last.as_ref(), day);
        since = Some(first);
        if let Some(span) = Span::due(weekday, first, day) {
            digest.week = Some(week(store, reader, span, in_force).await?);
        }
    }
    Ok(Composed {
        digest,
        news,
        unreported_since: since,
    })
}

/// The names that a reader's news stands under: the creditor's own manager has one more.
fn names_of<'a>(
    reader: &'a Reader,
    in_force: &InForce,
) -> impl Iterator<Item = Option<&'a EmailAddress>> + use<'a> {
    let is_own = reader.manager.folded() == in_force.creditor.account_manager.folded();
    [Some(&reader.manager)].into_iter().chain(is_own.then_some(None))
}

async fn week<S: Store>(
    store: &S,
    reader: &Reader,
    span: Span,
    in_force: &InForce,
) -> Result<Week, PortError> {
    // Wherever the creditor's clock stands, its days lie within.
    let day_before = span.from.checked_sub_days(Days::new(1)).unwrap_or(span.from);
    let day_after = span.until.checked_add_days(Days::new(1)).unwrap_or(span.until);
    let mut readings = Vec::new();
    for manager in names_of(reader, in_force) {
        let read = store.news_between(manager, midnight(day_before), midnight(day_after));
        readings.push(read.await?);
    }
    Ok(Week::compose(span, in_force.creditor.zone, readings, reader.open))
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Claims before mailing, and puts the news away after: whatever happens in between, nobody is mailed twice on a day,
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
    let Composed {
        digest,
        news,
        unreported_since,
    } = compose(store, reader, day, in_force).await?;
    if !digest.is_worth_mailing() {
        // What it was about has settled itself meanwhile.
        put_away(store, &news, in_force).await?;
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
    let claim = LastDigest {
        day,
        unreported_since,
    };
    if !store.claim_digest(manager, &claim).await? {
        return Ok(Outcome::ToldBefore);
    }
    match desk.mailer.mail_digest(&mail).await {
        Ok(()) => {
            if let Some(week) = &digest.week {
                let reported = LastDigest {
                    unreported_since: Some(week.span.until),
                    ..claim
                };
                store.settle_digest(manager, day, &reported).await?;
            }
            put_away(store, &news, in_force).await?;
            Ok(Outcome::Sent)
        }
        Err(MailError::Unknown(_)) => Ok(Outcome::Unknown),
        Err(source) => {
            let before = LastDigest {
                day: day.pred_opt().unwrap_or(day),
                ..claim
            };
            store.settle_digest(manager, day, &before).await?;
            Err(DigestError::NotMailed { source })
        }
    }
}

/// News that was told is gone, unless a weekly report is to count it.
async fn put_away<S: Store>(store: &S, told: &[News], in_force: &InForce) -> Result<(), PortError> {
    match in_force.policy.weekly_report {
        Some(_) => store.keep_told(told).await,
        None => store.forget_news(told).await,
    }
}
