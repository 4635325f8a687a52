//! Account managers hear of what waits for them: of everything once at least, and never twice on a day. Their weekly
//! reports leave out no day and tell none in two weeks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use dunning::account::AccountKey;
use dunning::digest::{REPORT_DAYS_AT_MOST, ROWS_AT_MOST};
use dunning::flow::ingest::account_of_payment;
use dunning::ledger::Ledger;
use dunning::letter::LetterState;
use dunning::news::{News, NewsItem};
use dunning::ports::{DigestMail, Digests, InForce, UnmatchedPayments};
use dunning::task::Task;
use tests::world::{Broken, ready};

use super::{Life, midnight};

/// The digest's hour, in UTC.
const HOUR: i64 = 7;
/// News that was told on none of so many days is not told at all; fewer days may all be unlucky.
const TOLD_WITHIN_DAYS: i64 = 6;
/// Nor that of an account which could not be read so lately.
const UNREADABLE_WITHIN_DAYS: i64 = 12;

/// What could not be done is put back five hours later, and may meet more bad luck.
const ASKED_WITHIN_DAYS: u32 = 3;

/// A change of an account, as its news is known by.
type Change = (AccountKey, u64);

/// What was heard so far, and what waits in the morning.
#[derive(Default)]
pub(super) struct Heard {
    digests: usize,
    waiting: BTreeMap<Change, News>,
    /// Payments that wait and that nobody is asked about, since which day.
    unasked: BTreeMap<String, u32>,
    /// The days of each manager's last report.
    reported: BTreeMap<String, Reported>,
}

/// The same rules with a report each Monday.
pub(super) fn with_reports(mut in_force: InForce) -> InForce {
    in_force.policy.weekly_report = Some(Weekday::Mon);
    in_force
}

impl Life<'_> {
    /// Lets the night pass, looks at what waits to be told, and has the digests sent.
    pub(super) fn begin_digests(&mut self, day: u32) {
        let at = midnight(self.date(day)) + Duration::hours(HOUR);
        self.days.run_until(at - Duration::minutes(1));
        self.heard.waiting = self.waiting();
        self.days.digest(at);
    }

    fn waiting(&self) -> BTreeMap<Change, News> {
        let store = &self.days.world.store;
        let managers = ready(store.managers_with_news()).unwrap();
        let all = managers
            .iter()
            .flat_map(|manager| ready(store.news(manager.as_ref())).unwrap());
        all.map(|news| ((news.account.clone(), news.version), news))
            .collect()
    }

    /// What is gone was told today; what waits has not waited long; nobody was told twice.
    pub(super) fn check_digests(&mut self, day: u32) -> Result<(), Broken> {
        let today = self.date(day);
        let digests = self.days.world.outbox.digests.borrow();
        let of_today = &digests[self.heard.digests..];
        let mut readers = BTreeSet::new();
        if let Some(again) = of_today.iter().find(|mail| !readers.insert(mail.to.folded())) {
            return Err(format!("{} was told twice on {today}", again.to));
        }
        let left = self.waiting();
        for (change, news) in &self.heard.waiting {
            if left.contains_key(change) {
                self.has_not_waited_long(news, today)?;
                continue;
            }
            let manager = news
                .manager
                .as_ref()
                .unwrap_or(&self.in_force.creditor.account_manager);
            let mail = of_today.iter().find(|mail| mail.to.folded() == manager.folded());
            let ledger = self.days.ledger(&news.account);
            for item in &news.items {
                let line = ledger.as_ref().and_then(|ledger| line_of(item, ledger, today));
                if let Some(line) = line.filter(|line| !mail.is_some_and(|mail| tells(mail, line))) {
                    let told = mail.map_or("no digest", |mail| &mail.words.text);
                    return Err(format!(
                        "{manager} was to hear on {today}: {line}; there was: {told}"
                    ));
                }
            }
        }
        let mut strokes = self.script.strokes.iter();
        let mut mishaps = self.script.mishaps.iter();
        let was_unlucky = strokes.any(|stroke| stroke.day == day) || mishaps.any(|mishap| mishap.day == day);
        for mail in of_today {
            check_report(mail, &mut self.heard.reported, was_unlucky)?;
        }
        self.lived.digests += of_today.len();
        self.heard.digests = digests.len();
        Ok(())
    }

    fn has_not_waited_long(&self, news: &News, today: NaiveDate) -> Result<(), Broken> {
        let last = self.last_unreadable.get(&news.account);
        let was_readable = last.is_none_or(|last| (today - *last).num_days() > UNREADABLE_WITHIN_DAYS);
        if was_readable && (today - news.at.date_naive()).num_days() > TOLD_WITHIN_DAYS {
            return Err(format!("nobody told by {today}: {news:?}"));
        }
        Ok(())
    }

    /// A person is asked about every payment that waits, at once or, after bad luck, some days later.
    pub(super) fn check_every_payment_is_asked_about(&mut self, day: u32) -> Result<(), Broken> {
        let waiting = ready(self.days.world.store.unmatched()).unwrap();
        let creditor = &self.in_force.creditor.id;
        let mut unasked = BTreeMap::new();
        for payment in waiting {
            let account = account_of_payment(creditor, &payment.identity);
            if self
                .days
                .ledger(&account)
                .is_none_or(|ledger| ledger.tasks.is_empty())
            {
                let since = self.heard.unasked.get(&payment.identity).copied().unwrap_or(day);
                if day - since > ASKED_WITHIN_DAYS {
                    return Err(format!(
                        "{payment:?} waits, and nobody was asked about it for days"
                    ));
                }
                unasked.insert(payment.identity, since);
            }
        }
        self.heard.unasked = unasked;
        Ok(())
    }

    /// Every task that is open at the end was told since it was opened.
    pub(super) fn check_every_task_was_told(&self) -> Result<(), Broken> {
        let today = self.days.now().date_naive();
        let digests = self.days.world.outbox.digests.borrow();
        let ledgers = self.days.world.store.ledgers();
        for ledger in &ledgers {
            let manager = ledger.account.account_manager.as_ref();
            let manager = manager
                .unwrap_or(&self.in_force.creditor.account_manager)
                .folded();
            let is_old = |task: &&Task| (today - task.opened_on).num_days() > TOLD_WITHIN_DAYS;
            for task in ledger.tasks.iter().filter(is_old) {
                let line = format!("{} {}", task.kind, ledger.account.name);
                let mut since = digests.iter().filter(|mail| mail.day >= task.opened_on);
                if !since.any(|mail| mail.to.folded() == manager && tells(mail, &line)) {
                    return Err(format!("{manager} never heard of {task:?}"));
                }
            }
        }
        Ok(())
    }
}

/// The days of a report.
#[derive(Clone, Copy, Debug)]
struct Reported {
    from: NaiveDate,
    last: NaiveDate,
    /// Whether its own day was one on which nobody may have known that it left.
    was_unlucky: bool,
}

/// A report tells the days behind those of the one before, up to the latest Sunday; or the same once more, where nobody
/// knew whether they had been told.
fn check_report(
    mail: &DigestMail,
    reported: &mut BTreeMap<String, Reported>,
    was_unlucky: bool,
) -> Result<(), Broken> {
    let Some((from, last)) = mail.words.text.lines().find_map(days_of_report) else {
        return Ok(());
    };
    let is_whole = last.weekday() == Weekday::Sun && (1..=7).contains(&(mail.day - last).num_days());
    let report = Reported {
        from,
        last,
        was_unlucky,
    };
    let before = reported.insert(mail.to.folded(), report);
    // What could not be told for so long is told no more.
    let is_bounded = (mail.day - from).num_days() == i64::try_from(REPORT_DAYS_AT_MOST).unwrap_or_default();
    let follows = before.is_none_or(|before| {
        let is_again = before.from == from && (before.last == last || before.was_unlucky);
        let is_gone = is_bounded && (before.last < from || (before.was_unlucky && before.from <= from));
        is_again || before.last.succ_opt() == Some(from) || is_gone
    });
    if is_whole && follows {
        return Ok(());
    }
    Err(format!(
        "{} was told of {from} to {last} on {}, after {before:?}",
        mail.to, mail.day
    ))
}

fn days_of_report(line: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (days, _) = line.strip_prefix("week ")?.split_once(':')?;
    let (from, last) = days.split_once("..")?;
    Some((from.parse().ok()?, last.parse().ok()?))
}

/// Whether a digest tells something, or had more to tell than it could list.
fn tells(mail: &DigestMail, line: &str) -> bool {
    let text = &mail.words.text;
    text.contains(line) || text.lines().count() >= ROWS_AT_MOST
}

/// How a digest of today must tell a piece of news; none if it has settled itself.
fn line_of(item: &NewsItem, ledger: &Ledger, today: NaiveDate) -> Option<String> {
    match item {
        NewsItem::TaskOpened { kind, subject } => {
            let is_it = |task: &&Task| task.kind == *kind && task.subject == *subject;
            let task = ledger.tasks.iter().find(is_it)?;
            // Closed in the morning, it may have been opened anew since.
            (task.opened_on < today).then(|| format!("new {kind} {}", ledger.account.name))
        }
        NewsItem::FriendlyLetter { letter } => {
            let letter = ledger.letters.iter().find(|other| &other.id == letter)?;
            let never_left = matches!(
                letter.state,
                LetterState::Released { .. } | LetterState::Rejected { .. }
            );
            (!never_left).then(|| format!("letter {}", letter.id.day))
        }
        NewsItem::Closed { invoice, closing, .. } => Some(format!("{} {invoice} ", closing.name())),
        NewsItem::Answered { answer, invoices, .. } => {
            let first = invoices.first().map(ToString::to_string).unwrap_or_default();
            Some(format!("said {answer:?} {first}"))
        }
    }
}
