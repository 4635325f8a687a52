//! A creditor's own templates: files by the names of the built-in ones, which they stand in for.
//!
//! Whoever writes them is trusted with words, not with this machine: names, sizes and tags are checked here, and
//! rendering them costs a bounded number of steps ([`crate::writer`]).

use std::collections::BTreeMap;

use dunning::account::Language;
use dunning::stage::Tone;

use crate::languages;
use crate::writer::{HTML_LAYOUT, TEXT_LAYOUT, TemplateError, frame_name, template_name};

/// The largest template, in bytes; the largest built-in one has 8,000.
pub const TEMPLATE_BYTES_AT_MOST: usize = 32_000;
/// All of a creditor's templates together, in bytes: they are kept as one item of the table, which takes 400,000.
pub const TEMPLATES_BYTES_AT_MOST: usize = 300_000;

/// The tags that templates may use. Without `set`, `with` and `macro` no text can be doubled over and over, and
/// without `autoescape` no name can become a tag.
const TAGS: [&str; 9] = [
    "extends", "block", "endblock", "if", "elif", "else", "endif", "for", "endfor",
];

/// Templates found good in name, size and tags; whether they make good letters is for [`crate::survey`] to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnTemplates {
    /// By name: `de/early_late.txt`.
    files: BTreeMap<String, String>,
}

impl OwnTemplates {
    /// Takes templates by their names.
    ///
    /// # Errors
    /// [`TemplateError`] for a name that no built-in template has, a text that is too long, and a tag that is not
    /// allowed.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, TemplateError> {
        let mut own = Self::default();
        let mut bytes = 0;
        for (name, text) in files {
            let refused = |why: String| TemplateError {
                name: name.clone(),
                why,
            };
            if !names().any(|known| known == name) {
                let expected = "no template has this name; expected <language>/<tone>.txt, <language>/letter.txt, \
                                layout/letter.txt or layout/letter.html";
                return Err(refused(expected.to_owned()));
            }
            bytes += text.len();
            if text.len() > TEMPLATE_BYTES_AT_MOST || bytes > TEMPLATES_BYTES_AT_MOST {
                return Err(refused(format!(
                    "a template may have {TEMPLATE_BYTES_AT_MOST} bytes, and all together {TEMPLATES_BYTES_AT_MOST}"
                )));
            }
            if let Some(tag) = unknown_tag(&text) {
                return Err(refused(format!(
                    "the tag “{tag}” is not allowed; expected one of {}",
                    TAGS.join(", ")
                )));
            }
            own.files.insert(name, text);
        }
        Ok(own)
    }

    /// Each template's name and text, in order of the names.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether a letter of this language and tone is written by any of them.
    pub fn write(&self, language: Language, tone: Tone) -> bool {
        let code = language.code();
        [
            template_name(code, tone),
            frame_name(code),
            TEXT_LAYOUT.to_owned(),
            HTML_LAYOUT.to_owned(),
        ]
        .iter()
        .any(|name| self.files.contains_key(name))
    }

    /// The languages in which at least one letter is written by any of them.
    pub fn languages(&self) -> Vec<Language> {
        let written = |language: &&Language| Tone::ALL.iter().any(|tone| self.write(**language, *tone));
        languages().iter().filter(written).copied().collect()
    }
}

/// The names that a template may have.
pub fn names() -> impl Iterator<Item = String> {
    let of_language = |language: &Language| {
        let code = language.code();
        let tones = Tone::ALL.into_iter().map(move |tone| template_name(code, tone));
        tones.chain([frame_name(code)])
    };
    let layouts = [TEXT_LAYOUT.to_owned(), HTML_LAYOUT.to_owned()];
    languages().iter().flat_map(of_language).chain(layouts)
}

/// The first tag that is not of [`TAGS`].
fn unknown_tag(text: &str) -> Option<&str> {
    text.split("{%")
        .skip(1)
        .map(|tag| {
            let tag = tag.trim_start_matches(['-', '+']).trim_start();
            let end = tag.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            tag.get(..end.unwrap_or(tag.len())).unwrap_or_default()
        })
        .find(|tag| !TAGS.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, text: &str) -> Result<OwnTemplates, TemplateError> {
        OwnTemplates::new([(name.to_owned(), text.to_owned())])
    }

    #[test]
    fn names_sizes_and_tags_are_checked() {
        assert!(
            one(
                "de/early_late.txt",
                "{% extends \"de/letter.txt\" %}{%- block facts -%}"
            )
            .is_ok()
        );
        let long = "x".repeat(TEMPLATE_BYTES_AT_MOST + 1);
        for (name, text, why) in [
            ("de/earlylate.txt", "", "no template has this name"),
            ("../creditor.toml", "", "no template has this name"),
            ("xx/letter.txt", "", "no template has this name"),
            ("de/letter.txt", long.as_str(), "32000 bytes"),
            ("de/letter.txt", "{% set a = 1 %}", "the tag “set”"),
            (
                "layout/letter.html",
                "{%- autoescape false %}",
                "the tag “autoescape”",
            ),
            ("de/letter.txt", "{%", "the tag “”"),
        ] {
            let error = one(name, text).unwrap_err().to_string();
            assert!(error.contains(why) && error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_template_writes_its_tone_a_frame_its_language_a_layout_all() {
        let tone = one("de/early_late.txt", "").unwrap();
        assert!(tone.write(Language::German, Tone::EarlyLate));
        assert!(
            !tone.write(Language::German, Tone::LateLate) && !tone.write(Language::Italian, Tone::EarlyLate)
        );
        assert_eq!(tone.languages(), [Language::German]);
        let frame = one("de/letter.txt", "").unwrap();
        assert!(frame.write(Language::German, Tone::LateLate));
        let layout = one("layout/letter.html", "").unwrap();
        assert_eq!(layout.languages(), languages());
    }

    #[test]
    fn every_built_in_template_would_be_accepted() {
        let built_in = crate::writer::built_in();
        assert_eq!(built_in.len(), names().count());
        let files = built_in.into_iter().map(|(name, text)| (name, text.to_owned()));
        for file in files {
            OwnTemplates::new([file]).unwrap();
        }
    }
}
