//! Text → fields: a tag (`:61:`), the rest of its line, the lines below it.

use crate::refusal::{Place, Refusal};

/// Lines of one field; SWIFT allows 6.
pub(super) const LINES_AT_MOST: usize = 200;

/// A field.
pub(super) struct Field<'a> {
    /// Without colons: `61`, `60F`, `NS`.
    pub(super) tag: &'a str,
    /// The number of its first line, from 1.
    pub(super) number: u64,
    /// Its lines, without line ends and control characters at their ends; never none.
    pub(super) lines: Vec<&'a str>,
}

impl<'a> Field<'a> {
    /// What stands behind the tag.
    pub(super) fn first(&self) -> &'a str {
        self.lines.first().copied().unwrap_or_default().trim()
    }

    fn push(&mut self, line: &'a str) -> Result<(), Refusal> {
        if self.lines.len() >= LINES_AT_MOST {
            let message = format!("the field :{}: has more than {LINES_AT_MOST} lines", self.tag);
            return Err(Refusal::at(self.place(), message));
        }
        self.lines.push(line);
        Ok(())
    }

    pub(super) fn place(&self) -> Place {
        Place::Line {
            line: self.number,
            column: None,
        }
    }
}

/// The fields of a text, in its order. What stands above the first, or frames a message, is skipped.
pub(super) fn fields(text: &str) -> impl Iterator<Item = Result<Field<'_>, Refusal>> {
    let mut lines = text.lines().zip(1_u64..);
    let mut open: Option<Field<'_>> = None;
    let mut lone_colon = false;
    std::iter::from_fn(move || {
        for (line, number) in lines.by_ref() {
            match read(line, std::mem::take(&mut lone_colon)) {
                // Some programs break the line behind the colon that begins a tag.
                Read::Colon => lone_colon = true,
                Read::Frame => {
                    if let Some(field) = open.take() {
                        return Some(Ok(field));
                    }
                }
                Read::Tag(tag, behind) => {
                    let next = Field {
                        tag,
                        number,
                        lines: vec![behind],
                    };
                    if let Some(field) = open.replace(next) {
                        return Some(Ok(field));
                    }
                }
                Read::Text(line) => {
                    if let Some(field) = &mut open
                        && let Err(refusal) = field.push(line)
                    {
                        return Some(Err(refusal));
                    }
                }
            }
        }
        open.take().map(Ok)
    })
}

/// What a line is.
enum Read<'a> {
    Tag(&'a str, &'a str),
    Text(&'a str),
    Frame,
    Colon,
}

fn read(line: &str, behind_colon: bool) -> Read<'_> {
    let line = line.trim_matches(|character: char| character.is_control());
    // A frame's blocks may stand on one line with the first field: {1:…}{2:…}{4::20:…
    let line = line.rsplit_once("{4:").map_or(line, |(_, behind)| behind);
    let tagged = line.strip_prefix(':').or(behind_colon.then_some(line));
    if let Some((tag, behind)) = tagged.and_then(split_tag) {
        Read::Tag(tag, behind)
    } else if line.trim() == ":" {
        Read::Colon
    } else if line.starts_with(['{', '}']) || line.starts_with("-}") {
        Read::Frame
    } else {
        Read::Text(line)
    }
}

/// `61:140102C…` → tag and rest.
fn split_tag(line: &str) -> Option<(&str, &str)> {
    let (tag, behind) = line.split_once(':')?;
    let (digits, letter) = tag.split_at_checked(2)?;
    let is_tag = digits.bytes().all(|byte| byte.is_ascii_digit())
        && letter.len() <= 1
        && letter.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_tag || tag == "NS").then_some((tag, behind))
}
