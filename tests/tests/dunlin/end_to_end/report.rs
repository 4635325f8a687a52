//! The report: what an operator asks of a table that the real functions have written.

use serde_json::Value;
use tests::answers_page::{form_token, link};
use tests::browser::{Browser, DESKTOP, PHONE};
use tests::local_cloud::{Error, LocalCloud};

use super::house::{INVOICES, at, audit, day, live, mails_to, opened};

const CUSTOMERS: &str = "\
customer_number,customer_name,kind,email,contact_name,billing,preference,language,timezone,country,account_manager
R-1,Redwing & Sons,business,ap@redwing.example.com,Rita Redwing,yes,1,en,Europe/Dublin,IE,
R-2,Rook Press,business,ap@rook.example.com,Rolf Rook,yes,1,en,Europe/Dublin,IE,
";

const PAYMENTS: &str = r#"{ "complete_to": "2026-11-25", "payments": [
  { "amount": "200.00", "currency": "EUR", "booked_on": "2026-11-25", "remittance": "invoice R-200", "entry_reference": "E-1" }
] }"#;

#[tokio::test]
async fn the_whole_book_is_one_page_and_the_same_numbers() -> Result<(), Error> {
    let cloud = opened("report", "").await?;
    told(&cloud).await?;

    let numbers = cloud.dunlin("2026-11-26", &["report", "--json"])?;
    assert_eq!(numbers.code, 0, "{}", numbers.aside);
    let numbers: Value = serde_json::from_str(&numbers.out)?;
    let euros = &numbers["currencies"][0];
    assert_eq!(euros["currency"], "EUR");
    assert_eq!(
        (&euros["open"], &euros["overdue"]),
        (&"100.10".into(), &"100.10".into())
    );
    assert_eq!(euros["top_debtors"][0]["name"], "Redwing & Sons");
    // The other customer's letter on the due date, and the money on the day after it.
    let after = &numbers["payments"]["after_stage"][0];
    assert_eq!(
        (&after["stage"], &after["invoices"]),
        (&"due_today".into(), &2.into())
    );
    assert_eq!(
        (&after["paid"], &after["half_within_days"]),
        (&1.into(), &1.into())
    );
    assert_eq!(numbers["letters"]["by_stage"][0]["delivered"], 2);
    assert_eq!(numbers["answers"][0]["dispute"], 1);
    assert_eq!(numbers["texts"][0]["language"], "en");
    let tuesday = &numbers["minutes"]["by_weekday"][1];
    assert_eq!(
        (&tuesday["weekday"], &tuesday["letters"]),
        (&"tue".into(), &2.into())
    );
    let minutes = tuesday["by_minute"].as_object().ok_or("no minutes")?;
    assert!(
        minutes.keys().all(|minute| minute.starts_with("05:")),
        "{minutes:?}"
    );
    assert_eq!(numbers["minutes"]["in_round_minutes"], 0);
    let aging = cloud.dunlin("2026-11-26", &["aging", "--json"])?;
    assert!(aging.out.contains("\"days_1_to_30\":\"100.10\""), "{}", aging.out);

    let file = cloud.folder().join("report.html");
    let path = file.to_str().ok_or("a path without a name")?;
    let written = cloud.dunlin("2026-11-26", &["report", "--out", path])?;
    assert_eq!((written.code, written.aside.as_str()), (0, ""));
    assert_eq!(written.out, format!("Open {path} in a browser.\n"));
    let shown = seen(path).await;
    audit(&cloud, &["redwing", "rook"]).await?;
    shown
}

/// Two invoices that fall due, a letter about each, an answer to the one and money for the other.
async fn told(cloud: &LocalCloud) -> Result<(), Error> {
    cloud
        .upload(at("2026-11-20T09:00:00Z"), "customers/birds.csv", CUSTOMERS)
        .await?;
    let invoices = format!(
        "{INVOICES}R-100,2026-11-02,2026-11-24,EUR,100.10,R-1\nR-200,2026-11-02,2026-11-24,EUR,200.00,R-2\n"
    );
    cloud
        .upload(at("2026-11-20T10:00:00Z"), "invoices/birds.csv", invoices)
        .await?;
    live(cloud, day("2026-11-24")).await?;
    cloud.set_clock(at("2026-11-24T12:00:00Z"))?;
    let mails = mails_to(cloud, "ap@redwing.example.com");
    let mail = mails.first().ok_or("no letter")?;
    let url = link(&mail.text).ok_or("no link")?;
    let (page, token) = url.split_once("?t=").ok_or("no token")?;
    let shown = ureq::get(url).call()?.body_mut().read_to_string()?;
    let form = form_token(&shown).ok_or("no form")?;
    let answer = [
        ("t", token),
        ("f", form),
        ("answer", "wrong"),
        ("reason", "amount"),
        ("i", "0"),
    ];
    ureq::post(page).send_form(answer)?;
    cloud.until_quiet().await?;
    cloud
        .upload(at("2026-11-25T14:00:00Z"), "payments/birds.json", PAYMENTS)
        .await
}

/// What a browser makes of it: one picture of two, and nothing wider than the screen.
async fn seen(path: &str) -> Result<(), Error> {
    let browser = Browser::start().await?;
    let looked = look(&browser, path).await;
    browser.close().await?;
    looked
}

async fn look(browser: &Browser, path: &str) -> Result<(), Error> {
    let fits = "return document.documentElement.scrollWidth <= innerWidth";
    let visible =
        "return [...document.querySelectorAll('.picture')].filter(one => one.checkVisibility()).length";
    for screen in [PHONE, DESKTOP] {
        browser.screen(screen, false).await?;
        browser.open(&format!("file://{path}")).await?;
        assert_eq!(browser.ask(fits).await?, true, "{}", screen.name);
        let pictures = browser.count(".picture").await?;
        assert_eq!(browser.ask(visible).await?, pictures / 2, "{}", screen.name);
    }
    let text = browser.text().await?;
    assert!(
        text.contains("Redwing & Sons") && text.contains("EUR 100.10"),
        "{text}"
    );
    Ok(())
}
