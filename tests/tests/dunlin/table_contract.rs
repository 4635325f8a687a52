//! The store's contract on DynamoDB, and what the table offers beyond it.

use std::collections::HashMap;

use aws::SignedAnswerLinks;
use aws::answer_links::TokenError;
use aws::table::{FileUnderWay, NewSetting, RefusedFile, Table};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::TimeDelta;
use dunning::arrival::PaymentArrival;
use dunning::decided::{Decided, KeptDecision, Reach, Verdict};
use dunning::invoice::Invoice;
use dunning::ledger::{Change, Closed, Closing};
use dunning::ports::{AnswerLinks, Ledgers, Receipts, Settings, SettingsReaders, UnmatchedPayments};
use dunning::receipt::Receipt;
use tests::contract::dynamodb::{clients, new_table, setting};
use tests::contract::fixtures::{
    at, bare_account, day, days_later, euros, in_force, invoice, key, letter, load, task,
};

tests::store_contract! { new_table }

#[tokio::test]
async fn open_tasks_of_all_accounts_are_listed_oldest_first() {
    let table = new_table().await;
    let mut expected = Vec::new();
    for number in 0..3_u64 {
        let mut change = Change::of(bare_account(key(number)));
        change.opened_tasks = (0..60)
            .map(|index| {
                let mut task = task(&key(number), &format!("INV-{index:02}"));
                task.opened_on = days_later(10 - number);
                task
            })
            .collect();
        expected.splice(0..0, change.opened_tasks.clone());
        table.commit(change).await.unwrap();
    }
    assert_eq!(table.open_tasks().await.unwrap(), expected);
    let mut change = Change::of(load(&table, &key(2)).await.account);
    change.closed_tasks = expected.drain(..60).collect();
    table.commit(change).await.unwrap();
    assert_eq!(table.open_tasks().await.unwrap(), expected);
}

/// Three customers on no agenda, for nothing is going to happen to them, each over more than half a page of a megabyte,
/// and a row that is no customer's.
async fn large_book() -> Table {
    let table = new_table().await;
    for account in 0..3 {
        let mut change = Change::of(bare_account(key(account)));
        change.account.agenda = None;
        change.invoices = (0..20).map(large).collect();
        change.closed = [(20, Closing::Paid), (21, Closing::Replaced)]
            .map(|(number, closing)| Closed::new(large(number), closing, at("2026-11-17T12:00:00Z")))
            .into();
        change.letters = vec![letter(&key(account), day(), 1), letter(&key(account), day(), 2)];
        table.commit(change).await.unwrap();
    }
    let stray = PaymentArrival {
        identity: "closed#7".into(),
        part_of: None,
        amount: euros("1"),
        booked_on: day(),
        references: Vec::new(),
        payer: None,
        payer_iban: None,
    };
    table.keep_unmatched(&stray).await.unwrap();
    table
}

fn large(number: u64) -> Invoice {
    let mut invoice = invoice(&format!("INV-{number}"));
    invoice.url = Some(format!("https://example.com/{}", "x".repeat(30_000)));
    invoice
}

#[tokio::test]
async fn every_account_is_told_once_and_whole_over_any_number_of_pages() {
    let table = large_book().await;
    let (mut histories, mut pages, mut behind) = (Vec::new(), 0, None);
    loop {
        let page = table.histories(behind).await.unwrap();
        histories.extend(page.histories);
        pages += 1;
        match page.next {
            Some(next) => behind = Some(next),
            None => break,
        }
    }
    assert!(pages > 1, "{pages}");
    histories.sort_by(|one, other| one.key.cmp(&other.key));
    let mut expected: Vec<_> = (0..3).map(key).collect();
    expected.sort();
    let keys: Vec<_> = histories.iter().map(|history| history.key.clone()).collect();
    assert_eq!(keys, expected);
    for history in histories {
        assert_eq!(
            history.account.map(|account| account.key),
            Some(history.key.clone())
        );
        let counts = (history.open.len(), history.closed.len(), history.letters.len());
        assert_eq!(counts, (20, 2, 2));
        assert!(
            history
                .letters
                .iter()
                .all(|letter| letter.id.account == history.key)
        );
        assert!(history.closed.contains(&(large(21), Closing::Replaced)));
    }
}

#[tokio::test]
async fn every_account_and_invoice_is_in_the_book_over_any_number_of_pages() {
    let table = large_book().await;
    let (mut accounts, mut open, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    let (mut pages, mut behind) = (0, None);
    loop {
        let page = table.debtors(behind).await.unwrap();
        accounts.extend(page.accounts.into_iter().map(|account| account.key));
        open.extend(page.open);
        closed.extend(page.closed);
        pages += 1;
        match page.next {
            Some(next) => behind = Some(next),
            None => break,
        }
    }
    accounts.sort();
    let mut expected: Vec<_> = (0..3).map(key).collect();
    expected.sort();
    assert_eq!(accounts, expected);
    assert_eq!((open.len(), closed.len()), (60, 6));
    assert!(pages > 1, "{pages}");
    let replaced = (key(1), large(21), Closing::Replaced);
    assert!(closed.contains(&replaced) && open.contains(&(key(2), large(7))));
}

#[tokio::test]
async fn refused_files_and_files_under_way_are_listed() {
    let table = new_table().await;
    let object = format!("invoices/{}", "ü".repeat(500));
    let (at, since) = (at("2026-11-17T05:16:00Z"), at("2026-11-17T05:15:00Z"));
    let refused = Receipt::Refused {
        why: "line 3".into(),
        at,
    };
    let applying = Receipt::Applying {
        done: 1,
        of: 2,
        since,
    };
    table.keep_receipt(&object, "", &refused).await.unwrap();
    table
        .keep_receipt("payments/b.csv", "v1", &applying)
        .await
        .unwrap();
    let expected = RefusedFile {
        object: object.clone(),
        version: String::new(),
        why: "line 3".into(),
        at,
    };
    assert_eq!(table.refused_files().await.unwrap(), [expected]);
    let expected = FileUnderWay {
        object: "payments/b.csv".into(),
        version: "v1".into(),
        done: 1,
        of: 2,
        since,
    };
    assert_eq!(table.files_under_way().await.unwrap(), [expected]);
    let applied = Receipt::Applied { arrivals: 2, at };
    table
        .keep_receipt("payments/b.csv", "v1", &applied)
        .await
        .unwrap();
    table.keep_receipt(&object, "", &applied).await.unwrap();
    assert_eq!(table.files_under_way().await.unwrap(), []);
    assert_eq!(table.refused_files().await.unwrap(), []);
}

#[tokio::test]
async fn a_link_opens_its_own_letter_until_it_expires_or_two_keys_later() {
    let table = new_table().await;
    let page = "https://answers.example/";
    let links = SignedAnswerLinks::new(table.clone(), Some(page.into()));
    let letter = letter(&key(1), day(), 2).id;
    let now = at("2026-11-17T05:16:00Z");
    let link = links.answer_link(&letter, now).await.unwrap().unwrap();
    let token = link.strip_prefix("https://answers.example/?t=").unwrap();
    // Another function reads the same key.
    let elsewhere = || SignedAnswerLinks::new(table.clone(), None);
    assert_eq!(elsewhere().answer_link(&letter, now).await.unwrap(), None);
    assert_eq!(elsewhere().verify(token, now).await.unwrap(), letter);

    let late = now + TimeDelta::days(61);
    let expired = elsewhere().verify(token, late).await;
    assert!(matches!(expired, Err(TokenError::Expired(_))), "{expired:?}");
    let another = token.replace("-20261117-2", "-20261117");
    let prolonged = token.replacen(".17", ".18", 1);
    let resigned = format!("{}A", token.strip_suffix(|_| true).unwrap());
    for forged in [
        "",
        ".",
        "..",
        "a.b.c",
        &another,
        &prolonged,
        &resigned,
        &token[..80],
    ] {
        let refused = elsewhere().verify(forged, now).await;
        let is_same = forged == token;
        assert!(
            is_same || matches!(refused, Err(TokenError::Forged)),
            "{forged}: {refused:?}"
        );
    }

    // No character of it may be another.
    let patient = elsewhere();
    for place in 0..token.len() {
        for other in [b'0', b'A', b'z', b'.', b'-', b' ', b'\n'] {
            let mut changed = token.as_bytes().to_vec();
            let was = std::mem::replace(&mut changed[place], other);
            if was == other {
                continue;
            }
            let refused = patient.verify(std::str::from_utf8(&changed).unwrap(), now).await;
            assert!(
                matches!(refused, Err(TokenError::Forged)),
                "{place} {other}: {refused:?}"
            );
        }
    }

    table.rotate_answer_key().await.unwrap();
    assert_eq!(elsewhere().verify(token, now).await.unwrap(), letter);
    table.rotate_answer_key().await.unwrap();
    let refused = elsewhere().verify(token, now).await;
    assert!(matches!(refused, Err(TokenError::Forged)), "{refused:?}");
}

#[tokio::test]
async fn a_form_that_was_shown_can_be_sent_until_it_is_old_or_two_keys_later() {
    let table = new_table().await;
    let links = || SignedAnswerLinks::new(table.clone(), Some("https://answers.example/".into()));
    let now = at("2026-11-17T05:16:00Z");
    let token_of = async |attempt| {
        let letter = letter(&key(1), day(), attempt).id;
        let link = links().answer_link(&letter, now).await.unwrap().unwrap();
        link.replace("https://answers.example/?t=", "")
    };
    let (token, another) = (token_of(1).await, token_of(2).await);
    // A page that was shown before the rotation, by a function that has the old keys in memory.
    let before = links();
    let form = before.form_token(&token, now).await.unwrap();
    let is_own = async |token: &str, form: &str, now| links().is_own_form(token, form, now).await.unwrap();
    assert!(is_own(&token, &form, now).await);
    assert!(!is_own(&another, &form, now).await, "a form is of one link");
    assert!(!is_own(&token, &token, now).await, "a link is no form");
    assert!(is_own(&token, &form, now + TimeDelta::hours(12)).await);
    assert!(!is_own(&token, &form, now + TimeDelta::hours(12) + TimeDelta::seconds(1)).await);

    table.rotate_answer_key().await.unwrap();
    assert!(is_own(&token, &form, now).await, "the key before is still good");
    let later = now + TimeDelta::seconds(31);
    let new_form = links().form_token(&token, later).await.unwrap();
    assert_ne!(new_form, form);
    assert!(
        before.is_own_form(&token, &new_form, later).await.unwrap(),
        "who knows the old keys alone looks again"
    );
    table.rotate_answer_key().await.unwrap();
    assert!(!is_own(&token, &form, now).await);
    assert!(is_own(&token, &new_form, later).await);
}

#[tokio::test]
async fn a_change_beyond_the_limits_is_refused_with_its_size() {
    let table = new_table().await;
    let mut many = Change::of(bare_account(key(1)));
    many.invoices = (0..100).map(|number| invoice(&number.to_string())).collect();
    let mut large = Change::of(bare_account(key(1)));
    let mut long = invoice("INV-1");
    long.url = Some("x".repeat(500_000));
    large.invoices = vec![long];
    let mut named = Change::of(bare_account(key(1)));
    named.invoices = vec![invoice(&"9".repeat(2000))];
    for (change, expected) in [
        (many, "101 items"),
        (large, "item invoice#INV-1#0 is too large"),
        (named, "too long to be stored: 2010 bytes"),
    ] {
        let error = table.commit(change).await.unwrap_err();
        let said = format!("{error}: {}", std::error::Error::source(&error).unwrap());
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(table.load(&key(1)).await.unwrap(), None);
}

#[tokio::test]
async fn settings_that_are_missing_or_wrong_say_what_to_do() {
    let client = clients().dynamodb();
    let readers = SettingsReaders {
        policy: |text| match text {
            "good" => Ok(in_force().policy),
            _ => Err("line 1: expected a ladder".into()),
        },
        creditor: |_| Ok(in_force().creditor),
    };
    let name = new_table().await.name().to_owned();
    let table = Table::new(client.clone(), name, readers);
    let said = |error: dunning::ports::PortError| {
        let cause = std::error::Error::source(&error).unwrap();
        let because = cause.source().map(ToString::to_string).unwrap_or_default();
        format!("{error}: {cause}: {because}")
    };
    // The texts that new_table put are no policy to these readers.
    let wrong = said(table.settings().await.unwrap_err());
    assert!(
        wrong.contains("the policy can't be used: line 1: expected a ladder"),
        "{wrong}"
    );
    let refused = said(table.put_policy(setting("bad")).await.unwrap_err());
    assert!(refused.contains("expected a ladder"), "{refused}");
    let before = table.policy_in_force().await.unwrap();
    let signed = NewSetting {
        text: "good",
        author: Some("Ann"),
        at: "2026-11-17T10:00:00Z".parse().unwrap(),
    };
    table.put_policy(signed).await.unwrap();
    table.settings().await.unwrap();
    let now = table.policy_in_force().await.unwrap();
    assert_eq!((now.version, now.text.as_str()), (before.version + 1, "good"));
    assert_eq!(
        (now.author.as_deref(), now.applied_at),
        (signed.author, Some(signed.at))
    );

    let empty = tests::contract::dynamodb::empty_table().await;
    let missing = said(empty.settings().await.unwrap_err());
    assert!(missing.contains("dunlin import infra/policy.toml"), "{missing}");
}

#[tokio::test]
async fn templates_are_kept_whole_and_their_version_tells_that_they_changed() {
    let table = new_table().await;
    assert_eq!(table.templates_version().await.unwrap(), None);
    assert!(table.templates().await.unwrap().is_empty());
    let files =
        |text: &str| std::collections::BTreeMap::from([("de/letter.txt".to_owned(), text.to_owned())]);
    let mut versions = Vec::new();
    let none = std::collections::BTreeMap::new();
    for given in [files(&"ä".repeat(150_000)), files("b"), none, files("")] {
        table.put_templates(&given).await.unwrap();
        assert_eq!(table.templates().await.unwrap(), given);
        versions.push(table.templates_version().await.unwrap().unwrap());
    }
    versions.dedup();
    assert_eq!(versions.len(), 4);
    table.put_templates(&files("")).await.unwrap();
    assert_eq!(table.templates_version().await.unwrap().as_ref(), versions.last());
}

/// What the table has of an account, by the beginnings of the sort keys.
async fn rows(table: &Table, beginning: &str) -> Vec<HashMap<String, AttributeValue>> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let found = clients()
        .dynamodb()
        .query()
        .table_name(table.name())
        .key_condition_expression("pk = :pk AND begins_with(sk, :beginning)")
        .expression_attribute_values(":pk", text(key(1).as_str()))
        .expression_attribute_values(":beginning", text(beginning))
        .send()
        .await
        .unwrap();
    found.items.unwrap_or_default()
}

/// Decisions wait in the head of whoever owes something, several for one row; of others none does, for the table
/// forgets rows by itself and heads never.
#[tokio::test]
async fn decisions_wait_in_the_head_while_there_is_room() {
    let table = new_table().await;
    let decide = async |owes: bool, number: u64, reason: &str| {
        let ledger = table.load(&key(1)).await.unwrap();
        let mut change = Change::of(ledger.map_or_else(|| bare_account(key(1)), |ledger| ledger.account));
        change.account.agenda = owes.then(|| days_later(number));
        let wait = KeptDecision {
            verdict: Verdict::Wait,
            reason: reason.to_owned(),
            until: Some(days_later(number)),
        };
        let decisions = [(invoice("INV-2026-000017").id, wait)].into();
        let record = Decided::new(day(), at("2026-11-16T09:00:00.25Z"), Reach::Changes, decisions);
        change.decided = vec![record];
        table.commit(change).await.unwrap();
    };
    for number in 0..30 {
        decide(true, number, "early_late waits for a better weekday").await;
    }
    let together = rows(&table, "decided#").await.len();
    assert!((2..=10).contains(&together), "{together} rows for 30 records");
    // What has no room in a head goes to a row of its own, and whatever waits to another.
    decide(true, 31, &"because ".repeat(200)).await;
    assert!(!rows(&table, "account").await[0].contains_key("lately"));
    decide(true, 32, "early_late waits for a better weekday").await;
    assert!(rows(&table, "account").await[0].contains_key("lately"));
    assert_eq!(rows(&table, "decided#").await.len(), together + 2);
    // And what waits goes when the last invoice does.
    let mut paid = Change::of(load(&table, &key(1)).await.account);
    paid.account.agenda = None;
    table.commit(paid).await.unwrap();
    assert!(!rows(&table, "account").await[0].contains_key("lately"));
    let together = rows(&table, "decided#").await;
    assert!(together.iter().all(|row| row.contains_key("expires_at")));
    assert_eq!(table.decided(&key(1)).await.unwrap().len(), 32);
}
