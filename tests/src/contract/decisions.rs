//! What was decided is kept with the change that it came of, and is found by its day.

use dunning::decided::{Decided, KeptDecision, KeptDecisions, Reach, Verdict};
use dunning::invoice::InvoiceId;
use dunning::ledger::Change;
use dunning::ports::{CommitError, Ledgers};

use super::fixtures::{at, bare_account, days_later, entry, key, load};

fn decided(days: u64, reach: Reach, decisions: &[(InvoiceId, KeptDecision)]) -> Decided {
    let decisions: KeptDecisions = decisions.iter().cloned().collect();
    Decided::new(days_later(days), at("2026-11-16T09:00:00.25Z"), reach, decisions)
}

fn kept(verdict: Verdict, reason: &str, until: Option<u64>) -> KeptDecision {
    KeptDecision {
        verdict,
        reason: reason.into(),
        until: until.map(days_later),
    }
}

/// Every verdict and reach reads back, by day and, for one day, in the order of writing; not with a failed change.
pub async fn decisions_are_kept_by_day_and_in_order(store: &impl Ledgers) {
    let whole = InvoiceId::whole("INV-17");
    let instalment = InvoiceId {
        number: "INV-18".into(),
        instalment: Some(2),
    };
    let remind = kept(Verdict::Remind, "heads_up", Some(4));
    let wait = kept(
        Verdict::Wait,
        "the customer promised to pay by 2026-12-04",
        Some(9),
    );
    let stop = kept(Verdict::Stop, "handed over to a person", None);
    let mut first = Change::of(bare_account(key(1)));
    first.decided = vec![
        decided(
            3,
            Reach::Everything,
            &[(whole.clone(), remind), (instalment.clone(), wait.clone())],
        ),
        decided(4, Reach::Changes, &[(whole.clone(), wait.clone())]),
    ];
    store.commit(first.clone()).await.unwrap();
    let mut again = first.clone();
    again.decided = vec![decided(9, Reach::Changes, &[(whole.clone(), stop.clone())])];
    let refused = store.commit(again).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");

    let mut second = Change::of(load(store, &key(1)).await.account);
    second.decided = vec![
        decided(
            3,
            Reach::DayAlone,
            &[(whole.clone(), stop), (instalment, wait.clone())],
        ),
        decided(11, Reach::Changes, &[(whole, wait)]),
    ];
    store.commit(second.clone()).await.unwrap();
    let expected = [
        first.decided[0].clone(),
        second.decided[0].clone(),
        first.decided[1].clone(),
        second.decided[1].clone(),
    ];
    assert_eq!(store.decided(&key(1)).await.unwrap(), expected);
    assert_eq!(store.decided(&key(2)).await.unwrap(), []);
}

/// However many changes they came of, whatever was written with them, while something is owed and afterwards.
pub async fn decisions_of_many_changes_are_kept_in_order(store: &impl Ledgers) {
    let mut expected = Vec::new();
    for number in 0..16 {
        let mut change = match number {
            0 => Change::of(bare_account(key(1))),
            _ => Change::of(load(store, &key(1)).await.account),
        };
        change.account.agenda = (number < 13).then(|| days_later(number));
        if number % 4 == 3 {
            change.timeline = vec![entry("2026-11-16T09:00:00.25Z", "letter_skipped")];
        }
        if number % 5 != 4 {
            let wait = kept(Verdict::Wait, "early_late waits for a business day", Some(number));
            let about = InvoiceId::whole(format!("INV-2026-{number:06}"));
            // Some days are decided for again.
            change.decided = vec![decided(number % 6, Reach::Changes, &[(about, wait)])];
        }
        expected.extend(change.decided.clone());
        store.commit(change.clone()).await.unwrap();
        let refused = store.commit(change).await;
        assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
        let mut by_day = expected.clone();
        by_day.sort_by_key(|record| record.day);
        assert_eq!(
            store.decided(&key(1)).await.unwrap(),
            by_day,
            "after change {number}"
        );
    }
}

/// Somebody who was about to write, and was too late, leaves every record where it is, once.
pub async fn whoever_comes_too_late_adds_no_decisions_and_takes_none(store: &impl Ledgers) {
    let mut expected: Vec<Decided> = Vec::new();
    let mut late: Vec<Change> = Vec::new();
    for number in 0..40 {
        let mut change = match number {
            0 => Change::of(bare_account(key(1))),
            _ => Change::of(load(store, &key(1)).await.account),
        };
        change.account.agenda = Some(days_later(number));
        let record = |reason: &str| {
            let about = InvoiceId::whole(format!("INV-2026-{number:06}"));
            vec![decided(
                number,
                Reach::Changes,
                &[(about, kept(Verdict::Wait, reason, Some(number)))],
            )]
        };
        change.decided = record("early_late waits for a business day");
        expected.extend(change.decided.clone());
        let mut rival = change.clone();
        rival.decided = record(&"nobody ever decided so ".repeat(if number % 3 == 0 { 60 } else { 1 }));
        store.commit(change).await.unwrap();
        late.push(rival);
        // Each comes some changes too late.
        if number % 2 == 1 {
            let refused = store.commit(late.remove(0)).await;
            assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
        }
        assert_eq!(
            store.decided(&key(1)).await.unwrap(),
            expected,
            "after change {number}"
        );
    }
}

/// As many as one record keeps, which is as many as a customer may have open: one item, of a kilobyte for a few.
pub async fn the_decisions_about_5000_invoices_are_one_record(store: &impl Ledgers) {
    let wait = |number: u64| {
        kept(
            Verdict::Wait,
            "early_late is next, its day has not come",
            Some(number % 60),
        )
    };
    let decisions: Vec<(InvoiceId, KeptDecision)> = (0..5_000)
        .map(|number| (InvoiceId::whole(format!("RE-2026-{number:06}")), wait(number)))
        .collect();
    let mut change = Change::of(bare_account(key(1)));
    change.decided = vec![decided(0, Reach::Everything, &decisions)];
    store.commit(change).await.unwrap();
    let records = store.decided(&key(1)).await.unwrap();
    for (id, decision) in decisions.iter().step_by(499) {
        assert_eq!(records[0].about(id), Some(decision));
    }
}
