//! A customer in our own JSON shape.
//!
//! ```json
//! {"number": "C-1", "name": "Esempio Srl", "vat_id": "IT01234567890", "kind": "business", "language": "it",
//!  "zone": "Europe/Rome", "region": "IT", "phone": "+39 06 555 0100", "account_manager": "anna@example.com",
//!  "terms_days": 30, "paused": false,
//!  "contacts": [{"email": "fatture@example.it", "name": "Giulia Bianchi", "billing": true}]}
//! ```
//! Contacts stand in the order of preference; `billing` is true where it is left out.

use dunning::account::Contact;
use dunning::arrival::CustomerReference;

use super::At;
use crate::customer::Customer;
use crate::refusal::{Refusal, Unfit, quoted};
use crate::{value, words};

const KEYS: [&str; 14] = [
    "number",
    "name",
    "vat_id",
    "kind",
    "contacts",
    "language",
    "zone",
    "country",
    "region",
    "phone",
    "account_manager",
    "terms_days",
    "paused",
    "reminder_policy",
];

/// Reads one customer.
///
/// # Errors
/// A [`Refusal`] with the pointer of the value that is missing or wrong.
pub(super) fn read(at: &At<'_>) -> Result<Customer, Refusal> {
    at.only(&KEYS)?;
    let reference = CustomerReference {
        number: at.read("number", value::number)?,
        vat_id: at.read("vat_id", value::number)?,
        name: at.read("name", value::line)?.flatten(),
    };
    if reference.identity().is_none() {
        return Err(at.refuse("names nobody: a customer has a number, a vat_id or a name"));
    }
    let region = match at.read("region", value::region)? {
        Some(region) => Some(region),
        None => at.read("country", value::region)?,
    };
    Ok(Customer {
        place: at.place(),
        reference,
        kind: at.read("kind", kind)?,
        contacts: contacts(at)?,
        language: at.read("language", value::language)?.flatten(),
        zone: at.read("zone", value::zone)?.flatten(),
        region,
        phone: at.read("phone", value::line)?.flatten(),
        account_manager: at.read("account_manager", value::email)?,
        terms_days: at.read("terms_days", value::days)?,
        paused: at.flag("paused")?,
        policy: at.read("reminder_policy", value::policy_name)?.flatten(),
    })
}

fn kind(text: &str) -> Result<dunning::account::CustomerKind, Unfit> {
    words::customer_kind(text).ok_or_else(|| {
        Unfit::new(format!(
            "expected business, consumer, public or unknown, not {}",
            quoted(text)
        ))
    })
}

fn contacts(at: &At<'_>) -> Result<Vec<Contact>, Refusal> {
    const CONTACTS_AT_MOST: usize = 20;
    let Some(list) = at.key("contacts") else {
        return Ok(Vec::new());
    };
    let items = list.items()?;
    if items.len() > CONTACTS_AT_MOST {
        return Err(list.refuse(format!("has more than {CONTACTS_AT_MOST} contacts")));
    }
    let mut contacts: Vec<Contact> = Vec::new();
    for contact in items {
        contact.only(&["email", "name", "billing"])?;
        let billing = contact.flag("billing")?.unwrap_or(true);
        let email = contact.require("email", value::email)?;
        let name = contact.read("name", value::line)?.flatten();
        if contacts
            .iter()
            .all(|known| known.email.folded() != email.folded())
        {
            contacts.push(value::contact(email, name, billing));
        }
    }
    Ok(contacts)
}
