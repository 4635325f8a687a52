//! The objects of a PDF, to be asked for by their numbers.
//!
//! The library that undoes the streams' filters could load the whole file, too. But it reads every object, with a
//! copy of every stream, before it can be asked anything, and a small file can make that last hours: streams that
//! overlap, a table that names one object a million times. Here only what an attachment hangs on is looked at, nothing
//! is copied, and the work is counted.
//!
//! The cross-reference table is not read. Of objects with the same number the last in the file counts: that is what the
//! table says of any file that was only ever added to, and it is right where the table is damaged.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem;

use super::decode::{decode, is_too_large};
use super::scan::{self, Found, OBJECTS_AT_MOST, Role, Work, too_many_objects};
use super::syntax::{Dictionary, Object, integer, is_blank};
use crate::refusal::Refusal;

/// What all object streams may inflate to, in bytes.
const INFLATED_AT_MOST: usize = 32_000_000;
/// Values of all objects that are asked for. Each takes up to a hundred bytes while the walk goes on.
const VALUES_AT_MOST: usize = 1_000_000;
/// References that lead from one to the next.
const REFERENCES_AT_MOST: usize = 10;

/// A PDF whose objects can be asked for.
pub(super) struct Objects<'a> {
    bytes: &'a [u8],
    /// Object streams, inflated.
    containers: Vec<Vec<u8>>,
    inflated: usize,
    places: BTreeMap<u32, Place>,
    work: Work,
    /// Values of all objects that were asked for.
    values: usize,
    /// The catalog, from which everything hangs.
    pub(super) root: Object,
}

enum Place {
    File {
        start: usize,
        stream: Option<Range<usize>>,
    },
    Container {
        container: usize,
        start: usize,
    },
}

impl<'a> Objects<'a> {
    /// Finds the objects.
    ///
    /// # Errors
    /// A [`Refusal`] if the file is cut off, encrypted, or breaks a bound.
    pub(super) fn find(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let mut work = Work::for_bytes(bytes.len());
        let found = scan::objects(bytes, &mut work)?;
        let end = found.last().map_or(0, |last| last.end);
        // The last words of every PDF tell where its table is.
        let ends_well = memmem::find(bytes.get(end..).unwrap_or_default(), b"startxref").is_some();
        if found.is_empty() || !ends_well {
            return Err(Refusal::of_file("the PDF is cut off or damaged; save it anew"));
        }
        let root = root(bytes, &found, &mut work)?;
        let mut objects = Self {
            bytes,
            containers: Vec::new(),
            inflated: 0,
            places: BTreeMap::new(),
            work,
            values: 0,
            root,
        };
        for object in found {
            objects.add(object)?;
        }
        Ok(objects)
    }

    fn add(&mut self, found: Found) -> Result<(), Refusal> {
        if let (Role::Container, Some(stream)) = (found.role, &found.stream)
            && let Some(Object::Dictionary(dictionary)) = self.work.parse(self.bytes, found.start)?.object
        {
            self.add_container(&dictionary, stream.clone())?;
        }
        let place = Place::File {
            start: found.start,
            stream: found.stream,
        };
        self.insert(found.number, place)
    }

    fn insert(&mut self, number: u32, place: Place) -> Result<(), Refusal> {
        self.places.insert(number, place);
        if self.places.len() > OBJECTS_AT_MOST {
            return Err(too_many_objects());
        }
        Ok(())
    }

    /// Finds the objects of an object stream: pairs of number and offset, and behind them the objects. A stream that
    /// can't be inflated holds nothing.
    fn add_container(&mut self, dictionary: &Dictionary, stream: Range<usize>) -> Result<(), Refusal> {
        let stored = self.bytes.get(stream).unwrap_or_default();
        let content = match decode(dictionary, stored, INFLATED_AT_MOST.saturating_sub(self.inflated)) {
            Ok(content) => content,
            Err(error) if is_too_large(&error) => {
                return Err(Refusal::of_file(format!(
                    "the PDF's object streams inflate to more than the {INFLATED_AT_MOST} bytes allowed"
                )));
            }
            Err(_) => return Ok(()),
        };
        let first = match dictionary.get("First") {
            Some(Object::Integer(first)) => usize::try_from(*first).unwrap_or_default(),
            _ => 0,
        };
        let container = self.containers.len();
        let mut numbers = content
            .get(..first)
            .unwrap_or_default()
            .split(|byte| is_blank(*byte))
            .filter(|written| !written.is_empty())
            .map(integer);
        while let (Some(Some(number)), Some(Some(offset))) = (numbers.next(), numbers.next()) {
            if let (Ok(number), Ok(offset)) = (u32::try_from(number), usize::try_from(offset)) {
                let start = first.saturating_add(offset);
                self.insert(number, Place::Container { container, start })?;
            }
        }
        self.inflated += content.len();
        self.work.add(content.len());
        self.containers.push(content);
        Ok(())
    }

    /// An object by its number, and the bytes of its stream as they are stored.
    ///
    /// # Errors
    /// A [`Refusal`] once too much work was done.
    pub(super) fn get(&mut self, number: u32) -> Result<(Object, Option<&'a [u8]>), Refusal> {
        let Some(place) = self.places.get(&number) else {
            return Ok((Object::Other, None));
        };
        let (bytes, start, stream) = match place {
            Place::File { start, stream } => (self.bytes, *start, stream.clone()),
            Place::Container { container, start } => {
                let content = self.containers.get(*container).map(Vec::as_slice);
                (content.unwrap_or_default(), *start, None)
            }
        };
        let parsed = self.work.parse(bytes, start)?;
        self.values = self.values.saturating_add(parsed.values);
        if self.values > VALUES_AT_MOST {
            return Err(Refusal::of_file(format!(
                "the PDF's objects hold more than {VALUES_AT_MOST} values"
            )));
        }
        let stored = stream.and_then(|stream| self.bytes.get(stream));
        Ok((parsed.object.unwrap_or(Object::Other), stored))
    }

    /// Follows references until something else is there.
    ///
    /// # Errors
    /// A [`Refusal`] once too much work was done.
    pub(super) fn resolved(&mut self, object: &Object) -> Result<Object, Refusal> {
        let Object::Reference(mut number) = *object else {
            return Ok(object.clone());
        };
        for _ in 0..REFERENCES_AT_MOST {
            match self.get(number)?.0 {
                Object::Reference(next) => number = next,
                other => return Ok(other),
            }
        }
        Ok(Object::Other)
    }
}

/// What the last trailer names as the root. Trailers stand behind the word, or are cross-reference streams' dictionaries.
fn root(bytes: &[u8], found: &[Found], work: &mut Work) -> Result<Object, Refusal> {
    let within_object = |at: &usize| {
        let before = found.partition_point(|object| object.start <= *at);
        let nearest = before.checked_sub(1).and_then(|index| found.get(index));
        nearest.is_some_and(|object| *at < object.end)
    };
    let streams = found
        .iter()
        .filter(|object| object.role == Role::CrossReferences)
        .map(|object| object.start);
    let words = memmem::find_iter(bytes, b"trailer")
        .filter(|at| !within_object(at))
        .map(|at| at + b"trailer".len());
    let mut last: Option<(usize, Object)> = None;
    for start in streams.chain(words) {
        let Some(Object::Dictionary(trailer)) = work.parse(bytes, start)?.object else {
            continue;
        };
        if trailer.get("Encrypt").is_some() {
            return Err(Refusal::of_file(
                "the PDF is encrypted; upload it without a password or restrictions",
            ));
        }
        if let Some(root) = trailer.get("Root")
            && last.as_ref().is_none_or(|(before, _)| start > *before)
        {
            last = Some((start, root.clone()));
        }
    }
    last.map(|(_, root)| root)
        .ok_or_else(|| Refusal::of_file("the PDF has no trailer; save it anew"))
}
