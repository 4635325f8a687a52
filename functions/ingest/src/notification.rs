//! What S3 tells of an upload.

use aws_lambda_events::s3::S3Event;
use dunning::flow::ingest::Upload;
use serde_json::Value;
use thiserror::Error;

/// The message is no notification of S3's.
#[derive(Debug, Error)]
#[error("not a notification of S3 about an upload")]
pub(crate) struct NotOfS3(#[source] Option<serde_json::Error>);

/// The uploads that a notification tells of; none for the test that S3 sends when the bucket is set up.
pub(crate) fn uploads(message: &str) -> Result<Vec<Upload>, NotOfS3> {
    let value: Value = serde_json::from_str(message).map_err(|error| NotOfS3(Some(error)))?;
    if value.get("Event").and_then(Value::as_str) == Some("s3:TestEvent") {
        return Ok(Vec::new());
    }
    let event: S3Event = serde_json::from_value(value).map_err(|error| NotOfS3(Some(error)))?;
    event
        .records
        .into_iter()
        .map(|record| {
            let object = record
                .s3
                .object
                .key
                .as_deref()
                .and_then(decoded)
                .ok_or(NotOfS3(None))?;
            // A bucket without versions still tells two contents apart by their tag.
            let version = record
                .s3
                .object
                .version_id
                .or(record.s3.object.e_tag)
                .unwrap_or_default();
            Ok(Upload {
                object,
                version,
                at: record.event_time,
            })
        })
        .collect()
}

/// S3 sends names as forms do: `%20` or `+` for a blank.
fn decoded(key: &str) -> Option<String> {
    let spaced = key.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPLOAD: &str = r#"{"Records":[{"eventVersion":"2.6","eventSource":"aws:s3","awsRegion":"eu-west-1",
        "eventTime":"2026-11-17T04:16:00.000Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"X"},
        "requestParameters":{"sourceIPAddress":"127.0.0.1"},"responseElements":{},
        "s3":{"s3SchemaVersion":"1.0","configurationId":"c","bucket":{"name":"b","ownerIdentity":{"principalId":"X"},
        "arn":"arn:aws:s3:::b"},"object":{"key":"invoices/may+2026%2B.csv","size":1,"eTag":"9d","versionId":"v1",
        "sequencer":"00"}}}]}"#;

    #[test]
    fn an_upload_is_named_as_it_was_uploaded() {
        let uploads = uploads(UPLOAD).unwrap();
        let [upload] = uploads.as_slice() else {
            panic!("one upload")
        };
        assert_eq!(
            (upload.object.as_str(), upload.version.as_str()),
            ("invoices/may 2026+.csv", "v1")
        );
        assert_eq!(upload.at.to_rfc3339(), "2026-11-17T04:16:00+00:00");
    }

    #[test]
    fn the_test_of_a_new_bucket_is_no_upload() {
        assert_eq!(
            uploads(r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}"#).unwrap(),
            []
        );
    }

    #[test]
    fn anything_else_fails_and_ends_in_the_dead_letter_queue() {
        for message in ["", "[]", "{}", r#"{"Records":[{}]}"#] {
            assert!(uploads(message).is_err(), "{message}");
        }
    }
}
