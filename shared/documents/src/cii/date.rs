//! Dates of CII: a text whose UNTDID 2379 code says how it is written.

use chrono::NaiveDate;
use roxmltree::Node;

use super::{child, children};
use crate::date;
use crate::refusal::{Place, Refusal, Unfit, quoted};
use crate::xml::{missing, path, text_of};

/// The issue date, which is a day.
///
/// # Errors
/// A [`Refusal`] if it is missing, wrong, or a longer time than a day.
pub(super) fn of_issue(header: Node<'_, '_>) -> Result<NaiveDate, Refusal> {
    const FIELD: &str = "issue_date";
    let element = child(header, "IssueDateTime").ok_or_else(|| missing(header, "IssueDateTime", FIELD))?;
    match read(element, FIELD)? {
        None => Err(missing(element, "DateTimeString", FIELD)),
        Some(Written::Day(day)) => Ok(day),
        Some(Written::Longer) => Err(Refusal::at(
            Place::Xml(path(element)),
            "expected a day (format 102), not a month or week",
        )
        .field(FIELD)),
    }
}

/// A due date. None if there is none, or if it is only told to a month or week: no day is due then.
///
/// # Errors
/// A [`Refusal`] if it is no date.
pub(super) fn of_terms(terms: Node<'_, '_>) -> Result<Option<NaiveDate>, Refusal> {
    const FIELD: &str = "due_date";
    let Some(element) = child(terms, "DueDateDateTime") else {
        return Ok(None);
    };
    Ok(match read(element, FIELD)? {
        Some(Written::Day(day)) => Some(day),
        Some(Written::Longer) | None => None,
    })
}

enum Written {
    Day(NaiveDate),
    /// A month, a week, a year.
    Longer,
}

fn read(element: Node<'_, '_>, field: &str) -> Result<Option<Written>, Refusal> {
    let texts = children(element, "DateTimeString")
        .chain(children(element, "DateTime"))
        .chain(children(element, "Date"));
    for written in texts {
        if let Some(text) = text_of(written) {
            return parse(&text, written.attribute("format").unwrap_or_default())
                .map(Some)
                .map_err(|unfit| unfit.at(Place::Xml(path(written)), field));
        }
    }
    Ok(None)
}

/// Reads a text by its format's code: a day is 102, with a time of day 203 or 204, with a zone 205 or 303. Without a
/// code both ways of writing a day will do, for they can't be confused; so they can't where 102 is promised and
/// another standard's dashes are kept.
fn parse(text: &str, format: &str) -> Result<Written, Unfit> {
    match format.trim() {
        "602" | "609" | "610" | "615" | "616" => Ok(Written::Longer),
        "" | "102" | "203" | "204" | "205" | "303" | "304" => day(text).map(Written::Day),
        other => Err(Unfit::new(format!(
            "the date format {} is unknown; expected 102 (20261124)",
            quoted(other)
        ))),
    }
}

fn day(text: &str) -> Result<NaiveDate, Unfit> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..).unwrap_or_default();
    let whole =
        matches!(digits, 8 | 12 | 14) && (rest.is_empty() || rest == "Z" || rest.starts_with(['+', '-']));
    let unfit = || Unfit::new(format!("expected a date such as 20261124, not {}", quoted(text)));
    if digits == 4 {
        return date::iso(text);
    }
    let parts = (text.get(..4), text.get(4..6), text.get(6..8));
    match parts {
        (Some(year), Some(month), Some(day)) if whole => {
            date::iso(&format!("{year}-{month}-{day}")).map_err(|_| unfit())
        }
        _ => Err(unfit()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, format: &str) -> Option<String> {
        match parse(text, format) {
            Ok(Written::Day(day)) => Some(day.to_string()),
            Ok(Written::Longer) => Some("longer".into()),
            Err(_) => None,
        }
    }

    #[test]
    fn a_code_tells_how_a_date_is_written() {
        for (text, format, expected) in [
            ("20261124", "102", Some("2026-11-24")),
            ("20261124", "", Some("2026-11-24")),
            ("2026-11-24", "102", Some("2026-11-24")),
            ("2026-11-24T00:00:00+01:00", "", Some("2026-11-24")),
            ("20261124+01:00", "102", Some("2026-11-24")),
            ("202611240930", "203", Some("2026-11-24")),
            ("20261124093000", "204", Some("2026-11-24")),
            ("202611240930+0100", "303", Some("2026-11-24")),
            ("202611", "610", Some("longer")),
            ("202648", "616", Some("longer")),
            ("20261324", "102", None),
            ("202611", "102", None),
            ("24112026", "102", None),
            ("20261124x", "102", None),
            ("00010101", "1020", None),
            ("", "102", None),
            ("ä0261124", "102", None),
        ] {
            assert_eq!(said(text, format).as_deref(), expected, "{text} {format}");
        }
    }
}
