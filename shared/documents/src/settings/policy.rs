//! `policy.toml`: a preset, and what this creditor does differently.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use dunning::message::Window;
use dunning::money::Currency;
use dunning::policy::{Action, ContactLimits, Offset, PaymentData, Policy, QuietRange, Stage};
use dunning::stage::{StageName, Tone};
use dunning::task::TaskKind;
use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use super::{line_of, read_toml};
use crate::content::Format;
use crate::refusal::{Place, Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    preset: Option<Spanned<String>>,
    payments: Option<Payments>,
    window: Option<Spanned<WindowTimes>>,
    limits: Option<Limits>,
    ignore_below: Option<Spanned<BTreeMap<String, String>>>,
    due_moves_to_open_day: Option<bool>,
    after_broken_promise: Option<Spanned<String>>,
    pay_within_days: Option<u16>,
    final_pay_within_days: Option<u16>,
    part_payment_delay_business_days: Option<u16>,
    new_invoice_quiet_days: Option<u16>,
    review_after_days_overdue: Option<u16>,
    #[serde(default)]
    quiet: Vec<Spanned<Quiet>>,
    #[serde(default)]
    closed_days: Vec<Spanned<String>>,
    #[serde(default)]
    stage: Vec<Spanned<Rung>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Payments {
    Files,
    Manual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowTimes {
    opens: String,
    closes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    free_days_between: Option<u8>,
    in_7_days: Option<u8>,
    in_30_days: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quiet {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rung {
    name: Spanned<String>,
    when: Spanned<Times>,
    letter: Option<Spanned<String>>,
    task: Option<Spanned<String>>,
    #[serde(default)]
    slack_days: u8,
    #[serde(default)]
    approve_first: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Times {
    One(String),
    Several(Vec<String>),
}

/// Reads a policy file: the preset it names (`standard` if none), with whatever else it says in place of the
/// preset's; `[[stage]]` tables replace the whole ladder.
///
/// # Errors
/// A [`Refusal`] that names the line and says what would be right.
pub fn read_policy(text: &str) -> Result<Policy, Refusal> {
    let file: File = read_toml(text, Format::Policy)?;
    let at = |start: usize| line_of(text, start);
    let mut policy = preset(file.preset.as_ref(), at)?;
    if !file.stage.is_empty() {
        policy.ladder = file
            .stage
            .iter()
            .map(|rung| stage(rung.get_ref(), at))
            .collect::<Result<_, _>>()?;
        policy.after_broken_promise = None;
    }
    if let Some(name) = &file.after_broken_promise {
        policy.after_broken_promise = Some(stage_name(name, at)?);
    }
    if let Some(times) = &file.window {
        policy.window = window(times, at)?;
    }
    if let Some(sums) = &file.ignore_below {
        ignore_below(&mut policy, sums, at)?;
    }
    policy.quiet = file
        .quiet
        .iter()
        .map(|range| quiet(range, at))
        .collect::<Result<_, _>>()?;
    for day in &file.closed_days {
        policy
            .calendar
            .close(parsed::<NaiveDate>(day, "a day such as 2026-12-24", at)?);
    }
    if let Some(payments) = file.payments {
        policy.payments = match payments {
            Payments::Files => PaymentData::Files,
            Payments::Manual => PaymentData::Manual,
        };
    }
    if let Some(limits) = file.limits {
        let preset = policy.limits;
        policy.limits = ContactLimits {
            free_days_between: limits.free_days_between.unwrap_or(preset.free_days_between),
            in_7_days: limits.in_7_days.unwrap_or(preset.in_7_days),
            in_30_days: limits.in_30_days.unwrap_or(preset.in_30_days),
        };
    }
    set(&mut policy.due_moves_to_open_day, file.due_moves_to_open_day);
    set(&mut policy.pay_within_days, file.pay_within_days);
    set(&mut policy.final_pay_within_days, file.final_pay_within_days);
    set(
        &mut policy.part_payment_delay_business_days,
        file.part_payment_delay_business_days,
    );
    set(&mut policy.new_invoice_quiet_days, file.new_invoice_quiet_days);
    set(
        &mut policy.review_after_days_overdue,
        file.review_after_days_overdue,
    );
    policy
        .check()
        .map_err(|error| Refusal::of_file(error.to_string()).taken_for(Format::Policy))
}

fn set<T>(value: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *value = said;
    }
}

fn preset(name: Option<&Spanned<String>>, at: impl Fn(usize) -> Place) -> Result<Policy, Refusal> {
    let Some(name) = name else {
        return Ok(Policy::standard());
    };
    Policy::preset(name.get_ref()).ok_or_else(|| {
        let message = format!(
            "“{}” is no preset: choose {}",
            name.get_ref(),
            Policy::PRESETS.join(", ")
        );
        refuse(at(name.span().start), "preset", message)
    })
}

fn stage(rung: &Rung, at: impl Fn(usize) -> Place + Copy) -> Result<Stage, Refusal> {
    let place = at(rung.name.span().start);
    let action = match (&rung.letter, &rung.task) {
        (Some(letter), None) => {
            let names = || Tone::ALL.map(Tone::name).join(", ");
            Action::Letter(Tone::parse(letter.get_ref()).ok_or_else(|| {
                let message = format!("“{}” is no letter: choose {}", letter.get_ref(), names());
                refuse(at(letter.span().start), "letter", message)
            })?)
        }
        (None, Some(task)) => {
            let names = || TaskKind::ALL.map(TaskKind::name).join(", ");
            Action::Task(TaskKind::parse(task.get_ref()).ok_or_else(|| {
                let message = format!("“{}” is no task: choose {}", task.get_ref(), names());
                refuse(at(task.span().start), "task", message)
            })?)
        }
        _ => {
            return Err(refuse(
                place,
                "stage",
                "a stage has either a letter or a task".to_owned(),
            ));
        }
    };
    let times = match rung.when.get_ref() {
        Times::One(time) => std::slice::from_ref(time),
        Times::Several(times) => times.as_slice(),
    };
    let when_at = || at(rung.when.span().start);
    let when = times
        .iter()
        .map(|time| Offset::parse(time).map_err(|error| refuse(when_at(), "when", error.to_string())))
        .collect::<Result<_, _>>()?;
    Ok(Stage {
        name: stage_name(&rung.name, at)?,
        when,
        action,
        slack_days: rung.slack_days,
        needs_approval: rung.approve_first,
    })
}

fn stage_name(name: &Spanned<String>, at: impl Fn(usize) -> Place) -> Result<StageName, Refusal> {
    StageName::parse(name.get_ref())
        .map_err(|error| refuse(at(name.span().start), "stage", error.to_string()))
}

fn window(times: &Spanned<WindowTimes>, at: impl Fn(usize) -> Place) -> Result<Window, Refusal> {
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
fn ignore_below(
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

fn quiet(range: &Spanned<Quiet>, at: impl Fn(usize) -> Place) -> Result<QuietRange, Refusal> {
    let month_and_day = |text: &String| {
        let (month, day) = text.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // A leap year, so that 29 February can be named.
        NaiveDate::from_ymd_opt(2028, month, day).map(|_| (month, day))
    };
    let Quiet { from, to } = range.get_ref();
    let range_of = month_and_day(from)
        .zip(month_and_day(to))
        .map(|(from, to)| QuietRange { from, to });
    range_of.ok_or_else(|| {
        let message = "expected days of the year such as from = \"12-23\" and to = \"01-06\"";
        refuse(at(range.span().start), "quiet", message.to_owned())
    })
}

fn parsed<T: std::str::FromStr>(
    text: &Spanned<String>,
    expected: &str,
    at: impl Fn(usize) -> Place,
) -> Result<T, Refusal> {
    text.get_ref().parse().map_err(|_| {
        refuse(
            at(text.span().start),
            "closed_days",
            format!("“{}” is not {expected}", text.get_ref()),
        )
    })
}

fn refuse(place: Place, field: &str, message: String) -> Refusal {
    Refusal::at(place, message).field(field).taken_for(Format::Policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_policy_is_the_standard_one() {
        assert_eq!(read_policy("").unwrap(), Policy::standard());
    }

    #[test]
    fn what_a_policy_says_replaces_what_the_preset_says() {
        let policy = read_policy(
            r#"
            preset = "gentle"
            payments = "manual"
            window = { opens = "05:30", closes = "06:30" }
            limits = { in_30_days = 4 }
            ignore_below = { JPY = "500" }
            quiet = [{ from = "12-23", to = "01-06" }]
            closed_days = ["2026-12-24"]

            [[stage]]
            name = "nudge"
            when = "2 days after due"
            letter = "early_late"
            slack_days = 3

            [[stage]]
            name = "ring"
            when = ["7 days after nudge", "3 business days after due"]
            task = "call"
            "#,
        )
        .unwrap();
        let ladder: Vec<_> = policy.ladder.iter().map(|stage| stage.name.as_str()).collect();
        assert_eq!(ladder, ["nudge", "ring"]);
        assert_eq!(
            (policy.payments, policy.limits.in_7_days, policy.limits.in_30_days),
            (PaymentData::Manual, 2, 4)
        );
        assert_eq!(policy.window.opens(), NaiveTime::from_hms_opt(5, 30, 0).unwrap());
    }

    #[test]
    fn a_mistake_is_named_with_its_line_and_what_would_be_right() {
        for (text, said) in [
            (
                "preset = \"strict\"",
                "line 1: preset: “strict” is no preset: choose standard, gentle, collections",
            ),
            ("\npatience = 3", "line 2: unknown field `patience`"),
            (
                "[[stage]]\nname = \"a\"\nwhen = \"-3 days after due\"\nletter = \"early_late\"",
                "line 3: when: “-3 days after due” is no time",
            ),
            (
                "[[stage]]\nname = \"a\"\nwhen = \"on due\"",
                "line 2: stage: a stage has either a letter or a task",
            ),
            (
                "window = { opens = \"05:00\", closes = \"05:05\" }",
                "line 1: window: expected times",
            ),
            (
                "final_pay_within_days = 7",
                "final_pay_within_days is 7: the last letter gives at least 15 days",
            ),
            (
                "quiet = [{ from = \"13-01\", to = \"01-06\" }]",
                "line 1: quiet: expected days of the year",
            ),
        ] {
            let refusal = read_policy(text).unwrap_err().to_string();
            assert!(refusal.starts_with(said), "{refusal}");
        }
    }
}
