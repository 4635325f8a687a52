//! What happens in a year, made from a seed. Everything in it can be left out without changing the rest, so that a
//! failing year can be cut down to what matters.

use chrono::NaiveDate;
use fastrand::Rng;
use tests::world::{Fate, Stroke};

/// Days that a script is about.
pub(crate) const DAYS: u32 = 365;
/// Days of peace after it, in which everything must come right.
pub(crate) const DAYS_OF_PEACE: u32 = 60;

/// A year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) seed: u64,
    pub(crate) begins_on: NaiveDate,
    pub(crate) customers: Vec<Customer>,
    pub(crate) deeds: Vec<Deed>,
    pub(crate) mishaps: Vec<Mishap>,
    pub(crate) strokes: Vec<StrokeOfDay>,
    pub(crate) rules: Vec<NewRules>,
}

/// Who owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    pub(crate) serial: u32,
    /// Index into [`HOMES`].
    pub(crate) home: usize,
    pub(crate) temper: Temper,
    pub(crate) contacts: u32,
    /// What becomes of mails to the first address.
    pub(crate) fates: Vec<Fate>,
}

/// How a customer reacts to letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Temper {
    /// Pays soon after a letter, and names the invoice.
    Pays,
    /// Pays, with every kind of muddle about it.
    Muddles,
    /// Promises, and keeps it or not.
    Promises,
    /// Says that it has paid, or that something is wrong.
    Disputes,
    /// Never does anything: each stage must come, in time.
    Ignores,
    /// Any of it, from one letter to the next.
    Changes,
}

const TEMPERS: [Temper; 6] = [
    Temper::Pays,
    Temper::Muddles,
    Temper::Promises,
    Temper::Disputes,
    Temper::Ignores,
    Temper::Changes,
];

/// Regions and zones, from the first to see a day to the last.
pub(crate) const HOMES: [(&str, chrono_tz::Tz); 16] = [
    ("NZ", chrono_tz::Pacific::Kiritimati),
    ("NZ", chrono_tz::Pacific::Auckland),
    ("AU-NSW", chrono_tz::Australia::Lord_Howe),
    ("JP", chrono_tz::Asia::Tokyo),
    ("IN-MH", chrono_tz::Asia::Kolkata),
    ("RO", chrono_tz::Europe::Bucharest),
    ("IT", chrono_tz::Europe::Rome),
    ("DE-BY", chrono_tz::Europe::Berlin),
    ("FR", chrono_tz::Europe::Paris),
    ("GB-SCT", chrono_tz::Europe::London),
    ("ES", chrono_tz::Atlantic::Canary),
    ("BR", chrono_tz::America::Sao_Paulo),
    ("CA-QC", chrono_tz::America::Toronto),
    ("US-NY", chrono_tz::America::New_York),
    ("US-HI", chrono_tz::Pacific::Honolulu),
    ("US-AK", chrono_tz::Pacific::Niue),
];

/// Something that is done from outside, at a minute of a day (UTC).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) day: u32,
    pub(crate) minute: u32,
    pub(crate) customer: u32,
    pub(crate) what: What,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// An invoice is uploaded; due so many days after this one.
    Invoice {
        serial: u32,
        due_in_days: i64,
        issued_days_ago: u64,
        cents: i64,
    },
    /// Money comes in without any letter asking for it.
    Pays { invoice: u32, percent: i64 },
    /// Money comes in between the reading and the writing of the customer's next sending.
    PaysWhileSending { invoice: u32 },
    /// A credit note over a part of an invoice.
    Credit { invoice: u32, percent: i64 },
    /// The directory has a new first address, or another zone.
    Moves { home: usize },
    /// The directory has another first address.
    ChangesAddress,
    /// A file that was uploaded before comes again.
    Again { invoice: u32 },
}

/// A day on which something in the machinery is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mishap {
    pub(crate) day: u32,
    pub(crate) what: Wrong,
}

/// What is wrong on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// No sweep runs.
    NoSweep,
    /// The sweep's message comes hours late, perhaps after the next day's.
    SweepLate { hours: i64 },
    /// The sweep runs again, hours later.
    SweepAgain { hours: i64 },
    /// Schedules get lost.
    SchedulesLost,
    /// Every message is delivered twice.
    EverythingTwice,
    /// Schedules fire late; from an hour on, the window is over.
    Late { minutes: i64 },
    /// The sending's clock is wrong.
    ClockJumps { minutes: i64 },
    /// Schedules fire again, later.
    SendsAgain { minutes: i64 },
    /// The mail service is down, for so many mails.
    ServiceDown { mails: usize },
    /// Nobody knows what became of so many mails, which left.
    NoAnswer { mails: usize },
    /// The sending dies with so many mails, which left; perhaps the mail service says nothing of them either.
    DiesMailing { mails: usize, news_is_lost: bool },
    /// News comes hours after the mail.
    NewsLate { hours: i64 },
    /// News of a mail comes in the wrong order.
    NewsInReverse,
    /// News comes once more, later.
    NewsAgain { hours: i64 },
    /// One account's record can't be read, for so many days.
    Unreadable { customer: u32, days: u32 },
}

/// The creditor uploads other rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NewRules {
    pub(crate) day: u32,
    pub(crate) minute: u32,
    pub(crate) patience: Patience,
}

/// How patient the creditor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// As `standard` has it.
    Usual,
    /// Nothing is said before the due date, and the first two overdue letters take twice as long.
    Great,
}

/// A stroke at a call of a port, counted from the beginning of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StrokeOfDay {
    pub(crate) day: u32,
    pub(crate) call: usize,
    pub(crate) stroke: Stroke,
}

/// Most years are small, so that there can be many; some have hundreds of customers.
fn size(seed: u64, dice: &mut Rng) -> u32 {
    if seed % 100 == 99 { 200 } else { dice.u32(3..16) }
}

impl Script {
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Rng::with_seed(seed);
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let begins_on = first + chrono::Days::new(dice.u64(0..1500));
        let customers: Vec<Customer> = (0..size(seed, &mut dice))
            .map(|serial| customer(serial, &mut dice))
            .collect();
        let mut deeds = Vec::new();
        let mut serial = 0;
        for customer in &customers {
            for _ in 0..dice.u32(1..8) {
                serial += 1;
                deeds_about_an_invoice(customer, serial, &mut dice, &mut deeds);
            }
            directory_deeds(customer, &mut dice, &mut deeds);
        }
        deeds.sort_by_key(|deed| (deed.day, deed.minute));
        let mishaps = (0..dice.u32(0..40))
            .map(|_| mishap(&customers, &mut dice))
            .collect();
        let strokes = (0..dice.u32(0..120))
            .map(|_| StrokeOfDay {
                day: dice.u32(0..DAYS),
                call: 1 + dice.usize(0..40),
                stroke: Stroke::ALL[dice.usize(0..Stroke::ALL.len())],
            })
            .collect();
        let changes = if dice.bool() { dice.u32(1..5) } else { 0 };
        let mut rules: Vec<NewRules> = (0..changes)
            .map(|_| NewRules {
                day: dice.u32(0..DAYS),
                minute: dice.u32(0..1440),
                patience: if dice.bool() {
                    Patience::Great
                } else {
                    Patience::Usual
                },
            })
            .collect();
        rules.sort_by_key(|rules| (rules.day, rules.minute));
        Self {
            seed,
            begins_on,
            customers,
            deeds,
            mishaps,
            strokes,
            rules,
        }
    }
}

fn customer(serial: u32, dice: &mut Rng) -> Customer {
    let temper = TEMPERS[dice.usize(0..TEMPERS.len())];
    let fates = match dice.u32(0..12) {
        _ if temper == Temper::Ignores => vec![Fate::Delivered],
        0 => vec![Fate::HardBounce],
        1 => vec![Fate::SoftBounce, Fate::SoftBounce, Fate::Delivered],
        2 => vec![Fate::SoftBounce],
        3 => vec![Fate::Delivered, Fate::Complaint],
        4 => vec![Fate::Rejected, Fate::Delivered],
        5 => vec![Fate::NoNews],
        6 => vec![Fate::Delivered, Fate::HardBounce],
        _ => vec![Fate::Delivered],
    };
    Customer {
        serial,
        home: dice.usize(0..HOMES.len()),
        temper,
        contacts: dice.u32(1..4),
        fates,
    }
}

fn deed(customer: u32, day: u32, dice: &mut Rng, what: What) -> Deed {
    Deed {
        day,
        minute: dice.u32(0..1440),
        customer,
        what,
    }
}

/// What becomes of a customer in the directory: another first address, then the old one again, elsewhere.
fn directory_deeds(customer: &Customer, dice: &mut Rng, deeds: &mut Vec<Deed>) {
    if customer.temper == Temper::Ignores {
        return;
    }
    let moves = What::Moves {
        home: dice.usize(0..HOMES.len()),
    };
    let changes: &[What] = match dice.u32(0..6) {
        0 => &[What::ChangesAddress],
        1 => &[moves],
        2 | 3 => &[What::ChangesAddress, moves],
        _ => &[],
    };
    let mut day = dice.u32(20..200);
    for what in changes {
        deeds.push(deed(customer.serial, day, dice, what.clone()));
        day += dice.u32(1..100);
    }
}

/// An invoice, and what happens to it by itself.
fn deeds_about_an_invoice(customer: &Customer, serial: u32, dice: &mut Rng, deeds: &mut Vec<Deed>) {
    let day = dice.u32(0..DAYS - 60);
    let cents = match dice.u32(0..3) {
        // The same sums again and again, so that money without a name may be for several.
        0 => 10_000,
        1 => 25_000,
        _ => dice.i64(501..500_000),
    };
    let what = What::Invoice {
        serial,
        due_in_days: dice.i64(-60..60),
        issued_days_ago: dice.u64(0..3),
        cents,
    };
    deeds.push(deed(customer.serial, day, dice, what));
    let later = |dice: &mut Rng| dice.u32(day..(day + 120).min(DAYS));
    for _ in 0..dice.u32(0..3) {
        let what = match dice.u32(0..8) {
            0 => What::Pays {
                invoice: serial,
                percent: 100,
            },
            1 => What::Pays {
                invoice: serial,
                percent: dice.i64(5..95),
            },
            2 => What::Credit {
                invoice: serial,
                percent: dice.i64(5..100),
            },
            3 => What::Again { invoice: serial },
            4 => What::PaysWhileSending { invoice: serial },
            _ => continue,
        };
        if customer.temper == Temper::Ignores && !matches!(what, What::Again { .. }) {
            continue;
        }
        let on = later(dice);
        deeds.push(deed(customer.serial, on, dice, what));
    }
}

fn mishap(customers: &[Customer], dice: &mut Rng) -> Mishap {
    let what = match dice.u32(0..17) {
        0 | 1 => Wrong::NoSweep,
        2 => Wrong::SweepLate {
            hours: dice.i64(1..40),
        },
        3 => Wrong::SweepAgain {
            hours: dice.i64(1..15),
        },
        4 => Wrong::SchedulesLost,
        5 => Wrong::EverythingTwice,
        6 => Wrong::Late {
            minutes: dice.i64(1..90),
        },
        7 => Wrong::ClockJumps {
            minutes: if dice.bool() { 60 } else { -60 },
        },
        8 => Wrong::SendsAgain {
            minutes: dice.i64(1..60),
        },
        9 => Wrong::ServiceDown {
            mails: dice.usize(1..20),
        },
        10 => Wrong::NoAnswer {
            mails: dice.usize(1..3),
        },
        11 => Wrong::NewsLate {
            hours: dice.i64(1..60),
        },
        12 => Wrong::NewsInReverse,
        13 => Wrong::NewsAgain {
            hours: dice.i64(1..100),
        },
        14 | 15 => Wrong::DiesMailing {
            mails: dice.usize(1..4),
            news_is_lost: dice.bool(),
        },
        _ => Wrong::Unreadable {
            customer: customers[dice.usize(0..customers.len())].serial,
            days: dice.u32(1..10),
        },
    };
    Mishap {
        day: dice.u32(0..DAYS),
        what,
    }
}
