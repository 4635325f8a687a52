//! What keeps a hostile name harmless: it stays on its line, reads in its own direction, and ends somewhere.
//!
//! HTML escaping is the template engine's work (by the template's name), and template syntax in a value is
//! never parsed, because values are only ever arguments. What neither of them covers is done here.

pub(crate) use dunning::plain::one_line;

/// The longest name of a person, a company or a street that a letter prints, in characters.
pub(crate) const NAME_AT_MOST_CHARS: usize = 120;

/// The longest invoice number or payment reference that a letter prints, in characters.
pub(crate) const NUMBER_AT_MOST_CHARS: usize = 60;

/// The longest link that a letter carries, in bytes; longer ones break in mail clients.
const LINK_AT_MOST_BYTES: usize = 2_000;

/// The text on one line, or none if nothing visible is left.
pub(crate) fn some_line(text: &str, at_most_chars: usize) -> Option<String> {
    Some(one_line(text, at_most_chars)).filter(|line| !line.is_empty())
}

/// The link if it is absolute and https, with everything percent-encoded that could end an attribute or a
/// line; none otherwise, so that no letter carries `javascript:` or an unprotected page.
pub(crate) fn https_link(link: &str) -> Option<String> {
    let link = link.trim();
    let (scheme, rest) = link.split_at_checked("https://".len())?;
    let host_starts = rest.starts_with(|first: char| first.is_alphanumeric());
    if !scheme.eq_ignore_ascii_case("https://") || !host_starts {
        return None;
    }
    let mut safe = String::with_capacity(link.len());
    safe.push_str("https://");
    for character in rest.chars() {
        if character.is_control() || character.is_whitespace() {
            return None;
        }
        if is_of_links(character) {
            safe.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                safe.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    Some(safe).filter(|safe| safe.len() <= LINK_AT_MOST_BYTES)
}

/// Whether a link may have the character as it is (RFC 3986), and it can't end an attribute either.
fn is_of_links(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(
            character,
            '-' | '.'
                | '_'
                | '~'
                | ':'
                | '/'
                | '?'
                | '#'
                | '['
                | ']'
                | '@'
                | '!'
                | '$'
                | '&'
                | '('
                | ')'
                | '*'
                | '+'
                | ','
                | ';'
                | '='
                | '%'
        )
}

/// The link to the answers page: https, or, on a local cloud, plain http to this very machine, where nobody listens
/// in between.
pub(crate) fn answers_link(link: &str) -> Option<String> {
    https_link(link).or_else(|| {
        let rest = link.strip_prefix("http://127.0.0.1:")?;
        let safe = https_link(&format!("https://127.0.0.1:{rest}"))?;
        Some(safe.replacen("https", "http", 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_over_https_or_stay_on_this_machine() {
        for (given, used) in [
            (
                "https://answers.example.com/?t=a.b",
                Some("https://answers.example.com/?t=a.b"),
            ),
            (
                "http://127.0.0.1:4566/x/?t=a.b",
                Some("http://127.0.0.1:4566/x/?t=a.b"),
            ),
            ("http://answers.example.com/?t=a.b", None),
            ("http://127.0.0.1.example.com/?t=a.b", None),
        ] {
            assert_eq!(answers_link(given).as_deref(), used, "{given}");
        }
    }

    #[test]
    fn only_https_links_pass() {
        for (given, passed) in [
            (
                "https://example.com/a?b=c&d=%20#paid",
                Some("https://example.com/a?b=c&d=%20#paid"),
            ),
            (" HTTPS://example.com ", Some("https://example.com")),
            (
                "https://example.com/é\"><b>",
                Some("https://example.com/%C3%A9%22%3E%3Cb%3E"),
            ),
            ("http://example.com", None),
            ("javascript:alert(1)", None),
            ("https://", None),
            ("https://example.com/a b", None),
            ("https://example.com/\r\nX: y", None),
        ] {
            assert_eq!(https_link(given).as_deref(), passed, "{given}");
        }
    }
}
