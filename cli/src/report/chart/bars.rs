//! Lying bars, of one part or of several.

use rust_decimal::Decimal;
use svg::node::element::Element;

use super::{Described, Size, cut, line, rectangle, share, words};

/// A bar with its words.
#[derive(Clone, Debug)]
pub(in crate::report) struct Bar {
    pub(in crate::report) label: String,
    /// What each part is, as the style sheet calls it, and how much.
    pub(in crate::report) parts: Vec<(&'static str, Decimal)>,
    /// The figure in words.
    pub(in crate::report) figure: String,
    /// Where it should not get to. Such bars have a scale of their own.
    pub(in crate::report) limit: Option<Limit>,
}

/// A mark on a bar.
#[derive(Clone, Debug)]
pub(in crate::report) struct Limit {
    pub(in crate::report) at: Decimal,
    pub(in crate::report) label: String,
}

/// On a desk: the widest columns of labels and figures, and about what a letter takes of them.
const LABELS_AT_MOST: i64 = 176;
const FIGURES_AT_MOST: i64 = 130;
const LETTER: i64 = 8;
const LABEL_CHARS: usize = 22;
const NARROW_LABEL_CHARS: usize = 28;

/// On a phone, label and figure stand above their bar.
const ROW: i64 = 36;
const NARROW_ROW: i64 = 46;

pub(in crate::report) fn bars(described: &Described, bars: &[Bar], size: Size) -> String {
    let longest = bars.iter().map(Bar::total).max().unwrap_or_default();
    let labels = column(bars.iter().map(|bar| bar.label.as_str()), LABELS_AT_MOST);
    let figures = column(bars.iter().map(|bar| bar.figure.as_str()), FIGURES_AT_MOST);
    let mut shapes = Vec::new();
    let mut y = 0;
    for bar in bars {
        let whole = match &bar.limit {
            // A third of the room lies beyond the limit.
            Some(limit) => bar.total().max(limit.at.saturating_mul(Decimal::new(15, 1))),
            None => longest,
        };
        match size {
            Size::Wide => {
                shapes.push(words((0, y + 19), "label", &cut(&bar.label, LABEL_CHARS)));
                shapes.push(words((size.width(), y + 19), "figure end", &bar.figure));
                let room = size.width() - labels - figures;
                bar.draw((labels, y + 3), (room, 22), whole, &mut shapes);
                y += ROW;
            }
            Size::Narrow => {
                shapes.push(words((0, y + 13), "label", &cut(&bar.label, NARROW_LABEL_CHARS)));
                shapes.push(words((size.width(), y + 13), "figure end", &bar.figure));
                bar.draw((0, y + 20), (size.width(), 14), whole, &mut shapes);
                y += NARROW_ROW;
            }
        }
        if bar.limit.is_some() {
            y += 14;
        }
    }
    described.picture(size, y, shapes)
}

/// As wide as the longest of the words needs, with a gap.
fn column<'a>(words: impl Iterator<Item = &'a str>, at_most: i64) -> i64 {
    let longest = words.map(|words| words.chars().count()).max().unwrap_or_default();
    let width = i64::try_from(longest).unwrap_or(at_most).saturating_mul(LETTER);
    width.saturating_add(2 * LETTER).min(at_most)
}

impl Bar {
    fn total(&self) -> Decimal {
        let amounts = self.parts.iter().map(|(_, amount)| *amount);
        amounts.fold(Decimal::ZERO, Decimal::saturating_add)
    }

    fn draw(
        &self,
        (x, y): (i64, i64),
        (room, height): (i64, i64),
        whole: Decimal,
        shapes: &mut Vec<Element>,
    ) {
        shapes.push(rectangle((x, y), (room, height), "track"));
        let mut at = x;
        for (class, amount) in &self.parts {
            let length = share(*amount, whole, room).min(x + room - at);
            if length > 0 {
                // Parts that touch are told apart by a hair's breadth.
                let shown = if length > 4 && self.parts.len() > 1 {
                    length - 1
                } else {
                    length
                };
                shapes.push(rectangle((at, y), (shown, height), &format!("fill {class}")));
                at += length;
            }
        }
        if let Some(limit) = &self.limit {
            let mark = x + share(limit.at, whole, room);
            shapes.push(line((mark, y - 3), (mark, y + height + 3), "limit"));
            shapes.push(words((mark, y + height + 15), "tick middle", &limit.label));
        }
    }
}
