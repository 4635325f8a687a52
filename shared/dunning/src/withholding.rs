//! Tax that a customer keeps back from a payment and pays to the state: what is missing then is not owed to us.

use rust_decimal::Decimal;

use crate::calendar::CountryCode;
use crate::invoice::Invoice;

/// What a country's customers keep back, and of what.
struct Regime {
    country: &'static str,
    /// In thousandths of the price without tax.
    kept_back: &'static [u32],
    /// Rates of the tax on top of the price, in percent: the invoice's total contains it, what is kept back does not.
    tax_on_top: &'static [u32],
    /// How far from the exact sum people pay, in hundredths: Indian deductions are rounded to the rupee.
    tolerance: u32,
}

/// India: tax deducted at source on services, rent and goods (Income-tax Act 1961, sections 194C, 194H, 194I, 194J,
/// 194Q), reckoned without GST (Central Board of Direct Taxes, circular 23/2017). Italy: ritenuta d'acconto (DPR
/// 600/1973, articles 25, 25-bis and 25-ter: 20 %, half or a fifth of 23 %, 4 %), reckoned without IVA.
const REGIMES: [Regime; 2] = [
    Regime {
        country: "IN",
        kept_back: &[1, 10, 20, 50, 75, 100],
        tax_on_top: &[0, 5, 12, 18, 28, 40],
        tolerance: 100,
    },
    Regime {
        country: "IT",
        kept_back: &[40, 46, 115, 200],
        tax_on_top: &[0, 4, 5, 10, 22],
        tolerance: 2,
    },
];

/// The share that a customer of the country may have kept back, if that explains what is still open: in percent of
/// the price without tax. Nothing is explained where nothing was paid.
pub fn kept_back(invoice: &Invoice, country: CountryCode) -> Option<Decimal> {
    let regime = REGIMES.iter().find(|regime| regime.country == country.as_str())?;
    let open = invoice.open().amount;
    let billed = invoice.billed.amount;
    if open <= Decimal::ZERO || open >= billed {
        return None;
    }
    let tolerance = Decimal::new(regime.tolerance.into(), 2);
    let explains = |thousandths: u32, percent: u32| {
        let without_tax = billed
            .checked_mul(Decimal::ONE_HUNDRED)?
            .checked_div(Decimal::from(100 + percent))?;
        let share = Decimal::new(thousandths.into(), 3);
        let missing = without_tax.checked_mul(share)?;
        let is_near = (missing - open).abs() <= tolerance;
        // Where the sum itself is no more than the tolerance, everything would be near.
        (is_near && open > tolerance).then_some(share * Decimal::ONE_HUNDRED)
    };
    let pairs = regime
        .kept_back
        .iter()
        .flat_map(|share| regime.tax_on_top.iter().map(move |percent| (*share, *percent)));
    pairs
        .into_iter()
        .find_map(|(share, percent)| explains(share, percent))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    use crate::invoice::{AppliedPayment, InvoiceId};
    use crate::money::{Currency, Money};

    fn invoice(billed: &str, currency: &str, paid: &str) -> Invoice {
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        Invoice {
            payments: vec![AppliedPayment {
                identity: "1".into(),
                amount: paid.parse().unwrap(),
                booked_on: day,
            }],
            ..Invoice::new(
                InvoiceId::whole("1"),
                day,
                Money::new(billed.parse().unwrap(), Currency::parse(currency).unwrap()),
            )
        }
    }

    #[test]
    fn what_is_missing_may_have_gone_to_the_state() {
        for (country, billed, currency, paid, percent) in [
            // 100,000 and 18 % GST; 10 %, 2 %, and 0.1 % of the 100,000 kept back.
            ("IN", "118000", "INR", "108000", Some("10")),
            ("IN", "118000", "INR", "116000", Some("2")),
            ("IN", "118000", "INR", "117900", Some("0.1")),
            // Rounded to the rupee.
            ("IN", "11799.41", "INR", "10799.46", Some("10")),
            // 1,000 and 22 % IVA, 20 % of the 1,000 kept back.
            ("IT", "1220", "EUR", "1020", Some("20")),
            ("IT", "1220", "EUR", "1020.02", Some("20")),
            ("IT", "1220", "EUR", "1019", None),
            ("IT", "1220", "EUR", "600", None),
            ("IT", "1220", "EUR", "0", None),
            ("IT", "1220", "EUR", "1220", None),
            ("DE", "1190", "EUR", "1090", None),
        ] {
            let invoice = invoice(billed, currency, paid);
            let found = kept_back(&invoice, CountryCode::parse(country).unwrap());
            assert_eq!(
                found.map(|share| share.normalize().to_string()).as_deref(),
                percent,
                "{billed} − {paid}"
            );
        }
    }
}
