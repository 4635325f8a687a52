//! `dunlin why`: the decision about an invoice on a day, with its reason.

use chrono::NaiveDate;
use chrono_tz::Tz;
use dunning::decide::Decision;
use dunning::ledger::{Ledger, TimelineEntry};
use dunning::letter::Letter;
use dunning::plan::{DayPlan, plan};
use dunning::ports::{InForce, Ledgers, Settings};
use dunning::residence::Residence;
use serde::Serialize;

use crate::arguments::{General, Why};
use crate::book::FoundInvoice;
use crate::failure::Failure;
use crate::forecast::day_to_come;
use crate::screen::{Look, Screen, harmless};
use crate::table::Table;
use crate::today::Today;
use crate::verb::plan::in_parts;
use crate::verb::{local_minute, weekday};
use crate::{Ending, book, cloud};

#[derive(Serialize)]
struct Answer {
    invoice: String,
    customer: String,
    name: String,
    on: NaiveDate,
    decision: &'static str,
    until: Option<NaiveDate>,
    reason: String,
    open: String,
    currency: &'static str,
    due_date: Option<NaiveDate>,
    /// The customer's letter of that day, planned or sent.
    letter: Option<LetterAnswer>,
    next_look: Option<NaiveDate>,
}

#[derive(Serialize)]
struct LetterAnswer {
    state: String,
    local_minute: Option<String>,
    to: String,
    invoices: Vec<String>,
}

/// What is known of a day: the plan for it, and a letter that already went.
struct Day {
    plan: DayPlan,
    sent: Option<Letter>,
    /// What the store tells of that day.
    entries: Vec<TimelineEntry>,
}

pub(super) async fn run(
    arguments: &Why,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let in_force = table.settings().await?;
    for found in book::invoices(&table, &arguments.invoice).await? {
        let zone = Residence::of(&found.ledger.account, &in_force.creditor).zone;
        let now = today.date(zone);
        let on = arguments.on.unwrap_or(now);
        let entries = table.timeline(&found.ledger.account.key).await?;
        let of_the_day = |entry: &TimelineEntry| {
            let about = entry.invoice.as_ref().is_none_or(|id| *id == found.invoice.id);
            about && entry.at.with_timezone(&zone).date_naive() == on
        };
        let entries = entries.into_iter().filter(of_the_day).collect();
        let day = Day {
            entries,
            ..look(&found, &in_force, now, on)
        };
        if screen.is_json {
            screen.json(&answer(&found, &day, on, zone, &in_force))?;
        } else {
            show(&found, &day, on, now, zone, &in_force, screen)?;
        }
    }
    Ok(Ending::Good)
}

fn look(found: &FoundInvoice, in_force: &InForce, now: NaiveDate, on: NaiveDate) -> Day {
    let mut ledger = found.ledger.clone();
    if !found.is_open {
        // A closed invoice is decided about like any other; it says why it is closed.
        ledger.invoices.push(found.invoice.clone());
    }
    if on > now {
        let (_, plan) = day_to_come(&ledger, in_force, now, on);
        return Day {
            plan,
            sent: None,
            entries: Vec::new(),
        };
    }
    let is_about = |letter: &&Letter| {
        letter.id.day == on && letter.lines.iter().any(|line| line.invoice == found.invoice.id)
    };
    let sent = ledger.letters.iter().rfind(is_about).cloned();
    if on < now {
        ledger = as_it_was(ledger, on);
    }
    Day {
        plan: plan(&ledger, in_force, on),
        sent,
        entries: Vec::new(),
    }
}

/// The ledger without what came after that day. Holds that were ended since, and approvals, can't be told apart.
fn as_it_was(mut ledger: Ledger, on: NaiveDate) -> Ledger {
    ledger.letters.retain(|letter| letter.id.day < on);
    ledger.account.holds.retain(|hold| hold.since <= on);
    for invoice in &mut ledger.invoices {
        invoice.payments.retain(|payment| payment.booked_on <= on);
        invoice.holds.retain(|hold| hold.since <= on);
        invoice.raised.retain(|raised| raised.on < on);
    }
    ledger
}

fn decision(found: &FoundInvoice, day: &Day) -> Option<Decision> {
    let mut decisions = day.plan.decisions.iter();
    decisions
        .find(|(id, _)| *id == found.invoice.id)
        .map(|(_, decision)| decision.clone())
}

fn show(
    found: &FoundInvoice,
    day: &Day,
    on: NaiveDate,
    now: NaiveDate,
    zone: Tz,
    in_force: &InForce,
    screen: &Screen,
) -> Result<(), Failure> {
    let invoice = &found.invoice;
    let due = invoice.due_on.map_or("no due date".to_owned(), |due_on| {
        format!("due {due_on} ({})", weekday(due_on))
    });
    let closed = if found.is_open { "" } else { ", closed" };
    screen.line(
        Look::Strong,
        &harmless(&format!(
            "{} of {}: {} open, {due}{closed}",
            invoice.id,
            found.ledger.account.name,
            invoice.open()
        )),
    )?;
    let when = if on == now {
        format!("Today, {on}")
    } else {
        on.to_string()
    };
    let said = match (&day.sent, decision(found, day)) {
        (Some(letter), _) => {
            let minute = local_minute(letter.claimed_at, zone);
            format!(
                "a letter went at {minute} to {} ({})",
                letter.to,
                letter.state.name()
            )
        }
        (None, Some(Decision::Remind(stage))) => format!("remind: {stage} is due"),
        (None, Some(decision)) => decision.to_string(),
        (None, None) => "nothing is decided: the invoice was not there".to_owned(),
    };
    screen.line(
        Look::Plain,
        &harmless(&format!("{when} ({}): {said}", weekday(on))),
    )?;
    if let Some(draft) = day.plan.letter.as_ref().filter(|_| day.sent.is_none()) {
        let at = dunning::timing::minute(&draft.id, in_force.policy_of(&found.ledger.account).window, zone);
        let minute = at.map(|at| local_minute(at, zone)).unwrap_or_default();
        screen.line(
            Look::Plain,
            &format!(
                "The customer's letter of that day: {minute} ({zone}), to {}",
                draft.to.email
            ),
        )?;
        let mut lines = Table::new(&["invoice", ">open", "due", "stage"]);
        for line in &draft.lines {
            let stages: Vec<&str> = line.stages.iter().map(|stage| stage.as_str()).collect();
            let (id, open) = (line.invoice.id.to_string(), line.invoice.open().to_string());
            lines.row([id, open, line.due_on.to_string(), stages.join(" + ")]);
        }
        screen.table("", &lines)?;
    }
    let mut others = Table::new(&["invoice", "until", "decision"]);
    for (id, decision) in day.plan.decisions.iter().filter(|(id, _)| *id != invoice.id) {
        let (name, until, reason) = in_parts(decision);
        let until = until.map_or("–".to_owned(), |until| until.to_string());
        others.row([id.to_string(), until, format!("{name}: {reason}")]);
    }
    screen.table("The customer's other invoices that day", &others)?;
    let mut story = Table::new(&["local", "what", ""]);
    for entry in &day.entries {
        story.row([
            local_minute(entry.at, zone),
            entry.what.replace('_', " "),
            entry.detail.clone(),
        ]);
    }
    screen.table("On record for that day", &story)?;
    if let Some(next) = day.plan.next {
        screen.line(
            Look::Faint,
            &format!(
                "Looked at again on {next} ({}), or when something comes in.",
                weekday(next)
            ),
        )?;
    }
    if on < now {
        screen.note("worked out from today's ledger and policy; `dunlin timeline` shows what was recorded at the time");
    }
    Ok(())
}

fn answer(found: &FoundInvoice, day: &Day, on: NaiveDate, zone: Tz, in_force: &InForce) -> Answer {
    let (decision, until, reason) = match decision(found, day) {
        Some(decision) => in_parts(&decision),
        None => ("none", None, "the invoice was not there".to_owned()),
    };
    let sent = day.sent.as_ref().map(|letter| LetterAnswer {
        state: letter.state.name().to_owned(),
        local_minute: Some(local_minute(letter.claimed_at, zone)),
        to: letter.to.to_string(),
        invoices: letter.lines.iter().map(|line| line.invoice.to_string()).collect(),
    });
    let planned = || {
        day.plan.letter.as_ref().map(|draft| LetterAnswer {
            state: "planned".to_owned(),
            local_minute: dunning::timing::minute(
                &draft.id,
                in_force.policy_of(&found.ledger.account).window,
                zone,
            )
            .map(|at| local_minute(at, zone)),
            to: draft.to.email.to_string(),
            invoices: draft
                .lines
                .iter()
                .map(|line| line.invoice.id.to_string())
                .collect(),
        })
    };
    Answer {
        invoice: found.invoice.id.to_string(),
        customer: found.ledger.account.customer.clone(),
        name: found.ledger.account.name.clone(),
        on,
        decision,
        until,
        reason,
        open: found.invoice.open().rounded().to_string(),
        currency: found.invoice.billed.currency.code(),
        due_date: found.invoice.due_on,
        letter: sent.or_else(planned),
        next_look: day.plan.next,
    }
}
