//! Tables as text: invoices, payments and the customer directory, with columns found by name.

mod columns;
mod customers;
mod invoices;
mod lines;
mod payments;
mod table;

use crate::content::{Content, Format};
use crate::refusal::Refusal;
use columns::{Header, Kind};

/// Reads a table. Its header says what it holds.
///
/// # Errors
/// A [`Refusal`] with line, column and field.
pub(crate) fn read(text: &str) -> Result<Content, Refusal> {
    let Some(Header { delimiter, row, kind }) = columns::find(text)? else {
        return Err(Refusal::of_file("the file is in no format that Dunlin knows"));
    };
    let of_table = || {
        let table = table::parse(text, delimiter, row)?;
        match kind {
            Kind::Invoices(columns) => invoices::read(&table, &columns),
            Kind::Payments(columns) => payments::read(&table, &columns),
            Kind::Customers(columns) => customers::read(&table, &columns),
        }
    };
    of_table().map_err(|refusal| refusal.taken_for(Format::Csv))
}
