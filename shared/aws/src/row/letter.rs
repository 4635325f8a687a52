//! A letter.

use chrono::NaiveDate;
use dunning::account::{AccountKey, EmailAddress, Language};
use dunning::chain::Link;
use dunning::invoice::InvoiceId;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::money::{Currency, Money};
use dunning::stage::{StageName, Tone};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::hold::each;
use super::packed::{Instant, Packed};
use super::spelled::{Spelled, Spelling};

/// See [`Letter`]. With its story the row of a letter about one invoice, and of most about two, takes no more than a
/// kilobyte, which is a write unit: what its key says is not said again, and lists have short names. The story itself is
/// no part of this: see [`super::Branch`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LetterRow {
    #[serde(skip_serializing)]
    pk: Spelled<AccountKey>,
    #[serde(skip_serializing)]
    sk: Spelled<LetterPlace>,
    state: LetterStateRow,
    claimed_at: Instant,
    to: Spelled<EmailAddress>,
    language: Spelled<Language>,
    tone: Spelled<Tone>,
    #[serde(default)]
    lines: Vec<LetterLineRow>,
    pay_by: Option<NaiveDate>,
    message_id: Option<String>,
    tip: Option<Packed<Link>>,
}

/// Which of an account's letters: the sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LetterPlace {
    day: NaiveDate,
    attempt: u8,
}

impl LetterPlace {
    /// The letter of an account.
    pub(super) fn of(self, account: AccountKey) -> LetterId {
        LetterId {
            account,
            day: self.day,
            attempt: self.attempt,
        }
    }
}

impl From<&LetterId> for LetterPlace {
    fn from(id: &LetterId) -> Self {
        Self {
            day: id.day,
            attempt: id.attempt,
        }
    }
}

impl Spelling for LetterPlace {
    fn spelling(&self) -> String {
        format!("letter#{}#{:03}", self.day.format("%Y%m%d"), self.attempt)
    }

    fn read(text: &str) -> Option<Self> {
        let (day, attempt) = text.strip_prefix("letter#")?.split_once('#')?;
        Some(Self {
            day: NaiveDate::parse_from_str(day, "%Y%m%d").ok()?,
            attempt: attempt.parse().ok()?,
        })
    }
}

/// See [`LetterState`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub(crate) enum LetterStateRow {
    Claimed,
    Sent,
    Released { why: String },
    Unknown,
    Delivered,
    Bounced { permanent: bool },
    Complained,
    Rejected { why: String },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct LetterLineRow {
    #[serde(rename = "n")]
    number: String,
    #[serde(rename = "i")]
    instalment: Option<u16>,
    #[serde(rename = "s", default)]
    stages: Vec<Spelled<StageName>>,
    #[serde(rename = "d")]
    due_on: NaiveDate,
    #[serde(rename = "o")]
    open: Spelled<Decimal>,
    #[serde(rename = "c")]
    currency: Spelled<Currency>,
}

impl From<Letter> for LetterRow {
    fn from(letter: Letter) -> Self {
        Self {
            sk: Spelled(LetterPlace::from(&letter.id)),
            pk: Spelled(letter.id.account),
            state: letter.state.into(),
            claimed_at: Instant(letter.claimed_at),
            to: Spelled(letter.to),
            language: Spelled(letter.language),
            tone: Spelled(letter.tone),
            lines: each(letter.lines),
            pay_by: letter.pay_by,
            message_id: letter.message_id,
            tip: letter.tip.map(Packed),
        }
    }
}

impl From<LetterRow> for Letter {
    fn from(row: LetterRow) -> Self {
        Self {
            id: row.sk.0.of(row.pk.0),
            state: row.state.into(),
            claimed_at: row.claimed_at.0,
            to: row.to.0,
            language: row.language.0,
            tone: row.tone.0,
            lines: each(row.lines),
            pay_by: row.pay_by,
            message_id: row.message_id,
            tip: row.tip.map(|tip| tip.0),
        }
    }
}

impl From<LetterState> for LetterStateRow {
    fn from(state: LetterState) -> Self {
        match state {
            LetterState::Claimed => Self::Claimed,
            LetterState::Sent => Self::Sent,
            LetterState::Released { why } => Self::Released { why },
            LetterState::Unknown => Self::Unknown,
            LetterState::Delivered => Self::Delivered,
            LetterState::Bounced { permanent } => Self::Bounced { permanent },
            LetterState::Complained => Self::Complained,
            LetterState::Rejected { why } => Self::Rejected { why },
        }
    }
}

impl From<LetterStateRow> for LetterState {
    fn from(row: LetterStateRow) -> Self {
        match row {
            LetterStateRow::Claimed => Self::Claimed,
            LetterStateRow::Sent => Self::Sent,
            LetterStateRow::Released { why } => Self::Released { why },
            LetterStateRow::Unknown => Self::Unknown,
            LetterStateRow::Delivered => Self::Delivered,
            LetterStateRow::Bounced { permanent } => Self::Bounced { permanent },
            LetterStateRow::Complained => Self::Complained,
            LetterStateRow::Rejected { why } => Self::Rejected { why },
        }
    }
}

impl From<LetterLine> for LetterLineRow {
    fn from(line: LetterLine) -> Self {
        Self {
            number: line.invoice.number,
            instalment: line.invoice.instalment,
            stages: line.stages.into_iter().map(Spelled).collect(),
            due_on: line.due_on,
            open: Spelled(line.open.amount),
            currency: Spelled(line.open.currency),
        }
    }
}

impl From<LetterLineRow> for LetterLine {
    fn from(row: LetterLineRow) -> Self {
        Self {
            invoice: InvoiceId {
                number: row.number,
                instalment: row.instalment,
            },
            stages: row.stages.into_iter().map(|stage| stage.0).collect(),
            due_on: row.due_on,
            open: Money::new(row.open.0, row.currency.0),
        }
    }
}
