//! Every letter on one page, for whoever wants to see them all: each language and tone at the width of a phone and of
//! a desk, light or dark as the reader's own setting has it.

use dunning::account::Language;
use dunning::reminder::WordsError;
use dunning::stage::Tone;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use thiserror::Error;

use crate::Writer;
use crate::display::for_display;
use crate::sample::sample_reminder;

/// Why there is no gallery.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum GalleryError {
    #[error(transparent)]
    Words(#[from] WordsError),
    #[error("the gallery's page could not be laid out")]
    Page(#[source] minijinja::Error),
}

#[derive(Serialize)]
struct Shown {
    language: &'static str,
    tone: &'static str,
    subject: String,
    html: String,
}

/// One self-contained page with the sample letter of each of the languages in every tone.
///
/// # Errors
/// [`GalleryError`], if a letter can't be written.
pub fn gallery(writer: &Writer, languages: &[Language]) -> Result<String, GalleryError> {
    let mut letters = Vec::new();
    for language in languages {
        for tone in Tone::ALL {
            let words = writer.write(&sample_reminder(tone, *language))?;
            letters.push(Shown {
                language: language.code(),
                tone: tone.name(),
                html: for_display(&words),
                subject: words.subject,
            });
        }
    }
    let codes: Vec<&str> = languages.iter().map(|language| language.code()).collect();
    let mut page = Environment::empty();
    page.set_auto_escape_callback(|_| AutoEscape::Html);
    let source = include_str!("../templates/gallery.html");
    page.render_str(
        source,
        context! { languages => codes, letters => Value::from(Serde(&letters)) },
    )
    .map_err(GalleryError::Page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages;

    #[test]
    fn every_letter_is_shown_twice_and_stays_in_its_frame() {
        let page = gallery(&Writer::new().unwrap(), languages()).unwrap();
        assert_eq!(
            page.matches("<iframe").count(),
            languages().len() * Tone::ALL.len() * 2
        );
        // A letter is an attribute's value: none of its tags is one of the page.
        assert_eq!(page.matches("<!doctype html>").count(), 1);
        assert_eq!(page.matches("<title>").count(), 1);
        assert!(!page.contains("src=\"http"));
    }
}
