//! When a CII invoice is due: its payment terms may be instalments, or a discount's deadline and the net date.

use chrono::NaiveDate;
use dunning::arrival::Instalment;
use roxmltree::Node;
use rust_decimal::Decimal;

use super::{child, children, date, optional, text};
use crate::amount;
use crate::document::Document;
use crate::refusal::Refusal;

/// Several terms with partial amounts that make up the sum are instalments; without amounts the earlier dates are
/// deadlines of a discount, and the last one is due.
///
/// # Errors
/// A [`Refusal`] for a date or amount that is none.
pub(super) fn read(settlement: Node<'_, '_>, document: &mut Document) -> Result<(), Refusal> {
    let mut terms = Vec::new();
    for element in children(settlement, "SpecifiedTradePaymentTerms") {
        terms.push(Terms {
            due: date::of_terms(element)?,
            part: optional(element, "PartialPaymentAmount", "instalments", amount::plain)?,
            discounts: child(element, "ApplicableTradePaymentDiscountTerms").is_some(),
            says_more: text(element, "Description").is_some(),
        });
    }
    let mut parts: Vec<Instalment> = terms.iter().filter_map(Terms::instalment).collect();
    let sum = parts
        .iter()
        .fold(Decimal::ZERO, |sum, part| sum.saturating_add(part.amount));
    if parts.len() > 1 && sum == document.amount_due {
        parts.sort_by_key(|part| part.due_on);
        document.instalments = parts;
        document.set_due(None, None);
    } else {
        document.set_due(last(&terms), None);
    }
    Ok(())
}

struct Terms {
    due: Option<NaiveDate>,
    part: Option<Decimal>,
    discounts: bool,
    says_more: bool,
}

impl Terms {
    fn instalment(&self) -> Option<Instalment> {
        Some(Instalment {
            due_on: self.due?,
            amount: self.part?,
        })
    }
}

/// The last date; none if all dates are of terms with a discount while other terms tell the net days in words only,
/// for then the date is the discount's.
fn last(terms: &[Terms]) -> Option<NaiveDate> {
    let in_words = |terms: &Terms| terms.due.is_none() && !terms.discounts && terms.says_more;
    let only_discounts = terms.iter().all(|terms| terms.due.is_none() || terms.discounts);
    if only_discounts && terms.iter().any(in_words) {
        return None;
    }
    terms.iter().filter_map(|terms| terms.due).max()
}
