//! `dunlin policy`: looked at, compared on the real book, put into force.

mod apply;
mod check;
mod diff;
mod show;

use std::path::Path;

use dunning::policy::Policy;

use crate::Ending;
use crate::arguments::{General, PolicyVerb};
use crate::failure::Failure;
use crate::screen::Screen;
use crate::today::Today;

pub(super) async fn run(
    verb: &PolicyVerb,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    match verb {
        PolicyVerb::Check(check) => check::run(check, screen, today),
        PolicyVerb::Diff(diff) => diff::run(diff, general, screen, today).await,
        PolicyVerb::Apply(apply) => apply::run(apply, general, screen, today).await,
        PolicyVerb::Show => show::run(general, screen).await,
    }
}

/// A policy file of this machine.
struct PolicyFile {
    text: String,
    policy: Policy,
}

fn read(path: &Path) -> Result<PolicyFile, Failure> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(Failure::local(format!("reading {name}")))?;
    let policy = documents::settings::read_policy(&text)
        .map_err(|refusal| Failure::Refused(format!("{name}: {refusal}")))?;
    Ok(PolicyFile { text, policy })
}
