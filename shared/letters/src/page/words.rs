//! The phrases of the answers page.

use dunning::account::Language;
use serde::Serialize;

use crate::languages::{english, french, german, hindi, italian, romanian, spanish};

/// The phrases of the page in a language.
///
/// A further language is one file `page.rs` beside that language's letters, and its line here.
pub(crate) fn words(language: Language) -> &'static PageWords {
    match language {
        Language::English => &english::page::WORDS,
        Language::Italian => &italian::page::WORDS,
        Language::Romanian => &romanian::page::WORDS,
        Language::French => &french::page::WORDS,
        Language::Hindi => &hindi::page::WORDS,
        Language::German => &german::page::WORDS,
        Language::Spanish => &spanish::page::WORDS,
    }
}

/// Every phrase of the page. The reader is addressed formally, as one person, whose company may be meant. No phrase
/// says how many invoices there are, so that none varies with their number.
///
/// Where a phrase names a day, the form of the day that the language wants there stands in braces: `{long}`
/// (24 November 2026), or one of the language's own inflected forms, such as the Italian `{del}`.
#[derive(Debug, Serialize)]
pub(crate) struct PageWords {
    /// Which language these are.
    #[serde(skip)]
    pub(crate) language: Language,
    /// The page's title, before anything was answered.
    pub(crate) title: &'static str,
    /// Names the letter by its day.
    #[serde(skip)]
    pub(crate) about_letter: &'static str,
    /// Says what to do, and that looking changes nothing.
    pub(crate) lead: &'static str,
    /// Column: the invoice's number.
    pub(crate) invoice: &'static str,
    /// Before its due date.
    pub(crate) due: &'static str,
    /// Column: what is open of it.
    pub(crate) open: &'static str,
    /// The link to an invoice.
    pub(crate) view_invoice: &'static str,
    /// Above the invoices to choose from.
    pub(crate) which: &'static str,
    /// The button.
    pub(crate) send: &'static str,
    /// Behind a field that may stay empty.
    pub(crate) optional: &'static str,

    /// The answer "I have paid" and its fields.
    pub(crate) paid: &'static str,
    pub(crate) paid_day: &'static str,
    pub(crate) paid_reference: &'static str,

    /// The answer "I will pay on …" and its field.
    pub(crate) promise: &'static str,
    pub(crate) promise_day: &'static str,
    /// Up to which day it is noted at once, and that a person answers a later one.
    #[serde(skip)]
    pub(crate) promise_hint: &'static str,

    /// The answer "something is wrong" and its fields.
    pub(crate) wrong: &'static str,
    pub(crate) wrong_reason: &'static str,
    /// Before a reason is chosen.
    pub(crate) choose: &'static str,
    /// The reasons, in the order of [`dunning::answer::DisputeReason::ALL`].
    #[serde(skip)]
    pub(crate) reasons: [&'static str; 6],
    pub(crate) wrong_text: &'static str,

    /// The answer "wrong person" and its fields.
    pub(crate) person: &'static str,
    pub(crate) person_name: &'static str,
    pub(crate) person_email: &'static str,
    /// That a person checks it before anything goes to a new address.
    pub(crate) person_hint: &'static str,

    /// Above what was answered.
    pub(crate) thanks: &'static str,
    /// Names the day of the answer that follows.
    #[serde(skip)]
    pub(crate) noted_on: &'static str,
    /// The four answers, as what the reader said.
    #[serde(skip)]
    pub(crate) said_paid: &'static str,
    #[serde(skip)]
    pub(crate) said_promise: &'static str,
    #[serde(skip)]
    pub(crate) said_wrong: &'static str,
    #[serde(skip)]
    pub(crate) said_person: &'static str,
    /// What happens next: after "I have paid", until a day.
    #[serde(skip)]
    pub(crate) next_paid: &'static str,
    /// After a promise, until a day.
    #[serde(skip)]
    pub(crate) next_promise: &'static str,
    /// After something that a person looks at, without a day.
    #[serde(skip)]
    pub(crate) next_settled: &'static str,
    /// After "wrong person".
    #[serde(skip)]
    pub(crate) next_person: &'static str,
    /// When the time that was given has passed, and it is still open.
    #[serde(skip)]
    pub(crate) next_over: &'static str,
    /// Beside an invoice: until when it rests.
    #[serde(skip)]
    pub(crate) rests_before: &'static str,
    /// Beside an invoice that rests until a person has settled something.
    #[serde(skip)]
    pub(crate) rests_until_settled: &'static str,
    /// Above the answers, when one was given before.
    pub(crate) again: &'static str,

    /// What is not right yet in a form; each says what to do.
    #[serde(skip)]
    pub(crate) problems: Problems,

    /// Before the ways to reach a person.
    pub(crate) contact: &'static str,
    /// Nothing of the letter is open.
    #[serde(skip)]
    pub(crate) nothing_open: &'static str,
    /// Expired, cut off or not ours: nobody is told which.
    #[serde(skip)]
    pub(crate) no_such_link: &'static str,
    /// Something failed here.
    #[serde(skip)]
    pub(crate) try_again: &'static str,
    /// Not what the page's own forms send.
    #[serde(skip)]
    pub(crate) unintelligible: &'static str,
    /// More answers in a day than anybody needs.
    #[serde(skip)]
    pub(crate) too_many: &'static str,
    /// A form of a size that no honest answer has.
    #[serde(skip)]
    pub(crate) too_large: &'static str,
    /// The invoice itself is not to be had here; a person sends a copy.
    #[serde(skip)]
    pub(crate) no_original: &'static str,
}

/// See [`super::Problem`].
#[derive(Debug)]
pub(crate) struct Problems {
    /// The form lay open for too long, or did not come from this page.
    pub(crate) stale: &'static str,
    pub(crate) no_invoice: &'static str,
    pub(crate) no_day: &'static str,
    pub(crate) day_passed: &'static str,
    pub(crate) day_too_far: &'static str,
    pub(crate) paid_in_future: &'static str,
    pub(crate) no_reason: &'static str,
    pub(crate) no_text: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) no_address: &'static str,
    /// `{n}` is the number of characters that fit.
    pub(crate) too_long: &'static str,
}
