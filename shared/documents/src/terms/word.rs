//! What the words of payment terms are there for.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::vocabulary::{ROWS, Row, STEMS};
use crate::words::folded;

/// What a word of payment terms is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sense {
    /// A unit of counting: a day.
    Day,
    /// A day abbreviated to a letter, which means nothing unless a number stands before it.
    ShortDay,
    /// Seven days.
    Week,
    /// Months, their ends and what comes next in the calendar: read in two ways, so not at all.
    Calendar,
    /// Days of work: which those are depends on place and trade.
    Working,
    /// Speaks of being due; a date behind it is the due date.
    Due,
    /// Speaks of paying; a date behind it may as well be when it was done.
    Pay,
    /// Now.
    AtOnce,
    /// The arrival of the invoice.
    Receipt,
    /// The whole sum.
    Net,
    /// Without, as in "without deduction".
    Without,
    /// Not.
    Not,
    /// Beyond a day; after [`Sense::Not`], up to it.
    Later,
    /// What is taken off for paying early.
    Discount,
    /// Out of a hundred.
    Percent,
    /// What follows if nobody pays.
    Late,
    /// A condition.
    If,
    /// The alternative to a condition.
    Otherwise,
    /// Counting begins then.
    After,
    /// Counting begins there, or merely "of".
    From,
    /// Ahead of something.
    Before,
    /// Up to a date.
    By,
    /// The invoice and its date: what terms are counted from unless they say otherwise.
    Invoice,
    /// Another matter: delivery, returns, complaints.
    Other,
    /// Said elsewhere.
    Contract,
    /// Paid in parts, or before.
    Part,
    /// The creditor collects.
    Collected,
    /// Nothing is to be paid any more.
    Settled,
    /// A tax, whose percentage is no discount.
    Tax,
    /// A name of money.
    Currency,
    /// The number behind it names something.
    NumberSign,
    /// A month, from 1.
    Month(u32),
    /// A choice.
    Or,
    /// Says nothing by itself.
    Filler,
}

/// A word that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) sense: Sense,
    /// Whether English has the word too: if not, whoever writes it writes the day before the month.
    pub(super) is_english: bool,
}

static WORDS: LazyLock<HashMap<String, Word>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for Row(sense, english, others) in ROWS {
        for (list, is_english) in [(english, true), (others, false)] {
            for word in list.split_whitespace() {
                let sense = *sense;
                words.entry(folded(word)).or_insert(Word { sense, is_english });
            }
        }
    }
    words
});

/// What a word means; none for one that is not of this vocabulary.
pub(super) fn word(text: &str) -> Option<Word> {
    let folded = folded(text);
    WORDS.get(folded.as_str()).copied().or_else(|| {
        let (_, sense) = STEMS.iter().find(|(stem, _)| folded.contains(stem))?;
        Some(Word {
            sense: *sense,
            is_english: false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_has_two_senses() {
        let mut seen = HashMap::<String, Sense>::new();
        for Row(sense, english, others) in ROWS {
            for word in english.split_whitespace().chain(others.split_whitespace()) {
                let before = seen.insert(folded(word), *sense);
                assert!(
                    before.is_none_or(|before| before == *sense),
                    "{word}: {before:?} and {sense:?}"
                );
            }
        }
    }

    #[test]
    fn long_words_are_known_by_their_stems() {
        for (text, sense) in [
            ("Verzugszinsen", Sense::Late),
            ("Vorauszahlung", Sense::Part),
            ("Rechnungserhalt", Sense::Invoice),
            ("SEPA-Lastschriftmandat", Sense::Collected),
            ("dröjsmålsränta", Sense::Late),
            ("Skontoabzüge", Sense::Discount),
        ] {
            assert_eq!(word(text).map(|word| word.sense), Some(sense), "{text}");
        }
        assert_eq!(word("Heidekraut"), None);
    }
}
