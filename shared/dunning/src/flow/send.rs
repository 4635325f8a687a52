//! The minute has come: decide again, claim, mail.

mod archiving;
mod enclose;
mod mailing;
mod postponed;
mod thread;

pub use enclose::{ORIGINAL_BYTES_AT_MOST, ORIGINALS_AT_MOST, ORIGINALS_BYTES_AT_MOST};

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::edit::Edit;
use super::sweep::give_up_old_claims;
use super::too_many_conflicts;
use super::wake::decide_swept_days_anew;
use crate::attachment::Attachment;
use crate::decide::{Decision, days_after};
use crate::invoice::InvoiceId;
use crate::ledger::Ledger;
use crate::letter::{Letter, LetterId, LetterLine};
use crate::message::PlannedLetter;
use crate::news::NewsItem;
use crate::plan::{DayPlan, Draft, plan};
use crate::ports::{
    AnswerLinks, Archive, CommitError, InForce, Mail, MailError, Mailer, Originals, PortError, Scribe,
    ScribeError, Store,
};
use crate::reminder::{Templates, Words, WordsError, Written};
use crate::residence::Residence;
use crate::task::{Task, TaskKind};
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
    /// It did not leave, nor would any other mail this morning; a later day plans it anew. Trying again at once would
    /// only fill the queue of dead letters.
    Postponed {
        /// Which; its claim was released.
        letter: LetterId,
        /// In the mail service's words.
        why: String,
    },
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
    /// A sending before this one claimed it and did not live to say whether it left.
    ClaimGivenUp,
    NothingToSay,
}

impl Skipped {
    /// The reason in snake case, as logged and counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoSuchAccount => "no_such_account",
            Self::OutsideWindow => "outside_window",
            Self::AlreadyClaimed => "already_claimed",
            Self::ClaimGivenUp => "claim_given_up",
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

impl From<ScribeError> for SendError {
    fn from(error: ScribeError) -> Self {
        match error {
            ScribeError::Words(error) => Self::Words(error),
            ScribeError::Port(error) => Self::Port(error),
        }
    }
}

/// What the sending needs besides the store.
pub struct Post<'a, M, W, L, O, A> {
    /// Mails.
    pub mailer: &'a M,
    /// Writes.
    pub scribe: &'a W,
    /// Signs links.
    pub answer_links: &'a L,
    /// Keeps the invoices as the customers got them.
    pub originals: &'a O,
    /// Keeps the letters as they were sent.
    pub archive: &'a A,
}

/// Sends a planned letter, if it is still right to.
///
/// # Errors
/// Only while the letter certainly did not leave.
pub async fn send<S: Store, M: Mailer, W: Scribe, L: AnswerLinks, O: Originals, A: Archive>(
    store: &S,
    post: &Post<'_, M, W, L, O, A>,
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
            Step::Record(change, skipped) => Next::Record(change, skipped),
            Step::Mail(prepared) => address(store, post, &in_force, *prepared, now).await?,
        };
        let (change, claimed) = match step {
            Next::Record(change, skipped) => (change, Err(skipped)),
            Next::Claim(change, letter, mail) => (change, Ok((letter, mail))),
            Next::LookAgain(change) => {
                commit_or_look_again(store.commit(*change).await)?;
                continue;
            }
        };
        if !commit_or_look_again(store.commit(*change).await)? {
            continue;
        }
        return match claimed {
            Err(skipped) => Ok(Outcome::Skipped(skipped)),
            Ok((letter, mail)) => {
                mailing::mail_claimed(store, post.mailer, &in_force, letter, &mail, now).await
            }
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
    Record(Box<crate::ledger::Change>, Skipped),
    Mail(Box<Prepared>),
}

struct Prepared {
    edit: Edit,
    draft: Draft,
}

enum Next {
    /// Nothing is to be said: write why, and when to look again.
    Record(Box<crate::ledger::Change>, Skipped),
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
    let given_up = give_up_old_claims(&mut edit, now);
    let is_claimed = |letter: &&Letter| letter.id.day == day && letter.state.counts_as_reached();
    if edit.ledger().letters.iter().any(|letter| is_claimed(&letter)) {
        return match edit.into_change() {
            Some(change) if given_up > 0 => Step::Record(Box::new(change), Skipped::ClaimGivenUp),
            Some(change) => Step::Record(Box::new(change), Skipped::AlreadyClaimed),
            None => Step::Skip(Skipped::AlreadyClaimed),
        };
    }
    let DayPlan {
        decisions,
        letter,
        questions,
        next,
    } = plan(edit.ledger(), in_force, day);
    edit.keep(in_force, day, &decisions);
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
                    Step::Record(Box::new(change), Skipped::NothingToSay)
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

/// Meets the suppression list, gathers what goes with the letter, writes the words, and makes the claim.
async fn address<S: Store, M: Mailer, W: Scribe, L: AnswerLinks, O: Originals, A: Archive>(
    store: &S,
    post: &Post<'_, M, W, L, O, A>,
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
    // Before the words, which say what is attached, and before the claim, which is no time to wait for a file.
    let wanted = draft.originals_wanted(edit.ledger(), in_force);
    let mut enclosed = enclose::originals(post.originals, &wanted).await;
    let due_dates = draft.due_dates(edit.ledger(), in_force, now);
    enclosed.add_due_dates(due_dates.map(|dates| post.scribe.due_dates(&dates)));
    let mut reminder = draft.reminder(edit.ledger(), in_force, answer_link);
    enclosed.say_so(&draft, &mut reminder);
    let Written { words, by } = post.scribe.words(&reminder).await?;
    ask_to_repair(&mut edit, &draft, &by);
    let letter = draft.claim(now);
    let mail = mail(&letter, edit.ledger(), in_force, words, enclosed.attachments);
    edit.put_letter(letter.clone());
    // Not the next day on which something is due: tomorrow's sweep must see what became of the letter. It asks for
    // whoever stands there by then, so today's place is as good as tomorrow's, and costs no write of the index.
    edit.wake_by(Some(days_after(draft.id.day, 1)));
    tell_of_claim(&mut edit, &letter);
    // East of the sweep's hour tomorrow is swept tomorrow; west of it, it was swept without this letter.
    let _no_letter_follows_on_a_letter = decide_swept_days_anew(&mut edit, in_force, now);
    if let Some(news) = NewsItem::friendly(&letter) {
        edit.announce(news);
    }
    if let Some(story) = enclosed.story {
        edit.tell(story.invoice.as_ref(), "letter_originals", story.detail);
    }
    // Before the claim, which is no time to wait, and whose story names the words by their hash.
    let (what, detail) = archiving::keep(post.archive, &mail).await;
    edit.tell(None, what, detail);
    Ok(Next::Claim(
        Box::new(edit.into_writes()),
        Box::new(letter),
        Box::new(mail),
    ))
}

/// A task while the creditor's own template can't write such a letter to this customer; none once it can.
fn ask_to_repair(edit: &mut Edit, draft: &Draft, by: &Templates) {
    let subject = format!("{} in {}", draft.tone.name(), draft.language.code());
    match by {
        Templates::InsteadOfOwn(why) => {
            let why: String = why.chars().take(WHY_AT_MOST_CHARS).collect();
            edit.open_task(Task {
                kind: TaskKind::RepairTemplate,
                account: draft.id.account.clone(),
                subject,
                opened_on: draft.id.day,
                detail: format!(
                    "the built-in letter went out instead of your own: {why}; repair it, and give it back with \
                     `dunlin letters apply`"
                ),
            });
        }
        Templates::Own | Templates::BuiltIn => {
            edit.close_tasks(|task| task.kind == TaskKind::RepairTemplate && task.subject == subject);
        }
    }
}

/// Of what is wrong with a template, as much as a task needs.
const WHY_AT_MOST_CHARS: usize = 500;

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

fn mail(
    letter: &Letter,
    ledger: &Ledger,
    in_force: &InForce,
    words: Words,
    attachments: Vec<Attachment>,
) -> Mail {
    let creditor = &in_force.creditor;
    Mail {
        letter: letter.id.clone(),
        from_name: creditor.short_name.clone(),
        from: creditor.sender.clone(),
        to: letter.to.clone(),
        reply_to: creditor.reply_to.clone(),
        words,
        attachments,
        earlier: thread::earlier(&ledger.letters, letter),
    }
}
