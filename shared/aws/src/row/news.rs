//! What an account manager is told of one change.

use chrono::{DateTime, TimeDelta, Utc};
use dunning::account::{AccountKey, EmailAddress};
use dunning::invoice::InvoiceId;
use dunning::ledger::Closing;
use dunning::letter::LetterId;
use dunning::money::{Currency, Money};
use dunning::news::{NEWS_KEPT_DAYS, News, NewsItem, TOLD_KEPT_DAYS};
use dunning::task::TaskKind;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::answer::SaidRow;
use super::hold::HoldKindRow;
use super::spelled::Spelled;

/// See [`News`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NewsRow {
    account: Spelled<AccountKey>,
    account_version: u64,
    at: DateTime<Utc>,
    customer: String,
    manager: Option<Spelled<EmailAddress>>,
    items: Vec<ItemRow>,
    /// In seconds since 1970, when the table forgets it by itself.
    expires_at: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum ItemRow {
    TaskOpened {
        kind: Spelled<TaskKind>,
        #[serde(default)]
        subject: String,
    },
    FriendlyLetter {
        letter: Spelled<LetterId>,
    },
    Closed {
        invoice: InvoiceIdRow,
        closing: Spelled<Closing>,
        amount: Spelled<Decimal>,
        currency: Spelled<Currency>,
        #[serde(default)]
        holds: Vec<HoldKindRow>,
        #[serde(default)]
        tasks: Vec<Spelled<TaskKind>>,
    },
    Answered {
        answer: SaidRow,
        #[serde(default)]
        invoices: Vec<InvoiceIdRow>,
        #[serde(default)]
        words: String,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct InvoiceIdRow {
    number: String,
    instalment: Option<u16>,
}

impl NewsRow {
    /// What sorts a manager's news: by instant, then by the change that made it.
    pub(crate) fn place(news: &News) -> String {
        let at = Self::instant(news.at);
        format!("{at}#{}#{:020}", news.account, news.version)
    }

    /// What the places of an instant begin with, and sorts before them all.
    pub(crate) fn instant(at: DateTime<Utc>) -> String {
        at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
    }

    /// News that was told, which is kept for another while.
    pub(crate) fn told(news: News) -> Self {
        Self {
            expires_at: expires_at(news.at, TOLD_KEPT_DAYS),
            ..Self::from(news)
        }
    }
}

fn expires_at(at: DateTime<Utc>, kept_days: i64) -> u64 {
    let end = at.checked_add_signed(TimeDelta::days(kept_days)).unwrap_or(at);
    super::timeline::expires_at(end)
}

impl From<News> for NewsRow {
    fn from(news: News) -> Self {
        Self {
            expires_at: expires_at(news.at, NEWS_KEPT_DAYS),
            account: Spelled(news.account),
            account_version: news.version,
            at: news.at,
            customer: news.customer,
            manager: news.manager.map(Spelled),
            items: news.items.into_iter().map(ItemRow::from).collect(),
        }
    }
}

impl From<NewsRow> for News {
    fn from(row: NewsRow) -> Self {
        Self {
            account: row.account.0,
            version: row.account_version,
            at: row.at,
            customer: row.customer,
            manager: row.manager.map(|manager| manager.0),
            items: row.items.into_iter().map(NewsItem::from).collect(),
        }
    }
}

impl From<NewsItem> for ItemRow {
    fn from(item: NewsItem) -> Self {
        match item {
            NewsItem::TaskOpened { kind, subject } => Self::TaskOpened {
                kind: Spelled(kind),
                subject,
            },
            NewsItem::FriendlyLetter { letter } => Self::FriendlyLetter {
                letter: Spelled(letter),
            },
            NewsItem::Closed {
                invoice,
                closing,
                billed,
                holds,
                tasks,
            } => Self::Closed {
                invoice: invoice.into(),
                closing: Spelled(closing),
                amount: Spelled(billed.amount),
                currency: Spelled(billed.currency),
                holds: holds.into_iter().map(HoldKindRow::from).collect(),
                tasks: tasks.into_iter().map(Spelled).collect(),
            },
            NewsItem::Answered {
                answer,
                invoices,
                words,
            } => Self::Answered {
                answer: answer.into(),
                invoices: invoices.into_iter().map(InvoiceIdRow::from).collect(),
                words,
            },
        }
    }
}

impl From<ItemRow> for NewsItem {
    fn from(row: ItemRow) -> Self {
        match row {
            ItemRow::TaskOpened { kind, subject } => Self::TaskOpened {
                kind: kind.0,
                subject,
            },
            ItemRow::FriendlyLetter { letter } => Self::FriendlyLetter { letter: letter.0 },
            ItemRow::Closed {
                invoice,
                closing,
                amount,
                currency,
                holds,
                tasks,
            } => Self::Closed {
                invoice: invoice.into(),
                closing: closing.0,
                billed: Money::new(amount.0, currency.0),
                holds: holds.into_iter().map(HoldKindRow::into).collect(),
                tasks: tasks.into_iter().map(|kind| kind.0).collect(),
            },
            ItemRow::Answered {
                answer,
                invoices,
                words,
            } => Self::Answered {
                answer: answer.into(),
                invoices: invoices.into_iter().map(InvoiceId::from).collect(),
                words,
            },
        }
    }
}

impl From<InvoiceId> for InvoiceIdRow {
    fn from(id: InvoiceId) -> Self {
        Self {
            number: id.number,
            instalment: id.instalment,
        }
    }
}

impl From<InvoiceIdRow> for InvoiceId {
    fn from(row: InvoiceIdRow) -> Self {
        Self {
            number: row.number,
            instalment: row.instalment,
        }
    }
}
