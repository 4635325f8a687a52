//! `dunlin report`: the whole book as one HTML page, or as numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aws::table::Table;
use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::ports::{Digests, InForce, Settings};

use crate::arguments::{General, Report};
use crate::failure::Failure;
use crate::report::{Debtor, Figures, Gathered, OpenTask, TASKS_AT_MOST, numbers, page};
use crate::screen::{Look, Screen};
use crate::today::Today;
use crate::{Ending, cloud};

const DEFAULT_FILE: &str = "dunlin-report.html";

pub(super) async fn run(
    arguments: &Report,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let in_force = table.settings().await?;
    let today = today.date(in_force.creditor.zone);
    let figures = figures(&table, &in_force, today).await?;
    if screen.is_json {
        screen.json(&numbers(&figures))?;
        return match &arguments.out {
            Some(file) => write(&figures, file).map(|()| Ending::Good),
            None => Ok(Ending::Good),
        };
    }
    let file = arguments.out.as_deref().unwrap_or(Path::new(DEFAULT_FILE));
    write(&figures, file)?;
    let place = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    screen.line(Look::Plain, &format!("Open {} in a browser.", place.display()))?;
    Ok(Ending::Good)
}

fn write(figures: &Figures, file: &Path) -> Result<(), Failure> {
    let page = page(figures).map_err(|error| Failure::Refused(error.to_string()))?;
    std::fs::write(file, page).map_err(Failure::local(format!("writing {}", file.display())))
}

/// One account at a time, so that of the book only sums are kept.
async fn figures(table: &Table, in_force: &InForce, today: NaiveDate) -> Result<Figures, Failure> {
    let mut gathered = Gathered::of(&in_force.creditor, today);
    let mut behind = None;
    loop {
        let page = table.histories(behind).await?;
        for history in &page.histories {
            gathered.take_in(history);
        }
        match page.next {
            Some(next) => behind = Some(next),
            None => break,
        }
    }
    let top = gathered.top_debtors();
    let tasks = table.open_tasks().await?;
    let named = top.iter().map(|(account, _, _)| account);
    let named = named.chain(tasks.iter().take(TASKS_AT_MOST).map(|task| &task.account));
    let names = names(table, named).await?;
    let name = |account: &AccountKey| names.get(account).cloned().unwrap_or_default();
    let debtors = top.into_iter().map(|(account, currency, owed)| {
        let (customer, name) = name(&account);
        Debtor {
            customer,
            name,
            currency,
            owed,
        }
    });
    let tasks = tasks.iter().map(|task| OpenTask {
        kind: task.kind,
        opened_on: task.opened_on,
        customer: name(&task.account).1,
        subject: task.subject.clone(),
    });
    Ok(gathered.figures(in_force, debtors.collect(), tasks.collect()))
}

/// Number and name of these accounts' customers.
async fn names(
    table: &Table,
    accounts: impl Iterator<Item = &AccountKey>,
) -> Result<BTreeMap<AccountKey, (String, String)>, Failure> {
    let accounts: BTreeSet<AccountKey> = accounts.cloned().collect();
    let accounts: Vec<AccountKey> = accounts.into_iter().collect();
    let heads = table.heads(&accounts).await?.into_iter();
    Ok(heads.map(|head| (head.key, (head.customer, head.name))).collect())
}
