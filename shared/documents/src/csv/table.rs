//! Text → rows of cells, within bounds, each with its line.

use csv::{ReaderBuilder, StringRecord};

use crate::refusal::{Place, Refusal};

const ROWS_AT_MOST: usize = 100_000;
const COLUMNS_AT_MOST: usize = 300;
/// Cells of all rows together: even an empty one takes memory.
const CELLS_AT_MOST: usize = 4_000_000;
const CELL_BYTES_AT_MOST: usize = 20_000;

/// A row of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The line that it starts on, from 1.
    pub(super) line: u64,
    record: StringRecord,
}

impl Row {
    /// A cell, trimmed; empty where the row is too short.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.record.get(column).map(str::trim).unwrap_or_default()
    }

    /// Every cell, trimmed.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.record.iter().map(str::trim)
    }

    /// Where a cell stands.
    pub(super) fn place(&self, column: Option<usize>) -> Place {
        Place::Line {
            line: self.line,
            column: column.map(|column| column as u64 + 1),
        }
    }

    fn is_blank(&self) -> bool {
        self.cells().all(str::is_empty)
    }
}

/// A whole table, blank rows left out.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// What stands above the header: a report's title.
    pub(super) title: Vec<Row>,
    /// The header.
    pub(super) header: Row,
    /// What stands below it.
    pub(super) rows: Vec<Row>,
}

/// The first rows of a text, as a delimiter would part them; none if it can't be read so.
pub(super) fn beginning(text: &str, delimiter: u8, rows: usize) -> Vec<Row> {
    const BYTES_TO_SEE: usize = 200_000;
    let end = text.floor_char_boundary(BYTES_TO_SEE);
    Rows::new(text.get(..end).unwrap_or(text), delimiter)
        .map_while(Result::ok)
        .take(rows)
        .collect()
}

/// Reads every row.
///
/// # Errors
/// A [`Refusal`] for a table beyond its bounds, a quotation that never ends, and a row with more cells than the
/// header has columns: there a delimiter within a cell was not quoted, and every cell behind it means something else.
pub(super) fn parse(text: &str, delimiter: u8, header: usize) -> Result<Table, Refusal> {
    let mut title = Vec::new();
    let mut rows = Vec::new();
    let mut cells = 0;
    let mut found: Option<Row> = None;
    for (index, row) in Rows::new(text, delimiter).enumerate() {
        let row = row?;
        let Some(header_row) = &found else {
            if index == header {
                found = Some(row);
            } else {
                title.push(row);
            }
            continue;
        };
        let columns = header_row.record.len();
        let surplus = row
            .cells()
            .enumerate()
            .skip(columns)
            .find(|(_, cell)| !cell.is_empty());
        if let Some((column, _)) = surplus {
            return Err(Refusal::at(
                row.place(Some(column)),
                format!(
                    "the row has {} cells, the header {columns}; put cells that hold the delimiter in quotation marks",
                    row.record.len()
                ),
            ));
        }
        cells += row.record.len();
        if cells > CELLS_AT_MOST {
            return Err(Refusal::of_file(format!(
                "the table has more than {CELLS_AT_MOST} cells; split it"
            )));
        }
        rows.push(row);
        if rows.len() > ROWS_AT_MOST {
            return Err(Refusal::of_file(format!(
                "the table has more than {ROWS_AT_MOST} rows; split it"
            )));
        }
    }
    if let Some(last) = rows.last() {
        let runs_on = last.cells().any(|cell| cell.contains('\n'));
        if runs_on && text.matches('"').count() % 2 == 1 {
            return Err(Refusal::at(
                last.place(None),
                "a quotation mark is opened here and never closed",
            ));
        }
    }
    let header = found.ok_or_else(|| Refusal::of_file("the table has no header"))?;
    Ok(Table { title, header, rows })
}

/// Reads row by row; blank ones are left out.
struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    text: &'a str,
    /// Lines in front of what the reader sees.
    skipped: u64,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        // `sep=;` is spreadsheets' own hint, not a row.
        let (skipped, text) = match text.split_once('\n') {
            Some((first, rest)) if first.trim().to_ascii_lowercase().starts_with("sep=") => (1, rest),
            _ => (0, text),
        };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        Self {
            reader,
            text,
            skipped,
        }
    }
}

impl Rows<'_> {
    /// The line that a record really starts on: the reader counts the blank lines before it as its own.
    fn line(&self, record: &StringRecord) -> u64 {
        let Some(position) = record.position() else {
            return 0;
        };
        let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let blank_lines = blank.filter(|byte| **byte == b'\n').count() as u64;
        position.line() + blank_lines + self.skipped
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut record = StringRecord::new();
            match self.reader.read_record(&mut record) {
                Ok(false) => return None,
                Ok(true) => {}
                Err(error) => {
                    return Some(Err(Refusal::of_file(format!("the table can't be read: {error}"))));
                }
            }
            let line = self.line(&record);
            let row = Row { line, record };
            if row.record.len() > COLUMNS_AT_MOST {
                let message = format!("the row has more than {COLUMNS_AT_MOST} cells");
                return Some(Err(Refusal::at(row.place(None), message)));
            }
            if let Some(column) = row.record.iter().position(|cell| cell.len() > CELL_BYTES_AT_MOST) {
                let message = format!(
                    "the cell has more than {CELL_BYTES_AT_MOST} bytes; is a quotation mark never closed?"
                );
                return Some(Err(Refusal::at(row.place(Some(column)), message)));
            }
            if !row.is_blank() {
                return Some(Ok(row));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of so many cells, all but the first of them empty.
    fn row(cells: usize) -> String {
        format!("x{}\n", ",".repeat(cells - 1))
    }

    #[test]
    fn a_table_is_bounded_in_all_its_directions() {
        for (text, says) in [
            (row(301), "the row has more than 300 cells"),
            (
                row(300).repeat(13_400),
                "the table has more than 4000000 cells; split it",
            ),
            (
                format!("x\n{}\n", "y".repeat(20_001)),
                "the cell has more than 20000 bytes",
            ),
        ] {
            let refusal = parse(&text, b',', 0).err().map(|refusal| refusal.to_string());
            assert!(refusal.is_some_and(|refusal| refusal.contains(says)), "{says}");
        }
        assert!(parse(&row(300).repeat(1_000), b',', 0).is_ok());
    }
}
