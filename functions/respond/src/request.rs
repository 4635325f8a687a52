//! What a browser (or a scanner) asks of the page.

use aws_lambda_events::lambda_function_urls::LambdaFunctionUrlRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use dunning::account::Language;
use letters::page::{Filled, Part};

/// The largest form that is read, in bytes: four times what fits its fields, so that a text that is too long can be
/// shown again to be shortened.
const FORM_AT_MOST: usize = 65_536;

/// The most fields of a form: a tick for each line of the longest letter, and the rest.
const FIELDS_AT_MOST: usize = dunning::reminder::LINES_AT_MOST + 16;

/// Not a request that the page's own links and buttons make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Something is missing or makes no sense.
    Unintelligible,
    /// The form is too large.
    TooLarge,
}

/// A request of the page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// The link's signed token.
    pub(crate) token: String,
    /// To look, or to answer.
    pub(crate) method: Method,
    /// When it came in.
    pub(crate) at: DateTime<Utc>,
}

/// Whether anything may change.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// `GET` and `HEAD`: nothing changes, since mail scanners open every link.
    Look,
    /// The same, for the invoice itself: the original of one of the letter's lines.
    Open(usize),
    /// `POST`, from one of the buttons.
    Answer(Form),
}

/// One of the page's forms, sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// The page's own token, which shows that the form was seen; empty if there is none.
    pub(crate) token: String,
    /// Which of the four answers.
    pub(crate) part: Part,
    /// As it was filled in.
    pub(crate) filled: Filled,
}

impl Request {
    pub(crate) fn read(request: LambdaFunctionUrlRequest) -> Result<Self, Unfit> {
        let at = DateTime::from_timestamp_millis(request.request_context.time_epoch)
            .ok_or(Unfit::Unintelligible)?;
        match request.request_context.http.method.as_deref() {
            Some("GET" | "HEAD") => {
                let query = &request.query_string_parameters;
                Ok(Self {
                    token: query.get("t").cloned().ok_or(Unfit::Unintelligible)?,
                    method: match query.get("v") {
                        None => Method::Look,
                        Some(line) => Method::Open(line.parse().map_err(|_| Unfit::Unintelligible)?),
                    },
                    at,
                })
            }
            Some("POST") => {
                let fields = Fields::read(&request)?;
                Ok(Self {
                    token: fields.required("t")?,
                    method: Method::Answer(fields.form()?),
                    at,
                })
            }
            _ => Err(Unfit::Unintelligible),
        }
    }
}

/// The language that the reader's browser asks for first, for readers of whom nothing else is known.
pub(crate) fn language(request: &LambdaFunctionUrlRequest) -> Language {
    let asked = request.headers.get("accept-language");
    let asked = asked.and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Browsers list languages in their order of preference, with weights behind a semicolon.
    let codes = asked.split(',').filter_map(|item| item.split(';').next());
    codes
        .filter_map(Language::parse)
        .next()
        .unwrap_or(Language::English)
}

struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(request: &LambdaFunctionUrlRequest) -> Result<Self, Unfit> {
        let body = request.body.as_deref().unwrap_or_default();
        // Base64 takes four bytes for three.
        if body.len() / 4 * 3 > FORM_AT_MOST {
            return Err(Unfit::TooLarge);
        }
        let bytes = if request.is_base64_encoded {
            STANDARD.decode(body).map_err(|_| Unfit::Unintelligible)?
        } else {
            body.as_bytes().to_vec()
        };
        if bytes.len() > FORM_AT_MOST {
            return Err(Unfit::TooLarge);
        }
        let fields = form_urlencoded::parse(&bytes).into_owned();
        Ok(Self(fields.take(FIELDS_AT_MOST).collect()))
    }

    fn required(&self, name: &str) -> Result<String, Unfit> {
        self.find(name).map(str::to_owned).ok_or(Unfit::Unintelligible)
    }

    fn optional(&self, name: &str) -> String {
        self.find(name).unwrap_or_default().to_owned()
    }

    fn find(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.trim())
    }

    fn form(&self) -> Result<Form, Unfit> {
        let ticked = self.0.iter().filter(|(field, _)| field == "i");
        let lines = ticked.filter_map(|(_, value)| value.parse().ok());
        Ok(Form {
            token: self.optional("f"),
            part: Part::parse(&self.required("answer")?).ok_or(Unfit::Unintelligible)?,
            filled: Filled {
                day: self.optional("day"),
                reference: self.optional("reference"),
                reason: self.optional("reason"),
                text: self.optional("text"),
                name: self.optional("name"),
                email: self.optional("email"),
                lines: lines
                    .filter(|line| *line < dunning::reminder::LINES_AT_MOST)
                    .collect(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, body: Option<&str>) -> LambdaFunctionUrlRequest {
        let mut request = LambdaFunctionUrlRequest::default();
        request.request_context.http.method = Some(method.to_owned());
        request.request_context.time_epoch = 1_794_888_960_000;
        request.query_string_parameters.insert("t".into(), "token".into());
        request.body = body.map(str::to_owned);
        request
    }

    #[test]
    fn only_a_button_changes_anything() {
        for method in ["GET", "HEAD"] {
            let read = Request::read(request(method, Some("t=token&f=x&answer=paid&i=0"))).unwrap();
            assert_eq!(read.method, Method::Look, "{method}");
        }
        for method in ["PUT", "DELETE", "OPTIONS", "PATCH"] {
            let read = Request::read(request(method, Some("t=token&f=x&answer=paid&i=0")));
            assert_eq!(read, Err(Unfit::Unintelligible), "{method}");
        }
    }

    #[test]
    fn an_invoice_is_opened_by_its_line() {
        for (line, method) in [
            ("0", Ok(Method::Open(0))),
            ("199", Ok(Method::Open(199))),
            ("", Err(Unfit::Unintelligible)),
            ("-1", Err(Unfit::Unintelligible)),
            ("originals/A-1.pdf", Err(Unfit::Unintelligible)),
        ] {
            let mut request = request("GET", None);
            request.query_string_parameters.insert("v".into(), line.into());
            assert_eq!(Request::read(request).map(|read| read.method), method, "{line}");
        }
    }

    #[test]
    fn a_form_is_read_as_it_was_filled_in() {
        let body = "t=token&f=own&answer=wrong&reason=amount&text=zu+viel+%E2%82%AC&i=0&i=7&i=9999&i=x";
        let expected = Form {
            token: "own".into(),
            part: Part::Wrong,
            filled: Filled {
                reason: "amount".into(),
                text: "zu viel €".into(),
                lines: [0, 7].into(),
                ..Filled::default()
            },
        };
        let read = Request::read(request("POST", Some(body))).unwrap();
        assert_eq!(read.token, "token");
        assert_eq!(read.method, Method::Answer(expected));
        let mut encoded = request("POST", Some(&STANDARD.encode(body)));
        encoded.is_base64_encoded = true;
        assert_eq!(Request::read(encoded).unwrap(), read);
    }

    #[test]
    fn anything_else_is_unfit() {
        for body in ["", "answer=paid&f=x", "t=token&f=x", "t=token&f=x&answer=all"] {
            assert_eq!(
                Request::read(request("POST", Some(body))),
                Err(Unfit::Unintelligible),
                "{body}"
            );
        }
        let long = format!("t=token&answer=wrong&text={}", "x".repeat(FORM_AT_MOST));
        assert_eq!(Request::read(request("POST", Some(&long))), Err(Unfit::TooLarge));
        let mut encoded = request("POST", Some(&STANDARD.encode(&long)));
        encoded.is_base64_encoded = true;
        assert_eq!(Request::read(encoded), Err(Unfit::TooLarge));
    }

    #[test]
    fn a_stranger_is_answered_in_the_language_of_their_browser() {
        for (asked, language) in [
            ("it-IT,it;q=0.9,en;q=0.8", Language::Italian),
            ("ja,de;q=0.5", Language::German),
            ("*", Language::English),
            ("", Language::English),
        ] {
            let mut request = request("GET", None);
            request.headers.insert("accept-language", asked.parse().unwrap());
            assert_eq!(super::language(&request), language, "{asked}");
        }
    }
}
