//! What really happened, kept by the simulation itself: who owes what, who paid, promised, disputed. Dunlin's letters
//! are held against it, not against Dunlin's own books.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use dunning::answer::Answer;
use dunning::flow::respond::Outcome;
use tests::world::{Answered, Broken, Sending};

/// Balances below it are nobody's worry (5 of the currency).
const IGNORED_BELOW_CENTS: i64 = 500;
/// Promises that an invoice is granted without a person.
const PROMISES_GRANTED: usize = 2;
/// "I have paid" gives 7 business days: these many days at the very least.
const DAYS_FOR_MONEY_TO_BE_SEEN: i64 = 7;

/// What is true.
#[derive(Default)]
pub(crate) struct Truth {
    pub(crate) invoices: BTreeMap<u32, Owed>,
    silences: Vec<Silence>,
    promises: BTreeMap<u32, usize>,
    claims: BTreeMap<u32, usize>,
    /// Files on their way, and what they mean once they are applied.
    pending: BTreeMap<String, Vec<Fact>>,
}

/// An invoice.
pub(crate) struct Owed {
    pub(crate) customer: u32,
    pub(crate) cents: i64,
    pub(crate) due_on: NaiveDate,
    /// Since when Dunlin knows it.
    pub(crate) known_since: Option<DateTime<Utc>>,
    /// What was taken off, and when Dunlin knew.
    settled: Vec<(DateTime<Utc>, i64)>,
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

    fn open_cents(&self, at: DateTime<Utc>) -> i64 {
        let settled = self.settled.iter().filter(|(known, _)| *known <= at);
        self.cents - settled.map(|(_, cents)| cents).sum::<i64>()
    }
}

/// What a file means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fact {
    /// An invoice is known.
    Known(u32),
    /// So much less is owed of an invoice that the file names.
    Settled { invoice: u32, cents: i64 },
    /// The customer paid a sum, and named nothing.
    Unnamed { customer: u32, cents: i64 },
}

/// Invoices that nobody may be reminded of.
struct Silence {
    invoices: Vec<u32>,
    from: DateTime<Utc>,
    /// The first instant or day on which it may be over.
    until: Until,
    why: String,
}

enum Until {
    Instant(DateTime<Utc>),
    Day(NaiveDate),
    SomebodyEndsIt,
}

/// `INV-7` is the seventh.
pub(crate) fn number(serial: u32) -> String {
    format!("INV-{serial:04}")
}

fn serial_of(number: &str) -> Option<u32> {
    number.strip_prefix("INV-")?.parse().ok()
}

impl Truth {
    pub(crate) fn on_its_way(&mut self, object: String, facts: Vec<Fact>) {
        self.pending.insert(object, facts);
    }

    /// A file was applied.
    pub(crate) fn applied(&mut self, object: &str, at: DateTime<Utc>) {
        for fact in self.pending.remove(object).unwrap_or_default() {
            match fact {
                Fact::Known(serial) => {
                    if let Some(owed) = self.invoices.get_mut(&serial) {
                        owed.known_since.get_or_insert(at);
                    }
                }
                Fact::Settled { invoice, cents } => {
                    if let Some(owed) = self.invoices.get_mut(&invoice) {
                        owed.settled.push((at, cents));
                    }
                }
                Fact::Unnamed { customer, cents } => self.unnamed(customer, cents, at),
            }
        }
    }

    /// Money that fits one invoice is for it; that fits several may be for each, until a person has looked.
    fn unnamed(&mut self, customer: u32, cents: i64, at: DateTime<Utc>) {
        let fits = |owed: &Owed| {
            owed.customer == customer
                && owed.known_since.is_some_and(|known| known <= at)
                && owed.open_cents(at) == cents
        };
        let candidates: Vec<u32> = self
            .invoices
            .iter()
            .filter(|(_, owed)| fits(owed))
            .map(|(serial, _)| *serial)
            .collect();
        match candidates.as_slice() {
            [] => {}
            [only] => {
                if let Some(owed) = self.invoices.get_mut(only) {
                    owed.settled.push((at, cents));
                }
            }
            _ => self.silences.push(Silence {
                invoices: candidates,
                from: at,
                until: Until::SomebodyEndsIt,
                why: format!("{cents} cents came in that may be for it"),
            }),
        }
    }

    /// An answer was given, in the customer's calendar on `today`.
    pub(crate) fn answered(&mut self, answered: &Answered, invoices: &[u32], today: NaiveDate) {
        if answered.outcome != Outcome::TakenIn {
            return;
        }
        let invoices = invoices.to_vec();
        let at = answered.at;
        let (invoices, until) = match &answered.answer {
            Answer::WillPay { on } => {
                let granted: Vec<u32> = invoices
                    .into_iter()
                    .filter(|invoice| {
                        let count = self.promises.entry(*invoice).or_default();
                        *count += 1;
                        *count <= PROMISES_GRANTED
                    })
                    .collect();
                // A new day takes the place of the one before.
                for silence in &mut self.silences {
                    if silence.why.starts_with("promised") {
                        silence.invoices.retain(|invoice| !granted.contains(invoice));
                    }
                }
                (granted, Until::Day(*on + Duration::days(1)))
            }
            Answer::Paid { .. } => {
                let first: Vec<u32> = invoices
                    .into_iter()
                    .filter(|invoice| {
                        let count = self.claims.entry(*invoice).or_default();
                        *count += 1;
                        *count == 1
                    })
                    .collect();
                (
                    first,
                    Until::Day(today + Duration::days(DAYS_FOR_MONEY_TO_BE_SEEN)),
                )
            }
            Answer::Dispute { .. } => (invoices, Until::SomebodyEndsIt),
            Answer::WrongPerson { .. } => return,
        };
        let why = match &answered.answer {
            Answer::WillPay { on } => format!("promised until {on}"),
            Answer::Paid { .. } => format!("said on {today} to be paid"),
            _ => format!("disputed on {today}"),
        };
        self.silences.push(Silence {
            invoices,
            from: at,
            until,
            why,
        });
    }

    /// A person lets reminders go on.
    pub(crate) fn resumed(&mut self, invoice: u32, at: DateTime<Utc>) {
        for silence in &mut self.silences {
            if silence.invoices.contains(&invoice) {
                silence.until = Until::Instant(at);
            }
        }
    }

    /// A person says that money is for nothing of the customer's.
    pub(crate) fn set_aside(&mut self, at: DateTime<Utc>) {
        for silence in &mut self.silences {
            if silence.why.contains("may be for it") {
                silence.until = Until::Instant(at);
            }
        }
    }

    /// What is open of an invoice.
    pub(crate) fn open_cents(&self, serial: u32, at: DateTime<Utc>) -> i64 {
        self.invoices.get(&serial).map_or(0, |owed| owed.open_cents(at))
    }

    /// Holds a mail against what is true.
    pub(crate) fn allows(&self, sending: &Sending, customer: u32) -> Result<(), Broken> {
        let told = sending.told()?;
        for line in &sending.letter()?.lines {
            let number = line.invoice.to_string();
            let serial = serial_of(&number).ok_or_else(|| format!("{told}: {number} was never made"))?;
            let Some(owed) = self.invoices.get(&serial) else {
                return Err(format!("{told}: {number} was never uploaded"));
            };
            if owed.customer != customer {
                return Err(format!("{told} is about somebody else's {number}"));
            }
            let open = owed.open_cents(sending.at);
            if open < IGNORED_BELOW_CENTS {
                return Err(format!(
                    "{told}: {open} cents are open of {number} at {}",
                    sending.at
                ));
            }
            let asked = line.open.amount * rust_decimal::Decimal::from(100);
            if asked > rust_decimal::Decimal::from(open) {
                return Err(format!(
                    "{told} asks for {asked} cents of {number}, of which {open} are open"
                ));
            }
            let day = sending.mail.letter.day;
            let silent = self.silences.iter().find(|silence| {
                silence.invoices.contains(&serial)
                    && silence.from < sending.at
                    && match silence.until {
                        Until::Instant(until) => sending.at < until,
                        Until::Day(until) => day < until,
                        Until::SomebodyEndsIt => true,
                    }
            });
            if let Some(silence) = silent {
                return Err(format!(
                    "{told}, and {number} is {} (at {})",
                    silence.why, sending.at
                ));
            }
        }
        Ok(())
    }
}
