//! Dates as people and programs write them → civil dates; d/m/y against m/d/y is decided for a whole file.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::refusal::{Unfit, quoted};

/// A date as a cell writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrittenDate {
    /// Can be read in one way only.
    Certain(NaiveDate),
    /// `first/second/year`: day and month in an order that only the whole file tells.
    Numbers { first: u32, second: u32, year: i32 },
}

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// 24/03/2026
    DayFirst,
    /// 03/24/2026
    MonthFirst,
}

fn unfit(text: &str) -> Unfit {
    Unfit::new(format!(
        "expected a date such as 2026-11-24, not {}",
        quoted(text.trim())
    ))
}

/// Invoices of other centuries are slips of the pen.
fn sensible(date: NaiveDate) -> bool {
    (1980..=2199).contains(&date.year())
}

fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| sensible(*date))
}

/// Reads `2026-11-24`, also with a zone or a time behind it (`2026-11-24+01:00`, `2026-11-24T10:00:00Z`); the civil
/// date is the one that is written.
///
/// # Errors
/// [`Unfit`] for anything else.
pub(crate) fn iso(text: &str) -> Result<NaiveDate, Unfit> {
    let trimmed = text.trim();
    let (date, rest) = trimmed.split_at_checked(10).ok_or_else(|| unfit(text))?;
    let tail_is_fine = rest.is_empty()
        || rest == "Z"
        || rest.starts_with(['+', '-']) && zone_is_fine(rest)
        || rest.starts_with(['T', ' ']) && rest.get(1..).is_some_and(starts_as_time);
    if !tail_is_fine {
        return Err(unfit(text));
    }
    in_ten_characters(date)
        .filter(|date| sensible(*date))
        .ok_or_else(|| unfit(text))
}

/// By hand, since tables are full of dates and a pattern costs ten times as much.
fn in_ten_characters(date: &str) -> Option<NaiveDate> {
    let marked = matches!(date.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _]);
    let digits = date.bytes().filter(u8::is_ascii_digit).count();
    if !marked || digits != 8 {
        return None;
    }
    let number = |part: Option<&str>| part?.parse::<u32>().ok();
    let year = i32::try_from(number(date.get(..4))?).ok()?;
    NaiveDate::from_ymd_opt(year, number(date.get(5..7))?, number(date.get(8..))?)
}

fn zone_is_fine(zone: &str) -> bool {
    zone.len() == 6
        && zone
            .bytes()
            .skip(1)
            .all(|byte| byte.is_ascii_digit() || byte == b':')
}

fn starts_as_time(text: &str) -> bool {
    text.get(..5)
        .is_some_and(|time| NaiveTime::parse_from_str(time, "%H:%M").is_ok())
}

/// Reads an instant: RFC 3339, or a plain date for its first moment.
///
/// # Errors
/// [`Unfit`] for anything else.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, Unfit> {
    let text = text.trim();
    DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.with_timezone(&Utc))
        .or_else(|_| iso(text).map(|date| NaiveDateTime::new(date, NaiveTime::MIN).and_utc()))
        .map_err(|_| {
            Unfit::new(format!(
                "expected a moment such as 2026-11-24T09:30:00Z, not {}",
                quoted(text)
            ))
        })
}

/// Reads a cell of a table: ISO, `24.03.2026`, `24/03/2026`, `12-Aug-2026`, `Aug 12, 2026`, `12 agosto 2026`;
/// a time behind it is ignored.
///
/// # Errors
/// [`Unfit`] for anything else.
pub(crate) fn written(text: &str) -> Result<WrittenDate, Unfit> {
    if let Ok(date) = iso(text) {
        return Ok(WrittenDate::Certain(date));
    }
    let cell = text.trim();
    let date = without_time(cell);
    let by_month_name = date.chars().any(char::is_alphabetic);
    let read = if by_month_name {
        with_month_name(date).map(WrittenDate::Certain)
    } else {
        in_numbers(date)
    };
    read.ok_or_else(|| unfit(text))
}

fn without_time(cell: &str) -> &str {
    match cell.split_once(' ') {
        Some((date, time)) if !date.is_empty() && starts_as_time(time.trim_start()) => date,
        _ => cell,
    }
}

fn in_numbers(date: &str) -> Option<WrittenDate> {
    let mark = date.chars().find(|character| !character.is_ascii_digit())?;
    let trimmed = date.strip_suffix('.').unwrap_or(date);
    let parts: Vec<&str> = trimmed.split(mark).map(str::trim).collect();
    let [first, second, third] = *parts.as_slice() else {
        return None;
    };
    let number = |part: &str| -> Option<u32> {
        let digits = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let (one, two, three) = (number(first)?, number(second)?, number(third)?);
    match (mark, first.len(), third.len()) {
        ('/' | '.' | '-', 4, 1..=2) => ymd(i32::try_from(one).ok()?, two, three).map(WrittenDate::Certain),
        // Nobody who parts by points writes the month first.
        ('.', 1..=2, 4) => ymd(i32::try_from(three).ok()?, two, one).map(WrittenDate::Certain),
        ('.', 1..=2, 2) => ymd(2000 + i32::try_from(three).ok()?, two, one).map(WrittenDate::Certain),
        ('/' | '-', 1..=2, 4) => {
            let year = i32::try_from(three).ok()?;
            let possible = ymd(year, two, one).or_else(|| ymd(year, one, two));
            possible.map(|_| WrittenDate::Numbers {
                first: one,
                second: two,
                year,
            })
        }
        _ => None,
    }
}

/// Month names by their beginnings, in the languages of the letters; no two months share one.
const MONTHS: [(&str, u32); 41] = [
    ("jan", 1),
    ("jän", 1),
    ("gen", 1),
    ("ian", 1),
    ("ene", 1),
    ("feb", 2),
    ("fev", 2),
    ("fév", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("iun", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("iul", 7),
    ("aug", 8),
    ("ago", 8),
    ("aoû", 8),
    ("aou", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("nov", 11),
    ("noi", 11),
    ("noe", 11),
    ("dec", 12),
    ("déc", 12),
    ("dez", 12),
    ("dic", 12),
];

fn with_month_name(date: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = date
        .split([' ', '-', '/', ',', '.'])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, year] = *parts.as_slice() else {
        return None;
    };
    let (day, name) = if first.starts_with(|character: char| character.is_ascii_digit()) {
        (first, second)
    } else {
        (second, first)
    };
    let name = name.to_lowercase();
    let (_, month) = MONTHS
        .into_iter()
        .find(|(beginning, _)| name.starts_with(beginning))?;
    let year = match year.len() {
        4 => year.parse().ok()?,
        2 => 2000 + year.parse::<i32>().ok()?,
        _ => return None,
    };
    ymd(year, month, day.parse().ok()?)
}

impl WrittenDate {
    /// The date, in the file's order; none if there is no such day.
    pub(crate) fn resolve(self, order: DateOrder) -> Option<NaiveDate> {
        match (self, order) {
            (Self::Certain(date), _) => Some(date),
            (Self::Numbers { first, second, year }, DateOrder::DayFirst) => ymd(year, second, first),
            (Self::Numbers { first, second, year }, DateOrder::MonthFirst) => ymd(year, first, second),
        }
    }

    /// The only order in which there is such a day, where there is but one.
    fn proves(self) -> Option<DateOrder> {
        match self {
            Self::Numbers { first, .. } if first > 12 => Some(DateOrder::DayFirst),
            Self::Numbers { second, .. } if second > 12 => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    fn is_ambiguous(self) -> bool {
        matches!(self, Self::Numbers { first, second, .. } if first != second) && self.proves().is_none()
    }
}

/// Decides a file's date order. The evidence, best first: a number above 12; an order in which some invoice would
/// be due before it was issued, while the other has none such; the layout's own custom, if it has one.
///
/// # Errors
/// [`Unfit`] if dates contradict each other, or nothing tells.
pub(crate) fn order(
    dates: &[WrittenDate],
    issued_and_due: &[(WrittenDate, WrittenDate)],
    custom: Option<DateOrder>,
) -> Result<DateOrder, Unfit> {
    let proves = |order| dates.iter().any(|date| date.proves() == Some(order));
    match (proves(DateOrder::DayFirst), proves(DateOrder::MonthFirst)) {
        (true, false) => return Ok(DateOrder::DayFirst),
        (false, true) => return Ok(DateOrder::MonthFirst),
        (true, true) => {
            return Err(Unfit::new(
                "some dates only make sense as day/month/year, others only as month/day/year; write 2026-11-24",
            ));
        }
        (false, false) => {}
    }
    if !dates.iter().any(|date| date.is_ambiguous()) {
        return Ok(DateOrder::DayFirst);
    }
    let backwards = |order| {
        issued_and_due.iter().any(|(issued, due)| {
            matches!((issued.resolve(order), due.resolve(order)), (Some(issued), Some(due)) if due < issued)
        })
    };
    match (backwards(DateOrder::DayFirst), backwards(DateOrder::MonthFirst)) {
        (true, false) => Ok(DateOrder::MonthFirst),
        (false, true) => Ok(DateOrder::DayFirst),
        _ => custom.ok_or_else(|| {
            Unfit::new("nothing in the file tells day/month from month/day; write dates as 2026-11-24")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_cell_may_write_its_date_in_many_ways() {
        for text in [
            "2026-03-24",
            "2026-03-24+01:00",
            "2026-03-24T10:00:00Z",
            "2026-03-24 10:52",
            "2026/03/24",
            "24.03.2026",
            "24.3.26",
            "24-Mar-2026",
            "24 March 2026",
            "Mar 24, 2026",
            "24. März 2026",
            "24 marzo 2026",
        ] {
            assert_eq!(
                written(text),
                Ok(WrittenDate::Certain(day("2026-03-24"))),
                "{text}"
            );
        }
        for bad in [
            "",
            "soon",
            "2026-13-40",
            "31/31/2026",
            "24/03/26",
            "46105",
            "2026-3",
            "1/2/3/2026",
            "24 Foo 2026",
            "1026-03-24",
            "2026-03-24x",
            "30.02.2026",
        ] {
            assert!(written(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_order_is_decided_for_the_whole_file() {
        let dates = |texts: &[&str]| -> Vec<WrittenDate> {
            texts.iter().map(|text| written(text).unwrap()).collect()
        };
        use DateOrder::{DayFirst, MonthFirst};
        for (texts, custom, expected) in [
            (vec!["24/03/2026", "01/02/2026"], None, Some(DayFirst)),
            (vec!["01/02/2026", "03/24/2026"], None, Some(MonthFirst)),
            (vec!["24/03/2026", "03/24/2026"], None, None),
            (vec!["05/05/2026"], None, Some(DayFirst)),
            (vec!["01/02/2026", "02/02/2026"], None, None),
            (
                vec!["01/02/2026", "02/02/2026"],
                Some(MonthFirst),
                Some(MonthFirst),
            ),
        ] {
            assert_eq!(order(&dates(&texts), &[], custom).ok(), expected, "{texts:?}");
        }
    }

    #[test]
    fn nobody_is_due_before_the_issue() {
        let pair = |issued, due| (written(issued).unwrap(), written(due).unwrap());
        let pairs = [pair("03/02/2026", "04/01/2026"), pair("04/02/2026", "05/02/2026")];
        let dates: Vec<WrittenDate> = pairs.iter().flat_map(|(issued, due)| [*issued, *due]).collect();
        assert_eq!(order(&dates, &pairs, None), Ok(DateOrder::MonthFirst));
    }
}
