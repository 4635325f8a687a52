//! The same world with one stroke of bad luck: at a chosen call of a port, before or after its effect.

mod digest;
mod enclosed;
mod hesitation;
mod intake;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dunning::account::{AccountKey, EmailAddress};
use dunning::decided::Decided;
use dunning::due_date::DueDates;
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ledger::{AgendaCursor, AgendaPage, Change, Found, Ledger, LetterRecord, Lookup, TimelineEntry};
use dunning::letter::{Letter, LetterId};
use dunning::message::{Pick, PlannedLetter, SweepRequest};
use dunning::ports::{
    Agenda, CommitError, InForce, Ledgers, Mail, MailError, Mailer, Picks, PortError, Scheduled, Schedules,
    Scribe, ScribeError, Settings, Suppressions, Sweeps,
};
use dunning::reminder::{Reminder, Written};
use dunning::suppression::{Suppression, SuppressionReason};
use hesitation::Hesitation;

use super::{Memory, Outbox};

/// A stroke of bad luck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// The call fails and has done nothing.
    FailsBefore,
    /// The call has done its work, but its answer is lost.
    FailsAfter,
    /// The function dies before the call.
    CrashesBefore,
    /// The function dies after the call.
    CrashesAfter,
    /// A write meets somebody else's; other calls go well.
    Conflicts,
}

impl Stroke {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::FailsBefore,
        Self::FailsAfter,
        Self::CrashesBefore,
        Self::CrashesAfter,
        Self::Conflicts,
    ];
}

/// The world, frail.
pub struct Frail {
    /// What is kept.
    pub store: Memory,
    /// What is on its way.
    pub outbox: Outbox,
    calls: Cell<usize>,
    strokes: RefCell<BTreeMap<usize, Stroke>>,
    rivals: Cell<bool>,
    is_rivals_turn: Cell<bool>,
    unreadable: RefCell<BTreeSet<AccountKey>>,
    mortal_mails: Cell<usize>,
    is_dead: Cell<bool>,
    struck: RefCell<Option<&'static str>>,
    strokes_met: Cell<usize>,
    told: RefCell<Vec<Call>>,
    meanwhile: RefCell<Option<Meanwhile>>,
    hesitation: Hesitation,
}

/// What somebody else does between a flow's reading and its writing.
type Meanwhile = Box<dyn FnOnce(&Frail)>;

/// A call of a port.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Its name.
    pub name: &'static str,
    /// Whether it has an effect.
    pub writes: bool,
    /// Whether it may meet a conflict.
    pub can_conflict: bool,
}

impl Call {
    /// Whether a stroke is worth trying here: failing before or after a call without effect is the same.
    pub fn is_worth(self, stroke: Stroke) -> bool {
        match stroke {
            Stroke::FailsBefore | Stroke::CrashesBefore => true,
            Stroke::FailsAfter | Stroke::CrashesAfter => self.writes,
            Stroke::Conflicts => self.can_conflict,
        }
    }
}

enum Luck {
    Good,
    Conflict,
    Before,
    After,
}

impl Frail {
    /// A world in which nothing fails.
    pub fn new(in_force: InForce) -> Self {
        Self {
            store: Memory::new(in_force),
            outbox: Outbox::default(),
            calls: Cell::new(0),
            strokes: RefCell::default(),
            rivals: Cell::new(false),
            is_rivals_turn: Cell::new(false),
            unreadable: RefCell::default(),
            mortal_mails: Cell::new(0),
            is_dead: Cell::new(false),
            struck: RefCell::new(None),
            strokes_met: Cell::new(0),
            told: RefCell::default(),
            meanwhile: RefCell::default(),
            hesitation: Hesitation::default(),
        }
    }

    /// From now on counts calls anew, and strikes at the `nth`, counted from 1.
    pub fn strike_at(&self, nth: usize, stroke: Stroke) {
        self.strike_at_each([(nth, stroke)].into());
    }

    /// The same with several strokes; none takes away those that did not come.
    pub fn strike_at_each(&self, strokes: BTreeMap<usize, Stroke>) {
        self.calls.set(0);
        self.told.borrow_mut().clear();
        *self.strokes.borrow_mut() = strokes;
    }

    /// From now on, or no longer, somebody else is faster at every other change of an account.
    pub fn make_rivals(&self, are_there: bool) {
        self.rivals.set(are_there);
    }

    /// From now on the ledgers of these accounts can't be read, and no others.
    pub fn make_unreadable(&self, accounts: BTreeSet<AccountKey>) {
        *self.unreadable.borrow_mut() = accounts;
    }

    /// Whether the account's ledger can't be read.
    pub fn is_unreadable(&self, account: &AccountKey) -> bool {
        self.unreadable.borrow().contains(account)
    }

    /// From now on the function dies with each of the next `count` mails: the mail has left, and nobody notes it.
    pub fn die_with_mails(&self, count: usize) {
        self.mortal_mails.set(count);
    }

    /// From now on each answer comes only after so many looks as the dice say, so that what is done at once gets mixed.
    pub fn hesitate(&self, dice: impl FnMut() -> u8 + 'static) {
        self.hesitation.by(dice);
    }

    /// Lets somebody else be faster than the next commit.
    pub fn meanwhile(&self, deed: impl FnOnce(&Self) + 'static) {
        *self.meanwhile.borrow_mut() = Some(Box::new(deed));
    }

    /// The call that was struck, if any yet.
    pub fn struck(&self) -> Option<&'static str> {
        *self.struck.borrow()
    }

    /// How many calls were struck so far.
    pub fn strokes_met(&self) -> usize {
        self.strokes_met.get()
    }

    /// Nobody else does anything any more; says whether somebody was still about to.
    pub fn nobody_meanwhile(&self) -> bool {
        self.meanwhile.borrow_mut().take().is_some()
    }

    /// Every call so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.told.borrow().clone()
    }

    /// Starts the function anew after a crash; says whether there was one.
    pub fn revive(&self) -> bool {
        self.is_dead.replace(false)
    }

    fn luck(&self, name: &'static str, writes: bool, can_conflict: bool) -> Luck {
        if self.is_dead.get() {
            return Luck::Before;
        }
        self.told.borrow_mut().push(Call {
            name,
            writes,
            can_conflict,
        });
        self.calls.set(self.calls.get() + 1);
        let Some(stroke) = self.strokes.borrow_mut().remove(&self.calls.get()) else {
            return Luck::Good;
        };
        *self.struck.borrow_mut() = Some(name);
        self.strokes_met.set(self.strokes_met.get() + 1);
        self.is_dead
            .set(matches!(stroke, Stroke::CrashesBefore | Stroke::CrashesAfter));
        match stroke {
            Stroke::FailsBefore | Stroke::CrashesBefore => Luck::Before,
            Stroke::FailsAfter | Stroke::CrashesAfter => Luck::After,
            Stroke::Conflicts if can_conflict => Luck::Conflict,
            Stroke::Conflicts => Luck::Good,
        }
    }

    async fn read<T>(
        &self,
        doing: &'static str,
        answer: impl Future<Output = Result<T, PortError>>,
    ) -> Result<T, PortError> {
        self.hesitation.over().await;
        match self.luck(doing, false, false) {
            Luck::Before | Luck::After => Err(failed(doing)),
            Luck::Good | Luck::Conflict => answer.await,
        }
    }

    async fn act<T>(
        &self,
        doing: &'static str,
        effect: impl Future<Output = Result<T, PortError>>,
    ) -> Result<T, PortError> {
        self.hesitation.over().await;
        match self.luck(doing, true, false) {
            Luck::Good | Luck::Conflict => effect.await,
            Luck::Before => Err(failed(doing)),
            Luck::After => effect.await.and(Err(failed(doing))),
        }
    }

    async fn write(
        &self,
        doing: &'static str,
        effect: impl Future<Output = Result<(), CommitError>>,
    ) -> Result<(), CommitError> {
        self.hesitation.over().await;
        match self.luck(doing, true, true) {
            Luck::Good => effect.await,
            Luck::Conflict => Err(CommitError::Conflict),
            Luck::Before => Err(failed(doing).into()),
            Luck::After => effect.await.and(Err(failed(doing).into())),
        }
    }
}

fn failed(doing: &str) -> PortError {
    PortError {
        doing: doing.to_owned(),
        source: "bad luck".into(),
    }
}

impl Ledgers for Frail {
    async fn load(&self, account: &AccountKey) -> Result<Option<Ledger>, PortError> {
        if self.is_unreadable(account) {
            return Err(failed("load"));
        }
        self.read("load", self.store.load(account)).await
    }

    async fn load_closed(
        &self,
        account: &AccountKey,
        invoice: &InvoiceId,
    ) -> Result<Option<Invoice>, PortError> {
        self.read("load_closed", self.store.load_closed(account, invoice))
            .await
    }

    async fn letter(&self, id: &LetterId) -> Result<Option<Letter>, PortError> {
        if self.is_unreadable(&id.account) {
            return Err(failed("letter"));
        }
        self.read("letter", self.store.letter(id)).await
    }

    async fn commit(&self, change: Change) -> Result<(), CommitError> {
        if !self.is_dead.get() {
            self.store.keep_ahead(&change);
        }
        let meanwhile = self.meanwhile.borrow_mut().take();
        if let Some(deed) = meanwhile {
            deed(self);
        }
        if self.rivals.get() && self.is_rivals_turn.replace(!self.is_rivals_turn.get()) {
            return Err(CommitError::Conflict);
        }
        self.write("commit", self.store.commit(change)).await
    }

    async fn record(&self, record: LetterRecord) -> Result<(), CommitError> {
        self.write("record", self.store.record(record)).await
    }

    async fn timeline(&self, account: &AccountKey) -> Result<Vec<TimelineEntry>, PortError> {
        self.store.timeline(account).await
    }

    async fn decided(&self, account: &AccountKey) -> Result<Vec<Decided>, PortError> {
        self.store.decided(account).await
    }

    async fn find(&self, lookup: &Lookup) -> Result<Vec<Found>, PortError> {
        self.read("find", self.store.find(lookup)).await
    }
}

impl Agenda for Frail {
    async fn due(
        &self,
        shard: u8,
        until: NaiveDate,
        behind: Option<&AgendaCursor>,
    ) -> Result<AgendaPage, PortError> {
        self.read("due", self.store.due(shard, until, behind)).await
    }
}

impl Suppressions for Frail {
    async fn suppression(&self, address: &EmailAddress) -> Result<Option<Suppression>, PortError> {
        self.read("suppression", self.store.suppression(address)).await
    }

    async fn suppress(&self, address: &EmailAddress, suppression: &Suppression) -> Result<(), PortError> {
        self.act("suppress", self.store.suppress(address, suppression))
            .await
    }

    async fn lift(
        &self,
        address: &EmailAddress,
        strongest: SuppressionReason,
    ) -> Result<Option<Suppression>, PortError> {
        self.act("lift", self.store.lift(address, strongest)).await
    }
}

impl Settings for Frail {
    async fn settings(&self) -> Result<InForce, PortError> {
        self.read("settings", self.store.settings()).await
    }

    async fn payments_complete_to(&self, day: NaiveDate) -> Result<(), PortError> {
        self.act("payments_complete_to", self.store.payments_complete_to(day))
            .await
    }
}

impl Picks for Frail {
    async fn pick(&self, picks: &[Pick]) -> Result<(), PortError> {
        self.act("pick", self.outbox.pick(picks)).await
    }
}

impl Sweeps for Frail {
    async fn hand_on(&self, requests: &[SweepRequest]) -> Result<(), PortError> {
        self.act("hand_on", self.outbox.hand_on(requests)).await
    }
}

impl Schedules for Frail {
    async fn schedule(&self, letter: &PlannedLetter) -> Result<Scheduled, PortError> {
        self.act("schedule", self.outbox.schedule(letter)).await
    }
}

impl Mailer for Frail {
    async fn mail(&self, mail: &Mail) -> Result<String, MailError> {
        match self.luck("mail", true, false) {
            Luck::Good | Luck::Conflict if self.mortal_mails.get() > 0 => {
                self.mortal_mails.set(self.mortal_mails.get() - 1);
                self.is_dead.set(true);
                self.outbox.mail(mail).await?;
                Err(MailError::Unknown("bad luck".into()))
            }
            Luck::Good | Luck::Conflict => self.outbox.mail(mail).await,
            // What a dead function would have made of the answer reaches nobody.
            Luck::Before => Err(MailError::NotNow("bad luck".into())),
            Luck::After => {
                self.outbox.mail(mail).await?;
                Err(MailError::Unknown("bad luck".into()))
            }
        }
    }
}

impl Scribe for Frail {
    async fn words(&self, reminder: &Reminder) -> Result<Written, ScribeError> {
        match self.luck("words", false, false) {
            Luck::Before | Luck::After => Err(failed("words").into()),
            Luck::Good | Luck::Conflict => self.outbox.words(reminder).await,
        }
    }

    fn due_dates(&self, dates: &DueDates) -> String {
        self.outbox.due_dates(dates)
    }
}
