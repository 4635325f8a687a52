//! The page in each language, and with hostile words in every place.

use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::answer::{GivenAnswer, Said};
use dunning::flow::respond::Silence;
use dunning::letter::LetterId;
use proptest::prelude::*;

use super::*;
use crate::sample::sample_view;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn view(language: Language, invoices: usize) -> View {
    sample_view(language, invoices)
}

fn given(said: Said) -> GivenAnswer {
    GivenAnswer {
        letter: LetterId {
            account: AccountKey::derive("a", "b"),
            day: day("2026-12-08"),
            attempt: 1,
        },
        on: day("2026-12-11"),
        said,
        fingerprint: "0123456789abcdef".into(),
    }
}

fn page(view: &View, to_mend: Option<&ToMend>) -> String {
    Pages::new()
        .unwrap()
        .answers(view, &BTreeSet::new(), "token", "form", to_mend)
        .unwrap()
}

#[test]
fn the_page_speaks_the_letters_language() {
    for (language, says) in [
        (
            Language::English,
            [
                "lang=\"en\"",
                "About our letter of 8 December 2026",
                "EUR\u{a0}1,234.50",
            ],
        ),
        (
            Language::Italian,
            [
                "lang=\"it\"",
                "lettera dell&#x27;8 dicembre 2026",
                "1.234,50\u{a0}EUR",
            ],
        ),
        (
            Language::Romanian,
            [
                "lang=\"ro\"",
                "scrisoarea noastră din 8 decembrie 2026",
                "1.234,50\u{a0}EUR",
            ],
        ),
        (
            Language::French,
            [
                "lang=\"fr\"",
                "notre courrier du 8 décembre 2026",
                "1\u{202f}234,50\u{a0}EUR",
            ],
        ),
        (
            Language::Hindi,
            ["lang=\"hi\"", "8 दिसंबर 2026 के हमारे पत्र", "EUR\u{a0}1,234.50"],
        ),
        (
            Language::German,
            [
                "lang=\"de\"",
                "unserem Schreiben vom 8. Dezember 2026",
                "1.234,50\u{a0}EUR",
            ],
        ),
        (
            Language::Spanish,
            [
                "lang=\"es\"",
                "nuestra carta del 8 de diciembre de 2026",
                "1.234,50\u{a0}EUR",
            ],
        ),
    ] {
        let page = page(&view(language, 1), None);
        for said in says {
            assert!(page.contains(said), "{said} in {page}");
        }
        assert_eq!(page.matches("<form").count(), 4);
        assert!(!page.contains("type=\"checkbox\"") && !page.contains("<script"));
    }
}

#[test]
fn every_language_has_its_own_words_and_its_letters_answers() {
    for language in Language::ALL {
        let words = words(language);
        assert_eq!(words.language, language);
        let answers = [words.paid, words.promise, words.wrong, words.person];
        assert_eq!(answers, edition(language).labels.answers);
        let page = page(&view(language, 1), None);
        let code = language.code();
        assert!(page.contains(&format!("<html lang=\"{code}\"")), "{language:?}");
        assert!(!page.contains('{'.to_string().repeat(2).as_str()), "{language:?}");
    }
}

#[test]
fn it_says_what_was_noted_and_what_happens_next() {
    for (said, silence, says) in [
        (
            Said::Paid,
            Some(Silence::Before(day("2026-12-22"))),
            "non invieremo solleciti al riguardo prima del 22 dicembre 2026",
        ),
        (
            Said::WillPay {
                on: day("2027-01-08"),
            },
            Some(Silence::Before(day("2027-01-09"))),
            "Pagherò l&#x27;8 gennaio 2027.",
        ),
        (
            Said::WillPay {
                on: day("2027-03-01"),
            },
            Some(Silence::UntilSettled),
            "Una persona se ne occupa",
        ),
        (
            Said::Dispute,
            Some(Silence::UntilSettled),
            "L&#x27;11 dicembre 2026 ci ha comunicato:",
        ),
        (
            Said::WrongPerson,
            Some(Silence::UntilSettled),
            "Una persona verifica a chi scrivere",
        ),
        (Said::Paid, None, "risulta oggi ancora un importo da pagare"),
    ] {
        let mut view = view(Language::Italian, 1);
        view.answers = vec![given(said)];
        view.open[0].silence = silence;
        let page = page(&view, None);
        assert!(page.contains(says), "{says} in {page}");
        assert!(page.contains("role=\"status\""));
    }
}

#[test]
fn invoices_that_rest_differently_each_say_so() {
    let mut view = view(Language::English, 2);
    view.answers = vec![given(Said::Dispute)];
    view.open[1].silence = Some(Silence::UntilSettled);
    let page = page(&view, None);
    assert_eq!(page.matches("no reminders until this is settled").count(), 1);
    // Both can be answered for, in each of the three answers that are about invoices.
    assert_eq!(page.matches("type=\"checkbox\"").count(), 6);
    assert_eq!(page.matches(" checked").count(), 6);
}

#[test]
fn no_phrase_leaves_a_gap() {
    for language in Language::ALL {
        let pages = Pages::new().unwrap();
        for problem in [
            Problem::Stale,
            Problem::NoInvoice,
            Problem::NoDay,
            Problem::DayPassed,
            Problem::DayTooFar,
            Problem::PaidInFuture,
            Problem::NoReason,
            Problem::NoText,
            Problem::Nobody,
            Problem::NoAddress,
            Problem::TooLong(1_000),
        ] {
            let to_mend = ToMend {
                part: Part::Wrong,
                filled: Filled::default(),
                problem,
            };
            let mut view = view(language, 2);
            view.answers = vec![given(Said::WillPay {
                on: day("2026-12-20"),
            })];
            view.open[0].silence = Some(Silence::Before(day("2026-12-21")));
            let page = page(&view, Some(&to_mend));
            let (_, body) = page.split_once("<body>").unwrap();
            assert!(!body.contains(['{', '}']), "{language:?} {problem:?} {body}");
            assert!(page.contains("class=\"problem\" role=\"alert\""));
        }
        for notice in [
            Notice::NothingOpen,
            Notice::NoSuchLink,
            Notice::TryAgain,
            Notice::Unintelligible,
            Notice::TooMany,
            Notice::TooLarge,
            Notice::NoOriginal,
        ] {
            let page = pages.notice(notice, language, None).unwrap();
            assert!(!page.contains("<form") && page.contains("<p>"), "{notice:?}");
        }
    }
}

#[test]
fn only_https_links_to_invoices_are_shown() {
    for (url, is_shown) in [
        ("https://example.com/i/1", true),
        ("http://example.com/i/1", false),
        ("javascript:alert(1)", false),
    ] {
        let mut view = view(Language::English, 1);
        view.open[0].invoice.url = Some(url.into());
        assert_eq!(page(&view, None).contains("View invoice"), is_shown, "{url}");
    }
}

#[test]
fn the_stored_original_goes_before_a_link_elsewhere() {
    let mut view = view(Language::French, 3);
    view.open[0].invoice.url = Some("https://example.com/i/1".into());
    view.open[1].invoice.url = Some("https://example.com/i/2".into());
    view.open[2].invoice.url = None;
    let originals = BTreeSet::from([0, 2]);
    let page = Pages::new()
        .unwrap()
        .answers(&view, &originals, "letter.1.sig-_", "form", None)
        .unwrap();
    for line in [0, 2] {
        let link = format!(
            "<a class=\"small\" href=\"?t=letter.1.sig-_&amp;v={line}\" rel=\"noreferrer noopener\">Voir la facture"
        );
        assert!(page.contains(&link), "{page}");
    }
    assert!(
        page.contains("href=\"https:&#x2f;&#x2f;example.com&#x2f;i&#x2f;2\""),
        "{page}"
    );
    assert!(!page.contains("i&#x2f;1"));
}

#[test]
fn french_marks_of_two_parts_never_begin_a_line() {
    let mut view = view(Language::French, 2);
    view.answers = vec![given(Said::Dispute)];
    let page = page(&view, None);
    let (_, body) = page.split_once("<body>").unwrap();
    assert!(body.contains("Échéance\u{a0}: "), "{body}");
    for mark in [" :", " ;", " ?", " !"] {
        assert!(!body.contains(mark), "{mark} in {body}");
    }
}

/// What people with bad intentions type.
fn hostile() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("\"><img src=x onerror=alert(1)>".to_owned()),
        Just("</textarea></form><form action=https://example.com>".to_owned()),
        Just("{{ creditor.email }}{% raw %}".to_owned()),
        Just("\r\nSet-Cookie: a=b".to_owned()),
        Just("\u{202e}\u{2066}\u{200f}".to_owned()),
        Just("=HYPERLINK(\"https://example.com\")".to_owned()),
        Just("x".repeat(10_000)),
        any::<String>(),
    ];
    prop::collection::vec(bit, 1..4).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 140, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_words_change_nothing_but_themselves(
        language in prop::sample::select(Language::ALL.to_vec()),
        words in hostile(),
        number in hostile(),
    ) {
        let mut view = view(language, 2);
        view.open[0].invoice.id.number = number.clone();
        view.creditor.name = words.clone();
        view.creditor.signatory = words.clone();
        let filled = Filled {
            day: words.clone(),
            reference: words.clone(),
            reason: words.clone(),
            text: words.clone(),
            name: words.clone(),
            email: words,
            lines: [0].into(),
        };
        for part in Part::ALL {
            let to_mend = ToMend { part, filled: filled.clone(), problem: Problem::NoAddress };
            let page = page(&view, Some(&to_mend));
            prop_assert_eq!(page.matches("<form").count(), 4);
            prop_assert_eq!(page.matches("</textarea>").count(), 1);
            prop_assert_eq!(page.matches("<script").count(), 0);
            prop_assert_eq!(page.matches("<img").count(), 0);
            let (head, _) = page.split_once("</head>").unwrap();
            prop_assert!(!head.contains('\u{202e}'), "the heading is turned");
            // What others have written is harmless; what is typed comes back to who typed it.
            let rows = page.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
            prop_assert!(!rows.contains(['\u{202e}', '\u{2066}', '\u{200f}']), "a row is turned");
            prop_assert!(rows.len() < 4_000);
        }
    }
}
