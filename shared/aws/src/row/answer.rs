//! An answer, within an account's row and its news.

use chrono::NaiveDate;
use dunning::answer::{GivenAnswer, Said};
use dunning::letter::LetterId;
use serde::{Deserialize, Serialize};

use super::spelled::Spelled;

/// See [`GivenAnswer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AnswerRow {
    letter: Spelled<LetterId>,
    on: NaiveDate,
    said: SaidRow,
    fingerprint: String,
}

/// See [`Said`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub(crate) enum SaidRow {
    Paid,
    WillPay { on: NaiveDate },
    Dispute,
    WrongPerson,
}

impl From<GivenAnswer> for AnswerRow {
    fn from(answer: GivenAnswer) -> Self {
        Self {
            letter: Spelled(answer.letter),
            on: answer.on,
            said: answer.said.into(),
            fingerprint: answer.fingerprint,
        }
    }
}

impl From<AnswerRow> for GivenAnswer {
    fn from(row: AnswerRow) -> Self {
        Self {
            letter: row.letter.0,
            on: row.on,
            said: row.said.into(),
            fingerprint: row.fingerprint,
        }
    }
}

impl From<Said> for SaidRow {
    fn from(said: Said) -> Self {
        match said {
            Said::Paid => Self::Paid,
            Said::WillPay { on } => Self::WillPay { on },
            Said::Dispute => Self::Dispute,
            Said::WrongPerson => Self::WrongPerson,
        }
    }
}

impl From<SaidRow> for Said {
    fn from(row: SaidRow) -> Self {
        match row {
            SaidRow::Paid => Self::Paid,
            SaidRow::WillPay { on } => Self::WillPay { on },
            SaidRow::Dispute => Self::Dispute,
            SaidRow::WrongPerson => Self::WrongPerson,
        }
    }
}
