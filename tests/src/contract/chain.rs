//! The story is a chain that nobody can tamper with unseen, whoever writes beside whom.

use chrono::{DateTime, Utc};
use dunning::account::AccountKey;
use dunning::chain::{Story, verify};
use dunning::ledger::{Change, LetterRecord};
use dunning::letter::{Letter, LetterState};
use dunning::ports::{CommitError, Ledgers, Stories};

use super::fixtures::{bare_account, create, day, entry, key, letter, load};

async fn whole(store: &impl Stories, account: &AccountKey) -> Story {
    let story = store.story(account).await.unwrap();
    verify(account, &story, DateTime::<Utc>::MIN_UTC).unwrap();
    story
}

fn news(letter: &Letter, was: LetterState, state: LetterState, at: &str) -> LetterRecord {
    let what = format!("letter_{}", state.name());
    LetterRecord {
        letter: Letter {
            state,
            ..letter.clone()
        },
        was,
        timeline: vec![entry(at, &what)],
    }
}

/// Changes, news of letters by whoever claimed them and by whoever read them since, and changes of letters with news:
/// one chain, which tells all of it.
pub async fn whatever_is_told_is_one_chain(store: &(impl Ledgers + Stories)) {
    assert_eq!(store.story(&key(1)).await.unwrap().entries, []);
    let mut claim = Change::of(bare_account(key(1)));
    claim.timeline = vec![
        entry("2026-11-17T05:16:00Z", "letter_claimed"),
        entry("2026-11-17T05:16:00Z", "b"),
    ];
    claim.letters = vec![letter(&key(1), day(), 1), letter(&key(1), day(), 2)];
    store.commit(claim).await.unwrap();
    // What is in the claimer's hands has no tip.
    let [one, other] = [1, 2].map(|attempt| letter(&key(1), day(), attempt));
    for (letter, state) in [(&one, LetterState::Sent), (&other, LetterState::Unknown)] {
        let record = news(letter, LetterState::Claimed, state, "2026-11-17T05:16:01Z");
        store.record(record).await.unwrap();
    }
    assert_eq!(whole(store, &key(1)).await.tips.len(), 3);
    let read = load(store, &key(1)).await.letters.swap_remove(0);
    let record = news(
        &read,
        LetterState::Sent,
        LetterState::Delivered,
        "2026-11-17T05:16:00.5Z",
    );
    store.record(record).await.unwrap();

    let mut quiet = Change::of(load(store, &key(1)).await.account);
    quiet.account.name = "Rossi".into();
    store.commit(quiet).await.unwrap();
    let ledger = load(store, &key(1)).await;
    let mut joined = Change::of(ledger.account);
    joined.letters = ledger.letters;
    joined.timeline = vec![entry("2026-11-18T09:00:00Z", "letter_bounced")];
    store.commit(joined).await.unwrap();

    let story = whole(store, &key(1)).await;
    let told: Vec<String> = story
        .entries
        .iter()
        .filter_map(|entry| Some(entry.line()?.what))
        .collect();
    assert_eq!((told.len(), story.tips.len()), (6, 1), "{told:?}");
    assert_eq!(story.entries[5].parents.len(), 3, "the trunk and both letters");
    assert_eq!(store.timeline(&key(1)).await.unwrap().len(), 6);
}

/// A delivery leaves the version alone; whoever changes the letter as it was before the delivery must look again.
pub async fn a_change_never_writes_over_news_of_its_letter(store: &(impl Ledgers + Stories)) {
    let mut claim = Change::of(create(store, bare_account(key(1))).await.account);
    claim.timeline = vec![entry("2026-11-17T05:16:00Z", "letter_claimed")];
    claim.letters = vec![letter(&key(1), day(), 1)];
    store.commit(claim).await.unwrap();
    let before = load(store, &key(1)).await;
    let stale = |what: &str| {
        let mut change = Change::of(before.account.clone());
        change.letters = before.letters.clone();
        change.letters[0].state = LetterState::Unknown;
        change.timeline = vec![entry("2026-11-17T05:20:00Z", what)];
        change
    };
    let delivered = news(
        &before.letters[0],
        LetterState::Claimed,
        LetterState::Delivered,
        "2026-11-17T05:17:00Z",
    );
    store.record(delivered).await.unwrap();

    let refused = store.commit(stale("letter_unknown")).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    let ledger = load(store, &key(1)).await;
    assert_eq!(ledger.letters[0].state, LetterState::Delivered);
    assert_eq!(ledger.account, before.account);
    assert_eq!(whole(store, &key(1)).await.entries.len(), 2);
}
