//! What the domain needs from outside. Each port has an adapter on AWS and one in memory, held to the same
//! contract by the same tests.
//!
//! The futures are not `Send`: every function runs on a current-thread runtime.
#![allow(async_fn_in_trait, reason = "single-threaded by design; no caller needs Send")]

use chrono::{DateTime, NaiveDate, Utc};
use thiserror::Error;

use crate::account::{Account, AccountKey, EmailAddress};
use crate::arrival::PaymentArrival;
use crate::attachment::Attachment;
use crate::chain::{Fingerprint, Story};
use crate::creditor::Creditor;
use crate::decided::Decided;
use crate::digest::{Digest, LastDigest};
use crate::due_date::DueDates;
use crate::invoice::{Invoice, InvoiceId};
use crate::ledger::{AgendaCursor, AgendaPage, Change, Found, Ledger, LetterRecord, Lookup, TimelineEntry};
use crate::letter::{Letter, LetterId};
use crate::message::{DigestRequest, Pick, PlannedLetter, SweepRequest};
use crate::news::News;
use crate::original::StoredFile;
use crate::policy::{Policy, PolicyName};
use crate::receipt::Receipt;
use crate::reminder::{Reminder, Words, WordsError, Written};
use crate::suppression::{Suppression, SuppressionReason};
use crate::task::Task;

/// A port could not do its work. The work is retried by whoever called; nothing was half done.
#[derive(Debug, Error)]
#[error("{doing} failed")]
pub struct PortError {
    /// What was being done, for the log ("reading the ledger of <key>").
    pub doing: String,
    /// Why.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// A change was not written.
#[derive(Debug, Error)]
pub enum CommitError {
    /// Somebody else changed the account since it was read: load and decide again.
    #[error("the account was changed meanwhile")]
    Conflict,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// The accounts.
pub trait Ledgers {
    /// The account's ledger as one consistent version; none if there is no such account.
    async fn load(&self, account: &AccountKey) -> Result<Option<Ledger>, PortError>;
    /// A closed invoice, as it was when it closed.
    async fn load_closed(
        &self,
        account: &AccountKey,
        invoice: &InvoiceId,
    ) -> Result<Option<Invoice>, PortError>;
    /// A letter as it stands, however old, read strongly consistently.
    async fn letter(&self, id: &LetterId) -> Result<Option<Letter>, PortError>;
    /// Writes a change, whole or not at all, if the account still has the version that the change stands on.
    /// The change must hold at most [`WRITES_AT_MOST`] writes. Its news is kept with it; news that only points at
    /// letters may be kept even if the change is not made ([`crate::news::News::only_points_at_letters`]).
    async fn commit(&self, change: Change) -> Result<(), CommitError>;
    /// Writes news of a letter, if the letter's state is still what it was.
    async fn record(&self, record: LetterRecord) -> Result<(), CommitError>;
    /// The account's whole story, oldest first.
    async fn timeline(&self, account: &AccountKey) -> Result<Vec<TimelineEntry>, PortError>;
    /// What was decided about the account's invoices, by day, and for one day in the order of writing.
    async fn decided(&self, account: &AccountKey) -> Result<Vec<Decided>, PortError>;
    /// Where a name from outside leads; every account and invoice that goes by it, in order.
    async fn find(&self, lookup: &Lookup) -> Result<Vec<Found>, PortError>;
}

/// The accounts' stories as chains, for evidence.
pub trait Stories {
    /// The whole story of an account, with the tips that it must end with, read as one.
    async fn story(&self, account: &AccountKey) -> Result<Story, PortError>;
    /// Every letter of an account, however old, by its id.
    async fn every_letter(&self, account: &AccountKey) -> Result<Vec<Letter>, PortError>;
}

/// The most items (head, invoices, letters, tasks, lookups, timeline entries, decisions, the news) of one change: a
/// transaction's limit.
pub const WRITES_AT_MOST: usize = 100;

/// Number of shards of the agenda.
pub const AGENDA_SHARDS: u8 = 64;

/// The accounts by next contact day. A hint: the decision is the truth.
pub trait Agenda {
    /// Accounts of a shard whose day is `until` or earlier, behind a place, in order of day and key.
    async fn due(
        &self,
        shard: u8,
        until: NaiveDate,
        behind: Option<&AgendaCursor>,
    ) -> Result<AgendaPage, PortError>;
}

/// Addresses that are never mailed.
pub trait Suppressions {
    /// Why the address is suppressed, read strongly consistently; none if it is not.
    async fn suppression(&self, address: &EmailAddress) -> Result<Option<Suppression>, PortError>;
    /// Suppresses an address; a complaint is never weakened to a bounce.
    async fn suppress(&self, address: &EmailAddress, suppression: &Suppression) -> Result<(), PortError>;
    /// Takes an address off the list, unless it is there for a stronger reason than this. Says why it was on it.
    async fn lift(
        &self,
        address: &EmailAddress,
        strongest: SuppressionReason,
    ) -> Result<Option<Suppression>, PortError>;
}

/// Creditor and policy, and what is known of the creditor's payment data.
pub trait Settings {
    /// The creditor's profile and policy in force.
    async fn settings(&self) -> Result<InForce, PortError>;
    /// Moves the day up to which payment data is complete; an earlier day changes nothing.
    async fn payments_complete_to(&self, day: NaiveDate) -> Result<(), PortError>;
}

/// What makes policy and creditor out of the texts that a store keeps: the store keeps what the user wrote, and
/// leaves its meaning to those who know documents.
#[derive(Clone, Copy, Debug)]
pub struct SettingsReaders {
    /// Reads `policy.toml`.
    pub policy: fn(&str) -> Result<Policy, ReaderError>,
    /// Reads `creditor.toml`.
    pub creditor: fn(&str) -> Result<Creditor, ReaderError>,
}

/// What a reader of settings says of a text that it can't use.
pub type ReaderError = Box<dyn std::error::Error + Send + Sync>;

/// What is in force for every decision.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Whose money it is.
    pub creditor: Creditor,
    /// How patient the creditor is.
    pub policy: Policy,
    /// The day up to which payments are known; none before the first payment file.
    pub payments_complete_to: Option<NaiveDate>,
}

impl InForce {
    /// The policy for a customer as a whole: the window and the limits. The ordinary one if the customer names one
    /// that is not there, for nothing is sent then anyway.
    pub fn policy_of(&self, account: &Account) -> &Policy {
        self.policy_named(account.policy.as_ref()).unwrap_or(&self.policy)
    }

    /// The policy for an invoice: its own, else its customer's. None if it names one that is not there.
    pub fn policy_for(&self, invoice: &Invoice, account: &Account) -> Option<&Policy> {
        self.policy_named(invoice.policy.as_ref().or(account.policy.as_ref()))
    }

    fn policy_named(&self, name: Option<&PolicyName>) -> Option<&Policy> {
        match name {
            None => Some(&self.policy),
            Some(name) if name.is_default() => Some(&self.policy),
            Some(name) => self.policy.named.get(name),
        }
    }
}

/// The last turn given to a customer whose debts were overdue when they arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BacklogTurn {
    /// The day on which reminders may begin.
    pub day: NaiveDate,
    /// Customers that have this day.
    pub taken: u16,
}

/// The turns of the backlog, given one after the other.
pub trait Backlog {
    /// The last turn given, read strongly consistently; none before the first.
    async fn last_backlog_turn(&self) -> Result<Option<BacklogTurn>, PortError>;
    /// Gives the next turn; false if somebody else gave one since `last` was read.
    async fn take_backlog_turn(
        &self,
        last: Option<BacklogTurn>,
        next: BacklogTurn,
    ) -> Result<bool, PortError>;
}

/// Payments that no invoice could be found for; kept, and tried again when invoices arrive.
pub trait UnmatchedPayments {
    /// All of them, oldest booking day first.
    async fn unmatched(&self) -> Result<Vec<PaymentArrival>, PortError>;
    /// Keeps one; keeping it again changes nothing.
    async fn keep_unmatched(&self, payment: &PaymentArrival) -> Result<(), PortError>;
    /// Forgets one that was matched.
    async fn forget_unmatched(&self, identity: &str) -> Result<(), PortError>;
}

/// What became of each uploaded file.
pub trait Receipts {
    /// The receipt of an object's version.
    async fn receipt(&self, object: &str, version: &str) -> Result<Option<Receipt>, PortError>;
    /// Writes or replaces a receipt.
    async fn keep_receipt(&self, object: &str, version: &str, receipt: &Receipt) -> Result<(), PortError>;
}

/// What waits to be told to account managers, and who was told on which day.
pub trait Digests {
    /// For whom news waits; none stands for the creditor's own manager.
    async fn managers_with_news(&self) -> Result<Vec<Option<EmailAddress>>, PortError>;
    /// A manager's news, oldest first, read strongly consistently; at most [`NEWS_AT_MOST`], the rest waits for the
    /// next day.
    async fn news(&self, manager: Option<&EmailAddress>) -> Result<Vec<News>, PortError>;
    /// Forgets news that was told; what is forgotten already changes nothing.
    async fn forget_news(&self, told: &[News]) -> Result<(), PortError>;
    /// Lays news that was told by for the weekly report, for [`TOLD_KEPT_DAYS`](crate::news::TOLD_KEPT_DAYS); again
    /// changes nothing. At no moment is any of it in neither place.
    async fn keep_told(&self, told: &[News]) -> Result<(), PortError>;
    /// For whom told news is kept; none stands for the creditor's own manager.
    async fn managers_told(&self) -> Result<Vec<Option<EmailAddress>>, PortError>;
    /// A manager's news from one instant to before another, told or not, each once and the newest first; at most
    /// [`REPORT_NEWS_AT_MOST`](crate::digest::REPORT_NEWS_AT_MOST).
    async fn news_between(
        &self,
        manager: Option<&EmailAddress>,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<News>, PortError>;
    /// Every open task, oldest first; what was opened or closed this very moment may still be amiss.
    async fn open_tasks(&self) -> Result<Vec<Task>, PortError>;
    /// The heads of these accounts, in any order, without those that are not there.
    async fn heads(&self, accounts: &[AccountKey]) -> Result<Vec<Account>, PortError>;
    /// What is known of a manager's last digest.
    async fn last_digest(&self, manager: &EmailAddress) -> Result<Option<LastDigest>, PortError>;
    /// Claims a manager's digest of a day; false if that day or a later one was claimed before.
    async fn claim_digest(&self, manager: &EmailAddress, claim: &LastDigest) -> Result<bool, PortError>;
    /// Puts another state in the place of the claim of a day, unless a later one was claimed meanwhile: the one before
    /// it, if the digest certainly did not leave, or that its report did.
    async fn settle_digest(
        &self,
        manager: &EmailAddress,
        claimed: NaiveDate,
        becomes: &LastDigest,
    ) -> Result<(), PortError>;
}

/// Changes with news that one digest looks at.
pub const NEWS_AT_MOST: usize = 2_000;

/// Everything that is kept: one table on AWS.
pub trait Store:
    Ledgers + Agenda + Suppressions + Settings + Backlog + UnmatchedPayments + Receipts + Digests
{
}

impl<S: Ledgers + Agenda + Suppressions + Settings + Backlog + UnmatchedPayments + Receipts + Digests> Store
    for S
{
}

/// The queue from the sweep (and from whatever makes a letter due later) to the scheduling.
pub trait Picks {
    /// Hands picks on; a pick that is handed on twice is planned once.
    async fn pick(&self, picks: &[Pick]) -> Result<(), PortError>;
}

/// The sweep's own queue, by which it fans out and hands on.
pub trait Sweeps {
    /// Asks for more sweeping.
    async fn hand_on(&self, requests: &[SweepRequest]) -> Result<(), PortError>;
}

/// One-time schedules.
pub trait Schedules {
    /// Schedules a letter under its own name. A letter that is already scheduled stays as it is, unless it was picked
    /// again since for another minute: the customer has moved.
    async fn schedule(&self, letter: &PlannedLetter) -> Result<Scheduled, PortError>;
}

/// What came of scheduling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduled {
    /// Now.
    Anew,
    /// Before, by somebody else or by an earlier try.
    Already,
    /// Before, for another minute than now.
    Moved,
}

/// A mail, ready to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The letter, for the mail's tag.
    pub letter: LetterId,
    /// From: the creditor's short name and sender address.
    pub from_name: String,
    /// The creditor's sender address.
    pub from: EmailAddress,
    /// To.
    pub to: EmailAddress,
    /// A person.
    pub reply_to: EmailAddress,
    /// Subject and the two parts.
    pub words: Words,
    /// What goes with it.
    pub attachments: Vec<Attachment>,
    /// The mail service's ids of earlier letters about the same invoices that reached the same address, oldest first:
    /// the mail belongs to their conversation.
    pub earlier: Vec<String>,
}

/// The mail service did not say yes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MailError {
    /// It did not leave, for certain, and trying the same again is pointless.
    #[error("the mail service refused it: {0}")]
    Refused(String),
    /// It did not leave, for certain; later it may.
    #[error("the mail service could not take it now: {0}")]
    NotNow(String),
    /// It did not leave, for certain, and no other mail would this morning: the account is paused or suspended, its
    /// daily quota is used up, or its domain or address is not verified.
    #[error("the mail service takes nothing from this account today: {0}")]
    NotToday(String),
    /// Nobody knows whether it left.
    #[error("no answer whether it left: {0}")]
    Unknown(String),
}

/// The mail service.
pub trait Mailer {
    /// Mails once, without any retry of its own, and returns the service's message id.
    async fn mail(&self, mail: &Mail) -> Result<String, MailError>;
}

/// A digest, ready to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestMail {
    /// The creditor's day that it is of.
    pub day: NaiveDate,
    /// The creditor's short name.
    pub from_name: String,
    /// The creditor's sender address.
    pub from: EmailAddress,
    /// The account manager.
    pub to: EmailAddress,
    /// A person.
    pub reply_to: EmailAddress,
    /// Subject and the two parts.
    pub words: Words,
}

/// The mail service, for digests.
pub trait DigestMailer {
    /// Mails once, without any retry of its own.
    async fn mail_digest(&self, mail: &DigestMail) -> Result<(), MailError>;
}

/// Puts digests into words.
pub trait DigestScribe {
    /// The digest's subject and parts.
    fn digest_words(&self, digest: &Digest) -> Result<Words, DigestWordsError>;
}

/// The digest could not be put into words; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the digest could not be written: {0}")]
pub struct DigestWordsError(pub String);

/// The queue by which the digest fans out.
pub trait DigestRequests {
    /// Asks for the digests of single managers.
    async fn request(&self, requests: &[DigestRequest]) -> Result<(), PortError>;
}

/// A letter was not written.
#[derive(Debug, Error)]
pub enum ScribeError {
    /// No letter can be made of the reminder.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// What the creditor's own words are could not be read.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Puts reminders into words.
pub trait Scribe {
    /// The letter's subject and parts, and whose templates made them. Asked only once a letter is to leave.
    async fn words(&self, reminder: &Reminder) -> Result<Written, ScribeError>;
    /// Due dates as a calendar takes them (RFC 5545).
    fn due_dates(&self, dates: &DueDates) -> String;
}

/// Why an original is not to be had.
#[derive(Debug, Error)]
pub enum NoOriginal {
    /// There is none, or none that may be read: a store of files does not tell the two apart to those who may not list
    /// it.
    #[error("there is no such file, or no right to read it")]
    NotThere,
    /// It was left where it is.
    #[error("it has {bytes} bytes, and at most {at_most} are handed out")]
    TooLarge {
        /// How large it is.
        bytes: u64,
        /// How large it may be.
        at_most: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// The invoices as the customers got them.
pub trait Originals {
    /// A file, whole; its size is known before anything is fetched. An answer comes within seconds, even if it is a
    /// failure: a letter waits for it in its minute.
    async fn original(&self, file: &StoredFile, bytes_at_most: u64) -> Result<Vec<u8>, NoOriginal>;
    /// How many bytes a file has, without reading it.
    async fn size(&self, file: &StoredFile) -> Result<u64, NoOriginal>;
}

/// A letter that was kept as it was handed to the mail service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// Where it is kept. The name holds the content's SHA-256, so that it is never written over by another.
    pub object: String,
    /// The content's.
    pub sha256: Fingerprint,
}

/// Keeps letters as they were handed to the mail service.
pub trait Archive {
    /// Keeps a letter's words; keeping the same again changes nothing. An answer comes within seconds, even if it is a
    /// failure: a letter waits for it in its minute.
    async fn archive(&self, mail: &Mail) -> Result<Archived, PortError>;
}

/// Makes the signed links of the answers page.
pub trait AnswerLinks {
    /// The link for a letter; none where answers go by reply only.
    async fn answer_link(&self, letter: &LetterId, now: DateTime<Utc>) -> Result<Option<String>, PortError>;
}
