//! One letter per customer and day: which reminders go into it, and which wait because of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::draft::{Draft, DraftLine};
use super::{case, make_wait};
use crate::decide::{Case, Decision, Waiting, days_after, days_before, decide, last_day_to_pay};
use crate::invoice::Invoice;
use crate::ledger::Ledger;
use crate::letter::{Letter, LetterId, LetterState};
use crate::policy::{Action, ContactLimits};
use crate::ports::InForce;
use crate::reminder::LINES_AT_MOST;
use crate::residence::Residence;
use crate::stage::{StageName, Tone};

/// Puts the day's reminders into one letter, and turns those that must wait for it into waits.
pub(super) fn bundle(
    ledger: &Ledger,
    in_force: &InForce,
    today: NaiveDate,
    decisions: &mut [(&Invoice, Decision)],
) -> Option<Draft> {
    if let Some((why, until)) = silence(ledger, in_force, today) {
        for (invoice, decision) in decisions {
            make_silent(&case(ledger, in_force, invoice), decision, today, why, until);
        }
        return None;
    }
    let mut tone = firmest_tone(ledger, in_force, decisions)?;
    if tone == Tone::FinalNotice && friendly_words_would_be_lost(ledger, in_force, today, decisions) {
        for (invoice, decision) in decisions.iter_mut() {
            if tone_of(&case(ledger, in_force, invoice), decision) == Some(Tone::FinalNotice) {
                make_wait(decision, Waiting::FriendlyWordsFirst, days_after(today, 1));
            }
        }
        // With nothing else due today there is no letter: the friendly words go on their own day.
        tone = firmest_tone(ledger, in_force, decisions)?;
    }
    let to = ledger.account.addressee()?.clone();
    if tone == Tone::FinalNotice {
        for (invoice, decision) in decisions.iter_mut() {
            if tone_of(&case(ledger, in_force, invoice), decision) != Some(Tone::FinalNotice) {
                make_wait(decision, Waiting::FinalNoticeAlone, days_after(today, 1));
            }
        }
    }
    let mut lines = lines(ledger, in_force, today, decisions, tone);
    lines.sort_by(|one, other| (one.due_on, &one.invoice.id).cmp(&(other.due_on, &other.invoice.id)));
    let left_out = lines.split_off(lines.len().min(LINES_AT_MOST));
    wait_for_room(&left_out, today, decisions);
    // The firmest may not have found room. What is taken along does not set the tone: its own day is yet to come.
    let tone = firmest_tone(ledger, in_force, decisions).unwrap_or(tone);
    say_what_is_taken_along(&lines, decisions);
    let first = lines.first()?;
    let pay_by = tone
        .is_overdue()
        .then(|| last_day_to_pay(&case(ledger, in_force, &first.invoice), tone, today));
    let attempts = ledger
        .letters
        .iter()
        .filter(|letter| letter.id.day == today)
        .count();
    Some(Draft {
        id: LetterId {
            account: ledger.account.key.clone(),
            day: today,
            attempt: u8::try_from(attempts).unwrap_or(u8::MAX).saturating_add(1),
        },
        to,
        language: Residence::of(&ledger.account, &in_force.creditor).language,
        tone,
        lines,
        unlisted: left_out.len(),
        pay_by,
    })
}

fn wait_for_room(left_out: &[DraftLine], today: NaiveDate, decisions: &mut [(&Invoice, Decision)]) {
    let left_out: BTreeSet<_> = left_out.iter().map(|line| &line.invoice.id).collect();
    for (invoice, decision) in decisions {
        if left_out.contains(&invoice.id) {
            make_wait(decision, Waiting::LetterFull, days_after(today, 1));
        }
    }
}

/// An invoice that the letter speaks of is reminded today, whatever its own day.
fn say_what_is_taken_along(lines: &[DraftLine], decisions: &mut [(&Invoice, Decision)]) {
    let stages: BTreeMap<_, _> = lines
        .iter()
        .filter_map(|line| Some((&line.invoice.id, line.stages.first()?)))
        .collect();
    for (invoice, decision) in decisions {
        if let (Decision::Wait { .. }, Some(stage)) = (&*decision, stages.get(&invoice.id)) {
            *decision = Decision::Remind((*stage).clone());
        }
    }
}

type Silence = (fn(StageName) -> Waiting, NaiveDate);

/// The days through which a silence is followed; the longest that the limits of contact make is shorter.
const SILENCE_SEEN_THROUGH_DAYS: u16 = 60;

/// Turns a reminder into silence until `ends`, or until it would be about something else (a friendly stage lapses);
/// also one that only waits for a business day, or silence would change its reason with every weekend.
fn make_silent(
    case: &Case<'_>,
    decision: &mut Decision,
    today: NaiveDate,
    why: fn(StageName) -> Waiting,
    ends: NaiveDate,
) {
    let Some(stage) = stage_that_may_go(decision).cloned() else {
        return;
    };
    let goes_on = |day: &NaiveDate| *day < ends && stage_that_may_go(&decide(case, *day)) == Some(&stage);
    // A letter of a clock that jumped may silence for centuries: whoever is silent so long is looked at in between.
    let until = days_after(today, 1)
        .iter_days()
        .take(usize::from(SILENCE_SEEN_THROUGH_DAYS))
        .find(|day| !goes_on(day))
        .unwrap_or_else(|| ends.min(days_after(today, u64::from(SILENCE_SEEN_THROUGH_DAYS))));
    *decision = Decision::Wait {
        why: why(stage),
        until,
    };
}

/// The stage whose letter goes today, or on the next business day.
fn stage_that_may_go(decision: &Decision) -> Option<&StageName> {
    match decision {
        Decision::Remind(stage)
        | Decision::Wait {
            why: Waiting::ClosedDay(stage) | Waiting::BetterDay(stage),
            ..
        } => Some(stage),
        Decision::Wait { .. } | Decision::Stop(_) => None,
    }
}

/// Why the customer gets no letter today, whatever is due, and until when.
fn silence(ledger: &Ledger, in_force: &InForce, today: NaiveDate) -> Option<Silence> {
    let tomorrow = days_after(today, 1);
    if ledger.account.addressee().is_none() {
        return Some((
            Waiting::NoContact,
            days_after(today, crate::hold::ASK_AGAIN_AFTER_DAYS),
        ));
    }
    let reached = days_of_letters(ledger);
    // What bounced leaves no gap, but is tried again on the next sending day, not in the same morning.
    let came_back_today = ledger
        .letters
        .iter()
        .any(|letter| letter.id.day == today && matches!(letter.state, LetterState::Bounced { .. }));
    if came_back_today {
        return Some((Waiting::LetterToday, tomorrow));
    }
    too_soon(&reached, in_force.policy_of(&ledger.account).limits, today)
}

/// Why letters of these days leave no room for one today, and until when.
fn too_soon(reached: &[NaiveDate], limits: ContactLimits, today: NaiveDate) -> Option<Silence> {
    let tomorrow = days_after(today, 1);
    // Letters of later days don't occur in order of time, but a clock that jumped must not open the gap.
    let latest = reached.iter().copied().max();
    if latest == Some(today) {
        return Some((Waiting::LetterToday, tomorrow));
    }
    if let Some(latest) = latest {
        let free_again = days_after(latest, u64::from(limits.free_days_between) + 1);
        if today < free_again {
            return Some((Waiting::Gap, free_again));
        }
    }
    for (days, at_most) in [(7, limits.in_7_days), (30, limits.in_30_days)] {
        let mut within: Vec<NaiveDate> = reached
            .iter()
            .copied()
            .filter(|day| *day > days_before(today, days))
            .collect();
        within.sort_unstable();
        if within.len() >= usize::from(at_most) {
            // Free again when the oldest of the last `at_most` letters is `days` old.
            let oldest = within
                .len()
                .checked_sub(usize::from(at_most))
                .and_then(|index| within.get(index));
            let until = oldest.map_or(tomorrow, |oldest| days_after(*oldest, days));
            return Some((Waiting::LetterLimit, until.max(tomorrow)));
        }
    }
    None
}

/// The most days ahead from which a friendly stage is taken along: further ahead it would say too little of today.
const TAKEN_ALONG_DAYS_AT_MOST: u64 = 7;

/// The days after today's letter on which none may follow it.
fn silent_days_after(ledger: &Ledger, in_force: &InForce, today: NaiveDate) -> Vec<NaiveDate> {
    let limits = in_force.policy_of(&ledger.account).limits;
    let mut reached = days_of_letters(ledger);
    reached.push(today);
    (1..=TAKEN_ALONG_DAYS_AT_MOST)
        .map(|days| days_after(today, days))
        .take_while(|day| too_soon(&reached, limits, *day).is_some())
        .collect()
}

fn days_of_letters(ledger: &Ledger) -> Vec<NaiveDate> {
    ledger
        .letters
        .iter()
        .filter(|letter| counts_for_the_gap(letter))
        .map(|letter| letter.id.day)
        .collect()
}

/// A letter that did not arrive leaves no gap behind.
fn counts_for_the_gap(letter: &Letter) -> bool {
    letter.state.counts_as_reached()
}

fn tone_of(case: &Case<'_>, decision: &Decision) -> Option<Tone> {
    let Decision::Remind(stage) = decision else {
        return None;
    };
    match case.policy().stage(stage)?.action {
        Action::Letter(tone) => Some(tone),
        Action::Task(_) => None,
    }
}

fn firmest_tone(ledger: &Ledger, in_force: &InForce, decisions: &[(&Invoice, Decision)]) -> Option<Tone> {
    decisions
        .iter()
        .filter_map(|(invoice, decision)| tone_of(&case(ledger, in_force, invoice), decision))
        .max()
}

fn lines(
    ledger: &Ledger,
    in_force: &InForce,
    today: NaiveDate,
    decisions: &[(&Invoice, Decision)],
    tone: Tone,
) -> Vec<DraftLine> {
    let silent = silent_days_after(ledger, in_force, today);
    decisions
        .iter()
        .filter_map(|(invoice, decision)| {
            let mut stages = match decision {
                Decision::Remind(stage) => vec![stage.clone()],
                Decision::Wait { .. } | Decision::Stop(_) => Vec::new(),
            };
            if tone != Tone::FinalNotice && !is_silenced(decision) {
                let case = case(ledger, in_force, invoice);
                stages.extend(taken_along(&case, today, &silent, &stages));
            }
            let due_on = invoice.due_on?;
            (!stages.is_empty()).then(|| DraftLine {
                invoice: (*invoice).clone(),
                stages,
                due_on,
            })
        })
        .collect()
}

/// Days that a final notice lets friendly words about other invoices go first. Then it goes, or it never would.
const FINAL_NOTICE_WAITS_DAYS: u64 = 7;

/// Whether a final notice today, which goes alone, would cost another invoice a friendly stage that can't move: due
/// today, or within the gap after it. A final notice can wait a few days; a due date can't.
fn friendly_words_would_be_lost(
    ledger: &Ledger,
    in_force: &InForce,
    today: NaiveDate,
    decisions: &[(&Invoice, Decision)],
) -> bool {
    let silent = silent_days_after(ledger, in_force, today);
    let has_waited = |(invoice, decision): &(&Invoice, Decision)| {
        tone_of(&case(ledger, in_force, invoice), decision) == Some(Tone::FinalNotice)
            && decide(
                &case(ledger, in_force, invoice),
                days_before(today, FINAL_NOTICE_WAITS_DAYS),
            ) == *decision
    };
    let has_friendly_words = |(invoice, decision): &(&Invoice, Decision)| {
        tone_of(&case(ledger, in_force, invoice), decision).is_some_and(|tone| !tone.is_overdue())
            || !is_silenced(decision)
                && !taken_along(&case(ledger, in_force, invoice), today, &silent, &[]).is_empty()
    };
    !decisions.iter().any(has_waited) && decisions.iter().any(has_friendly_words)
}

/// A hold is silence today, though it may end within the gap.
fn is_silenced(decision: &Decision) -> bool {
    matches!(
        decision,
        Decision::Wait {
            why: Waiting::Held(_),
            ..
        }
    )
}

/// The friendly stages that would fall on days on which no letter may follow today's: they go with it, with their
/// true dates, so that nothing is lost to the gap or to the limits.
fn taken_along(
    case: &Case<'_>,
    today: NaiveDate,
    silent: &[NaiveDate],
    already: &[StageName],
) -> Vec<StageName> {
    let may_come_along = |stage: &StageName| {
        let stage = case.policy().stage(stage);
        stage.is_some_and(|stage| {
            matches!(stage.action, Action::Letter(tone) if !tone.is_overdue())
                && !case.is_too_new_for(stage, today)
        })
    };
    silent
        .iter()
        .filter_map(|day| match decide(case, *day) {
            Decision::Remind(stage) => Some(stage),
            Decision::Wait { .. } | Decision::Stop(_) => None,
        })
        .filter(|stage| may_come_along(stage) && !already.contains(stage))
        .fold(Vec::new(), |mut stages, stage| {
            if !stages.contains(&stage) {
                stages.push(stage);
            }
            stages
        })
}
