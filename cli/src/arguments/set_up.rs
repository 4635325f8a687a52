//! What is set up once and looked after.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::Shell;

use super::letters::Letters;
use super::policy::PolicyVerb;

/// Set up
#[derive(Debug, Subcommand)]
pub(crate) enum SetUp {
    /// Answer a dozen questions, and have your profile and policy written and checked
    ///
    /// Needs no cloud. Where nobody types, the answers are read from standard input, one a line, an empty line for
    /// what a question offers.
    #[command(after_help = INIT_HELP)]
    Init(Init),
    /// Check everything that is easily set up wrong, and say what to do about it
    ///
    /// Stack, settings, sweep, queues, mail, DNS records as SES sees them, clocks: a line a check, which is good, worth a
    /// look, wrong, or could not be told. Nothing is changed. Exit code 1 if anything is wrong. Reads the ledgers of
    /// customers whose turn comes next, some thousands at most.
    #[command(after_help = DOCTOR_HELP)]
    Doctor,
    /// See what a policy means and would change, and put it into force
    #[command(subcommand, after_help = POLICY_HELP)]
    Policy(PolicyVerb),
    /// Check every letter by the rules, with your own templates too, or show all of them
    #[command(
        subcommand,
        after_help = "Examples:\n  dunlin letters lint --templates my-letters/\n  dunlin letters gallery --open\n  dunlin letters apply my-letters/"
    )]
    Letters(Letters),
    /// Print completions for a shell
    #[command(after_help = COMPLETIONS_HELP)]
    Completions(Completions),
    /// Print the manual page, or write one for each verb
    #[command(after_help = MAN_HELP)]
    Man(Man),
}

const INIT_HELP: &str = "\
Examples:
  dunlin init
  dunlin init --into my-settings < answers.txt";

const DOCTOR_HELP: &str = "\
Examples:
  dunlin doctor
  dunlin doctor --json | jq -r 'select(.verdict != \"good\") | .remedy'";

const POLICY_HELP: &str = "\
Examples:
  dunlin policy check infra/policy.toml --due 2026-12-24
  dunlin policy diff new-policy.toml --days 60
  dunlin policy apply new-policy.toml";

const COMPLETIONS_HELP: &str = "\
Examples:
  dunlin completions bash > ~/.local/share/bash-completion/completions/dunlin
  dunlin completions zsh > ~/.zfunc/_dunlin
  dunlin completions fish > ~/.config/fish/completions/dunlin.fish";

const MAN_HELP: &str = "\
Examples:
  dunlin man | man -l -
  dunlin man --to ~/.local/share/man/man1";

/// `completions`
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// For which shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// `man`
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// Write a page for each verb into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
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
