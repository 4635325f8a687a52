//! `dunlin tasks`: what waits for a person.

use chrono::NaiveDate;
use serde::Serialize;

use crate::arguments::General;
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::{Ending, book, cloud};

#[derive(Serialize)]
struct Line<'a> {
    opened_on: NaiveDate,
    kind: &'static str,
    name: &'a str,
    subject: &'a str,
    detail: &'a str,
}

pub(super) async fn run(general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let tasks = table.open_tasks().await?;
    let names = book::customer_names(&table, tasks.iter().map(|task| task.account.clone())).await?;
    let mut rows = Table::new(&["since", "task", "customer", "about", ""]);
    for task in &tasks {
        let name = names.get(&task.account).map_or("–", String::as_str);
        if screen.is_json {
            let (subject, detail) = (task.subject.as_str(), task.detail.as_str());
            screen.json(&Line {
                opened_on: task.opened_on,
                kind: task.kind.name(),
                name,
                subject,
                detail,
            })?;
        } else {
            let kind = task.kind.name().replace('_', " ");
            rows.row([
                &task.opened_on.to_string(),
                &kind,
                name,
                &task.subject,
                &task.detail,
            ]);
        }
    }
    screen.table("", &rows)?;
    if tasks.is_empty() && !screen.is_json {
        screen.line(Look::Plain, "Nothing waits for a person.")?;
    }
    Ok(Ending::Good)
}
