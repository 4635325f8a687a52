//! Queues, schedules and the mail service in memory.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use dunning::letter::LetterId;
use dunning::message::{Pick, PlannedLetter, SweepRequest};
use dunning::ports::{
    AnswerLinks, Mail, MailError, Mailer, Picks, PortError, Scheduled, Schedules, Scribe, Sweeps,
};
use dunning::reminder::{Reminder, Words, WordsError};

/// Everything that is on its way.
#[derive(Default)]
pub struct Outbox {
    /// Picks not yet scheduled.
    pub picks: RefCell<VecDeque<Pick>>,
    /// Sweeps not yet done.
    pub sweeps: RefCell<VecDeque<SweepRequest>>,
    /// Letters not yet due, by name.
    pub schedules: RefCell<BTreeMap<String, PlannedLetter>>,
    /// Mail that left, oldest first.
    pub posted: RefCell<Vec<Posted>>,
    /// What the mail service says to the next mails; none left: it takes them.
    pub answers: RefCell<VecDeque<MailError>>,
}

/// A mail that left.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The mail.
    pub mail: Mail,
    /// The service's id for it.
    pub message_id: String,
}

impl Picks for Outbox {
    async fn pick(&self, picks: &[Pick]) -> Result<(), PortError> {
        self.picks.borrow_mut().extend(picks.iter().cloned());
        Ok(())
    }
}

impl Sweeps for Outbox {
    async fn hand_on(&self, requests: &[SweepRequest]) -> Result<(), PortError> {
        self.sweeps.borrow_mut().extend(requests.iter().cloned());
        Ok(())
    }
}

impl Schedules for Outbox {
    async fn schedule(&self, letter: &PlannedLetter) -> Result<Scheduled, PortError> {
        let mut schedules = self.schedules.borrow_mut();
        let name = letter.letter.to_string();
        if schedules.contains_key(&name) {
            return Ok(Scheduled::Already);
        }
        schedules.insert(name, letter.clone());
        Ok(Scheduled::Anew)
    }
}

impl Mailer for Outbox {
    async fn mail(&self, mail: &Mail) -> Result<String, MailError> {
        let mut posted = self.posted.borrow_mut();
        let message_id = format!("message-{}", posted.len() + 1);
        match self.answers.borrow_mut().pop_front() {
            None => {}
            // Nobody knows: here, it left.
            Some(MailError::Unknown(why)) => {
                posted.push(Posted {
                    mail: mail.clone(),
                    message_id,
                });
                return Err(MailError::Unknown(why));
            }
            Some(refusal) => return Err(refusal),
        }
        posted.push(Posted {
            mail: mail.clone(),
            message_id: message_id.clone(),
        });
        Ok(message_id)
    }
}

impl Scribe for Outbox {
    fn words(&self, reminder: &Reminder) -> Result<Words, WordsError> {
        let numbers: Vec<&str> = reminder
            .overdue
            .iter()
            .chain(&reminder.coming_due)
            .map(|line| line.number.as_str())
            .collect();
        let subject = format!("{} {}", reminder.tone.name(), numbers.join(", "));
        Ok(Words {
            text: subject.clone(),
            html: subject.clone(),
            subject,
            images: Vec::new(),
        })
    }
}

impl AnswerLinks for Outbox {
    async fn answer_link(&self, _: &LetterId, _: DateTime<Utc>) -> Result<Option<String>, PortError> {
        Ok(None)
    }
}
