//! What a morning changed in a customer's ledger, in a few bytes: a million ledgers would take gigabytes.

use chrono::{DateTime, Utc};
use dunning::decided::LastDecided;
use dunning::ledger::Ledger;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::residence::Residence;
use dunning::stage::Tone;

use super::book::Book;

/// A day that is none.
const NEVER: i16 = i16::MIN;

/// Invoices that a customer of this book may have.
const INVOICES_AT_MOST: usize = 3;

/// The states of a letter that has a place here.
const STATES: [LetterState; 3] = [LetterState::Claimed, LetterState::Sent, LetterState::Unknown];

/// A customer's head, as far as it moves, and the letter of the day. Whatever else changes does not fit.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    fingerprint: u64,
    decided_on: i16,
    agenda: i16,
    version: u16,
    letter: Option<KeptLetter>,
}

#[derive(Clone, Copy)]
struct KeptLetter {
    /// Seconds since the first of all instants.
    claimed_at: u32,
    /// For each invoice a bit for each stage of the ladder.
    stages: [u16; INVOICES_AT_MOST],
    pay_by: i16,
    state: u8,
    tone: u8,
    has_message_id: bool,
}

impl Kept {
    /// As much of a ledger as fits.
    pub(super) fn of(book: &Book, slot: usize, ledger: &Ledger) -> Self {
        let account = &ledger.account;
        let before = book.ledger(slot).letters.len();
        let days = |day: Option<_>| day.map_or(NEVER, |day| book.days_after(day));
        Self {
            version: u16::try_from(account.version).unwrap_or(u16::MAX),
            agenda: days(account.agenda),
            decided_on: days(account.decided.map(|last| last.day)),
            fingerprint: account.decided.map_or(0, |last| last.fingerprint),
            letter: ledger
                .letters
                .get(before)
                .and_then(|letter| KeptLetter::of(book, ledger, letter)),
        }
    }

    /// The next day on which the agenda holds the customer, counted from the day of the letters.
    pub(super) fn agenda(&self) -> Option<i16> {
        (self.agenda != NEVER).then_some(self.agenda)
    }

    /// The ledger that was kept.
    pub(super) fn ledger(&self, book: &Book, slot: usize) -> Ledger {
        let mut ledger = book.ledger(slot);
        let day = |days: i16| (days != NEVER).then(|| book.after(days.into()));
        ledger.account.version = self.version.into();
        ledger.account.agenda = day(self.agenda);
        ledger.account.decided = day(self.decided_on).map(|day| LastDecided {
            day,
            fingerprint: self.fingerprint,
        });
        if let Some(letter) = self.letter {
            let letter = letter.letter(book, slot, &ledger);
            ledger.letters.push(letter);
        }
        ledger
    }
}

impl KeptLetter {
    fn of(book: &Book, ledger: &Ledger, letter: &Letter) -> Option<Self> {
        let ladder = &book.in_force.policy.ladder;
        let mut stages = [0; INVOICES_AT_MOST];
        for line in &letter.lines {
            let invoice = ledger
                .invoices
                .iter()
                .position(|invoice| invoice.id == line.invoice)?;
            for stage in &line.stages {
                let rung = ladder.iter().position(|rung| &rung.name == stage)?;
                *stages.get_mut(invoice)? |= 1 << rung;
            }
        }
        Some(Self {
            claimed_at: u32::try_from(letter.claimed_at.timestamp()).ok()?,
            stages,
            pay_by: letter.pay_by.map_or(NEVER, |day| book.days_after(day)),
            state: u8::try_from(STATES.iter().position(|state| state == &letter.state)?).ok()?,
            tone: u8::try_from(Tone::ALL.iter().position(|tone| *tone == letter.tone)?).ok()?,
            has_message_id: letter.message_id.is_some(),
        })
    }

    fn letter(self, book: &Book, slot: usize, ledger: &Ledger) -> Letter {
        let account = &ledger.account;
        let ladder = &book.in_force.policy.ladder;
        let mut lines: Vec<LetterLine> = ledger
            .invoices
            .iter()
            .zip(self.stages)
            .filter(|(_, stages)| *stages != 0)
            .map(|(invoice, stages)| LetterLine {
                invoice: invoice.id.clone(),
                stages: ladder
                    .iter()
                    .enumerate()
                    .filter(|(rung, _)| stages & (1 << rung) != 0)
                    .map(|(_, stage)| stage.name.clone())
                    .collect(),
                due_on: invoice.due_on.unwrap(),
                open: invoice.open(),
            })
            .collect();
        lines.sort_by_key(|line| line.due_on);
        Letter {
            id: LetterId {
                account: account.key.clone(),
                day: book.day,
                attempt: 1,
            },
            state: STATES[usize::from(self.state)].clone(),
            claimed_at: DateTime::<Utc>::from_timestamp(self.claimed_at.into(), 0).unwrap(),
            to: account.contacts[0].email.clone(),
            language: Residence::of(account, &book.in_force.creditor).language,
            tone: Tone::ALL[usize::from(self.tone)],
            lines,
            pay_by: (self.pay_by != NEVER).then(|| book.after(self.pay_by.into())),
            message_id: self.has_message_id.then(|| message_id(slot)),
            tip: None,
        }
    }
}

/// The mail service's id of a customer's first mail.
pub(super) fn message_id(slot: usize) -> String {
    format!("mail-{slot}")
}
