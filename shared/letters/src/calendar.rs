//! Due dates as a calendar takes them: an iCalendar object (RFC 5545) with an all-day entry each.
//!
//! Written out here, because what is needed of the format is ten lines of text; the crates for it bring random
//! identities and recurrence rules. It has no METHOD: it is a file to keep, not an invitation that asks for an answer.

use chrono::NaiveDate;
use dunning::due_date::{DueDate, DueDates};

use crate::harmless::{NAME_AT_MOST_CHARS, NUMBER_AT_MOST_CHARS, one_line};
use crate::languages::edition;
use crate::locale::Locale;

/// The longest line without its end, in bytes (RFC 5545, 3.1).
const LINE_BYTES_AT_MOST: usize = 75;

/// Writes the calendar.
pub(crate) fn calendar(due: &DueDates) -> String {
    let mut calendar = String::new();
    let mut write = |line: &str| folded(line, &mut calendar);
    write("BEGIN:VCALENDAR");
    write("VERSION:2.0");
    write("PRODID:-//Dunlin//Due dates//EN");
    write("CALSCALE:GREGORIAN");
    for date in &due.dates {
        write("BEGIN:VEVENT");
        write(&format!("UID:{}", text(&date.identity)));
        write(&format!("DTSTAMP:{}", due.written_at.format("%Y%m%dT%H%M%SZ")));
        write(&format!("DTSTART;VALUE=DATE:{}", day(date.due_on)));
        write(&format!("SUMMARY:{}", text(&summary(due, date))));
        // Nobody is busy because something is due.
        write("TRANSP:TRANSPARENT");
        write("END:VEVENT");
    }
    write("END:VCALENDAR");
    calendar
}

/// Who, what, how much: names and figures alone, the same in every language.
fn summary(due: &DueDates, date: &DueDate) -> String {
    format!(
        "{} {}: {}",
        one_line(&due.creditor, NAME_AT_MOST_CHARS),
        one_line(&date.number, NUMBER_AT_MOST_CHARS),
        Locale::of(edition(due.language), due.country)
            .map_or_else(|_| date.open.to_string(), |locale| locale.money(date.open))
    )
}

/// Years of four digits; later ones (and those before Christ) can't be written.
fn day(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// A text as a property's value (RFC 5545, 3.3.11). Control characters are none of it.
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            _ if character.is_control() => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Appends a line, folded so that no part is longer than allowed and no character is cut.
fn folded(line: &str, calendar: &mut String) {
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > LINE_BYTES_AT_MOST {
            calendar.push_str("\r\n ");
            length = 1;
        }
        calendar.push(character);
        length += character.len_utf8();
    }
    calendar.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use dunning::account::Language;
    use dunning::calendar::CountryCode;
    use dunning::money::{Currency, Money};
    use proptest::prelude::*;

    use super::*;

    fn due(creditor: &str, numbers: &[&str], language: Language) -> DueDates {
        let date = |number: &&str| DueDate {
            identity: format!("due-{}@lagopus.example.com", number.len()),
            number: (*number).to_owned(),
            due_on: "2026-11-24".parse().unwrap(),
            open: Money::new("1234.5".parse().unwrap(), Currency::parse("EUR").unwrap()),
        };
        DueDates {
            creditor: creditor.to_owned(),
            language,
            country: CountryCode::parse(if language == Language::Italian { "IT" } else { "IE" }).unwrap(),
            written_at: "2026-11-17T04:17:03Z".parse().unwrap(),
            dates: numbers.iter().map(date).collect(),
        }
    }

    #[test]
    fn a_due_date_is_an_all_day_entry() {
        assert_eq!(
            calendar(&due("Lagopus", &["INV-17"], Language::English)),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dunlin//Due dates//EN\r\nCALSCALE:GREGORIAN\r\n\
             BEGIN:VEVENT\r\nUID:due-6@lagopus.example.com\r\nDTSTAMP:20261117T041703Z\r\n\
             DTSTART;VALUE=DATE:20261124\r\nSUMMARY:Lagopus INV-17: EUR\u{a0}1\\,234.50\r\n\
             TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        let two = calendar(&due("Lagopus", &["INV-17", "INV-180"], Language::Italian));
        assert_eq!(two.matches("BEGIN:VEVENT").count(), 2);
        assert!(
            two.contains("SUMMARY:Lagopus INV-180: 1.234\\,50\u{a0}EUR\r\n"),
            "{two}"
        );
    }

    /// Reads lines back as RFC 5545 says: unfolded, then parted at the line ends.
    fn lines(calendar: &str) -> Vec<String> {
        let unfolded = calendar.replace("\r\n ", "");
        unfolded.split_terminator("\r\n").map(str::to_owned).collect()
    }

    /// A property's text, read back.
    fn unescaped(value: &str) -> String {
        let mut text = String::new();
        let mut characters = value.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => text.extend(characters.next()),
                _ => text.push(character),
            }
        }
        text
    }

    #[test]
    fn a_long_line_is_folded_between_characters() {
        let long = "चालान-".repeat(20);
        let calendar = calendar(&due(&long, &["INV-17"], Language::English));
        for line in calendar.split("\r\n") {
            assert!(line.len() <= LINE_BYTES_AT_MOST, "{} bytes: {line}", line.len());
        }
        let expected = one_line(&long, NAME_AT_MOST_CHARS);
        assert!(lines(&calendar).iter().any(|line| line.contains(&expected)));
    }

    proptest! {
        /// Whatever the names hold: the same eight properties an entry, and the summary reads back.
        #[test]
        fn no_name_adds_a_line_or_a_property(
            creditor in "\\PC{0,200}|[\r\n:;,\\\\A\u{85}\u{2028}]{0,40}",
            number in "\\PC{0,200}|[\r\n:;,\\\\A ]{0,40}",
        ) {
            let due = due(&creditor, &[&number], Language::English);
            let calendar = calendar(&due);
            let read = lines(&calendar);
            let names: Vec<&str> = read.iter().map(|line| line.split([':', ';']).next().unwrap()).collect();
            prop_assert_eq!(names, [
                "BEGIN", "VERSION", "PRODID", "CALSCALE", "BEGIN", "UID", "DTSTAMP", "DTSTART", "SUMMARY", "TRANSP",
                "END", "END",
            ]);
            let said = read[8].strip_prefix("SUMMARY:").unwrap();
            prop_assert_eq!(unescaped(said), summary(&due, &due.dates[0]));
            for line in calendar.split("\r\n") {
                prop_assert!(line.len() <= LINE_BYTES_AT_MOST);
                prop_assert!(!line.contains(['\r', '\n']));
            }
        }
    }
}
