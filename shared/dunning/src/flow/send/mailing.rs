//! The one call that mails, and what came of it.

use chrono::{DateTime, Utc};

use super::{Outcome, SendError};
use crate::flow::edit::Edit;
use crate::flow::wake::decide_swept_days_anew;
use crate::flow::{CONFLICTS_AT_MOST, Revised, revise, too_many_conflicts};
use crate::ledger::{LetterRecord, TimelineEntry};
use crate::letter::{Letter, LetterEvent};
use crate::ports::{CommitError, InForce, Ledgers, Mail, MailError, Mailer, PortError, Store};

/// Mails once, and records what came of it. From here on, only a definite no may lead to another try.
pub(super) async fn mail_claimed<S: Store, M: Mailer>(
    store: &S,
    mailer: &M,
    in_force: &InForce,
    letter: Box<Letter>,
    mail: &Mail,
    now: DateTime<Utc>,
) -> Result<Outcome, SendError> {
    let id = letter.id.clone();
    match mailer.mail(mail).await {
        Ok(message_id) => {
            record(store, &letter, &LetterEvent::Sent, Some(message_id), now).await?;
            Ok(Outcome::Sent(id))
        }
        Err(MailError::Unknown(_)) => {
            record(store, &letter, &LetterEvent::Lost, None, now).await?;
            Ok(Outcome::Unknown(id))
        }
        Err(error) => {
            release(store, in_force, &letter, &error, now).await?;
            match error {
                MailError::NotToday(why) => Ok(Outcome::Postponed { letter: id, why }),
                source => Err(SendError::NotMailed { letter: id, source }),
            }
        }
    }
}

/// Writes news of the letter that changes no decision. If events were faster, theirs stands.
async fn record<S: Ledgers>(
    store: &S,
    letter: &Letter,
    event: &LetterEvent,
    message_id: Option<String>,
    now: DateTime<Utc>,
) -> Result<(), PortError> {
    let mut letter = letter.clone();
    for _ in 0..CONFLICTS_AT_MOST {
        let Some(state) = letter.state.after(event) else {
            return Ok(());
        };
        let was = std::mem::replace(&mut letter.state, state);
        letter.message_id = message_id.clone().or(letter.message_id);
        let entry = TimelineEntry {
            at: now,
            invoice: None,
            what: format!("letter_{}", letter.state.name()),
            detail: format!("letter of {}", letter.id.day),
        };
        match store
            .record(LetterRecord {
                letter: letter.clone(),
                was,
                timeline: vec![entry],
            })
            .await
        {
            Ok(()) => return Ok(()),
            Err(CommitError::Port(error)) => return Err(error),
            Err(CommitError::Conflict) => {
                let ledger = store.load(&letter.id.account).await?;
                let fresh = ledger
                    .into_iter()
                    .flat_map(|ledger| ledger.letters)
                    .find(|other| other.id == letter.id);
                match fresh {
                    Some(fresh) => letter = fresh,
                    None => return Ok(()),
                }
            }
        }
    }
    Err(too_many_conflicts(&letter.id.account))
}

/// Frees the letter's stages: it certainly did not leave.
async fn release<S: Store>(
    store: &S,
    in_force: &InForce,
    letter: &Letter,
    error: &MailError,
    now: DateTime<Utc>,
) -> Result<(), PortError> {
    revise(store, &letter.id.account, |ledger| {
        let Some(ledger) = ledger else {
            return Revised::Nothing(());
        };
        let Some(mut letter) = ledger.letters.iter().find(|other| other.id == letter.id).cloned() else {
            return Revised::Nothing(());
        };
        let Some(state) = letter.state.after(&LetterEvent::Refused {
            why: error.to_string(),
        }) else {
            return Revised::Nothing(());
        };
        let day = letter.id.day;
        letter.state = state;
        let mut edit = Edit::of(ledger, now);
        edit.tell(None, "letter_released", format!("letter of {day}: {error}"));
        if matches!(error, MailError::NotToday(_)) {
            super::postponed::tell_what_is_left_out(&mut edit, in_force, &letter);
        }
        edit.put_letter(letter);
        edit.wake_by(Some(day));
        // The picks of these days were handed on by the sweep.
        let _picked_before = decide_swept_days_anew(&mut edit, in_force, now);
        Revised::Write(Box::new(edit.into_writes()), ())
    })
    .await
}
