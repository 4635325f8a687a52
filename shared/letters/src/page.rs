//! The answers page: what a reader sees behind a letter's link, in the reader's language. It needs no script and
//! nothing from elsewhere.

mod shown;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use std::collections::BTreeSet;

use dunning::account::Language;
use dunning::answer::{DisputeReason, NAME_AT_MOST_CHARS, TEXT_AT_MOST_CHARS};
use dunning::creditor::Creditor;
use dunning::flow::respond::View;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use thiserror::Error;

use crate::harmless::{NAME_AT_MOST_CHARS as PRINTED_NAME_AT_MOST, one_line};
use crate::languages::edition;
use crate::locale::Locale;
use crate::writer::{TemplateError, with_causes};
use shown::Face;
use words::{PageWords, words};

const TEMPLATE: &str = "page.html";

/// The longest mail address, in characters (RFC 5321).
pub const ADDRESS_AT_MOST_CHARS: usize = 254;

/// The parts of the page, one an answer, in the order of a letter's links. The name is the link's fragment, the
/// section's id and what the form sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Part {
    Paid,
    Promise,
    Wrong,
    Person,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 4] = [Self::Paid, Self::Promise, Self::Wrong, Self::Person];

    /// The part in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Promise => "promise",
            Self::Wrong => "wrong",
            Self::Person => "person",
        }
    }

    /// Reads [`Part::name`] back.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == text)
    }
}

/// A form as it was filled in. What is typed is kept, right or wrong, so that nobody types it twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the fields of the forms")]
pub struct Filled {
    pub day: String,
    pub reference: String,
    pub reason: String,
    pub text: String,
    pub name: String,
    pub email: String,
    /// The ticked invoices, by their line in the letter.
    pub lines: BTreeSet<usize>,
}

/// What is not right yet in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The form is too old, or is not this page's.
    Stale,
    /// No invoice is ticked.
    NoInvoice,
    /// No day is named, or nothing that could be one.
    NoDay,
    /// Payment is promised for a day that has passed.
    DayPassed,
    /// Payment is promised for a day so far ahead that it must be a slip.
    DayTooFar,
    /// Payment was made on a day that is still ahead.
    PaidInFuture,
    /// No reason is chosen.
    NoReason,
    /// Something else is wrong, but what is not said.
    NoText,
    /// Neither name nor address of the right person.
    Nobody,
    /// Not a mail address.
    NoAddress,
    /// A field is longer than this many characters.
    TooLong(usize),
}

/// A form that comes back to be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToMend {
    /// Which.
    pub part: Part,
    /// As it was filled in.
    pub filled: Filled,
    /// What is to be done about it.
    pub problem: Problem,
}

/// What a page without forms says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Nothing of the letter is open.
    NothingOpen,
    /// The link is no link of ours, or not any more.
    NoSuchLink,
    /// Something failed here.
    TryAgain,
    /// It was not one of the page's own forms.
    Unintelligible,
    /// More answers in a day than anybody needs.
    TooMany,
    /// A form of a size that no honest answer has.
    TooLarge,
    /// The invoice itself is not to be had here.
    NoOriginal,
}

/// A page that could not be made.
#[derive(Debug, Error)]
#[error("the answers page could not be made: {0}")]
pub struct PageError(String);

/// Makes the pages; the template is parsed once.
#[derive(Debug)]
pub struct Pages {
    environment: Environment<'static>,
}

impl Pages {
    /// Parses the template.
    ///
    /// # Errors
    /// [`TemplateError`]; the tests hold that there is none.
    pub fn new() -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment
            .add_template(TEMPLATE, include_str!("../templates/page.html"))
            .map_err(|error| TemplateError::of(TEMPLATE, &error))?;
        Ok(Self { environment })
    }

    /// The letter's open invoices and the four answers. `originals` are the lines whose invoice can be had here, `token`
    /// is the link's, `form` the page's own.
    ///
    /// # Errors
    /// [`PageError`]; the tests hold that there is none.
    pub fn answers(
        &self,
        view: &View,
        originals: &BTreeSet<usize>,
        token: &str,
        form: &str,
        to_mend: Option<&ToMend>,
    ) -> Result<String, PageError> {
        let words = words(view.language);
        let locale = Locale::of(edition(words.language), view.country).map_err(PageError)?;
        let face = Face::of(view, originals, token, words, &locale);
        let reasons = DisputeReason::ALL.into_iter().zip(words.reasons);
        let reasons: Vec<_> = reasons
            .map(|(reason, label)| context! { name => reason.name(), label })
            .collect();
        let mended = to_mend.map(|to_mend| {
            let filled = &to_mend.filled;
            context! {
                part => to_mend.part.name(),
                problem => problem(to_mend.problem, words),
                day => filled.day.as_str(),
                reference => filled.reference.as_str(),
                reason => filled.reason.as_str(),
                text => filled.text.as_str(),
                name => filled.name.as_str(),
                email => filled.email.as_str(),
                lines => filled.lines.iter().copied().collect::<Vec<_>>(),
            }
        });
        self.page(
            words,
            Some(&view.creditor),
            context! {
                face => Serde(&face),
                reasons,
                mended,
                token,
                form,
                today => view.today.to_string(),
                name_at_most => NAME_AT_MOST_CHARS,
                text_at_most => TEXT_AT_MOST_CHARS,
                address_at_most => ADDRESS_AT_MOST_CHARS,
            },
        )
    }

    /// One sentence, and, for a reader who is known, how to reach a person.
    ///
    /// # Errors
    /// [`PageError`]; the tests hold that there is none.
    pub fn notice(
        &self,
        notice: Notice,
        language: Language,
        creditor: Option<&Creditor>,
    ) -> Result<String, PageError> {
        let words = words(language);
        let said = match notice {
            Notice::NothingOpen => words.nothing_open,
            Notice::NoSuchLink => words.no_such_link,
            Notice::TryAgain => words.try_again,
            Notice::Unintelligible => words.unintelligible,
            Notice::TooMany => words.too_many,
            Notice::TooLarge => words.too_large,
            Notice::NoOriginal => words.no_original,
        };
        self.page(words, creditor, context! { notice => said })
    }

    fn page(
        &self,
        words: &PageWords,
        creditor: Option<&Creditor>,
        facts: Value,
    ) -> Result<String, PageError> {
        let creditor = creditor.map(|creditor| {
            let line = |text: &str| one_line(text, PRINTED_NAME_AT_MOST);
            context! {
                name => line(&creditor.name),
                person => line(&creditor.signatory),
                phone => line(&creditor.phone),
                email => creditor.reply_to.as_str(),
            }
        });
        let template = self.environment.get_template(TEMPLATE);
        let page = context! {
            words => Serde(words),
            colon => edition(words.language).labels.colon,
            code => words.language.code(),
            creditor,
            ..facts
        };
        template
            .and_then(|template| template.render(page))
            .map_err(|error| PageError(with_causes(&error)))
    }
}

fn problem(problem: Problem, words: &PageWords) -> String {
    let problems = &words.problems;
    let said = match problem {
        Problem::Stale => problems.stale,
        Problem::NoInvoice => problems.no_invoice,
        Problem::NoDay => problems.no_day,
        Problem::DayPassed => problems.day_passed,
        Problem::DayTooFar => problems.day_too_far,
        Problem::PaidInFuture => problems.paid_in_future,
        Problem::NoReason => problems.no_reason,
        Problem::NoText => problems.no_text,
        Problem::Nobody => problems.nobody,
        Problem::NoAddress => problems.no_address,
        Problem::TooLong(at_most) => return problems.too_long.replace("{n}", &at_most.to_string()),
    };
    said.to_owned()
}
