//! `dunlin plan`: who gets what in the days to come, and why not the rest.

use chrono::{Days, NaiveDate};
use dunning::decide::{Decision, payments_are_stale};
use dunning::ledger::Ledger;
use dunning::ports::{InForce, Ledgers, Settings};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;

use crate::arguments::{General, Plan};
use crate::failure::Failure;
use crate::forecast::{Forecast, forecast};
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::verb::{counted, local_minute, weekday};
use crate::{Ending, book, cloud, progress};

/// What is printed, and no more: a book of a hundred thousand invoices is read a customer at a time.
#[derive(Serialize)]
struct Answer {
    from: NaiveDate,
    to: NaiveDate,
    letters: Vec<LetterAnswer>,
    tasks: Vec<TaskAnswer>,
    silent: Vec<SilentAnswer>,
    #[serde(skip)]
    customers: usize,
}

#[derive(Serialize)]
struct LetterAnswer {
    date: NaiveDate,
    local_minute: Option<String>,
    zone: &'static str,
    at: Option<String>,
    customer: String,
    name: String,
    to: String,
    language: &'static str,
    tone: &'static str,
    lines: Vec<LineAnswer>,
    /// Invoices that the letter has no room for.
    #[serde(skip)]
    unlisted: usize,
}

#[derive(Serialize)]
struct LineAnswer {
    invoice: String,
    stages: Vec<String>,
    due_date: NaiveDate,
    open: String,
    currency: &'static str,
}

#[derive(Serialize)]
struct TaskAnswer {
    date: NaiveDate,
    kind: &'static str,
    customer: String,
    name: String,
    subject: String,
    detail: String,
}

#[derive(Serialize)]
struct SilentAnswer {
    customer: String,
    name: String,
    invoice: String,
    due_date: Option<NaiveDate>,
    open: String,
    currency: &'static str,
    decision: &'static str,
    until: Option<NaiveDate>,
    reason: String,
}

pub(super) async fn run(
    arguments: &Plan,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let in_force = table.settings().await?;
    let from = arguments
        .from
        .unwrap_or_else(|| today.date(in_force.creditor.zone));
    let to = from
        .checked_add_days(Days::new(u64::from(arguments.days) - 1))
        .unwrap_or(from);
    let mut answer = Answer::of_days(from, to);
    let mut add =
        |ledger: &Ledger| answer.add(&forecast(ledger, &in_force, from, to, |at| today.is_past(at)));
    match &arguments.customer {
        Some(name) => book::customers(&table, name).await?.iter().for_each(&mut add),
        None => {
            let accounts = book::accounts_on_agenda(&table).await?;
            let bar = progress::bar(screen, "looking ahead", "customers", accounts.len());
            let loads = stream::iter(&accounts).map(async |account| table.load(account).await);
            let mut loads = loads.buffered(book::READS_AT_ONCE);
            while let Some(ledger) = loads.try_next().await? {
                bar.inc(1);
                ledger.iter().for_each(&mut add);
            }
            bar.finish_and_clear();
        }
    }
    answer.sort();
    if screen.is_json {
        screen.json(&answer)?;
    } else {
        show(&answer, &in_force, screen)?;
    }
    Ok(Ending::Good)
}

fn show(answer: &Answer, in_force: &InForce, screen: &Screen) -> Result<(), Failure> {
    let (from, to) = (answer.from, answer.to);
    let heading = format!(
        "{} from {from} to {to}, if nobody pays or answers",
        counted(answer.letters.len(), "letter")
    );
    screen.line(Look::Strong, &heading)?;
    screen.table("", &letters_table(&answer.letters))?;
    let tasks = tasks_table(&answer.tasks);
    let silent = silent_table(&answer.silent);
    for (heading, table) in [("For a person to do", tasks), ("No letter in these days", silent)] {
        if !table.is_empty() {
            screen.line(Look::Plain, "")?;
            screen.table(heading, &table)?;
        }
    }
    if payments_are_stale(in_force, from) {
        let known = in_force
            .payments_complete_to
            .map_or("at all".to_owned(), |day| format!("after {day}"));
        screen.note(&format!(
            "no payments are known {known}: overdue letters wait until a newer payment file is imported, or the \
             policy says payments = \"manual\""
        ));
    }
    if answer.customers == 0 {
        screen.note("no customer waits for anything; `dunlin import` brings invoices in");
    }
    Ok(())
}

fn letters_table(letters: &[LetterAnswer]) -> Table {
    let mut table = Table::new(&[
        "date", "", "local", "customer", "invoice", ">open", "due", "stage",
    ]);
    for letter in letters {
        for (index, line) in letter.lines.iter().enumerate() {
            let first = |text: String| if index == 0 { text } else { String::new() };
            table.row([
                first(letter.date.to_string()),
                first(weekday(letter.date)),
                first(letter.local_minute.clone().unwrap_or_default()),
                first(letter.name.clone()),
                line.invoice.clone(),
                format!("{} {}", line.open, line.currency),
                line.due_date.to_string(),
                line.stages.join(" + "),
            ]);
        }
        if letter.unlisted > 0 {
            let more = format!("and {} more", letter.unlisted);
            table.row_in(Look::Faint, ["", "", "", "", &more]);
        }
    }
    table
}

fn tasks_table(tasks: &[TaskAnswer]) -> Table {
    let mut table = Table::new(&["date", "", "customer", "about", "task", ""]);
    for task in tasks {
        table.row([
            task.date.to_string(),
            weekday(task.date),
            task.name.clone(),
            task.subject.clone(),
            task.kind.replace('_', " "),
            task.detail.clone(),
        ]);
    }
    table
}

fn silent_table(silent: &[SilentAnswer]) -> Table {
    let day = |day: Option<NaiveDate>| day.map_or("–".to_owned(), |day| day.to_string());
    let mut table = Table::new(&["customer", "invoice", ">open", "due", "until", "why"]);
    for invoice in silent {
        table.row([
            invoice.name.clone(),
            invoice.invoice.clone(),
            format!("{} {}", invoice.open, invoice.currency),
            day(invoice.due_date),
            day(invoice.until),
            invoice.reason.clone(),
        ]);
    }
    table
}

/// A decision's name, its end, and its reason in words.
pub(super) fn in_parts(decision: &Decision) -> (&'static str, Option<NaiveDate>, String) {
    match decision {
        Decision::Remind(stage) => ("remind", None, stage.to_string()),
        Decision::Wait { why, until } => ("wait", Some(*until), why.to_string()),
        Decision::Stop(why) => ("stop", None, why.to_string()),
    }
}

impl Answer {
    /// Nobody's days yet.
    fn of_days(from: NaiveDate, to: NaiveDate) -> Self {
        Self {
            from,
            to,
            letters: Vec::new(),
            tasks: Vec::new(),
            silent: Vec::new(),
            customers: 0,
        }
    }

    /// Adds one customer's days.
    fn add(&mut self, forecast: &Forecast) {
        self.customers += 1;
        self.letters.extend(letters(forecast));
        let account = &forecast.ledger.account;
        self.tasks
            .extend(forecast.questions.iter().map(|question| TaskAnswer {
                date: question.task.opened_on,
                kind: question.task.kind.name(),
                customer: account.customer.clone(),
                name: account.name.clone(),
                subject: question.task.subject.clone(),
                detail: question.task.detail.clone(),
            }));
        self.silent
            .extend(forecast.silent.iter().filter_map(|(id, told)| {
                let invoice = forecast
                    .ledger
                    .invoices
                    .iter()
                    .find(|invoice| &invoice.id == id)?;
                let (decision, until, reason) = in_parts(told);
                Some(SilentAnswer {
                    customer: account.customer.clone(),
                    name: account.name.clone(),
                    invoice: id.to_string(),
                    due_date: invoice.due_on,
                    open: invoice.open().rounded().to_string(),
                    currency: invoice.billed.currency.code(),
                    decision,
                    until,
                    reason,
                })
            }));
    }

    /// By day and minute; those of one minute, and the silent, by customer.
    fn sort(&mut self) {
        self.letters.sort_by(|one, other| {
            (one.date, &one.at, &one.name, &one.customer).cmp(&(
                other.date,
                &other.at,
                &other.name,
                &other.customer,
            ))
        });
        self.tasks.sort_by(|one, other| {
            (one.date, &one.name, &one.customer).cmp(&(other.date, &other.name, &other.customer))
        });
        self.silent
            .sort_by(|one, other| (&one.name, &one.customer).cmp(&(&other.name, &other.customer)));
    }
}

fn letters(forecast: &Forecast) -> impl Iterator<Item = LetterAnswer> {
    let account = &forecast.ledger.account;
    let zone = forecast.residence.zone;
    forecast.letters.iter().map(move |letter| LetterAnswer {
        date: letter.draft.id.day,
        local_minute: letter.at.map(|at| local_minute(at, zone)),
        zone: zone.name(),
        at: letter.at.map(|at| at.to_rfc3339()),
        customer: account.customer.clone(),
        name: account.name.clone(),
        to: letter.draft.to.email.to_string(),
        language: letter.draft.language.code(),
        tone: letter.draft.tone.name(),
        lines: letter
            .draft
            .lines
            .iter()
            .map(|line| LineAnswer {
                invoice: line.invoice.id.to_string(),
                stages: line.stages.iter().map(ToString::to_string).collect(),
                due_date: line.due_on,
                open: line.invoice.open().rounded().to_string(),
                currency: line.invoice.billed.currency.code(),
            })
            .collect(),
        unlisted: letter.draft.unlisted,
    })
}
