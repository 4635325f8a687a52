//! One value at a time: text → what its field may hold, or why it may not.

use chrono::NaiveDate;
use chrono_tz::Tz;
use dunning::account::{Contact, ContactPurpose, EmailAddress, Language};
use dunning::bank::{self, IndianAccount};
use dunning::calendar::Region;
use dunning::invoice::EarlierChasing;
use dunning::money::Currency;
use dunning::policy::PolicyName;
use dunning::stage::StageName;

use crate::refusal::{Unfit, quoted};
use crate::words::is_nothing;

/// The longest document or customer number, in characters.
const NUMBER_CHARS_AT_MOST: usize = 100;
/// The longest name or other line, in characters.
const LINE_CHARS_AT_MOST: usize = 500;
/// The longest free text (terms, remittance), in characters; the rest is cut off.
pub(crate) const PROSE_CHARS_AT_MOST: usize = 2_000;
/// The most addresses of one customer.
const EMAILS_AT_MOST: usize = 20;

/// A number of a document or customer: it goes into subjects, file names and keys, so it is one short line.
pub(crate) fn number(text: &str) -> Result<String, Unfit> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Unfit::new("is empty"));
    }
    if text.chars().any(char::is_control) {
        return Err(Unfit::new(
            "holds a line break or control character; a number is one line",
        ));
    }
    if text.chars().count() > NUMBER_CHARS_AT_MOST {
        return Err(Unfit::new(format!(
            "has more than {NUMBER_CHARS_AT_MOST} characters"
        )));
    }
    free_of_markup(text).map(str::to_owned)
}

/// A name or another single line; blanks and line breaks within it count as one blank. None if it says nothing.
pub(crate) fn line(text: &str) -> Result<Option<String>, Unfit> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_nothing(&line) {
        return Ok(None);
    }
    if line.chars().any(char::is_control) {
        return Err(Unfit::new("holds control characters"));
    }
    if line.chars().count() > LINE_CHARS_AT_MOST {
        return Err(Unfit::new(format!(
            "has more than {LINE_CHARS_AT_MOST} characters"
        )));
    }
    free_of_markup(&line)?;
    Ok(Some(line))
}

/// Free text on one line, cut to its bound. None if it says nothing.
pub(crate) fn prose(text: &str) -> Option<String> {
    let line: String = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|character| !character.is_control())
        .take(PROSE_CHARS_AT_MOST)
        .collect();
    (!line.is_empty()).then_some(line)
}

/// Names and numbers go into letters and tables. Everything there is escaped; but a tag, a template's braces or a
/// spreadsheet formula in a name is never meant, so it is stopped at the door.
fn free_of_markup(text: &str) -> Result<&str, Unfit> {
    if text.starts_with(['=', '@']) {
        return Err(Unfit::new("starts like a spreadsheet formula"));
    }
    if text.contains("{{") || text.contains("{%") || has_tag(text) {
        return Err(Unfit::new("holds markup, which no name or number does"));
    }
    Ok(text)
}

/// `<b>`, `</p>`, `<img src=…`, `<!--`; not `a < b`, and not `<name@example.com>`.
fn has_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let ends = name.get(length..).unwrap_or_default();
        rest.starts_with(['!', '?']) || length > 0 && ends.starts_with(['>', ' ', '/'])
    })
}

/// ISO 4217.
pub(crate) fn currency(text: &str) -> Result<Option<Currency>, Unfit> {
    if is_nothing(text) {
        return Ok(None);
    }
    Currency::parse(text).map(Some).map_err(|_| {
        Unfit::new(format!(
            "expected an ISO 4217 code such as EUR, not {}",
            quoted(text)
        ))
    })
}

/// ISO 3166 alpha-2 where the text is one; a country's name is no error, but tells nothing.
pub(crate) fn country(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    (code.len() == 2 && region(&code).is_ok()).then_some(code)
}

/// A country, or a part of it: `IT`, `DE-BY`.
pub(crate) fn region(text: &str) -> Result<Region, Unfit> {
    Region::parse(text.trim()).map_err(|_| {
        Unfit::new(format!(
            "expected a country such as IT or a part of one such as DE-BY, not {}",
            quoted(text)
        ))
    })
}

/// A language; none if it is one that Dunlin doesn't write.
pub(crate) fn language(text: &str) -> Result<Option<Language>, Unfit> {
    let text = text.trim();
    let code = text.split(['-', '_']).next().unwrap_or(text);
    if is_nothing(text) {
        Ok(None)
    } else if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(Language::parse(text))
    } else {
        Err(Unfit::new(format!(
            "expected an ISO 639 code such as it or en-GB, not {}",
            quoted(text)
        )))
    }
}

/// Net days from the issue date.
pub(crate) fn days(text: &str) -> Result<u16, Unfit> {
    const DAYS_AT_MOST: u16 = 730;
    text.trim()
        .parse()
        .ok()
        .filter(|days| *days <= DAYS_AT_MOST)
        .ok_or_else(|| {
            Unfit::new(format!(
                "expected a number of days up to {DAYS_AT_MOST}, not {}",
                quoted(text.trim())
            ))
        })
}

/// An IANA time zone.
pub(crate) fn zone(text: &str) -> Result<Option<Tz>, Unfit> {
    if is_nothing(text) {
        return Ok(None);
    }
    text.trim().parse().map(Some).map_err(|_| {
        Unfit::new(format!(
            "expected a time zone such as Europe/Rome, not {}",
            quoted(text)
        ))
    })
}

/// One address. The message doesn't repeat it.
pub(crate) fn email(text: &str) -> Result<EmailAddress, Unfit> {
    EmailAddress::parse(text).map_err(|_| Unfit::new("expected an e-mail address such as name@example.com"))
}

/// Addresses parted by semicolons, commas or blanks.
pub(crate) fn emails(text: &str) -> Result<Vec<EmailAddress>, Unfit> {
    if is_nothing(text) {
        return Ok(Vec::new());
    }
    let emails = text
        .split([';', ',', ' ', '\n', '\r', '\t'])
        .filter(|part| !part.is_empty())
        .map(email)
        .collect::<Result<Vec<_>, _>>()?;
    if emails.len() > EMAILS_AT_MOST {
        return Err(Unfit::new(format!("has more than {EMAILS_AT_MOST} addresses")));
    }
    Ok(emails)
}

/// Somebody to write to. Whether the address is suppressed is the ledger's to know, never a file's.
pub(crate) fn contact(email: EmailAddress, name: Option<String>, billing: bool) -> Contact {
    let purpose = if billing {
        ContactPurpose::Billing
    } else {
        ContactPurpose::General
    };
    Contact {
        email,
        name,
        purpose,
        suppressed: false,
    }
}

/// A page that a letter may link to.
pub(crate) fn https(text: &str) -> Result<Option<String>, Unfit> {
    const CHARS_AT_MOST: usize = 2_000;
    let text = text.trim();
    if is_nothing(text) {
        return Ok(None);
    }
    let host = text.strip_prefix("https://").unwrap_or_default();
    let strange = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '<' | '>' | '"' | '\'' | '\\' | '`' | '{' | '}')
    };
    if host.is_empty() || text.contains(strange) || text.len() > CHARS_AT_MOST {
        return Err(Unfit::new("expected a link that starts with https://"));
    }
    Ok(Some(text.to_owned()))
}

/// An IBAN without blanks, its check digits right.
pub(crate) fn iban(text: &str) -> Result<Option<String>, Unfit> {
    if is_nothing(text) {
        return Ok(None);
    }
    bank::iban(text)
        .map(Some)
        .ok_or_else(|| Unfit::new("expected an IBAN; its length or check digits are wrong"))
}

/// An Indian account: both its parts, or neither.
pub(crate) fn indian_account(
    number: Option<&str>,
    ifsc: Option<&str>,
) -> Result<Option<IndianAccount>, Unfit> {
    match (number, ifsc) {
        (None, None) => Ok(None),
        (Some(number), Some(ifsc)) => IndianAccount::parse(number, ifsc)
            .map(Some)
            .map_err(|error| Unfit::new(error.to_string())),
        _ => Err(Unfit::new("an account number and its IFSC need each other")),
    }
}

/// The policy that a customer or an invoice is under.
pub(crate) fn policy_name(text: &str) -> Result<Option<PolicyName>, Unfit> {
    if is_nothing(text) {
        return Ok(None);
    }
    PolicyName::parse(text.trim())
        .map(Some)
        .map_err(|error| Unfit::new(error.to_string()))
}

/// Chasing done before: both the stage and its day, or neither.
pub(crate) fn earlier_chasing(
    stage: Option<&str>,
    on: Option<NaiveDate>,
) -> Result<Option<EarlierChasing>, Unfit> {
    match (stage.filter(|stage| !is_nothing(stage)), on) {
        (None, None) => Ok(None),
        (Some(stage), Some(on)) => {
            let stage = StageName::parse(stage.trim()).map_err(|_| {
                Unfit::new(format!(
                    "expected a stage such as early_late, not {}",
                    quoted(stage)
                ))
            })?;
            Ok(Some(EarlierChasing { stage, on }))
        }
        (Some(_), None) => Err(Unfit::new("needs last_reminded_on beside it")),
        (None, Some(_)) => Err(Unfit::new("is missing beside last_reminded_on")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_one_line_without_markup() {
        assert_eq!(number(" FT 1/2026 ").unwrap(), "FT 1/2026");
        for bad in ["", "INV-1\r\nBcc: x@example.com", "=1+1", "<b>1</b>"] {
            assert!(number(bad).is_err(), "{bad}");
        }
        for (text, expected) in [
            ("Müller &\n  Söhne", Some("Müller & Söhne")),
            ("A < B Ltd", Some("A < B Ltd")),
            ("Anna <anna@example.com>", Some("Anna <anna@example.com>")),
            ("n/a", None),
        ] {
            assert_eq!(line(text).unwrap().as_deref(), expected);
        }
        for bad in [
            "<script>x</script>",
            "a {{7*7}}",
            "{% raw %}",
            "=HYPERLINK(\"x\")",
            "<img src=x>",
        ] {
            assert!(line(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn accounts_are_checked_by_their_check_digits() {
        assert_eq!(
            iban("DE89 3704 0044 0532 0130 00").unwrap().as_deref(),
            Some("DE89370400440532013000")
        );
        assert_eq!(iban("-").unwrap(), None);
        for bad in [
            "DE88370400440532013000",
            "1234567890",
            "DE89",
            "ÜÜ89370400440532013000",
        ] {
            assert!(iban(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn links_are_https_and_nothing_else() {
        assert!(https("https://pay.example.com/i/1?x=2").unwrap().is_some());
        for bad in [
            "http://example.com",
            "javascript:alert(1)",
            "https://",
            "https://a\"b",
        ] {
            assert!(https(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_cell_may_hold_several_addresses() {
        assert_eq!(emails("a@example.com; b@example.com").unwrap().len(), 2);
        assert!(emails("n/a").unwrap().is_empty());
        let error = emails("anna@example.com, broken").unwrap_err();
        assert!(!error.0.contains("broken"));
    }
}
