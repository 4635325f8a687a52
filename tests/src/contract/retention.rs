//! What is over is forgotten in its time, and nothing else is.

use chrono::{DateTime, TimeDelta, Utc};
use dunning::chain::{verify, whole_since};
use dunning::ledger::{Change, Closed, Closing, Found, LetterRecord, Lookup, Name};
use dunning::letter::LetterState;
use dunning::ports::{Ledgers, Receipts, Stories};
use dunning::receipt::Receipt;
use dunning::retention;

use super::fixtures::{at, bare_account, create, day, entry, invoice, key, letter, load};
use crate::world::Forgetful;

fn around(instant: DateTime<Utc>) -> [(DateTime<Utc>, bool); 2] {
    let second = TimeDelta::seconds(1);
    [(instant - second, true), (instant + second, false)]
}

/// Closed invoices and names go on their own day; one that opens again, and its name, stay.
pub async fn what_closed_is_forgotten_ten_years_later(store: &(impl Ledgers + Forgetful)) {
    let number = |number: &str, kept_until| Name {
        lookup: Lookup::InvoiceNumber(number.replace('-', "")),
        found: Found {
            account: key(1),
            invoice: Some(number.to_owned()),
        },
        kept_until,
    };
    let closed_at = at("2027-03-01T12:00:00Z");
    let closed = |number| Closed::new(invoice(number), Closing::Paid, closed_at);
    let until = closed("INV-1").kept_until;
    assert_eq!(until, closed_at + retention::KEPT);
    let mut change = Change::of(bare_account(key(1)));
    change.closed = vec![closed("INV-1"), closed("INV-2")];
    change.names = vec![number("INV-1", Some(until)), number("INV-2", Some(until))];
    change.invoices = vec![invoice("INV-3")];
    store.commit(change).await.unwrap();
    let mut change = Change::of(load(store, &key(1)).await.account);
    change.reopened = vec![invoice("INV-2")];
    change.names = vec![number("INV-2", None)];
    store.commit(change).await.unwrap();

    for (now, is_there) in around(until) {
        store.forget(now).await;
        let found = store.load_closed(&key(1), &invoice("INV-1").id).await.unwrap();
        assert_eq!(found.is_some(), is_there, "{now}");
        let found = store.find(&number("INV-1", None).lookup).await.unwrap();
        assert_eq!(found.len(), usize::from(is_there), "{now}");
    }
    store.forget(until + TimeDelta::days(9_999)).await;
    let ledger = load(store, &key(1)).await;
    assert_eq!(ledger.invoices, [invoice("INV-2"), invoice("INV-3")]);
    assert_eq!(store.find(&number("INV-2", None).lookup).await.unwrap().len(), 1);
}

/// A letter stays until its entries in the story are forgotten, which stays whole all the while. An entry goes ten years
/// after it was told, or with its letter, a month later.
pub async fn a_letter_is_forgotten_behind_its_story(store: &(impl Ledgers + Stories + Forgetful)) {
    let mut claim = Change::of(create(store, bare_account(key(1))).await.account);
    claim.timeline = vec![entry("2026-11-17T05:16:00Z", "letter_claimed")];
    claim.letters = vec![letter(&key(1), day(), 1)];
    store.commit(claim).await.unwrap();
    let read = load(store, &key(1)).await.letters.swap_remove(0);
    let mut sent = read.clone();
    sent.state = LetterState::Delivered;
    let delivered = LetterRecord {
        letter: sent,
        was: read.state,
        timeline: vec![entry("2026-12-24T05:17:00Z", "letter_delivered")],
    };
    store.record(delivered).await.unwrap();
    let until = retention::of_letter(&store.every_letter(&key(1)).await.unwrap()[0]);
    let last_told = at("2026-12-24T05:17:00Z");
    assert!(until > last_told + retention::KEPT, "{until}");
    for (now, letters, entries) in [
        (at("2027-01-01T00:00:00Z"), 1, 2..=2),
        (last_told + retention::KEPT - TimeDelta::days(1), 1, 1..=2),
        (until - TimeDelta::seconds(1), 1, 0..=2),
        (until + TimeDelta::seconds(1), 0, 0..=0),
    ] {
        store.forget(now).await;
        assert_eq!(store.every_letter(&key(1)).await.unwrap().len(), letters, "{now}");
        let story = store.story(&key(1)).await.unwrap();
        assert!(entries.contains(&story.entries.len()), "{now}: {story:?}");
        verify(&key(1), &story, whole_since(now)).unwrap();
    }
}

/// What is under way is never forgotten, what is in the ledger first, what was refused last.
pub async fn a_receipt_is_forgotten_once_nobody_needs_it(store: &(impl Receipts + Forgetful)) {
    let now = at("2026-11-17T05:16:00Z");
    let applying = Receipt::Applying {
        done: 1,
        of: 2,
        since: now,
    };
    let applied = Receipt::Applied { arrivals: 2, at: now };
    let refused = Receipt::Refused {
        why: "line 3".into(),
        at: now,
    };
    let all = [("applied", applied), ("refused", refused), ("applying", applying)];
    for (object, receipt) in &all {
        store.keep_receipt(object, "v1", receipt).await.unwrap();
    }
    let there = async || {
        let mut there = Vec::new();
        for (object, _) in &all {
            let receipt = store.receipt(object, "v1").await.unwrap();
            there.extend(receipt.map(|_| *object));
        }
        there
    };
    // Queues and their dead letters keep a delivery for 28 days together.
    for (days, expected) in [
        (366, &["applied", "refused", "applying"][..]),
        (401, &["refused", "applying"][..]),
        (3_654, &["applying"][..]),
    ] {
        store.forget(now + TimeDelta::days(days)).await;
        assert_eq!(there().await, expected, "after {days} days");
    }
}

/// The account of a payment that was dealt with goes; one that is asked about again stays.
pub async fn a_settled_payments_account_is_forgotten(store: &(impl Ledgers + Forgetful)) {
    let until = retention::of_empty_account(at("2026-11-17T05:16:00Z"));
    for number in [1, 2] {
        let mut change = Change::of(bare_account(key(number)));
        change.kept_until = Some(until);
        store.commit(change).await.unwrap();
    }
    let again = Change::of(load(store, &key(2)).await.account);
    store.commit(again).await.unwrap();
    for (now, is_there) in around(until) {
        store.forget(now).await;
        assert_eq!(store.load(&key(1)).await.unwrap().is_some(), is_there, "{now}");
        assert!(store.load(&key(2)).await.unwrap().is_some());
    }
}
