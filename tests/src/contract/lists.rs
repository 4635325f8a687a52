//! What stands outside of accounts: suppressed addresses, settings, unmatched payments, receipts.

use dunning::arrival::PaymentArrival;
use dunning::ports::{Backlog, BacklogTurn, Receipts, Settings, Suppressions, UnmatchedPayments};
use dunning::receipt::Receipt;
use dunning::suppression::{Suppression, SuppressionReason};

use super::fixtures::{at, day, days_later, email, euros, in_force};

/// A complaint is never weakened to a bounce, and the first of equal reasons keeps its date.
pub async fn a_stronger_reason_to_suppress_stands(store: &impl Suppressions) {
    use SuppressionReason as R;
    let anna = email("anna@example.com");
    assert_eq!(store.suppression(&anna).await.unwrap(), None);
    for (second, reason, stands) in [
        (1, R::SoftBounces, (1, R::SoftBounces)),
        (2, R::HardBounce, (2, R::HardBounce)),
        (3, R::SoftBounces, (2, R::HardBounce)),
        (4, R::Complaint, (4, R::Complaint)),
        (5, R::Complaint, (4, R::Complaint)),
        (6, R::HardBounce, (4, R::Complaint)),
    ] {
        let suppression = |(second, reason)| Suppression {
            reason,
            since: at(&format!("2026-11-17T05:16:0{second}Z")),
        };
        store
            .suppress(&anna, &suppression((second, reason)))
            .await
            .unwrap();
        let expected = Some(suppression(stands));
        assert_eq!(
            store.suppression(&anna).await.unwrap(),
            expected,
            "after {second}"
        );
    }
}

/// What is stronger than what may be lifted stays; what was lifted may be suppressed anew.
pub async fn a_lifted_address_is_free_but_a_complaint_needs_a_word_of_its_own(store: &impl Suppressions) {
    use SuppressionReason as R;
    let anna = email("anna@example.com");
    let suppression = |reason| Suppression {
        reason,
        since: at("2026-11-17T05:16:00Z"),
    };
    assert_eq!(store.lift(&anna, R::Complaint).await.unwrap(), None);
    for reason in [R::HardBounce, R::Complaint] {
        store.suppress(&anna, &suppression(reason)).await.unwrap();
        let was = store
            .lift(&email("Anna@example.com"), R::HardBounce)
            .await
            .unwrap();
        assert_eq!(was, Some(suppression(reason)));
        let stays = (reason == R::Complaint).then_some(suppression(reason));
        assert_eq!(store.suppression(&anna).await.unwrap(), stays);
    }
    assert_eq!(
        store.lift(&anna, R::Complaint).await.unwrap(),
        Some(suppression(R::Complaint))
    );
    assert_eq!(store.suppression(&anna).await.unwrap(), None);
}

/// Capitals are no way around.
pub async fn an_address_is_suppressed_in_any_spelling(store: &impl Suppressions) {
    let suppression = Suppression {
        reason: SuppressionReason::HardBounce,
        since: at("2026-11-17T05:16:00Z"),
    };
    store
        .suppress(&email("Anna@Example.com"), &suppression)
        .await
        .unwrap();
    let found = store.suppression(&email("anna@example.COM")).await.unwrap();
    assert_eq!(found, Some(suppression));
    assert_eq!(store.suppression(&email("anna@example.org")).await.unwrap(), None);
}

/// Two that read the same turn can't both give the next.
pub async fn a_backlog_turn_is_given_once(store: &impl Backlog) {
    let turn = |later, taken| BacklogTurn {
        day: days_later(later),
        taken,
    };
    let (first, second) = (turn(0, 1), turn(0, 2));
    assert_eq!(store.last_backlog_turn().await.unwrap(), None);
    assert!(store.take_backlog_turn(None, first).await.unwrap());
    assert!(!store.take_backlog_turn(None, second).await.unwrap());
    assert!(store.take_backlog_turn(Some(first), second).await.unwrap());
    assert!(!store.take_backlog_turn(Some(first), turn(1, 1)).await.unwrap());
    assert_eq!(store.last_backlog_turn().await.unwrap(), Some(second));
}

/// An older file says nothing new.
pub async fn payments_are_known_up_to_the_latest_day(store: &impl Settings) {
    let settings = store.settings().await.unwrap();
    assert_eq!(settings.payments_complete_to, None);
    assert_eq!(settings.policy, in_force().policy);
    assert_eq!(settings.creditor, in_force().creditor);
    for (told, known) in [(5, 5), (3, 5), (5, 5), (9, 9)] {
        store.payments_complete_to(days_later(told)).await.unwrap();
        let settings = store.settings().await.unwrap();
        assert_eq!(settings.payments_complete_to, Some(days_later(known)));
    }
}

/// By booking day, each once, until it is forgotten.
pub async fn unmatched_payments_are_kept_once_and_oldest_first(store: &impl UnmatchedPayments) {
    let payment = |identity: &str, days| PaymentArrival {
        identity: identity.into(),
        part_of: Some("ref:batch 7".into()),
        amount: euros("-12.50"),
        booked_on: days_later(days),
        references: vec!["RF18539007547034".into(), "invoice 17, thank you".into()],
        payer: Some("Rossi S.p.A.".into()),
        payer_iban: Some("IT60X0542811101000000123456".into()),
    };
    let bare = PaymentArrival {
        part_of: None,
        references: Vec::new(),
        payer: None,
        payer_iban: None,
        ..payment("a/1#2", 7)
    };
    assert_eq!(store.unmatched().await.unwrap(), []);
    for kept in [&payment("b", 1), &bare, &payment("c", 0), &payment("b", 1)] {
        store.keep_unmatched(kept).await.unwrap();
    }
    let expected = [payment("c", 0), payment("b", 1), bare];
    assert_eq!(store.unmatched().await.unwrap(), expected);
    store.forget_unmatched("b").await.unwrap();
    store.forget_unmatched("b").await.unwrap();
    assert_eq!(store.unmatched().await.unwrap().len(), 2);
    assert_eq!(store.unmatched().await.unwrap()[0].booked_on, day());
}

/// Each version of an object has a receipt of its own, which grows with the work.
pub async fn a_receipt_is_of_a_version_and_is_replaced(store: &impl Receipts) {
    let (object, now) = ("invoices/März 2026 #1.csv", at("2026-11-17T05:16:00.25Z"));
    assert_eq!(store.receipt(object, "v1").await.unwrap(), None);
    let refused = Receipt::Refused {
        why: "line 3, column 2, due_date: expected a date such as 2026-11-17".into(),
        at: now,
    };
    let applying = |done| Receipt::Applying {
        done,
        of: 12,
        since: now,
    };
    let applied = Receipt::Applied {
        arrivals: 12,
        at: now,
    };
    store.keep_receipt(object, "v1", &refused).await.unwrap();
    for receipt in [applying(0), applying(7), applied] {
        store.keep_receipt(object, "v2", &receipt).await.unwrap();
        assert_eq!(store.receipt(object, "v2").await.unwrap(), Some(receipt));
    }
    assert_eq!(store.receipt(object, "v1").await.unwrap(), Some(refused));
}
