//! Values that more than one verb takes.

use std::time::Duration;

use clap::Args;
use dunning::account::EmailAddress;
use rust_decimal::Decimal;

/// Who decides.
#[derive(Args, Debug)]
pub(crate) struct Author {
    /// Name to note as the author of the decision
    #[arg(
        long = "as",
        env = "USER",
        hide_env_values = true,
        default_value = "operator",
        value_name = "NAME"
    )]
    pub(crate) author: String,
}

/// An invoice, or all of a customer's.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Whose {
    /// The invoice's number
    pub(crate) invoice: Option<String>,
    /// The whole customer, by number or name
    #[arg(long, value_name = "CUSTOMER")]
    pub(crate) customer: Option<String>,
}

pub(super) fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}

/// `250`, `99.50`: digits and one point, so that no thousands are taken for cents.
pub(super) fn amount(text: &str) -> Result<Decimal, String> {
    let is_plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let read = Decimal::from_str_exact(text).ok();
    read.filter(|amount| text.bytes().all(is_plain) && *amount > Decimal::ZERO)
        .ok_or_else(|| "expected an amount such as 250 or 1234.50".to_owned())
}

/// `60s`, `5m`, or seconds alone.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let (number, seconds_each) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let count: Option<u64> = number.parse().ok();
    count
        .and_then(|count| count.checked_mul(seconds_each))
        .filter(|seconds| *seconds <= 86_400)
        .map(Duration::from_secs)
        .ok_or_else(|| "expected a time such as 60s or 5m, a day at most".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_digits_and_one_point() {
        assert_eq!(amount("99.50"), Ok(Decimal::new(9950, 2)));
        for wrong in ["1,50", "1.234,50", "-5", "0", "1e3", "", "12 EUR"] {
            assert!(amount(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_is_seconds_or_minutes() {
        assert_eq!(duration("60s"), Ok(Duration::from_secs(60)));
        assert_eq!(duration("5m"), Ok(Duration::from_secs(300)));
        assert_eq!(duration("7"), Ok(Duration::from_secs(7)));
        assert!(duration("soon").is_err() && duration("99999m").is_err());
    }
}
