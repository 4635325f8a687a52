//! Pictures of figures as SVG, drawn on whole pixels and coloured by the page's style sheet.
//!
//! Each is drawn twice, for a desk and for a phone, so that its words keep their size; the style sheet shows one. Each
//! has a role, a title and a description, colours differ in pattern as well, and a table with the same figures stands
//! beside it on the page. What comes from data is only ever a text node, which the library escapes.

mod area;
mod bars;
mod grid;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use svg::node::element::Element;
use svg::node::{Node, Text};

pub(super) use area::area;
pub(super) use bars::{Bar, Limit, bars};
pub(super) use grid::{Cell, Grid, Ticks, grid};

/// What a picture is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Wide,
    Narrow,
}

impl Size {
    pub(super) const ALL: [Self; 2] = [Self::Wide, Self::Narrow];

    /// In CSS pixels.
    fn width(self) -> i64 {
        match self {
            Self::Wide => 640,
            Self::Narrow => 326,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}

/// What a picture is called, and what it shows in words, for whoever can't see it.
#[derive(Clone, Debug)]
pub(super) struct Described {
    /// Names its elements; of letters, digits and hyphens.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) description: String,
}

impl Described {
    /// A picture of that height, with its shapes.
    fn picture(&self, size: Size, height: i64, shapes: Vec<Element>) -> String {
        let id = format!("{}-{}", self.id, size.name());
        let (title, description) = (format!("{id}-title"), format!("{id}-desc"));
        let mut picture = with(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg".to_owned()),
                ("class", format!("picture {}", size.name())),
                ("viewBox", format!("0 0 {} {height}", size.width())),
                ("width", size.width().to_string()),
                ("height", height.to_string()),
                ("role", "img".to_owned()),
                ("aria-labelledby", format!("{title} {description}")),
            ],
        );
        picture.append(said("title", &title, &self.title));
        picture.append(said("desc", &description, &self.description));
        for shape in shapes {
            picture.append(shape);
        }
        picture.to_string()
    }
}

fn said(element: &str, id: &str, words: &str) -> Element {
    let mut said = with(element, &[("id", id.to_owned())]);
    said.append(Text::new(words));
    said
}

fn with(name: &str, attributes: &[(&str, String)]) -> Element {
    let mut element = Element::new(name);
    for (name, value) in attributes {
        element.assign(*name, value.as_str());
    }
    element
}

/// A rectangle; the class says what it is.
fn rectangle((x, y): (i64, i64), (width, height): (i64, i64), class: &str) -> Element {
    with(
        "rect",
        &[
            ("x", x.to_string()),
            ("y", y.to_string()),
            ("width", width.to_string()),
            ("height", height.to_string()),
            ("class", class.to_owned()),
        ],
    )
}

fn line((x1, y1): (i64, i64), (x2, y2): (i64, i64), class: &str) -> Element {
    with(
        "line",
        &[
            ("x1", x1.to_string()),
            ("y1", y1.to_string()),
            ("x2", x2.to_string()),
            ("y2", y2.to_string()),
            ("class", class.to_owned()),
        ],
    )
}

/// Words on their base line; the class says where they are anchored and how they look.
fn words((x, y): (i64, i64), class: &str, words: &str) -> Element {
    let mut text = with(
        "text",
        &[
            ("x", x.to_string()),
            ("y", y.to_string()),
            ("class", class.to_owned()),
        ],
    );
    text.append(Text::new(words));
    text
}

/// So much of a length as a part is of a whole, in whole pixels; something for everything that is not nothing.
fn share(part: Decimal, whole: Decimal, length: i64) -> i64 {
    if part <= Decimal::ZERO || whole <= Decimal::ZERO {
        return 0;
    }
    let share = part.min(whole).checked_div(whole).unwrap_or_default();
    let pixels = share.saturating_mul(Decimal::from(length)).round();
    pixels.to_i64().unwrap_or(length).clamp(2.min(length), length)
}

/// The words, cut to so many characters.
fn cut(words: &str, at_most_chars: usize) -> String {
    dunning::plain::one_line(words, at_most_chars)
}
