//! Invoices and credit notes: versions, files that come again, customers that change.

use dunning::arrival::{Arrival, CustomerArrival, CustomerReference, Due, Instalment, InvoiceArrival};
use dunning::invoice::EarlierChasing;
use dunning::receipt::Receipt;
use dunning::stage::StageName;

use crate::book::{address, at, business, credit_note, customer, day, euros, invoice, payment};
use crate::story::Story;

fn due_24_november(sum: &str) -> InvoiceArrival {
    InvoiceArrival {
        payable: euros(sum),
        ..invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24")
    }
}

fn with(arrival: InvoiceArrival) -> Story {
    let mut story = Story::begin("2026-10-20");
    story.upload(
        "2026-10-20 12:00",
        vec![customer("C-1"), Arrival::Invoice(arrival)],
    );
    story
}

#[test]
fn a_newer_version_replaces_an_older_one_does_not() {
    for (what, revised_at, open) in [
        ("newer", Some(at("2026-11-02 00:00")), "INV-1001 80.00 EUR"),
        ("uploaded later, without a revision", None, "INV-1001 80.00 EUR"),
        ("older", Some(at("2026-10-01 00:00")), "INV-1001 100.00 EUR"),
    ] {
        let mut story = with(due_24_november("100"));
        let version = InvoiceArrival {
            revised_at,
            ..due_24_november("80")
        };
        story.upload("2026-11-03 12:00", vec![Arrival::Invoice(version)]);
        story.until("2026-11-03");
        assert_eq!(story.open("C-1"), [open], "{what}");
    }
}

#[test]
fn a_newer_version_keeps_what_was_said_and_paid() {
    let mut story = with(due_24_november("100"));
    let paid = payment("B-1", "30", "2026-11-18", "INV-1001");
    story.upload("2026-11-18 12:00", vec![Arrival::Payment(paid)]);
    story.upload("2026-11-18 13:00", vec![Arrival::Invoice(due_24_november("90"))]);
    story.until("2026-11-24");
    assert_eq!(story.open("C-1"), ["INV-1001 60.00 EUR"]);
    assert_eq!(
        story.mails(),
        [
            "2026-11-17 INV-1001 heads_up",
            "2026-11-20 INV-1001 upcoming",
            "2026-11-24 INV-1001 due_today"
        ]
    );
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let file = || {
        vec![
            customer("C-1"),
            Arrival::Invoice(due_24_november("100")),
            Arrival::Payment(payment("B-1", "30", "2026-10-20", "INV-1001")),
            credit_note("C-1", "CN-1", "10", Some("INV-1001")),
            credit_note("C-1", "CN-2", "5", None),
        ]
    };
    let mut story = Story::begin("2026-10-20");
    story.upload("2026-10-20 12:00", file());
    story.until("2026-10-20");
    let (before, timeline) = (story.ledger("C-1"), story.timeline("C-1"));
    // Stored again, some days later, so that it is a new version of the object.
    story.upload("2026-10-22 12:00", file());
    story.until("2026-10-22");
    assert_eq!(story.timeline("C-1"), timeline);
    assert_eq!(story.ledger("C-1").invoices, before.invoices);
    assert_eq!(story.ledger("C-1").account.holds, before.account.holds);
}

#[test]
fn credit_that_names_its_invoice() {
    for (credit, open) in [("30", vec!["INV-1001 70.00 EUR"]), ("100", vec![])] {
        let mut story = with(due_24_november("100"));
        story.upload(
            "2026-11-10 12:00",
            vec![credit_note("C-1", "CN-1", credit, Some("INV-1001"))],
        );
        story.until("2026-11-16");
        assert_eq!(story.open("C-1"), open, "{credit}");
        assert!(story.tasks("C-1").is_empty());
    }
}

#[test]
fn credit_that_names_none_holds_the_customer() {
    let mut story = with(due_24_november("100"));
    story.upload("2026-11-10 12:00", vec![credit_note("C-1", "CN-1", "30", None)]);
    story.until("2026-12-20");
    assert!(story.mails().is_empty());
    assert_eq!(story.tasks("C-1"), ["allocate_credit"]);
}

/// An invoice that moves takes what was paid on it along, and what stands at the old customer is closed.
#[test]
fn an_invoice_that_moves_to_another_customer() {
    let moved = |revised_at| InvoiceArrival {
        customer: crate::book::numbered("C-2"),
        revised_at,
        ..due_24_november("100")
    };
    for (paid, open) in [("40", vec!["INV-1001 60.00 EUR"]), ("100", vec![])] {
        let mut story = with(due_24_november("100"));
        let paid = payment("B-1", paid, "2026-11-10", "INV-1001");
        story.upload("2026-11-10 12:00", vec![Arrival::Payment(paid)]);
        story.upload(
            "2026-11-11 12:00",
            vec![customer("C-2"), Arrival::Invoice(moved(None))],
        );
        story.until("2026-11-20");
        assert!(story.open("C-1").is_empty());
        assert_eq!(story.open("C-2"), open);
        assert!(
            story
                .addressed()
                .iter()
                .all(|mail| mail.ends_with(&address("C-2")))
        );
    }
}

/// The correction came first; the version that it corrects must not bring the debt back to the wrong customer.
#[test]
fn an_older_version_for_another_customer_arriving_late() {
    let mut story = with(InvoiceArrival {
        revised_at: Some(at("2026-10-19 00:00")),
        ..due_24_november("100")
    });
    let older = InvoiceArrival {
        customer: crate::book::numbered("C-2"),
        revised_at: Some(at("2026-10-18 00:00")),
        ..due_24_november("100")
    };
    story.upload("2026-11-01 12:00", vec![customer("C-2"), Arrival::Invoice(older)]);
    story.until("2026-11-18");
    assert!(story.open("C-2").is_empty());
    assert_eq!(story.addressed(), [format!("2026-11-17 {}", address("C-1"))]);
}

#[test]
fn an_invoice_that_moves_away_and_back() {
    let mut story = with(due_24_november("100"));
    let moved = InvoiceArrival {
        customer: crate::book::numbered("C-2"),
        ..due_24_november("100")
    };
    story.upload("2026-11-01 12:00", vec![customer("C-2"), Arrival::Invoice(moved)]);
    story.upload("2026-11-02 12:00", vec![Arrival::Invoice(due_24_november("100"))]);
    story.until("2026-11-02");
    assert_eq!(story.open("C-1"), ["INV-1001 100.00 EUR"]);
    assert!(story.open("C-2").is_empty());
}

/// Two customers of one name are two customers, as their numbers say: nobody gets the other's letters.
#[test]
fn two_customers_of_one_name() {
    let mut story = Story::begin("2026-10-20");
    let rossi = |number: &str| CustomerArrival {
        customer: CustomerReference {
            name: Some("Rossi Srl".into()),
            ..crate::book::numbered(number)
        },
        ..business(number, "IT", &[&address(number)])
    };
    let owed = |number: &str, by: &str| {
        Arrival::Invoice(InvoiceArrival {
            customer: rossi(by).customer,
            ..invoice(by, number, "2026-10-20", "2026-11-24")
        })
    };
    story.upload("2026-10-20 12:00", vec![Arrival::Customer(rossi("C-1"))]);
    story.upload(
        "2026-10-20 13:00",
        vec![owed("INV-1001", "C-1"), owed("INV-1002", "C-2")],
    );
    story.upload("2026-10-21 13:00", vec![Arrival::Customer(rossi("C-2"))]);
    story.until("2026-11-18");
    assert_eq!(story.open("C-1"), ["INV-1001 100.00 EUR"]);
    assert_eq!(story.open("C-2"), ["INV-1002 100.00 EUR"]);
    let mut addressed = story.addressed();
    addressed.sort();
    assert_eq!(
        addressed,
        ["2026-11-17 ap@c-1.example.com", "2026-11-17 ap@c-2.example.com"]
    );
}

#[test]
fn without_a_due_date_a_person_is_asked() {
    let mut story = with(InvoiceArrival {
        due: Due::Unsaid,
        ..due_24_november("100")
    });
    story.until("2026-12-31");
    assert!(story.mails().is_empty());
    assert_eq!(story.tasks("C-1"), ["review INV-1001"]);
}

#[test]
fn very_old_debts_are_reviewed_first() {
    for (due, reviewed) in [("2026-04-22", true), ("2026-04-23", false), ("2026-04-24", false)] {
        let mut story = with(invoice("C-1", "INV-1001", "2026-03-20", due));
        story.until("2026-11-10");
        assert_eq!(story.mails().is_empty(), reviewed, "{due}");
        assert_eq!(
            story.tasks("C-1").contains(&"review INV-1001".to_owned()),
            reviewed,
            "{due}"
        );
    }
}

/// A newer version that asks for the sum in parts replaces the whole.
#[test]
fn an_invoice_that_is_split_into_instalments() {
    let mut story = with(due_24_november("100"));
    let part = |due: &str| Instalment {
        due_on: day(due),
        amount: 50.into(),
    };
    let split = InvoiceArrival {
        instalments: vec![part("2026-11-24"), part("2026-12-24")],
        ..due_24_november("100")
    };
    story.upload("2026-11-01 12:00", vec![Arrival::Invoice(split)]);
    story.until("2026-11-18");
    assert_eq!(
        story.open("C-1"),
        ["INV-1001 (1) 50.00 EUR", "INV-1001 (2) 50.00 EUR"]
    );
    assert_eq!(story.mails(), ["2026-11-17 INV-1001 (1) heads_up"]);
}

/// An instalment that a newer version no longer has is owed no more, though those that it has are as they were; an
/// older version that arrives late takes nothing away.
#[test]
fn an_instalment_that_is_gone_is_owed_no_more() {
    let part = |due: &str| Instalment {
        due_on: day(due),
        amount: 50.into(),
    };
    let parted = |sum: &str, days: &[&str], revised: &str| {
        let revised_at = Some(at(revised));
        Arrival::Invoice(InvoiceArrival {
            instalments: days.iter().map(|due| part(due)).collect(),
            revised_at,
            ..due_24_november(sum)
        })
    };
    let two = ["2026-11-24", "2026-12-24"];
    let three = ["2026-11-24", "2026-12-24", "2027-01-24"];
    let mut story = with(due_24_november("100"));
    story.upload(
        "2026-11-01 12:00",
        vec![parted("150", &three, "2026-11-01 10:00")],
    );
    story.upload("2026-11-02 12:00", vec![parted("100", &two, "2026-10-31 10:00")]);
    story.until("2026-11-03 11:00");
    assert_eq!(story.open("C-1").len(), 3);
    story.upload("2026-11-03 12:00", vec![parted("100", &two, "2026-11-03 10:00")]);
    story.until("2026-11-03 13:00");
    assert_eq!(
        story.open("C-1"),
        ["INV-1001 (1) 50.00 EUR", "INV-1001 (2) 50.00 EUR"]
    );
}

#[test]
fn a_file_is_dealt_with_once() {
    let mut story = with(due_24_november("100"));
    story.until("2026-10-20");
    use dunning::ports::Receipts;
    let version = at("2026-10-20 12:00").to_rfc3339();
    let receipt = story.days.world.store.receipt("invoices/1.json", &version);
    let receipt = tests::world::ready(receipt).unwrap();
    assert!(matches!(receipt, Some(Receipt::Applied { arrivals: 2, .. })));
}

/// Reminders of the invoice that something else sent after it had arrived here: nothing is decided by them.
#[test]
fn a_second_sender_is_noted_once_and_outlives_newer_versions() {
    let chased = |on: &str, sum: &str| {
        let chasing = EarlierChasing {
            stage: StageName::parse("early_late").unwrap(),
            on: day(on),
        };
        let arrival = InvoiceArrival {
            earlier_chasing: Some(chasing),
            ..due_24_november(sum)
        };
        vec![Arrival::Invoice(arrival)]
    };
    let mut story = with(due_24_november("100"));
    let noted = |story: &Story| story.ledger("C-1").invoices[0].reminded_elsewhere_on;
    story.upload("2026-10-21 12:00", chased("2026-10-19", "100"));
    story.until("2026-10-21");
    assert_eq!(
        noted(&story),
        None,
        "before it arrived here it was earlier chasing"
    );
    story.upload("2026-11-03 12:00", chased("2026-11-02", "100"));
    story.upload("2026-11-03 13:00", chased("2026-11-02", "100"));
    story.until("2026-11-03");
    assert_eq!(noted(&story), Some(day("2026-11-02")));
    let told = story.timeline("C-1");
    let told = told.iter().filter(|entry| entry.contains("reminded_elsewhere"));
    assert_eq!(told.count(), 1);
    story.upload("2026-11-04 12:00", vec![Arrival::Invoice(due_24_november("80"))]);
    story.until("2026-11-04");
    assert_eq!(story.open("C-1"), ["INV-1001 80.00 EUR"]);
    assert_eq!(noted(&story), Some(day("2026-11-02")));
    story.until("2026-11-17");
    assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
}
