//! Exact money: a decimal amount that never leaves its currency's side. No floats anywhere.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use thiserror::Error;

/// An ISO 4217 currency; knows how many minor units it really has (JPY 0, EUR 2, KWD 3).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// The text is not an ISO 4217 alphabetic code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is not an ISO 4217 currency code such as EUR")]
pub struct UnknownCurrency(pub String);

impl Currency {
    /// Reads a three-letter ISO 4217 code, in either case, with surrounding blanks.
    ///
    /// # Errors
    /// [`UnknownCurrency`] with the text as given.
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase())
            .map(Self)
            .ok_or_else(|| UnknownCurrency(code.to_owned()))
    }

    /// The ISO 4217 code, upper case.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of the smallest unit in use, by ISO 4217 (0 where the standard names none).
    pub fn minor_units(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// An exact amount in one currency. Amounts of two currencies are never added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// The amount in major units (12.50 is twelve euros fifty), as exact as the document stated it.
    pub amount: Decimal,
    /// What it is counted in.
    pub currency: Currency,
}

impl Money {
    /// An amount of a currency.
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The amount rounded half away from zero to the currency's minor units, with exactly that many decimals:
    /// what a letter prints.
    pub fn rounded(self) -> Decimal {
        let places = self.currency.minor_units();
        let mut amount = self
            .amount
            .round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        amount.rescale(places);
        amount
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.rounded(), self.currency)
    }
}

/// Sums amounts apart by currency, in the order of the currency codes.
/// An amount too large for a decimal saturates at the largest one instead of wrapping.
pub fn totals(amounts: impl IntoIterator<Item = Money>) -> Vec<Money> {
    let mut sums = std::collections::BTreeMap::<Currency, Decimal>::new();
    for money in amounts {
        let sum = sums.entry(money.currency).or_default();
        *sum = sum.checked_add(money.amount).unwrap_or(Decimal::MAX);
    }
    sums.into_iter()
        .map(|(currency, amount)| Money { amount, currency })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str, currency: &str) -> Money {
        Money::new(amount.parse().unwrap(), Currency::parse(currency).unwrap())
    }

    #[test]
    fn each_currency_has_its_real_minor_units() {
        for (amount, currency, printed) in [
            ("1250", "JPY", "1250 JPY"),
            ("12.5", "EUR", "12.50 EUR"),
            ("15.125", "KWD", "15.125 KWD"),
            ("119.005000", "EUR", "119.01 EUR"),
            ("-0.005", "EUR", "-0.01 EUR"),
        ] {
            assert_eq!(money(amount, currency).to_string(), printed);
        }
    }

    #[test]
    fn currencies_are_summed_apart() {
        let sums = totals([money("1", "EUR"), money("2", "GBP"), money("0.5", "EUR")]);
        assert_eq!(sums, [money("1.5", "EUR"), money("2", "GBP")]);
    }

    #[test]
    fn an_unknown_currency_is_named_in_the_error() {
        assert_eq!(Currency::parse("EURO"), Err(UnknownCurrency("EURO".into())));
    }
}
