//! Where the ledger is: AWS by the usual profile and region rules, or a local cloud.
//!
//! What options and environment name is taken as it is; the rest is found by the outputs of the deployed stack, which
//! is asked at most once.

mod examined;
mod stack;

use aws::queues::LettersQueue;
use aws::{Bucket, Clients, DeadLetters, PicksQueue, Table};
use aws_config::{BehaviorVersion, Region, SdkConfig};
use documents::settings::READERS;
use dunning::message::Pick;
use dunning::ports::{Picks, PortError};

pub(crate) use self::examined::{Examined, examined};
use self::stack::Stack;
use crate::arguments::General;
use crate::failure::Failure;

/// A cloud, with what is known of the stack on it.
struct Cloud<'a> {
    general: &'a General,
    config: SdkConfig,
    clients: Clients,
    stack: Option<Stack>,
}

impl<'a> Cloud<'a> {
    async fn of(general: &'a General) -> Result<Self, Failure> {
        let mut loader =
            aws_config::defaults(BehaviorVersion::latest()).http_client(aws::client::http_client());
        if let Some(profile) = &general.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = &general.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(endpoint) = &general.endpoint_url {
            loader = loader.endpoint_url(endpoint);
        }
        let config = loader.load().await;
        if config.region().is_none() {
            let profile = general.profile.as_deref().unwrap_or("default");
            return Err(Failure::Usage(format!(
                "no AWS region\n  name it by --region or AWS_REGION, or put it into the profile: `aws configure set \
                 region eu-central-1 --profile {profile}`. `aws configure list-profiles` shows which there are"
            )));
        }
        Ok(Self {
            general,
            clients: Clients::from_config(config.clone()),
            config,
            stack: None,
        })
    }

    async fn stack(&mut self) -> Result<&Stack, Failure> {
        let stack = match self.stack.take() {
            Some(stack) => stack,
            None => Stack::find(self.general, &self.config).await?,
        };
        Ok(self.stack.insert(stack))
    }

    async fn table_name(&mut self) -> Result<String, Failure> {
        match &self.general.table {
            Some(name) => Ok(name.clone()),
            None => self.stack().await?.output("TableName"),
        }
    }

    /// What options or environment say, else an output of the stack that has the table.
    async fn beside_the_table(&mut self, said: Option<&String>, output: &str) -> Result<String, Failure> {
        if let Some(said) = said {
            return Ok(said.clone());
        }
        let table = self.table_name().await?;
        self.stack().await?.output_beside(&table, output)
    }

    async fn table(&mut self) -> Result<Table, Failure> {
        Ok(Table::new(
            self.clients.dynamodb(),
            self.table_name().await?,
            READERS,
        ))
    }

    /// The queue of picks. Whoever names the table alone may have no stack, and goes without.
    async fn picks(&mut self) -> Result<PicksIfKnown, Failure> {
        let said = self.general.picks_queue_url.as_ref();
        let found = self.beside_the_table(said, "PicksQueueUrl").await;
        let queue = match found {
            Ok(url) => Some(PicksQueue::new(self.clients.sqs(), url)),
            Err(_) if self.general.table.is_some() => None,
            Err(failure) => return Err(failure),
        };
        Ok(PicksIfKnown(queue))
    }
}

/// The ledger.
pub(crate) async fn table(general: &General) -> Result<Table, Failure> {
    Cloud::of(general).await?.table().await
}

/// The ledger and the bucket that leads to it.
pub(crate) async fn table_and_bucket(general: &General) -> Result<(Table, Bucket), Failure> {
    let mut cloud = Cloud::of(general).await?;
    let table = cloud.table().await?;
    let name = cloud
        .beside_the_table(general.bucket.as_ref(), "BucketName")
        .await?;
    Ok((table, Bucket::new(cloud.clients.s3(), name)))
}

/// The ledger and the way to send a letter off the same day.
pub(crate) async fn table_and_picks(general: &General) -> Result<(Table, PicksIfKnown), Failure> {
    let mut cloud = Cloud::of(general).await?;
    Ok((cloud.table().await?, cloud.picks().await?))
}

/// The ledger and the two ways of a letter: to its minute, and out at once.
pub(crate) async fn table_and_queues(
    general: &General,
) -> Result<(Table, PicksQueue, LettersQueue), Failure> {
    let mut cloud = Cloud::of(general).await?;
    let table = cloud.table().await?;
    let picks = cloud
        .beside_the_table(general.picks_queue_url.as_ref(), "PicksQueueUrl")
        .await?;
    let letters = cloud.beside_the_table(None, "LettersQueueUrl").await?;
    let sqs = || cloud.clients.sqs();
    Ok((
        table,
        PicksQueue::new(sqs(), picks),
        LettersQueue::new(sqs(), letters),
    ))
}

/// What the stack's functions could not deal with.
pub(crate) async fn dead_letters(general: &General) -> Result<DeadLetters, Failure> {
    let cloud = Cloud::of(general).await?;
    Ok(DeadLetters::new(cloud.clients.sqs(), &general.stack))
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
