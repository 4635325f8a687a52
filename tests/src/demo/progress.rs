//! What the demo is doing: a bar on a terminal, a line a week elsewhere.

use std::io::IsTerminal;

use chrono::{Datelike, NaiveDate, Weekday};
use indicatif::{ProgressBar, ProgressStyle};

/// A calm voice on the standard error.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For so many days.
    #[must_use]
    pub fn of_days(days: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(u64::try_from(days).unwrap_or(u64::MAX));
            let style = ProgressStyle::with_template("{bar:32} {pos:>2}/{len} days  {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { bar }
    }

    /// A day begins.
    pub fn day(&self, day: NaiveDate, letters: usize) {
        let sent = format!("{}, {letters} letters so far", day.format("%a %-d %B %Y"));
        match &self.bar {
            Some(bar) => {
                bar.set_message(sent);
                bar.inc(1);
            }
            None if day.weekday() == Weekday::Mon => eprintln!("  {sent}"),
            None => {}
        }
    }

    /// The last day is over.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A step of the preparations.
pub fn say(what: &str) {
    eprintln!("{what}");
}
