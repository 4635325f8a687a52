//! The report's numbers in the field's words, and the page that shows them.

mod book;
mod figures;
mod shown;

use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
