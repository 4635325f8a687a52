//! Customers made from a number: who they are and what they owe, the same each time they are asked for.

use std::ops::Range;

use chrono::{Days, NaiveDate};
use chrono_tz::{America, Asia, Europe, Pacific, Tz};
use dunning::account::{Account, AccountKey, CustomerKind, Language};
use dunning::calendar::Region;
use dunning::hold::{Hold, HoldKind};
use dunning::invoice::{DueFrom, Invoice, InvoiceId, Raised};
use dunning::ledger::Ledger;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::ports::{AGENDA_SHARDS, InForce};
use dunning::stage::{StageName, Tone};

use crate::book::{billing, day, euros, standard};

/// The day on whose morning everybody is due a letter, a Tuesday that is open everywhere.
const DAY: &str = "2026-11-17";

/// Fifteen of sixteen customers live in one zone, which is the hardest morning; the others all over the earth.
const HOME: Tz = Europe::Rome;
const ABROAD: [Tz; 8] = [
    Pacific::Kiritimati,
    Pacific::Auckland,
    Asia::Kathmandu,
    Asia::Kolkata,
    Europe::London,
    America::Sao_Paulo,
    America::New_York,
    Pacific::Honolulu,
];

/// What a customer's morning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Debt {
    /// One invoice, due in a week.
    DueInAWeek,
    /// One, due on Friday.
    DueSoon,
    /// One, three business days overdue; a person was asked to follow up.
    Overdue,
    /// One whose first overdue letter left three business days ago.
    StillOverdue,
    /// Two of the first and one of the second: one letter.
    Several,
    /// Overdue, but paused for a while: nothing.
    Paused,
    /// One that is due in two months: not to be looked at.
    NotYet,
}

/// The customers. Each has a slot, in the order of shard and key, which is the agenda's.
pub(super) struct Book {
    /// What is in force.
    pub(super) in_force: InForce,
    /// The day of the letters.
    pub(super) day: NaiveDate,
    on_agenda: u32,
    keys: Vec<u128>,
    numbers: Vec<u32>,
    shards: Vec<usize>,
}

impl Book {
    /// So many customers whom the agenda holds for the day, and others whom it holds for a later one.
    pub(super) fn of(on_agenda: u32, others: u32) -> Self {
        let in_force = standard();
        let key = |number: u32| {
            let key = AccountKey::derive(&in_force.creditor.id, &format!("C-{number}"));
            u128::from_str_radix(key.as_str(), 16).unwrap()
        };
        let mut customers: Vec<(u128, u32)> = (0..on_agenda + others)
            .map(|number| (key(number), number))
            .collect();
        customers.sort_unstable_by_key(|(key, _)| (shard_of(*key), *key));
        let (keys, numbers): (Vec<u128>, Vec<u32>) = customers.into_iter().unzip();
        let ends = (0..=AGENDA_SHARDS).map(|shard| keys.partition_point(|key| shard_of(*key) < shard));
        Self {
            shards: ends.collect(),
            day: day(DAY),
            in_force,
            on_agenda,
            keys,
            numbers,
        }
    }

    /// How many customers there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The slots of a shard of the agenda.
    pub(super) fn shard(&self, shard: u8) -> Range<usize> {
        self.shards[usize::from(shard)]..self.shards[usize::from(shard) + 1]
    }

    /// Where a customer is.
    pub(super) fn slot(&self, key: &AccountKey) -> Option<usize> {
        let key = u128::from_str_radix(key.as_str(), 16).ok()?;
        let shard = self.shard(shard_of(key));
        let within = self.keys[shard.clone()].binary_search(&key).ok()?;
        Some(shard.start + within)
    }

    pub(super) fn key(&self, slot: usize) -> AccountKey {
        AccountKey::parse(&format!("{:032x}", self.keys[slot])).unwrap()
    }

    /// Whether the agenda holds the customer for the day at all.
    pub(super) fn is_on_agenda(&self, slot: usize) -> bool {
        self.debt(slot) != Debt::NotYet
    }

    /// Whether the customer is to get a letter, and just one.
    pub(super) fn is_due_a_letter(&self, slot: usize) -> bool {
        !matches!(self.debt(slot), Debt::NotYet | Debt::Paused)
    }

    /// Where the customer's morning is.
    pub(super) fn zone(&self, slot: usize) -> Tz {
        let number = self.numbers[slot] as usize / 8;
        if number.is_multiple_of(16) {
            ABROAD[number / 16 % ABROAD.len()]
        } else {
            HOME
        }
    }

    /// Whether the customer lives where most do.
    pub(super) fn is_at_home(&self, slot: usize) -> bool {
        self.zone(slot) == HOME
    }

    fn debt(&self, slot: usize) -> Debt {
        let number = self.numbers[slot];
        match number % 8 {
            _ if number >= self.on_agenda => Debt::NotYet,
            0..=2 => Debt::DueInAWeek,
            3 => Debt::DueSoon,
            4 if number / 8 % 8 == 7 => Debt::Paused,
            4 | 5 => Debt::Overdue,
            6 => Debt::StillOverdue,
            _ => Debt::Several,
        }
    }

    /// The ledger, as it was before that morning.
    pub(super) fn ledger(&self, slot: usize) -> Ledger {
        let debt = self.debt(slot);
        let account = self.account(slot, debt);
        let due_in: &[i64] = match debt {
            Debt::DueInAWeek => &[7],
            Debt::DueSoon => &[3],
            Debt::Overdue | Debt::Paused => &[-5],
            Debt::StillOverdue => &[-8],
            Debt::Several => &[3, 7, 7],
            Debt::NotYet => &[60],
        };
        let invoices: Vec<Invoice> = due_in
            .iter()
            .enumerate()
            .map(|(index, days)| self.invoice(slot, index, *days))
            .collect();
        let letters = match debt {
            Debt::StillOverdue => vec![self.first_overdue_letter(&account, &invoices[0])],
            _ => Vec::new(),
        };
        Ledger {
            account,
            invoices,
            letters,
            tasks: Vec::new(),
        }
    }

    fn account(&self, slot: usize, debt: Debt) -> Account {
        let number = self.numbers[slot];
        let mut account = Account::new(
            self.key(slot),
            format!("C-{number}"),
            format!("Customer {number}"),
        );
        account.kind = CustomerKind::Business;
        account.contacts = vec![billing(&format!("ap{number}@million.example.com"))];
        account.region = Some(Region::parse("IT").unwrap());
        account.zone = Some(self.zone(slot));
        account.version = 1;
        account.agenda = Some(self.after(if debt == Debt::NotYet { 53 } else { 0 }));
        if debt == Debt::Paused {
            let until = Some(self.after(9));
            account.holds.push(Hold {
                kind: HoldKind::Pause { until },
                since: self.after(-4),
                author: "ann".into(),
                note: String::new(),
            });
        }
        account
    }

    fn invoice(&self, slot: usize, index: usize, due_in_days: i64) -> Invoice {
        let id = InvoiceId::whole(format!("INV-{}-{index}", self.numbers[slot]));
        let mut invoice = Invoice::new(id, self.after(-60), euros("120.50"));
        invoice.due_on = Some(self.after(due_in_days));
        invoice.due_from = Some(DueFrom::Document);
        if due_in_days < 0 {
            invoice.raised.push(Raised {
                what: "follow_up".into(),
                on: self.after(due_in_days + 1),
            });
        }
        invoice
    }

    fn first_overdue_letter(&self, account: &Account, invoice: &Invoice) -> Letter {
        let day = self.after(-5);
        Letter {
            id: LetterId {
                account: account.key.clone(),
                day,
                attempt: 1,
            },
            state: LetterState::Delivered,
            claimed_at: day.and_hms_opt(4, 17, 0).unwrap().and_utc(),
            to: account.contacts[0].email.clone(),
            language: Language::Italian,
            tone: Tone::EarlyLate,
            lines: vec![LetterLine {
                invoice: invoice.id.clone(),
                stages: vec![StageName::parse("early_late").unwrap()],
                due_on: self.after(-8),
                open: invoice.open(),
            }],
            pay_by: Some(self.after(2)),
            message_id: None,
            tip: None,
        }
    }

    /// So many days after the day of the letters.
    pub(super) fn after(&self, days: i64) -> NaiveDate {
        let moved = if days < 0 {
            self.day.checked_sub_days(Days::new(days.unsigned_abs()))
        } else {
            self.day.checked_add_days(Days::new(days.unsigned_abs()))
        };
        moved.unwrap()
    }

    /// The other way round.
    pub(super) fn days_after(&self, day: NaiveDate) -> i16 {
        i16::try_from((day - self.day).num_days()).unwrap()
    }
}

/// The agenda's shard of an account, as the table has it.
fn shard_of(key: u128) -> u8 {
    u8::try_from(key >> 120).unwrap_or(0) % AGENDA_SHARDS
}
