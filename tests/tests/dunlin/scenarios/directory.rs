//! The customer directory and what a person has put right since: the later word counts, not the louder one.

use dunning::account::EmailAddress;
use dunning::arrival::{Arrival, CustomerArrival};
use dunning::flow::operate::{Operation, operate};
use dunning::ledger::{Change, Closed, Closing};
use dunning::ports::Ledgers;
use tests::world::ready;

use crate::book::{address, at, billing, business, invoice};
use crate::story::{Story, key};

const BEA: &str = "bea@example.org";

/// A customer of the directory who owes an invoice, and whose contact a person corrects on 10 November.
fn corrected() -> Story {
    let mut story = Story::begin("2026-11-02");
    let invoice = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![Arrival::Customer(listed()), Arrival::Invoice(invoice)],
    );
    story.until("2026-11-10 10:00");
    let world = &story.days.world;
    let contact = Operation::Contact {
        email: EmailAddress::parse(BEA).unwrap(),
        name: Some("Bea Billing".into()),
    };
    let now = at("2026-11-10 10:00");
    ready(operate(world, world, &key("C-1"), &contact, "Mara", now)).unwrap();
    story
}

fn listed() -> CustomerArrival {
    business("C-1", "IT", &[&address("C-1")])
}

fn contacts(story: &Story) -> Vec<String> {
    let contacts = story.ledger("C-1").account.contacts;
    contacts.iter().map(|contact| contact.email.to_string()).collect()
}

#[test]
fn a_correction_outlives_a_directory_that_says_what_it_said() {
    let mut story = corrected();
    let own = address("C-1");
    assert_eq!(contacts(&story), [BEA, &own]);
    let again = CustomerArrival {
        phone: Some("+39 06 1".into()),
        ..listed()
    };
    for (when, row) in [
        ("2026-11-11 10:00", listed()),
        ("2026-11-12 10:00", again),
        (
            "2026-11-13 10:00",
            CustomerArrival {
                contacts: Vec::new(),
                ..listed()
            },
        ),
        ("2026-11-14 10:00", listed()),
    ] {
        story.upload(when, vec![Arrival::Customer(row)]);
        story.until(when);
        story.until(&when.replace("10:00", "11:00"));
        assert_eq!(contacts(&story), [BEA, &own], "{when}");
    }
    assert_eq!(story.ledger("C-1").account.phone.as_deref(), Some("+39 06 1"));
    story.until("2026-11-30");
    let told = story.addressed();
    assert!(
        !told.is_empty() && told.iter().all(|mail| mail.ends_with(BEA)),
        "{told:?}"
    );
}

#[test]
fn a_directory_that_names_somebody_else_is_the_later_word() {
    let own = address("C-1");
    let named = |name: &str| {
        let mut contact = billing(&own);
        contact.name = Some(name.to_owned());
        contact
    };
    for contacts_now in [
        vec![billing("new@c-1.example.com")],
        vec![billing(&own), billing("new@c-1.example.com")],
        vec![named("Gianni")],
    ] {
        let mut story = corrected();
        let expected: Vec<String> = contacts_now
            .iter()
            .map(|contact| contact.email.to_string())
            .collect();
        let row = CustomerArrival {
            contacts: contacts_now,
            ..listed()
        };
        story.upload("2026-11-11 10:00", vec![Arrival::Customer(row)]);
        story.until("2026-11-11 11:00");
        assert_eq!(contacts(&story), expected);
    }
}

/// An export of the accounting tool names an erased customer again: the customer is met as a new one, whose story goes
/// on where the erased one's ended.
#[test]
fn a_directory_that_still_names_an_erased_customer_begins_anew() {
    let mut story = corrected();
    let store = &story.days.world.store;
    let ledger = story.ledger("C-1");
    let mut erased = Change::of(ledger.account.without_person());
    erased.closed = ledger
        .invoices
        .into_iter()
        .map(|invoice| Closed::new(invoice, Closing::Paid, at("2026-11-10 11:00")))
        .collect();
    ready(store.commit(erased)).unwrap();
    let before = story.ledger("C-1").account;
    assert!(before.is_erased());
    let entries = story.timeline("C-1").len();

    story.upload("2026-11-11 10:00", vec![Arrival::Customer(listed())]);
    story.until("2026-11-12");
    let account = story.ledger("C-1").account;
    assert_eq!(
        (account.customer.as_str(), contacts(&story)),
        ("C-1", vec![address("C-1")])
    );
    assert_eq!((account.holds.len(), account.raised.len()), (0, 0));
    assert!(
        account.version > before.version,
        "nobody who read the old one may write over the new"
    );
    assert_eq!(
        story.timeline("C-1").len(),
        entries + 1,
        "the old story stays, one line is new"
    );

    // What is owed from now on is asked for, at the address that the directory names.
    let invoice = invoice("C-1", "INV-2002", "2026-11-12", "2026-12-15");
    story.upload("2026-11-12 12:00", vec![Arrival::Invoice(invoice)]);
    story.until("2026-12-09");
    // Seven days before is a holiday.
    assert_eq!(story.addressed(), [format!("2026-12-07 {}", address("C-1"))]);
}
