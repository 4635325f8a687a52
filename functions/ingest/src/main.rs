//! An uploaded file goes into the ledger, or, refused whole, to `rejected/` with the reason beside it.

mod notification;
mod original;
mod templates;

use std::time::Duration;

use aws::bucket::{FetchError, File};
use aws::lambda::{CallTime, RecordError, Shift, body, serve_queue, start_logging};
use aws::metrics::Metric;
use aws::table::NewSetting;
use aws::{Bucket, Clients, PicksQueue, SweepsQueue, Table, UploadsQueue};
use documents::intake::{House, arrivals};
use documents::{BYTES_AT_MOST, settings};
use dunning::flow::ingest::{Outcome, Upload, ingest, refuse};
use dunning::flow::sweep::sweep_everybody;
use dunning::ports::{Receipts, Settings};
use dunning::receipt::Receipt;

use crate::original::note_original;

/// A message stands alone in its batch.
const SHIFT: Shift = Shift {
    lasts: Duration::from_secs(300),
    a_record_needs: Duration::ZERO,
};

/// What an arrival must find left: it takes some thirty milliseconds, or most of a minute when the table is slow.
const AN_ARRIVAL_NEEDS: Duration = Duration::from_secs(60);

/// Settings are kept in one row of the table, which holds 400 kB.
const SETTINGS_BYTES_AT_MOST: usize = 300_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clients = Clients::from_environment()?;
    let desk = Desk {
        table: Table::from_environment(clients.dynamodb(), settings::READERS)?,
        bucket: Bucket::from_environment(clients.s3())?,
        picks: PicksQueue::from_environment(clients.sqs())?,
        sweeps: SweepsQueue::from_environment(clients.sqs())?,
    };
    let uploads = UploadsQueue::from_environment(clients.sqs())?;
    desk.table.warm().await?;
    serve_queue(SHIFT, async |record, counts, time| {
        let message = body(record);
        for upload in notification::uploads(message)? {
            match desk.take_in(&upload, time).await? {
                Fate::Settled => {}
                Fate::Refused => counts.count(Metric::FilesRefused),
                // By a message of its own: a failure would wait for half an hour, and five are the end of it. What
                // else the message names is met again by the same word.
                Fate::ToBeGoneOnWith => return Ok(uploads.go_on_with(message).await?),
            }
        }
        Ok(())
    })
    .await
}

/// What became of an upload.
enum Fate {
    /// Applied, now or before; or gone again.
    Settled,
    /// Moved to `rejected/`.
    Refused,
    /// Applied as far as the time went.
    ToBeGoneOnWith,
}

struct Desk {
    table: Table,
    bucket: Bucket,
    picks: PicksQueue,
    sweeps: SweepsQueue,
}

impl Desk {
    async fn take_in(&self, upload: &Upload, time: CallTime) -> Result<Fate, RecordError> {
        match self.table.receipt(&upload.object, &upload.version).await? {
            Some(Receipt::Applied { .. }) => {
                tracing::info!(version = upload.version, "a file that was applied before");
                return Ok(Fate::Settled);
            }
            Some(Receipt::Refused { why, .. }) => {
                // The reason was kept, but moving the file may have been cut short.
                return self.reject(upload, &why).await;
            }
            Some(Receipt::Applying { .. }) | None => {}
        }
        let at_most = u64::try_from(BYTES_AT_MOST).unwrap_or(u64::MAX);
        let version = (!upload.version.is_empty()).then_some(upload.version.as_str());
        match self.bucket.fetch(&upload.object, version, at_most).await {
            Ok(file) => self.read(upload, &file, time).await,
            Err(FetchError::NotFound) => {
                tracing::warn!(
                    version = upload.version,
                    "a file that is gone again; nothing to read"
                );
                Ok(Fate::Settled)
            }
            Err(FetchError::TooLarge { bytes, at_most }) => {
                let why = format!("the file has {bytes} bytes, more than the {at_most} allowed; split it");
                self.reject(upload, &why).await
            }
            Err(FetchError::Port(error)) => Err(error.into()),
        }
    }

    async fn read(&self, upload: &Upload, file: &File, time: CallTime) -> Result<Fate, RecordError> {
        if upload.object.starts_with("settings/") {
            return self.read_settings(upload, file).await;
        }
        let bytes = &file.bytes;
        if upload.object.starts_with(templates::FOLDER) {
            return match templates::read(bytes) {
                Ok(files) => {
                    self.table.put_templates(&files).await?;
                    self.take_force(upload).await
                }
                Err(why) => self.reject(upload, &why).await,
            };
        }
        let content = match documents::read(bytes) {
            Ok(content) => content,
            Err(refusal) => return self.reject(upload, &refusal.to_string()).await,
        };
        if !content.events.is_empty() {
            let why = "the file is a mail event; those come from SES by themselves and are not uploaded";
            return self.reject(upload, why).await;
        }
        let in_force = self.table.settings().await?;
        let local_day = upload.at.with_timezone(&in_force.creditor.zone).date_naive();
        let house = House {
            currency: in_force.creditor.currency,
            file_day: Some(local_day),
        };
        let mut arrivals = match arrivals(&content, &house) {
            Ok(arrivals) => arrivals,
            Err(refusal) => return self.reject(upload, &refusal.to_string()).await,
        };
        note_original(&mut arrivals, content.format, upload);
        let has_time = || time.left() >= AN_ARRIVAL_NEEDS;
        let version = upload.version.as_str();
        match ingest(&self.table, &self.picks, upload, arrivals, has_time).await? {
            Outcome::Applied { arrivals } => {
                tracing::info!(version, format = content.format.name(), arrivals, "applied");
                Ok(Fate::Settled)
            }
            Outcome::OutOfTime { done, of } => {
                tracing::info!(version, done, of, "applied so far; another call goes on");
                Ok(Fate::ToBeGoneOnWith)
            }
            Outcome::DealtWithBefore => Ok(Fate::Settled),
        }
    }

    /// `settings/policy.toml` and `settings/creditor.toml` take force once they are found good. Then everybody is looked
    /// at again: by the new rules a day may have come that the agenda has for later.
    async fn read_settings(&self, upload: &Upload, file: &File) -> Result<Fate, RecordError> {
        if file.bytes.len() > SETTINGS_BYTES_AT_MOST {
            let why = format!("expected at most {SETTINGS_BYTES_AT_MOST} bytes of settings");
            return self.reject(upload, &why).await;
        }
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            return self.reject(upload, "expected UTF-8 text").await;
        };
        let setting = NewSetting {
            text,
            author: file.author.as_deref(),
            at: upload.at,
        };
        let written = match upload.object.as_str() {
            "settings/policy.toml" => match settings::read_policy(text) {
                Ok(_) => self.table.put_policy(setting).await,
                Err(refusal) => return self.reject(upload, &refusal.to_string()).await,
            },
            "settings/creditor.toml" => match settings::read_creditor(text) {
                Ok(_) => self.table.put_creditor(setting).await,
                Err(refusal) => return self.reject(upload, &refusal.to_string()).await,
            },
            _ => {
                let why = "expected settings/policy.toml or settings/creditor.toml";
                return self.reject(upload, why).await;
            }
        };
        written?;
        sweep_everybody(&self.sweeps, upload.at).await?;
        self.take_force(upload).await
    }

    /// What an upload put into force is written: so is its receipt.
    async fn take_force(&self, upload: &Upload) -> Result<Fate, RecordError> {
        let receipt = Receipt::Applied {
            arrivals: 1,
            at: upload.at,
        };
        self.table
            .keep_receipt(&upload.object, &upload.version, &receipt)
            .await?;
        tracing::info!(version = upload.version, "it took force");
        Ok(Fate::Settled)
    }

    /// Keeps the reason, then moves the file to `rejected/` with the reason beside it. The file itself goes last, so
    /// that nothing is lost wherever this is cut short.
    async fn reject(&self, upload: &Upload, why: &str) -> Result<Fate, RecordError> {
        refuse(&self.table, upload, why.to_owned()).await?;
        let version = (!upload.version.is_empty()).then_some(upload.version.as_str());
        let kept = format!("rejected/{}", upload.object);
        let reason = serde_json::json!({
            "file": upload.object,
            "refused_at": upload.at,
            "why": why,
            "what_next": "repair the file and upload it again; nothing of it was applied",
        });
        self.bucket.copy(&upload.object, version, &kept).await?;
        self.bucket
            .put(
                &format!("{kept}.error.json"),
                reason.to_string().into_bytes(),
                "application/json",
            )
            .await?;
        self.bucket.delete(&upload.object).await?;
        tracing::warn!(
            version = upload.version,
            "refused a file; `dunlin rejected` lists it with the reason"
        );
        Ok(Fate::Refused)
    }
}
