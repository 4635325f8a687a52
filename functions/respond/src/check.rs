//! From a form to an answer, or to what is not right with it yet.

use chrono::{NaiveDate, TimeDelta};
use dunning::account::EmailAddress;
use dunning::answer::{About, Answer, DisputeReason, NAME_AT_MOST_CHARS, TEXT_AT_MOST_CHARS};
use dunning::hold::SILENCE_DAYS_AT_MOST;
use dunning::plain::one_line;
use letters::page::{ADDRESS_AT_MOST_CHARS, Filled, Part, Problem};

/// Somebody far to the east may have paid on a day that has not begun where the customer is thought to be.
const DAYS_BEYOND_TODAY: i64 = 1;

/// The answer of a form, on the customer's civil day.
pub(crate) fn answer(part: Part, filled: &Filled, today: NaiveDate) -> Result<(Answer, About), Problem> {
    let answer = match part {
        Part::Paid => Answer::Paid {
            on: paid_on(&filled.day, today)?,
            reference: line(&filled.reference, NAME_AT_MOST_CHARS)?,
        },
        Part::Promise => Answer::WillPay {
            on: promised_for(&filled.day, today)?,
        },
        Part::Wrong => {
            let reason = DisputeReason::parse(&filled.reason).ok_or(Problem::NoReason)?;
            let text = line(&filled.text, TEXT_AT_MOST_CHARS)?;
            if reason == DisputeReason::Other && text.is_empty() {
                return Err(Problem::NoText);
            }
            Answer::Dispute { reason, text }
        }
        Part::Person => right_person(filled)?,
    };
    match answer {
        Answer::WrongPerson { .. } => Ok((answer, About::Everything)),
        _ if filled.lines.is_empty() => Err(Problem::NoInvoice),
        _ => Ok((answer, About::Lines(filled.lines.clone()))),
    }
}

fn day(text: &str) -> Result<NaiveDate, Problem> {
    text.parse().map_err(|_| Problem::NoDay)
}

fn paid_on(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let on = day(text)?;
    if on > today + TimeDelta::days(DAYS_BEYOND_TODAY) {
        return Err(Problem::PaidInFuture);
    }
    Ok(Some(on))
}

fn promised_for(text: &str, today: NaiveDate) -> Result<NaiveDate, Problem> {
    let on = day(text)?;
    match on.signed_duration_since(today).num_days() {
        ..0 => Err(Problem::DayPassed),
        // Between the days that a promise may lie ahead and this, a person decides.
        ahead if ahead > SILENCE_DAYS_AT_MOST => Err(Problem::DayTooFar),
        _ => Ok(on),
    }
}

fn right_person(filled: &Filled) -> Result<Answer, Problem> {
    let name = line(&filled.name, NAME_AT_MOST_CHARS)?;
    let email = match line(&filled.email, ADDRESS_AT_MOST_CHARS)? {
        none if none.is_empty() => None,
        given => Some(EmailAddress::parse(&given).map_err(|_| Problem::NoAddress)?),
    };
    if name.is_empty() && email.is_none() {
        return Err(Problem::Nobody);
    }
    Ok(Answer::WrongPerson { name, email })
}

/// The text as one plain line, if it is not too long.
fn line(text: &str, at_most: usize) -> Result<String, Problem> {
    if text.chars().count() > at_most {
        return Err(Problem::TooLong(at_most));
    }
    Ok(one_line(text, at_most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(part: Part, fields: &[(&str, &str)]) -> Result<Answer, Problem> {
        let value = |name: &str| {
            let field = fields.iter().find(|(field, _)| *field == name);
            field.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        let filled = Filled {
            day: value("day"),
            reference: value("reference"),
            reason: value("reason"),
            text: value("text"),
            name: value("name"),
            email: value("email"),
            lines: [0].into(),
        };
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        answer(part, &filled, today).map(|(answer, _)| answer)
    }

    #[test]
    fn each_slip_is_named() {
        let long = "x".repeat(1_001);
        for (part, fields, problem) in [
            (Part::Paid, vec![("day", "2026-11-26")], Problem::PaidInFuture),
            (Part::Paid, vec![("day", "yesterday")], Problem::NoDay),
            (
                Part::Paid,
                vec![("reference", long.as_str())],
                Problem::TooLong(140),
            ),
            (Part::Promise, vec![], Problem::NoDay),
            (Part::Promise, vec![("day", "2026-02-30")], Problem::NoDay),
            (Part::Promise, vec![("day", "2026-11-23")], Problem::DayPassed),
            (Part::Promise, vec![("day", "2206-12-01")], Problem::DayTooFar),
            (Part::Wrong, vec![], Problem::NoReason),
            (Part::Wrong, vec![("reason", "other")], Problem::NoText),
            (
                Part::Wrong,
                vec![("reason", "amount"), ("text", long.as_str())],
                Problem::TooLong(1_000),
            ),
            (Part::Person, vec![], Problem::Nobody),
            (Part::Person, vec![("name", " \u{200b} ")], Problem::Nobody),
            (Part::Person, vec![("email", "bea")], Problem::NoAddress),
            (
                Part::Person,
                vec![("email", "a@example.com, b@example.com")],
                Problem::NoAddress,
            ),
        ] {
            assert_eq!(filled(part, &fields), Err(problem), "{part:?} {fields:?}");
        }
        let nothing_ticked = Filled::default();
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(
            answer(Part::Paid, &nothing_ticked, today),
            Err(Problem::NoInvoice)
        );
    }

    #[test]
    fn each_answer_is_read() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (part, fields, answer) in [
            (
                Part::Paid,
                vec![("day", "2026-11-25"), ("reference", "R\r\n77\u{202e}")],
                Answer::Paid {
                    on: Some(day("2026-11-25")),
                    reference: "R 77".into(),
                },
            ),
            (
                Part::Paid,
                vec![],
                Answer::Paid {
                    on: None,
                    reference: String::new(),
                },
            ),
            (
                Part::Promise,
                vec![("day", "2027-11-24")],
                Answer::WillPay {
                    on: day("2027-11-24"),
                },
            ),
            (
                Part::Wrong,
                vec![("reason", "delivery")],
                Answer::Dispute {
                    reason: DisputeReason::Delivery,
                    text: String::new(),
                },
            ),
            (
                Part::Person,
                vec![("name", "Bea Billing"), ("email", "bea@example.com")],
                Answer::WrongPerson {
                    name: "Bea Billing".into(),
                    email: Some(EmailAddress::parse("bea@example.com").unwrap()),
                },
            ),
        ] {
            assert_eq!(filled(part, &fields), Ok(answer), "{part:?} {fields:?}");
        }
    }
}
