//! The account as one aggregate: what is read together, and what is written together.

use chrono::{DateTime, NaiveDate, Utc};

use crate::account::{Account, AccountKey};
use crate::decided::Decided;
use crate::invoice::{Invoice, InvoiceId};
use crate::letter::{Letter, LetterState};
use crate::news::News;
use crate::retention;
use crate::task::Task;

/// Everything that a decision about one customer needs, read as one consistent version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The head.
    pub account: Account,
    /// Receivables that are not closed.
    pub invoices: Vec<Invoice>,
    /// Letters claimed since the oldest open invoice, and at least those of the last 30 days.
    pub letters: Vec<Letter>,
    /// Open tasks.
    pub tasks: Vec<Task>,
}

/// Why an invoice left the open ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Closing {
    Paid,
    Credited,
    NeverReminded,
    Replaced,
}

impl Closing {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Paid, Self::Credited, Self::NeverReminded, Self::Replaced];

    /// The reason in snake case, as stored and shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Credited => "credited",
            Self::NeverReminded => "never_reminded",
            Self::Replaced => "replaced",
        }
    }
}

/// One line of an account's story. Never changed once written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The invoice it is about; none for the customer as a whole.
    pub invoice: Option<InvoiceId>,
    /// What happened, in snake case (`letter_claimed`, `payment_applied`).
    pub what: String,
    /// The particulars, in a sentence.
    pub detail: String,
}

/// How somebody outside may name an account or an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lookup {
    /// A document number, folded by [`crate::invoice::folded_number`].
    InvoiceNumber(String),
    /// The digits of a document number, as a text may say them whatever stands around and between them: in a row
    /// (`20260017`), and, if there are several runs, without leading zeros and sorted (`17-2026`).
    InvoiceDigits(String),
    /// What a document asks to quote: an ISO 11649 reference without blanks, or the creditor's own, letters and digits
    /// only and without leading zeros.
    CreditorReference(String),
    /// The customer's number in the creditor's books.
    CustomerNumber(String),
    /// A VAT id, folded by [`crate::arrival::folded_vat_id`].
    VatId(String),
    /// A customer's name, folded by [`crate::arrival::folded_name`].
    CustomerName(String),
    /// The IBAN that the customer paid from before.
    PayerIban(String),
    /// A payment's identity: leads to what it was applied to, or may be for. Without it, a payment that names no
    /// invoice would be forgotten with the invoice that it closed, and counted again when a second file tells it.
    /// So does the identity of an entry whose parts were told one by one.
    Payment(String),
    /// What a payment was called by its payer or a bank, as its return may call it.
    PaymentReference(String),
    /// Who paid, and how much (`IT60X0542811101000000123456|100.00 EUR`): by which a return is found that names nothing.
    PayerSum(String),
}

/// What a lookup leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Found {
    /// The account.
    pub account: AccountKey,
    /// The invoice's number, for lookups that name one.
    pub invoice: Option<String>,
}

/// An invoice that leaves the open ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The invoice, as it was then.
    pub invoice: Invoice,
    /// Why.
    pub closing: Closing,
    /// When the store may forget it.
    pub kept_until: DateTime<Utc>,
}

impl Closed {
    /// An invoice that closes at an instant.
    pub fn new(invoice: Invoice, closing: Closing, at: DateTime<Utc>) -> Self {
        Self {
            kept_until: retention::of_closed_invoice(&invoice, at),
            invoice,
            closing,
        }
    }
}

/// A name, and what it leads to from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub lookup: Lookup,
    /// What it leads to.
    pub found: Found,
    /// When the store may forget it; none: never, and no longer when it was told before.
    pub kept_until: Option<DateTime<Utc>>,
}

/// A set of writes to one account that happens whole or not at all.
///
/// It stands on the version in `account`: the store writes that version plus one, and refuses with a conflict if
/// somebody else was faster. A version of 0 creates the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The new head, still carrying the version that was read.
    pub account: Account,
    /// Open invoices to write.
    pub invoices: Vec<Invoice>,
    /// When the store may forget the head; none: never.
    pub kept_until: Option<DateTime<Utc>>,
    /// Invoices to move out of the open ones.
    pub closed: Vec<Closed>,
    /// Invoices that are open again (a payment was reversed), to move back.
    pub reopened: Vec<Invoice>,
    /// Letters to write.
    pub letters: Vec<Letter>,
    /// Tasks to open; opening an open one again changes nothing, unless the same change closes it: then the new one
    /// takes its place.
    pub opened_tasks: Vec<Task>,
    /// Tasks to close, before others are opened.
    pub closed_tasks: Vec<Task>,
    /// Names under which the account can be found from now on.
    pub names: Vec<Name>,
    /// What to add to the story.
    pub timeline: Vec<TimelineEntry>,
    /// What was decided, each for a day of its own.
    pub decided: Vec<Decided>,
    /// What the account manager is told of it; one row, however much it is.
    pub news: Option<News>,
}

/// Open invoices that a customer may have; see [`crate::flow::ingest`]. A letter lists the oldest of them.
pub const OPEN_INVOICES_AT_MOST: usize = 5_000;

impl Change {
    /// A change of the head alone, to be filled.
    pub fn of(account: Account) -> Self {
        Self {
            account,
            invoices: Vec::new(),
            kept_until: None,
            closed: Vec::new(),
            reopened: Vec::new(),
            letters: Vec::new(),
            opened_tasks: Vec::new(),
            closed_tasks: Vec::new(),
            names: Vec::new(),
            timeline: Vec::new(),
            decided: Vec::new(),
            news: None,
        }
    }

    /// How many writes it takes, at most. An invoice that is reopened and changed is one.
    pub fn writes(&self) -> usize {
        let head = 1;
        let is_reopened = |invoice: &&Invoice| self.reopened.iter().any(|other| other.id == invoice.id);
        let changed = self
            .invoices
            .iter()
            .filter(|invoice| !is_reopened(invoice))
            .count();
        head + changed
            + 2 * (self.closed.len() + self.reopened.len())
            + self.letters.len()
            + self.opened_tasks.len()
            + self.closed_tasks.len()
            + self.names.len()
            + self.timeline.len()
            + self.decided.len()
            + usize::from(self.news.is_some())
    }
}

/// News of a letter that changes no decision (it was delivered): written without touching the head's version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRecord {
    /// The letter with its new state.
    pub letter: Letter,
    /// The state that it must still have in the store.
    pub was: LetterState,
    /// What to add to the story.
    pub timeline: Vec<TimelineEntry>,
}

/// A page of the agenda: accounts whose next contact day has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaPage {
    /// The accounts, by day and key.
    pub accounts: Vec<AccountKey>,
    /// Where the next page starts; none after the last.
    pub next: Option<AgendaCursor>,
}

/// A place in a shard of the agenda: behind this entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaCursor {
    /// The entry's day.
    pub day: NaiveDate,
    /// The entry's account.
    pub account: AccountKey,
}
