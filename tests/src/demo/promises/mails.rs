//! What the mailbox says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveTime, Timelike, Utc};
use dunning::account::AccountKey;
use dunning::hold::HoldState;
use dunning::invoice::Invoice;
use dunning::ports::Suppressions;
use dunning::residence::Residence;

use super::{Found, found};
use crate::demo::book::Book;
use crate::demo::script::{Deed, Scene};
use crate::demo::watching::Seen;
use crate::local_cloud::{Error, LocalCloud, Mailed};

pub(super) fn once(seen: &Seen) -> Found {
    let mut reached: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for mail in &seen.mails {
        let Some(letter) = seen.letters.get(&mail.letter) else {
            continue;
        };
        // A second attempt needs proof that the first was not delivered: a bounce.
        if mail.outcome.ends_with("_bounce") {
            continue;
        }
        for line in &letter.lines {
            for stage in &line.stages {
                *reached
                    .entry((line.invoice.to_string(), stage.as_str()))
                    .or_default() += 1;
            }
        }
    }
    let twice: Vec<String> = reached
        .iter()
        .filter(|(_, count)| **count > 1)
        .map(|((invoice, stage), count)| format!("{invoice} was told {stage} {count} times"))
        .collect();
    found(&twice, format!("{} stages of invoices", reached.len()))
}

pub(super) fn same_as_the_table(seen: &Seen) -> Found {
    let mut broken = Vec::new();
    let mut mailed = BTreeSet::new();
    for mail in &seen.mails {
        if !mailed.insert(&mail.letter) {
            broken.push(format!("letter {} was mailed twice", mail.letter));
        }
        if !seen.letters.contains_key(&mail.letter) {
            broken.push(format!("letter {} is not in the table", mail.letter));
        }
    }
    for (id, letter) in &seen.letters {
        if letter.state.counts_as_reached() && !mailed.contains(id) {
            broken.push(format!("letter {id} was never mailed"));
        }
    }
    if seen.mails.len() < 30 {
        broken.push(format!("only {} mails left", seen.mails.len()));
    }
    found(&broken, format!("{} mails", seen.mails.len()))
}

/// Each whole payment of the script: no mail names the invoice once its file was uploaded.
pub(super) fn paid(scenes: &[Scene], seen: &Seen) -> Found {
    let mut broken = Vec::new();
    let mut paid = 0;
    for (at, invoice) in scenes.iter().flat_map(paid_in_whole) {
        paid += 1;
        let late = seen
            .mails
            .iter()
            .filter(|mail| mail.at > at && mail.text.contains(invoice));
        broken.extend(late.map(|mail| format!("{invoice} was paid {at} and reminded {}", mail.at)));
    }
    found(&broken, format!("{paid} paid invoices"))
}

fn paid_in_whole(scene: &Scene) -> Vec<(DateTime<Utc>, &'static str)> {
    match &scene.deed {
        Deed::Bank { paid, .. } => paid
            .iter()
            .filter(|paid| paid.whole)
            .map(|paid| (scene.at, paid.invoice))
            .collect(),
        Deed::Statement { invoice, .. } => vec![(scene.at, *invoice)],
        _ => Vec::new(),
    }
}

pub(super) async fn suppressed(cloud: &LocalCloud, seen: &Seen) -> Result<Found, Error> {
    let mut broken = Vec::new();
    let mut suppressed = 0;
    for mail in seen
        .mails
        .iter()
        .filter(|mail| matches!(mail.outcome.as_str(), "hard_bounce" | "complaint"))
    {
        suppressed += 1;
        let to = seen.letters.get(&mail.letter).map(|letter| &letter.to);
        match to {
            Some(to) if cloud.table.suppression(to).await?.is_some() => {}
            _ => broken.push(format!("the address of {} is not on the list", mail.letter)),
        }
        let again = seen
            .mails
            .iter()
            .filter(|other| other.at > mail.at && other.to == mail.to);
        broken.extend(again.map(|other| format!("letter {} went to a suppressed address", other.letter)));
    }
    Ok(found(&broken, format!("{suppressed} addresses")))
}

pub(super) fn in_window(seen: &Seen) -> Found {
    let (opens, closes) = (NaiveTime::from_hms_opt(5, 0, 0), NaiveTime::from_hms_opt(6, 0, 0));
    let mut zones = BTreeSet::new();
    let mut minutes = BTreeSet::new();
    let outside = |mail: &&Mailed| {
        let zone = seen.zone(&mail.letter.account);
        let local = mail.at.with_timezone(&zone);
        zones.insert(zone.name());
        minutes.insert(local.minute());
        let in_window = Some(local.time()) >= opens && Some(local.time()) < closes;
        !in_window || local.minute().is_multiple_of(5) || local.date_naive() != mail.letter.day
    };
    let broken: Vec<String> = seen
        .mails
        .iter()
        .filter(outside)
        .map(|mail| {
            format!(
                "letter {} left at {}",
                mail.letter,
                mail.at.with_timezone(&seen.zone(&mail.letter.account))
            )
        })
        .collect();
    found(
        &broken,
        format!("{} zones, {} different minutes", zones.len(), minutes.len()),
    )
}

/// On no day after a hold began, and while it lasts, does a mail speak of what is held.
pub(super) fn silent(seen: &Seen, closed: &[(AccountKey, Invoice)]) -> Found {
    let Some(in_force) = &seen.in_force else {
        return Err("no settings".to_owned());
    };
    let mut broken = Vec::new();
    let mut holds = 0;
    for ledger in seen.ledgers.values() {
        let region = Residence::of(&ledger.account, &in_force.creditor).region;
        let of_account = ledger.account.holds.iter().map(|hold| (hold, None));
        let invoices = ledger.invoices.iter().chain(
            closed
                .iter()
                .filter(|(owner, _)| owner == &ledger.account.key)
                .map(|(_, invoice)| invoice),
        );
        let of_invoices =
            invoices.flat_map(|invoice| invoice.holds.iter().map(move |hold| (hold, Some(invoice))));
        for (hold, invoice) in of_account.chain(of_invoices) {
            holds += 1;
            for mail in seen
                .mails
                .iter()
                .filter(|mail| mail.letter.account == ledger.account.key)
            {
                let holding = hold.on(mail.letter.day, &in_force.policy.calendar, region);
                let speaks_of_it = invoice.is_none_or(|invoice| mail.text.contains(&invoice.id.number));
                if mail.letter.day > hold.since
                    && matches!(holding, HoldState::Holding { .. })
                    && speaks_of_it
                {
                    broken.push(format!("letter {} broke a hold of {}", mail.letter, hold.since));
                }
            }
        }
    }
    found(&broken, format!("{holds} holds"))
}

pub(super) fn own_data(book: &Book, seen: &Seen) -> Found {
    let mut broken = Vec::new();
    for mail in &seen.mails {
        let said = format!("{}\n{}\n{}", mail.subject, mail.text, mail.html);
        for (number, owner) in &book.owners {
            if owner != &mail.letter.account && said.contains(number.as_str()) {
                broken.push(format!(
                    "letter {} names {number} of another customer",
                    mail.letter
                ));
            }
        }
        let others = book
            .debtors
            .iter()
            .filter(|debtor| debtor.key != mail.letter.account);
        for debtor in others {
            let named =
                said.contains(&debtor.name) || debtor.addresses.iter().any(|address| said.contains(address));
            if named {
                broken.push(format!("letter {} names another customer", mail.letter));
            }
        }
    }
    found(
        &broken,
        format!(
            "{} numbers and {} customers in {} mails",
            book.owners.len(),
            book.debtors.len(),
            seen.mails.len()
        ),
    )
}
