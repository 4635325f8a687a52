//! What a browser (or a scanner) asks of the page.

use aws_lambda_events::lambda_function_urls::LambdaFunctionUrlRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use dunning::flow::respond::Answer;

/// The largest form that is read, in bytes.
const FORM_AT_MOST: usize = 16_384;

/// Not a request that the page's own links and buttons make.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unfit;

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
    /// `POST`, from one of the buttons.
    Answer(Answer),
}

impl Request {
    pub(crate) fn read(request: LambdaFunctionUrlRequest) -> Result<Self, Unfit> {
        let at = DateTime::from_timestamp_millis(request.request_context.time_epoch).ok_or(Unfit)?;
        match request.request_context.http.method.as_deref() {
            Some("GET" | "HEAD") => {
                let token = request.query_string_parameters.get("t").cloned().ok_or(Unfit)?;
                Ok(Self {
                    token,
                    method: Method::Look,
                    at,
                })
            }
            Some("POST") => {
                let form = Form::read(&request)?;
                Ok(Self {
                    token: form.field("t")?,
                    method: Method::Answer(form.answer()?),
                    at,
                })
            }
            _ => Err(Unfit),
        }
    }
}

struct Form(Vec<(String, String)>);

impl Form {
    fn read(request: &LambdaFunctionUrlRequest) -> Result<Self, Unfit> {
        let body = request.body.as_deref().unwrap_or_default();
        if body.len() > FORM_AT_MOST {
            return Err(Unfit);
        }
        let bytes = if request.is_base64_encoded {
            STANDARD.decode(body).map_err(|_| Unfit)?
        } else {
            body.as_bytes().to_vec()
        };
        Ok(Self(form_urlencoded::parse(&bytes).into_owned().collect()))
    }

    fn field(&self, name: &str) -> Result<String, Unfit> {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.trim().to_owned())
            .ok_or(Unfit)
    }

    fn answer(&self) -> Result<Answer, Unfit> {
        Ok(match self.field("answer")?.as_str() {
            "paid" => Answer::Paid {
                note: self.field("text")?,
            },
            "promise" => Answer::WillPay {
                on: self.field("day")?.parse::<NaiveDate>().map_err(|_| Unfit)?,
            },
            "wrong" => Answer::Dispute {
                text: self.field("text")?,
            },
            "person" => Answer::WrongPerson {
                text: self.field("text")?,
            },
            _ => return Err(Unfit),
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
            let read = Request::read(request(method, Some("t=token&answer=paid&text=x"))).unwrap();
            assert_eq!(read.method, Method::Look, "{method}");
        }
        for method in ["PUT", "DELETE", "OPTIONS"] {
            assert_eq!(Request::read(request(method, None)), Err(Unfit), "{method}");
        }
    }

    #[test]
    fn the_four_answers() {
        let day = "2026-12-04".parse().unwrap();
        for (body, answer) in [
            (
                "t=token&answer=paid&text=on+Monday",
                Answer::Paid {
                    note: "on Monday".into(),
                },
            ),
            (
                "t=token&answer=promise&day=2026-12-04",
                Answer::WillPay { on: day },
            ),
            (
                "t=token&answer=wrong&text=too+much",
                Answer::Dispute {
                    text: "too much".into(),
                },
            ),
            (
                "t=token&answer=person&text=ask+Bea",
                Answer::WrongPerson {
                    text: "ask Bea".into(),
                },
            ),
        ] {
            assert_eq!(
                Request::read(request("POST", Some(body))).unwrap().method,
                Method::Answer(answer)
            );
        }
        let mut encoded = request("POST", Some(&STANDARD.encode("t=token&answer=paid&text=")));
        encoded.is_base64_encoded = true;
        assert!(Request::read(encoded).is_ok());
    }

    #[test]
    fn anything_else_is_unfit() {
        let long = format!("t=token&answer=wrong&text={}", "x".repeat(FORM_AT_MOST));
        for body in [
            "",
            "answer=paid&text=x",
            "t=token&answer=all",
            "t=token&answer=promise&day=soon",
            &long,
        ] {
            assert_eq!(Request::read(request("POST", Some(body))), Err(Unfit));
        }
    }
}
