//! A hold, and what was raised, within an account's or an invoice's row.

use chrono::NaiveDate;
use dunning::hold::{Hold, HoldKind};
use dunning::invoice::Raised;
use serde::{Deserialize, Serialize};

/// See [`Hold`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HoldRow {
    kind: HoldKindRow,
    since: NaiveDate,
    author: String,
    note: String,
}

/// See [`HoldKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub(crate) enum HoldKindRow {
    Promise { pay_by: NaiveDate },
    ClaimsPaid,
    Dispute,
    AwaitingReply,
    WrongPerson,
    Pause { until: Option<NaiveDate> },
    PossiblePayment,
    Withholding,
    UnallocatedCredit,
    Complaint,
    Review,
}

impl From<Hold> for HoldRow {
    fn from(hold: Hold) -> Self {
        Self {
            kind: hold.kind.into(),
            since: hold.since,
            author: hold.author,
            note: hold.note,
        }
    }
}

impl From<HoldRow> for Hold {
    fn from(row: HoldRow) -> Self {
        Self {
            kind: row.kind.into(),
            since: row.since,
            author: row.author,
            note: row.note,
        }
    }
}

impl From<HoldKind> for HoldKindRow {
    fn from(kind: HoldKind) -> Self {
        match kind {
            HoldKind::Promise { pay_by } => Self::Promise { pay_by },
            HoldKind::ClaimsPaid => Self::ClaimsPaid,
            HoldKind::Dispute => Self::Dispute,
            HoldKind::AwaitingReply => Self::AwaitingReply,
            HoldKind::WrongPerson => Self::WrongPerson,
            HoldKind::Pause { until } => Self::Pause { until },
            HoldKind::PossiblePayment => Self::PossiblePayment,
            HoldKind::Withholding => Self::Withholding,
            HoldKind::UnallocatedCredit => Self::UnallocatedCredit,
            HoldKind::Complaint => Self::Complaint,
            HoldKind::Review => Self::Review,
        }
    }
}

impl From<HoldKindRow> for HoldKind {
    fn from(row: HoldKindRow) -> Self {
        match row {
            HoldKindRow::Promise { pay_by } => Self::Promise { pay_by },
            HoldKindRow::ClaimsPaid => Self::ClaimsPaid,
            HoldKindRow::Dispute => Self::Dispute,
            HoldKindRow::AwaitingReply => Self::AwaitingReply,
            HoldKindRow::WrongPerson => Self::WrongPerson,
            HoldKindRow::Pause { until } => Self::Pause { until },
            HoldKindRow::PossiblePayment => Self::PossiblePayment,
            HoldKindRow::Withholding => Self::Withholding,
            HoldKindRow::UnallocatedCredit => Self::UnallocatedCredit,
            HoldKindRow::Complaint => Self::Complaint,
            HoldKindRow::Review => Self::Review,
        }
    }
}

/// See [`Raised`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RaisedRow {
    what: String,
    on: NaiveDate,
}

impl From<Raised> for RaisedRow {
    fn from(raised: Raised) -> Self {
        Self {
            what: raised.what,
            on: raised.on,
        }
    }
}

impl From<RaisedRow> for Raised {
    fn from(row: RaisedRow) -> Self {
        Self {
            what: row.what,
            on: row.on,
        }
    }
}

/// A list of one kind as a list of another.
pub(crate) fn each<From, To>(list: Vec<From>) -> Vec<To>
where
    To: std::convert::From<From>,
{
    list.into_iter().map(To::from).collect()
}
