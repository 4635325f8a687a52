//! The ladder, walked day by day: the worked examples, the rules one by one, and what must hold for every story.

mod book;

mod worked_examples;

mod bundling;
mod friendly;
mod holds;
mod nasty;
mod overdue;
mod properties;
mod questions;
mod stories;
