//! The account: one debtor of one creditor, with the people to write to and where they live.

use std::fmt;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::answer::GivenAnswer;
use crate::calendar::Region;
use crate::chain::Link;
use crate::decided::{Decided, LastDecided};
use crate::hold::Hold;
use crate::invoice::Raised;
use crate::policy::PolicyName;

/// The account's name in the store, in schedules and in mail tags: 32 hex digits of
/// SHA-256(creditor, customer). It tells nobody who the customer is.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountKey(String);

/// The text is not 32 lower-case hex digits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("an account key has 32 hex digits")]
pub struct MalformedAccountKey;

impl AccountKey {
    /// The key of a creditor's customer. `customer` is the customer's identity in the creditor's books:
    /// the number if there is one, else the VAT id, else the folded name (see [`crate::arrival::CustomerReference`]).
    pub fn derive(creditor: &str, customer: &str) -> Self {
        let mut hash = Sha256::new();
        // The separator can't occur in either part's meaning, so two pairs never run together.
        hash.update(creditor.as_bytes());
        hash.update([0]);
        hash.update(customer.as_bytes());
        Self(
            hash.finalize()
                .iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// Reads a key back.
    ///
    /// # Errors
    /// [`MalformedAccountKey`] for anything but 32 lower-case hex digits.
    pub fn parse(text: &str) -> Result<Self, MalformedAccountKey> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 32 && text.bytes().all(hex) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedAccountKey)
        }
    }

    /// The 32 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A mail address that may be written to: syntactically valid, one mailbox, no line break.
/// Compared and hashed by [`EmailAddress::folded`] where it matters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

/// The text is not one e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not an e-mail address such as name@example.com")]
pub struct MalformedEmailAddress;

impl EmailAddress {
    /// Reads one address; blanks around it are dropped, lists and display names are refused.
    ///
    /// # Errors
    /// [`MalformedEmailAddress`]; it does not repeat the text, which may be personal.
    pub fn parse(text: &str) -> Result<Self, MalformedEmailAddress> {
        use email_address::Options;
        let text = text.trim();
        let strict = Options::default()
            .without_display_text()
            .without_domain_literal()
            .with_required_tld();
        if text.chars().any(char::is_control) {
            return Err(MalformedEmailAddress);
        }
        email_address::EmailAddress::parse_with_options(text, strict)
            .map(|_| Self(text.to_owned()))
            .map_err(|_| MalformedEmailAddress)
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one mailbox have in common: lower case. (Local parts are case-sensitive by
    /// RFC 5321, but no provider that matters treats them so, and suppression must not be escaped by a capital.)
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Never prints the address: debug output ends up in logs.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("EmailAddress(…)")
    }
}

/// What the customer is in law. Unknown counts as consumer where the law differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum CustomerKind {
    /// A company or a person acting as one.
    Business,
    /// A private person.
    Consumer,
    /// A public body.
    Public,
    /// Not told.
    #[default]
    Unknown,
}

/// What a contact is for; reminders go to billing contacts first, and after a hard bounce only to those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactPurpose {
    /// Reads invoices and reminders.
    Billing,
    /// Anything else; used only while nobody is named for billing.
    General,
}

/// Contacts that an account keeps: they stand in one row of the table with all the rest of it. A directory names at
/// most 20, and each person who confirms one adds to them.
pub const CONTACTS_AT_MOST: usize = 25;

/// Somebody to write to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Where.
    pub email: EmailAddress,
    /// Who to greet; none greets the company.
    pub name: Option<String>,
    /// What for.
    pub purpose: ContactPurpose,
    /// Whether the address was found on the suppression list; the list itself decides, this only remembers.
    pub suppressed: bool,
}

impl Contact {
    /// Tells whether contacts are others than before, in their order: addresses, names and what they are for. What is
    /// suppressed is not theirs to say.
    pub fn fingerprint(contacts: &[Self]) -> u64 {
        let mut hash = Sha256::new();
        for contact in contacts {
            let purpose = match contact.purpose {
                ContactPurpose::Billing => "billing",
                ContactPurpose::General => "general",
            };
            let name = contact.name.as_deref().unwrap_or_default();
            for part in [contact.email.folded().as_str(), name, purpose] {
                hash.update(part.as_bytes());
                hash.update([0]);
            }
        }
        let first = hash.finalize().into_iter().take(8);
        first.fold(0, |bits, byte| (bits << 8) | u64::from(byte))
    }
}

/// A language that Dunlin can write letters in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Language {
    English,
    Italian,
    Romanian,
    French,
    Hindi,
    German,
    Spanish,
}

impl Language {
    /// Every language, in the order of SPEC.
    pub const ALL: [Self; 7] = [
        Self::English,
        Self::Italian,
        Self::Romanian,
        Self::French,
        Self::Hindi,
        Self::German,
        Self::Spanish,
    ];

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Italian => "it",
            Self::Romanian => "ro",
            Self::French => "fr",
            Self::Hindi => "hi",
            Self::German => "de",
            Self::Spanish => "es",
        }
    }

    /// Reads an ISO 639-1 code, also with a region behind it (`it-CH`, `en_GB`).
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.trim().get(..2)?.to_ascii_lowercase();
        let rest = text.trim().get(2..)?;
        if !(rest.is_empty() || rest.starts_with(['-', '_'])) {
            return None;
        }
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// The head of an account: who the debtor is. Invoices and letters stand beside it in the [`crate::ledger::Ledger`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name in the store.
    pub key: AccountKey,
    /// The customer's identity in the creditor's books, from which `key` is derived.
    pub customer: String,
    /// The company or person, as a letter would name them.
    pub name: String,
    /// What the customer is in law.
    pub kind: CustomerKind,
    /// Who to write to, best first.
    pub contacts: Vec<Contact>,
    /// The contacts as the customer directory last named them ([`Contact::fingerprint`]); none before it named any. While
    /// it goes on naming the same, what a person has changed since stays.
    pub contacts_named: Option<u64>,
    /// The language of letters, where it is known.
    pub language: Option<Language>,
    /// The time zone, where it is known.
    pub zone: Option<Tz>,
    /// Country and subdivision, for holidays and fall-backs, where it is known.
    pub region: Option<Region>,
    /// For the "call" task.
    pub phone: Option<String>,
    /// Who looks after this customer on our side; the creditor's own address where none is named.
    pub account_manager: Option<EmailAddress>,
    /// The policy that this customer is under; none: the creditor's ordinary one.
    pub policy: Option<PolicyName>,
    /// Net days from the issue date for invoices that name no terms; none: the creditor's.
    pub terms_days: Option<u16>,
    /// Holds on everything of this customer.
    pub holds: Vec<Hold>,
    /// What a person was already asked about this customer.
    pub raised: Vec<Raised>,
    /// What the customer answered to letters, oldest first; at most [`crate::answer::ANSWERS_KEPT`].
    pub answers: Vec<GivenAnswer>,
    /// Counts every write that can change a decision; a write names the version that it read.
    pub version: u64,
    /// The next day on which a decision may change; none while nothing is open.
    pub agenda: Option<NaiveDate>,
    /// What was decided last, and is kept; none while nothing was.
    pub decided: Option<LastDecided>,
    /// The newest entry of the story but for news of letters, kept by the store; none before the first.
    pub tip: Option<Link>,
    /// Records of decisions, oldest first, that the store keeps with the head until they fill a row of their own.
    /// Whoever asks what was decided asks the store, which knows them all.
    pub decided_lately: Vec<Decided>,
}

impl Account {
    /// A customer of whom nothing is known but number and name; not written yet.
    pub fn new(key: AccountKey, customer: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            key,
            customer: customer.into(),
            name: name.into(),
            kind: CustomerKind::Unknown,
            contacts: Vec::new(),
            contacts_named: None,
            language: None,
            zone: None,
            region: None,
            phone: None,
            account_manager: None,
            policy: None,
            terms_days: None,
            holds: Vec::new(),
            raised: Vec::new(),
            answers: Vec::new(),
            version: 0,
            agenda: None,
            decided: None,
            tip: None,
            decided_lately: Vec::new(),
        }
    }

    /// What is left of a customer who was erased: the key, the version, and where the story ends.
    pub fn without_person(&self) -> Self {
        Self {
            version: self.version,
            tip: self.tip,
            ..Self::new(self.key.clone(), "", "")
        }
    }

    /// Whether nothing of the customer is left.
    pub fn is_erased(&self) -> bool {
        self.customer.is_empty()
    }

    /// The contact that the next letter goes to: the first billing contact, else, while nobody is named for
    /// billing, the first of all. A suppressed address is passed over; but a consumer's next contact is never
    /// tried, since it may be somebody else's.
    pub fn addressee(&self) -> Option<&Contact> {
        let billing = |contact: &&Contact| contact.purpose == ContactPurpose::Billing;
        let best = if self.contacts.iter().any(|contact| billing(&contact)) {
            ContactPurpose::Billing
        } else {
            ContactPurpose::General
        };
        let mut candidates = self.contacts.iter().filter(|contact| contact.purpose == best);
        match self.kind {
            CustomerKind::Business | CustomerKind::Public => candidates.find(|contact| !contact.suppressed),
            CustomerKind::Consumer | CustomerKind::Unknown => {
                candidates.next().filter(|contact| !contact.suppressed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_tells_creditor_and_customer_apart() {
        let key = AccountKey::derive("acme", "C-17");
        assert_eq!(key.as_str().len(), 32);
        assert_eq!(AccountKey::parse(key.as_str()), Ok(key.clone()));
        assert_ne!(key, AccountKey::derive("acmeC", "-17"));
    }

    #[test]
    fn an_address_is_one_mailbox_and_never_a_header() {
        for good in ["anna.rossi@example.com", " ap+invoices@example.co.uk "] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "anna",
            "a@b",
            "a@example.com, b@example.com",
            "Anna <a@example.com>",
            "a@example.com\r\nBcc: x@example.com",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_language_may_come_with_its_region() {
        assert_eq!(Language::parse("it-CH"), Some(Language::Italian));
        assert_eq!(Language::parse("EN_gb"), Some(Language::English));
        assert_eq!(Language::parse("ita"), None);
        assert_eq!(Language::parse("ja"), None);
    }
}
