//! `[charges]`: what lateness costs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::charges::{ChargeTerms, CompensationTerms, HalfYear, InterestTerms};
use dunning::money::Currency;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::refuse;
use crate::refusal::{Place, Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Charges {
    /// Simple interest: `"statutory"` (what the law of your country gives), or percent a year, `"8.5"`. None.
    interest: Option<Spanned<String>>,
    /// A sum once an invoice: `"statutory"`, or by currency, `{ EUR = "40" }`. None.
    compensation: Option<Spanned<Compensation>>,
    /// Reference rates where the built-in table ends: percent a year by the day from which it counts, `{ "2027-01-01" = "2.15" }`.
    #[serde(default)]
    reference_rates: BTreeMap<Spanned<String>, String>,
    /// Only to say that there is no such thing.
    compounding: Option<Spanned<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Compensation {
    Word(String),
    Sums(BTreeMap<String, String>),
}

impl Charges {
    pub(super) fn terms(
        &self,
        place: Place,
        at: impl Fn(usize) -> Place + Copy,
    ) -> Result<ChargeTerms, Refusal> {
        if self.compounding.is_some() {
            let message = "interest is simple and never compounds: leave this out".to_owned();
            return Err(refuse(place, "compounding", message));
        }
        let mut reference_rates = BTreeMap::new();
        for (from, rate) in &self.reference_rates {
            let bad = |message| refuse(at(from.span().start), "reference_rates", message);
            let half_year = from
                .get_ref()
                .parse::<NaiveDate>()
                .ok()
                .and_then(HalfYear::beginning);
            let half_year = half_year.ok_or_else(|| {
                bad(format!(
                    "“{}” begins no half-year: write 1 January or 1 July, such as 2027-01-01",
                    from.get_ref()
                ))
            })?;
            let rate = percent(rate)
                .ok_or_else(|| bad(format!("“{rate}” is no percentage a year such as \"2.15\"")))?;
            reference_rates.insert(half_year, rate);
        }
        Ok(ChargeTerms {
            interest: self
                .interest
                .as_ref()
                .map(|said| interest(said, at))
                .transpose()?,
            compensation: self
                .compensation
                .as_ref()
                .map(|said| compensation(said, at))
                .transpose()?,
            reference_rates,
        })
    }
}

fn interest(said: &Spanned<String>, at: impl Fn(usize) -> Place) -> Result<InterestTerms, Refusal> {
    let text = said.get_ref();
    if text == "statutory" {
        return Ok(InterestTerms::Statutory);
    }
    percent(text)
        .filter(|rate| *rate > Decimal::ZERO)
        .map(InterestTerms::Yearly)
        .ok_or_else(|| {
            let message =
                format!("“{text}” is no interest: write \"statutory\", or percent a year such as \"8.5\"");
            refuse(at(said.span().start), "interest", message)
        })
}

fn compensation(
    said: &Spanned<Compensation>,
    at: impl Fn(usize) -> Place,
) -> Result<CompensationTerms, Refusal> {
    let bad = |message: String| refuse(at(said.span().start), "compensation", message);
    let sums = match said.get_ref() {
        Compensation::Word(word) if word == "statutory" => return Ok(CompensationTerms::Statutory),
        Compensation::Word(word) => {
            return Err(bad(format!(
                "“{word}” is no compensation: write \"statutory\", or a sum by currency such as {{ EUR = \"40\" }}"
            )));
        }
        Compensation::Sums(sums) => sums,
    };
    let sum = |(currency, sum): (&String, &String)| {
        let currency = Currency::parse(currency).map_err(|error| bad(error.to_string()))?;
        let sum = sum.parse::<Decimal>().ok().filter(|sum| *sum > Decimal::ZERO);
        Ok((
            currency,
            sum.ok_or_else(|| bad("a sum such as \"40\" was expected".to_owned()))?,
        ))
    };
    sums.iter()
        .map(sum)
        .collect::<Result<_, _>>()
        .map(CompensationTerms::Flat)
}

/// At most 100 percent a year; a mistyped 850 would be usury.
fn percent(text: &str) -> Option<Decimal> {
    let rate = text.parse::<Decimal>().ok()?;
    (rate.abs() <= Decimal::ONE_HUNDRED).then_some(rate)
}
