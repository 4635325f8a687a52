//! A terms text, cut into what it is made of.

use chrono::NaiveDate;

use super::figure::{figure, with_dates, without_named_numbers};
use super::word::{Sense, word};

/// A piece of a terms text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A plain whole number of up to four digits.
    Whole(u32),
    /// The same with the mark of an ordinal: `4th`, `1er`. It names a day, and never counts days.
    Ordinal(u32),
    /// `2/10`, as in "2/10 net 30": two per cent for paying within ten days.
    Ratio,
    /// A discount and the days for which it is offered, as a structured line.
    Window,
    /// Any other figure: an amount, a code, a phone number.
    Figure,
    /// A date that can be read in one way only.
    Date(NaiveDate),
    /// `03/04/2026`: with the day first, and with the month first.
    Either(NaiveDate, NaiveDate),
    /// A word of the vocabulary.
    Word(Sense),
    /// Any other word.
    Unknown,
    /// Something that a template should have filled in.
    Blank,
    /// A point that may end a sentence or an ordinal.
    Point,
    /// The end of a clause.
    Comma,
    /// The end of a sentence.
    Stop,
}

/// The pieces, and what the words give away.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) tokens: Vec<Token>,
    /// Whether some telling word is not English, so that the day comes before the month.
    pub(super) is_day_first: bool,
}

/// Cuts a text; one pass, linear.
pub(super) fn cut(text: &str) -> Cut {
    let mut cutter = Cutter {
        rest: text,
        cut: Cut::default(),
    };
    while let Some(first) = cutter.rest.chars().next() {
        cutter.next(first);
    }
    let Cut { tokens, is_day_first } = cutter.cut;
    Cut {
        tokens: with_dates(&without_named_numbers(tokens)),
        is_day_first,
    }
}

struct Cutter<'a> {
    rest: &'a str,
    cut: Cut,
}

fn is_letter(character: char) -> bool {
    // Devanagari writes some vowels and joints as marks that count as no letters.
    character.is_alphabetic() || matches!(character, '\u{900}'..='\u{963}' | '\u{971}'..='\u{97f}')
}

fn digit(character: char) -> Option<u32> {
    match character {
        '०'..='९' => Some(u32::from(character) - u32::from('०')),
        other => other.to_digit(10),
    }
}

fn is_alphanumeric(character: char) -> bool {
    is_letter(character) || digit(character).is_some()
}

impl<'a> Cutter<'a> {
    /// Takes the characters for as long as they are of a kind.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self
            .rest
            .find(|character| !wanted(character))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn skip(&mut self, character: char) {
        self.rest = self.rest.get(character.len_utf8()..).unwrap_or_default();
    }

    fn push(&mut self, token: Token) {
        self.cut.tokens.push(token);
    }

    fn next(&mut self, first: char) {
        if digit(first).is_some() {
            return self.number();
        }
        if is_letter(first) {
            return self.word();
        }
        if first == '#' && self.structured() {
            return;
        }
        self.skip(first);
        let next = self.rest.chars().next();
        match first {
            '.' if self.rest.starts_with("..") => {
                self.take(|character| character == '.');
                self.push(Token::Stop);
            }
            '.' if next.is_none_or(char::is_whitespace) => self.push(Token::Point),
            ';' | '!' | '?' | '|' | '\n' | '•' | '…' | '।' => self.push(Token::Stop),
            ',' | '/' | ')' => self.push(Token::Comma),
            '(' => self.parenthesis(),
            '-' | '–' | '—' if next.is_none_or(char::is_whitespace) => self.push(Token::Comma),
            '%' => self.push(Token::Word(Sense::Percent)),
            '€' | '$' | '£' | '₹' | '¥' => self.push(Token::Word(Sense::Currency)),
            '§' | '#' | '№' => self.push(Token::Word(Sense::NumberSign)),
            '[' | ']' | '{' | '}' | '<' | '>' => self.push(Token::Blank),
            '_' if next == Some('_') => self.push(Token::Blank),
            _ => {}
        }
    }

    /// `#SKONTO#TAGE=7#PROZENT=2.00#` and `#VERZUG#…#`, as XRechnung writes discounts and late interest: neither is
    /// a term.
    fn structured(&mut self) -> bool {
        let starts = |head: &str| {
            self.rest
                .get(..head.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(head))
        };
        let piece = if starts("#SKONTO#") {
            Token::Window
        } else if starts("#VERZUG#") {
            Token::Word(Sense::Late)
        } else {
            return false;
        };
        self.take(|character| !character.is_whitespace());
        self.cut.tokens.extend([Token::Stop, piece, Token::Stop]);
        true
    }

    /// `thirty (30) days` and `30 (thirty) days` say the number twice; other parentheses are clauses.
    fn parenthesis(&mut self) {
        const CHARS_AT_MOST: usize = 40;
        let end = self
            .rest
            .char_indices()
            .take(CHARS_AT_MOST)
            .find(|(_, inside)| *inside == ')');
        let Some((inside, rest)) = end.and_then(|(end, _)| self.rest.split_at_checked(end)) else {
            return self.push(Token::Comma);
        };
        let rest = rest.strip_prefix(')').unwrap_or(rest);
        let is_number = !inside.is_empty() && inside.chars().all(|inside| digit(inside).is_some());
        let is_spelled = matches!(self.cut.tokens.last(), Some(Token::Whole(_)))
            && inside.chars().all(|inside| is_letter(inside) || inside == '-')
            && word(inside).is_none();
        if is_number {
            self.rest = inside;
            self.number();
            self.rest = rest;
        } else if is_spelled {
            self.rest = rest;
        } else {
            self.push(Token::Comma);
        }
    }

    fn word(&mut self) {
        let mut text = self.take(is_letter).to_owned();
        // "d.f.", "f.m.": one word.
        while text.chars().count() <= 4 {
            let mut ahead = self.rest.chars();
            let (Some('.'), Some(letter)) = (ahead.next(), ahead.next()) else {
                break;
            };
            let is_single = is_letter(letter) && !ahead.next().is_some_and(is_alphanumeric);
            if !is_single {
                break;
            }
            text.push(letter);
            self.rest = ahead_of(self.rest, 1 + letter.len_utf8());
            if ahead_of(self.rest, 1).starts_with(|next: char| !is_letter(next)) {
                self.rest = self.rest.strip_prefix('.').unwrap_or(self.rest);
            }
        }
        let next = self.rest.chars().next();
        if next.is_some_and(|next| digit(next).is_some()) && word(&text).is_none() {
            // "DE75…", "R2026": a code.
            self.take(is_alphanumeric);
            return self.push(Token::Unknown);
        }
        if let Some(mark @ ('°' | 'º')) = next {
            self.skip(mark);
            return self.push(Token::Word(Sense::NumberSign));
        }
        if next == Some('/') && text.eq_ignore_ascii_case("n") {
            self.skip('/');
            return self.push(Token::Word(Sense::Net));
        }
        let Some(word) = word(&text) else {
            return self.push(Token::Unknown);
        };
        let is_telling = matches!(
            word.sense,
            Sense::Due | Sense::Pay | Sense::By | Sense::Before | Sense::Day
        );
        self.cut.is_day_first |= is_telling && !word.is_english;
        self.push(Token::Word(word.sense));
    }

    fn number(&mut self) {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().peekable();
        let mut end = 0;
        while let Some((at, character)) = characters.next() {
            if let Some(digit) = digit(character) {
                text.extend(char::from_digit(digit, 10));
            } else {
                let joins = matches!(character, '.' | ',' | '/' | '-' | '–' | ':' | '\'');
                let goes_on = characters.peek().is_some_and(|(_, next)| digit(*next).is_some());
                if !(joins && goes_on) {
                    break;
                }
                text.push(if character == '–' { '-' } else { character });
            }
            end = at + character.len_utf8();
        }
        self.rest = ahead_of(self.rest, end);
        let token = figure(&text);
        if !self.rest.starts_with(is_letter) {
            return self.push(token);
        }
        let before = self.rest;
        let letters = self.take(is_letter);
        let sense = word(letters).map(|word| word.sense);
        let ends = !self
            .rest
            .starts_with(|next: char| next == '-' || is_alphanumeric(next));
        match (token, sense) {
            (Token::Whole(_), Some(Sense::Day | Sense::Week | Sense::ShortDay)) if ends => {
                self.rest = before;
                self.push(token);
            }
            (Token::Whole(number), _) if is_ordinal_mark(letters) => self.push(Token::Ordinal(number)),
            (_, Some(Sense::Currency | Sense::Percent)) => {
                self.rest = before;
                self.push(Token::Figure);
            }
            (Token::Date(_), _) => {
                // "2026-05-01T00:00:00"
                self.take(|character| is_alphanumeric(character) || matches!(character, ':' | '.' | '+'));
                self.push(token);
            }
            _ => {
                self.take(is_alphanumeric);
                self.push(Token::Figure);
            }
        }
    }
}

fn ahead_of(text: &str, bytes: usize) -> &str {
    text.get(bytes..).unwrap_or_default()
}

fn is_ordinal_mark(letters: &str) -> bool {
    matches!(
        letters.to_ascii_lowercase().as_str(),
        "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "ste" | "de" | "te" | "ten" | "e"
    )
}
