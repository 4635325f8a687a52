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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
enum HoldKindRow {
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
        let kind = match hold.kind {
            HoldKind::Promise { pay_by } => HoldKindRow::Promise { pay_by },
            HoldKind::ClaimsPaid => HoldKindRow::ClaimsPaid,
            HoldKind::Dispute => HoldKindRow::Dispute,
            HoldKind::AwaitingReply => HoldKindRow::AwaitingReply,
            HoldKind::WrongPerson => HoldKindRow::WrongPerson,
            HoldKind::Pause { until } => HoldKindRow::Pause { until },
            HoldKind::PossiblePayment => HoldKindRow::PossiblePayment,
            HoldKind::Withholding => HoldKindRow::Withholding,
            HoldKind::UnallocatedCredit => HoldKindRow::UnallocatedCredit,
            HoldKind::Complaint => HoldKindRow::Complaint,
            HoldKind::Review => HoldKindRow::Review,
        };
        Self {
            kind,
            since: hold.since,
            author: hold.author,
            note: hold.note,
        }
    }
}

impl From<HoldRow> for Hold {
    fn from(row: HoldRow) -> Self {
        let kind = match row.kind {
            HoldKindRow::Promise { pay_by } => HoldKind::Promise { pay_by },
            HoldKindRow::ClaimsPaid => HoldKind::ClaimsPaid,
            HoldKindRow::Dispute => HoldKind::Dispute,
            HoldKindRow::AwaitingReply => HoldKind::AwaitingReply,
            HoldKindRow::WrongPerson => HoldKind::WrongPerson,
            HoldKindRow::Pause { until } => HoldKind::Pause { until },
            HoldKindRow::PossiblePayment => HoldKind::PossiblePayment,
            HoldKindRow::Withholding => HoldKind::Withholding,
            HoldKindRow::UnallocatedCredit => HoldKind::UnallocatedCredit,
            HoldKindRow::Complaint => HoldKind::Complaint,
            HoldKindRow::Review => HoldKind::Review,
        };
        Self {
            kind,
            since: row.since,
            author: row.author,
            note: row.note,
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
