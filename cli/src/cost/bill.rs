//! A month's bill, and that of months of other sizes.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::figures::{Done, Figures, OF_A_LETTER, Resource};

/// Letters a month for which is told what they would cost.
const PROJECTED: [u64; 3] = [10_000, 100_000, 1_000_000];

/// Days of an ordinary month.
const DAYS_A_MONTH: u64 = 30;

/// Decimals of a cent that are shown: small books cost fractions of it.
const DECIMALS: u32 = 4;

/// One resource on the bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    pub(crate) resource: Resource,
    /// What Dunlin's own calls took, by count.
    #[serde(serialize_with = "as_text")]
    pub(crate) counted: Decimal,
    /// What AWS does around them, by estimate.
    #[serde(serialize_with = "as_text")]
    pub(crate) estimated: Decimal,
    /// By list.
    #[serde(serialize_with = "as_text")]
    pub(crate) usd: Decimal,
    /// After what is free in an account that uses it for nothing else.
    #[serde(serialize_with = "as_text")]
    pub(crate) usd_after_free: Decimal,
}

/// SES's own price under one of its plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Mail {
    pub(crate) plan: String,
    #[serde(serialize_with = "as_text")]
    pub(crate) usd: Decimal,
}

/// What so much costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Bill {
    pub(crate) lines: Vec<Line>,
    #[serde(serialize_with = "as_text")]
    pub(crate) usd: Decimal,
    #[serde(serialize_with = "as_text")]
    pub(crate) usd_after_free: Decimal,
    /// What 1,000 letters cost by themselves, without SES, by list: neither invoices nor days nor what is kept.
    #[serde(serialize_with = "as_text")]
    pub(crate) usd_per_1000_letters: Decimal,
    pub(crate) mail: Vec<Mail>,
}

impl Bill {
    /// For what was done.
    pub(crate) fn of(figures: &Figures, done: Done) -> Self {
        let (counted, estimated) = figures.taken(done);
        let mut resources: Vec<Resource> = counted.keys().chain(estimated.keys()).copied().collect();
        resources.sort_unstable();
        resources.dedup();
        let lines: Vec<Line> = resources
            .into_iter()
            .map(|resource| {
                let of =
                    |amounts: &super::figures::Amounts| amounts.get(&resource).copied().unwrap_or_default();
                let (counted, estimated) = (of(&counted), of(&estimated));
                let price = |free| figures.prices.of(resource, counted + estimated, free);
                Line {
                    resource,
                    counted: counted.round_dp(DECIMALS).normalize(),
                    estimated: estimated.round_dp(DECIMALS).normalize(),
                    usd: price(false),
                    usd_after_free: price(true),
                }
            })
            .collect();
        let mail = figures.prices.mail.iter().map(|price| Mail {
            plan: price.plan.clone(),
            usd: money(
                price.usd_a_month.0
                    + price.usd_per_1000.0 * Decimal::from(done.mailed) / Decimal::ONE_THOUSAND,
            ),
        });
        Self {
            usd: money(lines.iter().map(|line| line.usd).sum()),
            usd_after_free: money(lines.iter().map(|line| line.usd_after_free).sum()),
            usd_per_1000_letters: per_1000_letters(figures),
            mail: mail.collect(),
            lines: lines.into_iter().map(rounded).collect(),
        }
    }
}

fn rounded(line: Line) -> Line {
    Line {
        usd: money(line.usd),
        usd_after_free: money(line.usd_after_free),
        ..line
    }
}

/// A letter's own stages, and the looks at its customer in between.
fn per_1000_letters(figures: &Figures) -> Decimal {
    let mut stages: Vec<(&str, Decimal)> = OF_A_LETTER.map(|stage| (stage, Decimal::ONE_THOUSAND)).into();
    stages.push(("look", figures.estimated.looks_a_letter.0 * Decimal::ONE_THOUSAND));
    let mut usd = Decimal::ZERO;
    for (stage, times) in stages {
        for amounts in [
            figures.counted.stages.get(stage),
            figures.estimated.stages.get(stage),
        ] {
            for (resource, amount) in amounts.into_iter().flatten() {
                usd += figures.prices.of(*resource, amount.0 * times, false);
            }
        }
    }
    money(usd)
}

/// What months of other sizes would cost: each letter about an invoice of its own that came in that month, which is more
/// than it will be.
pub(crate) fn projections(figures: &Figures) -> Vec<(u64, Bill)> {
    let bill = |letters| {
        let done = Done {
            letters,
            mailed: letters,
            invoices: letters,
            days: DAYS_A_MONTH,
            ..Done::default()
        };
        (letters, Bill::of(figures, done))
    };
    PROJECTED.map(bill).into()
}

/// A number as --json answers it: a text, so that nothing is rounded on the way.
pub(crate) fn as_text<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

fn money(usd: Decimal) -> Decimal {
    let mut usd = usd.round_dp(DECIMALS);
    usd.rescale(DECIMALS);
    usd
}
