//! The linter finds what it is there to find.

use dunning::account::Language;
use dunning::attachment::Placed;
use dunning::bank::IndianAccount;
use dunning::creditor::PaymentDetails;
use dunning::reminder::{Reminder, Words};
use dunning::stage::Tone;

use crate::lint::{Rule, lint};
use crate::sample::{amount, sample_reminder};
use crate::tests::write;

/// The rules that a letter breaks after a change to its words, each once.
fn broken_by(reminder: &Reminder, change: impl FnOnce(&mut Words)) -> Vec<Rule> {
    let mut words = write(reminder);
    change(&mut words);
    let mut rules: Vec<Rule> = lint(&words, reminder)
        .into_iter()
        .map(|finding| finding.rule)
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

/// Replaces a phrase in both parts; the phrase must be there.
fn instead(old: &'static str, new: &'static str) -> impl FnOnce(&mut Words) {
    move |words| {
        for part in [&mut words.text, &mut words.html] {
            assert!(part.contains(old), "{old}");
            *part = part.replace(old, new);
        }
    }
}

#[test]
fn each_rule_is_noticed_when_broken() {
    let early = sample_reminder(Tone::EarlyLate, Language::English);
    let cases: [(&str, &str, &[Rule]); 17] = [
        ("Dear Anna Fern,", "To whom it may concern,", &[Rule::Prose]),
        (
            "Payment may well be on its way",
            "You failed to pay",
            &[Rule::Prose],
        ),
        (
            "Payment may well be on its way",
            "This will have consequences",
            &[Rule::Prose],
        ),
        (
            "Payment may well be on its way",
            "We shall go to court",
            &[Rule::Prose],
        ),
        (
            "Payment may well be on its way",
            "We have not heard from you",
            &[Rule::Prose],
        ),
        (
            "Payment may well be on its way; otherwise, please pay by Friday, 4 December 2026.",
            "",
            &[Rule::Owed],
        ),
        ("on invoice LGP-2026-0117 of", "on your invoice of", &[Rule::Owed]),
        ("Our records show", "You owe us", &[Rule::Doubt]),
        (
            "If you have already paid, please ignore this, and thank you.",
            "",
            &[Rule::Doubt],
        ),
        ("Did the invoice reach you?", "", &[Rule::Doubt]),
        (
            "If not, the link above opens it.",
            "The invoice is attached.",
            &[Rule::Original],
        ),
        (
            "If none of these works for you, please call or write to us.",
            "",
            &[Rule::Payment],
        ),
        ("GB82 WEST 1234 5698 7654 32", "", &[Rule::Payment]),
        ("One click below is enough.", "Thank you.", &[Rule::Answer]),
        ("Something is wrong", "", &[Rule::Answer]),
        ("London E1 0AA", "", &[Rule::Contact]),
        (
            "https://www.lagopus.example.com",
            "http://www.lagopus.example.com",
            &[Rule::Contact, Rule::Safety],
        ),
    ];
    for (old, new, rules) in cases {
        assert_eq!(broken_by(&early, instead(old, new)), rules, "{old} → {new}");
    }
}

#[test]
fn thanks_are_missed_only_when_all_are_gone() {
    let reminder = sample_reminder(Tone::LateLate, Language::English);
    let broken = broken_by(&reminder, |words| {
        instead("With thanks and kind regards,", "Kind regards,")(words);
        instead("ignore this, and thank you.", "ignore this.")(words);
    });
    assert_eq!(broken, [Rule::Thanks]);
}

#[test]
fn subjects_are_short_named_and_urgent_in_time() {
    let early = sample_reminder(Tone::EarlyLate, Language::Italian);
    let late = sample_reminder(Tone::LateLate, Language::Italian);
    for (reminder, subject) in [
        (&early, "URGENTE: Lagopus, fattura LGP-2026-0117"),
        (&early, "Lagopus: una fattura"),
        (&early, "Fattura LGP-2026-0117"),
        (
            &early,
            "Lagopus: la fattura LGP-2026-0117 è scaduta e ora va pagata il prima possibile",
        ),
        (&late, "Lagopus: fattura LGP-2026-0117"),
    ] {
        assert_eq!(
            broken_by(reminder, |words| words.subject = subject.to_owned()),
            [Rule::Subject],
            "{subject}"
        );
    }
    let mut two = late.clone();
    two.overdue.push(crate::sample::line("LGP-2026-0118", late.today));
    two.totals = vec![crate::sample::amount("2469", "EUR")];
    let silent = |words: &mut Words| words.subject = "URGENTE: Lagopus, fattura LGP-2026-0117".to_owned();
    assert_eq!(broken_by(&two, silent), [Rule::Subject]);
}

#[test]
fn the_last_letter_closes_the_matter() {
    let reminder = sample_reminder(Tone::FinalNotice, Language::Italian);
    let change = instead("la questione si chiude senza azioni legali", "va tutto bene");
    assert_eq!(broken_by(&reminder, change), [Rule::Owed]);
}

#[test]
fn parts_that_differ_are_noticed() {
    let reminder = sample_reminder(Tone::HeadsUp, Language::English);
    let only_text = |words: &mut Words| words.text.push_str("Call extension 4711.\n");
    assert_eq!(broken_by(&reminder, only_text), [Rule::Parts]);
    let only_html = |words: &mut Words| words.html = words.html.replace("Nothing is late;", "All is well;");
    assert_eq!(broken_by(&reminder, only_html), [Rule::Parts]);
    let link_in_text = |words: &mut Words| words.text.push_str("\nSee https://example.com/terms.\n");
    assert_eq!(broken_by(&reminder, link_in_text), [Rule::Parts]);
    let unprotected = |words: &mut Words| {
        words.text.push_str("\nSee http://example.com/terms.\n");
        words
            .html
            .push_str("<a href=\"http://example.com/terms\">Terms</a>");
    };
    assert_eq!(broken_by(&reminder, unprotected), [Rule::Safety]);
}

#[test]
fn a_local_cloud_may_answer_without_protection() {
    let mut reminder = sample_reminder(Tone::HeadsUp, Language::English);
    reminder.answer_link = Some("http://127.0.0.1:4566/answers/?t=a.b".to_owned());
    assert_eq!(broken_by(&reminder, |_| {}), []);
}

#[test]
fn what_breaks_at_the_readers_side_is_noticed() {
    let reminder = sample_reminder(Tone::HeadsUp, Language::English);
    for change in [
        (|words: &mut Words| words.html.push_str("<img src=\"https://example.com/pixel.gif\">"))
            as fn(&mut Words),
        |words| words.html.push_str(&" ".repeat(100_000)),
        |words| words.html = words.html.replace("<html lang=\"en\"", "<html"),
        |words| words.html = words.html.replace(" dir=\"ltr\"", ""),
        |words| words.subject.push_str(" XXX"),
        |words| words.subject.push('\n'),
        |words| words.html.push_str("<a href=\"/relative\"></a>"),
        |words| words.html = words.html.replace("cid:code-1-", "cid:code-2-"),
        |words| words.images.clear(),
        |words| words.images.push(words.images[0].clone()),
        |words| words.images[0].placed = Placed::Beside,
        |words| words.html = words.html.replace(" alt=\"", " title=\""),
        |words| {
            words.text.push_str("* upi://pay?pa=somebody@examplebank\n");
            let link = "<a href=\"upi://pay?pa=somebody@examplebank\"></a>";
            words.html.push_str(link);
        },
    ] {
        assert_eq!(broken_by(&reminder, change), [Rule::Safety]);
    }
    let placeholder = instead("Nothing is late;", "{{ note }}");
    assert_eq!(broken_by(&reminder, placeholder), [Rule::Safety]);
}

#[test]
fn only_the_invoices_own_payment_may_be_a_link_to_an_app() {
    let mut reminder = sample_reminder(Tone::HeadsUp, Language::English);
    let line = &mut reminder.coming_due[0];
    line.open = amount("500", "INR");
    line.billed = line.open;
    line.payment = PaymentDetails {
        upi: Some("lagopus@examplebank".into()),
        indian_account: IndianAccount::parse("50100123456789", "ABCD0123456").ok(),
        ..PaymentDetails::default()
    };
    reminder.totals = vec![line.open];
    assert_eq!(broken_by(&reminder, |_| {}), []);
    let dearer = instead("am=500.00", "am=5000.00");
    assert_eq!(broken_by(&reminder, dearer), [Rule::Safety]);
    let elsewhere = instead("lagopus@examplebank", "somebody@examplebank");
    assert_eq!(broken_by(&reminder, elsewhere), [Rule::Payment, Rule::Safety]);
    let gone = instead("50100123456789", "");
    assert_eq!(broken_by(&reminder, gone), [Rule::Payment]);
    let gone = instead("ABCD0123456", "");
    assert_eq!(broken_by(&reminder, gone), [Rule::Payment]);
}

#[test]
fn a_bad_word_in_a_name_is_the_names_own_business() {
    let mut reminder = sample_reminder(Tone::HeadsUp, Language::English);
    reminder.contact_name = None;
    reminder.company = "Legal Threat & Failure Collection Ltd".to_owned();
    assert_eq!(broken_by(&reminder, |_| {}), []);
}
