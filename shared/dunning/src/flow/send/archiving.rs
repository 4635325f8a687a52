//! Every letter is kept as it is handed to the mail service, and the story names its words by their hash.
//!
//! A letter never waits long for that: words that can't be kept are sent all the same, for the minute does not come
//! again, and the story tells why they were not kept.

use super::enclose::with_causes;
use crate::ports::{Archive, Mail};

/// Keeps the letter, and says what the story tells of it.
pub(super) async fn keep<A: Archive>(archive: &A, mail: &Mail) -> (&'static str, String) {
    let day = mail.letter.day;
    match archive.archive(mail).await {
        Ok(archived) => ("letter_archived", format!("letter of {day}: {}", archived.object)),
        Err(error) => (
            "letter_not_archived",
            format!("letter of {day}: {}", with_causes(&error)),
        ),
    }
}
