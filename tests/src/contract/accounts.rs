//! An account is read as one version, and changed only by who knows that version.

use dunning::account::Account;
use dunning::ledger::{Change, Ledger};
use dunning::ports::{CommitError, Ledgers};

use super::fixtures::{
    bare_account, create, day, full_account, full_invoice, invoice, key, letter, load, task,
};

/// An account that nobody wrote is none.
pub async fn nobody_is_none(store: &impl Ledgers) {
    assert_eq!(store.load(&key(1)).await.unwrap(), None);
    assert_eq!(store.timeline(&key(1)).await.unwrap(), []);
    let closed = store.load_closed(&key(1), &invoice("INV-17").id).await.unwrap();
    assert_eq!(closed, None);
}

/// Version 0 creates; a second creation is a conflict.
pub async fn a_new_account_is_created_once(store: &impl Ledgers) {
    let ledger = create(store, bare_account(key(1))).await;
    assert_eq!(ledger.account.version, 1);
    let again = store.commit(Change::of(bare_account(key(1)))).await;
    assert!(matches!(again, Err(CommitError::Conflict)), "{again:?}");
}

/// Every field survives.
pub async fn everything_reads_back_as_it_was_written(store: &impl Ledgers) {
    let account = full_account(key(1));
    let mut change = Change::of(account.clone());
    change.invoices = vec![full_invoice("INV-17"), invoice("INV-18")];
    change.letters = vec![letter(&key(1), day(), 1), letter(&key(1), day(), 12)];
    change.opened_tasks = vec![task(&key(1), "INV-17"), task(&key(1), "INV-18")];
    let written = change.clone();
    store.commit(change).await.unwrap();
    let read = load(store, &key(1)).await;
    let expected = Ledger {
        account: Account {
            version: 1,
            ..account
        },
        invoices: written.invoices,
        letters: written.letters,
        tasks: written.opened_tasks,
    };
    assert_eq!(read, expected);
}

/// Whoever read an older version writes nothing at all.
pub async fn a_change_on_an_old_version_is_a_conflict_and_writes_nothing(store: &impl Ledgers) {
    let first = create(store, bare_account(key(1))).await;
    let mut theirs = Change::of(first.account.clone());
    theirs.account.name = "Theirs".into();
    store.commit(theirs).await.unwrap();

    let mut alone = Change::of(first.account.clone());
    alone.account.name = "Ours".into();
    let mut whole = alone.clone();
    whole.invoices = vec![invoice("INV-17")];
    for change in [alone, whole] {
        let refused = store.commit(change).await;
        assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    }
    let ledger = load(store, &key(1)).await;
    assert_eq!(
        (ledger.account.name.as_str(), ledger.account.version),
        ("Theirs", 2)
    );
    assert_eq!(ledger.invoices, []);
    let unborn = Account {
        version: 3,
        ..bare_account(key(2))
    };
    let refused = store.commit(Change::of(unborn)).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
}

/// More than a page of a query, or of anything else.
pub async fn a_ledger_of_300_invoices_is_read_whole_and_in_order(store: &impl Ledgers) {
    let mut account = create(store, bare_account(key(1))).await.account;
    let mut written = Vec::new();
    for chunk in 0..5_u32 {
        let mut change = Change::of(account.clone());
        change.invoices = (0..60)
            .map(|number| {
                let mut invoice = invoice(&format!("INV-{:04}", chunk * 60 + number));
                // Large enough that 300 of them are more than a page of 1 MB.
                invoice.url = Some(format!("https://acme.example/{}", "x".repeat(4000)));
                invoice
            })
            .collect();
        written.extend(change.invoices.clone());
        store.commit(change).await.unwrap();
        account.version += 1;
    }
    let ledger = load(store, &key(1)).await;
    assert_eq!(ledger.invoices.len(), 300);
    assert!(ledger.invoices == written, "the invoices differ");
}

/// Every change writes its number everywhere; whoever reads meanwhile finds the same number everywhere.
pub async fn a_load_is_one_version_however_many_write(store: &impl Ledgers) {
    let numbers = ["INV-1", "INV-2", "INV-3"];
    let change_to = |mut account: Account, text: String| {
        account.name.clone_from(&text);
        let mut change = Change::of(account);
        change.invoices = numbers
            .iter()
            .map(|number| {
                let mut invoice = invoice(number);
                invoice.revision.content.clone_from(&text);
                invoice
            })
            .collect();
        change
    };
    store
        .commit(change_to(bare_account(key(1)), "0".into()))
        .await
        .unwrap();
    let writes = async {
        for round in 1..=20 {
            let account = load(store, &key(1)).await.account;
            store.commit(change_to(account, round.to_string())).await.unwrap();
        }
    };
    let reads = async {
        for _ in 0..20 {
            let ledger = load(store, &key(1)).await;
            for invoice in &ledger.invoices {
                assert_eq!(invoice.revision.content, ledger.account.name);
            }
        }
    };
    tokio::join!(writes, reads);
    assert_eq!(load(store, &key(1)).await.account.version, 21);
}
