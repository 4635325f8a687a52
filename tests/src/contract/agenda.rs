//! The agenda holds who has a next day, by shard, in order.

use chrono::NaiveDate;
use dunning::account::{Account, AccountKey};
use dunning::ledger::{AgendaCursor, Change};
use dunning::ports::{Agenda, Ledgers};

use super::fixtures::{bare_account, create, day, days_later, key, load};

async fn put(store: &impl Ledgers, key: AccountKey, agenda: Option<NaiveDate>) {
    let account = Account {
        agenda,
        ..bare_account(key)
    };
    create(store, account).await;
}

async fn move_to(store: &impl Ledgers, key: &AccountKey, agenda: Option<NaiveDate>) {
    let account = load(store, key).await.account;
    store
        .commit(Change::of(Account { agenda, ..account }))
        .await
        .unwrap();
}

async fn all_due(store: &impl Agenda, shard: u8, until: NaiveDate) -> Vec<AccountKey> {
    let (mut accounts, mut behind) = (Vec::new(), None);
    loop {
        let page = store.due(shard, until, behind.as_ref()).await.unwrap();
        accounts.extend(page.accounts);
        match page.next {
            Some(next) => behind = Some(next),
            None => return accounts,
        }
    }
}

/// The day itself and every day before it; nobody without a day; nobody of another shard.
pub async fn only_accounts_with_a_day_that_has_come_are_due<S: Ledgers + Agenda>(store: &S) {
    put(store, key(1), Some(day())).await;
    put(store, key(2), Some(days_later(1))).await;
    put(store, key(3), None).await;
    put(store, key(4), Some(NaiveDate::from_ymd_opt(2025, 1, 1).unwrap())).await;
    put(store, key(5), Some(NaiveDate::MAX)).await;
    // The shard is the first byte modulo 64, so 0x47 is in shard 7 as well, and 0x08 in another.
    let in_shard_too = AccountKey::parse(&format!("47{:030x}", 6)).unwrap();
    let elsewhere = AccountKey::parse(&format!("08{:030x}", 7)).unwrap();
    put(store, in_shard_too.clone(), Some(day())).await;
    put(store, elsewhere.clone(), Some(day())).await;

    assert_eq!(
        all_due(store, 7, day()).await,
        [key(4), key(1), in_shard_too.clone()]
    );
    assert_eq!(all_due(store, 8, day()).await, [elsewhere]);
    assert_eq!(all_due(store, 63, day()).await, []);

    move_to(store, &key(1), None).await;
    move_to(store, &key(4), Some(days_later(1))).await;
    move_to(store, &key(3), Some(day())).await;
    assert_eq!(all_due(store, 7, day()).await, [key(3), in_shard_too.clone()]);
    assert_eq!(
        all_due(store, 7, days_later(1)).await,
        [key(3), in_shard_too, key(2), key(4)]
    );
}

/// By day, then by key; each account once.
pub async fn a_shard_is_read_in_order_over_any_number_of_pages<S: Ledgers + Agenda>(store: &S) {
    let mut expected = Vec::new();
    for number in 0..230_u64 {
        // Days fall while keys rise, so that one order can't pass for the other.
        let agenda = days_later(9 - number % 10);
        put(store, key(number), Some(agenda)).await;
        if agenda <= days_later(8) {
            expected.push((agenda, key(number)));
        }
    }
    expected.sort();
    let expected: Vec<_> = expected.into_iter().map(|(_, key)| key).collect();
    assert_eq!(all_due(store, 7, days_later(8)).await, expected);
}

/// A sweep that hands on names the last account it saw, which may have left the agenda since.
pub async fn a_page_may_start_behind_an_account_that_is_gone<S: Ledgers + Agenda>(store: &S) {
    for number in [1, 2, 4] {
        put(store, key(number), Some(day())).await;
    }
    put(store, key(0), Some(days_later(1))).await;
    let behind = |number, day| AgendaCursor {
        day,
        account: key(number),
    };
    for (behind, until, expected) in [
        (behind(2, day()), days_later(1), vec![key(4), key(0)]),
        (behind(3, day()), days_later(1), vec![key(4), key(0)]),
        (behind(4, day()), day(), vec![]),
        (behind(4, days_later(1)), days_later(1), vec![]),
        (behind(4, days_later(5)), day(), vec![]),
    ] {
        let page = store.due(7, until, Some(&behind)).await.unwrap();
        assert_eq!(page.accounts, expected, "behind {behind:?}");
    }
}
