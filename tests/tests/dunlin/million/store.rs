//! The store: ledgers by number, and beside them what a morning changed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::account::{AccountKey, EmailAddress};
use dunning::decided::Decided;
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ledger::{AgendaCursor, AgendaPage, Change, Found, Ledger, LetterRecord, Lookup, TimelineEntry};
use dunning::letter::{Letter, LetterId};
use dunning::ports::{
    Agenda, CommitError, InForce, Ledgers, PortError, Settings, Suppressions, WRITES_AT_MOST,
};
use dunning::suppression::{Suppression, SuppressionReason};

use super::book::Book;
use super::elsewhere::not_asked;
use super::kept::Kept;
use super::morning::{Cost, Morning};

/// Accounts a page, as the table pages them.
const ACCOUNTS_A_PAGE: usize = 100;

/// Everything that is kept.
pub(super) struct Lean {
    /// Who there is.
    pub(super) book: Book,
    kept: RefCell<Vec<Kept>>,
    /// Ledgers in which more changed than has a place there.
    apart: RefCell<BTreeMap<usize, Ledger>>,
    /// Ledgers read.
    pub(super) loads: Cell<u64>,
    /// Changes written.
    pub(super) commits: Cell<u64>,
}

impl Lean {
    pub(super) fn of(book: Book) -> Self {
        let kept = (0..book.len()).map(|slot| Kept::of(&book, slot, &book.ledger(slot)));
        Self {
            kept: RefCell::new(kept.collect()),
            apart: RefCell::default(),
            loads: Cell::new(0),
            commits: Cell::new(0),
            book,
        }
    }

    /// A customer's ledger as it is now.
    pub(super) fn ledger(&self, slot: usize) -> Ledger {
        match self.apart.borrow().get(&slot) {
            Some(ledger) => ledger.clone(),
            None => self.kept.borrow()[slot].ledger(&self.book, slot),
        }
    }

    /// How many ledgers are kept whole.
    pub(super) fn whole_ledgers(&self) -> usize {
        self.apart.borrow().len()
    }

    fn keep(&self, slot: usize, ledger: Ledger) {
        let kept = Kept::of(&self.book, slot, &ledger);
        // Kept small only if nothing of it is lost.
        if kept.ledger(&self.book, slot) == ledger {
            self.apart.borrow_mut().remove(&slot);
        } else {
            self.apart.borrow_mut().insert(slot, ledger);
        }
        self.kept.borrow_mut()[slot] = kept;
    }

    fn change(&self, change: Change) -> Result<(), CommitError> {
        assert!(change.writes() <= WRITES_AT_MOST, "not one transaction");
        assert!(
            change.closed.is_empty() && change.reopened.is_empty(),
            "nobody pays"
        );
        let slot = self
            .book
            .slot(&change.account.key)
            .ok_or_else(|| not_asked("an account of no book"))?;
        let mut ledger = self.ledger(slot);
        if ledger.account.version != change.account.version {
            return Err(CommitError::Conflict);
        }
        ledger.account = change.account;
        ledger.account.version += 1;
        for invoice in change.invoices {
            ledger.invoices.retain(|other| other.id != invoice.id);
            ledger.invoices.push(invoice);
        }
        ledger.invoices.sort_by(|one, other| one.id.cmp(&other.id));
        for letter in change.letters {
            ledger.letters.retain(|other| other.id != letter.id);
            ledger.letters.push(letter);
        }
        ledger.letters.sort_by(|one, other| one.id.cmp(&other.id));
        for closed in &change.closed_tasks {
            ledger.tasks.retain(|task| task.identity() != closed.identity());
        }
        ledger.tasks.extend(change.opened_tasks);
        self.commits.set(self.commits.get() + 1);
        self.keep(slot, ledger);
        Ok(())
    }

    fn note(&self, record: LetterRecord) -> Result<(), CommitError> {
        let slot = self
            .book
            .slot(&record.letter.id.account)
            .ok_or_else(|| not_asked("an account of no book"))?;
        let mut ledger = self.ledger(slot);
        let stored = ledger
            .letters
            .iter_mut()
            .find(|letter| letter.id == record.letter.id && letter.state == record.was)
            .ok_or(CommitError::Conflict)?;
        *stored = record.letter;
        self.keep(slot, ledger);
        Ok(())
    }

    /// The first accounts of a shard behind a place, in the order of day and key.
    fn page(&self, shard: u8, until: NaiveDate, behind: Option<&AgendaCursor>) -> AgendaPage {
        let until = self.book.days_after(until);
        let behind = behind.map(|cursor| {
            (
                self.book.days_after(cursor.day),
                self.book.slot(&cursor.account).unwrap(),
            )
        });
        let kept = self.kept.borrow();
        let mut entries: Vec<(i16, usize)> = self
            .book
            .shard(shard)
            .filter_map(|slot| Some((kept[slot].agenda()?, slot)))
            .filter(|entry| entry.0 <= until && behind.is_none_or(|behind| *entry > behind))
            .collect();
        let has_more = entries.len() > ACCOUNTS_A_PAGE;
        if has_more {
            entries.select_nth_unstable(ACCOUNTS_A_PAGE);
            entries.truncate(ACCOUNTS_A_PAGE);
        }
        entries.sort_unstable();
        let last = entries.last().filter(|_| has_more);
        AgendaPage {
            next: last.map(|(day, slot)| AgendaCursor {
                day: self.book.after((*day).into()),
                account: self.book.key(*slot),
            }),
            accounts: entries.iter().map(|(_, slot)| self.book.key(*slot)).collect(),
        }
    }
}

impl Ledgers for Morning {
    async fn load(&self, account: &AccountKey) -> Result<Option<Ledger>, PortError> {
        self.spend(Cost::Load);
        let Some(slot) = self.store.book.slot(account) else {
            return Ok(None);
        };
        assert!(
            self.store.book.is_on_agenda(slot),
            "{account} is not due, and was read"
        );
        self.store.loads.set(self.store.loads.get() + 1);
        Ok(Some(self.store.ledger(slot)))
    }

    async fn commit(&self, change: Change) -> Result<(), CommitError> {
        self.spend(Cost::Write);
        self.store.change(change)
    }

    async fn record(&self, record: LetterRecord) -> Result<(), CommitError> {
        self.spend(Cost::Write);
        if self.dies_after_mailing() {
            return Err(not_asked("a function that died").into());
        }
        self.store.note(record)
    }

    async fn load_closed(&self, _: &AccountKey, _: &InvoiceId) -> Result<Option<Invoice>, PortError> {
        Err(not_asked("a closed invoice"))
    }

    async fn letter(&self, _: &LetterId) -> Result<Option<Letter>, PortError> {
        Err(not_asked("a single letter"))
    }

    async fn timeline(&self, _: &AccountKey) -> Result<Vec<TimelineEntry>, PortError> {
        Err(not_asked("a story"))
    }

    async fn decided(&self, _: &AccountKey) -> Result<Vec<Decided>, PortError> {
        Err(not_asked("past decisions"))
    }

    async fn find(&self, _: &Lookup) -> Result<Vec<Found>, PortError> {
        Err(not_asked("a name"))
    }
}

impl Agenda for Morning {
    async fn due(
        &self,
        shard: u8,
        until: NaiveDate,
        behind: Option<&AgendaCursor>,
    ) -> Result<AgendaPage, PortError> {
        self.spend(Cost::Read);
        Ok(self.store.page(shard, until, behind))
    }
}

impl Settings for Morning {
    async fn settings(&self) -> Result<InForce, PortError> {
        self.spend(Cost::Read);
        Ok(self.store.book.in_force.clone())
    }

    async fn payments_complete_to(&self, _: NaiveDate) -> Result<(), PortError> {
        Err(not_asked("how far payments are known"))
    }
}

impl Suppressions for Morning {
    async fn suppression(&self, _: &EmailAddress) -> Result<Option<Suppression>, PortError> {
        self.spend(Cost::Read);
        Ok(None)
    }

    async fn suppress(&self, _: &EmailAddress, _: &Suppression) -> Result<(), PortError> {
        Err(not_asked("a suppression"))
    }

    async fn lift(&self, _: &EmailAddress, _: SuppressionReason) -> Result<Option<Suppression>, PortError> {
        Err(not_asked("a suppression"))
    }
}
