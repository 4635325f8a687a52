//! The minute has come: decide again, claim, mail.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::edit::Edit;
use super::sweep::give_up_old_claims;
use super::too_many_conflicts;
use crate::decide::{Decision, days_after};
use crate::invoice::InvoiceId;
use crate::ledger::{Ledger, LetterRecord, TimelineEntry};
use crate::letter::{Letter, LetterEvent, LetterId, LetterLine};
use crate::message::PlannedLetter;
use crate::news::NewsItem;
use crate::plan::{DayPlan, Draft, plan};
use crate::ports::{
    AnswerLinks, CommitError, InForce, Ledgers, Mail, MailError, Mailer, PortError, Scribe, Store,
};
use crate::reminder::{Words, WordsError};
use crate::residence::Residence;
use crate::timing::opening;

/// Invoices of a letter that get a line of the story each: a claim is one transaction of a hundred writes, and the
/// day's questions need most of them.
const LINES_TOLD_EACH_AT_MOST: usize = 20;

/// What became of a planned letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It left, in this letter.
    Sent(LetterId),
    /// Nobody knows whether it left; never sent again by machine.
    Unknown(LetterId),
    /// It did not leave, on purpose.
    Skipped(Skipped),
}

/// Why a planned letter was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Skipped {
    NoSuchAccount,
    OutsideWindow,
    AlreadyClaimed,
    NothingToSay,
}

impl Skipped {
    /// The reason in snake case, as logged and counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoSuchAccount => "no_such_account",
            Self::OutsideWindow => "outside_window",
            Self::AlreadyClaimed => "already_claimed",
            Self::NothingToSay => "nothing_to_say",
        }
    }
}

/// The letter did not leave, for certain, and its stages are free again; the queue tries again.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum SendError {
    #[error(transparent)]
    Port(#[from] PortError),
    #[error(transparent)]
    Words(#[from] WordsError),
    #[error("letter {letter} was released")]
    NotMailed { letter: LetterId, source: MailError },
}

/// What the sending needs besides the store.
pub struct Post<'a, M, W, L> {
    /// Mails.
    pub mailer: &'a M,
    /// Writes.
    pub scribe: &'a W,
    /// Signs links.
    pub answer_links: &'a L,
}

/// Sends a planned letter, if it is still right to.
///
/// # Errors
/// Only while the letter certainly did not leave.
pub async fn send<S: Store, M: Mailer, W: Scribe, L: AnswerLinks>(
    store: &S,
    post: &Post<'_, M, W, L>,
    planned: &PlannedLetter,
    now: DateTime<Utc>,
) -> Result<Outcome, SendError> {
    let in_force = store.settings().await?;
    let account = &planned.letter.account;
    for _ in 0..super::CONFLICTS_AT_MOST {
        let Some(ledger) = store.load(account).await? else {
            return Ok(Outcome::Skipped(Skipped::NoSuchAccount));
        };
        let step = match prepare(ledger, &in_force, planned, now) {
            Step::Skip(skipped) => return Ok(Outcome::Skipped(skipped)),
            Step::Record(change) => Next::Record(change),
            Step::Mail(prepared) => address(store, post, &in_force, *prepared, now).await?,
        };
        let (change, claimed) = match step {
            Next::Record(change) => (change, None),
            Next::Claim(change, letter, mail) => (change, Some((letter, mail))),
            Next::LookAgain(change) => {
                commit_or_look_again(store.commit(*change).await)?;
                continue;
            }
        };
        if !commit_or_look_again(store.commit(*change).await)? {
            continue;
        }
        return match claimed {
            None => Ok(Outcome::Skipped(Skipped::NothingToSay)),
            Some((letter, mail)) => mail_claimed(store, post.mailer, letter, &mail, now).await,
        };
    }
    Err(too_many_conflicts(account).into())
}

fn commit_or_look_again(written: Result<(), CommitError>) -> Result<bool, PortError> {
    match written {
        Ok(()) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(CommitError::Port(error)) => Err(error),
    }
}

enum Step {
    Skip(Skipped),
    Record(Box<crate::ledger::Change>),
    Mail(Box<Prepared>),
}

struct Prepared {
    edit: Edit,
    draft: Draft,
}

enum Next {
    /// Nothing is to be said: write why, and when to look again.
    Record(Box<crate::ledger::Change>),
    /// Something was learned that changes the decision: write it and decide again.
    LookAgain(Box<crate::ledger::Change>),
    /// Claim, then mail.
    Claim(Box<crate::ledger::Change>, Box<Letter>, Box<Mail>),
}

/// Decides again, from fresh data, in the minute of sending.
fn prepare(ledger: Ledger, in_force: &InForce, planned: &PlannedLetter, now: DateTime<Utc>) -> Step {
    let day = planned.letter.day;
    let zone = Residence::of(&ledger.account, &in_force.creditor).zone;
    let window = in_force.policy_of(&ledger.account).window;
    let is_open = opening(day, window, zone).is_some_and(|opening| opening.contains(now));
    if !is_open {
        // The account is still on the agenda: a later day plans anew.
        return Step::Skip(Skipped::OutsideWindow);
    }
    let mut edit = Edit::of(ledger, now);
    give_up_old_claims(&mut edit, now);
    let is_claimed = |letter: &&Letter| letter.id.day == day && letter.state.counts_as_reached();
    if edit.ledger().letters.iter().any(|letter| is_claimed(&letter)) {
        return match edit.into_change() {
            Some(change) => Step::Record(Box::new(change)),
            None => Step::Skip(Skipped::AlreadyClaimed),
        };
    }
    let DayPlan {
        decisions,
        letter,
        questions,
        next,
    } = plan(edit.ledger(), in_force, day);
    let more = edit.note(&questions);
    match letter {
        Some(draft) => Step::Mail(Box::new(Prepared { edit, draft })),
        None => {
            edit.set_agenda(next);
            if more {
                edit.wake_by(Some(days_after(day, 1)));
            }
            edit.tell(
                None,
                "letter_skipped",
                format!("planned for {day}; decided again: {}", reasons(&decisions)),
            );
            edit.into_change()
                .map_or(Step::Skip(Skipped::NothingToSay), |change| {
                    Step::Record(Box::new(change))
                })
        }
    }
}

/// Why nothing is said of the invoices that are still open; a few of many.
fn reasons(decisions: &[(InvoiceId, Decision)]) -> String {
    let told = decisions
        .iter()
        .take(REASONS_AT_MOST)
        .map(|(invoice, decision)| format!("{invoice} {decision}"));
    match decisions {
        [] => "nothing is open any more".to_owned(),
        _ => told.collect::<Vec<_>>().join("; "),
    }
}

/// Reasons that one line of the story gives.
const REASONS_AT_MOST: usize = 5;

/// Meets the suppression list, writes the words, and makes the claim.
async fn address<S: Store, M: Mailer, W: Scribe, L: AnswerLinks>(
    store: &S,
    post: &Post<'_, M, W, L>,
    in_force: &InForce,
    prepared: Prepared,
    now: DateTime<Utc>,
) -> Result<Next, SendError> {
    let Prepared { mut edit, draft } = prepared;
    if let Some(suppression) = store.suppression(&draft.to.email).await? {
        let address = draft.to.email.folded();
        for contact in edit
            .account()
            .contacts
            .iter_mut()
            .filter(|contact| contact.email.folded() == address)
        {
            contact.suppressed = true;
        }
        edit.tell(
            None,
            "contact_suppressed",
            suppression.reason.name().replace('_', " "),
        );
        return Ok(Next::LookAgain(Box::new(edit.into_writes())));
    }
    let answer_link = post.answer_links.answer_link(&draft.id, now).await?;
    let words = post
        .scribe
        .words(&draft.reminder(edit.ledger(), in_force, answer_link))?;
    let letter = draft.claim(now);
    let mail = mail(&letter, in_force, words);
    edit.put_letter(letter.clone());
    // Not the next day on which something is due: tomorrow's sweep must see what became of the letter.
    edit.set_agenda(Some(days_after(draft.id.day, 1)));
    tell_of_claim(&mut edit, &letter);
    if let Some(news) = NewsItem::friendly(&letter) {
        edit.announce(news);
    }
    Ok(Next::Claim(
        Box::new(edit.into_writes()),
        Box::new(letter),
        Box::new(mail),
    ))
}

/// A line of the story for each invoice; one for all that are too many for that.
fn tell_of_claim(edit: &mut Edit, letter: &Letter) {
    let (each, together) = letter
        .lines
        .split_at(letter.lines.len().min(LINES_TOLD_EACH_AT_MOST));
    let stages = |line: &LetterLine| {
        let stages: Vec<&str> = line.stages.iter().map(crate::stage::StageName::as_str).collect();
        stages.join(" and ")
    };
    let day = letter.id.day;
    for line in each {
        edit.tell(
            Some(&line.invoice),
            "letter_claimed",
            format!("{} for {day}", stages(line)),
        );
    }
    if !together.is_empty() {
        let lines: Vec<String> = together
            .iter()
            .map(|line| format!("{} {}", line.invoice, stages(line)))
            .collect();
        edit.tell(None, "letter_claimed", format!("for {day}: {}", lines.join(", ")));
    }
}

fn mail(letter: &Letter, in_force: &InForce, words: Words) -> Mail {
    let creditor = &in_force.creditor;
    Mail {
        letter: letter.id.clone(),
        from_name: creditor.short_name.clone(),
        from: creditor.sender.clone(),
        to: letter.to.clone(),
        reply_to: creditor.reply_to.clone(),
        words,
    }
}

/// Mails once, and records what came of it. From here on, only a definite no may lead to another try.
async fn mail_claimed<S: Store, M: Mailer>(
    store: &S,
    mailer: &M,
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
            release(store, &letter, &error, now).await?;
            Err(SendError::NotMailed {
                letter: id,
                source: error,
            })
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
    for _ in 0..super::CONFLICTS_AT_MOST {
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
    letter: &Letter,
    error: &MailError,
    now: DateTime<Utc>,
) -> Result<(), PortError> {
    super::revise(store, &letter.id.account, |ledger| {
        let Some(ledger) = ledger else {
            return super::Revised::Nothing(());
        };
        let Some(mut letter) = ledger.letters.iter().find(|other| other.id == letter.id).cloned() else {
            return super::Revised::Nothing(());
        };
        let Some(state) = letter.state.after(&LetterEvent::Refused {
            why: error.to_string(),
        }) else {
            return super::Revised::Nothing(());
        };
        let day = letter.id.day;
        letter.state = state;
        let mut edit = Edit::of(ledger, now);
        edit.tell(None, "letter_released", format!("letter of {day}: {error}"));
        edit.put_letter(letter);
        edit.wake_by(Some(day));
        super::Revised::Write(Box::new(edit.into_writes()), ())
    })
    .await
}
