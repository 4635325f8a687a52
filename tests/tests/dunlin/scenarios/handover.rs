//! A shard that one call has no time for: each call hands on exactly what it did not do. Counted, not timed.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};

use dunning::account::AccountKey;
use dunning::arrival::Arrival;
use dunning::flow::ingest::{Outcome as Ingested, Upload, ingest};
use dunning::flow::schedule::schedule;
use dunning::flow::sweep::{Outcome, sweep};
use dunning::message::{Reach, SweepPart, SweepRequest};
use dunning::ports::Agenda;
use tests::world::{Frail, Stroke, ready};

use crate::book::{at, customer, day, invoice};
use crate::story::{Story, key};

/// Seven full pages and one of a single account, as the world in memory pages them.
const DUE: usize = 22;

/// What a call has time for: its last page is the eighth at the third call.
const PAGES_A_CALL: usize = 3;

/// A shard of accounts that are all written to on 17 November, and one that is not.
fn shard() -> Story {
    let mut story = Story::begin("2026-11-02");
    story.checks_daily = false;
    story.days.world.store.crowd_into(1);
    let mut arrivals = Vec::new();
    for number in 0..=DUE {
        let name = format!("C-{number}");
        let due = if number == DUE { "2027-11-24" } else { "2026-11-24" };
        arrivals.push(customer(&name));
        arrivals.push(Arrival::Invoice(invoice(
            &name,
            &format!("INV-{number}"),
            "2026-10-20",
            due,
        )));
    }
    story.upload("2026-11-02 12:00", arrivals);
    story.until("2026-11-15");
    story
}

/// What a message of the sweep's queue came to.
struct Call {
    outcome: Option<Outcome>,
    begins: SweepRequest,
}

/// Sweeps the shard by messages, each call with time for three pages. A message that fails is delivered again, as its
/// queue does; `stroke` falls on the nth handing on.
fn swept(story: &Story, stroke: Option<(usize, Stroke)>) -> Vec<Call> {
    let world = &story.days.world;
    let mut messages = VecDeque::from([SweepRequest {
        scheduled_time: at("2026-11-16 09:00"),
        reach: Reach::Due,
        part: Some(SweepPart {
            shard: 0,
            behind: None,
        }),
    }]);
    let handing_on = Cell::new(0);
    let mut calls = Vec::new();
    while let Some(request) = messages.pop_front() {
        let pages = Cell::new(0);
        let has_time = || {
            pages.set(pages.get() + 1);
            let has_time = pages.get() <= PAGES_A_CALL;
            if !has_time {
                handing_on.set(handing_on.get() + 1);
                if let Some((nth, stroke)) = stroke
                    && handing_on.get() == nth
                {
                    // The call that comes next is the handing on.
                    world.strike_at(1, stroke);
                }
            }
            has_time
        };
        let outcome = ready(sweep(world, world, &request, has_time)).ok();
        if world.revive() || outcome.is_none() {
            messages.push_back(request.clone());
        }
        messages.extend(world.outbox.sweeps.borrow_mut().drain(..));
        calls.push(Call {
            outcome,
            begins: request,
        });
        assert!(calls.len() < 50, "the sweep does not end");
    }
    calls
}

/// How often each account was picked.
fn picked(world: &Frail) -> BTreeMap<AccountKey, usize> {
    let mut picked = BTreeMap::new();
    for pick in world.outbox.picks.borrow().iter() {
        *picked.entry(pick.letter.account.clone()).or_default() += 1;
    }
    picked
}

fn everybody() -> Vec<AccountKey> {
    let mut keys: Vec<AccountKey> = (0..DUE).map(|number| key(&format!("C-{number}"))).collect();
    keys.sort();
    keys
}

#[test]
fn a_shard_that_takes_three_calls_is_swept_once() {
    let story = shard();
    let calls = swept(&story, None);
    let accounts: Vec<usize> = calls
        .iter()
        .map(|call| call.outcome.as_ref().unwrap().accounts)
        .collect();
    assert_eq!(accounts, [9, 9, 4]);
    let handed_on: Vec<bool> = calls
        .iter()
        .map(|call| call.outcome.as_ref().unwrap().handed_on)
        .collect();
    assert_eq!(handed_on, [true, true, false]);
    // Each begins where the one before it ended, and all of it is in order.
    let begins: Vec<Option<AccountKey>> = calls
        .iter()
        .map(|call| {
            call.begins
                .part
                .as_ref()?
                .behind
                .as_ref()
                .map(|behind| behind.account.clone())
        })
        .collect();
    let everybody = everybody();
    assert_eq!(
        begins,
        [None, Some(everybody[8].clone()), Some(everybody[17].clone())]
    );
    let picked = picked(&story.days.world);
    assert_eq!(picked.keys().cloned().collect::<Vec<_>>(), everybody);
    assert!(picked.values().all(|times| *times == 1), "{picked:?}");
}

#[test]
fn whatever_happens_to_the_handing_on_everybody_gets_one_schedule() {
    for nth in 1..=2 {
        for stroke in Stroke::ALL {
            let story = shard();
            let world = &story.days.world;
            let calls = swept(&story, Some((nth, stroke)));
            assert_eq!(world.struck(), Some("hand_on"), "{nth} {stroke:?}");
            assert_eq!(
                picked(world).into_keys().collect::<Vec<_>>(),
                everybody(),
                "{nth} {stroke:?}"
            );
            // Repeated is what the message that failed had done, and what was handed on in spite of that: once.
            let accounts: usize = calls
                .iter()
                .flat_map(|call| &call.outcome)
                .map(|swept| swept.accounts)
                .sum();
            assert!(
                (DUE..=2 * DUE).contains(&accounts),
                "{nth} {stroke:?}: {accounts}"
            );
            let picks: Vec<_> = world.outbox.picks.borrow().iter().cloned().collect();
            for pick in &picks {
                ready(schedule(world, pick)).unwrap();
            }
            assert_eq!(world.outbox.schedules.borrow().len(), DUE, "{nth} {stroke:?}");
        }
    }
}

/// A part that comes when a call's time is over is handed on as it came, not given back to its queue as a failure.
#[test]
fn a_part_for_which_there_is_no_time_at_all_is_handed_on_whole() {
    let story = shard();
    let world = &story.days.world;
    let request = SweepRequest {
        scheduled_time: at("2026-11-16 09:00"),
        reach: Reach::Due,
        part: Some(SweepPart {
            shard: 0,
            behind: None,
        }),
    };
    let outcome = ready(sweep(world, world, &request, || false)).unwrap();
    assert_eq!((outcome.accounts, outcome.handed_on), (0, true));
    assert_eq!(
        world.outbox.sweeps.borrow().iter().collect::<Vec<_>>(),
        [&request]
    );
    let still_due = ready(world.store.due(0, day("2026-11-17"), None)).unwrap();
    assert!(!still_due.accounts.is_empty());
}

/// Every call does so much, and the next begins there; what a call had done before it failed is not told twice.
#[test]
fn a_file_goes_on_where_the_time_was_over() {
    let story = shard();
    let world = &story.days.world;
    let upload = Upload {
        object: "invoices/more.csv".into(),
        version: "1".into(),
        at: at("2026-11-15 12:00"),
    };
    let more = |number: usize| {
        Arrival::Invoice(invoice(
            "C-1",
            &format!("NEW-{number}"),
            "2026-11-02",
            "2026-12-24",
        ))
    };
    let arrivals: Vec<Arrival> = (0..25).map(more).collect();
    let of = arrivals.len();
    let mut outcomes = Vec::new();
    while !matches!(outcomes.last(), Some(Ingested::Applied { .. })) {
        let begun = Cell::new(1);
        let has_time = || {
            begun.set(begun.get() + 1);
            begun.get() <= 10
        };
        outcomes.push(ready(ingest(world, world, &upload, arrivals.clone(), has_time)).unwrap());
    }
    assert_eq!(
        outcomes,
        [
            Ingested::OutOfTime { done: 10, of },
            Ingested::OutOfTime { done: 20, of },
            Ingested::Applied { arrivals: of }
        ]
    );
    assert_eq!(story.ledger("C-1").invoices.len(), 1 + of);
    let told = story.timeline("C-1");
    assert_eq!(
        told.iter()
            .filter(|what| what.as_str() == "invoice_arrived")
            .count(),
        1 + of
    );
    let again = ready(ingest(world, world, &upload, arrivals, || false)).unwrap();
    assert_eq!(again, Ingested::DealtWithBefore);
}
