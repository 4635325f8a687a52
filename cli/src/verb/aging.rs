//! `dunlin aging`: what is open, by how long it is overdue, by customer and currency; and days sales outstanding.

use std::collections::BTreeMap;

use aws::table::Table as Store;
use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::money::{Currency, Money};
use dunning::ports::Settings;
use dunning::receivables::{Age, Aged, DaysSalesOutstanding, Receivables, SALES_DAYS};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::arguments::General;
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::{Ending, cloud};

/// What a customer owes in one currency.
#[derive(Serialize)]
struct OwedLine<'a> {
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

/// How many days of sales are open in one currency.
#[derive(Serialize)]
struct OutstandingLine {
    currency: &'static str,
    open: String,
    sold_in_90_days: String,
    days_sales_outstanding: Option<String>,
    not_before: Option<NaiveDate>,
}

/// The book, and what its customers are called: number and name.
struct Book {
    receivables: Receivables,
    names: BTreeMap<AccountKey, (String, String)>,
}

pub(super) async fn run(general: &General, screen: &Screen, today: Today) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let in_force = table.settings().await?;
    let today = today.date(in_force.creditor.zone);
    let book = read(&table, today).await?;
    if screen.is_json {
        for (customer, currency, aged) in book.owed() {
            screen.json(&owed_line(customer, currency, aged))?;
        }
        for currency in book.receivables.currencies() {
            screen.json(&outstanding_line(&book.receivables, currency))?;
        }
        return Ok(Ending::Good);
    }
    let mut headings = vec!["customer".to_owned(), "currency".to_owned()];
    headings.extend(Age::ALL.map(|age| format!(">{}", age.heading())));
    headings.push(">total".to_owned());
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut rows = Table::new(&headings);
    for ((_, name), currency, aged) in book.owed() {
        rows.row(cells(name, currency, aged));
    }
    if rows.is_empty() {
        screen.line(Look::Plain, "Nobody owes anything.")?;
    }
    for (currency, aged) in &book.receivables.owed_by_everybody() {
        rows.row(cells("everybody", *currency, aged));
    }
    screen.table(&format!("Open on {today}, by days overdue"), &rows)?;
    let mut rows = Table::new(&[
        "currency",
        ">open",
        &format!(">sold in {SALES_DAYS} days"),
        ">days",
    ]);
    for currency in book.receivables.currencies() {
        rows.row(outstanding_cells(&book.receivables, currency));
    }
    let heading = format!(
        "Days sales outstanding: open ÷ sold on account in the last {SALES_DAYS} days × {SALES_DAYS}"
    );
    screen.table(&heading, &rows)?;
    Ok(Ending::Good)
}

/// Page by page, so that of years of closed invoices only sums are kept.
async fn read(table: &Store, today: NaiveDate) -> Result<Book, Failure> {
    let mut book = Book {
        receivables: Receivables::on(today),
        names: BTreeMap::new(),
    };
    let mut behind = None;
    loop {
        let page = table.debtors(behind).await?;
        for account in page.accounts {
            book.names.insert(account.key, (account.customer, account.name));
        }
        for (account, invoice) in &page.open {
            book.receivables.take_in_open(account, invoice);
        }
        for (_, invoice, closing) in &page.closed {
            book.receivables.take_in_closed(invoice, *closing);
        }
        match page.next {
            Some(next) => behind = Some(next),
            None => return Ok(book),
        }
    }
}

impl Book {
    /// By customer's name, then currency.
    fn owed(&self) -> Vec<(&(String, String), Currency, &Aged)> {
        let named = |(account, currency, aged)| Some((self.names.get(account)?, currency, aged));
        let mut owed: Vec<_> = self.receivables.owed().filter_map(named).collect();
        owed.sort_by(
            |((number, name), currency, _), ((other_number, other_name), other, _)| {
                (name, number, currency).cmp(&(other_name, other_number, other))
            },
        );
        owed
    }
}

fn cells(name: &str, currency: Currency, aged: &Aged) -> Vec<String> {
    let money = |amount: Decimal| {
        if amount.is_zero() {
            String::new()
        } else {
            amount_of(amount, currency)
        }
    };
    let mut cells = vec![name.to_owned(), currency.code().to_owned()];
    cells.extend(Age::ALL.map(|age| money(aged.of(age))));
    cells.push(money(aged.total()));
    cells
}

fn outstanding_cells(receivables: &Receivables, currency: Currency) -> Vec<String> {
    let line = outstanding_line(receivables, currency);
    let days = match (line.days_sales_outstanding, line.not_before) {
        (Some(days), _) => days,
        (None, Some(day)) => format!("not before {day}"),
        (None, None) => "nothing was sold".to_owned(),
    };
    vec![currency.code().to_owned(), line.open, line.sold_in_90_days, days]
}

/// The amount alone, with the currency's decimals.
fn amount_of(amount: Decimal, currency: Currency) -> String {
    let money = Money::new(amount, currency).to_string();
    money.trim_end_matches(currency.code()).trim().to_owned()
}

fn owed_line<'a>((customer, name): &'a (String, String), currency: Currency, aged: &Aged) -> OwedLine<'a> {
    let money = |amount| amount_of(amount, currency);
    let [current, thirty, sixty, ninety, over] = Age::ALL.map(|age| money(aged.of(age)));
    OwedLine {
        customer,
        name,
        currency: currency.code(),
        current,
        days_1_to_30: thirty,
        days_31_to_60: sixty,
        days_61_to_90: ninety,
        days_over_90: over,
        total: money(aged.total()),
    }
}

fn outstanding_line(receivables: &Receivables, currency: Currency) -> OutstandingLine {
    let open = receivables.owed_by_everybody().get(&currency).map(Aged::total);
    let (days, not_before) = match receivables.days_sales_outstanding(currency) {
        DaysSalesOutstanding::Days(days) => (Some(format!("{days:.1}")), None),
        DaysSalesOutstanding::NothingSold => (None, None),
        DaysSalesOutstanding::NotBefore(day) => (None, Some(day)),
    };
    OutstandingLine {
        currency: currency.code(),
        open: amount_of(open.unwrap_or_default(), currency),
        sold_in_90_days: amount_of(receivables.sold(currency), currency),
        days_sales_outstanding: days,
        not_before,
    }
}
