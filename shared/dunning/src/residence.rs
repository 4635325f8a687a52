//! Where a customer lives and what they speak: as known, else by the country, else as the creditor.

use chrono_tz::Tz;

use crate::account::{Account, Language};
use crate::calendar::{CountryCode, Region};
use crate::creditor::Creditor;

/// The customer's zone, language and region, with every gap filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Residence {
    /// When the customer's morning is.
    pub zone: Tz,
    /// What letters are written in.
    pub language: Language,
    /// Whose holidays count.
    pub region: Region,
}

impl Residence {
    /// Fills what the account doesn't tell: the country's zone or language if it has a single one,
    /// else the creditor's.
    pub fn of(account: &Account, creditor: &Creditor) -> Self {
        // An unknown country must not lend its name to the guess: a creditor's country says nothing of the customer's
        // zone beyond the creditor's own.
        let country = account.region.map(Region::country);
        Self {
            zone: account
                .zone
                .or_else(|| country.and_then(single_zone))
                .unwrap_or(creditor.zone),
            language: account
                .language
                .or_else(|| country.and_then(single_language))
                .unwrap_or(creditor.language),
            region: Self::region_of(account, creditor),
        }
    }

    /// The region alone, which a decision asks for again and again.
    pub fn region_of(account: &Account, creditor: &Creditor) -> Region {
        account.region.unwrap_or(creditor.region)
    }
}

/// The zone of a country that has one for practically all its people (IANA zone.tab).
/// Countries with several (US, CA, AU, BR, …) are absent on purpose; Spain and Portugal count as their mainland,
/// New Zealand as its main islands.
pub fn single_zone(country: CountryCode) -> Option<Tz> {
    use chrono_tz::{Asia, Europe, Pacific};
    Some(match country.as_str() {
        "AT" => Europe::Vienna,
        "BE" => Europe::Brussels,
        "BG" => Europe::Sofia,
        "CH" => Europe::Zurich,
        "CY" => Asia::Nicosia,
        "CZ" => Europe::Prague,
        "DE" => Europe::Berlin,
        "DK" => Europe::Copenhagen,
        "EE" => Europe::Tallinn,
        "ES" => Europe::Madrid,
        "FI" => Europe::Helsinki,
        "FR" => Europe::Paris,
        "GB" => Europe::London,
        "GR" => Europe::Athens,
        "HR" => Europe::Zagreb,
        "HU" => Europe::Budapest,
        "IE" => Europe::Dublin,
        "IN" => Asia::Kolkata,
        "IT" => Europe::Rome,
        "JP" => Asia::Tokyo,
        "LT" => Europe::Vilnius,
        "LU" => Europe::Luxembourg,
        "LV" => Europe::Riga,
        "MT" => Europe::Malta,
        "NL" => Europe::Amsterdam,
        "NO" => Europe::Oslo,
        "NZ" => Pacific::Auckland,
        "PL" => Europe::Warsaw,
        "PT" => Europe::Lisbon,
        "RO" => Europe::Bucharest,
        "SE" => Europe::Stockholm,
        "SI" => Europe::Ljubljana,
        "SK" => Europe::Bratislava,
        _ => return None,
    })
}

/// The language of a country in which business letters have a single one, if Dunlin writes it.
/// Countries with several (CH, BE, IN, CA, …) are absent on purpose.
pub fn single_language(country: CountryCode) -> Option<Language> {
    Some(match country.as_str() {
        "AU" | "GB" | "IE" | "NZ" | "US" => Language::English,
        "IT" => Language::Italian,
        "RO" | "MD" => Language::Romanian,
        "FR" => Language::French,
        "AT" | "DE" | "LI" => Language::German,
        "AR" | "CL" | "CO" | "ES" | "MX" => Language::Spanish,
        _ => return None,
    })
}
