//! What is set up wrong, and what to do about it: facts in, findings out. Nothing here asks anybody; `verb::doctor` does.

pub(crate) mod finding;
pub(crate) mod machine;
pub(crate) mod mail;
pub(crate) mod queues;
pub(crate) mod second_sender;
pub(crate) mod sender;
pub(crate) mod settings;
pub(crate) mod sweep;

pub(crate) use self::finding::{Finding, Verdict};
