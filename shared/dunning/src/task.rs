//! What only a person can do.

pub(crate) mod steps;

use std::fmt;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::account::AccountKey;
use crate::invoice::InvoiceId;
use crate::letter::LetterId;

/// What a person is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum TaskKind {
    FollowUp,
    Call,
    HandOver,
    Approve,
    FindAddress,
    CheckDispute,
    BrokenPromise,
    CheckClaimedPayment,
    MatchPayment,
    AllocateCredit,
    CheckWithholding,
    Complaint,
    Review,
    SettleLetter,
    RepairTemplate,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::FollowUp,
        Self::Call,
        Self::HandOver,
        Self::Approve,
        Self::FindAddress,
        Self::CheckDispute,
        Self::BrokenPromise,
        Self::CheckClaimedPayment,
        Self::MatchPayment,
        Self::AllocateCredit,
        Self::CheckWithholding,
        Self::Complaint,
        Self::Review,
        Self::SettleLetter,
        Self::RepairTemplate,
    ];

    /// The kind in snake case, as stored and shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::FollowUp => "follow_up",
            Self::Call => "call",
            Self::HandOver => "hand_over",
            Self::Approve => "approve",
            Self::FindAddress => "find_address",
            Self::CheckDispute => "check_dispute",
            Self::BrokenPromise => "broken_promise",
            Self::CheckClaimedPayment => "check_claimed_payment",
            Self::MatchPayment => "match_payment",
            Self::AllocateCredit => "allocate_credit",
            Self::CheckWithholding => "check_withholding",
            Self::Complaint => "complaint",
            Self::Review => "review",
            Self::SettleLetter => "settle_letter",
            Self::RepairTemplate => "repair_template",
        }
    }

    /// Reads [`TaskKind::name`] back.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == text)
    }
}

impl fmt::Display for TaskKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Bytes of a hash that a handle shows: of a thousand tasks two share one once in ten thousand lists.
const HANDLE_BYTES: usize = 4;

/// Eight hex digits that stand for what the parts say.
pub fn handle_of(parts: &[&str]) -> String {
    let hash = Sha256::digest(parts.join("\0").as_bytes());
    hash.iter()
        .take(HANDLE_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// How the subject of a task about a letter begins.
const LETTER_OF: &str = "letter of ";

/// Something for a person to do. Open at most once: kind, account and subject are its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// For which customer.
    pub account: AccountKey,
    /// Which invoice (or letter, or payment) it is about; empty for the customer as a whole.
    pub subject: String,
    /// Since when, in the customer's calendar.
    pub opened_on: NaiveDate,
    /// What a person needs to know to do it, in a sentence.
    pub detail: String,
}

impl Task {
    /// A task about one invoice.
    pub fn about_invoice(
        kind: TaskKind,
        account: &AccountKey,
        invoice: &InvoiceId,
        opened_on: NaiveDate,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            account: account.clone(),
            subject: invoice.to_string(),
            opened_on,
            detail: detail.into(),
        }
    }

    /// The subject of a task about a letter. A day has one letter that anybody can ask about.
    pub fn subject_of(letter: &LetterId) -> String {
        format!("{LETTER_OF}{}", letter.day)
    }

    /// The day of the letter that the task is about; none if it is about something else.
    pub fn letter_day(&self) -> Option<NaiveDate> {
        self.subject.strip_prefix(LETTER_OF)?.parse().ok()
    }

    /// The number of the one invoice that it is about, with the instalment if there is one.
    pub fn invoice_number(&self) -> Option<&str> {
        let is_about_an_invoice = match self.kind {
            TaskKind::MatchPayment | TaskKind::SettleLetter | TaskKind::RepairTemplate => false,
            TaskKind::FollowUp
            | TaskKind::Call
            | TaskKind::HandOver
            | TaskKind::Approve
            | TaskKind::FindAddress
            | TaskKind::CheckDispute
            | TaskKind::BrokenPromise
            | TaskKind::CheckClaimedPayment
            | TaskKind::AllocateCredit
            | TaskKind::CheckWithholding
            | TaskKind::Complaint
            | TaskKind::Review => true,
        };
        // Of the customer as a whole, the subject is empty.
        Some(self.subject.as_str()).filter(|subject| is_about_an_invoice && !subject.is_empty())
    }

    /// The name by which a person picks it out of a list: eight hex digits, as stable as its identity.
    pub fn handle(&self) -> String {
        handle_of(&[self.account.as_str(), &self.identity()])
    }

    /// What makes this task the same as another: it is opened once.
    pub fn identity(&self) -> String {
        format!("{}#{}", self.kind.name(), self.subject)
    }
}
