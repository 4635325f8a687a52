//! The bucket that files are uploaded to, on S3.

use std::collections::HashMap;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use chrono::{DateTime, Utc};
use dunning::ports::PortError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::environment::{self, Missing};
use crate::service_error::{ServiceError, failed};

/// What a copy's source may hold unescaped.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The metadata that names who uploaded a file; percent-encoded, since headers hold ASCII alone.
const AUTHOR: &str = "author";

/// A file that could not be fetched.
#[derive(Debug, Error)]
pub enum FetchError {
    /// There is no such object, or no such version of it. (S3 says so only to those who may list the bucket.)
    #[error("there is no such file")]
    NotFound,
    /// It is larger than the caller wants to read; it was not downloaded.
    #[error("the file has {bytes} bytes; at most {at_most} are read")]
    TooLarge {
        /// How large it is.
        bytes: u64,
        /// How large it may be.
        at_most: u64,
    },
    /// S3 failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// A file, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its version; empty in a bucket without versions.
    pub version: String,
    /// When it was uploaded.
    pub last_modified: DateTime<Utc>,
    /// Who uploaded it, if `dunlin` did and said so.
    pub author: Option<String>,
}

/// A file in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The object's name.
    pub object: String,
    /// Its size.
    pub bytes: u64,
    /// When it was uploaded.
    pub last_modified: DateTime<Utc>,
}

/// The bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    client: Client,
    name: String,
}

impl Bucket {
    /// A bucket by its name.
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        Self {
            client,
            name: name.into(),
        }
    }

    /// The bucket that the environment names.
    ///
    /// # Errors
    /// [`Missing`] if it names none.
    pub fn from_environment(client: Client) -> Result<Self, Missing> {
        Ok(Self::new(client, environment::BUCKET.required()?))
    }

    /// The region that its client speaks to.
    pub(crate) fn region(&self) -> Option<&str> {
        self.client.config().region().map(AsRef::as_ref)
    }

    /// Fetches a file: the given version, else the latest. The size is known from the head of the answer, so a
    /// file that is too large is left where it is.
    ///
    /// # Errors
    /// [`FetchError`]
    pub async fn fetch(
        &self,
        object: &str,
        version: Option<&str>,
        bytes_at_most: u64,
    ) -> Result<File, FetchError> {
        let doing = format!("fetching {}", without_name(object));
        let answer = self
            .client
            .get_object()
            .bucket(&self.name)
            .key(object)
            .set_version_id(version.map(str::to_owned))
            .send()
            .await
            .map_err(|error| match &error {
                SdkError::ServiceError(answer)
                    if matches!(
                        answer.err().code(),
                        Some("NoSuchKey" | "NoSuchVersion" | "NotFound")
                    ) =>
                {
                    FetchError::NotFound
                }
                _ => unnamed(&doing, object)(error).into(),
            })?;
        let bytes = size(answer.content_length);
        if bytes > bytes_at_most {
            return Err(FetchError::TooLarge {
                bytes,
                at_most: bytes_at_most,
            });
        }
        let last_modified = time(answer.last_modified);
        let version = answer.version_id.unwrap_or_default();
        let author = answer.metadata.as_ref().and_then(|said| said.get(AUTHOR));
        let author = author.map(|author| percent_decode_str(author).decode_utf8_lossy().into_owned());
        let body = answer.body.collect().await.map_err(|error| PortError {
            doing,
            source: Box::new(error),
        })?;
        Ok(File {
            bytes: body.to_vec(),
            version,
            last_modified,
            author,
        })
    }

    /// How many bytes a file has: the given version, else the latest.
    ///
    /// # Errors
    /// [`FetchError`]; the head of an answer names no error, so only its status tells what is missing.
    pub async fn size(&self, object: &str, version: Option<&str>) -> Result<u64, FetchError> {
        let request = self.client.head_object().bucket(&self.name).key(object);
        match request.set_version_id(version.map(str::to_owned)).send().await {
            Ok(head) => Ok(size(head.content_length)),
            Err(SdkError::ServiceError(answer)) if answer.raw().status().as_u16() == 404 => {
                Err(FetchError::NotFound)
            }
            Err(error) => {
                let doing = format!("asking for the size of {}", without_name(object));
                Err(unnamed(&doing, object)(error).into())
            }
        }
    }

    /// Writes a file, over whatever has its name, and returns its version as the notification of the upload names
    /// it: in a bucket without versions the tag of the content.
    ///
    /// # Errors
    /// [`PortError`] if S3 failed.
    pub async fn put(&self, object: &str, bytes: Vec<u8>, content_type: &str) -> Result<String, PortError> {
        self.put_as(None, object, bytes, content_type).await
    }

    /// The same, with the name of who does it, which [`Bucket::fetch`] tells.
    ///
    /// # Errors
    /// [`PortError`] if S3 failed.
    pub async fn put_as(
        &self,
        author: Option<&str>,
        object: &str,
        bytes: Vec<u8>,
        content_type: &str,
    ) -> Result<String, PortError> {
        let author = author.map(|author| utf8_percent_encode(author, PATH).to_string());
        let answer = self
            .client
            .put_object()
            .bucket(&self.name)
            .key(object)
            .content_type(content_type)
            .set_metadata(author.map(|author| HashMap::from([(AUTHOR.to_owned(), author)])))
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(unnamed(&format!("writing {}", without_name(object)), object))?;
        let tag = || answer.e_tag.map(|tag| tag.trim_matches('"').to_owned());
        Ok(answer.version_id.or_else(tag).unwrap_or_default())
    }

    /// Copies a file within the bucket without downloading it, whatever its size up to 5 GB.
    ///
    /// # Errors
    /// [`PortError`] if S3 failed, or there is no such file.
    pub async fn copy(&self, object: &str, version: Option<&str>, to: &str) -> Result<(), PortError> {
        let mut source = format!("{}/{}", self.name, utf8_percent_encode(object, PATH));
        if let Some(version) = version {
            source.push_str("?versionId=");
            source.push_str(&utf8_percent_encode(version, PATH).to_string());
        }
        self.client
            .copy_object()
            .bucket(&self.name)
            .key(to)
            .copy_source(source)
            .send()
            .await
            .map_err(unnamed(
                &format!("copying {} to {}", without_name(object), without_name(to)),
                object,
            ))?;
        Ok(())
    }

    /// Deletes a file; one that is not there is no error. A bucket with versions keeps the old ones.
    ///
    /// # Errors
    /// [`PortError`] if S3 failed.
    pub async fn delete(&self, object: &str) -> Result<(), PortError> {
        self.client
            .delete_object()
            .bucket(&self.name)
            .key(object)
            .send()
            .await
            .map_err(unnamed(&format!("deleting {}", without_name(object)), object))?;
        Ok(())
    }

    /// Every version of every file whose name begins so: names and versions.
    ///
    /// # Errors
    /// [`PortError`] if S3 failed.
    pub async fn versions(&self, prefix: &str) -> Result<Vec<(String, String)>, PortError> {
        let doing = format!("listing the versions of {prefix}");
        let (mut found, mut behind) = (Vec::new(), (None, None));
        loop {
            let page = self
                .client
                .list_object_versions()
                .bucket(&self.name)
                .prefix(prefix)
                .set_key_marker(behind.0)
                .set_version_id_marker(behind.1)
                .send()
                .await
                .map_err(failed(&doing))?;
            let kept = page.versions.unwrap_or_default().into_iter();
            found.extend(kept.filter_map(|version| Some((version.key?, version.version_id?))));
            // What marks a file as deleted names it too.
            let marks = page.delete_markers.unwrap_or_default().into_iter();
            found.extend(marks.filter_map(|mark| Some((mark.key?, mark.version_id?))));
            if page.is_truncated != Some(true) {
                return Ok(found);
            }
            behind = (page.next_key_marker, page.next_version_id_marker);
        }
    }

    /// Deletes one version of a file for good; one that is not there is no error.
    ///
    /// # Errors
    /// [`PortError`] if S3 failed.
    pub async fn delete_version(&self, object: &str, version: &str) -> Result<(), PortError> {
        self.client
            .delete_object()
            .bucket(&self.name)
            .key(object)
            .version_id(version)
            .send()
            .await
            .map_err(failed(format!("deleting a version of {object}")))?;
        Ok(())
    }

    /// Every file whose name begins so, by name.
    ///
    /// # Errors
    /// [`PortError`] if S3 failed.
    pub async fn list(&self, prefix: &str) -> Result<Vec<Listed>, PortError> {
        let doing = format!("listing {prefix}");
        let mut pages = self
            .client
            .list_objects_v2()
            .bucket(&self.name)
            .prefix(prefix)
            .into_paginator()
            .send();
        let mut listed = Vec::new();
        while let Some(page) = pages.next().await {
            let objects = page.map_err(failed(&doing))?.contents.unwrap_or_default();
            listed.extend(objects.into_iter().filter_map(|object| {
                Some(Listed {
                    object: object.key?,
                    bytes: size(object.size),
                    last_modified: time(object.last_modified),
                })
            }));
        }
        Ok(listed)
    }
}

/// How much of the digest stands for an object's name: enough to tell some thousands of files apart.
const DIGEST_BYTES: usize = 6;

/// An object as an error or a log line names it: its folder, and of its name, which may be a customer's, the first
/// twelve hex digits of the SHA-256 of the whole (`printf %s invoices/may.csv | sha256sum` finds it again).
pub fn without_name(object: &str) -> String {
    let folder = object.split_once('/').map_or("", |(folder, _)| folder);
    let digest: String = Sha256::digest(object.as_bytes())
        .iter()
        .take(DIGEST_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{folder}/({digest})")
}

/// A [`PortError`] without the object's name, which S3 repeats when it refuses a permission.
fn unnamed<E>(doing: &str, object: &str) -> impl FnOnce(SdkError<E>) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    move |error| PortError {
        doing: doing.to_owned(),
        source: Box::new(match ServiceError::from(&error) {
            ServiceError::Refused {
                status,
                code,
                message,
            } => ServiceError::Refused {
                status,
                code,
                message: message.replace(object, &without_name(object)),
            },
            other => other,
        }),
    }
}

fn size(bytes: Option<i64>) -> u64 {
    bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0)
}

/// S3 dates every object; were one undated, it would count as older than all others.
fn time(at: Option<aws_sdk_s3::primitives::DateTime>) -> DateTime<Utc> {
    at.and_then(|at| DateTime::from_timestamp(at.secs(), at.subsec_nanos()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_folder_and_not_the_file() {
        let named = without_name("invoices/Torrefazione Bellini.csv");
        assert_eq!(named, "invoices/(e9d038c8215a)");
        assert_ne!(named, without_name("invoices/Harbour Light.csv"));
        assert!(without_name("may.csv").starts_with("/("));
    }
}
