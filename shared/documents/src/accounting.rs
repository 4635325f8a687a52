//! What accounting tools' interfaces answer, saved as a file: Stripe, Xero, QuickBooks.

use chrono::NaiveDate;

use crate::content::Content;
use crate::date;
use crate::document::Document;
use crate::refusal::{Refusal, Unfit, quoted};

pub(crate) mod quickbooks;
pub(crate) mod stripe;
pub(crate) mod xero;

/// Why a draft is passed over that has no number yet: nothing could be found again by it.
const UNNUMBERED_DRAFT: &str = "a draft without a number";
/// The most addresses of one customer that are looked at.
const ADDRESSES_AT_MOST: usize = 20;

/// The addresses of a text, as written; tools allow several, parted by commas or semicolons.
fn addresses(text: &str) -> Vec<String> {
    text.split([',', ';'])
        .map(str::trim)
        .filter(|address| !address.is_empty())
        .take(ADDRESSES_AT_MOST)
        .map(str::to_owned)
        .collect()
}

/// The civil date of a moment, if it is a year of our time.
fn civil(day: NaiveDate) -> Result<NaiveDate, Unfit> {
    date::iso(&day.to_string())
}

/// Marks the amount as a balance where something was taken off the total, and says as of when.
///
/// Where the open amount is the whole total nothing was taken off, so every payment still counts: one that the tool
/// hasn't heard of yet must not be lost.
fn note_balance(document: &mut Document, as_of: Option<NaiveDate>) {
    document.is_open_balance = document.total.is_some_and(|total| total != document.amount_due);
    document.balance_as_of = as_of.filter(|_| document.is_open_balance);
}

/// The words of a state that no rule is written for.
fn unknown_status(text: &str) -> Unfit {
    Unfit::new(format!(
        "expected a status that is known, such as draft, open, paid or void, not {}",
        quoted(text)
    ))
}

/// The content, if no number stands in it twice.
fn unique(content: Content) -> Result<Content, Refusal> {
    crate::json::unique(&content).map(|()| content)
}
