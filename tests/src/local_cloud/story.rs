//! Telling a story on a local cloud: the time, what comes in, what fires, what was mailed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use aws_sdk_sqs::types::QueueAttributeName;
use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use dunning::letter::LetterId;
use serde_json::Value;

use super::{Error, LocalCloud, json};

/// The queues whose emptiness means that everything was dealt with.
const QUEUES: [&str; 5] = ["Uploads", "Sweeps", "Picks", "Letters", "Events"];

/// How long a story may be busy with one thing: hundreds of letters at once on a machine that is busy with others.
const PATIENCE: Duration = Duration::from_secs(600);

/// A schedule that was fired.
#[derive(Clone, Debug)]
pub struct Fired {
    /// The letter it carried.
    pub letter: LetterId,
    /// The minute it was for.
    pub at: DateTime<Utc>,
    /// What its description said.
    pub description: String,
}

/// A mail that the local cloud's SES took.
#[derive(Clone, Debug)]
pub struct Mailed {
    /// When, in the story's time.
    pub at: DateTime<Utc>,
    /// To whom.
    pub to: String,
    /// The letter that its tag names.
    pub letter: LetterId,
    /// The subject.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// What the story made of it: `delivery`, `hard_bounce` …
    pub outcome: String,
    /// Everything that was kept.
    pub whole: Value,
}

/// A digest that the local cloud's SES took.
#[derive(Clone, Debug)]
pub struct Digested {
    /// The creditor's day.
    pub day: NaiveDate,
    /// The account manager.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// Everything that was kept.
    pub whole: Value,
}

impl LocalCloud {
    /// Sets the story's time.
    ///
    /// # Errors
    /// If the clock can't be written.
    pub fn set_clock(&self, now: DateTime<Utc>) -> Result<(), Error> {
        Ok(std::fs::write(
            self.folder().join("clock"),
            now.to_rfc3339_opts(SecondsFormat::Millis, true),
        )?)
    }

    /// Says what becomes of mail to an address: one outcome, or several to be used up one a mail.
    ///
    /// # Errors
    /// If the table of outcomes can't be written.
    pub fn set_outcomes(&self, outcomes: &BTreeMap<&str, &[&str]>) -> Result<(), Error> {
        Ok(std::fs::write(
            self.folder().join("outcomes.json"),
            serde_json::to_vec(outcomes)?,
        )?)
    }

    /// Uploads a file at a time of the story and waits until it was dealt with.
    ///
    /// # Errors
    /// If the upload failed, or it was not dealt with in time.
    pub async fn upload(
        &self,
        at: DateTime<Utc>,
        object: &str,
        bytes: impl Into<Vec<u8>>,
    ) -> Result<(), Error> {
        self.set_clock(at)?;
        let bytes = bytes.into();
        self.keep_upload(object, &bytes)?;
        self.bucket.put(object, bytes, "application/octet-stream").await?;
        self.until_quiet().await
    }

    /// Keeps what was uploaded beside the logs, for the test that looks there for everybody's name.
    fn keep_upload(&self, object: &str, bytes: &[u8]) -> Result<(), Error> {
        let folder = self.folder().join("uploads");
        std::fs::create_dir_all(&folder)?;
        let count = std::fs::read_dir(&folder)?.count();
        // A name of its own for each, and none that could lead out of the folder.
        let name = format!("{count:05}-{}", object.replace('/', "|"));
        Ok(std::fs::write(folder.join(name), bytes)?)
    }

    /// Lets the daily schedule come due at 09:00 UTC on the day before `day`, and waits until everything is planned.
    ///
    /// # Errors
    /// If the message could not be sent, or the sweep does not end.
    pub async fn sweep_for(&self, day: NaiveDate) -> Result<(), Error> {
        let before = day.pred_opt().ok_or("the first day of the calendar")?;
        let at = before.and_hms_opt(9, 0, 0).ok_or("no such time")?.and_utc();
        self.set_clock(at)?;
        let body = serde_json::json!({ "scheduled_time": at.to_rfc3339_opts(SecondsFormat::Secs, true) });
        self.send("Sweeps", &body.to_string()).await?;
        self.until_quiet().await
    }

    /// Lets the digest's hour come, and waits until everybody was told.
    ///
    /// # Errors
    /// If the message could not be sent, or the telling does not end.
    pub async fn digest(&self, at: DateTime<Utc>) -> Result<(), Error> {
        self.set_clock(at)?;
        let due = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let body = serde_json::json!({ "digest": { "scheduled_time": due } });
        self.send("Letters", &body.to_string()).await?;
        self.until_quiet().await
    }

    /// Fires every schedule up to an instant in order of time, each at its own minute, and waits after each one
    /// until the letter and its events were dealt with.
    ///
    /// # Errors
    /// If a schedule can't be read, fired or deleted, or a letter was not dealt with in time.
    pub async fn fire_until(&self, until: DateTime<Utc>) -> Result<Vec<Fired>, Error> {
        let mut fired = Vec::new();
        while let Some((next, input)) = self
            .scheduled()
            .await?
            .into_iter()
            .find(|(next, _)| next.at <= until)
        {
            self.set_clock(next.at)?;
            // The service deletes a one-time schedule once it has fired.
            let name = next.letter.to_string();
            let scheduler = self.clients().scheduler();
            scheduler
                .delete_schedule()
                .group_name(self.output("ScheduleGroup")?)
                .name(name)
                .send()
                .await?;
            self.send("Letters", &input).await?;
            self.until_quiet().await?;
            fired.push(next);
        }
        Ok(fired)
    }

    /// Fires every schedule that waits, all at once, and waits until all letters and their events were dealt with: each
    /// letter takes its minute out of its envelope.
    ///
    /// # Errors
    /// If a schedule can't be read, fired or deleted, or the letters were not dealt with in time.
    pub async fn fire_all(&self) -> Result<(), Error> {
        for (next, input) in self.scheduled().await? {
            self.set_clock(next.at)?;
            let scheduler = self.clients().scheduler();
            scheduler
                .delete_schedule()
                .group_name(self.output("ScheduleGroup")?)
                .name(next.letter.to_string())
                .send()
                .await?;
            self.send("Letters", &input).await?;
        }
        self.until_quiet().await
    }

    /// Every schedule that waits, in order of time, with what it will say to the sending.
    ///
    /// # Errors
    /// If the schedules can't be read.
    pub async fn scheduled(&self) -> Result<Vec<(Fired, String)>, Error> {
        let scheduler = self.clients().scheduler();
        let group = self.output("ScheduleGroup")?;
        let mut pages = scheduler
            .list_schedules()
            .group_name(group)
            .into_paginator()
            .items()
            .send();
        let mut schedules = Vec::new();
        while let Some(summary) = pages.next().await {
            let name = summary?.name.unwrap_or_default();
            let schedule = scheduler
                .get_schedule()
                .group_name(group)
                .name(&name)
                .send()
                .await?;
            let expression = schedule.schedule_expression.unwrap_or_default();
            let time = expression
                .strip_prefix("at(")
                .and_then(|rest| rest.strip_suffix(')'))
                .ok_or("not at(…)")?;
            let at = NaiveDateTime::parse_from_str(time, "%Y-%m-%dT%H:%M:%S")?.and_utc();
            let input = schedule
                .target
                .and_then(|target| target.input)
                .ok_or("a schedule without input")?;
            let description = schedule.description.unwrap_or_default();
            schedules.push((
                Fired {
                    letter: LetterId::parse(&name)?,
                    at,
                    description,
                },
                input,
            ));
        }
        schedules.sort_by_key(|(schedule, _)| (schedule.at, schedule.letter.clone()));
        Ok(schedules)
    }

    /// Sends a message to one of the stack's queues (`Letters`, `Events` …).
    ///
    /// # Errors
    /// If the queue does not take it.
    pub async fn send(&self, queue: &str, body: &str) -> Result<(), Error> {
        let url = self.output(&format!("{queue}QueueUrl"))?;
        self.clients()
            .sqs()
            .send_message()
            .queue_url(url)
            .message_body(body)
            .send()
            .await?;
        Ok(())
    }

    /// Waits until no message waits or is being dealt with.
    ///
    /// # Errors
    /// If that takes too long.
    pub async fn until_quiet(&self) -> Result<(), Error> {
        let began = Instant::now();
        let mut quiet_looks = 0;
        while quiet_looks < 2 {
            if began.elapsed() > PATIENCE {
                return Err("the queues do not become empty; see launcher.log".into());
            }
            // A second look, since a message may be on its way, or have gone back up the stream behind the first one.
            quiet_looks = if self.is_busy().await? { 0 } else { quiet_looks + 1 };
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Whether any queue holds a message; the first one that does is answer enough.
    async fn is_busy(&self) -> Result<bool, Error> {
        for queue in QUEUES {
            if self.waiting(&format!("{queue}QueueUrl")).await? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Messages in dead-letter queues, by queue; empty queues are left out.
    ///
    /// # Errors
    /// If a queue can't be asked.
    pub async fn dead_letters(&self) -> Result<BTreeMap<String, u64>, Error> {
        let mut dead = BTreeMap::new();
        // Only where tasks are announced.
        let announced = "AnnouncementsDeadQueueUrl";
        let announced = self.output(announced).is_ok().then(|| announced.to_owned());
        for queue in QUEUES
            .iter()
            .map(|queue| format!("{queue}DeadQueueUrl"))
            .chain(["SchedulerDeadQueueUrl".into()])
            .chain(announced)
        {
            let waiting = self.waiting(&queue).await?;
            if waiting > 0 {
                dead.insert(queue, waiting);
            }
        }
        Ok(dead)
    }

    async fn waiting(&self, queue: &str) -> Result<u64, Error> {
        let counts = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        ];
        let url = self.output(queue)?;
        let request = self.clients().sqs().get_queue_attributes().queue_url(url);
        let answer = request.set_attribute_names(Some(counts.to_vec())).send().await?;
        let count = |name| {
            answer
                .attributes()
                .and_then(|all| all.get(name))
                .map_or(Ok(0), |count| count.parse::<u64>())
        };
        let [visible, taken] = counts.each_ref().map(count);
        Ok(visible? + taken?)
    }

    /// Every letter that SES took, oldest first.
    ///
    /// # Errors
    /// If the mailbox can't be read.
    pub fn mails(&self) -> Result<Vec<Mailed>, Error> {
        let kept = self.mailbox()?;
        kept.iter()
            .filter(|mail| mail.pointer("/tags/digest").is_none())
            .map(mailed)
            .collect()
    }

    /// Every digest that SES took, oldest first.
    ///
    /// # Errors
    /// If the mailbox can't be read.
    pub fn digests(&self) -> Result<Vec<Digested>, Error> {
        let kept = self.mailbox()?;
        let digests = kept
            .iter()
            .filter_map(|mail| Some((mail.pointer("/tags/digest")?.as_str()?, mail)));
        let digested = digests.map(|(day, mail)| {
            Ok(Digested {
                day: day.parse()?,
                to: text_at(mail, "/to/0"),
                subject: text_at(mail, "/subject"),
                text: text_at(mail, "/text"),
                whole: mail.clone(),
            })
        });
        digested.collect()
    }

    /// Every mail that was kept, as it was kept.
    fn mailbox(&self) -> Result<Vec<Value>, Error> {
        let mut files: Vec<_> =
            std::fs::read_dir(self.folder().join("mailbox"))?.collect::<Result<Vec<_>, _>>()?;
        files.retain(|file| {
            file.path()
                .extension()
                .is_some_and(|extension| extension == "json")
        });
        files.sort_by_key(std::fs::DirEntry::file_name);
        files
            .iter()
            .map(|file| json(&std::fs::read_to_string(file.path())?))
            .collect()
    }
}

fn text_at(whole: &Value, pointer: &str) -> String {
    let text = whole.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn mailed(whole: &Value) -> Result<Mailed, Error> {
    let text = |pointer: &str| text_at(whole, pointer);
    Ok(Mailed {
        at: text("/at").parse()?,
        to: text("/to/0"),
        letter: LetterId::parse(&text("/tags/letter"))?,
        subject: text("/subject"),
        text: text("/text"),
        html: text("/html"),
        outcome: text("/outcome"),
        whole: whole.clone(),
    })
}
