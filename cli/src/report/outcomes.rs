//! What became of the letters, by how they spoke; and how many came back or were complained about.

use std::collections::BTreeMap;

use dunning::letter::{Letter, LetterState};
use dunning::stage::Tone;
use rust_decimal::{Decimal, RoundingStrategy};

use super::period::Period;

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// The receiving server took it.
    Delivered,
    /// It left, and nothing was heard of it yet.
    UnderWay,
    /// Nobody knows whether it left.
    InDoubt,
    /// It came back.
    Bounced,
    /// The recipient reported it as unwanted.
    Complained,
    /// It did not leave, for certain.
    DidNotLeave,
}

impl Outcome {
    /// Every outcome, best first.
    pub(crate) const ALL: [Self; 6] = [
        Self::Delivered,
        Self::UnderWay,
        Self::InDoubt,
        Self::Bounced,
        Self::Complained,
        Self::DidNotLeave,
    ];

    pub(crate) fn of(state: &LetterState) -> Self {
        match state {
            LetterState::Delivered => Self::Delivered,
            LetterState::Claimed | LetterState::Sent => Self::UnderWay,
            LetterState::Unknown => Self::InDoubt,
            LetterState::Bounced { .. } => Self::Bounced,
            LetterState::Complained => Self::Complained,
            LetterState::Released { .. } | LetterState::Rejected { .. } => Self::DidNotLeave,
        }
    }

    /// In snake case, for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::UnderWay => "under_way",
            Self::InDoubt => "in_doubt",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::DidNotLeave => "did_not_leave",
        }
    }
}

/// Letters by tone and outcome. One about several invoices counts once, by its firmest tone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcomes {
    counts: BTreeMap<(Tone, Outcome), u64>,
    hard_bounces: u64,
}

impl Outcomes {
    pub(crate) fn take_in(&mut self, letter: &Letter, period: Period) {
        if !period.contains(letter.id.day) {
            return;
        }
        *self
            .counts
            .entry((letter.tone, Outcome::of(&letter.state)))
            .or_default() += 1;
        self.hard_bounces += u64::from(letter.state == LetterState::Bounced { permanent: true });
    }

    /// The tones that letters were written in, friendliest first.
    pub(crate) fn tones(&self) -> impl Iterator<Item = Tone> {
        let is_used = |tone: &Tone| self.counts.keys().any(|(other, _)| other == tone);
        Tone::ALL.into_iter().filter(is_used)
    }

    pub(crate) fn count(&self, tone: Tone, outcome: Outcome) -> u64 {
        self.counts.get(&(tone, outcome)).copied().unwrap_or_default()
    }

    /// Letters of an outcome, of every tone.
    pub(crate) fn all_of(&self, outcome: Outcome) -> u64 {
        Tone::ALL.into_iter().map(|tone| self.count(tone, outcome)).sum()
    }

    /// Letters that left, or may have.
    pub(crate) fn left(&self) -> u64 {
        let left = |outcome: &Outcome| *outcome != Outcome::DidNotLeave;
        Outcome::ALL
            .into_iter()
            .filter(left)
            .map(|outcome| self.all_of(outcome))
            .sum()
    }

    pub(crate) fn hard_bounces(&self) -> u64 {
        self.hard_bounces
    }

    pub(crate) fn soft_bounces(&self) -> u64 {
        self.all_of(Outcome::Bounced).saturating_sub(self.hard_bounces)
    }

    /// Of the letters that left, how many in a hundred: with two decimals, half a hundredth rounded up.
    pub(crate) fn percent(&self, count: u64) -> Option<Decimal> {
        percent(count, self.left())
    }
}

/// A share in percent, with two decimals; none of nothing.
pub(crate) fn percent(part: u64, whole: u64) -> Option<Decimal> {
    Decimal::from(part)
        .saturating_mul(Decimal::ONE_HUNDRED)
        .checked_div(Decimal::from(whole))
        .map(|share| share.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}
