//! A letter's identity and life, from the claim to what the mail service tells of it.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use thiserror::Error;

use crate::account::{AccountKey, EmailAddress, Language};
use crate::chain::Link;
use crate::invoice::InvoiceId;
use crate::money::Money;
use crate::stage::{StageName, Tone};

/// One letter to one customer on one of the customer's days. The attempt counts letters of that day that
/// did not leave; a retry of the same attempt is the same letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterId {
    /// Whose.
    pub account: AccountKey,
    /// The customer's local day.
    pub day: NaiveDate,
    /// From 1.
    pub attempt: u8,
}

/// The text does not name a letter.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a letter is named <account key>-<yyyymmdd>, with -<attempt> from the second attempt on")]
pub struct MalformedLetterId;

impl LetterId {
    /// Reads the [`fmt::Display`] form back.
    ///
    /// # Errors
    /// [`MalformedLetterId`] for anything else.
    pub fn parse(text: &str) -> Result<Self, MalformedLetterId> {
        let mut parts = text.split('-');
        let mut part = || parts.next().ok_or(MalformedLetterId);
        let account = AccountKey::parse(part()?).map_err(|_| MalformedLetterId)?;
        let day = NaiveDate::parse_from_str(part()?, "%Y%m%d").map_err(|_| MalformedLetterId)?;
        let attempt = match parts.next() {
            None => 1,
            Some(attempt) => attempt
                .parse()
                .ok()
                .filter(|attempt| *attempt > 1)
                .ok_or(MalformedLetterId)?,
        };
        if parts.next().is_some() {
            Err(MalformedLetterId)
        } else {
            Ok(Self {
                account,
                day,
                attempt,
            })
        }
    }
}

/// `<account key>-<yyyymmdd>[-attempt]`: the name of the letter's schedule and the value of its mail tag,
/// within what both services allow.
impl fmt::Display for LetterId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.account, self.day.format("%Y%m%d"))?;
        if self.attempt > 1 {
            write!(out, "-{}", self.attempt)
        } else {
            Ok(())
        }
    }
}

/// What an invoice has in a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLine {
    /// Which invoice.
    pub invoice: InvoiceId,
    /// The stages that this letter is for the invoice; two where a later friendly one was taken along.
    pub stages: Vec<StageName>,
    /// When it is due.
    pub due_on: NaiveDate,
    /// What was open when the letter was claimed.
    pub open: Money,
}

/// Where a letter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// This machine is about to mail it; nobody else may.
    Claimed,
    /// The mail service took it.
    Sent,
    /// It did not leave, for certain; a new attempt may be made.
    Released {
        /// What the mail service, or the check before it, said.
        why: String,
    },
    /// Nobody knows whether it left. Counts as sent; only an event or a person settles it.
    Unknown,
    /// The receiving server took it.
    Delivered,
    /// It came back.
    Bounced {
        /// Whether trying that address again is pointless.
        permanent: bool,
    },
    /// The recipient reported it as unwanted.
    Complained,
    /// The mail service refused it after taking it (virus, broken rendering): it did not leave.
    Rejected {
        /// What the service said.
        why: String,
    },
}

impl LetterState {
    /// Whether the letter's stages count as reached.
    pub fn counts_as_reached(&self) -> bool {
        match self {
            Self::Claimed | Self::Sent | Self::Unknown | Self::Delivered | Self::Complained => true,
            Self::Released { .. } | Self::Bounced { .. } | Self::Rejected { .. } => false,
        }
    }

    /// The state in snake case, as stored and shown to machines.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Sent => "sent",
            Self::Released { .. } => "released",
            Self::Unknown => "unknown",
            Self::Delivered => "delivered",
            Self::Bounced { .. } => "bounced",
            Self::Complained => "complained",
            Self::Rejected { .. } => "rejected",
        }
    }
}

/// What somebody learned about a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterEvent {
    /// The send call returned, or the service published `Send`.
    Sent,
    /// A definite no from the send call.
    Refused {
        /// In the service's words.
        why: String,
    },
    /// The call ended without an answer, or its claim outlived the function.
    Lost,
    /// A person looked, and it never left.
    NeverLeft {
        /// Who says so.
        why: String,
    },
    /// `Delivery`.
    Delivered,
    /// `Bounce`.
    Bounced {
        /// Permanent, or transient.
        permanent: bool,
    },
    /// `Complaint`.
    Complained,
    /// `Reject` or rendering failure.
    Rejected {
        /// In the service's words.
        why: String,
    },
}

impl LetterState {
    /// The state after an event; none if the event changes nothing (repeated, late, or overtaken).
    ///
    /// Events come twice and in any order; what is certain is never taken back by what came before it:
    /// a bounce or complaint follows a delivery, never the other way round.
    pub fn after(&self, event: &LetterEvent) -> Option<Self> {
        use LetterEvent as E;
        let next = match (self, event) {
            (Self::Claimed, E::Refused { why }) => Self::Released { why: why.clone() },
            (Self::Claimed, E::Lost) => Self::Unknown,
            (Self::Unknown, E::NeverLeft { why }) => Self::Released { why: why.clone() },
            (Self::Claimed | Self::Unknown, E::Sent) => Self::Sent,
            (Self::Claimed | Self::Unknown | Self::Sent, E::Rejected { why }) => {
                Self::Rejected { why: why.clone() }
            }
            (Self::Claimed | Self::Unknown | Self::Sent, E::Delivered) => Self::Delivered,
            (Self::Claimed | Self::Unknown | Self::Sent | Self::Delivered, E::Bounced { permanent }) => {
                Self::Bounced {
                    permanent: *permanent,
                }
            }
            (Self::Bounced { permanent: false }, E::Bounced { permanent: true }) => {
                Self::Bounced { permanent: true }
            }
            (Self::Claimed | Self::Unknown | Self::Sent | Self::Delivered, E::Complained) => Self::Complained,
            // A release was the sender's reading of a refusal; proof to the contrary wins.
            (Self::Released { .. }, E::Sent) => Self::Sent,
            (Self::Released { .. }, E::Delivered) => Self::Delivered,
            _ => return None,
        };
        Some(next)
    }
}

/// A letter that was claimed, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Which.
    pub id: LetterId,
    /// Where it stands.
    pub state: LetterState,
    /// When it was claimed.
    pub claimed_at: DateTime<Utc>,
    /// Who it went to.
    pub to: EmailAddress,
    /// In which language.
    pub language: Language,
    /// How it spoke.
    pub tone: Tone,
    /// What it was about.
    pub lines: Vec<LetterLine>,
    /// The day it asked to be paid by, if it named one.
    pub pay_by: Option<NaiveDate>,
    /// The mail service's id, once known.
    pub message_id: Option<String>,
    /// The newest entry of the story about it, kept by the store; none before its claim is written.
    pub tip: Option<Link>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_named_within_what_the_services_allow() {
        let account = AccountKey::derive("acme", "C-17");
        let day = NaiveDate::from_ymd_opt(2026, 11, 17).unwrap();
        for (attempt, length) in [(1, 41), (2, 43), (255, 45)] {
            let id = LetterId {
                account: account.clone(),
                day,
                attempt,
            };
            let name = id.to_string();
            assert_eq!(name.len(), length);
            assert_eq!(LetterId::parse(&name), Ok(id));
        }
        for bad in [
            "",
            "x-20261117",
            "-",
            &format!("{account}-20261301"),
            &format!("{account}-20261117-1"),
        ] {
            assert_eq!(LetterId::parse(bad), Err(MalformedLetterId), "{bad}");
        }
    }

    #[test]
    fn events_may_come_twice_and_in_any_order() {
        use LetterEvent as E;
        let bounced = E::Bounced { permanent: true };
        let never_left = E::NeverLeft { why: String::new() };
        for (story, ends) in [
            (vec![E::Sent, E::Delivered], "delivered"),
            (vec![E::Delivered, E::Sent, E::Delivered], "delivered"),
            (vec![E::Lost, E::Delivered], "delivered"),
            (vec![E::Lost, E::Lost], "unknown"),
            (vec![E::Lost, never_left.clone()], "released"),
            // The person was wrong, and the letter is out after all.
            (vec![E::Lost, never_left.clone(), E::Delivered], "delivered"),
            (vec![E::Sent, never_left], "sent"),
            (
                vec![E::Delivered, bounced.clone(), E::Sent, E::Delivered],
                "bounced",
            ),
            (vec![bounced.clone(), E::Sent], "bounced"),
            (vec![E::Sent, E::Lost], "sent"),
            (vec![E::Refused { why: String::new() }, E::Lost], "released"),
            (vec![E::Delivered, E::Complained, bounced], "complained"),
        ] {
            let end = story.iter().fold(LetterState::Claimed, |state, event| {
                state.after(event).unwrap_or(state)
            });
            assert_eq!(end.name(), ends, "{story:?}");
        }
    }
}
