//! The creditor's page to pay at, and how an invoice finds its place on it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use thiserror::Error;

use crate::money::Money;

/// The longest address, in bytes, before an invoice is filled in.
const BYTES_AT_MOST: usize = 1_000;

/// What may stand in braces: the invoice's number, its open amount with a decimal point, its currency's ISO 4217 code.
const PLACEHOLDERS: [&str; 3] = ["number", "amount", "currency"];

/// What a value may hold as it is (RFC 3986, unreserved): a number never reaches another part of the address.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// An https address, with or without placeholders: `https://pay.example.com/?invoice={number}&amount={amount}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentPage {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    AsItIs(String),
    Placeholder(&'static str),
}

/// Why a text is no page to pay at.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PaymentPageError {
    /// Not absolute, not https, without a host of its own, or with what no address may hold.
    #[error("not a page such as https://pay.example.com/?invoice={{number}}")]
    Address,
    /// A brace that is not one of a placeholder, or an unknown one.
    #[error("not a page whose only placeholders are {{number}}, {{amount}} and {{currency}}")]
    Placeholder,
    /// Too long to reach everybody whole.
    #[error("not a page of at most {BYTES_AT_MOST} bytes")]
    Length,
}

impl PaymentPage {
    /// Reads an address.
    ///
    /// # Errors
    /// [`PaymentPageError`].
    pub fn parse(text: &str) -> Result<Self, PaymentPageError> {
        let text = text.trim();
        if text.len() > BYTES_AT_MOST {
            return Err(PaymentPageError::Length);
        }
        let rest = text.strip_prefix("https://").ok_or(PaymentPageError::Address)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // Who gets the money is not for an invoice's number to say, nor for a user name in front of the host.
        let is_host = host.starts_with(|first: char| first.is_alphanumeric())
            && host
                .chars()
                .all(|character| character.is_alphanumeric() || "-.:".contains(character));
        let strange = |character: char| {
            character.is_control() || character.is_whitespace() || "<>\"'\\`^|".contains(character)
        };
        if !is_host || text.contains(strange) {
            return Err(PaymentPageError::Address);
        }
        Ok(Self { parts: parts(text)? })
    }

    /// The page of one invoice. Every value is percent-encoded.
    pub fn of_invoice(&self, number: &str, open: Money) -> String {
        let filled = |part: &Part| match part {
            Part::AsItIs(text) => text.clone(),
            Part::Placeholder("number") => utf8_percent_encode(number, ENCODED).to_string(),
            Part::Placeholder("amount") => open.rounded().to_string(),
            Part::Placeholder(_) => open.currency.code().to_owned(),
        };
        self.parts.iter().map(filled).collect()
    }
}

fn parts(text: &str) -> Result<Vec<Part>, PaymentPageError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(PaymentPageError::Placeholder)?;
        let known = PLACEHOLDERS.into_iter().find(|known| *known == name);
        parts.push(plain(before)?);
        parts.push(Part::Placeholder(known.ok_or(PaymentPageError::Placeholder)?));
        rest = after;
    }
    parts.push(plain(rest)?);
    Ok(parts)
}

fn plain(text: &str) -> Result<Part, PaymentPageError> {
    if text.contains('}') {
        return Err(PaymentPageError::Placeholder);
    }
    Ok(Part::AsItIs(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn money(amount: &str, currency: &str) -> Money {
        Money::new(amount.parse().unwrap(), Currency::parse(currency).unwrap())
    }

    #[test]
    fn an_invoice_finds_its_place() {
        let page = "https://pay.example.com/{currency}/?invoice={number}&amount={amount}&again={number}#now";
        let page = PaymentPage::parse(page).unwrap();
        assert_eq!(
            page.of_invoice("RE 2026/17&x=ä", money("1234.5", "EUR")),
            "https://pay.example.com/EUR/?invoice=RE%202026%2F17%26x%3D%C3%A4&amount=1234.50&again=RE%202026%2F17%26x%3D%C3%A4#now"
        );
        let same_for_all = PaymentPage::parse(" https://pay.example.com ").unwrap();
        assert_eq!(
            same_for_all.of_invoice("17", money("900", "JPY")),
            "https://pay.example.com"
        );
        let amount = PaymentPage::parse("https://pay.example.com/{amount}").unwrap();
        assert_eq!(
            amount.of_invoice("17", money("900", "JPY")),
            "https://pay.example.com/900"
        );
    }

    #[test]
    fn what_is_no_page_is_refused() {
        use PaymentPageError::{Address, Length, Placeholder};
        for (text, error) in [
            ("http://pay.example.com/{number}", Address),
            ("pay.example.com/{number}", Address),
            ("https://", Address),
            ("https:///{number}", Address),
            ("https://{number}.example.com/", Address),
            ("https://pay.example.com@elsewhere.example/", Address),
            ("https://pay.example.com/a b", Address),
            ("https://pay.example.com/\"><b>", Address),
            ("https://pay.example.com/{Number}", Placeholder),
            ("https://pay.example.com/{customer}", Placeholder),
            ("https://pay.example.com/{}", Placeholder),
            ("https://pay.example.com/{{number}}", Placeholder),
            ("https://pay.example.com/{number", Placeholder),
            ("https://pay.example.com/number}", Placeholder),
            (&format!("https://pay.example.com/{}", "x".repeat(1_000)), Length),
        ] {
            assert_eq!(PaymentPage::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        /// Whatever the number, it stays one value: nothing before or after it moves.
        #[test]
        fn a_number_stays_one_value(number in any::<String>()) {
            let page = PaymentPage::parse("https://pay.example.com/?invoice={number}&amount={amount}").unwrap();
            let link = page.of_invoice(&number, money("1", "EUR"));
            let value = link.strip_prefix("https://pay.example.com/?invoice=").unwrap();
            let value = value.strip_suffix("&amount=1.00").unwrap();
            prop_assert!(value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{}", value);
            prop_assert_eq!(percent_encoding::percent_decode_str(value).decode_utf8().unwrap(), number);
        }
    }
}
