//! The invoices as the customers got them, in the bucket.

use std::time::Duration;

use dunning::original::StoredFile;
use dunning::ports::{NoOriginal, Originals, PortError};

use crate::bucket::{Bucket, FetchError};
use crate::service_error::ServiceError;

/// How long a letter, or a page, waits for one file; a working S3 takes a tenth of it for the largest.
const PATIENCE: Duration = Duration::from_secs(3);

/// The originals in the bucket.
#[derive(Clone, Debug)]
pub struct BucketOriginals {
    bucket: Bucket,
}

impl BucketOriginals {
    /// The originals in a bucket.
    pub fn new(bucket: Bucket) -> Self {
        Self { bucket }
    }
}

impl Originals for BucketOriginals {
    /// One request: the head of the answer tells the size before anything of the file is read, so that asking for the
    /// head first would only cost a second request and leave time for another file to take its place.
    async fn original(&self, file: &StoredFile, bytes_at_most: u64) -> Result<Vec<u8>, NoOriginal> {
        let fetch = self
            .bucket
            .fetch(&file.object, file.version.as_deref(), bytes_at_most);
        in_time(&file.object, fetch).await.map(|file| file.bytes)
    }

    async fn size(&self, file: &StoredFile) -> Result<u64, NoOriginal> {
        in_time(
            &file.object,
            self.bucket.size(&file.object, file.version.as_deref()),
        )
        .await
    }
}

async fn in_time<T>(
    object: &str,
    asked: impl Future<Output = Result<T, FetchError>>,
) -> Result<T, NoOriginal> {
    let failure = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => return Ok(answer),
        Ok(Err(FetchError::NotFound)) => return Err(NoOriginal::NotThere),
        Ok(Err(FetchError::TooLarge { bytes, at_most })) => {
            return Err(NoOriginal::TooLarge { bytes, at_most });
        }
        Ok(Err(FetchError::Port(error))) if is_forbidden(&error) => return Err(NoOriginal::NotThere),
        Ok(Err(FetchError::Port(error))) => error,
        Err(_) => PortError {
            doing: format!("asking for {object}"),
            source: Box::new(ServiceError::TimedOut),
        },
    };
    // Without the object's name, which may be a customer's.
    tracing::warn!(why = %failure.source, "an original could not be read; letter and page go without it");
    Err(failure.into())
}

/// Who may not list the bucket is told so of a file that is not there; the answer to a `HEAD` has no room for a name.
fn is_forbidden(error: &PortError) -> bool {
    let said = error.source.downcast_ref::<ServiceError>();
    let is_name = |code: &str| code == "AccessDenied" || code == "unnamed";
    matches!(said, Some(ServiceError::Refused { status: 403, code, .. }) if is_name(code))
}
