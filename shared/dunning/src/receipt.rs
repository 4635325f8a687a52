//! What became of an uploaded file.

use chrono::{DateTime, Utc};

/// The state of a file on its way into the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// Read and found good; the first `done` of its arrivals are in the ledger.
    Applying {
        /// Arrivals applied so far.
        done: usize,
        /// Arrivals in all.
        of: usize,
        /// When it began.
        since: DateTime<Utc>,
    },
    /// All of it is in the ledger.
    Applied {
        /// Arrivals in all.
        arrivals: usize,
        /// When it ended.
        at: DateTime<Utc>,
    },
    /// Nothing of it is in the ledger; the file is kept under `rejected/` with this beside it.
    Refused {
        /// Where in the file, which field, and what was expected.
        why: String,
        /// When.
        at: DateTime<Utc>,
    },
}
