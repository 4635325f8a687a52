//! What really happened, kept by the simulation itself: who owes what and lives where, who paid, promised, disputed,
//! complained. Dunlin's letters are held against it, not against Dunlin's own books.
//!
//! What came before what is told by turns: a fact counts from the turn in which Dunlin dealt with it.

mod ladder;
mod mail;
mod silence;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dunning::answer::Answer;
use dunning::flow::feedback::News;
use dunning::letter::{LetterEvent, LetterId};
use dunning::stage::StageName;
use tests::world::{Applied, Fate};

pub(crate) use mail::IGNORED_BELOW_CENTS;
use silence::Silence;

/// What is true.
#[derive(Default)]
pub(crate) struct Truth {
    pub(crate) invoices: BTreeMap<u32, Owed>,
    silences: Vec<Silence>,
    /// What was answered to which letter.
    answers: Vec<(LetterId, Answer)>,
    promises: BTreeMap<u32, usize>,
    claims: BTreeMap<u32, usize>,
    /// By customer, where they live, and since which turn.
    homes: BTreeMap<u32, Vec<(u64, usize)>>,
    /// Addresses that bounced for good or complained, and since which turn that is known.
    gone: BTreeMap<String, u64>,
    /// What was said of which invoice.
    said: BTreeMap<(u32, StageName), Vec<Saying>>,
    /// Money that fitted nothing when it came: its customer and cents. Whatever it fits later may be paid by it.
    spare: Vec<(u32, i64)>,
    /// Invoices that a person has taken over from Dunlin.
    taken_over: BTreeSet<u32>,
    /// Files on their way, and what they mean once they are applied.
    pending: BTreeMap<String, Vec<Fact>>,
}

/// A mail that said a stage.
#[derive(Clone, Copy, Debug)]
struct Saying {
    on: NaiveDate,
    fate: Fate,
}

/// An invoice.
pub(crate) struct Owed {
    pub(crate) customer: u32,
    pub(crate) cents: i64,
    pub(crate) due_on: NaiveDate,
    /// Since when Dunlin knows it.
    pub(crate) known_since: Option<(u64, NaiveDate)>,
    /// What was taken off, and since which turn Dunlin knows.
    settled: Vec<(u64, i64)>,
}

impl Owed {
    pub(crate) fn new(customer: u32, cents: i64, due_on: NaiveDate) -> Self {
        Self {
            customer,
            cents,
            due_on,
            known_since: None,
            settled: Vec::new(),
        }
    }

    /// What is open by all that was known up to a turn.
    pub(crate) fn open_cents(&self, turn: u64) -> i64 {
        let settled = self.settled.iter().filter(|(known, _)| *known <= turn);
        self.cents - settled.map(|(_, cents)| cents).sum::<i64>()
    }
}

/// What a file means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fact {
    /// The directory has a customer: who lives there, an index into the homes.
    Lives { customer: u32, home: usize },
    /// An invoice is known.
    Known(u32),
    /// So much less is owed of an invoice that the file names.
    Settled { invoice: u32, cents: i64 },
    /// The customer paid a sum, and named nothing.
    Unnamed { customer: u32, cents: i64 },
}

/// `INV-0007` is the seventh.
pub(crate) fn number(serial: u32) -> String {
    format!("INV-{serial:04}")
}

/// Reads [`number`] back.
pub(crate) fn serial(number: &str) -> Option<u32> {
    number.strip_prefix("INV-")?.parse().ok()
}

impl Truth {
    pub(crate) fn on_its_way(&mut self, object: String, facts: Vec<Fact>) {
        self.pending.insert(object, facts);
    }

    /// A file was applied, on `day`.
    pub(crate) fn applied(&mut self, applied: &Applied, day: NaiveDate) {
        let turn = applied.turn;
        for fact in self.pending.remove(&applied.object).unwrap_or_default() {
            match fact {
                Fact::Lives { customer, home } => {
                    self.homes.entry(customer).or_default().push((turn, home));
                    // Whoever keeps the directory may have named somebody else.
                    self.somebody_is_found(customer, turn);
                }
                Fact::Known(serial) => {
                    if let Some(owed) = self.invoices.get_mut(&serial) {
                        owed.known_since.get_or_insert((turn, day));
                    }
                }
                Fact::Settled { invoice, cents } => {
                    if let Some(owed) = self.invoices.get_mut(&invoice) {
                        owed.settled.push((turn, cents));
                    }
                }
                Fact::Unnamed { customer, cents } => self.unnamed(customer, cents, turn),
            }
        }
    }

    /// Money that fits one invoice is for it; that fits several may be for each, until a person has looked.
    fn unnamed(&mut self, customer: u32, cents: i64, turn: u64) {
        let fits = |owed: &Owed| {
            owed.customer == customer
                && owed.known_since.is_some_and(|(known, _)| known <= turn)
                && owed.open_cents(turn) == cents
        };
        let candidates: Vec<u32> = self
            .invoices
            .iter()
            .filter(|(_, owed)| fits(owed))
            .map(|(serial, _)| *serial)
            .collect();
        match candidates.as_slice() {
            [] => self.spare.push((customer, cents)),
            [only] => {
                if let Some(owed) = self.invoices.get_mut(only) {
                    owed.settled.push((turn, cents));
                }
            }
            _ => self
                .silences
                .push(Silence::money_came_in(candidates, cents, turn)),
        }
    }

    /// Whether money that came without a name may have been for an invoice.
    pub(crate) fn is_perhaps_paid(&self, serial: u32) -> bool {
        let Some(owed) = self.invoices.get(&serial) else {
            return false;
        };
        let mut open = owed.cents;
        let balances = owed.settled.iter().map(|(_, cents)| {
            open -= cents;
            open
        });
        let balances: Vec<i64> = std::iter::once(owed.cents).chain(balances).collect();
        let mut spare = self.spare.iter();
        spare.any(|(customer, cents)| *customer == owed.customer && balances.contains(cents))
    }

    /// News of a mail was dealt with.
    pub(crate) fn told(&mut self, turn: u64, news: &News, customer: u32) {
        let is_gone = matches!(
            news.event,
            Some(LetterEvent::Bounced { permanent: true } | LetterEvent::Complained)
        );
        if is_gone {
            for address in &news.recipients {
                self.gone.entry(address.to_string()).or_insert(turn);
            }
        }
        if news.event == Some(LetterEvent::Complained) {
            self.silences.push(Silence::complained(customer, turn));
        }
    }

    /// A person noted that so much of an invoice is paid.
    pub(crate) fn noted(&mut self, invoice: u32, cents: i64, turn: u64) {
        if let Some(owed) = self.invoices.get_mut(&invoice) {
            owed.settled.push((turn, cents));
        }
    }

    /// A person took an address off the suppression list.
    pub(crate) fn lifted(&mut self, address: &str) {
        self.gone.remove(address);
    }

    /// A person took an invoice over for good.
    pub(crate) fn taken_over(&mut self, invoice: u32) {
        self.taken_over.insert(invoice);
    }

    /// Whether a person took it over.
    pub(crate) fn is_taken_over(&self, invoice: u32) -> bool {
        self.taken_over.contains(&invoice)
    }

    /// What is open of an invoice, by all that is known.
    pub(crate) fn open_cents(&self, serial: u32, turn: u64) -> i64 {
        self.invoices.get(&serial).map_or(0, |owed| owed.open_cents(turn))
    }
}
