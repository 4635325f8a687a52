//! The customer directory as a table: one row a customer, or one row a contact.
//!
//! Rows of one customer follow each other's lead: the contacts of all of them count, in the order of `preference`
//! (else of the rows), and what one row leaves empty another may say.

use dunning::account::{Contact, CustomerKind};
use dunning::arrival::CustomerReference;

use super::columns::{Columns, Names};
use super::table::{Row, Table};
use crate::content::{Content, Format};
use crate::customer::Customer;
use crate::refusal::{Refusal, Unfit, quoted};
use crate::{value, words};

/// What a column of the directory may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Number,
    Name,
    VatId,
    Kind,
    Email,
    ContactName,
    Billing,
    Preference,
    Language,
    Zone,
    Country,
    Region,
    Phone,
    AccountManager,
    TermsDays,
    Paused,
    Policy,
}

const fn names(field: Field, name: &'static str, strong: &'static str, weak: &'static str) -> Names<Field> {
    Names {
        field,
        name,
        strong,
        weak,
    }
}

/// Every column, our own name first.
pub(super) const CUSTOMER_COLUMNS: &[Names<Field>] = &[
    names(
        Field::Number,
        "customer_number",
        "customernumber customerno customerid kundennummer kundennr codicecliente \
         codeclient",
        "number nr id",
    ),
    names(
        Field::Name,
        "customer_name",
        "customername companyname ragionesociale raisonsociale razonsocial firma",
        "name customer company kunde cliente client",
    ),
    names(
        Field::VatId,
        "vat_id",
        "vatid vatnumber taxid ustid ustidnr partitaiva piva gstin nif cif cui",
        "",
    ),
    names(
        Field::Kind,
        "kind",
        "kind customerkind customertype kundenart",
        "type tipo",
    ),
    names(
        Field::Email,
        "email",
        "email emails emailaddress contactemail billingemail customeremail",
        "mail courriel",
    ),
    names(
        Field::ContactName,
        "contact_name",
        "contactname contactperson greetingname greeting ansprechpartner referente",
        "contact",
    ),
    names(Field::Billing, "billing", "billing isbilling billingcontact", ""),
    names(Field::Preference, "preference", "preference order priority", ""),
    names(
        Field::Language,
        "language",
        "language lang locale sprache lingua langue idioma",
        "",
    ),
    names(Field::Zone, "timezone", "timezone zone tz zeitzone", ""),
    names(
        Field::Country,
        "country",
        "country countrycode land paese pays pais tara",
        "",
    ),
    names(Field::Region, "region", "region subdivision bundesland", ""),
    names(
        Field::Phone,
        "phone",
        "phone phonenumber telephone telefon telefono tel",
        "",
    ),
    names(
        Field::AccountManager,
        "account_manager",
        "accountmanager accountmanageremail owner betreuer",
        "",
    ),
    names(
        Field::TermsDays,
        "terms_days",
        "termsdays paymenttermsdays netdays creditdays zahlungszieltage giornipagamento joursdepaiement diasdepago",
        "",
    ),
    names(
        Field::Paused,
        "paused",
        "paused pause pausereminders donotremind",
        "",
    ),
    names(
        Field::Policy,
        "reminder_policy",
        "reminderpolicy dunningpolicy",
        "",
    ),
];

/// A customer and each contact with its preference.
struct Gathered {
    customer: Customer,
    ranked: Vec<(u32, Contact)>,
}

/// Reads the table.
///
/// # Errors
/// A [`Refusal`] with line, column and field.
pub(super) fn read(table: &Table, columns: &Columns<Field>) -> Result<Content, Refusal> {
    let mut gathered: Vec<Gathered> = Vec::new();
    let mut by_identity = std::collections::BTreeMap::<String, usize>::new();
    for row in &table.rows {
        let customer = customer(columns, row)?;
        let contacts = contacts(columns, row)?;
        let Some(identity) = customer.reference.identity() else {
            return Err(columns.refuse(
                row,
                Field::Name,
                Unfit::new("the row names nobody: a customer has a number, a VAT id or a name"),
            ));
        };
        match by_identity
            .get(&identity)
            .and_then(|index| gathered.get_mut(*index))
        {
            Some(before) => {
                merge(&mut before.customer, customer)
                    .map_err(|(field, unfit)| columns.refuse(row, field, unfit))?;
                before.ranked.extend(contacts);
            }
            None => {
                by_identity.insert(identity, gathered.len());
                gathered.push(Gathered {
                    customer,
                    ranked: contacts,
                });
            }
        }
    }
    let mut content = Content::new(Format::Csv);
    content.customers = gathered.into_iter().map(Gathered::finished).collect();
    Ok(content)
}

impl Gathered {
    fn finished(mut self) -> Customer {
        // Stable: rows of equal preference keep their order.
        self.ranked.sort_by_key(|(preference, _)| *preference);
        for (_, contact) in self.ranked {
            let known = self
                .customer
                .contacts
                .iter()
                .any(|known| known.email.folded() == contact.email.folded());
            if !known {
                self.customer.contacts.push(contact);
            }
        }
        self.customer
    }
}

fn customer(columns: &Columns<Field>, row: &Row) -> Result<Customer, Refusal> {
    Ok(Customer {
        place: row.place(None),
        reference: CustomerReference {
            number: columns.read(row, Field::Number, value::number)?,
            vat_id: columns.read(row, Field::VatId, value::number)?,
            name: columns.read(row, Field::Name, value::line)?.flatten(),
        },
        kind: columns.read(row, Field::Kind, kind)?,
        contacts: Vec::new(),
        language: columns.read(row, Field::Language, value::language)?.flatten(),
        zone: columns.read(row, Field::Zone, value::zone)?.flatten(),
        region: region(columns, row)?,
        phone: columns.read(row, Field::Phone, value::line)?.flatten(),
        account_manager: columns.read(row, Field::AccountManager, value::email)?,
        terms_days: columns.read(row, Field::TermsDays, value::days)?,
        paused: columns.read(row, Field::Paused, yes)?,
        policy: columns.read(row, Field::Policy, value::policy_name)?.flatten(),
    })
}

/// `region` alone (`DE-BY`), or beside `country` also its part alone (`BY`).
fn region(columns: &Columns<Field>, row: &Row) -> Result<Option<dunning::calendar::Region>, Refusal> {
    let country = columns.read(row, Field::Country, value::region)?;
    let region = columns.read(row, Field::Region, |part| {
        match columns.get(row, Field::Country) {
            Some(country) if !part.contains('-') && !part.eq_ignore_ascii_case(country) => {
                value::region(&format!("{}-{part}", country.trim()))
            }
            _ => value::region(part),
        }
    })?;
    Ok(region.or(country))
}

fn contacts(columns: &Columns<Field>, row: &Row) -> Result<Vec<(u32, Contact)>, Refusal> {
    const LAST: u32 = u32::MAX;
    let emails = columns
        .read(row, Field::Email, value::emails)?
        .unwrap_or_default();
    let name = columns.read(row, Field::ContactName, value::line)?.flatten();
    let billing = columns.read(row, Field::Billing, yes)?.unwrap_or(true);
    let preference = columns.read(row, Field::Preference, |cell| {
        cell.parse::<u32>()
            .map_err(|_| Unfit::new(format!("expected a number such as 1, not {}", quoted(cell))))
    })?;
    Ok(emails
        .into_iter()
        .map(|email| {
            let contact = value::contact(email, name.clone(), billing);
            (preference.unwrap_or(LAST), contact)
        })
        .collect())
}

fn kind(cell: &str) -> Result<CustomerKind, Unfit> {
    words::customer_kind(cell).ok_or_else(|| {
        Unfit::new(format!(
            "expected business, consumer, public or unknown, not {}",
            quoted(cell)
        ))
    })
}

fn yes(cell: &str) -> Result<bool, Unfit> {
    words::yes(cell).ok_or_else(|| Unfit::new(format!("expected yes or no, not {}", quoted(cell))))
}

/// Adds what a further row says of the same customer.
fn merge(before: &mut Customer, row: Customer) -> Result<(), (Field, Unfit)> {
    fn add<T: PartialEq>(before: &mut Option<T>, now: Option<T>, field: Field) -> Result<(), (Field, Unfit)> {
        match (before.is_some(), now) {
            (_, None) => Ok(()),
            (true, now) if *before == now => Ok(()),
            (true, Some(_)) => Err((
                field,
                Unfit::new("differs from an earlier row of the same customer"),
            )),
            (false, now) => {
                *before = now;
                Ok(())
            }
        }
    }
    add(&mut before.reference.number, row.reference.number, Field::Number)?;
    add(&mut before.reference.vat_id, row.reference.vat_id, Field::VatId)?;
    add(&mut before.reference.name, row.reference.name, Field::Name)?;
    add(&mut before.kind, row.kind, Field::Kind)?;
    add(&mut before.language, row.language, Field::Language)?;
    add(&mut before.zone, row.zone, Field::Zone)?;
    add(&mut before.region, row.region, Field::Region)?;
    add(&mut before.phone, row.phone, Field::Phone)?;
    add(
        &mut before.account_manager,
        row.account_manager,
        Field::AccountManager,
    )?;
    add(&mut before.terms_days, row.terms_days, Field::TermsDays)?;
    add(&mut before.paused, row.paused, Field::Paused)?;
    add(&mut before.policy, row.policy, Field::Policy)
}
