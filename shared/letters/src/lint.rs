//! Reads a finished letter back and says which of the rules for letters (SPEC 4) it breaks.
//!
//! It judges what the reader gets, not how it was made: the prose is what stands in the HTML part's elements
//! of class `prose`, so that letters from other templates can be checked the same way.

mod facts;
mod html;
mod prose;

use std::fmt;
use std::rc::Rc;

use dunning::reminder::{Reminder, ReminderLine, Words};
use unicode_segmentation::UnicodeSegmentation;

use crate::friendly::as_its_tone_sees_it;
use crate::languages::{Edition, edition};
use crate::lint::html::Page;
use crate::locale::Locale;

/// The most words of a subject.
pub const SUBJECT_WORDS_AT_MOST: usize = 10;
/// The fewest words of prose.
pub const PROSE_WORDS_AT_LEAST: usize = 50;
/// The most words of prose.
pub const PROSE_WORDS_AT_MOST: usize = 100;
/// The largest HTML part; mail clients cut longer ones off.
pub const HTML_BYTES_AT_MOST: usize = 100_000;

/// The rules of SPEC 4, by its numbers, and the two that hold for the whole mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// 1: short, names sender and invoice, urgent only when it is.
    Subject,
    /// 2: length, greeting, manner.
    Prose,
    /// 3: what is owed, since when, for what, by when.
    Owed,
    /// 4: we may be wrong; did the invoice arrive.
    Doubt,
    /// 5: the invoice, or how to get it; never "attached".
    Original,
    /// 6: ways to pay, and to talk.
    Payment,
    /// 7: one clear answer.
    Answer,
    /// 8: every way to reach us.
    Contact,
    /// 9: thanks.
    Thanks,
    /// Text and HTML say the same.
    Parts,
    /// Nothing that breaks, or is cut off, on the reader's side.
    Safety,
}

impl Rule {
    /// How reports name it: the number in SPEC 4 where there is one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Subject => "1 subject",
            Self::Prose => "2 prose",
            Self::Owed => "3 owed",
            Self::Doubt => "4 doubt",
            Self::Original => "5 original",
            Self::Payment => "6 payment",
            Self::Answer => "7 answer",
            Self::Contact => "8 contact",
            Self::Thanks => "9 thanks",
            Self::Parts => "parts",
            Self::Safety => "safety",
        }
    }
}

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub rule: Rule,
    /// What is wrong, in words.
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.rule.name(), self.problem)
    }
}

/// Checks a letter against the reminder that it was written from. No finding is a good letter.
pub fn lint(words: &Words, reminder: &Reminder) -> Vec<Finding> {
    let reminder = as_its_tone_sees_it(reminder);
    let mut findings = Findings::default();
    let letter = match Read::of(words, &reminder) {
        Ok(letter) => letter,
        Err(why) => {
            findings.unless(false, Rule::Safety, || why);
            return findings.0;
        }
    };
    prose::subject(&letter, &mut findings);
    prose::length_and_greeting(&letter, &mut findings);
    prose::manner(&letter, &mut findings);
    prose::required_sentences(&letter, &mut findings);
    facts::owed(&letter, &mut findings);
    facts::ways_to_pay(&letter, &mut findings);
    facts::answers(&letter, &mut findings);
    facts::contact_block(&letter, &mut findings);
    facts::parts_agree(&letter, &mut findings);
    facts::safe(&letter, &mut findings);
    findings.0
}

/// How many words a letter's prose has, as [`lint`] counts them, by the count that finds fewer and by the one that
/// finds more: without the greeting, whose length the customer's name decides.
pub fn prose_words(words: &Words) -> (usize, usize) {
    words_after_greeting(&Page::read(&words.html))
}

/// Between blanks, "INV-2026-17" is a word; by Unicode's word boundaries (UAX 29) it is three. The limits hold by
/// either.
fn words_after_greeting(page: &Page) -> (usize, usize) {
    let body = page.prose.iter().skip(1);
    let (between_blanks, by_unicode) = body.fold((0, 0), |(blanks, unicode), paragraph| {
        (
            blanks + count_words(paragraph),
            unicode + paragraph.unicode_words().count(),
        )
    });
    (between_blanks.min(by_unicode), between_blanks.max(by_unicode))
}

/// Words as a person counts them: what stands between blanks and has a letter or digit in it.
pub(crate) fn count_words(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// A letter, read.
struct Read<'a> {
    words: &'a Words,
    reminder: &'a Reminder,
    edition: &'static Edition,
    locale: Rc<Locale>,
    page: Page,
    /// The prose in one string.
    prose: String,
    /// The prose in lower case without names and numbers, in which a bad word is the template's own.
    own_words: String,
}

impl<'a> Read<'a> {
    fn of(words: &'a Words, reminder: &'a Reminder) -> Result<Self, String> {
        let page = Page::read(&words.html);
        let prose = page.prose.join("\n");
        let mut own_words = prose.clone();
        for name in prose::names(reminder) {
            own_words = own_words.replace(&name, "·");
        }
        let edition = edition(reminder.language);
        Ok(Self {
            words,
            reminder,
            edition,
            locale: Locale::of(edition, reminder.country)?,
            page,
            prose,
            own_words: own_words.to_lowercase(),
        })
    }

    /// Every listed invoice.
    fn lines(&self) -> impl Iterator<Item = &'a ReminderLine> {
        self.reminder.overdue.iter().chain(&self.reminder.coming_due)
    }

    /// Whether one of the phrases stands in the prose, whatever the case.
    fn says_one_of(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.own_words.contains(phrase))
    }
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    /// Notes a problem unless all is well.
    fn unless(&mut self, well: bool, rule: Rule, problem: impl FnOnce() -> String) {
        if !well {
            self.0.push(Finding {
                rule,
                problem: problem(),
            });
        }
    }
}
