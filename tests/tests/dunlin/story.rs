//! A story over days, and what must hold on each of them whatever happens.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use dunning::account::AccountKey;
use dunning::answer::{About, Answer};
use dunning::arrival::Arrival;
use dunning::chain::verify;
use dunning::ledger::Ledger;
use dunning::letter::Letter;
use dunning::plan::{DayPlan, plan};
use dunning::ports::{InForce, Ledgers, Settings, Stories};
use tests::world::{
    Days, LOOK_AHEAD_DAYS, Sending, mail_was_right, nothing_is_forgotten, nothing_was_said_twice, ready,
};

use crate::book::{at, day, standard};

pub(crate) struct Story {
    pub(crate) days: Days,
    /// Whether the promises are checked on every day, or only where the story pauses.
    pub(crate) checks_daily: bool,
    uploads: usize,
}

pub(crate) fn key(customer: &str) -> AccountKey {
    AccountKey::derive("lagopus", customer)
}

impl Story {
    /// Begins at midnight UTC, on `standard`.
    pub(crate) fn begin(on: &str) -> Self {
        Self::begin_with(standard(), on)
    }

    pub(crate) fn begin_with(in_force: InForce, on: &str) -> Self {
        let days = Days::begin(in_force, at(&format!("{on} 00:00")));
        Self {
            days,
            checks_daily: true,
            uploads: 0,
        }
    }

    /// A file is uploaded at an instant in UTC.
    pub(crate) fn upload(&mut self, when: &str, arrivals: Vec<Arrival>) {
        self.uploads += 1;
        let object = format!("invoices/{}.json", self.uploads);
        self.days.upload(at(when), &object, arrivals);
    }

    /// The customer answers the letter of a day.
    pub(crate) fn answer(&mut self, when: &str, customer: &str, letter_of: &str, answer: Answer) {
        self.until(when);
        let letter = self.letter(customer, letter_of).id;
        self.days.answer(at(when), letter, answer);
    }

    /// The customer answers for some lines of the letter of a day.
    pub(crate) fn answer_for(
        &mut self,
        when: &str,
        customer: &str,
        letter_of: &str,
        answer: Answer,
        lines: &[usize],
    ) {
        self.until(when);
        let letter = self.letter(customer, letter_of).id;
        let about = About::Lines(lines.iter().copied().collect());
        self.days.answer_for(at(when), letter, answer, about);
    }

    /// Lets time pass, to the end of a day or to an instant, and checks every promise on every day.
    pub(crate) fn until(&mut self, when: &str) {
        let end = match when.len() {
            10 => at(&format!("{when} 23:59")),
            _ => at(when),
        };
        while self.days.now() < end {
            let tomorrow = self.days.now() + Duration::hours(24);
            let step = if self.checks_daily { tomorrow.min(end) } else { end };
            self.days.run_until(step);
            self.check();
        }
        self.check_every_story_is_whole();
    }

    fn check_every_story_is_whole(&self) {
        let store = &self.days.world.store;
        for ledger in store.ledgers() {
            let account = ledger.account.key;
            let story = ready(store.story(&account)).unwrap();
            verify(&account, &story, DateTime::<Utc>::MIN_UTC).unwrap();
        }
    }

    pub(crate) fn ledger(&self, customer: &str) -> Ledger {
        self.days.ledger(&key(customer)).unwrap()
    }

    /// The letter of a customer's day, the last attempt.
    pub(crate) fn letter(&self, customer: &str, on: &str) -> Letter {
        let of_the_day = |letter: &&Letter| letter.id.day == day(on);
        self.ledger(customer)
            .letters
            .iter()
            .rfind(of_the_day)
            .unwrap_or_else(|| panic!("no letter of {on}"))
            .clone()
    }

    /// Mails that left, in order: `2026-11-17 INV-1 heads_up, INV-2 heads_up`.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.days
            .sendings
            .iter()
            .map(|sending| sending.told().unwrap())
            .collect()
    }

    /// Mails that left, with their addresses: `2026-11-17 ap@c-1.example.com`.
    pub(crate) fn addressed(&self) -> Vec<String> {
        let address = |sending: &Sending| format!("{} {}", sending.mail.letter.day, sending.mail.to);
        self.days.sendings.iter().map(address).collect()
    }

    /// Open tasks: `follow_up INV-1`.
    pub(crate) fn tasks(&self, customer: &str) -> Vec<String> {
        let mut tasks: Vec<String> = self
            .ledger(customer)
            .tasks
            .iter()
            .map(|task| format!("{} {}", task.kind, task.subject).trim().to_owned())
            .collect();
        tasks.sort();
        tasks
    }

    /// Open invoices with what is open: `INV-1 60.00 EUR`.
    pub(crate) fn open(&self, customer: &str) -> Vec<String> {
        let open = |invoice: &dunning::invoice::Invoice| format!("{} {}", invoice.id, invoice.open());
        self.ledger(customer).invoices.iter().map(open).collect()
    }

    /// The customer's story: what happened, oldest first.
    pub(crate) fn timeline(&self, customer: &str) -> Vec<String> {
        let entries = ready(self.days.world.store.timeline(&key(customer))).unwrap();
        entries.into_iter().map(|entry| entry.what).collect()
    }

    /// What is decided about an invoice on a day, in words.
    pub(crate) fn why(&self, customer: &str, invoice: &str, on: &str) -> String {
        let decisions = self.plan(&self.ledger(customer), day(on)).decisions;
        let about = decisions.iter().find(|(id, _)| id.to_string() == invoice);
        about.map_or("not open".to_owned(), |(_, decision)| decision.to_string())
    }

    pub(crate) fn plan(&self, ledger: &Ledger, on: NaiveDate) -> DayPlan {
        plan(ledger, &self.in_force(), on)
    }

    pub(crate) fn in_force(&self) -> InForce {
        ready(self.days.world.store.settings()).unwrap()
    }

    /// The promises of SPEC 8, as far as they can be read off the mail and the table.
    pub(crate) fn check(&self) {
        let in_force = self.in_force();
        let ledgers = self.days.world.store.ledgers();
        let mails = self.days.sendings.iter();
        let promises = mails
            .map(|sending| mail_was_right(sending, &in_force))
            .chain([nothing_was_said_twice(&self.days)])
            .chain(
                ledgers
                    .iter()
                    .map(|ledger| nothing_is_forgotten(&self.days, ledger, &in_force, LOOK_AHEAD_DAYS)),
            );
        for promise in promises {
            promise.unwrap();
        }
    }
}
