//! `evidence` and `erase`

use std::path::PathBuf;

use clap::{Args, Subcommand};

const AFTER_HELP: &str = "\
The pack is JSON lines (docs/evidence.md). Its fingerprint is the SHA-256 of the whole file, as `sha256sum` prints it: \
note it down where nobody who holds the pack can change it, such as in a mail to your lawyer. `dunlin evidence verify \
PACK` finds every change by itself, but whoever rewrites a whole pack can seal it anew: only the noted fingerprint tells \
the two apart.

It shows what is about this invoice. Entries about other matters stand there by their hashes alone, so that the chain \
can be followed; letters are shown as they were sent, with all the invoices that they name, and the links in them.

Examples:
  dunlin evidence INV-17 --to INV-17.evidence
  dunlin evidence verify INV-17.evidence --fingerprint 9f2c…";

/// `evidence`
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, after_help = AFTER_HELP)]
pub(crate) struct Evidence {
    #[command(subcommand)]
    pub(crate) verb: Option<EvidenceVerb>,
    /// The invoice's number
    #[arg(required = true)]
    pub(crate) invoice: Option<String>,
    /// The file to write, which must not be there yet [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
    /// The customer, by number or name, where several have an invoice of that number
    #[arg(long, value_name = "CUSTOMER")]
    pub(crate) customer: Option<String>,
}

/// `erase`
#[derive(Args, Debug)]
pub(crate) struct Erase {
    /// The customer, by number or name
    pub(crate) customer: String,
    /// Don't ask first
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `evidence …`
#[derive(Debug, Subcommand)]
pub(crate) enum EvidenceVerb {
    /// Check that a pack is as it was made; needs no cloud
    Verify(VerifyEvidence),
}

/// `evidence verify`
#[derive(Args, Debug)]
pub(crate) struct VerifyEvidence {
    /// The pack
    #[arg(value_name = "PACK")]
    pub(crate) pack: PathBuf,
    /// The fingerprint that was noted down when the pack was made; without it, a pack that was forged as a whole passes
    #[arg(long, value_name = "HEX")]
    pub(crate) fingerprint: Option<String>,
}
