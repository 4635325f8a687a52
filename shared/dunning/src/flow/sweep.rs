//! Once a day: who is due what.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::edit::Edit;
use super::wake::pick;
use super::{Revised, revise};
use crate::account::AccountKey;
use crate::ledger::AgendaCursor;
use crate::letter::{LetterEvent, LetterState};
use crate::message::{Pick, Reach, SweepPart, SweepRequest, day_decided_for};
use crate::plan::plan;
use crate::ports::{AGENDA_SHARDS, InForce, Picks, PortError, Store, Sweeps};
use crate::timing::latest_sweep;

/// A claim older than this outlived every function that could still be mailing it.
pub const CLAIM_OUTLIVES_ITS_FUNCTION_AFTER: Duration = Duration::minutes(15);

/// What a sweep did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Accounts looked at.
    pub accounts: usize,
    /// Letters picked.
    pub picked: usize,
    /// Accounts that could not be read or written, with the reason; the others were swept all the same.
    pub failed: Vec<(AccountKey, PortError)>,
    /// Claims that outlived the sending, so that nobody knows whether their letters left.
    pub given_up: usize,
    /// Whether the rest was handed on.
    pub handed_on: bool,
}

/// Sweeps a part of the agenda, or fans the whole of it out. `has_time` is asked before each page.
///
/// # Errors
/// If settings, agenda or queues could not be used; to be tried again, which repeats nothing that counts.
pub async fn sweep<S: Store, Q: Picks + Sweeps>(
    store: &S,
    queues: &Q,
    request: &SweepRequest,
    has_time: impl Fn() -> bool,
) -> Result<Outcome, PortError> {
    let Some(part) = &request.part else {
        let part = |shard| SweepRequest {
            part: Some(SweepPart { shard, behind: None }),
            ..request.clone()
        };
        queues
            .hand_on(&(0..AGENDA_SHARDS).map(part).collect::<Vec<_>>())
            .await?;
        return Ok(Outcome {
            handed_on: true,
            ..Outcome::default()
        });
    };
    let mut in_force = None;
    let day = day_decided_for(request.scheduled_time);
    let until = match request.reach {
        Reach::Due => day,
        Reach::Everybody => NaiveDate::MAX,
    };
    let mut outcome = Outcome::default();
    let mut behind: Option<AgendaCursor> = part.behind.clone();
    loop {
        if !has_time() {
            let rest = SweepPart {
                shard: part.shard,
                behind,
            };
            queues
                .hand_on(&[SweepRequest {
                    part: Some(rest),
                    ..request.clone()
                }])
                .await?;
            outcome.handed_on = true;
            return Ok(outcome);
        }
        let page = store.due(part.shard, until, behind.as_ref()).await?;
        let mut picks = Vec::new();
        for account in page.accounts {
            // Most shards are empty on most days: settings are read for the first account that is due.
            let in_force = match &mut in_force {
                Some(known) => known,
                unread => unread.insert(expecting_payments(store.settings().await?)),
            };
            outcome.accounts += 1;
            match sweep_account(store, in_force, &account, day, request.scheduled_time).await {
                Ok(swept) => {
                    picks.extend(swept.pick);
                    outcome.given_up += swept.given_up;
                }
                Err(error) => outcome.failed.push((account, error)),
            }
        }
        outcome.picked += picks.len();
        if !picks.is_empty() {
            queues.pick(&picks).await?;
        }
        match page.next {
            Some(next) => behind = Some(next),
            None => return Ok(outcome),
        }
    }
}

/// Has the latest sweep done again, for everybody: the rules have changed, and by the new ones somebody's day may have
/// come whom the agenda holds for a later one.
///
/// # Errors
/// If the queue could not be used; to be tried again, which repeats nothing that counts.
pub async fn sweep_everybody<Q: Sweeps>(queue: &Q, now: DateTime<Utc>) -> Result<(), PortError> {
    let request = SweepRequest {
        scheduled_time: latest_sweep(now),
        reach: Reach::Everybody,
        part: None,
    };
    queue.hand_on(&[request]).await
}

/// The payment data as it will be when the letters leave, if another file comes until then: the sweep is a day early,
/// and files of the afternoon would always be too old for it. The sending decides by what did come.
fn expecting_payments(in_force: InForce) -> InForce {
    let calendar = &in_force.policy.calendar;
    let a_business_day_on = |day| calendar.add_business_days(day, 1, in_force.creditor.region);
    let payments_complete_to = in_force.payments_complete_to.map(a_business_day_on);
    InForce {
        payments_complete_to,
        ..in_force
    }
}

/// What came of sweeping one account.
#[derive(Default)]
struct Swept {
    pick: Option<Pick>,
    given_up: usize,
}

/// Decides one account's day: a letter is picked and the account stays on the agenda until a claim; otherwise the
/// agenda moves to the next day on which anything may change.
async fn sweep_account<S: Store>(
    store: &S,
    in_force: &InForce,
    account: &AccountKey,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Swept, PortError> {
    let mut given_up_before = 0;
    loop {
        let (mut swept, more) = revise(store, account, |ledger| {
            let Some(ledger) = ledger else {
                return Revised::Nothing((Swept::default(), false));
            };
            let mut edit = Edit::of(ledger, now);
            let given_up = give_up_old_claims(&mut edit, now);
            let day_plan = plan(edit.ledger(), in_force, day);
            edit.keep(in_force, day, &day_plan.decisions);
            let more = edit.note(&day_plan.questions);
            let pick = day_plan
                .letter
                .map(|letter| pick(letter.id, &edit.ledger().account, in_force, now));
            // Whoever stands on an earlier day was looked at now: what is left there is what no sweep has met.
            let next = if pick.is_some() || more {
                Some(day)
            } else {
                day_plan.next
            };
            edit.set_agenda(next);
            let swept = Swept { pick, given_up };
            match edit.into_change() {
                Some(change) => Revised::Write(Box::new(change), (swept, more)),
                None => Revised::Nothing((swept, more)),
            }
        })
        .await?;
        swept.given_up += given_up_before;
        if !more {
            return Ok(swept);
        }
        given_up_before = swept.given_up;
    }
}

/// Whoever finds a claim older than its function makes it unknown: nobody will mail it any more, and nobody knows
/// whether it left. Says how many.
pub(super) fn give_up_old_claims(edit: &mut Edit, now: DateTime<Utc>) -> usize {
    let lost: Vec<_> = edit
        .ledger()
        .letters
        .iter()
        .filter(|letter| is_old_claim(letter, now))
        .cloned()
        .collect();
    let mut given_up = 0;
    for mut letter in lost {
        if let Some(state) = letter.state.after(&LetterEvent::Lost) {
            edit.tell(
                None,
                "letter_unknown",
                format!("{}: its claim outlived the sending", letter.id.day),
            );
            letter.state = state;
            edit.put_letter(letter);
            given_up += 1;
        }
    }
    given_up
}

fn is_old_claim(letter: &crate::letter::Letter, now: DateTime<Utc>) -> bool {
    letter.state == LetterState::Claimed && now - letter.claimed_at > CLAIM_OUTLIVES_ITS_FUNCTION_AFTER
}
