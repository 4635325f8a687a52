//! What is at its bound is still one transaction; what is beyond is refused, or a person's.

use chrono::Days;
use documents::intake::{House, arrivals};
use dunning::arrival::{Arrival, INSTALMENTS_AT_MOST, Instalment, InvoiceArrival};

use dunning::hold::HoldKind;
use dunning::invoice::PAYMENTS_AT_MOST;
use dunning::ledger::{Change, Ledger, OPEN_INVOICES_AT_MOST};
use dunning::money::Money;
use dunning::ports::{Ledgers, WRITES_AT_MOST};
use rust_decimal::Decimal;
use tests::world::ready;

use crate::book::{customer, day, euros, invoice, payment};
use crate::story::Story;

/// The same document, due in so many parts of ten euros, a month after the other.
fn parted(parts: u16, first_due: &str) -> InvoiceArrival {
    let part = |number: u16| Instalment {
        due_on: day(first_due) + Days::new(30 * u64::from(number)),
        amount: Decimal::TEN,
    };
    let document = invoice("C-1", "INV-1", "2026-01-05", first_due);
    InvoiceArrival {
        instalments: (0..parts).map(part).collect(),
        payable: Money::new(Decimal::from(parts) * Decimal::TEN, document.payable.currency),
        ..document
    }
}

fn story() -> Story {
    let mut story = Story::begin("2026-11-02");
    story.checks_daily = false;
    story
}

/// Every change of these is held to a hundred writes by the store itself.
#[test]
fn the_most_instalments_are_one_change_however_they_are_parted_anew() {
    let most = INSTALMENTS_AT_MOST;
    // All overdue, so that a person is asked about each; all to come; and due before they were issued.
    for first_due in ["2023-01-10", "2026-12-10", "2025-12-10"] {
        let mut story = story();
        story.upload(
            "2026-11-02 12:00",
            vec![customer("C-1"), Arrival::Invoice(parted(most, first_due))],
        );
        story.until("2026-11-03 11:00");
        assert_eq!(story.ledger("C-1").invoices.len(), usize::from(most));
        // Something is paid on every part, so that a person must look whenever they are parted anew.
        let paid = (1..=most).map(|number| {
            let text = format!("INV-1/{number}");
            Arrival::Payment(payment(&format!("part {number}"), "1.00", "2026-11-03", &text))
        });
        story.upload("2026-11-03 12:00", paid.collect());
        for (hour, parts) in [(13, 1), (14, most), (15, 3), (16, most - 1), (17, most), (18, 0)] {
            let again = if parts == 0 {
                invoice("C-1", "INV-1", "2026-01-05", first_due)
            } else {
                parted(parts, first_due)
            };
            story.upload(&format!("2026-11-03 {hour}:00"), vec![Arrival::Invoice(again)]);
            story.until(&format!("2026-11-03 {hour}:30"));
            assert_eq!(
                story.ledger("C-1").invoices.len(),
                usize::from(parts.max(1)),
                "{first_due}, in {parts} parts"
            );
        }
        // The customer is another from now on: every part is closed there, and comes here.
        let mut moved = parted(most, first_due);
        moved.customer = crate::book::numbered("C-2");
        story.upload(
            "2026-11-03 19:00",
            vec![Arrival::Invoice(parted(most, first_due))],
        );
        story.upload("2026-11-03 20:00", vec![Arrival::Invoice(moved)]);
        story.until("2026-11-05");
        assert_eq!(story.ledger("C-1").invoices.len(), 0);
        assert_eq!(story.ledger("C-2").invoices.len(), usize::from(most));
    }
}

#[test]
fn one_instalment_too_many_is_refused_at_the_door() {
    let file = |parts: u16| {
        let due = |number| day("2026-12-10") + Days::new(u64::from(number));
        let part = |number: u16| format!(r#"{{"due_date":"{}","amount":"10.00"}}"#, due(number));
        let list: Vec<String> = (0..parts).map(part).collect();
        format!(
            r#"[{{"number":"INV-1","issue_date":"2026-11-02","currency":"EUR","amount_due":"{}.00",
                "customer":{{"number":"C-1"}},"instalments":[{}]}}]"#,
            10 * u32::from(parts),
            list.join(",")
        )
    };
    let taken = |parts| {
        let content = documents::read(file(parts).as_bytes()).unwrap();
        arrivals(&content, &House::default()).map_err(|refusal| refusal.to_string())
    };
    assert!(taken(INSTALMENTS_AT_MOST).is_ok());
    let said = taken(INSTALMENTS_AT_MOST + 1).unwrap_err();
    assert!(
        said.contains("instalments") && said.contains("at most 36"),
        "{said}"
    );
}

#[test]
fn a_file_of_too_many_open_invoices_of_one_customer_is_refused_at_the_door() {
    let file = |count: usize| {
        let mut file = "invoice_number,issue_date,due_date,currency,amount_due,customer_number\n".to_owned();
        for number in 0..count {
            file.push_str(&format!("INV-{number},2026-11-02,2026-12-02,EUR,10.00,WEB\n"));
        }
        // Nobody owes what is paid.
        file.push_str("INV-P,2026-11-02,2026-12-02,EUR,0.00,WEB\n");
        let content = documents::read(file.as_bytes()).unwrap();
        arrivals(&content, &House::default()).map_err(|refusal| refusal.to_string())
    };
    assert!(file(OPEN_INVOICES_AT_MOST).is_ok());
    let said = file(OPEN_INVOICES_AT_MOST + 1).unwrap_err();
    assert!(
        said.contains("5002") && said.contains("more than 5000 open invoices"),
        "{said}"
    );
}

/// Gives a customer as many invoices as one may have open, all like the one that they have.
fn fill(story: &Story) {
    let Ledger {
        mut account,
        invoices,
        ..
    } = story.ledger("C-1");
    let like = invoices.first().unwrap();
    let numbers: Vec<usize> = (1..OPEN_INVOICES_AT_MOST).collect();
    for some in numbers.chunks(WRITES_AT_MOST - 1) {
        let mut change = Change::of(account.clone());
        for number in some {
            let mut invoice = like.clone();
            invoice.id.number = format!("INV-{number:05}");
            change.invoices.push(invoice);
        }
        ready(story.days.world.store.commit(change)).unwrap();
        account = story.ledger("C-1").account;
    }
}

#[test]
fn beyond_5000_open_invoices_a_person_learns_what_was_turned_away_and_the_oldest_are_reminded_of() {
    let mut story = story();
    let number = |number: &str| Arrival::Invoice(invoice("C-1", number, "2026-10-20", "2026-11-24"));
    story.upload("2026-11-02 12:00", vec![customer("C-1"), number("INV-00000")]);
    story.until("2026-11-03");
    fill(&story);
    story.upload(
        "2026-11-04 12:00",
        vec![number("NEW-1"), number("NEW-2"), number("INV-00007")],
    );
    story.until("2026-11-05 11:00");
    let ledger = story.ledger("C-1");
    assert_eq!(ledger.invoices.len(), OPEN_INVOICES_AT_MOST);
    assert_eq!(story.tasks("C-1"), ["review open invoices"]);
    let told = story.timeline("C-1");
    assert_eq!(
        told.iter()
            .filter(|line| line.as_str() == "invoice_turned_away")
            .count(),
        2
    );

    // What is paid makes room.
    let amount = euros("100.00").amount.to_string();
    let paid = payment("p-1", &amount, "2026-11-05", "INV-00000");
    story.upload("2026-11-05 12:00", vec![Arrival::Payment(paid)]);
    story.upload("2026-11-06 12:00", vec![number("NEW-1")]);
    story.until("2026-11-07");
    assert!(story.open("C-1").iter().any(|open| open.contains("NEW-1")));
    assert_eq!(story.tasks("C-1"), Vec::<String>::new());

    story.until("2026-11-17");
    assert_eq!(
        story.letter("C-1", "2026-11-17").lines.len(),
        dunning::reminder::LINES_AT_MOST
    );
}

#[test]
fn a_payment_in_more_parts_than_are_counted_is_a_persons() {
    let mut story = story();
    let owed = invoice("C-1", "INV-1", "2026-10-20", "2026-11-24");
    story.upload("2026-11-02 12:00", vec![customer("C-1"), Arrival::Invoice(owed)]);
    let cents = |from: usize, to: usize| {
        let paid = |number| payment(&format!("cent {number}"), "0.01", "2026-11-03", "INV-1");
        (from..to).map(paid).map(Arrival::Payment).collect::<Vec<_>>()
    };
    story.upload("2026-11-03 12:00", cents(0, PAYMENTS_AT_MOST));
    story.until("2026-11-04 11:00");
    let held = |story: &Story| story.ledger("C-1").invoices[0].holds.len();
    assert_eq!(held(&story), 0);
    for day in ["2026-11-04", "2026-11-05"] {
        // Told again, it is the same.
        story.upload(
            &format!("{day} 12:00"),
            cents(PAYMENTS_AT_MOST, PAYMENTS_AT_MOST + 1),
        );
        story.until(&format!("{day} 20:00"));
        assert_eq!(held(&story), 1);
    }
    let ledger = story.ledger("C-1");
    assert_eq!(ledger.invoices[0].payments.len(), PAYMENTS_AT_MOST);
    assert_eq!(ledger.invoices[0].holds[0].kind, HoldKind::Review);
    assert!(
        ledger.invoices[0].holds[0].note.contains("was not counted"),
        "{:?}",
        ledger.invoices[0].holds
    );
}
