//! Any form, on any day: no panic, and no answer that a person could not have given.
#![no_main]
#![allow(dead_code, reason = "a part of the function is used")]

#[path = "../../src/check.rs"]
mod check;
#[path = "../../src/request.rs"]
mod request;

use aws_lambda_events::lambda_function_urls::LambdaFunctionUrlRequest;
use dunning::answer::{About, Answer, NAME_AT_MOST_CHARS, TEXT_AT_MOST_CHARS};
use libfuzzer_sys::Corpus;
use request::{Method, Request};

/// 2026-11-17.
const NOON_MILLIS: i64 = 1_794_888_960_000;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Ok(body) = std::str::from_utf8(bytes) else {
        return Corpus::Reject;
    };
    let mut asked = LambdaFunctionUrlRequest::default();
    asked.request_context.http.method = Some("POST".to_owned());
    asked.request_context.time_epoch = NOON_MILLIS;
    // A browser's form comes in base64, if its first byte says so here.
    let (is_base64, body) = match body.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    asked.is_base64_encoded = is_base64;
    asked.body = Some(body.to_owned());
    let Ok(read) = Request::read(asked) else {
        return Corpus::Keep;
    };
    let Method::Answer(form) = read.method else {
        panic!("a form that only looks");
    };
    let today = read.at.date_naive();
    let Ok((answer, about)) = check::answer(form.part, &form.filled, today) else {
        return Corpus::Keep;
    };
    match &answer {
        Answer::Paid { on, reference } => {
            assert!(on.is_none_or(|on| (on - today).num_days() <= 1), "paid in the future");
            is_a_line(reference, NAME_AT_MOST_CHARS);
        }
        Answer::WillPay { on } => assert!((0..=366).contains(&(*on - today).num_days()), "{on}"),
        Answer::Dispute { text, .. } => is_a_line(text, TEXT_AT_MOST_CHARS),
        Answer::WrongPerson { name, email } => {
            is_a_line(name, NAME_AT_MOST_CHARS);
            assert!(!name.is_empty() || email.is_some(), "the right person is nobody");
        }
    }
    match about {
        About::Everything => {}
        About::Lines(lines) => assert!(!lines.is_empty(), "an answer about nothing"),
    }
    Corpus::Keep
});

fn is_a_line(text: &str, at_most: usize) {
    assert!(text.chars().count() <= at_most, "{} characters", text.chars().count());
    assert!(!text.chars().any(char::is_control), "{text:?}");
}
