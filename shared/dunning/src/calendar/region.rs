//! Where a customer is, as far as closed days go.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// Every code that ISO 3166-1 assigns, and XK, which it leaves to its users and the EU uses for Kosovo.
const ASSIGNED: &str = "
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
    ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
    HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
    LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
    NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
    UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// Why a text is no [`Region`], [`CountryCode`] or [`Subdivision`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RegionError {
    /// The country part is no assigned code.
    #[error("{0:?} is no country: expected two letters of ISO 3166-1, like IT")]
    Country(String),
    /// The part after the hyphen does not have the shape of a subdivision.
    #[error("{0:?} is no subdivision: expected 1 to 3 letters or digits of ISO 3166-2, like BY in DE-BY")]
    Subdivision(String),
}

/// A country by its ISO 3166-1 alpha-2 code. Invariant: an assigned code in upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Reads a code in either case. `EL` (EU tax and customs forms) is read as `GR`, and `UK` as `GB`: left as
    /// they are, these customers would silently lose their holidays.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let upper = text.to_ascii_uppercase();
        let code = match upper.as_str() {
            "EL" => "GR",
            "UK" => "GB",
            other => other,
        };
        match *code.as_bytes() {
            [first, second] if ASSIGNED.split_ascii_whitespace().any(|known| known == code) => {
                Ok(Self([first, second]))
            }
            _ => Err(RegionError::Country(text.to_owned())),
        }
    }

    pub(super) const fn letters(self) -> [u8; 2] {
        self.0
    }

    /// The two letters, upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

/// A part of a country: what ISO 3166-2 writes after the hyphen (`BY` in DE-BY, `9` in AT-9, `ENG` in GB-ENG).
/// Invariant: 1 to 3 upper-case letters or digits. That such a place exists is not promised;
/// [`Calendar::covers`](super::Calendar::covers) tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subdivision([u8; 3]);

impl Subdivision {
    /// Reads a suffix in either case, without country and hyphen.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let fits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !fits {
            return Err(RegionError::Subdivision(text.to_owned()));
        }
        // Zeroes fill up short codes; they sort before every letter, so the derived order is that of the text.
        let mut code = [0; 3];
        for (place, byte) in code.iter_mut().zip(text.bytes()) {
            *place = byte.to_ascii_uppercase();
        }
        Ok(Self(code))
    }

    /// Filled up with zeroes.
    pub(super) const fn letters(&self) -> &[u8] {
        &self.0
    }

    /// The suffix, upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().take_while(|byte| **byte != 0).count();
        ascii(self.0.get(..length).unwrap_or_default())
    }
}

/// Where closed days are the same: a country, or a part of it. Ordered by country, the whole country first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    country: CountryCode,
    subdivision: Option<Subdivision>,
}

impl Region {
    /// A country, or the named part of it.
    #[must_use]
    pub const fn new(country: CountryCode, subdivision: Option<Subdivision>) -> Self {
        Self { country, subdivision }
    }

    /// Reads `IT` or `DE-BY`, in either case.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let Some((country, subdivision)) = text.split_once('-') else {
            return CountryCode::parse(text).map(Self::from);
        };
        Ok(Self::new(
            CountryCode::parse(country)?,
            Some(Subdivision::parse(subdivision)?),
        ))
    }

    /// The country.
    #[must_use]
    pub const fn country(self) -> CountryCode {
        self.country
    }

    /// The part of the country, if one was given.
    #[must_use]
    pub const fn subdivision(self) -> Option<Subdivision> {
        self.subdivision
    }
}

impl From<CountryCode> for Region {
    fn from(country: CountryCode) -> Self {
        Self::new(country, None)
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl fmt::Display for Subdivision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.subdivision {
            None => self.country.fmt(out),
            Some(subdivision) => write!(out, "{}-{subdivision}", self.country),
        }
    }
}

/// `Debug` as text, for bytes would say nothing in a failed test; and `str::parse` beside our own `parse`.
macro_rules! debug_and_from_str {
    ($($name:ident),*) => { $(
        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = RegionError;

            fn from_str(text: &str) -> Result<Self, RegionError> {
                Self::parse(text)
            }
        }
    )* };
}

debug_and_from_str!(CountryCode, Subdivision, Region);

/// The bytes are ASCII by construction; were they not, the empty text is safe: it names no country.
fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
