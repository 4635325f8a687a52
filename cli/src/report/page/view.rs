//! What the template is given: words and pictures, nothing to decide.

use minijinja::Value;
use serde::Serialize;

use super::super::chart::{Described, Size};

/// A part of the page under a heading of its own.
#[derive(Serialize)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) heading: String,
    pub(super) tiles: Vec<Tile>,
    /// What the tiles say, exactly.
    pub(super) definition: String,
    pub(super) cards: Vec<Card>,
}

/// A figure to see at once.
#[derive(Serialize)]
pub(super) struct Tile {
    label: &'static str,
    figure: String,
    note: String,
}

impl Tile {
    pub(super) fn of(label: &'static str, figure: String, note: impl Into<String>) -> Self {
        Self {
            label,
            figure,
            note: note.into(),
        }
    }
}

/// A picture with its figures and their meaning.
#[derive(Serialize)]
pub(super) struct Card {
    id: String,
    heading: String,
    /// What it shows, in a sentence.
    lead: String,
    legend: Vec<Key>,
    /// Of each size; none where there is nothing to draw.
    pictures: Vec<Value>,
    table: Option<Table>,
    /// What is counted, in a line.
    definition: String,
    /// Whether the table is too wide to stand beside the picture.
    is_stacked: bool,
}

#[derive(Serialize)]
struct Key {
    class: &'static str,
    label: &'static str,
}

impl Card {
    pub(super) fn of(id: impl Into<String>, heading: &str, lead: String, definition: &str) -> Self {
        Self {
            id: id.into(),
            heading: heading.to_owned(),
            lead,
            legend: Vec::new(),
            pictures: Vec::new(),
            table: None,
            definition: definition.to_owned(),
            is_stacked: false,
        }
    }

    #[must_use]
    pub(super) fn legend(mut self, keys: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        self.legend = keys
            .into_iter()
            .map(|(class, label)| Key { class, label })
            .collect();
        self
    }

    /// Draws it in each size; some can't be drawn.
    #[must_use]
    pub(super) fn picture(mut self, draw: impl Fn(&Described, Size) -> Option<String>) -> Self {
        let described = Described {
            id: self.id.clone(),
            title: self.heading.clone(),
            description: self.lead.clone(),
        };
        self.pictures = Size::ALL
            .into_iter()
            .filter_map(|size| draw(&described, size))
            // The one thing that is no text: the library has escaped what is in it.
            .map(Value::from_safe_string)
            .collect();
        self
    }

    #[must_use]
    pub(super) fn table(mut self, table: Table) -> Self {
        self.table = (!table.rows.is_empty()).then_some(table);
        self
    }

    #[must_use]
    pub(super) fn stacked(mut self) -> Self {
        self.is_stacked = true;
        self
    }
}

/// The same figures in rows. The first cell of a row is its heading.
#[derive(Serialize)]
pub(super) struct Table {
    headings: Vec<Heading>,
    rows: Vec<Vec<String>>,
    /// Sums; may be empty.
    sums: Vec<String>,
}

#[derive(Serialize)]
struct Heading {
    words: String,
    is_number: bool,
    is_code: bool,
}

impl Table {
    /// A heading that begins with `>` is that of a column of numbers, with `=` of one of numbers and names that are not
    /// broken over lines.
    pub(super) fn of(headings: &[&str]) -> Self {
        let heading = |words: &&str| Heading {
            is_number: words.starts_with('>'),
            is_code: words.starts_with('='),
            words: words.trim_start_matches(['>', '=']).to_owned(),
        };
        Self {
            headings: headings.iter().map(heading).collect(),
            rows: Vec::new(),
            sums: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(super) fn sums(&mut self, cells: impl IntoIterator<Item = String>) {
        self.sums = cells.into_iter().collect();
    }
}
