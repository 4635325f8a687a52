//! What one letter, invoice or day takes, and what that costs.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// Something that AWS takes money for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Resource {
    /// A kilobyte written; two in a transaction.
    DynamodbWriteUnits,
    /// Four kilobytes read.
    DynamodbReadUnits,
    /// A gigabyte kept for a month, with its continuous backup.
    DynamodbGbMonths,
    /// A call of a queue: of ten messages at most, and of 64 kB.
    SqsRequests,
    /// An event that SES publishes.
    SnsMessages,
    /// A schedule that came due.
    SchedulerInvocations,
    /// A letter kept.
    S3Puts,
    /// A gigabyte of letters kept for a month.
    S3GbMonths,
    /// A call of a function.
    LambdaRequests,
    /// A second of a function with a gigabyte of memory.
    LambdaGbSeconds,
    /// A gigabyte of logs taken in.
    LogGb,
}

impl Resource {
    /// As a person reads it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::DynamodbWriteUnits => "DynamoDB, write units",
            Self::DynamodbReadUnits => "DynamoDB, read units",
            Self::DynamodbGbMonths => "DynamoDB, GB kept",
            Self::SqsRequests => "SQS, requests",
            Self::SnsMessages => "SNS, messages",
            Self::SchedulerInvocations => "Scheduler, letters",
            Self::S3Puts => "S3, letters kept",
            Self::S3GbMonths => "S3, GB kept",
            Self::LambdaRequests => "Lambda, calls",
            Self::LambdaGbSeconds => "Lambda, GB-seconds",
            Self::LogGb => "Logs, GB",
        }
    }
}

/// A number as the files have it: a text, so that no float touches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exact(pub(crate) Decimal);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Decimal::from_str_exact(&text)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// What each stage takes.
pub(crate) type Stages = BTreeMap<String, BTreeMap<Resource, Exact>>;

/// How much of each.
pub(crate) type Amounts = BTreeMap<Resource, Decimal>;

/// What was done, in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    /// Letters claimed.
    pub(crate) letters: u64,
    /// Of these, the letters that left, which SES takes money for.
    pub(crate) mailed: u64,
    /// Invoices that came in.
    pub(crate) invoices: u64,
    /// Customers whom the first of these invoices made known.
    pub(crate) customers: u64,
    /// Days of the month so far.
    pub(crate) days: u64,
    /// Customers, invoices and letters in the table at the end of it.
    pub(crate) kept: Kept,
}

/// What lies in table and bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) customers: u64,
    pub(crate) invoices: u64,
    pub(crate) letters: u64,
}

/// A file of figures can't be used: a mistake of this release, which a test would find first.
#[derive(Debug, Error)]
#[error("{file} of this release can't be used: {why}")]
pub(crate) struct Unusable {
    file: &'static str,
    why: String,
}

/// All three files.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    pub(crate) counted: Counted,
    pub(crate) estimated: Estimated,
    pub(crate) prices: Prices,
}

/// See `counted.json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Counted {
    /// When.
    pub(crate) counted_on: String,
    /// Over how many.
    pub(crate) letters: u64,
    /// What each stage takes of each resource; a stage is of a letter, an invoice, a customer or a look.
    pub(crate) stages: Stages,
    /// Bytes that one takes in the table, with all that is kept about it.
    pub(crate) stored_bytes: StoredBytes,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct StoredBytes {
    pub(crate) customer: u64,
    pub(crate) invoice: u64,
    pub(crate) letter: u64,
    /// In the bucket.
    pub(crate) kept_letter: u64,
}

/// See `estimated.json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Estimated {
    pub(crate) stages: Stages,
    /// Days on which a customer is looked at and nothing is sent, for each letter.
    pub(crate) looks_a_letter: Exact,
}

/// See `prices.json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Prices {
    pub(crate) region: String,
    pub(crate) as_of: String,
    resources: Vec<Price>,
    pub(crate) mail: Vec<MailPrice>,
}

/// What one of AWS's resources costs.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Price {
    resource: Resource,
    usd: Exact,
    per: Exact,
    /// So much of it costs nothing in an account, which others may have used up.
    free_a_month: Exact,
}

/// What SES takes under one of its pricing plans, up to ten million mails a month.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MailPrice {
    pub(crate) plan: String,
    pub(crate) usd_per_1000: Exact,
    pub(crate) usd_a_month: Exact,
}

/// The stages of a letter's life, from the sweep that picks it to its delivery.
pub(crate) const OF_A_LETTER: [&str; 5] = ["plan", "schedule", "send", "event_sent", "event_delivered"];

const BYTES_A_GB: u64 = 1 << 30;

impl Figures {
    /// Of this release.
    ///
    /// # Errors
    /// [`Unusable`].
    pub(crate) fn of_this_release() -> Result<Self, Unusable> {
        let unusable = |file| {
            move |error: serde_json::Error| Unusable {
                file,
                why: error.to_string(),
            }
        };
        Ok(Self {
            counted: serde_json::from_str(include_str!("counted.json")).map_err(unusable("counted.json"))?,
            estimated: serde_json::from_str(include_str!("estimated.json"))
                .map_err(unusable("estimated.json"))?,
            prices: serde_json::from_str(include_str!("prices.json")).map_err(unusable("prices.json"))?,
        })
    }

    /// What was taken for what was done: as counted, and as estimated.
    pub(crate) fn taken(&self, done: Done) -> (Amounts, Amounts) {
        let letters = Decimal::from(done.letters);
        let mut times: Vec<(&str, Decimal)> = OF_A_LETTER.map(|stage| (stage, letters)).into();
        times.push(("look", letters * self.estimated.looks_a_letter.0));
        times.push(("invoice", Decimal::from(done.invoices)));
        times.push(("customer", Decimal::from(done.customers)));
        times.push(("day", Decimal::from(done.days)));
        let mut counted = sum(&self.counted.stages, &times);
        let estimated = sum(&self.estimated.stages, &times);
        let bytes = self.counted.stored_bytes;
        let kept = done.kept;
        let in_table =
            kept.customers * bytes.customer + kept.invoices * bytes.invoice + kept.letters * bytes.letter;
        counted.insert(Resource::DynamodbGbMonths, gigabytes(in_table));
        counted.insert(Resource::S3GbMonths, gigabytes(kept.letters * bytes.kept_letter));
        (counted, estimated)
    }
}

fn sum(stages: &Stages, times: &[(&str, Decimal)]) -> Amounts {
    let mut sum = Amounts::new();
    for (stage, times) in times {
        for (resource, amount) in stages.get(*stage).into_iter().flatten() {
            *sum.entry(*resource).or_default() += amount.0 * *times;
        }
    }
    sum
}

fn gigabytes(bytes: u64) -> Decimal {
    Decimal::from(bytes) / Decimal::from(BYTES_A_GB)
}

impl Prices {
    /// What so much of a resource costs; after what is free if nobody else in the account used that.
    pub(crate) fn of(&self, resource: Resource, amount: Decimal, free: bool) -> Decimal {
        let price = self.resources.iter().find(|price| price.resource == resource);
        price.map_or(Decimal::ZERO, |price| {
            let paid = if free {
                amount - price.free_a_month.0
            } else {
                amount
            };
            paid.max(Decimal::ZERO) * price.usd.0 / price.per.0
        })
    }

    /// Every resource with a price.
    #[cfg(test)]
    pub(super) fn priced(&self) -> impl Iterator<Item = Resource> {
        self.resources.iter().map(|price| price.resource)
    }
}
