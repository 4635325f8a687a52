//! What a person at the creditor's does by hand: notes money that they saw, lifts a suppression, closes tasks.

use dunning::flow::ingest::{Noted, PaymentNote, note_payment};
use dunning::flow::operate::{Closed, Lifted, Lifting, close_task, lift};
use dunning::invoice::InvoiceId;
use dunning::ledger::Ledger;
use dunning::ports::PortError;
use dunning::task::{Task, TaskKind};
use rust_decimal::Decimal;
use tests::world::ready;

use super::super::truth::{number, serial};
use super::{Life, key};

/// A person tries so often; a day has fewer strokes in a row.
const TRIES_AT_MOST: usize = 20;

/// What a person was told in the end.
struct Told<T> {
    answer: T,
    /// Whether a try before failed, of which nobody knows how much it did.
    after_a_failure: bool,
}

impl Life<'_> {
    /// Whoever sees an error tries again.
    fn insist<T>(&self, attempt: impl Fn() -> Result<T, PortError>) -> Option<Told<T>> {
        let mut after_a_failure = false;
        for _ in 0..TRIES_AT_MOST {
            let outcome = attempt();
            let has_died = self.days.world.revive();
            match outcome {
                Ok(answer) if !has_died => {
                    return Some(Told {
                        answer,
                        after_a_failure,
                    });
                }
                _ => after_a_failure = true,
            }
        }
        None
    }

    /// A person saw the money for an invoice and notes it, before any bank tells of it. Says whether it counts.
    pub(super) fn note(&mut self, customer: u32, invoice: u32, cents: i64) -> bool {
        let account = key(customer);
        let named = number(invoice);
        let is_it = |id: &&InvoiceId| id.to_string() == named;
        let ledger = self.days.ledger(&account);
        let open = ledger
            .iter()
            .flat_map(|ledger| &ledger.invoices)
            .map(|open| &open.id);
        let Some(id) = open.into_iter().find(is_it).cloned() else {
            return false;
        };
        let note = PaymentNote {
            amount: Some(Decimal::new(cents, 2)),
            on: None,
            reference: format!("seen {}", self.days.turn()),
        };
        let (world, now) = (&self.days.world, self.days.now());
        let told = self.insist(|| {
            ready(note_payment(
                world,
                &world.outbox,
                (&account, &id),
                &note,
                "ann",
                now,
            ))
        });
        let counts = told.is_some_and(|told| match told.answer {
            Noted::Paid | Noted::InPart { .. } => true,
            // The try that failed had closed the invoice.
            Noted::Unchanged | Noted::NotOpen => told.after_a_failure,
            Noted::InBalance { .. } | Noted::NotYet { .. } | Noted::NoSum => false,
        });
        if counts {
            self.lived.noted += 1;
            self.truth.noted(invoice, cents, self.days.turn());
        }
        counts
    }

    /// The customer says that the mailbox works again.
    pub(super) fn lift_suppressions(&mut self, ledger: &Ledger) {
        let lifting = Lifting {
            author: "ann",
            reason: "the mailbox works again",
            despite_complaint: false,
        };
        let account = ledger.account.key.clone();
        let suppressed = ledger
            .account
            .contacts
            .iter()
            .filter(|contact| contact.suppressed);
        for address in suppressed.map(|contact| &contact.email) {
            let (world, now) = (&self.days.world, self.days.now());
            let accounts = std::slice::from_ref(&account);
            let told = self.insist(|| ready(lift(world, &world.outbox, address, accounts, &lifting, now)));
            if told.is_some_and(|told| told.answer != Lifted::Complained) {
                self.lived.lifted += 1;
                self.truth.lifted(address.as_str());
            }
        }
    }

    /// A person has dealt with what a task asks for.
    pub(super) fn close(&mut self, ledger: &Ledger, task: &Task) {
        // Whoever knows whose the money is does not say that it is nobody's.
        let is_clear = |invoice| !self.truth.is_money_in_doubt(invoice);
        if task.kind == TaskKind::MatchPayment && serial(&task.subject).is_none_or(is_clear) {
            return;
        }
        let account = &ledger.account.key;
        let identity = task.identity();
        let (world, now) = (&self.days.world, self.days.now());
        let by = ("ann", "done");
        let told = self.insist(|| ready(close_task(world, &world.outbox, account, &identity, by, now)));
        let Some(told) = told else { return };
        let was_closed = match told.answer {
            Closed::Ended(_) | Closed::StillHeld => true,
            Closed::NotOpen => told.after_a_failure,
            Closed::SetAside | Closed::Wants(_) => false,
        };
        if !was_closed {
            return;
        }
        self.lived.tasks_closed += 1;
        match (task.kind, serial(&task.subject)) {
            (TaskKind::MatchPayment, Some(invoice)) => self.truth.money_is_matched(invoice, self.days.turn()),
            (TaskKind::HandOver, Some(invoice)) => self.truth.taken_over(invoice),
            _ => {}
        }
    }
}
