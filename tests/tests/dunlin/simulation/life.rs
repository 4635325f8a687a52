//! A script, lived day by day.

mod by_hand;
mod checks;
mod deeds;
mod digests;
mod lived;
mod luck;
mod people;
mod rules;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use dunning::account::AccountKey;
use dunning::ports::{InForce, Ledgers};
use tests::world::{Broken, Days, nothing_was_said_twice, ready};

use super::script::{DAYS, DAYS_OF_PEACE, Script};
use super::truth::{Fact, Truth};
use crate::book;
use deeds::{ToDo, directory_row, first_address};
use digests::{Heard, with_reports};
pub(crate) use lived::Lived;

/// Few, so that customers stand beside each other: one that can't be read must not stop the next.
const SHARDS: u8 = 2;
/// A person looks at the tasks.
const PERSON_LOOKS_EVERY_DAYS: u32 = 6;

/// Lives a script.
///
/// # Errors
/// The first promise that is broken, or what panicked, in words.
pub(crate) fn live(script: &Script) -> Result<Lived, Broken> {
    let mut life = Life::begin(script);
    let lived = catch_unwind(AssertUnwindSafe(|| life.live()));
    lived.map_err(|panic| {
        let told = panic.downcast_ref::<String>().cloned();
        let told = told.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        told.unwrap_or_else(|| "something panicked".to_owned())
    })??;
    Ok(life.lived)
}

/// What Dunlin's own books tell of a life, as far as it went: a line an entry.
pub(crate) fn timeline(script: &Script) -> Vec<String> {
    let mut life = Life::begin(script);
    // How it ends is known.
    let _ = catch_unwind(AssertUnwindSafe(|| life.live()));
    let mut told = Vec::new();
    for customer in &script.customers {
        let entries = ready(life.days.world.store.timeline(&key(customer.serial)));
        told.extend(entries.unwrap_or_default().into_iter().map(|entry| {
            let invoice = entry.invoice.map(|id| id.to_string()).unwrap_or_default();
            let at = entry.at.format("%Y-%m-%d %H:%M");
            format!(
                "{at} {} {invoice} {} {}",
                name(customer.serial),
                entry.what,
                entry.detail
            )
        }));
    }
    told.truncate(TIMELINE_AT_MOST);
    told
}

/// Entries of Dunlin's own books that a broken promise is told with.
const TIMELINE_AT_MOST: usize = 60;

struct Life<'a> {
    script: &'a Script,
    in_force: InForce,
    days: Days,
    truth: Truth,
    uploads: usize,
    lived: Lived,
    seen: Seen,
    heard: Heard,
    /// By account: the version that was looked at, and when.
    looked_at: BTreeMap<AccountKey, (u64, NaiveDate)>,
    /// By account: the last day on which it could not be read.
    last_unreadable: BTreeMap<AccountKey, NaiveDate>,
    /// The last day on which the rules changed.
    rules_changed_on: Option<NaiveDate>,
    /// What is still to be done because of a letter, by day.
    to_do: BTreeMap<u32, Vec<ToDo>>,
}

/// How much of what happened was taken note of.
#[derive(Default)]
struct Seen {
    sendings: usize,
    applied: usize,
    answers: usize,
    news: usize,
    strokes: usize,
}

fn name(customer: u32) -> String {
    format!("C-{customer}")
}

fn key(customer: u32) -> AccountKey {
    AccountKey::derive("lagopus", &name(customer))
}

impl<'a> Life<'a> {
    fn begin(script: &'a Script) -> Self {
        let in_force = with_reports(book::standard());
        let mut days = Days::begin(in_force.clone(), midnight(script.begins_on));
        days.passes_over_empty_shards = true;
        days.world.store.crowd_into(SHARDS);
        days.pages_a_sweep = 8;
        days.arrivals_a_call = 3;
        days.redrives_after = Some(Duration::hours(5));
        for customer in &script.customers {
            days.fates(&first_address(customer.serial), &customer.fates);
        }
        let mut life = Self {
            script,
            in_force,
            days,
            truth: Truth::default(),
            uploads: 0,
            lived: Lived::one_year(),
            seen: Seen::default(),
            heard: Heard::default(),
            looked_at: BTreeMap::new(),
            last_unreadable: BTreeMap::new(),
            rules_changed_on: None,
            to_do: BTreeMap::new(),
        };
        for customer in &script.customers {
            let lives = Fact::Lives {
                customer: customer.serial,
                home: customer.home,
            };
            let row = directory_row(customer, customer.home, "first");
            life.upload(0, 1, vec![row], vec![lives]);
        }
        life
    }

    fn live(&mut self) -> Result<(), Broken> {
        for day in 0..DAYS + DAYS_OF_PEACE {
            self.begin_day(day);
            self.change_rules(day);
            for deed in self.script.deeds.iter().filter(|deed| deed.day == day) {
                self.done(deed);
            }
            for to_do in self.to_do.remove(&day).unwrap_or_default() {
                self.pay(day, &to_do);
            }
            self.begin_digests(day);
            self.days
                .run_until(midnight(self.date(day)) + Duration::minutes(24 * 60 - 1));
            self.learn()?;
            self.check_digests(day)?;
            self.check_every_payment_is_asked_about(day)?;
            self.check_day(day)?;
            if day % PERSON_LOOKS_EVERY_DAYS == 5 {
                self.a_person_looks();
            }
        }
        nothing_was_said_twice(&self.days)?;
        self.check_every_story_is_whole()?;
        self.check_nothing_is_left_lying()?;
        self.check_every_task_was_told()?;
        self.check_the_unknown_is_excused()?;
        self.lived.struck = self.days.world.strokes_met();
        let ledgers = self.days.world.store.ledgers();
        for ledger in &ledgers {
            self.lived.ends_with(ledger);
        }
        Ok(())
    }

    fn date(&self, day: u32) -> NaiveDate {
        self.script.begins_on + chrono::Days::new(u64::from(day))
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(0, 0, 0).unwrap().and_utc()
}
