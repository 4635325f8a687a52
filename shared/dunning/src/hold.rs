//! Silence, always with a reason and an end.

use chrono::{Days, NaiveDate};

use crate::calendar::{Calendar, Region};

/// Why an invoice, or a whole customer, is left alone for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// What kind of silence, with the dates that end it.
    pub kind: HoldKind,
    /// The first day of silence, in the customer's calendar.
    pub since: NaiveDate,
    /// Who asked for it: `customer`, `dunlin`, or an operator's name.
    pub author: String,
    /// In the author's words; may be empty.
    pub note: String,
}

/// The rows of SPEC's table of holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldKind {
    /// The customer will pay by this day. Ends the day after it; if still unpaid, the promise is broken.
    Promise {
        /// The last day on which payment keeps the promise.
        pay_by: NaiveDate,
    },
    /// The customer says it is paid: 7 business days for the money to be seen, once.
    ClaimsPaid,
    /// Something is wrong with the invoice: ends when a person says so.
    Dispute,
    /// A reply came in, or a person waits for one: 7 days.
    AwaitingReply,
    /// The reader of a letter is the wrong person: until a person confirms whom to write to.
    WrongPerson,
    /// Paused by hand, until a date or until resumed.
    Pause {
        /// The first day on which reminders go on; none: until somebody resumes.
        until: Option<NaiveDate>,
    },
    /// Money came in that may be for this invoice: until the matching task is closed.
    PossiblePayment,
    /// What is missing after a payment may be tax that the customer kept back: until its task is closed.
    Withholding,
    /// The customer has credit that names no invoice: until its task is closed.
    UnallocatedCredit,
    /// The customer complained to their mail provider: no letters until a person decides otherwise.
    Complaint,
    /// A person must look first (no due date, far overdue, a customer that can't be told apart).
    Review,
}

impl HoldKind {
    /// The kind in snake case, without its dates, as shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Promise { .. } => "promise",
            Self::ClaimsPaid => "claims_paid",
            Self::Dispute => "dispute",
            Self::AwaitingReply => "awaiting_reply",
            Self::WrongPerson => "wrong_person",
            Self::Pause { .. } => "pause",
            Self::PossiblePayment => "possible_payment",
            Self::Withholding => "withholding",
            Self::UnallocatedCredit => "unallocated_credit",
            Self::Complaint => "complaint",
            Self::Review => "review",
        }
    }
}

/// What a hold means on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldState {
    /// Silence. `ask_again` is the next day on which it ends by itself or a person is asked.
    Holding {
        /// Never earlier than the day after the one asked about.
        ask_again: NaiveDate,
    },
    /// Over, without anything to do.
    Over,
    /// Over, and the customer did not do what was said: a person learns of it.
    Unkept,
}

/// Days after which a person is asked again about a hold that only a person ends.
pub const ASK_AGAIN_AFTER_DAYS: u64 = 14;

/// Days that a reply, or the wait for one, keeps an invoice silent.
pub const REPLY_DAYS: u64 = 7;

/// Business days that "I have paid" keeps an invoice silent.
pub const CLAIMS_PAID_BUSINESS_DAYS: u16 = 7;

/// The most days ahead that a promise may lie.
pub const PROMISE_DAYS_AT_MOST: i64 = 30;

/// The most promises that an invoice may have by itself; a further one is a person's task.
pub const PROMISES_AT_MOST: usize = 2;

/// The furthest day ahead that somebody may name as the end of a silence: whoever names a later one has mistyped the year.
pub const SILENCE_DAYS_AT_MOST: i64 = 366;
/// Holds that an invoice, or a customer, carries: they stand in one row of the table with all the rest of it.
pub const HOLDS_AT_MOST: usize = 30;

/// Characters of a hold's note: an answer's words, and what is said of them.
pub const NOTE_AT_MOST_CHARS: usize = 1_300;

/// Characters of the name of whoever asked for it.
const AUTHOR_AT_MOST_CHARS: usize = 100;

/// Adds a hold. Where there are as many as there may be, the one of its kind that was there first gives way to it; if
/// there is none of its kind, the first of the kind that is there most often, so that no silence ends by it.
pub(crate) fn add(holds: &mut Vec<Hold>, hold: Hold) {
    if holds.len() >= HOLDS_AT_MOST {
        let is_alike = |one: &Hold, other: &Hold| {
            std::mem::discriminant(&one.kind) == std::mem::discriminant(&other.kind)
        };
        let alike = |one: &Hold| holds.iter().filter(|other| is_alike(one, other)).count();
        let own_kind = holds.iter().position(|other| is_alike(&hold, other));
        let most_often = || {
            (0..holds.len())
                .rev()
                .max_by_key(|index| holds.get(*index).map(alike))
        };
        if let Some(gives_way) = own_kind.or_else(most_often) {
            holds.remove(gives_way);
        }
    }
    holds.push(hold);
}

impl Hold {
    /// The same hold with texts of a length that is kept.
    pub(crate) fn bounded(self) -> Self {
        let cut = |text: String, at_most| text.chars().take(at_most).collect();
        Self {
            note: cut(self.note, NOTE_AT_MOST_CHARS),
            author: cut(self.author, AUTHOR_AT_MOST_CHARS),
            ..self
        }
    }

    /// What the hold means on `today`. Total: a hold from the future is silence as well.
    pub fn on(&self, today: NaiveDate, calendar: &Calendar, region: Region) -> HoldState {
        let ends_before = |first_free: NaiveDate, after: HoldState| {
            if today >= first_free {
                after
            } else {
                HoldState::Holding {
                    ask_again: first_free,
                }
            }
        };
        match self.kind {
            HoldKind::Promise { pay_by } => ends_before(day_after(pay_by), HoldState::Unkept),
            HoldKind::ClaimsPaid => {
                let last = calendar.add_business_days(self.since, CLAIMS_PAID_BUSINESS_DAYS, region);
                ends_before(day_after(last), HoldState::Unkept)
            }
            HoldKind::AwaitingReply => ends_before(later(self.since, REPLY_DAYS), HoldState::Over),
            HoldKind::Pause { until: Some(until) } => ends_before(until, HoldState::Over),
            HoldKind::Dispute
            | HoldKind::WrongPerson
            | HoldKind::Pause { until: None }
            | HoldKind::PossiblePayment
            | HoldKind::Withholding
            | HoldKind::UnallocatedCredit
            | HoldKind::Complaint
            | HoldKind::Review => HoldState::Holding {
                ask_again: self.next_question(today),
            },
        }
    }

    /// The next day, after `today`, on which a person is asked about a hold without an end of its own. Seen from before
    /// it began, as by a file that is put back and tells of an earlier day, that is its first.
    fn next_question(&self, today: NaiveDate) -> NaiveDate {
        if today < self.since {
            return self.since;
        }
        let every = ASK_AGAIN_AFTER_DAYS.cast_signed();
        let held_days = today.signed_duration_since(self.since).num_days().max(0);
        let rounds = held_days / every + 1;
        later(self.since, rounds.unsigned_abs() * ASK_AGAIN_AFTER_DAYS)
    }
}

fn day_after(day: NaiveDate) -> NaiveDate {
    later(day, 1)
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(kind: HoldKind, note: &str) -> Hold {
        Hold {
            kind,
            since: NaiveDate::MIN,
            author: String::new(),
            note: note.to_owned(),
        }
    }

    #[test]
    fn of_too_many_holds_the_first_of_the_kind_gives_way_and_silence_stays() {
        let mut holds = vec![hold(HoldKind::Dispute, "first")];
        for number in 0..3 * HOLDS_AT_MOST {
            add(&mut holds, hold(HoldKind::UnallocatedCredit, &number.to_string()));
        }
        assert_eq!(holds.len(), HOLDS_AT_MOST);
        assert_eq!(holds.first().map(|hold| hold.note.as_str()), Some("first"));
        let last = (3 * HOLDS_AT_MOST - 1).to_string();
        assert_eq!(holds.last().map(|hold| hold.note.as_str()), Some(last.as_str()));
        add(&mut holds, hold(HoldKind::Complaint, ""));
        assert_eq!(holds.len(), HOLDS_AT_MOST);
        assert!(holds.iter().any(|hold| hold.kind == HoldKind::Complaint));
        let long = hold(HoldKind::Review, &"ß".repeat(2 * NOTE_AT_MOST_CHARS)).bounded();
        assert_eq!(long.note.chars().count(), NOTE_AT_MOST_CHARS);
    }

    #[test]
    fn a_person_is_asked_on_the_first_day_and_every_14_from_whatever_day_one_looks() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let hold = Hold {
            kind: HoldKind::UnallocatedCredit,
            since: day("2025-03-30"),
            author: String::new(),
            note: String::new(),
        };
        for (seen_on, asked_on) in [
            // By a file that was put back, and tells of an earlier day.
            ("2025-03-25", "2025-03-30"),
            ("2025-03-30", "2025-04-13"),
            ("2025-04-12", "2025-04-13"),
            ("2025-04-13", "2025-04-27"),
        ] {
            let state = hold.on(day(seen_on), &Calendar::default(), Region::parse("IE").unwrap());
            let ask_again = day(asked_on);
            assert_eq!(state, HoldState::Holding { ask_again }, "{seen_on}");
        }
    }
}
