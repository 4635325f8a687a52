//! What became of the letters: SES events into suppression, settled sends and tasks.

use std::time::Duration;

use aws::lambda::{Shift, body, serve_queue, start_logging};
use aws::metrics::{CallCounts, Metric};
use aws::{Clients, PicksQueue, Table};
use documents::{MailEvent, read_mail_events, settings};
use dunning::account::EmailAddress;
use dunning::flow::feedback::{News, Outcome, feedback};
use dunning::letter::{LetterEvent, LetterId};

/// An event is a read and a write or two; more than ten seconds is a table that does not answer.
const SHIFT: Shift = Shift {
    lasts: Duration::from_secs(30),
    a_record_needs: Duration::from_secs(10),
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clients = Clients::from_environment()?;
    let table = Table::from_environment(clients.dynamodb(), settings::READERS)?;
    let picks = PicksQueue::from_environment(clients.sqs())?;
    table.warm().await?;
    serve_queue(SHIFT, async |record, counts, _time| {
        for event in read_mail_events(body(record).as_bytes())? {
            let news = news(&event);
            let outcome = feedback(&table, &picks, &news).await?;
            let letter = news.letter.as_ref().map(ToString::to_string);
            tracing::info!(
                letter,
                message_id = event.message_id,
                event = event.kind.name(),
                ?outcome,
                "taken in"
            );
            count(counts, &news, outcome);
        }
        Ok(())
    })
    .await
}

/// Once a letter, however often its event comes.
fn count(counts: &CallCounts<'_>, news: &News, outcome: Outcome) {
    match &news.event {
        Some(LetterEvent::Bounced { .. }) if outcome == Outcome::Settled => {
            counts.count(Metric::LettersBounced);
        }
        Some(LetterEvent::Complained) if outcome == Outcome::Settled => {
            counts.count(Metric::LettersComplained);
        }
        _ => {}
    }
}

fn news(event: &MailEvent) -> News {
    let tag = event.tags.get("letter").and_then(|values| values.first());
    News {
        letter: tag.and_then(|tag| LetterId::parse(tag).ok()),
        message_id: Some(event.message_id.clone()),
        recipients: event
            .recipients
            .iter()
            .filter_map(|address| EmailAddress::parse(address).ok())
            .collect(),
        at: event.at,
        event: event.letter_event(),
    }
}
