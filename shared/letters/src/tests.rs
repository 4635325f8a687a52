//! Every letter at once.

mod combinations;
mod injection;
mod snapshots;
