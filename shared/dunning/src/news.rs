//! What happened to a customer that the account manager is told once a day. News is written with the change that
//! makes it, and forgotten once it was told, or kept for the next weekly report.

use chrono::{DateTime, NaiveDate, Utc};

use crate::account::{Account, AccountKey, EmailAddress};
use crate::answer::Said;
use crate::hold::HoldKind;
use crate::invoice::{Invoice, InvoiceId};
use crate::ledger::Closing;
use crate::letter::{Letter, LetterId};
use crate::money::Money;
use crate::task::{Task, TaskKind};

/// What one change of an account has for the account manager. Account and version name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Whose account.
    pub account: AccountKey,
    /// The version of the account after the change.
    pub version: u64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The customer's name.
    pub customer: String,
    /// Who looked after the customer when it happened; none: the creditor's own manager.
    pub manager: Option<EmailAddress>,
    /// What happened, in order.
    pub items: Vec<NewsItem>,
}

/// One thing that happened. What may change until it is told is only pointed at: the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewsItem {
    /// A task was opened.
    TaskOpened {
        /// What a person is asked.
        kind: TaskKind,
        /// About which invoice, letter or payment; empty for the customer as a whole.
        subject: String,
    },
    /// A letter was claimed that speaks of invoices which are not late.
    FriendlyLetter {
        /// Which.
        letter: LetterId,
    },
    /// An invoice left the open ones.
    Closed {
        /// Which.
        invoice: InvoiceId,
        /// Why.
        closing: Closing,
        /// What it asked for.
        billed: Money,
        /// The holds that ended with it.
        holds: Vec<HoldKind>,
        /// The tasks that closed with it.
        tasks: Vec<TaskKind>,
    },
    /// The customer answered a letter.
    Answered {
        /// What the customer says.
        answer: Said,
        /// Of which invoices.
        invoices: Vec<InvoiceId>,
        /// In the customer's words, at most [`WORDS_AT_MOST`] characters; may be empty.
        words: String,
    },
}

/// The longest answer that news repeats, in characters; the hold or task has it whole.
pub const WORDS_AT_MOST: usize = 300;

/// Days that news waits to be told. Whoever tells nobody for so long wants to tell nobody.
pub const NEWS_KEPT_DAYS: i64 = 30;

/// Days that news is kept from when it happened, once it was told, if the policy wants weekly reports: the days of
/// which one tells at most, today, and a day to be late.
pub const TOLD_KEPT_DAYS: i64 = 16;

impl News {
    /// The news of the change that follows on the version in `account`.
    pub(crate) fn of(account: &Account, at: DateTime<Utc>, items: Vec<NewsItem>) -> Self {
        Self {
            account: account.key.clone(),
            version: account.version.saturating_add(1),
            at,
            customer: account.name.clone(),
            manager: account.account_manager.clone(),
            items,
        }
    }

    /// Whether it says no more than that there may be letters. Such news may be kept before its change, and is left if
    /// the change then is not made; so whoever tells it looks for the letters.
    pub fn only_points_at_letters(&self) -> bool {
        let points = |item: &NewsItem| matches!(item, NewsItem::FriendlyLetter { .. });
        self.items.iter().all(points)
    }
}

impl NewsItem {
    /// A task was opened.
    pub(crate) fn opened(task: &Task) -> Self {
        Self::TaskOpened {
            kind: task.kind,
            subject: task.subject.clone(),
        }
    }

    /// A letter was claimed; none if everything in it is late, for that is the ladder's ordinary course.
    pub(crate) fn friendly(letter: &Letter) -> Option<Self> {
        letter
            .lines
            .iter()
            .any(|line| line.due_on >= letter.id.day)
            .then(|| Self::FriendlyLetter {
                letter: letter.id.clone(),
            })
    }

    /// An invoice that was open is settled; none if it is only replaced by a newer version of itself, or left out.
    pub(crate) fn closed(invoice: &Invoice, closing: Closing, tasks: &[Task], on: NaiveDate) -> Option<Self> {
        let lasts = |kind: &HoldKind| match kind {
            HoldKind::Promise { pay_by } => *pay_by >= on,
            HoldKind::Pause { until } => until.is_none_or(|until| until > on),
            _ => true,
        };
        match closing {
            Closing::Paid | Closing::Credited => Some(Self::Closed {
                invoice: invoice.id.clone(),
                closing,
                billed: invoice.billed,
                holds: invoice.holds.iter().map(|hold| hold.kind).filter(lasts).collect(),
                tasks: tasks.iter().map(|task| task.kind).collect(),
            }),
            Closing::NeverReminded | Closing::Replaced => None,
        }
    }
}
