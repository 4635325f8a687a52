//! What can be asked, and the help that says so: one file a group of verbs.

mod bring_in;
mod cost;
mod decide;
mod evidence;
mod general;
mod groups;
mod keep;
mod letters;
mod lists;
mod policy;
mod report;
mod see_ahead;
mod set_up;
mod values;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use self::bring_in::{BringIn, Import, Inspect};
pub(crate) use self::cost::{Cost, Month};
pub(crate) use self::decide::{Decide, Found, Operate, Paid, SendNow};
pub(crate) use self::evidence::{Erase, Evidence, EvidenceVerb, VerifyEvidence};
pub(crate) use self::general::{Colour, General};
pub(crate) use self::keep::{Keep, Redrive};
pub(crate) use self::letters::{Gallery, Letters, Lint, Preview};
pub(crate) use self::lists::{
    AssignPayment, CloseTask, Customers, Lift, Lists, Payments, PaymentsVerb, SetAside, Suppressions,
    SuppressionsVerb, Tasks, TasksVerb,
};
pub(crate) use self::policy::{PolicyApply, PolicyCheck, PolicyDiff, PolicyVerb};
pub(crate) use self::report::Report;
pub(crate) use self::see_ahead::{Digest, Plan, SeeAhead, Timeline, Why};
pub(crate) use self::set_up::{Completions, Init, Man, SetUp};
pub(crate) use self::values::{Author, Whose};

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  something was refused or failed; what, and what to do next, is told
  2  wrong use; nothing was tried

Where it is: region and credentials by the usual rules of AWS (profiles, environment, single sign-on). The table, the \
bucket and the queues are found by the outputs of the stack that --stack names; what options or environment name is \
taken as it is. `init`, `inspect`, `letters lint`, `letters gallery`, `policy check`, `evidence verify`, `completions`, `man` and \
the preview of a sample need no cloud.

`dunlin VERB --help` shows a verb's options and examples; docs/json.md says what --json answers.";

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

/// The verbs, by what people want of them.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    #[command(flatten)]
    BringIn(BringIn),
    #[command(flatten)]
    SeeAhead(SeeAhead),
    #[command(flatten)]
    Decide(Decide),
    #[command(flatten)]
    Lists(Lists),
    #[command(flatten)]
    SetUp(SetUp),
    #[command(flatten)]
    Keep(Keep),
}

impl Arguments {
    /// The command with all its verbs, as shells and manuals know it.
    pub(crate) fn known() -> clap::Command {
        Self::command()
    }

    /// What this process was asked. Ends it on a wrong use, with 2, and after showing help.
    pub(crate) fn asked() -> Self {
        let matches = groups::grouped(Self::command()).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

#[cfg(test)]
mod tests;
