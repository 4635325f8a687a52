//! The words that tell a text about a customer from others.

use std::collections::BTreeSet;

use dunning::account::Account;
use dunning::invoice::Invoice;

/// A shorter number or name is looked for nowhere: it would be found everywhere.
const WORD_BYTES_AT_LEAST: usize = 3;

/// How XML, JSON and tables write what has a meaning of its own there.
const ESCAPES: [(&str, &str); 9] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("\\/", "/"),
    ("\\\"", "\""),
    ("\"\"", "\""),
    // Last, for `&amp;lt;` stands for `&lt;`.
    ("&amp;", "&"),
];

/// A customer's names, numbers and addresses, and the numbers of the customer's invoices, in small letters.
pub(super) struct Words(BTreeSet<String>);

impl Words {
    pub(super) fn of(account: &Account, closed: &[Invoice]) -> Self {
        let people = account
            .contacts
            .iter()
            .flat_map(|contact| [Some(contact.email.to_string()), contact.name.clone()]);
        let own = [
            Some(account.customer.clone()),
            Some(account.name.clone()),
            account.phone.clone(),
        ];
        let numbers = closed.iter().map(|invoice| Some(invoice.id.number.clone()));
        let words = people.chain(own).chain(numbers).flatten();
        Self::from(words)
    }

    fn from(words: impl Iterator<Item = String>) -> Self {
        let words = words.map(|word| folded(&word));
        let long = words.filter(|word| word.len() >= WORD_BYTES_AT_LEAST);
        Self(long.flat_map(|word| [escaped(&word), word]).collect())
    }

    /// Whether one of them stands in a text: in any capitals, over line breaks, and whole (`INV-17` is not in
    /// `INV-170`).
    pub(super) fn are_in(&self, text: &str) -> bool {
        let text = folded(text);
        self.0.iter().any(|word| stands_in(&text, word))
    }
}

fn folded(text: &str) -> String {
    let plain = ESCAPES.iter().fold(text.to_owned(), |text, (escaped, plain)| {
        text.replace(escaped, plain)
    });
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// As JSON may write what is not ASCII: `\u00fc`.
fn escaped(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for character in word.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}

fn stands_in(text: &str, word: &str) -> bool {
    let goes_on = |edge: Option<char>, beside: Option<char>| match (edge, beside) {
        (Some(edge), Some(beside)) => {
            edge.is_numeric() && beside.is_numeric() || edge.is_alphabetic() && beside.is_alphabetic()
        }
        _ => false,
    };
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text
            .get(at + word.len()..)
            .and_then(|behind| behind.chars().next());
        !goes_on(word.chars().next(), before) && !goes_on(word.chars().next_back(), behind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Words {
        Words::from(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn a_word_is_found_however_a_file_writes_it() {
        for (word, text) in [
            ("Rossi & Figli", "<Name>Rossi &amp; Figli</Name>"),
            ("Rossi & Figli", "ROSSI  &\n FIGLI SPA"),
            ("Käthe Müller", r#"{"name": "K\u00e4the M\u00FCller"}"#),
            ("Bar \"Da Pino\"", "7;\"Bar \"\"Da Pino\"\"\";3"),
            ("Bar \"Da Pino\"", r#"{"name": "Bar \"Da Pino\""}"#),
            ("2026/17", r"invoice 2026\/17, thanks"),
            ("INV-17", "Rechnung:INV-17/2"),
            ("2026/17", "Rechnung2026/17"),
            ("anna@example.com", "<anna@example.com>"),
        ] {
            assert!(words(&[word]).are_in(text), "{word} in {text}");
        }
    }

    #[test]
    fn another_word_that_begins_or_ends_the_same_is_not_it() {
        for (word, text) in [
            ("INV-17", "INV-170"),
            ("INV-17", "INV-1 7"),
            ("2026/17", "12026/17"),
            ("Ross", "Rossi"),
            ("Anna", "Joanna"),
            ("C1", "C1"),
        ] {
            assert!(!words(&[word]).are_in(text), "{word} in {text}");
        }
    }
}
