//! The rungs of the ladder by name, and how firmly a letter speaks.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// The name of a ladder's stage, as the policy file writes it (`early_late`).
///
/// Shared and not copied: every decision names one.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StageName(Arc<str>);

/// The text can't name a stage.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” can't name a stage: use 1 to 40 of a–z, 0–9 and _, starting with a letter, and not “due”")]
pub struct MalformedStageName(pub String);

impl StageName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`MalformedStageName`] with the text.
    pub fn parse(text: &str) -> Result<Self, MalformedStageName> {
        let good = (1..=40).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            && text != "due";
        if good {
            Ok(Self(text.into()))
        } else {
            Err(MalformedStageName(text.to_owned()))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for StageName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// How a letter speaks; which letter is written. Ordered from friendliest to firmest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// A week before: asks to confirm that payment is on track.
    HeadsUp,
    /// Days before: the same, shorter.
    Upcoming,
    /// On the day.
    DueToday,
    /// The first overdue letter: assumes the best.
    EarlyLate,
    /// Urgent, says how many days overdue.
    LateLate,
    /// Firmer, still helpful.
    SecondNotice,
    /// The last letter: names a last day.
    FinalNotice,
}

impl Tone {
    /// Every tone, friendliest first.
    pub const ALL: [Self; 7] = [
        Self::HeadsUp,
        Self::Upcoming,
        Self::DueToday,
        Self::EarlyLate,
        Self::LateLate,
        Self::SecondNotice,
        Self::FinalNotice,
    ];

    /// The name in policy files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::HeadsUp => "heads_up",
            Self::Upcoming => "upcoming",
            Self::DueToday => "due_today",
            Self::EarlyLate => "early_late",
            Self::LateLate => "late_late",
            Self::SecondNotice => "second_notice",
            Self::FinalNotice => "final_notice",
        }
    }

    /// Reads [`Tone::name`] back.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tone| tone.name() == text)
    }

    /// Whether the letter speaks of money that is late.
    pub fn is_overdue(self) -> bool {
        self >= Self::EarlyLate
    }
}
