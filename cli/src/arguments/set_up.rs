//! What is set up once and looked after.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::letters::Letters;
use super::policy::PolicyVerb;

/// Set up
#[derive(Debug, Subcommand)]
pub(crate) enum SetUp {
    /// Answer a dozen questions, and have your profile and policy written and checked
    ///
    /// Needs no cloud. Where nobody types, the answers are read from standard input, one a line, an empty line for
    /// what a question offers.
    Init(Init),
    /// See what a policy means and would change, and put it into force
    #[command(subcommand)]
    Policy(PolicyVerb),
    /// Check every letter by the rules, with your own templates too, or show all of them
    #[command(subcommand)]
    Letters(Letters),
}

/// `init`
#[derive(Args, Debug)]
pub(crate) struct Init {
    /// The folder to write creditor.toml and policy.toml into
    #[arg(long, default_value = "infra", value_name = "DIR")]
    pub(crate) into: PathBuf,
    /// Write over files that somebody changed
    #[arg(long)]
    pub(crate) replace: bool,
}
