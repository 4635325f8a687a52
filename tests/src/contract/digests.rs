//! What waits to be told to account managers.

use dunning::account::{Account, EmailAddress};
use dunning::answer::Said;
use dunning::digest::LastDigest;
use dunning::hold::HoldKind;
use dunning::invoice::InvoiceId;
use dunning::ledger::{Change, Closing};
use dunning::letter::LetterId;
use dunning::news::{News, NewsItem};
use dunning::ports::{CommitError, Digests, Ledgers};
use dunning::task::TaskKind;

use super::fixtures::{at, bare_account, day, days_later, email, euros, holds, key, task};

/// Every kind of news.
fn items() -> Vec<NewsItem> {
    let mut items = vec![
        NewsItem::TaskOpened {
            kind: TaskKind::Call,
            subject: "INV-17".into(),
        },
        NewsItem::TaskOpened {
            kind: TaskKind::FindAddress,
            subject: String::new(),
        },
        NewsItem::FriendlyLetter {
            letter: LetterId {
                account: key(1),
                day: day(),
                attempt: 2,
            },
        },
        NewsItem::Closed {
            invoice: InvoiceId {
                number: "INV-17".into(),
                instalment: Some(2),
            },
            closing: Closing::Credited,
            billed: euros("1234.50"),
            holds: holds()
                .into_iter()
                .map(|hold| hold.kind)
                .collect::<Vec<HoldKind>>(),
            tasks: vec![TaskKind::Call, TaskKind::FollowUp],
        },
        NewsItem::Closed {
            invoice: InvoiceId::whole("INV-18"),
            closing: Closing::Paid,
            billed: euros("1"),
            holds: Vec::new(),
            tasks: Vec::new(),
        },
    ];
    let said = [
        Said::Paid,
        Said::WillPay { on: days_later(3) },
        Said::Dispute,
        Said::WrongPerson,
    ];
    items.extend(said.map(|answer| NewsItem::Answered {
        answer,
        invoices: vec![InvoiceId::whole("INV-19")],
        words: "half of it\nnever came".into(),
    }));
    items
}

fn news_of(account: &Account, when: &str, items: Vec<NewsItem>) -> News {
    News {
        account: account.key.clone(),
        version: account.version + 1,
        at: at(when),
        customer: account.name.clone(),
        manager: account.account_manager.clone(),
        items,
    }
}

/// Writes a change with news.
async fn announce(store: &impl Ledgers, account: &Account, when: &str, items: Vec<NewsItem>) -> News {
    let news = news_of(account, when, items);
    let mut change = Change::of(account.clone());
    change.news = Some(news.clone());
    store.commit(change).await.unwrap();
    news
}

/// It may stand before its change does, and never stands twice.
pub async fn news_of_letters_alone_may_come_before_its_change(store: &(impl Ledgers + Digests)) {
    let letter = LetterId {
        account: key(1),
        day: day(),
        attempt: 1,
    };
    let letters = vec![NewsItem::FriendlyLetter { letter }];
    let mut account = bare_account(key(1));
    announce(store, &account, "2026-11-17T05:15:00Z", items()).await;
    let all = store.news(None).await.unwrap();
    store.forget_news(&all).await.unwrap();
    let mut stale = Change::of(account.clone());
    stale.news = Some(news_of(&account, "2026-11-17T05:16:00Z", letters.clone()));
    let refused = store.commit(stale.clone()).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    let ahead: Vec<News> = stale.news.into_iter().collect();
    assert_eq!(store.news(None).await.unwrap(), ahead);
    store.forget_news(&ahead).await.unwrap();
    account.version = 1;
    let told = announce(store, &account, "2026-11-17T05:16:00Z", letters).await;
    assert_eq!(store.news(None).await.unwrap(), [told]);
}

/// Read back whole, in order of time, and gone once forgotten; a change that was not written leaves none.
pub async fn news_is_kept_with_its_change_until_it_is_told(store: &(impl Ledgers + Digests)) {
    assert_eq!(store.managers_with_news().await.unwrap(), []);
    let mut account = bare_account(key(1));
    let second = announce(store, &account, "2026-11-17T12:00:00.5Z", items()).await;
    let mut stale = Change::of(account.clone());
    stale.news = Some(news_of(&account, "2026-11-17T12:00:01Z", items()));
    let refused = store.commit(stale).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    account.version = 1;
    let first = announce(store, &account, "2026-11-17T11:00:00Z", items()).await;
    let third = announce(store, &bare_account(key(2)), "2026-11-17T12:00:00.5Z", items()).await;
    assert_eq!(store.managers_with_news().await.unwrap(), [None]);
    let all = [first.clone(), second.clone(), third.clone()];
    assert_eq!(store.news(None).await.unwrap(), all);
    store.forget_news(&[first.clone(), third]).await.unwrap();
    store.forget_news(&[first]).await.unwrap();
    let left = store.news(None).await.unwrap();
    assert_eq!(left, std::slice::from_ref(&second));
    store.forget_news(&[second]).await.unwrap();
    assert_eq!(store.news(None).await.unwrap(), []);
    assert_eq!(store.managers_with_news().await.unwrap(), []);
}

/// In any spelling of the address; and more than one batch can be forgotten.
pub async fn a_managers_news_is_the_managers_alone(store: &(impl Ledgers + Digests)) {
    let (mara, milo) = (email("Mara@example.com"), email("milo@example.com"));
    let mut told = Vec::new();
    for number in 0..60 {
        let account = Account {
            account_manager: Some(mara.clone()),
            ..bare_account(key(number))
        };
        told.push(announce(store, &account, "2026-11-17T11:00:00Z", items()).await);
    }
    let of_milo = Account {
        account_manager: Some(milo.clone()),
        ..bare_account(key(60))
    };
    let kept = announce(store, &of_milo, "2026-11-17T11:00:00Z", items()).await;
    let own = announce(store, &bare_account(key(61)), "2026-11-17T11:00:00Z", items()).await;
    let mut managers = store.managers_with_news().await.unwrap();
    managers.sort_by_key(|manager| manager.as_ref().map(|address| address.folded()));
    assert_eq!(managers, [None, Some(mara), Some(milo.clone())]);
    let mara = email("mara@EXAMPLE.com");
    assert_eq!(store.news(Some(&mara)).await.unwrap(), told);
    store.forget_news(&told).await.unwrap();
    assert_eq!(store.news(Some(&mara)).await.unwrap(), []);
    assert_eq!(store.news(Some(&milo)).await.unwrap(), [kept]);
    assert_eq!(store.news(None).await.unwrap(), [own]);
}

/// Each once, whatever was told of it, the newest first; from an instant on, and before another.
pub async fn told_news_is_laid_by_and_read_with_what_waits(store: &(impl Ledgers + Digests)) {
    let mara = email("Mara@example.com");
    let of = |number, manager: Option<&EmailAddress>| Account {
        account_manager: manager.cloned(),
        ..bare_account(key(number))
    };
    assert_eq!(store.managers_told().await.unwrap(), []);
    let announce = async |number, manager, when| announce(store, &of(number, manager), when, items()).await;
    let second = announce(1, Some(&mara), "2026-11-17T12:00:00.5Z").await;
    let first = announce(2, Some(&mara), "2026-11-17T12:00:00Z").await;
    let third = announce(3, Some(&mara), "2026-11-18T00:00:00Z").await;
    let own = announce(4, None, "2026-11-17T12:00:00Z").await;
    let mut many = vec![first.clone(), own.clone()];
    for number in 10..70 {
        many.push(announce(number, None, "2026-11-16T12:00:00Z").await);
    }
    store.keep_told(&many).await.unwrap();
    store.keep_told(std::slice::from_ref(&first)).await.unwrap();
    assert_eq!(store.news(None).await.unwrap(), []);
    let waiting = [second.clone(), third.clone()];
    assert_eq!(store.news(Some(&mara)).await.unwrap(), waiting);
    let told = store.managers_told().await.unwrap();
    let mut told: Vec<_> = told
        .iter()
        .map(|one| one.as_ref().map(EmailAddress::folded))
        .collect();
    told.sort();
    assert_eq!(told, [None, Some(mara.folded())]);
    let between = async |manager, from, until| {
        let read = store.news_between(manager, at(from), at(until)).await;
        read.unwrap()
    };
    let mara = email("mara@EXAMPLE.com");
    let (noon, midnight) = ("2026-11-17T12:00:00Z", "2026-11-18T00:00:00Z");
    assert_eq!(
        between(Some(&mara), noon, midnight).await,
        [second.clone(), first.clone()]
    );
    let later = between(Some(&mara), "2026-11-17T12:00:00.1Z", midnight).await;
    assert_eq!(later, std::slice::from_ref(&second));
    let all = [third, second, first];
    assert_eq!(between(Some(&mara), noon, "2026-11-18T00:00:01Z").await, all);
    assert_eq!(between(None, noon, midnight).await, [own]);
    assert_eq!(between(None, "2026-11-16T12:00:00Z", midnight).await.len(), 61);
}

/// And never for a day that lies before one that was claimed.
pub async fn a_digest_is_claimed_once_a_day(store: &impl Digests) {
    let (mara, milo) = (email("mara@example.com"), email("milo@example.com"));
    let mara_aloud = email("MARA@example.com");
    let claim_of = |days| LastDigest {
        day: days_later(days),
        unreported_since: (days > 0).then(day),
    };
    let claim = async |who, days| store.claim_digest(who, &claim_of(days)).await.unwrap();
    let settle = async |claimed, becomes: &LastDigest| {
        let settled = store.settle_digest(&mara, days_later(claimed), becomes).await;
        settled.unwrap();
    };
    let last = async || store.last_digest(&mara_aloud).await.unwrap();
    assert_eq!(last().await, None);
    assert!(claim(&mara, 1).await);
    assert!(!claim(&mara_aloud, 1).await);
    assert!(claim(&milo, 1).await);
    assert!(!claim(&mara, 0).await);
    assert_eq!(last().await, Some(claim_of(1)));
    settle(1, &claim_of(0)).await;
    assert_eq!(last().await, Some(claim_of(0)));
    assert!(claim(&mara, 1).await);
    assert!(claim(&mara, 2).await);
    // Too late to give up.
    settle(1, &claim_of(0)).await;
    assert_eq!(last().await, Some(claim_of(2)));
    assert!(!claim(&mara, 2).await);
    assert!(!claim(&milo, 1).await);
}

/// Whoever is gone is left out.
pub async fn open_tasks_are_listed_oldest_first_with_their_heads(store: &(impl Ledgers + Digests)) {
    assert_eq!(store.open_tasks().await.unwrap(), []);
    let mut opened = Vec::new();
    for (number, days) in [(1, 5), (2, 0)] {
        let mut change = Change::of(bare_account(key(number)));
        let mut task = task(&key(number), "INV-17");
        task.opened_on = days_later(days);
        opened.push(task.clone());
        change.opened_tasks = vec![task];
        store.commit(change).await.unwrap();
    }
    opened.reverse();
    assert_eq!(store.open_tasks().await.unwrap(), opened);
    let mut heads = store.heads(&[key(2), key(3), key(1)]).await.unwrap();
    heads.sort_by(|one, other| one.key.cmp(&other.key));
    let keys: Vec<_> = heads
        .iter()
        .map(|head| (head.key.clone(), head.version))
        .collect();
    assert_eq!(keys, [(key(1), 1), (key(2), 1)]);
}
