//! A creditor's house style: their own templates, and the built-in ones wherever those can't be used.
//!
//! What was applied was linted over every combination before; what still can go wrong is a letter that nobody thought of,
//! or a release that says things differently. Neither may stop a reminder.

use std::collections::BTreeMap;

use dunning::digest::Digest;
use dunning::due_date::DueDates;
use dunning::ports::{DigestScribe, DigestWordsError};
use dunning::reminder::{Reminder, Templates, Words, WordsError, Written};

use crate::calendar::calendar;
use crate::lint::lint;
use crate::own::OwnTemplates;
use crate::writer::{TemplateError, Writer};

/// Writes with the creditor's own templates where there are any, and reads each of their letters before it leaves.
#[derive(Debug)]
pub struct House {
    built_in: Writer,
    own: Own,
}

#[derive(Debug)]
enum Own {
    None,
    Usable(OwnTemplates, Box<Writer>),
    /// They can't even be read; which letters they would have written is not known, so it may be all.
    Unreadable(String),
}

impl House {
    /// The house style of these templates, by name; none is the built-in one.
    ///
    /// # Errors
    /// [`TemplateError`] only for the built-in templates; what is wrong with the own ones shows when they are used.
    pub fn of(files: BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let own = match OwnTemplates::new(files) {
            Ok(own) if own.is_empty() => Own::None,
            Ok(own) => match Writer::with_own(&own) {
                Ok(writer) => Own::Usable(own, Box::new(writer)),
                Err(error) => Own::Unreadable(error.to_string()),
            },
            Err(error) => Own::Unreadable(error.to_string()),
        };
        Ok(Self {
            built_in: Writer::new()?,
            own,
        })
    }

    /// The letter, and whose templates made it.
    ///
    /// # Errors
    /// [`WordsError`] if not even the built-in templates can make a letter of the reminder.
    pub fn write(&self, reminder: &Reminder) -> Result<Written, WordsError> {
        match &self.own {
            Own::Usable(own, writer) if own.write(reminder.language, reminder.tone) => {
                match good_letter(writer, reminder) {
                    Ok(words) => Ok(Written {
                        words,
                        by: Templates::Own,
                    }),
                    Err(why) => self.built_in(reminder, Templates::InsteadOfOwn(why)),
                }
            }
            Own::None | Own::Usable(..) => self.built_in(reminder, Templates::BuiltIn),
            Own::Unreadable(why) => self.built_in(reminder, Templates::InsteadOfOwn(why.clone())),
        }
    }

    /// Due dates as a calendar takes them; no template has a say in them.
    pub fn due_dates(&self, dates: &DueDates) -> String {
        calendar(dates)
    }

    fn built_in(&self, reminder: &Reminder, by: Templates) -> Result<Written, WordsError> {
        let words = self.built_in.write(reminder)?;
        Ok(Written { words, by })
    }
}

impl DigestScribe for House {
    /// A digest is for the house itself: it has no templates of its own.
    fn digest_words(&self, digest: &Digest) -> Result<Words, DigestWordsError> {
        self.built_in.digest_words(digest)
    }
}

/// The letter, if it can be written and breaks no rule; else why not, in words.
fn good_letter(writer: &Writer, reminder: &Reminder) -> Result<Words, String> {
    let words = writer.write(reminder).map_err(|error| error.to_string())?;
    let findings: Vec<String> = lint(&words, reminder)
        .iter()
        .map(|finding| format!("rule {finding}"))
        .collect();
    if findings.is_empty() {
        Ok(words)
    } else {
        Err(findings.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use dunning::account::Language;
    use dunning::stage::Tone;

    use super::*;
    use crate::sample::sample_reminder;

    fn house(farewell: &str) -> House {
        let frame =
            include_str!("../templates/en/letter.txt").replace("With thanks and kind regards,", farewell);
        House::of(BTreeMap::from([("en/letter.txt".to_owned(), frame)])).unwrap()
    }

    fn by(house: &House, language: Language) -> Templates {
        house
            .write(&sample_reminder(Tone::LateLate, language))
            .unwrap()
            .by
    }

    #[test]
    fn own_templates_are_used_for_their_letters_alone() {
        let house = house("Thank you, and all the best,");
        assert_eq!(by(&house, Language::English), Templates::Own);
        assert_eq!(by(&house, Language::German), Templates::BuiltIn);
        assert_eq!(
            by(&House::of(BTreeMap::new()).unwrap(), Language::English),
            Templates::BuiltIn
        );
    }

    #[test]
    fn a_broken_one_never_stops_a_letter() {
        let reminder = sample_reminder(Tone::LateLate, Language::English);
        let built_in = Writer::new().unwrap().write(&reminder).unwrap();
        for (farewell, why) in [
            ("Pay, or else,", "“or else”"),
            ("{{ no_such_fact }}", "undefined"),
            ("{% endblock %}{% block farewell %}", "en/letter.txt"),
            ("{% set a = 1 %}", "the tag “set”"),
        ] {
            let written = house(farewell).write(&reminder).unwrap();
            assert_eq!(written.words, built_in);
            let Templates::InsteadOfOwn(said) = written.by else {
                panic!("{farewell} was used");
            };
            assert!(said.contains(why), "{said}");
        }
    }
}
