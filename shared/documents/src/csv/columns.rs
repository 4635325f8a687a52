//! Which column is what: names as the accounting tools and people of several countries write them.
//!
//! A *strong* name says exactly this, and two of them in one table are refused; a *weak* one may say it, and counts
//! only where no strong one is there, nor a weak one that is listed before it.
//! Names are compared without case, accents, blanks and punctuation (`words::folded`).

use std::collections::{BTreeMap, BTreeSet};

use super::customers::CUSTOMER_COLUMNS;
use super::invoices::INVOICE_COLUMNS;
use super::payments::PAYMENT_COLUMNS;
use super::table::{Row, beginning};
use crate::content::Format;
use crate::refusal::{Refusal, Unfit};
use crate::words::{folded, is_nothing};

/// How many rows may stand above the header (a report's title).
const TITLE_ROWS_AT_MOST: usize = 20;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A field and the names of its column.
pub(super) struct Names<F: 'static> {
    pub(super) field: F,
    /// As our own documentation and error messages call it.
    pub(super) name: &'static str,
    /// Folded, parted by blanks.
    pub(super) strong: &'static str,
    pub(super) weak: &'static str,
}

/// The columns of a table that mean something.
#[derive(Clone, Debug)]
pub(super) struct Columns<F> {
    by_field: BTreeMap<F, usize>,
    /// The header's own names, folded.
    header: Vec<String>,
    names: BTreeMap<F, &'static str>,
}

impl<F: Copy + Ord> Columns<F> {
    /// Finds the columns of a header.
    ///
    /// # Errors
    /// The two columns that claim the same field with equal right.
    fn of(header: &Row, table: &'static [Names<F>]) -> Result<Self, Refusal> {
        let header_names: Vec<String> = header.cells().map(folded).collect();
        let mut by_name = BTreeMap::<&str, Vec<usize>>::new();
        for (column, name) in header_names.iter().enumerate() {
            by_name.entry(name).or_default().push(column);
        }
        let mut by_field = BTreeMap::new();
        // A column serves one field: the first in the table that may have it.
        let mut taken = BTreeSet::new();
        for field in table {
            let free = |claims: &str| -> Vec<usize> {
                let claimed = claims
                    .split_ascii_whitespace()
                    .filter_map(|claim| by_name.get(claim));
                let mut columns: Vec<usize> = claimed
                    .flatten()
                    .copied()
                    .filter(|column| !taken.contains(column))
                    .collect();
                columns.sort_unstable();
                columns.dedup();
                columns
            };
            let mut columns = free(field.strong);
            if columns.is_empty() {
                let mut by_rank = field.weak.split_ascii_whitespace().map(free);
                columns = by_rank.find(|columns| !columns.is_empty()).unwrap_or_default();
            }
            match *columns.as_slice() {
                [] => {}
                [column] => {
                    by_field.insert(field.field, column);
                    taken.insert(column);
                }
                [_, second, ..] => {
                    return Err(Unfit::new("two columns claim this field; keep one of them")
                        .at(header.place(Some(second)), field.name));
                }
            }
        }
        let names = table.iter().map(|field| (field.field, field.name)).collect();
        Ok(Self {
            by_field,
            header: header_names,
            names,
        })
    }

    /// Whether the table has the column.
    pub(super) fn has(&self, field: F) -> bool {
        self.by_field.contains_key(&field)
    }

    /// What the header calls the column, folded; empty if the table doesn't have it.
    pub(super) fn called(&self, field: F) -> &str {
        let column = self.by_field.get(&field);
        column
            .and_then(|column| self.header.get(*column))
            .map_or("", String::as_str)
    }

    /// How many columns mean something.
    fn count(&self) -> usize {
        self.by_field.len()
    }

    /// The row's cell of a field; none if the column is missing or the cell says nothing.
    pub(super) fn get<'a>(&self, row: &'a Row, field: F) -> Option<&'a str> {
        let cell = row.cell(*self.by_field.get(&field)?);
        (!is_nothing(cell)).then_some(cell)
    }

    /// Refuses the file for the row's cell of a field.
    pub(super) fn refuse(&self, row: &Row, field: F, unfit: Unfit) -> Refusal {
        let name = self.names.get(&field).copied().unwrap_or_default();
        unfit.at(row.place(self.by_field.get(&field).copied()), name)
    }

    /// Reads the row's cell of a field, if it says anything.
    pub(super) fn read<'a, T>(
        &self,
        row: &'a Row,
        field: F,
        read: impl FnOnce(&'a str) -> Result<T, Unfit>,
    ) -> Result<Option<T>, Refusal> {
        self.get(row, field)
            .map(|cell| read(cell).map_err(|unfit| self.refuse(row, field, unfit)))
            .transpose()
    }

    /// Reads the row's cell of a field that must say something.
    pub(super) fn require<'a, T>(
        &self,
        row: &'a Row,
        field: F,
        read: impl FnOnce(&'a str) -> Result<T, Unfit>,
    ) -> Result<T, Refusal> {
        self.read(row, field, read)?
            .ok_or_else(|| self.refuse(row, field, Unfit::new("is empty")))
    }
}

/// What a table holds, and where its columns are.
pub(super) enum Kind {
    Invoices(Columns<super::invoices::Field>),
    Payments(Columns<super::payments::Field>),
    Customers(Columns<super::customers::Field>),
}

impl Kind {
    fn count(&self) -> usize {
        match self {
            Self::Invoices(columns) => columns.count(),
            Self::Payments(columns) => columns.count(),
            Self::Customers(columns) => columns.count(),
        }
    }
}

/// Where the header is and how to read on.
pub(super) struct Header {
    pub(super) delimiter: u8,
    /// Counted without blank rows.
    pub(super) row: usize,
    pub(super) kind: Kind,
}

/// Finds the header: the delimiter and row under which most columns mean something. None if the text is no table.
///
/// # Errors
/// A [`Refusal`] that says what a header needs, if a table has none.
pub(super) fn find(text: &str) -> Result<Option<Header>, Refusal> {
    let mut best: Option<Header> = None;
    let mut trouble = None;
    let mut is_table = false;
    for delimiter in DELIMITERS {
        let rows = beginning(text, delimiter, TITLE_ROWS_AT_MOST);
        is_table |= rows.iter().filter(|row| row.cells().count() > 2).count() > 1;
        for (index, row) in rows.iter().enumerate() {
            match kind(row) {
                Ok(Some(kind)) => {
                    if best.as_ref().is_none_or(|best| kind.count() > best.kind.count()) {
                        best = Some(Header {
                            delimiter,
                            row: index,
                            kind,
                        });
                    }
                    // Rows below a header are its rows, whatever words they hold.
                    break;
                }
                Ok(None) => {}
                Err(refusal) => {
                    trouble.get_or_insert(refusal);
                }
            }
        }
    }
    match (best, trouble) {
        (Some(best), _) => Ok(Some(best)),
        (None, Some(trouble)) => Err(trouble.taken_for(Format::Csv)),
        (None, None) if is_table => Err(Refusal::of_file(
            "no header was found that Dunlin knows; invoices need columns such as invoice_number, issue_date and \
             amount_due, payments amount and booked_on, customers customer_name and email",
        )
        .taken_for(Format::Csv)),
        (None, None) => Ok(None),
    }
}

/// What a header's columns say that the table holds.
fn kind(header: &Row) -> Result<Option<Kind>, Refusal> {
    use super::customers::Field as C;
    use super::invoices::Field as I;
    use super::payments::Field as P;
    // Fees and nets are a payment service's report of its own doings: neither our payments nor our invoices.
    let names: Vec<String> = header.cells().map(folded).collect();
    let any = |words: &[&str]| names.iter().any(|name| words.contains(&name.as_str()));
    if any(&["fee", "fees", "comision", "gebuhr", "commissione", "frais"])
        && any(&["net", "neto", "netto", "nett"])
    {
        return Err(Refusal::at(
            header.place(None),
            "this looks like a payment service's activity report, which can't be read; export amount, currency, \
             booked_on and reference",
        ));
    }
    let payments = Columns::of(header, PAYMENT_COLUMNS);
    let is_payments = payments
        .as_ref()
        .is_ok_and(|columns| columns.has(P::BookedOn) && columns.has(P::Amount));
    let invoices = Columns::of(header, INVOICE_COLUMNS);
    let (is_invoices, is_owed) = invoices.as_ref().map_or((false, false), |columns| {
        let amount = [I::AmountDue, I::Total, I::LineAmount, I::UnitAmount];
        let amount = amount.iter().any(|field| columns.has(*field));
        let complete = columns.has(I::Number) && columns.has(I::IssueDate) && amount;
        (
            complete,
            complete && (columns.has(I::DueDate) || columns.has(I::AmountDue)),
        )
    });
    // A list of payments names invoices too; what asks for money has a due date or an open amount.
    if is_payments && !is_owed {
        return payments.map(Kind::Payments).map(Some);
    }
    if is_invoices {
        return invoices.map(Kind::Invoices).map(Some);
    }
    let customers = Columns::of(header, CUSTOMER_COLUMNS);
    let is_customers = customers.as_ref().is_ok_and(|columns| {
        let named = columns.has(C::Number) || columns.has(C::Name) || columns.has(C::VatId);
        named
            && columns.count() >= 2
            && [
                C::Email,
                C::Language,
                C::Zone,
                C::AccountManager,
                C::TermsDays,
                C::Paused,
            ]
            .iter()
            .any(|field| columns.has(*field))
    });
    let touches_money = payments.as_ref().is_ok_and(|columns| columns.has(P::Amount))
        || invoices
            .as_ref()
            .is_ok_and(|columns| columns.has(I::AmountDue) || columns.has(I::DueDate));
    if is_customers && !touches_money {
        return customers.map(Kind::Customers).map(Some);
    }
    // A header that would fit but for two columns of one name deserves that answer, not "unknown".
    let worth_telling = names.iter().filter(|name| !name.is_empty()).count() > 2;
    for trouble in [invoices.err(), payments.err(), customers.err()]
        .into_iter()
        .flatten()
    {
        if worth_telling {
            return Err(trouble);
        }
    }
    Ok(None)
}
