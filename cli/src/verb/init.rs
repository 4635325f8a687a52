//! `dunlin init`: a dozen questions, two files, the first letter, the next command.

mod profile;
mod questions;

use std::io::{BufReader, IsTerminal};
use std::path::Path;

use documents::settings::{read_creditor, read_policy};
use dunning::creditor::Creditor;
use dunning::policy::{Action, Policy};
use dunning::stage::Tone;
use letters::sample::sample_reminder;
use serde::Serialize;

use crate::Ending;
use crate::arguments::Init;
use crate::failure::Failure;
use crate::interview::Interview;
use crate::screen::{Look, Screen, harmless};
use crate::verb::letters::writer;

/// What the repository ships: a file that is still as shipped may be written over.
pub(crate) const SHIPPED_CREDITOR: &str = include_str!("../../../infra/creditor.toml");
const SHIPPED_POLICY: &str = include_str!("../../../infra/policy.toml");

#[derive(Serialize)]
struct Answer<'a> {
    creditor: String,
    policy: String,
    first_letter: &'a str,
}

pub(super) fn run(arguments: &Init, screen: &Screen) -> Result<Ending, Failure> {
    let (creditor_file, policy_file) = (
        arguments.into.join("creditor.toml"),
        arguments.into.join("policy.toml"),
    );
    for (file, shipped) in [(&creditor_file, SHIPPED_CREDITOR), (&policy_file, SHIPPED_POLICY)] {
        may_be_written(file, shipped, arguments.replace)?;
    }
    // What machines read is on standard output; questions are not.
    let mut interview = Interview::new(BufReader::new(std::io::stdin()), std::io::stderr());
    if std::io::stdin().is_terminal() {
        interview.say(
            "Some questions about who writes, and how patiently. An empty line takes what stands in brackets; \
             nothing is written before the end, and everything can be changed in the files later.\n",
        )?;
    }
    let profile = questions::asked(&mut interview)?;
    let (creditor_text, policy_text) = (profile.creditor_toml(), profile.policy_toml(SHIPPED_POLICY));
    let unfit = |refusal: documents::Refusal| Failure::Refused(refusal.to_string());
    let creditor = read_creditor(&creditor_text).map_err(unfit)?;
    let policy = read_policy(&policy_text).map_err(unfit)?;
    let folder = &arguments.into;
    let failed = |file: &Path| Failure::local(format!("writing {}", file.display()));
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    std::fs::write(&creditor_file, creditor_text).map_err(failed(&creditor_file))?;
    std::fs::write(&policy_file, policy_text).map_err(failed(&policy_file))?;
    tell(&creditor, &policy, [&creditor_file, &policy_file], screen)?;
    Ok(Ending::Good)
}

/// A file that a person wrote is not written over unasked.
fn may_be_written(file: &Path, shipped: &str, replace: bool) -> Result<(), Failure> {
    match std::fs::read_to_string(file) {
        Ok(text) if text == shipped || replace => Ok(()),
        Ok(_) => Err(Failure::Refused(format!(
            "{0} is there already; name another folder by --into, or write over it by --replace",
            file.display()
        ))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::local(format!("reading {}", file.display()))(error)),
    }
}

fn tell(creditor: &Creditor, policy: &Policy, files: [&Path; 2], screen: &Screen) -> Result<(), Failure> {
    let mut reminder = sample_reminder(first_tone(policy), creditor.language);
    for line in reminder.overdue.iter_mut().chain(&mut reminder.coming_due) {
        line.payment = creditor.payment.clone();
        line.url = None;
    }
    reminder.creditor = creditor.clone();
    reminder.country = creditor.region.country();
    let words = writer(None)?
        .write(&reminder)
        .map_err(|error| Failure::Refused(error.to_string()))?;
    let [creditor_file, policy_file] = files.map(|file| file.display().to_string());
    if screen.is_json {
        return screen.json(&Answer {
            creditor: creditor_file,
            policy: policy_file,
            first_letter: &words.text,
        });
    }
    screen.line(Look::Plain, "")?;
    screen.line(Look::Strong, "The first letter, to a customer who is made up")?;
    screen.line(Look::Plain, &format!("Subject: {}", harmless(&words.subject)))?;
    screen.line(Look::Plain, "")?;
    for line in words.text.trim_end().lines() {
        screen.line(Look::Plain, &format!("  {}", harmless(line)))?;
    }
    screen.line(Look::Plain, "")?;
    screen.line(
        Look::Good,
        &format!("{creditor_file} and {policy_file} are written and can be used."),
    )?;
    screen.line(
        Look::Plain,
        &format!(
            "Next, see the days on which letters would leave:   dunlin policy check {policy_file}\n\
             then try it on this machine, without any account: make local\n\
             or deploy it to AWS (docs/deploying.md):          make deploy"
        ),
    )
}

/// How the ladder's first letter speaks.
fn first_tone(policy: &Policy) -> Tone {
    let tone = policy.ladder.iter().find_map(|stage| match stage.action {
        Action::Letter(tone) => Some(tone),
        Action::Task(_) => None,
    });
    tone.unwrap_or(Tone::EarlyLate)
}
