//! What another policy would change for a customer in the days to come: two forecasts, side by side. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::forecast::Forecast;

/// What reaches a customer, or a person who is asked, once about a subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    /// The invoice, or what else is asked about.
    pub(crate) subject: String,
    /// Which.
    pub(crate) kind: StepKind,
}

/// A reminder stage by letter, or a question by task.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StepKind {
    /// A stage, in a letter.
    Letter(String),
    /// A task for a person.
    Task(&'static str),
}

impl StepKind {
    /// As people say it: `early_late`, `task: call`.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Letter(stage) => stage.clone(),
            Self::Task(task) => format!("task: {}", task.replace('_', " ")),
        }
    }
}

/// What becomes of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It stays on its day.
    Same,
    /// It comes, and would not.
    Added(NaiveDate),
    /// It would come, and does not.
    Removed(NaiveDate),
    /// It comes on another day.
    Moved {
        /// By the policy in force.
        from: NaiveDate,
        /// By the other one.
        to: NaiveDate,
    },
}

/// Every step of either forecast, by subject.
pub(crate) fn compared(now: &Forecast, then: &Forecast) -> Vec<(Step, Change)> {
    let (now, mut then) = (steps(now), steps(then));
    let mut changes: Vec<(Step, Change)> = now
        .into_iter()
        .map(|(step, from)| {
            let change = match then.remove(&step) {
                Some(to) if to == from => Change::Same,
                Some(to) => Change::Moved { from, to },
                None => Change::Removed(from),
            };
            (step, change)
        })
        .collect();
    changes.extend(then.into_iter().map(|(step, on)| (step, Change::Added(on))));
    changes.sort_by(|(one, _), (other, _)| one.cmp(other));
    changes
}

/// The first day of each step.
fn steps(forecast: &Forecast) -> BTreeMap<Step, NaiveDate> {
    let mut steps = BTreeMap::new();
    for letter in &forecast.letters {
        for line in &letter.draft.lines {
            for stage in &line.stages {
                let step = Step {
                    subject: line.invoice.id.to_string(),
                    kind: StepKind::Letter(stage.to_string()),
                };
                steps.entry(step).or_insert(letter.draft.id.day);
            }
        }
    }
    for question in &forecast.questions {
        let step = Step {
            subject: question.task.subject.clone(),
            kind: StepKind::Task(question.task.kind.name()),
        };
        steps.entry(step).or_insert(question.raised.on);
    }
    steps
}

/// How many steps of a kind there are, and what becomes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// By the policy in force.
    pub(crate) now: usize,
    /// By the other one.
    pub(crate) then: usize,
    /// That come, and would not.
    pub(crate) added: usize,
    /// That would come, and do not.
    pub(crate) removed: usize,
    /// That come on an earlier day.
    pub(crate) earlier: usize,
    /// That come on a later day.
    pub(crate) later: usize,
}

impl Counts {
    /// Counts one more.
    pub(crate) fn count(&mut self, change: Change) {
        let (now, then) = match change {
            Change::Added(_) => (0, 1),
            Change::Removed(_) => (1, 0),
            Change::Same | Change::Moved { .. } => (1, 1),
        };
        self.now += now;
        self.then += then;
        match change {
            Change::Same => {}
            Change::Added(_) => self.added += 1,
            Change::Removed(_) => self.removed += 1,
            Change::Moved { from, to } if to < from => self.earlier += 1,
            Change::Moved { .. } => self.later += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use dunning::policy::{Offset, PaymentData, Policy};

    use dunning::ports::InForce;
    use dunning::stage::StageName;

    use super::*;
    use crate::forecast::forecast;
    use crate::forecast::tests::{day, owes};

    fn forecast_by(policy: Policy) -> Forecast {
        let in_force = InForce {
            creditor: letters::sample::creditor(),
            policy: Policy {
                payments: PaymentData::Manual,
                ..policy
            },
            payments_complete_to: None,
        };
        forecast(&owes(), &in_force, day("2026-11-09"), day("2026-12-08"), |_| {
            false
        })
    }

    fn told(changes: &[(Step, Change)]) -> Vec<String> {
        let of = |(step, change): &(Step, Change)| {
            let what = match change {
                Change::Same => "as before".to_owned(),
                Change::Added(on) => format!("added on {on}"),
                Change::Removed(on) => format!("removed from {on}"),
                Change::Moved { from, to } => format!("from {from} to {to}"),
            };
            format!("{} {}: {what}", step.subject, step.kind.in_words())
        };
        changes.iter().map(of).collect()
    }

    #[test]
    fn the_same_policy_changes_nothing() {
        let now = forecast_by(Policy::standard());
        let changes = compared(&now, &forecast_by(Policy::standard()));
        assert!(!changes.is_empty() && changes.iter().all(|(_, change)| *change == Change::Same));
    }

    #[test]
    fn stages_come_go_and_move() {
        let mut other = Policy::standard();
        other.ladder.retain(|stage| stage.name.as_str() != "upcoming");
        let heads_up = other
            .ladder
            .iter_mut()
            .find(|stage| stage.name.as_str() == "heads_up");
        heads_up.unwrap().name = StageName::parse("hello").unwrap();
        let early_late = other
            .ladder
            .iter_mut()
            .find(|stage| stage.name.as_str() == "early_late");
        early_late.unwrap().when = vec![Offset::parse("4 business days after due").unwrap()];
        let now = forecast_by(Policy::standard());
        let changes = compared(&now, &forecast_by(other));
        assert_eq!(
            told(&changes),
            [
                "INV-1 due_today: as before",
                "INV-1 early_late: from 2026-11-27 to 2026-11-30",
                "INV-1 heads_up: removed from 2026-11-17",
                "INV-1 hello: added on 2026-11-17",
                "INV-1 late_late: from 2026-12-02 to 2026-12-03",
                "INV-1 upcoming: removed from 2026-11-20",
                "INV-1 task: follow up: as before",
            ]
        );
        let mut counts = Counts::default();
        for (_, change) in &changes {
            counts.count(*change);
        }
        let expected = Counts {
            now: 6,
            then: 5,
            added: 1,
            removed: 2,
            earlier: 0,
            later: 2,
        };
        assert_eq!(counts, expected);
    }
}
