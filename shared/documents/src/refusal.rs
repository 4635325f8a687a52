//! Why a file was not read: where, which field, and what was expected there.

use std::fmt;

use thiserror::Error;

use crate::content::Format;

/// A place within a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// No place of its own: the file as a whole.
    File,
    /// A line of text, and the column in it where that is known: for a table the cell's number, else the
    /// character's. Both from 1.
    Line {
        /// From 1.
        line: u64,
        /// From 1.
        column: Option<u64>,
    },
    /// A path of local element names, `/Invoice/LegalMonetaryTotal/PayableAmount`.
    Xml(String),
    /// A JSON pointer (RFC 6901), and the line for a file that has one object a line.
    Json {
        /// Empty for the top.
        pointer: String,
        /// From 1; none where the file is one JSON text.
        line: Option<u64>,
    },
    /// A place in a member of an archive.
    Member {
        /// The member's name, short and on one line.
        name: String,
        /// The place in it.
        place: Box<Place>,
    },
}

impl Place {
    /// The place as one in a member of an archive.
    pub(crate) fn within(self, member: &str) -> Self {
        Self::Member {
            name: short(member),
            place: Box::new(self),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => out.write_str("the file"),
            Self::Line { line, column: None } => write!(out, "line {line}"),
            Self::Line {
                line,
                column: Some(column),
            } => write!(out, "line {line}, column {column}"),
            Self::Xml(path) => out.write_str(path),
            Self::Json { pointer, line: None } if pointer.is_empty() => out.write_str("the top"),
            // Whoever made the file chose its keys and names: they stay on one line all the same.
            Self::Json { pointer, line: None } => out.write_str(&on_one_line(pointer)),
            Self::Json {
                pointer,
                line: Some(line),
            } => write!(out, "line {line} {}", on_one_line(pointer)),
            Self::Member { name, place } if **place == Self::File => out.write_str(&on_one_line(name)),
            Self::Member { name, place } => write!(out, "{} {place}", on_one_line(name)),
        }
    }
}

/// Why a file was refused. Reads well on one line; never repeats a name or an address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct Refusal {
    /// What the file was taken for, if anything.
    pub format: Option<Format>,
    /// Where.
    pub place: Place,
    /// The field, in the words of [`crate::Document`] and its like (`due_date`).
    pub field: Option<String>,
    /// What was expected, and what to do.
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place != Place::File {
            write!(out, "{}: ", self.place)?;
        }
        if let Some(field) = &self.field {
            write!(out, "{field}: ")?;
        }
        out.write_str(&self.message)
    }
}

impl Refusal {
    /// Refuses a file for no single place in it.
    pub(crate) fn of_file(message: impl Into<String>) -> Self {
        Self::at(Place::File, message)
    }

    /// Refuses a file for something at a place. A parser may quote a line break; the message stays on one line.
    pub(crate) fn at(place: Place, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self {
            format: None,
            place,
            field: None,
            message: on_one_line(&message),
        }
    }

    /// Names the field.
    pub(crate) fn field(mut self, field: &str) -> Self {
        self.field = Some(on_one_line(field));
        self
    }

    /// Names what the file was taken for, unless a reader further in already has.
    pub(crate) fn taken_for(mut self, format: Format) -> Self {
        self.format.get_or_insert(format);
        self
    }
}

/// A value that can't be what its field needs; the reader that knows the place makes a [`Refusal`] of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfit(pub(crate) String);

impl Unfit {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    pub(crate) fn at(self, place: Place, field: &str) -> Refusal {
        Refusal::at(place, self.0).field(field)
    }
}

fn on_one_line(text: &str) -> String {
    text.replace(|character: char| character.is_control(), " ")
}

/// A value as an error message may quote it: short, on one line.
pub(crate) fn quoted(text: &str) -> String {
    format!("“{}”", short(text))
}

fn short(text: &str) -> String {
    const CHARS_AT_MOST: usize = 40;
    let mut short: String = text
        .chars()
        .take(CHARS_AT_MOST)
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    if text.chars().nth(CHARS_AT_MOST).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_on_one_line() {
        let line = Place::Line {
            line: 3,
            column: Some(5),
        };
        for (refusal, sentence) in [
            (Refusal::of_file("the file is empty"), "the file is empty"),
            (
                Unfit::new("expected a date").at(line.clone(), "due_date"),
                "line 3, column 5: due_date: expected a date",
            ),
            (
                Refusal::at(Place::Xml("/Invoice/ID".into()), "is missing"),
                "/Invoice/ID: is missing",
            ),
            (
                Refusal::at(
                    Place::Json {
                        pointer: "/due_date".into(),
                        line: Some(2),
                    },
                    "is no date",
                ),
                "line 2 /due_date: is no date",
            ),
            (
                Refusal::at(
                    Place::Json {
                        pointer: "/c\ntacts".into(),
                        line: None,
                    },
                    "“c\ntacts” is unknown",
                ),
                "/c tacts: “c tacts” is unknown",
            ),
            (
                Refusal::at(line.clone().within("may\n.csv"), "is no date"),
                "may .csv line 3, column 5: is no date",
            ),
            (
                Refusal::at(Place::File.within("may.csv"), "is encrypted"),
                "may.csv: is encrypted",
            ),
        ] {
            assert_eq!(refusal.to_string(), sentence);
        }
        assert_eq!(quoted("a\nb"), "“a b”");
        assert_eq!(quoted(&"x".repeat(41)).chars().count(), 43);
    }
}
