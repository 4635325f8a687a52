//! When an invoice is due that doesn't say so, or says something odd.

use dunning::arrival::{Arrival, CustomerArrival, Due, InvoiceArrival};
use dunning::invoice::DueFrom;

use crate::book::{at, business, customer, day, invoice, numbered, standard};
use crate::story::Story;

fn unsaid(number: &str) -> Arrival {
    Arrival::Invoice(InvoiceArrival {
        due: Due::Unsaid,
        ..invoice("C-1", number, "2026-10-20", "2026-10-20")
    })
}

fn terms(days: u16) -> Arrival {
    Arrival::Customer(CustomerArrival {
        customer: numbered("C-1"),
        terms_days: Some(days),
        ..CustomerArrival::default()
    })
}

fn due_dates(story: &Story) -> Vec<String> {
    let invoices = story.ledger("C-1").invoices;
    let due = invoices
        .iter()
        .map(|invoice| format!("{} {:?} {:?}", invoice.id, invoice.due_on, invoice.due_from));
    due.collect()
}

#[test]
fn the_customers_own_terms_come_before_the_creditors() {
    for (creditors, customers, due) in [
        (Some(30), None, Some("2026-11-19")),
        (Some(30), Some(14), Some("2026-11-03")),
        (None, Some(14), Some("2026-11-03")),
        (None, None, None),
    ] {
        let mut in_force = standard();
        in_force.creditor.default_terms_days = creditors;
        let mut story = Story::begin_with(in_force, "2026-10-20");
        let own = CustomerArrival {
            terms_days: customers,
            ..business("C-1", "IT", &["ap@c-1.example.com"])
        };
        story.upload("2026-10-20 12:00", vec![Arrival::Customer(own), unsaid("INV-1")]);
        story.until("2026-10-20");
        let due = due.map(day);
        let from = due.map(|_| DueFrom::DefaultTerms);
        assert_eq!(due_dates(&story), [format!("INV-1 {due:?} {from:?}")]);
    }
}

/// More of them than fit into one transaction.
#[test]
fn terms_that_come_later_reach_the_invoices_that_wait() {
    let mut story = Story::begin("2026-10-20");
    let mut file = vec![customer("C-1")];
    file.extend((1..=50).map(|number| unsaid(&format!("INV-{number}"))));
    file.push(Arrival::Invoice(invoice(
        "C-1",
        "INV-99",
        "2026-10-20",
        "2026-12-24",
    )));
    story.upload("2026-10-20 12:00", file);
    story.until("2026-10-26");
    assert!(story.tasks("C-1").iter().any(|task| task.starts_with("review")));
    story.upload("2026-10-26 12:00", vec![terms(30)]);
    story.until("2026-10-27");
    let invoices = story.ledger("C-1").invoices;
    assert_eq!(invoices.len(), 51);
    for invoice in invoices {
        let due = if invoice.id.number == "INV-99" {
            "2026-12-24"
        } else {
            "2026-11-19"
        };
        assert_eq!(invoice.due_on, Some(day(due)), "{}", invoice.id);
    }
    assert!(story.tasks("C-1").is_empty(), "{:?}", story.tasks("C-1"));
    story.until("2026-11-13");
    assert_eq!(story.mails().len(), 1, "{:?}", story.mails());
}

#[test]
fn an_invoice_that_is_due_before_its_issue_waits_for_a_person() {
    let mut story = Story::begin("2026-10-20");
    let odd = invoice("C-1", "INV-1", "2026-10-20", "2026-01-19");
    story.upload("2026-10-20 12:00", vec![customer("C-1"), Arrival::Invoice(odd)]);
    story.until("2026-10-30");
    assert!(story.mails().is_empty());
    assert_eq!(story.tasks("C-1"), ["review INV-1"]);
    let mended = InvoiceArrival {
        revised_at: Some(at("2026-10-31 00:00")),
        ..invoice("C-1", "INV-1", "2026-10-20", "2026-11-19")
    };
    story.upload("2026-10-31 12:00", vec![Arrival::Invoice(mended)]);
    story.until("2026-11-13");
    assert_eq!(story.mails(), ["2026-11-12 INV-1 heads_up"]);
}
