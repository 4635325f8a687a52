//! The queues of what could not be dealt with, and the way back.
//!
//! Giving a message back is safe whenever it is done: every function looks at the ledger anew, and what was settled
//! meanwhile changes nothing.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use dunning::ports::PortError;

use crate::service_error::failed;
use crate::wire::read_sweep_request;

/// How the template names such a queue: by the queue that it stands behind.
const DEAD: &str = "-dead";

/// The one that stands behind schedules, not behind a queue.
const SCHEDULER: &str = "scheduler";

/// SQS gives at most so many messages a call.
const MESSAGES_A_CALL: i32 = 10;

/// For so long a message that is being given back is nobody else's.
const TAKEN_FOR_SECONDS: i32 = 60;

/// A queue of dead letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetterQueue {
    /// What stands before it: `uploads`, `sweeps`, `picks`, `letters`, `events`, `scheduler`.
    pub name: String,
    /// How many messages wait, about: the service counts no better.
    pub waiting: usize,
    url: String,
    /// None if its messages can't go back.
    way_back: Option<WayBack>,
}

/// Where dead letters go back to, by URL.
#[derive(Clone, Debug, PartialEq, Eq)]
enum WayBack {
    /// To the queue that they stood behind.
    To(String),
    /// What the Scheduler could not deliver was on its way to the sweeps once a day, and to the letters otherwise.
    OfScheduler { letters: String, sweeps: String },
}

impl WayBack {
    fn of(&self, body: &str) -> &str {
        match self {
            Self::To(url) => url,
            Self::OfScheduler { sweeps, .. } if read_sweep_request(body).is_ok() => sweeps,
            Self::OfScheduler { letters, .. } => letters,
        }
    }
}

impl DeadLetterQueue {
    /// Whether its messages can be given back.
    pub fn has_way_back(&self) -> bool {
        self.way_back.is_some()
    }
}

/// The dead letters of a stack.
#[derive(Clone, Debug)]
pub struct DeadLetters {
    client: Client,
    stack: String,
}

impl DeadLetters {
    /// Those of a stack, by its name.
    pub fn new(client: Client, stack: impl Into<String>) -> Self {
        let stack = stack.into();
        Self { client, stack }
    }

    /// Every queue of dead letters, by name; none if there is no such stack.
    ///
    /// # Errors
    /// If SQS fails.
    pub async fn queues(&self) -> Result<Vec<DeadLetterQueue>, PortError> {
        let listed = self
            .client
            .list_queues()
            .queue_name_prefix(format!("{}-", self.stack))
            .send()
            .await
            .map_err(failed("listing the queues"))?;
        let urls = listed.queue_urls.unwrap_or_default();
        let url_of = |queue: &str| {
            let ending = format!("/{}-{queue}", self.stack);
            urls.iter().find(|url| url.ends_with(&ending)).cloned()
        };
        let mut queues = Vec::new();
        for url in &urls {
            let Some(name) = self.name_of(url) else { continue };
            let way_back = if name == SCHEDULER {
                url_of("letters")
                    .zip(url_of("sweeps"))
                    .map(|(letters, sweeps)| WayBack::OfScheduler { letters, sweeps })
            } else {
                url_of(name).map(WayBack::To)
            };
            queues.push(DeadLetterQueue {
                waiting: self.waiting(url).await?,
                way_back,
                name: name.to_owned(),
                url: url.clone(),
            });
        }
        queues.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(queues)
    }

    fn name_of<'a>(&self, url: &'a str) -> Option<&'a str> {
        let (_, queue) = url.rsplit_once('/')?;
        queue
            .strip_prefix(&self.stack)?
            .strip_prefix('-')?
            .strip_suffix(DEAD)
    }

    async fn waiting(&self, url: &str) -> Result<usize, PortError> {
        let answer = self
            .client
            .get_queue_attributes()
            .queue_url(url)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessages)
            .send()
            .await
            .map_err(failed("counting dead letters"))?;
        let counted = answer
            .attributes
            .and_then(|attributes| {
                attributes
                    .get(&QueueAttributeName::ApproximateNumberOfMessages)
                    .cloned()
            })
            .and_then(|count| count.parse().ok());
        Ok(counted.unwrap_or(0))
    }

    /// Gives back what waits, and says how much that was. Each message is first sent and then deleted: if that is
    /// interrupted, one may come twice, and none is lost. What dies again meanwhile stays for another time.
    ///
    /// # Errors
    /// If SQS fails; what was given back so far is.
    pub async fn give_back(
        &self,
        queue: &DeadLetterQueue,
        mut progress: impl FnMut(usize),
    ) -> Result<usize, PortError> {
        let mut given_back = 0;
        let Some(way_back) = &queue.way_back else {
            return Ok(given_back);
        };
        while given_back < queue.waiting {
            let taken = self
                .client
                .receive_message()
                .queue_url(&queue.url)
                .max_number_of_messages(MESSAGES_A_CALL)
                .visibility_timeout(TAKEN_FOR_SECONDS)
                .send()
                .await
                .map_err(failed("taking dead letters"))?;
            let messages = taken.messages.unwrap_or_default();
            if messages.is_empty() {
                break;
            }
            for message in messages {
                let body = message.body.unwrap_or_default();
                self.client
                    .send_message()
                    .queue_url(way_back.of(&body))
                    .message_body(body)
                    .send()
                    .await
                    .map_err(failed("giving a dead letter back"))?;
                self.client
                    .delete_message()
                    .queue_url(&queue.url)
                    .receipt_handle(message.receipt_handle.unwrap_or_default())
                    .send()
                    .await
                    .map_err(failed("deleting a dead letter that was given back"))?;
                given_back += 1;
                progress(given_back);
            }
        }
        Ok(given_back)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_scheduler_could_not_deliver_goes_where_it_was_going() {
        let way_back = WayBack::OfScheduler {
            letters: "letters".into(),
            sweeps: "sweeps".into(),
        };
        for (body, queue) in [
            (r#"{"scheduled_time":"2026-11-16T09:00:00Z"}"#, "sweeps"),
            (
                r#"{"digest":{"scheduled_time":"2026-11-16T06:00:00Z"}}"#,
                "letters",
            ),
            (
                r#"{"letter":"0123456789abcdef0123456789abcdef-20261117","at":"2026-11-17T04:16:00Z","zone":"Europe/Rome","picked_at":"2026-11-16T09:00:03Z"}"#,
                "letters",
            ),
        ] {
            assert_eq!(way_back.of(body), queue, "{body}");
        }
    }
}
