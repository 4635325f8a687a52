//! Times on the ladder, in words, so that a sign can't be wrong.

use std::fmt;

use thiserror::Error;

use crate::stage::StageName;

/// "3 business days after due", "on due", "14 days after early_late",
/// "3 business days after the last day of final_notice".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offset {
    /// How many; 0 is "on".
    pub count: u16,
    /// Of what.
    pub unit: Unit,
    /// In which direction.
    pub side: Side,
    /// From where.
    pub anchor: Anchor,
}

/// What an offset counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Calendar days.
    Days,
    /// The customer's business days.
    BusinessDays,
}

/// Direction from the anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Side {
    Before,
    After,
}

/// What an offset is measured from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The due date.
    Due,
    /// The local day on which that stage was sent.
    Stage(StageName),
    /// The last day to pay that the stage's letter named.
    LastDayOf(StageName),
}

/// The text is no time on the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "“{0}” is no time on the ladder: write “7 days before due”, “on due”, “3 business days after due”, \
     “14 days after early_late” or “3 business days after the last day of final_notice”"
)]
pub struct MalformedOffset(pub String);

/// The longest offset: about three years.
const COUNT_AT_MOST: u16 = 1_000;

impl Offset {
    /// Reads an offset in words.
    ///
    /// # Errors
    /// [`MalformedOffset`] with the text and examples of what is expected.
    pub fn parse(text: &str) -> Result<Self, MalformedOffset> {
        Self::from_words(&text.split_whitespace().collect::<Vec<_>>())
            .ok_or_else(|| MalformedOffset(text.to_owned()))
    }

    fn from_words(words: &[&str]) -> Option<Self> {
        if let ["on", "due"] = words {
            return Some(Self {
                count: 0,
                unit: Unit::Days,
                side: Side::After,
                anchor: Anchor::Due,
            });
        }
        let (count, unit, rest) = match words {
            [count, "day" | "days", rest @ ..] => (count, Unit::Days, rest),
            [count, "business", "day" | "days", rest @ ..] => (count, Unit::BusinessDays, rest),
            _ => return None,
        };
        let count = count
            .parse()
            .ok()
            .filter(|count| (1..=COUNT_AT_MOST).contains(count))?;
        let (side, anchor) = match rest {
            ["before", anchor @ ..] => (Side::Before, anchor),
            ["after", anchor @ ..] => (Side::After, anchor),
            _ => return None,
        };
        let anchor = match anchor {
            ["due"] => Anchor::Due,
            ["the", "last", "day", "of", stage] => Anchor::LastDayOf(StageName::parse(stage).ok()?),
            [stage] => Anchor::Stage(StageName::parse(stage).ok()?),
            _ => return None,
        };
        Some(Self {
            count,
            unit,
            side,
            anchor,
        })
    }
}

/// The words that [`Offset::parse`] reads back.
impl fmt::Display for Offset {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count == 0 {
            return out.write_str("on due");
        }
        let unit = match (self.unit, self.count) {
            (Unit::Days, 1) => "day",
            (Unit::Days, _) => "days",
            (Unit::BusinessDays, 1) => "business day",
            (Unit::BusinessDays, _) => "business days",
        };
        let side = match self.side {
            Side::Before => "before",
            Side::After => "after",
        };
        write!(out, "{} {unit} {side} ", self.count)?;
        match &self.anchor {
            Anchor::Due => out.write_str("due"),
            Anchor::Stage(stage) => write!(out, "{stage}"),
            Anchor::LastDayOf(stage) => write!(out, "the last day of {stage}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written_in_words() {
        for text in [
            "7 days before due",
            "on due",
            "1 day after due",
            "3 business days after due",
            "14 days after early_late",
            "3 business days after the last day of final_notice",
        ] {
            assert_eq!(Offset::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_refused_with_examples() {
        for text in [
            "",
            "-3 days after due",
            "0 days after due",
            "3 days",
            "3 days after",
            "three days after due",
            "3 weeks after due",
            "3 days around due",
            "1001 days after due",
            "3 days after Due",
        ] {
            assert_eq!(Offset::parse(text), Err(MalformedOffset(text.into())), "{text}");
        }
    }
}
