//! The world in memory: every port, held to the same contract as its adapter on AWS.
//!
//! For scenarios and simulations, where a year must pass in a second. Never where the product names a real store,
//! queue or mail service.

mod days;
mod faults;
mod post;
mod promises;
mod store;
mod write_units;

pub use days::{Answered, Applied, Days, Fate, Sending, ready, waited};
pub use faults::{Call, Frail, Stroke};
pub use post::{Outbox, Posted, Versions};
pub use promises::{Broken, LOOK_AHEAD_DAYS, mail_was_right, nothing_is_forgotten, nothing_was_said_twice};
pub use store::{Forgetful, Memory};
pub use write_units::WriteUnits;
