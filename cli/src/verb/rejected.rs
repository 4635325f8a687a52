//! `dunlin rejected`: the files that were refused, each with its reason.

use serde::Serialize;

use crate::arguments::General;
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::{Ending, cloud};

#[derive(Serialize)]
struct Line<'a> {
    object: &'a str,
    version: &'a str,
    refused_at: String,
    why: &'a str,
}

pub(super) async fn run(general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let files = cloud::table(general).await?.refused_files().await?;
    let mut rows = Table::new(&["refused at (UTC)", "=file", "why"]);
    for file in &files {
        if screen.is_json {
            let refused_at = file.at.to_rfc3339();
            screen.json(&Line {
                object: &file.object,
                version: &file.version,
                refused_at,
                why: &file.why,
            })?;
        } else {
            rows.row([
                &file.at.format("%Y-%m-%d %H:%M").to_string(),
                &file.object,
                &file.why,
            ]);
        }
    }
    screen.table("", &rows)?;
    if screen.is_json {
        return Ok(Ending::Good);
    }
    if files.is_empty() {
        screen.line(Look::Plain, "No file is refused.")?;
    } else {
        screen.note("nothing of them was applied; each is kept under rejected/ in the bucket. Repair and import it again");
    }
    Ok(Ending::Good)
}
