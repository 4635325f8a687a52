//! Queues, schedules and the mail service in memory.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use dunning::chain::Fingerprint;
use dunning::digest::{Digest, Settled, Week};
use dunning::due_date::DueDates;
use dunning::letter::LetterId;
use dunning::message::{DigestRequest, Pick, PlannedLetter, SweepRequest};
use dunning::original::StoredFile;
use dunning::ports::{
    AnswerLinks, Archive, Archived, DigestMail, DigestMailer, DigestRequests, DigestScribe, DigestWordsError,
    Mail, MailError, Mailer, NoOriginal, Originals, Picks, PortError, Scheduled, Schedules, Scribe,
    ScribeError, Sweeps,
};
use dunning::reminder::{Reminder, Templates, Words, Written};

/// The versions of a stored file, oldest first: their names and contents.
pub type Versions = Vec<(String, Vec<u8>)>;

/// Everything that is on its way.
#[derive(Default)]
pub struct Outbox {
    /// Picks not yet scheduled.
    pub picks: RefCell<VecDeque<Pick>>,
    /// Sweeps not yet done.
    pub sweeps: RefCell<VecDeque<SweepRequest>>,
    /// Letters not yet due, by name.
    pub schedules: RefCell<BTreeMap<String, PlannedLetter>>,
    /// Digests of single managers, not yet told.
    pub digest_requests: RefCell<VecDeque<DigestRequest>>,
    /// Digests that left, oldest first.
    pub digests: RefCell<Vec<DigestMail>>,
    /// Mail that left, oldest first.
    pub posted: RefCell<Vec<Posted>>,
    /// Files by name, each with its versions, oldest first.
    pub originals: RefCell<BTreeMap<String, Versions>>,
    /// Letters as they were sent, by name.
    pub archived: RefCell<BTreeMap<String, String>>,
    /// What the mail service says to the next mails; none left: it takes them.
    pub answers: RefCell<VecDeque<MailError>>,
    /// The same for digests.
    pub digest_answers: RefCell<VecDeque<MailError>>,
    /// Whose templates write the next letters.
    pub templates: RefCell<Templates>,
    /// How many letters were put into words, sent or not.
    pub letters_written: Cell<usize>,
}

/// A mail that left.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The mail.
    pub mail: Mail,
    /// The service's id for it.
    pub message_id: String,
}

impl Outbox {
    /// Puts a file beside the others and returns its version.
    pub fn put_original(&self, object: &str, content: Vec<u8>) -> String {
        let mut originals = self.originals.borrow_mut();
        let versions = originals.entry(object.to_owned()).or_default();
        let version = format!("version-{}", versions.len() + 1);
        versions.push((version.clone(), content));
        version
    }

    fn version_of(&self, file: &StoredFile) -> Option<Vec<u8>> {
        let originals = self.originals.borrow();
        let versions = originals.get(&file.object)?;
        let found = match &file.version {
            None => versions.last(),
            Some(version) => versions.iter().find(|(name, _)| name == version),
        };
        found.map(|(_, content)| content.clone())
    }
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
        match schedules.get(&name) {
            Some(before) if !letter.moves(before) => Ok(Scheduled::Already),
            before => {
                let scheduled = before.map_or(Scheduled::Anew, |_| Scheduled::Moved);
                schedules.insert(name, letter.clone());
                Ok(scheduled)
            }
        }
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

impl DigestRequests for Outbox {
    async fn request(&self, requests: &[DigestRequest]) -> Result<(), PortError> {
        self.digest_requests.borrow_mut().extend(requests.iter().cloned());
        Ok(())
    }
}

impl DigestMailer for Outbox {
    async fn mail_digest(&self, mail: &DigestMail) -> Result<(), MailError> {
        let answer = self.digest_answers.borrow_mut().pop_front();
        match answer {
            None => {}
            // Nobody knows: here, it left.
            Some(MailError::Unknown(why)) => {
                self.digests.borrow_mut().push(mail.clone());
                return Err(MailError::Unknown(why));
            }
            Some(refusal) => return Err(refusal),
        }
        self.digests.borrow_mut().push(mail.clone());
        Ok(())
    }
}

/// A line a row, in the field's words.
impl DigestScribe for Outbox {
    fn digest_words(&self, digest: &Digest) -> Result<Words, DigestWordsError> {
        let mut lines = Vec::new();
        let tasks = [("new", &digest.new_tasks), ("open", &digest.waiting)];
        for (what, section) in tasks {
            for task in &section.rows {
                let numbers: Vec<&str> = task.invoices.iter().map(|one| one.number.as_str()).collect();
                let line = format!("{what} {} {} {}", task.kind, task.customer, numbers.join(","));
                lines.push(line.trim().to_owned());
            }
        }
        for answer in &digest.answers.rows {
            let numbers: Vec<String> = answer.invoices.iter().map(ToString::to_string).collect();
            let said = format!("said {:?} {}", answer.answer, numbers.join(","));
            lines.push(format!("{said} {}", answer.words).trim().to_owned());
        }
        for closed in &digest.closed.rows {
            let tasks: Vec<&str> = closed.tasks.iter().map(|kind| kind.name()).collect();
            let ended = format!("{} holds, tasks {}", closed.holds.len(), tasks.join(","));
            let line = format!("{} {} {ended}", closed.closing.name(), closed.invoice);
            lines.push(line.trim().to_owned());
        }
        for letter in &digest.letters.rows {
            let numbers: Vec<String> = letter.invoices.iter().map(|(id, ..)| id.to_string()).collect();
            lines.push(format!("letter {} {}", letter.day, numbers.join(",")));
        }
        lines.extend(digest.week.as_ref().map(in_sums));
        let text = lines.join("\n");
        Ok(Words {
            subject: format!("digest of {}", digest.day),
            html: text.clone(),
            text,
            images: Vec::new(),
        })
    }
}

fn in_sums(week: &Week) -> String {
    let settled = |settled: &Settled| {
        let billed: Vec<String> = settled.billed.iter().map(ToString::to_string).collect();
        format!("{} ({})", settled.count, billed.join(", "))
    };
    let opened: Vec<String> = week
        .opened
        .iter()
        .map(|(kind, count)| format!("{kind} {count}"))
        .collect();
    let answered = week.answered;
    format!(
        "week {}..{}: paid {}, credited {}, answers {}+{}+{}+{}, opened {}, open {}",
        week.span.from,
        week.span.last(),
        settled(&week.paid),
        settled(&week.credited),
        answered.paid,
        answered.will_pay,
        answered.dispute,
        answered.wrong_person,
        opened.join(" "),
        week.open
    )
}

impl Scribe for Outbox {
    async fn words(&self, reminder: &Reminder) -> Result<Written, ScribeError> {
        self.letters_written.set(self.letters_written.get() + 1);
        let numbers: Vec<&str> = reminder
            .overdue
            .iter()
            .chain(&reminder.coming_due)
            .map(|line| line.number.as_str())
            .collect();
        let subject = format!("{} {}", reminder.tone.name(), numbers.join(", "));
        let words = Words {
            text: subject.clone(),
            html: subject.clone(),
            subject,
            images: Vec::new(),
        };
        Ok(Written {
            words,
            by: self.templates.borrow().clone(),
        })
    }

    fn due_dates(&self, dates: &DueDates) -> String {
        let numbers: Vec<&str> = dates.dates.iter().map(|date| date.number.as_str()).collect();
        numbers.join(", ")
    }
}

impl Originals for Outbox {
    async fn original(&self, file: &StoredFile, bytes_at_most: u64) -> Result<Vec<u8>, NoOriginal> {
        let bytes = self.size(file).await?;
        if bytes > bytes_at_most {
            let at_most = bytes_at_most;
            return Err(NoOriginal::TooLarge { bytes, at_most });
        }
        self.version_of(file).ok_or(NoOriginal::NotThere)
    }

    async fn size(&self, file: &StoredFile) -> Result<u64, NoOriginal> {
        let content = self.version_of(file).ok_or(NoOriginal::NotThere)?;
        Ok(u64::try_from(content.len()).unwrap_or(u64::MAX))
    }
}

impl Archive for Outbox {
    async fn archive(&self, mail: &Mail) -> Result<Archived, PortError> {
        let addresses = [&mail.from, &mail.to, &mail.reply_to].map(ToString::to_string);
        let content = format!("{}\n{mail:?}", addresses.join(" "));
        let sha256 = Fingerprint::of(content.as_bytes());
        let object = format!("letters/{}/{sha256}", mail.letter);
        self.archived.borrow_mut().insert(object.clone(), content);
        Ok(Archived { object, sha256 })
    }
}

impl AnswerLinks for Outbox {
    async fn answer_link(&self, _: &LetterId, _: DateTime<Utc>) -> Result<Option<String>, PortError> {
        Ok(None)
    }
}
