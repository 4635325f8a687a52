//! What the figures of a terms text are: numbers, dates, or names that are made of digits.

use chrono::NaiveDate;

use super::token::Token;
use super::word::Sense;

/// Dates of other centuries are slips of the pen, or no dates.
fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year)
        .ok()
        .filter(|year| (1980..=2199).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// What a run of digits and the marks between them is.
pub(super) fn figure(text: &str) -> Token {
    const CHARS_AT_MOST: usize = 4;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = (text.len() <= CHARS_AT_MOST).then(|| text.parse().ok()).flatten();
        return number.map_or(Token::Figure, Token::Whole);
    }
    if text.split(':').count() > 1 {
        // A time of day says nothing of the day.
        let is_time = text
            .split(':')
            .all(|part| part.len() == 2 && part.parse().is_ok_and(|part: u8| part < 60));
        return if is_time {
            Token::Word(Sense::Filler)
        } else {
            Token::Figure
        };
    }
    let is_ratio = text
        .split_once('/')
        .is_some_and(|(one, other)| one.len() <= 2 && other.len() <= 2 && other.parse::<u8>().is_ok());
    let otherwise = if is_ratio { Token::Ratio } else { Token::Figure };
    date(text).unwrap_or(otherwise)
}

fn date(text: &str) -> Option<Token> {
    let mark = text.chars().find(|character| !character.is_ascii_digit())?;
    let parts: Vec<&str> = text.split(mark).collect();
    let [first, second, third] = *parts.as_slice() else {
        return None;
    };
    let (one, two, three) = (first.parse().ok()?, second.parse().ok()?, third.parse().ok()?);
    match (mark, first.len(), second.len(), third.len()) {
        ('-' | '/' | '.', 4, 1..=2, 1..=2) => day(one, two, three).map(Token::Date),
        // Nobody who parts by points writes the month first.
        ('.', 1..=2, 1..=2, 4) => day(three, two, one).map(Token::Date),
        ('.', 1..=2, 1..=2, 2) => day(2000 + three, two, one).map(Token::Date),
        ('-' | '/', 1..=2, 1..=2, 4) => match (day(three, two, one), day(three, one, two)) {
            (Some(one), Some(other)) if one != other => Some(Token::Either(one, other)),
            (Some(only), _) | (None, Some(only)) => Some(Token::Date(only)),
            (None, None) => None,
        },
        _ => None,
    }
}

/// A number behind a number sign is a name, and counts nothing: `§ 286`, `Nr. 30`, `No. 17`.
pub(super) fn without_named_numbers(mut tokens: Vec<Token>) -> Vec<Token> {
    let mut named = false;
    let mut denied = false;
    for token in &mut tokens {
        match *token {
            Token::Word(Sense::NumberSign) => named = true,
            Token::Word(Sense::Not) => denied = true,
            Token::Point if denied => named = true,
            Token::Point => {}
            Token::Whole(_) if named => *token = Token::Figure,
            _ => (named, denied) = (false, false),
        }
        if matches!(token, Token::Figure) {
            (named, denied) = (false, false);
        }
    }
    tokens
}

/// Joins `4. April 2018`, `4 de abril de 2018`, `April 4, 2018` to dates, and tells a sentence's point from an
/// ordinal's.
pub(super) fn with_dates(tokens: &[Token]) -> Vec<Token> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut rest = tokens;
    while let Some((first, behind)) = rest.split_first() {
        if let Some((token, behind)) = written_date(rest) {
            joined.push(token);
            rest = behind;
            continue;
        }
        rest = behind;
        joined.push(match first {
            Token::Point => sentence_end(&joined, behind),
            other => *other,
        });
    }
    joined
}

/// A point behind a number may make it an ordinal: `15. Tag`.
fn sentence_end(before: &[Token], behind: &[Token]) -> Token {
    let after_number = matches!(before.last(), Some(Token::Whole(_)));
    let after_sign = matches!(before.last(), Some(Token::Word(Sense::NumberSign)));
    let before_unit = matches!(
        behind.first(),
        Some(Token::Word(
            Sense::Day | Sense::Week | Sense::Calendar | Sense::Working | Sense::Month(_)
        ))
    );
    if after_number && before_unit || after_sign {
        Token::Point
    } else {
        Token::Stop
    }
}

fn written_date(tokens: &[Token]) -> Option<(Token, &[Token])> {
    let (first, rest) = tokens.split_first()?;
    let number = |token: &Token| match token {
        Token::Whole(number) | Token::Ordinal(number) => Some(*number),
        _ => None,
    };
    // At most two small words, a point or a comma lie between the parts.
    let beyond = |tokens: &'_ [Token]| {
        let is_between = |token: &&Token| {
            matches!(
                token,
                Token::Point | Token::Comma | Token::Word(Sense::Filler | Sense::From)
            )
        };
        tokens.iter().take(2).take_while(is_between).count()
    };
    let rest = rest.get(beyond(rest)..)?;
    let (second, rest) = rest.split_first()?;
    let (in_month, month) = match (first, second) {
        (Token::Word(Sense::Month(month)), second) => (number(second)?, *month),
        (first, Token::Word(Sense::Month(month))) => (number(first)?, *month),
        _ => return None,
    };
    let rest = rest.get(beyond(rest)..)?;
    let (third, rest) = rest.split_first()?;
    let Token::Whole(year @ 1000..) = *third else {
        return None;
    };
    let token = day(year, month, in_month).map_or(Token::Figure, Token::Date);
    Some((token, rest))
}
