//! A creditor's own templates: files by the names of the built-in ones, which they stand in for.
//!
//! Whoever writes them is trusted with words, not with this machine: names, sizes, tags and operators are checked here,
//! and rendering them costs a bounded number of steps ([`crate::writer`]) and bytes ([`crate::bounded`]).

use std::collections::BTreeMap;

use dunning::account::Language;
use dunning::stage::Tone;
use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;

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
            if let Some(why) = not_allowed(&text) {
                return Err(refused(why));
            }
            own.files.insert(name, text);
        }
        Ok(own)
    }

    /// Takes the files of a folder, by their paths in it (`de/early_late.txt`). What stands beside the folders of the
    /// languages is no template (a note, a licence), nor is a hidden file; a folder around them all is looked into.
    ///
    /// # Errors
    /// [`TemplateError`], also if there is no template at all.
    pub fn of_folder(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self, TemplateError> {
        let is_hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
        let mut files: Vec<(String, Vec<u8>)> =
            files.into_iter().filter(|(path, _)| !is_hidden(path)).collect();
        if let Some(around) = folder_around(&files) {
            for (path, _) in &mut files {
                *path = path.strip_prefix(&around).unwrap_or(path).to_owned();
            }
        }
        let mut texts = Vec::new();
        for (name, bytes) in files.into_iter().filter(|(path, _)| path.contains('/')) {
            match String::from_utf8(bytes) {
                Ok(text) => texts.push((name, text)),
                Err(_) => {
                    let why = "expected UTF-8 text".to_owned();
                    return Err(TemplateError { name, why });
                }
            }
        }
        let own = Self::new(texts)?;
        if own.is_empty() {
            let why = format!(
                "it holds no template; expected files such as de/early_late.txt, of at most \
                 {TEMPLATE_BYTES_AT_MOST} bytes"
            );
            let name = "folder".to_owned();
            return Err(TemplateError { name, why });
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

/// The one folder that all files lie in, with its slash, unless it is a language's or the layouts' own.
fn folder_around(files: &[(String, Vec<u8>)]) -> Option<String> {
    let (first, _) = files.first()?;
    let (folder, _) = first.split_once('/')?;
    let is_own = names().any(|name| name.split('/').next() == Some(folder));
    let around = format!("{folder}/");
    let is_around_all = files.iter().all(|(path, _)| path.starts_with(&around));
    (is_around_all && !is_own).then_some(around)
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

/// What a template may not hold, in words; none for one that is allowed.
///
/// Where a template can put its own output, or a value many times over, into a value, it can fill the memory with few
/// steps and without printing: `super()` and `self.block()` are allowed only to be printed where they stand.
fn not_allowed(text: &str) -> Option<String> {
    let Ok(tokens) = tokenize(text, false, SyntaxConfig::default())
        .map(|token| token.map(|(token, _)| token))
        .collect::<Result<Vec<Token>, _>>()
    else {
        // It will not be parsed either, and whoever does so says better why.
        return None;
    };
    for (place, token) in tokens.iter().enumerate() {
        let behind = tokens.get(place + 1..).unwrap_or_default();
        let before = place.checked_sub(1).and_then(|before| tokens.get(before));
        let is_printed = matches!(before, Some(Token::VariableStart));
        let found = match (token, behind) {
            (Token::BlockStart, [Token::Ident(tag), ..]) if TAGS.contains(tag) => continue,
            (Token::BlockStart, behind) => {
                let tag = match behind {
                    [Token::Ident(tag), ..] => tag,
                    _ => "",
                };
                return Some(format!(
                    "the tag “{tag}” is not allowed; expected one of {}",
                    TAGS.join(", ")
                ));
            }
            (Token::Ident("super"), [Token::ParenOpen, Token::ParenClose, Token::VariableEnd, ..])
                if is_printed =>
            {
                continue;
            }
            (
                Token::Ident("self"),
                [
                    Token::Dot,
                    Token::Ident(_),
                    Token::ParenOpen,
                    Token::ParenClose,
                    Token::VariableEnd,
                    ..,
                ],
            ) if is_printed => continue,
            (Token::Ident(name @ ("super" | "self" | "recursive")), _) => name,
            (Token::Mul, _) => "*",
            (Token::Pow, _) => "**",
            (Token::Tilde, _) => "~",
            _ => continue,
        };
        return Some(format!(
            "“{found}” is not allowed here; print each part by itself, as in {{{{ super() }}}}"
        ));
    }
    None
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
                "{% extends \"de/letter.txt\" %}{%- block facts -%}* self ~ {{ super() }}{{ self.asks() }}"
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
            (
                "de/letter.txt",
                "{% if a %}{% for b in c recursive %}",
                "“recursive”",
            ),
            ("de/letter.txt", "{{ (self).a() }}", "“self”"),
            ("de/letter.txt", "{{ self.a() ~ x }}", "“self”"),
            ("de/letter.txt", "{{ plural(1, other=super()) }}", "“super”"),
            ("de/letter.txt", "{{ {\"a\": {}} + self.a() }}", "“self”"),
            ("de/letter.txt", "{{ \"}}\" ~ \"x\" }}", "“~”"),
            ("de/letter.txt", "{{ \"x\" * 99 }}", "“*”"),
            ("de/letter.txt", "{{ 9 ** 99 }}", "“**”"),
        ] {
            let error = one(name, text).unwrap_err().to_string();
            assert!(error.contains(why) && error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_folder_is_read_with_whatever_else_is_in_it() {
        let file = |path: &str| (path.to_owned(), b"x".to_vec());
        let names = |paths: &[&str]| {
            let own = OwnTemplates::of_folder(paths.iter().map(|path| file(path)))?;
            let names: Vec<String> = own.files().map(|(name, _)| name.to_owned()).collect();
            Ok::<_, TemplateError>(names.join(" "))
        };
        for (paths, expected) in [
            (
                vec!["de/letter.txt", "README.md", ".git/config", "de/.letter.txt.swp"],
                "de/letter.txt",
            ),
            (
                vec![
                    "my letters/de/letter.txt",
                    "my letters/README.md",
                    "my letters/layout/letter.txt",
                ],
                "de/letter.txt layout/letter.txt",
            ),
            (vec!["de/letter.txt"], "de/letter.txt"),
        ] {
            assert_eq!(names(&paths).unwrap(), expected);
        }
        for (paths, why) in [
            (vec!["README.md"], "holds no template"),
            (vec![], "holds no template"),
            (
                vec!["mine/de/letter.txt", "yours/de/letter.txt"],
                "mine/de/letter.txt",
            ),
            (vec!["de/leter.txt"], "no template has this name"),
        ] {
            let error = names(&paths).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        let no_text = OwnTemplates::of_folder([("de/letter.txt".to_owned(), vec![0xff])]);
        assert!(no_text.unwrap_err().to_string().contains("UTF-8"));
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
