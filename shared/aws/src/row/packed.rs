//! Values that are stored as bytes, because as texts they would take twice the room; and instants and days, as numbers.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use dunning::chain::{Fingerprint, Link, Salt};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name by which a value says, on its way through JSON, that it is bytes: each as the character of its number.
pub(super) const BYTES: &str = "$bytes";

/// A value in a row that is stored as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed<X>(pub(crate) X);

/// A value that is one row of bytes, which reads back as the same value.
pub(crate) trait Packing: Sized {
    /// As stored.
    fn pack(&self) -> Vec<u8>;
    /// None for bytes that are no such value.
    fn unpack(bytes: &[u8]) -> Option<Self>;
}

#[derive(Serialize, Deserialize)]
struct InJson {
    #[serde(rename = "$bytes")]
    bytes: String,
}

impl<X: Packing> Serialize for Packed<X> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = bytes_as_text(&self.0.pack());
        InJson { bytes }.serialize(serializer)
    }
}

impl<'de, X: Packing> Deserialize<'de> for Packed<X> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let InJson { bytes } = InJson::deserialize(deserializer)?;
        let value = bytes_of_text(&bytes).and_then(|bytes| X::unpack(&bytes));
        value.map(Self).ok_or_else(|| D::Error::custom("unknown bytes"))
    }
}

pub(super) fn bytes_as_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

pub(super) fn bytes_of_text(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|character| u8::try_from(character).ok())
        .collect()
}

impl Packing for Fingerprint {
    fn pack(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        <[u8; 32]>::try_from(bytes).ok().map(Self::from)
    }
}

impl Packing for Salt {
    fn pack(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// Seconds since 1970, nanoseconds, hash.
impl Packing for Link {
    fn pack(&self) -> Vec<u8> {
        let mut bytes = self.at.timestamp().to_be_bytes().to_vec();
        bytes.extend(self.at.timestamp_subsec_nanos().to_be_bytes());
        bytes.extend(self.hash.as_bytes());
        bytes
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let (seconds, rest) = bytes.split_first_chunk()?;
        let (nanoseconds, hash) = rest.split_first_chunk()?;
        Some(Self {
            at: DateTime::from_timestamp(i64::from_be_bytes(*seconds), u32::from_be_bytes(*nanoseconds))?,
            hash: Fingerprint::unpack(hash)?,
        })
    }
}

/// An instant, as nanoseconds since 1970: a third of the text. One that these don't tell (before 1677, behind 2262, a leap
/// second) is a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant(pub(crate) DateTime<Utc>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum InstantInJson {
    Nanoseconds(i64),
    Text(DateTime<Utc>),
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tells_it = |nanoseconds: &i64| DateTime::from_timestamp_nanos(*nanoseconds) == self.0;
        let nanoseconds = self.0.timestamp_nanos_opt().filter(tells_it);
        nanoseconds
            .map_or(InstantInJson::Text(self.0), InstantInJson::Nanoseconds)
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        InstantInJson::deserialize(deserializer).map(|instant| match instant {
            InstantInJson::Nanoseconds(nanoseconds) => Self(DateTime::from_timestamp_nanos(nanoseconds)),
            InstantInJson::Text(at) => Self(at),
        })
    }
}

/// A day as the number that its digits are: 20261117.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(day) = self;
        let month_and_day = i64::from(100 * day.month() + day.day());
        serializer.serialize_i64(10_000 * i64::from(day.year()) + month_and_day)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = i64::deserialize(deserializer)?;
        let read = || {
            let year = i32::try_from(digits.div_euclid(10_000)).ok()?;
            let month_and_day = u32::try_from(digits.rem_euclid(10_000)).ok()?;
            NaiveDate::from_ymd_opt(year, month_and_day / 100, month_and_day % 100)
        };
        read().map(Self).ok_or_else(|| D::Error::custom("no such day"))
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;
    use crate::row::{decode, encode};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row {
        at: Instant,
        salt: Packed<Salt>,
        #[serde(default)]
        tips: Vec<Packed<Link>>,
    }

    fn row(at: &str) -> Row {
        let at = at.parse().unwrap();
        let hash = Fingerprint::of(b"anything");
        Row {
            at: Instant(at),
            salt: Packed(Salt([0xff; 16])),
            tips: vec![Packed(Link { at, hash })],
        }
    }

    #[test]
    fn bytes_and_instants_read_back_as_they_were() {
        for at in [
            "2026-11-17T05:16:00.123456789Z",
            "1969-12-31T23:59:59.5Z",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "0001-01-01T00:00:00Z",
            "2016-12-31T23:59:60.25Z",
        ] {
            let item = encode(&row(at)).unwrap();
            assert_eq!(decode::<Row>(item).unwrap(), row(at), "{at}");
        }
    }

    #[test]
    fn bytes_are_stored_as_bytes_and_instants_as_numbers() {
        let item = encode(&row("2026-11-17T05:16:00.123456789Z")).unwrap();
        assert_eq!(item["salt"].as_b().unwrap().as_ref(), [0xff; 16]);
        assert_eq!(item["at"], AttributeValue::N("1794892560123456789".to_owned()));
        let tips = item["tips"].as_l().unwrap();
        assert_eq!(tips[0].as_b().unwrap().as_ref().len(), 44);
    }

    #[test]
    fn a_day_is_its_digits() {
        for (day, digits) in [
            (NaiveDate::from_ymd_opt(2026, 11, 17), 20_261_117_i64),
            (NaiveDate::from_ymd_opt(-1, 12, 31), -8_769),
            (Some(NaiveDate::MAX), 2_621_421_231),
            (Some(NaiveDate::MIN), -2_621_429_899),
        ] {
            let day = Day(day.unwrap());
            let stored = serde_json::to_value(day).unwrap();
            assert_eq!(stored, serde_json::json!(digits));
            assert_eq!(serde_json::from_value::<Day>(stored).unwrap(), day);
        }
        assert!(serde_json::from_value::<Day>(serde_json::json!(20_261_131)).is_err());
    }

    #[test]
    fn other_bytes_are_refused() {
        for (attribute, bytes) in [("salt", 15), ("salt", 17), ("salt", 0)] {
            let mut item = encode(&row("2026-11-17T05:16:00Z")).unwrap();
            let other = aws_sdk_dynamodb::primitives::Blob::new(vec![7; bytes]);
            item.insert(attribute.to_owned(), AttributeValue::B(other));
            assert_eq!(decode::<Row>(item).unwrap_err().attribute, "salt");
        }
        assert_eq!(Link::unpack(&[0; 43]), None);
        assert_eq!(Link::unpack(&[0xff; 44]), None, "no such instant");
    }
}
