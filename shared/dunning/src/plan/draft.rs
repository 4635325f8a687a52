//! A letter that is decided but not yet claimed, and the reminder that it becomes.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::case;
use crate::account::{Account, Contact, CustomerKind, Language};
use crate::charges::charges;
use crate::decide::counted_due;
use crate::invoice::Invoice;
use crate::ledger::Ledger;
use crate::letter::{Letter, LetterId, LetterLine, LetterState};
use crate::money::{Money, totals};
use crate::payment_page::PaymentPage;
use crate::ports::InForce;
use crate::reminder::{Reminder, ReminderLine, StatedCharges};
use crate::residence::Residence;
use crate::stage::{StageName, Tone};

/// The letter of a customer's day.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its identity; the attempt counts the day's letters that did not leave.
    pub id: LetterId,
    /// Who it goes to.
    pub to: Contact,
    /// In which language.
    pub language: Language,
    /// How it speaks: the firmest of the stages that are due today.
    pub tone: Tone,
    /// What it is about: overdue first, oldest first.
    pub lines: Vec<DraftLine>,
    /// Invoices due a reminder that did not fit in.
    pub unlisted: usize,
    /// The day it asks to be paid by.
    pub pay_by: Option<NaiveDate>,
}

/// One invoice in the letter.
#[derive(Clone, Debug)]
pub struct DraftLine {
    /// The invoice as it stands.
    pub invoice: Invoice,
    /// The stages that the letter is for it.
    pub stages: Vec<StageName>,
    /// Its due date.
    pub due_on: NaiveDate,
}

impl Draft {
    /// The letter as it is claimed.
    pub fn claim(&self, at: DateTime<Utc>) -> Letter {
        let line = |line: &DraftLine| LetterLine {
            invoice: line.invoice.id.clone(),
            stages: line.stages.clone(),
            due_on: line.due_on,
            open: line.invoice.open(),
        };
        Letter {
            id: self.id.clone(),
            state: LetterState::Claimed,
            claimed_at: at,
            to: self.to.email.clone(),
            language: self.language,
            tone: self.tone,
            lines: self.lines.iter().map(line).collect(),
            pay_by: self.pay_by,
            message_id: None,
            tip: None,
        }
    }

    /// The facts that the letter states; that nothing is attached, until something is.
    pub fn reminder(&self, ledger: &Ledger, in_force: &InForce, answer_link: Option<String>) -> Reminder {
        let today = self.id.day;
        let (overdue, coming_due): (Vec<_>, Vec<_>) = self.lines.iter().partition(|line| line.due_on < today);
        let counted = if overdue.is_empty() { &coming_due } else { &overdue };
        let words = |line: &&DraftLine| reminder_line(line, today, in_force);
        Reminder {
            tone: self.tone,
            language: self.language,
            country: Residence::of(&ledger.account, &in_force.creditor)
                .region
                .country(),
            today,
            contact_name: person(&self.to, &ledger.account),
            company: ledger.account.name.clone(),
            creditor: in_force.creditor.clone(),
            totals: totals(counted.iter().map(|line| line.invoice.open())),
            thanks_for: totals(
                self.lines
                    .iter()
                    .filter_map(|line| paid_since_last_letter(line, ledger)),
            ),
            asks_whether_invoice_arrived: self.tone.is_overdue()
                && overdue.iter().any(|line| !was_overdue_letter_sent(line, ledger)),
            charges: stated_charges(&overdue, ledger, in_force, today),
            overdue: overdue.iter().map(words).collect(),
            coming_due: coming_due.iter().map(words).collect(),
            unlisted: self.unlisted,
            pay_by: self.pay_by,
            answer_link,
        }
    }
}

/// Who is greeted by name: the contact, or a consumer, who is a person even where no contact is named.
fn person(to: &Contact, account: &Account) -> Option<String> {
    let consumer = || (account.kind == CustomerKind::Consumer).then(|| account.name.clone());
    to.name.clone().or_else(consumer)
}

/// What the letter states of interest and compensation: for invoices whose stage says so. Sums by currency, in the
/// order of the lines.
fn stated_charges(
    overdue: &[&DraftLine],
    ledger: &Ledger,
    in_force: &InForce,
    today: NaiveDate,
) -> Vec<StatedCharges> {
    let mut stated: Vec<StatedCharges> = Vec::new();
    let charged = overdue.iter().filter_map(|line| {
        let case = case(ledger, in_force, &line.invoice);
        let is_stated = |name: &StageName| {
            case.policy()
                .stage(name)
                .is_some_and(|stage| stage.states_charges)
        };
        let of_line = || {
            charges(
                &line.invoice,
                counted_due(&case, line.due_on),
                ledger.account.kind,
                in_force.creditor.region.country(),
                &case.policy().charges,
                today,
            )
        };
        line.stages.iter().any(is_stated).then(of_line).flatten()
    });
    for charges in charged {
        let interest = charges.interest.map(|interest| interest.amount);
        let Some(currency) = interest.or(charges.compensation).map(|sum| sum.currency) else {
            continue;
        };
        if stated.iter().all(|other| other.total.currency != currency) {
            let open = overdue.iter().map(|line| line.invoice.open());
            let of_currency = open.filter(|open| open.currency == currency);
            stated.push(StatedCharges {
                interest: None,
                compensation: None,
                total: of_currency.fold(Money::new(Decimal::ZERO, currency), plus),
            });
        }
        for of_currency in stated.iter_mut().filter(|other| other.total.currency == currency) {
            for (sum, more) in [
                (&mut of_currency.interest, interest),
                (&mut of_currency.compensation, charges.compensation),
            ] {
                if let Some(more) = more {
                    *sum = Some(sum.map_or(more, |sum| plus(sum, more)));
                    of_currency.total = plus(of_currency.total, more);
                }
            }
        }
    }
    stated
}

/// The sum of two amounts of one currency.
fn plus(one: Money, other: Money) -> Money {
    Money::new(one.amount.saturating_add(other.amount), one.currency)
}

fn reminder_line(line: &DraftLine, today: NaiveDate, in_force: &InForce) -> ReminderLine {
    let own = &line.invoice.payment;
    let fall_back = &in_force.creditor.payment;
    // Account and bank belong together: never one from the invoice and one from the profile.
    let bank = if own.iban.is_some() { own } else { fall_back };
    ReminderLine {
        number: line.invoice.id.to_string(),
        issued_on: line.invoice.issued_on,
        due_on: line.due_on,
        days_overdue: u32::try_from(today.signed_duration_since(line.due_on).num_days()).unwrap_or(0),
        billed: line.invoice.billed,
        open: line.invoice.open(),
        payment: crate::creditor::PaymentDetails {
            iban: bank.iban.clone(),
            bic: bank.bic.clone(),
            reference: own.reference.clone(),
            link: own
                .link
                .clone()
                .or_else(|| page_of(&line.invoice, fall_back.link.as_deref()?)),
            upi: own.upi.clone().or_else(|| fall_back.upi.clone()),
            indian_account: own
                .indian_account
                .clone()
                .or_else(|| fall_back.indian_account.clone()),
        },
        url: line.invoice.url.clone(),
        attached: false,
    }
}

/// Where the creditor's own page takes the invoice.
fn page_of(invoice: &Invoice, page: &str) -> Option<String> {
    let page = PaymentPage::parse(page).ok()?;
    Some(page.of_invoice(&invoice.id.number, invoice.open()))
}

/// Letters that spoke of the invoice and count.
fn letters_about<'a>(line: &'a DraftLine, ledger: &'a Ledger) -> impl Iterator<Item = &'a Letter> {
    let about = move |letter: &&Letter| letter.lines.iter().any(|told| told.invoice == line.invoice.id);
    ledger
        .letters
        .iter()
        .filter(|letter| letter.state.counts_as_reached())
        .filter(about)
}

pub(super) fn was_overdue_letter_sent(line: &DraftLine, ledger: &Ledger) -> bool {
    line.invoice.earlier_chasing.is_some()
        || letters_about(line, ledger).any(|letter| letter.tone.is_overdue() && line.due_on < letter.id.day)
}

/// What came in since the last letter about the invoice, while something is still open.
fn paid_since_last_letter(line: &DraftLine, ledger: &Ledger) -> Option<Money> {
    let last = letters_about(line, ledger).map(|letter| letter.id.day).max();
    let open = line.invoice.open();
    let counts = |booked_on: NaiveDate| {
        last.is_none_or(|last| booked_on >= last)
            && line.invoice.balance_as_of.is_none_or(|as_of| booked_on > as_of)
    };
    let paid = line
        .invoice
        .payments
        .iter()
        .filter(|payment| counts(payment.booked_on))
        .fold(Decimal::ZERO, |sum, payment| sum.saturating_add(payment.amount));
    (paid > Decimal::ZERO).then(|| Money::new(paid, open.currency))
}
