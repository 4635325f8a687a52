//! The schema's keys, in whatever case a portal or program writes them.

use std::collections::HashSet;

use crate::json::{At, Json};
use crate::refusal::{Refusal, Unfit, quoted};
use crate::words::is_nothing;

/// Whether an object is an invoice of the schema, or one of the records that the portal keeps of it.
pub(crate) fn is_ours(json: &Json) -> bool {
    let of = |json: &Json, keys: &[&str]| keys.iter().any(|key| spelt(json, key).is_some());
    let answered = |key: &str| {
        let answer = json.get(key);
        answer.is_some_and(|answer| of(answer, &["Irn", "SignedInvoice"]))
    };
    of(json, &["DocDtls", "SignedInvoice", "SignedQRCode", "Irn"])
        || ["result", "Data", "data"].into_iter().any(answered)
}

/// How an object spells a key, if it has it.
fn spelt<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    names(json).find(|name| name.eq_ignore_ascii_case(key))
}

fn names(json: &Json) -> impl Iterator<Item = &str> {
    let pairs = match json {
        Json::Object(pairs) => pairs.as_slice(),
        _ => &[],
    };
    pairs.iter().map(|(name, _)| name.as_str())
}

/// An object of the schema.
pub(super) struct Section<'a>(Option<At<'a>>);

impl<'a> Section<'a> {
    /// An object whose keys may be written in any case.
    ///
    /// # Errors
    /// A [`Refusal`] if it is none, or spells one key in two ways: nobody knows which is meant.
    pub(super) fn of(at: &At<'a>) -> Result<Self, Refusal> {
        if !matches!(at.json(), Json::Object(_)) {
            return Err(at.refuse("expected an object"));
        }
        let mut folded = HashSet::new();
        if let Some(second) = names(at.json()).find(|name| !folded.insert(name.to_ascii_lowercase())) {
            let first = spelt(at.json(), second).unwrap_or(second);
            return Err(at.refuse(format!(
                "has both {} and {}; keep one of them",
                quoted(first),
                quoted(second)
            )));
        }
        Ok(Self(Some(at.clone())))
    }

    /// Where it stands.
    pub(super) fn at(&self) -> At<'a> {
        self.0.clone().unwrap_or_else(|| At::top(&Json::Null, None))
    }

    /// The value of a key, unless it is absent or null.
    pub(super) fn key(&self, key: &str) -> Option<At<'a>> {
        let at = self.0.as_ref()?;
        at.key(spelt(at.json(), key)?)
    }

    /// A section within this one that must be there.
    pub(super) fn section(&self, key: &str) -> Result<Self, Refusal> {
        let missing = || self.at().refuse(format!("{key}: is missing"));
        Self::of(&self.key(key).ok_or_else(missing)?)
    }

    /// A section within this one; an empty one if it is absent.
    pub(super) fn optional(&self, key: &str) -> Result<Self, Refusal> {
        self.key(key).map_or(Ok(Self(None)), |at| Self::of(&at))
    }

    /// Reads a text or number; none if it is absent, null or blank.
    pub(super) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, Unfit>,
    ) -> Result<Option<T>, Refusal> {
        let Some(at) = self.key(key) else {
            return Ok(None);
        };
        let text = at.scalar()?;
        if is_nothing(text) {
            return Ok(None);
        }
        read(text).map(Some).map_err(|unfit| at.refuse(unfit.0))
    }

    /// Reads a text or number that must be there.
    pub(super) fn require<T>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, Unfit>,
    ) -> Result<T, Refusal> {
        self.read(key, read)?
            .ok_or_else(|| self.at().refuse(format!("{key}: is missing")))
    }
}
