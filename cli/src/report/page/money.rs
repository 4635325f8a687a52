//! A currency: what is open, how old it is, how it became so, and who owes it.

use dunning::money::Currency;
use dunning::receivables::{Age, DaysSalesOutstanding, SALES_DAYS};

use super::super::chart::{Bar, area, bars};
use super::super::figures::{Debtor, overdue};
use super::view::{Card, Section, Table, Tile};
use super::{Shown, date};

/// The table tells every so manieth point of those in the picture.
const WEEKS_A_ROW: usize = 4;

pub(super) fn section(shown: &Shown<'_>, currency: Currency, is_one_of_several: bool) -> Section {
    let figures = shown.figures;
    let aged = figures.aged(currency);
    let late = overdue(&aged);
    let invoices = figures.open_invoices.get(&currency).copied().unwrap_or_default();
    let (days, note) = match figures.receivables.days_sales_outstanding(currency) {
        DaysSalesOutstanding::Days(days) => (
            shown.numbers.number(days),
            format!("by sales of {SALES_DAYS} days"),
        ),
        DaysSalesOutstanding::NothingSold => ("–".to_owned(), "nothing was sold".to_owned()),
        DaysSalesOutstanding::NotBefore(day) => ("–".to_owned(), format!("not before {}", date(day))),
    };
    let counted = match invoices {
        1 => "1 invoice".to_owned(),
        invoices => format!("{} invoices", shown.numbers.count(invoices)),
    };
    let tiles = vec![
        Tile::of("Open", shown.money(aged.total(), currency), counted),
        Tile::of(
            "Overdue",
            shown.money(late, currency),
            format!("{} of what is open", shown.part(late, aged.total())),
        ),
        Tile::of("Days sales outstanding", days, note),
    ];
    let heading = match is_one_of_several {
        true => format!("Receivables in {}", currency.code()),
        false => "Receivables".to_owned(),
    };
    Section {
        id: format!("money-{}", currency.code().to_lowercase()),
        heading,
        tiles,
        definition: format!(
            "Open is what is asked for less what was paid and credited. Days sales outstanding: open ÷ sold on account in \
             the last {SALES_DAYS} days × {SALES_DAYS}, not given before the invoices are known for so long."
        ),
        cards: vec![
            aging(shown, currency),
            over_time(shown, currency),
            debtors(shown, currency),
        ],
    }
}

fn aging(shown: &Shown<'_>, currency: Currency) -> Card {
    let aged = shown.figures.aged(currency);
    let total = aged.total();
    let lead = if total.is_zero() {
        "Nothing is open.".to_owned()
    } else {
        format!(
            "{} of {} is overdue, {} by more than 90 days.",
            shown.money(overdue(&aged), currency),
            shown.money(total, currency),
            shown.money(aged.of(Age::Over90), currency)
        )
    };
    let label = |age: Age| match age {
        Age::Current => "Not yet due".to_owned(),
        age => format!("{} days", age.heading()),
    };
    let bar = |age: Age| Bar {
        label: label(age),
        parts: vec![(if age == Age::Current { "open" } else { "late" }, aged.of(age))],
        figure: shown.whole(aged.of(age)),
        limit: None,
    };
    let drawn = Age::ALL.map(bar);
    let mut table = Table::of(&["days overdue", ">open", ">share"]);
    for age in Age::ALL {
        let amount = aged.of(age);
        table.row([
            label(age),
            shown.amount(amount, currency),
            shown.part(amount, total),
        ]);
    }
    table.sums(["All".to_owned(), shown.amount(total, currency), String::new()]);
    Card::of(
        format!("aging-{}", currency.code().to_lowercase()),
        "How old it is",
        lead,
        "What is open today, by days since the due date; without a due date, nothing is called late.",
    )
    .legend([("open", "not yet due"), ("late", "overdue")])
    .picture(|described, size| (!total.is_zero()).then(|| bars(described, &drawn, size)))
    .table(table)
}

fn over_time(shown: &Shown<'_>, currency: Currency) -> Card {
    let points = shown.figures.over_time.points(currency);
    let highest = points.iter().max_by_key(|point| point.open);
    let lead = match (highest, points.last()) {
        (Some(highest), Some(now)) => format!(
            "{} is open today; the most was {} on {}.",
            shown.money(now.open, currency),
            shown.money(highest.open, currency),
            date(highest.day)
        ),
        _ => "Nothing was open.".to_owned(),
    };
    let code = currency.code();
    let mut table = Table::of(&["day", ">open", ">overdue"]);
    let mut told: Vec<_> = points.iter().rev().step_by(WEEKS_A_ROW).collect();
    told.reverse();
    for point in told {
        table.row([
            date(point.day),
            shown.amount(point.open, currency),
            shown.amount(point.overdue, currency),
        ]);
    }
    Card::of(
        format!("over-time-{}", code.to_lowercase()),
        "How it became so",
        lead,
        "Told again from each invoice's days: open from its issue, lowered when a payment or credit was booked, overdue \
         from the day after it was due. One point a week; the table has every fourth.",
    )
    .legend([("open", "open"), ("late", "of it overdue")])
    .picture(|described, size| area(described, &points, |amount| shown.whole(amount), size))
    .table(table)
}

fn debtors(shown: &Shown<'_>, currency: Currency) -> Card {
    let of_currency = |debtor: &&Debtor| debtor.currency == currency;
    let debtors: Vec<&Debtor> = shown.figures.debtors.iter().filter(of_currency).collect();
    let all = shown.figures.aged(currency).total();
    let theirs = debtors.iter().map(|debtor| debtor.owed.total());
    let theirs = theirs.fold(rust_decimal::Decimal::ZERO, rust_decimal::Decimal::saturating_add);
    let lead = match debtors.as_slice() {
        [] => "Nobody owes anything.".to_owned(),
        [only] => format!("{} owes {}.", only.name, shown.money(theirs, currency)),
        several => format!(
            "The {} customers who owe the most owe {} of all that is open.",
            several.len(),
            shown.part(theirs, all)
        ),
    };
    let bar = |debtor: &&Debtor| Bar {
        label: debtor.name.clone(),
        parts: vec![
            ("late", overdue(&debtor.owed)),
            ("open", debtor.owed.of(Age::Current)),
        ],
        figure: shown.whole(debtor.owed.total()),
        limit: None,
    };
    let drawn: Vec<Bar> = debtors.iter().map(bar).collect();
    let code = currency.code();
    let mut table = Table::of(&["customer", "=number", ">open", ">overdue"]);
    for debtor in &debtors {
        table.row([
            debtor.name.clone(),
            debtor.customer.clone(),
            shown.amount(debtor.owed.total(), currency),
            shown.amount(overdue(&debtor.owed), currency),
        ]);
    }
    Card::of(
        format!("debtors-{}", code.to_lowercase()),
        "Who owes the most",
        lead,
        "By what is open in this currency, at most ten customers.",
    )
    .legend([("late", "overdue"), ("open", "not yet due")])
    .picture(|described, size| (!drawn.is_empty()).then(|| bars(described, &drawn, size)))
    .table(table)
}
