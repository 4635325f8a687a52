//! The headings and totals of a report, and whose rows stand between them.

use std::collections::HashSet;

use super::Field;
use crate::csv::columns::Columns;
use crate::csv::table::{Row, Table};
use crate::words::folded;

/// Headings within each other: customers of customers.
const DEPTH_AT_MOST: usize = 10;

/// What a heading stands over, row by row.
///
/// A heading with a total of its own stands over all rows down to that total, further headings included; one without
/// stands over the rows down to the next heading.
pub(super) struct Headings<'a> {
    /// The headings, folded, that have a total.
    totalled: HashSet<String>,
    /// Those that stand over the row at hand, outermost first.
    open: Vec<&'a str>,
}

impl<'a> Headings<'a> {
    pub(super) fn of(table: &Table) -> Self {
        let totalled = table.rows.iter().filter_map(total).collect();
        Self {
            totalled,
            open: Vec::new(),
        }
    }

    /// Takes note of a heading or total.
    pub(super) fn pass(&mut self, row: &'a Row) {
        if let Some(name) = total(row) {
            let opened = self.open.iter().rposition(|heading| folded(heading) == name);
            self.open.truncate(opened.unwrap_or_default());
            return;
        }
        let Some(heading) = first(row) else { return };
        if !self.totalled.contains(&folded(heading)) || self.open.len() == DEPTH_AT_MOST {
            self.open.clear();
        }
        self.open.push(heading);
    }

    /// Whose the row at hand is: a customer's customer is named with both, as accounting tools write it.
    pub(super) fn name(&self) -> Option<String> {
        (!self.open.is_empty()).then(|| self.open.join(":"))
    }
}

/// Whether a row of a report, which has no number, is a heading or total. Those name no day and, unless they are
/// totals, no customer, or nothing but a name. (A row with a customer but without number and date is a broken invoice,
/// and must not pass for a heading.)
pub(super) fn is_heading(columns: &Columns<Field>, row: &Row) -> bool {
    let stands_alone = row.cells().filter(|cell| !cell.is_empty()).count() == 1;
    let is_total = total(row).is_some();
    let day = columns.get(row, Field::IssueDate);
    // Where the date comes first, totals stand in its column.
    let names_no_day = day.is_none() || is_total && day == first(row);
    stands_alone || names_no_day && (is_total || columns.get(row, Field::CustomerName).is_none())
}

/// What a total sums up, folded: empty for a grand total; none if the row is no total. (A company may be called
/// Total; but only a total has figures beside it.)
fn total(row: &Row) -> Option<String> {
    let cell = first(row)?;
    let text = folded(cell);
    let rest = ["total", "summe", "gesamt", "somme", "suma"]
        .iter()
        .find_map(|word| text.strip_prefix(word))?;
    let name = if cell.to_lowercase().starts_with("total for ") {
        rest.strip_prefix("for").unwrap_or(rest)
    } else if rest.is_empty() || row.cells().filter(|cell| !cell.is_empty()).count() > 1 {
        rest
    } else {
        return None;
    };
    Some(name.trim_end_matches("withsubcustomers").to_owned())
}

fn first(row: &Row) -> Option<&str> {
    row.cells().find(|cell| !cell.is_empty())
}
