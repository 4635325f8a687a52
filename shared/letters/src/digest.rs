//! The account manager's digest in words: one phrase book a language, one layout for text and one for HTML.

mod english;
mod french;
mod german;
mod hindi;
mod italian;
mod phrases;
mod romanian;
mod spanish;
#[cfg(test)]
mod tests;
mod week;

use std::rc::Rc;

use chrono::NaiveDate;
use dunning::account::Language;
use dunning::answer::Said;
use dunning::digest::{AnswerRow, ClosedRow, Digest, LetterRow, Section, TaskRow};
use dunning::ledger::Closing;
use dunning::ports::{DigestScribe, DigestWordsError};
use dunning::reminder::Words;
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use self::phrases::Phrases;
use crate::Writer;
use crate::harmless::{NAME_AT_MOST_CHARS, NUMBER_AT_MOST_CHARS, one_line};
use crate::languages::edition;
use crate::locale::{Counted, Locale};

/// The longest note, or answer in a customer's words, that the digest repeats, in characters.
const NOTE_AT_MOST_CHARS: usize = 300;

pub(crate) const TEXT_LAYOUT: &str = "layout/digest.txt";
pub(crate) const HTML_LAYOUT: &str = "layout/digest.html";

/// The phrases of a language.
fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::English => &english::PHRASES,
        Language::Italian => &italian::PHRASES,
        Language::Romanian => &romanian::PHRASES,
        Language::French => &french::PHRASES,
        Language::Hindi => &hindi::PHRASES,
        Language::German => &german::PHRASES,
        Language::Spanish => &spanish::PHRASES,
    }
}

#[derive(Serialize)]
struct Page {
    language: &'static str,
    subject: String,
    creditor: String,
    intro: &'static str,
    sections: Vec<SectionView>,
    type_this: &'static str,
    footer: &'static str,
}

#[derive(Serialize)]
struct SectionView {
    heading: String,
    rows: Vec<RowView>,
    more: Option<String>,
}

#[derive(Serialize)]
struct RowView {
    title: String,
    lines: Vec<String>,
    commands: Vec<String>,
}

impl RowView {
    fn of(title: String, lines: Vec<String>) -> Self {
        Self {
            title,
            lines,
            commands: Vec::new(),
        }
    }
}

/// What speaks: the phrases with the formats of their language.
struct Speaker {
    phrases: &'static Phrases,
    /// Parts what is named from what is said of it; French has a no-break space before it.
    colon: &'static str,
    locale: Rc<Locale>,
}

impl DigestScribe for Writer {
    fn digest_words(&self, digest: &Digest) -> Result<Words, DigestWordsError> {
        let page = page(digest).map_err(DigestWordsError)?;
        let value = Value::from(Serde(&page));
        let lay_out = |name| self.lay_out(name, &value).map_err(DigestWordsError);
        Ok(Words {
            text: lay_out(TEXT_LAYOUT)?,
            html: lay_out(HTML_LAYOUT)?,
            subject: page.subject,
            images: Vec::new(),
        })
    }
}

fn page(digest: &Digest) -> Result<Page, String> {
    let phrases = phrases(digest.creditor.language);
    let country = digest.creditor.region.country();
    let edition = edition(phrases.language);
    let speaker = Speaker {
        phrases,
        colon: edition.labels.colon,
        locale: Locale::of(edition, country)?,
    };
    let sections = [
        speaker.section(phrases.new_tasks, &digest.new_tasks, Speaker::task),
        speaker.section(phrases.answers, &digest.answers, Speaker::answer),
        speaker.section(phrases.closed, &digest.closed, Speaker::closed),
        speaker.section(phrases.letters, &digest.letters, Speaker::letter),
        speaker.section(phrases.waiting, &digest.waiting, Speaker::task),
        digest.week.as_ref().map(|week| speaker.week(week, digest.day)),
    ];
    Ok(Page {
        language: phrases.language.code(),
        subject: speaker.subject(digest),
        creditor: one_line(&digest.creditor.name, NAME_AT_MOST_CHARS),
        intro: phrases.intro,
        sections: sections.into_iter().flatten().collect(),
        type_this: phrases.type_this,
        footer: phrases.footer,
    })
}

impl Speaker {
    fn subject(&self, digest: &Digest) -> String {
        let name = one_line(&digest.creditor.short_name, NUMBER_AT_MOST_CHARS);
        let day = self.day(digest.day);
        let (new, waiting) = (digest.new_tasks.count(), digest.waiting.count());
        let tasks = match (new, waiting) {
            (0, 0) => self.phrases.no_tasks.to_owned(),
            (0, waiting) => self.counted(waiting, self.phrases.waiting_tasks),
            (new, _) => self.counted(new, self.phrases.tasks),
        };
        format!("{name}{} {tasks}, {day}", self.colon)
    }

    /// A section with its rows; none without any.
    fn section<Row>(
        &self,
        heading: &str,
        section: &Section<Row>,
        row: impl Fn(&Self, &Row) -> RowView,
    ) -> Option<SectionView> {
        let more = (section.more > 0).then(|| self.counted(section.more, self.phrases.more));
        (!section.is_empty()).then(|| SectionView {
            heading: format!("{heading} ({})", section.count()),
            rows: section.rows.iter().map(|one| row(self, one)).collect(),
            more,
        })
    }

    fn task(&self, task: &TaskRow) -> RowView {
        let phrases = self.phrases;
        let mut lines = vec![(phrases.ask)(task.kind).to_owned()];
        for invoice in &task.invoices {
            let number = one_line(&invoice.number, NUMBER_AT_MOST_CHARS);
            let open = self.locale.money(invoice.open);
            let due = match invoice.due_on {
                Some(due_on) => self.dated(phrases.due, due_on),
                None => phrases.no_due_date.to_owned(),
            };
            lines.push(format!("{number}{} {open}, {due}", self.colon));
        }
        if task.more_invoices > 0 {
            lines.push(self.counted(task.more_invoices, phrases.more_invoices));
        }
        lines.extend(task.promised_for.map(|day| self.dated(phrases.promised_for, day)));
        let phone = task
            .phone
            .as_ref()
            .map(|phone| one_line(phone, NUMBER_AT_MOST_CHARS));
        lines.extend(phone.map(|phone| format!("{}{} {phone}", phrases.phone, self.colon)));
        lines.extend(task.note.as_deref().and_then(|note| self.quoted(note)));
        lines.push(self.dated(phrases.since, task.opened_on));
        RowView {
            title: titled((phrases.task)(task.kind), &task.customer),
            lines,
            commands: task.commands.clone(),
        }
    }

    fn answer(&self, row: &AnswerRow) -> RowView {
        let phrases = self.phrases;
        let said = match row.answer {
            Said::Paid => phrases.said_paid.to_owned(),
            Said::WillPay { on } => self.dated(phrases.will_pay, on),
            Said::Dispute => phrases.said_wrong.to_owned(),
            Said::WrongPerson => phrases.wrong_person.to_owned(),
        };
        let numbers: Vec<String> = row.invoices.iter().map(ToString::to_string).collect();
        let numbers = one_line(&numbers.join(", "), NOTE_AT_MOST_CHARS);
        let mut lines = vec![format!("{numbers}{} {said}", self.colon)];
        lines.extend(self.quoted(&row.words));
        RowView::of(one_line(&row.customer, NAME_AT_MOST_CHARS), lines)
    }

    fn closed(&self, row: &ClosedRow) -> RowView {
        let phrases = self.phrases;
        let how = match row.closing {
            Closing::Credited => phrases.credited,
            Closing::Paid | Closing::NeverReminded | Closing::Replaced => phrases.paid,
        };
        let number = one_line(&row.invoice.to_string(), NUMBER_AT_MOST_CHARS);
        let billed = self.locale.money(row.billed);
        let mut lines = vec![format!("{number}{} {billed}, {how}", self.colon)];
        let mut ended: Vec<&str> = Vec::new();
        let holds = row.holds.iter().map(|kind| (phrases.hold)(*kind));
        for name in holds.chain(row.tasks.iter().map(|kind| (phrases.task)(*kind))) {
            if !ended.contains(&name) {
                ended.push(name);
            }
        }
        if !ended.is_empty() {
            lines.push(format!("{}{} {}", phrases.ended, self.colon, ended.join(", ")));
        }
        RowView::of(one_line(&row.customer, NAME_AT_MOST_CHARS), lines)
    }

    fn letter(&self, row: &LetterRow) -> RowView {
        let phrases = self.phrases;
        let mut lines = vec![self.dated(phrases.letter_of, row.day)];
        for (invoice, due_on, open) in &row.invoices {
            let number = one_line(&invoice.to_string(), NUMBER_AT_MOST_CHARS);
            let due = self.dated(phrases.due, *due_on);
            let open = self.locale.money(*open);
            lines.push(format!("{number}{} {open}, {due}", self.colon));
        }
        if row.came_back {
            lines.push(phrases.came_back.to_owned());
        }
        RowView::of(one_line(&row.customer, NAME_AT_MOST_CHARS), lines)
    }

    /// Somebody else's words, as such; none if there are none.
    fn quoted(&self, words: &str) -> Option<String> {
        let [before, behind] = self.phrases.quotes;
        let line = one_line(words, NOTE_AT_MOST_CHARS);
        (!line.is_empty()).then(|| format!("{before}{line}{behind}"))
    }

    fn counted(&self, count: usize, phrase: Counted) -> String {
        self.locale
            .counted(u64::try_from(count).unwrap_or(u64::MAX), phrase)
    }

    /// The phrase with its day.
    fn dated(&self, phrase: &str, day: NaiveDate) -> String {
        phrase.replace("{day}", &self.day(day))
    }

    fn day(&self, day: NaiveDate) -> String {
        self.locale.day(day).get("long").cloned().unwrap_or_default()
    }
}

fn titled(what: &str, customer: &str) -> String {
    format!("{what} · {}", one_line(customer, NAME_AT_MOST_CHARS))
}
