//! What banks say of an entry in `:86:`, each in its own way:
//!
//! | way | looks like |
//! | --- | --- |
//! | German subfields, also of Polish and Luxembourg banks | `166?00GUTSCHRIFT?20EREF+17?21SVWZ+Invoice 4?32Anna Ek` |
//! | SEPA keywords within their text, or bare | `EREF+17 SVWZ+Invoice 4` |
//! | Dutch tags | `/TRTP/SEPA/IBAN/NL…/NAME/A. Ek/REMI/Invoice 4/EREF/17` |
//! | plain text | `Invoice 4 thank you` |

use dunning::bank;
use rust_decimal::Decimal;

use super::line;
use crate::payment::is_reference;
use crate::statement::{Remittance, name};
use crate::value;

/// What may part the German subfields.
const SEPARATORS: [char; 6] = ['?', '>', '<', '~', '^', '+'];
/// Characters of a full subfield: where one is full, the text goes on in the next without a blank.
const SUBFIELD_CHARS: usize = 27;
/// Characters of a line, less its tag, from which on it is full.
const LINE_CHARS: usize = 60;

/// Bytes of the details that are looked at; SWIFT allows 390.
const BYTES_AT_MOST: usize = 20_000;

/// Keywords of SEPA, each followed by `+`.
const KEYWORDS: [&str; 14] = [
    "EREF", "KREF", "MREF", "CRED", "DEBT", "SVWZ", "ABWA", "ABWE", "COAM", "OAMT", "IBAN", "BIC", "PURP",
    "ANAM",
];

/// Tags between slashes.
const TAGS: [&str; 22] = [
    "TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "KREF", "PREF", "MARF", "CSID", "CNTP", "RTRN", "ORDP",
    "BENM", "ADDR", "ISDT", "PURP", "ULTC", "ULTD", "ULTB", "TRCD", "SWOC",
];

/// What the details say.
#[derive(Default)]
pub(super) struct Details {
    /// The German transaction code.
    pub(super) code: Option<String>,
    pub(super) remittance: Remittance,
    pub(super) payer: Option<String>,
    pub(super) payer_iban: Option<String>,
    /// Whether they say that money comes back.
    pub(super) returned: bool,
    /// What was moved at first, before a bank's price.
    pub(super) original_amount: Option<Decimal>,
}

impl Details {
    /// Reads the lines of one or more `:86:`.
    pub(super) fn read(lines: &[&str]) -> Self {
        // What ends a message stands on a line of its own.
        let lines = match lines {
            [front @ .., "-"] => front,
            all => all,
        };
        let bounded = |mut text: String| {
            text.truncate(text.floor_char_boundary(BYTES_AT_MOST));
            text
        };
        let whole = bounded(lines.concat());
        if let Some((code, subfields)) = subfields(&whole) {
            return german(code, &subfields);
        }
        let tagged = bounded(continued(lines.iter().copied(), LINE_CHARS));
        let tags = pieces(&tagged, &TAGS, "/", "/");
        if tags.first().is_some_and(|first| first.at == 0) || tags.len() > 1 {
            return dutch(&tags);
        }
        let mut details = Self::default();
        details.add_purpose(&bounded(lines.join(" ")));
        details
    }

    /// Free text, which may have keywords in it.
    fn add_purpose(&mut self, text: &str) {
        let pieces = pieces(text, &KEYWORDS, "", "+");
        let before = pieces
            .first()
            .map_or(text, |first| text.get(..first.at).unwrap_or(text));
        let mut free = vec![before];
        for piece in pieces {
            match piece.key {
                "SVWZ" => free.push(piece.value),
                "EREF" if is_reference(piece.value) => {
                    self.remittance.end_to_end = Some(piece.value.trim().to_owned());
                }
                "KREF" => self.remittance.others.push(piece.value.trim().to_owned()),
                "ABWA" | "ANAM" if self.payer.is_none() => self.payer = name(piece.value),
                "OAMT" => self.original_amount = line::figure(piece.value.trim()),
                "IBAN" if self.payer_iban.is_none() => self.payer_iban = bank::iban(piece.value),
                _ => {}
            }
        }
        let free = free.join(" ");
        self.remittance.texts.extend(value::prose(&free));
    }
}

/// Two digits and the text behind them.
type Subfield<'a> = (&'a str, &'a str);

/// The transaction code, if there is one, and the subfields; none if the text isn't made so.
fn subfields(text: &str) -> Option<(Option<&str>, Vec<Subfield<'_>>)> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let code = text.get(..3).filter(|code| digits(code));
    let rest = text.get(code.map_or(0, str::len)..)?;
    let separator = rest.chars().next().filter(|first| SEPARATORS.contains(first))?;
    // A separator that no two digits follow is part of the text before it.
    let starts: Vec<usize> = rest
        .match_indices(separator)
        .map(|(at, _)| at)
        .filter(|at| rest.get(at + 1..at + 3).is_some_and(digits))
        .collect();
    if starts.first() != Some(&0) {
        return None;
    }
    let ends = starts.iter().skip(1).copied().chain([rest.len()]);
    let subfields = starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| Some((rest.get(start + 1..start + 3)?, rest.get(start + 3..end)?)));
    Some((code, subfields.collect()))
}

fn german(code: Option<&str>, subfields: &[Subfield<'_>]) -> Details {
    let text = |wanted: &dyn Fn(u8) -> bool| {
        let parts = subfields
            .iter()
            .filter(|(number, _)| number.parse().is_ok_and(wanted))
            .map(|(_, text)| *text);
        continued(parts, SUBFIELD_CHARS)
    };
    let mut details = Details {
        code: code.map(str::to_owned),
        payer: name(&text(&|number| matches!(number, 32 | 33))),
        payer_iban: [31, 38]
            .into_iter()
            .find_map(|wanted| bank::iban(&text(&|number| number == wanted))),
        ..Details::default()
    };
    details.add_purpose(&text(&|number| matches!(number, 20..=29 | 60..=63)));
    details.remittance.additional = value::prose(&text(&|number| number == 0));
    details
}

fn dutch(tags: &[Piece<'_>]) -> Details {
    let mut details = Details::default();
    for tag in tags {
        let text = tag.value.trim_matches(['/', ' ']);
        match tag.key {
            "NAME" if details.payer.is_none() => details.payer = name(text),
            "IBAN" => details.payer_iban = bank::iban(text),
            // Account, bank, name, town.
            "CNTP" => {
                let mut parts = text.split('/');
                details.payer_iban = parts.next().and_then(bank::iban);
                details.payer = parts.nth(1).and_then(name);
            }
            "EREF" if is_reference(text) => details.remittance.end_to_end = Some(text.to_owned()),
            "KREF" | "PREF" => details.remittance.others.push(text.to_owned()),
            "RTRN" => details.returned = true,
            "REMI" => match text.strip_prefix("STRD/") {
                // The kind of reference, then the reference.
                Some(structured) => {
                    let reference = structured
                        .split_once('/')
                        .map_or(structured, |(_, behind)| behind);
                    details.remittance.structured.push(reference.to_owned());
                }
                None => {
                    let text = text.strip_prefix("USTD/").unwrap_or(text).trim_matches('/');
                    details.remittance.texts.extend(value::prose(text));
                }
            },
            _ => {}
        }
    }
    details
}

/// A key in a text and what follows it up to the next.
struct Piece<'a> {
    at: usize,
    key: &'a str,
    value: &'a str,
}

/// The keys of a text between what opens and closes them.
fn pieces<'a>(text: &'a str, keys: &[&str], opens: &str, closes: &str) -> Vec<Piece<'a>> {
    let mut found: Vec<(usize, &str, usize)> = Vec::new();
    for (close, _) in text.match_indices(closes) {
        let before = text.get(..close).unwrap_or_default();
        let known = keys.iter().find_map(|key| {
            let front = before.strip_suffix(key)?.strip_suffix(opens)?;
            Some((front.len(), before.get(close - key.len()..)?))
        });
        if let Some((at, key)) = known {
            found.push((at, key, close + closes.len()));
        }
    }
    let ends = found.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]);
    found
        .iter()
        .zip(ends)
        .map(|((at, key, start), end)| Piece {
            at: *at,
            key,
            value: text.get(*start..end).unwrap_or_default(),
        })
        .collect()
}

/// Parts of one text: a full one goes on in the next, behind any other there is a blank.
fn continued<'a>(parts: impl Iterator<Item = &'a str>, full: usize) -> String {
    let mut text = String::new();
    let mut was_full = true;
    for part in parts {
        if !was_full && !part.starts_with('/') {
            text.push(' ');
        }
        was_full = part.chars().count() >= full;
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bank_has_its_own_way() {
        for (lines, references, payer) in [
            (
                &[
                    "166?00GUTSCHRIFT?20EREF+INV-17?21SVWZ+Danke. Rechnung XR-202?226-9?32Mira H",
                    "olm?34000",
                ][..],
                "INV-17|Danke. Rechnung XR-2026-9",
                "Mira Holm",
            ),
            (
                &["000>100987654321", ">20Invoice 4>21and 5>32Mira Holm"],
                "Invoice 4 and 5",
                "Mira Holm",
            ),
            (&["166?00GUTSCHRIFT?20paid? yes?215"], "paid? yes 5", "-"),
            (&["911?00GUTSCHRIFT?32Mira Holm"], "GUTSCHRIFT", "Mira Holm"),
            (
                &["EREF+INV-17 SVWZ+Invoice 17 ABWA+Mira Holm"],
                "INV-17|Invoice 17",
                "Mira Holm",
            ),
            (
                &["/TRTP/SEPA/NAME/Mira Holm/REMI/Invoice 4/EREF/INV-4"],
                "INV-4|Invoice 4",
                "Mira Holm",
            ),
            (
                &["/CNTP/NL91ABNA0417164300/ABNANL2A/Mira Holm///REMI/STRD/CUR/17"],
                "17",
                "Mira Holm",
            ),
            (&["Invoice 4", "thank you", "-"], "Invoice 4 thank you", "-"),
            (&["/just/a text"], "/just/a text", "-"),
            (&[""], "", "-"),
        ] {
            let details = Details::read(lines);
            assert_eq!(details.remittance.references().join("|"), references);
            assert_eq!(details.payer.as_deref().unwrap_or("-"), payer, "{lines:?}");
        }
    }
}
