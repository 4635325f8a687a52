//! The rules that need the reminder beside the letter: amounts, dates, links, contact, and both parts alike.

use std::collections::BTreeSet;

use super::prose::names;
use super::{Findings, HTML_BYTES_AT_MOST, Read, Rule};
use crate::codes::app_links;
use crate::display::shown_as;
use crate::harmless::{
    NAME_AT_MOST_CHARS, NUMBER_AT_MOST_CHARS, answers_link, https_link, one_line, some_line,
};
use crate::ways::{in_groups_of_four, offers_upi};

/// Rule 3, in both parts: every invoice with number, dates and open amount; the sums; the day to pay by.
pub(super) fn owed(letter: &Read<'_>, findings: &mut Findings) {
    let reminder = letter.reminder;
    let locale = &letter.locale;
    let mut facts: Vec<(String, Vec<String>)> = Vec::new();
    for line in letter.lines() {
        let number = one_line(&line.number, NUMBER_AT_MOST_CHARS);
        for (what, day) in [("date of issue", line.issued_on), ("due date", line.due_on)] {
            facts.push((
                format!("the {what} of {number}"),
                locale.day(day).values().cloned().collect(),
            ));
        }
        facts.push((
            format!("the open amount of {number}"),
            vec![locale.money(line.open)],
        ));
        facts.push((format!("the number {number}"), vec![number]));
    }
    let thanked = reminder.thanks_for.iter();
    let sums = reminder
        .totals
        .iter()
        .filter(|_| reminder.overdue.len() + reminder.coming_due.len() > 1);
    let charges = reminder.charges.iter().flat_map(|charges| {
        let parts = [charges.interest, charges.compensation, Some(charges.total)];
        parts.into_iter().flatten()
    });
    for money in charges {
        facts.push((format!("the charge {money}"), vec![locale.money(money)]));
    }
    for money in thanked.chain(sums) {
        facts.push((format!("the sum {money}"), vec![locale.money(*money)]));
    }
    for (what, forms) in facts {
        in_both(letter, findings, Rule::Owed, &what, &forms);
    }

    // What the prose itself must say, however the tables look.
    let mut said: Vec<(&str, Vec<String>)> = Vec::new();
    if let Some(oldest) = reminder.overdue.first().or(reminder.coming_due.first()) {
        said.push((
            "the oldest number",
            vec![one_line(&oldest.number, NUMBER_AT_MOST_CHARS)],
        ));
        said.push((
            "the oldest due date",
            locale.day(oldest.due_on).values().cloned().collect(),
        ));
    }
    if let Some(pay_by) = reminder.pay_by {
        said.push((
            "the day to pay by",
            locale.day(pay_by).values().cloned().collect(),
        ));
    }
    said.extend(
        reminder
            .thanks_for
            .iter()
            .map(|money| ("the part payment", vec![locale.money(*money)])),
    );
    for (what, forms) in said {
        let well = forms.iter().any(|form| letter.prose.contains(form));
        findings.unless(well, Rule::Owed, || format!("{what} is not in the prose"));
    }
}

/// Rule 6: every way that an invoice names stands in both parts, and the offer to talk.
pub(super) fn ways_to_pay(letter: &Read<'_>, findings: &mut Findings) {
    let labels = &letter.edition.labels;
    let talk = [labels.talk.to_owned(), labels.ask_how_to_pay.to_owned()];
    in_both(letter, findings, Rule::Payment, "the offer to talk", &talk);
    for line in letter.lines() {
        let named = &line.payment;
        if let Some(iban) = &named.iban {
            in_both(
                letter,
                findings,
                Rule::Payment,
                "the IBAN",
                &[in_groups_of_four(iban)],
            );
        }
        let transfers = named.iban.is_some() || offers_upi(line) || named.indian_account.is_some();
        let details = [
            (&named.bic, NUMBER_AT_MOST_CHARS),
            (&named.reference, NUMBER_AT_MOST_CHARS),
        ];
        if let Some(upi) = named.upi.as_deref().filter(|_| offers_upi(line)) {
            let printed = one_line(upi, NAME_AT_MOST_CHARS);
            in_both(letter, findings, Rule::Payment, "the UPI address", &[printed]);
        }
        if let Some(account) = &named.indian_account {
            for (what, part) in [
                ("the account number", account.number()),
                ("the IFSC", account.ifsc()),
            ] {
                in_both(letter, findings, Rule::Payment, what, &[part.to_owned()]);
            }
        }
        for (text, at_most_chars) in details.into_iter().filter(|_| transfers) {
            if let Some(text) = text.as_deref().and_then(|text| some_line(text, at_most_chars)) {
                in_both(letter, findings, Rule::Payment, "a payment detail", &[text]);
            }
        }
        for (rule, link) in [(Rule::Payment, &named.link), (Rule::Original, &line.url)] {
            if let Some(link) = link.as_deref().and_then(https_link) {
                leads_to(letter, findings, rule, &link);
            }
        }
    }
}

/// Rule 7: four answers, by link where there is one.
pub(super) fn answers(letter: &Read<'_>, findings: &mut Findings) {
    let links = answer_links(letter);
    let labels = &letter.edition.labels;
    let answers = if links.is_empty() {
        labels.replies
    } else {
        labels.answers
    };
    for answer in answers {
        in_both(
            letter,
            findings,
            Rule::Answer,
            &format!("the answer “{answer}”"),
            &[answer.to_owned()],
        );
    }
    if let Some(link) = answers_page(letter) {
        findings.unless(links.len() == 4, Rule::Answer, || {
            format!("{} of 4 answers lead to {link}", links.len())
        });
        for link in links {
            leads_to(letter, findings, Rule::Answer, &link);
        }
    }
}

/// The links of the HTML part that lead to the answers page.
pub(super) fn answer_links(letter: &Read<'_>) -> Vec<String> {
    let Some(page) = answers_page(letter) else {
        return Vec::new();
    };
    letter
        .page
        .links
        .iter()
        .filter(|link| link.starts_with(&page))
        .cloned()
        .collect()
}

/// Where the customer can answer.
fn answers_page(letter: &Read<'_>) -> Option<String> {
    letter.reminder.answer_link.as_deref().and_then(answers_link)
}

/// Rule 8.
pub(super) fn contact_block(letter: &Read<'_>, findings: &mut Findings) {
    let creditor = &letter.reminder.creditor;
    let mut pieces = vec![&creditor.name, &creditor.signatory, &creditor.phone];
    pieces.extend([&creditor.role, &creditor.fax].into_iter().flatten());
    pieces.extend(&creditor.postal_address);
    for piece in pieces {
        let printed = one_line(piece, NAME_AT_MOST_CHARS);
        in_both(
            letter,
            findings,
            Rule::Contact,
            &format!("“{printed}”"),
            std::slice::from_ref(&printed),
        );
    }
    let email = creditor.reply_to.as_str();
    in_both(
        letter,
        findings,
        Rule::Contact,
        "the e-mail address",
        &[email.to_owned()],
    );
    if let Some(web) = creditor.web.as_deref().and_then(https_link) {
        in_both(letter, findings, Rule::Contact, "the web site", &[web]);
    }
}

/// Text and HTML say the same: each paragraph of prose, every number, date and amount, every link.
pub(super) fn parts_agree(letter: &Read<'_>, findings: &mut Findings) {
    for paragraph in &letter.page.prose {
        let same = letter
            .words
            .text
            .lines()
            .any(|line| line.trim() == paragraph.trim());
        findings.unless(same, Rule::Parts, || {
            format!("only the HTML says “{}”", paragraph.trim())
        });
    }
    let in_text = figures(&letter.words.text);
    let in_html = figures(&letter.page.visible);
    for (only, part) in [
        (in_text.difference(&in_html), "text"),
        (in_html.difference(&in_text), "HTML"),
    ] {
        for figure in only {
            findings.unless(false, Rule::Parts, || format!("only the {part} says “{figure}”"));
        }
    }
    let in_text = links_in_text(letter);
    let in_html: BTreeSet<String> = (letter.page.links.iter())
        .filter_map(|link| absolute_link(&without_names(letter, link)))
        .collect();
    for (only, part) in [
        (in_text.difference(&in_html), "text"),
        (in_html.difference(&in_text), "HTML"),
    ] {
        for link in only {
            findings.unless(false, Rule::Parts, || {
                format!("only the {part} links to “{link}”")
            });
        }
    }
}

/// What a template leaves behind that was not filled in, or not finished.
const PLACEHOLDERS: [&str; 8] = ["{{", "}}", "{%", "%}", "{n}", "undefined", "xxx", "lorem ipsum"];

/// Nothing that mail clients cut off, fetch, warn of, or show as it should never be seen.
pub(super) fn safe(letter: &Read<'_>, findings: &mut Findings) {
    let words = letter.words;
    let bytes = words.html.len();
    findings.unless(bytes < HTML_BYTES_AT_MOST, Rule::Safety, || {
        format!("the HTML has {bytes} bytes; clients cut off from {HTML_BYTES_AT_MOST}")
    });
    let answers = answer_links(letter);
    let app_links = app_links(letter.reminder);
    for link in links_in_text(letter) {
        let mut known = answers.iter().chain(&app_links);
        let is_known = known.any(|known| without_names(letter, known) == link);
        findings.unless(link.starts_with("https://") || is_known, Rule::Safety, || {
            format!("“{link}” in the text is no https link")
        });
    }
    for link in letter.page.links.iter().filter(|link| {
        https_link(link).as_ref() != Some(link) && !answers.contains(link) && !app_links.contains(link)
    }) {
        findings.unless(false, Rule::Safety, || {
            format!("“{link}” is no absolute https link")
        });
    }
    findings.unless(
        !words.html.to_ascii_lowercase().contains("<script"),
        Rule::Safety,
        || "the HTML holds a script; mail clients throw such mails away".to_owned(),
    );
    pictures(letter, findings);
    findings.unless(
        letter.page.language.as_deref() == Some(letter.edition.language.code()),
        Rule::Safety,
        || "the HTML does not name its language".to_owned(),
    );
    findings.unless(letter.page.direction.is_some(), Rule::Safety, || {
        "the HTML does not name its direction of writing".to_owned()
    });
    let subject = without_names(letter, &words.subject).to_lowercase();
    for placeholder in PLACEHOLDERS {
        let left = letter.own_words.contains(placeholder) || subject.contains(placeholder);
        findings.unless(!left, Rule::Safety, || {
            format!("a placeholder was left: “{placeholder}”")
        });
    }
    let one_line_subject = !words.subject.chars().any(char::is_control) && !words.subject.trim().is_empty();
    findings.unless(one_line_subject, Rule::Safety, || {
        "the subject is not one line".to_owned()
    });
    let stray = |character: char| character.is_control() && character != '\n';
    findings.unless(
        !words.text.chars().chain(words.html.chars()).any(stray),
        Rule::Safety,
        || "a part holds control characters".to_owned(),
    );
}

/// Every picture comes with the mail, is shown, and says what it is to those who can't see it.
fn pictures(letter: &Read<'_>, findings: &mut Findings) {
    let brought: BTreeSet<String> = letter.words.images.iter().filter_map(shown_as).collect();
    let shown: BTreeSet<String> = letter.page.fetched.iter().cloned().collect();
    for address in shown.difference(&brought) {
        findings.unless(false, Rule::Safety, || {
            format!("“{address}” would have to be fetched")
        });
    }
    for address in brought.difference(&shown) {
        findings.unless(false, Rule::Safety, || {
            format!("the picture “{address}” is not shown")
        });
    }
    findings.unless(brought.len() == letter.words.images.len(), Rule::Safety, || {
        "two pictures share a name, or one is not within the letter".to_owned()
    });
    for address in &letter.page.without_alternative {
        findings.unless(false, Rule::Safety, || {
            format!("the picture “{address}” has no alternative text")
        });
    }
}

/// Notes which part says the fact in none of its forms.
fn in_both(letter: &Read<'_>, findings: &mut Findings, rule: Rule, what: &str, forms: &[String]) {
    for (part, text) in [("text", &letter.words.text), ("HTML", &letter.page.visible)] {
        let said = forms.iter().any(|form| text.contains(form));
        findings.unless(said, rule, || format!("the {part} lacks {what}"));
    }
}

/// Notes which part has no such link.
fn leads_to(letter: &Read<'_>, findings: &mut Findings, rule: Rule, link: &str) {
    let in_text = letter.words.text.lines().any(|line| line.ends_with(link));
    findings.unless(in_text, rule, || format!("the text lacks the link {link}"));
    let in_html = letter.page.links.iter().any(|leads| leads == link);
    findings.unless(in_html, rule, || format!("the HTML lacks the link {link}"));
}

/// The absolute links that the text shows, without the names of the books: a company may be called like its site.
fn links_in_text(letter: &Read<'_>) -> BTreeSet<String> {
    let text = without_names(letter, &letter.words.text);
    text.split_whitespace().filter_map(absolute_link).collect()
}

/// The word without the punctuation around it, if it begins with a scheme.
fn absolute_link(word: &str) -> Option<String> {
    let link = word
        .trim_start_matches(['(', '<', '[', '"', '“', '„', '«'])
        .trim_end_matches([')', '>', ']', '"', '”', '“', '»', '.', ',', ';', ':', '!', '?']);
    let (scheme, _) = link.split_once("://")?;
    let is_scheme = !scheme.is_empty() && scheme.chars().all(|letter| letter.is_ascii_alphanumeric());
    is_scheme.then(|| link.to_owned())
}

fn without_names(letter: &Read<'_>, text: &str) -> String {
    names(letter.reminder)
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(name, "·"))
}

/// Every word with a digit in it. Links are left out: the HTML has them behind words.
fn figures(text: &str) -> BTreeSet<&str> {
    text.split_whitespace()
        .filter(|word| word.contains(|character: char| character.is_ascii_digit()) && !word.contains("://"))
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()))
        .collect()
}
