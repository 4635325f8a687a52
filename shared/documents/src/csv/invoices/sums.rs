//! What the rows of a document add up to, and in which currency.

use dunning::money::Currency;
use rust_decimal::Decimal;

use super::super::columns::Columns;
use super::super::lines;
use super::super::table::Row;
use super::fields::BALANCE_WORDS;
use super::{Entry, Field, Style};
use crate::amount::Figure;
use crate::refusal::{Refusal, Unfit};
use crate::{value, words};

/// What a document's rows say about money.
pub(super) struct Sums {
    pub(super) due: Decimal,
    pub(super) total: Option<Decimal>,
    pub(super) paid: Option<Decimal>,
    pub(super) paid_flag: bool,
    pub(super) is_open_balance: bool,
}

impl Sums {
    pub(super) fn is_credit(&self) -> bool {
        let sign = if self.due.is_zero() {
            self.total.unwrap_or_default()
        } else {
            self.due
        };
        sign < Decimal::ZERO
    }
}

/// The open amount, else the total less what was paid, else the sum of the lines.
pub(super) fn of(
    entry: &Entry<'_>,
    columns: &Columns<Field>,
    style: Style,
    net_lines: &lines::Pricing,
) -> Result<Sums, Refusal> {
    let row = entry.first;
    let figure = |field| columns.read(row, field, |cell| Figure::read(cell)?.value(style.mark));
    let flag = columns.get(row, Field::Paid).filter(|cell| says_yes_or_no(cell));
    let paid = if flag.is_some() {
        None
    } else {
        figure(Field::Paid)?
    };
    let stated = figure(Field::AmountDue)?;
    let mut total = figure(Field::Total)?;
    if stated.is_none() && total.is_none() {
        total = lines::sum(entry.rows(), columns, style.mark, net_lines)?;
    }
    let less_paid = total.map(|total| total.saturating_sub(paid.unwrap_or_default()));
    let called_a_balance = BALANCE_WORDS
        .iter()
        .any(|word| columns.called(Field::AmountDue).contains(word));
    // Some tools' "amount due" is what was asked for before anything was paid: the whole total, beside a payment.
    let positive = |amount: Option<Decimal>| amount.is_some_and(|amount| amount > Decimal::ZERO);
    let before_payment = !called_a_balance && positive(paid) && positive(total) && stated == total;
    let stated = stated.filter(|_| !before_payment);
    let missing = if columns.has(Field::AmountDue) {
        Field::AmountDue
    } else {
        Field::Total
    };
    let due = stated
        .or(less_paid)
        .ok_or_else(|| columns.refuse(row, missing, Unfit::new("is empty")))?;
    let is_of_balances = stated.is_none() && style.is_of_balances && style.as_of.is_some();
    Ok(Sums {
        due,
        total,
        paid,
        paid_flag: flag.and_then(words::yes).unwrap_or_default(),
        is_open_balance: is_of_balances
            || total.map_or(style.is_report || called_a_balance, |total| total != due),
    })
}

/// The currency column, which a code in the amount's own cell must not contradict; that code alone will do.
pub(super) fn currency(columns: &Columns<Field>, row: &Row) -> Result<Option<Currency>, Refusal> {
    let stated = columns.read(row, Field::Currency, value::currency)?.flatten();
    let mut seen = stated;
    for field in [Field::AmountDue, Field::Total] {
        let cell = columns.get(row, field).and_then(|cell| Figure::read(cell).ok());
        let Some(named) = cell.and_then(|figure| figure.currency) else {
            continue;
        };
        let named = Currency::parse(named).ok();
        if seen.is_some() && seen != named {
            return Err(columns.refuse(row, field, Unfit::new("is in another currency than the row says")));
        }
        seen = named;
    }
    Ok(seen)
}

/// Whether the "paid" column answers a question instead of naming a sum.
pub(super) fn says_yes_or_no(cell: &str) -> bool {
    cell.chars().all(char::is_alphabetic) && words::yes(cell).is_some()
}
