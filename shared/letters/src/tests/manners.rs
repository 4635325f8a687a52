//! What one language alone asks of a letter.

use dunning::account::Language;
use dunning::stage::Tone;

use crate::lint::lint;
use crate::sample::sample_reminder;
use crate::tests::write;

#[test]
fn french_elides_before_a_vowel() {
    let mut reminder = sample_reminder(Tone::EarlyLate, Language::French);
    reminder.contact_name = None;
    for (company, greeting) in [
        ("Atelier Blanc SAS", "À l'attention d'Atelier Blanc SAS –"),
        ("École du Lac", "À l'attention d'École du Lac –"),
        ("Refuge du Lagopède", "À l'attention de Refuge du Lagopède –"),
    ] {
        reminder.company = company.to_owned();
        let words = write(&reminder);
        assert!(words.text.starts_with(greeting), "{}", words.text);
        assert_eq!(lint(&words, &reminder), []);
    }
}

#[test]
fn french_marks_of_two_parts_never_begin_a_line() {
    for tone in Tone::ALL {
        let words = write(&sample_reminder(tone, Language::French));
        for mark in [" :", " ;", " ?", " !"] {
            for text in [&words.subject, &words.text] {
                assert!(!text.contains(mark), "{text}");
            }
        }
    }
}
