//! The demo checks itself: every promise of SPEC 8 that the story touches, against the table and the sent mail.

mod ledger;
mod mails;
mod outside;

use std::fmt::Write;

use super::book::Book;
use super::script::Scene;
use super::watching::Seen;
use crate::local_cloud::{Error, LocalCloud};

/// What a check found: what was looked at, or what is broken.
pub(super) type Found = Result<String, String>;

/// A promise that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Its number in SPEC 8; 0 for what the house promises besides.
    pub number: u8,
    /// In a sentence.
    pub promise: &'static str,
    /// What was looked at, or what is broken.
    pub found: Result<String, String>,
}

impl Checked {
    /// Whether it was kept.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.found.is_ok()
    }
}

/// Checks all of them.
///
/// # Errors
/// If something can't be read; a broken promise is no error but a finding.
pub async fn check(
    cloud: &LocalCloud,
    book: &Book,
    scenes: &[Scene],
    seen: &Seen,
) -> Result<Vec<Checked>, Error> {
    let closed = ledger::closed(cloud, book).await?;
    let checks = [
        (
            1,
            "A stage of an invoice reaches a customer once",
            mails::once(seen),
        ),
        (
            1,
            "Every mail is a letter of the table, and the other way round",
            mails::same_as_the_table(seen),
        ),
        (2, "Nobody who has paid is reminded", mails::paid(scenes, seen)),
        (
            3,
            "A suppressed address is never mailed",
            mails::suppressed(cloud, seen).await?,
        ),
        (
            4,
            "Every mail leaves between 05:00 and 06:00 there, at no round minute",
            mails::in_window(seen),
        ),
        (5, "A hold is silence", mails::silent(seen, &closed)),
        (
            6,
            "Every open invoice has a next day or a reason",
            ledger::nothing_forgotten(seen),
        ),
        (
            7,
            "A letter holds its own customer's data only",
            mails::own_data(book, seen),
        ),
        (
            8,
            "One broken line stops its own file only",
            ledger::broken_file(cloud, book, seen).await?,
        ),
        (
            10,
            "No names or addresses in the functions' logs",
            outside::logs(book, seen),
        ),
        (
            10,
            "Opening a link changes nothing; a forged link opens nothing",
            outside::links(seen),
        ),
        (
            0,
            "Nothing is left undone: dead-letter queues and schedules are empty",
            outside::queues(seen),
        ),
    ];
    Ok(checks
        .into_iter()
        .map(|(number, promise, found)| Checked {
            number,
            promise,
            found,
        })
        .collect())
}

/// One line a promise.
pub fn table(checked: &[Checked]) -> String {
    let mut out = String::from("\nWhat SPEC promises, checked against the table and the sent mail\n");
    for check in checked {
        let (mark, found) = match &check.found {
            Ok(found) => ('✓', found),
            Err(broken) => ('✗', broken),
        };
        let number = if check.number == 0 {
            String::new()
        } else {
            check.number.to_string()
        };
        let _ = writeln!(out, "  {mark} {number:>2}  {}: {found}", check.promise);
    }
    let broken = checked.iter().filter(|check| !check.is_kept()).count();
    if broken > 0 {
        let _ = writeln!(out, "\n{broken} PROMISE(S) BROKEN, see ✗ above");
    }
    out
}

/// Good if nothing is broken.
pub(super) fn found(broken: &[String], looked_at: String) -> Found {
    if broken.is_empty() {
        Ok(looked_at)
    } else {
        Err(broken.join("; "))
    }
}
