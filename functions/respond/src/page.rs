//! A page as an answer to a browser: with it go the rules that keep it to itself.

use std::collections::BTreeSet;

use aws_lambda_events::lambda_function_urls::LambdaFunctionUrlResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dunning::account::Language;
use dunning::attachment::Attachment;
use dunning::creditor::Creditor;
use dunning::flow::respond::View;
use letters::page::{Notice, PageError, Pages, ToMend};

/// Nothing from elsewhere, nothing that runs, no frame around it, no trace of the link left behind.
const HEADERS: [(&str, &str); 7] = [
    ("content-type", "text/html; charset=utf-8"),
    (
        "content-security-policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex"),
];

/// Said where even the page about a failure fails.
const LAST_WORDS: &str = "That did not work just now. Please try again in a few minutes.";

/// What the page's own links and forms carry.
#[derive(Clone, Copy)]
pub(crate) struct Link<'a> {
    /// The token of the letter's link.
    pub(crate) token: &'a str,
    /// The page's own token.
    pub(crate) form: &'a str,
}

/// The page of a letter.
pub(crate) fn answers(
    pages: &Pages,
    view: &View,
    originals: &BTreeSet<usize>,
    link: Link<'_>,
    to_mend: Option<&ToMend>,
) -> LambdaFunctionUrlResponse {
    let status = if to_mend.is_some() { 422 } else { 200 };
    response(
        status,
        pages.answers(view, originals, link.token, link.form, to_mend),
    )
}

/// A file, to be saved or opened beside the page and never shown as a part of it: what it is, is said by us.
pub(crate) fn file(file: &Attachment) -> LambdaFunctionUrlResponse {
    let mut response = response(200, Ok(STANDARD.encode(&file.content)));
    response.is_base64_encoded = true;
    let disposition = format!("attachment; filename=\"{}\"", file.file_name);
    for (name, value) in [
        ("content-type", file.kind.media_type()),
        ("content-disposition", disposition.as_str()),
    ] {
        if let Ok(value) = value.parse() {
            response.headers.insert(name, value);
        }
    }
    response
}

/// A page of one sentence.
pub(crate) fn notice(
    pages: &Pages,
    notice: Notice,
    language: Language,
    creditor: Option<&Creditor>,
) -> LambdaFunctionUrlResponse {
    let status = match notice {
        Notice::NothingOpen => 200,
        Notice::Unintelligible => 400,
        Notice::NoSuchLink | Notice::NoOriginal => 404,
        Notice::TooLarge => 413,
        Notice::TooMany => 429,
        Notice::TryAgain => 503,
    };
    response(status, pages.notice(notice, language, creditor))
}

/// Sends the browser from the form that it posted back to the letter's page, which shows what was noted: loading that
/// anew answers nothing again.
pub(crate) fn back_to(token: &str) -> LambdaFunctionUrlResponse {
    let mut response = response(303, Ok(String::new()));
    // A token that was verified holds letters, digits and a few signs that a link may carry.
    if let Ok(place) = format!("?t={token}").parse() {
        response.headers.insert("location", place);
    }
    response
}

fn response(status: i64, page: Result<String, PageError>) -> LambdaFunctionUrlResponse {
    let (status, body) = match page {
        Ok(body) => (status, body),
        Err(error) => {
            tracing::error!(error = aws::lambda::chain(&error), "a page failed");
            (500, LAST_WORDS.to_owned())
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
