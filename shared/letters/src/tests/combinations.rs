//! Every combination of language, tone and circumstances makes a letter that breaks no rule.

use std::collections::BTreeMap;

use dunning::account::Language;
use dunning::bank::IndianAccount;
use dunning::creditor::PaymentDetails;
use dunning::money::totals;
use dunning::reminder::{LINES_AT_MOST, Reminder, StatedCharges};
use dunning::stage::Tone;

use crate::languages;
use crate::lint::{HTML_BYTES_AT_MOST, lint, prose_words};
use crate::sample::{amount, line, sample_reminder};
use crate::tests::write;

/// One way in which circumstances differ; each choice changes the sample.
type Choice = (&'static str, fn(&mut Reminder));

const INVOICES: [Choice; 5] = [
    ("1 invoice", |_| {}),
    ("2 invoices", |reminder| add_invoices(reminder, 1, "EUR")),
    ("5 invoices in 2 currencies", |reminder| {
        add_invoices(reminder, 2, "EUR");
        add_invoices(reminder, 2, "GBP");
    }),
    ("1 invoice and 2 coming due", |reminder| {
        add_coming_due(reminder, 2)
    }),
    ("5 invoices in 3 currencies and 1 coming due", |reminder| {
        add_invoices(reminder, 2, "USD");
        add_invoices(reminder, 2, "CHF");
        add_coming_due(reminder, 1);
    }),
];
const ANSWERS: [Choice; 2] = [
    ("answers by link", |_| {}),
    ("by reply", |reminder| reminder.answer_link = None),
];
const PAYMENT: [Choice; 2] = [
    ("link and IBAN", |_| {}),
    ("IBAN only, and no code", |reminder| {
        pay_by(reminder, |payment| {
            payment.link = None;
            payment.bic = None;
        })
    }),
];
/// What is rarer and changes no sentence of the prose: tried without the other choices.
const RARE: [Choice; 6] = [
    ("interest and compensation", |reminder| charge(reminder, true)),
    ("compensation alone", |reminder| charge(reminder, false)),
    ("rupees", |reminder| in_rupees(reminder, "99999.99")),
    ("more rupees than UPI takes", |reminder| {
        in_rupees(reminder, "128500")
    }),
    ("UPI only", |reminder| {
        pay_by(reminder, |payment| {
            *payment = PaymentDetails {
                upi: Some("lagopus@example".into()),
                ..PaymentDetails::default()
            };
        });
    }),
    ("no way known", |reminder| {
        pay_by(reminder, |payment| *payment = PaymentDetails::default());
        reminder.creditor.payment = PaymentDetails::default();
    }),
];
const PART_PAYMENT: [Choice; 3] = [
    ("nothing paid", |_| {}),
    ("part paid", |reminder| {
        reminder.thanks_for = vec![amount("500", "EUR")];
        for line in reminder
            .overdue
            .iter_mut()
            .chain(&mut reminder.coming_due)
            .take(1)
        {
            line.open = amount("734.50", "EUR");
        }
    }),
    ("part paid in 2 currencies", |reminder| {
        reminder.thanks_for = vec![amount("500", "EUR"), amount("20", "GBP")]
    }),
];
const GREETING: [Choice; 3] = [
    ("a person", |_| {}),
    ("a company", |reminder| reminder.contact_name = None),
    ("a long name", |reminder| {
        reminder.contact_name = None;
        reminder.company = "The Greater Northern Moorland Coffee and Tea Company of 1887 Ltd".into();
        reminder.creditor.short_name = "Lagopus Coffee Roasters".into();
    }),
];
const COPY: [Choice; 3] = [
    ("invoice attached", |reminder| {
        for line in reminder.overdue.iter_mut().chain(&mut reminder.coming_due) {
            line.attached = true;
        }
    }),
    ("invoice by link", |_| {}),
    ("copy on request", |reminder| without_links(reminder)),
];
const ARRIVAL: [Choice; 2] = [
    ("asks about arrival", |reminder| {
        reminder.asks_whether_invoice_arrived = reminder.tone.is_overdue()
    }),
    ("does not ask", |reminder| {
        reminder.asks_whether_invoice_arrived = false
    }),
];

fn add_invoices(reminder: &mut Reminder, count: usize, currency: &str) {
    for index in 0..count {
        let mut invoice = line(
            &format!("LGP-2026-0{}{index}", currency.len() + reminder.overdue.len()),
            reminder.today,
        );
        invoice.open = amount("98765.4", currency);
        invoice.billed = invoice.open;
        let lines = if reminder.tone.is_overdue() {
            &mut reminder.overdue
        } else {
            &mut reminder.coming_due
        };
        invoice.number = format!("{}-{}", invoice.number, lines.len());
        lines.push(invoice);
    }
}

fn add_coming_due(reminder: &mut Reminder, count: usize) {
    for index in 0..count {
        let mut invoice = line(&format!("LGP-2027-{index}"), reminder.today);
        invoice.due_on = reminder.today + chrono::Days::new(3);
        invoice.days_overdue = 0;
        reminder.coming_due.push(invoice);
    }
}

/// Charges are stated from the second notice on.
fn charge(reminder: &mut Reminder, with_interest: bool) {
    if reminder.tone >= Tone::SecondNotice {
        reminder.charges = vec![StatedCharges {
            interest: with_interest.then(|| amount("9.81", "EUR")),
            compensation: Some(amount("40.00", "EUR")),
            total: amount(if with_interest { "1284.31" } else { "1274.50" }, "EUR"),
        }];
    }
}

fn pay_by(reminder: &mut Reminder, change: impl Fn(&mut PaymentDetails)) {
    for line in reminder.overdue.iter_mut().chain(&mut reminder.coming_due) {
        change(&mut line.payment);
    }
}

fn in_rupees(reminder: &mut Reminder, open: &str) {
    for line in reminder.overdue.iter_mut().chain(&mut reminder.coming_due) {
        line.open = amount(open, "INR");
        line.billed = line.open;
        line.payment = PaymentDetails {
            upi: Some("lagopus@examplebank".into()),
            indian_account: IndianAccount::parse("50100123456789", "ABCD0123456").ok(),
            ..PaymentDetails::default()
        };
    }
}

fn without_links(reminder: &mut Reminder) {
    for line in reminder.overdue.iter_mut().chain(&mut reminder.coming_due) {
        line.url = None;
    }
}

fn add_up(reminder: &mut Reminder) {
    let lines = if reminder.tone.is_overdue() {
        &reminder.overdue
    } else {
        &reminder.coming_due
    };
    reminder.totals = totals(lines.iter().map(|line| line.open));
}

/// Calls `with` for every combination of the choices, in every language and tone.
fn every_combination(axes: &[&[Choice]], with: &mut impl FnMut(&str, &Reminder)) {
    let count: usize = axes.iter().map(|axis| axis.len()).product();
    for language in languages() {
        for tone in Tone::ALL {
            for mut combination in 0..count {
                let mut reminder = sample_reminder(tone, *language);
                let mut name = format!("{} {}", language.code(), tone.name());
                for axis in axes {
                    let (said, change) = axis[combination % axis.len()];
                    combination /= axis.len();
                    change(&mut reminder);
                    name = format!("{name}, {said}");
                }
                add_up(&mut reminder);
                // No letter before the due date asks whether the invoice arrived, so that choice is none there.
                if tone.is_overdue() || !name.ends_with(ARRIVAL[0].0) {
                    with(&name, &reminder);
                }
            }
        }
    }
}

#[test]
fn no_combination_breaks_a_rule() {
    let mut broken: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut lengths: BTreeMap<(Language, &str), (usize, usize)> = BTreeMap::new();
    let mut letters = 0;
    let mut check = |name: &str, reminder: &Reminder| {
        let words = write(reminder);
        letters += 1;
        let (fewest, more) = prose_words(&words);
        let (least, most) = lengths
            .entry((reminder.language, reminder.tone.name()))
            .or_insert((fewest, more));
        (*least, *most) = (fewest.min(*least), more.max(*most));
        for finding in lint(&words, reminder) {
            let entry = broken
                .entry(format!(
                    "{} {} {finding}",
                    reminder.language.code(),
                    reminder.tone.name()
                ))
                .or_insert_with(|| (0, format!("{name}\n{}\n{}", words.subject, words.text)));
            entry.0 += 1;
        }
    };
    every_combination(
        &[
            &INVOICES,
            &ANSWERS,
            &PAYMENT,
            &PART_PAYMENT,
            &GREETING,
            &COPY,
            &ARRIVAL,
        ],
        &mut check,
    );
    every_combination(&[&INVOICES, &RARE], &mut check);
    println!("{letters} letters; words of prose, least and most:");
    for ((language, tone), (least, most)) in lengths {
        println!("{} {tone}: {least}–{most}", language.code());
    }
    let report: Vec<String> = broken
        .iter()
        .map(|(finding, (count, first))| format!("{count} × {finding}, first in: {first}"))
        .collect();
    assert!(report.is_empty(), "{}", report.join("\n"));
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
        assert!(words.html.len() < HTML_BYTES_AT_MOST);
        assert!(words.subject.contains("233"), "{}", words.subject);
        assert!(words.text.contains("34"));
    }
}
