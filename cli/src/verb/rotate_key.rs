//! `dunlin rotate-key`: a new key for the links of letters.

use serde::Serialize;

use crate::arguments::General;
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::{Ending, cloud};

#[derive(Serialize)]
struct Answer {
    outcome: &'static str,
}

pub(super) async fn run(general: &General, screen: &Screen) -> Result<Ending, Failure> {
    cloud::table(general).await?.rotate_answer_key().await?;
    if screen.is_json {
        screen.json(&Answer { outcome: "rotated" })?;
        return Ok(Ending::Good);
    }
    screen.line(
        Look::Good,
        "letters are signed with a new key within five minutes; links signed with the one before stay good",
    )?;
    screen.line(
        Look::Plain,
        "links signed with any older key open nothing any more; if a key became known to others, rotate twice",
    )?;
    Ok(Ending::Good)
}
