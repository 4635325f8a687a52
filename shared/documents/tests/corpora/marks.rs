//! The marks of one file: every value that the key or the reader states, compared one by one.

use std::fmt::Debug;

/// What came of comparing one file.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// Values compared.
    pub(crate) values: u32,
    /// Those of them that are right.
    pub(crate) right: u32,
    /// Due dates read out of a text, where the key only says that no field states one.
    pub(crate) due_by_terms: u32,
    /// The others.
    pub(crate) faults: Vec<Fault>,
}

/// A value that is not what the key says.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The field, in the words of the reader's own types.
    pub(crate) field: &'static str,
    /// Where, what was found and what was expected.
    pub(crate) what: String,
}

impl Marks {
    /// Compares one value. A null of the key says that the file doesn't state it, so finding one is a fault; where
    /// neither has one there was nothing to get wrong, and nothing is counted.
    pub(crate) fn value<T: PartialEq + Debug>(
        &mut self,
        place: &str,
        field: &'static str,
        found: Option<T>,
        expected: Option<T>,
    ) {
        if found.is_none() && expected.is_none() {
            return;
        }
        self.values += 1;
        if found == expected {
            self.right += 1;
        } else {
            self.fault(
                field,
                format!("{place}{field}: {found:?} instead of {expected:?}"),
            );
        }
    }

    /// Compares what always has a value.
    pub(crate) fn always<T: PartialEq + Debug>(
        &mut self,
        place: &str,
        field: &'static str,
        found: T,
        expected: T,
    ) {
        self.value(place, field, Some(found), Some(expected));
    }

    /// Notes what is wrong with the file as such.
    pub(crate) fn fault(&mut self, field: &'static str, what: String) {
        self.faults.push(Fault { field, what });
    }
}
