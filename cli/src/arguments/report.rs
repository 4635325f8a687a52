//! `report`

use std::path::PathBuf;

use clap::Args;

/// Write the whole book as one HTML page with charts, or with --json as numbers
///
/// What is open by age and over time, and by whom; letters by stage and outcome, after which letter the money came,
/// answers, bounces and complaints, the minutes in which letters left, open tasks. The page needs no network, follows the
/// reader's light or dark setting, and prints. docs/report.md says what each number means.
///
/// Reads the whole table once, as `aging` does.
#[derive(Args, Debug)]
pub(crate) struct Report {
    /// Where to write the page [default: dunlin-report.html; with --json none is written]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
