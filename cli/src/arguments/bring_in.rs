//! What brings files in.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::values::duration;

/// Bring in
#[derive(Debug, Subcommand)]
pub(crate) enum BringIn {
    /// Read files here, upload the good ones, and wait until they are in the ledger
    #[command(
        after_help = "Examples:\n  dunlin import invoices.csv statement.xml customers.csv\n  dunlin import export/ --wait 5m\n  dunlin import infra/policy.toml infra/creditor.toml"
    )]
    Import(Import),
    /// Show what files say, without storing anything
    #[command(after_help = "Examples:\n  dunlin inspect invoice.pdf\n  dunlin inspect --json export/*.xml")]
    Inspect(Inspect),
    /// List the files that were refused, each with its reason
    #[command(after_help = "Examples:\n  dunlin rejected\n  dunlin rejected --json | jq -r .object")]
    Rejected,
}

/// `inspect`
#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// Files of any format that Dunlin reads
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

/// `import`
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Files, or folders of files: invoices, payments, customers, policy.toml, creditor.toml
    #[arg(required = true, value_name = "FILE|DIR")]
    pub(crate) paths: Vec<PathBuf>,
    /// How long to wait without any file being settled before giving up waiting (0s: don't wait)
    #[arg(long, value_parser = duration, default_value = "60s", value_name = "TIME")]
    pub(crate) wait: Duration,
}
