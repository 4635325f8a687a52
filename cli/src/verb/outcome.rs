//! What came of a decision, in one form for all verbs that decide.

use serde::Serialize;

use crate::Ending;
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};

/// What came of it.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    /// Whose it is, in words.
    pub(super) subject: &'a str,
    /// In snake case.
    pub(super) outcome: &'static str,
    /// For people.
    pub(super) detail: &'a str,
    /// Whether nothing was done, and something was asked for.
    #[serde(skip)]
    pub(super) is_refused: bool,
}

impl Told<'_> {
    pub(super) fn show(&self, screen: &Screen) -> Result<Ending, Failure> {
        let line = harmless(&format!("{}: {}", self.subject, self.detail));
        if self.is_refused {
            screen.error(&line);
        }
        if screen.is_json {
            screen.json(self)?;
        } else if !self.is_refused {
            screen.line(Look::Plain, &line)?;
        }
        Ok(if self.is_refused {
            Ending::Refused
        } else {
            Ending::Good
        })
    }
}
