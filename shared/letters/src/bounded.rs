//! A part of a letter while it is written: it may grow only so far.
//!
//! Steps alone don't bound a template: each of them may print thousands of bytes. What is printed anywhere but here (into
//! a text within the template) is not allowed in own templates ([`crate::own`]).

use std::io::{self, Write};

use minijinja::{Error, ErrorKind};

/// The largest part of a letter, in bytes; the longest letter of the built-in templates has less than a fifth of it.
pub(crate) const PART_BYTES_AT_MOST: usize = 500_000;

/// What was written so far.
#[derive(Default)]
pub(crate) struct Bounded(Vec<u8>);

impl Bounded {
    /// An empty part that is likely to become so many bytes long.
    pub(crate) fn of_about(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// The whole part.
    pub(crate) fn into_text(self) -> Result<String, Error> {
        String::from_utf8(self.0).map_err(|_| Error::new(ErrorKind::WriteFailure, "not UTF-8"))
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.0.len() + bytes.len() > PART_BYTES_AT_MOST {
            let why = format!("the letter grows beyond {PART_BYTES_AT_MOST} bytes");
            return Err(io::Error::other(why));
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
