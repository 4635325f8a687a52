//! The ladder, walked day by day: the worked examples, the rules one by one, and what must hold for every story.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a book that can't be built is a failed test"
)]

mod book;

mod worked_examples;

mod almanac;
mod bounds;
mod bundling;
mod contacts;
mod delays;
mod enclosures;
mod friendly;
mod holds;
mod nasty;
mod outages;
mod overdue;
mod policies;
mod properties;
mod questions;
mod stories;
