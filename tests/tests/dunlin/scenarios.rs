//! Stories of customers over the world in memory, told by the real flows.

mod documents;
mod events;
mod payments;
mod worked_examples;
