//! What each function does, between the ports: load, decide, record.

mod contact;
pub mod digest;
mod edit;
pub mod feedback;
pub mod ingest;
mod matching;
pub mod operate;
mod originals;
pub mod respond;
pub mod schedule;
pub mod send;
pub mod sweep;
mod wake;

use crate::account::AccountKey;
use crate::ledger::{Change, Ledger};
use crate::message::Pick;
use crate::ports::{CommitError, Ledgers, Picks, PortError};

/// How often a change is decided again after somebody else was faster. A customer's writers are few (a sweep, a
/// letter, some events), so more conflicts in a row mean that something is wrong.
const CONFLICTS_AT_MOST: u32 = 20;

/// What came of looking at a ledger.
enum Revised<T> {
    /// Write this; if it was written, the answer is that.
    Write(Box<Change>, T),
    /// There is nothing to write.
    Nothing(T),
}

/// Loads an account, lets `decide` say what to write, and writes it; from the beginning on a conflict.
async fn revise<S: Ledgers, T>(
    store: &S,
    account: &AccountKey,
    mut decide: impl FnMut(Option<Ledger>) -> Revised<T>,
) -> Result<T, PortError> {
    for _ in 0..CONFLICTS_AT_MOST {
        match decide(store.load(account).await?) {
            Revised::Nothing(answer) => return Ok(answer),
            Revised::Write(change, answer) => match store.commit(*change).await {
                Ok(()) => return Ok(answer),
                Err(CommitError::Conflict) => {}
                Err(CommitError::Port(error)) => return Err(error),
            },
        }
    }
    Err(too_many_conflicts(account))
}

/// The same, for a change that may make letters due on days that were swept already: their picks are handed on before
/// the change is written. A pick too many does no harm, since the sending decides again; a pick that was lost between
/// the two would lose a letter that has only this day.
async fn revise_and_pick<S: Ledgers, Q: Picks, T>(
    store: &S,
    queue: &Q,
    account: &AccountKey,
    mut decide: impl FnMut(Option<Ledger>) -> Revised<(T, Vec<Pick>)>,
) -> Result<T, PortError> {
    for _ in 0..CONFLICTS_AT_MOST {
        match decide(store.load(account).await?) {
            Revised::Nothing((answer, _)) => return Ok(answer),
            Revised::Write(change, (answer, picks)) => {
                if !picks.is_empty() {
                    queue.pick(&picks).await?;
                }
                match store.commit(*change).await {
                    Ok(()) => return Ok(answer),
                    Err(CommitError::Conflict) => {}
                    Err(CommitError::Port(error)) => return Err(error),
                }
            }
        }
    }
    Err(too_many_conflicts(account))
}

fn too_many_conflicts(account: &AccountKey) -> PortError {
    PortError {
        doing: format!("changing the account {account}"),
        source: format!("{CONFLICTS_AT_MOST} conflicts in a row; it will be tried again").into(),
    }
}
