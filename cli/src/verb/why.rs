//! `dunlin why`: the decision about an invoice on a day, with its reason.

use std::cmp::Ordering;

use chrono::NaiveDate;
use chrono_tz::Tz;
use dunning::decided::Decided;
use dunning::ledger::{Ledger, TimelineEntry};
use dunning::letter::Letter;
use dunning::plan::{DayPlan, Draft, plan};
use dunning::ports::{InForce, Ledgers, Settings};
use dunning::residence::Residence;
use dunning::timing::opening;
use serde::Serialize;

use crate::arguments::{General, Why};
use crate::book::FoundInvoice;
use crate::failure::Failure;
use crate::forecast::day_to_come;
use crate::past::{Past, past};
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
    /// `kept`: what was decided at the time; `worked_out`: what today's ledger says; `forecast`: what it foretells.
    source: &'static str,
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

/// What is known of a day.
struct Day {
    on: NaiveDate,
    now: NaiveDate,
    zone: Tz,
    /// What was kept, of a day that is over.
    past: Past,
    /// The plan for it, of a day to come; of one that is over only if nothing was kept.
    plan: Option<DayPlan>,
    /// A letter about the invoice that went on that day.
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
        let account = &found.ledger.account.key;
        let story = table.timeline(account).await?;
        let records = table.decided(account).await?;
        let day = look(&found, &in_force, today, arguments.on, &records, story);
        if screen.is_json {
            screen.json(&answer(&found, &day, &in_force))?;
        } else {
            show(&found, &day, &in_force, screen)?;
        }
    }
    Ok(Ending::Good)
}

fn look(
    found: &FoundInvoice,
    in_force: &InForce,
    today: Today,
    on: Option<NaiveDate>,
    records: &[Decided],
    mut story: Vec<TimelineEntry>,
) -> Day {
    let zone = Residence::of(&found.ledger.account, &in_force.creditor).zone;
    let now = today.date(zone);
    let on = on.unwrap_or(now);
    let window = in_force.policy_of(&found.ledger.account).window;
    // While the window lies ahead, today is a day to come: it will be decided again.
    let is_over = on < now || opening(on, window, zone).is_some_and(|opening| today.is_past(opening.closes));
    let past = if is_over {
        past(&found.invoice, records, &story, window, zone, on)
    } else {
        Past::Nothing
    };
    let is_about = |letter: &&Letter| {
        letter.id.day == on && letter.lines.iter().any(|line| line.invoice == found.invoice.id)
    };
    let sent = found.ledger.letters.iter().rfind(is_about).cloned();
    let plan = (past == Past::Nothing).then(|| work_out(found, in_force, now, on));
    story.retain(|entry| {
        let about = entry.invoice.as_ref().is_none_or(|id| *id == found.invoice.id);
        about && entry.at.with_timezone(&zone).date_naive() == on
    });
    Day {
        on,
        now,
        zone,
        past,
        plan,
        sent,
        entries: story,
    }
}

/// The plan for a day, from today's ledger.
fn work_out(found: &FoundInvoice, in_force: &InForce, now: NaiveDate, on: NaiveDate) -> DayPlan {
    let mut ledger = found.ledger.clone();
    if !found.is_open {
        // A closed invoice is decided about like any other; it says why it is closed.
        ledger.invoices.push(found.invoice.clone());
    }
    match on.cmp(&now) {
        Ordering::Greater => day_to_come(&ledger, in_force, now, on).1,
        Ordering::Equal => plan(&ledger, in_force, on),
        Ordering::Less => plan(&as_it_was(ledger, on), in_force, on),
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

impl Day {
    /// Decision, until when, and the reason.
    fn said(&self, found: &FoundInvoice) -> (&'static str, Option<NaiveDate>, String) {
        if let (Some(decision), Some(reason)) = (self.past.decision(), self.past.reason(self.on, self.zone)) {
            return (decision, self.past.until(), reason);
        }
        let decisions = self.plan.iter().flat_map(|plan| &plan.decisions);
        let mut decisions = decisions.filter(|(id, _)| *id == found.invoice.id);
        match decisions.next() {
            Some((_, decision)) => in_parts(decision),
            None => ("none", None, "the invoice was not there".to_owned()),
        }
    }

    fn source(&self) -> &'static str {
        match (&self.past, self.on > self.now) {
            (Past::Nothing, true) => "forecast",
            (Past::Nothing, false) => "worked_out",
            _ => "kept",
        }
    }

    /// The letter that is still to go.
    fn draft(&self) -> Option<&Draft> {
        let plan = self.plan.as_ref().filter(|_| self.sent.is_none());
        plan.and_then(|plan| plan.letter.as_ref())
    }
}

/// The day in a sentence.
fn in_words(found: &FoundInvoice, day: &Day) -> String {
    if let Some(letter) = &day.sent {
        let minute = local_minute(letter.claimed_at, day.zone);
        let lines = letter
            .lines
            .iter()
            .filter(|line| line.invoice == found.invoice.id);
        let stages: Vec<&str> = lines
            .flat_map(|line| line.stages.iter().map(|stage| stage.as_str()))
            .collect();
        return format!(
            "{} went at {minute} to {} ({})",
            stages.join(" + "),
            letter.to,
            letter.state.name()
        );
    }
    match day.said(found) {
        ("remind", _, stage) if day.past != Past::Nothing => {
            format!("remind: {stage} was due; no letter of that day is on record")
        }
        ("remind", _, stage) => format!("remind: {stage} is due"),
        ("none", _, reason) => reason,
        (decision, None, reason) => format!("{decision}: {reason}"),
        (decision, Some(until), reason) => format!("{decision} until {until}: {reason}"),
    }
}

fn show(found: &FoundInvoice, day: &Day, in_force: &InForce, screen: &Screen) -> Result<(), Failure> {
    let (invoice, on) = (&found.invoice, day.on);
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
    let when = if on == day.now {
        format!("Today, {on}")
    } else {
        on.to_string()
    };
    let said = in_words(found, day);
    screen.line(
        Look::Plain,
        &harmless(&format!("{when} ({}): {said}", weekday(on))),
    )?;
    show_draft(found, day, in_force, screen)?;
    let mut others = Table::new(&["invoice", "until", "decision"]);
    let decisions = day.plan.iter().flat_map(|plan| &plan.decisions);
    for (id, decision) in decisions.filter(|(id, _)| *id != invoice.id) {
        let (name, until, reason) = in_parts(decision);
        let until = until.map_or("–".to_owned(), |until| until.to_string());
        others.row([id.to_string(), until, format!("{name}: {reason}")]);
    }
    screen.table("The customer's other invoices that day", &others)?;
    let mut story = Table::new(&["local", "what", ""]);
    for entry in &day.entries {
        story.row([
            local_minute(entry.at, day.zone),
            entry.what.replace('_', " "),
            entry.detail.clone(),
        ]);
    }
    screen.table("On record for that day", &story)?;
    if let Some(next) = day.plan.as_ref().and_then(|plan| plan.next) {
        screen.line(
            Look::Faint,
            &format!(
                "Looked at again on {next} ({}), or when something comes in.",
                weekday(next)
            ),
        )?;
    }
    if on < day.now && day.past == Past::Nothing {
        screen.note(
            "no decision was kept for this day; worked out from today's ledger and policy, which may have been others",
        );
    }
    Ok(())
}

fn show_draft(found: &FoundInvoice, day: &Day, in_force: &InForce, screen: &Screen) -> Result<(), Failure> {
    let Some(draft) = day.draft() else {
        return Ok(());
    };
    let window = in_force.policy_of(&found.ledger.account).window;
    let at = dunning::timing::minute(&draft.id, window, day.zone);
    let minute = at.map(|at| local_minute(at, day.zone)).unwrap_or_default();
    screen.line(
        Look::Plain,
        &format!(
            "The customer's letter of that day: {minute} ({}), to {}",
            day.zone, draft.to.email
        ),
    )?;
    let mut lines = Table::new(&["invoice", ">open", "due", "stage"]);
    for line in &draft.lines {
        let stages: Vec<&str> = line.stages.iter().map(|stage| stage.as_str()).collect();
        let (id, open) = (line.invoice.id.to_string(), line.invoice.open().to_string());
        lines.row([id, open, line.due_on.to_string(), stages.join(" + ")]);
    }
    screen.table("", &lines)
}

fn answer(found: &FoundInvoice, day: &Day, in_force: &InForce) -> Answer {
    let (decision, until, reason) = day.said(found);
    let zone = day.zone;
    let sent = day.sent.as_ref().map(|letter| LetterAnswer {
        state: letter.state.name().to_owned(),
        local_minute: Some(local_minute(letter.claimed_at, zone)),
        to: letter.to.to_string(),
        invoices: letter.lines.iter().map(|line| line.invoice.to_string()).collect(),
    });
    let window = in_force.policy_of(&found.ledger.account).window;
    let planned = day.draft().map(|draft| LetterAnswer {
        state: "planned".to_owned(),
        local_minute: dunning::timing::minute(&draft.id, window, zone).map(|at| local_minute(at, zone)),
        to: draft.to.email.to_string(),
        invoices: draft
            .lines
            .iter()
            .map(|line| line.invoice.id.to_string())
            .collect(),
    });
    Answer {
        invoice: found.invoice.id.to_string(),
        customer: found.ledger.account.customer.clone(),
        name: found.ledger.account.name.clone(),
        on: day.on,
        decision,
        until,
        reason,
        source: day.source(),
        open: found.invoice.open().rounded().to_string(),
        currency: found.invoice.billed.currency.code(),
        due_date: found.invoice.due_on,
        letter: sent.or(planned),
        next_look: day.plan.as_ref().and_then(|plan| plan.next),
    }
}
