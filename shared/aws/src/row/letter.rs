//! A letter.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::{EmailAddress, Language};
use dunning::invoice::InvoiceId;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::money::{Currency, Money};
use dunning::stage::{StageName, Tone};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::hold::each;
use super::spelled::Spelled;
use super::timeline::LinkRow;

/// See [`Letter`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LetterRow {
    id: Spelled<LetterId>,
    state: LetterStateRow,
    claimed_at: DateTime<Utc>,
    to: Spelled<EmailAddress>,
    language: Spelled<Language>,
    tone: Spelled<Tone>,
    #[serde(default)]
    lines: Vec<LetterLineRow>,
    pay_by: Option<NaiveDate>,
    message_id: Option<String>,
    tip: Option<LinkRow>,
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
    number: String,
    instalment: Option<u16>,
    #[serde(default)]
    stages: Vec<Spelled<StageName>>,
    due_on: NaiveDate,
    open: Spelled<Decimal>,
    currency: Spelled<Currency>,
}

impl From<Letter> for LetterRow {
    fn from(letter: Letter) -> Self {
        Self {
            id: Spelled(letter.id),
            state: letter.state.into(),
            claimed_at: letter.claimed_at,
            to: Spelled(letter.to),
            language: Spelled(letter.language),
            tone: Spelled(letter.tone),
            lines: each(letter.lines),
            pay_by: letter.pay_by,
            message_id: letter.message_id,
            tip: letter.tip.map(LinkRow::from),
        }
    }
}

impl From<LetterRow> for Letter {
    fn from(row: LetterRow) -> Self {
        Self {
            id: row.id.0,
            state: row.state.into(),
            claimed_at: row.claimed_at,
            to: row.to.0,
            language: row.language.0,
            tone: row.tone.0,
            lines: each(row.lines),
            pay_by: row.pay_by,
            message_id: row.message_id,
            tip: row.tip.map(LinkRow::into),
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
