//! What templates may say: the reminder's facts, formatted for the language and harmless.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use dunning::account::Language;
use dunning::creditor::Creditor;
use dunning::money::Money;
use dunning::reminder::{Reminder, ReminderLine, StatedCharges};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::harmless::{
    NAME_AT_MOST_CHARS, NUMBER_AT_MOST_CHARS, answers_link, https_link, one_line, some_line,
};
use crate::languages::{Edition, Labels, edition, languages};
use crate::locale::{Locale, with_its_noun};
use crate::page::Part;
use crate::ways::{WayOfLine, Ways};

/// The most words of the creditor's short name in a subject that is running out of its ten.
const SHORTER_NAME_WORDS: usize = 3;

/// The most lines of a list whose rows are styled one by one.
const LONG_LIST_LINES: usize = 40;

/// The most currencies whose sums the prose names; beyond that the sums stand under the list alone.
const CURRENCIES_IN_PROSE: usize = 2;

/// Everything that a template can name. Where the letter speaks of late invoices, `count`, `oldest` and
/// `open` are theirs alone; the invoices not yet due then stand in a section of their own.
#[derive(Serialize)]
pub(crate) struct Facts {
    /// First, for the layouts ask for them most: names are searched in this order.
    labels: Value,
    pub(crate) language: &'static str,
    urgent: bool,
    pub(crate) creditor: Sender,
    pub(crate) contact_name: Option<String>,
    pub(crate) company: String,
    /// How many invoices the prose speaks of.
    count: usize,
    /// How many further invoices the letter is about, listed or not.
    more: usize,
    oldest: Oldest,
    /// What is open of the one invoice; none where the prose is about several.
    open: Option<String>,
    /// The sums apart by currency, where there are few enough to say in a sentence.
    total: Option<String>,
    /// A day's forms, by name, as everywhere.
    pay_by: Option<Value>,
    thanks_for: Option<String>,
    asks_whether_invoice_arrived: bool,
    /// Whether every listed invoice can be seen at a link.
    copy_by_link: bool,
    /// Whether every invoice that the prose speaks of comes with the mail.
    copy_attached: bool,
    answers_by_link: bool,
    pub(crate) answers: Vec<Answer>,
    pub(crate) sections: Vec<Section>,
    unlisted: Option<String>,
    pub(crate) ways: Ways,
}

/// Who writes.
#[derive(Serialize)]
pub(crate) struct Sender {
    pub(crate) name: String,
    pub(crate) short_name: String,
    /// The first words of `short_name`.
    shorter_name: String,
    pub(crate) signatory: String,
    pub(crate) role: Option<String>,
    pub(crate) postal_address: Vec<String>,
    pub(crate) contacts: Vec<ContactWay>,
}

/// One way to reach the sender.
#[derive(Serialize)]
pub(crate) struct ContactWay {
    label: &'static str,
    pub(crate) value: String,
    link: Option<String>,
}

/// The invoice that the prose names.
#[derive(Serialize)]
struct Oldest {
    number: String,
    issued_on: Value,
    due_on: Value,
    days_overdue: u32,
    is_due_today: bool,
}

/// One of the four answers, as a link.
#[derive(Serialize)]
pub(crate) struct Answer {
    label: &'static str,
    pub(crate) link: String,
}

/// A list of invoices under a heading.
#[derive(Serialize)]
pub(crate) struct Section {
    heading: &'static str,
    pub(crate) lines: Vec<Line>,
    /// Whether its rows must do without inlined styles, for the whole letter to arrive uncut.
    is_long: bool,
    /// Whether any of the invoices has a link to pay at.
    has_pay_links: bool,
    total_label: &'static str,
    totals: Vec<String>,
    /// What lateness costs, and the total with it: a row each.
    charges: Vec<Charge>,
}

/// A row of what lateness costs.
#[derive(Serialize)]
pub(crate) struct Charge {
    label: String,
    amount: String,
    is_total: bool,
}

/// One listed invoice.
#[derive(Serialize)]
pub(crate) struct Line {
    number: String,
    open: String,
    /// Dates, lateness, and what else is to know, in one row.
    pub(crate) details: String,
    view: Option<String>,
    pay: Option<String>,
}

/// The labels of every language as templates take them, made once: they are half of what a template may name.
static LABELS: LazyLock<BTreeMap<Language, Value>> = LazyLock::new(|| {
    let value = |language: &Language| (*language, Value::from(Serde(edition(*language).labels)));
    languages().iter().map(value).collect()
});

impl Facts {
    /// Puts the facts into the language's formats.
    ///
    /// # Errors
    /// In words, if the reminder contradicts itself: better no letter than a wrong one.
    pub(crate) fn of(reminder: &Reminder, edition: &'static Edition) -> Result<Self, String> {
        let spoken_of = spoken_of(reminder)?;
        let [oldest, others @ ..] = spoken_of else {
            return Err("it is about no invoice".to_owned());
        };
        let locale = &Locale::of(edition, reminder.country)?;
        let labels = edition.labels;
        let listed = reminder.overdue.len() + reminder.coming_due.len();
        let ways = Ways::of(reminder, &labels, locale);
        let name = |text: &str| some_line(text, NAME_AT_MOST_CHARS);
        let answer_link = reminder.answer_link.as_deref().and_then(answers_link);
        let answers = answer_link.map_or_else(Vec::new, |link| answers(&link, &labels));
        Ok(Self {
            labels: LABELS.get(&edition.language).cloned().unwrap_or_default(),
            language: edition.language.code(),
            urgent: is_urgent(reminder),
            creditor: Sender::of(&reminder.creditor, &labels),
            contact_name: reminder.contact_name.as_deref().and_then(name),
            company: one_line(&reminder.company, NAME_AT_MOST_CHARS),
            count: spoken_of.len(),
            more: listed + reminder.unlisted - 1,
            oldest: Oldest {
                number: one_line(&oldest.number, NUMBER_AT_MOST_CHARS),
                issued_on: locale.day(oldest.issued_on).in_templates.clone(),
                due_on: locale.day(oldest.due_on).in_templates.clone(),
                days_overdue: oldest.days_overdue,
                is_due_today: oldest.due_on == reminder.today,
            },
            open: others.is_empty().then(|| locale.money(oldest.open)),
            total: Some(&reminder.totals)
                .filter(|totals| totals.len() <= CURRENCIES_IN_PROSE)
                .map(|totals| locale.amounts(totals)),
            pay_by: reminder.pay_by.map(|day| locale.day(day).in_templates.clone()),
            thanks_for: Some(&reminder.thanks_for)
                .filter(|amounts| !amounts.is_empty())
                .map(|amounts| locale.amounts(amounts)),
            asks_whether_invoice_arrived: reminder.asks_whether_invoice_arrived,
            copy_by_link: reminder
                .overdue
                .iter()
                .chain(&reminder.coming_due)
                .all(|line| line.url.as_deref().and_then(https_link).is_some()),
            copy_attached: spoken_of.iter().all(|line| line.attached),
            answers_by_link: !answers.is_empty(),
            answers,
            sections: sections(reminder, edition, locale, &ways.of_lines),
            unlisted: u64::try_from(reminder.unlisted)
                .ok()
                .filter(|count| *count > 0)
                .map(|count| locale.counted(count, labels.unlisted)),
            ways,
        })
    }
}

/// Whether the subject begins with the language's word for urgent.
pub(crate) fn is_urgent(reminder: &Reminder) -> bool {
    reminder.tone >= dunning::stage::Tone::LateLate
}

/// The lines that the prose is about: the late ones, or all where nothing is late.
fn spoken_of(reminder: &Reminder) -> Result<&[ReminderLine], String> {
    let about_late = reminder.tone.is_overdue();
    if about_late && reminder.overdue.is_empty() {
        return Err("it speaks of late invoices, and none is overdue".to_owned());
    }
    if about_late && reminder.pay_by.is_none() {
        return Err("something is overdue, and no day to pay by is given".to_owned());
    }
    let lines = if about_late {
        &reminder.overdue
    } else {
        &reminder.coming_due
    };
    if lines.len() > 1 && reminder.totals.is_empty() {
        return Err("several invoices have no total".to_owned());
    }
    Ok(lines)
}

impl Sender {
    fn of(creditor: &Creditor, labels: &Labels) -> Self {
        let name = |text: &str| one_line(text, NAME_AT_MOST_CHARS);
        let short_name = one_line(&creditor.short_name, NUMBER_AT_MOST_CHARS);
        let mut contacts = vec![
            ContactWay::plain(labels.phone, &creditor.phone),
            ContactWay::plain(labels.email, creditor.reply_to.as_str()),
        ];
        contacts.extend(
            creditor
                .web
                .as_deref()
                .and_then(https_link)
                .map(|link| ContactWay {
                    label: labels.web,
                    value: link.clone(),
                    link: Some(link),
                }),
        );
        contacts.extend(
            creditor
                .fax
                .as_deref()
                .map(|fax| ContactWay::plain(labels.fax, fax)),
        );
        Self {
            name: name(&creditor.name),
            shorter_name: shorter_name(&short_name),
            short_name,
            signatory: name(&creditor.signatory),
            role: creditor
                .role
                .as_deref()
                .and_then(|role| some_line(role, NAME_AT_MOST_CHARS)),
            postal_address: creditor
                .postal_address
                .iter()
                .filter_map(|line| some_line(line, NAME_AT_MOST_CHARS))
                // An address often begins with the name, which stands above it already.
                .skip_while(|line| *line == name(&creditor.name))
                .collect(),
            contacts,
        }
    }
}

/// The first words of a short name.
pub(crate) fn shorter_name(short_name: &str) -> String {
    let words: Vec<&str> = short_name.split(' ').take(SHORTER_NAME_WORDS).collect();
    words.join(" ")
}

impl ContactWay {
    fn plain(label: &'static str, value: &str) -> Self {
        Self {
            label,
            value: one_line(value, NAME_AT_MOST_CHARS),
            link: None,
        }
    }
}

/// The four answers: one page, opened at four places.
fn answers(link: &str, labels: &Labels) -> Vec<Answer> {
    let page = link.split_once('#').map_or(link, |(page, _)| page);
    labels
        .answers
        .into_iter()
        .zip(Part::ALL)
        .map(|(label, part)| Answer {
            label,
            // What stands behind `#` never even reaches the server.
            link: format!("{page}#{}", part.name()),
        })
        .collect()
}

/// The late invoices with their sums; then those coming due. Where nothing is late, all in one list.
fn sections(reminder: &Reminder, edition: &Edition, locale: &Locale, ways: &[WayOfLine]) -> Vec<Section> {
    let labels = &edition.labels;
    let total_label = if reminder.unlisted > 0 {
        labels.total_listed
    } else {
        labels.total
    };
    let totals = |lines: &[ReminderLine]| match lines {
        [] | [_] => Vec::new(),
        _ => reminder.totals.iter().map(|total| locale.money(*total)).collect(),
    };
    let section = |heading, lines: &[ReminderLine], ways: &[WayOfLine], totals| {
        let ways = ways
            .iter()
            .cloned()
            .chain(std::iter::repeat(WayOfLine::default()));
        let lines: Vec<Line> = (lines.iter().zip(ways))
            .map(|(line, way)| Line::of(line, way, &edition.labels, locale))
            .collect();
        Section {
            heading,
            is_long: lines.len() > LONG_LIST_LINES,
            has_pay_links: lines.iter().any(|line| line.pay.is_some()),
            lines,
            total_label,
            totals,
            charges: Vec::new(),
        }
    };
    let (overdue_ways, coming_ways) = ways
        .split_at_checked(reminder.overdue.len())
        .unwrap_or((ways, &[]));
    if reminder.overdue.is_empty() {
        let totals = totals(&reminder.coming_due);
        return vec![section(
            labels.open_invoices,
            &reminder.coming_due,
            coming_ways,
            totals,
        )];
    }
    let mut late = section(
        labels.overdue,
        &reminder.overdue,
        overdue_ways,
        totals(&reminder.overdue),
    );
    late.charges = charge_rows(reminder, labels, locale);
    let coming = section(labels.coming_due, &reminder.coming_due, coming_ways, Vec::new());
    if reminder.coming_due.is_empty() {
        vec![late]
    } else {
        vec![late, coming]
    }
}

fn charge_rows(reminder: &Reminder, labels: &Labels, locale: &Locale) -> Vec<Charge> {
    let today = locale.day(reminder.today);
    let today = today.get("short").map_or("", String::as_str);
    let row = |label: String, amount: Money| Charge {
        label,
        amount: locale.money(amount),
        is_total: false,
    };
    let of_currency = |charges: &StatedCharges| {
        let interest = format!("{} {today}", labels.interest_until);
        [
            charges.interest.map(|interest_of| row(interest, interest_of)),
            charges
                .compensation
                .map(|sum| row(labels.compensation.to_owned(), sum)),
            Some(Charge {
                is_total: true,
                ..row(labels.total_with_charges.to_owned(), charges.total)
            }),
        ]
    };
    reminder.charges.iter().flat_map(of_currency).flatten().collect()
}

impl Line {
    fn of(line: &ReminderLine, way: WayOfLine, labels: &Labels, locale: &Locale) -> Self {
        let short = |label: &str, day: NaiveDate| {
            let forms = locale.day(day);
            format!("{label} {}", forms.get("short").map_or("", String::as_str))
        };
        let mut details = vec![
            short(labels.issued, line.issued_on),
            short(labels.due, line.due_on),
        ];
        if line.days_overdue > 0 {
            let overdue_for = locale.counted(u64::from(line.days_overdue), labels.overdue_for);
            details.push(with_its_noun(line.days_overdue, &overdue_for));
        }
        if line.billed != line.open {
            details.push(format!("{} {}", labels.billed, locale.money(line.billed)));
        }
        if line.attached {
            details.push(labels.attached.to_owned());
        }
        if let Some(reference) = way.reference {
            details.push(format!("{} {reference}", labels.reference));
        }
        Self {
            number: one_line(&line.number, NUMBER_AT_MOST_CHARS),
            open: locale.money(line.open),
            details: details.join(" · "),
            view: line.url.as_deref().and_then(https_link),
            pay: way.link,
        }
    }
}
