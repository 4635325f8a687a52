//! Words by which payers announce a document's number, upper case, in the languages of letters and a few more.

const ENGLISH: [&str; 6] = ["INVOICE", "INVOICES", "INV", "INVNO", "BILL", "BILLS"];
const GERMAN: [&str; 10] = [
    "RECHNUNG",
    "RECHNUNGEN",
    "RECHNUNGSNR",
    "RECHNUNGSNUMMER",
    "RECHN",
    "RG",
    "RGNR",
    "RNR",
    "RE",
    "BELEG",
];
const ITALIAN: [&str; 5] = ["FATTURA", "FATTURE", "FATT", "FATTN", "FT"];
const FRENCH: [&str; 5] = ["FACTURE", "FACTURES", "FACT", "FACTN", "FAC"];
const ROMANIAN_AND_SPANISH: [&str; 8] = [
    "FACTURA",
    "FACTURAS",
    "FACTURĂ",
    "FACTURI",
    "FACTURII",
    "FACTURILE",
    "FRA",
    "FRAS",
];
const HINDI: [&str; 5] = ["बीजक", "चालान", "इनवॉइस", "BIJAK", "CHALAN"];
const OTHERS: [&str; 6] = ["FACTUUR", "FATURA", "FAKTUR", "FAKTURA", "FV", "LASKU"];

const NUMBER: [&str; 19] = [
    "N", "NN", "NO", "NOS", "NR", "NRO", "NUM", "NUMMER", "NUMMERN", "NUMBER", "NUMBERS", "NUMERO", "NUMERI",
    "NÚMERO", "NUMÉRO", "NUMĂR", "NUMARUL", "NUMĂRUL", "Nº",
];
const AND: [&str; 12] = [
    "AND", "UND", "U", "SOWIE", "E", "ED", "ET", "Y", "SI", "ȘI", "ŞI", "PLUS",
];

/// Whether a document's number follows.
pub(super) fn means_invoice(word: &str) -> bool {
    let languages: [&[&str]; 7] = [
        &ENGLISH,
        &GERMAN,
        &ITALIAN,
        &FRENCH,
        &ROMANIAN_AND_SPANISH,
        &HINDI,
        &OTHERS,
    ];
    languages.iter().any(|words| words.contains(&word))
}

/// Whether it stands between such a word and the number, or between two numbers.
pub(super) fn stands_between(word: &str) -> bool {
    NUMBER.contains(&word) || AND.contains(&word)
}

/// Whether it only announces a number and is no part of one.
pub(super) fn is_announcing(word: &str) -> bool {
    means_invoice(word) || stands_between(word)
}
