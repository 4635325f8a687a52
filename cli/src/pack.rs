//! An evidence pack: lines of JSON, each sealed with the SHA-256 of the seal before it and of itself, so that whatever
//! is changed, missing or out of place is found, and where.
//!
//! docs/evidence.md tells how it looks from outside.

mod check;
mod shown;
mod wire;

use dunning::chain::Fingerprint;
use serde::Serialize;
use thiserror::Error;

pub(crate) use check::{FORMAT, check};
pub(crate) use shown::Matter;
use wire::EndLine;
pub(crate) use wire::{
    Content, CreditorLine, CustomerLine, EntryLine, InvoiceLine, LetterLine, LinkLine, PackLine, PaymentLine,
    PolicyLine, StagesLine, ToldLine, WordsLine,
};

/// What the first line's seal follows on.
const BEFORE_THE_FIRST: &[u8] = b"dunlin evidence pack 1";

/// How each line begins.
const NUMBER: &[u8] = b"{\"line\":";

const SEAL: &str = ",\"seal\":\"";
const AFTER_SEAL: &str = "\"}";
const SEAL_DIGITS: usize = 64;

/// What is wrong with a pack. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum Flaw {
    #[error(
        "this is no evidence pack: `dunlin evidence INVOICE --to FILE` writes one, lines of JSON of which the first begins \
         {{\"line\":1 and each ends with its seal"
    )]
    NoPack,
    #[error("line {0} was changed")]
    Changed(usize),
    #[error("line {0} is missing")]
    Missing(usize),
    #[error("line {line} is out of place: it was line {was}")]
    OutOfPlace { line: usize, was: usize },
    #[error("the pack is cut short after line {0}")]
    CutShort(usize),
    #[error("line {0} stands behind the end")]
    BehindTheEnd(usize),
    #[error("line {line} can't be read: {why}; is it from a newer dunlin?")]
    Unreadable { line: usize, why: String },
    #[error("line {line}: {why}")]
    Untrue { line: usize, why: String },
    #[error(
        "the pack has the fingerprint {0}, not the one that was noted: it is another pack, or was made anew as a whole"
    )]
    AnotherPack(Fingerprint),
}

/// A pack being written.
pub(crate) struct Pack {
    text: String,
    lines: u64,
    seal: Fingerprint,
}

#[derive(Serialize)]
struct Numbered<'a> {
    line: u64,
    #[serde(flatten)]
    content: &'a Content,
}

impl Pack {
    pub(crate) fn new() -> Self {
        Self {
            text: String::new(),
            lines: 0,
            seal: Fingerprint::of(BEFORE_THE_FIRST),
        }
    }

    pub(crate) fn add(&mut self, content: &Content) -> Result<(), serde_json::Error> {
        self.lines += 1;
        let body = serde_json::to_string(&Numbered {
            line: self.lines,
            content,
        })?;
        self.seal = Fingerprint::of_both(&self.seal, body.as_bytes());
        let open = body.strip_suffix('}').unwrap_or(&body);
        self.text
            .push_str(&format!("{open}{SEAL}{}{AFTER_SEAL}\n", self.seal));
        Ok(())
    }

    /// The whole text, with its last line.
    pub(crate) fn end(mut self) -> Result<String, serde_json::Error> {
        let sha256 = Fingerprint::of(self.text.as_bytes()).to_string();
        self.add(&Content::End(EndLine { sha256 }))?;
        Ok(self.text)
    }
}

/// The lines without their seals, if each is sealed as it must be.
pub(crate) fn unsealed(pack: &[u8]) -> Result<Vec<String>, Flaw> {
    let mut bodies = Vec::new();
    let mut seal = Fingerprint::of(BEFORE_THE_FIRST);
    if !pack
        .split(|byte| *byte == b'\n')
        .any(|line| line.starts_with(NUMBER))
    {
        return Err(Flaw::NoPack);
    }
    let Some(lines) = pack.strip_suffix(b"\n") else {
        return Err(Flaw::CutShort(
            pack.split(|byte| *byte == b'\n').count().saturating_sub(1),
        ));
    };
    let lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').collect();
    for (place, line) in lines.iter().enumerate() {
        let (body, stated) = split(line).ok_or_else(|| why_not(&lines, place))?;
        seal = Fingerprint::of_both(&seal, body.as_bytes());
        if seal.to_string() != stated {
            return Err(why_not(&lines, place));
        }
        bodies.push(body);
    }
    Ok(bodies)
}

/// A line's body and its seal.
fn split(line: &[u8]) -> Option<(String, &str)> {
    let line = std::str::from_utf8(line).ok()?;
    let line = line.strip_suffix(AFTER_SEAL)?;
    let (open, seal) = line.split_at_checked(line.len().checked_sub(SEAL_DIGITS)?)?;
    Some((format!("{}}}", open.strip_suffix(SEAL)?), seal))
}

/// Why the line at a place, from 0, does not follow on what is before it, judged by the numbers that lines carry.
fn why_not(lines: &[&[u8]], place: usize) -> Flaw {
    let expected = place + 1;
    let says = |line: &&[u8]| {
        let rest = line.strip_prefix(NUMBER)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(rest.get(..digits)?)
            .ok()?
            .parse::<usize>()
            .ok()
    };
    let is_said = |number: usize| lines.iter().any(|line| says(line) == Some(number));
    // Where the next line is in its place, so is this one, whatever it says.
    let next_fits = lines.get(place + 1).and_then(says) == Some(expected + 1);
    match lines.get(place).and_then(says) {
        Some(was) if was != expected && is_said(expected) => Flaw::OutOfPlace { line: expected, was },
        Some(was) if was < expected && !next_fits => Flaw::OutOfPlace { line: expected, was },
        Some(was) if was > expected && !next_fits => Flaw::Missing(expected),
        _ => Flaw::Changed(expected),
    }
}

#[cfg(test)]
mod tests;
