//! What is set up once and looked after.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use clap_complete::Shell;

use super::letters::Letters;

/// Set up
#[derive(Debug, Subcommand)]
pub(crate) enum SetUp {
    /// Look at a policy before it takes force
    #[command(
        subcommand,
        after_help = "Examples:\n  dunlin policy check\n  dunlin policy check infra/policy.toml --due 2026-12-24"
    )]
    Policy(Policy),
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
