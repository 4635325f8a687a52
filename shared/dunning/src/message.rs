//! What the functions tell each other.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::digest::Reader;
use crate::ledger::AgendaCursor;
use crate::letter::LetterId;

/// "Sweep": the whole agenda, or the rest of one shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SweepRequest {
    /// When the sweep was due; it decides for the civil day after.
    pub scheduled_time: DateTime<Utc>,
    /// Who is looked at.
    pub reach: Reach,
    /// Which part; none: all of it, to be fanned out.
    pub part: Option<SweepPart>,
}

/// Who a sweep looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Whom the agenda holds for the day, or for one before it.
    #[default]
    Due,
    /// Everybody on the agenda: what their days were worked out by has changed.
    Everybody,
}

/// A part of the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SweepPart {
    /// The shard.
    pub shard: u8,
    /// Where an earlier sweep of it ran out of time.
    pub behind: Option<AgendaCursor>,
}

/// "This customer deserves a letter on this day": on its way to a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The letter to be.
    pub letter: LetterId,
    /// The customer's zone.
    pub zone: Tz,
    /// When letters may leave, in the customer's time.
    pub window: Window,
    /// When it was picked.
    pub picked_at: DateTime<Utc>,
}

/// A letter with its minute: what the schedule carries to the sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLetter {
    /// Which.
    pub letter: LetterId,
    /// When it leaves.
    pub at: DateTime<Utc>,
    /// The customer's zone, for the schedule's description.
    pub zone: Tz,
    /// When it was picked: of two plans for the same letter, the one that was picked later holds.
    pub picked_at: DateTime<Utc>,
}

impl PlannedLetter {
    /// Whether this plan takes the place of an earlier one for the same letter. A plan that comes late or twice doesn't.
    pub fn moves(&self, before: &Self) -> bool {
        self.at != before.at && self.picked_at > before.picked_at
    }
}

/// "Tell the account managers": all of them, or one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestRequest {
    /// When the digest was due; its day is the creditor's civil day then.
    pub scheduled_time: DateTime<Utc>,
    /// Whom; none: whoever has something to read, to be fanned out.
    pub reader: Option<Reader>,
}

/// The part of the early morning in which letters may leave, in the customer's time: from `opens` on, before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    opens: NaiveTime,
    closes: NaiveTime,
}

impl Window {
    /// A window of at least ten minutes within one day; none for anything else.
    /// Ten, because a shorter one would make the minute guessable.
    pub fn new(opens: NaiveTime, closes: NaiveTime) -> Option<Self> {
        (closes.signed_duration_since(opens).num_minutes() >= 10).then_some(Self { opens, closes })
    }

    /// The first minute.
    pub fn opens(self) -> NaiveTime {
        self.opens
    }

    /// The first minute that is too late.
    pub fn closes(self) -> NaiveTime {
        self.closes
    }

    /// Its length.
    pub fn minutes(self) -> u32 {
        u32::try_from(self.closes.signed_duration_since(self.opens).num_minutes()).unwrap_or(0)
    }
}

impl Default for Window {
    /// 05:00 to 06:00.
    fn default() -> Self {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
        Self {
            opens: hour(5),
            closes: hour(6),
        }
    }
}

/// The civil day that a sweep decides for: the day after the one it runs on (it runs at 09:00 UTC, an hour before
/// that day begins anywhere on earth).
pub fn day_decided_for(scheduled_time: DateTime<Utc>) -> NaiveDate {
    let runs_on = scheduled_time.date_naive();
    runs_on.succ_opt().unwrap_or(runs_on)
}
