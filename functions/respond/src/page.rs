//! The page itself, without scripts and without anything from elsewhere.

use aws_lambda_events::lambda_function_urls::LambdaFunctionUrlResponse;
use dunning::account::Language;
use dunning::flow::respond::{Answer, View};
use minijinja::value::Serde;
use minijinja::{Environment, context};

use crate::words::PageWords;

const TEMPLATE: &str = include_str!("../templates/page.html");

/// Nothing from elsewhere, nothing that runs, no frame around it, no trace of the link left behind.
const HEADERS: [(&str, &str); 6] = [
    ("content-type", "text/html; charset=utf-8"),
    (
        "content-security-policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex"),
];

/// What a page without a form says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notice {
    Paid,
    Promise,
    Wrong,
    Person,
    NothingOpen,
    NoSuchLink,
    TryAgain,
    Unintelligible,
}

impl Notice {
    /// What follows an answer.
    pub(crate) fn of(answer: &Answer) -> Self {
        match answer {
            Answer::Paid { .. } => Self::Paid,
            Answer::WillPay { .. } => Self::Promise,
            Answer::Dispute { .. } => Self::Wrong,
            Answer::WrongPerson { .. } => Self::Person,
        }
    }

    fn text(self, words: &PageWords) -> &'static str {
        match self {
            Self::Paid => words.after_paid,
            Self::Promise => words.after_promise,
            Self::Wrong => words.after_wrong,
            Self::Person => words.after_person,
            Self::NothingOpen => words.nothing_open,
            Self::NoSuchLink => words.no_such_link,
            Self::TryAgain => words.try_again,
            Self::Unintelligible => words.unintelligible,
        }
    }
}

/// Makes the pages; the template is parsed once.
pub(crate) struct Pages {
    environment: Environment<'static>,
}

impl Pages {
    pub(crate) fn new() -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.add_template("page.html", TEMPLATE)?;
        Ok(Self { environment })
    }

    /// The letter's open invoices and the four answers.
    pub(crate) fn form(&self, view: &View, token: &str) -> LambdaFunctionUrlResponse {
        if view.open.is_empty() {
            return self.notice(200, Notice::NothingOpen, Some(view));
        }
        let invoices: Vec<_> = view
            .open
            .iter()
            .map(|invoice| {
                context! {
                    number => invoice.id.to_string(),
                    due_on => invoice.due_on.map(|day| day.to_string()),
                    open => invoice.open().to_string(),
                    url => invoice.url.as_deref().filter(|url| url.starts_with("https://")),
                }
            })
            .collect();
        let latest = view.today + chrono::TimeDelta::days(dunning::hold::PROMISE_DAYS_AT_MOST);
        self.page(
            200,
            view.language,
            Some(view),
            context! {
                invoices,
                token,
                today => view.today.to_string(),
                latest => latest.to_string(),
            },
        )
    }

    /// One sentence, and how to reach a person.
    pub(crate) fn notice(
        &self,
        status: i64,
        notice: Notice,
        view: Option<&View>,
    ) -> LambdaFunctionUrlResponse {
        let language = view.map_or(Language::English, |view| view.language);
        let said = notice.text(PageWords::of(language));
        let thanks = matches!(
            notice,
            Notice::Paid | Notice::Promise | Notice::Wrong | Notice::Person
        );
        self.page(status, language, view, context! { notice => said, thanks })
    }

    fn page(
        &self,
        status: i64,
        language: Language,
        view: Option<&View>,
        facts: minijinja::Value,
    ) -> LambdaFunctionUrlResponse {
        let words = PageWords::of(language);
        let creditor = view.map(|view| {
            let creditor = &view.creditor;
            context! {
                name => creditor.name.as_str(),
                person => creditor.signatory.as_str(),
                phone => creditor.phone.as_str(),
                email => creditor.reply_to.as_str(),
            }
        });
        let rendered = self
            .environment
            .get_template("page.html")
            .and_then(|template| template.render(context! { words => Serde(words), creditor, ..facts }));
        let (status, body) = match rendered {
            Ok(body) => (status, body),
            Err(error) => {
                tracing::error!(%error, "the answers page could not be rendered");
                (500, words.try_again.to_owned())
            }
        };
        let mut response = LambdaFunctionUrlResponse::default();
        response.status_code = status;
        for (name, value) in HEADERS {
            if let Ok(value) = value.parse() {
                response.headers.insert(name, value);
            }
        }
        response.body = Some(body);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_is_a_page_of_its_own() {
        let pages = Pages::new().unwrap();
        for notice in [
            Notice::Paid,
            Notice::NothingOpen,
            Notice::NoSuchLink,
            Notice::TryAgain,
            Notice::Unintelligible,
        ] {
            let page = pages.notice(200, notice, None);
            let body = page.body.unwrap();
            assert!(
                body.contains(notice.text(PageWords::of(Language::English))),
                "{body}"
            );
            assert!(!body.contains("<form") && !body.contains("<script"));
            assert!(page.headers.contains_key("content-security-policy"));
        }
    }
}
