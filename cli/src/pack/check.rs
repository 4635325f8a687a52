//! Whether a pack is as it was made.

use dunning::account::AccountKey;
use dunning::chain::{Entry, Fingerprint, Link, Story, verify, whole_since};

use super::wire::{Content, LetterLine, PackLine, WordsLine};
use super::{Flaw, unsealed};

/// The format that this release writes and reads.
pub(crate) const FORMAT: u32 = 1;

/// What a pack that is as it was made is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(crate) about: PackLine,
    pub(crate) entries: usize,
    pub(crate) letters: usize,
    /// Letters with their words.
    pub(crate) words: usize,
    pub(crate) fingerprint: Fingerprint,
}

/// Checks every line by itself, then the story as a whole, then each letter's words by the story.
pub(crate) fn check(pack: &[u8], noted: Option<&Fingerprint>) -> Result<Checked, Flaw> {
    let bodies = unsealed(pack)?;
    let mut contents = Vec::with_capacity(bodies.len());
    for (place, body) in bodies.iter().enumerate() {
        let unreadable = |error: serde_json::Error| Flaw::Unreadable {
            line: place + 1,
            why: error.to_string(),
        };
        contents.push(serde_json::from_str::<Content>(body).map_err(unreadable)?);
    }
    check_end(pack, &contents)?;
    let Some((Content::Pack(about), rest)) = contents.split_first() else {
        return Err(untrue(0, "no pack begins so"));
    };
    check_head(about)?;
    let (mut story, mut entry_places) = (
        Story {
            entries: Vec::new(),
            tips: tips(about)?,
        },
        Vec::new(),
    );
    let mut letters = Vec::new();
    for (place, content) in (1..).zip(rest) {
        match content {
            Content::Entry(line) => {
                story
                    .entries
                    .push(Entry::try_from(line).map_err(|error| untrue(place, error))?);
                entry_places.push((place, line.hash.clone()));
            }
            Content::Letter(letter) => letters.push((place, letter)),
            Content::Payment(_) | Content::End(_) => {}
            Content::Pack(_) => return Err(untrue(place, "a second pack begins")),
        }
    }
    check_story(about, &story, &entry_places)?;
    for (place, letter) in &letters {
        if let Some(words) = &letter.words {
            check_words(*place, letter, words, &story)?;
        }
    }
    let fingerprint = Fingerprint::of(pack);
    if noted.is_some_and(|noted| *noted != fingerprint) {
        return Err(Flaw::AnotherPack(fingerprint));
    }
    Ok(Checked {
        about: PackLine::clone(about),
        entries: story.entries.len(),
        letters: letters.len(),
        words: letters
            .iter()
            .filter(|(_, letter)| letter.words.is_some())
            .count(),
        fingerprint,
    })
}

fn untrue(place: usize, why: impl ToString) -> Flaw {
    Flaw::Untrue {
        line: place + 1,
        why: why.to_string(),
    }
}

fn check_end(pack: &[u8], contents: &[Content]) -> Result<(), Flaw> {
    let end = contents
        .iter()
        .position(|content| matches!(content, Content::End(_)));
    let Some(place) = end else {
        return Err(Flaw::CutShort(contents.len()));
    };
    if place + 1 < contents.len() {
        return Err(Flaw::BehindTheEnd(place + 2));
    }
    let without_break = pack.strip_suffix(b"\n").unwrap_or(pack);
    let begins = without_break
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let before = Fingerprint::of(pack.get(..begins).unwrap_or_default()).to_string();
    match contents.last() {
        Some(Content::End(end)) if end.sha256 == before => Ok(()),
        _ => Err(untrue(
            place,
            "it names another SHA-256 than the lines before it have",
        )),
    }
}

fn check_head(about: &PackLine) -> Result<(), Flaw> {
    if about.format != FORMAT {
        let why = format!(
            "format {} is newer than this dunlin, which reads {FORMAT}",
            about.format
        );
        return Err(untrue(0, why));
    }
    if Fingerprint::of(about.policy.text.as_bytes()).to_string() != about.policy.sha256 {
        return Err(untrue(0, "the policy's text does not have its SHA-256"));
    }
    Ok(())
}

fn tips(about: &PackLine) -> Result<Vec<Link>, Flaw> {
    let tips = about.tips.iter().map(Link::try_from);
    tips.collect::<Result<_, _>>().map_err(|error| untrue(0, error))
}

fn check_story(about: &PackLine, story: &Story, places: &[(usize, String)]) -> Result<(), Flaw> {
    let account = AccountKey::parse(&about.customer.account).map_err(|error| untrue(0, error))?;
    for (entry, (place, hash)) in story.entries.iter().zip(places) {
        if entry.hash(&account).to_string() != *hash {
            return Err(untrue(*place, "the entry does not have its hash"));
        }
    }
    verify(&account, story, whole_since(about.made_at)).map_err(|fault| {
        let place = fault.place().and_then(|place| places.get(place));
        untrue(place.map_or(0, |(place, _)| *place), fault)
    })
}

/// The words have their hash, and the story tells that just these were kept for this letter.
fn check_words(place: usize, letter: &LetterLine, words: &WordsLine, story: &Story) -> Result<(), Flaw> {
    if Fingerprint::of(words.content.as_bytes()).to_string() != words.sha256
        || !words.object.contains(&words.sha256)
    {
        return Err(untrue(place, "the letter's words do not have their SHA-256"));
    }
    let sent: serde_json::Value =
        serde_json::from_str(&words.content).map_err(|error| untrue(place, error))?;
    if sent.get("letter").and_then(|id| id.as_str()) != Some(&letter.letter) {
        return Err(untrue(place, "the words are another letter's"));
    }
    let mut told = story.entries.iter().filter_map(|entry| entry.told.as_ref());
    let is_told = told.any(|told| told.what == "letter_archived" && told.detail.ends_with(&words.object));
    match is_told {
        true => Ok(()),
        false => Err(untrue(place, "the story does not tell of these words")),
    }
}
