//! Words that files use for one thing, in the languages that they come in: kinds, states, yes and no.

use dunning::account::CustomerKind;
use dunning::arrival::DocumentKind;

use crate::document::StatedStatus;

/// A word as two programs may spell it: lower case, letters and digits only, without accents.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ă' => folded.push('a'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ç' => folded.push('c'),
            'ñ' => folded.push('n'),
            'ș' | 'ş' => folded.push('s'),
            'ț' | 'ţ' => folded.push('t'),
            'ß' => folded.push_str("ss"),
            // "Nº", "N°": an abbreviation's mark, no letter.
            'º' | 'ª' => {}
            other if other.is_alphanumeric() => folded.push(other),
            _ => {}
        }
    }
    folded
}

/// What a type column makes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowType {
    /// An invoice or credit note.
    Document(DocumentKind),
    /// Something of the same ledger that nobody is reminded of.
    Other(&'static str),
}

/// Reads a type column's word, in any of the languages.
pub(crate) fn row_type(text: &str) -> Option<RowType> {
    use DocumentKind as K;
    let kind = match folded(text).as_str() {
        "invoice" | "salesinvoice" | "taxinvoice" | "accrec" | "rechnung" | "ausgangsrechnung"
        | "fattura" | "facture" | "factura" | "facturafiscala" | "380" | "commercialinvoice" | "standard" => {
            RowType::Document(K::Invoice)
        }
        "creditnote"
        | "salescreditnote"
        | "creditmemo"
        | "accreccredit"
        | "gutschrift"
        | "rechnungskorrektur"
        | "stornorechnung"
        | "notadicredito"
        | "notacredito"
        | "avoir"
        | "notadecredito"
        | "facturarectificativa"
        | "notadecredit"
        | "creditdocument"
        | "381" => RowType::Document(K::CreditNote),
        "correctedinvoice" | "384" => RowType::Document(K::CorrectedInvoice),
        "selfbilled" | "selfbilledinvoice" | "389" => RowType::Document(K::SelfBilled),
        "informationonly" | "751" => RowType::Document(K::InformationOnly),
        "bill" | "supplierbill" | "accpay" | "accpaycredit" | "purchaseinvoice" | "billcredit"
        | "vendorcredit" | "eingangsrechnung" => RowType::Other("a supplier's bill"),
        "payment" | "unappliedpayment" | "zahlung" | "pagamento" | "paiement" | "pago" | "plata"
        | "deposit" | "salesreceipt" | "refund" => RowType::Other("a payment, not an invoice"),
        "journal" | "journalentry" | "generaljournal" | "openingbalance" => RowType::Other("a journal entry"),
        "quote" | "estimate" | "proforma" | "proformainvoice" | "order" | "salesorder" | "angebot" => {
            RowType::Other("an offer or order, not an invoice")
        }
        _ => return None,
    };
    Some(kind)
}

/// Reads a status column's word, in any of the languages.
pub(crate) fn status(text: &str) -> Option<StatedStatus> {
    let status = match folded(text).as_str() {
        // "Overdue by 5 days", "Due in 3 days".
        counted if counted.starts_with("overdue") || counted.starts_with("duein") => StatedStatus::Open,
        "draft" | "entwurf" | "bozza" | "brouillon" | "borrador" | "ciorna" | "submitted"
        | "awaitingapproval" | "pendingapproval" | "needsapproval" => StatedStatus::Draft,
        "open" | "sent" | "unpaid" | "due" | "outstanding" | "authorised" | "authorized" | "approved"
        | "awaitingpayment" | "partial" | "partiallypaid" | "partlypaid" | "viewed" | "issued" | "unsent"
        | "late" | "pastdue" | "offen" | "uberfallig" | "teilbezahlt" | "versendet" | "aperta" | "aperto"
        | "nonpagata" | "nonpagato" | "scaduta" | "inviata" | "impayee" | "ouverte" | "envoyee"
        | "enretard" | "pendiente" | "vencida" | "abierta" | "neachitata" | "neplatita" | "emisa" => {
            StatedStatus::Open
        }
        "paid" | "closed" | "settled" | "paidinfull" | "bezahlt" | "beglichen" | "pagata" | "pagato"
        | "saldata" | "saldato" | "payee" | "reglee" | "pagada" | "pagado" | "cobrada" | "achitata"
        | "platita" | "incasata" => StatedStatus::Paid,
        "void" | "voided" | "cancelled" | "canceled" | "deleted" | "uncollectible" | "writtenoff"
        | "reversed" | "storniert" | "storno" | "annullata" | "annullato" | "annulee" | "anulada"
        | "anulata" | "stornata" => StatedStatus::Cancelled,
        _ => return None,
    };
    Some(status)
}

/// Reads a yes-or-no column's word.
pub(crate) fn yes(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "yes" | "y" | "true" | "1" | "x" | "ja" | "si" | "oui" | "da" | "wahr" | "vero" | "vrai"
        | "verdadero" => Some(true),
        "no" | "n" | "false" | "0" | "nein" | "non" | "nu" | "falsch" | "falso" | "faux" => Some(false),
        _ => None,
    }
}

/// Reads what a customer is in law.
pub(crate) fn customer_kind(text: &str) -> Option<CustomerKind> {
    match folded(text).as_str() {
        "business" | "company" | "b2b" | "firma" | "azienda" | "entreprise" | "empresa" | "companie" => {
            Some(CustomerKind::Business)
        }
        "consumer" | "private" | "person" | "b2c" | "privat" | "privato" | "particulier" | "particular" => {
            Some(CustomerKind::Consumer)
        }
        "public" | "government" | "b2g" | "behorde" | "pa" | "pubblico" => Some(CustomerKind::Public),
        "unknown" => Some(CustomerKind::Unknown),
        _ => None,
    }
}

/// A cell that says that there is nothing.
pub(crate) fn is_nothing(text: &str) -> bool {
    const NOTHINGS: [&str; 8] = ["-", "–", "--", "n/a", "na", "none", "null", "nil"];
    let text = text.trim();
    text.is_empty() || NOTHINGS.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_as_programs_spell_them() {
        for (text, expected) in [
            ("*Invoice Number", "invoicenumber"),
            ("Fällig am", "falligam"),
            ("Ref. No.", "refno"),
            ("Échéance", "echeance"),
            ("Straße", "strasse"),
            ("Nº factura", "nfactura"),
            ("due_date", "duedate"),
        ] {
            assert_eq!(folded(text), expected);
        }
    }

    #[test]
    fn every_listed_word_can_be_reached() {
        assert_eq!(
            row_type("Credit Memo"),
            Some(RowType::Document(DocumentKind::CreditNote))
        );
        assert_eq!(
            row_type("Nota di credito"),
            Some(RowType::Document(DocumentKind::CreditNote))
        );
        assert_eq!(row_type("whatever"), None);
        assert_eq!(status("Awaiting Payment"), Some(StatedStatus::Open));
        assert_eq!(status("Annulée"), Some(StatedStatus::Cancelled));
        assert_eq!(yes("Sì"), Some(true));
        assert_eq!(customer_kind("Behörde"), Some(CustomerKind::Public));
    }
}
