//! What is set up once and looked after.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::letters::Letters;

/// Set up
#[derive(Debug, Subcommand)]
pub(crate) enum SetUp {
    /// Look at a policy before it takes force
    #[command(subcommand)]
    Policy(Policy),
    /// Check every letter by the rules, with your own templates too, or show all of them
    #[command(subcommand)]
    Letters(Letters),
}

/// `policy`
#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Read a policy file and show its ladder on real dates, in several countries
    Check(PolicyCheck),
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
