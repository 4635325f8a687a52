//! `dunlin tasks`: what waits for a person, and the word that it was seen to.

use std::collections::BTreeMap;

use aws::Table as Store;
use chrono::NaiveDate;
use dunning::account::{Account, AccountKey};
use dunning::flow::ingest::is_of_a_payment;
use dunning::flow::operate::{Answer, Closed, close_task};
use dunning::hold::HoldKind;
use dunning::ports::{Digests, Settings};
use dunning::task::Task;
use serde::Serialize;

use crate::arguments::{CloseTask, General, Tasks, TasksVerb};
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::verb::counted;
use crate::verb::outcome::Told;
use crate::{Ending, cloud};

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    opened_on: NaiveDate,
    kind: &'static str,
    customer: Option<&'a str>,
    name: &'a str,
    account_manager: Option<String>,
    subject: &'a str,
    detail: &'a str,
}

pub(super) async fn run(
    arguments: &Tasks,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    match &arguments.verb {
        Some(TasksVerb::Close(close)) => close_one(close, general, screen, today).await,
        None => list(arguments, general, screen).await,
    }
}

async fn list(arguments: &Tasks, general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let creditors_own = table.settings().await?.creditor.account_manager;
    let tasks = table.open_tasks().await?;
    let heads = heads(&table, &tasks).await?;
    let manager_of = |account: Option<&Account>| {
        let own = account.and_then(|account| account.account_manager.clone());
        own.unwrap_or_else(|| creditors_own.clone())
    };
    let is_asked_for = |task: &Task| {
        let account = heads.get(&task.account);
        let is_of_kind = arguments.kind.is_empty() || arguments.kind.contains(&task.kind);
        let is_of_customer = arguments.customer.as_deref().is_none_or(|text| {
            account.is_some_and(|account| says(&account.name, text) || says(&account.customer, text))
        });
        let manager = || manager_of(account).folded();
        let is_of_manager = arguments
            .manager
            .as_ref()
            .is_none_or(|wanted| wanted.folded() == manager());
        is_of_kind
            && is_of_customer
            && is_of_manager
            && arguments.until.is_none_or(|day| task.opened_on <= day)
    };
    let mut rows = Table::new(&["id", "since", "task", "customer", "about", ""]);
    let listed: Vec<&Task> = tasks.iter().filter(|task| is_asked_for(task)).collect();
    for task in &listed {
        let account = heads.get(&task.account);
        let name = account.map_or("–", |account| account.name.as_str());
        let (subject, detail) = (task.subject.as_str(), task.detail.as_str());
        if screen.is_json {
            screen.json(&Line {
                id: task.handle(),
                opened_on: task.opened_on,
                kind: task.kind.name(),
                customer: account
                    .map(|account| account.customer.as_str())
                    .filter(|customer| !is_of_a_payment(customer)),
                name,
                account_manager: account.map(|account| manager_of(Some(account)).to_string()),
                subject,
                detail,
            })?;
        } else {
            let kind = task.kind.name().replace('_', " ");
            rows.row([
                &task.handle(),
                &task.opened_on.to_string(),
                &kind,
                name,
                subject,
                detail,
            ]);
        }
    }
    if screen.is_json {
        return Ok(Ending::Good);
    }
    screen.table("", &rows)?;
    match (listed.len(), tasks.len()) {
        (_, 0) => screen.line(Look::Plain, "Nothing waits for a person.")?,
        (0, all) => screen.line(
            Look::Plain,
            &format!("None of {} is like that.", counted(all, "open task")),
        )?,
        _ => {}
    }
    Ok(Ending::Good)
}

/// Whether a text contains another, in any case.
pub(super) fn says(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.trim().to_lowercase())
}

async fn heads(table: &Store, tasks: &[Task]) -> Result<BTreeMap<AccountKey, Account>, Failure> {
    let mut accounts: Vec<AccountKey> = tasks.iter().map(|task| task.account.clone()).collect();
    accounts.sort();
    accounts.dedup();
    let heads = table.heads(&accounts).await?.into_iter();
    Ok(heads.map(|account| (account.key.clone(), account)).collect())
}

async fn close_one(
    close: &CloseTask,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let (table, picks) = cloud::table_and_picks(general).await?;
    let mut tasks = table.open_tasks().await?;
    tasks.retain(|task| !close.id.is_empty() && task.handle().starts_with(&close.id.to_lowercase()));
    let task = match tasks.as_slice() {
        [task] => task,
        [] => {
            return Err(Failure::Refused(format!(
                "no open task is called “{}”; `dunlin tasks` lists them, and many close by themselves",
                close.id
            )));
        }
        [_, _, ..] => {
            return Err(Failure::Refused(format!(
                "“{}” may be {}; give more of the name",
                close.id,
                counted(tasks.len(), "task")
            )));
        }
    };
    let said = (close.author.author.as_str(), close.note.as_str());
    let closed = close_task(
        &table,
        &picks,
        &task.account,
        &task.identity(),
        said,
        today.instant(),
    )
    .await?;
    let heads = heads(&table, std::slice::from_ref(task)).await?;
    let name = heads
        .get(&task.account)
        .map_or("–", |account| account.name.as_str());
    let subject = match task.subject.as_str() {
        "" => format!("{} for {name}", task.kind.name().replace('_', " ")),
        about => format!("{} for {about} of {name}", task.kind.name().replace('_', " ")),
    };
    let (outcome, detail) = in_words(&closed, task);
    Told {
        subject: &subject,
        outcome,
        detail: &detail,
        is_refused: matches!(closed, Closed::Wants(_) | Closed::NotOpen),
    }
    .show(screen)
}

fn in_words(closed: &Closed, task: &Task) -> (&'static str, String) {
    match closed {
        Closed::Ended(ended) if ended.is_empty() => ("closed", "closed".to_owned()),
        Closed::Ended(ended) => ("closed", format!("closed; no longer held: {}", holds(ended))),
        Closed::StillHeld => (
            "still_held",
            "closed; no letter goes out until somebody resumes, and you are asked again in a fortnight"
                .to_owned(),
        ),
        Closed::SetAside => (
            "set_aside",
            "closed; the payment is for no invoice here and is not looked at again".to_owned(),
        ),
        Closed::NotOpen => ("not_open", "it was closed meanwhile".to_owned()),
        Closed::Wants(answer) => ("wants_an_answer", wanted(*answer, task)),
    }
}

fn wanted(answer: Answer, task: &Task) -> String {
    let about = match task.subject.as_str() {
        "" => "INVOICE",
        subject => subject,
    };
    match answer {
        Answer::Approval => {
            format!("it wants a yes, `dunlin approve {about}`, or a hold, such as `dunlin pause {about}`")
        }
        Answer::Contact => {
            "it wants somebody to write to: `dunlin contact CUSTOMER name@example.com`".to_owned()
        }
        Answer::Review => format!(
            "it wants a decision: `dunlin resume {about}`, or a due date or policy by a newer file; \
             `dunlin why {about}` says what is missing"
        ),
        Answer::Fate => {
            let day = task.letter_day().map(|day| day.to_string()).unwrap_or_default();
            format!(
                "it wants to know what became of the letter: `dunlin settle CUSTOMER {day} left` (or `never-left`)"
            )
        }
    }
}

fn holds(kinds: &[HoldKind]) -> String {
    let words: Vec<String> = kinds
        .iter()
        .map(|kind| dunning::decide::Waiting::Held(*kind).to_string())
        .collect();
    words.join(", ")
}
