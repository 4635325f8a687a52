//! The limits of the services, met on a local cloud: SES that takes no more today, and a large customer.

use std::collections::BTreeMap;
use std::time::Instant;

use dunning::ledger::Change;
use dunning::ports::{Ledgers, WRITES_AT_MOST};
use dunning::reminder::LINES_AT_MOST;
use tests::local_cloud::{Error, LocalCloud};

use super::house::{INVOICES, at, audit, day, ledger, letters, mails_to, opened, states};

const CUSTOMERS: &str = "\
L-1,Sorrel Dyes,business,ap@sorrel.example.com,Sanna Sorrel,yes,1,en,Europe/Dublin,IE
L-2,Madder Dyes,business,ap@madder.example.com,Milo Madder,yes,1,en,Europe/Dublin,IE
L-3,Woad Dyes,business,ap@woad.example.com,Wanda Woad,yes,1,en,Europe/Dublin,IE
";

const PERSONAL: [&str; 6] = ["sorrel", "sanna", "madder", "milo ", "woad", "wanda"];

#[tokio::test]
async fn what_ses_takes_no_more_today_goes_the_next_day() -> Result<(), Error> {
    let cloud = opened("postponed", CUSTOMERS).await?;
    let invoices = format!(
        "{INVOICES}L-101,2026-11-02,2026-11-24,EUR,100.00,L-1\nL-102,2026-11-02,2026-11-24,EUR,100.00,L-2\n\
         L-103,2026-11-02,2026-11-17,EUR,100.00,L-3\n"
    );
    cloud
        .upload(at("2026-11-09T10:00:00Z"), "invoices/dyes.csv", invoices)
        .await?;
    cloud.set_outcomes(&BTreeMap::from([
        ("ap@sorrel.example.com", ["used_up"].as_slice()),
        ("ap@madder.example.com", ["paused"].as_slice()),
        // The one that is due today has no other day.
        ("ap@woad.example.com", ["delivery", "used_up"].as_slice()),
    ]))?;
    for on in ["2026-11-13", "2026-11-16", "2026-11-17"] {
        cloud.sweep_for(day(on)).await?;
        cloud.fire_all().await?;
    }
    for (customer, address) in [("L-1", "ap@sorrel.example.com"), ("L-2", "ap@madder.example.com")] {
        assert_eq!(mails_to(&cloud, address).len(), 0);
        assert_eq!(
            states(&cloud, customer).await,
            ["2026-11-17 released"],
            "{customer}"
        );
    }
    assert!(
        cloud.dead_letters().await?.is_empty(),
        "one try, and no dead letter"
    );
    cloud.sweep_for(day("2026-11-18")).await?;
    cloud.fire_all().await?;
    for address in ["ap@sorrel.example.com", "ap@madder.example.com"] {
        assert_eq!(mails_to(&cloud, address).len(), 1, "{address}");
    }
    audit(&cloud, &PERSONAL).await
}

/// More than a page, a letter and a transaction hold: as many as the local store reads within the functions' patience.
/// What five thousand do is tried in memory.
const INVOICES_OF_ONE: usize = 1_000;

#[tokio::test]
async fn a_customer_with_1000_open_invoices_is_swept_and_written_to() -> Result<(), Error> {
    let customer = "G-1,Guests,business,ap@guests.example.com,Gerd Guests,yes,1,en,Europe/Dublin,IE\n";
    let cloud = opened("large", customer).await?;
    let first = format!("{INVOICES}G-00000,2026-11-02,2026-11-24,EUR,100.00,G-1\n");
    cloud
        .upload(at("2026-11-09T10:00:00Z"), "invoices/first.csv", first)
        .await?;
    fill(&cloud, INVOICES_OF_ONE - 1).await?;

    let more = format!("{INVOICES}G-NEW-1,2026-11-02,2026-11-24,EUR,100.00,G-1\n");
    let began = Instant::now();
    cloud
        .upload(at("2026-11-09T11:00:00Z"), "invoices/more.csv", more)
        .await?;
    println!("one invoice more: {:?}", began.elapsed());
    assert_eq!(ledger(&cloud, "G-1").await.invoices.len(), INVOICES_OF_ONE);

    let began = Instant::now();
    cloud.sweep_for(day("2026-11-17")).await?;
    println!("a sweep: {:?}", began.elapsed());
    let began = Instant::now();
    cloud.fire_all().await?;
    println!("a letter: {:?}", began.elapsed());
    let letters = letters(&cloud, "G-1").await;
    assert_eq!(states(&cloud, "G-1").await, ["2026-11-17 delivered"]);
    assert_eq!(letters[0].lines.len(), LINES_AT_MOST);
    assert_eq!(mails_to(&cloud, "ap@guests.example.com").len(), 1);
    audit(&cloud, &["guests", "gerd"]).await
}

/// Gives the customer so many invoices, all like the one that they have.
async fn fill(cloud: &LocalCloud, count: usize) -> Result<(), Error> {
    let known = ledger(cloud, "G-1").await;
    let like = known.invoices.first().ok_or("the first invoice")?;
    let mut account = known.account.clone();
    let numbers: Vec<usize> = (1..count).collect();
    for some in numbers.chunks(WRITES_AT_MOST - 1) {
        let mut change = Change::of(account.clone());
        for number in some {
            let mut invoice = like.clone();
            invoice.id.number = format!("G-{number:05}");
            change.invoices.push(invoice);
        }
        cloud.table.commit(change).await?;
        // Without a story the version is all that a change moves.
        account.version += 1;
    }
    Ok(())
}
