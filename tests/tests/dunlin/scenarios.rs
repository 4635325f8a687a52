//! Stories of customers over the world in memory, told by the real flows.

mod answers;
mod backlog;
mod by_hand;
mod digests;
mod directory;
mod documents;
mod due_dates;
mod events;
mod handover;
mod limits;
mod many;
mod matching;
mod moves;
mod opened;
mod originals;
mod payments;
mod postponed;
mod races;
mod retention;
mod rules;
mod strides;
mod templates;
mod times;
mod why;
mod worked_examples;
