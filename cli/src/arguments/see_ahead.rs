//! What shows the days to come, and why they are as they are.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use dunning::account::EmailAddress;

use super::letters::Preview;
use super::values::address;

/// See ahead, and why
#[derive(Debug, Subcommand)]
pub(crate) enum SeeAhead {
    /// Show who gets what in the days to come, and why not the rest
    #[command(
        after_help = "Examples:\n  dunlin plan\n  dunlin plan --days 7 --customer C-17\n  dunlin plan --json | jq .letters"
    )]
    Plan(Plan),
    /// Say why an invoice is, or is not, reminded on a day
    #[command(after_help = "Examples:\n  dunlin why INV-17\n  dunlin why INV-17 --on 2026-05-12")]
    Why(Why),
    /// Tell an invoice's story
    #[command(
        after_help = "Examples:\n  dunlin timeline INV-17\n  dunlin timeline \"INV-17 (2)\"   its second instalment"
    )]
    Timeline(Timeline),
    /// Show a letter: a sample, or one about a real invoice
    #[command(
        after_help = "Examples:\n  dunlin preview --tone early_late --language it\n  dunlin preview --invoice INV-17 --open"
    )]
    Preview(Preview),
    /// Show the digest that an account manager would get now; nothing is mailed
    #[command(after_help = "Examples:\n  dunlin digest\n  dunlin digest --to ann@example.com")]
    Digest(Digest),
}

/// `plan`
#[derive(Args, Debug)]
pub(crate) struct Plan {
    /// How many days
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366), value_name = "N")]
    pub(crate) days: u16,
    /// The first of them [default: today, in the creditor's time zone]
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<NaiveDate>,
    /// One customer alone, by number or name
    #[arg(long, value_name = "CUSTOMER")]
    pub(crate) customer: Option<String>,
}

/// `why`
#[derive(Args, Debug)]
pub(crate) struct Why {
    /// The invoice's number, as anybody would type it
    pub(crate) invoice: String,
    /// Which day, past or to come [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<NaiveDate>,
}

/// `timeline`
#[derive(Args, Debug)]
pub(crate) struct Timeline {
    /// The invoice's number, as anybody would type it
    pub(crate) invoice: String,
}

/// `digest`
#[derive(Args, Debug)]
pub(crate) struct Digest {
    /// The account manager's address [default: the creditor's own manager]
    #[arg(long, value_parser = address, value_name = "ADDRESS")]
    pub(crate) to: Option<EmailAddress>,
}
