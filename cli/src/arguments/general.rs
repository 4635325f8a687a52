//! Where the ledger is, who asks, and how the answer looks: what every verb takes.

use clap::{Args, ValueEnum};

use crate::today::Told;

/// What stands above these options in the help of the command and of each verb.
pub(super) const GENERAL_OPTIONS: &str = "General options";

/// Options that every verb takes.
#[derive(Args, Debug)]
#[command(next_help_heading = GENERAL_OPTIONS)]
pub(crate) struct General {
    /// DynamoDB table [default: the stack's]
    #[arg(
        long,
        global = true,
        env = "DUNLIN_TABLE",
        hide_env_values = true,
        value_name = "NAME"
    )]
    pub(crate) table: Option<String>,
    /// S3 bucket that files are uploaded to [default: the stack's]
    #[arg(
        long,
        global = true,
        env = "DUNLIN_BUCKET",
        hide_env_values = true,
        value_name = "NAME"
    )]
    pub(crate) bucket: Option<String>,
    /// Queue that sends letters on their way the same day [default: the stack's]
    #[arg(
        long,
        global = true,
        env = "DUNLIN_PICKS_QUEUE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) picks_queue_url: Option<String>,
    /// Name of the deployed stack
    #[arg(
        long,
        global = true,
        env = "DUNLIN_STACK",
        hide_env_values = true,
        default_value = "dunlin",
        value_name = "NAME"
    )]
    pub(crate) stack: String,
    /// Another cloud than AWS, such as the local one
    #[arg(
        long,
        global = true,
        env = "AWS_ENDPOINT_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) endpoint_url: Option<String>,
    /// Profile of the AWS configuration files [env: AWS_PROFILE]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// AWS region [env: AWS_REGION]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) region: Option<String>,
    /// Answer for machines: JSON on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Colours; `auto` means on a terminal, by NO_COLOR, CLICOLOR and CLICOLOR_FORCE
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// Take this day (2026-11-17) or instant (2026-11-17T10:00:00Z) for now: for stories told in another year
    #[arg(
        long,
        global = true,
        env = "DUNLIN_TODAY",
        hide_env_values = true,
        value_name = "DATE"
    )]
    pub(crate) today: Option<Told>,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}
