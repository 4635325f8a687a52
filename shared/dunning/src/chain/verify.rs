//! Whether a story is as it was told, and whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::{Entry, Fingerprint, Link, Story, in_order};
use crate::account::AccountKey;

/// What is wrong with a story. Entries are named by their place in it, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// What the entry tells is not what it told.
    #[error("what the entry tells was changed")]
    Retold(usize),
    /// The entry stands there twice.
    #[error("the entry stands there twice")]
    Twice(usize),
    /// The entry follows on one that is not there, or not as it was.
    #[error("the entry of {} that it follows on is missing, or was changed", .1.at)]
    ParentMissing(usize, Link),
    /// Nothing follows on the entry, and the story does not end with it.
    #[error("nothing follows on the entry, and the story does not end with it")]
    Loose(usize),
    /// The story begins once, and not here.
    #[error("the story begins a second time")]
    SecondBeginning(usize),
    /// The entry stands before or behind its place.
    #[error("the entry is out of place")]
    OutOfPlace(usize),
    /// The story must end with an entry that is not there, or not as it was.
    #[error("the entry of {} that the story ends with is missing, or was changed", .0.at)]
    TipMissing(Link),
}

impl Fault {
    /// The entry that it is about, if it is there.
    pub fn place(&self) -> Option<usize> {
        match self {
            Self::Retold(place)
            | Self::Twice(place)
            | Self::ParentMissing(place, _)
            | Self::Loose(place)
            | Self::SecondBeginning(place)
            | Self::OutOfPlace(place) => Some(*place),
            Self::TipMissing(_) => None,
        }
    }
}

/// Checks that a story is as it was told, whole from an instant on (see [`super::whole_since`]), and in order.
///
/// # Errors
/// The first [`Fault`].
pub fn verify(account: &AccountKey, story: &Story, whole_since: DateTime<Utc>) -> Result<(), Fault> {
    let entries = &story.entries;
    let mut places: BTreeMap<Fingerprint, usize> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        if entry.told.as_ref().is_some_and(|told| told.seal() != entry.seal) {
            return Err(Fault::Retold(place));
        }
        if places.insert(entry.hash(account), place).is_some() {
            return Err(Fault::Twice(place));
        }
    }
    // A parent that is there has the instant that its hash covers; of one that is not, its own child vouches for it.
    let is_there = |link: &Link| {
        let found = places.get(&link.hash).and_then(|place| entries.get(*place));
        found.is_some_and(|entry| entry.at == link.at)
    };
    let may_be_gone = |link: &Link| link.at < whole_since && !places.contains_key(&link.hash);
    for (place, entry) in entries.iter().enumerate() {
        let mut parents = entry.parents.iter();
        if let Some(missing) = parents.find(|parent| !is_there(parent) && !may_be_gone(parent)) {
            return Err(Fault::ParentMissing(place, *missing));
        }
    }
    let mut beginnings = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.parents.is_empty());
    if let Some((place, _)) = beginnings.nth(1) {
        return Err(Fault::SecondBeginning(place));
    }
    if let Some(missing) = story.tips.iter().find(|tip| !is_there(tip) && !may_be_gone(tip)) {
        return Err(Fault::TipMissing(*missing));
    }
    no_loose_ends(account, story, whole_since)?;
    let ordered = in_order(account, entries.clone());
    let mut pairs = entries.iter().zip(&ordered);
    match pairs.position(|(entry, other)| entry != other) {
        Some(place) => Err(Fault::OutOfPlace(place)),
        None => Ok(()),
    }
}

/// An old entry may be loose: what followed on it, dated a little earlier, was forgotten before it.
fn no_loose_ends(account: &AccountKey, story: &Story, whole_since: DateTime<Utc>) -> Result<(), Fault> {
    let parents = story.entries.iter().flat_map(|entry| &entry.parents);
    let followed: BTreeSet<Fingerprint> = parents.chain(&story.tips).map(|link| link.hash).collect();
    let is_loose = |entry: &Entry| entry.at >= whole_since && !followed.contains(&entry.hash(account));
    match story.entries.iter().position(is_loose) {
        Some(place) => Err(Fault::Loose(place)),
        None => Ok(()),
    }
}
