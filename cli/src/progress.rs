//! A bar for long work, where somebody watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::screen::Screen;

/// A bar that counts to `count`; hidden where nobody watches.
pub(crate) fn bar(screen: &Screen, doing: &'static str, of_what: &str, count: usize) -> ProgressBar {
    if !screen.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(count).unwrap_or(u64::MAX));
    let template = format!("{{spinner}} {{msg}} {{pos}}/{{len}} {of_what} {{wide_bar}} {{elapsed}}");
    let style = ProgressStyle::with_template(&template);
    let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(doing);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
