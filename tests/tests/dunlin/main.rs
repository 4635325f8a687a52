//! Dunlin as a whole, in one binary, so that everything is built and linked once.

mod architecture;
mod book;
mod faults;
mod scenarios;
mod story;
