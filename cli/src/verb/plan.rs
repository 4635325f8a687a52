//! `dunlin plan`: who gets what in the days to come, and why not the rest.

use chrono::{Days, NaiveDate};
use dunning::decide::{Decision, payments_are_stale};
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ports::{InForce, Settings};
use serde::Serialize;

use crate::arguments::{General, Plan};
use crate::failure::Failure;
use crate::forecast::{Forecast, forecast};
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::verb::{counted, local_minute, weekday};
use crate::{Ending, book, cloud};

#[derive(Serialize)]
struct Answer {
    from: NaiveDate,
    to: NaiveDate,
    letters: Vec<LetterAnswer>,
    tasks: Vec<TaskAnswer>,
    silent: Vec<SilentAnswer>,
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
    let ledgers = match &arguments.customer {
        Some(name) => book::customers(&table, name).await?,
        None => {
            let accounts = book::accounts_on_agenda(&table).await?;
            book::ledgers(&table, accounts).await?
        }
    };
    let forecasts: Vec<Forecast> = ledgers
        .iter()
        .map(|ledger| forecast(ledger, &in_force, from, to, |at| today.is_past(at)))
        .collect();
    if screen.is_json {
        screen.json(&answer(&forecasts, from, to))?;
    } else {
        show(&forecasts, &in_force, from, to, screen)?;
    }
    Ok(Ending::Good)
}

fn show(
    forecasts: &[Forecast],
    in_force: &InForce,
    from: NaiveDate,
    to: NaiveDate,
    screen: &Screen,
) -> Result<(), Failure> {
    let letters: usize = forecasts.iter().map(|forecast| forecast.letters.len()).sum();
    let heading = format!(
        "{} from {from} to {to}, if nobody pays or answers",
        counted(letters, "letter")
    );
    screen.line(Look::Strong, &heading)?;
    screen.table("", &letters_table(forecasts))?;
    let tasks = tasks_table(forecasts);
    let silent = silent_table(forecasts);
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
    if forecasts.is_empty() {
        screen.note("no customer waits for anything; `dunlin import` brings invoices in");
    }
    Ok(())
}

fn letters_table(forecasts: &[Forecast]) -> Table {
    let mut rows: Vec<_> = forecasts
        .iter()
        .flat_map(|forecast| forecast.letters.iter().map(move |letter| (forecast, letter)))
        .collect();
    rows.sort_by_key(|(_, letter)| (letter.draft.id.day, letter.at));
    let mut table = Table::new(&[
        "date", "", "local", "customer", "invoice", ">open", "due", "stage",
    ]);
    for (forecast, letter) in rows {
        let day = letter.draft.id.day;
        let minute = letter
            .at
            .map(|at| local_minute(at, forecast.residence.zone))
            .unwrap_or_default();
        for (index, line) in letter.draft.lines.iter().enumerate() {
            let first = |text: String| if index == 0 { text } else { String::new() };
            let stages: Vec<&str> = line.stages.iter().map(|stage| stage.as_str()).collect();
            table.row([
                first(day.to_string()),
                first(weekday(day)),
                first(minute.clone()),
                first(forecast.ledger.account.name.clone()),
                line.invoice.id.to_string(),
                line.invoice.open().to_string(),
                line.due_on.to_string(),
                stages.join(" + "),
            ]);
        }
        if letter.draft.unlisted > 0 {
            let more = format!("and {} more", letter.draft.unlisted);
            table.row_in(Look::Faint, ["", "", "", "", &more]);
        }
    }
    table
}

fn tasks_table(forecasts: &[Forecast]) -> Table {
    let mut rows: Vec<_> = forecasts
        .iter()
        .flat_map(|forecast| {
            forecast
                .questions
                .iter()
                .map(move |question| (forecast, &question.task))
        })
        .collect();
    rows.sort_by_key(|(_, task)| task.opened_on);
    let mut table = Table::new(&["date", "", "customer", "about", "task", ""]);
    for (forecast, task) in rows {
        table.row([
            task.opened_on.to_string(),
            weekday(task.opened_on),
            forecast.ledger.account.name.clone(),
            task.subject.clone(),
            task.kind.name().replace('_', " "),
            task.detail.clone(),
        ]);
    }
    table
}

fn silent_table(forecasts: &[Forecast]) -> Table {
    let mut table = Table::new(&["customer", "invoice", ">open", "due", "until", "why"]);
    for forecast in forecasts {
        for (id, decision) in &forecast.silent {
            let Some(invoice) = invoice(forecast, id) else {
                continue;
            };
            let (_, until, reason) = in_parts(decision);
            table.row([
                forecast.ledger.account.name.clone(),
                id.to_string(),
                invoice.open().to_string(),
                invoice.due_on.map_or("–".to_owned(), |due_on| due_on.to_string()),
                until.map_or("–".to_owned(), |until| until.to_string()),
                reason,
            ]);
        }
    }
    table
}

fn invoice<'a>(forecast: &'a Forecast, id: &InvoiceId) -> Option<&'a Invoice> {
    forecast.ledger.invoices.iter().find(|invoice| &invoice.id == id)
}

/// A decision's name, its end, and its reason in words.
pub(super) fn in_parts(decision: &Decision) -> (&'static str, Option<NaiveDate>, String) {
    match decision {
        Decision::Remind(stage) => ("remind", None, stage.to_string()),
        Decision::Wait { why, until } => ("wait", Some(*until), why.to_string()),
        Decision::Stop(why) => ("stop", None, why.to_string()),
    }
}

fn answer(forecasts: &[Forecast], from: NaiveDate, to: NaiveDate) -> Answer {
    let mut answer = Answer {
        from,
        to,
        letters: Vec::new(),
        tasks: Vec::new(),
        silent: Vec::new(),
    };
    for forecast in forecasts {
        let account = &forecast.ledger.account;
        let (customer, name) = (|| account.customer.clone(), || account.name.clone());
        let zone = forecast.residence.zone;
        answer.letters.extend(forecast.letters.iter().map(|letter| {
            LetterAnswer {
                date: letter.draft.id.day,
                local_minute: letter.at.map(|at| local_minute(at, zone)),
                zone: zone.name(),
                at: letter.at.map(|at| at.to_rfc3339()),
                customer: customer(),
                name: name(),
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
            }
        }));
        answer
            .tasks
            .extend(forecast.questions.iter().map(|question| TaskAnswer {
                date: question.task.opened_on,
                kind: question.task.kind.name(),
                customer: customer(),
                name: name(),
                subject: question.task.subject.clone(),
                detail: question.task.detail.clone(),
            }));
        answer
            .silent
            .extend(forecast.silent.iter().filter_map(|(id, told)| {
                let invoice = invoice(forecast, id)?;
                let (decision, until, reason) = in_parts(told);
                Some(SilentAnswer {
                    customer: customer(),
                    name: name(),
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
    answer
        .letters
        .sort_by(|one, other| (one.date, &one.at).cmp(&(other.date, &other.at)));
    answer.tasks.sort_by_key(|task| task.date);
    answer
}
