//! What a year, or many, came to.

use std::collections::BTreeMap;
use std::fmt;

use dunning::ledger::Ledger;
use dunning::stage::Tone;

/// How much happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lived {
    years: u64,
    pub(super) mails: usize,
    pub(super) digests: usize,
    pub(super) tones: BTreeMap<&'static str, usize>,
    pub(super) payments: usize,
    pub(super) answers: usize,
    pub(super) struck: usize,
    pub(super) noted: usize,
    pub(super) lifted: usize,
    pub(super) tasks_closed: usize,
    tasks: BTreeMap<&'static str, usize>,
    letter_states: BTreeMap<&'static str, usize>,
}

impl Lived {
    pub(super) fn one_year() -> Self {
        Self {
            years: 1,
            ..Self::default()
        }
    }

    /// What is left at the end of the year.
    pub(super) fn ends_with(&mut self, ledger: &Ledger) {
        for task in &ledger.tasks {
            *self.tasks.entry(task.kind.name()).or_default() += 1;
        }
        for letter in &ledger.letters {
            *self.letter_states.entry(letter.state.name()).or_default() += 1;
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.years += other.years;
        self.mails += other.mails;
        self.digests += other.digests;
        self.payments += other.payments;
        self.answers += other.answers;
        self.struck += other.struck;
        self.noted += other.noted;
        self.lifted += other.lifted;
        self.tasks_closed += other.tasks_closed;
        for (sums, counts) in [
            (&mut self.tones, &other.tones),
            (&mut self.tasks, &other.tasks),
            (&mut self.letter_states, &other.letter_states),
        ] {
            for (name, count) in counts {
                *sums.entry(name).or_default() += count;
            }
        }
    }

    /// # Panics
    /// If the years were too quiet to prove anything.
    pub(crate) fn assert_is_full_of_life(&self, years: u64) {
        assert_eq!(self.years, years);
        if years < 100 {
            return;
        }
        for tone in Tone::ALL {
            assert!(
                self.tones.get(tone.name()).is_some_and(|count| *count > 100),
                "{} {self}",
                tone.name()
            );
        }
        for state in [
            "delivered",
            "unknown",
            "bounced",
            "complained",
            "rejected",
            "released",
        ] {
            assert!(
                self.letter_states.contains_key(state),
                "no letter is {state}: {self}"
            );
        }
        assert!(
            self.digests > 1_000 && self.struck > 1_000 && self.payments > 1_000 && self.answers > 1_000,
            "{self}"
        );
        assert!(
            self.noted > 100 && self.lifted > 10 && self.tasks_closed > 100,
            "{self}"
        );
    }
}

impl fmt::Display for Lived {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} years: {} mails {:?}, now {:?}; {} digests; {} payments, {} answers, {} strokes; by hand: {} payments noted, {} addresses lifted, {} tasks closed; open tasks {:?}",
            self.years,
            self.mails,
            self.tones,
            self.letter_states,
            self.digests,
            self.payments,
            self.answers,
            self.struck,
            self.noted,
            self.lifted,
            self.tasks_closed,
            self.tasks
        )
    }
}
