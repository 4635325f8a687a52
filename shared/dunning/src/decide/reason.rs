//! Decisions and their reasons, in words.

use std::fmt;

use chrono::NaiveDate;

use crate::hold::HoldKind;
use crate::invoice::NeverReminded;
use crate::stage::StageName;

/// What happens to an invoice on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It deserves this stage's letter.
    Remind(StageName),
    /// Not today.
    Wait {
        /// Why.
        why: Waiting,
        /// The day on which to decide again; after the day decided about.
        until: NaiveDate,
    },
    /// Not any more, unless somebody changes something.
    Stop(Stopped),
}

/// Why an invoice is not reminded today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// The next stage's day has not come.
    NotYet(StageName),
    /// The stage is reached, but letters rest on weekends and holidays.
    ClosedDay(StageName),
    /// The stage is reached, but a better weekday is near.
    BetterDay(StageName),
    /// A hold.
    Held(HoldKind),
    /// The invoice is too new: the customer has just got it, or we have.
    JustArrived(StageName),
    /// It was overdue when it arrived, and its customer's turn has not come.
    Backlog(StageName),
    /// Payments of the last days may be missing from our books.
    StalePayments(StageName),
    /// A person must say yes first.
    NotApproved(StageName),
    /// A time of year in which nothing firm is sent.
    QuietTime(StageName),
    /// Nobody knows when it is due.
    NoDueDate,
    /// It, or its customer, names a policy that is not there.
    NoSuchPolicy,
    /// The last letter's day to pay has not passed with the time to hand over.
    LastLetterSent,
    /// A letter went to the customer today.
    LetterToday(StageName),
    /// A letter-free day must lie between two letters.
    Gap(StageName),
    /// The customer has had as many letters as one can bear.
    LetterLimit(StageName),
    /// There is nobody to write to.
    NoContact(StageName),
    /// The customer's final notice goes alone.
    FinalNoticeAlone(StageName),
    /// The final notice goes alone, and lets friendly words about other invoices go first.
    FriendlyWordsFirst(StageName),
    /// More invoices than one letter can list; the older ones go first.
    LetterFull(StageName),
}

/// Why an invoice is not reminded any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Nothing is open.
    Paid,
    /// Too little is open to be worth a letter.
    BelowNotice,
    /// Such documents never are.
    NeverReminded(NeverReminded),
    /// A person decides now.
    HandedOver,
    /// Nobody approved the stage in time: a person decides now.
    ApprovalLapsed,
    /// Every stage of the ladder was reached.
    LadderFinished,
    /// It came so many years ago that a person decides now.
    TooOld,
}

impl fmt::Display for Decision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Remind(stage) => write!(out, "remind: {stage}"),
            Self::Wait { why, until } => write!(out, "wait until {until}: {why}"),
            Self::Stop(why) => write!(out, "stop: {why}"),
        }
    }
}

impl fmt::Display for Waiting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYet(stage) => write!(out, "{stage} is next, its day has not come"),
            Self::ClosedDay(stage) => write!(out, "{stage} waits for a business day"),
            Self::BetterDay(stage) => write!(out, "{stage} waits for a better weekday"),
            Self::Held(kind) => held(*kind, out),
            Self::JustArrived(stage) => write!(out, "{stage} waits, the invoice is new"),
            Self::Backlog(stage) => write!(out, "{stage} waits for its turn in the backlog"),
            Self::StalePayments(stage) => write!(out, "{stage} waits for newer payment data"),
            Self::NotApproved(stage) => write!(out, "{stage} waits for a person's approval"),
            Self::QuietTime(stage) => write!(out, "{stage} waits for the end of a quiet time"),
            Self::NoSuchPolicy => out.write_str("it is under a policy that is not in the policy file"),
            Self::NoDueDate => out.write_str("nobody knows when it is due"),
            Self::LastLetterSent => out.write_str("the last letter was sent, its last day is awaited"),
            Self::LetterToday(stage) => write!(out, "{stage} waits, a letter went to the customer today"),
            Self::Gap(stage) => write!(out, "{stage} waits for a letter-free day"),
            Self::LetterLimit(stage) => {
                write!(out, "{stage} waits, the customer has had enough letters lately")
            }
            Self::NoContact(stage) => write!(out, "{stage} waits, there is nobody to write to"),
            Self::FinalNoticeAlone(stage) => write!(out, "{stage} waits, the final notice goes alone"),
            Self::FriendlyWordsFirst(stage) => {
                write!(out, "{stage} waits, friendly words about other invoices go first")
            }
            Self::LetterFull(stage) => write!(out, "{stage} waits, the letter is full of older invoices"),
        }
    }
}

fn held(kind: HoldKind, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        HoldKind::Promise { pay_by } => write!(out, "the customer promised to pay by {pay_by}"),
        HoldKind::ClaimsPaid => out.write_str("the customer says it is paid"),
        HoldKind::Dispute => out.write_str("the customer disputes it"),
        HoldKind::AwaitingReply => out.write_str("a reply is awaited"),
        HoldKind::WrongPerson => out.write_str("the reader of a letter is the wrong person"),
        HoldKind::Pause { until: Some(until) } => write!(out, "paused until {until}"),
        HoldKind::Pause { until: None } => out.write_str("paused"),
        HoldKind::PossiblePayment => out.write_str("a payment may be for it"),
        HoldKind::Withholding => out.write_str("what is missing may be tax that the customer kept back"),
        HoldKind::UnallocatedCredit => out.write_str("the customer has credit that names no invoice"),
        HoldKind::Complaint => out.write_str("the customer complained about a letter"),
        HoldKind::Review => out.write_str("a person must look first"),
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paid => out.write_str("paid"),
            Self::BelowNotice => out.write_str("too little is open to write about"),
            Self::NeverReminded(reason) => write!(out, "never reminded: {}", reason.name().replace('_', " ")),
            Self::HandedOver => out.write_str("handed over to a person"),
            Self::ApprovalLapsed => {
                out.write_str("nobody approved the next letter in time, a person decides")
            }
            Self::LadderFinished => out.write_str("every stage of the ladder was reached"),
            Self::TooOld => out.write_str("it has been open for too many years, a person decides"),
        }
    }
}
