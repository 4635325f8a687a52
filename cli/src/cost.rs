//! What a month cost: what was done × what each takes × what AWS takes for it.
//!
//! Three files, each with its date. `counted.json` is what the calls of Dunlin's own adapters take, written by
//! `make bench-cost` and held by a test. `estimated.json` is what AWS does around them, which nobody here can count.
//! `prices.json` is what AWS took for it on a day, in one region, by list. All of it is an estimate: the bill is right.

mod bill;
mod figures;
#[cfg(test)]
mod tests;

pub(crate) use bill::{Bill, Line, Mail, as_text, projections};
pub(crate) use figures::{Done, Figures};
