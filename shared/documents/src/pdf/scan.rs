//! One pass over a PDF's bytes: where its objects stand, and how far its streams go.

use std::ops::Range;

use memchr::memmem;

use super::syntax::{Dictionary, Object, Parser, integer, is_blank, is_regular};
use crate::refusal::Refusal;

/// Objects of a file.
pub(super) const OBJECTS_AT_MOST: usize = 200_000;
/// Bytes that may be parsed for each byte of the file: once to find the objects, once to look at them, and slack.
const WORK_PER_BYTE: usize = 4;
/// Bytes that can be searched while one is parsed.
const SEARCHED_PER_PARSED: usize = 16;

/// What may still be spent on a file, in bytes to parse. Objects can overlap, and one can be asked for again and
/// again; so the work is counted, not only the bytes.
pub(super) struct Work(usize);

impl Work {
    pub(super) fn for_bytes(bytes: usize) -> Self {
        Self(bytes.saturating_mul(WORK_PER_BYTE).saturating_add(100_000))
    }

    /// More bytes came to light.
    pub(super) fn add(&mut self, bytes: usize) {
        self.0 = self.0.saturating_add(Self::for_bytes(bytes).0);
    }

    /// Parses the object that begins at a place, if one does.
    ///
    /// # Errors
    /// A [`Refusal`] once there is nothing left to spend.
    pub(super) fn parse(&mut self, bytes: &[u8], start: usize) -> Result<Parsed, Refusal> {
        let mut parser = Parser::new(bytes, start);
        let object = parser.object();
        parser.skip_blanks();
        self.spend(parser.at.saturating_sub(start))?;
        Ok(Parsed {
            object,
            end: parser.at,
            values: parser.values,
        })
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Refusal> {
        // Even nothing costs something.
        let left = self.0.checked_sub(bytes.saturating_add(1));
        self.0 = left.ok_or_else(|| {
            Refusal::of_file("the PDF's objects are tangled beyond what any real file needs")
        })?;
        Ok(())
    }
}

/// What stands at a place.
pub(super) struct Parsed {
    pub(super) object: Option<Object>,
    /// Where it ends, blanks behind it included.
    pub(super) end: usize,
    /// How many values it holds.
    pub(super) values: usize,
}

/// An object that has to be looked at before the others can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// An object stream.
    Container,
    /// A cross-reference stream, whose dictionary is a trailer.
    CrossReferences,
    /// Any other.
    Plain,
}

/// An object as the pass finds it.
pub(super) struct Found {
    pub(super) number: u32,
    pub(super) role: Role,
    /// Where it begins, behind `12 0 obj`.
    pub(super) start: usize,
    /// Where it ends, its stream included.
    pub(super) end: usize,
    /// The bytes of its stream, as they are stored.
    pub(super) stream: Option<Range<usize>>,
}

pub(super) fn too_many_objects() -> Refusal {
    Refusal::of_file(format!("the PDF has more than {OBJECTS_AT_MOST} objects"))
}

/// Finds every object that stands outside the streams of others, in the file's order. What can't be parsed is no
/// object.
///
/// # Errors
/// A [`Refusal`] if there are too many, or it takes too long.
pub(super) fn objects(bytes: &[u8], work: &mut Work) -> Result<Vec<Found>, Refusal> {
    let headers = headers(bytes)?;
    let mut bodies: Vec<(u32, usize)> = headers
        .iter()
        .map(|header| (header.number, header.body))
        .collect();
    bodies.sort_unstable();
    let mut found = Vec::new();
    let mut behind = 0;
    for Header { number, start, body } in headers {
        // Within another object's stream: part of another PDF, perhaps, that is attached to this one.
        if start < behind {
            continue;
        }
        let parsed = work.parse(bytes, body)?;
        let Some(object) = parsed.object else { continue };
        let mut end = parsed.end;
        let mut role = Role::Plain;
        let mut stream = None;
        if let Object::Dictionary(dictionary) = &object
            && bytes.get(end..).unwrap_or_default().starts_with(b"stream")
        {
            let start = payload_start(bytes, end);
            let Some(payload_end) = payload_end(bytes, dictionary, start, &bodies, work)? else {
                continue;
            };
            if dictionary.is("ObjStm") {
                role = Role::Container;
            } else if dictionary.is("XRef") {
                role = Role::CrossReferences;
            }
            stream = Some(start..payload_end);
            end = payload_end;
        }
        behind = end;
        found.push(Found {
            number,
            role,
            start: body,
            end,
            stream,
        });
    }
    Ok(found)
}

/// `12 0 obj`.
struct Header {
    number: u32,
    start: usize,
    body: usize,
}

fn headers(bytes: &[u8]) -> Result<Vec<Header>, Refusal> {
    let mut headers = Vec::new();
    for at in memmem::find_iter(bytes, b"obj") {
        headers.extend(header(bytes, at));
        if headers.len() > OBJECTS_AT_MOST {
            return Err(too_many_objects());
        }
    }
    Ok(headers)
}

/// The header whose last word stands at a place.
fn header(bytes: &[u8], at: usize) -> Option<Header> {
    let (rest, _generation) = last_integer(bytes.get(..at)?)?;
    let (rest, number) = last_integer(rest)?;
    let body = at + b"obj".len();
    // Both ends are ends of words.
    let begins = rest.last().is_none_or(|byte| !is_regular(*byte));
    let ends = bytes.get(body).is_none_or(|byte| !byte.is_ascii_alphabetic());
    (begins && ends).then_some(Header {
        number,
        start: rest.len(),
        body,
    })
}

/// The integer at the end, with blanks behind it; and what stands before it.
fn last_integer(bytes: &[u8]) -> Option<(&[u8], u32)> {
    const BLANKS_AT_MOST: usize = 16;
    const DIGITS_AT_MOST: usize = 10;
    let last = |bytes: &[u8], at_most: usize, fits: fn(&u8) -> bool| {
        bytes
            .iter()
            .rev()
            .take(at_most)
            .take_while(|byte| fits(byte))
            .count()
    };
    let blanks = last(bytes, BLANKS_AT_MOST, |byte| is_blank(*byte));
    let (bytes, _) = bytes.split_at_checked(bytes.len().checked_sub(blanks)?)?;
    let digits = last(bytes, DIGITS_AT_MOST, u8::is_ascii_digit);
    let (bytes, written) = bytes.split_at_checked(bytes.len().checked_sub(digits)?)?;
    let number = integer(written).and_then(|number| u32::try_from(number).ok())?;
    (blanks > 0).then_some((bytes, number))
}

/// Behind the word `stream` and its line break.
fn payload_start(bytes: &[u8], keyword: usize) -> usize {
    let start = keyword + b"stream".len();
    match bytes.get(start..).unwrap_or_default() {
        [b'\r', b'\n', ..] => start + 2,
        [b'\r' | b'\n', ..] => start + 1,
        _ => start,
    }
}

/// Where a stream's bytes end: where its length says, if `endstream` stands there, else at the next `endstream`. None
/// if there is no end.
fn payload_end(
    bytes: &[u8],
    dictionary: &Dictionary,
    start: usize,
    bodies: &[(u32, usize)],
    work: &mut Work,
) -> Result<Option<usize>, Refusal> {
    let fits = |length: i64| -> Option<usize> {
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        let behind = bytes.get(end..)?;
        let blanks = behind.iter().take(2).take_while(|byte| is_blank(**byte)).count();
        behind.get(blanks..)?.starts_with(b"endstream").then_some(end)
    };
    match dictionary.get("Length") {
        Some(Object::Integer(length)) => {
            if let Some(end) = fits(*length) {
                return Ok(Some(end));
            }
        }
        // Where the length stands apart, the last object of that number whose value fits is meant.
        Some(Object::Reference(number)) => {
            let from = bodies.partition_point(|(other, _)| other < number);
            let to = bodies.partition_point(|(other, _)| other <= number);
            for (_, body) in bodies.get(from..to).unwrap_or_default().iter().rev() {
                if let Some(Object::Integer(length)) = work.parse(bytes, *body)?.object
                    && let Some(end) = fits(length)
                {
                    return Ok(Some(end));
                }
            }
        }
        _ => {}
    }
    let behind = bytes.get(start..).unwrap_or_default();
    let length = memmem::find(behind, b"endstream");
    work.spend(length.unwrap_or(behind.len()) / SEARCHED_PER_PARSED)?;
    Ok(length.map(|length| start + length))
}
