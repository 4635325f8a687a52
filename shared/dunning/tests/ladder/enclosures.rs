//! Which originals and which due dates go with a letter.

use chrono::DateTime;
use dunning::account::Language;
use dunning::invoice::{EarlierChasing, InvoiceId};
use dunning::ledger::Ledger;
use dunning::letter::LetterState;
use dunning::plan::plan;
use dunning::policy::{AttachesInvoice, Policy};
use dunning::ports::InForce;

use crate::book::{customer, day, in_force, invoice, letter, owes, stage, standard};

/// `standard`, attaching as asked.
fn attaching(attaches: AttachesInvoice) -> InForce {
    let mut policy = standard().policy;
    for stage in &mut policy.ladder {
        stage.attaches = attaches;
    }
    in_force(policy)
}

fn wanted(ledger: &Ledger, in_force: &InForce, on: &str) -> Vec<String> {
    let draft = plan(ledger, in_force, day(on)).letter.unwrap();
    let wanted = draft.originals_wanted(ledger, in_force);
    wanted.iter().map(|invoice| invoice.id.to_string()).collect()
}

#[test]
fn the_first_overdue_letter_carries_the_invoice_unless_the_policy_says_otherwise() {
    use AttachesInvoice as A;
    let soon = owes("2026-11-24");
    let mut told = soon.clone();
    told.letters
        .push(letter(&told, "INV-1", "2026-11-27", "early_late"));
    let mut bounced = told.clone();
    bounced.letters[0].state = LetterState::Bounced { permanent: false };
    let mut chased = soon.clone();
    chased.invoices[0].earlier_chasing = Some(EarlierChasing {
        stage: stage("early_late"),
        on: day("2026-11-27"),
    });
    let (none, one): (&[&str], &[&str]) = (&[], &["INV-1"]);
    for (what, ledger, on, first, always) in [
        ("heads_up", &soon, "2026-11-17", none, one),
        ("due_today", &soon, "2026-11-24", none, one),
        ("early_late", &soon, "2026-11-27", one, one),
        ("late_late", &told, "2026-12-02", none, one),
        (
            "early_late again, for the first came back",
            &bounced,
            "2026-12-01",
            one,
            one,
        ),
        (
            "late_late, chased before elsewhere",
            &chased,
            "2026-12-02",
            none,
            one,
        ),
    ] {
        assert_eq!(wanted(ledger, &attaching(A::First), on), first, "{what}, first");
        assert_eq!(
            wanted(ledger, &attaching(A::Always), on),
            always,
            "{what}, always"
        );
        assert_eq!(wanted(ledger, &attaching(A::Never), on), none, "{what}, never");
    }
}

#[test]
fn the_oldest_overdue_invoice_comes_first_and_parts_share_one_original() {
    let part = |number: u16, due: &str| {
        let mut part = invoice("PARTS", "2026-10-01", due);
        part.id = InvoiceId {
            number: "PARTS".into(),
            instalment: Some(number),
        };
        part
    };
    let ledger = Ledger {
        invoices: vec![
            invoice("NEW", "2026-10-01", "2026-12-04"),
            part(1, "2026-11-23"),
            part(2, "2026-11-24"),
            invoice("OLD", "2026-10-01", "2026-11-20"),
        ],
        ..customer("IT")
    };
    assert_eq!(
        wanted(&ledger, &attaching(AttachesInvoice::First), "2026-11-27"),
        ["OLD", "PARTS (1)"]
    );
    assert_eq!(
        wanted(&ledger, &attaching(AttachesInvoice::Always), "2026-11-27"),
        ["OLD", "PARTS (1)", "NEW"]
    );
}

#[test]
fn a_due_date_goes_with_the_letters_before_it() {
    let mut policy = standard().policy;
    for stage in &mut policy.ladder {
        stage.attaches_due_date = stage.is_letter_before_due();
    }
    let bringing = in_force(policy);
    let ledger = owes("2026-11-24");
    let dates = |in_force: &InForce, on: &str| {
        let draft = plan(&ledger, in_force, day(on)).letter.unwrap();
        draft.due_dates(&ledger, in_force, DateTime::UNIX_EPOCH)
    };
    let heads_up = dates(&bringing, "2026-11-17").unwrap();
    assert_eq!(
        (heads_up.creditor.as_str(), heads_up.language),
        ("Lagopus", Language::Italian)
    );
    let [date] = heads_up.dates.as_slice() else {
        panic!("one due date")
    };
    assert_eq!((date.number.as_str(), date.due_on), ("INV-1", day("2026-11-24")));
    assert!(date.identity.ends_with("@lagopus.example.com") && !date.identity.contains("INV"));
    let upcoming = dates(&bringing, "2026-11-20").unwrap();
    assert_eq!(
        upcoming.dates[0].identity, date.identity,
        "one entry, however many letters"
    );
    for on in ["2026-11-24", "2026-11-27"] {
        assert_eq!(dates(&bringing, on), None, "{on}");
    }
    assert_eq!(dates(&standard(), "2026-11-17"), None);
    assert!(
        Policy::standard()
            .ladder
            .iter()
            .all(|stage| !stage.attaches_due_date)
    );
}
