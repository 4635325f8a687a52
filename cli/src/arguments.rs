//! What can be asked, and the help that says so.

mod evidence;
mod letters;
mod report;

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use dunning::account::EmailAddress;
use dunning::stage::StageName;

pub(crate) use self::evidence::{Erase, Evidence, EvidenceVerb, VerifyEvidence};
pub(crate) use self::letters::{Gallery, Letters, Lint, Preview};
pub(crate) use self::report::Report;
use crate::today::Told;

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  something was refused or failed; what, and what to do next, is on standard error
  2  wrong use; nothing was tried

`inspect`, `letters lint`, `letters gallery`, `evidence verify` and the preview of a sample need no cloud. All others need the table,
by --table or DUNLIN_TABLE; `import`, `evidence` and `erase` need the bucket as well. The stack's outputs name both.";

/// Payment reminders: bring files in, see what will be sent and why not, decide.
#[derive(Debug, Parser)]
#[command(name = "dunlin", version, after_help = AFTER_HELP, max_term_width = 110)]
pub(crate) struct Arguments {
    /// Where, who and how to show it.
    #[command(flatten)]
    pub(crate) general: General,
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Options that every verb takes.
#[derive(Args, Debug)]
#[command(next_help_heading = "General options")]
pub(crate) struct General {
    /// DynamoDB table
    #[arg(
        long,
        global = true,
        env = "DUNLIN_TABLE",
        hide_env_values = true,
        value_name = "NAME"
    )]
    pub(crate) table: Option<String>,
    /// S3 bucket that files are uploaded to
    #[arg(
        long,
        global = true,
        env = "DUNLIN_BUCKET",
        hide_env_values = true,
        value_name = "NAME"
    )]
    pub(crate) bucket: Option<String>,
    /// Queue that sends letters on their way the same day; without it they wait for the next sweep
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
    /// Colours; `auto` means on a terminal, unless NO_COLOR is set
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

/// The verbs, in the order in which a newcomer meets them.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Show what files say, without storing anything
    Inspect(Inspect),
    /// Read files here, upload the good ones, and wait until they are in the ledger
    Import(Import),
    /// Show who gets what in the days to come, and why not the rest
    Plan(Plan),
    /// Say why an invoice is, or is not, reminded on a day
    Why(Why),
    /// Tell an invoice's story
    Timeline(Timeline),
    /// Write an invoice's whole story into a sealed file, with every letter as it was sent, or check such a file
    Evidence(Evidence),
    /// Show a letter: a sample, or one about a real invoice
    Preview(Preview),
    /// Check every letter by the rules, with your own templates too, or show all of them
    #[command(subcommand)]
    Letters(Letters),
    /// List what waits for a person
    Tasks,
    /// Show the digest that an account manager would get now; nothing is mailed
    Digest(Digest),
    /// List the files that were refused, each with its reason
    Rejected,
    /// Show who owes how much for how long, and how many days of sales that is
    ///
    /// Open invoices by days overdue, for each customer and currency. Below, for each currency, days sales outstanding:
    /// what is open today ÷ what was sold on account in the last 90 days × 90. Sold on account is what customers are
    /// asked to pay by themselves, by the day of issue, less credit notes; not direct debits, card payments, or what
    /// was paid before it was imported. No figure is given until Dunlin has known the invoices for 90 days.
    ///
    /// Reads the whole table once: half a read unit for each 4 KB stored.
    Aging,
    Report(Report),
    /// Look at a policy before it takes force
    #[command(subcommand)]
    Policy(Policy),
    /// Say yes to a stage that needs it, such as the final notice
    Approve(Approve),
    /// Note that a customer promised to pay by a day
    Promise(Promise),
    /// Hold an invoice because something is wrong with it
    Dispute(Dispute),
    /// Send nothing about an invoice, or to a customer, for a while
    Pause(Pause),
    /// End a pause, a dispute, a review, or the wait for a reply
    Resume(Resume),
    /// Say whether a letter left, of which nobody knew
    Settle(Settle),
    /// Confirm whom to write to, such as the right person that a customer has named
    Contact(Contact),
    /// Forget a customer who owes nothing any more, for good
    ///
    /// Names, addresses, numbers, answers, letters, originals, and uploaded files that name the customer; what the story
    /// told, but not its hashes. What stays, and why, is in docs/privacy.md. Reads the whole table and every upload once.
    Erase(Erase),
    /// List what the functions could not deal with, and give it back to them
    ///
    /// Safe at any time: every function looks at the ledger anew, and what was settled meanwhile changes nothing.
    Redrive(Redrive),
    /// Sign the links of letters with a new key from now on
    RotateKey,
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

/// Who decides.
#[derive(Args, Debug)]
pub(crate) struct Author {
    /// Name to note as the author of the decision
    #[arg(
        long = "as",
        env = "USER",
        hide_env_values = true,
        default_value = "operator",
        value_name = "NAME"
    )]
    pub(crate) author: String,
}

/// An invoice, or all of a customer's.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Whose {
    /// The invoice's number
    pub(crate) invoice: Option<String>,
    /// The whole customer, by number or name
    #[arg(long, value_name = "CUSTOMER")]
    pub(crate) customer: Option<String>,
}

/// `approve`
#[derive(Args, Debug)]
pub(crate) struct Approve {
    /// The invoice's number
    pub(crate) invoice: String,
    /// The stage [default: the first that waits for it]
    #[arg(value_parser = StageName::parse)]
    pub(crate) stage: Option<StageName>,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `promise`
#[derive(Args, Debug)]
pub(crate) struct Promise {
    /// The invoice's number
    pub(crate) invoice: String,
    /// The last day on which payment keeps the promise
    pub(crate) date: NaiveDate,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `dispute`
#[derive(Args, Debug)]
pub(crate) struct Dispute {
    /// The invoice's number
    pub(crate) invoice: String,
    /// What is wrong with it
    #[arg(long, value_name = "TEXT")]
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `pause`
#[derive(Args, Debug)]
pub(crate) struct Pause {
    #[command(flatten)]
    pub(crate) whose: Whose,
    /// The day on which reminders go on [default: when somebody resumes]
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<NaiveDate>,
    /// Why, for whoever reads the timeline
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub(crate) note: String,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `contact`
#[derive(Args, Debug)]
pub(crate) struct Contact {
    /// The customer, by number or name
    pub(crate) customer: String,
    /// The address that letters go to from now on
    #[arg(value_parser = address)]
    pub(crate) email: EmailAddress,
    /// Who to greet [default: the company]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `settle`
#[derive(Args, Debug)]
pub(crate) struct Settle {
    /// The customer, by number or name
    pub(crate) customer: String,
    /// The letter's day, as `dunlin tasks` and `dunlin timeline` show it
    pub(crate) day: NaiveDate,
    /// What you found
    #[arg(value_enum, value_name = "left|never-left")]
    pub(crate) found: Found,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// What a person found out about a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Found {
    /// It left: it is not written again
    Left,
    /// It did not leave: it is written anew, in a morning to come
    NeverLeft,
}

/// `redrive`
#[derive(Args, Debug)]
pub(crate) struct Redrive {
    /// Queues to empty, as the list without any names them
    #[arg(value_name = "QUEUE")]
    pub(crate) queues: Vec<String>,
    /// Empty all of them
    #[arg(long, conflicts_with = "queues")]
    pub(crate) all: bool,
}

/// `resume`
#[derive(Args, Debug)]
pub(crate) struct Resume {
    #[command(flatten)]
    pub(crate) whose: Whose,
    /// Although a payment may be for it, the customer says it is paid, has credit, or complained
    #[arg(long)]
    pub(crate) despite_doubts: bool,
    #[command(flatten)]
    pub(crate) author: Author,
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}

/// `60s`, `5m`, or seconds alone.
fn duration(text: &str) -> Result<Duration, String> {
    let (number, seconds_each) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let count: Option<u64> = number.parse().ok();
    count
        .and_then(|count| count.checked_mul(seconds_each))
        .filter(|seconds| *seconds <= 86_400)
        .map(Duration::from_secs)
        .ok_or_else(|| "expected a time such as 60s or 5m, a day at most".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_fit_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_time_is_seconds_or_minutes() {
        assert_eq!(duration("60s"), Ok(Duration::from_secs(60)));
        assert_eq!(duration("5m"), Ok(Duration::from_secs(300)));
        assert_eq!(duration("7"), Ok(Duration::from_secs(7)));
        assert!(duration("soon").is_err() && duration("99999m").is_err());
    }

    #[test]
    fn an_invoice_or_a_customer_but_not_both() {
        let parse = |words: &[&str]| Arguments::try_parse_from(words).is_ok();
        assert!(parse(&["dunlin", "pause", "INV-1"]));
        assert!(parse(&["dunlin", "pause", "--customer", "C-1"]));
        assert!(!parse(&["dunlin", "pause"]));
        assert!(!parse(&["dunlin", "pause", "INV-1", "--customer", "C-1"]));
    }
}
