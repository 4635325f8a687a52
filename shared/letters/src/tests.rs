//! Every letter at once.

mod combinations;
mod injection;
mod linting;
mod manners;
mod own;
mod snapshots;

use std::sync::LazyLock;

use dunning::reminder::{Reminder, Words};

use crate::Writer;

pub(crate) static WRITER: LazyLock<Writer> = LazyLock::new(|| Writer::new().unwrap());

pub(crate) fn write(reminder: &Reminder) -> Words {
    WRITER.write(reminder).unwrap()
}
