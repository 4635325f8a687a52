//! How a language writes numbers, money, dates and lists.
//!
//! Money is printed with its ISO code, never a sign: "$", "kr" and "£" each name several currencies, a letter
//! may speak of more than one, and mail clients without the right font drop rarer signs. Code and amount are
//! joined by a no-break space, so that no line ends between them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use dunning::money::Money;

/// Joins what must stay on one line.
const NO_BREAK_SPACE: char = '\u{a0}';

/// The forms of a day that a language's templates may ask for, by name. Each language has `long`
/// (24 November 2026), `full` (with the weekday) and `short` (for tables); further ones carry what the
/// language inflects, such as the Italian `dal` (dal 24 novembre 2026, dall'8 dicembre 2026).
pub(crate) type DayForms = BTreeMap<&'static str, String>;

/// The grammatical number that a count takes (CLDR's categories, as far as our languages use them).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plural {
    One,
    Other,
}

/// A phrase in each grammatical number; `{n}` stands for the count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    pub(crate) one: &'static str,
    pub(crate) other: &'static str,
}

/// A language's formats.
pub(crate) struct Locale {
    /// Between the units and their fractions.
    pub(crate) decimal_mark: char,
    /// Between thousands.
    pub(crate) group_mark: char,
    /// Whether the currency code stands before the amount.
    pub(crate) code_first: bool,
    /// The last word of a list.
    pub(crate) and: &'static str,
    /// Which grammatical number a count takes.
    pub(crate) plural: fn(u64) -> Plural,
    /// The forms of a day.
    pub(crate) day: fn(NaiveDate) -> DayForms,
}

impl Locale {
    /// An amount with its currency: "EUR 1,234.50", "1.234,50 EUR".
    pub(crate) fn money(&self, money: Money) -> String {
        let amount = money.rounded();
        let digits = amount.abs().to_string();
        let (units, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut number = String::new();
        if amount.is_sign_negative() && !amount.is_zero() {
            number.push('-');
        }
        for (index, digit) in units.chars().enumerate() {
            if index > 0 && (units.len() - index).is_multiple_of(3) {
                number.push(self.group_mark);
            }
            number.push(digit);
        }
        if !fraction.is_empty() {
            number.push(self.decimal_mark);
            number.push_str(fraction);
        }
        let code = money.currency.code();
        if self.code_first {
            format!("{code}{NO_BREAK_SPACE}{number}")
        } else {
            format!("{number}{NO_BREAK_SPACE}{code}")
        }
    }

    /// Amounts in a row: "EUR 10.00, GBP 5.00 and USD 1.00".
    pub(crate) fn amounts(&self, amounts: &[Money]) -> String {
        let printed: Vec<String> = amounts.iter().map(|money| self.money(*money)).collect();
        match printed.split_last() {
            None => String::new(),
            Some((only, [])) => only.clone(),
            Some((last, before)) => format!("{} {} {last}", before.join(", "), self.and),
        }
    }

    /// The phrase for a count.
    pub(crate) fn counted(&self, count: u64, phrase: Counted) -> String {
        let form = match (self.plural)(count) {
            Plural::One => phrase.one,
            Plural::Other => phrase.other,
        };
        form.replace("{n}", &count.to_string())
    }
}

/// A name out of a table, by its number from 0; the tables are complete, so the fallback is never printed.
pub(crate) fn name_of(names: &[&'static str], number_from_0: u32) -> &'static str {
    usize::try_from(number_from_0)
        .ok()
        .and_then(|index| names.get(index))
        .copied()
        .unwrap_or_default()
}

/// The weekday's number, Monday 0.
pub(crate) fn weekday_from_monday(day: NaiveDate) -> u32 {
    day.weekday().num_days_from_monday()
}

#[cfg(test)]
mod tests {
    use dunning::account::Language;
    use dunning::money::Currency;

    use super::*;
    use crate::languages::edition;

    fn money(amount: &str, currency: &str) -> Money {
        Money::new(amount.parse().unwrap(), Currency::parse(currency).unwrap())
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_follow_the_language_and_never_break() {
        for (amount, currency, english, italian) in [
            ("1234.5", "EUR", "EUR 1,234.50", "1.234,50 EUR"),
            ("0.999", "EUR", "EUR 1.00", "1,00 EUR"),
            ("1234567", "JPY", "JPY 1,234,567", "1.234.567 JPY"),
            ("15.125", "KWD", "KWD 15.125", "15,125 KWD"),
            ("999", "USD", "USD 999.00", "999,00 USD"),
            ("-1000", "GBP", "GBP -1,000.00", "-1.000,00 GBP"),
        ] {
            for (language, printed) in [(Language::English, english), (Language::Italian, italian)] {
                let locale = &edition(language).locale;
                assert_eq!(
                    locale.money(money(amount, currency)),
                    printed.replace(' ', "\u{a0}")
                );
            }
        }
    }

    #[test]
    fn several_currencies_are_listed() {
        let sums = [money("10", "EUR"), money("5", "GBP"), money("1", "USD")];
        let english = &edition(Language::English).locale;
        assert_eq!(
            english.amounts(&sums),
            "EUR\u{a0}10.00, GBP\u{a0}5.00 and USD\u{a0}1.00"
        );
        assert_eq!(english.amounts(&sums[..1]), "EUR\u{a0}10.00");
        let italian = &edition(Language::Italian).locale;
        assert_eq!(italian.amounts(&sums[..2]), "10,00\u{a0}EUR e 5,00\u{a0}GBP");
    }

    #[test]
    fn english_days() {
        let forms = (edition(Language::English).locale.day)(day("2026-11-24"));
        assert_eq!(forms["long"], "24 November 2026");
        assert_eq!(forms["full"], "Tuesday 24 November 2026");
        assert_eq!(forms["short"], "24 Nov 2026");
    }

    #[test]
    fn italian_days_take_their_articles() {
        for (date, full, il, del, dal) in [
            (
                "2026-11-24",
                "martedì 24 novembre 2026",
                "il 24 novembre 2026",
                "del 24 novembre 2026",
                "dal 24 novembre 2026",
            ),
            (
                "2026-12-08",
                "martedì 8 dicembre 2026",
                "l'8 dicembre 2026",
                "dell'8 dicembre 2026",
                "dall'8 dicembre 2026",
            ),
            (
                "2026-12-11",
                "venerdì 11 dicembre 2026",
                "l'11 dicembre 2026",
                "dell'11 dicembre 2026",
                "dall'11 dicembre 2026",
            ),
            (
                "2027-01-01",
                "venerdì 1° gennaio 2027",
                "il 1° gennaio 2027",
                "del 1° gennaio 2027",
                "dal 1° gennaio 2027",
            ),
        ] {
            let forms = (edition(Language::Italian).locale.day)(day(date));
            assert_eq!(
                [&forms["full"], &forms["il"], &forms["del"], &forms["dal"]],
                [full, il, del, dal]
            );
        }
    }

    #[test]
    fn a_count_takes_its_number() {
        for (language, one, many) in [
            (Language::English, "1 day overdue", "21 days overdue"),
            (Language::Italian, "scaduta da 1 giorno", "scaduta da 21 giorni"),
        ] {
            let edition = edition(language);
            assert_eq!(edition.locale.counted(1, edition.labels.overdue_for), one);
            assert_eq!(edition.locale.counted(21, edition.labels.overdue_for), many);
        }
    }
}
