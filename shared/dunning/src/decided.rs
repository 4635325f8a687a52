//! What was decided about each invoice for each day, kept as it was said at the time.
//!
//! Rules, settings and ledgers change, so a past day can't be worked out again; it must have been written down. Only
//! changes are: a decision stays in force until the day that it names, or until another is kept.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use crate::decide::{Decision, Waiting, days_after};
use crate::invoice::InvoiceId;

/// The most bytes of one record, about: what fits well into an item of the table beside its names. It is enough for
/// some 5,000 invoices; what is beyond is not kept, and `why` says so.
const BYTES_AT_MOST: usize = 300 * 1024;

/// The most that an invoice takes in the table beside its number, and a decision beside its reason.
const BYTES_BESIDE_A_NUMBER: usize = 32;
const BYTES_BESIDE_A_REASON: usize = 80;

/// A decision without its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Verdict {
    Remind,
    Wait,
    Stop,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::Remind, Self::Wait, Self::Stop];

    /// As stored and shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Wait => "wait",
            Self::Stop => "stop",
        }
    }
}

/// A decision as it was said.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeptDecision {
    /// What was decided.
    pub verdict: Verdict,
    /// Why, in words; of a reminder its stage.
    pub reason: String,
    /// The day from which it says nothing any more. None if it stands until something else is decided: a wait for
    /// somebody's deed has no day, though it is looked at again now and then.
    pub until: Option<NaiveDate>,
}

impl KeptDecision {
    /// The decision for a day, as it is kept.
    pub fn of(decision: &Decision, day: NaiveDate) -> Self {
        let kept = |verdict, reason, until| Self {
            verdict,
            reason,
            until,
        };
        match decision {
            Decision::Remind(stage) => kept(Verdict::Remind, stage.to_string(), Some(days_after(day, 1))),
            Decision::Wait { why, until } => {
                let until = ends_by_itself(why).then_some(*until);
                kept(Verdict::Wait, why.to_string(), until)
            }
            Decision::Stop(why) => kept(Verdict::Stop, why.to_string(), None),
        }
    }

    /// Whether it still says something about a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.until.is_none_or(|until| day < until)
    }
}

/// Whether the day that a wait names ends it. Otherwise that day is only when somebody looks again, which moves with
/// every look.
fn ends_by_itself(why: &Waiting) -> bool {
    match why {
        Waiting::NotApproved(_)
        | Waiting::StalePayments(_)
        | Waiting::NoContact(_)
        | Waiting::NoDueDate
        | Waiting::NoSuchPolicy
        | Waiting::LetterFull(_) => false,
        Waiting::NotYet(_)
        | Waiting::ClosedDay(_)
        | Waiting::BetterDay(_)
        | Waiting::Held(_)
        | Waiting::JustArrived(_)
        | Waiting::Backlog(_)
        | Waiting::QuietTime(_)
        | Waiting::LastLetterSent
        | Waiting::LetterToday(_)
        | Waiting::Gap(_)
        | Waiting::LetterLimit(_)
        | Waiting::FinalNoticeAlone(_)
        | Waiting::FriendlyWordsFirst(_) => true,
    }
}

/// The decisions about a customer's open invoices.
pub type KeptDecisions = BTreeMap<InvoiceId, KeptDecision>;

/// A day's decisions, as they are kept.
pub fn kept(decisions: &[(InvoiceId, Decision)], day: NaiveDate) -> KeptDecisions {
    decisions
        .iter()
        .map(|(id, decision)| (id.clone(), KeptDecision::of(decision, day)))
        .collect()
}

/// Those of `now` that are not what they were.
pub fn changes(was: &KeptDecisions, now: KeptDecisions) -> KeptDecisions {
    now.into_iter()
        .filter(|(id, decision)| was.get(id) != Some(decision))
        .collect()
}

/// What the head knows of the decisions that were kept last: enough to see whether any has changed, and whether what
/// is worked out again is what was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDecided {
    /// The day that they are for.
    pub day: NaiveDate,
    /// A hash of them all.
    pub fingerprint: u64,
}

impl LastDecided {
    /// Of these decisions.
    pub fn of(day: NaiveDate, decisions: &KeptDecisions) -> Self {
        let mut hash = Sha256::new();
        for (id, decision) in decisions {
            let until = decision.until.map(|until| until.to_string()).unwrap_or_default();
            let instalment = id.instalment.unwrap_or(0).to_string();
            let verdict = decision.verdict.name();
            for part in [&id.number, &instalment, verdict, &decision.reason, &until] {
                hash.update(part.as_bytes());
                hash.update([0]);
            }
        }
        let fingerprint = hash
            .finalize()
            .iter()
            .take(8)
            .fold(0, |bits, byte| (bits << 8) | u64::from(*byte));
        Self { day, fingerprint }
    }
}

/// How far a record reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// What changed, from its day on.
    Changes,
    /// Every open invoice, from its day on.
    Everything,
    /// Every open invoice on its day alone: a later day had been decided for already.
    DayAlone,
}

impl Reach {
    /// Every reach.
    pub const ALL: [Self; 3] = [Self::Changes, Self::Everything, Self::DayAlone];

    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Everything => "everything",
            Self::DayAlone => "day_alone",
        }
    }
}

/// A record of decisions about one customer's invoices. Never changed once written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The customer's civil day that was decided for.
    pub day: NaiveDate,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// How far it reaches.
    pub reach: Reach,
    /// The decisions, each with the invoices that share it.
    pub decisions: Vec<(KeptDecision, Vec<InvoiceId>)>,
}

impl Decided {
    /// The record of these decisions.
    pub fn new(day: NaiveDate, at: DateTime<Utc>, reach: Reach, decisions: KeptDecisions) -> Self {
        let mut together = BTreeMap::<KeptDecision, Vec<InvoiceId>>::new();
        let mut bytes = 0_usize;
        for (id, decision) in decisions {
            bytes += id.number.len() + BYTES_BESIDE_A_NUMBER;
            if !together.contains_key(&decision) {
                bytes += decision.reason.len() + BYTES_BESIDE_A_REASON;
            }
            if bytes > BYTES_AT_MOST {
                break;
            }
            together.entry(decision).or_default().push(id);
        }
        Self {
            day,
            at,
            reach,
            decisions: together.into_iter().collect(),
        }
    }

    /// What it says about an invoice.
    pub fn about(&self, invoice: &InvoiceId) -> Option<&KeptDecision> {
        let mut decisions = self.decisions.iter();
        decisions
            .find(|(_, ids)| ids.contains(invoice))
            .map(|(decision, _)| decision)
    }
}

/// The last decision about an invoice that was kept for a day or an earlier one, with its record; whether it still
/// holds on the day, [`KeptDecision::holds_on`] says. The records are in the order of their days, and for one day in
/// the order of writing, as [`crate::ports::Ledgers::decided`] returns them.
pub fn last_kept<'a>(
    records: &'a [Decided],
    invoice: &InvoiceId,
    day: NaiveDate,
) -> Option<(&'a Decided, &'a KeptDecision)> {
    let reaches = |record: &&Decided| match record.reach {
        Reach::Changes | Reach::Everything => record.day <= day,
        Reach::DayAlone => record.day == day,
    };
    for record in records.iter().rev().filter(reaches) {
        if let Some(decision) = record.about(invoice) {
            return Some((record, decision));
        }
        if record.reach != Reach::Changes {
            return None;
        }
    }
    None
}
