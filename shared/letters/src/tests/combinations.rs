//! Every combination of language, tone and circumstances makes a letter that breaks no rule.

use dunning::account::Language;
use dunning::reminder::LINES_AT_MOST;
use dunning::stage::Tone;

use crate::combinations::{add_invoices, add_up};
use crate::languages;
use crate::lint::{HTML_BYTES_AT_MOST, lint};
use crate::sample::sample_reminder;
use crate::survey::survey;
use crate::tests::{WRITER, write};

/// A test a language, so that they run beside each other.
macro_rules! no_combination_breaks_a_rule {
    ($($name:ident: $language:expr),+ $(,)?) => {
        $(#[test]
        fn $name() {
            check($language);
        })+

        #[test]
        fn no_language_is_forgotten() {
            for language in languages() {
                assert!([$($language),+].contains(language), "{language:?}");
            }
        }
    };
}

no_combination_breaks_a_rule! {
    no_english_letter_breaks_a_rule: Language::English,
    no_italian_letter_breaks_a_rule: Language::Italian,
    no_romanian_letter_breaks_a_rule: Language::Romanian,
    no_french_letter_breaks_a_rule: Language::French,
    no_hindi_letter_breaks_a_rule: Language::Hindi,
    no_german_letter_breaks_a_rule: Language::German,
    no_spanish_letter_breaks_a_rule: Language::Spanish,
}

fn check(language: Language) {
    let survey = survey(&WRITER, language);
    println!("{} letters; words of prose, least and most:", survey.letters);
    for (tone, words) in &survey.lengths {
        println!(
            "{} {}: {}–{}",
            language.code(),
            tone.name(),
            words.start(),
            words.end()
        );
    }
    let told: Vec<String> = survey
        .broken
        .iter()
        .map(|broken| {
            format!(
                "{} {}: {} ({} letters, first: {})",
                language.code(),
                broken.tone.name(),
                broken.finding,
                broken.letters,
                broken.first_in
            )
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(survey.letters > 2_000);
}

#[test]
fn two_hundred_lines_stay_whole() {
    for language in languages() {
        let mut reminder = sample_reminder(Tone::SecondNotice, *language);
        add_invoices(&mut reminder, LINES_AT_MOST - 1, "EUR");
        reminder.unlisted = 34;
        for invoice in &mut reminder.overdue {
            let id = &invoice.number;
            invoice.url = Some(format!(
                "https://invoices.lagopus.example.com/download/8f14e45fceea167a/{id}.pdf?sig=0123456789abcdef"
            ));
            invoice.payment.link = Some(format!("https://pay.lagopus.example.com/p/8f14e45fceea167a/{id}"));
        }
        add_up(&mut reminder);
        let words = write(&reminder);
        assert_eq!(lint(&words, &reminder), [], "{} bytes", words.html.len());
        println!(
            "200 lines in {}: {} bytes of HTML",
            language.code(),
            words.html.len()
        );
        // Below the limit, so that longer numbers and links than these have room as well.
        assert!(
            words.html.len() < HTML_BYTES_AT_MOST * 9 / 10,
            "{}",
            words.html.len()
        );
        assert!(words.subject.contains("233"), "{}", words.subject);
        assert!(words.text.contains("34"));
    }
}
