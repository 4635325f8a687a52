//! Lets the story happen, through the doors that a user and a customer have.

use std::collections::BTreeMap;
use std::time::Duration;

use aws::PicksQueue;
use chrono::{DateTime, TimeDelta, Utc};
use dunning::flow::operate::{Operation, Outcome, operate};
use dunning::invoice::InvoiceId;
use dunning::ports::Ledgers;
use serde_json::{Value, json};

use super::book::Book;
use super::progress::Progress;
use super::script::{Deed, OUTCOMES, Paid, Pressed, Scene};
use super::watching::Seen;
use crate::answers_page::{form_token, lines, link};
use crate::local_cloud::{Error, LocalCloud, Mailed, repository};

/// How long a customer's answer may take.
const ANSWER_AT_MOST: Duration = Duration::from_secs(20);

/// The last schedules fire within a day after the last scene: nowhere is the morning later.
const LAST_MORNINGS: TimeDelta = TimeDelta::days(2);

/// Tells the story and writes down what is seen.
///
/// # Errors
/// If anything that should work does not.
pub async fn tell(cloud: &LocalCloud, book: &Book, scenes: &[Scene]) -> Result<Seen, Error> {
    cloud.set_outcomes(&OUTCOMES.iter().copied().collect::<BTreeMap<_, _>>())?;
    let days = scenes
        .iter()
        .filter(|scene| matches!(scene.deed, Deed::Sweep(_)))
        .count();
    let progress = Progress::of_days(days);
    let mut seen = Seen::default();
    for scene in scenes {
        let fired = cloud.fire_until(scene.at).await?;
        seen.fired += fired.len();
        let woken = fired.into_iter().map(|fired| fired.letter.account);
        seen.refresh(cloud, woken).await?;
        match &scene.deed {
            Deed::Upload { file, object } => {
                let bytes = match file.strip_prefix("settings/") {
                    Some(name) => std::fs::read(repository().join("infra").join(name))?,
                    None => book.file(file)?,
                };
                cloud.upload(scene.at, object, bytes).await?;
            }
            Deed::Bank { complete_to, paid } => {
                let object = format!("payments/{}.json", scene.at.format("%Y-%m-%d-%H%M"));
                let file = bank_file(scene.at, &complete_to.to_string(), paid);
                cloud.upload(scene.at, &object, file.to_string()).await?;
            }
            Deed::Statement { file, .. } => cloud.upload(scene.at, file, book.file(file)?).await?,
            Deed::Answer { invoice, pressed } => {
                cloud.set_clock(scene.at)?;
                let mails = cloud.mails()?;
                let newest = mails.iter().rev().find(|mail| mail.text.contains(invoice));
                let letter = newest.ok_or_else(|| format!("no letter about {invoice} can be answered"))?;
                answer(cloud, &mut seen, letter, *pressed).await?;
            }
            Deed::Approve { invoice } => approve(cloud, book, invoice, scene.at).await?,
            Deed::Digest => cloud.digest(scene.at).await?,
            Deed::Sweep(day) => {
                progress.day(*day, seen.fired);
                cloud.sweep_for(*day).await?;
                seen.look(cloud, *day, scene.at).await?;
            }
        }
        let touched = match &scene.deed {
            Deed::Sweep(_) | Deed::Digest => Vec::new(),
            Deed::Bank { paid, .. } => paid
                .iter()
                .filter_map(|paid| book.owners.get(paid.invoice))
                .cloned()
                .collect(),
            Deed::Answer { invoice, .. } | Deed::Approve { invoice } | Deed::Statement { invoice, .. } => {
                book.owners.get(*invoice).cloned().into_iter().collect()
            }
            // Nothing is there to be read before the settings are.
            Deed::Upload { file, .. } if file.starts_with("settings/") => Vec::new(),
            Deed::Upload { .. } => book.debtors.iter().map(|debtor| debtor.key.clone()).collect(),
        };
        seen.refresh(cloud, touched).await?;
    }
    let end = scenes.last().ok_or("a story without scenes")?.at + LAST_MORNINGS;
    seen.fired += cloud.fire_until(end).await?.len();
    progress.end();
    seen.look_back(cloud, book).await?;
    Ok(seen)
}

fn bank_file(at: DateTime<Utc>, complete_to: &str, paid: &[Paid]) -> Value {
    let payments: Vec<Value> = paid
        .iter()
        .map(|paid| {
            json!({
                "amount": paid.amount,
                "currency": paid.currency,
                "booked_on": at.date_naive().to_string(),
                "remittance": format!("Invoice {} thank you", paid.invoice),
                "entry_reference": format!("ENTRY-{}-{}", paid.invoice, at.format("%m%d")),
            })
        })
        .collect();
    json!({ "complete_to": complete_to, "payments": payments })
}

/// Opens a letter's link, as a scanner would, and presses a button, as a person does.
async fn answer(cloud: &LocalCloud, seen: &mut Seen, letter: &Mailed, pressed: Pressed) -> Result<(), Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(ANSWER_AT_MOST))
        .http_status_as_error(false)
        .build()
        .into();
    let link = link(&letter.text).ok_or_else(|| format!("the letter {} has no link", letter.letter))?;
    let (page, token) = link.split_once("?t=").ok_or("a link without a token")?;
    let forged = format!("{page}?t={}", token.chars().rev().collect::<String>());
    seen.forged_links
        .push(agent.get(&forged).call()?.status().as_u16());

    let account = &letter.letter.account;
    let before = cloud.table.load(account).await?;
    let mut opened = agent.get(link).call()?;
    let shown = opened.body_mut().read_to_string()?;
    let opened = opened.status().as_u16();
    seen.links_opened += 1;
    if cloud.table.load(account).await? != before {
        seen.changed_by_looking.push(account.clone());
    }
    let (part, field, value) = match pressed {
        Pressed::Paid(reference) => ("paid", "reference", reference),
        Pressed::WillPay(day) => ("promise", "day", day),
        Pressed::Wrong(text) => ("wrong", "text", text),
    };
    let own = form_token(&shown).ok_or("the page has no form")?;
    let mut form = vec![("t", token), ("f", own), ("answer", part), (field, value)];
    form.extend([("reason", "delivery")].into_iter().filter(|_| part == "wrong"));
    form.extend(lines(&shown).into_iter().map(|line| ("i", line)));
    let answered = agent.post(page).send_form(form)?.status().as_u16();
    if (opened, answered) != (200, 200) {
        return Err(format!("the answers page said {opened} and {answered}").into());
    }
    cloud.until_quiet().await
}

/// What `dunlin approve` does.
async fn approve(cloud: &LocalCloud, book: &Book, invoice: &str, at: DateTime<Utc>) -> Result<(), Error> {
    let queue = PicksQueue::new(cloud.clients().sqs(), cloud.output("PicksQueueUrl")?);
    let account = book
        .owners
        .get(invoice)
        .ok_or_else(|| format!("{invoice} belongs to nobody"))?;
    let operation = Operation::Approve {
        invoice: InvoiceId::whole(invoice),
        stage: None,
    };
    cloud.set_clock(at)?;
    match operate(&cloud.table, &queue, account, &operation, "Ann Ptarmigan", at).await? {
        Outcome::Approved(_) => cloud.until_quiet().await,
        other => Err(format!("approving the last letter for {invoice}: {other:?}").into()),
    }
}
