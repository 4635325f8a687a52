//! The minute has come: decide again, claim, mail.

mod clock;
mod house_style;

use aws::lambda::{body, serve_queue, start_logging};
use aws::wire::read_planned_letter;
use aws::{Clients, SesMailer, SignedAnswerLinks, Table};
use documents::settings;
use dunning::flow::send::{Outcome, Post, SendError, Skipped, send};

use crate::clock::Clock;
use crate::house_style::HouseStyle;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clock = Clock::from_environment()?;
    let clients = Clients::from_environment()?;
    let table = Table::from_environment(clients.dynamodb(), settings::READERS)?;
    let mailer = SesMailer::from_environment(clients.ses())?;
    let answer_links = SignedAnswerLinks::from_environment(table.clone());
    let style = HouseStyle::new(table.clone())?;
    table.warm().await?;
    serve_queue(async |record| {
        let planned = read_planned_letter(body(record))?;
        let now = clock.now(&planned, record);
        let house = style.house().await?;
        let post = Post { mailer: &mailer, scribe: house.as_ref(), answer_links: &answer_links };
        match send(&table, &post, &planned, now).await {
            Ok(outcome) => {
                report(&planned.letter.to_string(), &outcome);
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

fn report(planned: &str, outcome: &Outcome) {
    match outcome {
        Outcome::Sent(letter) => tracing::info!(%letter, "sent"),
        Outcome::Unknown(letter) => {
            tracing::error!(%letter, "no answer whether it left; never sent again by machine, events will tell");
        }
        Outcome::Skipped(Skipped::OutsideWindow) => {
            tracing::warn!(
                letter = planned,
                "arrived outside its window; a later day plans anew"
            );
        }
        Outcome::Skipped(why) => tracing::info!(letter = planned, why = why.name(), "skipped"),
    }
}
