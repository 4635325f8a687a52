//! A story over days, and what must hold on each of them whatever happens.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Timelike, Utc};
use dunning::account::AccountKey;
use dunning::answer::{About, Answer};
use dunning::arrival::Arrival;
use dunning::chain::verify;
use dunning::hold::HoldState;
use dunning::ledger::Ledger;
use dunning::letter::{Letter, LetterState};
use dunning::plan::{DayPlan, plan};
use dunning::ports::{InForce, Ledgers, Settings, Stories};
use dunning::residence::Residence;
use dunning::timing::opening;
use tests::world::{Days, Sending, ready};

use crate::book::{at, day, standard};

/// How far ahead the check looks for something that the agenda overlooks.
const LOOK_AHEAD_DAYS: usize = 20;

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
        self.days.sendings.iter().map(told).collect()
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
        for sending in &self.days.sendings {
            check_mail(sending, &in_force);
        }
        self.check_nothing_was_said_twice();
        for ledger in self.days.world.store.ledgers() {
            self.check_nothing_is_forgotten(&ledger, &in_force);
        }
    }

    fn check_nothing_was_said_twice(&self) {
        let mut said = BTreeMap::<_, Vec<&Sending>>::new();
        for sending in &self.days.sendings {
            for line in &letter_of(sending).lines {
                for stage in &line.stages {
                    let what = (
                        &sending.mail.letter.account,
                        line.invoice.to_string(),
                        stage.clone(),
                    );
                    said.entry(what).or_default().push(sending);
                }
            }
        }
        for ((account, invoice, stage), sendings) in said {
            let letters = self.days.ledger(account).unwrap().letters;
            // All but the last were proved not to have arrived.
            for earlier in sendings.iter().rev().skip(1) {
                let state = letters
                    .iter()
                    .find(|letter| letter.id == earlier.mail.letter)
                    .unwrap()
                    .state
                    .clone();
                assert!(
                    matches!(state, LetterState::Bounced { .. } | LetterState::Rejected { .. }),
                    "{invoice} {stage} was said twice, first on {} ({})",
                    earlier.at,
                    state.name()
                );
            }
        }
    }

    /// Whatever is open has a next day, and the agenda knows it.
    fn check_nothing_is_forgotten(&self, ledger: &Ledger, in_force: &InForce) {
        let today = self
            .days
            .now()
            .with_timezone(&Residence::of(&ledger.account, &in_force.creditor).zone)
            .date_naive();
        let first = self.days.decided_to().map_or(today, |day| day.max(today));
        let agenda = ledger.account.agenda;
        let overlooked = first
            .iter_days()
            .take(LOOK_AHEAD_DAYS)
            .take_while(|day| agenda.is_none_or(|agenda| *day < agenda));
        for day in overlooked {
            let plan = self.plan(ledger, day);
            assert!(
                plan.letter.is_none() && plan.questions.is_empty(),
                "{}: something is due on {day}, the agenda says {agenda:?}; it is {}",
                ledger.account.customer,
                self.days.now()
            );
        }
    }
}

fn letter_of(sending: &Sending) -> &Letter {
    let letters = &sending.ledger.as_ref().unwrap().letters;
    letters
        .iter()
        .find(|letter| letter.id == sending.mail.letter)
        .expect("no mail without a claim")
}

fn told(sending: &Sending) -> String {
    let lines: Vec<String> = letter_of(sending)
        .lines
        .iter()
        .map(|line| {
            let stages: Vec<&str> = line.stages.iter().map(|stage| stage.as_str()).collect();
            format!("{} {}", line.invoice, stages.join("+"))
        })
        .collect();
    format!("{} {}", sending.mail.letter.day, lines.join(", "))
}

fn check_mail(sending: &Sending, in_force: &InForce) {
    let told = told(sending);
    let ledger = sending.ledger.as_ref().unwrap();
    let residence = Residence::of(&ledger.account, &in_force.creditor);
    let on = sending.mail.letter.day;
    let open = opening(on, in_force.policy.window, residence.zone).unwrap();
    assert!(open.contains(sending.at), "{told} left outside the window");
    let local = |instant: DateTime<Utc>| instant.with_timezone(&residence.zone);
    assert_eq!(local(sending.at).date_naive(), on, "{told} left on another day");
    assert!(
        !local(sending.planned_for).minute().is_multiple_of(5),
        "{told} left at a round minute"
    );
    assert!(
        in_force.policy.calendar.is_open(on, residence.region),
        "{told} left on a closed day"
    );
    assert!(!sending.was_suppressed, "{told} went to a suppressed address");
    let contacts = &ledger.account.contacts;
    assert!(
        contacts.iter().any(|contact| contact.email == sending.mail.to),
        "{told} went to a stranger"
    );
    for line in &letter_of(sending).lines {
        let invoice = ledger.invoices.iter().find(|invoice| invoice.id == line.invoice);
        let invoice = invoice.unwrap_or_else(|| panic!("{told}: {} was not open", line.invoice));
        assert!(
            invoice.open().amount > 0.into(),
            "{told}: {} was paid",
            line.invoice
        );
        for hold in ledger.account.holds.iter().chain(&invoice.holds) {
            let state = hold.on(on, &in_force.policy.calendar, residence.region);
            assert!(
                !matches!(state, HoldState::Holding { .. }),
                "{told} in spite of {:?}",
                hold.kind
            );
        }
    }
}
