//! Aligned columns: no lines, no boxes; two blanks between columns and a faint heading.

use unicode_width::UnicodeWidthStr;

use crate::screen::{Look, harmless};

/// The widest that a column in the middle gets; longer cells are cut with an ellipsis. The last column is free.
const WIDTH_AT_MOST: usize = 36;

const BETWEEN_COLUMNS: &str = "  ";

/// On which side a column's texts end together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

#[derive(Clone, Debug)]
struct Column {
    heading: String,
    side: Side,
    /// Whether nothing of it is cut.
    is_whole: bool,
}

#[derive(Clone, Debug)]
struct Cell {
    text: String,
    look: Look,
}

/// Rows under headings.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table of these columns; one whose heading begins with `>` is right-aligned, as amounts are; one with `=` is
    /// as wide as it must be, as paths are.
    pub(crate) fn new(headings: &[&str]) -> Self {
        let column = |heading: &&str| Column {
            heading: heading.trim_start_matches(['>', '=']).to_owned(),
            side: if heading.starts_with('>') {
                Side::Right
            } else {
                Side::Left
            },
            is_whole: heading.starts_with('='),
        };
        Self {
            columns: headings.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// A further row. Texts come from documents and services, so they are made harmless here.
    pub(crate) fn row<Text: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = Text>) {
        self.row_in(Look::Plain, cells);
    }

    /// The same, in a look of its own.
    pub(crate) fn row_in<Text: AsRef<str>>(&mut self, look: Look, cells: impl IntoIterator<Item = Text>) {
        let cell = |text: Text| Cell {
            text: harmless(text.as_ref().trim()),
            look,
        };
        self.rows.push(cells.into_iter().map(cell).collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text, each cell painted after it was measured.
    pub(crate) fn render(&self, paint: impl Fn(&str, Look) -> String) -> String {
        let widths: Vec<usize> = (0..self.columns.len()).map(|column| self.width(column)).collect();
        let headings = self.columns.iter().map(|column| Cell {
            text: column.heading.clone(),
            look: Look::Faint,
        });
        let mut text = self.line(&headings.collect::<Vec<_>>(), &widths, &paint);
        for row in &self.rows {
            text.push_str(&self.line(row, &widths, &paint));
        }
        text
    }

    fn width(&self, column: usize) -> usize {
        let heading = self.columns.get(column).map(|column| column.heading.width());
        let cells = self
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.text.width());
        let widest = heading.into_iter().chain(cells).max().unwrap_or(0);
        let is_whole = self.columns.get(column).is_some_and(|column| column.is_whole);
        if is_whole || self.is_last(column) {
            widest
        } else {
            widest.min(WIDTH_AT_MOST)
        }
    }

    fn is_last(&self, column: usize) -> bool {
        column + 1 == self.columns.len()
    }

    fn line(&self, cells: &[Cell], widths: &[usize], paint: &impl Fn(&str, Look) -> String) -> String {
        let mut line = String::new();
        let mut owed_blanks = String::new();
        for (index, (cell, column)) in cells.iter().zip(&self.columns).enumerate() {
            let width = widths.get(index).copied().unwrap_or(0);
            let text = if self.is_last(index) {
                cell.text.clone()
            } else {
                cut(&cell.text, width)
            };
            let blanks = " ".repeat(width.saturating_sub(text.width()));
            if column.side == Side::Right {
                owed_blanks.push_str(&blanks);
            }
            // Blanks are written only in front of something, so no line ends in them.
            if !text.is_empty() {
                line.push_str(&owed_blanks);
                line.push_str(&paint(&text, cell.look));
                owed_blanks.clear();
            }
            if column.side == Side::Left {
                owed_blanks.push_str(&blanks);
            }
            owed_blanks.push_str(BETWEEN_COLUMNS);
        }
        line.push('\n');
        line
    }
}

/// A text of at most that width.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        short.push(character);
        if short.width() + 1 > width {
            short.pop();
            break;
        }
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(table: &Table) -> String {
        table.render(|text, _| text.to_owned())
    }

    #[test]
    fn columns_stand_under_their_headings_and_amounts_end_together() {
        let mut table = Table::new(&["invoice", ">open", "why"]);
        table.row(["INV-1", "1234.50 EUR", "waits"]);
        table.row(["INV-200", "9 JPY", ""]);
        assert_eq!(
            rendered(&table),
            "invoice         open  why\n\
             INV-1    1234.50 EUR  waits\n\
             INV-200        9 JPY\n"
        );
    }

    #[test]
    fn wide_letters_count_as_a_terminal_shows_them() {
        let mut table = Table::new(&["customer", "day"]);
        table.row(["株式会社", "Mon"]);
        table.row(["Café Łódź", "Tue"]);
        assert_eq!(
            rendered(&table),
            "customer   day\n株式会社   Mon\nCafé Łódź  Tue\n"
        );
    }

    #[test]
    fn a_long_name_is_cut_but_not_the_last_column() {
        let mut table = Table::new(&["customer", "why"]);
        table.row(["x".repeat(80), "y".repeat(80)]);
        let text = rendered(&table);
        let row = text.lines().nth(1).unwrap();
        assert_eq!(row, format!("{}…  {}", "x".repeat(35), "y".repeat(80)));
    }

    #[test]
    fn a_hostile_name_moves_no_cursor() {
        let mut table = Table::new(&["customer"]);
        table.row(["a\u{1b}[2Jb\nc"]);
        assert_eq!(rendered(&table), "customer\na [2Jb c\n");
    }

    #[test]
    fn paint_does_not_count() {
        let mut table = Table::new(&["a", "b"]);
        table.row_in(Look::Bad, ["x", "y"]);
        let text = table.render(|text, look| {
            if look == Look::Bad {
                format!("<{text}>")
            } else {
                text.to_owned()
            }
        });
        assert_eq!(text, "a  b\n<x>  <y>\n");
    }
}
