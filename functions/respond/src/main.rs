//! The customer's answers page: opening it changes nothing, only its buttons do.

mod page;
mod request;
mod words;

use aws::answer_links::TokenError;
use aws::lambda::{chain, start_logging};
use aws::{Clients, PicksQueue, SignedAnswerLinks, Table};
use aws_lambda_events::lambda_function_urls::{LambdaFunctionUrlRequest, LambdaFunctionUrlResponse};
use documents::settings;
use dunning::flow::respond::{Outcome, respond, view};
use dunning::ports::PortError;
use lambda_runtime::{LambdaEvent, service_fn};

use crate::page::{Notice, Pages};
use crate::request::{Method, Request, Unfit};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clients = Clients::from_environment()?;
    let table = Table::from_environment(clients.dynamodb(), settings::READERS)?;
    let desk = Desk {
        // Links are only checked here, so no address of the page is needed to make them.
        links: SignedAnswerLinks::new(table.clone(), None),
        picks: PicksQueue::from_environment(clients.sqs())?,
        pages: Pages::new()?,
        table,
    };
    desk.table.warm().await?;
    let desk = &desk;
    lambda_runtime::run(service_fn(
        move |event: LambdaEvent<LambdaFunctionUrlRequest>| async move {
            Ok::<_, std::convert::Infallible>(desk.answer(event.payload).await)
        },
    ))
    .await
}

struct Desk {
    table: Table,
    links: SignedAnswerLinks,
    picks: PicksQueue,
    pages: Pages,
}

impl Desk {
    async fn answer(&self, request: LambdaFunctionUrlRequest) -> LambdaFunctionUrlResponse {
        match Request::read(request) {
            Err(Unfit) => self.pages.notice(400, Notice::Unintelligible, None),
            Ok(request) => match self.serve(&request).await {
                Ok(response) => response,
                Err(error) => {
                    tracing::error!(
                        error = chain(&error),
                        "the answers page failed; the reader is asked to try again"
                    );
                    self.pages.notice(503, Notice::TryAgain, None)
                }
            },
        }
    }

    async fn serve(&self, request: &Request) -> Result<LambdaFunctionUrlResponse, PortError> {
        let letter = match self.links.verify(&request.token, request.at).await {
            Ok(letter) => letter,
            Err(TokenError::Port(error)) => return Err(error),
            // An expired link and a forged one get the same kind page: a stranger learns nothing.
            Err(_) => return Ok(self.pages.notice(404, Notice::NoSuchLink, None)),
        };
        let Some(seen) = view(&self.table, &letter, request.at).await? else {
            return Ok(self.pages.notice(404, Notice::NoSuchLink, None));
        };
        let answer = match &request.method {
            Method::Look => return Ok(self.pages.form(&seen, &request.token)),
            Method::Answer(answer) => answer,
        };
        let outcome = respond(&self.table, &self.picks, &letter, answer, request.at).await?;
        tracing::info!(%letter, ?outcome, "answered");
        Ok(match outcome {
            Outcome::TakenIn | Outcome::TakenInBefore => {
                self.pages.notice(200, Notice::of(answer), Some(&seen))
            }
            Outcome::NothingOpen => self.pages.notice(200, Notice::NothingOpen, Some(&seen)),
            Outcome::UnknownLetter => self.pages.notice(404, Notice::NoSuchLink, None),
        })
    }
}
