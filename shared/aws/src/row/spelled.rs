//! Values that are stored as a text: their name, or their usual notation.

use chrono_tz::Tz;
use dunning::account::{AccountKey, ContactPurpose, CustomerKind, EmailAddress, Language};
use dunning::calendar::Region;
use dunning::decided::{Reach, Verdict};
use dunning::invoice::{DueFrom, NeverReminded};
use dunning::ledger::Closing;
use dunning::letter::LetterId;
use dunning::money::Currency;
use dunning::policy::PolicyName;
use dunning::stage::{StageName, Tone};
use dunning::suppression::SuppressionReason;
use dunning::task::TaskKind;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value in a row that is stored as its spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spelled<X>(pub(crate) X);

/// A value that has one spelling, which reads back as the same value.
pub(crate) trait Spelling: Sized {
    /// As stored.
    fn spelling(&self) -> String;
    /// None for a text that spells no such value.
    fn read(text: &str) -> Option<Self>;
}

impl<X: Spelling> Serialize for Spelled<X> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.spelling())
    }
}

impl<'de, X: Spelling> Deserialize<'de> for Spelled<X> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // The text stays out of the error: it may be an address.
        X::read(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("unknown spelling"))
    }
}

/// For values whose `Display` and parser are each other's inverse.
macro_rules! spelled_as_displayed {
    ($($kind:ty, $parse:expr;)*) => { $(
        impl Spelling for $kind {
            fn spelling(&self) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                ($parse)(text).ok()
            }
        }
    )* };
}

spelled_as_displayed! {
    Decimal, str::parse::<Decimal>;
    Currency, Currency::parse;
    StageName, StageName::parse;
    PolicyName, PolicyName::parse;
    Region, Region::parse;
    Tz, str::parse::<Tz>;
    EmailAddress, EmailAddress::parse;
    AccountKey, AccountKey::parse;
    LetterId, LetterId::parse;
}

/// For sets of names that the domain can list.
macro_rules! spelled_by_name {
    ($($kind:ty, $name:ident;)*) => { $(
        impl Spelling for $kind {
            fn spelling(&self) -> String {
                self.$name().to_owned()
            }

            fn read(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.$name() == text)
            }
        }
    )* };
}

spelled_by_name! {
    Tone, name;
    TaskKind, name;
    NeverReminded, name;
    Closing, name;
    Verdict, name;
    Reach, name;
    SuppressionReason, name;
    Language, code;
}

/// For sets of names that the domain doesn't name.
macro_rules! spelled_here {
    ($($kind:ty { $($variant:ident = $name:literal),* })*) => { $(
        impl Spelling for $kind {
            fn spelling(&self) -> String {
                match self {
                    $(Self::$variant => $name.to_owned(),)*
                }
            }

            fn read(text: &str) -> Option<Self> {
                match text {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )* };
}

spelled_here! {
    CustomerKind { Business = "business", Consumer = "consumer", Public = "public", Unknown = "unknown" }
    ContactPurpose { Billing = "billing", General = "general" }
    DueFrom {
        Document = "document", Terms = "terms", TermsText = "terms_text", DefaultTerms = "default_terms"
    }
}
