//! Account numbers and references as banks define them: checked once here, used wherever money is asked for or found.

use thiserror::Error;

/// The longest reference that a bank carries, and the longest account number, in letters and digits.
const LETTERS_AT_MOST: usize = 35;

/// An ISO 11649 reference: `RF`, two check digits, up to 21 letters and digits.
const CREDITOR_REFERENCE_LENGTHS: std::ops::RangeInclusive<usize> = 5..=25;

/// An IBAN (ISO 13616): country, two check digits, and the country's own number.
const IBAN_LENGTHS: std::ops::RangeInclusive<usize> = 15..=34;

/// An IBAN whose check digits are right, upper case, without blanks; none if the text is another kind of account.
pub fn iban(text: &str) -> Option<String> {
    let iban = folded(text)?;
    let is_country = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_uppercase);
    let shaped = IBAN_LENGTHS.contains(&iban.len()) && iban.as_bytes().get(..2).is_some_and(is_country);
    (shaped && is_checked(&iban)).then_some(iban)
}

/// An ISO 11649 reference whose check digits are right, upper case, without blanks.
pub fn creditor_reference(text: &str) -> Option<String> {
    let reference = folded(text)?;
    let shaped = CREDITOR_REFERENCE_LENGTHS.contains(&reference.len()) && reference.starts_with("RF");
    (shaped && is_checked(&reference)).then_some(reference)
}

/// Upper case and without blanks; none if anything but ASCII letters and digits is left, or too much of them.
fn folded(text: &str) -> Option<String> {
    let folded: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .take(LETTERS_AT_MOST)
        .map(|character| character.to_ascii_uppercase())
        .collect();
    folded
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric())
        .then_some(folded)
}

/// Whether the third and fourth character are check digits by ISO 7064 MOD 97-10: with the first four characters moved
/// to the end, and letters counted from 10, the whole leaves 1 over 97.
fn is_checked(text: &str) -> bool {
    let Some((front, back)) = text.split_at_checked(4) else {
        return false;
    };
    let has_check_digits = front.bytes().skip(2).all(|byte| byte.is_ascii_digit());
    let remainder = back
        .chars()
        .chain(front.chars())
        .try_fold(0_u32, |remainder, character| {
            let value = character.to_digit(36)?;
            let shift = if value > 9 { 100 } else { 10 };
            Some((remainder * shift + value) % 97)
        });
    has_check_digits && remainder == Some(1)
}

/// The longest UPI address, in characters.
const UPI_LENGTH_AT_MOST: usize = 255;

/// A UPI address (`name@bank`): letters, digits, dots and dashes, then the provider's handle.
pub fn upi_address(text: &str) -> Option<String> {
    let address = text.trim();
    let (name, handle) = address.split_once('@')?;
    let shaped = name.len() >= 2
        && handle.len() >= 2
        && address.len() <= UPI_LENGTH_AT_MOST
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        && handle.bytes().all(|byte| byte.is_ascii_alphanumeric());
    shaped.then(|| address.to_owned())
}

/// An account at an Indian bank, as NEFT and RTGS transfers need it: neither part says anything without the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndianAccount {
    number: String,
    ifsc: String,
}

/// Why an Indian account can't be used. It does not repeat what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IndianAccountError {
    /// The number.
    #[error("an Indian account number has 6 to 18 letters and digits, most of them digits")]
    Number,
    /// The branch.
    #[error("an IFSC has four letters, a zero, and six letters or digits, such as ABCD0123456")]
    Ifsc,
}

impl IndianAccount {
    /// Reads an account number (6 to 18 letters and digits: banks number freely, and GST INV-01 has room for 18) and the
    /// Reserve Bank's code of the branch; blanks and dashes are dropped.
    ///
    /// # Errors
    /// [`IndianAccountError`], if either is none.
    pub fn parse(number: &str, ifsc: &str) -> Result<Self, IndianAccountError> {
        let bare = |text: &str| -> String {
            let kept = text
                .chars()
                .filter(|character| !character.is_whitespace() && *character != '-');
            kept.take(LETTERS_AT_MOST)
                .map(|character| character.to_ascii_uppercase())
                .collect()
        };
        let (number, ifsc) = (bare(number), bare(ifsc));
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let is_number = (6..=18).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && digits * 2 > number.len();
        if !is_number {
            return Err(IndianAccountError::Number);
        }
        let mut at = ifsc.bytes().enumerate();
        let is_ifsc = ifsc.len() == 11
            && at.all(|(index, byte)| match index {
                0..4 => byte.is_ascii_uppercase(),
                4 => byte == b'0',
                _ => byte.is_ascii_alphanumeric(),
            });
        if !is_ifsc {
            return Err(IndianAccountError::Ifsc);
        }
        Ok(Self { number, ifsc })
    }

    /// The account's number at its bank.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The Indian Financial System Code of the branch.
    pub fn ifsc(&self) -> &str {
        &self.ifsc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_needs_its_check_digits() {
        for (text, reads) in [
            ("DE89 3704 0044 0532 0130 00", Some("DE89370400440532013000")),
            ("de89370400440532013000", Some("DE89370400440532013000")),
            ("DE88370400440532013000", None),
            ("1234567890", None),
            ("DE89", None),
            ("ÜÜ89370400440532013000", None),
            ("DE89370400440532013000000000000000000000000000", None),
            ("", None),
        ] {
            assert_eq!(iban(text).as_deref(), reads, "{text}");
        }
    }

    #[test]
    fn a_creditor_reference_needs_its_check_digits() {
        for (text, reads) in [
            ("RF18 5390 0754 7034", Some("RF18539007547034")),
            ("rf18539007547034", Some("RF18539007547034")),
            ("RF19539007547034", None),
            ("RF", None),
            ("RF18", None),
            ("RF18 5390 0754 7034 5390 0754 7034", None),
            ("INV-18", None),
        ] {
            assert_eq!(creditor_reference(text).as_deref(), reads, "{text}");
        }
    }

    #[test]
    fn a_upi_address_is_a_name_at_a_handle() {
        assert_eq!(
            upi_address(" lagopus.roasters-1@examplebank ").as_deref(),
            Some("lagopus.roasters-1@examplebank")
        );
        for none in [
            "lagopus",
            "l@examplebank",
            "lagopus@",
            "a b@examplebank",
            "lagopus@example.com",
            "a&am=1@bank",
            "ab@b@c",
        ] {
            assert_eq!(upi_address(none), None, "{none}");
        }
    }

    #[test]
    fn an_indian_account_is_a_number_and_a_branch() {
        let account = IndianAccount::parse("5010 0123-456789", "abcd0123456").unwrap();
        assert_eq!(
            (account.number(), account.ifsc()),
            ("50100123456789", "ABCD0123456")
        );
        assert!(IndianAccount::parse("00AB12345678", "ABCD0A2B3C4").is_ok());
        for (number, ifsc, error) in [
            ("12345", "ABCD0123456", IndianAccountError::Number),
            ("1234567890123456789", "ABCD0123456", IndianAccountError::Number),
            ("Current A/c", "ABCD0123456", IndianAccountError::Number),
            ("savings", "ABCD0123456", IndianAccountError::Number),
            ("", "ABCD0123456", IndianAccountError::Number),
            ("१२३४५६७८९०", "ABCD0123456", IndianAccountError::Number),
            ("50100123456789", "ABCD1123456", IndianAccountError::Ifsc),
            ("50100123456789", "ABC00123456", IndianAccountError::Ifsc),
            ("50100123456789", "ABCD012345", IndianAccountError::Ifsc),
            ("50100123456789", "Moorland Branch", IndianAccountError::Ifsc),
        ] {
            assert_eq!(IndianAccount::parse(number, ifsc), Err(error), "{number} {ifsc}");
        }
    }
}
