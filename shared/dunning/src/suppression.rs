//! Addresses that are never mailed, and why.

use chrono::{DateTime, Utc};

/// How often a letter that bounced softly is tried again; the bounce after that counts as a hard one.
pub const SOFT_BOUNCE_RETRIES: u32 = 3;

/// Why an address is on the list. Ordered: a later reason replaces an earlier one, never the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuppressionReason {
    /// It bounced softly too often.
    SoftBounces,
    /// It bounced for good.
    HardBounce,
    /// Its owner complained.
    Complaint,
}

impl SuppressionReason {
    /// Every reason, weakest first.
    pub const ALL: [Self; 3] = [Self::SoftBounces, Self::HardBounce, Self::Complaint];

    /// The reason in snake case, as stored and shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::SoftBounces => "soft_bounces",
            Self::HardBounce => "hard_bounce",
            Self::Complaint => "complaint",
        }
    }
}

/// An entry of the suppression list. It lasts until a person lifts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Why.
    pub reason: SuppressionReason,
    /// Since when.
    pub since: DateTime<Utc>,
}
