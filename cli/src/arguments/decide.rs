//! What a person decides.

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use dunning::account::EmailAddress;
use dunning::stage::StageName;

use rust_decimal::Decimal;

use super::values::{Author, Whose, address, amount};

/// Decide
#[derive(Debug, Subcommand)]
pub(crate) enum Decide {
    #[command(flatten)]
    Operate(Operate),
    /// Note a payment, in full or in part, before the bank's file tells of it
    #[command(after_help = PAID_HELP)]
    Paid(Paid),
    /// Send a customer's next letter at the first permitted minute, after showing it
    #[command(after_help = SEND_NOW_HELP)]
    SendNow(SendNow),
}

/// What one word decides about an invoice, a customer or a letter.
#[derive(Debug, Subcommand)]
pub(crate) enum Operate {
    /// Say yes to a stage that needs it, such as the final notice
    #[command(after_help = "Examples:\n  dunlin approve INV-17\n  dunlin approve INV-17 final_notice")]
    Approve(Approve),
    /// Note that a customer promised to pay by a day
    #[command(after_help = "Examples:\n  dunlin promise INV-17 2026-12-04")]
    Promise(Promise),
    /// Hold an invoice because something is wrong with it
    #[command(after_help = "Examples:\n  dunlin dispute INV-17 --text \"two bags were missing\"")]
    Dispute(Dispute),
    /// Send nothing about an invoice, or to a customer, for a while
    #[command(
        after_help = "Examples:\n  dunlin pause INV-17 --until 2026-12-01 --note \"waits for the new bank account\"\n  dunlin pause --customer C-17"
    )]
    Pause(Pause),
    /// End a pause, a dispute, a review, or the wait for a reply
    #[command(
        after_help = "Examples:\n  dunlin resume INV-17\n  dunlin resume --customer C-17 --despite-doubts"
    )]
    Resume(Resume),
    /// Confirm whom to write to, such as the right person that a customer has named
    #[command(after_help = "Examples:\n  dunlin contact C-17 anna@example.com --name \"Anna Bellini\"")]
    Contact(Contact),
    /// Say whether a letter left, of which nobody knew
    #[command(
        after_help = "Examples:\n  dunlin settle C-17 2026-11-17 left\n  dunlin settle C-17 2026-11-17 never-left"
    )]
    Settle(Settle),
}

const PAID_HELP: &str = "\
The same sum noted for the same day under the same reference counts once. When a bank statement tells of the money \
later, it counts once as well: it takes the note's place, and where that can't be told for certain the invoice is held \
and a task asks.

Examples:
  dunlin paid 2026-101                                all that is open, today
  dunlin paid 2026-101 --amount 250 --on 2026-11-12   a part of it, some days ago
  dunlin paid 2026-101 --amount 250 --reference \"cheque 4711\"
  dunlin paid 2026-101 --withdraw                     the cheque was not good";

const SEND_NOW_HELP: &str = "\
Nothing is decided otherwise than the daily sweep would: holds, gaps, limits and the suppression list keep their say, and \
the sending decides again. What changes is the minute: within the customer's window the letter leaves at once (in no \
minute that is a multiple of five); outside it, in its own minute of the next window, without waiting for the sweep.

Examples:
  dunlin send-now 2026-101
  dunlin send-now --customer C-17 --yes";

/// `paid`
#[derive(Args, Debug)]
pub(crate) struct Paid {
    /// The invoice's number
    pub(crate) invoice: String,
    /// How much, in the invoice's currency, such as 250 or 99.50 [default: all that is open]
    #[arg(long, value_parser = amount, value_name = "AMOUNT")]
    pub(crate) amount: Option<Decimal>,
    /// On which day the money came [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<NaiveDate>,
    /// What tells it from another payment of the same sum and day
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub(crate) reference: String,
    /// Take back what was noted, as far as no bank has told of it: it was a mistake, or the cheque was not good
    #[arg(long, conflicts_with_all = ["amount", "on", "reference"])]
    pub(crate) withdraw: bool,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `send-now`
#[derive(Args, Debug)]
pub(crate) struct SendNow {
    #[command(flatten)]
    pub(crate) whose: Whose,
    /// Don't ask first
    #[arg(long)]
    pub(crate) yes: bool,
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
