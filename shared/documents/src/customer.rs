//! A row of the customer directory, as the file states it.

use chrono_tz::Tz;
use dunning::account::{Contact, CustomerKind, EmailAddress, Language};
use dunning::arrival::CustomerReference;
use dunning::calendar::Region;
use dunning::policy::PolicyName;

use crate::refusal::Place;

/// A customer; what the file leaves out is none and leaves what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Where in the file it stands.
    pub place: Place,
    /// Number, VAT id, name.
    pub reference: CustomerReference,
    /// What the customer is in law.
    pub kind: Option<CustomerKind>,
    /// Who to write to, best first.
    pub contacts: Vec<Contact>,
    /// The language of letters.
    pub language: Option<Language>,
    /// The time zone.
    pub zone: Option<Tz>,
    /// Country and subdivision.
    pub region: Option<Region>,
    /// For the "call" task.
    pub phone: Option<String>,
    /// Who looks after the customer.
    pub account_manager: Option<EmailAddress>,
    /// Net days from the issue date, for invoices that name no terms.
    pub terms_days: Option<u16>,
    /// Whether reminders are paused for the whole customer.
    pub paused: Option<bool>,
    /// The policy that the customer is under; `default` goes back to the ordinary one.
    pub policy: Option<PolicyName>,
}
