//! What the functions count, for the alarms and the dashboard of `infra/template.yaml`.
//!
//! A count is one log line in CloudWatch's Embedded Metric Format: CloudWatch makes the metric out of the line, so
//! counting calls no service, needs no permission, and can't fail a letter. A line holds the stack's name, a number,
//! and at most one word out of a fixed list; never anything about a customer.
//!
//! CloudWatch takes $0.30 a month for each metric beyond ten, pro rata for the hours in which it is written, and
//! tells metrics apart by name and dimensions. So most have the stack as their only dimension, and most are written
//! only when something went wrong: docs/runbook.md lists all of them and what they cost.

use std::io::Write;

use dunning::flow::send::Skipped;
use serde_json::{Value, json};

use crate::environment::{self, Missing};

/// Under which CloudWatch keeps them.
pub const NAMESPACE: &str = "Dunlin";

/// Something that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// A letter that SES took.
    LettersSent,
    /// A planned letter that did not leave, on purpose.
    LettersSkipped(Skipped),
    /// A letter of which nobody knows whether it left.
    LettersUnknown,
    /// A letter that SES would not take this morning, nor any other: sending is paused, the quota used up.
    LettersPostponed,
    /// A letter that came after its minute or outside its window, so that a later day plans it anew.
    LettersLate,
    /// A letter that came back; soft bounces too.
    LettersBounced,
    /// A letter that its reader called spam.
    LettersComplained,
    /// A part of the sweep that was done to its end: the heartbeat, once a day for each part.
    SweepsFinished,
    /// An uploaded file that was refused.
    FilesRefused,
    /// How long a call's messages waited in the queue before they were first taken out, in milliseconds: the longest.
    QueueAge(i64),
    /// A message that failed; the queue brings it again.
    RecordsFailed,
    /// A reader of the answers page who was asked to try again.
    AnswersFailed,
    /// A change that was given up because somebody else was faster too often.
    ConflictsGivenUp,
    /// A service that said “too fast”, and did so still after the client's own retries.
    Throttled,
}

impl Metric {
    /// Every metric, once for each value of its dimensions.
    pub const ALL: [Self; 18] = [
        Self::LettersSent,
        Self::LettersSkipped(Skipped::NoSuchAccount),
        Self::LettersSkipped(Skipped::OutsideWindow),
        Self::LettersSkipped(Skipped::AlreadyClaimed),
        Self::LettersSkipped(Skipped::ClaimGivenUp),
        Self::LettersSkipped(Skipped::NothingToSay),
        Self::LettersUnknown,
        Self::LettersPostponed,
        Self::LettersLate,
        Self::LettersBounced,
        Self::LettersComplained,
        Self::SweepsFinished,
        Self::FilesRefused,
        Self::QueueAge(0),
        Self::RecordsFailed,
        Self::AnswersFailed,
        Self::ConflictsGivenUp,
        Self::Throttled,
    ];

    /// Its name in CloudWatch.
    pub fn name(self) -> &'static str {
        match self {
            Self::LettersSent => "LettersSent",
            Self::LettersSkipped(_) => "LettersSkipped",
            Self::LettersUnknown => "LettersUnknown",
            Self::LettersPostponed => "LettersPostponed",
            Self::LettersLate => "LettersLate",
            Self::LettersBounced => "LettersBounced",
            Self::LettersComplained => "LettersComplained",
            Self::SweepsFinished => "SweepsFinished",
            Self::FilesRefused => "FilesRefused",
            Self::QueueAge(_) => "QueueAge",
            Self::RecordsFailed => "RecordsFailed",
            Self::AnswersFailed => "AnswersFailed",
            Self::ConflictsGivenUp => "ConflictsGivenUp",
            Self::Throttled => "Throttled",
        }
    }

    /// What tells it apart beside the stack.
    fn dimension(self) -> Option<Dimension> {
        match self {
            Self::LettersSkipped(why) => Some(Dimension::Reason(why)),
            Self::QueueAge(_) => Some(Dimension::Function),
            _ => None,
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Self::QueueAge(_) => "Milliseconds",
            _ => "Count",
        }
    }
}

/// A dimension beside the stack. Each has few values, known beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dimension {
    Reason(Skipped),
    Function,
}

/// Whose counts these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    stack: String,
    function: String,
}

impl Counts {
    /// Counts of a function of a stack.
    pub fn new(stack: impl Into<String>, function: impl Into<String>) -> Self {
        Self {
            stack: stack.into(),
            function: function.into(),
        }
    }

    /// Of the function and the stack that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it lacks one of the two.
    pub fn from_environment() -> Result<Self, Missing> {
        Ok(Self::new(
            environment::STACK.required()?,
            environment::FUNCTION_NAME.required()?,
        ))
    }

    /// The counts of one call of the function. No clock is read for them: Lambda says by when the call must have
    /// ended, which is its time to within the function's time-out.
    pub fn of_call(&self, context: &lambda_runtime::Context) -> CallCounts<'_> {
        CallCounts {
            counts: self,
            deadline_ms: context.deadline,
        }
    }

    /// A metric, as CloudWatch reads it off the log.
    pub fn line(&self, metric: Metric, at_ms: u64) -> Value {
        let (dimension, of) = match metric.dimension() {
            None => (None, None),
            Some(Dimension::Reason(why)) => (Some("Reason"), Some(why.name())),
            Some(Dimension::Function) => (Some("Function"), Some(self.function.as_str())),
        };
        let dimensions: Vec<&str> = std::iter::once("Stack").chain(dimension).collect();
        let value = match metric {
            Metric::QueueAge(milliseconds) => milliseconds,
            _ => 1,
        };
        let mut line = json!({
            "_aws": {
                "Timestamp": at_ms,
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": [dimensions],
                    "Metrics": [{ "Name": metric.name(), "Unit": metric.unit() }],
                }],
            },
            "Stack": self.stack,
            // In every line, so that a log tells whose it was; a dimension, and so a metric of its own, only at times.
            "Function": self.function,
        });
        line[metric.name()] = json!(value);
        if let Some((dimension, of)) = dimension.zip(of) {
            line[dimension] = json!(of);
        }
        line
    }
}

/// What one call of a function counts.
#[derive(Clone, Copy, Debug)]
pub struct CallCounts<'a> {
    counts: &'a Counts,
    deadline_ms: u64,
}

impl CallCounts<'_> {
    /// Counts one.
    pub fn count(&self, metric: Metric) {
        let line = self.counts.line(metric, self.deadline_ms);
        // A count that can't be written must not stop the work that it counts.
        if let Err(error) = writeln!(std::io::stdout().lock(), "{line}") {
            tracing::warn!(metric = metric.name(), %error, "a count was lost");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_line_of_the_embedded_metric_format() {
        let counts = Counts::new("dunlin", "dunlin-send");
        assert_eq!(
            counts.line(Metric::LettersSkipped(Skipped::NothingToSay), 1_795_000_000_000),
            json!({
                "_aws": {
                    "Timestamp": 1_795_000_000_000_u64,
                    "CloudWatchMetrics": [{
                        "Namespace": "Dunlin",
                        "Dimensions": [["Stack", "Reason"]],
                        "Metrics": [{ "Name": "LettersSkipped", "Unit": "Count" }],
                    }],
                },
                "Stack": "dunlin",
                "Function": "dunlin-send",
                "Reason": "nothing_to_say",
                "LettersSkipped": 1,
            })
        );
        let age = counts.line(Metric::QueueAge(250), 0);
        assert_eq!(age["QueueAge"], 250);
        assert_eq!(
            age["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            json!([["Stack", "Function"]])
        );
    }

    /// CloudWatch takes at most 30 dimensions, and reads each off the line.
    #[test]
    fn every_metric_has_its_value_and_its_dimensions_in_the_line() {
        let counts = Counts::new("dunlin", "dunlin-send");
        for metric in Metric::ALL {
            let line = counts.line(metric, 0);
            assert!(line[metric.name()].is_i64(), "{line}");
            let named = &line["_aws"]["CloudWatchMetrics"][0];
            assert_eq!(named["Metrics"][0]["Name"], metric.name());
            for dimension in named["Dimensions"][0].as_array().unwrap() {
                assert!(line[dimension.as_str().unwrap()].is_string(), "{line}");
            }
        }
    }
}
