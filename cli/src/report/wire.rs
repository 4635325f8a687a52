//! The report's numbers for machines: docs/report.md says what each means. Amounts and shares are texts, so that
//! no reader rounds them: amounts in major units with the currency's decimals. Names are only ever added.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::money::{Currency, Money};
use dunning::receivables::{Age, Aged, DaysSalesOutstanding};
use rust_decimal::Decimal;
use serde::Serialize;

use super::answers::Kind;
use super::figures::{Debtor, Figures, overdue};
use super::minutes::{WEEKDAYS, clock};
use super::outcomes::{Outcome, percent};
use super::settled::{After, DAYS_AFTER};

/// The version of this shape.
const SCHEMA: u8 = 1;

#[derive(Serialize)]
pub(crate) struct Numbers<'a> {
    schema: u8,
    creditor: &'a str,
    today: NaiveDate,
    since: NaiveDate,
    currencies: Vec<InCurrency<'a>>,
    letters: Letters,
    payments: Payments<'a>,
    answers: Vec<BTreeMap<&'static str, Count>>,
    texts: Vec<OfText>,
    minutes: Minutes,
    tasks: Vec<Tasks>,
}

#[derive(Serialize)]
struct InCurrency<'a> {
    currency: &'static str,
    open_invoices: u64,
    open: String,
    overdue: String,
    days_sales_outstanding: Option<String>,
    aging: BTreeMap<&'static str, String>,
    over_time: Vec<OnDay>,
    top_debtors: Vec<TopDebtor<'a>>,
}

#[derive(Serialize)]
struct OnDay {
    date: NaiveDate,
    open: String,
    overdue: String,
}

#[derive(Serialize)]
struct TopDebtor<'a> {
    customer: &'a str,
    name: &'a str,
    open: String,
    overdue: String,
}

#[derive(Serialize)]
struct Letters {
    left: u64,
    by_stage: Vec<BTreeMap<&'static str, Count>>,
    hard_bounces: Rate,
    soft_bounces: Rate,
    complaints: Rate,
}

/// A count, or the name of what is counted.
#[derive(Serialize)]
#[serde(untagged)]
enum Count {
    Of(&'static str),
    Is(u64),
}

#[derive(Serialize)]
struct Rate {
    letters: u64,
    percent: Option<String>,
}

#[derive(Serialize)]
struct Payments<'a> {
    before_any_letter: u64,
    on_an_unknown_day: u64,
    after_stage: Vec<AfterStage<'a>>,
}

#[derive(Serialize)]
struct AfterStage<'a> {
    stage: &'a str,
    #[serde(flatten)]
    came: Came,
    paid_after_days: Vec<PaidAfter>,
}

#[derive(Serialize)]
struct Came {
    invoices: u64,
    paid: u64,
    percent_paid: Option<String>,
    half_within_days: Option<u64>,
}

#[derive(Serialize)]
struct PaidAfter {
    from: u64,
    to: Option<u64>,
    invoices: u64,
}

#[derive(Serialize)]
struct OfText {
    stage: &'static str,
    language: &'static str,
    letters: u64,
    answered: u64,
    percent_answered: Option<String>,
    #[serde(flatten)]
    came: Came,
}

#[derive(Serialize)]
struct Minutes {
    in_round_minutes: u64,
    by_weekday: Vec<OnWeekday>,
}

#[derive(Serialize)]
struct OnWeekday {
    weekday: String,
    letters: u64,
    by_minute: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct Tasks {
    kind: &'static str,
    open: u64,
    oldest: NaiveDate,
}

/// The figures in their stable shape.
pub(crate) fn numbers(figures: &Figures) -> Numbers<'_> {
    let currencies = figures.currencies().into_iter();
    Numbers {
        schema: SCHEMA,
        creditor: &figures.creditor.name,
        today: figures.period.last,
        since: figures.period.first,
        currencies: currencies
            .map(|currency| in_currency(figures, currency))
            .collect(),
        letters: letters(figures),
        payments: payments(figures),
        answers: answers(figures),
        texts: texts(figures),
        minutes: minutes(figures),
        tasks: tasks(figures),
    }
}

fn in_currency(figures: &Figures, currency: Currency) -> InCurrency<'_> {
    let exact = |amount| Money::new(amount, currency).rounded().to_string();
    let aged = figures.aged(currency);
    let ages = [
        "current",
        "days_1_to_30",
        "days_31_to_60",
        "days_61_to_90",
        "days_over_90",
    ];
    let points = figures.over_time.points(currency).into_iter();
    let debtors = figures
        .debtors
        .iter()
        .filter(|debtor| debtor.currency == currency);
    InCurrency {
        currency: currency.code(),
        open_invoices: figures.open_invoices.get(&currency).copied().unwrap_or_default(),
        open: exact(aged.total()),
        overdue: exact(overdue(&aged)),
        days_sales_outstanding: match figures.receivables.days_sales_outstanding(currency) {
            DaysSalesOutstanding::Days(days) => Some(format!("{days:.1}")),
            DaysSalesOutstanding::NothingSold | DaysSalesOutstanding::NotBefore(_) => None,
        },
        aging: ages
            .into_iter()
            .zip(Age::ALL.map(|age| exact(aged.of(age))))
            .collect(),
        over_time: points
            .map(|point| OnDay {
                date: point.day,
                open: exact(point.open),
                overdue: exact(point.overdue),
            })
            .collect(),
        top_debtors: debtors.map(|debtor| top_debtor(debtor, exact)).collect(),
    }
}

fn top_debtor(debtor: &Debtor, exact: impl Fn(Decimal) -> String) -> TopDebtor<'_> {
    let owed: &Aged = &debtor.owed;
    TopDebtor {
        customer: &debtor.customer,
        name: &debtor.name,
        open: exact(owed.total()),
        overdue: exact(overdue(owed)),
    }
}

fn letters(figures: &Figures) -> Letters {
    let outcomes = &figures.outcomes;
    let of_tone = |tone: dunning::stage::Tone| {
        let counts = Outcome::ALL.map(|outcome| (outcome.name(), Count::Is(outcomes.count(tone, outcome))));
        let mut row: BTreeMap<&'static str, Count> = counts.into_iter().collect();
        row.insert("stage", Count::Of(tone.name()));
        row
    };
    let rate = |letters| Rate {
        letters,
        percent: written(outcomes.percent(letters)),
    };
    Letters {
        left: outcomes.left(),
        by_stage: outcomes.tones().map(of_tone).collect(),
        hard_bounces: rate(outcomes.hard_bounces()),
        soft_bounces: rate(outcomes.soft_bounces()),
        complaints: rate(outcomes.all_of(Outcome::Complained)),
    }
}

/// A share with its two decimals.
fn written(percent: Option<Decimal>) -> Option<String> {
    percent.map(|percent| format!("{percent:.2}"))
}

fn came(after: &After) -> Came {
    Came {
        invoices: after.written,
        paid: after.paid(),
        percent_paid: written(percent(after.paid(), after.written)),
        half_within_days: after.half_within(),
    }
}

fn payments(figures: &Figures) -> Payments<'_> {
    let stages = figures.settled.stages(&figures.ladder);
    Payments {
        before_any_letter: figures.settled.unprompted,
        on_an_unknown_day: figures.settled.day_unknown,
        after_stage: stages
            .into_iter()
            .map(|(stage, after)| AfterStage {
                stage: stage.as_str(),
                came: came(after),
                paid_after_days: DAYS_AFTER
                    .map(|(from, to)| PaidAfter {
                        from,
                        to,
                        invoices: after.paid_within((from, to)),
                    })
                    .into(),
            })
            .collect(),
    }
}

fn answers(figures: &Figures) -> Vec<BTreeMap<&'static str, Count>> {
    let answers = &figures.answers;
    let of_tone = |tone: dunning::stage::Tone| {
        let counts = Kind::ALL.map(|kind| (kind.name(), Count::Is(answers.count(tone, kind))));
        let mut row: BTreeMap<&'static str, Count> = counts.into_iter().collect();
        row.insert("stage", Count::Of(tone.name()));
        row.insert("letters", Count::Is(answers.sent(tone)));
        row
    };
    answers.tones().map(of_tone).collect()
}

fn texts(figures: &Figures) -> Vec<OfText> {
    let texts = figures.settled.texts();
    texts
        .map(|(text, after)| {
            let (letters, answered) = (figures.answers.sent_of_text(text), figures.answers.of_text(text));
            OfText {
                stage: text.0.name(),
                language: text.1.code(),
                letters,
                answered,
                percent_answered: written(percent(answered, letters)),
                came: came(after),
            }
        })
        .collect()
}

fn minutes(figures: &Figures) -> Minutes {
    let on = |weekday: chrono::Weekday| OnWeekday {
        weekday: weekday.to_string().to_lowercase(),
        letters: figures.minutes.of_weekday(weekday),
        by_minute: figures
            .minutes
            .used(weekday)
            .map(|(minute, count)| (clock(minute), count))
            .collect(),
    };
    Minutes {
        in_round_minutes: figures.minutes.in_round_minutes(),
        by_weekday: WEEKDAYS.map(on).into(),
    }
}

fn tasks(figures: &Figures) -> Vec<Tasks> {
    let kinds = figures.tasks_by_kind().into_iter();
    kinds
        .map(|(kind, open, oldest)| Tasks {
            kind: kind.name(),
            open,
            oldest,
        })
        .collect()
}
