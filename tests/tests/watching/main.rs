//! What stands around the functions: the template's rights, alarms and queues, held against what the end-to-end
//! stories of the other binary left behind in `target/local`. Cargo runs the binaries of a crate in the order of their
//! names, so `make test` has told all stories by now.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is tests, though clippy knows only the functions marked so"
)]

mod alarms;
mod logs;
mod rights;
mod runbook;
mod runs;
mod template;
