//! The From line: a name and an address, such that no name can become a header or an address.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dunning::account::EmailAddress;

/// RFC 2047 allows 75 characters an encoded word; 12 of them are `=?UTF-8?B?` and `?=`, and base64 writes three
/// bytes as four characters.
const BYTES_A_WORD: usize = 45;

/// `"Name" <address>` for a name in ASCII, RFC 2047 encoded words for any other, the bare address for none.
pub(crate) fn mailbox(name: &str, address: &EmailAddress) -> String {
    let name: String = name
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        address.as_str().to_owned()
    } else if name.is_ascii() {
        format!("{} <{address}>", quoted(&name))
    } else {
        format!("{} <{address}>", encoded_words(&name))
    }
}

fn quoted(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push('"');
    for character in name.chars() {
        if matches!(character, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

/// Readers drop the blanks between encoded words, so a name may be cut anywhere between two characters.
fn encoded_words(name: &str) -> String {
    let mut words = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (word, behind) = rest.split_at(rest.floor_char_boundary(BYTES_A_WORD));
        words.push(format!("=?UTF-8?B?{}?=", STANDARD.encode(word)));
        rest = behind;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(name: &str) -> String {
        mailbox(name, &EmailAddress::parse("billing@acme.example").unwrap())
    }

    #[test]
    fn a_plain_name_is_quoted() {
        assert_eq!(from("Acme, Inc."), r#""Acme, Inc." <billing@acme.example>"#);
        assert_eq!(
            from(r#"The "Best" \ Co"#),
            r#""The \"Best\" \\ Co" <billing@acme.example>"#
        );
        assert_eq!(from("  "), "billing@acme.example");
    }

    #[test]
    fn a_name_can_not_become_a_header() {
        let name = from("Acme\r\nBcc: victim@example.com");
        assert_eq!(name, r#""Acme Bcc: victim@example.com" <billing@acme.example>"#);
        assert!(!from("Müller\nBcc: x@example.com").contains(['\r', '\n']));
    }

    #[test]
    fn another_script_is_encoded_in_words_of_at_most_75_characters() {
        assert_eq!(from("Müller"), "=?UTF-8?B?TcO8bGxlcg==?= <billing@acme.example>");
        let long = from(&"आपका बिल ".repeat(12));
        let words: Vec<&str> = long
            .split(' ')
            .filter(|word| word.starts_with("=?UTF-8?B?"))
            .collect();
        assert!(words.len() > 3);
        assert!(words.iter().all(|word| word.len() <= 75));
        let decoded: Vec<u8> = words
            .iter()
            .flat_map(|word| {
                STANDARD
                    .decode(&word["=?UTF-8?B?".len()..word.len() - 2])
                    .unwrap()
            })
            .collect();
        assert_eq!(String::from_utf8(decoded).unwrap(), "आपका बिल ".repeat(12).trim());
    }
}
