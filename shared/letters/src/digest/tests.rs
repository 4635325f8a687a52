//! The digest as it is read, in each language, and with hostile names in it.

use dunning::account::Language;
use dunning::answer::Said;
use dunning::digest::{AnswerRow, ClosedRow, Digest, LetterRow, Section, TaskInvoice, TaskRow};
use dunning::hold::HoldKind;
use dunning::invoice::InvoiceId;
use dunning::ledger::Closing;
use dunning::ports::DigestScribe;
use dunning::reminder::Words;
use dunning::task::TaskKind;

use crate::Writer;
use crate::sample::{amount, creditor};

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn task(kind: TaskKind, customer: &str, number: &str) -> TaskRow {
    TaskRow {
        kind,
        customer: customer.into(),
        opened_on: day("2026-11-25"),
        invoices: vec![TaskInvoice {
            number: number.into(),
            open: amount("1234.50", "EUR"),
            due_on: Some(day("2026-11-24")),
        }],
        more_invoices: 0,
        promised_for: None,
        phone: None,
        note: None,
        commands: vec![format!("dunlin promise {number} 2026-12-02")],
    }
}

/// Everything that a digest can have.
fn full(language: Language, customer: &str) -> Digest {
    let section = |rows, more| Section { rows, more };
    let mut own = creditor();
    own.language = language;
    let call = TaskRow {
        phone: Some("+44 20 7946 0456".into()),
        more_invoices: 2,
        ..task(TaskKind::Call, customer, "LGP-2026-0117")
    };
    let broken = TaskRow {
        promised_for: Some(day("2026-11-20")),
        ..task(TaskKind::BrokenPromise, customer, "LGP-2026-0118")
    };
    let review = TaskRow {
        invoices: vec![TaskInvoice {
            number: "LGP-2026-0119".into(),
            open: amount("80", "GBP"),
            due_on: None,
        }],
        note: Some("Which of the two?".into()),
        ..task(TaskKind::Review, customer, "LGP-2026-0119")
    };
    Digest {
        to: own.account_manager.clone(),
        day: day("2026-11-25"),
        creditor: own,
        new_tasks: section(vec![call, broken], 1),
        waiting: section(vec![review], 0),
        answers: Section {
            rows: vec![
                AnswerRow {
                    customer: customer.into(),
                    answer: Said::WillPay {
                        on: day("2026-12-04"),
                    },
                    invoices: vec![InvoiceId::whole("LGP-2026-0120")],
                    words: String::new(),
                },
                AnswerRow {
                    customer: customer.into(),
                    answer: Said::Dispute,
                    invoices: vec![
                        InvoiceId::whole("LGP-2026-0121"),
                        InvoiceId::whole("LGP-2026-0122"),
                    ],
                    words: "half of it\nnever came".into(),
                },
            ],
            more: 0,
        },
        closed: Section {
            rows: vec![ClosedRow {
                customer: customer.into(),
                invoice: InvoiceId::whole("LGP-2026-0099"),
                closing: Closing::Paid,
                billed: amount("310", "EUR"),
                holds: vec![HoldKind::ClaimsPaid],
                tasks: vec![TaskKind::FollowUp],
            }],
            more: 7,
        },
        letters: Section {
            rows: vec![LetterRow {
                customer: customer.into(),
                day: day("2026-11-25"),
                invoices: vec![(
                    InvoiceId::whole("LGP-2026-0133"),
                    day("2026-12-02"),
                    amount("99", "EUR"),
                )],
                came_back: true,
            }],
            more: 0,
        },
    }
}

fn write(digest: &Digest) -> Words {
    Writer::new().unwrap().digest_words(digest).unwrap()
}

#[test]
fn a_digest_in_each_language() {
    for (language, customer) in [
        (Language::English, "Ptarmigan Lodge Ltd"),
        (Language::Italian, "Rifugio Pernice S.r.l."),
        (Language::Romanian, "Cabana Ierunca S.R.L."),
        (Language::French, "Refuge du Lagopède"),
        (Language::Hindi, "हिमतीतर लॉज प्राइवेट लिमिटेड"),
        (Language::German, "Schneehuhn Hütten GmbH"),
        (Language::Spanish, "Refugio Perdiz Nival S.L."),
    ] {
        let words = write(&full(language, customer));
        let name = language.code();
        insta::assert_snapshot!(name, format!("Subject: {}\n\n{}", words.subject, words.text));
    }
}

#[test]
fn html() {
    let words = write(&full(Language::English, "Ptarmigan Lodge Ltd"));
    insta::assert_snapshot!("html", words.html);
}

#[test]
fn the_subject_says_what_is_to_be_done() {
    let mut digest = full(Language::English, "Ptarmigan Lodge Ltd");
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
        let words = write(&full(language, "Ptarmigan Lodge Ltd"));
        let own = format!("<html lang=\"{}\"", language.code());
        assert!(words.html.contains(&own), "{language:?}");
        for placeholder in ["{n}", "{day}"] {
            assert!(!words.text.contains(placeholder), "{}", words.text);
        }
    }
}

#[test]
fn french_marks_of_two_parts_never_begin_a_line() {
    let words = write(&full(Language::French, "Refuge du Lagopède"));
    for mark in [" :", " ;", " ?", " !"] {
        for text in [&words.subject, &words.text] {
            assert!(!text.contains(mark), "{text}");
        }
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let hostile = "</td><script>alert(1)</script>\r\nBcc: x@example.com {{ creditor }}\u{202e}";
    let mut digest = full(Language::Italian, hostile);
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
