//! What bank statements of every format have in common.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::content::{Content, Format, PassedOver};
use crate::payment::{Movement, identified_movements, is_reference};
use crate::refusal::{Place, Refusal};
use crate::{value, words};

/// German transaction codes (Geschäftsvorfallcodes) of a debit that takes back money which had come in: returned
/// direct debits, a returned cheque.
const RETURNING_CODES: [&str; 5] = ["009", "108", "109", "110", "111"];

/// Entries of one file: a bound on memory, far beyond a day of any house that writes reminders.
pub(crate) const ENTRIES_AT_MOST: usize = 100_000;

/// References of one payment; a text with more is no list of invoices any more.
const REFERENCES_AT_MOST: usize = 500;

/// Whether a German transaction code says that a debit takes back what had come in.
pub(crate) fn is_returning(code: &str) -> bool {
    RETURNING_CODES.contains(&code)
}

/// The statements of a file, in its order.
#[derive(Default)]
pub(crate) struct Statements {
    pub(crate) movements: Vec<Movement>,
    pub(crate) passed_over: Vec<PassedOver>,
    /// Each closed statement's account, and the day that it is closed for, if it says so.
    pub(crate) closed: Vec<(String, Option<NaiveDate>)>,
}

impl Statements {
    /// Notes what was left out, and why.
    pub(crate) fn pass_over(&mut self, place: Place, why: impl Into<String>) {
        self.passed_over.push(PassedOver {
            place,
            why: why.into(),
        });
    }

    /// Adds a movement.
    ///
    /// # Errors
    /// A [`Refusal`] for one too many.
    pub(crate) fn add(&mut self, movement: Movement) -> Result<(), Refusal> {
        if self.movements.len() >= ENTRIES_AT_MOST {
            return Err(too_many_entries());
        }
        self.movements.push(movement);
        Ok(())
    }

    /// What the file says.
    pub(crate) fn into_content(self, format: Format) -> Content {
        let mut content = Content::new(format);
        content.payments_complete_to = complete_to(&self.closed);
        content.payments = identified_movements(self.movements);
        content.passed_over = self.passed_over;
        content
    }
}

/// The refusal for more entries than [`ENTRIES_AT_MOST`].
pub(crate) fn too_many_entries() -> Refusal {
    Refusal::of_file(format!(
        "the file has more than {ENTRIES_AT_MOST} entries; split it"
    ))
}

/// The day up to which every account is closed: of each the last day, of all the first of those. None where a
/// statement doesn't say, or none is closed at all.
pub(crate) fn complete_to(closed: &[(String, Option<NaiveDate>)]) -> Option<NaiveDate> {
    let mut accounts = BTreeMap::<&str, Option<NaiveDate>>::new();
    for (account, day) in closed {
        let last = accounts.entry(account).or_default();
        *last = (*last).max(*day);
    }
    accounts.into_values().min().flatten()
}

/// What came with the money. Each bank's file has other places for it.
#[derive(Clone, Default)]
pub(crate) struct Remittance {
    /// The payer's own id of the payment.
    pub(crate) end_to_end: Option<String>,
    /// Creditor references and document numbers, in fields of their own.
    pub(crate) structured: Vec<String>,
    /// Free text, one for each transaction that has some.
    pub(crate) texts: Vec<String>,
    /// References that not every report repeats.
    pub(crate) others: Vec<String>,
    /// The bank's own words: looked at where the payer said nothing.
    pub(crate) additional: Option<String>,
}

impl Remittance {
    /// Everything that may name an invoice: structured references first, then free text; nothing twice.
    pub(crate) fn references(&self) -> Vec<String> {
        let nothing_said = self.structured.is_empty() && self.texts.is_empty();
        let fields = self.structured.iter().chain(&self.end_to_end).chain(&self.others);
        let texts = self
            .texts
            .iter()
            .chain(self.additional.iter().filter(|_| nothing_said));
        let mut references = Vec::new();
        let stated = fields.filter(|field| is_reference(field)).chain(texts);
        for reference in stated.filter_map(|text| value::prose(text)) {
            if !references.contains(&reference) && references.len() < REFERENCES_AT_MOST {
                references.push(reference);
            }
        }
        references
    }

    /// What every report of the movement repeats, in one spelling.
    pub(crate) fn essence(&self, payer: Option<&str>, payer_iban: Option<&str>) -> String {
        let said: String = self
            .end_to_end
            .iter()
            .filter(|id| is_reference(id))
            .chain(&self.structured)
            .chain(&self.texts)
            .map(|text| words::folded(text))
            .collect();
        let payer = payer_iban.map_or_else(|| words::folded(payer.unwrap_or_default()), str::to_owned);
        if said.is_empty() && payer.is_empty() {
            String::new()
        } else {
            format!("{said}/{payer}")
        }
    }
}

/// A name as a payer chose it. What no name is, is none: a stranger must not be able to stop a statement by the name
/// on a transfer of one cent.
pub(crate) fn name(text: &str) -> Option<String> {
    value::line(text).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payments_are_complete_to_the_day_that_every_account_has_reached() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        for (closed, expected) in [
            (vec![("A", "2026-11-24"), ("A", "2026-11-25")], "2026-11-25"),
            (vec![("A", "2026-11-25"), ("A", "")], "2026-11-25"),
            (vec![("A", "2026-11-25"), ("B", "2026-11-24")], "2026-11-24"),
            (vec![("A", "2026-11-25"), ("B", "")], ""),
            (vec![], ""),
        ] {
            let closed: Vec<_> = closed
                .into_iter()
                .map(|(account, text)| (account.to_owned(), day(text)))
                .collect();
            assert_eq!(complete_to(&closed), day(expected), "{closed:?}");
        }
    }
}
