//! What people do: customers about their letters, a person of the creditor's about tasks.

use chrono::{DateTime, Datelike, Duration, Utc};
use dunning::account::EmailAddress;
use dunning::flow::feedback::News;
use dunning::flow::ingest::set_aside;
use dunning::flow::operate::{Operation, Outcome, operate};
use dunning::invoice::InvoiceId;
use dunning::ledger::Ledger;
use dunning::residence::Residence;
use dunning::task::{Task, TaskKind};
use tests::world::{Answered, Applied, Broken, Sending, ready};

use super::super::script::{Customer, DAYS};
use super::super::temper::{Reaction, reactions};
use super::super::truth::serial;
use super::{Life, ToDo, midnight};

/// What was dealt with.
enum Learned {
    Applied(Applied),
    Told(News),
    Answered(Answered),
}

/// A person tries so often; a day has fewer strokes in a row.
const TRIES_AT_MOST: usize = 20;

impl Life<'_> {
    /// Takes note of what was dealt with, in the order in which it was.
    pub(super) fn learn(&mut self) -> Result<(), Broken> {
        let applied = self.days.applied[self.seen.applied..].iter();
        let told = self.days.told[self.seen.news..].iter();
        let answered = self.days.answered[self.seen.answers..].iter();
        let mut learned: Vec<(u64, Learned)> = applied
            .map(|applied| (applied.turn, Learned::Applied(applied.clone())))
            .chain(told.map(|(turn, news)| (*turn, Learned::Told(news.clone()))))
            .chain(answered.map(|answered| (answered.turn, Learned::Answered(answered.clone()))))
            .collect();
        learned.sort_by_key(|(turn, _)| *turn);
        self.seen.applied = self.days.applied.len();
        self.seen.news = self.days.told.len();
        self.seen.answers = self.days.answered.len();
        let today = self.days.now().date_naive();
        for (turn, learned) in learned {
            match learned {
                Learned::Applied(applied) => self.truth.applied(&applied, today),
                Learned::Told(news) => {
                    if let Some(letter) = &news.letter {
                        let customer = self.customer_of(&letter.account)?.serial;
                        self.truth.told(turn, &news, customer);
                    }
                }
                Learned::Answered(answered) => {
                    self.lived.answers += 1;
                    self.learn_answer(&answered)?;
                }
            }
        }
        Ok(())
    }

    fn learn_answer(&mut self, answered: &Answered) -> Result<(), Broken> {
        let account = &answered.letter.account;
        let customer = self.customer_of(account)?.serial;
        let Some(ledger) = self.days.ledger(account) else {
            return Err(format!("{account} was answered by, and is not there"));
        };
        let zone = Residence::of(&ledger.account, &self.in_force.creditor).zone;
        let letter = ledger.letters.iter().find(|letter| letter.id == answered.letter);
        let lines = letter.map_or(&[][..], |letter| letter.lines.as_slice());
        let numbers = lines.iter().filter_map(|line| serial(&line.invoice.to_string()));
        let open: Vec<u32> = numbers
            .filter(|serial| self.truth.open_cents(*serial, answered.turn) > 0)
            .collect();
        let today = answered.at.with_timezone(&zone).date_naive();
        self.truth.answered(answered, customer, &open, today);
        Ok(())
    }

    /// Lets the customer react to a letter.
    pub(super) fn react(&mut self, day: u32, customer: &Customer, sending: &Sending) -> Result<(), Broken> {
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
                Reaction::PaysAll {
                    after_days,
                    twice,
                    is_seen_before,
                } => {
                    let each = serials.iter().map(|invoice| ToDo {
                        twice,
                        is_seen_before,
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
    pub(super) fn a_person_looks(&mut self) {
        for ledger in self.days.world.store.ledgers() {
            for task in &ledger.tasks {
                let has_time = (u64::from(task.opened_on.ordinal0()) + self.script.seed).is_multiple_of(3);
                if has_time || task.kind == TaskKind::Approve {
                    self.deal_with(&ledger, task);
                }
            }
        }
    }

    fn deal_with(&mut self, ledger: &Ledger, task: &Task) {
        let now = self.days.now();
        let turn = self.days.turn();
        let mut invoices = ledger.invoices.iter().map(|invoice| &invoice.id);
        let about = invoices.find(|id| id.to_string() == task.subject).cloned();
        let resume = |despite_doubts| Operation::Resume {
            invoice: about.clone(),
            despite_doubts,
        };
        match (task.kind, &about) {
            (TaskKind::Approve, Some(invoice)) => {
                let approve = Operation::Approve {
                    invoice: invoice.clone(),
                    stage: None,
                };
                self.decide(ledger, &approve, now);
            }
            (TaskKind::CheckDispute | TaskKind::Review, Some(invoice)) => {
                let was_taken_in = self.decide(ledger, &resume(false), now);
                self.resumed(invoice, turn, was_taken_in);
            }
            (TaskKind::FindAddress, _) if turn.is_multiple_of(2) => self.lift_suppressions(ledger),
            (TaskKind::FindAddress, _) => self.find_address(ledger, now),
            (
                TaskKind::FollowUp
                | TaskKind::Call
                | TaskKind::HandOver
                | TaskKind::BrokenPromise
                | TaskKind::CheckClaimedPayment,
                _,
            )
            | (TaskKind::MatchPayment, Some(_)) => self.close(ledger, task),
            (TaskKind::MatchPayment, None) => {
                let account = &ledger.account.key;
                let said = ready(set_aside(&self.days.world, account, "ann", now));
                let is_open = |ledger: Ledger| !ledger.tasks.is_empty();
                if said.is_ok() && self.days.ledger(account).is_some_and(is_open) {
                    panic!("a payment was set aside, and is asked about all the same: {task:?}");
                }
            }
            (TaskKind::AllocateCredit, None) => {
                if let (Ok(customer), true) = (
                    self.customer_of(&ledger.account.key),
                    self.decide(ledger, &resume(true), now),
                ) {
                    self.truth.customer_resumed(customer.serial, turn);
                }
            }
            _ => {}
        }
    }

    /// Somebody else at the customer's, whom a person has asked.
    fn find_address(&mut self, ledger: &Ledger, now: DateTime<Utc>) {
        let Ok(customer) = self.customer_of(&ledger.account.key) else {
            return;
        };
        let customer = customer.serial;
        let address = format!("found-{}@c-{customer}.example.com", self.days.turn());
        let contact = Operation::Contact {
            email: EmailAddress::parse(&address).unwrap(),
            name: None,
        };
        if self.decide(ledger, &contact, now) {
            self.truth.somebody_is_found(customer, self.days.turn());
        }
    }

    fn resumed(&mut self, invoice: &InvoiceId, turn: u64, was_taken_in: bool) {
        if let Some(serial) = serial(&invoice.to_string()).filter(|_| was_taken_in) {
            self.truth.resumed(serial, turn);
        }
    }

    /// Says whether the decision was taken in. Whoever sees an error tries again; what was done then, is done.
    fn decide(&self, ledger: &Ledger, operation: &Operation, now: DateTime<Utc>) -> bool {
        let world = &self.days.world;
        let account = &ledger.account.key;
        let mut may_be_done = false;
        for _ in 0..TRIES_AT_MOST {
            let outcome = ready(operate(world, &world.outbox, account, operation, "ann", now));
            let has_crashed = world.revive();
            match outcome {
                Ok(Outcome::Approved(_) | Outcome::Resumed { .. } | Outcome::ContactConfirmed) => {
                    return true;
                }
                Ok(_) => return may_be_done,
                Err(_) => may_be_done = true,
            }
            may_be_done |= has_crashed;
        }
        may_be_done
    }
}
