//! Due dates for the customer's own calendar.

use std::fmt::Write;

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use crate::account::Language;
use crate::calendar::CountryCode;
use crate::creditor::Creditor;
use crate::invoice::InvoiceId;
use crate::money::Money;

/// The most due dates that one letter brings; a customer with more has no use for each of them in a calendar.
pub const DUE_DATES_AT_MOST: usize = 20;

/// Due dates as a letter brings them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDates {
    /// Whose money it is, in short.
    pub creditor: String,
    /// How amounts are written: in this language,
    pub language: Language,
    /// as this country uses it.
    pub country: CountryCode,
    /// When they were written down.
    pub written_at: DateTime<Utc>,
    /// Oldest first.
    pub dates: Vec<DueDate>,
}

/// One due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDate {
    /// The entry's identity in every letter: a calendar that has it already moves it instead of adding another.
    pub identity: String,
    /// The invoice's number, with the instalment if there is one.
    pub number: String,
    /// The day.
    pub due_on: NaiveDate,
    /// What is open.
    pub open: Money,
}

/// A calendar entry's identity: the same for an invoice in every letter, and telling nothing of it. The part behind the
/// `@` is the creditor's own domain, as RFC 5545, 3.8.4.7, advises.
pub fn identity(creditor: &Creditor, invoice: &InvoiceId) -> String {
    let instalment = invoice.instalment.unwrap_or_default();
    let whole = format!("{}\0{}\0{instalment}", creditor.id, invoice.number);
    let mut identity = "due-".to_owned();
    for byte in Sha256::digest(whole.as_bytes()).iter().take(16) {
        // Writing to a text never fails.
        let _ = write!(identity, "{byte:02x}");
    }
    let domain = creditor.sender.as_str().rsplit('@').next().unwrap_or_default();
    format!("{identity}@{domain}")
}
