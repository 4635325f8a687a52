//! Letters that did not arrive, and who is written to next.

use dunning::account::{ContactPurpose, CustomerKind};
use dunning::letter::LetterState;
use dunning::plan::plan;

use crate::book::{day, email, letters, owes, owes_after, planned, standard, walk};

#[test]
fn letters_that_did_not_arrive_leave_no_gap() {
    let why = String::new;
    for (state, is_free) in [
        (LetterState::Claimed, false),
        (LetterState::Sent, false),
        (LetterState::Unknown, false),
        (LetterState::Delivered, false),
        (LetterState::Complained, false),
        (LetterState::Released { why: why() }, true),
        (LetterState::Rejected { why: why() }, true),
        (LetterState::Bounced { permanent: true }, true),
        (LetterState::Bounced { permanent: false }, true),
    ] {
        let mut ledger = owes_after("2026-11-24", &[("2026-11-26", "closed_since")]);
        ledger.letters[0].state = state.clone();
        assert_eq!(
            plan(&ledger, &standard(), day("2026-11-27")).letter.is_some(),
            is_free,
            "{state:?}"
        );
    }
}

#[test]
fn a_bounced_letter_is_sent_again_to_the_next_billing_contact_on_the_next_sending_day() {
    // early_late of Friday the 27th came back within the hour.
    let mut ledger = owes_after("2026-11-24", &[("2026-11-27", "early_late")]);
    ledger.letters[0].state = LetterState::Bounced { permanent: true };
    let mut next = ledger.account.contacts[0].clone();
    next.email = email("cfo@customer.example.com");
    ledger.account.contacts[0].suppressed = true;
    ledger.account.contacts.push(next);
    assert_eq!(
        planned(&ledger, &standard(), "2026-11-27"),
        ["INV-1 wait until 2026-11-28: early_late waits, a letter went to the customer today"]
    );
    let again = plan(&ledger, &standard(), day("2026-11-30")).letter.unwrap();
    assert_eq!(
        (again.lines[0].stages[0].as_str(), again.to.email.as_str()),
        ("early_late", "cfo@customer.example.com")
    );
    // The chain counts from the day on which it arrived.
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-30", "2026-12-10", &[])),
        ["2026-11-30 early_late INV-1", "2026-12-03 late_late INV-1"]
    );
}

#[test]
fn a_letter_that_did_not_leave_may_be_tried_again_the_same_day() {
    let mut ledger = owes_after("2026-11-24", &[("2026-11-27", "early_late")]);
    ledger.letters[0].state = LetterState::Released {
        why: "throttled".into(),
    };
    let again = plan(&ledger, &standard(), day("2026-11-27")).letter.unwrap();
    assert_eq!(again.id.attempt, 2);
}

#[test]
fn the_next_contact_is_a_billing_one_and_never_a_consumers() {
    use ContactPurpose::{Billing, General};
    // (purpose, suppressed) in order; who is written to.
    for (kind, contacts, expected) in [
        (
            CustomerKind::Business,
            vec![(General, false), (Billing, false)],
            Some(1),
        ),
        (
            CustomerKind::Business,
            vec![(Billing, true), (Billing, false)],
            Some(1),
        ),
        (
            CustomerKind::Public,
            vec![(Billing, true), (Billing, false)],
            Some(1),
        ),
        (
            CustomerKind::Business,
            vec![(Billing, true), (General, false)],
            None,
        ),
        (
            CustomerKind::Business,
            vec![(General, false), (General, false)],
            Some(0),
        ),
        (
            CustomerKind::Consumer,
            vec![(Billing, true), (Billing, false)],
            None,
        ),
        (
            CustomerKind::Unknown,
            vec![(General, true), (General, false)],
            None,
        ),
        (
            CustomerKind::Consumer,
            vec![(General, false), (Billing, false)],
            Some(1),
        ),
        (CustomerKind::Business, vec![], None),
    ] {
        let mut ledger = owes("2026-11-24");
        let one = ledger.account.contacts.remove(0);
        ledger.account.kind = kind;
        for (place, (purpose, suppressed)) in contacts.iter().enumerate() {
            let mut contact = one.clone();
            contact.email = email(&format!("contact{place}@customer.example.com"));
            (contact.purpose, contact.suppressed) = (*purpose, *suppressed);
            ledger.account.contacts.push(contact);
        }
        let to = plan(&ledger, &standard(), day("2026-11-27"))
            .letter
            .map(|draft| draft.to.email.to_string());
        let expected = expected.map(|place| format!("contact{place}@customer.example.com"));
        assert_eq!(to, expected, "{kind:?} {contacts:?}");
    }
}
