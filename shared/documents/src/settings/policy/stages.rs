//! `[[stage]]`: the rungs of a ladder of one's own.

use dunning::policy::{Action, AttachesInvoice, Offset, Stage};
use dunning::stage::{StageName, Tone};
use dunning::task::TaskKind;
use serde::Deserialize;
use toml::Spanned;

use super::refuse;
use crate::refusal::{Place, Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rung {
    /// What it is called in plans, stories and reports; `after_broken_promise` and `when` name it.
    name: Spanned<String>,
    /// When its day comes, or several times of which the latest counts: `"7 days before due"`, `"on due"`, `"3
    /// business days after due"`, `"14 days after early_late"`, `"3 business days after the last day of
    /// final_notice"`.
    when: Spanned<Times>,
    /// The letter that it writes: `heads_up`, `upcoming`, `due_today`, `early_late`, `late_late`, `second_notice`
    /// or `final_notice`.
    letter: Option<Spanned<String>>,
    /// In a letter's place, the task for a person: `follow_up`, `call`, `hand_over` and others.
    task: Option<Spanned<String>>,
    /// Days by which it may move to a better weekday: at most 2 before due, 3 after. `0`.
    #[serde(default)]
    slack_days: u8,
    /// Whether it waits for your approval. `false`.
    #[serde(default)]
    approve_first: bool,
    /// As above, for this stage. `"first"`.
    attach_invoice: Option<Spanned<String>>,
    /// As above, for this stage. `false`.
    #[serde(default)]
    attach_due_date: bool,
    /// Whether it states what lateness costs; from second_notice on. `true` there.
    state_charges: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Times {
    One(String),
    Several(Vec<String>),
}

impl Rung {
    pub(super) fn stage(&self, at: impl Fn(usize) -> Place + Copy) -> Result<Stage, Refusal> {
        let action = self.action(at)?;
        let times = match self.when.get_ref() {
            Times::One(time) => std::slice::from_ref(time),
            Times::Several(times) => times.as_slice(),
        };
        let when_at = || at(self.when.span().start);
        let when = times
            .iter()
            .map(|time| Offset::parse(time).map_err(|error| refuse(when_at(), "when", error.to_string())))
            .collect::<Result<_, _>>()?;
        let is_firm = matches!(action, Action::Letter(tone) if tone >= Tone::SecondNotice);
        Ok(Stage {
            name: stage_name(&self.name, at)?,
            when,
            action,
            slack_days: self.slack_days,
            needs_approval: self.approve_first,
            attaches: self
                .attach_invoice
                .as_ref()
                .map_or(Ok(AttachesInvoice::default()), |said| attaches(said, at))?,
            attaches_due_date: self.attach_due_date,
            states_charges: self.state_charges.unwrap_or(is_firm),
        })
    }

    fn action(&self, at: impl Fn(usize) -> Place + Copy) -> Result<Action, Refusal> {
        match (&self.letter, &self.task) {
            (Some(letter), None) => {
                let names = || Tone::ALL.map(Tone::name).join(", ");
                Tone::parse(letter.get_ref()).map(Action::Letter).ok_or_else(|| {
                    let message = format!("“{}” is no letter: choose {}", letter.get_ref(), names());
                    refuse(at(letter.span().start), "letter", message)
                })
            }
            (None, Some(task)) => {
                let names = || TaskKind::ALL.map(TaskKind::name).join(", ");
                TaskKind::parse(task.get_ref()).map(Action::Task).ok_or_else(|| {
                    let message = format!("“{}” is no task: choose {}", task.get_ref(), names());
                    refuse(at(task.span().start), "task", message)
                })
            }
            _ => Err(refuse(
                at(self.name.span().start),
                "stage",
                "a stage has either a letter or a task".to_owned(),
            )),
        }
    }
}

pub(super) fn attaches(
    said: &Spanned<String>,
    at: impl Fn(usize) -> Place,
) -> Result<AttachesInvoice, Refusal> {
    match said.get_ref().as_str() {
        "first" => Ok(AttachesInvoice::First),
        "always" => Ok(AttachesInvoice::Always),
        "never" => Ok(AttachesInvoice::Never),
        other => {
            let message = format!("“{other}” is no time to attach: choose first, always or never");
            Err(refuse(at(said.span().start), "attach_invoice", message))
        }
    }
}

pub(super) fn stage_name(name: &Spanned<String>, at: impl Fn(usize) -> Place) -> Result<StageName, Refusal> {
    StageName::parse(name.get_ref())
        .map_err(|error| refuse(at(name.span().start), "stage", error.to_string()))
}
