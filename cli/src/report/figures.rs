//! Every account is taken in once, and only sums stay: the book is never held in memory.

use std::collections::{BTreeMap, BTreeSet};

use aws::table::History;
use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::creditor::Creditor;
use dunning::money::Currency;
use dunning::ports::InForce;
use dunning::receivables::{Age, Aged, Receivables};
use dunning::residence::Residence;
use dunning::stage::StageName;
use dunning::task::TaskKind;

use super::answers::Answers;
use super::minutes::Minutes;
use super::outcomes::{Outcome, Outcomes};
use super::over_time::{Now, OverTime};
use super::period::Period;
use super::settled::Settled;

/// Customers that are named, of those who owe the most in a currency.
pub(crate) const DEBTORS_AT_MOST: usize = 10;

/// Tasks that are named, oldest first; all are counted.
pub(crate) const TASKS_AT_MOST: usize = 15;

/// The sums while accounts are taken in.
#[derive(Clone, Debug)]
pub(crate) struct Gathered {
    creditor: Creditor,
    period: Period,
    receivables: Receivables,
    over_time: OverTime,
    outcomes: Outcomes,
    settled: Settled,
    answers: Answers,
    minutes: Minutes,
    open_invoices: BTreeMap<Currency, u64>,
}

impl Gathered {
    /// Of nobody, yet.
    pub(crate) fn of(creditor: &Creditor, today: NaiveDate) -> Self {
        Self {
            creditor: creditor.clone(),
            period: Period::up_to(today),
            receivables: Receivables::on(today),
            over_time: OverTime::up_to(today),
            outcomes: Outcomes::default(),
            settled: Settled::default(),
            answers: Answers::default(),
            minutes: Minutes::default(),
            open_invoices: BTreeMap::new(),
        }
    }

    /// Takes in an account with all its invoices and letters, once.
    pub(crate) fn take_in(&mut self, history: &History) {
        for invoice in &history.open {
            self.receivables.take_in_open(&history.key, invoice);
            self.over_time.take_in(invoice, Now::Open);
            *self.open_invoices.entry(invoice.billed.currency).or_default() += 1;
        }
        for (invoice, closing) in &history.closed {
            self.receivables.take_in_closed(invoice, *closing);
            self.over_time.take_in(invoice, Now::Closed(*closing));
        }
        let account = history.account.as_ref();
        let zone = account.map_or(self.creditor.zone, |account| {
            Residence::of(account, &self.creditor).zone
        });
        for letter in &history.letters {
            self.outcomes.take_in(letter, self.period);
            let left = Outcome::of(&letter.state) != Outcome::DidNotLeave;
            if left && self.period.contains(letter.id.day) {
                self.minutes.take_in(letter.claimed_at, zone);
            }
        }
        self.settled.take_in(history, self.period);
        self.answers.take_in(history, self.period);
    }

    /// The customers who owe the most in each currency, most first, at most [`DEBTORS_AT_MOST`] each.
    pub(crate) fn top_debtors(&self) -> Vec<(AccountKey, Currency, Aged)> {
        let mut owed: Vec<_> = self.receivables.owed().collect();
        owed.sort_by(|(one, currency, aged), (other, other_currency, other_aged)| {
            let most_first = other_aged.total().cmp(&aged.total());
            currency.cmp(other_currency).then(most_first).then(one.cmp(other))
        });
        let mut named: BTreeMap<Currency, usize> = BTreeMap::new();
        owed.retain(|(_, currency, _)| {
            let count = named.entry(*currency).or_default();
            *count += 1;
            *count <= DEBTORS_AT_MOST
        });
        owed.into_iter()
            .map(|(account, currency, aged)| (account.clone(), currency, aged.clone()))
            .collect()
    }

    /// The figures, once every account is in.
    pub(crate) fn figures(self, in_force: &InForce, debtors: Vec<Debtor>, tasks: Vec<OpenTask>) -> Figures {
        let named = in_force.policy.named.values();
        let ladders = std::iter::once(&in_force.policy).chain(named);
        let stages = ladders
            .flat_map(|policy| &policy.ladder)
            .map(|stage| stage.name.clone());
        let mut seen = BTreeSet::new();
        Figures {
            ladder: stages.filter(|name| seen.insert(name.clone())).collect(),
            creditor: self.creditor,
            period: self.period,
            receivables: self.receivables,
            over_time: self.over_time,
            outcomes: self.outcomes,
            settled: self.settled,
            answers: self.answers,
            minutes: self.minutes,
            open_invoices: self.open_invoices,
            debtors,
            tasks,
        }
    }
}

/// A customer who owes much in a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Debtor {
    /// The number in the creditor's books.
    pub(crate) customer: String,
    /// The name.
    pub(crate) name: String,
    /// In which currency.
    pub(crate) currency: Currency,
    /// How much, by days overdue.
    pub(crate) owed: Aged,
}

/// A task that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenTask {
    /// What is asked.
    pub(crate) kind: TaskKind,
    /// Since when.
    pub(crate) opened_on: NaiveDate,
    /// The customer's name; empty where the account is not one of the named.
    pub(crate) customer: String,
    /// About what.
    pub(crate) subject: String,
}

/// Everything that the report tells.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// Whose book it is.
    pub(crate) creditor: Creditor,
    /// Of which days letters are counted, with their answers and the money after them.
    pub(crate) period: Period,
    /// The stages of every ladder, in order.
    pub(crate) ladder: Vec<StageName>,
    /// What is open today, and days sales outstanding.
    pub(crate) receivables: Receivables,
    /// What was open before.
    pub(crate) over_time: OverTime,
    /// What became of the letters.
    pub(crate) outcomes: Outcomes,
    /// After which letter the money came.
    pub(crate) settled: Settled,
    /// What customers answered.
    pub(crate) answers: Answers,
    /// When letters left.
    pub(crate) minutes: Minutes,
    /// How many invoices are open.
    pub(crate) open_invoices: BTreeMap<Currency, u64>,
    /// Who owes the most.
    pub(crate) debtors: Vec<Debtor>,
    /// Every open task, oldest first.
    pub(crate) tasks: Vec<OpenTask>,
}

impl Figures {
    /// The currencies to tell of: the creditor's own first, then by the number of open invoices.
    pub(crate) fn currencies(&self) -> Vec<Currency> {
        let known: BTreeSet<Currency> = self.receivables.currencies();
        let mut currencies: Vec<Currency> = known.into_iter().chain(self.over_time.currencies()).collect();
        currencies.sort_unstable();
        currencies.dedup();
        let own = self.creditor.currency;
        let open = |currency: &Currency| self.open_invoices.get(currency).copied().unwrap_or_default();
        currencies.sort_by_key(|currency| (own != Some(*currency), std::cmp::Reverse(open(currency))));
        currencies
    }

    /// What is open in a currency, by days overdue.
    pub(crate) fn aged(&self, currency: Currency) -> Aged {
        let mut everybody = self.receivables.owed_by_everybody();
        everybody.remove(&currency).unwrap_or_default()
    }

    /// Open tasks by kind: how many, and since when the oldest; in the order of [`TaskKind::ALL`].
    pub(crate) fn tasks_by_kind(&self) -> Vec<(TaskKind, u64, NaiveDate)> {
        let of_kind = |kind: TaskKind| {
            let tasks = self.tasks.iter().filter(move |task| task.kind == kind);
            let oldest = tasks.clone().map(|task| task.opened_on).min()?;
            Some((kind, u64::try_from(tasks.count()).unwrap_or(u64::MAX), oldest))
        };
        TaskKind::ALL.into_iter().filter_map(of_kind).collect()
    }
}

/// What of an amount by age is overdue.
pub(crate) fn overdue(aged: &Aged) -> rust_decimal::Decimal {
    aged.total().saturating_sub(aged.of(Age::Current))
}
