//! The digest as it is read, in each language, and with hostile names in it.

use std::collections::BTreeSet;

use dunning::account::Language;
use dunning::digest::{Answered, Digest, Settled};
use dunning::ports::DigestScribe;
use dunning::reminder::Words;
use proptest::prelude::*;

use crate::Writer;
use crate::sample::{digest_about, sample_digest};

fn write(digest: &Digest) -> Words {
    Writer::new().unwrap().digest_words(digest).unwrap()
}

#[test]
fn a_digest_in_each_language() {
    for language in Language::ALL {
        let words = write(&sample_digest(language));
        let name = language.code();
        insta::assert_snapshot!(name, format!("Subject: {}\n\n{}", words.subject, words.text));
    }
}

#[test]
fn html() {
    let words = write(&sample_digest(Language::English));
    insta::assert_snapshot!("html", words.html);
}

#[test]
fn the_subject_says_what_is_to_be_done() {
    let mut digest = sample_digest(Language::English);
    let subject = |digest: &Digest| write(digest).subject;
    assert_eq!(subject(&digest), "Lagopus: 3 new tasks, 25 November 2026");
    digest.new_tasks.rows.truncate(1);
    digest.new_tasks.more = 0;
    assert_eq!(subject(&digest), "Lagopus: 1 new task, 25 November 2026");
    digest.new_tasks.rows.clear();
    assert_eq!(subject(&digest), "Lagopus: 1 open task, 25 November 2026");
    digest.waiting.rows.clear();
    assert_eq!(
        subject(&digest),
        "Lagopus: news of your customers, 25 November 2026"
    );
}

#[test]
fn a_week_in_which_nothing_happened_says_so() {
    let mut digest = sample_digest(Language::English);
    let week = digest.week.as_mut().unwrap();
    week.paid = Settled::default();
    week.credited = Settled::default();
    week.answered = Answered::default();
    week.opened.clear();
    week.open = 0;
    let text = write(&digest).text;
    let (_, figures) = text
        .split_once("In figures, from 18 November 2026 to 24 November 2026")
        .unwrap();
    let lines: Vec<&str> = figures.lines().filter(|line| line.starts_with('*')).collect();
    assert_eq!(
        lines,
        [
            "* 0 invoices paid",
            "* 0 answers from customers",
            "* 0 new tasks",
            "* 0 open tasks, 25 November 2026"
        ]
    );
}

#[test]
fn every_language_has_phrases_of_its_own() {
    for language in Language::ALL {
        let words = write(&sample_digest(language));
        let own = format!("<html lang=\"{}\"", language.code());
        assert!(words.html.contains(&own), "{language:?}");
        for placeholder in ["{n}", "{day}", "{from}", "{to}"] {
            assert!(!words.text.contains(placeholder), "{}", words.text);
        }
    }
}

#[test]
fn french_marks_of_two_parts_never_begin_a_line() {
    let words = write(&sample_digest(Language::French));
    for mark in [" :", " ;", " ?", " !"] {
        for text in [&words.subject, &words.text] {
            assert!(!text.contains(mark), "{text}");
        }
    }
}

/// What stands in a field of somebody else's, or was typed on the answers page.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("</td><script>alert(1)</script>".to_owned()),
        Just("'</code><b>\" onmouseover=\"alert(1)".to_owned()),
        Just("\r\nBcc: x@example.com\r\n\r\n".to_owned()),
        Just("{{ creditor }}{% raw %}{n}{day}{from}{to}".to_owned()),
        Just("\u{202e}\u{2066}\u{200f}\u{0}\u{2028}".to_owned()),
        Just("x".repeat(10_000)),
        any::<String>(),
    ];
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

/// The digest with these texts wherever it has somebody else's.
fn with_texts(language: Language, texts: &[String]) -> Digest {
    let mut digest = digest_about(&texts[0], language);
    digest.creditor.name = texts[1].clone();
    digest.creditor.short_name = texts[2].clone();
    digest.answers.rows[1].words = texts[3].clone();
    digest.new_tasks.rows[0].note = Some(texts[4].clone());
    digest.new_tasks.rows[0].phone = Some(texts[5].clone());
    digest.new_tasks.rows[0].invoices[0].number = texts[6].clone();
    digest
}

/// Which tags the HTML is built of, without their attributes.
fn tags(html: &str) -> BTreeSet<String> {
    let name = |from_tag: &str| {
        let end = from_tag.find([' ', '>', '\n']).unwrap_or(from_tag.len());
        from_tag[..end].to_owned()
    };
    html.split('<').skip(1).map(name).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 140, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_texts_stay_texts(
        language in prop::sample::select(Language::ALL.to_vec()),
        texts in prop::collection::vec(hostile(), 7),
    ) {
        let harmless = write(&with_texts(language, &["Ptarmigan Lodge Ltd"; 7].map(str::to_owned)));
        let words = write(&with_texts(language, &texts));
        let turns = |text: &str| text.contains(['\u{202e}', '\u{2066}', '\u{200f}', '\u{2028}']);
        prop_assert!(!words.subject.contains(char::is_control) && !turns(&words.subject));
        prop_assert!(words.subject.chars().count() < 250, "{}", words.subject);
        prop_assert!(!turns(&words.text) && !turns(&words.html));
        prop_assert!(words.text.lines().count() <= harmless.text.lines().count());
        let known = tags(&harmless.html);
        for tag in tags(&words.html) {
            prop_assert!(known.contains(&tag), "<{tag}>");
        }
        prop_assert!(!words.html.contains("onmouseover=\"alert"), "an attribute");
    }
}

#[test]
fn what_is_hostile_is_printed_as_it_is() {
    let hostile = "</td><script>alert(1)</script>\r\nBcc: x@example.com {{ creditor }}\u{202e}";
    let mut digest = digest_about(hostile, Language::Italian);
    digest.answers.rows[1].words = hostile.into();
    digest.new_tasks.rows[0].commands = vec!["dunlin pause '</code><b>'".into()];
    let words = write(&digest);
    assert!(words.text.contains("{{ creditor }}"));
    assert!(
        words
            .html
            .contains("dunlin pause &#39;&lt;/code&gt;&lt;b&gt;&#39;")
    );
}
