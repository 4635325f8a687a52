//! An account's story as a chain: each entry carries the hash of what came before it, so that nobody can change, drop,
//! insert or swap an entry without it being found.
//!
//! The chain is a graph, as a version control's is. The head keeps the tip of its trunk, which every change of the
//! account moves. News of a letter leaves the head alone, so each letter keeps the tip of a branch of its own, which
//! begins at its claim; a change that writes the letter joins the branch to the trunk.
//!
//! What an entry tells is sealed: the hash covers a fingerprint of it with a salt. Once both are erased, the chain is
//! as whole as before, and what was told can't be guessed from what is left. So can whatever is nobody's business be
//! left out of a copy.

mod fingerprint;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::account::AccountKey;
use crate::invoice::InvoiceId;
use crate::ledger::{Change, LetterRecord, TimelineEntry};

use fingerprint::Encoder;
pub use fingerprint::{Fingerprint, MalformedHex, Salt};
pub use verify::{Fault, verify};

/// How long an entry is kept. Of the laws that ask merchants to keep their correspondence, Italy's (art. 2220 c.c.) and
/// France's (art. L123-22 C. com.) ask for the longest time, ten years.
pub const STORY_KEPT: TimeDelta = TimeDelta::days(3_653);

/// Days by which entries may be out of step with their neighbours (a file that waited in a dead-letter queue is told at
/// its own time) and a table may be late to forget them.
const MARGIN: TimeDelta = TimeDelta::days(30);

/// Points to an entry. The instant tells, once the entry is gone, whether its time had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The entry's.
    pub at: DateTime<Utc>,
    /// The entry's.
    pub hash: Fingerprint,
}

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What came before it; none for the first of all.
    pub parents: Vec<Link>,
    /// The salted fingerprint of what it tells.
    pub seal: Fingerprint,
    /// What it tells; none once that was erased, or in a copy that leaves it out.
    pub told: Option<Told>,
}

/// What an entry tells, and what its seal was salted with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Drawn by chance, so that nobody finds out what was told by trying.
    pub salt: Salt,
    /// See [`TimelineEntry`].
    pub invoice: Option<InvoiceId>,
    /// See [`TimelineEntry`].
    pub what: String,
    /// See [`TimelineEntry`].
    pub detail: String,
}

/// A whole story, and where it must end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Every entry, in the order of [`in_order`].
    pub entries: Vec<Entry>,
    /// The tips that the head and the letters keep.
    pub tips: Vec<Link>,
}

impl Told {
    /// What an entry's seal must be.
    pub fn seal(&self) -> Fingerprint {
        let mut encoder = Encoder::new("dunlin told 1");
        encoder.raw(&self.salt.0);
        match &self.invoice {
            None => encoder.number(0),
            Some(id) => {
                encoder.number(1);
                encoder.text(&id.number);
                encoder.number(id.instalment.map_or(0, |instalment| 1 + u64::from(instalment)));
            }
        }
        encoder.text(&self.what);
        encoder.text(&self.detail);
        encoder.fingerprint()
    }
}

impl Entry {
    /// The entry's hash, by which others point to it.
    pub fn hash(&self, account: &AccountKey) -> Fingerprint {
        let mut encoder = Encoder::new("dunlin entry 1");
        encoder.text(account.as_str());
        encoder.number(u64::try_from(self.parents.len()).unwrap_or(u64::MAX));
        for parent in &self.parents {
            encoder.instant(parent.at);
            encoder.raw(parent.hash.as_bytes());
        }
        encoder.instant(self.at);
        encoder.raw(self.seal.as_bytes());
        encoder.fingerprint()
    }

    /// How others point to it.
    pub fn link(&self, account: &AccountKey) -> Link {
        Link {
            at: self.at,
            hash: self.hash(account),
        }
    }

    /// What it tells, as a line of the story; none once that was erased.
    pub fn line(&self) -> Option<TimelineEntry> {
        self.told.as_ref().map(|told| TimelineEntry {
            at: self.at,
            invoice: told.invoice.clone(),
            what: told.what.clone(),
            detail: told.detail.clone(),
        })
    }
}

/// Takes a change's lines of the story, as links that follow on the head's tip and on those of the letters that the
/// change writes, and moves all these tips to the last of them.
///
/// # Errors
/// Only what `salt` says.
pub fn chain<E>(change: &mut Change, salt: impl FnMut() -> Result<Salt, E>) -> Result<Vec<Entry>, E> {
    let letters = change.letters.iter().filter_map(|letter| letter.tip);
    let tips = change.account.tip.into_iter().chain(letters).collect();
    let lines = std::mem::take(&mut change.timeline);
    let (entries, tip) = link(&change.account.key, tips, lines, salt)?;
    if let Some(tip) = tip {
        change.account.tip = Some(tip);
        for letter in &mut change.letters {
            letter.tip = Some(tip);
        }
    }
    Ok(entries)
}

/// The same for news of a letter, which follow on the letter's own tip as the store has it: who has just claimed the
/// letter does not know it.
///
/// # Errors
/// Only what `salt` says.
pub fn chain_news<E>(
    record: &mut LetterRecord,
    stored: Option<Link>,
    salt: impl FnMut() -> Result<Salt, E>,
) -> Result<Vec<Entry>, E> {
    let lines = std::mem::take(&mut record.timeline);
    let (entries, tip) = link(
        &record.letter.id.account,
        stored.into_iter().collect(),
        lines,
        salt,
    )?;
    record.letter.tip = tip.or(stored);
    Ok(entries)
}

/// The one entry that takes the place of many tips: what was told at `line` follows on all of them.
///
/// # Errors
/// Only what `salt` says.
pub fn join<E>(
    account: &AccountKey,
    tips: &[Link],
    line: TimelineEntry,
    salt: impl FnMut() -> Result<Salt, E>,
) -> Result<Option<Entry>, E> {
    let (entries, _) = link(account, tips.iter().copied().collect(), vec![line], salt)?;
    Ok(entries.into_iter().next())
}

/// One after the other, the first on all tips.
fn link<E>(
    account: &AccountKey,
    tips: BTreeSet<Link>,
    lines: Vec<TimelineEntry>,
    mut salt: impl FnMut() -> Result<Salt, E>,
) -> Result<(Vec<Entry>, Option<Link>), E> {
    let mut parents: Vec<Link> = tips.into_iter().collect();
    let (mut entries, mut tip) = (Vec::with_capacity(lines.len()), None);
    for line in lines {
        let TimelineEntry {
            at,
            invoice,
            what,
            detail,
        } = line;
        let told = Told {
            salt: salt()?,
            invoice,
            what,
            detail,
        };
        let entry = Entry {
            at,
            parents,
            seal: told.seal(),
            told: Some(told),
        };
        let last = entry.link(account);
        parents = vec![last];
        tip = Some(last);
        entries.push(entry);
    }
    Ok((entries, tip))
}

/// Entries in the one order that every reader finds: parents before children, else by instant and hash.
pub fn in_order(account: &AccountKey, entries: Vec<Entry>) -> Vec<Entry> {
    let mut waiting: BTreeMap<Link, (Entry, usize)> = BTreeMap::new();
    let mut children: BTreeMap<Fingerprint, Vec<Link>> = BTreeMap::new();
    let links: Vec<Link> = entries.iter().map(|entry| entry.link(account)).collect();
    let known: BTreeSet<Fingerprint> = links.iter().map(|link| link.hash).collect();
    let mut ready = BTreeSet::new();
    for (entry, link) in entries.into_iter().zip(links) {
        let mut missing = 0_usize;
        for parent in entry.parents.iter().filter(|parent| known.contains(&parent.hash)) {
            children.entry(parent.hash).or_default().push(link);
            missing += 1;
        }
        if missing == 0 {
            ready.insert(link);
        }
        waiting.insert(link, (entry, missing));
    }
    let mut ordered = Vec::with_capacity(waiting.len());
    while let Some(first) = ready.pop_first() {
        let Some((entry, _)) = waiting.remove(&first) else {
            continue;
        };
        ordered.push(entry);
        for child in children.remove(&first.hash).unwrap_or_default() {
            if let Some((_, missing)) = waiting.get_mut(&child) {
                *missing = missing.saturating_sub(1);
                if *missing == 0 {
                    ready.insert(child);
                }
            }
        }
    }
    ordered
}

/// From when on a story must be whole at an instant; what is older may have been forgotten in its time.
pub fn whole_since(now: DateTime<Utc>) -> DateTime<Utc> {
    let kept = now
        .checked_sub_signed(STORY_KEPT)
        .unwrap_or(DateTime::<Utc>::MIN_UTC);
    kept.checked_add_signed(MARGIN).unwrap_or(kept)
}

#[cfg(test)]
mod tests;
