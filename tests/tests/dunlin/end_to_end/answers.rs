//! The answers page: looking changes nothing, one press changes the schedule at once, and only for one's own letter.

use dunning::hold::HoldKind;
use tests::answers_page::{form_token, link};
use tests::local_cloud::{Error, LocalCloud};

use super::house::{INVOICES, at, audit, day, ledger, letter_of, live, mails_to, opened};

const CUSTOMERS: &str = "\
A-1,Paid Press,business,paid@press.example.com,Petra Paid,yes,1,en,Europe/Dublin,IE
A-2,Promise Press,business,promise@press.example.com,Paula Promise,yes,1,it,Europe/Dublin,IE
A-3,Wrong Press,business,wrong@press.example.com,Wanda Wrong,yes,1,en,Europe/Dublin,IE
A-4,Quiet Press,business,quiet@press.example.com,Quinn Quiet,yes,1,en,Europe/Dublin,IE
";

const PERSONAL: [&str; 8] = [
    "press.example",
    "petra",
    "paula",
    "wanda",
    "quinn",
    "transfer 77",
    "delivered broken",
    "sig=",
];

const WRONG: &str = "answer=wrong&reason=delivery&text=delivered+broken";

const CUSTOMERS_OF: [(&str, &str); 4] = [
    ("A-1", "paid"),
    ("A-2", "promise"),
    ("A-3", "wrong"),
    ("A-4", "quiet"),
];

#[tokio::test]
async fn an_answer_counts_at_once_and_a_look_never() -> Result<(), Error> {
    let cloud = opened("answers", CUSTOMERS).await?;
    let mut invoices = INVOICES.to_owned();
    for (customer, _) in CUSTOMERS_OF {
        invoices.push_str(&format!(
            "I-{customer},2026-11-02,2026-11-24,EUR,100.00,{customer}\n"
        ));
    }
    // So late that the letter on the due day is the first.
    cloud
        .upload(at("2026-11-20T10:00:00Z"), "invoices/press.csv", invoices)
        .await?;
    live(&cloud, day("2026-11-24")).await?;
    let noon = at("2026-11-24T12:00:00Z");
    cloud.set_clock(noon)?;

    looking_changes_nothing(&cloud)?;
    looking_leaves_the_version(&cloud).await?;
    a_post_without_the_pages_own_token_changes_nothing(&cloud).await?;
    a_foreign_or_old_link_opens_nothing(&cloud).await?;

    cloud.set_clock(noon)?;
    let promise = Page::answer(&cloud, "promise", "answer=promise&day=2026-12-04")?;
    assert!(
        promise.status == 200 && promise.body.contains("lang=\"it\""),
        "{}",
        promise.body
    );
    let dispute = Page::answer(&cloud, "wrong", WRONG)?;
    assert_eq!(dispute.status, 200);
    assert!(holds(&cloud, "A-2").await.contains(&HoldKind::Promise {
        pay_by: day("2026-12-04")
    }));
    assert!(holds(&cloud, "A-3").await.contains(&HoldKind::Dispute));

    // The next letter of the other two is planned already when one of them says that it is paid.
    let mut on = day("2026-11-25");
    while cloud.scheduled().await?.is_empty() {
        assert!(on < day("2026-12-04"), "an overdue letter is planned");
        cloud.sweep_for(on).await?;
        on = on.succ_opt().expect("a day");
    }
    let planned: Vec<_> = cloud
        .scheduled()
        .await?
        .into_iter()
        .map(|(planned, _)| planned.letter.account)
        .collect();
    assert_eq!(planned.len(), 2, "a promise and a dispute are silence");
    assert!(
        planned.contains(&super::house::account("A-1")) && planned.contains(&super::house::account("A-4"))
    );
    assert_eq!(
        Page::answer(&cloud, "paid", "answer=paid&reference=transfer+77")?.status,
        200
    );
    assert!(holds(&cloud, "A-1").await.contains(&HoldKind::ClaimsPaid));
    cloud.fire_until(at("2026-12-04T00:00:00Z")).await?;
    for (_, name) in CUSTOMERS_OF {
        let expected = if name == "quiet" { 2 } else { 1 };
        assert_eq!(
            mails_to(&cloud, &format!("{name}@press.example.com")).len(),
            expected,
            "{name}"
        );
    }

    said_again_changes_nothing(&cloud).await?;
    // The link itself opens the page to whoever reads it, so it is as private as an address.
    let token = token(&cloud, "paid");
    let mut personal = PERSONAL.to_vec();
    personal.push(&token);
    audit(&cloud, &personal).await
}

fn looking_changes_nothing(cloud: &LocalCloud) -> Result<(), Error> {
    let page = Page::look(cloud, &token(cloud, "paid"))?;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("I-A-1") && page.body.contains("EUR\u{a0}100.00") && page.body.contains("<form"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("I-A-2") && !page.body.contains("<script"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(page.header(name), value, "{name}");
    }
    Ok(())
}

/// Mail scanners open every link, with GET or HEAD.
async fn looking_leaves_the_version(cloud: &LocalCloud) -> Result<(), Error> {
    for (customer, name) in CUSTOMERS_OF {
        let before = ledger(cloud, customer).await;
        let url = format!(
            "{}?t={}&answer=paid&text=x",
            cloud.output("AnswersUrl")?,
            token(cloud, name)
        );
        let head = ureq::head(&url)
            .config()
            .http_status_as_error(false)
            .build()
            .call()?;
        assert_eq!(head.status().as_u16(), 200, "{name}");
        Page::look(cloud, &format!("{}&answer=paid&text=x", token(cloud, name)))?;
        assert_eq!(ledger(cloud, customer).await, before, "{name}");
    }
    Ok(())
}

/// Scanners press buttons blindly, and other sites can make a browser post; neither has read the page.
async fn a_post_without_the_pages_own_token_changes_nothing(cloud: &LocalCloud) -> Result<(), Error> {
    let shown = Page::look(cloud, &token(cloud, "paid"))?;
    let of_another = form_token(&shown.body).expect("a form").to_owned();
    for (customer, name) in CUSTOMERS_OF {
        let before = ledger(cloud, customer).await;
        let link = token(cloud, name);
        for own in [
            "",
            "f=",
            "f=1.x",
            &format!("f={link}"),
            &format!("f={of_another}"),
        ] {
            if name == "paid" && own.ends_with(&of_another) {
                continue;
            }
            let page = Page::post(
                cloud,
                &format!("t={link}&answer=paid&reference=kept+77&i=0&{own}"),
            )?;
            assert_eq!(page.status, 422, "{own}");
            assert!(page.body.contains("value=\"kept 77\""), "{}", page.body);
        }
        assert_eq!(ledger(cloud, customer).await, before, "{name}");
    }
    Ok(())
}

async fn a_foreign_or_old_link_opens_nothing(cloud: &LocalCloud) -> Result<(), Error> {
    let before = ledger(cloud, "A-4").await;
    let own = token(cloud, "paid");
    let foreign = own.replace(
        &letter_of("A-1", "2026-11-24").to_string(),
        &letter_of("A-4", "2026-11-24").to_string(),
    );
    assert_ne!(foreign, own);
    for forged in [foreign.as_str(), "x", "a.1.b"] {
        let page = Page::look(cloud, forged)?;
        assert_eq!(page.status, 404, "{forged}");
        assert!(
            !page.body.contains("I-A-") && !page.body.contains("<form"),
            "{}",
            page.body
        );
        assert_eq!(
            Page::post(cloud, &format!("t={forged}&f=x&answer=paid&i=0"))?.status,
            404,
            "{forged}"
        );
    }
    cloud.set_clock(at("2027-02-01T12:00:00Z"))?;
    let late = format!("t={}&f=x&answer=paid&i=0", token(cloud, "quiet"));
    let expired = Page::post(cloud, &late)?;
    assert_eq!(
        (expired.status, expired.body),
        (404, Page::look(cloud, "x")?.body),
        "it tells a stranger nothing"
    );
    assert_eq!(Page::post(cloud, "answer=paid")?.status, 400);
    assert_eq!(ledger(cloud, "A-4").await, before);
    Ok(())
}

async fn said_again_changes_nothing(cloud: &LocalCloud) -> Result<(), Error> {
    for (customer, name, answer) in [
        ("A-1", "paid", "answer=paid&reference=transfer+77"),
        ("A-2", "promise", "answer=promise&day=2026-12-04"),
        ("A-3", "wrong", WRONG),
    ] {
        // Where the first answer was given on another day, a second is new; on its own day it is the same press again.
        Page::answer(cloud, name, answer)?;
        let before = ledger(cloud, customer).await;
        assert_eq!(Page::answer(cloud, name, answer)?.status, 200);
        assert_eq!(ledger(cloud, customer).await, before, "{name}");
    }
    Ok(())
}

async fn holds(cloud: &LocalCloud, customer: &str) -> Vec<HoldKind> {
    ledger(cloud, customer).await.invoices[0]
        .holds
        .iter()
        .map(|hold| hold.kind)
        .collect()
}

/// The token of the link in the first letter to a contact.
fn token(cloud: &LocalCloud, name: &str) -> String {
    let mails = mails_to(cloud, &format!("{name}@press.example.com"));
    let (_, token) = link(&mails[0].text)
        .and_then(|link| link.split_once("?t="))
        .expect("the letter has a link");
    token.to_owned()
}

/// What a browser gets.
struct Page {
    status: u16,
    headers: ureq::http::HeaderMap,
    body: String,
}

impl Page {
    fn look(cloud: &LocalCloud, token: &str) -> Result<Self, Error> {
        let url = format!("{}?t={token}", cloud.output("AnswersUrl")?);
        Self::of(
            ureq::get(&url)
                .config()
                .http_status_as_error(false)
                .build()
                .call()?,
        )
    }

    /// Presses one of the buttons on the page of a contact's letter.
    fn answer(cloud: &LocalCloud, name: &str, answer: &str) -> Result<Self, Error> {
        let token = token(cloud, name);
        let shown = Self::look(cloud, &token)?;
        let own = form_token(&shown.body).unwrap_or_default();
        Self::post(cloud, &format!("t={token}&f={own}&i=0&{answer}"))
    }

    fn post(cloud: &LocalCloud, form: &str) -> Result<Self, Error> {
        let request = ureq::post(cloud.output("AnswersUrl")?)
            .config()
            .http_status_as_error(false)
            .build();
        Self::of(
            request
                .content_type("application/x-www-form-urlencoded")
                .send(form)?,
        )
    }

    fn of(mut response: ureq::http::Response<ureq::Body>) -> Result<Self, Error> {
        Ok(Self {
            status: response.status().as_u16(),
            body: response.body_mut().read_to_string()?,
            headers: response.headers().clone(),
        })
    }

    fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }
}
