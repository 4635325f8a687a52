//! A year in a second: customers in all zones who pay, pay in part, promise, break promises, dispute, bounce, complain
//! and move, over the real flows, with bad luck between any two steps. Every promise of SPEC 8 is checked every day.
//!
//! A year is a script made from a seed (`script`), lived day by day (`life`) by customers with a temper (`temper`); what
//! the simulation itself did is kept apart from what Dunlin makes of it (`truth`), so that the two can be compared. A
//! broken promise is told with its seed and the shortest script that still breaks one (`shortest`).
//!
//! `make sim SEEDS=10000` runs many, `make sim SEED=42` one.

mod life;
mod script;
mod shortest;
mod temper;
mod truth;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use tests::world::Broken;

use life::{Lived, live};
use script::Script;
use shortest::shortest;

/// Years that every run of the tests lives.
const SEEDS: u64 = 500;

/// Shorter scripts that are tried to tell a broken promise in few words.
const TRIALS_AT_MOST: u64 = 3_000;

/// After so many broken years no more are lived.
const BROKEN_AT_MOST: u64 = 10;

/// A number out of the environment.
fn given(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Lives years side by side, and gathers what they came to.
fn live_each(seeds: Range<u64>, broken_at_most: u64) -> (Lived, BTreeMap<u64, Broken>) {
    let next = AtomicU64::new(seeds.start);
    let broken_years = AtomicU64::new(0);
    let live_some = || {
        let mut total = Lived::default();
        let mut broken = BTreeMap::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end || broken_years.load(Ordering::Relaxed) >= broken_at_most {
                return (total, broken);
            }
            match live(&Script::of(seed)) {
                Ok(lived) => total.add(&lived),
                Err(promise) => {
                    broken_years.fetch_add(1, Ordering::Relaxed);
                    broken.insert(seed, promise);
                }
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(live_some)).collect();
        let mut total = Lived::default();
        let mut broken = BTreeMap::new();
        for thread in threads {
            let (lived, more) = thread.join().unwrap();
            total.add(&lived);
            broken.extend(more);
        }
        (total, broken)
    })
}

#[test]
fn every_promise_holds_on_every_day_of_every_year() {
    let (first, count) = match given("SEED") {
        Some(seed) => (seed, 1),
        None => (0, given("SEEDS").unwrap_or(SEEDS)),
    };
    let broken_at_most = given("BROKEN").unwrap_or(BROKEN_AT_MOST);
    let (total, broken) = live_each(first..first + count, broken_at_most);
    for (seed, promise) in &broken {
        println!("seed {seed}: {promise}");
    }
    if let Some((seed, promise)) = broken.first_key_value() {
        let trials = given("TRIALS").unwrap_or(TRIALS_AT_MOST);
        panic!(
            "{} of at most {count} years broke a promise; the first of them:\n{}",
            broken.len(),
            shortest(*seed, promise, trials)
        );
    }
    println!("{total}");
    // A year in which nothing happens proves nothing.
    total.assert_is_full_of_life(count);
}

#[test]
fn a_seed_tells_the_same_year_again() {
    for seed in 0..3 {
        assert_eq!(Script::of(seed), Script::of(seed));
        assert_eq!(live(&Script::of(seed)).unwrap(), live(&Script::of(seed)).unwrap());
    }
}
