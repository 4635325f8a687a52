//! Stories on a local cloud: the real binaries behind the deployed template, told through the doors that a user has.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story that can't go on is a failed test"
)]

mod announcements;
mod answers;
mod answers_in_a_browser;
mod attachments;
mod bad_input;
mod digest;
mod doctor;
mod doubt;
mod evidence;
mod from_event_to_suppression;
mod from_upload_to_letter;
mod house;
mod interference;
mod limits;
mod many;
mod operator;
mod own_words;
mod report;
mod rules;
mod tour;
mod watched;
