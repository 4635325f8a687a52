//! The head of an account.

use chrono::NaiveDate;
use chrono_tz::Tz;
use dunning::account::{Account, AccountKey, Contact, ContactPurpose, CustomerKind, EmailAddress, Language};
use dunning::calendar::Region;
use dunning::chain::Link;
use dunning::decided::LastDecided;
use dunning::policy::PolicyName;
use serde::{Deserialize, Serialize};

use super::answer::AnswerRow;
use super::decided::DecidedRow;
use super::hold::{HoldRow, RaisedRow, each};
use super::packed::Packed;
use super::spelled::Spelled;

/// See [`Account`]. Most heads take less than a kilobyte, which is a write unit, and leave room for some decisions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccountRow {
    #[serde(skip_serializing)]
    pk: Spelled<AccountKey>,
    customer: String,
    name: String,
    kind: Spelled<CustomerKind>,
    #[serde(default)]
    contacts: Vec<ContactRow>,
    contacts_named: Option<u64>,
    language: Option<Spelled<Language>>,
    zone: Option<Spelled<Tz>>,
    region: Option<Spelled<Region>>,
    phone: Option<String>,
    account_manager: Option<Spelled<EmailAddress>>,
    policy: Option<Spelled<PolicyName>>,
    terms_days: Option<u16>,
    #[serde(default)]
    holds: Vec<HoldRow>,
    #[serde(default)]
    raised: Vec<RaisedRow>,
    #[serde(default)]
    answers: Vec<AnswerRow>,
    version: u64,
    agenda: Option<NaiveDate>,
    decided: Option<LastDecidedRow>,
    tip: Option<Packed<Link>>,
    #[serde(default)]
    lately: Vec<DecidedRow>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct LastDecidedRow {
    day: NaiveDate,
    fingerprint: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct ContactRow {
    email: Spelled<EmailAddress>,
    name: Option<String>,
    purpose: Spelled<ContactPurpose>,
    suppressed: bool,
}

impl From<Account> for AccountRow {
    fn from(account: Account) -> Self {
        Self {
            pk: Spelled(account.key),
            customer: account.customer,
            name: account.name,
            kind: Spelled(account.kind),
            contacts: each(account.contacts),
            contacts_named: account.contacts_named,
            language: account.language.map(Spelled),
            zone: account.zone.map(Spelled),
            region: account.region.map(Spelled),
            phone: account.phone,
            account_manager: account.account_manager.map(Spelled),
            policy: account.policy.map(Spelled),
            terms_days: account.terms_days,
            holds: each(account.holds),
            raised: each(account.raised),
            answers: each(account.answers),
            version: account.version,
            agenda: account.agenda,
            decided: account.decided.map(|last| LastDecidedRow {
                day: last.day,
                fingerprint: last.fingerprint,
            }),
            tip: account.tip.map(Packed),
            lately: each(account.decided_lately),
        }
    }
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            key: row.pk.0,
            customer: row.customer,
            name: row.name,
            kind: row.kind.0,
            contacts: each(row.contacts),
            contacts_named: row.contacts_named,
            language: row.language.map(|language| language.0),
            zone: row.zone.map(|zone| zone.0),
            region: row.region.map(|region| region.0),
            phone: row.phone,
            account_manager: row.account_manager.map(|email| email.0),
            policy: row.policy.map(|name| name.0),
            terms_days: row.terms_days,
            holds: each(row.holds),
            raised: each(row.raised),
            answers: each(row.answers),
            version: row.version,
            agenda: row.agenda,
            decided: row.decided.map(|last| LastDecided {
                day: last.day,
                fingerprint: last.fingerprint,
            }),
            tip: row.tip.map(|tip| tip.0),
            decided_lately: each(row.lately),
        }
    }
}

impl From<Contact> for ContactRow {
    fn from(contact: Contact) -> Self {
        Self {
            email: Spelled(contact.email),
            name: contact.name,
            purpose: Spelled(contact.purpose),
            suppressed: contact.suppressed,
        }
    }
}

impl From<ContactRow> for Contact {
    fn from(row: ContactRow) -> Self {
        Self {
            email: row.email.0,
            name: row.name,
            purpose: row.purpose.0,
            suppressed: row.suppressed,
        }
    }
}
