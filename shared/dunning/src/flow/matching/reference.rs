//! References that a document asks its payer to quote: ISO 11649, or the creditor's own.

use super::text::Text;
use crate::bank::creditor_reference;

/// A creditor's own reference that is shorter than this may stand in a text by chance.
const OWN_REFERENCE_LENGTH: usize = 8;

/// The most letters and digits of any reference that a bank carries.
const REFERENCE_LENGTH_AT_MOST: usize = 35;

/// A Swiss QR reference has this many digits, printed in groups.
const QR_REFERENCE_DIGITS: usize = 27;

/// Under what a document's own reference is found: an ISO 11649 reference as it is; any other without blanks,
/// punctuation and zeros in front, if it is long enough not to be met by chance.
pub(crate) fn folded_reference(text: &str) -> Option<String> {
    creditor_reference(text).or_else(|| own_reference(text))
}

fn own_reference(text: &str) -> Option<String> {
    let letters_and_digits = text.chars().filter(char::is_ascii_alphanumeric);
    let folded: String = letters_and_digits
        .skip_while(|character| *character == '0')
        .take(REFERENCE_LENGTH_AT_MOST + 1)
        .map(|character| character.to_ascii_uppercase())
        .collect();
    let is_reference = (OWN_REFERENCE_LENGTH..=REFERENCE_LENGTH_AT_MOST).contains(&folded.len())
        && folded.bytes().any(|byte| byte.is_ascii_digit());
    // A reference that says it is an ISO 11649 one, and whose check digits say it is not, is none.
    let is_mistyped =
        folded.starts_with("RF") && folded.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit());
    (is_reference && !is_mistyped).then_some(folded)
}

/// Every reference that the texts quote: a text as a whole, and what stands in the midst of one.
pub(super) fn references_in(texts: &[String], text: &Text) -> Vec<String> {
    let mut references: Vec<String> = Vec::new();
    let whole = texts.iter().filter_map(|text| folded_reference(text));
    let quoted = text
        .windows_of_words()
        .into_iter()
        .filter_map(|window| creditor_reference(&window));
    let digits = text.windows_of_digits(QR_REFERENCE_DIGITS).into_iter();
    for reference in whole
        .chain(quoted)
        .chain(digits.filter_map(|digits| own_reference(&digits)))
    {
        if !references.contains(&reference) {
            references.push(reference);
        }
    }
    references
}

/// The single words of a payment's references by which its return may name it: what its payer or a bank gave it.
pub(super) fn names_of_payment(texts: &[String]) -> Vec<String> {
    let is_one_word = |text: &&String| !text.trim().is_empty() && !text.trim().contains(char::is_whitespace);
    texts
        .iter()
        .filter(is_one_word)
        .filter_map(|text| own_reference(text))
        .take(NAMES_AT_MOST)
        .collect()
}

/// The most names that a payment is kept under: structured references come first.
const NAMES_AT_MOST: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_where_they_stand() {
        for (what, texts, expected) in [
            ("alone", vec!["rf18 5390 0754 7034"], vec!["RF18539007547034"]),
            (
                "in the midst of a text, cut into lines",
                vec!["Zahlung RF18 5390", "0754 7034 Danke"],
                vec!["RF18539007547034"],
            ),
            ("with wrong check digits", vec!["RF19 5390 0754 7034"], vec![]),
            (
                "of a QR bill, as it is printed",
                vec!["21 00000 00003 13947 14300 09017"],
                vec!["210000000003139471430009017"],
            ),
            (
                "of a QR bill, in the midst of a text",
                vec!["Ref. 00 00000 00003 13947 14300 09017, danke"],
                vec!["3139471430009017"],
            ),
            ("too short to be one", vec!["4711"], vec![]),
        ] {
            let texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
            let found = references_in(&texts, &Text::of(&texts));
            let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
            assert!(
                expected.iter().all(|reference| found.contains(reference)),
                "{what}: {found:?}"
            );
            let is_creditor_reference = |reference: &&String| reference.starts_with("RF");
            let checked = found.iter().filter(is_creditor_reference).count();
            let wanted = expected.iter().filter(is_creditor_reference).count();
            assert_eq!(checked, wanted, "{what}: {found:?}");
        }
    }
}
