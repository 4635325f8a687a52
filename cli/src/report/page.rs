//! The report as one HTML page that needs neither a network nor a script.

mod letters;
mod money;
mod people;
mod view;

use ::letters::Numbers;
use dunning::money::{Currency, Money};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use rust_decimal::{Decimal, RoundingStrategy};
use thiserror::Error;

use self::view::{Section, Tile};
use super::figures::Figures;
use super::outcomes::Outcome;

/// Why there is no page.
#[derive(Debug, Error)]
pub(crate) enum PageError {
    /// The creditor's language has no formats.
    #[error(transparent)]
    Formats(#[from] ::letters::numbers::NoFormats),
    /// The template failed.
    #[error("the report could not be laid out: {0}")]
    Layout(#[from] minijinja::Error),
}

/// Writes the page.
///
/// # Errors
/// [`PageError`], which the tests hold never to come.
pub(crate) fn page(figures: &Figures) -> Result<String, PageError> {
    let creditor = &figures.creditor;
    let shown = Shown {
        figures,
        numbers: Numbers::of(creditor.language, creditor.region.country())?,
    };
    let currencies = figures.currencies();
    let mut sections: Vec<Section> = currencies
        .iter()
        .map(|currency| money::section(&shown, *currency, currencies.len() > 1))
        .collect();
    sections.push(letters_section(&shown));
    sections.push(people::section(&shown));
    let mut environment = Environment::empty();
    // Everything is text, but for the pictures.
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = environment.render_str(
        include_str!("page/page.html"),
        context! {
            creditor => &creditor.name,
            today => date(figures.period.last),
            since => date(figures.period.first),
            sections => Value::from(Serde(&sections)),
        },
    )?;
    Ok(page)
}

fn letters_section(shown: &Shown<'_>) -> Section {
    let outcomes = &shown.figures.outcomes;
    let tiles = vec![
        Tile::of("Letters sent", shown.numbers.count(outcomes.left()), ""),
        Tile::of(
            "Came back for good",
            shown.percent(outcomes.percent(outcomes.hard_bounces())),
            "hard bounces",
        ),
        Tile::of(
            "Complaints",
            shown.percent(outcomes.percent(outcomes.all_of(Outcome::Complained))),
            "reported as unwanted",
        ),
        Tile::of(
            "Answered",
            shown.numbers.count(shown.figures.answers.all()),
            "on the answers page",
        ),
    ];
    Section {
        id: "letters".to_owned(),
        heading: "Letters".to_owned(),
        tiles,
        definition: format!(
            "Letters of {} to {}, the answers to them, and the money that came after them.",
            date(shown.figures.period.first),
            date(shown.figures.period.last)
        ),
        cards: letters::cards(shown),
    }
}

/// The figures, and how their reader writes numbers.
struct Shown<'a> {
    figures: &'a Figures,
    numbers: Numbers,
}

impl Shown<'_> {
    /// "57 %", "5.4 %", "0.14 %": as many decimals as tell something.
    fn percent(&self, share: Option<Decimal>) -> String {
        let rounded = |share: Decimal| {
            let places = match share {
                share if share >= Decimal::TEN => 0,
                share if share >= Decimal::ONE => 1,
                _ => 2,
            };
            share
                .round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
                .normalize()
        };
        share.map_or_else(
            || "–".to_owned(),
            |share| format!("{}\u{a0}%", self.numbers.number(rounded(share))),
        )
    }

    /// A share of an amount.
    fn part(&self, part: Decimal, whole: Decimal) -> String {
        self.percent(part.saturating_mul(Decimal::ONE_HUNDRED).checked_div(whole))
    }

    /// An amount without minor units, for where it need not be exact: the table beside has it exactly.
    fn whole(&self, amount: Decimal) -> String {
        let whole = amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        self.numbers.number(whole)
    }

    fn money(&self, amount: Decimal, currency: Currency) -> String {
        self.numbers.money(Money::new(amount, currency))
    }

    fn amount(&self, amount: Decimal, currency: Currency) -> String {
        self.numbers.amount(Money::new(amount, currency))
    }

    fn days(&self, days: Option<u64>) -> String {
        match days {
            None => "–".to_owned(),
            Some(1) => "1 day".to_owned(),
            Some(days) => format!("{} days", self.numbers.count(days)),
        }
    }
}

/// "22 Nov 2026"
fn date(day: chrono::NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// `early_late` → "Early late"
fn spoken(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
