//! The store in memory.

mod digests;
mod forgetting;
mod receipts;
mod story;

pub use forgetting::Forgetful;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::{AccountKey, EmailAddress};
use dunning::arrival::PaymentArrival;
use dunning::chain::{Entry, chain, chain_news};
use dunning::decided::Decided;
use dunning::digest::LastDigest;
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ledger::{
    AgendaCursor, AgendaPage, Change, Closed, Found, Ledger, LetterRecord, Lookup, TimelineEntry,
};
use dunning::letter::{Letter, LetterId};
use dunning::news::News;
use dunning::ports::{
    AGENDA_SHARDS, Agenda, Backlog, BacklogTurn, CommitError, InForce, Ledgers, PortError, Settings,
    Suppressions, UnmatchedPayments, WRITES_AT_MOST,
};
use dunning::receipt::Receipt;
use dunning::suppression::{Suppression, SuppressionReason};

use super::WriteUnits;

/// What a name leads to, and until when each is kept.
type LedTo = BTreeMap<Found, Option<DateTime<Utc>>>;

/// Everything that is kept.
pub struct Memory {
    in_force: RefCell<InForce>,
    ledgers: RefCell<BTreeMap<AccountKey, Ledger>>,
    closed: RefCell<BTreeMap<(AccountKey, InvoiceId), Closed>>,
    settled: RefCell<BTreeMap<AccountKey, DateTime<Utc>>>,
    stories: RefCell<BTreeMap<AccountKey, Vec<Entry>>>,
    salts: Cell<u64>,
    decided: RefCell<BTreeMap<AccountKey, Vec<Decided>>>,
    lookups: RefCell<BTreeMap<Lookup, LedTo>>,
    suppressions: RefCell<BTreeMap<String, Suppression>>,
    unmatched: RefCell<BTreeMap<String, PaymentArrival>>,
    receipts: RefCell<BTreeMap<(String, String), Receipt>>,
    backlog_turn: Cell<Option<BacklogTurn>>,
    write_units: Cell<WriteUnits>,
    news: RefCell<Vec<News>>,
    told: RefCell<Vec<News>>,
    digests: RefCell<BTreeMap<String, LastDigest>>,
    shards: Cell<u8>,
}

impl Memory {
    /// An empty store with these settings in force.
    pub fn new(in_force: InForce) -> Self {
        Self {
            in_force: RefCell::new(in_force),
            ledgers: RefCell::default(),
            closed: RefCell::default(),
            settled: RefCell::default(),
            stories: RefCell::default(),
            salts: Cell::default(),
            decided: RefCell::default(),
            lookups: RefCell::default(),
            suppressions: RefCell::default(),
            unmatched: RefCell::default(),
            receipts: RefCell::default(),
            backlog_turn: Cell::default(),
            write_units: Cell::default(),
            news: RefCell::default(),
            told: RefCell::default(),
            digests: RefCell::default(),
            shards: Cell::new(AGENDA_SHARDS),
        }
    }

    /// Puts other rules into force; how far payments are known stays as it is.
    pub fn put_rules(&self, new: InForce) {
        let mut in_force = self.in_force.borrow_mut();
        let payments_complete_to = in_force.payments_complete_to;
        *in_force = InForce {
            payments_complete_to,
            ..new
        };
    }

    /// What the changes so far would have cost.
    pub fn write_units(&self) -> WriteUnits {
        self.write_units.get()
    }

    /// From now on all accounts stand in the first shards of the agenda: few customers crowd like many.
    pub fn crowd_into(&self, shards: u8) {
        self.shards.set(shards.clamp(1, AGENDA_SHARDS));
    }

    /// Keeps what a store may keep of a change though it is not made.
    pub(super) fn keep_ahead(&self, change: &Change) {
        let mut kept = self.news.borrow_mut();
        let ahead = change.news.iter().filter(|news| news.only_points_at_letters());
        for news in ahead {
            if !kept.contains(news) {
                kept.push(news.clone());
            }
        }
    }

    /// Looks at one ledger after the other, until one look fails.
    ///
    /// # Errors
    /// As the first look that does.
    pub fn look_at_each<E>(&self, look: impl FnMut(&Ledger) -> Result<(), E>) -> Result<(), E> {
        self.ledgers.borrow().values().try_for_each(look)
    }

    /// Every ledger, for checks.
    pub fn ledgers(&self) -> Vec<Ledger> {
        self.ledgers.borrow().values().cloned().collect()
    }
}

impl Ledgers for Memory {
    async fn load(&self, account: &AccountKey) -> Result<Option<Ledger>, PortError> {
        Ok(self.ledgers.borrow().get(account).cloned())
    }

    async fn load_closed(
        &self,
        account: &AccountKey,
        invoice: &InvoiceId,
    ) -> Result<Option<Invoice>, PortError> {
        let closed = self.closed.borrow();
        Ok(closed
            .get(&(account.clone(), invoice.clone()))
            .map(|closed| closed.invoice.clone()))
    }

    async fn letter(&self, id: &LetterId) -> Result<Option<Letter>, PortError> {
        let ledgers = self.ledgers.borrow();
        let mut letters = ledgers
            .get(&id.account)
            .into_iter()
            .flat_map(|ledger| &ledger.letters);
        Ok(letters.find(|letter| &letter.id == id).cloned())
    }

    async fn commit(&self, mut change: Change) -> Result<(), CommitError> {
        let writes = change.writes();
        assert!(
            writes <= WRITES_AT_MOST,
            "a change of {writes} writes can't be one transaction"
        );
        let key = change.account.key.clone();
        let mut ledgers = self.ledgers.borrow_mut();
        self.keep_ahead(&change);
        if ledgers.get(&key).map_or(0, |ledger| ledger.account.version) != change.account.version {
            return Err(CommitError::Conflict);
        }
        let ledger = ledgers.entry(key.clone()).or_insert_with(|| Ledger {
            account: change.account.clone(),
            invoices: Vec::new(),
            letters: Vec::new(),
            tasks: Vec::new(),
        });
        // News of a letter leaves the version alone.
        let is_news_to = |letter: &Letter| {
            let stored = ledger.letters.iter().find(|other| other.id == letter.id);
            stored.and_then(|stored| stored.tip) != letter.tip
        };
        if change.letters.iter().any(is_news_to) {
            return Err(CommitError::Conflict);
        }
        let units = self.write_units.get().and(&change, writes, &ledger.account);
        self.write_units.set(units);
        let Ok(entries) = chain(&mut change, || self.salt());
        let with_change = change.news.filter(|news| !news.only_points_at_letters());
        self.news.borrow_mut().extend(with_change);
        ledger.account = change.account;
        ledger.account.version += 1;
        let mut closed = self.closed.borrow_mut();
        for gone in change.closed {
            let id = gone.invoice.id.clone();
            ledger.invoices.retain(|other| other.id != id);
            closed.insert((key.clone(), id), gone);
        }
        for invoice in change.reopened.iter().chain(&change.invoices) {
            closed.remove(&(key.clone(), invoice.id.clone()));
            ledger.invoices.retain(|other| other.id != invoice.id);
            ledger.invoices.push(invoice.clone());
        }
        for letter in change.letters {
            ledger.letters.retain(|other| other.id != letter.id);
            ledger.letters.push(letter);
        }
        ledger.tasks.retain(|task| {
            !change
                .closed_tasks
                .iter()
                .any(|closed| closed.identity() == task.identity())
        });
        for task in change.opened_tasks {
            if !ledger
                .tasks
                .iter()
                .any(|other| other.identity() == task.identity())
            {
                ledger.tasks.push(task);
            }
        }
        // A table returns them in the order of their keys.
        ledger.invoices.sort_by(|one, other| one.id.cmp(&other.id));
        ledger.letters.sort_by(|one, other| one.id.cmp(&other.id));
        for name in change.names {
            let mut lookups = self.lookups.borrow_mut();
            let led_to = lookups.entry(name.lookup).or_default();
            led_to.insert(name.found, name.kept_until);
        }
        match change.kept_until {
            Some(until) => self.settled.borrow_mut().insert(key.clone(), until),
            None => self.settled.borrow_mut().remove(&key),
        };
        self.stories
            .borrow_mut()
            .entry(key.clone())
            .or_default()
            .extend(entries);
        self.decided
            .borrow_mut()
            .entry(key)
            .or_default()
            .extend(change.decided);
        Ok(())
    }

    async fn record(&self, mut record: LetterRecord) -> Result<(), CommitError> {
        let key = record.letter.id.account.clone();
        let mut ledgers = self.ledgers.borrow_mut();
        let stored = ledgers
            .get_mut(&key)
            .and_then(|ledger| {
                ledger
                    .letters
                    .iter_mut()
                    .find(|letter| letter.id == record.letter.id)
            })
            .filter(|letter| letter.state.name() == record.was.name())
            .ok_or(CommitError::Conflict)?;
        let Ok(entries) = chain_news(&mut record, stored.tip, || self.salt());
        *stored = record.letter;
        self.stories.borrow_mut().entry(key).or_default().extend(entries);
        Ok(())
    }

    async fn timeline(&self, account: &AccountKey) -> Result<Vec<TimelineEntry>, PortError> {
        let entries = self.entries(account);
        let mut lines: Vec<TimelineEntry> = entries.iter().filter_map(Entry::line).collect();
        lines.sort_by_key(|line| line.at);
        Ok(lines)
    }

    async fn decided(&self, account: &AccountKey) -> Result<Vec<Decided>, PortError> {
        let mut records = self.decided.borrow().get(account).cloned().unwrap_or_default();
        records.sort_by_key(|record| record.day);
        Ok(records)
    }

    async fn find(&self, lookup: &Lookup) -> Result<Vec<Found>, PortError> {
        Ok(self
            .lookups
            .borrow()
            .get(lookup)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .cloned()
            .collect())
    }
}

/// Small, so that every scenario pages.
const ACCOUNTS_A_PAGE: usize = 3;

impl Agenda for Memory {
    async fn due(
        &self,
        shard: u8,
        until: NaiveDate,
        behind: Option<&AgendaCursor>,
    ) -> Result<AgendaPage, PortError> {
        let behind = behind.map(|cursor| (cursor.day, cursor.account.clone()));
        let mut entries: Vec<(NaiveDate, AccountKey)> = self
            .ledgers
            .borrow()
            .values()
            .filter(|ledger| shard_of(&ledger.account.key) % self.shards.get() == shard)
            .filter_map(|ledger| ledger.account.agenda.map(|day| (day, ledger.account.key.clone())))
            .filter(|entry| entry.0 <= until && behind.as_ref().is_none_or(|behind| entry > behind))
            .collect();
        entries.sort();
        let more = entries.len() > ACCOUNTS_A_PAGE;
        entries.truncate(ACCOUNTS_A_PAGE);
        let last = entries.last().cloned();
        let next = last
            .filter(|_| more)
            .map(|(day, account)| AgendaCursor { day, account });
        Ok(AgendaPage {
            accounts: entries.into_iter().map(|(_, account)| account).collect(),
            next,
        })
    }
}

fn shard_of(account: &AccountKey) -> u8 {
    u8::from_str_radix(&account.as_str()[..2], 16).map_or(0, |first| first % AGENDA_SHARDS)
}

impl Suppressions for Memory {
    async fn suppression(&self, address: &EmailAddress) -> Result<Option<Suppression>, PortError> {
        Ok(self.suppressions.borrow().get(&address.folded()).copied())
    }

    async fn suppress(&self, address: &EmailAddress, suppression: &Suppression) -> Result<(), PortError> {
        let mut suppressions = self.suppressions.borrow_mut();
        let entry = suppressions.entry(address.folded()).or_insert(*suppression);
        if suppression.reason > entry.reason {
            *entry = *suppression;
        }
        Ok(())
    }

    async fn lift(
        &self,
        address: &EmailAddress,
        strongest: SuppressionReason,
    ) -> Result<Option<Suppression>, PortError> {
        let mut suppressions = self.suppressions.borrow_mut();
        let was = suppressions.get(&address.folded()).copied();
        if was.is_some_and(|was| was.reason <= strongest) {
            suppressions.remove(&address.folded());
        }
        Ok(was)
    }
}

impl Settings for Memory {
    async fn settings(&self) -> Result<InForce, PortError> {
        Ok(self.in_force.borrow().clone())
    }

    async fn payments_complete_to(&self, day: NaiveDate) -> Result<(), PortError> {
        let mut in_force = self.in_force.borrow_mut();
        in_force.payments_complete_to = in_force.payments_complete_to.max(Some(day));
        Ok(())
    }
}

impl Backlog for Memory {
    async fn last_backlog_turn(&self) -> Result<Option<BacklogTurn>, PortError> {
        Ok(self.backlog_turn.get())
    }

    async fn take_backlog_turn(
        &self,
        last: Option<BacklogTurn>,
        next: BacklogTurn,
    ) -> Result<bool, PortError> {
        let is_unchanged = self.backlog_turn.get() == last;
        if is_unchanged {
            self.backlog_turn.set(Some(next));
        }
        Ok(is_unchanged)
    }
}

impl UnmatchedPayments for Memory {
    async fn unmatched(&self) -> Result<Vec<PaymentArrival>, PortError> {
        let mut payments: Vec<_> = self.unmatched.borrow().values().cloned().collect();
        payments.sort_by_key(|payment| payment.booked_on);
        Ok(payments)
    }

    async fn keep_unmatched(&self, payment: &PaymentArrival) -> Result<(), PortError> {
        self.unmatched
            .borrow_mut()
            .insert(payment.identity.clone(), payment.clone());
        Ok(())
    }

    async fn forget_unmatched(&self, identity: &str) -> Result<(), PortError> {
        self.unmatched.borrow_mut().remove(identity);
        Ok(())
    }
}
