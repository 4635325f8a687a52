//! One file a verb.

mod aging;
mod digest;
mod erase;
mod evidence;
mod import;
mod inspect;
mod letters;
mod operate;
mod plan;
mod policy;
mod preview;
mod redrive;
mod rejected;
mod report;
mod rotate_key;
mod tasks;
mod timeline;
mod upload;
mod why;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::Ending;
use crate::arguments::{Arguments, Policy, Verb};
use crate::failure::Failure;
use crate::screen::Screen;
use crate::today::Today;

/// Does what was asked.
pub(crate) async fn run(arguments: &Arguments, screen: &Screen) -> Result<Ending, Failure> {
    let general = &arguments.general;
    let today = Today::new(general.today);
    match &arguments.verb {
        Verb::Inspect(inspect) => inspect::run(inspect, screen),
        Verb::Import(import) => import::run(import, general, screen).await,
        Verb::Plan(plan) => plan::run(plan, general, screen, today).await,
        Verb::Why(why) => why::run(why, general, screen, today).await,
        Verb::Timeline(timeline) => timeline::run(timeline, general, screen).await,
        Verb::Evidence(evidence) => evidence::run(evidence, general, screen, today).await,
        Verb::Preview(preview) => preview::run(preview, general, screen, today).await,
        Verb::Letters(letters) => letters::run(letters, general, screen).await,
        Verb::Tasks => tasks::run(general, screen).await,
        Verb::Digest(arguments) => digest::run(arguments, general, screen, today).await,
        Verb::Aging => aging::run(general, screen, today).await,
        Verb::Report(report) => report::run(report, general, screen, today).await,
        Verb::Policy(Policy::Check(check)) => policy::run(check, screen, today),
        Verb::Rejected => rejected::run(general, screen).await,
        Verb::Approve(_)
        | Verb::Promise(_)
        | Verb::Dispute(_)
        | Verb::Pause(_)
        | Verb::Resume(_)
        | Verb::Settle(_)
        | Verb::Contact(_) => operate::run(&arguments.verb, general, screen, today).await,
        Verb::Erase(erase) => erase::run(erase, general, screen, today).await,
        Verb::Redrive(redrive) => redrive::run(redrive, general, screen).await,
        Verb::RotateKey => rotate_key::run(general, screen).await,
    }
}

/// `Tue`, for a date that stands beside it.
fn weekday(day: NaiveDate) -> String {
    day.format("%a").to_string()
}

/// The minute on the wall of somebody in a zone: `05:16`.
fn local_minute(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

/// `1 letter`, `2 letters`.
fn counted(count: usize, one: &str) -> String {
    counted_as(count, one, &format!("{one}s"))
}

/// `1 entry`, `2 entries`.
fn counted_as(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}
