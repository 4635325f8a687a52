//! Numbers as people and programs write them → exact decimals. Never by way of a float.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::refusal::{Unfit, quoted};

/// No amount has more digits than this before its decimal mark, or after it.
const DIGITS_AT_MOST: usize = 14;

/// Reads a decimal as XML Schema and JSON write it: a sign, digits, a point, digits.
///
/// # Errors
/// [`Unfit`] for anything else, or more digits than money has.
pub(crate) fn plain(text: &str) -> Result<Decimal, Unfit> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !digits(whole) || !digits(fraction) {
        return Err(Unfit::new(format!(
            "expected an amount such as 1234.50, not {}",
            quoted(text)
        )));
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.get(..DIGITS_AT_MOST).map_or(Ok(fraction), |kept| {
        let rest = fraction.get(DIGITS_AT_MOST..).unwrap_or_default();
        if rest.bytes().all(|byte| byte == b'0') {
            Ok(kept)
        } else {
            Err(too_many_digits())
        }
    })?;
    if whole.len() > DIGITS_AT_MOST {
        return Err(too_many_digits());
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let written = format!("{sign}0{whole}.{fraction}0");
    let amount = Decimal::from_str_exact(&written).map_err(|_| too_many_digits())?;
    // The zero added above is taken off again: how many decimals were written is worth keeping.
    let mut amount = amount;
    amount.rescale(u32::try_from(fraction.len()).unwrap_or_default());
    Ok(amount)
}

fn too_many_digits() -> Unfit {
    Unfit::new(format!(
        "an amount has at most {DIGITS_AT_MOST} digits before and after its decimal mark"
    ))
}

/// What parts the decimals from the rest, in a whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecimalMark {
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

impl DecimalMark {
    fn character(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

/// An amount of a table's cell, freed from what stands around its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    negative: bool,
    /// Digits, points, commas; begins and ends with a digit.
    body: String,
    /// The currency that a code or an unmistakable sign in the cell names.
    pub(crate) currency: Option<&'static str>,
}

/// How a figure's marks may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// It has none.
    Either,
    /// Only so.
    Only(DecimalMark),
    /// One mark with three digits behind it: thousands or thousandths.
    Ambiguous,
}

/// Signs that belong to one currency. (`$`, `¥` and `kr` do not.)
const SIGNS: [(&str, Option<&str>); 10] = [
    ("€", Some("EUR")),
    ("£", Some("GBP")),
    ("₹", Some("INR")),
    ("Rs.", Some("INR")),
    ("US$", Some("USD")),
    ("A$", Some("AUD")),
    ("C$", Some("CAD")),
    ("$", None),
    ("¥", None),
    ("kr", None),
];

impl Figure {
    /// Reads a cell: `-1.234,56`, `$1,234.50`, `(12.00)`, `1,28,500.00 Dr`, `EUR 5`, `5,00-`.
    ///
    /// # Errors
    /// [`Unfit`] if it is no number.
    pub(crate) fn read(cell: &str) -> Result<Self, Unfit> {
        let unfit = || {
            Unfit::new(format!(
                "expected an amount such as 1234.50, not {}",
                quoted(cell.trim())
            ))
        };
        let spaced = if cell.is_ascii() {
            Cow::Borrowed(cell)
        } else {
            let spaced = cell.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ");
            Cow::Owned(spaced.replace('−', "-"))
        };
        let mut rest = spaced.trim();
        let mut negative = false;
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            negative = true;
            rest = inner.trim();
        }
        if let Some(debit) = without_suffix(rest, "dr") {
            rest = debit;
        } else if let Some(credit) = without_suffix(rest, "cr") {
            negative = !negative;
            rest = credit;
        }
        let mut currency = None;
        // A sign may stand before or behind the currency: -€5, €-5, 5,00 €-.
        for _ in 0..3 {
            if let Some(bare) = rest.strip_prefix('-').or_else(|| rest.strip_suffix('-')) {
                if negative {
                    return Err(unfit());
                }
                negative = true;
                rest = bare.trim();
            }
            rest = rest.strip_prefix('+').unwrap_or(rest).trim();
            if let Some((bare, named)) = without_currency(rest) {
                currency = currency.or(named);
                rest = bare;
            }
            if let Some(bare) = rest.strip_suffix('%') {
                rest = bare.trim();
            }
        }
        let body: String = rest
            .chars()
            .filter(|character| !matches!(character, ' ' | '\'' | '’'))
            .collect();
        let good = body
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
            && body.starts_with(|first: char| first.is_ascii_digit())
            && body.ends_with(|last: char| last.is_ascii_digit())
            && groups_are_whole(rest);
        if good {
            Ok(Self {
                negative,
                body,
                currency,
            })
        } else {
            Err(unfit())
        }
    }

    fn reading(&self) -> Reading {
        let (points, commas) = (self.body.matches('.').count(), self.body.matches(',').count());
        match (points, commas) {
            (0, 0) => Reading::Either,
            (0, 1) => self.reading_of_one(',', DecimalMark::Comma),
            (1, 0) => self.reading_of_one('.', DecimalMark::Point),
            // What comes twice parts groups.
            (0, _) => Reading::Only(DecimalMark::Point),
            (_, 0) => Reading::Only(DecimalMark::Comma),
            _ if self.body.rfind('.') > self.body.rfind(',') => Reading::Only(DecimalMark::Point),
            _ => Reading::Only(DecimalMark::Comma),
        }
    }

    fn reading_of_one(&self, mark: char, decimal: DecimalMark) -> Reading {
        let (whole, behind) = self.body.split_once(mark).unwrap_or((&self.body, ""));
        let groups = behind.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
        if groups {
            Reading::Ambiguous
        } else {
            Reading::Only(decimal)
        }
    }

    /// The number, with the file's decimal mark.
    ///
    /// # Errors
    /// [`Unfit`] if its digits are not grouped as thousands (or lakhs) are.
    pub(crate) fn value(&self, mark: DecimalMark) -> Result<Decimal, Unfit> {
        let unfit = || {
            Unfit::new(format!(
                "expected an amount such as 1234.50, not {}",
                quoted(&self.body)
            ))
        };
        let (whole, fraction) = self
            .body
            .rsplit_once(mark.character())
            .unwrap_or((&self.body, ""));
        let parts: Vec<&str> = whole.split(['.', ',']).collect();
        let same_mark = whole.contains(mark.character());
        if same_mark || !grouped(&parts) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(unfit());
        }
        let sign = if self.negative { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        plain(&format!("{sign}{}{point}{fraction}", parts.concat()))
    }
}

/// Decides a file's decimal mark from all its figures.
///
/// # Errors
/// The place in `figures` that can't be decided, and why.
pub(crate) fn decimal_mark<'a>(
    figures: impl Iterator<Item = &'a Figure>,
) -> Result<DecimalMark, (usize, Unfit)> {
    let mut decided: Option<DecimalMark> = None;
    let mut ambiguous = None;
    for (index, figure) in figures.enumerate() {
        match (figure.reading(), decided) {
            (Reading::Either, _) => {}
            (Reading::Only(mark), None) => decided = Some(mark),
            (Reading::Only(mark), Some(before)) if mark == before => {}
            (Reading::Only(_), Some(_)) => {
                return Err((
                    index,
                    Unfit::new(format!(
                        "{} has another decimal mark than the amounts above; use one in the whole file",
                        quoted(&figure.body)
                    )),
                ));
            }
            (Reading::Ambiguous, _) => {
                ambiguous.get_or_insert((index, figure));
            }
        }
    }
    match (decided, ambiguous) {
        (Some(mark), _) => Ok(mark),
        (None, None) => Ok(DecimalMark::Point),
        (None, Some((index, figure))) => Err((
            index,
            Unfit::new(format!(
                "{} may be thousands or decimals, and no amount of the file tells which; write all decimals (1234.00)",
                quoted(&figure.body)
            )),
        )),
    }
}

/// Groups of three (1,234,567) or, as in India, of two with three at the end (12,34,567).
fn grouped(parts: &[&str]) -> bool {
    let Some((last, before)) = parts.split_last() else {
        return false;
    };
    let Some((first, middle)) = before.split_first() else {
        return true;
    };
    let of = |length: usize| middle.iter().all(|part| part.len() == length);
    last.len() == 3 && ((1..=3).contains(&first.len()) && of(3) || (1..=2).contains(&first.len()) && of(2))
}

/// Blanks and apostrophes may part thousands, nothing else: `12 34` is two numbers.
fn groups_are_whole(text: &str) -> bool {
    let whole = text.split(['.', ',']).next().unwrap_or(text);
    let parts: Vec<&str> = whole.split([' ', '\'', '’']).collect();
    grouped(&parts)
        && !text
            .get(whole.len()..)
            .unwrap_or_default()
            .contains([' ', '\'', '’'])
}

fn without_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let (rest, end) = text.split_at_checked(at)?;
    (end.eq_ignore_ascii_case(suffix) && rest.ends_with(|last: char| last.is_ascii_digit() || last == ' '))
        .then(|| rest.trim())
}

fn without_currency(text: &str) -> Option<(&str, Option<&'static str>)> {
    for (sign, named) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            return Some((rest.trim(), named));
        }
    }
    let code = |code: &str| {
        let letters = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        letters
            .then(|| dunning::money::Currency::parse(code).ok())
            .flatten()
            .map(dunning::money::Currency::code)
    };
    if let Some((front, rest)) = text.split_at_checked(3)
        && let Some(named) = code(front)
    {
        return Some((rest.trim(), Some(named)));
    }
    let (rest, end) = text.split_at_checked(text.len().checked_sub(3)?)?;
    code(end).map(|named| (rest.trim(), Some(named)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimals_are_exact() {
        for (text, expected) in [
            ("1234.50", "1234.50"),
            (" -0.005 ", "-0.005"),
            ("+7", "7"),
            (".5", "0.5"),
            ("0.10000000000000000000", "0.10000000000000"),
            ("00012", "12"),
            ("5.", "5"),
        ] {
            assert_eq!(plain(text).unwrap().to_string(), expected, "{text}");
        }
        for bad in [
            "",
            "-",
            ".",
            "1,5",
            "1e3",
            "NaN",
            "0x1",
            "1 2",
            "--1",
            "999999999999999",
            "0.123456789012345",
        ] {
            assert!(plain(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_cell_may_dress_its_number_up() {
        for (cell, mark, expected, currency) in [
            ("1.234,56", DecimalMark::Comma, "1234.56", None),
            ("-89,90", DecimalMark::Comma, "-89.90", None),
            ("$1,234.50", DecimalMark::Point, "1234.50", None),
            ("-$25.00", DecimalMark::Point, "-25.00", None),
            ("(12.00)", DecimalMark::Point, "-12.00", None),
            ("1,28,500.00 Dr", DecimalMark::Point, "128500.00", None),
            ("4,200.50 Cr", DecimalMark::Point, "-4200.50", None),
            ("EUR 5", DecimalMark::Point, "5", Some("EUR")),
            ("5,00 €", DecimalMark::Comma, "5.00", Some("EUR")),
            ("5,00-", DecimalMark::Comma, "-5.00", None),
            ("1 234,50", DecimalMark::Comma, "1234.50", None),
            ("1'234.50", DecimalMark::Point, "1234.50", None),
            ("15.125 KWD", DecimalMark::Point, "15.125", Some("KWD")),
        ] {
            let figure = Figure::read(cell).unwrap();
            assert_eq!(figure.value(mark).unwrap().to_string(), expected, "{cell}");
            assert_eq!(figure.currency, currency, "{cell}");
        }
        for bad in [
            "abc", "=1+1", "", "12 34", "1.2.", "--5", "-(5)", "5 apples", "XXQ 5",
        ] {
            assert!(Figure::read(bad).is_err(), "{bad}");
        }
        for (bad, mark) in [("1,23", DecimalMark::Point), ("12.34.567,00", DecimalMark::Point)] {
            assert!(Figure::read(bad).unwrap().value(mark).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_decimal_mark_is_decided_for_the_whole_file() {
        for (cells, expected) in [
            (vec!["1.234", "5,50"], Some(DecimalMark::Comma)),
            (vec!["1,234", "5.50"], Some(DecimalMark::Point)),
            (vec!["1.234.567"], Some(DecimalMark::Comma)),
            (vec!["0.125", "1,234"], Some(DecimalMark::Point)),
            (vec!["1495.0000"], Some(DecimalMark::Point)),
            (vec!["10", "20"], Some(DecimalMark::Point)),
            (vec!["1.234"], None),
            (vec!["1.50", "1,50"], None),
        ] {
            let figures: Vec<Figure> = cells.iter().map(|cell| Figure::read(cell).unwrap()).collect();
            assert_eq!(decimal_mark(figures.iter()).ok(), expected, "{cells:?}");
        }
    }
}
