//! `dunlin policy apply`: what it changes first, then into force, by the same door as every upload.

use crate::arguments::{General, PolicyApply};
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::today::Today;
use crate::verb::import::{Outcome, bring_in};
use crate::verb::upload::{Kind, Upload};
use crate::{Ending, ask, cloud, progress};

use super::diff::Comparison;
use super::{read, show};

pub(super) async fn run(
    arguments: &PolicyApply,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let file = read(&arguments.compared.file)?;
    let (table, bucket) = cloud::table_and_bucket(general).await?;
    let before = table.policy_in_force().await?;
    if before.text == file.text {
        screen.note(&format!("it is in force already: {}", show::described(&before)));
        return Ok(Ending::Good);
    }
    if !arguments.yes {
        ask::somebody_there(screen, "add --yes to put it into force")?;
    }
    let comparison = Comparison::of(&table, file.policy, arguments.compared.days, screen, today).await?;
    comparison.show(screen)?;
    if !arguments.yes {
        screen.line(Look::Faint, "put it into force? Type yes:")?;
        if !ask::said_yes()? {
            screen.line(Look::Plain, "nothing was changed")?;
            return Ok(Ending::Refused);
        }
    }
    let upload = Upload {
        path: arguments.compared.file.clone(),
        kind: Kind::Policy,
        what: "policy".to_owned(),
        object: "settings/policy.toml".to_owned(),
    };
    let author = Some(arguments.author.author.as_str());
    let bar = progress::bar(screen, "putting into force", "files", 1);
    let outcomes = bring_in(&table, &bucket, &[upload], author, arguments.wait, &bar).await;
    bar.finish_and_clear();
    match outcomes.first() {
        Some(Outcome::Applied) => {
            let now = table.policy_in_force().await?;
            let words = format!("{}; the next morning's letters go by it", show::described(&now));
            if screen.is_json {
                screen.note(&words);
            } else {
                screen.line(Look::Good, &words)?;
            }
            Ok(Ending::Good)
        }
        Some(Outcome::Waiting) => Err(Failure::Refused(
            "it is uploaded, but nobody has read it yet; `dunlin policy show` tells when it is in force"
                .to_owned(),
        )),
        Some(outcome) => Err(Failure::Refused(outcome.detail())),
        None => Ok(Ending::Good),
    }
}
