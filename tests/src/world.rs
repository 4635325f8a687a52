//! The world in memory: every port, held to the same contract as its adapter on AWS.
//!
//! For scenarios and simulations, where a year must pass in a second. Never where the product names a real store,
//! queue or mail service.

mod post;
mod store;

pub use post::{Outbox, Posted};
pub use store::Memory;
