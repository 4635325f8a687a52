//! Many arrivals are applied at once. What comes of them is what would have come of them one after the other.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use dunning::account::Account;
use dunning::arrival::{Arrival, CustomerReference, InvoiceArrival};
use dunning::flow::ingest::{Outcome, Upload, ingest};
use dunning::invoice::Invoice;
use dunning::policy::Policy;
use dunning::ports::InForce;
use tests::world::{Frail, ready, waited};

use crate::book::{at, business, euros, in_force, invoice, standard};
use crate::story::key;

const FILES: u64 = 300;

fn two_turns_a_day() -> InForce {
    in_force(Policy {
        backlog_customers_per_day: 2,
        ..standard().policy
    })
}

/// An invoice each of so many customers, who have nothing to do with each other.
fn one_each(customers: u32) -> Vec<Arrival> {
    let of = |number| {
        Arrival::Invoice(invoice(
            &format!("C-{number}"),
            &format!("INV-{number}"),
            "2026-11-02",
            "2026-12-24",
        ))
    };
    (0..customers).map(of).collect()
}

fn upload(object: &str) -> Upload {
    Upload {
        object: object.into(),
        version: "1".into(),
        at: at("2026-11-09 12:00"),
    }
}

/// A file of a directory and invoices, in the order in which they are applied. Customers go by their number, their VAT
/// id, or both, and some numbers of invoices come twice, with one customer or with two.
fn file(dice: &mut fastrand::Rng) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    for customer in 0..dice.u8(0..8) {
        let mut row = business(&format!("C-{customer}"), "IT", &[]);
        row.customer.vat_id = dice.bool().then(|| format!("IT{customer:011}"));
        row.terms_days = dice.bool().then_some(14);
        arrivals.push(Arrival::Customer(row));
    }
    let mut invoices: Vec<InvoiceArrival> = (0..dice.u8(5..40))
        .map(|_| {
            let customer = dice.u8(0..10);
            let number = Some(format!("C-{customer}"));
            let vat_id = Some(format!("IT{customer:011}"));
            let reference = match dice.u8(0..3) {
                0 => CustomerReference {
                    number,
                    ..Default::default()
                },
                1 => CustomerReference {
                    vat_id,
                    ..Default::default()
                },
                _ => CustomerReference {
                    number,
                    vat_id,
                    ..Default::default()
                },
            };
            let (month, day) = (dice.u8(8..13), dice.u8(1..29));
            InvoiceArrival {
                customer: reference,
                payable: euros(&dice.u16(1..1000).to_string()),
                ..invoice(
                    "",
                    &format!("INV-{}", dice.u8(0..40)),
                    "2026-08-01",
                    &format!("2026-{month:02}-{day:02}"),
                )
            }
        })
        .collect();
    invoices.sort_by_key(|invoice| {
        (
            format!("{:?}", invoice.due),
            std::cmp::Reverse(invoice.payable.amount),
        )
    });
    arrivals.extend(invoices.into_iter().map(Arrival::Invoice));
    arrivals
}

/// What is known of everybody in the end, but for the story: who reaches an account by different names reaches it in
/// either order.
fn known(world: &Frail) -> Vec<(Account, Vec<Invoice>, Vec<String>)> {
    let ledgers = world.store.ledgers();
    let told = |mut ledger: dunning::ledger::Ledger| {
        ledger.account.version = 0;
        ledger.account.tip = None;
        ledger.invoices.sort_by_key(|invoice| invoice.id.to_string());
        let mut tasks: Vec<String> = ledger
            .tasks
            .iter()
            .map(|task| format!("{} {}", task.kind, task.subject))
            .collect();
        tasks.sort();
        (ledger.account, ledger.invoices, tasks)
    };
    ledgers.into_iter().map(told).collect()
}

#[test]
fn what_is_applied_at_once_is_as_if_it_came_one_after_the_other() {
    for seed in 0..FILES {
        let mut dice = fastrand::Rng::with_seed(seed);
        let arrivals = file(&mut dice);
        let in_turn = Frail::new(two_turns_a_day());
        for (place, arrival) in arrivals.iter().enumerate() {
            let upload = upload(&format!("invoices/{place}.json"));
            ready(ingest(&in_turn, &in_turn, &upload, vec![arrival.clone()], || {
                true
            }))
            .unwrap();
        }
        let at_once = Frail::new(two_turns_a_day());
        at_once.hesitate(move || dice.u8(0..6));
        let outcome = waited(ingest(
            &at_once,
            &at_once,
            &upload("invoices/all.json"),
            arrivals.clone(),
            || true,
        ));
        assert_eq!(
            outcome.unwrap(),
            Outcome::Applied {
                arrivals: arrivals.len()
            },
            "file {seed}"
        );
        assert_eq!(known(&at_once), known(&in_turn), "file {seed}");
    }
}

/// Ten customers who have nothing to do with each other: the slowest answer is waited for, not the sum of them.
#[test]
fn neighbours_wait_together() {
    let looks = |customers: u32| {
        let world = Frail::new(two_turns_a_day());
        world.hesitate(|| 1);
        let arrivals = one_each(customers);
        let asked = Rc::new(Cell::new(0));
        let counted = Rc::clone(&asked);
        let upload = upload("invoices/all.json");
        let mut flow = std::pin::pin!(ingest(&world, &world, &upload, arrivals, || true));
        waited(std::future::poll_fn(|context| {
            counted.set(counted.get() + 1);
            flow.as_mut().poll(context)
        }))
        .unwrap();
        asked.get()
    };
    assert_eq!(looks(10), looks(1));
    assert!(looks(11) > looks(10));
}

/// An account that can't be read keeps nobody else's invoice out, near or far, and the file is tried again.
#[test]
fn who_cannot_be_read_keeps_nobody_else_out() {
    let world = Frail::new(two_turns_a_day());
    let arrivals = one_each(100);
    let apply = || {
        ready(ingest(
            &world,
            &world,
            &upload("a.json"),
            arrivals.clone(),
            || true,
        ))
    };
    world.make_unreadable([key("C-2"), key("C-50")].into());
    for _ in 0..2 {
        apply().unwrap_err();
        assert_eq!(world.store.ledgers().len(), 98);
    }
    world.make_unreadable(BTreeSet::new());
    assert_eq!(apply().unwrap(), Outcome::Applied { arrivals: 100 });
    assert_eq!(world.store.ledgers().len(), 100);
}

/// A table that answers nobody is not asked about everybody.
#[test]
fn a_store_that_fails_is_not_asked_on_and_on() {
    let world = Frail::new(two_turns_a_day());
    let arrivals = one_each(1_000);
    world.make_unreadable((0..1_000).map(|number| key(&format!("C-{number}"))).collect());
    ready(ingest(&world, &world, &upload("a.json"), arrivals, || true)).unwrap_err();
    let looks = world.calls().iter().filter(|call| call.name == "find").count();
    assert!(looks < 400, "{looks}");
}
