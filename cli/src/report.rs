//! The report: what the whole book comes to, as one HTML page and as numbers for machines.
//!
//! Reading order: `period` · `figures` (every account is taken in once and only sums stay) with its parts `over_time`,
//! `outcomes`, `settled`, `answers`, `minutes` · `wire` (the numbers as JSON) · `chart` (pictures) · `page` (all of it as
//! HTML). Everything here is pure; the verb reads the table and writes the file.

mod answers;
mod chart;
mod figures;
mod minutes;
mod outcomes;
mod over_time;
mod page;
mod period;
mod settled;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use figures::{Debtor, Figures, Gathered, OpenTask, TASKS_AT_MOST};
pub(crate) use page::page;
pub(crate) use wire::numbers;
