//! A script, lived day by day.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use dunning::account::{Account, AccountKey};
use dunning::arrival::{Arrival, CustomerArrival, InvoiceArrival, PaymentArrival};
use dunning::flow::ingest::set_aside;
use dunning::flow::operate::{Operation, operate};
use dunning::ledger::Ledger;
use dunning::money::Money;
use dunning::ports::{InForce, MailError};
use dunning::residence::Residence;
use dunning::stage::Tone;
use dunning::task::TaskKind;
use rust_decimal::Decimal;
use tests::world::{
    Broken, Days, Fate, Sending, mail_was_right, nothing_is_forgotten, nothing_was_said_twice, ready,
};

use super::script::{Customer, DAYS, DAYS_OF_PEACE, Deed, HOMES, Script, Temper, What, Wrong};
use super::temper::{Reaction, reactions};
use super::truth::{Fact, Owed, Truth, number};
use crate::book;

/// An unchanged ledger is looked at again after so many days: the agenda is held against more days than that.
const LOOK_AGAIN_AFTER_DAYS: i64 = 15;
/// So long may an account stay behind the sweeps, whatever goes wrong.
const BEHIND_AT_MOST_DAYS: i64 = 14;
/// A person looks at the tasks.
const PERSON_LOOKS_EVERY_DAYS: u32 = 6;
/// Overdue letters that an invoice nobody reacts to must have had so many days after it was due and known.
const EXPECTED: [(Tone, i64); 4] = [
    (Tone::EarlyLate, 45),
    (Tone::LateLate, 75),
    (Tone::SecondNotice, 110),
    (Tone::FinalNotice, 170),
];

/// How much happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lived {
    years: u64,
    mails: usize,
    tones: BTreeMap<&'static str, usize>,
    payments: usize,
    answers: usize,
    struck: usize,
    tasks: BTreeMap<&'static str, usize>,
    letter_states: BTreeMap<&'static str, usize>,
}

impl Lived {
    pub(crate) fn add(&mut self, other: &Self) {
        self.years += other.years;
        self.mails += other.mails;
        self.payments += other.payments;
        self.answers += other.answers;
        self.struck += other.struck;
        for (sums, counts) in [
            (&mut self.tones, &other.tones),
            (&mut self.tasks, &other.tasks),
            (&mut self.letter_states, &other.letter_states),
        ] {
            for (name, count) in counts {
                *sums.entry(name).or_default() += count;
            }
        }
    }

    /// # Panics
    /// If the years were too quiet to prove anything.
    pub(crate) fn assert_is_full_of_life(&self, years: u64) {
        assert_eq!(self.years, years);
        if years < 100 {
            return;
        }
        for tone in Tone::ALL {
            assert!(
                self.tones.get(tone.name()).is_some_and(|count| *count > 100),
                "{} {self}",
                tone.name()
            );
        }
        for state in [
            "delivered",
            "unknown",
            "bounced",
            "complained",
            "rejected",
            "released",
        ] {
            assert!(
                self.letter_states.contains_key(state),
                "no letter is {state}: {self}"
            );
        }
        assert!(
            self.struck > 1_000 && self.payments > 1_000 && self.answers > 1_000,
            "{self}"
        );
    }
}

impl fmt::Display for Lived {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} years: {} mails {:?}, now {:?}; {} payments, {} answers, {} strokes; open tasks {:?}",
            self.years,
            self.mails,
            self.tones,
            self.letter_states,
            self.payments,
            self.answers,
            self.struck,
            self.tasks
        )
    }
}

/// Lives a script.
///
/// # Errors
/// The first promise that is broken, or what panicked, in words.
pub(crate) fn live(script: &Script) -> Result<Lived, Broken> {
    let life = AssertUnwindSafe(|| Life::begin(script).live());
    catch_unwind(life).unwrap_or_else(|panic| {
        let told = panic.downcast_ref::<String>().cloned();
        let told = told.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(told.unwrap_or_else(|| "something panicked".to_owned()))
    })
}

struct Life<'a> {
    script: &'a Script,
    in_force: InForce,
    days: Days,
    truth: Truth,
    uploads: usize,
    lived: Lived,
    seen_sendings: usize,
    seen_applied: usize,
    seen_answers: usize,
    /// By account: the version that was looked at, and when.
    looked_at: BTreeMap<AccountKey, (u64, NaiveDate)>,
    readable_from: BTreeMap<AccountKey, NaiveDate>,
    /// What is still to be done because of a letter, by day.
    to_do: BTreeMap<u32, Vec<ToDo>>,
}

/// Money that somebody sends because of a letter.
struct ToDo {
    customer: u32,
    /// The invoice that is named, if one is.
    invoice: Option<u32>,
    /// None: all that is open.
    cents: Option<i64>,
    percent: i64,
    is_named: bool,
    back_after_days: Option<u32>,
    twice: bool,
}

fn name(customer: u32) -> String {
    format!("C-{customer}")
}

fn key(customer: u32) -> AccountKey {
    AccountKey::derive("lagopus", &name(customer))
}

fn first_address(customer: u32) -> String {
    format!("first@c-{customer}.example.com")
}

impl<'a> Life<'a> {
    fn begin(script: &'a Script) -> Self {
        let in_force = book::standard();
        let mut days = Days::begin(in_force.clone(), midnight(script.begins_on));
        days.passes_over_empty_shards = true;
        days.pages_a_sweep = 8;
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
            lived: Lived {
                years: 1,
                ..Lived::default()
            },
            seen_sendings: 0,
            seen_applied: 0,
            seen_answers: 0,
            looked_at: BTreeMap::new(),
            readable_from: BTreeMap::new(),
            to_do: BTreeMap::new(),
        };
        for customer in &script.customers {
            life.upload(
                0,
                1,
                vec![directory_row(customer, customer.home, "first")],
                Vec::new(),
            );
        }
        life
    }

    fn live(mut self) -> Result<Lived, Broken> {
        for day in 0..DAYS + DAYS_OF_PEACE {
            self.begin_day(day);
            for deed in self.script.deeds.iter().filter(|deed| deed.day == day) {
                self.done(deed);
            }
            for to_do in self.to_do.remove(&day).unwrap_or_default() {
                self.pay(day, &to_do);
            }
            self.days
                .run_until(midnight(self.date(day)) + Duration::minutes(24 * 60 - 1));
            self.lived.struck += usize::from(self.days.world.struck().is_some());
            self.learn();
            self.check_day(day)?;
            if day % PERSON_LOOKS_EVERY_DAYS == 5 {
                self.a_person_looks();
            }
            if day % 60 == 59 {
                nothing_was_said_twice(&self.days)?;
            }
        }
        nothing_was_said_twice(&self.days)?;
        for ledger in self.days.world.store.ledgers() {
            for task in &ledger.tasks {
                *self.lived.tasks.entry(task.kind.name()).or_default() += 1;
            }
            for letter in &ledger.letters {
                *self.lived.letter_states.entry(letter.state.name()).or_default() += 1;
            }
        }
        Ok(self.lived)
    }

    fn date(&self, day: u32) -> NaiveDate {
        self.script.begins_on + chrono::Days::new(u64::from(day))
    }

    /// Sets the day's luck.
    fn begin_day(&mut self, day: u32) {
        let date = self.date(day);
        let strokes = self.script.strokes.iter().filter(|stroke| stroke.day == day);
        self.days
            .world
            .strike_at_each(strokes.map(|stroke| (stroke.call, stroke.stroke)).collect());
        self.days.everything_twice = false;
        self.days.late_by = Duration::zero();
        self.days.news_after = Duration::minutes(1);
        self.days.world.outbox.answers.borrow_mut().clear();
        let mut unreadable = BTreeSet::new();
        for mishap in &self.script.mishaps {
            if let Wrong::Unreadable { customer, days } = mishap.what
                && (mishap.day..mishap.day + days).contains(&day)
            {
                unreadable.insert(key(customer));
                self.readable_from
                    .insert(key(customer), date + chrono::Days::new(1));
            }
            if mishap.day != day {
                continue;
            }
            match mishap.what {
                Wrong::NoSweep => drop(self.days.missed_sweeps.insert(date)),
                Wrong::SweepAgain { hours } => self
                    .days
                    .sweep_again(midnight(date) + Duration::hours(9 + i64::from(hours))),
                Wrong::SchedulesLost => drop(self.days.lost_schedules.insert(date + chrono::Days::new(1))),
                Wrong::EverythingTwice => self.days.everything_twice = true,
                Wrong::Late { minutes } => self.days.late_by = Duration::minutes(minutes),
                Wrong::ServiceDown { mails } => self.service_says(mails, || MailError::NotNow("down".into())),
                Wrong::NoAnswer { mails } => self.service_says(mails, || MailError::Unknown("silent".into())),
                Wrong::NewsLate { hours } => self.days.news_after = Duration::hours(hours),
                Wrong::Unreadable { .. } => {}
            }
        }
        self.days.world.make_unreadable(unreadable);
    }

    fn service_says(&self, mails: usize, what: impl Fn() -> MailError) {
        let mut answers = self.days.world.outbox.answers.borrow_mut();
        answers.extend((0..mails).map(|_| what()));
    }

    fn upload(&mut self, day: u32, minute: u32, arrivals: Vec<Arrival>, facts: Vec<Fact>) {
        self.uploads += 1;
        let object = format!("uploads/{}.json", self.uploads);
        self.truth.on_its_way(object.clone(), facts);
        let at = midnight(self.date(day)) + Duration::minutes(i64::from(minute));
        self.days.upload(at, &object, arrivals);
    }

    fn done(&mut self, deed: &Deed) {
        let Some(customer) = self
            .script
            .customers
            .iter()
            .find(|customer| customer.serial == deed.customer)
        else {
            return;
        };
        match deed.what {
            What::Invoice {
                serial,
                due_in_days,
                cents,
                ..
            } => {
                let due_on = self.date(deed.day) + Duration::days(due_in_days);
                self.truth
                    .invoices
                    .insert(serial, Owed::new(deed.customer, cents, due_on));
                self.upload_invoice(deed, deed);
            }
            What::Again { invoice } => {
                let first =
                    self.script.deeds.iter().find(
                        |other| matches!(other.what, What::Invoice { serial, .. } if serial == invoice),
                    );
                if let Some(first) = first {
                    self.upload_invoice(first, deed);
                }
            }
            What::Pays { invoice, percent } => {
                let to_do = ToDo {
                    percent,
                    ..ToDo::all(deed.customer, Some(invoice))
                };
                self.pay(deed.day, &to_do);
            }
            What::Credit { invoice, percent } => {
                let Some(owed) = self.truth.invoices.get(&invoice) else {
                    return;
                };
                let cents = owed.cents * percent / 100;
                let credited = number(invoice);
                let note = book::credit_note(
                    &name(deed.customer),
                    &format!("CN-{}", self.uploads),
                    &euros(cents),
                    Some(&credited),
                );
                self.upload(
                    deed.day,
                    deed.minute,
                    vec![note],
                    vec![Fact::Settled { invoice, cents }],
                );
            }
            What::Moves { home } => {
                self.upload(
                    deed.day,
                    deed.minute,
                    vec![directory_row(customer, home, "first")],
                    Vec::new(),
                );
            }
            What::ChangesAddress => {
                let row = directory_row(customer, customer.home, "new");
                self.upload(deed.day, deed.minute, vec![row], Vec::new());
            }
        }
    }

    /// Uploads the invoice of a deed, on the day of another.
    fn upload_invoice(&mut self, of: &Deed, on: &Deed) {
        let What::Invoice {
            serial,
            due_in_days,
            issued_days_ago,
            cents,
        } = of.what
        else {
            return;
        };
        let first_day = self.date(of.day);
        let due_on = first_day + Duration::days(due_in_days);
        let issued_on = (first_day - chrono::Days::new(issued_days_ago)).min(due_on);
        let invoice = InvoiceArrival {
            payable: money(cents),
            ..book::invoice(
                &name(of.customer),
                &number(serial),
                &issued_on.to_string(),
                &due_on.to_string(),
            )
        };
        self.upload(
            on.day,
            on.minute,
            vec![Arrival::Invoice(invoice)],
            vec![Fact::Known(serial)],
        );
    }

    /// Money comes in.
    fn pay(&mut self, day: u32, to_do: &ToDo) {
        let now = midnight(self.date(day));
        let open = to_do
            .invoice
            .map_or(0, |invoice| self.truth.open_cents(invoice, now));
        let cents = to_do.cents.unwrap_or(open * to_do.percent / 100);
        if cents <= 0 {
            return;
        }
        let identity = format!("B-{}", self.uploads);
        let booked = self.date(day).to_string();
        let (payment, fact) = match to_do.invoice.filter(|_| to_do.is_named) {
            Some(invoice) => (
                book::payment(
                    &identity,
                    &euros(cents),
                    &booked,
                    &format!("RE {} MERCI", number(invoice)),
                ),
                Fact::Settled { invoice, cents },
            ),
            None => (
                book::payment_by(&identity, &euros(cents), &booked, &name(to_do.customer)),
                Fact::Unnamed {
                    customer: to_do.customer,
                    cents,
                },
            ),
        };
        self.lived.payments += 1;
        self.upload(day, 600, vec![Arrival::Payment(payment.clone())], vec![fact]);
        if to_do.twice {
            self.upload(day, 700, vec![Arrival::Payment(payment.clone())], Vec::new());
        }
        if let (Some(after), Some(invoice)) = (to_do.back_after_days, to_do.invoice) {
            let back = PaymentArrival {
                identity: format!("{identity}-back"),
                amount: money(-cents),
                booked_on: self.date(day + after),
                ..payment
            };
            let fact = Fact::Settled {
                invoice,
                cents: -cents,
            };
            self.upload(day + after, 650, vec![Arrival::Payment(back)], vec![fact]);
        }
    }

    /// Takes note of what was dealt with, and lets customers react.
    fn learn(&mut self) {
        let mut applied = self.days.applied.clone().split_off(self.seen_applied);
        self.seen_applied += applied.len();
        applied.sort();
        for (at, object) in applied {
            self.truth.applied(&object, at);
        }
        let answered = self.days.answered.clone().split_off(self.seen_answers);
        self.seen_answers += answered.len();
        for answer in answered {
            self.lived.answers += 1;
            let Some(ledger) = self.days.ledger(&answer.letter.account) else {
                continue;
            };
            let zone = Residence::of(&ledger.account, &self.in_force.creditor).zone;
            let letter = ledger.letters.iter().find(|letter| letter.id == answer.letter);
            let lines = letter.map_or(&[][..], |letter| letter.lines.as_slice());
            let numbers = lines.iter().filter_map(|line| serial(&line.invoice.to_string()));
            let open: Vec<u32> = numbers
                .filter(|serial| self.truth.open_cents(*serial, answer.at) > 0)
                .collect();
            let today = answer.at.with_timezone(&zone).date_naive();
            self.truth.answered(&answer, &open, today);
        }
    }

    fn check_day(&mut self, day: u32) -> Result<(), Broken> {
        let sendings: Vec<Sending> = self.days.sendings[self.seen_sendings..].to_vec();
        self.seen_sendings += sendings.len();
        for sending in &sendings {
            mail_was_right(sending, &self.in_force)?;
            let customer = self.customer_of(&sending.mail.letter.account)?;
            self.truth.allows(sending, customer.serial)?;
            self.lived.mails += 1;
            *self.lived.tones.entry(sending.letter()?.tone.name()).or_default() += 1;
            self.react(day, customer, sending)?;
        }
        self.check_ledgers(day)?;
        self.check_spacing(&sendings)?;
        self.check_progress(day)
    }

    fn customer_of(&self, account: &AccountKey) -> Result<&'a Customer, Broken> {
        let mut customers = self.script.customers.iter();
        customers
            .find(|customer| &key(customer.serial) == account)
            .ok_or_else(|| format!("a mail went to {account}, which is nobody's account"))
    }

    fn check_ledgers(&mut self, day: u32) -> Result<(), Broken> {
        let today = self.date(day);
        for ledger in self.days.world.store.ledgers() {
            let account = &ledger.account;
            let looked_at = self.looked_at.get(&account.key);
            let is_known = looked_at.is_some_and(|(version, on)| {
                *version == account.version && (today - *on).num_days() < LOOK_AGAIN_AFTER_DAYS
            });
            if !is_known {
                nothing_is_forgotten(&self.days, &ledger, &self.in_force)?;
                self.looked_at
                    .insert(account.key.clone(), (account.version, today));
            }
            self.check_is_not_left_behind(account, today)?;
        }
        Ok(())
    }

    fn check_is_not_left_behind(&self, account: &Account, today: NaiveDate) -> Result<(), Broken> {
        let readable_for = self
            .readable_from
            .get(&account.key)
            .map_or(i64::MAX, |from| (today - *from).num_days());
        let behind = account.agenda.map_or(0, |agenda| (today - agenda).num_days());
        if behind > BEHIND_AT_MOST_DAYS && readable_for > BEHIND_AT_MOST_DAYS {
            return Err(format!(
                "{} has been due for {behind} days, since {:?}, and nobody looks",
                account.customer, account.agenda
            ));
        }
        Ok(())
    }

    /// One letter a day, a letter-free day between two, at most two in seven days and six in thirty.
    fn check_spacing(&self, sendings: &[Sending]) -> Result<(), Broken> {
        for sending in sendings {
            let account = &sending.mail.letter.account;
            let customer = self.customer_of(account)?;
            if customer.fates.iter().any(|fate| *fate != Fate::Delivered) {
                continue;
            }
            let on = sending.mail.letter.day;
            let of_customer = self
                .days
                .sendings
                .iter()
                .filter(|other| &other.mail.letter.account == account);
            let before: Vec<i64> = of_customer
                .map(|other| (on - other.mail.letter.day).num_days())
                .filter(|days| *days >= 0)
                .collect();
            let within = |days: i64| before.iter().filter(|ago| **ago < days).count();
            for (days, at_most) in [(2, 1), (7, 2), (30, 6)] {
                if within(days) > at_most {
                    return Err(format!(
                        "{}: more than {at_most} letters in {days} days (days before: {before:?})",
                        sending.told()?
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whoever never reacts gets one stage after the other, in time.
    fn check_progress(&self, day: u32) -> Result<(), Broken> {
        let today = self.date(day);
        if day % 7 != 0 {
            return Ok(());
        }
        let ignore: Vec<u32> = self
            .script
            .customers
            .iter()
            .filter(|customer| customer.temper == Temper::Ignores)
            .map(|customer| customer.serial)
            .collect();
        for (serial, owed) in &self.truth.invoices {
            let Some(known) = owed.known_since.filter(|_| ignore.contains(&owed.customer)) else {
                continue;
            };
            if self.readable_from.contains_key(&key(owed.customer)) {
                continue;
            }
            let since = owed.due_on.max(known.date_naive());
            let ledger = self.days.ledger(&key(owed.customer));
            let letters = ledger.map_or_else(Vec::new, |ledger| ledger.letters);
            for (tone, after_days) in EXPECTED {
                let is_said = letters.iter().any(|letter| {
                    let mut lines = letter.lines.iter();
                    letter.state.counts_as_reached()
                        && lines.any(|line| {
                            line.invoice.to_string() == number(*serial)
                                && line.stages.iter().any(|stage| stage.as_str() == tone.name())
                        })
                });
                if (today - since).num_days() > after_days && !is_said {
                    return Err(format!(
                        "{} of {}, due on {} and known since {known}, had no {} by {today}",
                        number(*serial),
                        name(owed.customer),
                        owed.due_on,
                        tone.name()
                    ));
                }
            }
        }
        Ok(())
    }

    fn react(&mut self, day: u32, customer: &Customer, sending: &Sending) -> Result<(), Broken> {
        if day >= DAYS {
            return Ok(());
        }
        let letter = sending.mail.letter.clone();
        let lines = &sending.letter()?.lines;
        let serials: Vec<u32> = lines
            .iter()
            .filter_map(|line| serial(&line.invoice.to_string()))
            .collect();
        let Some(first) = serials.first().copied() else {
            return Ok(());
        };
        let all = |invoice| ToDo::all(customer.serial, Some(invoice));
        for reaction in reactions(self.script.seed, customer.serial, customer.temper, letter.day) {
            let (after_days, to_do) = match reaction {
                Reaction::PaysAll { after_days, twice } => {
                    let each = serials.iter().map(|invoice| ToDo {
                        twice,
                        ..all(*invoice)
                    });
                    (after_days, each.collect())
                }
                Reaction::PaysPart { after_days, percent } => (
                    after_days,
                    vec![ToDo {
                        percent,
                        ..all(first)
                    }],
                ),
                Reaction::PaysUnnamed { after_days } => (
                    after_days,
                    vec![ToDo {
                        is_named: false,
                        ..all(first)
                    }],
                ),
                Reaction::PaysSomething { after_days, cents } => {
                    let something = ToDo {
                        cents: Some(cents),
                        is_named: false,
                        ..ToDo::all(customer.serial, None)
                    };
                    (after_days, vec![something])
                }
                Reaction::PaysAndTakesBack {
                    after_days,
                    back_after_days,
                } => {
                    let back_after_days = Some(back_after_days);
                    (
                        after_days,
                        vec![ToDo {
                            back_after_days,
                            ..all(first)
                        }],
                    )
                }
                Reaction::Answers { after_hours, answer } => {
                    let at = midnight(self.date(day + 1)) + Duration::hours(after_hours);
                    self.days.answer(at, letter.clone(), answer);
                    continue;
                }
            };
            self.to_do.entry(day + 1 + after_days).or_default().extend(to_do);
        }
        Ok(())
    }

    /// A person approves what waits for it, and settles some of what only a person can.
    fn a_person_looks(&mut self) {
        let now = self.days.now();
        for ledger in self.days.world.store.ledgers() {
            for task in &ledger.tasks {
                let settles = (u64::from(task.opened_on.ordinal0()) + self.script.seed) % 3 == 0;
                self.deal_with(&ledger, task.kind, &task.subject, settles, now);
            }
        }
    }

    fn deal_with(
        &mut self,
        ledger: &Ledger,
        kind: TaskKind,
        subject: &str,
        settles: bool,
        now: DateTime<Utc>,
    ) {
        let world = &self.days.world;
        let account = &ledger.account.key;
        let about = ledger
            .invoices
            .iter()
            .find(|invoice| invoice.id.to_string() == subject);
        match (kind, about) {
            (TaskKind::Approve, Some(invoice)) => {
                let approve = Operation::Approve {
                    invoice: invoice.id.clone(),
                    stage: None,
                };
                let _ = ready(operate(world, &world.outbox, account, &approve, "ann", now));
            }
            (TaskKind::CheckDispute, Some(invoice)) if settles => {
                let resume = Operation::Resume {
                    invoice: Some(invoice.id.clone()),
                    despite_doubts: false,
                };
                if let (Ok(_), Some(serial)) = (
                    ready(operate(world, &world.outbox, account, &resume, "ann", now)),
                    serial(subject),
                ) {
                    self.truth.resumed(serial, now);
                }
            }
            (TaskKind::MatchPayment, _) if settles => {
                if let Ok(true) = ready(set_aside(world, account, "ann", now)) {
                    self.truth.set_aside(now);
                }
            }
            _ => {}
        }
    }
}

impl ToDo {
    /// All that is open of an invoice, by its number.
    fn all(customer: u32, invoice: Option<u32>) -> Self {
        Self {
            customer,
            invoice,
            cents: None,
            percent: 100,
            is_named: true,
            back_after_days: None,
            twice: false,
        }
    }
}

fn serial(number: &str) -> Option<u32> {
    number.strip_prefix("INV-")?.parse().ok()
}

fn directory_row(customer: &Customer, home: usize, first: &str) -> Arrival {
    let (region, zone) = HOMES[home % HOMES.len()];
    let mut addresses = vec![format!("{first}@c-{}.example.com", customer.serial)];
    addresses
        .extend((1..customer.contacts).map(|nth| format!("desk-{nth}@c-{}.example.com", customer.serial)));
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    Arrival::Customer(CustomerArrival {
        zone: Some(zone),
        ..book::business(&name(customer.serial), region, &addresses)
    })
}

fn money(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2), book::euros("0").currency)
}

fn euros(cents: i64) -> String {
    Decimal::new(cents, 2).to_string()
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(0, 0, 0).unwrap().and_utc()
}
