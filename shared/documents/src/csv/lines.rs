//! Tables that state an invoice by its lines: what they add up to, and what their taxes tell about the file.

use rust_decimal::Decimal;

use super::columns::Columns;
use super::invoices::Field;
use super::table::Row;
use crate::amount::{DecimalMark, Figure, plain};
use crate::date::DateOrder;
use crate::refusal::{Refusal, Unfit};
use crate::words::folded;

/// Amounts of a line.
pub(super) const AMOUNTS: [Field; 5] = [
    Field::Quantity,
    Field::UnitAmount,
    Field::Discount,
    Field::LineAmount,
    Field::TaxAmount,
];

/// Whether the lines' amounts have their tax in them; the whole file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pricing {
    /// The tax comes on top.
    Net,
    /// The tax is in.
    Gross,
    /// No line says; fine while no line is taxed.
    Unsaid,
    /// Some lines say one, some the other.
    Contradictory,
}

struct Line {
    amount: Decimal,
    tax: Decimal,
    /// Percent.
    rate: Option<Decimal>,
}

impl Pricing {
    /// Compares each line's stated tax with what its rate makes of its amount. Lines that say their document's total
    /// elsewhere are not looked at.
    ///
    /// # Errors
    /// A [`Refusal`] for a line whose amounts are no numbers.
    pub(super) fn of<'a>(
        rows: impl Iterator<Item = &'a Row>,
        columns: &Columns<Field>,
        mark: DecimalMark,
    ) -> Result<Self, Refusal> {
        let mut pricing = Self::Unsaid;
        for row in rows {
            let stated = columns
                .get(row, Field::AmountDue)
                .or(columns.get(row, Field::Total));
            if stated.is_some() {
                continue;
            }
            let said = match line(row, columns, mark)? {
                Some(line) => line.pricing(),
                None => Self::Unsaid,
            };
            pricing = match (pricing, said) {
                (before, Self::Unsaid) => before,
                (Self::Unsaid, said) => said,
                (before, said) if before == said => before,
                _ => Self::Contradictory,
            };
        }
        Ok(pricing)
    }
}

impl Line {
    fn pricing(&self) -> Pricing {
        let Some(rate) = self.rate.filter(|rate| !rate.is_zero()) else {
            return Pricing::Unsaid;
        };
        if self.tax.is_zero() {
            return Pricing::Unsaid;
        }
        // A cent of rounding is no contradiction.
        let near = |tax: Option<Decimal>| {
            tax.is_some_and(|tax| tax.saturating_sub(self.tax).abs() <= Decimal::new(1, 2))
        };
        let taxed = self.amount.checked_mul(rate);
        let on_top = near(taxed.and_then(|taxed| taxed.checked_div(Decimal::ONE_HUNDRED)));
        let within =
            near(taxed.and_then(|taxed| taxed.checked_div(Decimal::ONE_HUNDRED.saturating_add(rate))));
        match (on_top, within) {
            (true, false) => Pricing::Net,
            (false, true) => Pricing::Gross,
            _ => Pricing::Unsaid,
        }
    }
}

/// The sum of a document's lines with tax; none if the table has no lines.
///
/// # Errors
/// A [`Refusal`] if nobody can tell whether the tax is in the amounts.
pub(super) fn sum<'a>(
    rows: impl Iterator<Item = &'a Row>,
    columns: &Columns<Field>,
    mark: DecimalMark,
    pricing: &Pricing,
) -> Result<Option<Decimal>, Refusal> {
    let mut total = None;
    for row in rows {
        let Some(line) = line(row, columns, mark)? else {
            continue;
        };
        let with_tax = match pricing {
            _ if line.tax.is_zero() => line.amount,
            Pricing::Net => line.amount.saturating_add(line.tax),
            Pricing::Gross => line.amount,
            Pricing::Unsaid | Pricing::Contradictory => {
                let unfit =
                    Unfit::new("nobody can tell whether the line's amount has this tax in it; add a total");
                return Err(columns.refuse(row, Field::TaxAmount, unfit));
            }
        };
        total = Some(total.unwrap_or(Decimal::ZERO).saturating_add(with_tax));
    }
    // An amount in minor units is what an invoice asks for; trailing zeros of the multiplication are noise.
    Ok(total.map(|total: Decimal| total.normalize()))
}

fn line(row: &Row, columns: &Columns<Field>, mark: DecimalMark) -> Result<Option<Line>, Refusal> {
    let figure = |field| columns.read(row, field, |cell| Figure::read(cell)?.value(mark));
    let stated = figure(Field::LineAmount)?;
    let unit = figure(Field::UnitAmount)?;
    let amount = match (stated, unit) {
        (Some(stated), _) => stated,
        (None, Some(unit)) => {
            let quantity = figure(Field::Quantity)?.unwrap_or(Decimal::ONE);
            let discount = columns.read(row, Field::Discount, |cell| percent(cell, mark))?;
            let left = Decimal::ONE_HUNDRED.saturating_sub(discount.unwrap_or_default());
            quantity
                .checked_mul(unit)
                .and_then(|amount| amount.checked_mul(left))
                .and_then(|amount| amount.checked_div(Decimal::ONE_HUNDRED))
                .map(|amount| amount.round_dp(4))
                .ok_or_else(|| columns.refuse(row, Field::UnitAmount, Unfit::new("is too large")))?
        }
        // A line of words alone.
        (None, None) => return Ok(None),
    };
    Ok(Some(Line {
        amount,
        tax: figure(Field::TaxAmount)?.unwrap_or_default(),
        rate: columns.get(row, Field::TaxType).and_then(rate),
    }))
}

/// A discount is a share of the line, with or without its sign.
fn percent(cell: &str, mark: DecimalMark) -> Result<Decimal, Unfit> {
    let figure = Figure::read(cell)?;
    let percent = figure.value(mark)?;
    if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
        return Err(Unfit::new("expected a discount in percent"));
    }
    Ok(percent)
}

/// The rate that a tax's name begins with: "20% (VAT on Income)", "15% GST on Income".
fn rate(tax: &str) -> Option<Decimal> {
    let (rate, _) = tax.split_once('%')?;
    plain(rate.trim()).ok()
}

/// The date order that is custom where the taxes of the file are raised. Tools that export lines write dates by
/// the country of the business, and name its taxes: countries with a VAT or GST put the day first. Canada, which
/// has a GST, does as it likes; so a file with Canadian dollars tells nothing.
pub(super) fn custom_date_order<'a>(
    rows: impl Iterator<Item = &'a Row>,
    columns: &Columns<Field>,
) -> Option<DateOrder> {
    let mut day_first = false;
    for row in rows {
        if columns
            .get(row, Field::Currency)
            .is_some_and(|currency| currency.eq_ignore_ascii_case("CAD"))
        {
            return None;
        }
        let tax = columns.get(row, Field::TaxType).map(folded).unwrap_or_default();
        day_first |= tax.contains("vat") || tax.contains("gst");
    }
    day_first.then_some(DateOrder::DayFirst)
}
