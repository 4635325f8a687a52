//! The ladder, walked day by day: the worked examples, the rules one by one, and what must hold for every story.

mod book;

mod worked_examples;

mod friendly;
mod holds;
mod overdue;
mod questions;
