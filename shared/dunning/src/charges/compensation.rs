//! The fixed sum for the trouble of chasing.

use rust_decimal::Decimal;

use super::CompensationTerms;
use super::statutory::Statute;
use crate::invoice::InvoiceId;
use crate::money::Money;

/// The compensation for a debt that was `debt` when it became late; it does not change with what is paid
/// later.
///
/// Once an invoice: of an invoice in instalments only the first bears it, late or not. The law would give it
/// for each late instalment (Directive 2011/7/EU, Art. 5 and 6; Court of Justice, C-370/21, DOMUS-Software,
/// and C-78/22, ALD Automotive: for each late payment; § 288(5) sentence 2 BGB); asking once is the
/// creditor's restraint, and asking with the first needs no memory of instalments that were paid meanwhile.
pub(super) fn compensation(
    invoice: &InvoiceId,
    debt: Money,
    terms: &CompensationTerms,
    statute: Option<&Statute>,
) -> Option<Money> {
    if invoice.instalment.is_some_and(|instalment| instalment > 1) {
        return None;
    }
    let sum = match terms {
        CompensationTerms::Statutory => statute?.compensation.of(debt)?,
        CompensationTerms::Flat(sums) => Money::new(*sums.get(&debt.currency)?, debt.currency),
    };
    let sum = Money::new(sum.rounded(), sum.currency);
    (sum.amount > Decimal::ZERO).then_some(sum)
}
