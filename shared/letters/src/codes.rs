//! Codes to scan: one an invoice, for exactly what is open of it. SEPA's by EPC069-12, India's by UPI.

mod picture;
pub(crate) mod sepa;
#[cfg(test)]
mod tests;
pub(crate) mod upi;

use dunning::attachment::{Attachment, AttachmentKind, Placed};
use dunning::reminder::{Reminder, ReminderLine};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::codes::picture::Picture;
use crate::harmless::{NUMBER_AT_MOST_CHARS, one_line, some_line};
use crate::locale::Locale;

/// The most codes of a letter: enough for nearly every customer; whoever owes more is better served by the list and
/// one transfer than by a page of squares. The oldest invoices get them.
const CODES_AT_MOST: usize = 3;

/// A code, as the letter shows it.
#[derive(Serialize)]
pub(crate) struct Code {
    number: String,
    open: String,
    /// Width and height in the letter, in CSS pixels.
    side: u32,
    content_id: String,
    /// Opens a payment app on the reader's own phone, which can't scan its own screen.
    link: Option<String>,
    /// Where that link pays to; what is left of the link where a mail client drops it.
    address: Option<String>,
    #[serde(skip)]
    png: Vec<u8>,
}

/// The codes of the oldest invoices that can have one.
pub(crate) fn codes(reminder: &Reminder, locale: &Locale) -> Vec<Code> {
    payable(reminder)
        .zip(1..)
        .filter_map(|((line, payload), position)| code(line, payload, position, locale))
        .collect()
}

/// The links of the codes: the only ones of a letter that are not https.
pub(crate) fn app_links(reminder: &Reminder) -> Vec<String> {
    payable(reminder)
        .filter_map(|(_, payload)| match payload {
            Payload::Sepa(_) => None,
            Payload::Upi { link, .. } => Some(link),
        })
        .collect()
}

/// What a code says.
enum Payload {
    Sepa(String),
    Upi { link: String, address: String },
}

fn payable(reminder: &Reminder) -> impl Iterator<Item = (&ReminderLine, Payload)> {
    let beneficiary = &reminder.creditor.name;
    let lines = reminder.overdue.iter().chain(&reminder.coming_due);
    lines
        .filter_map(move |line| Some((line, payload(line, beneficiary)?)))
        .take(CODES_AT_MOST)
}

/// What the invoice's code says; none where no app could pay by it, or could not quote what the letter asks to quote.
fn payload(line: &ReminderLine, beneficiary: &str) -> Option<Payload> {
    let ways = &line.payment;
    let reference = quoted(line)?;
    let sepa = || {
        let iban = ways.iban.as_deref()?;
        sepa::transfer(beneficiary, iban, ways.bic.as_deref(), line.open, &reference)
    };
    let upi = || {
        let address = dunning::bank::upi_address(ways.upi.as_deref()?)?;
        let link = upi::link(&address, beneficiary, line.open, &reference)?;
        Some(Payload::Upi { link, address })
    };
    sepa().map(Payload::Sepa).or_else(upi)
}

/// The reference that stands in the letter. One that is too long to be printed whole is in no code either: a payment
/// that quotes half of it may not be found.
fn quoted(line: &ReminderLine) -> Option<String> {
    let own = line.payment.reference.as_deref();
    let whole = |text: &str| some_line(text, usize::MAX);
    let reference = own.and_then(whole).or_else(|| whole(&line.number))?;
    (reference.chars().count() <= NUMBER_AT_MOST_CHARS).then_some(reference)
}

fn code(line: &ReminderLine, payload: Payload, position: u32, locale: &Locale) -> Option<Code> {
    let (text, address) = match payload {
        Payload::Sepa(text) => (text, None),
        Payload::Upi { link, address } => (link, Some(address)),
    };
    let picture = Picture::of(&text)?;
    Some(Code {
        number: one_line(&line.number, NUMBER_AT_MOST_CHARS),
        open: locale.money(line.open),
        side: picture.side,
        content_id: content_id(position, &text),
        link: address.is_some().then_some(text),
        address,
        png: picture.png,
    })
}

/// A name that no other picture has, in this letter or another (RFC 2392): mail clients have mixed up those that did.
fn content_id(position: u32, text: &str) -> String {
    let digest = Sha256::digest(text);
    let start = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    format!("code-{position}-{}@letter", start.collect::<String>())
}

impl Code {
    /// The picture that the letter's HTML shows.
    pub(crate) fn image(&self, position: usize) -> Attachment {
        Attachment {
            file_name: format!("code-{position}.png"),
            kind: AttachmentKind::Png,
            placed: Placed::Inline {
                content_id: self.content_id.clone(),
            },
            content: self.png.clone(),
        }
    }
}
