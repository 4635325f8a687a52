//! Whatever the book, the payments, and the files that tell of them.

use std::collections::{BTreeMap, BTreeSet};

use dunning::arrival::{Arrival, PaymentArrival};
use dunning::flow::ingest::{Upload, ingest};
use dunning::hold::HoldKind;
use dunning::invoice::{Invoice, InvoiceId};
use dunning::plan::plan;
use dunning::ports::{Ledgers, Settings};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tests::world::{Frail, Stroke, ready};

use crate::book::{at, customer, day, euros, invoice, payment, standard};
use crate::story::key;

/// Every number that there may be, whose it is, and its sum; look-alikes and equal sums among them.
const BOOK: [(&str, &str, i64); 9] = [
    ("C-1", "INV-17", 100),
    ("C-1", "INV-1001", 100),
    ("C-1", "RE-2026-17", 55),
    ("C-2", "INV-171", 100),
    ("C-2", "INV-1002", 155),
    ("C-2", "2027/0017", 30),
    ("C-3", "INV-1701", 40),
    ("C-3", "20260018", 100),
    ("C-3", "100", 100),
];

const CUSTOMERS: [&str; 3] = ["C-1", "C-2", "C-3"];

/// A payment, and what it truly says.
#[derive(Clone, Debug)]
struct Told {
    names: Vec<usize>,
    spelling: u8,
    sum: i64,
    payer: Option<usize>,
    has_iban: bool,
    goes_back: bool,
}

impl Told {
    fn arrival(&self, number: usize) -> PaymentArrival {
        let spelled = |place: &usize| {
            let (_, number, _) = BOOK[*place];
            match self.spelling {
                0 => number.to_owned(),
                1 => number.to_lowercase().replace(['-', '/'], " "),
                2 => format!("Rechnung {number}"),
                _ => number.replace("INV-", "INV-000"),
            }
        };
        let text = self.names.iter().map(spelled).collect::<Vec<_>>().join(", ");
        let sum = if self.goes_back { -self.sum } else { self.sum };
        let payer = self.payer.map(|payer| CUSTOMERS[payer]);
        PaymentArrival {
            payer: payer.map(|payer| format!("Customer {payer}")),
            payer_iban: payer
                .filter(|_| self.has_iban)
                .map(|payer| format!("IBAN of {payer}")),
            ..payment(&format!("B-{number}"), &sum.to_string(), "2026-11-12", &text)
        }
    }
}

fn told() -> impl Strategy<Value = Told> {
    let sums = select(vec![1_i64, 30, 40, 55, 95, 100, 140, 155, 200, 255, 400]);
    let names = prop::collection::vec(0..BOOK.len(), 0..3);
    let payer = prop::option::of(0..CUSTOMERS.len());
    (
        names,
        0_u8..4,
        sums,
        payer,
        any::<bool>(),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(names, spelling, sum, payer, has_iban, goes_back)| Told {
            names: names.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
            spelling,
            sum,
            payer,
            has_iban,
            goes_back,
        })
}

/// Applies a file, again if need be, as the queue does.
fn upload(world: &Frail, number: usize, arrivals: &[Arrival]) {
    let upload = Upload {
        object: format!("payments/{number}.json"),
        version: "1".to_owned(),
        at: at("2026-11-13 10:00"),
    };
    let mut tries = 0;
    while ready(ingest(world, world, &upload, arrivals.to_vec(), || true)).is_err() {
        world.revive();
        tries += 1;
        assert!(tries < 3, "one stroke of bad luck, and it fails again and again");
    }
    world.revive();
}

/// Every invoice, open or closed, and whether it is open.
fn invoices(world: &Frail, book: &[usize]) -> Vec<(usize, Invoice, bool)> {
    let mut invoices = Vec::new();
    for place in book {
        let (customer, number, _) = BOOK[*place];
        let id = InvoiceId::whole(number);
        let ledger = ready(world.store.load(&key(customer))).unwrap().unwrap();
        match ledger.invoices.into_iter().find(|invoice| invoice.id == id) {
            Some(open) => invoices.push((*place, open, true)),
            None => {
                let closed = ready(world.store.load_closed(&key(customer), &id))
                    .unwrap()
                    .unwrap();
                invoices.push((*place, closed, false));
            }
        }
    }
    invoices
}

/// Whether nobody is reminded of the invoice, in the weeks to come.
fn is_silent(world: &Frail, place: usize) -> bool {
    let (customer, number, _) = BOOK[place];
    let ledger = ready(world.store.load(&key(customer))).unwrap().unwrap();
    let in_force = ready(world.store.settings()).unwrap();
    day("2026-11-14").iter_days().take(30).all(|day| {
        let letter = plan(&ledger, &in_force, day).letter;
        letter.is_none_or(|letter| letter.lines.iter().all(|line| line.invoice.id.number != number))
    })
}

fn is_held(world: &Frail, customer: &str, invoice: &Invoice) -> bool {
    let ledger = ready(world.store.load(&key(customer))).unwrap().unwrap();
    let of_invoice = invoice
        .holds
        .iter()
        .any(|hold| hold.kind == HoldKind::PossiblePayment);
    let of_customer = ledger
        .account
        .holds
        .iter()
        .any(|hold| hold.kind == HoldKind::UnallocatedCredit);
    of_invoice || of_customer
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Told in any order, in any number of files, again and again, before or after the invoices, and with a crash
    /// between any two steps.
    #[test]
    fn a_payment_counts_once_for_what_it_says_and_silences_what_it_may_be_for(
        book in prop::collection::btree_set(0..BOOK.len(), 1..BOOK.len()),
        payments in prop::collection::vec(told(), 1..5),
        files in prop::collection::vec(prop::collection::vec(any::<Index>(), 0..4), 0..4),
        invoices_come in any::<Index>(),
        stroke in prop::option::of((1_usize..120, select(Stroke::ALL.to_vec()))),
    ) {
        let book: Vec<usize> = book.into_iter().collect();
        let world = Frail::new(standard());
        if let Some((nth, stroke)) = stroke {
            world.strike_at(nth, stroke);
        }
        let arrivals: Vec<PaymentArrival> = (0..).zip(&payments).map(|(number, told)| told.arrival(number)).collect();
        let mut uploads: Vec<Vec<Arrival>> = files
            .iter()
            .map(|picks| picks.iter().map(|pick| Arrival::Payment(arrivals[pick.index(arrivals.len())].clone())).collect())
            .collect();
        let dues = book.iter().map(|place| {
            let (customer, number, sum) = BOOK[*place];
            Arrival::Invoice(dunning::arrival::InvoiceArrival {
                payable: euros(&sum.to_string()),
                ..invoice(customer, number, "2026-10-20", "2026-11-24")
            })
        });
        uploads.insert(invoices_come.index(uploads.len() + 1), CUSTOMERS.map(customer).into_iter().chain(dues).collect());
        // Each at least once.
        uploads.push(arrivals.iter().cloned().map(Arrival::Payment).collect());
        for (number, arrivals) in uploads.into_iter().enumerate() {
            upload(&world, number, &arrivals);
        }
        let invoices = invoices(&world, &book);
        let mut counted = BTreeMap::<&str, _>::new();
        for (place, invoice, _) in &invoices {
            let mut seen = BTreeSet::new();
            for applied in &invoice.payments {
                prop_assert!(seen.insert(&applied.identity), "{} is twice on {}", applied.identity, invoice.id);
                *counted.entry(&applied.identity).or_default() += applied.amount;
                let number: usize = applied.identity.trim_start_matches("B-").parse().unwrap();
                let told = &payments[number];
                let is_payers = told.payer.is_some_and(|payer| CUSTOMERS[payer] == BOOK[*place].0);
                prop_assert!(
                    told.names.contains(place) || is_payers || told.goes_back,
                    "{:?} is on {}", told, invoice.id
                );
            }
        }
        for (arrival, told) in arrivals.iter().zip(&payments) {
            let sum = arrival.amount.amount;
            let nothing = sum - sum;
            let counted = counted.get(arrival.identity.as_str()).copied().unwrap_or(nothing);
            prop_assert!(counted == nothing || counted == sum, "{} of {} counted", counted, sum);
            if told.goes_back || counted == sum {
                continue;
            }
            for (place, invoice, is_open) in &invoices {
                let is_payers = told.payer.is_some_and(|payer| CUSTOMERS[payer] == BOOK[*place].0);
                let may_be_for_it = told.names.contains(place) || told.names.is_empty() && is_payers;
                if may_be_for_it && *is_open {
                    prop_assert!(is_silent(&world, *place), "{:?} may be for {}", told, invoice.id);
                    prop_assert!(is_held(&world, BOOK[*place].0, invoice), "nobody is asked about {}", invoice.id);
                }
            }
        }
    }
}
