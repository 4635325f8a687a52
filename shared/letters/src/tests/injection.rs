//! Hostile names, numbers and links come out harmless, whatever they hold.

use dunning::account::Language;
use dunning::reminder::Reminder;
use dunning::stage::Tone;
use proptest::prelude::*;

use crate::languages;
use crate::lint::{Rule, lint};
use crate::sample::{line, sample_reminder};
use crate::tests::write;

/// The first and the last of the embedding controls.
const LEFT_TO_RIGHT: char = '\u{202a}';
const OVERRIDE: char = '\u{202e}';

/// Texts that have broken other software, and random ones around them.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("</td></table><img src=x onerror=alert(1)>".to_owned()),
        Just("\" onmouseover=\"alert(1)".to_owned()),
        Just("'><b>".to_owned()),
        Just("\r\nBcc: everybody@example.com\r\n\r\n".to_owned()),
        Just("\n\n* LGP-0000: EUR 0.00\n".to_owned()),
        Just("{{ creditor.name }}{% raw %}{# x #}".to_owned()),
        Just("{n}".to_owned()),
        Just("\u{202e}gnp.exe\u{202c}\u{2066}\u{200f}".to_owned()),
        Just("\u{0}\u{7}\u{1b}[31m\u{85}\u{2028}\u{2029}".to_owned()),
        Just("&lt;b&gt; &amp;amp;".to_owned()),
        Just("=HYPERLINK(\"https://example.com\")".to_owned()),
        Just("x".repeat(10_000)),
        Just("e\u{301}\u{301}\u{301}".repeat(200)),
        "\\PC{0,40}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

fn hostile_reminder() -> impl Strategy<Value = Reminder> {
    let tone = proptest::sample::select(Tone::ALL.to_vec());
    let language = proptest::sample::select(languages().to_vec());
    (
        tone,
        language,
        proptest::collection::vec(hostile(), 10),
        any::<bool>(),
    )
        .prop_map(|(tone, language, mut texts, greets)| {
            let mut next = || texts.pop().unwrap_or_default();
            let mut reminder = sample_reminder(tone, language);
            let mut second = line("LGP-2026-0118", reminder.today);
            second.number = next();
            second.payment.reference = Some(next());
            second.payment.link = Some(format!("https://example.com/{}", next()));
            second.url = Some(next());
            if tone.is_overdue() {
                &mut reminder.overdue
            } else {
                &mut reminder.coming_due
            }
            .insert(0, second);
            reminder.contact_name = greets.then(&mut next);
            reminder.company = next();
            reminder.creditor.name = next();
            reminder.creditor.short_name = next();
            reminder.creditor.postal_address = vec![next()];
            reminder.answer_link = Some(format!("https://example.com/{}", next()));
            reminder
        })
}

/// The tags of the HTML, without their attributes' values: what the letter is built of.
fn skeleton(html: &str) -> Vec<String> {
    let mut tags: Vec<String> = html
        .split('<')
        .skip(1)
        .map(|from_tag| {
            let tag = from_tag.split('>').next().unwrap_or_default();
            let mut in_value = false;
            tag.chars()
                .filter(|character| {
                    in_value ^= *character == '"';
                    !in_value && *character != '"'
                })
                .collect()
        })
        .collect();
    tags.sort();
    tags.dedup();
    tags
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_texts_stay_texts(reminder in hostile_reminder()) {
        let words = write(&reminder);

        // One line, in its own direction, of bearable length: no header, no second subject.
        let breaks = |character: char| character.is_control() || (LEFT_TO_RIGHT..=OVERRIDE).contains(&character);
        prop_assert!(!words.subject.chars().any(breaks));
        prop_assert!(words.subject.chars().count() < 250, "{}", words.subject);
        prop_assert!(!words.text.chars().any(|c| c.is_control() && c != '\n'));

        // The HTML is built of the same tags as a harmless letter: nothing of a name became one.
        let mut harmless = vec![sample_reminder(reminder.tone, reminder.language)];
        harmless.push(Reminder { contact_name: None, answer_link: None, ..harmless[0].clone() });
        let mut two = reminder.clone();
        for line in two.overdue.iter_mut().chain(&mut two.coming_due) {
            *line = crate::sample::line("LGP-2026-0119", reminder.today);
        }
        harmless.push(two);
        let known: Vec<String> = harmless.iter().flat_map(|reminder| skeleton(&write(reminder).html)).collect();
        for tag in skeleton(&words.html) {
            prop_assert!(known.contains(&tag), "<{tag}>");
        }

        // Both parts still agree, and links stay links.
        for finding in lint(&words, &reminder) {
            let told = matches!(finding.rule, Rule::Safety | Rule::Parts | Rule::Contact | Rule::Payment);
            prop_assert!(!told, "{finding}");
        }
        prop_assert!(words.html.len() < 60_000, "{} bytes", words.html.len());
    }
}

#[test]
fn template_syntax_in_a_name_is_printed_as_it_is() {
    let mut reminder = sample_reminder(Tone::HeadsUp, Language::English);
    reminder.contact_name = Some("{{ creditor.phone }} {% if x %}".to_owned());
    let words = write(&reminder);
    assert!(
        words.text.starts_with("Dear {{ creditor.phone }} {% if x %},"),
        "{}",
        words.text
    );
    assert!(words.html.contains("Dear {{ creditor.phone }} {% if x %},"));
}

#[test]
fn a_name_of_blanks_greets_the_company() {
    let mut reminder = sample_reminder(Tone::HeadsUp, Language::Italian);
    reminder.contact_name = Some(" \u{200b}\r\n".to_owned());
    assert!(
        write(&reminder)
            .text
            .starts_with("Spett.le Rifugio Pernice S.r.l.,")
    );
}

#[test]
fn links_that_are_not_https_are_left_out() {
    let mut reminder = sample_reminder(Tone::EarlyLate, Language::English);
    reminder.answer_link = Some("javascript:alert(1)".to_owned());
    reminder.overdue[0].url = Some("http://example.com/invoice".to_owned());
    reminder.overdue[0].payment.link = Some("ftp://example.com".to_owned());
    let words = write(&reminder);
    for part in [&words.text, &words.html] {
        assert!(!part.contains("javascript:") && !part.contains("http://") && !part.contains("ftp:"));
        assert!(part.contains("A short reply is enough."));
    }
    assert_eq!(lint(&words, &reminder), []);
}
