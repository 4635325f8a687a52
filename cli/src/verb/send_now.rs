//! `dunlin send-now`: the next letter at the first permitted minute.

use chrono::{DateTime, Utc};
use dunning::decide::Decision;
use dunning::flow::operate::{Departure, departure};
use dunning::invoice::InvoiceId;
use dunning::ledger::Ledger;
use dunning::plan::Draft;
use dunning::ports::{InForce, Picks, Settings, Suppressions};
use dunning::residence::Residence;
use letters::House;
use serde::Serialize;

use crate::arguments::{General, SendNow};
use crate::book::{one_customer, one_open_invoice};
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::today::Today;
use crate::verb::{local_minute, weekday};
use crate::{Ending, ask, cloud};

/// Invoices whose reasons are told where no letter is due.
const REASONS_AT_MOST: usize = 10;

#[derive(Serialize)]
struct Answer<'a> {
    outcome: &'static str,
    customer: &'a str,
    name: &'a str,
    letter: String,
    to: &'a str,
    subject: &'a str,
    leaves_at: DateTime<Utc>,
    local: String,
    zone: &'static str,
}

/// Whose letter, and what they live by.
struct Desk<'a> {
    ledger: &'a Ledger,
    in_force: &'a InForce,
    /// The invoice that it must be about.
    about: Option<&'a InvoiceId>,
}

pub(super) async fn run(
    arguments: &SendNow,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let (table, picks, letters) = cloud::table_and_queues(general).await?;
    let in_force = table.settings().await?;
    let (ledger, about) = match (&arguments.whose.invoice, &arguments.whose.customer) {
        (Some(number), _) => {
            let found = one_open_invoice(&table, number).await?;
            (found.ledger, Some(found.invoice.id))
        }
        (None, Some(name)) => (one_customer(&table, name).await?, None),
        (None, None) => {
            return Err(Failure::Usage(
                "name an invoice, or a customer by --customer".to_owned(),
            ));
        }
    };
    let desk = Desk {
        ledger: &ledger,
        in_force: &in_force,
        about: about.as_ref(),
    };
    let now = today.instant();
    let next = departure(&ledger, &in_force, now);
    let (draft, at) = match &next {
        Departure::Now(draft, planned) => (draft, planned.at),
        Departure::Then(draft, _, at) => (draft, *at),
        Departure::Gone(day) => {
            return Err(desk.refuse(&format!("the letter of {day} has left already, or may have")));
        }
        Departure::Never => return Err(desk.refuse("there is no day ahead on which a letter may leave")),
        Departure::Nothing(day, decisions) => {
            let why = desk.reasons(decisions);
            return Err(desk.refuse(&format!(
                "no letter is due on {day}, the first day ahead\n  {why}"
            )));
        }
    };
    desk.must_be_about(draft)?;
    if let Some(suppression) = table.suppression(&draft.to.email).await? {
        return Err(desk.refuse(&format!(
            "{} is suppressed ({}); name another contact by `dunlin contact`",
            draft.to.email,
            suppression.reason.name().replace('_', " ")
        )));
    }
    let house = House::of(table.templates().await?).map_err(|error| Failure::Refused(error.to_string()))?;
    let reminder = draft.reminder(&ledger, &in_force, None);
    let words = house
        .write(&reminder)
        .map_err(|error| Failure::Refused(error.to_string()))?
        .words;
    if !arguments.yes {
        ask::somebody_there(
            screen,
            "add --yes if the letter is to go; `dunlin preview --invoice` shows it",
        )?;
    }
    if !screen.is_json {
        desk.show(draft, at, &words.subject, &words.text, screen)?;
    }
    if !arguments.yes {
        screen.line(Look::Strong, "Send it? Type yes:")?;
        if !ask::said_yes()? {
            screen.line(
                Look::Plain,
                "Nothing was done; it goes on its day, unless you hold it.",
            )?;
            return Ok(Ending::Refused);
        }
    }
    let outcome = match &next {
        Departure::Now(_, planned) => {
            letters.leave(planned, now).await?;
            "leaving"
        }
        Departure::Then(_, pick, _) => {
            picks.pick(std::slice::from_ref(pick)).await?;
            "planned"
        }
        Departure::Gone(_) | Departure::Never | Departure::Nothing(..) => "nothing",
    };
    desk.tell(draft, at, outcome, &words.subject, screen)
}

impl Desk<'_> {
    fn refuse(&self, why: &str) -> Failure {
        Failure::Refused(harmless_lines(&format!("{}: {why}", self.ledger.account.name)))
    }

    fn must_be_about(&self, draft: &Draft) -> Result<(), Failure> {
        let Some(id) = self.about else { return Ok(()) };
        if draft.lines.iter().any(|line| &line.invoice.id == id) {
            return Ok(());
        }
        let day = draft.id.day;
        Err(self.refuse(&format!(
            "the letter of {day} is not about {id}\n  `dunlin why {id} --on {day}` says why; --customer sends the letter \
             all the same"
        )))
    }

    /// Why no letter is due, of the invoice that was named, else of a few.
    fn reasons(&self, decisions: &[(InvoiceId, Decision)]) -> String {
        let is_asked = |id: &InvoiceId| self.about.is_none_or(|about| about == id);
        let told: Vec<String> = decisions
            .iter()
            .filter(|(id, _)| is_asked(id))
            .take(REASONS_AT_MOST)
            .map(|(id, decision)| format!("{id}: {decision}"))
            .collect();
        match told.as_slice() {
            [] => "nothing is open".to_owned(),
            told => told.join("\n  "),
        }
    }

    fn local(&self, at: DateTime<Utc>) -> String {
        let zone = Residence::of(&self.ledger.account, &self.in_force.creditor).zone;
        let day = at.with_timezone(&zone).date_naive();
        format!("{} {day} {}", weekday(day), local_minute(at, zone))
    }

    fn show(
        &self,
        draft: &Draft,
        at: DateTime<Utc>,
        subject: &str,
        text: &str,
        screen: &Screen,
    ) -> Result<(), Failure> {
        let zone = Residence::of(&self.ledger.account, &self.in_force.creditor).zone;
        let heading = format!("To {}, at {} in {zone}", draft.to.email, self.local(at));
        screen.line(Look::Faint, &harmless(&heading))?;
        screen.line(Look::Strong, &harmless(&format!("Subject: {subject}")))?;
        screen.line(Look::Plain, "")?;
        screen.line(Look::Plain, text.trim_end())?;
        screen.line(Look::Plain, "")
    }

    fn tell(
        &self,
        draft: &Draft,
        at: DateTime<Utc>,
        outcome: &'static str,
        subject: &str,
        screen: &Screen,
    ) -> Result<Ending, Failure> {
        let account = &self.ledger.account;
        if screen.is_json {
            screen.json(&Answer {
                outcome,
                customer: &account.customer,
                name: &account.name,
                letter: draft.id.to_string(),
                to: draft.to.email.as_str(),
                subject,
                leaves_at: at,
                local: self.local(at),
                zone: Residence::of(account, &self.in_force.creditor).zone.name(),
            })?;
            return Ok(Ending::Good);
        }
        let line = match outcome {
            "leaving" => "It is on its way, unless the sending decides otherwise.".to_owned(),
            _ => format!(
                "It leaves on {} their time, if it is still right to then.",
                self.local(at)
            ),
        };
        screen.line(Look::Good, &line)?;
        let number = draft
            .lines
            .first()
            .map(|line| line.invoice.id.to_string())
            .unwrap_or_default();
        screen.note(&format!("`dunlin timeline {number}` tells what became of it"));
        Ok(Ending::Good)
    }
}

/// Line by line, so that the lines stay.
fn harmless_lines(text: &str) -> String {
    text.lines().map(harmless).collect::<Vec<_>>().join("\n")
}
