//! Days pass over the world in memory: the sweep at its hour, schedules at their minutes, files, answers and the
//! mail service's news in between, each through the real flow, each again if it failed.

mod mail;
mod planned;
mod sending;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use dunning::account::AccountKey;
use dunning::answer::{About, Answer};
use dunning::arrival::Arrival;
use dunning::flow::digest::{Desk, digest};
use dunning::flow::feedback::{News, feedback};
use dunning::flow::ingest::{Outcome as Ingested, Upload, ingest};
use dunning::flow::respond::{self, respond};
use dunning::flow::schedule::schedule;
use dunning::flow::send::Outcome;
use dunning::flow::sweep::{sweep, sweep_everybody};
use dunning::ledger::Ledger;
use dunning::letter::LetterId;
use dunning::message::{DigestRequest, PlannedLetter, Reach, SweepRequest, day_decided_for};
use dunning::ports::{Agenda, InForce, Ledgers};
use dunning::timing::SWEEP_HOUR_UTC;

use super::Frail;
pub use mail::{Answered, Applied, Fate, Sending};

enum Happening {
    Upload(Upload, Vec<Arrival>),
    Answer(LetterId, Answer, About),
    News(News),
    /// Of this scheduled time, whenever it comes.
    Sweep(DateTime<Utc>),
    Send(PlannedLetter),
    Digest,
    Rules(Box<InForce>),
    /// A part of a sweep for everybody, out of the dead letters.
    Part(SweepRequest),
}

/// A message is delivered so often before it goes to the dead letters.
const DELIVERIES_AT_MOST: usize = 4;

/// Days passing over the world.
pub struct Days {
    /// The world.
    pub world: Frail,
    /// Mail that left, oldest first.
    pub sendings: Vec<Sending>,
    /// What the sends came to, in order.
    pub outcomes: Vec<(DateTime<Utc>, Result<Outcome, String>)>,
    /// Days on which no sweep runs.
    pub missed_sweeps: BTreeSet<NaiveDate>,
    /// Days whose schedules get lost.
    pub lost_schedules: BTreeSet<NaiveDate>,
    /// Whether every message is delivered twice.
    pub everything_twice: bool,
    /// How late a schedule fires.
    pub late_by: Duration,
    /// How many pages a sweep has time for.
    pub pages_a_sweep: usize,
    /// How many arrivals of a file one call of the ingest has time for.
    pub arrivals_a_call: usize,
    /// Whether shards without any account are passed over: where each call is tried for itself, they are all alike.
    pub passes_over_empty_shards: bool,
    /// How long after a mail its first news comes.
    pub news_after: Duration,
    /// Whether news of a mail comes in the wrong order.
    pub news_in_reverse: bool,
    /// Whether the mail service says nothing of what leaves now, ever.
    pub news_is_lost: bool,
    /// News comes once more after this long.
    pub news_again_after: Option<Duration>,
    /// A schedule's message comes once more after this long.
    pub sends_again_after: Option<Duration>,
    /// By how much the sending's clock is wrong.
    pub clock_is_off_by: Duration,
    /// What nobody dealt with in all its deliveries is put back after this long, as a person redrives dead letters;
    /// none: it stays where it is.
    pub redrives_after: Option<Duration>,
    /// Uploads that were applied to the end.
    pub applied: Vec<Applied>,
    /// Answers that were dealt with.
    pub answered: Vec<Answered>,
    /// News that was dealt with, and in which turn.
    pub told: Vec<(u64, News)>,
    rivals: BTreeMap<AccountKey, VecDeque<(String, Vec<Arrival>)>>,
    fates: BTreeMap<String, VecDeque<Fate>>,
    agenda: BTreeMap<(DateTime<Utc>, u64), Happening>,
    happenings: u64,
    turn: u64,
    now: DateTime<Utc>,
    sweeps_planned_to: DateTime<Utc>,
    decided_to: Option<NaiveDate>,
}

impl Days {
    /// The world at an instant.
    pub fn begin(in_force: InForce, now: DateTime<Utc>) -> Self {
        Self {
            world: Frail::new(in_force),
            sendings: Vec::new(),
            outcomes: Vec::new(),
            missed_sweeps: BTreeSet::new(),
            lost_schedules: BTreeSet::new(),
            everything_twice: false,
            late_by: Duration::zero(),
            pages_a_sweep: 1,
            arrivals_a_call: 10,
            passes_over_empty_shards: false,
            news_after: Duration::minutes(1),
            news_in_reverse: false,
            news_is_lost: false,
            news_again_after: None,
            sends_again_after: None,
            clock_is_off_by: Duration::zero(),
            redrives_after: None,
            applied: Vec::new(),
            answered: Vec::new(),
            told: Vec::new(),
            rivals: BTreeMap::new(),
            fates: BTreeMap::new(),
            agenda: BTreeMap::new(),
            happenings: 0,
            turn: 0,
            now,
            sweeps_planned_to: now,
            decided_to: None,
        }
    }

    /// The instant that the story has come to.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Everything that happens has a turn: what came before what, where instants are too coarse to tell. The last.
    pub fn turn(&self) -> u64 {
        self.turn
    }

    fn note_applied(&mut self, object: String) {
        self.applied.push(Applied {
            turn: self.turn,
            object,
        });
    }

    /// The last day that a sweep has decided for.
    pub fn decided_to(&self) -> Option<NaiveDate> {
        self.decided_to
    }

    /// What becomes of the next mails to an address, one after the other; the last stands for all further ones.
    pub fn fates(&mut self, address: &str, fates: &[Fate]) {
        self.fates
            .insert(address.to_owned(), fates.iter().copied().collect());
    }

    fn plan(&mut self, at: DateTime<Utc>, happening: Happening) {
        self.happenings += 1;
        self.agenda.insert((at, self.happenings), happening);
    }

    /// Lets time pass up to an instant.
    pub fn run_until(&mut self, end: DateTime<Utc>) {
        let mut sweep_at = next_sweep(self.sweeps_planned_to);
        while sweep_at <= end {
            if !self.missed_sweeps.contains(&sweep_at.date_naive()) {
                self.plan(sweep_at, Happening::Sweep(sweep_at));
            }
            self.sweeps_planned_to = sweep_at;
            sweep_at = next_sweep(sweep_at);
        }
        while let Some(at) = self.next_instant().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.turn += 1;
            match self.take_schedule(at) {
                Some(letter) => {
                    if let Some(after) = self.sends_again_after {
                        self.plan(self.now + after, Happening::Send(letter.clone()));
                    }
                    self.send(&letter);
                }
                None => self.take_happening(at),
            }
            self.pass_messages_on();
        }
        self.now = self.now.max(end);
        self.world.revive();
    }

    fn next_instant(&self) -> Option<DateTime<Utc>> {
        let schedules = self.world.outbox.schedules.borrow();
        let schedule = schedules.values().map(|letter| letter.at + self.late_by).min();
        let happening = self.agenda.keys().next().map(|(at, _)| *at);
        schedule.into_iter().chain(happening).min()
    }

    fn take_schedule(&mut self, at: DateTime<Utc>) -> Option<PlannedLetter> {
        let mut schedules = self.world.outbox.schedules.borrow_mut();
        let name = schedules
            .iter()
            .find(|(_, letter)| letter.at + self.late_by == at)?
            .0
            .clone();
        schedules.remove(&name)
    }

    fn take_happening(&mut self, at: DateTime<Utc>) {
        let Some(((planned_for, _), happening)) = self.agenda.pop_first() else {
            return;
        };
        debug_assert_eq!(planned_for, at);
        match happening {
            Happening::Upload(upload, arrivals) => self.take_in(upload, arrivals),
            Happening::Answer(letter, answer, about) => {
                let mut outcomes = Vec::new();
                let is_dealt_with = self.deliver(|world, _| {
                    let outcome = ready(respond(world, world, &letter, &answer, &about, at));
                    outcomes.extend(outcome.as_ref().ok().cloned());
                    told(outcome)
                });
                self.answered.extend(outcomes.first().map(|outcome| Answered {
                    at,
                    turn: self.turn,
                    letter: letter.clone(),
                    answer: answer.clone(),
                    outcome: outcome.clone(),
                }));
                if !is_dealt_with {
                    self.redrive(Happening::Answer(letter, answer, about));
                }
            }
            Happening::News(news) => {
                if self.deliver(|world, _| told(ready(feedback(world, world, &news)))) {
                    self.told.push((self.turn, news));
                } else {
                    self.redrive(Happening::News(news));
                }
            }
            Happening::Sweep(scheduled_time) => {
                self.decided_to = self.decided_to.max(Some(day_decided_for(scheduled_time)));
                self.sweep(SweepRequest {
                    scheduled_time,
                    reach: Reach::Due,
                    part: None,
                });
            }
            Happening::Send(letter) => self.send(&letter),
            Happening::Rules(rules) => {
                let is_dealt_with = self.deliver(|world, _| {
                    world.store.put_rules(InForce::clone(&rules));
                    told(ready(sweep_everybody(world, at)))
                });
                if !is_dealt_with {
                    self.redrive(Happening::Rules(rules));
                }
            }
            Happening::Part(request) => self.sweep(request),
            Happening::Digest => self.tell(&DigestRequest {
                scheduled_time: at,
                reader: None,
            }),
        }
    }

    /// Delivers a message until it is dealt with: again after an error or a crash, a minute later. Says whether it was.
    fn deliver(&mut self, mut deal: impl FnMut(&Frail, DateTime<Utc>) -> Result<(), String>) -> bool {
        let deliveries = if self.everything_twice { 2 } else { 1 };
        let mut is_dealt_with = false;
        for _ in 0..deliveries {
            for delivery in 0..DELIVERIES_AT_MOST {
                let at = self.now + Duration::minutes(i64::try_from(delivery).unwrap_or(0));
                let dealt = deal(&self.world, at);
                if !self.world.revive() && dealt.is_ok() {
                    is_dealt_with = true;
                    break;
                }
            }
        }
        is_dealt_with
    }

    /// Puts a message back that went to the dead letters.
    fn redrive(&mut self, happening: Happening) {
        if let Some(after) = self.redrives_after {
            self.plan(self.now + after, happening);
        }
    }

    /// Applies a file by as many calls as it takes, each of which does only so much.
    fn take_in(&mut self, upload: Upload, arrivals: Vec<Arrival>) {
        let arrivals_a_call = self.arrivals_a_call;
        let mut goes_on = true;
        while goes_on {
            let is_dealt_with = self.deliver(|world, _| {
                let begun = std::cell::Cell::new(1);
                let has_time = || {
                    begun.set(begun.get() + 1);
                    begun.get() <= arrivals_a_call
                };
                let ingested = ready(ingest(world, world, &upload, arrivals.clone(), has_time));
                goes_on = matches!(ingested, Ok(Ingested::OutOfTime { .. }));
                told(ingested)
            });
            if !is_dealt_with {
                return self.redrive(Happening::Upload(upload, arrivals));
            }
        }
        self.note_applied(upload.object);
    }

    fn sweep(&mut self, request: SweepRequest) {
        let pages_a_sweep = self.pages_a_sweep;
        let is_dealt_with = self.deliver(|world, _| {
            let pages = std::cell::Cell::new(0);
            let has_time = || {
                pages.set(pages.get() + 1);
                pages.get() <= pages_a_sweep
            };
            let swept = ready(sweep(world, world, &request, has_time)).map_err(|error| error.to_string())?;
            // An account that failed makes the message fail, which is delivered again.
            swept
                .failed
                .first()
                .map_or(Ok(()), |(_, error)| Err(error.to_string()))
        });
        // The daily sweep is made up for by the next one; a sweep for everybody by nobody but a person.
        if !is_dealt_with && request.reach == Reach::Everybody {
            self.redrive(Happening::Part(request));
        }
    }

    fn tell(&mut self, request: &DigestRequest) {
        self.deliver(|frail, _| {
            let desk = Desk {
                mailer: frail,
                scribe: frail,
                queue: frail,
            };
            told(ready(digest(frail, &desk, request)))
        });
    }

    /// Handed-on sweeps, digests and picks, until none is left.
    fn pass_messages_on(&mut self) {
        loop {
            let asked_for = self.world.outbox.digest_requests.borrow_mut().pop_front();
            if let Some(request) = asked_for {
                self.tell(&request);
                continue;
            }
            let handed_on = self.world.outbox.sweeps.borrow_mut().pop_front();
            if let Some(request) = handed_on {
                let shard = request.part.as_ref().map(|part| part.shard);
                if !(self.passes_over_empty_shards && shard.is_some_and(|shard| self.is_empty(shard))) {
                    self.sweep(request);
                }
                continue;
            }
            let picked = self.world.outbox.picks.borrow_mut().pop_front();
            let Some(pick) = picked else { break };
            if self.lost_schedules.contains(&pick.letter.day) {
                continue;
            }
            self.deliver(|world, _| told(ready(schedule(world, &pick))));
        }
    }

    fn is_empty(&self, shard: u8) -> bool {
        let page = ready(self.world.store.due(shard, NaiveDate::MAX, None));
        page.is_ok_and(|page| page.accounts.is_empty())
    }

    /// What the answers page of a letter shows.
    pub fn view(&self, letter: &LetterId) -> Option<respond::View> {
        ready(respond::view(&self.world.store, letter, self.now)).unwrap_or(None)
    }

    /// The ledger of a customer.
    pub fn ledger(&self, account: &AccountKey) -> Option<Ledger> {
        ready(self.world.store.load(account)).unwrap_or(None)
    }
}

/// The next sweep after an instant.
fn next_sweep(after: DateTime<Utc>) -> DateTime<Utc> {
    let on = |day: NaiveDate| {
        day.and_hms_opt(SWEEP_HOUR_UTC, 0, 0)
            .map_or(after, |time| time.and_utc())
    };
    let today = after.date_naive();
    let sweep = on(today);
    if sweep > after {
        sweep
    } else {
        on(today.succ_opt().unwrap_or(today))
    }
}

fn told<T, E: std::fmt::Display>(outcome: Result<T, E>) -> Result<(), String> {
    outcome.map(|_| ()).map_err(|error| error.to_string())
}

/// What a flow comes to. In memory nothing is waited for, so no runtime is needed.
pub fn ready<T>(flow: impl Future<Output = T>) -> T {
    match pin!(flow).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => unreachable!("the world in memory never waits"),
    }
}

/// What a flow comes to in a world that hesitates ([`Frail::hesitate`]): it is asked again and again.
pub fn waited<T>(flow: impl Future<Output = T>) -> T {
    let mut flow = pin!(flow);
    loop {
        if let Poll::Ready(outcome) = flow.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return outcome;
        }
    }
}
