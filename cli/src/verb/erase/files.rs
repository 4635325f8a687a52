//! The files of a customer in the bucket.

use std::collections::BTreeSet;

use aws::bucket::FetchError;
use aws::{Bucket, BucketArchive};
use documents::readable;
use dunning::account::Account;
use dunning::invoice::Invoice;
use dunning::original::places;
use dunning::ports::PortError;
use serde::Serialize;

use super::words::Words;
use crate::failure::Failure;

/// Folders of files that a business uploaded.
const UPLOADS: [&str; 4] = ["invoices/", "payments/", "customers/", "rejected/"];

/// The largest upload that is looked into, in bytes: more than ingest takes.
const UPLOAD_BYTES_AT_MOST: u64 = 100_000_000;

/// A version of a file in the bucket.
pub(super) type Version = (String, String);

/// What was found in the bucket.
#[derive(Default)]
pub(super) struct Files {
    /// Every version of every file that is the customer's, or names the customer.
    pub(super) named: BTreeSet<Version>,
    /// What nobody but a person can look into.
    pub(super) unread: Vec<Unread>,
}

/// A file of which not everything could be read.
#[derive(Serialize)]
pub(super) struct Unread {
    pub(super) file: String,
    pub(super) version: String,
    pub(super) why: String,
}

impl Files {
    /// The files, each once.
    pub(super) fn objects(&self) -> BTreeSet<&String> {
        self.named.iter().map(|(object, _)| object).collect()
    }

    /// Looks through the whole bucket.
    pub(super) async fn of(
        bucket: &Bucket,
        account: &Account,
        closed: &[Invoice],
        words: &Words,
    ) -> Result<Self, Failure> {
        let mut files = Self::default();
        files
            .named
            .extend(bucket.versions(&BucketArchive::folder(&account.key)).await?);
        for place in closed.iter().flat_map(places) {
            let versions = bucket.versions(&place.object).await?;
            let same = versions.into_iter().filter(|(object, _)| *object == place.object);
            files.named.extend(same);
        }
        for folder in UPLOADS {
            for (object, version) in bucket.versions(folder).await? {
                files.look_into(bucket, object, version, words).await?;
            }
        }
        Ok(files)
    }

    async fn look_into(
        &mut self,
        bucket: &Bucket,
        object: String,
        version: String,
        words: &Words,
    ) -> Result<(), Failure> {
        if words.are_in(&object) {
            self.named.insert((object, version));
            return Ok(());
        }
        let found = match bucket.fetch(&object, Some(&version), UPLOAD_BYTES_AT_MOST).await {
            Ok(file) => readable(&file.bytes),
            // A mark that the file was deleted.
            Err(FetchError::NotFound) => return Ok(()),
            Err(FetchError::Port(error)) if error.source.to_string().contains("MethodNotAllowed") => {
                return Ok(());
            }
            Err(error @ FetchError::TooLarge { .. }) => documents::Readable {
                texts: Vec::new(),
                unread: vec![error.to_string()],
            },
            Err(error) => return Err(unread(&object, error)),
        };
        if found.texts.iter().any(|text| words.are_in(text)) {
            self.named.insert((object, version));
        } else if !found.unread.is_empty() {
            self.unread.push(Unread {
                file: object,
                version,
                why: found.unread.join("; "),
            });
        }
        Ok(())
    }
}

fn unread(object: &str, error: FetchError) -> Failure {
    Failure::Port(PortError {
        doing: format!("looking into {object}"),
        source: Box::new(error),
    })
}
