//! The queues of uploads, of picks, of sweeps and of what is sent, on SQS.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use chrono::{DateTime, Utc};
use dunning::message::{DigestRequest, Pick, PlannedLetter, SweepRequest};
use dunning::ports::{DigestRequests, Picks, PortError, Sweeps};
use thiserror::Error;

use crate::environment::{self, Missing};
use crate::service_error::failed;
use crate::wire::{write_digest_request, write_pick, write_planned_letter, write_sweep_request};

/// SQS's limit of one call.
const MESSAGES_A_BATCH: usize = 10;

/// SQS holds a message back for at most so long.
const DELAY_SECONDS_AT_MOST: i32 = 900;

/// How often the refused part of a batch is sent again.
const TRIES: u32 = 4;

/// SQS took only a part of the messages, however often it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the queue refused {refused} of {of} messages: {codes}")]
struct PartlyRefused {
    refused: usize,
    of: usize,
    codes: String,
}

/// The queue from the sweep to the scheduling.
#[derive(Clone, Debug)]
pub struct PicksQueue(Queue);

impl PicksQueue {
    /// A queue by its URL.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self(Queue::new(client, url))
    }

    /// The queue that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names none.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        Ok(Self::new(client, environment::PICKS_QUEUE_URL.required()?))
    }
}

impl Picks for PicksQueue {
    async fn pick(&self, picks: &[Pick]) -> Result<(), PortError> {
        let messages = picks.iter().map(write_pick).collect();
        self.0.send(messages, "handing picks on").await
    }
}

/// The sweep's own queue.
#[derive(Clone, Debug)]
pub struct SweepsQueue(Queue);

impl SweepsQueue {
    /// A queue by its URL.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self(Queue::new(client, url))
    }

    /// The queue that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names none.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        Ok(Self::new(client, environment::SWEEPS_QUEUE_URL.required()?))
    }
}

impl Sweeps for SweepsQueue {
    async fn hand_on(&self, requests: &[SweepRequest]) -> Result<(), PortError> {
        let messages = requests.iter().map(write_sweep_request).collect();
        self.0.send(messages, "handing the sweep on").await
    }
}

/// The sending's own queue, by which the digest fans out.
#[derive(Clone, Debug)]
pub struct LettersQueue(Queue);

impl LettersQueue {
    /// A queue by its URL.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self(Queue::new(client, url))
    }

    /// The queue that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names none.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        Ok(Self::new(client, environment::LETTERS_QUEUE_URL.required()?))
    }
}

impl LettersQueue {
    /// Hands a letter to the sending for its minute, which is now or within a quarter of an hour. The sending decides
    /// again, as for every letter.
    ///
    /// # Errors
    /// [`PortError`] if the queue does not take it.
    pub async fn leave(&self, letter: &PlannedLetter, now: DateTime<Utc>) -> Result<(), PortError> {
        let seconds = letter.at.signed_duration_since(now).num_seconds();
        let wait_seconds = i32::try_from(seconds).unwrap_or(DELAY_SECONDS_AT_MOST);
        let Queue { client, url } = &self.0;
        client
            .send_message()
            .queue_url(url)
            .message_body(write_planned_letter(letter))
            .delay_seconds(wait_seconds.clamp(0, DELAY_SECONDS_AT_MOST))
            .send()
            .await
            .map(|_| ())
            .map_err(failed("handing a letter to the sending"))
    }
}

impl DigestRequests for LettersQueue {
    async fn request(&self, requests: &[DigestRequest]) -> Result<(), PortError> {
        let messages = requests.iter().map(write_digest_request).collect();
        self.0.send(messages, "asking for digests").await
    }
}

/// The queue of uploads, which S3 writes to.
#[derive(Clone, Debug)]
pub struct UploadsQueue(Queue);

impl UploadsQueue {
    /// The queue that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names none.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        Ok(Self(Queue::new(
            client,
            environment::UPLOADS_QUEUE_URL.required()?,
        )))
    }

    /// Asks for more of what a message of S3 told, in its words.
    ///
    /// # Errors
    /// [`PortError`] if the queue does not take it.
    pub async fn go_on_with(&self, message: &str) -> Result<(), PortError> {
        self.0
            .send(vec![message.to_owned()], "asking for the rest of a file")
            .await
    }
}

/// The queue for what can't be announced, however often it is tried.
#[derive(Clone, Debug)]
pub struct AnnouncementsDeadQueue(Queue);

impl AnnouncementsDeadQueue {
    /// The queue that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names none.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        let url = environment::ANNOUNCEMENTS_DEAD_QUEUE_URL.required()?;
        Ok(Self(Queue::new(client, url)))
    }

    /// Puts a note aside for a person.
    ///
    /// # Errors
    /// [`PortError`] if the queue does not take it.
    pub async fn put_aside(&self, note: String) -> Result<(), PortError> {
        self.0.send(vec![note], "putting a record aside").await
    }
}

#[derive(Clone, Debug)]
struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    fn new(client: Client, url: impl Into<String>) -> Self {
        Self {
            client,
            url: url.into(),
        }
    }

    /// Sends every message at least once. On an error some may have been sent; sending them again is harmless,
    /// since every receiver is idempotent.
    async fn send(&self, messages: Vec<String>, doing: &str) -> Result<(), PortError> {
        for batch in messages.chunks(MESSAGES_A_BATCH) {
            self.send_batch(batch, doing).await?;
        }
        Ok(())
    }

    async fn send_batch(&self, batch: &[String], doing: &str) -> Result<(), PortError> {
        let mut waiting: HashMap<String, &String> = batch
            .iter()
            .enumerate()
            .map(|(index, body)| (index.to_string(), body))
            .collect();
        let mut codes = Vec::new();
        for attempt in 0..TRIES {
            if attempt > 0 {
                tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
            }
            let entries = waiting
                .iter()
                .map(|(id, body)| {
                    SendMessageBatchRequestEntry::builder()
                        .id(id)
                        .message_body(*body)
                        .build()
                })
                .collect::<Result<Vec<_>, _>>()
                .map_err(|error| PortError {
                    doing: doing.to_owned(),
                    source: Box::new(error),
                })?;
            let answer = self
                .client
                .send_message_batch()
                .queue_url(&self.url)
                .set_entries(Some(entries))
                .send()
                .await
                .map_err(failed(doing))?;
            for sent in &answer.successful {
                waiting.remove(&sent.id);
            }
            if waiting.is_empty() {
                return Ok(());
            }
            codes = answer.failed.into_iter().map(|failure| failure.code).collect();
        }
        codes.sort_unstable();
        codes.dedup();
        Err(PortError {
            doing: doing.to_owned(),
            source: Box::new(PartlyRefused {
                refused: waiting.len(),
                of: batch.len(),
                codes: codes.join(", "),
            }),
        })
    }
}
