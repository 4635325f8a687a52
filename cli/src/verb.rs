//! One file a verb.

mod aging;
mod cost;
mod customers;
mod digest;
mod doctor;
mod erase;
mod evidence;
mod import;
pub(crate) mod init;
mod inspect;
mod letters;
mod manual;
mod operate;
mod outcome;
mod paid;
mod payments;
mod plan;
mod policy;
mod preview;
mod redrive;
mod rejected;
mod report;
mod rotate_key;
mod send_now;
mod suppressions;
mod tasks;
mod timeline;
mod upload;
mod why;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::Ending;
use crate::arguments::{Arguments, BringIn, Decide, Keep, Lists, SeeAhead, SetUp, Verb};
use crate::failure::Failure;
use crate::screen::Screen;
use crate::today::Today;

/// Does what was asked.
pub(crate) async fn run(arguments: &Arguments, screen: &Screen) -> Result<Ending, Failure> {
    let general = &arguments.general;
    let today = Today::new(general.today);
    match &arguments.verb {
        Verb::BringIn(verb) => match verb {
            BringIn::Import(import) => import::run(import, general, screen).await,
            BringIn::Inspect(inspect) => inspect::run(inspect, screen),
            BringIn::Rejected => rejected::run(general, screen).await,
        },
        Verb::SeeAhead(verb) => match verb {
            SeeAhead::Plan(plan) => plan::run(plan, general, screen, today).await,
            SeeAhead::Why(why) => why::run(why, general, screen, today).await,
            SeeAhead::Timeline(timeline) => timeline::run(timeline, general, screen).await,
            SeeAhead::Preview(preview) => preview::run(preview, general, screen, today).await,
            SeeAhead::Digest(digest) => digest::run(digest, general, screen, today).await,
        },
        Verb::Decide(verb) => match verb {
            Decide::Operate(verb) => operate::run(verb, general, screen, today).await,
            Decide::Paid(paid) => paid::run(paid, general, screen, today).await,
            Decide::SendNow(send_now) => send_now::run(send_now, general, screen, today).await,
        },
        Verb::Lists(verb) => match verb {
            Lists::Tasks(tasks) => tasks::run(tasks, general, screen, today).await,
            Lists::Customers(customers) => customers::run(customers, general, screen).await,
            Lists::Payments(payments) => payments::run(payments, general, screen, today).await,
            Lists::Suppressions(list) => suppressions::run(list, general, screen, today).await,
            Lists::Aging => aging::run(general, screen, today).await,
            Lists::Report(report) => report::run(report, general, screen, today).await,
            Lists::Cost(asked) => cost::run(asked, general, screen, today).await,
        },
        Verb::SetUp(verb) => match verb {
            SetUp::Init(arguments) => init::run(arguments, screen),
            SetUp::Doctor => doctor::run(general, screen, today).await,
            SetUp::Policy(verb) => policy::run(verb, general, screen, today).await,
            SetUp::Letters(letters) => letters::run(letters, general, screen).await,
            SetUp::Completions(asked) => manual::completions(asked, screen),
            SetUp::Man(asked) => manual::man(asked, screen),
        },
        Verb::Keep(verb) => match verb {
            Keep::Evidence(evidence) => evidence::run(evidence, general, screen, today).await,
            Keep::Erase(erase) => erase::run(erase, general, screen, today).await,
            Keep::Redrive(redrive) => redrive::run(redrive, general, screen).await,
            Keep::RotateKey => rotate_key::run(general, screen).await,
        },
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
pub(crate) fn counted(count: usize, one: &str) -> String {
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
