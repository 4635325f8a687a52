//! `dunlin digest`: what an account manager would be told now.

use chrono::NaiveDate;
use dunning::digest::Reader;
use dunning::flow::digest::{compose, readers};
use dunning::ports::{DigestScribe, Settings};
use letters::Writer;
use serde::Serialize;

use crate::arguments::{Digest, General};
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::today::Today;
use crate::{Ending, cloud};

#[derive(Serialize)]
struct Answer<'a> {
    to: &'a str,
    date: NaiveDate,
    would_be_mailed: bool,
    subject: &'a str,
    text: &'a str,
    html: &'a str,
}

pub(super) async fn run(
    arguments: &Digest,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let in_force = table.settings().await?;
    let own = &in_force.creditor.account_manager;
    let manager = arguments.to.as_ref().unwrap_or(own);
    let found = readers(&table, &in_force).await?;
    let is_it = |reader: &Reader| reader.manager.folded() == manager.folded();
    let reader = found.into_iter().find(is_it).unwrap_or_else(|| Reader {
        manager: manager.clone(),
        open: 0,
        oldest: Vec::new(),
    });
    let day = today.date(in_force.creditor.zone);
    let digest = compose(&table, &reader, day, &in_force).await?.digest;
    let refused = |error: &dyn std::error::Error| Failure::Refused(error.to_string());
    let writer = Writer::new().map_err(|error| refused(&error))?;
    let words = writer.digest_words(&digest).map_err(|error| refused(&error))?;
    let would_be_mailed = in_force.policy.digest && digest.is_worth_mailing();
    if screen.is_json {
        screen.json(&Answer {
            to: manager.as_str(),
            date: day,
            would_be_mailed,
            subject: &words.subject,
            text: &words.text,
            html: &words.html,
        })?;
        return Ok(Ending::Good);
    }
    if !in_force.policy.digest {
        screen.note("the policy says `digest = false`: none is mailed");
    }
    if !digest.is_worth_mailing() {
        let words = format!("Nothing new for {manager}; open tasks alone are told on Mondays.");
        screen.line(Look::Plain, &harmless(&words))?;
        return Ok(Ending::Good);
    }
    screen.line(Look::Strong, &harmless(&format!("Subject: {}", words.subject)))?;
    screen.line(Look::Plain, "")?;
    for line in words.text.trim_end().lines() {
        screen.line(Look::Plain, &harmless(line))?;
    }
    Ok(Ending::Good)
}
