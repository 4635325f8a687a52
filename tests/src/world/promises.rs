//! What must hold whatever happens (SPEC 8), as far as it can be read off the mail and the store.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use dunning::hold::HoldState;
use dunning::ledger::Ledger;
use dunning::letter::{Letter, LetterState};
use dunning::plan::plan;
use dunning::ports::InForce;
use dunning::residence::Residence;
use dunning::timing::opening;

use super::{Days, Sending};

/// How far ahead to look for something that the agenda overlooks.
pub const LOOK_AHEAD_DAYS: usize = 20;

/// A promise that was broken, in words.
pub type Broken = String;

fn unless(well: bool, broken: impl FnOnce() -> Broken) -> Result<(), Broken> {
    if well { Ok(()) } else { Err(broken()) }
}

impl Sending {
    /// The letter that the mail was claimed as.
    ///
    /// # Errors
    /// In words, if it was not claimed.
    pub fn letter(&self) -> Result<&Letter, Broken> {
        let letters = self.ledger.iter().flat_map(|ledger| &ledger.letters);
        letters
            .into_iter()
            .find(|letter| letter.id == self.mail.letter)
            .ok_or_else(|| format!("the mail {} left without a claim", self.mail.letter))
    }

    /// What was said of which invoice: `2026-11-17 INV-1 heads_up, INV-2 heads_up`.
    ///
    /// # Errors
    /// As [`Sending::letter`].
    pub fn told(&self) -> Result<String, Broken> {
        let line = |line: &dunning::letter::LetterLine| {
            let stages: Vec<&str> = line.stages.iter().map(|stage| stage.as_str()).collect();
            format!("{} {}", line.invoice, stages.join("+"))
        };
        let lines: Vec<String> = self.letter()?.lines.iter().map(line).collect();
        Ok(format!("{} {}", self.mail.letter.day, lines.join(", ")))
    }
}

/// The mail left in the customer's window, to one of their own addresses that takes mail, about invoices of theirs
/// that were open and not held.
///
/// # Errors
/// In words, what it broke.
pub fn mail_was_right(sending: &Sending, in_force: &InForce) -> Result<(), Broken> {
    let told = sending.told()?;
    let Some(ledger) = &sending.ledger else {
        return Err(format!("{told} went to a customer that nobody knows"));
    };
    let residence = Residence::of(&ledger.account, &in_force.creditor);
    let on = sending.mail.letter.day;
    let open = opening(on, in_force.policy.window, residence.zone);
    unless(open.is_some_and(|open| open.contains(sending.at)), || {
        format!("{told} left outside the window, at {}", sending.at)
    })?;
    let local = |instant: DateTime<Utc>| instant.with_timezone(&residence.zone);
    unless(local(sending.at).date_naive() == on, || {
        format!("{told} left on another day")
    })?;
    unless(!local(sending.planned_for).minute().is_multiple_of(5), || {
        format!("{told} left at a round minute")
    })?;
    unless(in_force.policy.calendar.is_open(on, residence.region), || {
        format!("{told} left on a closed day")
    })?;
    unless(!sending.was_suppressed, || {
        format!("{told} went to a suppressed address")
    })?;
    let mut contacts = ledger.account.contacts.iter();
    unless(contacts.any(|contact| contact.email == sending.mail.to), || {
        format!("{told} went to a stranger")
    })?;
    for line in &sending.letter()?.lines {
        let invoice = ledger.invoices.iter().find(|invoice| invoice.id == line.invoice);
        let Some(invoice) = invoice else {
            return Err(format!("{told}: {} was not open", line.invoice));
        };
        unless(invoice.open().amount > 0.into(), || {
            format!("{told}: {} was paid", line.invoice)
        })?;
        for hold in ledger.account.holds.iter().chain(&invoice.holds) {
            let state = hold.on(on, &in_force.policy.calendar, residence.region);
            unless(!matches!(state, HoldState::Holding { .. }), || {
                format!("{told} in spite of {:?}", hold.kind)
            })?;
        }
    }
    Ok(())
}

/// No stage of an invoice was said twice, but after proof that the first did not arrive.
///
/// # Errors
/// In words, what was.
pub fn nothing_was_said_twice(days: &Days) -> Result<(), Broken> {
    let mut said = BTreeMap::<_, Vec<&Sending>>::new();
    for sending in &days.sendings {
        for line in &sending.letter()?.lines {
            for stage in &line.stages {
                let what = (&sending.mail.letter.account, &line.invoice, stage);
                said.entry(what).or_default().push(sending);
            }
        }
    }
    for ((account, invoice, stage), sendings) in said {
        let [earlier @ .., _] = sendings.as_slice() else {
            continue;
        };
        if earlier.is_empty() {
            continue;
        }
        let letters = days
            .ledger(account)
            .map_or_else(Vec::new, |ledger| ledger.letters);
        for earlier in earlier {
            let letter = letters.iter().find(|letter| letter.id == earlier.mail.letter);
            let state = letter.map(|letter| &letter.state);
            // All but the last were proved not to have arrived.
            let is_proved = matches!(
                state,
                Some(LetterState::Bounced { .. } | LetterState::Rejected { .. })
            );
            unless(is_proved, || {
                format!(
                    "{invoice} {stage} was said twice, first at {} ({state:?})",
                    earlier.at
                )
            })?;
        }
    }
    Ok(())
}

/// Whatever is open has a next day, and the agenda knows it, for some days to come.
///
/// # Errors
/// In words, what the agenda overlooks.
pub fn nothing_is_forgotten(
    days: &Days,
    ledger: &Ledger,
    in_force: &InForce,
    days_ahead: usize,
) -> Result<(), Broken> {
    let zone = Residence::of(&ledger.account, &in_force.creditor).zone;
    let today: NaiveDate = days.now().with_timezone(&zone).date_naive();
    let first = days.decided_to().map_or(today, |day| day.max(today));
    let agenda = ledger.account.agenda;
    let overlooked = first
        .iter_days()
        .take(days_ahead)
        .take_while(|day| agenda.is_none_or(|agenda| *day < agenda));
    for day in overlooked {
        let plan = plan(ledger, in_force, day);
        unless(plan.letter.is_none() && plan.questions.is_empty(), || {
            format!(
                "{}: something is due on {day}, the agenda says {agenda:?}; it is {}; {:?} {:?}",
                ledger.account.customer,
                days.now(),
                plan.letter.map(|letter| letter.lines),
                plan.questions,
            )
        })?;
    }
    Ok(())
}
