//! The clock, the limits and the queues of a morning, and the functions that run in it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Duration, TimeDelta, Utc};
use dunning::flow::schedule::{Outcome as Scheduling, schedule};
use dunning::flow::send::{Outcome as Sending, Post, send};
use dunning::flow::sweep::sweep;
use dunning::message::{Reach, SweepRequest};
use dunning::pace::Pace;
use dunning::timing::SWEEP_HOUR_UTC;
use rust_decimal::Decimal;
use tests::world::ready;

use super::post::{KeptPick, KeptPlan, Plans};
use super::queue::{Call, Queue};
use super::store::Lean;

/// A day, in milliseconds.
pub(super) const DAY_MS: u64 = 86_400_000;

/// How many functions may run at once, how long, and how fast the services are.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    /// A call of the sweep, and what a page must find left of it.
    pub(super) call_ms: u64,
    pub(super) a_page_needs_ms: u64,
    pub(super) schedule_functions: usize,
    pub(super) creates_a_second: u64,
    pub(super) fires_a_second: u64,
    pub(super) send_functions: u32,
    pub(super) mails_a_second: u64,
}

/// What a call to a service takes, in milliseconds: an account of the sweep is a load and a write.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cost {
    Read = 5,
    Load = 20,
    Write = 10,
    Create = 33,
    Words = 150,
    Mail = 200,
}

/// What happened.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) sweep_calls: u64,
    pub(super) accounts: u64,
    pub(super) hand_overs: u64,
    pub(super) crashes: u64,
    pub(super) picks: u64,
    pub(super) schedule_calls: u64,
    pub(super) scheduled: BTreeMap<&'static str, u64>,
    pub(super) sent: BTreeMap<&'static str, u64>,
    pub(super) refused_as_too_fast: u64,
    pub(super) latest_ms: u64,
    pub(super) swept_at_ms: u64,
    /// Nanoseconds of processor that the sweeps took here.
    pub(super) sweep_cpu_ns: u64,
    pub(super) planned_at_ms: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "sweep      {} calls, {} accounts, {} hand-overs; the first ends after {} minutes; {} µs an account here",
            self.sweep_calls,
            self.accounts,
            self.hand_overs,
            self.swept_at_ms / 60_000,
            self.sweep_cpu_ns / 1000 / self.accounts.max(1)
        )?;
        writeln!(
            out,
            "schedule   {} calls, {} picks, {:?}; the first morning is planned after {} minutes",
            self.schedule_calls,
            self.picks,
            self.scheduled,
            self.planned_at_ms / 60_000
        )?;
        writeln!(
            out,
            "send       {:?}, {} refused as too fast; the latest {} s after its minute began",
            self.sent,
            self.refused_as_too_fast,
            self.latest_ms / 1000
        )?;
        write!(out, "bad luck   {} functions died", self.crashes)
    }
}

/// The world of one morning, and of the sweep after it.
pub(super) struct Morning {
    pub(super) store: Lean,
    pub(super) limits: Limits,
    pub(super) counts: RefCell<Counts>,
    pub(super) sweeps: RefCell<Queue<SweepRequest>>,
    pub(super) picks: RefCell<Queue<KeptPick>>,
    pub(super) letters: RefCell<Queue<KeptPlan>>,
    pub(super) plans: RefCell<Plans>,
    /// Mails to each customer.
    pub(super) mails: RefCell<Vec<u8>>,
    pub(super) mails_until_now: Cell<u64>,
    pub(super) next_create_at_us: Cell<u64>,
    pub(super) next_mail_at_us: Cell<u64>,
    pub(super) is_dead: Cell<bool>,
    /// When the function that runs began its last mail.
    pub(super) mailed_at_ms: Cell<Option<u64>>,
    now_ms: Cell<u64>,
    began_mails_at_ms: RefCell<Vec<Option<u64>>>,
}

impl Morning {
    pub(super) fn of(store: Lean, limits: Limits) -> Self {
        let customers = store.book.len();
        // Visibility and batch sizes as in the template; the sweep's functions as many as have something to do.
        let morning = Self {
            sweeps: RefCell::new(Queue::served_by(64, 10, 1_800_000, 17)),
            picks: RefCell::new(Queue::served_by(limits.schedule_functions, 10, 360_000, 1_009)),
            letters: RefCell::new(Queue::served_by(limits.send_functions as usize, 1, 180_000, 499)),
            plans: RefCell::new(Plans::of(customers)),
            mails: RefCell::new(vec![0; customers]),
            mails_until_now: Cell::default(),
            began_mails_at_ms: RefCell::new(vec![None; limits.send_functions as usize]),
            counts: RefCell::default(),
            next_create_at_us: Cell::default(),
            next_mail_at_us: Cell::default(),
            is_dead: Cell::default(),
            mailed_at_ms: Cell::default(),
            now_ms: Cell::default(),
            store,
            limits,
        };
        for day in 0..2 {
            let at = day * DAY_MS;
            let request = SweepRequest {
                scheduled_time: morning.at(at),
                reach: Reach::Due,
                part: None,
            };
            morning.sweeps.borrow_mut().put(at, request);
        }
        morning
    }

    /// Time begins with the sweep that decides for the day of the letters.
    pub(super) fn at(&self, ms: u64) -> DateTime<Utc> {
        let first = self
            .store
            .book
            .after(-1)
            .and_hms_opt(SWEEP_HOUR_UTC, 0, 0)
            .unwrap()
            .and_utc();
        first + TimeDelta::milliseconds(i64::try_from(ms).unwrap())
    }

    pub(super) fn now_ms(&self) -> u64 {
        self.now_ms.get()
    }

    pub(super) fn spend(&self, cost: Cost) {
        self.wait_until(self.now_ms() + cost as u64);
    }

    pub(super) fn wait_until(&self, ms: u64) {
        self.now_ms.set(self.now_ms().max(ms));
    }

    /// Lives until nothing is left to do.
    pub(super) fn live(&self) {
        loop {
            let next = [
                (self.sweeps.borrow().next_at_ms(), 0),
                (self.picks.borrow().next_at_ms(), 1),
                (self.plans.borrow().next_at_ms(), 2),
                (self.letters.borrow().next_at_ms(), 3),
            ];
            let next = next.into_iter().filter_map(|(at, what)| Some((at?, what))).min();
            match next {
                None => return,
                Some((_, 0)) => self.sweep(),
                Some((_, 1)) => self.schedule(),
                Some((at, 2)) => self.fire(at),
                Some(_) => self.send(),
            }
        }
    }

    /// One call of the sweep. Its batch is one call's time, as in the function; a function that dies has answered for
    /// none of it.
    fn sweep(&self) {
        let Some(call) = self.begin(&self.sweeps) else {
            return;
        };
        let cpu_ns_before = cpu_ns();
        let mut failed = Vec::new();
        for waiting in &call.batch {
            let left = || {
                self.limits
                    .call_ms
                    .saturating_sub(self.now_ms() - call.began_at_ms)
            };
            let outcome = ready(sweep(self, self, &waiting.message, || {
                left() >= self.limits.a_page_needs_ms
            }));
            if self.is_dead.get() {
                break;
            }
            let outcome = outcome.ok().filter(|outcome| outcome.failed.is_empty());
            let mut counts = self.counts.borrow_mut();
            counts.accounts += outcome.as_ref().map_or(0, |outcome| outcome.accounts as u64);
            if waiting.message.scheduled_time == self.at(0) {
                counts.swept_at_ms = counts.swept_at_ms.max(self.now_ms());
            }
            failed.push(outcome.is_none());
        }
        let mut counts = self.counts.borrow_mut();
        counts.sweep_calls += 1;
        counts.sweep_cpu_ns += cpu_ns().saturating_sub(cpu_ns_before);
        drop(counts);
        self.end(&self.sweeps, call, &failed);
    }

    fn schedule(&self) {
        let Some(call) = self.begin(&self.picks) else {
            return;
        };
        let mut failed = Vec::new();
        for waiting in &call.batch {
            let pick = waiting.message.pick(&self.store.book, |ms| self.at(ms));
            let outcome = ready(schedule(self, &pick));
            if self.is_dead.get() {
                break;
            }
            let mut counts = self.counts.borrow_mut();
            let name = match &outcome {
                Ok(Scheduling::Planned(_, scheduled)) => match scheduled {
                    dunning::ports::Scheduled::Anew => "anew",
                    dunning::ports::Scheduled::Already => "already",
                    dunning::ports::Scheduled::Moved => "moved",
                },
                Ok(Scheduling::TooLate) => "too late",
                Err(_) => "failed",
            };
            *counts.scheduled.entry(name).or_default() += 1;
            if pick.letter.day == self.store.book.day {
                counts.planned_at_ms = counts.planned_at_ms.max(self.now_ms());
            }
            failed.push(outcome.is_err());
        }
        self.counts.borrow_mut().schedule_calls += 1;
        self.end(&self.picks, call, &failed);
    }

    /// The letters of a minute go to their queue, as fast as the service fires.
    fn fire(&self, at_ms: u64) {
        let due = self.plans.borrow_mut().take_due(at_ms);
        let mut letters = self.letters.borrow_mut();
        for (index, plan) in due.into_iter().enumerate() {
            letters.put(at_ms + index as u64 * 1000 / self.limits.fires_a_second, plan);
        }
    }

    fn send(&self) {
        let Some(call) = self.begin(&self.letters) else {
            return;
        };
        let pace = Pace::of(
            self.limits.send_functions,
            Decimal::from(self.limits.mails_a_second),
        );
        let last = self.began_mails_at_ms.borrow()[call.function];
        let since = last.map(|last| std::time::Duration::from_millis(call.began_at_ms.saturating_sub(last)));
        let pause = pace.map_or(std::time::Duration::ZERO, |pace| pace.pause(since));
        self.wait_until(call.began_at_ms + u64::try_from(pause.as_millis()).unwrap());
        self.mailed_at_ms.set(last);
        let mut failed = Vec::new();
        for waiting in &call.batch {
            let planned = waiting.message.planned(&self.store.book, |ms| self.at(ms));
            let now = self.at(self.now_ms() / 1000 * 1000);
            let post = Post {
                mailer: self,
                scribe: self,
                answer_links: self,
                originals: self,
                archive: self,
            };
            let outcome = ready(send(self, &post, &planned, now));
            let name = match &outcome {
                Ok(Sending::Sent(_)) => "sent",
                Ok(Sending::Unknown(_)) => "unknown",
                Ok(Sending::Postponed { .. }) => "postponed",
                Ok(Sending::Skipped(why)) => why.name(),
                Err(_) => "failed",
            };
            let mut counts = self.counts.borrow_mut();
            *counts.sent.entry(name).or_default() += 1;
            if name == "sent" {
                let late = self.at(self.now_ms()) - planned.at;
                counts.latest_ms = counts
                    .latest_ms
                    .max(late.max(Duration::zero()).num_milliseconds().unsigned_abs());
            }
            failed.push(outcome.is_err());
        }
        self.began_mails_at_ms.borrow_mut()[call.function] = self.mailed_at_ms.get();
        self.end(&self.letters, call, &failed);
    }

    fn begin<M: Clone>(&self, queue: &RefCell<Queue<M>>) -> Option<Call<M>> {
        let call = queue.borrow_mut().take()?;
        self.now_ms.set(call.began_at_ms);
        Some(call)
    }

    /// What failed comes again; all of it, if the function died.
    fn end<M: Clone>(&self, queue: &RefCell<Queue<M>>, call: Call<M>, failed: &[bool]) {
        let died = self.is_dead.replace(false);
        self.counts.borrow_mut().crashes += u64::from(died);
        let mut queue = queue.borrow_mut();
        for (index, waiting) in call.batch.into_iter().enumerate() {
            if died || failed.get(index).is_some_and(|failed| *failed) {
                queue.give_back(waiting, call.began_at_ms);
            }
        }
        queue.answered(call.function, self.now_ms());
    }
}

/// What this thread has had of the processor, as the kernel counts it; nothing where it does not.
fn cpu_ns() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace()
        .next()
        .and_then(|nanoseconds| nanoseconds.parse().ok())
        .unwrap_or(0)
}
