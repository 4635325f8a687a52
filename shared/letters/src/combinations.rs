//! Every combination of circumstances in which a letter may be written: what continuous integration and
//! `dunlin letters lint` try each language and tone in.

use dunning::account::Language;
use dunning::bank::IndianAccount;
use dunning::creditor::PaymentDetails;
use dunning::money::totals;
use dunning::reminder::{Reminder, StatedCharges};
use dunning::stage::Tone;

use crate::sample::{amount, line, sample_reminder};

/// A reminder, and what is special about it.
#[derive(Clone, Debug)]
pub struct Combination {
    /// The circumstances, in words: "2 invoices, by reply, part paid, …".
    pub circumstances: String,
    /// The reminder to write.
    pub reminder: Reminder,
}

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
/// What is rarer and changes no sentence of the prose: tried without the other choices.
const RARE: [Choice; 7] = [
    ("IBAN only, and no code", |reminder| {
        pay_by(reminder, |payment| {
            payment.link = None;
            payment.bic = None;
        })
    }),
    ("rupees", |reminder| in_rupees(reminder, "99999.99")),
    ("more rupees than UPI takes", |reminder| {
        in_rupees(reminder, "128500")
    }),
    ("interest and compensation", |reminder| charge(reminder, true)),
    ("compensation alone", |reminder| charge(reminder, false)),
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

pub(crate) fn add_invoices(reminder: &mut Reminder, count: usize, currency: &str) {
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

pub(crate) fn add_up(reminder: &mut Reminder) {
    let lines = if reminder.tone.is_overdue() {
        &reminder.overdue
    } else {
        &reminder.coming_due
    };
    reminder.totals = totals(lines.iter().map(|line| line.open));
}

/// Every combination in which a letter of the tone may be written.
pub fn combinations(language: Language, tone: Tone) -> impl Iterator<Item = Combination> {
    // No letter before the due date asks whether the invoice arrived.
    let arrival = if tone.is_overdue() {
        &ARRIVAL[..]
    } else {
        &ARRIVAL[1..]
    };
    let common = products(vec![
        &INVOICES[..],
        &ANSWERS,
        &PART_PAYMENT,
        &GREETING,
        &COPY,
        arrival,
    ]);
    let rare = products(vec![&INVOICES[..], &RARE]);
    common.chain(rare).map(move |choices| {
        let mut reminder = sample_reminder(tone, language);
        for (_, change) in &choices {
            change(&mut reminder);
        }
        add_up(&mut reminder);
        let circumstances: Vec<&str> = choices.iter().map(|(said, _)| *said).collect();
        Combination {
            circumstances: circumstances.join(", "),
            reminder,
        }
    })
}

/// One choice of each axis, in every way.
fn products(axes: Vec<&'static [Choice]>) -> impl Iterator<Item = Vec<Choice>> {
    let count: usize = axes.iter().map(|axis| axis.len()).product();
    (0..count).map(move |mut combination| {
        let choose = |axis: &&'static [Choice]| {
            let choice = axis[combination % axis.len()];
            combination /= axis.len();
            choice
        };
        axes.iter().map(choose).collect()
    })
}
