//! The answers page as a customer meets it: a letter's link on a phone, a real browser, the real function.

use dunning::decide::{Decision, Waiting};
use dunning::hold::HoldKind;
use dunning::plan::plan;
use dunning::ports::Settings;
use dunning::task::TaskKind;
use tests::browser::{Browser, DESKTOP, PHONE};
use tests::local_cloud::{Error, LocalCloud};

use super::house::{INVOICES, at, audit, day, ledger, live, mails_to, opened};

/// Four customers a language; each gets one of the answers.
const LANGUAGES: [(&str, &str); 2] = [("en", "B"), ("it", "C")];

const ANSWERS: [&str; 4] = ["paid", "promise", "wrong", "person"];

/// What the page says once it has taken an answer in.
const THANKS: [&str; 2] = ["Thank you for your answer", "Grazie della risposta"];

#[tokio::test]
async fn each_answer_by_thumb_in_two_languages() -> Result<(), Error> {
    let mut directory = String::new();
    let mut invoices = INVOICES.to_owned();
    for (language, letter) in LANGUAGES {
        for answer in ANSWERS {
            let customer = format!("{letter}-{answer}");
            directory.push_str(&format!(
                "{customer},Press {answer},business,{language}-{answer}@press.example.com,Petra,yes,1,{language},Europe/Dublin,IE\n"
            ));
            // Two invoices, so that there is a choice.
            for number in 1..=2 {
                invoices.push_str(&format!(
                    "{customer}-{number},2026-11-02,2026-11-24,EUR,1100.00,{customer}\n"
                ));
            }
        }
    }
    let cloud = opened("answers-in-a-browser", &directory).await?;
    cloud
        .upload(at("2026-11-20T10:00:00Z"), "invoices/press.csv", invoices)
        .await?;
    live(&cloud, day("2026-11-24")).await?;
    cloud.set_clock(at("2026-11-24T12:00:00Z"))?;

    let browser = Browser::start().await?;
    let told = customers_answer(&cloud, &browser).await;
    browser.close().await?;
    told?;
    audit(
        &cloud,
        &["press.example", "petra", "bea@", "bank 77", "two arrived"],
    )
    .await
}

async fn customers_answer(cloud: &LocalCloud, browser: &Browser) -> Result<(), Error> {
    for ((language, letter), thanks) in LANGUAGES.into_iter().zip(THANKS) {
        for answer in ANSWERS {
            let link = link_of(cloud, language, answer);
            browser.screen(PHONE, false).await?;
            browser.open(&link).await?;
            assert!(link.ends_with(&format!("#{answer}")), "{link}");
            opens_the_right_part(browser, answer).await?;
            fits_the_screen(browser).await?;
            fill_in(browser, answer).await?;
            browser.press_and_follow(&format!("#{answer} button")).await?;
            cloud.until_quiet().await?;

            let text = browser.text().await?;
            assert!(text.contains(thanks), "{answer}: {text}");
            // Loading the page anew answers nothing again.
            let before = ledger(cloud, &format!("{letter}-{answer}")).await;
            let place = browser.reload().await?;
            assert!(place.contains("?t="), "{place}");
            assert_eq!(ledger(cloud, &format!("{letter}-{answer}")).await, before);
            changed_the_schedule(cloud, letter, answer, &text).await?;
        }
    }
    with_the_keyboard_alone(cloud, browser).await
}

/// The link behind one of the four answers in the letter's HTML.
fn link_of(cloud: &LocalCloud, language: &str, answer: &str) -> String {
    let mails = mails_to(cloud, &format!("{language}-{answer}@press.example.com"));
    let html = &mails[0].html;
    let end = html
        .find(&format!("#{answer}\""))
        .expect("the letter links to the answer");
    let begin = html[..end].rfind('"').expect("an attribute") + 1;
    format!("{}#{answer}", &html[begin..end]).replace("&amp;", "&")
}

/// On a phone the part behind `#` stands open, and the others wait to be opened.
async fn opens_the_right_part(browser: &Browser, answer: &str) -> Result<(), Error> {
    for part in ANSWERS {
        let is_open = browser
            .find(&format!("#{part} button"))
            .await?
            .is_displayed()
            .await?;
        assert_eq!(is_open, part == answer, "{part} at #{answer}");
    }
    Ok(())
}

/// Nothing sticks out sideways, and what is touched is large enough for a thumb.
async fn fits_the_screen(browser: &Browser) -> Result<(), Error> {
    let width = browser.ask("return document.documentElement.scrollWidth").await?;
    assert_eq!(width.as_u64(), Some(u64::from(PHONE.width)));
    let small = browser
        .ask(
            "return [...document.querySelectorAll('button, .field, .tick, h2 a')]
               .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)",
        )
        .await?;
    assert_eq!(small, serde_json::json!([]));
    let unlabelled = browser
        .ask("return [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(e => !e.labels.length).length")
        .await?;
    assert_eq!(unlabelled.as_u64(), Some(0));
    let scripts = browser.count("script, [onclick], img, link").await?;
    assert_eq!(scripts, 0);
    Ok(())
}

async fn fill_in(browser: &Browser, answer: &str) -> Result<(), Error> {
    match answer {
        "paid" => {
            browser.pick_day("#paid-day", "2026-11-23").await?;
            browser
                .find("#paid-reference")
                .await?
                .send_keys("bank 77")
                .await?;
        }
        "promise" => {
            // For the second invoice only.
            browser.find("#promise input[value=\"0\"]").await?.click().await?;
            browser.pick_day("#promise-day", "2026-12-04").await?;
        }
        "wrong" => {
            browser
                .find("#wrong-reason option[value=delivery]")
                .await?
                .click()
                .await?;
            browser
                .find("#wrong-text")
                .await?
                .send_keys("two arrived broken")
                .await?;
        }
        _ => {
            browser
                .find("#person-name")
                .await?
                .send_keys("Bea Billing")
                .await?;
            browser
                .find("#person-email")
                .await?
                .send_keys("bea@press.example.com")
                .await?;
        }
    }
    Ok(())
}

/// What the table says now, and that the page has said the same.
async fn changed_the_schedule(
    cloud: &LocalCloud,
    letter: &str,
    answer: &str,
    text: &str,
) -> Result<(), Error> {
    let customer = format!("{letter}-{answer}");
    let ledger = ledger(cloud, &customer).await;
    let in_force = cloud.table.settings().await?;
    let day_plan = plan(&ledger, &in_force, day("2026-11-25"));
    let held = |number: u8| {
        let found = day_plan
            .decisions
            .iter()
            .find(|(id, _)| id.number == format!("{customer}-{number}"));
        match found.map(|(_, decision)| decision.clone()) {
            Some(Decision::Wait {
                why: Waiting::Held(kind),
                until,
            }) => Some((kind, until.to_string())),
            _ => None,
        }
    };
    let tasks: Vec<(TaskKind, &str)> = ledger
        .tasks
        .iter()
        .map(|task| (task.kind, task.detail.as_str()))
        .collect();
    let has_task = |kind: TaskKind, words: &str| {
        tasks
            .iter()
            .any(|(of, detail)| *of == kind && detail.contains(words))
    };
    match answer {
        "paid" => {
            // Seven business days from Tuesday.
            let expected = Some((HoldKind::ClaimsPaid, "2026-12-04".to_owned()));
            assert_eq!((held(1), held(2)), (expected.clone(), expected));
            assert!(
                text.contains("4 December 2026") || text.contains("4 dicembre 2026"),
                "{text}"
            );
        }
        "promise" => {
            let pay_by = day("2026-12-04");
            let expected = Some((HoldKind::Promise { pay_by }, "2026-12-05".to_owned()));
            assert_eq!((held(1), held(2)), (None, expected));
            assert!(
                text.contains("5 December 2026") || text.contains("5 dicembre 2026"),
                "{text}"
            );
        }
        "wrong" => {
            assert_eq!(held(1).map(|(kind, _)| kind), Some(HoldKind::Dispute));
            assert!(
                has_task(TaskKind::CheckDispute, "two arrived broken"),
                "{tasks:?}"
            );
        }
        _ => {
            assert_eq!(held(2).map(|(kind, _)| kind), Some(HoldKind::WrongPerson));
            assert!(
                has_task(TaskKind::FindAddress, "bea@press.example.com"),
                "{tasks:?}"
            );
            let bea = ledger
                .account
                .contacts
                .iter()
                .any(|contact| contact.email.as_str().starts_with("bea"));
            assert!(!bea, "nobody has confirmed it");
        }
    }
    let story = dunning::ports::Ledgers::timeline(&cloud.table, &ledger.account.key).await?;
    assert!(story.iter().any(|entry| entry.what.starts_with("answer_")));
    Ok(())
}

/// A second thought, at a desk, without a mouse: what is missing is asked for kindly, and what was typed stays.
async fn with_the_keyboard_alone(cloud: &LocalCloud, browser: &Browser) -> Result<(), Error> {
    browser.screen(DESKTOP, true).await?;
    browser.open(&link_of(cloud, "en", "person")).await?;
    let name = browser.find("#person-name").await?;
    name.focus().await?;
    name.send_keys("Bea").await?;
    let before = ledger(cloud, "B-person").await;
    // The browser's own check would stop it: the server's must too.
    browser
        .ask("document.querySelector('#person form').noValidate = true")
        .await?;
    browser.enter_and_follow("#person-email", "bea").await?;
    let text = browser.text().await?;
    assert!(text.contains("Please check the e-mail address"), "{text}");
    assert_eq!(
        browser
            .find("#person-name")
            .await?
            .prop("value")
            .await?
            .as_deref(),
        Some("Bea")
    );
    assert_eq!(ledger(cloud, "B-person").await, before);
    Ok(())
}
