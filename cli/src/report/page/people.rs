//! People: what customers answered, and what waits for somebody here.

use dunning::task::TaskKind;
use rust_decimal::Decimal;

use super::super::answers::Kind;
use super::super::chart::{Bar, bars};
use super::super::figures::TASKS_AT_MOST;
use super::super::outcomes::percent;
use super::view::{Card, Section, Table};
use super::{Shown, date, spoken};

pub(super) fn section(shown: &Shown<'_>) -> Section {
    Section {
        id: "people".to_owned(),
        heading: "Answers and tasks".to_owned(),
        tiles: Vec::new(),
        definition: String::new(),
        cards: vec![answers(shown), tasks(shown)],
    }
}

fn words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Paid => ("open", "I have paid"),
        Kind::WillPay => ("wait", "I will pay on …"),
        Kind::Dispute => ("late", "something is wrong"),
        Kind::WrongPerson => ("doubt", "wrong person"),
    }
}

fn answers(shown: &Shown<'_>) -> Card {
    let answers = &shown.figures.answers;
    let sent: u64 = answers.tones().map(|tone| answers.sent(tone)).sum();
    let lead = format!(
        "{} of {} letters were answered on the answers page ({}).",
        shown.numbers.count(answers.all()),
        shown.numbers.count(sent),
        shown.percent(percent(answers.all(), sent))
    );
    let mut headings = vec!["stage".to_owned(), ">letters".to_owned()];
    headings.extend(Kind::ALL.map(|kind| format!(">{}", words(kind).1)));
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let (mut table, mut drawn) = (Table::of(&headings), Vec::new());
    for tone in answers.tones() {
        let counts = Kind::ALL.map(|kind| answers.count(tone, kind));
        let mut row = vec![spoken(tone.name()), shown.numbers.count(answers.sent(tone))];
        row.extend(counts.map(|count| shown.numbers.count(count)));
        table.row(row);
        let parts = Kind::ALL.into_iter().zip(counts);
        drawn.push(Bar {
            label: spoken(tone.name()),
            parts: parts
                .map(|(kind, count)| (words(kind).0, Decimal::from(count)))
                .collect(),
            figure: shown.numbers.count(counts.iter().sum()),
            limit: None,
        });
    }
    Card::of(
        "answers",
        "What customers answered",
        lead,
        "Letters that did not come back, by the last answer given to each; of the last 30 answers of each customer.",
    )
    .legend(Kind::ALL.map(words))
    .picture(|described, size| (answers.all() > 0).then(|| bars(described, &drawn, size)))
    .table(table)
    .stacked()
}

fn tasks(shown: &Shown<'_>) -> Card {
    let tasks = &shown.figures.tasks;
    let kinds = shown.figures.tasks_by_kind();
    let lead = match tasks.first() {
        None => "Nothing waits for a person.".to_owned(),
        Some(oldest) => format!(
            "{} wait for a person, the oldest since {}.",
            shown
                .numbers
                .count(u64::try_from(tasks.len()).unwrap_or(u64::MAX)),
            date(oldest.opened_on)
        ),
    };
    let bar = |(kind, count, _): &(TaskKind, u64, chrono::NaiveDate)| Bar {
        label: spoken(kind.name()),
        parts: vec![("open", Decimal::from(*count))],
        figure: shown.numbers.count(*count),
        limit: None,
    };
    let drawn: Vec<Bar> = kinds.iter().map(bar).collect();
    let mut table = Table::of(&["task", "customer", "=about", ">since"]);
    for task in tasks.iter().take(TASKS_AT_MOST) {
        table.row([
            spoken(task.kind.name()),
            task.customer.clone(),
            task.subject.clone(),
            date(task.opened_on),
        ]);
    }
    let beyond = tasks.len().saturating_sub(TASKS_AT_MOST);
    if beyond > 0 {
        table.sums([
            format!("and {beyond} more"),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    Card::of(
        "tasks",
        "Open tasks",
        lead,
        "Everything that only a person can settle, by kind; the table names the oldest. The command dunlin tasks lists all.",
    )
    .picture(|described, size| (!drawn.is_empty()).then(|| bars(described, &drawn, size)))
    .table(table)
}
