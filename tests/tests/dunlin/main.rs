//! Dunlin as a whole, in one binary, so that everything is built and linked once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of it is tests, though clippy knows only the functions marked so"
)]

mod adapters;
mod architecture;
mod book;
mod cost;
mod end_to_end;
mod faults;
mod memory_contract;
mod million;
mod operate;
mod policy_reference;
mod scenarios;
mod simulation;
mod story;
mod table_contract;
