//! From the upload into the bucket to the letter in the customer's early morning.

use chrono::Timelike;
use chrono_tz::Tz;
use dunning::letter::LetterState;
use tests::local_cloud::{Error, LocalCloud, Mailed, repository};

use super::house::{INVOICES, account, at, audit, day, ledger, letter_of, live, mails_to, opened, states};

const CUSTOMERS: &str = "\
C-1,Torrefazione Bellini,business,anna.bellini@bellini.example.it,Anna Bellini,yes,1,it,Europe/Rome,IT
C-2,Harbour Light Cafe,business,moana@harbourlight.example.nz,Moana Parata,yes,1,en,Pacific/Auckland,NZ
C-3,Kaimuki Roast,business,keola@kaimuki.example.com,Keola Akana,yes,1,en,Pacific/Honolulu,US
";

const PERSONAL: [&str; 12] = [
    "bellini",
    "anna",
    "harbour light",
    "harbourlight",
    "moana",
    "parata",
    "kaimuki",
    "keola",
    "birkenhof",
    "albers",
    "ptarmigan",
    "accounts@",
];

#[tokio::test]
async fn an_uploaded_invoice_becomes_one_letter_in_the_customers_morning() -> Result<(), Error> {
    let cloud = opened("upload-to-letter", CUSTOMERS).await?;
    let invoices = format!(
        "{INVOICES}2026-101,2026-11-02,2026-11-24,EUR,1234.50,C-1\n\
         2026-102,2026-11-02,2026-11-24,NZD,980.00,C-2\n2026-103,2026-11-02,2026-11-24,USD,75.25,C-3\n"
    );
    cloud
        .upload(
            at("2026-11-10T10:00:00Z"),
            "invoices/november 2026 (1).csv",
            invoices,
        )
        .await?;
    let ubl = std::fs::read_to_string(repository().join("tests/samples/invoices/german-ubl.xml"))?;
    cloud
        .upload(
            at("2026-11-10T10:05:00Z"),
            "invoices/XR-2026-9.xml",
            ubl.replace("2026-12-03", "2026-11-24"),
        )
        .await?;

    // Swept twice, as the Scheduler may deliver it twice: still one schedule a letter.
    cloud.sweep_for(day("2026-11-17")).await?;
    cloud.sweep_for(day("2026-11-17")).await?;
    let scheduled = cloud.scheduled().await?;
    assert_eq!(scheduled.len(), 4, "{scheduled:?}");
    for (customer, zone) in [
        ("C-1", Tz::Europe__Rome),
        ("C-2", Tz::Pacific__Auckland),
        ("C-3", Tz::Pacific__Honolulu),
    ] {
        let letter = letter_of(customer, "2026-11-17");
        let (planned, _) = scheduled
            .iter()
            .find(|(planned, _)| planned.letter == letter)
            .expect("it has its name");
        let local = planned.at.with_timezone(&zone);
        assert_eq!(
            planned.description,
            format!("A letter at {} in {zone}", local.format("%Y-%m-%d %H:%M"))
        );
        let stored = cloud.clients().scheduler().get_schedule();
        let stored = stored
            .group_name(cloud.output("ScheduleGroup")?)
            .name(letter.to_string())
            .send()
            .await?;
        assert_eq!(stored.schedule_expression_timezone(), Some("UTC"));
        assert_eq!(
            stored.schedule_expression(),
            Some(planned.at.format("at(%Y-%m-%dT%H:%M:%S)").to_string().as_str())
        );
    }

    cloud.fire_until(at("2026-11-17T23:59:00Z")).await?;
    let mails = cloud.mails()?;
    assert_eq!(mails.len(), 4);
    assert_eq!(cloud.scheduled().await?.len(), 0, "a schedule that fired is gone");
    for (customer, to, zone, number, amount) in [
        (
            "C-1",
            "anna.bellini@bellini.example.it",
            Tz::Europe__Rome,
            "2026-101",
            "1.234,50",
        ),
        (
            "C-2",
            "moana@harbourlight.example.nz",
            Tz::Pacific__Auckland,
            "2026-102",
            "980.00",
        ),
        (
            "C-3",
            "keola@kaimuki.example.com",
            Tz::Pacific__Honolulu,
            "2026-103",
            "75.25",
        ),
    ] {
        let mail = only_mail_to(&cloud, to);
        let local = mail.at.with_timezone(&zone);
        assert_eq!(
            (local.date_naive(), local.hour()),
            (day("2026-11-17"), 5),
            "{to}: {local}"
        );
        assert_ne!(local.minute() % 5, 0, "{to}: {local}");
        assert_eq!(mail.letter, letter_of(customer, "2026-11-17"));
        assert_eq!(
            mail.whole["reply_to"],
            serde_json::json!(["ann.ptarmigan@lagopus.example.com"])
        );
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(number) && part.contains(amount), "{to}: {part}");
        }
        for other in ["2026-101", "2026-102", "2026-103", "XR-2026-9"]
            .iter()
            .filter(|other| **other != number)
        {
            assert!(
                !mail.text.contains(other) && !mail.html.contains(other),
                "{to} reads of {other}"
            );
        }
        let ledger = ledger(&cloud, customer).await;
        assert_eq!(ledger.letters[0].state, LetterState::Delivered);
        // Tomorrow's sweep sees what became of the letter.
        assert!(
            ledger
                .account
                .agenda
                .is_some_and(|next| next <= day("2026-11-18")),
            "{:?}",
            ledger.account.agenda
        );
    }
    let german = only_mail_to(&cloud, "rechnung@birkenhof.example.com");
    assert!(german.text.contains("XR-2026-9") && german.html.contains("XR-2026-9"));

    // The queue may deliver a letter again, and the sweep of a day may come again: nobody hears twice.
    for (planned, input) in &scheduled {
        cloud.set_clock(planned.at)?;
        cloud.send("Letters", input).await?;
    }
    cloud.until_quiet().await?;
    live(&cloud, day("2026-11-17")).await?;
    assert_eq!(cloud.mails()?.len(), 4);

    paid_between_sweep_and_minute(&cloud).await?;
    audit(&cloud, &PERSONAL).await
}

/// The money comes in after the letter was planned: it stays unwritten, and the customer leaves the agenda.
async fn paid_between_sweep_and_minute(cloud: &LocalCloud) -> Result<(), Error> {
    live(cloud, day("2026-11-20")).await?;
    let before = mails_to(cloud, "anna.bellini@bellini.example.it").len();
    assert_eq!(before, 2, "heads_up and upcoming");
    cloud.sweep_for(day("2026-11-24")).await?;
    let planned = cloud.scheduled().await?;
    assert!(
        planned
            .iter()
            .any(|(planned, _)| planned.letter == letter_of("C-1", "2026-11-24")),
        "{planned:?}"
    );
    let payment =
        "amount,currency,booked_on,reference,payer\n1234.50,EUR,2026-11-23,2026-101,Torrefazione Bellini\n";
    cloud
        .upload(at("2026-11-23T16:00:00Z"), "payments/2026-11-23.csv", payment)
        .await?;
    cloud.fire_until(at("2026-11-24T23:59:00Z")).await?;
    assert_eq!(mails_to(cloud, "anna.bellini@bellini.example.it").len(), before);
    assert_eq!(
        mails_to(cloud, "moana@harbourlight.example.nz").len(),
        before + 1,
        "who has not paid is reminded"
    );
    let ledger = ledger(cloud, "C-1").await;
    assert_eq!(
        (ledger.invoices.len(), ledger.account.agenda),
        (0, None),
        "{}",
        account("C-1")
    );
    assert_eq!(states(cloud, "C-1").await.len(), 2);
    Ok(())
}

fn only_mail_to(cloud: &LocalCloud, to: &str) -> Mailed {
    let mut mails = mails_to(cloud, to);
    assert_eq!(mails.len(), 1, "{to}");
    mails.remove(0)
}
