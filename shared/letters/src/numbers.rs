//! Numbers and amounts as a creditor reads them, outside of letters: the operator's report.

use std::rc::Rc;

use dunning::account::Language;
use dunning::calendar::CountryCode;
use dunning::money::Money;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::languages::edition;
use crate::locale::Locale;

/// The formats of a language could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct NoFormats(String);

/// How a language writes numbers in a country.
pub struct Numbers {
    locale: Rc<Locale>,
}

impl Numbers {
    /// The formats of the language as the country uses them.
    ///
    /// # Errors
    /// [`NoFormats`] if the compiled-in data lacks the language.
    pub fn of(language: Language, country: CountryCode) -> Result<Self, NoFormats> {
        let locale = Locale::of(edition(language), country).map_err(NoFormats)?;
        Ok(Self { locale })
    }

    /// An amount with its currency: "EUR 1,234.50".
    pub fn money(&self, money: Money) -> String {
        self.locale.money(money)
    }

    /// An amount alone, with its currency's decimals, for a column whose heading names the currency: "1,234.50".
    pub fn amount(&self, money: Money) -> String {
        self.locale.number(&money.rounded().to_string())
    }

    /// A number with the decimals that it has: "1,234", "5.4".
    pub fn number(&self, number: Decimal) -> String {
        self.locale.number(&number.to_string())
    }

    /// A count: "1,234".
    pub fn count(&self, count: u64) -> String {
        self.locale.number(&count.to_string())
    }
}

#[cfg(test)]
mod tests {
    use dunning::money::Currency;

    use super::*;

    #[test]
    fn numbers_are_written_as_the_creditor_reads_them() {
        let money = Money::new(Decimal::new(123_450, 2), Currency::parse("EUR").unwrap());
        for (language, country, written) in [
            (
                Language::English,
                "IE",
                ["EUR\u{a0}1,234.50", "1,234.50", "5.4", "1,000,000"],
            ),
            (
                Language::Italian,
                "IT",
                ["1.234,50\u{a0}EUR", "1.234,50", "5,4", "1.000.000"],
            ),
            (
                Language::English,
                "IN",
                ["EUR\u{a0}1,234.50", "1,234.50", "5.4", "10,00,000"],
            ),
        ] {
            let numbers = Numbers::of(language, CountryCode::parse(country).unwrap()).unwrap();
            let found = [
                numbers.money(money),
                numbers.amount(money),
                numbers.number(Decimal::new(54, 1)),
                numbers.count(1_000_000),
            ];
            assert_eq!(found, written, "{language:?} {country}");
        }
    }
}
