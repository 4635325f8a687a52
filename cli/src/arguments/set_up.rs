//! What is set up once and looked after.

use clap::Subcommand;

use super::letters::Letters;
use super::policy::PolicyVerb;

/// Set up
#[derive(Debug, Subcommand)]
pub(crate) enum SetUp {
    /// See what a policy means and would change, and put it into force
    #[command(subcommand)]
    Policy(PolicyVerb),
    /// Check every letter by the rules, with your own templates too, or show all of them
    #[command(subcommand)]
    Letters(Letters),
}
