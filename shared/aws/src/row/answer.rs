//! An answer, within an account's row.

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
enum SaidRow {
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
            said: match answer.said {
                Said::Paid => SaidRow::Paid,
                Said::WillPay { on } => SaidRow::WillPay { on },
                Said::Dispute => SaidRow::Dispute,
                Said::WrongPerson => SaidRow::WrongPerson,
            },
            fingerprint: answer.fingerprint,
        }
    }
}

impl From<AnswerRow> for GivenAnswer {
    fn from(row: AnswerRow) -> Self {
        Self {
            letter: row.letter.0,
            on: row.on,
            said: match row.said {
                SaidRow::Paid => Said::Paid,
                SaidRow::WillPay { on } => Said::WillPay { on },
                SaidRow::Dispute => Said::Dispute,
                SaidRow::WrongPerson => Said::WrongPerson,
            },
            fingerprint: row.fingerprint,
        }
    }
}
