//! What a file brings to the ledger, once it has been read and understood.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;

use crate::account::{Contact, CustomerKind, EmailAddress, Language};
use crate::calendar::Region;
use crate::creditor::PaymentDetails;
use crate::invoice::{DueFrom, EarlierChasing, NeverReminded};
use crate::money::Money;
use crate::original::StoredFile;
use crate::policy::PolicyName;

/// One thing that a file brings. A file is applied in the order customers, payments and credits, invoices:
/// what may silence comes before what may remind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "most arrivals are invoices, the largest"
)]
pub enum Arrival {
    /// A row of the customer directory.
    Customer(CustomerArrival),
    /// Money that came in, or went back.
    Payment(PaymentArrival),
    /// The bank's word that it has told everything up to a day.
    PaymentsCompleteTo(NaiveDate),
    /// An invoice or credit note.
    Invoice(InvoiceArrival),
}

/// How a document names its customer. Resolved in this order: number, VAT id, name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerReference {
    /// The customer's number in the creditor's books.
    pub number: Option<String>,
    /// VAT or tax id.
    pub vat_id: Option<String>,
    /// The name as written.
    pub name: Option<String>,
}

impl CustomerReference {
    /// The identity that an account made from this reference has: the number, else the VAT id, else the
    /// folded name; none if the document names nobody.
    pub fn identity(&self) -> Option<String> {
        let given = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        given(&self.number)
            .or_else(|| given(&self.vat_id).map(|vat_id| folded_vat_id(&vat_id)))
            .or_else(|| given(&self.name).map(|name| folded_name(&name)))
    }
}

/// A VAT or tax id without blanks and punctuation, upper case.
pub fn folded_vat_id(vat_id: &str) -> String {
    vat_id
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// A name as two files may spell it: lower case, words parted by one blank, punctuation dropped.
pub fn folded_name(name: &str) -> String {
    let spaced: String = name
        .chars()
        .map(|character| {
            if character.is_alphanumeric() {
                character
            } else {
                ' '
            }
        })
        .flat_map(char::to_lowercase)
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A row of the customer directory; a field that is none leaves what is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerArrival {
    /// Who.
    pub customer: CustomerReference,
    /// What the customer is in law.
    pub kind: Option<CustomerKind>,
    /// Who to write to, best first; empty leaves the contacts that are known.
    pub contacts: Vec<Contact>,
    /// The language of letters.
    pub language: Option<Language>,
    /// The time zone.
    pub zone: Option<Tz>,
    /// Country and subdivision.
    pub region: Option<Region>,
    /// International form.
    pub phone: Option<String>,
    /// Who looks after the customer.
    pub account_manager: Option<EmailAddress>,
    /// Net days from the issue date, for invoices that name no terms.
    pub terms_days: Option<u16>,
    /// Whether reminders are paused for the whole customer.
    pub paused: Option<bool>,
    /// The policy that the customer is under.
    pub policy: Option<PolicyName>,
}

/// What kind of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// 380 and its like.
    Invoice,
    /// 381: reduces what is owed.
    CreditNote,
    /// 384.
    CorrectedInvoice,
    /// 389: the buyer wrote it.
    SelfBilled,
    /// 751: for the books only.
    InformationOnly,
}

/// When a receivable is due, as far as the file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// On this day.
    On(NaiveDate, DueFrom),
    /// The file doesn't say: the customer's or the creditor's default terms, else review.
    Unsaid,
}

/// Instalments that a document may have, three years of months. All of them are written together, with the names that
/// they go by and what is decided about them, and a transaction takes a hundred writes.
pub const INSTALMENTS_AT_MOST: u16 = 36;

/// One part of an invoice that is paid in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// When.
    pub due_on: NaiveDate,
    /// How much, in the invoice's currency.
    pub amount: Decimal,
}

/// An invoice or credit note on its way into the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceArrival {
    /// What it is.
    pub kind: DocumentKind,
    /// Its number, as written.
    pub number: String,
    /// Who owes.
    pub customer: CustomerReference,
    /// What the document itself says of the customer's address, language, country: fills only what is unknown.
    pub profile: CustomerArrival,
    /// Issue date.
    pub issued_on: NaiveDate,
    /// Due date.
    pub due: Due,
    /// Parts, oldest first; empty if the invoice is due in one sum.
    pub instalments: Vec<Instalment>,
    /// What is asked for; for a credit note what is given back, as a positive amount.
    pub payable: Money,
    /// If `payable` is an export's open balance: as of this day.
    pub balance_as_of: Option<NaiveDate>,
    /// Set if it is never reminded.
    pub never_reminded: Option<NeverReminded>,
    /// For a credit note: the invoice that it reduces.
    pub credits: Option<String>,
    /// The document's own revision, if it has one.
    pub revised_at: Option<DateTime<Utc>>,
    /// How it may be paid.
    pub payment: PaymentDetails,
    /// Where it can be seen, `https://…`.
    pub url: Option<String>,
    /// The file that it came in, if that is the invoice as a person reads it: a PDF. XML is never sent on as "the
    /// invoice".
    pub original: Option<StoredFile>,
    /// Chasing done before.
    pub earlier_chasing: Option<EarlierChasing>,
    /// The policy that this invoice is under; none: its customer's.
    pub policy: Option<PolicyName>,
}

/// Money that came in (or, as a reversal, went back).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentArrival {
    /// The bank's entry reference, else a hash of the content and its occurrence within the file.
    pub identity: String,
    /// The identity of the entry that this is a part of, if another file may tell that entry in one sum. Whichever is
    /// told first counts, the whole or its parts; but a whole that nobody could match gives way to its parts.
    pub part_of: Option<String>,
    /// Positive for money in; negative for a reversal of money in.
    pub amount: Money,
    /// Booking day.
    pub booked_on: NaiveDate,
    /// Everything that may name an invoice: structured references first, then free text.
    pub references: Vec<String>,
    /// The payer's name.
    pub payer: Option<String>,
    /// The payer's IBAN, without blanks.
    pub payer_iban: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_as_two_files_may_spell_them() {
        assert_eq!(folded_name("  Müller & Söhne, GmbH. "), "müller söhne gmbh");
        assert_eq!(folded_vat_id("it 012.345-678 90"), "IT01234567890");
    }

    #[test]
    fn a_customer_is_known_by_number_then_vat_id_then_name() {
        let mut customer = CustomerReference {
            number: None,
            vat_id: None,
            name: Some("Acme Ltd.".into()),
        };
        assert_eq!(customer.identity().as_deref(), Some("acme ltd"));
        customer.vat_id = Some("GB 1".into());
        assert_eq!(customer.identity().as_deref(), Some("GB1"));
        customer.number = Some(" ".into());
        assert_eq!(customer.identity().as_deref(), Some("GB1"));
    }
}
