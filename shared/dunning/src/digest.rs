//! What an account manager is told once a day: tasks, the customers' answers, what was paid, and the friendly letters
//! that left; once a week, if the policy wants it, sums of the days before. Only if there is something to say.

mod task_row;
mod week;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use crate::account::{AccountKey, EmailAddress};
use crate::answer::Said;
use crate::creditor::Creditor;
use crate::decide::days_before;
use crate::hold::HoldKind;
use crate::invoice::InvoiceId;
use crate::ledger::{Closing, Ledger};
use crate::letter::{Letter, LetterState};
use crate::money::Money;
use crate::news::{News, NewsItem};
use crate::ports::InForce;
use crate::task::{Task, TaskKind};

pub use task_row::{TaskInvoice, TaskRow};
pub use week::{
    Answered, LastDigest, REPORT_DAYS_AT_MOST, REPORT_NEWS_AT_MOST, Settled, Span, Week, unreported_since,
};

/// Rows that a section tells; what is beyond is counted.
pub const ROWS_AT_MOST: usize = 25;

/// Tasks of days before that are told again, oldest first; the others are counted.
pub const OLDEST_AT_MOST: usize = 5;

/// Accounts that are read for one digest.
pub const ACCOUNTS_AT_MOST: usize = 100;

/// A task by its name, as the list of open tasks has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskName {
    /// Whose.
    pub account: AccountKey,
    /// What is asked.
    pub kind: TaskKind,
    /// About what.
    pub subject: String,
}

impl TaskName {
    /// A task's name.
    pub fn of(task: &Task) -> Self {
        Self {
            account: task.account.clone(),
            kind: task.kind,
            subject: task.subject.clone(),
        }
    }
}

/// Somebody who may have something to read, and what waits for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The account manager.
    pub manager: EmailAddress,
    /// Open tasks of all their customers.
    pub open: usize,
    /// The oldest of those, at most [`OLDEST_AT_MOST`] beyond what may be new.
    pub oldest: Vec<TaskName>,
}

/// A list that ends somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<Row> {
    /// At most [`ROWS_AT_MOST`].
    pub rows: Vec<Row>,
    /// How many are beyond.
    pub more: usize,
}

impl<Row> Section<Row> {
    fn of(mut rows: Vec<Row>) -> Self {
        let more = rows.len().saturating_sub(ROWS_AT_MOST);
        rows.truncate(ROWS_AT_MOST);
        Self { rows, more }
    }

    /// How many there are in all.
    pub fn count(&self) -> usize {
        self.rows.len() + self.more
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }
}

/// An answer to a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// The customer's name.
    pub customer: String,
    /// What the customer says.
    pub answer: Said,
    /// Of which invoices.
    pub invoices: Vec<InvoiceId>,
    /// In the customer's words; may be empty.
    pub words: String,
}

/// An invoice that nobody needs to think of any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedRow {
    /// The customer's name.
    pub customer: String,
    /// Which.
    pub invoice: InvoiceId,
    /// Why.
    pub closing: Closing,
    /// What it asked for.
    pub billed: Money,
    /// The holds that ended with it.
    pub holds: Vec<HoldKind>,
    /// The tasks that closed with it.
    pub tasks: Vec<TaskKind>,
}

/// A letter with friendly words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRow {
    /// The customer's name.
    pub customer: String,
    /// The customer's day on which it left.
    pub day: NaiveDate,
    /// The invoices that are not late, each with its due date and what was open.
    pub invoices: Vec<(InvoiceId, NaiveDate, Money)>,
    /// Whether it came back.
    pub came_back: bool,
}

/// A manager's digest, before its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Who reads it.
    pub to: EmailAddress,
    /// The creditor's day.
    pub day: NaiveDate,
    /// Whose business it is, and in which language.
    pub creditor: Creditor,
    /// Tasks opened since the last digest and open still.
    pub new_tasks: Section<TaskRow>,
    /// Tasks open since before, oldest first, at most [`OLDEST_AT_MOST`].
    pub waiting: Section<TaskRow>,
    /// What customers said.
    pub answers: Section<AnswerRow>,
    /// Invoices paid or credited; those first with which a hold or task ended.
    pub closed: Section<ClosedRow>,
    /// Letters about what is not late.
    pub letters: Section<LetterRow>,
    /// The weekly report, if it is due.
    pub week: Option<Week>,
}

impl Digest {
    /// The digest of what a manager's news comes to today, without a weekly report. Accounts that are not among
    /// `ledgers` are not looked into: their tasks are counted.
    pub fn compose(
        reader: &Reader,
        day: NaiveDate,
        in_force: &InForce,
        news: &[News],
        ledgers: &BTreeMap<AccountKey, Ledger>,
    ) -> Self {
        let (opened, unseen) = opened_tasks(news, ledgers);
        let known: BTreeSet<TaskName> = opened.iter().map(|(task, _)| TaskName::of(task)).collect();
        let row = |(task, ledger): (&Task, &Ledger)| TaskRow::of(task, ledger, day);
        let mut new_tasks = Section::of(opened.into_iter().map(row).collect());
        new_tasks.more += unseen;
        let before = reader.oldest.iter().filter(|name| !known.contains(name));
        let oldest: Vec<TaskRow> = before
            .filter_map(|name| find_task(name, ledgers))
            .map(row)
            .take(OLDEST_AT_MOST)
            .collect();
        let waiting = Section {
            more: reader
                .open
                .saturating_sub(new_tasks.count())
                .saturating_sub(oldest.len()),
            rows: oldest,
        };
        Self {
            to: reader.manager.clone(),
            day,
            creditor: in_force.creditor.clone(),
            new_tasks,
            waiting,
            answers: Section::of(answers(news)),
            closed: Section::of(closed(news)),
            letters: letters(news, ledgers),
            week: None,
        }
    }

    /// Whether somebody should be mailed: there is news, or a weekly report, or it is Monday and tasks wait.
    pub fn is_worth_mailing(&self) -> bool {
        let has_news = !(self.new_tasks.is_empty()
            && self.answers.is_empty()
            && self.closed.is_empty()
            && self.letters.is_empty());
        has_news || self.week.is_some() || (self.day.weekday() == Weekday::Mon && !self.waiting.is_empty())
    }
}

/// The accounts to look into, at most [`ACCOUNTS_AT_MOST`]: first those in which somebody must do something.
pub fn accounts_to_read(reader: &Reader, news: &[News]) -> Vec<AccountKey> {
    let asks = |item: &NewsItem| matches!(item, NewsItem::TaskOpened { .. });
    let wrote = |item: &NewsItem| matches!(item, NewsItem::FriendlyLetter { .. });
    let with = |is: fn(&NewsItem) -> bool| {
        news.iter()
            .filter(move |news| news.items.iter().any(is))
            .map(|news| &news.account)
    };
    let waiting = reader.oldest.iter().map(|name| &name.account);
    let mut seen = BTreeSet::new();
    waiting
        .chain(with(asks))
        .chain(with(wrote))
        .filter(|account| seen.insert(*account))
        .take(ACCOUNTS_AT_MOST)
        .cloned()
        .collect()
}

/// Whether news points at a letter that may be about to be claimed: it is not there, and the news is of the day or of
/// the day before.
pub fn waits_for_its_letter(news: &News, ledgers: &BTreeMap<AccountKey, Ledger>, day: NaiveDate) -> bool {
    let is_missing = |item: &NewsItem| match (item, ledgers.get(&news.account)) {
        (NewsItem::FriendlyLetter { letter }, Some(ledger)) => {
            ledger.letters.iter().all(|other| &other.id != letter)
        }
        _ => false,
    };
    news.at.date_naive() >= days_before(day, 1) && news.items.iter().any(is_missing)
}

fn find_task<'a>(
    name: &TaskName,
    ledgers: &'a BTreeMap<AccountKey, Ledger>,
) -> Option<(&'a Task, &'a Ledger)> {
    let ledger = ledgers.get(&name.account)?;
    let is_it = |task: &&Task| task.kind == name.kind && task.subject == name.subject;
    Some((ledger.tasks.iter().find(is_it)?, ledger))
}

/// The tasks that were opened and are open still, and how many were opened in accounts that were not looked into.
fn opened_tasks<'a>(
    news: &[News],
    ledgers: &'a BTreeMap<AccountKey, Ledger>,
) -> (Vec<(&'a Task, &'a Ledger)>, usize) {
    let (mut opened, mut unseen, mut told) = (Vec::new(), 0, BTreeSet::new());
    for (of, item) in each(news) {
        let NewsItem::TaskOpened { kind, subject } = item else {
            continue;
        };
        let name = TaskName {
            account: of.account.clone(),
            kind: *kind,
            subject: subject.clone(),
        };
        if !ledgers.contains_key(&of.account) {
            unseen += usize::from(told.insert(name));
        } else if let Some(found) = find_task(&name, ledgers)
            && told.insert(name)
        {
            opened.push(found);
        }
    }
    (opened, unseen)
}

/// One row an answer: a letter of many invoices is answered in several changes of one instant.
fn answers(news: &[News]) -> Vec<AnswerRow> {
    let mut rows: Vec<((&AccountKey, DateTime<Utc>), AnswerRow)> = Vec::new();
    for (of, item) in each(news) {
        let NewsItem::Answered {
            answer,
            invoices,
            words,
        } = item
        else {
            continue;
        };
        let place = (&of.account, of.at);
        let same = rows
            .iter_mut()
            .find(|(other, row)| *other == place && row.answer == *answer && row.words == *words);
        match same {
            Some((_, row)) => row.invoices.extend(invoices.iter().cloned()),
            None => rows.push((
                place,
                AnswerRow {
                    customer: of.customer.clone(),
                    answer: *answer,
                    invoices: invoices.clone(),
                    words: words.clone(),
                },
            )),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

fn closed(news: &[News]) -> Vec<ClosedRow> {
    let mut rows: Vec<ClosedRow> = Vec::new();
    for (of, item) in each(news) {
        if let NewsItem::Closed {
            invoice,
            closing,
            billed,
            holds,
            tasks,
        } = item
        {
            rows.push(ClosedRow {
                customer: of.customer.clone(),
                invoice: invoice.clone(),
                closing: *closing,
                billed: *billed,
                holds: holds.clone(),
                tasks: tasks.clone(),
            });
        }
    }
    // Stable: otherwise oldest first.
    rows.sort_by_key(|row| row.holds.is_empty() && row.tasks.is_empty());
    rows
}

/// Letters as they stand now, each once: one that did not leave is not told. Those in accounts that were not looked
/// into are counted.
fn letters(news: &[News], ledgers: &BTreeMap<AccountKey, Ledger>) -> Section<LetterRow> {
    let (mut rows, mut unseen, mut told) = (Vec::new(), 0, BTreeSet::new());
    for (of, item) in each(news) {
        let NewsItem::FriendlyLetter { letter } = item else {
            continue;
        };
        if !told.insert(letter) {
            continue;
        }
        let Some(ledger) = ledgers.get(&of.account) else {
            unseen += 1;
            continue;
        };
        let found = ledger.letters.iter().find(|other| &other.id == letter);
        rows.extend(found.and_then(|letter| letter_row(letter, &of.customer)));
    }
    let mut section = Section::of(rows);
    section.more += unseen;
    section
}

fn letter_row(letter: &Letter, customer: &str) -> Option<LetterRow> {
    let came_back = match letter.state {
        LetterState::Released { .. } | LetterState::Rejected { .. } => return None,
        LetterState::Bounced { .. } => true,
        LetterState::Claimed
        | LetterState::Sent
        | LetterState::Unknown
        | LetterState::Delivered
        | LetterState::Complained => false,
    };
    let not_late = letter.lines.iter().filter(|line| line.due_on >= letter.id.day);
    Some(LetterRow {
        customer: customer.to_owned(),
        day: letter.id.day,
        invoices: not_late
            .map(|line| (line.invoice.clone(), line.due_on, line.open))
            .collect(),
        came_back,
    })
}

fn each(news: &[News]) -> impl Iterator<Item = (&News, &NewsItem)> {
    news.iter()
        .flat_map(|of| of.items.iter().map(move |item| (of, item)))
}
