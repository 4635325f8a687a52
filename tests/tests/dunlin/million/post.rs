//! What is on its way, in a few bytes each: picks, plans, mails.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use dunning::chain::Fingerprint;
use dunning::due_date::DueDates;
use dunning::letter::LetterId;
use dunning::message::{Pick, PlannedLetter, SweepRequest};
use dunning::original::StoredFile;
use dunning::ports::{
    AnswerLinks, Archive, Archived, Mail, MailError, Mailer, NoOriginal, Originals, Picks, PortError,
    Scheduled, Schedules, Scribe, ScribeError, Sweeps,
};
use dunning::reminder::{Reminder, Templates, Words, Written};

use super::book::Book;
use super::elsewhere::not_asked;
use super::kept::message_id;
use super::morning::{Cost, Morning};

/// Every so many hand-overs the function dies, by turns before and after it.
const DIES_EACH_HAND_OVER: u64 = 53;

/// Every so many plans the function dies after it, and so does every other after each new plan, until one of those comes
/// again that were made already: an outage of some minutes, for that is how long a message waits.
const DIES_EACH_PLAN: u64 = 5_003;

/// Every so many mails the function dies after it, before it could write that down.
const DIES_EACH_MAIL: u64 = 211;

/// Which letter: a customer's slot, the day counted from the day of the letters, the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeptLetterId {
    slot: u32,
    day: i8,
    attempt: u8,
}

impl KeptLetterId {
    fn of(book: &Book, letter: &LetterId) -> Self {
        Self {
            slot: u32::try_from(book.slot(&letter.account).unwrap()).unwrap(),
            day: i8::try_from(book.days_after(letter.day)).unwrap(),
            attempt: letter.attempt,
        }
    }

    fn slot(self) -> usize {
        self.slot as usize
    }

    fn letter(self, book: &Book) -> LetterId {
        LetterId {
            account: book.key(self.slot()),
            day: book.after(self.day.into()),
            attempt: self.attempt,
        }
    }
}

/// A pick in its queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeptPick {
    letter: KeptLetterId,
    /// Days after the first sweep.
    picked_on: u8,
}

impl KeptPick {
    pub(super) fn pick(self, book: &Book, at: impl Fn(u64) -> DateTime<Utc>) -> Pick {
        Pick {
            letter: self.letter.letter(book),
            zone: book.zone(self.letter.slot()),
            window: book.in_force.policy.window,
            picked_at: at(u64::from(self.picked_on) * super::morning::DAY_MS),
        }
    }
}

/// A letter with its minute.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeptPlan {
    letter: KeptLetterId,
    picked_on: u8,
    /// Minutes after the first sweep.
    minute: u16,
}

impl KeptPlan {
    pub(super) fn planned(self, book: &Book, at: impl Fn(u64) -> DateTime<Utc>) -> PlannedLetter {
        PlannedLetter {
            letter: self.letter.letter(book),
            at: at(u64::from(self.minute) * 60_000),
            zone: book.zone(self.letter.slot()),
            picked_at: at(u64::from(self.picked_on) * super::morning::DAY_MS),
        }
    }
}

/// The one-time schedules: by customer, and by minute.
pub(super) struct Plans {
    /// The first that a customer has.
    first: Vec<Option<KeptPlan>>,
    /// Further ones: a customer west of the sweep's hour may have tomorrow's beside today's.
    further: BTreeMap<KeptLetterId, KeptPlan>,
    by_minute: BTreeMap<u64, Vec<KeptLetterId>>,
    /// Letters planned for each minute of the hour, where most customers live and on the first day.
    pub(super) at_home_by_minute: [u32; 60],
}

impl Plans {
    pub(super) fn of(customers: usize) -> Self {
        Self {
            first: vec![None; customers],
            further: BTreeMap::new(),
            by_minute: BTreeMap::new(),
            at_home_by_minute: [0; 60],
        }
    }

    fn get(&self, letter: KeptLetterId) -> Option<KeptPlan> {
        let first = self.first[letter.slot()].filter(|plan| plan.letter == letter);
        first.or_else(|| self.further.get(&letter).copied())
    }

    fn put(&mut self, plan: KeptPlan, now_ms: u64) {
        let first = &mut self.first[plan.letter.slot()];
        if first.is_none_or(|first| first.letter == plan.letter) {
            *first = Some(plan);
        } else {
            self.further.insert(plan.letter, plan);
        }
        // A minute that has begun is fired at once.
        let fires_at_ms = (u64::from(plan.minute) * 60_000).max(now_ms);
        self.by_minute.entry(fires_at_ms).or_default().push(plan.letter);
    }

    pub(super) fn next_at_ms(&self) -> Option<u64> {
        self.by_minute.keys().next().copied()
    }

    /// Takes out whatever was planned for then; a schedule is gone once it has fired.
    pub(super) fn take_due(&mut self, at_ms: u64) -> Vec<KeptPlan> {
        let due = self.by_minute.remove(&at_ms).unwrap_or_default();
        due.into_iter()
            .filter_map(|letter| {
                let plan = self.get(letter)?;
                let first = &mut self.first[letter.slot()];
                if first.is_some_and(|first| first.letter == letter) {
                    *first = None;
                } else {
                    self.further.remove(&letter);
                }
                Some(plan)
            })
            .collect()
    }
}

/// Whether it is between five and six of the letter's day there, where no clock is put forward or back.
fn is_in_window(letter: &LetterId, zone: Tz, at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&zone);
    local.date_naive() == letter.day && local.hour() == 5
}

fn minute_of(letter: &PlannedLetter) -> u32 {
    letter.at.with_timezone(&letter.zone).minute()
}

impl Picks for Morning {
    async fn pick(&self, picks: &[Pick]) -> Result<(), PortError> {
        self.spend(Cost::Read);
        let book = &self.store.book;
        let mut queue = self.picks.borrow_mut();
        for pick in picks {
            let days = (pick.picked_at - self.at(0)).num_days();
            let kept = KeptPick {
                letter: KeptLetterId::of(book, &pick.letter),
                picked_on: u8::try_from(days).unwrap(),
            };
            // Kept small only if nothing of it is lost.
            assert_eq!(&kept.pick(book, |ms| self.at(ms)), pick);
            queue.put(self.now_ms(), kept);
        }
        self.counts.borrow_mut().picks += picks.len() as u64;
        Ok(())
    }
}

impl Sweeps for Morning {
    async fn hand_on(&self, requests: &[SweepRequest]) -> Result<(), PortError> {
        self.spend(Cost::Read);
        let is_fan_out = requests.len() > 1;
        let hand_overs = {
            let mut counts = self.counts.borrow_mut();
            counts.hand_overs += u64::from(!is_fan_out);
            counts.hand_overs
        };
        let dies = !is_fan_out && hand_overs.is_multiple_of(DIES_EACH_HAND_OVER);
        let dies_before = dies && hand_overs.is_multiple_of(2 * DIES_EACH_HAND_OVER);
        if !dies_before {
            let mut queue = self.sweeps.borrow_mut();
            for request in requests {
                queue.put(self.now_ms(), request.clone());
            }
        }
        self.is_dead.set(dies);
        if dies {
            Err(not_asked("a function that died"))
        } else {
            Ok(())
        }
    }
}

impl Schedules for Morning {
    async fn schedule(&self, letter: &PlannedLetter) -> Result<Scheduled, PortError> {
        let turn_us = self.next_create_at_us.get().max(self.now_ms() * 1000);
        self.next_create_at_us
            .set(turn_us + 1_000_000 / self.limits.creates_a_second);
        self.wait_until(turn_us / 1000);
        self.spend(Cost::Create);
        let book = &self.store.book;
        assert!(
            is_in_window(&letter.letter, letter.zone, letter.at) && !minute_of(letter).is_multiple_of(5),
            "{letter:?}"
        );
        let minutes = (letter.at - self.at(0)).num_minutes();
        let plan = KeptPlan {
            letter: KeptLetterId::of(book, &letter.letter),
            picked_on: u8::try_from((letter.picked_at - self.at(0)).num_days()).unwrap(),
            minute: u16::try_from(minutes).unwrap(),
        };
        assert_eq!(&plan.planned(book, |ms| self.at(ms)), letter);
        let mut plans = self.plans.borrow_mut();
        let before = plans
            .get(plan.letter)
            .map(|before| before.planned(book, |ms| self.at(ms)));
        let scheduled = match before {
            Some(before) if !letter.moves(&before) => Scheduled::Already,
            Some(_) => Scheduled::Moved,
            None => Scheduled::Anew,
        };
        if scheduled != Scheduled::Already {
            plans.put(plan, self.now_ms());
            if book.is_at_home(plan.letter.slot()) && letter.letter.day == book.day {
                plans.at_home_by_minute[minute_of(letter) as usize] += 1;
            }
        }
        let planned: u64 = self.counts.borrow().scheduled.values().sum();
        let dies = (planned + 1).is_multiple_of(DIES_EACH_PLAN) && scheduled == Scheduled::Anew;
        self.is_dead.set(dies);
        if dies {
            Err(not_asked("a function that died"))
        } else {
            Ok(scheduled)
        }
    }
}

impl Mailer for Morning {
    async fn mail(&self, mail: &Mail) -> Result<String, MailError> {
        let book = &self.store.book;
        let slot = book.slot(&mail.letter.account).unwrap();
        self.mailed_at_ms.set(Some(self.now_ms()));
        // The service holds a second's mails, and then so many more a second.
        let now_us = self.now_ms() * 1000;
        let turn_us = self.next_mail_at_us.get().max(now_us);
        if turn_us - now_us > 1_000_000 {
            self.counts.borrow_mut().refused_as_too_fast += 1;
            return Err(MailError::NotNow("maximum sending rate exceeded".into()));
        }
        self.next_mail_at_us
            .set(turn_us + 1_000_000 / self.limits.mails_a_second);
        // By the second that the sending decided for.
        let decided_at = self.at(self.now_ms()) - TimeDelta::seconds(1);
        let zone = book.zone(slot);
        assert!(
            is_in_window(&mail.letter, zone, decided_at),
            "{} mailed at {decided_at}",
            mail.letter
        );
        self.mails.borrow_mut()[slot] += 1;
        self.mails_until_now.set(self.mails_until_now.get() + 1);
        self.spend(Cost::Mail);
        Ok(message_id(slot))
    }
}

impl Morning {
    /// Whether the function that mailed dies before it can say so.
    pub(super) fn dies_after_mailing(&self) -> bool {
        let dies = self.mails_until_now.get().is_multiple_of(DIES_EACH_MAIL);
        self.is_dead.set(dies);
        dies
    }
}

impl Scribe for Morning {
    async fn words(&self, reminder: &Reminder) -> Result<Written, ScribeError> {
        self.spend(Cost::Words);
        let words = |text: &str| text.to_owned();
        Ok(Written {
            words: Words {
                subject: words(reminder.tone.name()),
                text: words(&reminder.company),
                html: words(&reminder.company),
                images: Vec::new(),
            },
            by: Templates::BuiltIn,
        })
    }

    fn due_dates(&self, dates: &DueDates) -> String {
        format!("{} dates", dates.dates.len())
    }
}

impl Archive for Morning {
    async fn archive(&self, mail: &Mail) -> Result<Archived, PortError> {
        let sha256 = Fingerprint::of(mail.words.text.as_bytes());
        Ok(Archived {
            object: format!("letters/{}/{sha256}", mail.letter),
            sha256,
        })
    }
}

impl Originals for Morning {
    async fn original(&self, _: &StoredFile, _: u64) -> Result<Vec<u8>, NoOriginal> {
        Err(NoOriginal::NotThere)
    }

    async fn size(&self, _: &StoredFile) -> Result<u64, NoOriginal> {
        Err(NoOriginal::NotThere)
    }
}

impl AnswerLinks for Morning {
    async fn answer_link(&self, _: &LetterId, _: DateTime<Utc>) -> Result<Option<String>, PortError> {
        Ok(None)
    }
}
