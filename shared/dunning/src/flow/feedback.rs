//! What the mail service tells of a letter, and what that changes.

use chrono::{DateTime, Utc};

use super::edit::Edit;
use super::wake::{local_day, wake};
use crate::account::EmailAddress;
use crate::hold::{Hold, HoldKind};
use crate::ledger::{Ledger, LetterRecord, TimelineEntry};
use crate::letter::{Letter, LetterEvent, LetterId, LetterState};
use crate::message::Pick;
use crate::ports::{CommitError, InForce, Picks, PortError, Store};
use crate::suppression::{SOFT_BOUNCE_RETRIES, Suppression, SuppressionReason};
use crate::task::{Task, TaskKind};

/// One event of the mail service about one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The letter that the event's tag names; none for mail that is not ours, or came without tags.
    pub letter: Option<LetterId>,
    /// The mail service's id of the mail.
    pub message_id: Option<String>,
    /// Whom the event is about.
    pub recipients: Vec<EmailAddress>,
    /// When it happened, by the mail service's clock.
    pub at: DateTime<Utc>,
    /// What it means for the letter; none for what decides nothing (a delay, an open, an out-of-office).
    pub event: Option<LetterEvent>,
}

/// What came of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The letter's state changed.
    Settled,
    /// It changed nothing: repeated, overtaken, or deciding nothing.
    NothingNew,
    /// There is no such letter here; an address that bounced or complained is suppressed all the same.
    UnknownLetter,
}

/// Takes in one event.
///
/// # Errors
/// If store or queue failed; taking it in again repeats nothing that counts.
pub async fn feedback<S: Store, Q: Picks>(store: &S, queue: &Q, news: &News) -> Result<Outcome, PortError> {
    suppress(store, news).await?;
    let Some(event) = &news.event else {
        return Ok(Outcome::NothingNew);
    };
    let Some(id) = &news.letter else {
        return Ok(Outcome::UnknownLetter);
    };
    for _ in 0..super::CONFLICTS_AT_MOST {
        // Most events change no decision, so the letter alone is read, and not all that is known of the customer.
        let Some(letter) = store.letter(id).await? else {
            return Ok(Outcome::UnknownLetter);
        };
        let Some(state) = letter.state.after(event) else {
            return Ok(Outcome::NothingNew);
        };
        let written = if changes_a_decision(&letter.state, &state) || may_be_asked_about(&letter) {
            let Some(ledger) = store.load(&id.account).await? else {
                return Ok(Outcome::UnknownLetter);
            };
            let Some(letter) = ledger.letters.iter().find(|letter| &letter.id == id).cloned() else {
                return Ok(Outcome::UnknownLetter);
            };
            let Some(state) = letter.state.after(event) else {
                return Ok(Outcome::NothingNew);
            };
            let exhausted = matches!(event, LetterEvent::Bounced { permanent: false })
                && soft_bounces_in_a_row(&ledger, &letter) > SOFT_BOUNCE_RETRIES;
            if exhausted {
                let suppression = Suppression {
                    reason: SuppressionReason::SoftBounces,
                    since: news.at,
                };
                store.suppress(&letter.to, &suppression).await?;
            }
            let in_force = store.settings().await?;
            let (change, picks) = settle(ledger, &in_force, letter, state, exhausted, news);
            // Before the change, as everywhere: see `revise_and_pick`.
            if !picks.is_empty() {
                queue.pick(&picks).await?;
            }
            store.commit(change).await
        } else {
            store.record(told(letter, state, news)).await
        };
        match written {
            Ok(()) => return Ok(Outcome::Settled),
            Err(CommitError::Conflict) => {}
            Err(CommitError::Port(error)) => return Err(error),
        }
    }
    Err(super::too_many_conflicts(&id.account))
}

/// A bounced or complaining address is never mailed again, whoever's letter it was.
async fn suppress<S: Store>(store: &S, news: &News) -> Result<(), PortError> {
    let reason = match news.event {
        Some(LetterEvent::Bounced { permanent: true }) => SuppressionReason::HardBounce,
        Some(LetterEvent::Complained) => SuppressionReason::Complaint,
        _ => return Ok(()),
    };
    for address in &news.recipients {
        store
            .suppress(
                address,
                &Suppression {
                    reason,
                    since: news.at,
                },
            )
            .await?;
    }
    Ok(())
}

fn changes_a_decision(was: &LetterState, is: &LetterState) -> bool {
    was.counts_as_reached() != is.counts_as_reached()
        || matches!(is, LetterState::Complained | LetterState::Bounced { .. })
}

/// Whether a person may have been asked what became of the letter; news of it is the answer, and closes the question.
fn may_be_asked_about(letter: &Letter) -> bool {
    letter.state == LetterState::Unknown
}

fn asks_about(task: &Task, letter: &LetterId) -> bool {
    task.kind == TaskKind::SettleLetter && task.subject == Task::subject_of(letter)
}

/// How many letters in a row, this one included, came back softly from the letter's address.
fn soft_bounces_in_a_row(ledger: &Ledger, letter: &Letter) -> u32 {
    let mut earlier: Vec<&Letter> = ledger
        .letters
        .iter()
        .filter(|other| other.to.folded() == letter.to.folded() && other.id < letter.id)
        .collect();
    earlier.sort_by(|one, other| other.id.cmp(&one.id));
    let in_a_row = earlier
        .iter()
        .take_while(|other| other.state == LetterState::Bounced { permanent: false })
        .count();
    u32::try_from(in_a_row).unwrap_or(u32::MAX).saturating_add(1)
}

/// The change that an event makes: the letter's state, the contact's, a complaint's hold, and the day to look again.
fn settle(
    ledger: Ledger,
    in_force: &InForce,
    letter: Letter,
    state: LetterState,
    exhausted: bool,
    news: &News,
) -> (crate::ledger::Change, Vec<Pick>) {
    let today = local_day(&ledger, in_force, news.at);
    let mut edit = Edit::of(ledger, news.at);
    edit.tell(
        None,
        &format!("letter_{}", state.name()),
        format!("letter of {}", letter.id.day),
    );
    if exhausted
        || matches!(
            state,
            LetterState::Bounced { permanent: true } | LetterState::Complained
        )
    {
        let address = letter.to.folded();
        for contact in edit
            .account()
            .contacts
            .iter_mut()
            .filter(|contact| contact.email.folded() == address)
        {
            contact.suppressed = true;
        }
    }
    if state == LetterState::Complained {
        let note = format!("letter of {}", letter.id.day);
        edit.hold_account(Hold {
            kind: HoldKind::Complaint,
            since: today,
            author: "customer".into(),
            note,
        });
    }
    edit.close_tasks(|task| asks_about(task, &letter.id));
    let message_id = letter.message_id.clone().or_else(|| news.message_id.clone());
    edit.put_letter(Letter {
        state,
        message_id,
        ..letter
    });
    let picks = wake(&mut edit, in_force, news.at);
    (edit.into_writes(), picks)
}

fn told(letter: Letter, state: LetterState, news: &News) -> LetterRecord {
    let entry = TimelineEntry {
        at: news.at,
        invoice: None,
        what: format!("letter_{}", state.name()),
        detail: format!("letter of {}", letter.id.day),
    };
    let message_id = letter.message_id.clone().or_else(|| news.message_id.clone());
    let was = letter.state.clone();
    LetterRecord {
        letter: Letter {
            state,
            message_id,
            ..letter
        },
        was,
        timeline: vec![entry],
    }
}
