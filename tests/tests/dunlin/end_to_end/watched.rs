//! What an operator would be told of: a service that is asked too fast, a letter that comes late, a page that fails. The
//! binary `watching` holds the alarms against what is counted here.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::Value;
use tests::answers_page::link;
use tests::local_cloud::{Error, LocalCloud, Options};

use super::house::{DIRECTORY, INVOICES, at, audit, day, live, mails_to, opened_with, states};

const CUSTOMERS: &str = "\
W-1,Tamarind Mills,business,tess@mills.example.com,Tess Tamarind,yes,1,en,Europe/Dublin,IE
W-2,Borage Looms,business,bela@looms.example.com,Bela Borage,yes,1,en,Europe/Dublin,IE
";

const PERSONAL: [&str; 6] = ["mills", "tess", "tamarind", "looms", "bela ", "borage"];

#[tokio::test]
async fn what_goes_wrong_is_counted() -> Result<(), Error> {
    let mut options = Options::story("watched");
    // All that the template can make, so that it is known to be taken.
    let parameters = ["FurtherAlarms=yes", "AlarmEmail=operator@lagopus.example.com"];
    options.parameters.extend(parameters.map(str::to_owned));
    let cloud = opened_with(&options, CUSTOMERS).await?;
    let invoices = format!(
        "{INVOICES}W-101,2026-11-02,2026-11-24,EUR,100.00,W-1\nW-102,2026-11-02,2026-11-24,EUR,100.00,W-2\n"
    );
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/Tess Tamarind.csv", invoices)
        .await?;
    let nonsense = "neither a directory nor anything else";
    cloud
        .upload(at("2026-11-10T11:00:00Z"), "customers/Bela Borage.csv", nonsense)
        .await?;
    assert_eq!(counted(&cloud, "FilesRefused")?, 1);
    too_fast_for_ses(&cloud).await?;
    too_late_for_its_window(&cloud).await?;
    a_page_that_fails(&cloud).await?;
    audit(&cloud, &PERSONAL).await
}

/// SES says “too fast” once; the queue tries again, and the letter leaves once.
async fn too_fast_for_ses(cloud: &LocalCloud) -> Result<(), Error> {
    cloud.set_outcomes(&BTreeMap::from([(
        "tess@mills.example.com",
        ["throttled"].as_slice(),
    )]))?;
    cloud.sweep_for(day("2026-11-17")).await?;
    let planned = cloud.scheduled().await?;
    assert_eq!(planned.len(), 2);
    // The looms move east before their letter leaves, so it leaves earlier.
    let moved = CUSTOMERS.lines().filter(|line| line.starts_with("W-2"));
    let moved = moved.map(|line| line.replace("Europe/Dublin,IE", "Europe/Athens,GR"));
    let directory = format!("{DIRECTORY}{}\n", moved.collect::<String>());
    cloud
        .upload(at("2026-11-16T12:00:00Z"), "customers/moved.csv", directory)
        .await?;
    let moved = cloud.scheduled().await?;
    assert!(
        moved.len() == 2 && moved[0].0.at < planned[0].0.at,
        "{planned:?} {moved:?}"
    );
    cloud.fire_until(at("2026-11-17T12:00:00Z")).await?;
    assert_eq!(
        mails_to(cloud, "tess@mills.example.com").len(),
        1,
        "{:?}",
        states(cloud, "W-1").await
    );
    assert!(counted(cloud, "Throttled")? >= 1);
    assert!(counted(cloud, "RecordsFailed")? >= 1);
    assert_eq!(counted(cloud, "LettersSent")?, 2);
    Ok(())
}

/// A letter that is handed over three hours after its window stays unsent, and is told.
async fn too_late_for_its_window(cloud: &LocalCloud) -> Result<(), Error> {
    cloud.sweep_for(day("2026-11-20")).await?;
    let (planned, input) = cloud.scheduled().await?.remove(0);
    let late = planned.at + chrono::TimeDelta::hours(3);
    let mut message: Value = serde_json::from_str(&input)?;
    message["at"] = late.to_rfc3339_opts(chrono::SecondsFormat::Secs, true).into();
    let before = cloud.mails()?.len();
    cloud.set_clock(late)?;
    cloud.send("Letters", &message.to_string()).await?;
    cloud.until_quiet().await?;
    assert_eq!(cloud.mails()?.len(), before);
    assert_eq!(counted(cloud, "LettersLate")?, 1);
    Ok(())
}

/// The reader is asked to try again, the operator is told, and then it works again.
async fn a_page_that_fails(cloud: &LocalCloud) -> Result<(), Error> {
    live(cloud, day("2026-11-24")).await?;
    cloud.set_clock(at("2026-11-24T12:00:00Z"))?;
    let mails = mails_to(cloud, "bela@looms.example.com");
    let text = &mails.last().ok_or("no letter")?.text;
    let page = link(text).ok_or("no link")?.to_owned();
    let table = cloud.clients().dynamodb();
    let key = [("pk", "secret"), ("sk", "answers")]
        .map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())));
    let name = cloud.output("TableName")?;
    let stored = table
        .get_item()
        .table_name(name)
        .set_key(Some(key.clone().into()));
    let keys = stored.send().await?.item.ok_or("no key of the links")?;

    let mut broken = keys.clone();
    broken.insert("current".to_owned(), AttributeValue::S("no key".to_owned()));
    table
        .put_item()
        .table_name(name)
        .set_item(Some(broken))
        .send()
        .await?;
    let asked = ureq::get(&page).config().http_status_as_error(false).build();
    let failing = asked.call()?.body_mut().read_to_string()?;
    assert!(counted(cloud, "AnswersFailed")? >= 1, "{failing}");

    table
        .put_item()
        .table_name(name)
        .set_item(Some(keys))
        .send()
        .await?;
    let working = ureq::get(&page).call()?.body_mut().read_to_string()?;
    assert!(
        working.contains("W-102") && !failing.contains("W-102"),
        "{working}"
    );
    Ok(())
}

/// How often something was counted up to now.
fn counted(cloud: &LocalCloud, metric: &str) -> Result<usize, Error> {
    let line = |line: &str| serde_json::from_str::<Value>(line.get(line.find('{')?..)?).ok();
    let log = cloud.log()?;
    let counted = log.lines().filter_map(line);
    Ok(counted
        .filter(|line| line.get("_aws").is_some() && line.get(metric).is_some())
        .count())
}
