//! What keeps the house in order: proof, forgetting, repair, keys.

use clap::{Args, Subcommand};

use super::evidence::{Erase, Evidence};

/// Keep
#[derive(Debug, Subcommand)]
pub(crate) enum Keep {
    /// Write an invoice's story and letters into a sealed file, or check such a file
    Evidence(Evidence),
    /// Forget a customer who owes nothing any more, for good
    ///
    /// Names, addresses, numbers, answers, letters, originals, and uploaded files that name the customer; what the story
    /// told, but not its hashes. What stays, and why, is in docs/privacy.md. Reads the whole table and every upload once.
    #[command(after_help = "Examples:\n  dunlin erase C-17\n  dunlin erase C-17 --yes")]
    Erase(Erase),
    /// List what the functions could not deal with, and give it back to them
    ///
    /// Safe at any time: every function looks at the ledger anew, and what was settled meanwhile changes nothing.
    #[command(
        after_help = "Examples:\n  dunlin redrive               what waits\n  dunlin redrive letters\n  dunlin redrive --all"
    )]
    Redrive(Redrive),
    /// Sign the links of letters with a new key from now on
    #[command(
        after_help = "Examples:\n  dunlin rotate-key   links signed with the key before stay good\n\nIf a key became known to others, rotate twice."
    )]
    RotateKey,
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
