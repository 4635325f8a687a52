//! `dunlin policy`

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::values::{Author, duration};

/// `policy`
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyVerb {
    /// Read a policy file and show its ladder on real dates, in several countries
    Check(PolicyCheck),
    /// Show what another policy would change for your customers in the days to come
    ///
    /// Letters and tasks that would be added, removed or moved, by stage and by customer, if nobody pays or answers.
    /// Nothing is changed. Reads every customer who owes something once.
    Diff(PolicyDiff),
    /// Show what a policy would change, ask, and put it into force
    Apply(PolicyApply),
    /// Print the policy in force as it was written, with its version, author and day
    Show,
}

/// `policy check`
#[derive(Args, Debug)]
pub(crate) struct PolicyCheck {
    /// The policy file
    #[arg(default_value = "infra/policy.toml", value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// When the sample invoice falls due [default: in two weeks]
    #[arg(long, value_name = "DATE")]
    pub(crate) due: Option<NaiveDate>,
    /// The ladder of a named policy of the file
    #[arg(long, value_name = "NAME")]
    pub(crate) policy: Option<String>,
}

/// `policy diff`
#[derive(Args, Debug)]
pub(crate) struct PolicyDiff {
    /// The policy file to be
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How many days
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366), value_name = "N")]
    pub(crate) days: u16,
}

/// `policy apply`
#[derive(Args, Debug)]
pub(crate) struct PolicyApply {
    #[command(flatten)]
    pub(crate) compared: PolicyDiff,
    /// Don't ask
    #[arg(long)]
    pub(crate) yes: bool,
    /// How long to wait until it is in force
    #[arg(long, value_parser = duration, default_value = "60s", value_name = "TIME")]
    pub(crate) wait: Duration,
    #[command(flatten)]
    pub(crate) author: Author,
}
