//! `dunlin policy show`: what is in force, and since when.

use aws::table::SettingInForce;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::arguments::General;
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::{Ending, cloud};

#[derive(Serialize)]
struct Answer<'a> {
    version: u64,
    author: Option<&'a str>,
    applied_at: Option<DateTime<Utc>>,
    text: &'a str,
}

pub(super) async fn run(general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let in_force = cloud::table(general).await?.policy_in_force().await?;
    if screen.is_json {
        screen.json(&Answer {
            version: in_force.version,
            author: in_force.author.as_deref(),
            applied_at: in_force.applied_at,
            text: &in_force.text,
        })?;
    } else {
        // Comments and lines as they were written: what is shown can be saved, changed and applied.
        for line in in_force.text.lines() {
            screen.line(Look::Plain, &harmless(line))?;
        }
        screen.note(&described(&in_force));
    }
    Ok(Ending::Good)
}

/// `version 7, put into force by ann on 2026-11-17`.
pub(super) fn described(in_force: &SettingInForce) -> String {
    let by = in_force.author.as_ref();
    let by = by.map_or_else(String::new, |author| format!(" by {}", harmless(author)));
    let on = in_force.applied_at;
    let on = on.map_or_else(String::new, |at| format!(" on {}", at.date_naive()));
    format!("version {}, put into force{by}{on}", in_force.version)
}
