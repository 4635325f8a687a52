//! `dunlin suppressions`: addresses that are never mailed, and the way back.

use std::collections::BTreeMap;

use aws::table::address_hash;
use chrono::{DateTime, Utc};
use dunning::flow::operate::{Lifted, Lifting, lift};
use dunning::suppression::SuppressionReason;
use serde::Serialize;

use crate::arguments::{General, Lift, Suppressions, SuppressionsVerb};
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::verb::counted;
use crate::verb::outcome::Told;
use crate::{Ending, cloud, everybody};

/// Of a hash that no customer's address has, so much tells it from the others.
const SHOWN_OF_A_HASH: usize = 12;

#[derive(Serialize)]
struct Line<'a> {
    address: Option<&'a str>,
    sha256: &'a str,
    reason: &'static str,
    since: DateTime<Utc>,
    customers: Vec<&'a str>,
}

/// An address, and the numbers and names of the customers who have it.
type Known = (String, Vec<(String, String)>);

pub(super) async fn run(
    arguments: &Suppressions,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    match &arguments.verb {
        None => list(general, screen).await,
        Some(SuppressionsVerb::Lift(lift)) => lift_one(lift, general, screen, today).await,
    }
}

async fn list(general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let suppressed = table.suppressions().await?;
    let mut known = BTreeMap::<String, Known>::new();
    for customer in everybody::customers(&table).await? {
        let account = customer.account;
        for contact in &account.contacts {
            let (_, customers) = known
                .entry(address_hash(&contact.email))
                .or_insert_with(|| (contact.email.to_string(), Vec::new()));
            customers.push((account.customer.clone(), account.name.clone()));
        }
    }
    let mut rows = Table::new(&["since (UTC)", "why", "=address", "customers"]);
    for one in &suppressed {
        let found = known.get(&one.hash);
        let customers = found
            .map(|(_, customers)| customers.as_slice())
            .unwrap_or_default();
        let (since, reason) = (one.suppression.since, one.suppression.reason.name());
        if screen.is_json {
            screen.json(&Line {
                address: found.map(|(address, _)| address.as_str()),
                sha256: &one.hash,
                reason,
                since,
                customers: customers.iter().map(|(number, _)| number.as_str()).collect(),
            })?;
            continue;
        }
        let unknown = || {
            format!(
                "no customer's any more ({}…)",
                one.hash.get(..SHOWN_OF_A_HASH).unwrap_or_default()
            )
        };
        let names: Vec<&str> = customers.iter().map(|(_, name)| name.as_str()).collect();
        rows.row([
            since.format("%Y-%m-%d %H:%M").to_string(),
            reason.replace('_', " "),
            found.map_or_else(unknown, |(address, _)| address.clone()),
            names.join(", "),
        ]);
    }
    screen.table("", &rows)?;
    if suppressed.is_empty() && !screen.is_json {
        screen.line(Look::Plain, "No address is suppressed.")?;
    }
    Ok(Ending::Good)
}

async fn lift_one(
    arguments: &Lift,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let (table, picks) = cloud::table_and_picks(general).await?;
    let folded = arguments.address.folded();
    let mut accounts = Vec::new();
    for customer in everybody::customers(&table).await? {
        let mut contacts = customer.account.contacts.iter();
        if contacts.any(|contact| contact.email.folded() == folded) {
            accounts.push(customer.account.key);
        }
    }
    let lifting = Lifting {
        author: &arguments.author.author,
        reason: &arguments.reason,
        despite_complaint: arguments.despite_complaint,
    };
    let lifted = lift(
        &table,
        &picks,
        &arguments.address,
        &accounts,
        &lifting,
        today.instant(),
    )
    .await?;
    let (outcome, detail) = in_words(lifted, accounts.len());
    Told {
        subject: arguments.address.as_str(),
        outcome,
        detail: &detail,
        is_refused: lifted == Lifted::Complained,
    }
    .show(screen)
}

fn in_words(lifted: Lifted, customers: usize) -> (&'static str, String) {
    let told = match customers {
        0 => "no customer has it, so the reason is kept nowhere".to_owned(),
        count => format!("the reason is in the story of {}", counted(count, "customer")),
    };
    match lifted {
        Lifted::Lifted(was) if was.reason == SuppressionReason::Complaint => (
            "lifted",
            format!("may be written to again; {told}. The customer is held until `dunlin resume --despite-doubts`"),
        ),
        Lifted::Lifted(_) => ("lifted", format!("may be written to again; {told}")),
        Lifted::NotSuppressed => ("not_suppressed", "was not on the list".to_owned()),
        Lifted::Complained => (
            "complained",
            "its owner complained about a letter; speak to them first, and if they want letters again, say so by \
             --despite-complaint"
                .to_owned(),
        ),
    }
}
