//! The headers that Dunlin sets itself.
//!
//! With simple content SES takes up to 15 headers of printable ASCII, name and value at most 996 characters; it sets
//! the addresses, subject, date and message id itself and refuses them here. `List-Unsubscribe` is left out on purpose
//! (ARCHITECTURE.md, decisions).

use aws_sdk_sesv2::types::MessageHeader;
use aws_smithy_types::error::operation::BuildError;

/// The longest value that SES takes with the longest of our names, with some room.
const VALUE_AT_MOST: usize = 980;

/// Where SES began; there its message ids end in another name than everywhere else.
const FIRST_REGION: &str = "us-east-1";

/// The headers of a mail that belongs to the conversation of earlier ones, oldest first.
pub(crate) fn headers(earlier: &[String], region: Option<&str>) -> Result<Vec<MessageHeader>, BuildError> {
    // RFC 3834: tells out-of-office responders not to answer.
    let mut headers = vec![header("Auto-Submitted", "auto-generated")?];
    let ids: Vec<String> = earlier.iter().filter_map(|id| message_id(id, region?)).collect();
    if let Some(latest) = ids.last() {
        headers.push(header("In-Reply-To", latest)?);
        headers.push(header("References", &references(&ids))?);
    }
    Ok(headers)
}

fn header(name: &str, value: &str) -> Result<MessageHeader, BuildError> {
    MessageHeader::builder().name(name).value(value).build()
}

/// The latest ids that fit, oldest first.
fn references(ids: &[String]) -> String {
    let mut value = String::new();
    for id in ids.iter().rev() {
        if value.len() + id.len() + 1 > VALUE_AT_MOST {
            break;
        }
        value = if value.is_empty() {
            id.clone()
        } else {
            format!("{id} {value}")
        };
    }
    value
}

/// The `Message-ID` that SES gave to a mail, made from the id that it answered with. None for an id that is none of
/// SES's: in a header it could only do harm.
fn message_id(id: &str, region: &str) -> Option<String> {
    let is_plain = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !text.is_empty() && text.bytes().all(plain)
    };
    let domain = match region {
        FIRST_REGION => "email",
        other => other,
    };
    let written = format!("<{id}@{domain}.amazonses.com>");
    (is_plain(id) && is_plain(domain) && written.len() <= VALUE_AT_MOST).then_some(written)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(earlier: &[&str], region: Option<&str>) -> Vec<String> {
        let earlier: Vec<String> = earlier.iter().map(|id| (*id).to_owned()).collect();
        let headers = headers(&earlier, region).unwrap();
        let told = headers
            .iter()
            .map(|header| format!("{}: {}", header.name(), header.value()));
        told.collect()
    }

    #[test]
    fn a_further_letter_names_the_earlier_ones_as_ses_names_them() {
        assert_eq!(told(&[], Some("eu-west-1")), ["Auto-Submitted: auto-generated"]);
        assert_eq!(
            told(&["0102-a", "0102-b"], Some("eu-west-1")),
            [
                "Auto-Submitted: auto-generated",
                "In-Reply-To: <0102-b@eu-west-1.amazonses.com>",
                "References: <0102-a@eu-west-1.amazonses.com> <0102-b@eu-west-1.amazonses.com>",
            ]
        );
        assert_eq!(
            told(&["0100-a"], Some("us-east-1"))[1],
            "In-Reply-To: <0100-a@email.amazonses.com>"
        );
        assert_eq!(told(&["0100-a"], None), ["Auto-Submitted: auto-generated"]);
    }

    #[test]
    fn of_more_than_fit_the_latest_are_named() {
        let ids: Vec<String> = (0..40).map(|number| format!("{number:060}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let references = &told(&ids, Some("eu-central-1"))[2];
        assert!(references.len() <= 996);
        assert_eq!(references.matches('<').count(), 10);
        assert!(references.ends_with(&format!("<{:060}@eu-central-1.amazonses.com>", 39)));
    }

    proptest! {
        /// Whatever stands in the ledger as an id: printable ASCII on one line, within SES's limits.
        #[test]
        fn no_id_breaks_out_of_a_header(ids in proptest::collection::vec("\\PC{0,40}|[\r\n<>@ :A-]{0,40}|[0-9a-f-]{0,1200}", 0..12)) {
            let headers = headers(&ids, Some("eu-west-1")).unwrap();
            for header in headers {
                prop_assert!(header.name().len() + header.value().len() <= 996);
                prop_assert!(header.value().bytes().all(|byte| (b' '..=b'~').contains(&byte)));
                prop_assert!(!header.value().contains("><") && !header.value().contains(": "));
            }
        }
    }
}
