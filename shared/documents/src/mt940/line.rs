//! The statement line (`:61:`): value day, entry day, way, amount, type, references.
//!
//! ```text
//! 140220 0220 C 1,56 NTRF EREF//00000000001005
//! value  entry way amount type customer's // bank's reference
//! ```

use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;

use super::field::Field;
use crate::amount;
use crate::payment::is_reference;
use crate::refusal::{Refusal, Unfit, quoted};

/// Years up to this one are of this century.
const LAST_YEAR_OF_2000: i32 = 79;

/// The shortest bank's reference that identifies anything.
const BANK_REFERENCE_AT_LEAST: usize = 6;

/// What a line says.
pub(super) struct Line {
    pub(super) booked_on: NaiveDate,
    pub(super) mark: Mark,
    /// Never negative.
    pub(super) amount: Decimal,
    /// The type: `NTRF`, `S051`.
    pub(super) kind: String,
    /// The customer's reference; may be empty.
    pub(super) reference: String,
    /// The bank's, if it identifies anything.
    pub(super) bank_reference: Option<String>,
}

/// The way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Credit,
    Debit,
    /// Money that had come in goes back.
    ReversedCredit,
    /// Money that had gone out comes back.
    ReversedDebit,
    /// Not booked yet.
    ExpectedCredit,
    /// Not booked yet.
    ExpectedDebit,
}

impl Mark {
    /// As written, longest first.
    const ALL: [(&str, Self); 6] = [
        ("RC", Self::ReversedCredit),
        ("RD", Self::ReversedDebit),
        ("EC", Self::ExpectedCredit),
        ("ED", Self::ExpectedDebit),
        ("C", Self::Credit),
        ("D", Self::Debit),
    ];

    pub(super) fn is_expected(self) -> bool {
        matches!(self, Self::ExpectedCredit | Self::ExpectedDebit)
    }
}

/// Reads a field: the line, and the further lines, which supplement it.
///
/// # Errors
/// A [`Refusal`] with the field's line.
pub(super) fn read<'a>(field: &Field<'a>) -> Result<(Line, Vec<&'a str>), Refusal> {
    let mut supplement = field.lines.iter().skip(1).copied().map(str::trim);
    let first = field.first();
    // Some programs wrap it before its end.
    let read = parse(first).map(|line| (line, false)).or_else(|unfit| {
        let second = field.lines.get(1).map_or("", |line| line.trim());
        parse(&format!("{first}{second}"))
            .map(|line| (line, true))
            .map_err(|_| unfit)
    });
    let (line, is_wrapped) = read.map_err(|(field_name, unfit)| unfit.at(field.place(), field_name))?;
    if is_wrapped {
        supplement.next();
    }
    Ok((line, supplement.filter(|line| !line.is_empty()).collect()))
}

/// The line, or the field that is wrong.
fn parse(text: &str) -> Result<Line, (&'static str, Unfit)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (days, rest) = text.split_at_checked(digits).unwrap_or((text, ""));
    let booked_on = booked_on(days).ok_or_else(|| {
        let unfit = format!("expected days such as 2611241124, not {}", quoted(days));
        ("booked_on", Unfit::new(unfit))
    })?;
    let (rest, mark) = Mark::ALL
        .into_iter()
        .find_map(|(letters, mark)| rest.strip_prefix(letters).map(|rest| (rest, mark)))
        .ok_or_else(|| ("direction", Unfit::new("expected C, D, RC or RD behind the days")))?;
    // The last letter of the currency may stand between.
    let rest = rest
        .strip_prefix(|letter: char| letter.is_ascii_uppercase())
        .unwrap_or(rest);
    let figures = rest
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        .count();
    let (figure, rest) = rest.split_at_checked(figures).unwrap_or((rest, ""));
    let whole = || {
        let unfit = format!("expected an amount such as 1234,50, not {}", quoted(figure));
        ("amount", Unfit::new(unfit))
    };
    let amount = self::figure(figure).ok_or_else(whole)?;
    let kind = rest
        .split_at_checked(4)
        .filter(|(kind, _)| kind.starts_with(|first: char| first.is_ascii_uppercase()))
        .filter(|(kind, _)| kind.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let (kind, references) = kind.ok_or_else(|| {
        let unfit = "expected a type such as NTRF behind the amount";
        ("amount", Unfit::new(unfit))
    })?;
    let (reference, bank_reference) = references.split_once("//").unwrap_or((references, ""));
    Ok(Line {
        booked_on,
        mark,
        amount,
        kind: kind.to_owned(),
        reference: reference.split_whitespace().collect::<Vec<_>>().join(" "),
        bank_reference: Some(bank_reference.trim())
            .filter(|text| text.len() >= BANK_REFERENCE_AT_LEAST && is_reference(text))
            .filter(|text| text.bytes().any(|byte| byte.is_ascii_digit()))
            .map(str::to_owned),
    })
}

/// An amount with a decimal comma or, at some banks, without; none if it is no such.
pub(super) fn figure(text: &str) -> Option<Decimal> {
    let starts = text.starts_with(|first: char| first.is_ascii_digit());
    let plain = starts && !text.contains('.');
    plain
        .then(|| amount::plain(&text.replacen(',', ".", 1)).ok())
        .flatten()
}

/// The entry's day, which has no year and takes that which brings it nearest to the value day; else the value day.
/// Banks that count months of 30 days have values on 30 February: with an entry day, that does no harm.
fn booked_on(days: &str) -> Option<NaiveDate> {
    let (value, entry) = days.split_at_checked(6)?;
    if entry.is_empty() {
        return six_digit_day(value);
    }
    let (month, day) = two_by_two(entry)?;
    let (year, rest) = value.split_at_checked(2)?;
    let year = full_year(year)?;
    let (value_month, value_day) = two_by_two(rest)?;
    if !(1..=31).contains(&value_day) {
        return None;
    }
    let value = NaiveDate::from_ymd_opt(year, value_month, 1)?
        .checked_add_days(Days::new(u64::from(value_day) - 1))?;
    (-1..=1)
        .filter_map(|shift| NaiveDate::from_ymd_opt(value.year() + shift, month, day))
        .min_by_key(|date| (*date - value).num_days().abs())
}

/// A day of six digits, `261124`.
pub(super) fn six_digit_day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(2)?;
    let (month, day) = two_by_two(rest)?;
    NaiveDate::from_ymd_opt(full_year(year)?, month, day)
}

fn two_by_two(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_at_checked(2)?;
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| Some((month.parse().ok()?, day.parse().ok()?)))
        .flatten()
}

fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    Some(if year <= LAST_YEAR_OF_2000 {
        2000 + year
    } else {
        1900 + year
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_banks_write_it() {
        for (text, expected) in [
            (
                "1402200220C1,56NTRFEREF//00000000001005",
                "2014-02-20 Credit 1.56 NTRF EREF 00000000001005",
            ),
            (
                "140102C000000000400,00N541NONREF",
                "2014-01-02 Credit 400.00 N541 NONREF -",
            ),
            ("1105240524D9,N192NONREF", "2011-05-24 Debit 9 N192 NONREF -"),
            (
                "1407290729C500NTRF29-07-2014 10:05//B4G29",
                "2014-07-29 Credit 500 NTRF 29-07-2014 10:05 -",
            ),
            (
                "1602300301DR6,00N024NONREF",
                "2016-03-01 Debit 6.00 N024 NONREF -",
            ),
            (
                "1501021231RC8,85NRTINONREF",
                "2014-12-31 ReversedCredit 8.85 NRTI NONREF -",
            ),
            ("1412310102RDR8,85NTRF", "2015-01-02 ReversedDebit 8.85 NTRF  -"),
            (
                "0203170320CM5000,00S05168790452",
                "2002-03-20 Credit 5000.00 S051 68790452 -",
            ),
            (
                "170119EC0,01NTRFNONREF//POS",
                "2017-01-19 ExpectedCredit 0.01 NTRF NONREF -",
            ),
        ] {
            let line = parse(text).map_err(|(_, unfit)| unfit).unwrap();
            let said = format!(
                "{} {:?} {} {} {} {}",
                line.booked_on,
                line.mark,
                line.amount,
                line.kind,
                line.reference,
                line.bank_reference.as_deref().unwrap_or("-")
            );
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn what_a_payment_needs_must_be_there() {
        for (text, field) in [
            ("160230D6,00N024NONREF", "booked_on"),
            ("1603010230D6,00N024NONREF", "booked_on"),
            ("1613010301D6,00N024NONREF", "booked_on"),
            ("160301", "direction"),
            ("160301X6,00N024NONREF", "direction"),
            ("160301D,00N024NONREF", "amount"),
            ("160301D6,0,0N024NONREF", "amount"),
            ("160301D6.00N024NONREF", "amount"),
            ("160301D6,00", "amount"),
        ] {
            assert_eq!(
                parse(text).map(|_| ()).map_err(|(field, _)| field),
                Err(field),
                "{text}"
            );
        }
    }
}
