//! Payment terms as people write them → the day on which the whole sum is due, or why the text doesn't tell.
//!
//! It abstains rather than guesses: a date is given only if every clause about paying can be read, in one way, and
//! all of them agree. Nothing is matched by pattern; a text is cut into pieces (`token`, `figure`), each word has one
//! sense in a vocabulary of all languages at once (`word`, `vocabulary`), and each clause is judged by what stands in it (`clause`).
//!
//! What was decided, and why:
//!
//! - **"60 days" alone is net, from the issue.** In the terms field of an invoice it has no other reading in trade.
//! - **At once** ("due on receipt", "sofort", "vista fattura") **is the day of the issue.** What arrives as a file
//!   arrives on that day or soon after, and the ladder leaves days of grace before anything firm is said.
//! - **"Before 1 May" is 1 May**: at most a day late, and never early.
//! - **A date and days that differ by one day agree**, for some count the day of the issue; the date counts.
//! - **End of month is never read.** "45 jours fin de mois" may be counted in two ways by French law (the days, then
//!   the month's end; or the other way round), and "30 gg f.m." is by Italian custom.
//! - **Weeks are read, months and working days are not**: a month may be 30 days or a page of the calendar, and
//!   working days depend on place and trade.
//! - **`03/04/2026`** is read where a telling word is not English, since nobody else writes the month first. The
//!   buyer's country is no evidence: the seller wrote it.
//! - **Days from anything but the invoice** (delivery, acceptance) are not known here.

mod clause;
mod figure;
mod token;
mod vocabulary;
mod word;

#[cfg(test)]
mod tests;

use chrono::{Days, NaiveDate};

use clause::{Term, Verdict, When, is_about_lateness, judge};
use token::{Token, cut};
use word::Sense;

use crate::value::PROSE_CHARS_AT_MOST;

/// The longest term that is believed, in days.
const DAYS_AT_MOST: u16 = 365;
/// How far after the issue a written date is believed, in days.
const DATE_AFTER_ISSUE_AT_MOST: u64 = 731;

/// Why a terms text gives no due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Abstention {
    /// It doesn't speak of when to pay.
    Unsaid,
    /// It is so long that its end may be missing.
    TooLong,
    /// A template that nobody filled in.
    Unfilled,
    /// It refers to what is agreed elsewhere.
    ByContract,
    /// Something is paid before, or in parts.
    InParts,
    /// The creditor collects.
    Collected,
    /// It says that nothing is to be paid any more.
    Settled,
    /// It only says until when a discount may be taken.
    DiscountOnly,
    /// Months and their ends are counted in more than one way.
    MonthEnd,
    /// Days of work depend on place and trade.
    WorkingDays,
    /// It counts from something else than the invoice.
    FromElsewhere,
    /// It names two different days.
    Contradiction,
    /// Nothing tells the day from the month.
    UnsureDate,
    /// The day lies before the issue, or too far behind it.
    OutOfBounds,
    /// Something in it may change the meaning.
    NotUnderstood,
}

impl Abstention {
    /// The reason as a clause: "the text …".
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Unsaid => "does not say when to pay",
            Self::TooLong => "is too long to be sure of all of it",
            Self::Unfilled => "is a template with blanks",
            Self::ByContract => "refers to an agreement",
            Self::InParts => "speaks of parts or of prepayment",
            Self::Collected => "says that the money is collected",
            Self::Settled => "speaks of something paid or credited",
            Self::DiscountOnly => "only names a discount",
            Self::MonthEnd => "counts in months, which can be done in two ways",
            Self::WorkingDays => "counts working days",
            Self::FromElsewhere => "counts from something else than the invoice",
            Self::Contradiction => "contradicts itself",
            Self::UnsureDate => "does not tell the day from the month",
            Self::OutOfBounds => "names a day that can't be meant",
            Self::NotUnderstood => "can be read in more than one way",
        }
    }
}

/// The day on which the whole sum is due by the text.
///
/// # Errors
/// An [`Abstention`] where the text can't be read in one way only.
pub fn due_by_text(text: &str, issued_on: NaiveDate) -> Result<NaiveDate, Abstention> {
    if text.chars().nth(PROSE_CHARS_AT_MOST - 1).is_some() {
        return Err(Abstention::TooLong);
    }
    let cut = cut(text);
    // A field that holds a date and nothing else says the due date.
    let tokens: Vec<Token> = match cut.tokens.as_slice() {
        [date @ (Token::Date(_) | Token::Either(..)), rest @ ..] if rest.iter().all(says_nothing) => {
            vec![Token::Word(Sense::By), *date]
        }
        tokens => tokens.to_vec(),
    };
    whole_text(&tokens)?;
    let mut days = Vec::new();
    for term in terms(&tokens)? {
        days.push((term.when, day(term.when, issued_on, cut.is_day_first)?));
    }
    agreed(&days)
}

fn says_nothing(token: &Token) -> bool {
    matches!(token, Token::Stop | Token::Point | Token::Word(Sense::Filler))
}

/// What makes a text unfit wherever it stands in it.
fn whole_text(tokens: &[Token]) -> Result<(), Abstention> {
    for token in tokens {
        match token {
            Token::Blank => return Err(Abstention::Unfilled),
            Token::Word(Sense::Part) => return Err(Abstention::InParts),
            Token::Word(Sense::Collected) => return Err(Abstention::Collected),
            Token::Word(Sense::Settled) => return Err(Abstention::Settled),
            _ => {}
        }
    }
    Ok(())
}

/// The terms for the whole sum, of all clauses.
fn terms(tokens: &[Token]) -> Result<Vec<Term>, Abstention> {
    let mut terms = Vec::new();
    let (mut has_discount, mut has_loose_discount) = (false, false);
    for sentence in tokens.split(|token| *token == Token::Stop) {
        let is_late = is_about_lateness(sentence);
        for clause in sentence.split(|token| *token == Token::Comma) {
            match judge(clause, is_late) {
                Verdict::Beside => {}
                Verdict::Terms(found) => terms.extend(found),
                Verdict::Discount => has_discount = true,
                Verdict::LooseDiscount => has_loose_discount = true,
                Verdict::Unclear(why) => return Err(why),
            }
        }
    }
    if has_loose_discount {
        // "Payment within 10 days, 2 % discount": the days may be the discount's.
        terms.retain(|term| term.is_net);
    }
    if !terms.is_empty() {
        Ok(terms)
    } else if has_discount || has_loose_discount {
        Err(Abstention::DiscountOnly)
    } else {
        Err(Abstention::Unsaid)
    }
}

fn day(when: When, issued_on: NaiveDate, is_day_first: bool) -> Result<NaiveDate, Abstention> {
    let last = issued_on.checked_add_days(Days::new(DATE_AFTER_ISSUE_AT_MOST));
    let is_believed = |day: &NaiveDate| *day >= issued_on && last.is_some_and(|last| *day <= last);
    let day = match when {
        When::AtOnce => Some(issued_on),
        When::Days(days) if (1..=u32::from(DAYS_AT_MOST)).contains(&days) => {
            issued_on.checked_add_days(Days::new(days.into()))
        }
        When::Days(_) => None,
        When::On(day) => Some(day),
        When::OnEither(day_first, _) if is_day_first => Some(day_first),
        When::OnEither(day_first, month_first) => {
            return match (is_believed(&day_first), is_believed(&month_first)) {
                (true, false) => Ok(day_first),
                (false, true) => Ok(month_first),
                (true, true) => Err(Abstention::UnsureDate),
                (false, false) => Err(Abstention::OutOfBounds),
            };
        }
    };
    day.filter(is_believed).ok_or(Abstention::OutOfBounds)
}

/// The one day that all terms mean. Written dates count before counted days, which may be off by one.
fn agreed(days: &[(When, NaiveDate)]) -> Result<NaiveDate, Abstention> {
    let is_counted = |when: &When| matches!(when, When::Days(_));
    let written = days.iter().find(|(when, _)| !is_counted(when));
    let (_, chosen) = *written.or(days.first()).ok_or(Abstention::Unsaid)?;
    let agrees = |(when, day): &(When, NaiveDate)| {
        let leeway = i64::from(is_counted(when) && written.is_some_and(|(when, _)| *when != When::AtOnce));
        day.signed_duration_since(chosen).num_days().abs() <= leeway
    };
    if days.iter().all(agrees) {
        Ok(chosen)
    } else {
        Err(Abstention::Contradiction)
    }
}
