//! The mail that left, what becomes of it, and what the mail service and the customer say to it.

use chrono::{DateTime, Duration, Utc};
use dunning::answer::Answer;
use dunning::flow::feedback::News;
use dunning::flow::respond;
use dunning::ledger::Ledger;
use dunning::letter::{LetterEvent, LetterId};
use dunning::ports::{Mail, Suppressions};

use super::{Days, Happening, ready};
use crate::world::Posted;

/// What becomes of a mail at its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Delivered,
    /// It comes back for good.
    HardBounce,
    /// It comes back this time.
    SoftBounce,
    /// It arrives, and the reader calls it unwanted.
    Complaint,
    /// The service finds that it may not leave.
    Rejected,
    /// The service says nothing.
    NoNews,
}

/// A mail that left.
#[derive(Clone, Debug)]
pub struct Sending {
    /// When, by the sending's own clock.
    pub at: DateTime<Utc>,
    /// Its turn among all that happened.
    pub turn: u64,
    /// What.
    pub mail: Mail,
    /// What becomes of it.
    pub fate: Fate,
    /// When it should have.
    pub planned_for: DateTime<Utc>,
    /// The customer's ledger at that moment.
    pub ledger: Option<Ledger>,
    /// Whether the address was suppressed at that moment.
    pub was_suppressed: bool,
}

/// A file that was applied to the end.
#[derive(Clone, Debug)]
pub struct Applied {
    /// Its turn among all that happened.
    pub turn: u64,
    /// Its name.
    pub object: String,
}

/// An answer that was dealt with.
#[derive(Clone, Debug)]
pub struct Answered {
    /// When.
    pub at: DateTime<Utc>,
    /// Its turn among all that happened.
    pub turn: u64,
    /// To which letter.
    pub letter: LetterId,
    /// What it says.
    pub answer: Answer,
    /// What came of it.
    pub outcome: respond::Outcome,
}

impl Days {
    /// Takes note of a mail that left.
    pub(super) fn note(
        &mut self,
        planned_for: DateTime<Utc>,
        truly_at: DateTime<Utc>,
        at: DateTime<Utc>,
        posted: Posted,
    ) {
        let fate = match self.news_is_lost {
            true => Fate::NoNews,
            false => self.next_fate(&posted.mail),
        };
        self.tell_of(truly_at, &posted.mail, &posted.message_id, fate);
        let suppression = ready(self.world.store.suppression(&posted.mail.to));
        self.sendings.push(Sending {
            at,
            turn: self.turn,
            planned_for,
            fate,
            ledger: self.ledger(&posted.mail.letter.account),
            was_suppressed: !matches!(suppression, Ok(None)),
            mail: posted.mail,
        });
    }

    fn next_fate(&mut self, mail: &Mail) -> Fate {
        match self.fates.get_mut(mail.to.as_str()) {
            None => Fate::Delivered,
            Some(fates) if fates.len() > 1 => fates.pop_front().unwrap_or(Fate::Delivered),
            Some(fates) => fates.front().copied().unwrap_or(Fate::Delivered),
        }
    }

    /// The mail service's news of a mail, from a minute after it left.
    fn tell_of(&mut self, left_at: DateTime<Utc>, mail: &Mail, message_id: &str, fate: Fate) {
        let rejected = LetterEvent::Rejected { why: "virus".into() };
        let mut events = match fate {
            Fate::Delivered => vec![LetterEvent::Sent, LetterEvent::Delivered],
            Fate::HardBounce => vec![LetterEvent::Sent, LetterEvent::Bounced { permanent: true }],
            Fate::SoftBounce => vec![LetterEvent::Sent, LetterEvent::Bounced { permanent: false }],
            Fate::Complaint => vec![LetterEvent::Sent, LetterEvent::Delivered, LetterEvent::Complained],
            Fate::Rejected => vec![LetterEvent::Sent, rejected],
            Fate::NoNews => Vec::new(),
        };
        if self.news_in_reverse {
            events.reverse();
        }
        for (place, event) in (1_i32..).zip(events) {
            let news = News {
                letter: Some(mail.letter.clone()),
                message_id: Some(message_id.to_owned()),
                recipients: vec![mail.to.clone()],
                at: left_at + Duration::minutes(i64::from(place)),
                event: Some(event),
            };
            let arrives_at = left_at + self.news_after + Duration::minutes(i64::from(place) - 1);
            if let Some(after) = self.news_again_after {
                self.plan(arrives_at + after, Happening::News(news.clone()));
            }
            self.plan(arrives_at, Happening::News(news));
        }
    }
}
