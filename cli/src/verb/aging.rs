//! `dunlin aging`: what is open, by how long it is overdue; by customer and currency.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::ledger::Ledger;
use dunning::money::{Currency, Money};
use dunning::ports::Settings;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::arguments::General;
use crate::book::{accounts_on_agenda, ledgers};
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::{Ending, cloud};

/// The usual buckets of receivables, by days overdue.
const BUCKETS: [&str; 5] = ["current", "1–30", "31–60", "61–90", "over 90"];

/// Money by bucket.
type Buckets = [Decimal; BUCKETS.len()];

#[derive(Serialize)]
struct Line<'a> {
    customer: &'a str,
    name: &'a str,
    currency: &'static str,
    current: String,
    days_1_to_30: String,
    days_31_to_60: String,
    days_61_to_90: String,
    days_over_90: String,
    total: String,
}

/// What a customer owes in one currency.
struct Owed<'a> {
    ledger: &'a Ledger,
    currency: Currency,
    buckets: Buckets,
}

pub(super) async fn run(general: &General, screen: &Screen, today: Today) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let in_force = table.settings().await?;
    let today = today.date(in_force.creditor.zone);
    let accounts = accounts_on_agenda(&table).await?;
    let ledgers = ledgers(&table, accounts).await?;
    let owed = owed(&ledgers, today);
    if screen.is_json {
        for owed in &owed {
            screen.json(&line(owed))?;
        }
        return Ok(Ending::Good);
    }
    if owed.is_empty() {
        screen.line(Look::Plain, "Nobody owes anything.")?;
        return Ok(Ending::Good);
    }
    let mut headings = vec!["customer".to_owned(), "currency".to_owned()];
    headings.extend(BUCKETS.map(|bucket| format!(">{bucket}")));
    headings.push(">total".to_owned());
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut rows = Table::new(&headings);
    let mut sums: BTreeMap<Currency, Buckets> = BTreeMap::new();
    for owed in &owed {
        rows.row(cells(&owed.ledger.account.name, owed.currency, &owed.buckets));
        let sum = sums.entry(owed.currency).or_default();
        for (sum, more) in sum.iter_mut().zip(owed.buckets) {
            *sum = sum.saturating_add(more);
        }
    }
    for (currency, buckets) in &sums {
        rows.row(cells("everybody", *currency, buckets));
    }
    screen.table(&format!("Open on {today}, by days overdue"), &rows)?;
    Ok(Ending::Good)
}

/// By customer, then currency.
fn owed(ledgers: &[Ledger], today: NaiveDate) -> Vec<Owed<'_>> {
    let mut all = Vec::new();
    for ledger in ledgers {
        let mut by_currency: BTreeMap<Currency, Buckets> = BTreeMap::new();
        for invoice in &ledger.invoices {
            let open = invoice.open();
            let days = invoice.due_on.map_or(0, |due_on| (today - due_on).num_days());
            if open.amount > Decimal::ZERO
                && let Some(sum) = by_currency
                    .entry(open.currency)
                    .or_default()
                    .get_mut(bucket(days))
            {
                *sum = sum.saturating_add(open.amount);
            }
        }
        all.extend(by_currency.into_iter().map(|(currency, buckets)| Owed {
            ledger,
            currency,
            buckets,
        }));
    }
    all
}

/// What has no due date is current: nobody can call it late.
fn bucket(days_overdue: i64) -> usize {
    match days_overdue {
        ..=0 => 0,
        1..=30 => 1,
        31..=60 => 2,
        61..=90 => 3,
        91.. => 4,
    }
}

fn cells(name: &str, currency: Currency, buckets: &Buckets) -> Vec<String> {
    let money = |amount: Decimal| {
        if amount.is_zero() {
            String::new()
        } else {
            amount_of(amount, currency)
        }
    };
    let mut cells = vec![name.to_owned(), currency.code().to_owned()];
    cells.extend(buckets.iter().map(|amount| money(*amount)));
    cells.push(money(total(buckets)));
    cells
}

fn total(buckets: &Buckets) -> Decimal {
    buckets
        .iter()
        .fold(Decimal::ZERO, |sum, amount| sum.saturating_add(*amount))
}

/// The amount alone, with the currency's decimals.
fn amount_of(amount: Decimal, currency: Currency) -> String {
    let money = Money::new(amount, currency).to_string();
    money.trim_end_matches(currency.code()).trim().to_owned()
}

fn line<'a>(owed: &Owed<'a>) -> Line<'a> {
    let money = |amount| amount_of(amount, owed.currency);
    let [current, thirty, sixty, ninety, over] = owed.buckets.map(money);
    Line {
        customer: &owed.ledger.account.customer,
        name: &owed.ledger.account.name,
        currency: owed.currency.code(),
        current,
        days_1_to_30: thirty,
        days_31_to_60: sixty,
        days_61_to_90: ninety,
        days_over_90: over,
        total: money(total(&owed.buckets)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_falls_into_the_usual_buckets() {
        for (days, name) in [
            (-5, "current"),
            (0, "current"),
            (1, "1–30"),
            (30, "1–30"),
            (31, "31–60"),
            (60, "31–60"),
            (61, "61–90"),
            (90, "61–90"),
            (91, "over 90"),
        ] {
            assert_eq!(BUCKETS[bucket(days)], name, "{days}");
        }
    }
}
