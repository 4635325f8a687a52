//! The letters as they are read: each tone in each language, and how several invoices look.

use dunning::account::Language;
use dunning::bank::IndianAccount;
use dunning::creditor::PaymentDetails;
use dunning::money::totals;
use dunning::reminder::{Reminder, StatedCharges};
use dunning::stage::Tone;

use crate::languages;
use crate::sample::{amount, line, sample_reminder};
use crate::tests::write;

fn mail(reminder: &Reminder) -> String {
    let words = write(reminder);
    format!("Subject: {}\n\n{}", words.subject, words.text)
}

/// Three late invoices in two currencies, one of them partly paid, and one coming due.
fn several(language: Language, tone: Tone) -> Reminder {
    let mut reminder = sample_reminder(tone, language);
    let mut dollars = line("LGP-2026-0121", reminder.today);
    dollars.open = amount("310", "USD");
    dollars.billed = dollars.open;
    reminder.overdue.push(dollars);
    reminder.overdue.push(line("LGP-2026-0124", reminder.today));
    reminder.overdue[0].open = amount("734.50", "EUR");
    reminder.thanks_for = vec![amount("500", "EUR")];
    let mut coming = line("LGP-2026-0133", reminder.today);
    coming.due_on = reminder.today + chrono::Days::new(5);
    coming.days_overdue = 0;
    reminder.coming_due.push(coming);
    reminder.totals = totals(reminder.overdue.iter().map(|line| line.open));
    reminder.contact_name = None;
    reminder.answer_link = None;
    reminder
}

#[test]
fn each_tone_in_each_language() {
    for language in languages() {
        for tone in Tone::ALL {
            let name = format!("{}_{}", language.code(), tone.name());
            insta::assert_snapshot!(name, mail(&sample_reminder(tone, *language)));
        }
    }
}

#[test]
fn several_invoices_without_links() {
    for language in languages() {
        insta::assert_snapshot!(
            format!("{}_several", language.code()),
            mail(&several(*language, Tone::LateLate))
        );
    }
}

#[test]
fn what_lateness_costs_stands_on_lines_of_its_own() {
    for language in languages() {
        let mut reminder = sample_reminder(Tone::SecondNotice, *language);
        reminder.charges = vec![StatedCharges {
            interest: Some(amount("9.81", "EUR")),
            compensation: Some(amount("40.00", "EUR")),
            total: amount("1284.31", "EUR"),
        }];
        insta::assert_snapshot!(format!("{}_charges", language.code()), mail(&reminder));
    }
}

#[test]
fn rupees_are_paid_by_upi_up_to_its_limit() {
    let mut reminder = sample_reminder(Tone::EarlyLate, Language::English);
    reminder.overdue.push(line("LGP-2026-0119", reminder.today));
    for (line, open) in reminder.overdue.iter_mut().zip(["99999.99", "128500"]) {
        line.open = amount(open, "INR");
        line.billed = line.open;
        line.payment = PaymentDetails {
            upi: Some("lagopus@examplebank".into()),
            indian_account: IndianAccount::parse("50100123456789", "ABCD0123456").ok(),
            ..PaymentDetails::default()
        };
    }
    reminder.totals = totals(reminder.overdue.iter().map(|line| line.open));
    insta::assert_snapshot!("en_rupees", mail(&reminder));
}

#[test]
fn html() {
    let one = write(&sample_reminder(Tone::EarlyLate, Language::English));
    insta::assert_snapshot!("html_one", one.html);
    let more = write(&several(Language::Italian, Tone::SecondNotice));
    insta::assert_snapshot!("html_several", more.html);
}
