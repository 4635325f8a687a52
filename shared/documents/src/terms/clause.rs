//! One clause of a terms text: the terms in it, and what it is about.

use chrono::NaiveDate;

use super::Abstention;
use super::token::Token;
use super::word::Sense;

/// When, as a clause puts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// So many days from the issue.
    Days(u32),
    /// On this day.
    On(NaiveDate),
    /// On one of these: with the day first, with the month first.
    OnEither(NaiveDate, NaiveDate),
    /// At once, which is on the day of the issue.
    AtOnce,
}

/// A term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) when: When,
    /// Whether it says that it is for the whole sum; otherwise a discount nearby may make it a discount's window.
    pub(super) is_net: bool,
}

/// What a clause comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Another matter, or nothing.
    Beside,
    /// These terms; for a discount without a window of its own none.
    Terms(Vec<Term>),
    /// A discount whose window stands elsewhere.
    LooseDiscount,
    /// A discount with its window.
    Discount,
    /// About when to pay, but not to be read in one way only.
    Unclear(Abstention),
}

/// Whether a sentence speaks of what follows if nobody pays.
pub(super) fn is_about_lateness(sentence: &[Token]) -> bool {
    sentence.contains(&Token::Word(Sense::Late))
}

/// Judges a clause, in a sentence that is, or is not, about lateness.
pub(super) fn judge(tokens: &[Token], sentence_is_late: bool) -> Verdict {
    let tokens = normal(tokens);
    let clause = Clause::of(&tokens);
    let conditions = [Sense::If, Sense::Otherwise, Sense::Not];
    let is_conditional = conditions.iter().any(|sense| clause.has(*sense)) || clause.counts_after;
    if clause.has(Sense::Late) || clause.is_after_due || sentence_is_late && is_conditional {
        return Verdict::Beside;
    }
    let has_term = !clause.terms.is_empty();
    let speaks_of_paying = clause.has(Sense::Pay) || clause.has(Sense::Due);
    // Without a word of paying, a term is one only if there is nothing else in the clause.
    let is_bare = !clause.has_unknown && !clause.is_empty;
    if clause.has(Sense::Other) || clause.counts_from_elsewhere {
        return if has_term && (speaks_of_paying || clause.counts_from_elsewhere) {
            Verdict::Unclear(Abstention::FromElsewhere)
        } else {
            Verdict::Beside
        };
    }
    if clause.has(Sense::Contract) && !has_term {
        return Verdict::Unclear(Abstention::ByContract);
    }
    if !speaks_of_paying && !is_bare && !clause.is_discount {
        return if has_term || clause.unit_without_number {
            Verdict::Unclear(Abstention::NotUnderstood)
        } else {
            Verdict::Beside
        };
    }
    if let Some(why) = clause.doubt(has_term, is_bare) {
        return Verdict::Unclear(why);
    }
    if clause.is_discount {
        return clause.beside_discount();
    }
    Verdict::Terms(clause.terms)
}

/// "Without deduction", "no discount" say that the sum is the whole sum; "not later than" is no denial.
fn normal(tokens: &[Token]) -> Vec<Token> {
    let mut normal = tokens.to_vec();
    let mut denial: Option<usize> = None;
    for at in 0..normal.len() {
        let Some(token) = normal.get(at).copied() else {
            break;
        };
        match token {
            Token::Word(Sense::Without | Sense::Not) => denial = Some(at),
            Token::Word(Sense::Discount | Sense::Later) => {
                if let Some(denial) = denial.take() {
                    let (first, second) = if token == Token::Word(Sense::Discount) {
                        (Sense::Net, Sense::Filler)
                    } else {
                        (Sense::Filler, Sense::By)
                    };
                    for (at, sense) in [(denial, first), (at, second)] {
                        if let Some(token) = normal.get_mut(at) {
                            *token = Token::Word(sense);
                        }
                    }
                }
            }
            Token::Word(Sense::Filler | Sense::Month(_)) => {}
            _ => denial = None,
        }
    }
    normal
}

/// What stands in a clause.
#[derive(Default)]
struct Clause {
    senses: Vec<Sense>,
    terms: Vec<Term>,
    /// Other words than those of the vocabulary, or figures that are no terms.
    has_unknown: bool,
    is_empty: bool,
    /// A discount, or a percentage that is no tax.
    is_discount: bool,
    /// A discount with its window, in one piece.
    has_window: bool,
    unit_without_number: bool,
    /// A small number that counts nothing that is known: "30 or 60 days", "on the 10".
    stray_number: bool,
    /// "After 30 days".
    counts_after: bool,
    /// "30 days after the due date".
    is_after_due: bool,
    /// "30 days after delivery".
    counts_from_elsewhere: bool,
    /// "30 days before".
    counts_before: bool,
    /// A word for the whole sum that belongs to no term in particular.
    loose_net: bool,
}

impl Clause {
    fn has(&self, sense: Sense) -> bool {
        self.senses.contains(&sense)
    }

    fn of(tokens: &[Token]) -> Self {
        let mut clause = Self {
            is_empty: tokens.is_empty(),
            ..Self::default()
        };
        clause.senses = tokens
            .iter()
            .filter_map(|token| match token {
                Token::Word(sense) => Some(*sense),
                _ => None,
            })
            .collect();
        let mut at = 0;
        while at < tokens.len() {
            at = clause.take(tokens, at);
        }
        let is_taxed = clause.has(Sense::Tax);
        clause.is_discount =
            clause.has_window || clause.has(Sense::Discount) || clause.has(Sense::Percent) && !is_taxed;
        clause.receipt(tokens);
        clause
    }

    /// Looks at the token at a place; says where to look on.
    fn take(&mut self, tokens: &[Token], at: usize) -> usize {
        let (before, rest) = tokens.split_at_checked(at).unwrap_or((tokens, &[]));
        let Some((token, behind)) = rest.split_first() else {
            return tokens.len();
        };
        match token {
            Token::Whole(number) => {
                let counted = counted(*number, behind);
                if let Some((days, length)) = counted {
                    let behind = behind.get(length..).unwrap_or_default();
                    self.days(before, days, behind);
                    return at + 1 + length;
                }
                self.lone_number(before, *number, behind);
            }
            Token::Window => self.has_window = true,
            Token::Ratio if behind.first() == Some(&Token::Word(Sense::Net)) => self.has_window = true,
            Token::Ordinal(_) => self.stray_number = true,
            Token::Ratio | Token::Figure | Token::Unknown | Token::Word(Sense::Month(_)) => {
                self.has_unknown = true
            }
            Token::Date(date) => self.date(before, When::On(*date), behind),
            Token::Either(one, other) => self.date(before, When::OnEither(*one, *other), behind),
            Token::Word(Sense::AtOnce) => self.terms.push(Term {
                when: When::AtOnce,
                is_net: false,
            }),
            Token::Word(Sense::Day | Sense::Week) => self.unit_without_number = true,
            Token::Word(Sense::Net) => self.loose_net = true,
            _ => {}
        }
        at + 1
    }

    /// So many days, and what is said of them behind.
    fn days(&mut self, before: &[Token], days: u32, behind: &[Token]) {
        let mut following = behind
            .iter()
            .filter(|token| **token != Token::Word(Sense::Filler));
        let next = following.next();
        let is_net = next == Some(&Token::Word(Sense::Net)) || std::mem::take(&mut self.loose_net);
        if next == Some(&Token::Word(Sense::Before)) {
            self.counts_before = true;
        }
        let starts = [Some(&Token::Word(Sense::After)), Some(&Token::Word(Sense::From))];
        let start = if starts.contains(&next) {
            following.next()
        } else {
            // "30 days net from the invoice date"
            let beyond_net = following.next();
            let has_start = next == Some(&Token::Word(Sense::Net)) && starts.contains(&beyond_net);
            if has_start {
                following.next()
            } else {
                Some(&Token::Word(Sense::Invoice))
            }
        };
        match start {
            Some(Token::Word(Sense::Invoice | Sense::Receipt)) | Some(Token::Date(_)) => {}
            Some(Token::Word(Sense::Pay | Sense::Due)) => self.is_after_due = true,
            _ => self.counts_from_elsewhere = true,
        }
        let last = before.iter().rfind(|token| **token != Token::Word(Sense::Filler));
        if matches!(last, Some(Token::Word(Sense::After | Sense::Later))) {
            self.counts_after = true;
        }
        self.terms.push(Term {
            when: When::Days(days),
            is_net,
        });
    }

    /// A number that counts no days: "net 30" does, a sum of money is nobody's business, anything else is a doubt.
    fn lone_number(&mut self, before: &[Token], number: u32, behind: &[Token]) {
        const MONEY: [Option<Token>; 2] = [
            Some(Token::Word(Sense::Currency)),
            Some(Token::Word(Sense::Percent)),
        ];
        let next = behind.first().copied();
        let last = before.last().copied();
        if MONEY.contains(&next) || last == MONEY[0] {
            return;
        }
        let ends = matches!(
            next,
            None | Some(Token::Word(
                Sense::From | Sense::After | Sense::Filler | Sense::Calendar
            ))
        );
        if last == Some(Token::Word(Sense::Net)) && ends {
            self.loose_net = true;
            self.days(before, number, behind);
        } else if number <= u32::from(super::DAYS_AT_MOST) {
            self.stray_number = true;
        } else {
            self.has_unknown = true;
        }
    }

    /// A date counts if something before it says that it is the day to pay by.
    fn date(&mut self, before: &[Token], when: When, behind: &[Token]) {
        let is_between = |token: &&Token| {
            matches!(
                token,
                Token::Word(Sense::Filler | Sense::Net | Sense::Invoice) | Token::Point
            )
        };
        let introducing = before.iter().rev().find(|token| !is_between(token));
        let is_counted_from = before
            .iter()
            .rev()
            .take(3)
            .any(|token| matches!(token, Token::Word(Sense::From | Sense::After)));
        let is_introduced = matches!(
            introducing,
            Some(Token::Word(Sense::By | Sense::Before | Sense::Due))
        );
        // Hindi says "by" behind the date.
        let is_followed = behind.first() == Some(&Token::Word(Sense::By));
        if (is_introduced || is_followed) && !is_counted_from {
            let is_net = std::mem::take(&mut self.loose_net);
            self.terms.push(Term { when, is_net });
        } else {
            self.has_unknown = true;
        }
    }

    /// "Due on receipt" is at once; "30 days from receipt" counts from it, and "receipt of payment" is something else.
    fn receipt(&mut self, tokens: &[Token]) {
        let Some(at) = tokens
            .iter()
            .position(|token| *token == Token::Word(Sense::Receipt))
        else {
            return;
        };
        let (before, behind) = tokens.split_at_checked(at).unwrap_or((tokens, &[]));
        let is_plain = |token: &&Token| {
            !matches!(
                token,
                Token::Word(Sense::Filler | Sense::From | Sense::After | Sense::Invoice)
            )
        };
        let of = behind.iter().skip(1).find(is_plain);
        let by = before.last();
        let is_ours = !matches!(of, Some(Token::Word(Sense::Pay | Sense::Due) | Token::Unknown))
            && !matches!(by, Some(Token::Unknown | Token::Figure));
        let is_alone = self.terms.is_empty() && !self.unit_without_number && !self.stray_number;
        if is_ours && is_alone {
            self.terms.push(Term {
                when: When::AtOnce,
                is_net: false,
            });
        }
    }

    /// What keeps a clause about paying from being read in one way only.
    fn doubt(&self, has_term: bool, is_bare: bool) -> Option<Abstention> {
        let speaks_of_time = has_term || self.unit_without_number || is_bare;
        if self.has(Sense::Calendar) {
            return Some(Abstention::MonthEnd);
        }
        if self.has(Sense::Working) && (speaks_of_time || self.stray_number) {
            return Some(Abstention::WorkingDays);
        }
        let is_net = self.terms.iter().all(|term| term.is_net);
        let is_denied = self.has(Sense::Not)
            || self.has(Sense::If) && !self.is_discount
            || self.has(Sense::Otherwise) && !is_net;
        let is_unclear = self.unit_without_number
            || self.counts_before
            || has_term && (is_denied || self.has(Sense::Later))
            || self.counts_after && !self.has(Sense::Pay) && !self.has(Sense::Due)
            || self.stray_number && !self.is_discount && (has_term || is_bare);
        is_unclear.then_some(Abstention::NotUnderstood)
    }

    /// In a clause with a discount, only a term that says that it is for the whole sum is one.
    fn beside_discount(self) -> Verdict {
        let has_windows = self.has_window || self.terms.iter().any(|term| !term.is_net);
        let net: Vec<Term> = self.terms.into_iter().filter(|term| term.is_net).collect();
        match (net.is_empty(), has_windows) {
            (true, true) => Verdict::Discount,
            (true, false) if self.senses.contains(&Sense::Not) => Verdict::Beside,
            (true, false) => Verdict::LooseDiscount,
            (false, true) => Verdict::Terms(net),
            // "30 days net 2 % discount": the discount has no window, or the net term is it.
            (false, false) => Verdict::Unclear(Abstention::NotUnderstood),
        }
    }
}

/// How many days a number counts with what is behind it, and how many tokens that takes.
fn counted(number: u32, behind: &[Token]) -> Option<(u32, usize)> {
    const DAYS_A_WEEK: u32 = 7;
    let small = behind
        .iter()
        .take(2)
        .take_while(|token| **token == Token::Word(Sense::Filler))
        .count();
    match behind.get(small)? {
        Token::Word(Sense::Day) => Some((number, small + 1)),
        Token::Word(Sense::ShortDay) if small == 0 => Some((number, 1)),
        Token::Word(Sense::Week) => Some((number.checked_mul(DAYS_A_WEEK)?, small + 1)),
        _ => None,
    }
}
