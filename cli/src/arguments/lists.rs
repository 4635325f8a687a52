//! Lists of what there is, and what a person does about what stands on them.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use dunning::account::EmailAddress;
use dunning::task::TaskKind;

use super::cost::Cost;
use super::report::Report;
use super::values::{Author, address};

/// Lists
#[derive(Debug, Subcommand)]
pub(crate) enum Lists {
    /// List what waits for a person, or close a task
    #[command(after_help = TASKS_HELP)]
    Tasks(Tasks),
    /// List customers: what they owe, how they are written to, what holds them
    ///
    /// Reads the whole table once: half a read unit for each 4 KB stored.
    #[command(after_help = CUSTOMERS_HELP)]
    Customers(Customers),
    /// List payments that no invoice was found for, say what one is for, or set it aside
    #[command(after_help = PAYMENTS_HELP)]
    Payments(Payments),
    /// List the addresses that are never mailed, or lift one
    ///
    /// The list knows an address by its hash; it is named where a customer has it. Reads the whole table once.
    #[command(after_help = SUPPRESSIONS_HELP)]
    Suppressions(Suppressions),
    /// Show who owes how much for how long, and how many days of sales that is
    ///
    /// Open invoices by days overdue, for each customer and currency. Below, for each currency, days sales outstanding:
    /// what is open today ÷ what was sold on account in the last 90 days × 90. Sold on account is what customers are
    /// asked to pay by themselves, by the day of issue, less credit notes; not direct debits, card payments, or what
    /// was paid before it was imported. No figure is given until Dunlin has known the invoices for 90 days.
    ///
    /// Reads the whole table once: half a read unit for each 4 KB stored.
    #[command(after_help = "Examples:\n  dunlin aging\n  dunlin aging --json")]
    Aging,
    #[command(
        after_help = "Examples:\n  dunlin report\n  dunlin report --out november.html\n  dunlin report --json"
    )]
    Report(Report),
    #[command(after_help = "Examples:\n  dunlin cost\n  dunlin cost --month 2026-11\n  dunlin cost --json")]
    Cost(Cost),
}

const TASKS_HELP: &str = "\
Many tasks close by themselves: with their invoice, with the hold that they ask about, with the answer that they wait for. \
Closing one by hand means that you have seen to it. Where an invoice or a customer was silent until then (a possible \
payment, credit, tax kept back), reminders go on: note a payment first. A dispute or a complaint stays silent, and you \
are asked again in a fortnight.

Examples:
  dunlin tasks --kind call --kind hand_over
  dunlin tasks --customer C-17
  dunlin tasks close 3f9a01bc --note \"spoke to Anna, pays on Friday\"";

const CUSTOMERS_HELP: &str = "\
Examples:
  dunlin customers                     everybody, by name
  dunlin customers bellini             whose number, name or address contains this
  dunlin customers --owing --held";

const PAYMENTS_HELP: &str = "\
Examples:
  dunlin payments
  dunlin payments assign 3f9a01bc 2026-101
  dunlin payments set-aside 3f9a01bc";

const SUPPRESSIONS_HELP: &str = "\
Examples:
  dunlin suppressions
  dunlin suppressions lift anna@example.com --reason \"mailbox was full, Anna says it works again\"";

/// `tasks`
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Tasks {
    #[command(subcommand)]
    pub(crate) verb: Option<TasksVerb>,
    /// Only of this kind, such as call or match_payment; may be said more than once
    #[arg(long, value_parser = task_kind, value_name = "KIND")]
    pub(crate) kind: Vec<TaskKind>,
    /// Only of customers whose number or name contains this
    #[arg(long, value_name = "TEXT")]
    pub(crate) customer: Option<String>,
    /// Only of the customers of this account manager
    #[arg(long = "for", value_parser = address, value_name = "ADDRESS")]
    pub(crate) manager: Option<EmailAddress>,
    /// Only those opened on this day or before
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<NaiveDate>,
}

/// `tasks …`
#[derive(Debug, Subcommand)]
pub(crate) enum TasksVerb {
    /// Say that a task was seen to
    Close(CloseTask),
}

/// `tasks close`
#[derive(Args, Debug)]
pub(crate) struct CloseTask {
    /// As the list names it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// What was done, for whoever reads the timeline
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub(crate) note: String,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `customers`
#[derive(Args, Debug)]
pub(crate) struct Customers {
    /// Only those whose number, name or address contains this
    #[arg(value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// Only those who owe something
    #[arg(long)]
    pub(crate) owing: bool,
    /// Only those who are held, as a whole or in an invoice
    #[arg(long)]
    pub(crate) held: bool,
    /// Only those with a suppressed address, or without any that may be written to
    #[arg(long)]
    pub(crate) unreachable: bool,
}

/// `payments`
#[derive(Args, Debug)]
pub(crate) struct Payments {
    #[command(subcommand)]
    pub(crate) verb: Option<PaymentsVerb>,
}

/// `payments …`
#[derive(Debug, Subcommand)]
pub(crate) enum PaymentsVerb {
    /// Say which invoice a payment is for
    Assign(AssignPayment),
    /// Say that a payment is for no invoice: it is not looked at again
    SetAside(SetAside),
}

/// `payments assign`
#[derive(Args, Debug)]
pub(crate) struct AssignPayment {
    /// As the list names it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The invoice's number
    pub(crate) invoice: String,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `payments set-aside`
#[derive(Args, Debug)]
pub(crate) struct SetAside {
    /// As the list names it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) author: Author,
}

/// `suppressions`
#[derive(Args, Debug)]
pub(crate) struct Suppressions {
    #[command(subcommand)]
    pub(crate) verb: Option<SuppressionsVerb>,
}

/// `suppressions …`
#[derive(Debug, Subcommand)]
pub(crate) enum SuppressionsVerb {
    /// Let an address be written to again
    Lift(Lift),
}

/// `suppressions lift`
#[derive(Args, Debug)]
pub(crate) struct Lift {
    /// The address
    #[arg(value_parser = address)]
    pub(crate) address: EmailAddress,
    /// Why it may be written to again; kept in the story of every customer who has it
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new(), value_name = "TEXT")]
    pub(crate) reason: String,
    /// Although its owner complained: mail providers and the law take this seriously
    #[arg(long)]
    pub(crate) despite_complaint: bool,
    #[command(flatten)]
    pub(crate) author: Author,
}

fn task_kind(text: &str) -> Result<TaskKind, String> {
    TaskKind::parse(&text.replace(['-', ' '], "_")).ok_or_else(|| {
        let names: Vec<_> = TaskKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("expected one of {}", names.join(", "))
    })
}
