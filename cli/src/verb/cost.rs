//! `dunlin cost`: what a month cost, by what was done in it, and what others would.

use aws::table::{History, Table};
use chrono::NaiveDate;
use dunning::flow::ingest::payment_of;
use dunning::letter::LetterState;
use dunning::ports::Settings;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::arguments::{Cost, General, Month};
use crate::cost::{Bill, Done, Figures, Line, Mail, as_text, projections};
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table as Rows;
use crate::today::Today;
use crate::{Ending, cloud};

/// The answer for machines.
#[derive(Serialize)]
struct CostLine<'a> {
    month: String,
    is_over: bool,
    letters: u64,
    letters_mailed: u64,
    invoices: u64,
    customers: u64,
    currency: &'static str,
    prices_of: &'a str,
    region: &'a str,
    counted_on: &'a str,
    #[serde(flatten)]
    bill: &'a Bill,
    projections: Vec<Projection<'a>>,
}

/// What so many letters a month would cost.
#[derive(Serialize)]
struct Projection<'a> {
    letters_a_month: u64,
    #[serde(serialize_with = "as_text")]
    usd: Decimal,
    #[serde(serialize_with = "as_text")]
    usd_after_free: Decimal,
    mail: &'a [Mail],
}

pub(super) async fn run(
    arguments: &Cost,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let figures = Figures::of_this_release().map_err(|error| Failure::Refused(error.to_string()))?;
    let table = cloud::table(general).await?;
    let today = today.date(table.settings().await?.creditor.zone);
    let month = arguments.month.unwrap_or(Month::of(today));
    if month.first() > today {
        return Err(Failure::Usage(format!("{month} has not begun")));
    }
    let done = done(&table, month, today).await?;
    let bill = Bill::of(&figures, done);
    let others = projections(&figures);
    if screen.is_json {
        screen.json(&CostLine {
            month: month.to_string(),
            is_over: today > month.last(),
            letters: done.letters,
            letters_mailed: done.mailed,
            invoices: done.invoices,
            customers: done.customers,
            currency: "USD",
            prices_of: &figures.prices.as_of,
            region: &figures.prices.region,
            counted_on: &figures.counted.counted_on,
            bill: &bill,
            projections: others.iter().map(projection).collect(),
        })?;
        return Ok(Ending::Good);
    }
    show(screen, &figures, (month, done), &bill, &others)?;
    Ok(Ending::Good)
}

fn projection((letters, bill): &(u64, Bill)) -> Projection<'_> {
    Projection {
        letters_a_month: *letters,
        usd: bill.usd,
        usd_after_free: bill.usd_after_free,
        mail: &bill.mail,
    }
}

/// One account at a time, so that of the book only counts are kept.
async fn done(table: &Table, month: Month, today: NaiveDate) -> Result<Done, Failure> {
    let mut done = Done {
        days: month.days_until(today),
        ..Done::default()
    };
    let mut behind = None;
    loop {
        let page = table.histories(behind).await?;
        for history in &page.histories {
            take_in(&mut done, history, month);
        }
        match page.next {
            Some(next) => behind = Some(next),
            None => return Ok(done),
        }
    }
}

fn take_in(done: &mut Done, history: &History, month: Month) {
    if history
        .account
        .as_ref()
        .is_some_and(|account| payment_of(account).is_some())
    {
        return;
    }
    let closed = history.closed.iter().map(|(invoice, _)| invoice);
    let arrivals: Vec<NaiveDate> = history
        .open
        .iter()
        .chain(closed)
        .map(|invoice| invoice.arrived_on)
        .collect();
    let came = arrivals.iter().filter(|day| month.contains(**day));
    done.invoices += counted(came.count());
    if arrivals.iter().min().is_some_and(|first| month.contains(*first)) {
        done.customers += 1;
    }
    let until_then = |day: NaiveDate| day <= month.last();
    done.kept.customers += 1;
    done.kept.invoices += counted(arrivals.iter().filter(|day| until_then(**day)).count());
    for letter in history.letters.iter().filter(|letter| until_then(letter.id.day)) {
        done.kept.letters += 1;
        if month.contains(letter.id.day) {
            done.letters += 1;
            let stayed = matches!(letter.state, LetterState::Released { .. } | LetterState::Claimed);
            done.mailed += u64::from(!stayed);
        }
    }
}

fn counted(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn show(
    screen: &Screen,
    figures: &Figures,
    (month, done): (Month, Done),
    bill: &Bill,
    others: &[(u64, Bill)],
) -> Result<(), Failure> {
    let (prices, counts) = (&figures.prices, &figures.counted);
    let heading = format!(
        "{month}: {} letters, {} left; {} invoices came in, of {} new customers",
        done.letters, done.mailed, done.invoices, done.customers
    );
    let mut rows = Rows::new(&["", ">counted", ">estimated", ">USD", ">after what is free"]);
    for line in &bill.lines {
        rows.row(cells(line));
    }
    let total = [
        "together, without SES",
        "",
        "",
        &cents(bill.usd),
        &cents(bill.usd_after_free),
    ];
    rows.row_in(Look::Strong, total);
    screen.table(&heading, &rows)?;
    screen.line(Look::Plain, "")?;

    let mut headings = vec!["".to_owned(), ">this month".to_owned()];
    headings.extend(others.iter().map(|(letters, _)| format!(">{letters} letters")));
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut rows = Rows::new(&headings);
    let bills: Vec<&Bill> = std::iter::once(bill)
        .chain(others.iter().map(|(_, bill)| bill))
        .collect();
    let row = |name: String, usd: &dyn Fn(&Bill) -> Decimal| {
        std::iter::once(name)
            .chain(bills.iter().map(|bill| cents(usd(bill))))
            .collect::<Vec<_>>()
    };
    rows.row(row("without SES".to_owned(), &|bill| bill.usd));
    rows.row(row("… after what is free".to_owned(), &|bill| {
        bill.usd_after_free
    }));
    for (index, plan) in prices.mail.iter().enumerate() {
        let of = |bill: &Bill| bill.mail.get(index).map(|mail| mail.usd).unwrap_or_default();
        rows.row(row(format!("SES, plan {}", plan.plan), &of));
    }
    screen.table("USD a month, with as many invoices as letters", &rows)?;
    screen.line(Look::Plain, "")?;
    let each = format!(
        "1,000 letters cost {} USD by list, without SES.",
        cents(bill.usd_per_1000_letters)
    );
    screen.line(Look::Plain, &each)?;
    screen.line(
        Look::Faint,
        &format!(
            "An estimate by list prices of {} on {}; calls counted on {} over {} letters. Your bill is right. \
             `dunlin doctor` names your plan of SES; docs/cost.md says where each cent goes.",
            prices.region, prices.as_of, counts.counted_on, counts.letters
        ),
    )
}

fn cells(line: &Line) -> [String; 5] {
    let amount = |amount: Decimal| match amount.is_zero() {
        true => String::new(),
        false => amount.to_string(),
    };
    [
        line.resource.words().to_owned(),
        amount(line.counted),
        amount(line.estimated),
        cents(line.usd),
        cents(line.usd_after_free),
    ]
}

/// To the cent, or further where it is less than one.
fn cents(usd: Decimal) -> String {
    if usd.is_zero() || usd >= Decimal::new(1, 2) {
        format!("{:.2}", usd.round_dp(2))
    } else {
        usd.to_string()
    }
}
