//! What customers answered, and to which letters.

use std::collections::{BTreeMap, HashMap};

use aws::table::History;
use dunning::account::Language;
use dunning::answer::Said;
use dunning::letter::{Letter, LetterId};
use dunning::stage::Tone;

use super::period::Period;

/// Which of the four answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Paid,
    WillPay,
    Dispute,
    WrongPerson,
}

impl Kind {
    /// Every kind, in the order of the answers page.
    pub(crate) const ALL: [Self; 4] = [Self::Paid, Self::WillPay, Self::Dispute, Self::WrongPerson];

    fn of(said: Said) -> Self {
        match said {
            Said::Paid => Self::Paid,
            Said::WillPay { .. } => Self::WillPay,
            Said::Dispute => Self::Dispute,
            Said::WrongPerson => Self::WrongPerson,
        }
    }

    /// In snake case, for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::WillPay => "will_pay",
            Self::Dispute => "dispute",
            Self::WrongPerson => "wrong_person",
        }
    }
}

/// Letters that were answered on the answers page, by text and answer. Of a letter that was answered more than once,
/// the last answer counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    counts: BTreeMap<(Tone, Language, Kind), u64>,
    sent: BTreeMap<(Tone, Language), u64>,
}

impl Answers {
    pub(crate) fn take_in(&mut self, history: &History, period: Period) {
        let of_period = |letter: &&Letter| period.contains(letter.id.day) && letter.state.counts_as_reached();
        let letters: HashMap<&LetterId, &Letter> = history
            .letters
            .iter()
            .filter(of_period)
            .map(|letter| (&letter.id, letter))
            .collect();
        for letter in letters.values() {
            *self.sent.entry((letter.tone, letter.language)).or_default() += 1;
        }
        let answers = history.account.iter().flat_map(|account| &account.answers);
        let last: HashMap<&LetterId, Kind> = answers
            .map(|given| (&given.letter, Kind::of(given.said)))
            .collect();
        for (letter, kind) in last {
            if let Some(letter) = letters.get(letter) {
                let place = (letter.tone, letter.language, kind);
                *self.counts.entry(place).or_default() += 1;
            }
        }
    }

    /// The tones of the letters that reached somebody, friendliest first.
    pub(crate) fn tones(&self) -> impl Iterator<Item = Tone> {
        let is_used = |tone: &Tone| self.sent.keys().any(|(other, _)| other == tone);
        Tone::ALL.into_iter().filter(is_used)
    }

    /// Letters of a tone that got an answer of a kind.
    pub(crate) fn count(&self, tone: Tone, kind: Kind) -> u64 {
        let is_it = |place: &(Tone, Language, Kind)| place.0 == tone && place.2 == kind;
        self.sum(is_it)
    }

    /// Letters of a text that got any answer.
    pub(crate) fn of_text(&self, (tone, language): (Tone, Language)) -> u64 {
        self.sum(|place| place.0 == tone && place.1 == language)
    }

    /// Letters that got any answer.
    pub(crate) fn all(&self) -> u64 {
        self.sum(|_| true)
    }

    /// Letters of a tone that reached somebody.
    pub(crate) fn sent(&self, tone: Tone) -> u64 {
        let of_tone = |((other, _), count): (&(Tone, Language), &u64)| (*other == tone).then_some(*count);
        self.sent.iter().filter_map(of_tone).sum()
    }

    /// Letters of a text that reached somebody.
    pub(crate) fn sent_of_text(&self, text: (Tone, Language)) -> u64 {
        self.sent.get(&text).copied().unwrap_or_default()
    }

    fn sum(&self, counts: impl Fn(&(Tone, Language, Kind)) -> bool) -> u64 {
        let counted = self.counts.iter().filter(|(place, _)| counts(place));
        counted.map(|(_, count)| count).sum()
    }
}
