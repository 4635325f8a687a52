//! What the page shows of a letter, formatted for the language and harmless.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use dunning::answer::{GivenAnswer, Said};
use dunning::flow::respond::{Silence, ToldInvoice, View};
use dunning::hold::PROMISE_DAYS_AT_MOST;
use serde::Serialize;

use super::words::PageWords;
use crate::harmless::{NUMBER_AT_MOST_CHARS, https_link, one_line};
use crate::locale::Locale;

/// Everything that the template can name of a letter.
#[derive(Serialize)]
pub(super) struct Face {
    about_letter: String,
    invoices: Vec<Row>,
    promise_hint: String,
    noted: Option<Noted>,
}

/// An open invoice.
#[derive(Serialize)]
struct Row {
    line: usize,
    number: String,
    due_on: Option<String>,
    open: String,
    link: Option<String>,
    /// Until when it rests, where the invoices differ in it.
    rests: Option<String>,
}

/// The last answer, and what happens next.
#[derive(Serialize)]
struct Noted {
    on: String,
    said: String,
    next: Option<String>,
}

impl Face {
    /// `originals` are the lines whose invoice can be had by the link of the page itself: what the customer got goes
    /// before what a link elsewhere shows today.
    pub(super) fn of(
        view: &View,
        originals: &BTreeSet<usize>,
        token: &str,
        words: &PageWords,
        locale: &Locale,
    ) -> Self {
        let common = common_silence(&view.open);
        let row = |told: &ToldInvoice| Row {
            line: told.line,
            number: one_line(&told.invoice.id.to_string(), NUMBER_AT_MOST_CHARS),
            due_on: told
                .invoice
                .due_on
                .and_then(|day| locale.day(day).get("short").cloned()),
            open: locale.money(told.invoice.open()),
            link: match originals.contains(&told.line) {
                true => Some(format!("?t={token}&v={}", told.line)),
                false => told.invoice.url.as_deref().and_then(https_link),
            },
            rests: told
                .silence
                .filter(|_| common.is_none() || view.open.len() > 1)
                .map(|silence| rests(silence, words, locale)),
        };
        let latest = view.today + TimeDelta::days(PROMISE_DAYS_AT_MOST);
        let noted = view.answers.last().map(|given| Noted {
            on: capitalised(&with_day(words.noted_on, given.on, locale)),
            said: said(given, words, locale),
            next: next(given, common, words, locale),
        });
        Self {
            about_letter: with_day(words.about_letter, view.letter_of, locale),
            invoices: view.open.iter().map(row).collect(),
            promise_hint: with_day(words.promise_hint, latest, locale),
            noted,
        }
    }
}

/// The silence of all invoices, if it is the same: outer none where they differ, inner none where none rests.
fn common_silence(open: &[ToldInvoice]) -> Option<Option<Silence>> {
    let first = open.first()?.silence;
    open.iter().all(|told| told.silence == first).then_some(first)
}

fn rests(silence: Silence, words: &PageWords, locale: &Locale) -> String {
    match silence {
        Silence::Before(day) => with_day(words.rests_before, day, locale),
        Silence::UntilSettled => words.rests_until_settled.to_owned(),
    }
}

fn said(given: &GivenAnswer, words: &PageWords, locale: &Locale) -> String {
    match given.said {
        Said::Paid => words.said_paid.to_owned(),
        Said::WillPay { on } => with_day(words.said_promise, on, locale),
        Said::Dispute => words.said_wrong.to_owned(),
        Said::WrongPerson => words.said_person.to_owned(),
    }
}

/// What happens next; none where the invoices differ, and each says it for itself.
fn next(
    given: &GivenAnswer,
    common: Option<Option<Silence>>,
    words: &PageWords,
    locale: &Locale,
) -> Option<String> {
    Some(match (common?, given.said) {
        (None, _) => words.next_over.to_owned(),
        (Some(_), Said::WrongPerson) => words.next_person.to_owned(),
        (Some(Silence::UntilSettled), _) | (Some(_), Said::Dispute) => words.next_settled.to_owned(),
        (Some(Silence::Before(day)), Said::Paid) => with_day(words.next_paid, day, locale),
        (Some(Silence::Before(day)), Said::WillPay { .. }) => with_day(words.next_promise, day, locale),
    })
}

/// The phrase with the form of the day that it names in braces.
pub(super) fn with_day(phrase: &str, day: NaiveDate, locale: &Locale) -> String {
    let forms = locale.day(day);
    let mut phrase = phrase.to_owned();
    for (name, form) in forms.iter() {
        phrase = phrase.replace(&format!("{{{name}}}"), form);
    }
    phrase
}

/// A sentence may begin with an inflected day, which is lower case by itself.
fn capitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next();
    first
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(characters)
        .collect()
}
