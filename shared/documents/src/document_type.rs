//! What a document is by its UNTDID 1001 code, which UBL and CII share.

use dunning::arrival::DocumentKind;

/// Codes that credit.
const CREDITING: [&str; 11] = [
    "381", "81", "83", "261", "262", "296", "308", "396", "420", "458", "532",
];

/// The kind that a code stands for. A code that is not told apart here, or none at all, is an invoice.
pub(crate) fn kind_of_code(code: Option<&str>) -> DocumentKind {
    match code {
        Some(code) if CREDITING.contains(&code) => DocumentKind::CreditNote,
        Some("384") => DocumentKind::CorrectedInvoice,
        Some("389") => DocumentKind::SelfBilled,
        Some("751") => DocumentKind::InformationOnly,
        _ => DocumentKind::Invoice,
    }
}
