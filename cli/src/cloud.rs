//! Where the ledger is: AWS by the usual profile and region rules, or a local cloud.

use aws::{Bucket, Clients, DeadLetters, PicksQueue, Table};
use aws_config::{BehaviorVersion, Region};
use documents::settings::READERS;
use dunning::message::Pick;
use dunning::ports::{Picks, PortError};

use crate::arguments::General;
use crate::failure::Failure;

/// The clients' configuration, found once.
async fn clients(general: &General) -> Clients {
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(aws::client::http_client());
    if let Some(profile) = &general.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &general.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(endpoint) = &general.endpoint_url {
        loader = loader.endpoint_url(endpoint);
    }
    Clients::from_config(loader.load().await)
}

/// The ledger.
pub(crate) async fn table(general: &General) -> Result<Table, Failure> {
    let name = general
        .table
        .as_ref()
        .ok_or_else(|| needs("table", "DUNLIN_TABLE", "TableName"))?;
    Ok(Table::new(clients(general).await.dynamodb(), name, READERS))
}

/// The ledger and the bucket that leads to it.
pub(crate) async fn table_and_bucket(general: &General) -> Result<(Table, Bucket), Failure> {
    let table = table(general).await?;
    let name = general
        .bucket
        .as_ref()
        .ok_or_else(|| needs("bucket", "DUNLIN_BUCKET", "BucketName"))?;
    Ok((table, Bucket::new(clients(general).await.s3(), name)))
}

/// The ledger and the way to send a letter off the same day.
pub(crate) async fn table_and_picks(general: &General) -> Result<(Table, PicksIfKnown), Failure> {
    let table = table(general).await?;
    let queue = match &general.picks_queue_url {
        Some(url) => Some(PicksQueue::new(clients(general).await.sqs(), url)),
        None => None,
    };
    Ok((table, PicksIfKnown(queue)))
}

/// What the stack's functions could not deal with.
pub(crate) async fn dead_letters(general: &General) -> DeadLetters {
    DeadLetters::new(clients(general).await.sqs(), &general.stack)
}

fn needs(what: &str, variable: &str, output: &str) -> Failure {
    Failure::Usage(format!(
        "no {what}: name it by --{what} or set {variable}\n  the stack's output {output} has it: \
         aws cloudformation describe-stacks --stack-name dunlin --query 'Stacks[0].Outputs'"
    ))
}

/// The queue of picks, where the operator knows it. Without it nothing is lost: the account stands on the agenda,
/// and the next sweep picks the letter.
pub(crate) struct PicksIfKnown(Option<PicksQueue>);

impl Picks for PicksIfKnown {
    async fn pick(&self, picks: &[Pick]) -> Result<(), PortError> {
        match &self.0 {
            Some(queue) => queue.pick(picks).await,
            None => Ok(()),
        }
    }
}
