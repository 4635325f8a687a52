//! Reminders about one invoice are one conversation in the customer's mailbox.

use crate::letter::{Letter, LetterLine};

/// Earlier letters that a mail refers to: the latest of them. A header has room for some more; mail clients need one.
const EARLIER_AT_MOST: usize = 8;

/// The mail service's ids of earlier letters that reached the same address and share an invoice with this one, oldest
/// first. What went to another address is nobody's conversation here, and its id would tell of it.
pub(super) fn earlier(letters: &[Letter], letter: &Letter) -> Vec<String> {
    let address = letter.to.folded();
    let is_shared = |line: &LetterLine| {
        let mut here = letter.lines.iter();
        here.any(|other| other.invoice.number == line.invoice.number)
    };
    let mut earlier: Vec<&Letter> = letters
        .iter()
        .filter(|other| other.id != letter.id && other.state.counts_as_reached())
        .filter(|other| other.to.folded() == address && other.lines.iter().any(is_shared))
        .filter(|other| other.message_id.is_some())
        .collect();
    earlier.sort_by_key(|letter| letter.claimed_at);
    let latest = earlier.split_off(earlier.len().saturating_sub(EARLIER_AT_MOST));
    latest
        .into_iter()
        .filter_map(|letter| letter.message_id.clone())
        .collect()
}
