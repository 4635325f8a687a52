//! Dunlin as a whole, in one binary, so that everything is built and linked once.

mod adapters;
mod memory_contract;
mod operate;
mod scenarios;
mod table_contract;
