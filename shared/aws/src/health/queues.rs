//! The queues of a stack, and what waits in them.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use dunning::ports::PortError;

use crate::service_error::failed;

/// How the template names the queue behind another, for what failed for good.
const DEAD: &str = "-dead";

/// A queue, and about how many messages it holds: the service counts no better, and does not say how old they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueCount {
    /// Without the stack's name, and for a queue of dead letters without that ending: `letters`.
    pub name: String,
    /// Whether it holds what failed for good.
    pub is_dead: bool,
    /// Messages that wait to be taken.
    pub waiting: u64,
    /// Messages that somebody has taken and not settled.
    pub in_flight: u64,
}

/// Every queue of a stack, by name; none if it has no queues here.
///
/// # Errors
/// If SQS fails, or refuses.
pub async fn queue_counts(client: &Client, stack: &str) -> Result<Vec<QueueCount>, PortError> {
    let listed = client
        .list_queues()
        .queue_name_prefix(format!("{stack}-"))
        .send()
        .await
        .map_err(failed("listing the queues"))?;
    let mut counts = Vec::new();
    for url in listed.queue_urls.unwrap_or_default() {
        let Some(name) = name_of(&url, stack) else {
            continue;
        };
        let answer = client
            .get_queue_attributes()
            .queue_url(&url)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessages)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessagesNotVisible)
            .send()
            .await
            .map_err(failed("counting messages"))?;
        let attributes = answer.attributes.unwrap_or_default();
        let count = |name: &QueueAttributeName| attributes.get(name)?.parse().ok();
        counts.push(QueueCount {
            name: name.strip_suffix(DEAD).unwrap_or(name).to_owned(),
            is_dead: name.ends_with(DEAD),
            waiting: count(&QueueAttributeName::ApproximateNumberOfMessages).unwrap_or(0),
            in_flight: count(&QueueAttributeName::ApproximateNumberOfMessagesNotVisible).unwrap_or(0),
        });
    }
    counts.sort_by(|one, other| (one.is_dead, &one.name).cmp(&(other.is_dead, &other.name)));
    Ok(counts)
}

fn name_of<'a>(url: &'a str, stack: &str) -> Option<&'a str> {
    url.rsplit_once('/')?.1.strip_prefix(stack)?.strip_prefix('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_known_by_its_name_without_the_stacks() {
        let url = "https://sqs.eu-central-1.amazonaws.com/1/dunlin-letters-dead";
        assert_eq!(name_of(url, "dunlin"), Some("letters-dead"));
        assert_eq!(name_of(url, "dun"), None);
    }
}
