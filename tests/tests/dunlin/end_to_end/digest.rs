//! The account managers' digest: each hears of their own customers, once a day, and again where nobody knows whether
//! the first one arrived; and, on the weekday that the policy names, of the days before in sums.

use std::collections::BTreeMap;

use dunning::flow::operate::{Operation, Outcome, operate};
use dunning::invoice::InvoiceId;
use dunning::ports::Digests;
use tests::answers_page::{form_token, link};
use tests::local_cloud::{Digested, Error, LocalCloud};
use tests::world::Outbox;

use super::house::{INVOICES, POLICY, account, address, at, audit, day, ledger, live, mails_to, opened};

const MARA: &str = "mara@lagopus.example.com";
const OWN: &str = "ann.ptarmigan@lagopus.example.com";

const CUSTOMERS: &str = "\
customer_number,customer_name,kind,email,contact_name,billing,preference,language,timezone,country,account_manager
D-1,Dunnock Press,business,ap@dunnock.example.com,Dora Dunnock,yes,1,en,Europe/Dublin,IE,mara@lagopus.example.com
D-2,Dipper Press,business,ap@dipper.example.com,Dina Dipper,yes,1,en,Europe/Dublin,IE,
";

const PERSONAL: [&str; 6] = [
    "dunnock",
    "dipper",
    "mara",
    "ptarmigan",
    "never came",
    "lagopus.example",
];

#[tokio::test]
async fn each_manager_is_told_once_a_day_of_their_own_customers() -> Result<(), Error> {
    let cloud = opened("digest", "").await?;
    let weekly = format!("{POLICY}weekly_report = \"friday\"\n");
    cloud
        .upload(at("2026-11-09T09:00:00Z"), "settings/policy.toml", weekly)
        .await?;
    // The answer to the second digest gets lost on its way.
    let outcomes: BTreeMap<&str, &[&str]> = BTreeMap::from([(MARA, ["delivery", "late"].as_slice())]);
    cloud.set_outcomes(&outcomes)?;
    cloud
        .upload(at("2026-11-20T09:00:00Z"), "customers/press.csv", CUSTOMERS)
        .await?;
    let invoices = format!(
        "{INVOICES}I-1,2026-11-02,2026-11-24,EUR,100.00,D-1\nI-2,2026-11-02,2026-11-24,EUR,200.00,D-2\n"
    );
    cloud
        .upload(at("2026-11-20T10:00:00Z"), "invoices/press.csv", invoices)
        .await?;
    nothing_to_say(&cloud).await?;

    // So late that the letter on the due day is the first.
    live(&cloud, day("2026-11-24")).await?;
    let friendly = told(&cloud, "2026-11-24").await?;
    assert_eq!(friendly.len(), 2, "{friendly:?}");
    let of_mara = &friendly[MARA];
    assert!(of_mara.text.contains("Dunnock Press") && of_mara.text.contains("I-1: EUR\u{a0}100.00"));
    assert!(!of_mara.text.contains("Dipper") && !of_mara.text.contains("I-2"));
    assert!(friendly[OWN].text.contains("I-2") && !friendly[OWN].text.contains("Dunnock"));
    assert_eq!(of_mara.whole["headers"]["Auto-Submitted"], "auto-generated");
    assert_eq!(of_mara.whole["reply_to"][0], OWN);
    assert!(of_mara.whole["html"].as_str().unwrap().contains("Dunnock Press"));
    // Asked again on the same day, it stays silent.
    assert!(told(&cloud, "2026-11-24").await?.is_empty());

    dispute(&cloud).await?;
    // The sweep for the 25th asks to follow up what was not answered.
    live(&cloud, day("2026-11-25")).await?;
    let second = told(&cloud, "2026-11-25").await?;
    let of_mara = &second[MARA];
    for said in [
        "I-1: says something is wrong",
        "half never came”",
        "dunlin resume I-1",
    ] {
        assert!(of_mara.text.contains(said), "{said}: {}", of_mara.text);
    }
    for said in ["Follow up", "dunlin promise I-2 2026-12-02", "dunlin pause I-2"] {
        assert!(second[OWN].text.contains(said), "{said}: {}", second[OWN].text);
    }

    // Nobody knows whether Mara has read it; whoever has is not told again.
    let third = told(&cloud, "2026-11-26").await?;
    assert_eq!(third.keys().collect::<Vec<_>>(), [MARA]);
    assert!(third[MARA].text.contains("half never came”"));

    paid(&cloud).await?;
    let fourth = told(&cloud, "2026-11-27").await?;
    // Nothing is new to Mara but what the days since last Friday come to.
    assert_eq!(fourth.keys().collect::<Vec<_>>(), [OWN, MARA]);
    assert_eq!(figures(&fourth[MARA]), OF_MARA);
    assert_eq!(figures(&fourth[OWN]), OF_OWN);
    let text = &fourth[OWN].text;
    assert!(
        text.contains("I-2: EUR\u{a0}200.00, paid")
            && text.contains("Ended with it: promise to pay, Follow up"),
        "{text}"
    );
    assert_eq!(cloud.table.managers_with_news().await?, []);
    assert!(told(&cloud, "2026-11-28").await?.is_empty());
    told_news_is_erased(&cloud).await?;
    audit(&cloud, &PERSONAL).await
}

/// A friendly letter is no figure; the dispute was told twice and happened once.
const OF_MARA: [&str; 9] = [
    "In figures, from 20 November 2026 to 26 November 2026",
    "* 0 invoices paid",
    "* 1 answer from customers",
    "dispute: 1",
    "* 1 new task",
    "Check a dispute: 1",
    "* 1 open task, 27 November 2026",
    "The whole picture, with charts: dunlin report",
    "-- ",
];

const OF_OWN: [&str; 9] = [
    "In figures, from 20 November 2026 to 26 November 2026",
    "* 1 invoice paid",
    "EUR\u{a0}200.00",
    "* 0 answers from customers",
    "* 1 new task",
    "Follow up: 1",
    "* 0 open tasks, 27 November 2026",
    "The whole picture, with charts: dunlin report",
    "-- ",
];

/// The lines of the weekly report.
fn figures(digest: &Digested) -> Vec<&str> {
    let lines = digest.text.lines().map(|line| line.trim_start_matches("  "));
    let report = lines.skip_while(|line| !line.starts_with("In figures"));
    report.filter(|line| !line.is_empty()).take(9).collect()
}

/// What is kept for the next report holds a customer's data, too.
async fn told_news_is_erased(cloud: &LocalCloud) -> Result<(), Error> {
    let mut kept = cloud.table.managers_told().await?;
    kept.sort_by_key(|manager| manager.as_ref().map(|address| address.folded()));
    assert_eq!(kept, [None, Some(address(MARA))]);
    let paid = ledger(cloud, "D-2").await.account;
    cloud.table.erase(&[paid], at("2026-11-28T12:00:00Z")).await?;
    assert_eq!(cloud.table.managers_told().await?, [Some(address(MARA))]);
    Ok(())
}

/// Arrivals alone are no news.
async fn nothing_to_say(cloud: &LocalCloud) -> Result<(), Error> {
    assert!(told(cloud, "2026-11-23").await?.is_empty());
    Ok(())
}

/// The digest of a day, at its hour: what was mailed by it, by manager.
async fn told(cloud: &LocalCloud, on: &str) -> Result<BTreeMap<String, Digested>, Error> {
    let before = cloud.digests()?.len();
    cloud.digest(at(&format!("{on}T08:00:00Z"))).await?;
    let mut told = BTreeMap::new();
    for digest in cloud.digests()?.into_iter().skip(before) {
        assert_eq!(digest.day, day(on));
        let to = digest.to.clone();
        assert!(told.insert(to, digest).is_none(), "one mail a manager and day");
    }
    Ok(told)
}

/// The reader of D-1's letter presses "something is wrong".
async fn dispute(cloud: &LocalCloud) -> Result<(), Error> {
    cloud.set_clock(at("2026-11-24T12:00:00Z"))?;
    let letter = &mails_to(cloud, "ap@dunnock.example.com")[0].text;
    let link = link(letter).ok_or("the letter has no link")?;
    let (_, token) = link.split_once("?t=").unwrap_or_default();
    let page = ureq::get(link).call()?.body_mut().read_to_string()?;
    let own = form_token(&page).ok_or("the page has no form")?;
    let form = format!("t={token}&f={own}&i=0&answer=wrong&reason=delivery&text=half+never+came");
    let request = ureq::post(cloud.output("AnswersUrl")?).content_type("application/x-www-form-urlencoded");
    assert_eq!(request.send(form)?.status().as_u16(), 200);
    cloud.until_quiet().await
}

/// What the digest offers can be typed, and money closes what waited.
async fn paid(cloud: &LocalCloud) -> Result<(), Error> {
    let promise = Operation::Promise {
        invoice: InvoiceId::whole("I-2"),
        pay_by: day("2026-12-02"),
    };
    let now = at("2026-11-26T09:00:00Z");
    let outcome = operate(
        &cloud.table,
        &Outbox::default(),
        &account("D-2"),
        &promise,
        "Ann",
        now,
    )
    .await?;
    assert_eq!(outcome, Outcome::Held);
    let payments = r#"{"complete_to":"2026-11-26","payments":[{"amount":"200.00","currency":"EUR",
        "booked_on":"2026-11-26","remittance":"I-2","entry_reference":"E-1"}]}"#;
    cloud
        .upload(at("2026-11-26T12:00:00Z"), "payments/26.json", payments)
        .await
}
