//! Dunlin as a whole, in one binary, so that everything is built and linked once.

mod adapters;
mod end_to_end;
mod memory_contract;
mod scenarios;
mod table_contract;
