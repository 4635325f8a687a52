//! The customer's answers page: opening it changes nothing, only its buttons do.

mod check;
mod page;
mod request;

use aws::answer_links::TokenError;
use aws::lambda::{chain, start_logging};
use aws::{Bucket, BucketOriginals, Clients, PicksQueue, SignedAnswerLinks, Table};
use aws_lambda_events::lambda_function_urls::{LambdaFunctionUrlRequest, LambdaFunctionUrlResponse};
use documents::settings;
use dunning::account::Language;
use dunning::flow::respond::{Outcome, View, respond, shown, view, with_originals};
use dunning::letter::LetterId;
use dunning::ports::PortError;
use lambda_runtime::{LambdaEvent, service_fn};
use letters::page::{Notice, Pages, Problem, ToMend};

use crate::request::{Form, Method, Request, Unfit};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clients = Clients::from_environment()?;
    let table = Table::from_environment(clients.dynamodb(), settings::READERS)?;
    let desk = Desk {
        // Links are only checked here, so no address of the page is needed to make them.
        links: SignedAnswerLinks::new(table.clone(), None),
        picks: PicksQueue::from_environment(clients.sqs())?,
        originals: BucketOriginals::new(Bucket::from_environment(clients.s3())?),
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
    originals: BucketOriginals,
    pages: Pages,
}

impl Desk {
    async fn answer(&self, request: LambdaFunctionUrlRequest) -> LambdaFunctionUrlResponse {
        let asked = request::language(&request);
        let said = |notice| page::notice(&self.pages, notice, asked, None);
        match Request::read(request) {
            Err(Unfit::Unintelligible) => said(Notice::Unintelligible),
            Err(Unfit::TooLarge) => said(Notice::TooLarge),
            Ok(request) => match self.serve(&request, asked).await {
                Ok(response) => response,
                Err(error) => {
                    tracing::error!(
                        error = chain(&error),
                        "the answers page failed; the reader is asked to try again"
                    );
                    said(Notice::TryAgain)
                }
            },
        }
    }

    async fn serve(
        &self,
        request: &Request,
        asked: Language,
    ) -> Result<LambdaFunctionUrlResponse, PortError> {
        // An expired link and a forged one get the same kind page: a stranger learns nothing.
        let stranger = || page::notice(&self.pages, Notice::NoSuchLink, asked, None);
        let letter = match self.links.verify(&request.token, request.at).await {
            Ok(letter) => letter,
            Err(TokenError::Port(error)) => return Err(error),
            Err(_) => return Ok(stranger()),
        };
        let Some(seen) = view(&self.table, &letter, request.at).await? else {
            return Ok(stranger());
        };
        if seen.open.is_empty() {
            return Ok(self.notice(Notice::NothingOpen, &seen));
        }
        match &request.method {
            Method::Look => self.page(request, &seen, None).await,
            Method::Open(line) => Ok(match shown(&self.originals, &seen, *line).await? {
                Some(original) => page::file(&original),
                None => self.notice(Notice::NoOriginal, &seen),
            }),
            Method::Answer(form) => self.take_in(request, &letter, &seen, form).await,
        }
    }

    async fn take_in(
        &self,
        request: &Request,
        letter: &LetterId,
        seen: &View,
        form: &Form,
    ) -> Result<LambdaFunctionUrlResponse, PortError> {
        let is_own = self
            .links
            .is_own_form(&request.token, &form.token, request.at)
            .await?;
        let checked = if is_own {
            check::answer(form.part, &form.filled, seen.today)
        } else {
            Err(Problem::Stale)
        };
        let (answer, about) = match checked {
            Ok(checked) => checked,
            Err(problem) => {
                let to_mend = ToMend {
                    part: form.part,
                    filled: form.filled.clone(),
                    problem,
                };
                return self.page(request, seen, Some(&to_mend)).await;
            }
        };
        let outcome = respond(&self.table, &self.picks, letter, &answer, &about, request.at).await?;
        tracing::info!(%letter, ?outcome, "answered");
        Ok(match outcome {
            Outcome::TakenIn | Outcome::TakenInBefore => page::back_to(&request.token),
            Outcome::TooMany => self.notice(Notice::TooMany, seen),
            Outcome::NothingOpen => self.notice(Notice::NothingOpen, seen),
            Outcome::UnknownLetter => self.notice(Notice::NoSuchLink, seen),
        })
    }

    async fn page(
        &self,
        request: &Request,
        seen: &View,
        to_mend: Option<&ToMend>,
    ) -> Result<LambdaFunctionUrlResponse, PortError> {
        let form = self.links.form_token(&request.token, request.at).await?;
        let originals = with_originals(&self.originals, seen).await;
        let link = page::Link {
            token: &request.token,
            form: &form,
        };
        Ok(page::answers(&self.pages, seen, &originals, link, to_mend))
    }

    fn notice(&self, notice: Notice, seen: &View) -> LambdaFunctionUrlResponse {
        page::notice(&self.pages, notice, seen.language, Some(&seen.creditor))
    }
}
