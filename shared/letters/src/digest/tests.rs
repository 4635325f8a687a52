//! The digest as it is read, in each language, and with hostile names in it.

use dunning::account::Language;
use dunning::digest::Digest;
use dunning::ports::DigestScribe;
use dunning::reminder::Words;

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
fn every_language_has_phrases_of_its_own() {
    for language in Language::ALL {
        let words = write(&sample_digest(language));
        let own = format!("<html lang=\"{}\"", language.code());
        assert!(words.html.contains(&own), "{language:?}");
        for placeholder in ["{n}", "{day}"] {
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

#[test]
fn hostile_texts_stay_texts() {
    let hostile = "</td><script>alert(1)</script>\r\nBcc: x@example.com {{ creditor }}\u{202e}";
    let mut digest = digest_about(hostile, Language::Italian);
    digest.creditor.name = hostile.into();
    digest.creditor.short_name = hostile.into();
    digest.answers.rows[1].words = hostile.into();
    digest.new_tasks.rows[0].note = Some(hostile.into());
    digest.new_tasks.rows[0].phone = Some(hostile.into());
    digest.new_tasks.rows[0].invoices[0].number = hostile.into();
    digest.new_tasks.rows[0].commands = vec!["dunlin pause '</code><b>'".into()];
    let words = write(&digest);
    assert!(!words.subject.contains(char::is_control) && !words.subject.contains('\u{202e}'));
    for tag in ["<script", "</td><script", "<b>'", "\u{202e}"] {
        assert!(!words.html.contains(tag), "{tag}");
    }
    assert!(words.text.lines().all(|line| !line.starts_with("Bcc")));
    assert!(words.text.contains("{{ creditor }}"));
    assert!(
        words
            .html
            .contains("dunlin pause &#39;&lt;/code&gt;&lt;b&gt;&#39;")
    );
}
