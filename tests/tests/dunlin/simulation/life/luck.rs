//! What is wrong with the machinery on a day.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate};
use dunning::account::AccountKey;
use dunning::ports::MailError;
use dunning::timing::SWEEP_HOUR_UTC;

use super::super::script::Wrong;
use super::{Life, key, midnight};

/// On one day of so many somebody else is faster at every other change.
const RIVALS_EVERY_DAYS: u64 = 5;

impl Life<'_> {
    /// Sets the day's luck.
    pub(super) fn begin_day(&mut self, day: u32) {
        let date = self.date(day);
        let strokes = self.script.strokes.iter().filter(|stroke| stroke.day == day);
        self.days
            .world
            .strike_at_each(strokes.map(|stroke| (stroke.call, stroke.stroke)).collect());
        let there_are_rivals = (self.script.seed + u64::from(day)).is_multiple_of(RIVALS_EVERY_DAYS);
        self.days.world.make_rivals(there_are_rivals);
        self.days.everything_twice = false;
        self.days.late_by = Duration::zero();
        self.days.clock_is_off_by = Duration::zero();
        self.days.sends_again_after = None;
        self.days.news_after = Duration::minutes(1);
        self.days.news_in_reverse = false;
        self.days.news_is_lost = false;
        self.days.world.die_with_mails(0);
        self.days.news_again_after = None;
        self.days.world.outbox.answers.borrow_mut().clear();
        self.days.world.outbox.digest_answers.borrow_mut().clear();
        let unreadable = self.unreadable_on(day);
        for account in &unreadable {
            self.last_unreadable.insert(account.clone(), date);
        }
        self.days.world.make_unreadable(unreadable);
        for mishap in self.script.mishaps.iter().filter(|mishap| mishap.day == day) {
            self.goes_wrong(date, mishap.what);
        }
    }

    fn unreadable_on(&self, day: u32) -> BTreeSet<AccountKey> {
        let mishaps = self.script.mishaps.iter();
        mishaps
            .filter_map(|mishap| match mishap.what {
                Wrong::Unreadable { customer, days } if (mishap.day..mishap.day + days).contains(&day) => {
                    Some(key(customer))
                }
                _ => None,
            })
            .collect()
    }

    fn goes_wrong(&mut self, date: NaiveDate, what: Wrong) {
        let sweep_at = midnight(date) + Duration::hours(i64::from(SWEEP_HOUR_UTC));
        match what {
            Wrong::NoSweep => drop(self.days.missed_sweeps.insert(date)),
            Wrong::SweepLate { hours } => {
                self.days.missed_sweeps.insert(date);
                self.days.sweep_late(sweep_at, sweep_at + Duration::hours(hours));
            }
            Wrong::SweepAgain { hours } => self.days.sweep_again(sweep_at + Duration::hours(hours)),
            Wrong::SchedulesLost => drop(self.days.lost_schedules.insert(date + chrono::Days::new(1))),
            Wrong::EverythingTwice => self.days.everything_twice = true,
            Wrong::Late { minutes } => self.days.late_by = Duration::minutes(minutes),
            Wrong::ClockJumps { minutes } => self.days.clock_is_off_by = Duration::minutes(minutes),
            Wrong::SendsAgain { minutes } => self.days.sends_again_after = Some(Duration::minutes(minutes)),
            Wrong::ServiceDown { mails } => self.service_says(mails, || MailError::NotNow("down".into())),
            Wrong::NoAnswer { mails } => self.service_says(mails, || MailError::Unknown("silent".into())),
            Wrong::DiesMailing { mails, news_is_lost } => {
                self.days.world.die_with_mails(mails);
                self.days.news_is_lost |= news_is_lost;
            }
            Wrong::NewsLate { hours } => self.days.news_after = Duration::hours(hours),
            Wrong::NewsInReverse => self.days.news_in_reverse = true,
            Wrong::NewsAgain { hours } => self.days.news_again_after = Some(Duration::hours(hours)),
            Wrong::Unreadable { .. } => {}
        }
    }

    fn service_says(&self, mails: usize, what: impl Fn() -> MailError) {
        let outbox = &self.days.world.outbox;
        for answers in [&outbox.answers, &outbox.digest_answers] {
            answers.borrow_mut().extend((0..mails).map(|_| what()));
        }
    }
}
