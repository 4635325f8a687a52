//! `dunlin import`: read here, upload, wait for the receipts.

use std::time::Duration;

use aws::{Bucket, Table as LedgerTable};
use dunning::ports::Receipts;
use dunning::receipt::Receipt;
use futures_util::stream::{self, StreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::Ending;
use crate::arguments::{General, Import};
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::table::Table;
use crate::verb::upload::{Checked, Upload, check, files};
use crate::{cloud, verb};

/// Uploads and receipts under way at one time.
const CALLS_AT_ONCE: usize = 8;

/// Between two looks at the receipts: soon at first, then more patiently.
const FIRST_LOOK: Duration = Duration::from_millis(200);
const SLOWEST_LOOKS: Duration = Duration::from_secs(2);

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Applied,
    Empty(String),
    Refused(String),
    NotUploaded(String),
    /// Uploaded; nobody has said yet what became of it.
    Waiting,
    Applying {
        done: usize,
        of: usize,
    },
}

impl Outcome {
    fn name(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Empty(_) => "empty",
            Self::Refused(_) => "refused",
            Self::NotUploaded(_) => "failed",
            Self::Waiting => "waiting",
            Self::Applying { .. } => "applying",
        }
    }

    fn is_settled(&self) -> bool {
        !matches!(self, Self::Waiting | Self::Applying { .. })
    }

    fn is_good(&self) -> bool {
        matches!(self, Self::Applied | Self::Empty(_))
    }

    fn detail(&self) -> String {
        match self {
            Self::Applied => String::new(),
            Self::Empty(why) | Self::Refused(why) | Self::NotUploaded(why) => why.clone(),
            Self::Waiting => "uploaded, not read yet; `dunlin rejected` and the ledger will tell".to_owned(),
            Self::Applying { done, of } => {
                format!("{done} of {of} records are in the ledger; the rest follows")
            }
        }
    }

    fn look(&self) -> Look {
        match self {
            Self::Applied => Look::Good,
            Self::Empty(_) => Look::Faint,
            Self::Refused(_) | Self::NotUploaded(_) => Look::Bad,
            Self::Waiting | Self::Applying { .. } => Look::Plain,
        }
    }
}

/// A line of the answer.
#[derive(Serialize)]
struct Line {
    path: String,
    what: String,
    object: Option<String>,
    outcome: &'static str,
    detail: Option<String>,
}

pub(super) async fn run(arguments: &Import, general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let mut settled: Vec<(String, Option<Upload>, Outcome)> = Vec::new();
    let mut good = Vec::new();
    for path in files(&arguments.paths)? {
        let name = path.display().to_string();
        match check(&path) {
            Checked::Good(upload) => good.push(upload),
            Checked::Empty(why) => settled.push((name, None, Outcome::Empty(why))),
            Checked::Refused(why) => {
                screen.error(&harmless(&format!("{name}: {why}")));
                settled.push((name, None, Outcome::Refused(why)));
            }
        }
    }
    if !good.is_empty() {
        let (table, bucket) = cloud::table_and_bucket(general).await?;
        good.sort_by(|one, other| (one.kind, &one.path).cmp(&(other.kind, &other.path)));
        let progress = progress(screen, good.len());
        // What stands first in the order is in the ledger before what follows is uploaded.
        for same_kind in good.chunk_by(|one, other| one.kind == other.kind) {
            let outcomes = bring_in(&table, &bucket, same_kind, arguments.wait, &progress).await;
            for (upload, outcome) in same_kind.iter().zip(outcomes) {
                if let Outcome::Refused(why) | Outcome::NotUploaded(why) = &outcome {
                    progress
                        .suspend(|| screen.error(&harmless(&format!("{}: {why}", upload.path.display()))));
                }
                settled.push((upload.path.display().to_string(), Some(upload.clone()), outcome));
            }
        }
        progress.finish_and_clear();
    }
    tell(&settled, screen)
}

fn progress(screen: &Screen, files: usize) -> ProgressBar {
    if !screen.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(files).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{spinner} {pos}/{len} files {wide_bar} {elapsed}");
    let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

async fn bring_in(
    table: &LedgerTable,
    bucket: &Bucket,
    uploads: &[Upload],
    patience: Duration,
    progress: &ProgressBar,
) -> Vec<Outcome> {
    let puts = stream::iter(uploads).map(async |upload: &Upload| {
        bucket
            .put(&upload.object, upload.bytes.clone(), "application/octet-stream")
            .await
    });
    let versions: Vec<_> = puts.buffered(CALLS_AT_ONCE).collect().await;
    let mut outcomes = Vec::with_capacity(uploads.len());
    let mut waiting = Vec::new();
    for (index, (upload, version)) in uploads.iter().zip(versions).enumerate() {
        match version {
            Ok(version) => {
                waiting.push((index, upload.object.as_str(), version));
                outcomes.push(Outcome::Waiting);
            }
            Err(error) => {
                outcomes.push(Outcome::NotUploaded(Failure::Port(error).in_words()));
                progress.inc(1);
            }
        }
    }
    let mut pause = FIRST_LOOK;
    let mut waited = Duration::ZERO;
    while !waiting.is_empty() && waited < patience {
        tokio::time::sleep(pause).await;
        waited += pause;
        pause = (pause * 2).min(SLOWEST_LOOKS);
        let looks = stream::iter(&waiting)
            .map(async |(index, object, version)| (*index, look(table, object, version).await));
        let seen: Vec<(usize, Option<Outcome>)> = looks.buffer_unordered(CALLS_AT_ONCE).collect().await;
        for (index, outcome) in seen {
            if let (Some(known), Some(outcome)) = (outcomes.get_mut(index), outcome)
                && *known != outcome
            {
                // Something moves, so patience begins anew.
                waited = Duration::ZERO;
                if outcome.is_settled() {
                    progress.inc(1);
                }
                *known = outcome;
            }
        }
        waiting.retain(|(index, _, _)| outcomes.get(*index).is_some_and(|outcome| !outcome.is_settled()));
    }
    outcomes
}

/// A look that fails sees nothing; the next may.
async fn look(table: &LedgerTable, object: &str, version: &str) -> Option<Outcome> {
    match table.receipt(object, version).await {
        Ok(Some(Receipt::Applied { .. })) => Some(Outcome::Applied),
        Ok(Some(Receipt::Refused { why, .. })) => Some(Outcome::Refused(why)),
        Ok(Some(Receipt::Applying { done, of, .. })) => Some(Outcome::Applying { done, of }),
        Ok(None) | Err(_) => None,
    }
}

fn tell(settled: &[(String, Option<Upload>, Outcome)], screen: &Screen) -> Result<Ending, Failure> {
    let what = |upload: &Option<Upload>| {
        upload
            .as_ref()
            .map_or("–".to_owned(), |upload| upload.what.clone())
    };
    if screen.is_json {
        for (path, upload, outcome) in settled {
            let detail = outcome.detail();
            screen.json(&Line {
                path: path.clone(),
                what: what(upload),
                object: upload.as_ref().map(|upload| upload.object.clone()),
                outcome: outcome.name(),
                detail: (!detail.is_empty()).then_some(detail),
            })?;
        }
    } else {
        let mut table = Table::new(&["=file", "=what", "outcome", ""]);
        for (path, upload, outcome) in settled {
            table.row_in(
                outcome.look(),
                [path, &what(upload), outcome.name(), &outcome.detail()],
            );
        }
        screen.table("", &table)?;
        let bad = settled
            .iter()
            .filter(|(_, _, outcome)| !outcome.is_good())
            .count();
        if bad > 0 {
            let files = verb::counted(bad, "file");
            screen.note(&format!(
                "{files} of {} not in the ledger; repair what was refused and import it again: what is in already \
                 stays as it is",
                settled.len()
            ));
        } else if settled.is_empty() {
            screen.note("no file there");
        }
    }
    let all_good = settled.iter().all(|(_, _, outcome)| outcome.is_good());
    Ok(if all_good { Ending::Good } else { Ending::Refused })
}
