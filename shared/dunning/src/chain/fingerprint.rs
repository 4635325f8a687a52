//! SHA-256 over things spelled in one way only.

use std::fmt;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

/// What a seal is salted with: 128 bits of chance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Salt(pub [u8; 16]);

/// The text is not as many lower-case hex digits as it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("expected {0} lower-case hex digits")]
pub struct MalformedHex(pub usize);

impl Fingerprint {
    /// Of these bytes, as `sha256sum` prints it.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Of the two, one after the other.
    pub fn of_both(one: &Self, bytes: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(one.0);
        hash.update(bytes);
        Self(hash.finalize().into())
    }

    /// Reads the [`fmt::Display`] form back.
    ///
    /// # Errors
    /// [`MalformedHex`] for anything but 64 lower-case hex digits.
    pub fn parse(text: &str) -> Result<Self, MalformedHex> {
        bytes(text).map(Self)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The same bytes, read back.
impl From<[u8; 32]> for Fingerprint {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl Salt {
    /// Reads the [`fmt::Display`] form back.
    ///
    /// # Errors
    /// [`MalformedHex`] for anything but 32 lower-case hex digits.
    pub fn parse(text: &str) -> Result<Self, MalformedHex> {
        bytes(text).map(Self)
    }
}

fn bytes<const LENGTH: usize>(text: &str) -> Result<[u8; LENGTH], MalformedHex> {
    let malformed = MalformedHex(2 * LENGTH);
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != LENGTH || !rest.is_empty() {
        return Err(malformed);
    }
    let mut read = [0; LENGTH];
    for (byte, [high, low]) in read.iter_mut().zip(pairs) {
        *byte = digit(*high)
            .zip(digit(*low))
            .map(|(high, low)| 16 * high + low)
            .ok_or(malformed)?;
    }
    Ok(read)
}

macro_rules! shown_in_hex {
    ($($kind:ty),*) => { $(
        impl fmt::Display for $kind {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $kind {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }
    )* };
}

shown_in_hex!(Fingerprint, Salt);

/// Puts things into a hash so that no two lists of things are the same bytes: each kind of hash has a tag of its own,
/// texts go with their length, all else has a fixed one.
pub(super) struct Encoder(Sha256);

impl Encoder {
    pub(super) fn new(tag: &str) -> Self {
        let mut encoder = Self(Sha256::new());
        encoder.text(tag);
        encoder
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(u64::try_from(text.len()).unwrap_or(u64::MAX));
        self.0.update(text.as_bytes());
    }

    pub(super) fn number(&mut self, number: u64) {
        self.0.update(number.to_be_bytes());
    }

    pub(super) fn instant(&mut self, at: DateTime<Utc>) {
        self.0.update(at.timestamp().to_be_bytes());
        self.0.update(at.timestamp_subsec_nanos().to_be_bytes());
    }

    pub(super) fn raw<const LENGTH: usize>(&mut self, bytes: &[u8; LENGTH]) {
        self.0.update(bytes);
    }

    pub(super) fn fingerprint(self) -> Fingerprint {
        Fingerprint(self.0.finalize().into())
    }
}
