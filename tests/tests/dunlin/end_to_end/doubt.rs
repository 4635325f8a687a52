//! When SES does not say yes: a lost answer is never a second mail, a clear no is another try.

use dunning::letter::LetterState;
use dunning::task::TaskKind;
use tests::local_cloud::{Error, LocalCloud};

use super::house::{
    INVOICES, account, at, day, event, ledger, letter_of, letters, live, mails_to, opened, states,
};

const CUSTOMERS: &str = "\
L-1,Late Mill,business,late@mill.example.com,Lara Late,yes,1,en,Europe/Dublin,IE
L-2,Lost Mill,business,lost@mill.example.com,Luca Lost,yes,1,en,Europe/Dublin,IE
L-3,Found Mill,business,found@mill.example.com,Fay Found,yes,1,en,Europe/Dublin,IE
R-1,Refused Mill,business,refused@mill.example.com,Rhea Refused,yes,1,en,Europe/Dublin,IE
P-1,Paused Mill,business,paused@mill.example.com,Piet Paused,yes,1,en,Europe/Dublin,IE
R-2,Never Mill,business,never@mill.example.com,Nora Never,yes,1,en,Europe/Dublin,IE
";

const PERSONAL: [&str; 6] = ["mill.example", "mill,", "lara", "rhea", "nora", "piet"];

#[tokio::test]
async fn no_letter_leaves_twice_whatever_the_answer_was() -> Result<(), Error> {
    let cloud = opened("doubt", CUSTOMERS).await?;
    let mut invoices = INVOICES.to_owned();
    for customer in ["L-1", "L-2", "L-3", "P-1", "R-1", "R-2"] {
        invoices.push_str(&format!(
            "I-{customer},2026-11-02,2026-11-24,EUR,100.00,{customer}\n"
        ));
    }
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/mills.csv", invoices)
        .await?;
    let never: &[&str] = &["throttled"; 9];
    cloud.set_outcomes(
        &[
            ("late@mill.example.com", ["late"].as_slice()),
            ("lost@mill.example.com", ["lost"].as_slice()),
            ("found@mill.example.com", ["lost"].as_slice()),
            ("refused@mill.example.com", ["throttled"].as_slice()),
            ("paused@mill.example.com", ["refused"].as_slice()),
            ("never@mill.example.com", never),
        ]
        .into(),
    )?;
    live(&cloud, day("2026-11-17")).await?;

    assert_eq!(
        states(&cloud, "L-1").await,
        ["2026-11-17 delivered"],
        "the events know better than the lost answer"
    );
    assert_eq!(states(&cloud, "L-2").await, ["2026-11-17 unknown"]);
    assert_eq!(states(&cloud, "L-3").await, ["2026-11-17 unknown"]);
    // A clear no frees the stage, and the queue's next delivery makes the next attempt.
    let refused = letters(&cloud, "R-1").await;
    assert!(
        matches!(refused[0].state, LetterState::Released { .. }),
        "{refused:?}"
    );
    assert_eq!(
        (refused[1].id.attempt, &refused[1].state),
        (2, &LetterState::Delivered)
    );
    assert_eq!(mails_to(&cloud, "refused@mill.example.com").len(), 1);
    // What the account may not send today (its domain is not verified) is not tried again, and goes the next day.
    assert_eq!(states(&cloud, "P-1").await, ["2026-11-17 released"]);
    // Refused each time: put aside after five, and the account is still due.
    assert_eq!(
        cloud.dead_letters().await?,
        [("LettersDeadQueueUrl".to_owned(), 1)].into()
    );
    assert_eq!(letters(&cloud, "R-2").await.len(), 5);
    assert!(
        ledger(&cloud, "R-2")
            .await
            .account
            .agenda
            .is_some_and(|next| next <= day("2026-11-17"))
    );

    // Proof comes late for one of the two, by hand; nothing comes for the other.
    let found = letter_of("L-3", "2026-11-17");
    let delivery = event(
        "Delivery",
        Some(&found),
        "found@mill.example.com",
        "2026-11-17T11:00:00.000Z",
    );
    cloud.send("Events", &delivery.to_string()).await?;
    cloud.until_quiet().await?;
    assert_eq!(states(&cloud, "L-3").await, ["2026-11-17 delivered"]);

    live(&cloud, day("2026-11-18")).await?;
    assert_eq!(settle_tasks(&cloud).await?, 0, "not before two days");
    let again = letters(&cloud, "R-2").await;
    assert_eq!(
        again.last().map(|letter| letter.id.day),
        Some(day("2026-11-18")),
        "a later day heals"
    );
    assert_eq!(
        states(&cloud, "P-1").await,
        ["2026-11-17 released", "2026-11-18 delivered"]
    );
    live(&cloud, day("2026-11-19")).await?;
    assert_eq!(settle_tasks(&cloud).await?, 1);
    for (to, sent) in [("late", 1), ("lost", 1), ("found", 1), ("refused", 1)] {
        assert_eq!(
            mails_to(&cloud, &format!("{to}@mill.example.com")).len(),
            sent,
            "{to}"
        );
    }
    assert_eq!(
        states(&cloud, "L-2").await[0],
        "2026-11-17 unknown",
        "no machine settles it"
    );
    settled_by_a_person(&cloud).await?;
    given_back(&cloud).await?;
    cloud.check_logs(&PERSONAL)
}

/// What `dunlin tasks` and the digest say to type, typed.
async fn settled_by_a_person(cloud: &LocalCloud) -> Result<(), Error> {
    let today = "2026-11-19T12:00:00Z";
    let elsewhere = cloud.dunlin(today, &["settle", "L-2", "2026-11-18", "never-left"])?;
    assert_eq!(elsewhere.code, 1, "{elsewhere:?}");
    assert!(
        elsewhere.aside.contains("no letter of that day is in doubt"),
        "{elsewhere:?}"
    );
    let settled = cloud.dunlin(today, &["settle", "L-2", "2026-11-17", "never-left"])?;
    assert_eq!(settled.code, 0, "{settled:?}");
    assert!(settled.out.contains("it never left"), "{settled:?}");
    assert_eq!(settle_tasks(cloud).await?, 0);
    assert_eq!(states(cloud, "L-2").await[0], "2026-11-17 released");
    let story = cloud.dunlin(today, &["timeline", "I-L-2"])?;
    assert!(story.out.contains("(by olive)"), "{story:?}");
    Ok(())
}

/// A letter that is given back after its morning leaves nobody twice, and the queue is empty.
async fn given_back(cloud: &LocalCloud) -> Result<(), Error> {
    let today = "2026-11-19T12:00:00Z";
    let list = cloud.dunlin(today, &["redrive", "--json"])?;
    assert!(
        list.out
            .contains(r#""queue":"letters","waiting":1,"given_back":0"#),
        "{list:?}"
    );
    let letters_before = letters(cloud, "R-2").await;
    let done = cloud.dunlin(today, &["redrive", "letters", "--json"])?;
    assert!(
        done.out
            .contains(r#""queue":"letters","waiting":1,"given_back":1"#),
        "{done:?}"
    );
    cloud.until_quiet().await?;
    assert!(cloud.dead_letters().await?.is_empty());
    assert_eq!(letters(cloud, "R-2").await, letters_before);
    let unknown = cloud.dunlin(today, &["redrive", "nowhere"])?;
    assert_eq!(unknown.code, 1, "{unknown:?}");
    assert!(
        unknown.aside.contains("there are: events, letters"),
        "{unknown:?}"
    );
    Ok(())
}

async fn settle_tasks(cloud: &LocalCloud) -> Result<usize, Error> {
    let tasks = cloud.table.open_tasks().await?;
    Ok(tasks
        .iter()
        .filter(|task| task.kind == TaskKind::SettleLetter && task.account == account("L-2"))
        .count())
}
