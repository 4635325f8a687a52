//! `dunlin import`: read here, upload, wait for the receipts.

use std::collections::BTreeMap;
use std::time::Duration;

use aws::{Bucket, Table as LedgerTable};
use documents::intake::House;
use documents::settings::read_creditor;
use dunning::money::Currency;
use dunning::ports::{Receipts, Settings};
use dunning::receipt::Receipt;
use futures_util::stream::{self, StreamExt};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::Ending;
use crate::arguments::{General, Import};
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::verb::inspect::read;
use crate::verb::upload::{Checked, Kind, Upload, check, files};
use crate::{cloud, progress, verb};

/// Uploads and receipts under way at one time.
const CALLS_AT_ONCE: usize = 8;

/// Between two looks at the receipts: soon at first, then more patiently.
const FIRST_LOOK: Duration = Duration::from_millis(200);
const SLOWEST_LOOKS: Duration = Duration::from_secs(2);

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
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

    pub(super) fn detail(&self) -> String {
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

/// A file, what it brings if it was good, and what became of it.
type Settled = (String, Option<Upload>, Outcome);

/// So many files are all listed; of more, only those that are not in the ledger.
const LISTED_AT_MOST: usize = 20;

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
    let Read {
        mut settled,
        mut good,
    } = read_all(arguments, general, screen).await?;
    if !good.is_empty() {
        let (table, bucket) = cloud::table_and_bucket(general).await?;
        good.sort_by(|one, other| (one.kind, &one.path).cmp(&(other.kind, &other.path)));
        let progress = progress::bar(screen, "bringing in", "files", good.len());
        // What stands first in the order is in the ledger before what follows is uploaded.
        for same_kind in good.chunk_by(|one, other| one.kind == other.kind) {
            let outcomes = bring_in(&table, &bucket, same_kind, None, arguments.wait, &progress).await;
            for (upload, outcome) in same_kind.iter().zip(outcomes) {
                settled.push((upload.path.display().to_string(), Some(upload.clone()), outcome));
            }
        }
        progress.finish_and_clear();
    }
    tell(&settled, screen)
}

/// What became of the files here, before anything was uploaded.
#[derive(Default)]
struct Read {
    settled: Vec<Settled>,
    good: Vec<Upload>,
}

impl Read {
    fn take(&mut self, name: String, checked: Checked) {
        match checked {
            Checked::Good(upload) => self.good.push(upload),
            Checked::Empty(why) => self.settled.push((name, None, Outcome::Empty(why))),
            Checked::Refused(why) | Checked::NoCurrency(why) => {
                self.settled.push((name, None, Outcome::Refused(why)));
            }
        }
    }
}

/// Reads every file, one at a time, and goes on after one that is refused.
async fn read_all(arguments: &Import, general: &General, screen: &Screen) -> Result<Read, Failure> {
    let paths = files(&arguments.paths)?;
    let progress = progress::bar(screen, "reading", "files", paths.len());
    let mut read = Read::default();
    let mut without_currency = Vec::new();
    for path in paths {
        match check(&path, &House::default()) {
            Checked::NoCurrency(_) => without_currency.push(path),
            checked => {
                let name = path.display().to_string();
                read.take(name, checked);
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if !without_currency.is_empty() {
        let house = House {
            currency: house_currency(&read.good, general).await?,
            file_day: None,
        };
        for path in without_currency {
            let checked = check(&path, &house);
            read.take(path.display().to_string(), checked);
        }
    }
    Ok(read)
}

/// The currency of files that name none: of the profile that is brought in with them, else of the one in force.
async fn house_currency(good: &[Upload], general: &General) -> Result<Option<Currency>, Failure> {
    let profile = good.iter().find(|upload| upload.kind == Kind::Creditor);
    if let Some(profile) = profile {
        let text = read(&profile.path)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        let creditor = text.and_then(|text| read_creditor(&text).ok());
        return Ok(creditor.and_then(|creditor| creditor.currency));
    }
    let in_force = cloud::table(general).await?.settings().await?;
    Ok(in_force.creditor.currency)
}

/// Uploads files and waits for what becomes of them, as long as something moves.
pub(super) async fn bring_in(
    table: &LedgerTable,
    bucket: &Bucket,
    uploads: &[Upload],
    author: Option<&str>,
    patience: Duration,
    progress: &ProgressBar,
) -> Vec<Outcome> {
    let puts = stream::iter(uploads).map(async |upload: &Upload| {
        let bytes = read(&upload.path)?;
        let put = bucket.put_as(author, &upload.object, bytes, "application/octet-stream");
        put.await.map_err(|error| Failure::Port(error).in_words())
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
            Err(why) => {
                outcomes.push(Outcome::NotUploaded(why));
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

/// How many files came to what: `3412 files: 3400 applied, 10 refused, 2 empty`.
fn summary(settled: &[Settled]) -> String {
    let mut counts = BTreeMap::<&str, usize>::new();
    for (.., outcome) in settled {
        *counts.entry(outcome.name()).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(outcome, count)| format!("{count} {outcome}"))
        .collect();
    format!("{}: {}", verb::counted(settled.len(), "file"), counts.join(", "))
}

fn tell(settled: &[Settled], screen: &Screen) -> Result<Ending, Failure> {
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
        let is_listed = |outcome: &Outcome| settled.len() <= LISTED_AT_MOST || *outcome != Outcome::Applied;
        for (path, upload, outcome) in settled.iter().filter(|(.., outcome)| is_listed(outcome)) {
            table.row_in(
                outcome.look(),
                [path, &what(upload), outcome.name(), &outcome.detail()],
            );
        }
        screen.table("", &table)?;
        if settled.len() > LISTED_AT_MOST {
            screen.line(Look::Strong, &summary(settled))?;
        }
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
