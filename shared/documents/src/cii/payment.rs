//! How a CII invoice is to be paid.

use dunning::bank;
use dunning::creditor::PaymentDetails;
use roxmltree::Node;

use super::{child, children, text};
use crate::value;
use crate::xml::text_of;

/// UNTDID 4461 codes, in the file's order.
pub(super) fn means(settlement: Node<'_, '_>) -> Vec<String> {
    children(settlement, "SpecifiedTradeSettlementPaymentMeans")
        .filter_map(|means| text(means, "TypeCode"))
        .collect()
}

/// Terms in words, those of all terms one behind the other.
pub(super) fn terms(settlement: Node<'_, '_>) -> Option<String> {
    let texts: Vec<String> = children(settlement, "SpecifiedTradePaymentTerms")
        .flat_map(|terms| children(terms, "Description"))
        .filter_map(text_of)
        .collect();
    value::prose(&texts.join(" "))
}

/// The first account that is an IBAN, with its bank, and the reference to pay with.
pub(super) fn details(settlement: Node<'_, '_>) -> PaymentDetails {
    let mut details = PaymentDetails {
        reference: text(settlement, "PaymentReference").and_then(|text| value::prose(&text)),
        ..PaymentDetails::default()
    };
    for means in children(settlement, "SpecifiedTradeSettlementPaymentMeans") {
        for account in children(means, "PayeePartyCreditorFinancialAccount") {
            let iban = ["IBANID", "ProprietaryID"]
                .into_iter()
                .filter_map(|local| text(account, local))
                .find_map(|text| bank::iban(&text));
            if details.iban.is_none() && iban.is_some() {
                details.iban = iban;
                details.bic = child(means, "PayeeSpecifiedCreditorFinancialInstitution")
                    .and_then(|bank| text(bank, "BICID"))
                    .filter(|bic| {
                        matches!(bic.len(), 8 | 11) && bic.bytes().all(|b| b.is_ascii_alphanumeric())
                    });
            }
        }
    }
    details
}
