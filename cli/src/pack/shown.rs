//! Which entries of a customer's story a pack about one invoice shows.

use std::collections::BTreeSet;

use dunning::chain::{Story, Told};

/// One invoice among the customer's others.
pub(crate) struct Matter {
    number: String,
    others: BTreeSet<String>,
}

impl Matter {
    /// The matter of an invoice's number, in a story that may tell of others; `others` names more of them.
    pub(crate) fn of(number: &str, story: &Story, others: impl IntoIterator<Item = String>) -> Self {
        let told = story
            .entries
            .iter()
            .filter_map(|entry| entry.told.as_ref()?.invoice.as_ref());
        let others = told
            .map(|id| id.number.clone())
            .chain(others)
            .filter(|other| other != number);
        Self {
            number: number.to_owned(),
            others: others.collect(),
        }
    }

    /// Whether an entry may be shown: it is about the invoice, or about the customer as a whole without a word of
    /// another invoice.
    pub(crate) fn shows(&self, told: &Told) -> bool {
        match &told.invoice {
            Some(id) => id.number == self.number,
            None => !self.others.iter().any(|other| names(&told.detail, other)),
        }
    }
}

/// Whether a text names a number, and not only as a part of a longer one.
fn names(text: &str, number: &str) -> bool {
    let is_apart = |neighbour: Option<char>| !neighbour.is_some_and(char::is_alphanumeric);
    text.match_indices(number).any(|(at, found)| {
        let (before, behind) = (text.get(..at), text.get(at + found.len()..));
        is_apart(before.and_then(|text| text.chars().next_back()))
            && is_apart(behind.and_then(|text| text.chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_named_only_as_a_whole() {
        assert!(names("call INV-2: by phone", "INV-2"));
        assert!(names("INV-2", "INV-2"));
        assert!(names("INV-21 and INV-2", "INV-2"));
        assert!(!names("call INV-21: by phone", "INV-2"));
        assert!(!names("letter of 2026-11-17", "7"));
    }
}
