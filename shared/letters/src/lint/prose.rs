//! The rules that the prose alone can break: subject, length, greeting, manner, and the sentences that every
//! letter owes its reader.

use dunning::reminder::Reminder;
use dunning::stage::Tone;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    Findings, PROSE_WORDS_AT_LEAST, PROSE_WORDS_AT_MOST, Read, Rule, SUBJECT_WORDS_AT_MOST, count_words,
    words_after_greeting,
};
use crate::facts::{is_urgent, shorter_name};
use crate::harmless::{NAME_AT_MOST_CHARS, NUMBER_AT_MOST_CHARS, one_line, some_line};

/// Names and numbers that come from the books, as letters print them; longest first, so that a name within
/// a name is taken out whole.
pub(super) fn names(reminder: &Reminder) -> Vec<String> {
    let people = [
        reminder.contact_name.as_deref().unwrap_or_default(),
        &reminder.company,
        &reminder.creditor.name,
        &reminder.creditor.short_name,
    ];
    let numbers = reminder
        .overdue
        .iter()
        .chain(&reminder.coming_due)
        .map(|line| line.number.as_str());
    let short_name = one_line(&reminder.creditor.short_name, NUMBER_AT_MOST_CHARS);
    let mut names: Vec<String> = people
        .into_iter()
        .map(|name| one_line(name, NAME_AT_MOST_CHARS))
        .chain([shorter_name(&short_name), short_name])
        .chain(numbers.map(|number| one_line(number, NUMBER_AT_MOST_CHARS)))
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// Rule 1.
pub(super) fn subject(letter: &Read<'_>, findings: &mut Findings) {
    let subject = &letter.words.subject;
    let reminder = letter.reminder;
    let length = count_words(subject);
    findings.unless(length <= SUBJECT_WORDS_AT_MOST, Rule::Subject, || {
        format!("it has {length} words; {SUBJECT_WORDS_AT_MOST} are allowed: “{subject}”")
    });
    let short_name = one_line(&reminder.creditor.short_name, NUMBER_AT_MOST_CHARS);
    let first_word = short_name.split(' ').next().unwrap_or_default();
    findings.unless(subject.contains(first_word), Rule::Subject, || {
        format!("the creditor's short name is missing: “{subject}”")
    });
    if let Some(oldest) = reminder.overdue.first().or(reminder.coming_due.first()) {
        let number = one_line(&oldest.number, NUMBER_AT_MOST_CHARS);
        findings.unless(subject.contains(&number), Rule::Subject, || {
            format!("the oldest invoice's number {number} is missing: “{subject}”")
        });
    }
    let more = (reminder.overdue.len() + reminder.coming_due.len() + reminder.unlisted).saturating_sub(1);
    let without_numbers = names(reminder)
        .iter()
        .fold(subject.clone(), |text, name| text.replace(name, "·"));
    let says_more = match more {
        0 => true,
        1 => letter
            .edition
            .vocabulary
            .one_more
            .iter()
            .any(|phrase| without_numbers.contains(phrase)),
        _ => without_numbers
            .split_whitespace()
            .any(|word| word == more.to_string()),
    };
    findings.unless(says_more, Rule::Subject, || {
        format!("{more} further invoices are not mentioned: “{subject}”")
    });
    let starts_urgent = subject.starts_with(letter.edition.vocabulary.urgent);
    findings.unless(starts_urgent == is_urgent(reminder), Rule::Subject, || {
        format!(
            "urgent, and only urgent, letters begin with {}: “{subject}”",
            letter.edition.vocabulary.urgent
        )
    });
}

/// Rule 2: how long, and to whom.
pub(super) fn length_and_greeting(letter: &Read<'_>, findings: &mut Findings) {
    let (fewest, most) = words_after_greeting(&letter.page);
    findings.unless(
        PROSE_WORDS_AT_LEAST <= fewest && most <= PROSE_WORDS_AT_MOST,
        Rule::Prose,
        || {
            format!(
                "{fewest} words of prose ({most} by Unicode's boundaries); \
                 {PROSE_WORDS_AT_LEAST} to {PROSE_WORDS_AT_MOST} are allowed"
            )
        },
    );
    let greeting = letter.page.prose.first().map_or("", String::as_str);
    let reminder = letter.reminder;
    let who = reminder
        .contact_name
        .as_deref()
        .and_then(|name| some_line(name, NAME_AT_MOST_CHARS))
        .unwrap_or_else(|| one_line(&reminder.company, NAME_AT_MOST_CHARS));
    let greets = letter.edition.vocabulary.greetings.iter().any(|hello| {
        greeting.to_lowercase().starts_with(hello)
            && greeting
                .get(hello.len()..)
                .is_some_and(|rest| rest.starts_with(&who))
    });
    findings.unless(greets, Rule::Prose, || {
        format!("it does not greet {who}: “{greeting}”")
    });
}

/// Rule 2: no blame, no threat; legal steps only in the last letter; no claim that the customer kept silent;
/// and rule 5: nothing is "attached" unless it is.
pub(super) fn manner(letter: &Read<'_>, findings: &mut Findings) {
    let vocabulary = &letter.edition.vocabulary;
    let subject = names(letter.reminder)
        .iter()
        .fold(letter.words.subject.clone(), |text, name| text.replace(name, "·"));
    let texts = [letter.own_words.as_str(), &subject.to_lowercase()];
    let last = letter.reminder.tone == Tone::FinalNotice;
    let no_words: &[&str] = &[];
    let brings_a_copy = letter.lines().any(|line| line.attached);
    for (rule, what, list) in [
        (Rule::Prose, "blames", vocabulary.blame),
        (Rule::Prose, "threatens", vocabulary.threat),
        (
            Rule::Prose,
            "names legal steps before the last letter",
            if last { no_words } else { vocabulary.legal },
        ),
        (
            Rule::Prose,
            "claims that the customer kept silent",
            vocabulary.silence,
        ),
        (
            Rule::Original,
            "says that something is attached, and nothing is",
            if brings_a_copy {
                no_words
            } else {
                vocabulary.attached
            },
        ),
    ] {
        for bad in list
            .iter()
            .filter(|bad| texts.iter().any(|text| begins_a_word(text, bad)))
        {
            findings.unless(false, rule, || format!("it {what}: “{bad}”"));
        }
    }
}

/// Rules 4, 5, 6, 7, 9 as far as sentences go, and what the last letter owes.
pub(super) fn required_sentences(letter: &Read<'_>, findings: &mut Findings) {
    let vocabulary = &letter.edition.vocabulary;
    let reminder = letter.reminder;
    let by_link = !super::facts::answer_links(letter).is_empty();
    let asks = if by_link {
        vocabulary.asks_by_link
    } else {
        vocabulary.asks_by_reply
    };
    for (rule, what, phrases) in [
        (Rule::Doubt, "“our records show”", vocabulary.our_records),
        (Rule::Doubt, "“if you have already paid”", vocabulary.already_paid),
        (Rule::Doubt, "“please ignore this”", vocabulary.please_ignore),
        (Rule::Original, "an offer of the invoice", vocabulary.offers_copy),
        (Rule::Answer, "the request for an answer", asks),
        (Rule::Thanks, "thanks", vocabulary.thanks),
    ] {
        findings.unless(letter.says_one_of(phrases), rule, || {
            format!("{what} is missing; say one of: {}", quoted(phrases))
        });
    }
    let asked = letter.says_one_of(vocabulary.did_it_arrive);
    findings.unless(
        asked == reminder.asks_whether_invoice_arrived,
        Rule::Doubt,
        || {
            if asked {
                "it asks whether the invoice arrived, and should not"
            } else {
                "it does not ask whether the invoice arrived"
            }
            .to_owned()
        },
    );
    if reminder.tone == Tone::FinalNotice {
        let closes = letter.says_one_of(vocabulary.closes_the_matter) && letter.says_one_of(vocabulary.legal);
        findings.unless(closes, Rule::Owed, || {
            "the last letter must say that paying by its last day closes the matter without legal steps"
                .to_owned()
        });
    }
}

fn quoted(phrases: &[&str]) -> String {
    let quoted: Vec<String> = phrases.iter().map(|phrase| format!("“{phrase}”")).collect();
    quoted.join(", ")
}

/// Whether the phrase stands in the text at the beginning of a word. What stands before it is taken with its
/// marks: in Devanagari a virama or nukta ends many a syllable within a word, and is no letter by itself.
fn begins_a_word(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.graphemes(true).next_back());
        !before.is_some_and(|letter| letter.starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_word_is_found_at_its_beginning_only() {
        assert!(begins_a_word("please, legal steps", "legal"));
        assert!(begins_a_word("l'avvocato", "avvocat"));
        assert!(!begins_a_word("an issue", "sue"));
        assert!(begins_a_word("यह दोष है", "दोष"));
        // A virama and a nukta before the phrase belong to the word that it stands in.
        assert!(!begins_a_word("सद्दोष", "दोष"));
        assert!(!begins_a_word("सड़दंड", "दंड"));
        assert!(!begins_a_word("निर्दोष", "दोष"));
    }
}
