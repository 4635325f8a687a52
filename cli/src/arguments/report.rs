//! `report`

use std::path::PathBuf;

use clap::Args;

/// `report`
#[derive(Args, Debug)]
pub(crate) struct Report {
    /// Where to write the page [default: dunlin-report.html; with --json none is written]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
