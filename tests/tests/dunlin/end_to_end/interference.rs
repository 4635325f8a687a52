//! Every step that leaves a function, at which it fails, breaks, is throttled, hangs, or dies: none twice, none lost.

use std::collections::{BTreeMap, BTreeSet};

use dunning::letter::LetterState;
use dunning::task::TaskKind;
use tests::local_cloud::{Error, Interference, LocalCloud, Options, Step, Stroke};

use super::house::{INVOICES, account, at, day, furnish, ledger, letters, mails_to};

/// Steps that are tried: more than the forty or so that a letter takes from the sweep to the last event. Who shares a
/// message with the stricken takes some again.
const STEPS: usize = 40;

/// Steps that write something, outside or in the books: each meets every stroke.
const WRITING: [&str; 4] = ["TransactWriteItems", "SendMessageBatch", "POST /schedules", MAIL];

/// A customer whom nothing befalls.
const SPARED: &str = "X-0";

/// The step at which the mail is handed over; there, silence is tried as well.
const MAIL: &str = "POST /v2/email/outbound-emails";

#[tokio::test]
async fn whatever_fails_at_whatever_step_no_letter_is_twice_or_lost() -> Result<(), Error> {
    let between = Interference::start()?;
    let options = Options {
        parameters: vec![format!("Endpoint={}", between.endpoint())],
        ..Options::story("interference")
    };
    let cloud = LocalCloud::start(&options)?;
    between.lead_to(&cloud.endpoint());
    let fates = fates();
    let mut directory = String::new();
    let mut invoices = INVOICES.to_owned();
    for customer in fates.keys() {
        directory.push_str(&format!(
            "{customer},Stricken {customer},business,{},Stella,yes,1,en,Europe/Dublin,IE\n",
            address_of(customer)
        ));
        invoices.push_str(&format!(
            "{customer}-1,2026-11-02,2026-11-24,EUR,100.00,{customer}\n"
        ));
    }
    furnish(&cloud, &directory).await?;
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/struck.csv", invoices)
        .await?;
    for (customer, fate) in &fates {
        between.watch(&account(customer), *fate);
    }

    // A week before the due date, and two mornings on which whatever went wrong may heal.
    for on in ["2026-11-17", "2026-11-18", "2026-11-19"] {
        one_morning(&cloud, on).await?;
    }
    // A message that shares its batch with many that die may be put aside; giving it back is safe.
    let put_aside = cloud.dead_letters().await?;
    let given_back = cloud.dunlin("2026-11-19T12:00:00Z", &["redrive", "--all"])?;
    assert_eq!(given_back.code, 0, "{given_back:?}");
    cloud.until_quiet().await?;

    let steps = between.calls(&account(SPARED));
    let names: Vec<&str> = steps.iter().map(|call| call.action.as_str()).collect();
    assert!(names.contains(&MAIL), "{names:?}");
    let mut tried = BTreeSet::new();
    for (customer, fate) in &fates {
        let calls = between.calls(&account(customer));
        let steps_taken = calls.len();
        let struck: Vec<_> = calls
            .into_iter()
            .filter_map(|call| Some((call.action, call.stroke?)))
            .collect();
        if let Some((step, stroke)) = fate {
            let is_beyond = matches!(step, Step::Nth(nth) if *nth > steps_taken);
            assert!(
                is_beyond || !struck.is_empty(),
                "{customer}: {fate:?} fell on nobody"
            );
            tried.extend(struck.iter().map(|(action, _)| (action.clone(), *stroke)));
        }
        told_once(&cloud, customer, &format!("{fate:?} fell on {struck:?}")).await?;
    }
    for action in WRITING {
        for stroke in Stroke::QUICK {
            assert!(
                tried.contains(&(action.to_owned(), stroke)),
                "{action} never met {stroke:?}"
            );
        }
    }
    println!(
        "{} fates over the steps {names:?}; put aside and given back: {put_aside:?}",
        fates.len()
    );
    assert!(cloud.dead_letters().await?.is_empty());
    cloud.check_logs(&["stricken", "stella", "struck.example"])
}

fn address_of(customer: &str) -> String {
    format!("{}@struck.example.com", customer.to_lowercase())
}

/// A customer for each fate; silence, which is slow, where a letter is claimed and where it is mailed.
fn fates() -> BTreeMap<String, Option<(Step, Stroke)>> {
    let silence = |action| Some((Step::Named(action), Stroke::Hangs));
    let mut fates = BTreeMap::from([
        (SPARED.to_owned(), None),
        ("X-H1".to_owned(), silence("TransactWriteItems")),
        ("X-H2".to_owned(), silence(MAIL)),
    ]);
    for action in WRITING {
        for stroke in Stroke::QUICK {
            fates.insert(format!("X-W{}", fates.len()), Some((Step::Named(action), stroke)));
        }
    }
    // At every step a function dies, before and after; of the other strokes each step meets half, its neighbours the
    // other half.
    for nth in 1..=STEPS {
        for (place, stroke) in Stroke::QUICK.into_iter().enumerate() {
            let is_death = matches!(stroke, Stroke::DiesBefore | Stroke::DiesAfter);
            if is_death || place % 2 == nth % 2 {
                fates.insert(format!("X-{nth}-{}", fates.len()), Some((Step::Nth(nth), stroke)));
            }
        }
    }
    fates
}

/// The sweep, then all letters at once: each takes its own minute out of its envelope.
async fn one_morning(cloud: &LocalCloud, on: &str) -> Result<(), Error> {
    cloud.sweep_for(day(on)).await?;
    cloud.fire_all().await
}

/// One letter reached the customer, or nobody knows and a person is asked; never two, and never none in silence.
async fn told_once(cloud: &LocalCloud, customer: &str, story: &str) -> Result<(), Error> {
    let mails = mails_to(cloud, &address_of(customer));
    let letters = letters(cloud, customer).await;
    let states: Vec<&LetterState> = letters.iter().map(|letter| &letter.state).collect();
    assert!(mails.len() <= 1, "{story}: mailed twice: {states:?}");
    let in_doubt = states
        .iter()
        .filter(|state| ***state == LetterState::Unknown)
        .count();
    if mails.is_empty() {
        assert_eq!(in_doubt, 1, "{story}: no mail, and no doubt: {states:?}");
        let tasks = ledger(cloud, customer).await.tasks;
        let is_asked = tasks.iter().any(|task| task.kind == TaskKind::SettleLetter);
        // A person is asked on the second day after it; what was planned anew has not come to that.
        let is_old = letters.iter().all(|letter| letter.id.day == day("2026-11-17"));
        assert!(is_asked || !is_old, "{story}: nobody is asked about {letters:?}");
    } else {
        // Its events came through in the end, whatever befell them.
        let delivered = states
            .iter()
            .filter(|state| ***state == LetterState::Delivered)
            .count();
        assert_eq!((delivered, in_doubt), (1, 0), "{story}: {states:?}");
    }
    let agenda = ledger(cloud, customer).await.account.agenda;
    assert!(agenda.is_some(), "{story}: forgotten");
    Ok(())
}
