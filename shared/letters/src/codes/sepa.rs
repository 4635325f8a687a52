//! The text of an EPC069-12 code (EPC069-12 version 2.1, "Quick Response Code: Guidelines to Enable Data Capture for
//! the Initiation of a SEPA Credit Transfer"), which banking apps in SEPA turn into a filled-in transfer.

use dunning::bank;
use dunning::money::Money;
use rust_decimal::Decimal;

/// The longest text, in bytes: what a code of version 13 holds at error level M.
pub(crate) const BYTES_AT_MOST: usize = 331;
/// The longest name of a beneficiary, in characters.
const NAME_AT_MOST_CHARS: usize = 70;
/// The smallest amount, in cents.
const CENTS_AT_LEAST: i64 = 1;
/// The largest amount, in cents.
const CENTS_AT_MOST: i64 = 99_999_999_999;

/// A country of the SEPA schemes, as the first letters of its IBANs say it.
struct SepaCountry {
    code: &'static str,
    iban_length: usize,
    area: Area,
}

/// Whether a transfer needs the bank's BIC: EPC069-12 makes it optional within the European Economic Area only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    Eea,
    Beyond,
}

const fn country(code: &'static str, iban_length: usize, area: Area) -> SepaCountry {
    SepaCountry {
        code,
        iban_length,
        area,
    }
}

/// The 41 countries in the scope of the SEPA schemes as the European Payments Council's board last widened it on
/// 22 May 2025 (Serbia; reachable from May 2026), with the lengths of the IBAN registry (ISO 13616). Of their
/// territories Gibraltar alone has IBANs of its own.
const SEPA: [SepaCountry; 42] = [
    country("AD", 24, Area::Beyond),
    country("AL", 28, Area::Beyond),
    country("AT", 20, Area::Eea),
    country("BE", 16, Area::Eea),
    country("BG", 22, Area::Eea),
    country("CH", 21, Area::Beyond),
    country("CY", 28, Area::Eea),
    country("CZ", 24, Area::Eea),
    country("DE", 22, Area::Eea),
    country("DK", 18, Area::Eea),
    country("EE", 20, Area::Eea),
    country("ES", 24, Area::Eea),
    country("FI", 18, Area::Eea),
    country("FR", 27, Area::Eea),
    country("GB", 22, Area::Beyond),
    country("GI", 23, Area::Beyond),
    country("GR", 27, Area::Eea),
    country("HR", 21, Area::Eea),
    country("HU", 28, Area::Eea),
    country("IE", 22, Area::Eea),
    country("IS", 26, Area::Eea),
    country("IT", 27, Area::Eea),
    country("LI", 21, Area::Eea),
    country("LT", 20, Area::Eea),
    country("LU", 20, Area::Eea),
    country("LV", 21, Area::Eea),
    country("MC", 27, Area::Beyond),
    country("MD", 24, Area::Beyond),
    country("ME", 22, Area::Beyond),
    country("MK", 19, Area::Beyond),
    country("MT", 31, Area::Eea),
    country("NL", 18, Area::Eea),
    country("NO", 15, Area::Eea),
    country("PL", 28, Area::Eea),
    country("PT", 25, Area::Eea),
    country("RO", 24, Area::Eea),
    country("RS", 22, Area::Beyond),
    country("SE", 24, Area::Eea),
    country("SI", 19, Area::Eea),
    country("SK", 24, Area::Eea),
    country("SM", 27, Area::Beyond),
    country("VA", 22, Area::Beyond),
];

/// The text of a transfer of `open` to the account; none unless it is in euros, to a SEPA account, and says everything
/// within the code's limits. A name that is too long is cut, as in every transfer form; a reference never is.
pub(crate) fn transfer(
    beneficiary: &str,
    iban: &str,
    bic: Option<&str>,
    open: Money,
    reference: &str,
) -> Option<String> {
    let amount = open.rounded();
    let payable = Decimal::new(CENTS_AT_LEAST, 2)..=Decimal::new(CENTS_AT_MOST, 2);
    if open.currency.code() != "EUR" || !payable.contains(&amount) {
        return None;
    }
    let iban = bank::iban(iban)?;
    let country = SEPA
        .iter()
        .find(|country| iban.starts_with(country.code) && iban.len() == country.iban_length)?;
    let bic = bic.and_then(well_formed_bic);
    if country.area == Area::Beyond && bic.is_none() {
        return None;
    }
    let (structured, free) = match bank::creditor_reference(reference) {
        Some(structured) => (structured, String::new()),
        None => (String::new(), permitted(reference)),
    };
    if structured.is_empty() && free.is_empty() {
        return None;
    }
    let mut name: Vec<char> = permitted(beneficiary).chars().take(NAME_AT_MOST_CHARS).collect();
    while !name.is_empty() {
        let name_line = name.iter().collect::<String>();
        let amount_line = format!("EUR{amount}");
        let text = [
            "BCD",
            "002",
            "1", // UTF-8
            "SCT",
            bic.as_deref().unwrap_or_default(),
            name_line.trim_end(),
            &iban,
            &amount_line,
            "", // no purpose code
            &structured,
            &free,
        ]
        .join("\n");
        // Elements at the end that say nothing are left out, with the line breaks before them.
        let text = text.trim_end_matches('\n');
        if text.len() <= BYTES_AT_MOST {
            return Some(text.to_owned());
        }
        name.pop();
    }
    None
}

/// A BIC (ISO 9362): four letters or digits, a country, two letters or digits, and perhaps a branch.
fn well_formed_bic(text: &str) -> Option<String> {
    let bic = text.trim().to_ascii_uppercase();
    let shaped = matches!(bic.len(), 8 | 11)
        && bic.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && bic.bytes().skip(4).take(2).all(|byte| byte.is_ascii_uppercase());
    shaped.then_some(bic)
}

/// The text on one line, of letters, digits and the signs that every bank in SEPA carries (EPC217-08: Latin ones, and by
/// UTF-8 the national letters too). Other signs become their nearest permitted one by that paper's table, or a blank: a
/// number's letters and digits stay, so that the payment is found by them.
fn permitted(text: &str) -> String {
    let mapped: String = text
        .chars()
        .map(|character| match character {
            _ if character.is_alphanumeric() => character,
            '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' => character,
            '&' => '+',
            '_' | '\u{2010}'..='\u{2015}' => '-',
            '\\' | '|' => '/',
            '[' | '{' => '(',
            ']' | '}' => ')',
            '`' | '\u{2018}' | '\u{2019}' => '\'',
            ';' => ',',
            '!' | '"' | '#' | '$' | '%' | '*' | '<' | '=' | '>' | '@' | '^' | '~' => '.',
            _ => ' ',
        })
        .collect();
    mapped.split_whitespace().collect::<Vec<_>>().join(" ")
}
