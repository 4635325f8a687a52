//! The minute has come: decide again, claim, mail. Once a day, tell the account managers.

mod clock;
mod house_style;
mod pace;

use std::time::Duration;

use aws::lambda::{RecordError, Shift, body, serve_queue, start_logging};
use aws::metrics::{CallCounts, Metric};
use aws::wire::{Sending, read_sending};
use aws::{
    Bucket, BucketArchive, BucketOriginals, Clients, LettersQueue, SesMailer, SignedAnswerLinks, Table,
};
use documents::settings;
use dunning::flow::digest::{self, Desk, digest};
use dunning::flow::send::{Outcome, Post, SendError, Skipped, send};
use dunning::message::DigestRequest;

use crate::clock::Clock;
use crate::house_style::HouseStyle;
use crate::pace::PacedMailer;

/// A message stands alone in its batch.
const SHIFT: Shift = Shift {
    lasts: Duration::from_secs(30),
    a_record_needs: Duration::ZERO,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clock = Clock::from_environment()?;
    let clients = Clients::from_environment()?;
    let table = Table::from_environment(clients.dynamodb(), settings::READERS)?;
    let mailer = PacedMailer::from_environment(SesMailer::from_environment(clients.ses())?)?;
    let answer_links = SignedAnswerLinks::from_environment(table.clone());
    let bucket = Bucket::from_environment(clients.s3())?;
    let originals = BucketOriginals::new(bucket.clone());
    let archive = BucketArchive::new(bucket);
    let style = HouseStyle::new(table.clone())?;
    let queue = LettersQueue::from_environment(clients.sqs())?;
    let (warmed, ()) = tokio::join!(table.warm(), mailer.learn_the_pace());
    warmed?;
    serve_queue(SHIFT, async |record, counts, time| {
        mailer.await_turn(time).await;
        let planned = match read_sending(body(record))? {
            Sending::Letter(planned) => planned,
            Sending::Digest(request) => {
                let desk = Desk {
                    mailer: &mailer,
                    scribe: &style,
                    queue: &queue,
                };
                return tell(&table, &desk, &request).await;
            }
        };
        let now = clock.now(&planned, record);
        let post = Post {
            mailer: &mailer,
            scribe: &style,
            answer_links: &answer_links,
            originals: &originals,
            archive: &archive,
        };
        match send(&table, &post, &planned, now).await {
            Ok(outcome) => {
                report(&planned.letter.to_string(), &outcome);
                count(counts, &outcome);
                Ok(())
            }
            Err(SendError::NotMailed { letter, source }) => {
                tracing::error!(%letter, why = %source, "the letter certainly did not leave; its claim was released");
                Err(SendError::NotMailed { letter, source }.into())
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// A digest has no minute: its day is in the request.
async fn tell(
    table: &Table,
    desk: &Desk<'_, PacedMailer<SesMailer>, HouseStyle<Table>, LettersQueue>,
    request: &DigestRequest,
) -> Result<(), RecordError> {
    let due = request.scheduled_time;
    match digest(table, desk, request).await? {
        digest::Outcome::FannedOut { readers } => tracing::info!(%due, readers, "asked for digests"),
        digest::Outcome::Unknown => {
            tracing::error!(%due, "no answer whether a digest left; the next day's tells it all again");
        }
        digest::Outcome::Suppressed => {
            tracing::error!(
                %due,
                "an account manager's address is suppressed; `dunlin tasks` lists the tasks, name another address"
            );
        }
        outcome => tracing::info!(%due, outcome = ?outcome, "digest"),
    }
    Ok(())
}

fn count(counts: &CallCounts<'_>, outcome: &Outcome) {
    match outcome {
        Outcome::Sent(_) => counts.count(Metric::LettersSent),
        Outcome::Unknown(_) => counts.count(Metric::LettersUnknown),
        Outcome::Postponed { .. } => counts.count(Metric::LettersPostponed),
        Outcome::Skipped(why) => {
            counts.count(Metric::LettersSkipped(*why));
            match why {
                Skipped::OutsideWindow => counts.count(Metric::LettersLate),
                Skipped::ClaimGivenUp => counts.count(Metric::LettersUnknown),
                Skipped::NoSuchAccount | Skipped::AlreadyClaimed | Skipped::NothingToSay => {}
            }
        }
    }
}

fn report(planned: &str, outcome: &Outcome) {
    match outcome {
        Outcome::Sent(letter) => tracing::info!(%letter, "sent"),
        Outcome::Unknown(letter) => {
            tracing::error!(%letter, "no answer whether it left; never sent again by machine, events will tell");
        }
        Outcome::Postponed { letter, why } => {
            tracing::error!(%letter, why, "the mail service takes nothing today; a later day plans it anew, `dunlin doctor` says what to mend");
        }
        Outcome::Skipped(Skipped::OutsideWindow) => {
            tracing::warn!(
                letter = planned,
                "arrived outside its window; a later day plans anew"
            );
        }
        Outcome::Skipped(Skipped::ClaimGivenUp) => {
            tracing::error!(
                letter = planned,
                "a sending before this one did not live to say whether it left; never sent again by machine"
            );
        }
        Outcome::Skipped(why) => tracing::info!(letter = planned, why = why.name(), "skipped"),
    }
}
