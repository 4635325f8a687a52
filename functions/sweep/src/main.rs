//! Once a day, who is due what: sweeps the agenda, shard by shard, and hands picks to the scheduling.

use std::time::Duration;

use aws::lambda::{RecordError, Shift, body, chain, serve_queue, start_logging};
use aws::metrics::Metric;
use aws::wire::read_sweep_request;
use aws::{Clients, PicksQueue, SweepsQueue, Table};
use documents::settings;
use dunning::flow::sweep::sweep;
use dunning::message::Reach;
use dunning::ports::{Picks, PortError, Sweeps};

/// Parts that come when the time is over are handed on by a message of their own, not back to the queue, which would
/// count it as a try and wait for half an hour: so none needs any time to be begun.
const SHIFT: Shift = Shift {
    lasts: Duration::from_secs(300),
    a_record_needs: Duration::ZERO,
};

/// What a page must find left: its hundred accounts take some five seconds, or a hundred when the table is slow.
const A_PAGE_NEEDS: Duration = Duration::from_secs(100);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clients = Clients::from_environment()?;
    let table = Table::from_environment(clients.dynamodb(), settings::READERS)?;
    let queues = Queues {
        picks: PicksQueue::from_environment(clients.sqs())?,
        sweeps: SweepsQueue::from_environment(clients.sqs())?,
    };
    table.warm().await?;
    serve_queue(SHIFT, async |record, counts, time| {
        let request = read_sweep_request(body(record))?;
        // The time is the call's, not the part's: the parts of a batch are swept one after the other.
        let outcome = sweep(&table, &queues, &request, || time.left() >= A_PAGE_NEEDS).await?;
        tracing::info!(
            scheduled_time = %request.scheduled_time,
            reach = ?request.reach,
            shard = request.part.as_ref().map(|part| part.shard),
            accounts = outcome.accounts,
            picked = outcome.picked,
            failed = outcome.failed.len(),
            given_up = outcome.given_up,
            handed_on = outcome.handed_on,
            "swept"
        );
        for _ in 0..outcome.given_up {
            counts.count(Metric::LettersUnknown);
        }
        // Of the daily sweep alone: the alarm for a day without one must not be put off by another.
        if outcome.failed.is_empty() && !outcome.handed_on && request.reach == Reach::Due {
            counts.count(Metric::SweepsFinished);
        }
        for (account, error) in &outcome.failed {
            tracing::error!(%account, error = chain(error), "an account could not be swept; the others were");
        }
        match outcome.failed.into_iter().next() {
            None => Ok(()),
            // Sweeping the part again repeats nothing that counts, and what can't be mended ends up in the
            // dead-letter queue, where a person sees it.
            Some((_, error)) => Err(RecordError::from(error)),
        }
    })
    .await
}

struct Queues {
    picks: PicksQueue,
    sweeps: SweepsQueue,
}

impl Picks for Queues {
    async fn pick(&self, picks: &[dunning::message::Pick]) -> Result<(), PortError> {
        self.picks.pick(picks).await
    }
}

impl Sweeps for Queues {
    async fn hand_on(&self, requests: &[dunning::message::SweepRequest]) -> Result<(), PortError> {
        self.sweeps.hand_on(requests).await
    }
}
