//! The minute: random, never round, within the customer's own early morning, and the same on every retry.

use chrono::{
    DateTime, Datelike, Days, Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use crate::letter::LetterId;
use crate::message::Window;

/// The window of one day in one zone, as instants: from `opens` on, before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The first instant.
    pub opens: DateTime<Utc>,
    /// The first instant that is too late.
    pub closes: DateTime<Utc>,
}

impl Opening {
    /// Whether a letter may leave now.
    pub fn contains(&self, now: DateTime<Utc>) -> bool {
        self.opens <= now && now < self.closes
    }
}

/// When the window is open on a day of a zone. None for a day that the zone skipped (Samoa, 30 December 2011).
///
/// Where the clocks are put forward over part of the window it is shorter; over all of it, it opens for its
/// length from the first minute after the gap. An hour that comes twice is used once, the first time.
pub fn opening(day: NaiveDate, window: Window, zone: Tz) -> Option<Opening> {
    let steady = || {
        let offset = steady_offset(day, window, zone)?;
        let opens = day.and_time(window.opens()).checked_sub_offset(offset)?.and_utc();
        let closes = opens.checked_add_signed(Duration::minutes(window.minutes().into()))?;
        Some(Opening { opens, closes })
    };
    steady().or_else(|| {
        let minutes = minutes(day, window, zone);
        let first = minutes.first()?.1;
        let last = minutes.last()?.1;
        Some(Opening {
            opens: first,
            closes: last + Duration::minutes(1),
        })
    })
}

/// The letter's minute: a hash of its identity picks one of the window's minutes that are no multiple of five.
///
/// A retry, a re-plan or a second machine finds the same minute; customers are spread evenly over the window.
/// None where [`opening`] is none.
pub fn minute(letter: &LetterId, window: Window, zone: Tz) -> Option<DateTime<Utc>> {
    if let Some(offset) = steady_offset(letter.day, window, zone) {
        // Four of five minutes are no multiples of five; counted from 0, the k-th of those is k + k / 4 + 1.
        let not_round_before = |minute: u32| minute - minute.div_ceil(5);
        let first = window.opens().minute();
        let passed = not_round_before(first);
        let candidates = not_round_before(first + window.minutes()) - passed;
        let chosen = passed + u32::try_from(pick(letter, candidates.into())?).ok()?;
        let local = after_opening(letter.day, window, chosen + chosen / 4 + 1 - first);
        return Some(local.checked_sub_offset(offset)?.and_utc());
    }
    let candidates: Vec<DateTime<Utc>> = minutes(letter.day, window, zone)
        .into_iter()
        .filter(|(local, _)| local.minute() % 5 != 0)
        .map(|(_, instant)| instant)
        .collect();
    let index = pick(letter, u64::try_from(candidates.len()).ok()?)?;
    candidates.get(usize::try_from(index).ok()?).copied()
}

/// Which of so many minutes is the letter's; none of none.
fn pick(letter: &LetterId, candidates: u64) -> Option<u64> {
    spread(letter).checked_rem(candidates)
}

/// 64 evenly spread bits of the letter's identity.
///
/// Written out in full, because it must never change between releases: the first eight bytes, big-endian, of
/// SHA-256("dunlin minute 1", 0, account key, 0, yyyymmdd, 0, attempt). The account key is itself a hash keyed by
/// the creditor, so two creditors' letters to one customer don't leave in the same minute.
fn spread(letter: &LetterId) -> u64 {
    let mut hash = Sha256::new();
    hash.update(b"dunlin minute 1\0");
    hash.update(letter.account.as_str());
    match u32::try_from(letter.day.year()) {
        Ok(year @ ..=9999) => hash.update(day_and_attempt(letter, year)),
        _ => {
            hash.update([0]);
            hash.update(letter.day.format("%Y%m%d").to_string());
            hash.update([0, letter.attempt]);
        }
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(8)
        .fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
}

/// The longest window of which the ends tell all: no zone turns its clocks and turns them back within an hour.
const STEADY_MINUTES_AT_MOST: u32 = 60;

/// The zone's offset over the whole window if the clocks are not turned within it, as on almost every day: then each of
/// its minutes exists once, and none needs looking up by itself. None on the other days, and for longer windows.
fn steady_offset(day: NaiveDate, window: Window, zone: Tz) -> Option<FixedOffset> {
    let length = window.minutes();
    if length > STEADY_MINUTES_AT_MOST {
        return None;
    }
    let offset_at = |local: NaiveDateTime| match zone.offset_from_local_datetime(&local) {
        LocalResult::Single(offset) => Some(offset.fix()),
        LocalResult::Ambiguous(..) | LocalResult::None => None,
    };
    let offset = offset_at(day.and_time(window.opens()))?;
    let last = after_opening(day, window, length.checked_sub(1)?);
    (offset_at(last)? == offset).then_some(offset)
}

/// So many minutes after the window opens, in the customer's time. It closes before the day ends, so none wraps around.
fn after_opening(day: NaiveDate, window: Window, minutes: u32) -> NaiveDateTime {
    day.and_time(window.opens() + Duration::minutes(minutes.into()))
}

/// 0, yyyymmdd, 0, attempt.
fn day_and_attempt(letter: &LetterId, year: u32) -> [u8; 11] {
    let digit = |number: u32| b'0' + (number % 10).to_le_bytes()[0];
    let (month, day) = (letter.day.month(), letter.day.day());
    [
        0,
        digit(year / 1_000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        digit(month / 10),
        digit(month),
        digit(day / 10),
        digit(day),
        0,
        letter.attempt,
    ]
}

/// Every minute of the window that exists on that day, in order, in the customer's time and as an instant.
fn minutes(day: NaiveDate, window: Window, zone: Tz) -> Vec<(NaiveDateTime, DateTime<Utc>)> {
    let opens = day.and_time(window.opens());
    let existing = |from: NaiveDateTime| -> Vec<(NaiveDateTime, DateTime<Utc>)> {
        (0..i64::from(window.minutes()))
            .filter_map(|offset| {
                let local = from + Duration::minutes(offset);
                resolve(local, zone).map(|instant| (local, instant))
            })
            .collect()
    };
    let planned = existing(opens);
    if !planned.is_empty() {
        return planned;
    }
    // The clocks jump over the whole window: the same length from the first minute after the jump, that day.
    let end_of_day = day
        .checked_add_days(Days::new(1))
        .unwrap_or(day)
        .and_time(chrono::NaiveTime::MIN);
    let mut local = opens;
    while local < end_of_day {
        if resolve(local, zone).is_some() {
            return existing(local)
                .into_iter()
                .filter(|(local, _)| *local < end_of_day)
                .collect();
        }
        local += Duration::minutes(1);
    }
    Vec::new()
}

/// A local minute as an instant: none if the clocks skip it, the first time if it comes twice.
fn resolve(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(time) => Some(time.with_timezone(&Utc)),
        LocalResult::Ambiguous(first, _) => Some(first.with_timezone(&Utc)),
        LocalResult::None => None,
    }
}

/// The hour, in UTC, at which the daily sweep runs: an hour before the next day begins at UTC+14.
pub const SWEEP_HOUR_UTC: u32 = 9;

/// When the latest sweep was due.
pub fn latest_sweep(now: DateTime<Utc>) -> DateTime<Utc> {
    let due_on = |day: NaiveDate| day.and_hms_opt(SWEEP_HOUR_UTC, 0, 0).map(|due| due.and_utc());
    let today = now.date_naive();
    let yesterday = today.pred_opt().unwrap_or(today);
    due_on(today)
        .filter(|due| *due <= now)
        .or_else(|| due_on(yesterday))
        .unwrap_or(now)
}

/// The days that a sweep has already decided for while their window still lies ahead of `now` in the zone, long
/// enough for a letter to be planned: whatever makes a letter due now must be picked by itself.
pub fn days_still_ahead(now: DateTime<Utc>, window: Window, zone: Tz) -> Vec<NaiveDate> {
    let local_today = now.with_timezone(&zone).date_naive();
    let is_swept = |day: NaiveDate| {
        let sweep = day
            .pred_opt()
            .and_then(|before| before.and_hms_opt(SWEEP_HOUR_UTC, 0, 0));
        sweep.is_some_and(|sweep| sweep.and_utc() <= now)
    };
    // Planning takes moments; a minute that passed meanwhile is healed by the next sweep.
    let is_ahead = |day: NaiveDate| opening(day, window, zone).is_some_and(|opening| now < opening.opens);
    local_today
        .iter_days()
        .take(3)
        .filter(|day| is_swept(*day) && is_ahead(*day))
        .collect()
}

/// The first day whose window has not closed: the day that a change made now still counts for.
pub fn first_day_ahead(now: DateTime<Utc>, window: Window, zone: Tz) -> Option<NaiveDate> {
    let local_today = now.with_timezone(&zone).date_naive();
    local_today
        .iter_days()
        .take(3)
        .find(|day| opening(*day, window, zone).is_some_and(|opening| now < opening.closes))
}

#[cfg(test)]
mod tests;
