//! A table of invoices and credit notes: one row each, or one row a line where a tool exports lines.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::arrival::DocumentKind;
use dunning::bank::IndianAccount;
use dunning::creditor::PaymentDetails;

use super::columns::Columns;
use super::lines;
use super::table::{Row, Table};
use crate::amount::{DecimalMark, Figure, decimal_mark};
use crate::content::{Content, Format};
use crate::date::{DateOrder, WrittenDate, order, written};
use crate::document::{Buyer, Document, StatedStatus};
use crate::refusal::{Refusal, Unfit, quoted};
use crate::value;
use crate::words::{self, RowType};

pub(super) use fields::{Field, INVOICE_COLUMNS};
use headings::{Headings, is_heading};

mod fields;
mod headings;
mod sums;

/// Amounts of the document, not of its lines.
const AMOUNTS: [Field; 3] = [Field::AmountDue, Field::Total, Field::Paid];
const DATES: [Field; 4] = [
    Field::IssueDate,
    Field::DueDate,
    Field::BalanceAsOf,
    Field::LastRemindedOn,
];

/// How the whole file writes what can be written in two ways.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) mark: DecimalMark,
    order: DateOrder,
    /// Whether it is a report of open balances, with title and headings, rather than a plain table.
    is_report: bool,
    /// The day that the report's title names.
    as_of: Option<NaiveDate>,
    /// Whether the title says that its amounts are what is open on that day, whatever their column is called.
    is_of_balances: bool,
}

/// The rows of one document, and the heading that it stands under.
struct Entry<'a> {
    first: &'a Row,
    /// Further lines of the same document.
    more: Vec<&'a Row>,
    kind: Option<DocumentKind>,
    heading: Option<String>,
}

impl<'a> Entry<'a> {
    fn rows(&self) -> impl Iterator<Item = &'a Row> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }
}

/// Reads the table.
///
/// # Errors
/// A [`Refusal`] with line, column and field.
pub(super) fn read(table: &Table, columns: &Columns<Field>) -> Result<Content, Refusal> {
    let mut content = Content::new(Format::Csv);
    let entries = entries(table, columns, &mut content)?;
    let style = style(table, columns, &entries)?;
    let net_lines = lines::Pricing::of(entries.iter().flat_map(Entry::rows), columns, style.mark)?;
    for entry in &entries {
        content
            .documents
            .push(document(entry, columns, style, &net_lines)?);
    }
    Ok(content)
}

fn is_report(table: &Table) -> bool {
    !table.title.is_empty() || table.header.cell(0).is_empty()
}

/// Sorts the rows: headings and totals of a report, rows that are no invoices, and the rows of each document.
fn entries<'a>(
    table: &'a Table,
    columns: &Columns<Field>,
    content: &mut Content,
) -> Result<Vec<Entry<'a>>, Refusal> {
    let is_report = is_report(table);
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut by_number = BTreeMap::<&'a str, usize>::new();
    let mut headings = Headings::of(table);
    for row in &table.rows {
        let number = columns.get(row, Field::Number);
        if is_report && number.is_none() && is_heading(columns, row) {
            content.pass_over(row.place(None), "a heading or total of the report");
            headings.pass(row);
            continue;
        }
        let kind = match columns.read(row, Field::Type, row_type)? {
            Some(RowType::Other(why)) => {
                content.pass_over(row.place(None), why);
                continue;
            }
            Some(RowType::Document(kind)) => Some(kind),
            None => None,
        };
        let Some(number) = number else {
            if columns.read(row, Field::Status, status)? == Some(StatedStatus::Draft) {
                content.pass_over(row.place(None), "a draft without a number");
                continue;
            }
            return Err(columns.refuse(row, Field::Number, Unfit::new("is empty")));
        };
        if let Some(index) = by_number.get(number)
            && let Some(entry) = entries.get_mut(*index)
        {
            another_line(columns, entry.first, row)?;
            entry.more.push(row);
            continue;
        }
        by_number.insert(number, entries.len());
        entries.push(Entry {
            first: row,
            more: Vec::new(),
            kind,
            heading: headings.name(),
        });
    }
    Ok(entries)
}

/// A second row of a number is another line of the invoice if the table has lines, and says the same of the whole.
fn another_line(columns: &Columns<Field>, first: &Row, row: &Row) -> Result<(), Refusal> {
    let has_lines = columns.has(Field::UnitAmount) || columns.has(Field::LineAmount);
    if !has_lines {
        let message = format!(
            "occurs twice in the file (first on line {}); keep the row that counts",
            first.line
        );
        return Err(columns.refuse(row, Field::Number, Unfit::new(message)));
    }
    for field in Field::OF_THE_WHOLE {
        let (before, now) = (columns.get(first, field), columns.get(row, field));
        if now.is_some() && before != now {
            let message = format!("differs from line {} of the same invoice", first.line);
            return Err(columns.refuse(row, field, Unfit::new(message)));
        }
    }
    Ok(())
}

fn row_type(text: &str) -> Result<RowType, Unfit> {
    words::row_type(text).ok_or_else(|| {
        Unfit::new(format!(
            "expected a type such as Invoice or Credit note, not {}",
            quoted(text)
        ))
    })
}

fn status(text: &str) -> Result<StatedStatus, Unfit> {
    words::status(text).ok_or_else(|| {
        Unfit::new(format!(
            "expected a status such as draft, open, paid or cancelled, not {}",
            quoted(text)
        ))
    })
}

/// Decides what the whole file must tell: decimal mark, date order, day of the balances.
fn style(table: &Table, columns: &Columns<Field>, entries: &[Entry<'_>]) -> Result<Style, Refusal> {
    let mut figures = Vec::new();
    let mut dates = Vec::new();
    let mut pairs = Vec::new();
    let rows = || entries.iter().flat_map(Entry::rows);
    let stated = |row: &Row| {
        columns
            .get(row, Field::AmountDue)
            .or(columns.get(row, Field::Total))
            .is_some()
    };
    for row in rows() {
        let of_lines = if stated(row) { &[][..] } else { &lines::AMOUNTS[..] };
        for field in AMOUNTS.iter().chain(of_lines) {
            // A yes or no in the "paid" column is no figure.
            if *field == Field::Paid && columns.get(row, *field).is_some_and(sums::says_yes_or_no) {
                continue;
            }
            if let Some(figure) = columns.read(row, *field, Figure::read)? {
                figures.push((row, *field, figure));
            }
        }
        for field in DATES {
            dates.extend(columns.read(row, field, written)?.map(|date| (row, field, date)));
        }
        let issued = columns.read(row, Field::IssueDate, written)?;
        let due = columns.read(row, Field::DueDate, written)?;
        pairs.extend(issued.zip(due));
    }
    let mark =
        decimal_mark(figures.iter().map(|(_, _, figure)| figure)).map_err(|(index, unfit)| match figures
            .get(index)
        {
            Some((row, field, _)) => columns.refuse(row, *field, unfit),
            None => Refusal::of_file(unfit.0),
        })?;
    let all: Vec<WrittenDate> = dates.iter().map(|(_, _, date)| *date).collect();
    let order =
        order(&all, &pairs, lines::custom_date_order(rows(), columns)).map_err(|unfit| {
            match dates
                .iter()
                .find(|(_, _, date)| matches!(date, WrittenDate::Numbers { .. }))
            {
                Some((row, field, _)) => columns.refuse(row, *field, unfit),
                None => Refusal::of_file(unfit.0),
            }
        })?;
    Ok(Style {
        mark,
        order,
        is_report: is_report(table),
        as_of: as_of(&table.title, order),
        is_of_balances: is_of_balances(&table.title),
    })
}

/// The day of a report: "As of Jul 25, 2026", "1-Apr-2026 to 27-Sep-2026".
fn as_of(title: &[Row], order: DateOrder) -> Option<NaiveDate> {
    title.iter().flat_map(Row::cells).find_map(|cell| {
        let lower = cell.to_lowercase();
        let at = ["as of ", "as at ", " to "]
            .iter()
            .find_map(|words| lower.find(words).map(|at| at + words.len()))?;
        // Lower case may differ in length; then there is no such date and none is taken.
        written(cell.get(at..)?).ok()?.resolve(order)
    })
}

/// "Aged Receivables Detail", "Open Invoices", "Outstanding bills".
fn is_of_balances(title: &[Row]) -> bool {
    let words = [
        "aged",
        "aging",
        "ageing",
        "openinvoices",
        "outstanding",
        "receivable",
        "offeneposten",
    ];
    let mut cells = title.iter().flat_map(Row::cells).map(words::folded);
    cells.any(|cell| words.iter().any(|word| cell.contains(word)))
}

fn document(
    entry: &Entry<'_>,
    columns: &Columns<Field>,
    style: Style,
    net_lines: &lines::Pricing,
) -> Result<Document, Refusal> {
    let row = entry.first;
    let date = |field| read_date(columns, row, field, style.order);
    let number = columns.require(row, Field::Number, value::number)?;
    let issue_date = date(Field::IssueDate)?
        .ok_or_else(|| columns.refuse(row, Field::IssueDate, Unfit::new("is empty")))?;
    let sums = sums::of(entry, columns, style, net_lines)?;
    let kind = entry.kind.unwrap_or(if sums.is_credit() {
        DocumentKind::CreditNote
    } else {
        DocumentKind::Invoice
    });
    let mut document = Document::new(row.place(None), kind, number, issue_date, sums.due);
    document.currency = sums::currency(columns, row)?;
    document.total = sums.total;
    document.prepaid = sums.paid;
    document.is_open_balance = sums.is_open_balance;
    document.balance_as_of = date(Field::BalanceAsOf)?.or(style.as_of.filter(|_| sums.is_open_balance));
    document.is_open_balance |= columns.get(row, Field::BalanceAsOf).is_some();
    document.seller = columns.read(row, Field::Seller, value::line)?.flatten();
    document.buyer = buyer(columns, entry)?;
    document.payment_means = columns
        .get(row, Field::PaymentMeans)
        .map(|means| vec![means.to_owned()])
        .unwrap_or_default();
    document.terms = columns.get(row, Field::Terms).and_then(value::prose);
    document.payment = PaymentDetails {
        iban: columns.read(row, Field::Iban, value::iban)?.flatten(),
        bic: columns.read(row, Field::Bic, value::line)?.flatten(),
        reference: columns.read(row, Field::PaymentReference, value::line)?.flatten(),
        link: columns.read(row, Field::PaymentLink, value::https)?.flatten(),
        upi: columns.read(row, Field::Upi, value::line)?.flatten(),
        indian_account: indian_account(columns, row)?,
    };
    document.url = columns.read(row, Field::Url, value::https)?.flatten();
    document.credits = columns.read(row, Field::Credits, value::number)?;
    document.status = stated_status(columns, row, sums.paid_flag)?;
    document.earlier_chasing =
        value::earlier_chasing(columns.get(row, Field::LastStage), date(Field::LastRemindedOn)?)
            .map_err(|unfit| columns.refuse(row, Field::LastStage, unfit))?;
    document.policy = columns.read(row, Field::Policy, value::policy_name)?.flatten();
    document.revised_at = columns.read(row, Field::RevisedAt, crate::date::instant)?;
    let due_date = date(Field::DueDate)?;
    let net_days = columns.read(row, Field::TermsDays, value::days)?;
    document.set_due(due_date, net_days);
    Ok(document)
}

fn indian_account(columns: &Columns<Field>, row: &Row) -> Result<Option<IndianAccount>, Refusal> {
    let number = columns
        .read(row, Field::BankAccountNumber, value::line)?
        .flatten();
    let ifsc = columns.read(row, Field::Ifsc, value::line)?.flatten();
    value::indian_account(number.as_deref(), ifsc.as_deref())
        .map_err(|unfit| columns.refuse(row, Field::Ifsc, unfit))
}

fn read_date(
    columns: &Columns<Field>,
    row: &Row,
    field: Field,
    order: DateOrder,
) -> Result<Option<NaiveDate>, Refusal> {
    columns.read(row, field, |cell| {
        let no_such_day = || Unfit::new(format!("there is no such day as {}", quoted(cell)));
        written(cell)?.resolve(order).ok_or_else(no_such_day)
    })
}

/// The status column; else a yes in the "paid" column, or a day in the "paid on" column of a table that has no
/// column for what is still open.
fn stated_status(
    columns: &Columns<Field>,
    row: &Row,
    paid_flag: bool,
) -> Result<Option<StatedStatus>, Refusal> {
    let stated = columns.read(row, Field::Status, status)?;
    let settled = columns.get(row, Field::PaidOn).is_some() && !columns.has(Field::AmountDue);
    Ok(match stated {
        None | Some(StatedStatus::Open) if paid_flag || settled => Some(StatedStatus::Paid),
        other => other,
    })
}

fn buyer(columns: &Columns<Field>, entry: &Entry<'_>) -> Result<Buyer, Refusal> {
    let row = entry.first;
    let name = match columns.read(row, Field::CustomerName, value::line)?.flatten() {
        Some(name) => Some(name),
        None if columns.has(Field::CustomerName) => None,
        None => {
            let heading = entry.heading.as_deref().map(value::line).transpose();
            heading
                .map_err(|unfit| unfit.at(row.place(None), "customer_name"))?
                .flatten()
        }
    };
    Ok(Buyer {
        number: columns.read(row, Field::CustomerNumber, value::number)?,
        name,
        vat_id: columns.read(row, Field::CustomerVatId, value::number)?,
        emails: columns
            .read(row, Field::Email, value::emails)?
            .unwrap_or_default()
            .iter()
            .map(|email| email.as_str().to_owned())
            .collect(),
        endpoint: None,
        contact_name: columns.read(row, Field::ContactName, value::line)?.flatten(),
        country: columns.get(row, Field::Country).and_then(value::country),
        phone: columns.read(row, Field::Phone, value::line)?.flatten(),
        language: columns.read(row, Field::Language, value::language)?.flatten(),
        zone: columns.read(row, Field::Zone, value::zone)?.flatten(),
    })
}
