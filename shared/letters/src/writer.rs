//! From a reminder to a letter, in two steps: the language's templates make the prose, paragraph by paragraph;
//! the two layouts, common to all languages, put the same prose and the same facts into text and HTML.

use std::fmt::Write as _;
use std::sync::Arc;

use dunning::reminder::{Reminder, Words, WordsError};
use dunning::stage::Tone;
use icu_plurals::PluralCategory;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Object, Serde};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::Serialize;
use thiserror::Error;

use crate::blanks::{on_one_line, paragraphs, without_gaps};
use crate::bounded::Bounded;
use crate::digest;
use crate::facts::Facts;
use crate::friendly::as_its_tone_sees_it;
use crate::languages::{edition, languages};
use crate::lint::{SUBJECT_WORDS_AT_MOST, count_words};
use crate::locale::number_of;
use crate::own::OwnTemplates;

pub(crate) const TEXT_LAYOUT: &str = "layout/letter.txt";
pub(crate) const HTML_LAYOUT: &str = "layout/letter.html";

/// The steps that rendering a part of a letter may take: the built-in layouts need less than a quarter of them for 200
/// invoices. One that needs more is broken, or meant to hang.
const STEPS_AT_MOST: u64 = 200_000;

/// How deeply blocks and templates may nest; the built-in ones need four levels.
const NESTING_AT_MOST: usize = 50;

/// Puts reminders into words. Made once; a built-in template is parsed when the first letter needs it, which is four of
/// some sixty, and most starts of the sending see one letter.
#[derive(Debug)]
pub struct Writer {
    templates: Environment<'static>,
}

/// A template that can't be parsed.
#[derive(Debug, Error)]
#[error("the template {name} can't be read: {why}")]
pub struct TemplateError {
    /// Its path under `templates/`.
    pub name: String,
    /// What is wrong with it, and where.
    pub why: String,
}

impl TemplateError {
    pub(crate) fn of(name: &str, error: &minijinja::Error) -> Self {
        Self {
            name: name.to_owned(),
            why: with_causes(error),
        }
    }
}

/// The sizes of what is written of an ordinary letter, so that hardly any grows while it is.
const PROSE_BYTES: usize = 512;
const TEXT_BYTES: usize = 4_000;
const HTML_BYTES: usize = 12_000;

/// A letter's prose. Both parts of the mail are laid out from it, so that they can't differ.
#[derive(Serialize)]
struct Prose {
    subject: String,
    /// What mail clients show beside the subject; not seen in the letter itself.
    preheader: String,
    greeting: String,
    opening: Vec<String>,
    asks: Vec<String>,
    closing: Vec<String>,
    farewell: String,
}

/// What the layouts may name: the prose, and whatever the prose could.
#[derive(Debug)]
struct Letter {
    prose: Value,
    facts: Value,
}

impl Object for Letter {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match key {
            "prose" => Some(self.prose.clone()),
            _ => self
                .facts
                .get_attr(key)
                .ok()
                .filter(|value| !value.is_undefined()),
        }
    }
}

impl Writer {
    /// Knows the built-in templates.
    ///
    /// # Errors
    /// [`TemplateError`]; the tests hold that there is none, nor in any template.
    pub fn new() -> Result<Self, TemplateError> {
        let mut templates = Environment::empty();
        let lines_of_tags_vanish = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build();
        templates.set_syntax(lines_of_tags_vanish.map_err(|error| TemplateError::of("syntax", &error))?);
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_auto_escape_callback(|name| match name.ends_with(".html") {
            true => AutoEscape::Html,
            false => AutoEscape::None,
        });
        templates.set_formatter(write_value);
        templates.add_function("plural", plural);
        templates.set_fuel(Some(STEPS_AT_MOST));
        templates.set_recursion_limit(NESTING_AT_MOST);
        templates.set_loader(|name| Ok(source_of(name)));
        Ok(Self { templates })
    }

    /// Parses the creditor's own templates, which stand in place of those whose names they have.
    ///
    /// # Errors
    /// [`TemplateError`], if one of them can't be parsed.
    pub fn with_own(own: &OwnTemplates) -> Result<Self, TemplateError> {
        let mut writer = Self::new()?;
        for (name, source) in own.files() {
            let added = writer
                .templates
                .add_template_owned(name.to_owned(), source.to_owned());
            added.map_err(|error| TemplateError::of(name, &error))?;
        }
        Ok(writer)
    }

    /// A page out of one layout; an error says what is wrong with it, and where.
    pub(crate) fn lay_out(&self, layout: &str, page: &Value) -> Result<String, String> {
        let laid_out = self
            .templates
            .get_template(layout)
            .and_then(|template| template.render(page));
        match laid_out {
            Ok(html) if layout.ends_with(".html") => Ok(html),
            Ok(text) => Ok(without_gaps(&text)),
            Err(error) => Err(with_causes(&error)),
        }
    }

    /// Writes the letter: subject, text and HTML.
    ///
    /// # Errors
    /// [`WordsError`] if the reminder contradicts itself (no invoice, a tone that does not fit, nothing to pay
    /// by) or a template asks for something that does not exist.
    pub fn write(&self, reminder: &Reminder) -> Result<Words, WordsError> {
        let reminder = as_its_tone_sees_it(reminder);
        let reminder = reminder.as_ref();
        let failed = |why: String| WordsError {
            tone: reminder.tone,
            language: reminder.language,
            why,
        };
        let facts = Facts::of(reminder, edition(reminder.language)).map_err(failed)?;
        let images = (1..)
            .zip(&facts.ways.codes)
            .map(|(position, code)| code.image(position));
        let images = images.collect();
        let facts = Value::from(Serde(&facts));
        let in_template = |error: minijinja::Error| failed(with_causes(&error));
        let prose = self.prose(reminder, &facts).map_err(in_template)?;
        let subject = prose.subject.clone();
        let letter = Value::from_object(Letter {
            prose: Value::from(Serde(&prose)),
            facts,
        });
        let lay_out = |name, about_bytes| {
            let mut part = Bounded::of_about(about_bytes);
            self.templates
                .get_template(name)?
                .render_captured_to(&letter, &mut part)?;
            part.into_text()
        };
        Ok(Words {
            subject,
            text: without_gaps(&lay_out(TEXT_LAYOUT, TEXT_BYTES).map_err(in_template)?),
            html: lay_out(HTML_LAYOUT, HTML_BYTES).map_err(in_template)?,
            images,
        })
    }

    /// Renders the blocks of the tone's template.
    fn prose(&self, reminder: &Reminder, facts: &Value) -> Result<Prose, minijinja::Error> {
        let name = template_name(edition(reminder.language).language.code(), reminder.tone);
        let mut outside_of_blocks = Bounded::default();
        let mut letter = self
            .templates
            .get_template(&name)?
            .render_captured_to(facts.clone(), &mut outside_of_blocks)?;
        let mut block = |name| {
            let mut part = Bounded::of_about(PROSE_BYTES);
            letter.with_state_mut(|state| state.render_block_to_write(name, &mut part))?;
            part.into_text()
        };
        let long_subject = on_one_line(&block("subject")?);
        let subject = if count_words(&long_subject) > SUBJECT_WORDS_AT_MOST {
            on_one_line(&block("short_subject")?)
        } else {
            long_subject
        };
        Ok(Prose {
            subject,
            preheader: on_one_line(&block("preheader")?),
            greeting: on_one_line(&block("greeting")?),
            opening: paragraphs(&block("opening")?),
            asks: paragraphs(&block("asks")?),
            closing: paragraphs(&block("closing")?),
            farewell: on_one_line(&block("farewell")?),
        })
    }
}

/// The template of a tone.
pub(crate) fn template_name(language: &str, tone: Tone) -> String {
    format!("{language}/{}.txt", tone.name())
}

/// The frame of all tones.
pub(crate) fn frame_name(language: &str) -> String {
    format!("{language}/letter.txt")
}

fn source_of(name: &str) -> Option<&'static str> {
    match name {
        // Not among those that a creditor may replace: a digest is no letter.
        digest::TEXT_LAYOUT => Some(include_str!("../templates/layout/digest.txt")),
        digest::HTML_LAYOUT => Some(include_str!("../templates/layout/digest.html")),
        _ => built_in()
            .into_iter()
            .find_map(|(known, source)| (known == name).then_some(source)),
    }
}

/// The built-in templates, by name.
pub(crate) fn built_in() -> Vec<(String, &'static str)> {
    let mut sources = vec![
        (
            TEXT_LAYOUT.to_owned(),
            include_str!("../templates/layout/letter.txt"),
        ),
        (
            HTML_LAYOUT.to_owned(),
            include_str!("../templates/layout/letter.html"),
        ),
    ];
    for language in languages() {
        let of_language = &edition(*language).templates;
        sources.push((frame_name(language.code()), of_language.letter));
        let tones = Tone::ALL.map(|tone| (template_name(language.code(), tone), of_language.of(tone)));
        sources.extend(tones);
    }
    sources
}

/// `plural(count, one="…", few="…", other="…")`: the phrase in the grammatical number that the count takes in the
/// letter's language (CLDR's categories; one that is left out is written like `other`); `{n}` stands for the count.
fn plural(state: &State, count: u64, phrases: Kwargs) -> Result<String, minijinja::Error> {
    let code = state
        .lookup("language")
        .map(|code| code.to_string())
        .unwrap_or_default();
    let language = dunning::account::Language::parse(&code).unwrap_or(dunning::account::Language::English);
    let other: &str = phrases.get("other")?;
    let (one, few): (Option<&str>, Option<&str>) = (phrases.get("one")?, phrases.get("few")?);
    phrases.assert_all_used()?;
    let phrase = match number_of(language, count) {
        PluralCategory::One => one,
        PluralCategory::Few => few,
        _ => None,
    };
    let phrase = phrase.unwrap_or(other);
    Ok(phrase.replace("{n}", &count.to_string()))
}

/// Like the engine's own formatter, but prints no "none", and leaves "/" alone: links stay readable in the source, and a letter
/// of 200 lines stays under the size at which mail clients cut it off.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    if value.is_none() {
        let why = "a value is printed that this letter does not have; ask for it by {% if … %} first";
        return Err(minijinja::Error::new(ErrorKind::InvalidOperation, why));
    }
    let Some(text) = value.as_str() else {
        return minijinja::escape_formatter(out, state, value);
    };
    if !matches!(state.auto_escape(), AutoEscape::Html) || value.is_safe() {
        return Ok(out.write_str(text)?);
    }
    let mut rest = text;
    // Found by bytes: none of these is a part of another character.
    let is_special = |byte| matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'');
    while let Some(place) = rest.bytes().position(is_special) {
        let (plain, from_special) = rest.split_at(place);
        out.write_str(plain)?;
        let mut characters = from_special.chars();
        out.write_str(match characters.next() {
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('&') => "&amp;",
            Some('"') => "&quot;",
            _ => "&#39;",
        })?;
        rest = characters.as_str();
    }
    out.write_str(rest)?;
    Ok(())
}

/// The whole chain: the outermost error of a template names only the block.
pub(crate) fn with_causes(error: &minijinja::Error) -> String {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        // Writing to a string can't fail.
        let _ = write!(told, ": {inner}");
        cause = inner.source();
    }
    told
}

#[cfg(test)]
mod tests {
    use dunning::account::Language;

    use super::*;
    use crate::sample::sample_reminder;

    #[test]
    fn every_built_in_template_can_be_read() {
        let writer = Writer::new().unwrap();
        let digests = [digest::TEXT_LAYOUT, digest::HTML_LAYOUT].map(str::to_owned);
        for name in built_in().into_iter().map(|(name, _)| name).chain(digests) {
            if let Err(error) = writer.templates.get_template(&name) {
                panic!("{name}: {}", with_causes(&error));
            }
        }
        assert!(writer.templates.get_template("layout/none.txt").is_err());
    }

    #[test]
    fn a_reminder_that_contradicts_itself_is_not_written() {
        let writer = Writer::new().unwrap();
        let good = sample_reminder(Tone::LateLate, Language::Italian);
        let mut no_day = good.clone();
        no_day.pay_by = None;
        let mut nothing_late = good.clone();
        nothing_late.overdue.clear();
        let mut nothing = sample_reminder(Tone::HeadsUp, Language::Italian);
        nothing.coming_due.clear();
        for bad in [no_day, nothing_late, nothing] {
            let error = writer.write(&bad).unwrap_err();
            assert!(error.to_string().contains("could not be written: "), "{error}");
        }
    }

    #[test]
    fn the_longest_letter_needs_a_quarter_of_the_steps() {
        let mut writer = Writer::new().unwrap();
        writer.templates.set_fuel(Some(STEPS_AT_MOST / 4));
        let mut reminder = sample_reminder(Tone::LateLate, Language::English);
        let invoice = reminder.overdue[0].clone();
        reminder.overdue = vec![invoice; dunning::reminder::LINES_AT_MOST];
        for (index, invoice) in reminder.overdue.iter_mut().enumerate() {
            invoice.number = format!("LGP-{index}");
            invoice.payment.link = Some(format!("https://pay.example.com/{index}"));
        }
        writer.write(&reminder).unwrap();
        writer.templates.set_fuel(Some(1_000));
        let error = writer.write(&reminder).unwrap_err();
        assert!(error.to_string().contains("ran out of fuel"), "{error}");
    }
}
