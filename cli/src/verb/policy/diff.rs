//! `dunlin policy diff`: what another policy would change for the real book, before anybody hears of it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use dunning::policy::Policy;
use dunning::ports::{InForce, Ledgers, Settings};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;

use super::read;
use crate::arguments::{General, PolicyDiff};
use crate::compare::{Change, Counts, Step, StepKind, compared};
use crate::failure::Failure;
use crate::forecast::forecast;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::verb::counted;
use crate::{Ending, book, cloud, progress};

/// So many changes are shown one by one; `--json` tells all.
const SHOWN_AT_MOST: usize = 60;

pub(super) async fn run(
    arguments: &PolicyDiff,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let file = read(&arguments.file)?;
    let table = cloud::table(general).await?;
    let comparison = Comparison::of(&table, file.policy, arguments.days, screen, today).await?;
    comparison.show(screen)?;
    Ok(Ending::Good)
}

/// The real book under two policies.
pub(super) struct Comparison {
    from: NaiveDate,
    to: NaiveDate,
    customers: usize,
    letters_now: usize,
    letters_then: usize,
    /// In the order of the ladders.
    steps: Vec<(StepKind, Counts)>,
    changes: Vec<Changed>,
}

/// A step that is not as before.
struct Changed {
    customer: String,
    name: String,
    step: Step,
    change: Change,
}

impl Comparison {
    /// Goes through the book once, a customer at a time, and keeps what changes.
    pub(super) async fn of<S: Ledgers + Settings + dunning::ports::Agenda>(
        store: &S,
        policy: Policy,
        days: u16,
        screen: &Screen,
        today: Today,
    ) -> Result<Self, Failure> {
        let now = store.settings().await?;
        let then = InForce {
            policy,
            ..now.clone()
        };
        let from = today.date(now.creditor.zone);
        let to = from
            .checked_add_days(Days::new(u64::from(days).saturating_sub(1)))
            .unwrap_or(from);
        let accounts = book::accounts_on_agenda(store).await?;
        let bar = progress::bar(screen, "comparing", "customers", accounts.len());
        let mut counts: BTreeMap<StepKind, Counts> = BTreeMap::new();
        let mut comparison = Self {
            from,
            to,
            customers: 0,
            letters_now: 0,
            letters_then: 0,
            steps: Vec::new(),
            changes: Vec::new(),
        };
        let loads = stream::iter(&accounts).map(async |account| store.load(account).await);
        let mut loads = loads.buffered(book::READS_AT_ONCE);
        while let Some(ledger) = loads.try_next().await? {
            bar.inc(1);
            let Some(ledger) = ledger else { continue };
            let by = |in_force| forecast(&ledger, in_force, from, to, |at| today.is_past(at));
            let (by_now, by_then) = (by(&now), by(&then));
            comparison.customers += 1;
            comparison.letters_now += by_now.letters.len();
            comparison.letters_then += by_then.letters.len();
            for (step, change) in compared(&by_now, &by_then) {
                counts.entry(step.kind.clone()).or_default().count(change);
                if change != Change::Same {
                    comparison.changes.push(Changed {
                        customer: ledger.account.customer.clone(),
                        name: ledger.account.name.clone(),
                        step,
                        change,
                    });
                }
            }
        }
        bar.finish_and_clear();
        comparison.steps = in_order_of_ladders(counts, &[&then.policy, &now.policy]);
        let key = |changed: &Changed| {
            let (now, then) = both_days(changed.change);
            let customer = (changed.name.clone(), changed.customer.clone());
            (customer, then.or(now), changed.step.clone())
        };
        comparison.changes.sort_by_cached_key(key);
        Ok(comparison)
    }

    pub(super) fn show(&self, screen: &Screen) -> Result<(), Failure> {
        if screen.is_json {
            return screen.json(&self.answer());
        }
        let heading = format!(
            "{} from {} to {} instead of {}, to {}, if nobody pays or answers",
            counted(self.letters_then, "letter"),
            self.from,
            self.to,
            self.letters_now,
            counted(self.customers, "customer"),
        );
        screen.line(Look::Strong, &heading)?;
        let mut steps = Table::new(&[
            "stage", ">now", ">then", ">added", ">removed", ">earlier", ">later",
        ]);
        for (kind, counts) in &self.steps {
            let number = |count: usize| {
                if count == 0 {
                    "–".to_owned()
                } else {
                    count.to_string()
                }
            };
            steps.row([
                kind.in_words(),
                number(counts.now),
                number(counts.then),
                number(counts.added),
                number(counts.removed),
                number(counts.earlier),
                number(counts.later),
            ]);
        }
        screen.table("", &steps)?;
        if self.changes.is_empty() {
            screen.note("nothing changes in these days");
            return Ok(());
        }
        let mut changes = Table::new(&["customer", "about", "stage", "now", "then"]);
        for changed in self.changes.iter().take(SHOWN_AT_MOST) {
            let (now, then) = both_days(changed.change);
            let or_none = |day: Option<NaiveDate>| day.map_or("–".to_owned(), |day| day.to_string());
            changes.row([
                changed.name.clone(),
                changed.step.subject.clone(),
                changed.step.kind.in_words(),
                or_none(now),
                or_none(then),
            ]);
        }
        screen.line(Look::Plain, "")?;
        screen.table("What changes, by customer", &changes)?;
        let more = self.changes.len().saturating_sub(SHOWN_AT_MOST);
        if more > 0 {
            screen.note(&format!("and {}; --json lists all", counted(more, "more change")));
        }
        Ok(())
    }

    fn answer(&self) -> Answer<'_> {
        let step = |(kind, counts): &(StepKind, Counts)| StepAnswer {
            stage: stage(kind),
            task: task(kind),
            now: counts.now,
            then: counts.then,
            added: counts.added,
            removed: counts.removed,
            earlier: counts.earlier,
            later: counts.later,
        };
        Answer {
            from: self.from,
            to: self.to,
            customers: self.customers,
            letters_now: self.letters_now,
            letters_then: self.letters_then,
            steps: self.steps.iter().map(step).collect(),
            changes: self.changes.iter().map(ChangeAnswer::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    from: NaiveDate,
    to: NaiveDate,
    customers: usize,
    letters_now: usize,
    letters_then: usize,
    steps: Vec<StepAnswer>,
    changes: Vec<ChangeAnswer<'a>>,
}

#[derive(Serialize)]
struct StepAnswer {
    stage: Option<String>,
    task: Option<&'static str>,
    now: usize,
    then: usize,
    added: usize,
    removed: usize,
    earlier: usize,
    later: usize,
}

#[derive(Serialize)]
struct ChangeAnswer<'a> {
    customer: &'a str,
    name: &'a str,
    about: &'a str,
    stage: Option<String>,
    task: Option<&'static str>,
    now: Option<NaiveDate>,
    then: Option<NaiveDate>,
}

impl<'a> ChangeAnswer<'a> {
    fn of(changed: &'a Changed) -> Self {
        let (now, then) = both_days(changed.change);
        Self {
            customer: &changed.customer,
            name: &changed.name,
            about: &changed.step.subject,
            stage: stage(&changed.step.kind),
            task: task(&changed.step.kind),
            now,
            then,
        }
    }
}

fn stage(kind: &StepKind) -> Option<String> {
    match kind {
        StepKind::Letter(stage) => Some(stage.clone()),
        StepKind::Task(_) => None,
    }
}

fn task(kind: &StepKind) -> Option<&'static str> {
    match kind {
        StepKind::Letter(_) => None,
        StepKind::Task(task) => Some(task),
    }
}

/// The day by the policy in force, and by the other one.
fn both_days(change: Change) -> (Option<NaiveDate>, Option<NaiveDate>) {
    match change {
        Change::Same => (None, None),
        Change::Added(on) => (None, Some(on)),
        Change::Removed(on) => (Some(on), None),
        Change::Moved { from, to } => (Some(from), Some(to)),
    }
}

fn in_order_of_ladders(counts: BTreeMap<StepKind, Counts>, policies: &[&Policy]) -> Vec<(StepKind, Counts)> {
    let ladders = policies
        .iter()
        .flat_map(|policy| std::iter::once(*policy).chain(policy.named.values()));
    let order: Vec<&str> = ladders
        .flat_map(|policy| policy.ladder.iter().map(|stage| stage.name.as_str()))
        .collect();
    let place = |kind: &StepKind| match kind {
        StepKind::Letter(stage) => order.iter().position(|name| name == stage).unwrap_or(order.len()),
        StepKind::Task(_) => usize::MAX,
    };
    let mut steps: Vec<_> = counts.into_iter().collect();
    steps.sort_by_key(|(kind, _)| place(kind));
    steps
}
