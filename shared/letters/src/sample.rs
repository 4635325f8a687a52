//! A fictional creditor and customers, for previews, documentation and tests. Dates are those of the worked
//! example of the ladder: due on Tuesday 24 November 2026.
#![allow(
    clippy::expect_used,
    reason = "everything here is a constant, and the tests build every sample"
)]

mod digest;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use dunning::account::{EmailAddress, Language};
use dunning::calendar::{CountryCode, Region};
use dunning::creditor::{Creditor, PaymentDetails};
use dunning::flow::respond::{ToldInvoice, View};
use dunning::invoice::{Invoice, InvoiceId};
use dunning::money::{Currency, Money};
use dunning::reminder::{Reminder, ReminderLine};
use dunning::stage::Tone;

#[cfg(test)]
pub(crate) use self::digest::digest_about;
pub use self::digest::sample_digest;

/// A letter about one invoice, with everything that a letter can have: a person to greet, a link to answer
/// at, a page to pay at, an account, and a link to the invoice.
pub fn sample_reminder(tone: Tone, language: Language) -> Reminder {
    let today = sent_on(tone);
    let invoice = line("LGP-2026-0117", today);
    let (overdue, coming_due) = if tone.is_overdue() {
        (vec![invoice], Vec::new())
    } else {
        (Vec::new(), vec![invoice])
    };
    let (contact_name, company) = customer_of(language);
    Reminder {
        tone,
        language,
        country: CountryCode::parse(home_of(language)).expect("a country"),
        today,
        contact_name: Some(contact_name.to_owned()),
        company: company.to_owned(),
        creditor: creditor(),
        overdue,
        coming_due,
        unlisted: 0,
        totals: vec![amount("1234.50", "EUR")],
        charges: Vec::new(),
        pay_by: pay_by(tone),
        thanks_for: Vec::new(),
        asks_whether_invoice_arrived: tone == Tone::EarlyLate,
        answer_link: Some("https://answers.lagopus.example.com/a/sample-letter".to_owned()),
    }
}

/// What the answers page shows of a letter about some invoices, that was sent on 8 December 2026.
pub fn sample_view(language: Language, invoices: usize) -> View {
    let told = |line| {
        let line_of_letter = self::line(&format!("LGP-2026-{:04}", 117 + line), day(2026, 12, 8));
        ToldInvoice {
            line,
            invoice: Invoice {
                due_on: Some(line_of_letter.due_on),
                payment: line_of_letter.payment,
                url: line_of_letter.url,
                ..Invoice::new(
                    InvoiceId::whole(line_of_letter.number),
                    line_of_letter.issued_on,
                    line_of_letter.billed,
                )
            },
            silence: None,
        }
    };
    View {
        creditor: creditor(),
        language,
        country: CountryCode::parse(home_of(language)).expect("a country"),
        letter_of: day(2026, 12, 8),
        open: (0..invoices).map(told).collect(),
        answers: Vec::new(),
        today: day(2026, 12, 9),
    }
}

/// A person to greet, and the company, of the language's sample customer.
fn customer_of(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Italian => ("Anna Ferri", "Rifugio Pernice S.r.l."),
        Language::Romanian => ("Ana Feriga", "Cabana Ierunca S.R.L."),
        Language::French => ("Anne Fougère", "Refuge du Lagopède SARL"),
        Language::Hindi => ("अंजलि नेगी", "हिमतीतर लॉज प्राइवेट लिमिटेड"),
        Language::German => ("Jana Berger", "Schneehuhn Hütten GmbH"),
        Language::Spanish => ("Ana Ferrer", "Refugio Perdiz S. L."),
        Language::English => ("Anna Fern", "Ptarmigan Lodge Ltd"),
    }
}

/// The country that the language's sample customer lives in.
fn home_of(language: Language) -> &'static str {
    match language {
        Language::English => "GB",
        Language::Italian => "IT",
        Language::Romanian => "RO",
        Language::French => "FR",
        Language::Hindi => "IN",
        Language::German => "DE",
        Language::Spanish => "ES",
    }
}

/// An invoice over 1,234.50 EUR, due on 24 November 2026, as it stands on `today`.
pub fn line(number: &str, today: NaiveDate) -> ReminderLine {
    let due_on = day(2026, 11, 24);
    ReminderLine {
        number: number.to_owned(),
        issued_on: day(2026, 10, 23),
        due_on,
        days_overdue: u32::try_from((today - due_on).num_days()).unwrap_or(0),
        billed: amount("1234.50", "EUR"),
        open: amount("1234.50", "EUR"),
        payment: PaymentDetails {
            link: Some(format!("https://pay.lagopus.example.com/{number}")),
            ..creditor().payment
        },
        url: Some(format!("https://invoices.lagopus.example.com/{number}.pdf")),
        attached: false,
    }
}

/// The fictional creditor: addresses and telephone number are of the ranges reserved for examples.
pub fn creditor() -> Creditor {
    Creditor {
        id: "lagopus".to_owned(),
        name: "Lagopus Coffee Roasters Ltd".to_owned(),
        short_name: "Lagopus".to_owned(),
        signatory: "Maya Hill".to_owned(),
        role: Some("Accounts Receivable".to_owned()),
        sender: address("accounts@lagopus.example.com"),
        reply_to: address("maya.hill@lagopus.example.com"),
        phone: "+44 20 7946 0123".to_owned(),
        web: Some("https://www.lagopus.example.com".to_owned()),
        fax: None,
        postal_address: vec![
            "7 Moorland Yard".to_owned(),
            "London E1 0AA".to_owned(),
            "United Kingdom".to_owned(),
        ],
        region: Region::parse("GB").expect("a region"),
        zone: Tz::Europe__London,
        language: Language::English,
        account_manager: address("maya.hill@lagopus.example.com"),
        default_terms_days: Some(30),
        currency: None,
        payment: PaymentDetails {
            iban: Some("GB82WEST12345698765432".to_owned()),
            bic: Some("LAGOGB2LXXX".to_owned()),
            reference: None,
            link: None,
            upi: None,
            indian_account: None,
        },
    }
}

/// The day on which the worked example sends a tone's letter.
fn sent_on(tone: Tone) -> NaiveDate {
    match tone {
        Tone::HeadsUp => day(2026, 11, 17),
        Tone::Upcoming => day(2026, 11, 20),
        Tone::DueToday => day(2026, 11, 24),
        Tone::EarlyLate => day(2026, 11, 27),
        Tone::LateLate => day(2026, 12, 2),
        Tone::SecondNotice => day(2026, 12, 11),
        Tone::FinalNotice => day(2026, 12, 28),
    }
}

fn pay_by(tone: Tone) -> Option<NaiveDate> {
    let days = match tone {
        Tone::HeadsUp | Tone::Upcoming | Tone::DueToday => return None,
        Tone::EarlyLate | Tone::LateLate | Tone::SecondNotice => 7,
        Tone::FinalNotice => 16,
    };
    sent_on(tone).checked_add_days(Days::new(days))
}

/// An amount of a currency, as the samples need it.
pub fn amount(amount: &str, currency: &str) -> Money {
    Money::new(
        amount.parse().expect("an amount"),
        Currency::parse(currency).expect("a currency"),
    )
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}
