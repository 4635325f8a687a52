//! Windows, limits, sums and days of a policy.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, Weekday};
use dunning::calendar::{Calendar, Region};
use dunning::message::Window;
use dunning::money::Currency;
use dunning::policy::{ContactLimits, Policy, QuietDays, QuietRange};
use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use super::refuse;
use crate::refusal::{Place, Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowTimes {
    /// The first minute, `"05:00"`.
    opens: String,
    /// The minute that is no longer within, `"06:00"`.
    closes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    /// Letter-free days between two letters. `1`.
    free_days_between: Option<u8>,
    /// Letters in any 7 days. `2`.
    in_7_days: Option<u8>,
    /// Letters in any 30 days. `6`.
    in_30_days: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quiet {
    /// The first day: of every year (`"12-23"`), or once (`"2026-11-06"`).
    from: String,
    /// The last day, in the same form.
    to: String,
    /// Only where the customer lives there: `"IT"`, `"DE-BY"`. Everywhere.
    region: Option<String>,
}

/// `"2026-12-24"`, or `{ day = "2026-11-09", region = "ES-MD" }`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum ClosedDay {
    Everywhere(String),
    In { day: String, region: String },
}

impl Limits {
    /// These limits, and `others` where they say nothing.
    pub(super) fn or(&self, others: ContactLimits) -> ContactLimits {
        ContactLimits {
            free_days_between: self.free_days_between.unwrap_or(others.free_days_between),
            in_7_days: self.in_7_days.unwrap_or(others.in_7_days),
            in_30_days: self.in_30_days.unwrap_or(others.in_30_days),
        }
    }
}

/// A weekday by its English name.
pub(super) fn weekday(said: &Spanned<String>, at: impl Fn(usize) -> Place) -> Result<Weekday, Refusal> {
    said.get_ref().parse().map_err(|_| {
        let message = format!("“{}” is no weekday: say one such as \"monday\"", said.get_ref());
        refuse(at(said.span().start), "weekly_report", message)
    })
}

pub(super) fn window(times: &Spanned<WindowTimes>, at: impl Fn(usize) -> Place) -> Result<Window, Refusal> {
    let time = |text: &String| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let WindowTimes { opens, closes } = times.get_ref();
    time(opens)
        .zip(time(closes))
        .and_then(|(opens, closes)| Window::new(opens, closes))
        .ok_or_else(|| {
            let message =
                "expected times such as opens = \"05:00\" and closes = \"06:00\", at least ten minutes apart";
            refuse(at(times.span().start), "window", message.to_owned())
        })
}

/// `ignore_below = { EUR = "5", JPY = "500", else = "5" }`
pub(super) fn ignore_below(
    policy: &mut Policy,
    sums: &Spanned<BTreeMap<String, String>>,
    at: impl Fn(usize) -> Place,
) -> Result<(), Refusal> {
    for (currency, sum) in sums.get_ref() {
        let bad = |message: String| refuse(at(sums.span().start), "ignore_below", message);
        let sum: Decimal = sum
            .parse()
            .map_err(|_| bad(format!("“{sum}” is no sum such as \"5.00\"")))?;
        if currency == "else" {
            policy.ignore_below_else = sum;
        } else {
            let currency = Currency::parse(currency).map_err(|error| bad(error.to_string()))?;
            policy.ignore_below.insert(currency, sum);
        }
    }
    Ok(())
}

/// Month and day for every year, or whole dates for once.
pub(super) fn quiet(range: &Spanned<Quiet>, at: impl Fn(usize) -> Place) -> Result<QuietRange, Refusal> {
    let bad = |message: &str| refuse(at(range.span().start), "quiet", message.to_owned());
    let Quiet { from, to, region } = range.get_ref();
    let every_year = month_and_day(from)
        .zip(month_and_day(to))
        .map(|(from, to)| QuietDays::EveryYear { from, to });
    let once = || {
        let (from, to) = from.parse().ok().zip(to.parse().ok())?;
        (from <= to).then_some(QuietDays::Once { from, to })
    };
    let days = every_year.or_else(once).ok_or_else(|| {
        bad(
            "expected days of the year such as from = \"12-23\" and to = \"01-06\", or whole dates such as \
             from = \"2026-11-06\" and to = \"2026-11-11\", the first before the last",
        )
    })?;
    let region = region
        .as_deref()
        .map(Region::parse)
        .transpose()
        .map_err(|error| bad(&error.to_string()))?;
    Ok(QuietRange { days, region })
}

fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // A leap year, so that 29 February can be named.
    NaiveDate::from_ymd_opt(2028, month, day).map(|_| (month, day))
}

pub(super) fn close(
    calendar: &mut Calendar,
    closed: &Spanned<ClosedDay>,
    at: impl Fn(usize) -> Place,
) -> Result<(), Refusal> {
    let bad = |message: String| refuse(at(closed.span().start), "closed_days", message);
    let date = |day: &String| {
        day.parse::<NaiveDate>()
            .map_err(|_| bad(format!("“{day}” is not a day such as 2026-12-24")))
    };
    match closed.get_ref() {
        ClosedDay::Everywhere(day) => calendar.close(date(day)?),
        ClosedDay::In { day, region } => {
            let region = Region::parse(region).map_err(|error| bad(error.to_string()))?;
            calendar.close_in(region, date(day)?);
        }
    }
    Ok(())
}
