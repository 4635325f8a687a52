//! A letter is claimed once, and what becomes of it is recorded against the state that it had.

use dunning::ledger::{Change, Closed, Closing, LetterRecord};
use dunning::letter::{Letter, LetterState};
use dunning::ports::{CommitError, Ledgers};

use super::fixtures::{bare_account, create, day, days_later, entry, invoice, key, letter, load};

async fn claimed(store: &impl Ledgers) -> Letter {
    let mut change = Change::of(bare_account(key(1)));
    change.letters = vec![letter(&key(1), day(), 1)];
    store.commit(change).await.unwrap();
    letter(&key(1), day(), 1)
}

fn news(letter: &Letter, was: LetterState, state: LetterState) -> LetterRecord {
    LetterRecord {
        letter: Letter {
            state,
            message_id: Some("0100-abc".into()),
            ..letter.clone()
        },
        was,
        timeline: Vec::new(),
    }
}

/// Two who claim on one version: one letter.
pub async fn a_letter_is_written_with_its_claim(store: &impl Ledgers) {
    let account = create(store, bare_account(key(1))).await.account;
    let claim = |attempt| {
        let mut change = Change::of(account.clone());
        change.letters = vec![letter(&key(1), day(), attempt)];
        change
    };
    let (one, other) = tokio::join!(store.commit(claim(1)), store.commit(claim(2)));
    let conflicts = [&one, &other]
        .into_iter()
        .filter(|outcome| matches!(outcome, Err(CommitError::Conflict)))
        .count();
    assert_eq!(conflicts, 1, "{one:?} {other:?}");
    assert_eq!(load(store, &key(1)).await.letters.len(), 1);
}

/// It is what the ledger has, as long as the ledger has it; and the branch of the story that stands with it stays its own.
pub async fn a_letter_is_read_alone_as_it_stands(store: &impl Ledgers) {
    let id = claimed(store).await.id;
    let other = letter(&key(1), day(), 2).id;
    assert_eq!(store.letter(&other).await.unwrap(), None);
    let mut record = news(
        &letter(&key(1), day(), 1),
        LetterState::Claimed,
        LetterState::Delivered,
    );
    record.timeline = vec![entry("2026-11-17T05:17:00Z", "letter_delivered")];
    store.record(record).await.unwrap();
    let read = store.letter(&id).await.unwrap().unwrap();
    assert_eq!(read.state, LetterState::Delivered);
    assert_eq!(load(store, &key(1)).await.letters, [read]);
}

/// Every state reads back; news against another state is a conflict and writes nothing, not even the story.
pub async fn news_is_recorded_while_the_state_is_what_it_was(store: &impl Ledgers) {
    let letter = claimed(store).await;
    let because = || "because".to_owned();
    let states = [
        LetterState::Claimed,
        LetterState::Sent,
        LetterState::Delivered,
        LetterState::Bounced { permanent: false },
        LetterState::Complained,
        LetterState::Released { why: because() },
        LetterState::Unknown,
        LetterState::Rejected { why: because() },
    ];
    for (number, pair) in states.windows(2).enumerate() {
        let mut record = news(&letter, pair[0].clone(), pair[1].clone());
        if number % 2 == 0 {
            record.timeline = vec![entry(&format!("2026-11-17T05:17:0{number}Z"), pair[1].name())];
        }
        store.record(record.clone()).await.unwrap();
        let mut read = load(store, &key(1)).await.letters;
        read.iter_mut().for_each(|letter| letter.tip = None);
        assert_eq!(read, [record.letter.clone()]);
        let again = store.record(record).await;
        assert!(matches!(again, Err(CommitError::Conflict)), "{again:?}");
    }
    assert_eq!(store.timeline(&key(1)).await.unwrap().len(), 4);

    let unknown = super::fixtures::letter(&key(1), days_later(1), 1);
    let refused = store
        .record(news(&unknown, LetterState::Claimed, LetterState::Sent))
        .await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
}

/// A delivery changes no decision, so it disturbs nobody who is deciding.
pub async fn news_leaves_the_version_alone(store: &impl Ledgers) {
    let letter = claimed(store).await;
    let before = load(store, &key(1)).await.account;
    let mut record = news(&letter, LetterState::Claimed, LetterState::Delivered);
    record.timeline = vec![entry("2026-11-17T05:17:00Z", "letter_delivered")];
    store.record(record).await.unwrap();
    assert_eq!(load(store, &key(1)).await.account, before);
    store.commit(Change::of(before)).await.unwrap();
}

/// Letters since the oldest open invoice came, and those of the last 30 days, are always there.
pub async fn letters_stay_as_long_as_an_open_invoice_may_need_them(store: &impl Ledgers) {
    let ledger = create(store, bare_account(key(1))).await;
    let mut old = invoice("INV-1");
    old.arrived_on = day();
    let mut change = Change::of(ledger.account);
    change.invoices = vec![old];
    change.letters = [0, 3, 40, 100, 101]
        .map(|days| letter(&key(1), days_later(days), 1))
        .into();
    let letters = change.letters.clone();
    store.commit(change).await.unwrap();
    let ledger = load(store, &key(1)).await;
    assert_eq!(
        ledger.letters, letters,
        "the invoice is as old as the oldest letter"
    );

    let mut change = Change::of(ledger.account);
    change.closed = vec![Closed::new(
        invoice("INV-1"),
        Closing::Paid,
        super::fixtures::at("2027-03-01T12:00:00Z"),
    )];
    store.commit(change).await.unwrap();
    let ledger = load(store, &key(1)).await;
    assert!(
        ledger.letters.ends_with(&letters[3..]),
        "the last 30 days count for the gap"
    );
}

/// More than is read at once, with invoices on the same page as the last of them, and on pages of their own.
pub async fn letters_of_many_pages_stay_as_long_as_an_open_invoice_may_need_them(store: &impl Ledgers) {
    for (number, invoices, arrived) in [(1, 2, 240), (2, 2, 30), (3, 260, 240)] {
        let mut account = create(store, bare_account(key(number))).await.account;
        let letters: Vec<_> = (0..270)
            .map(|days| letter(&key(number), days_later(days), 1))
            .collect();
        let mut owed: Vec<_> = (0..invoices)
            .map(|owed| invoice(&format!("INV-{owed:03}")))
            .collect();
        for invoice in &mut owed {
            invoice.arrived_on = days_later(arrived);
        }
        for some in letters.chunks(90) {
            let mut change = Change::of(account.clone());
            change.letters = some.to_vec();
            store.commit(change).await.unwrap();
            account.version += 1;
        }
        for some in owed.chunks(90) {
            let mut change = Change::of(account.clone());
            change.invoices = some.to_vec();
            store.commit(change).await.unwrap();
            account.version += 1;
        }
        let ledger = load(store, &key(number)).await;
        assert_eq!(ledger.invoices, owed);
        // A day before the invoices, for arrivals that were dated elsewhere on earth.
        let first = usize::try_from(arrived).unwrap() - 1;
        assert!(
            ledger.letters.ends_with(&letters[first..]),
            "{invoices} invoices of day {arrived}: {} letters",
            ledger.letters.len()
        );
    }
}
