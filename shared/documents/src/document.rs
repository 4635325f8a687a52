//! What an invoice or credit note says, whatever its format; not yet what Dunlin makes of it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use dunning::account::Language;
use dunning::arrival::{DocumentKind, Instalment};
use dunning::creditor::PaymentDetails;
use dunning::invoice::{DueFrom, EarlierChasing};
use dunning::money::Currency;
use rust_decimal::Decimal;

use crate::refusal::Place;

/// The state of a document in the books it comes from, where it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatedStatus {
    /// Not issued yet.
    Draft,
    /// Issued, and nothing says that it is settled.
    Open,
    /// Settled.
    Paid,
    /// Voided, deleted, written off.
    Cancelled,
}

/// Who owes, as the document names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buyer {
    /// The customer's number in the creditor's books.
    pub number: Option<String>,
    /// The registered name, else the trading name.
    pub name: Option<String>,
    /// VAT or tax id.
    pub vat_id: Option<String>,
    /// Addresses of people, best first, as written; not yet checked for syntax.
    pub emails: Vec<String>,
    /// A routing address of an invoice network (Peppol `EM` endpoint, PEC). Never written to.
    pub endpoint: Option<String>,
    /// Who to greet.
    pub contact_name: Option<String>,
    /// ISO 3166 alpha-2, upper case.
    pub country: Option<String>,
    /// As written.
    pub phone: Option<String>,
    /// Where the file says it and Dunlin writes it.
    pub language: Option<Language>,
    /// Where the file says it.
    pub zone: Option<Tz>,
}

/// An invoice or credit note as its file states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Where in the file it stands.
    pub place: Place,
    /// What it is.
    pub kind: DocumentKind,
    /// Its number, as written, on one line.
    pub number: String,
    /// Issue date.
    pub issue_date: NaiveDate,
    /// Due date, if the file has one or gives the days from issue.
    pub due_date: Option<NaiveDate>,
    /// Where `due_date` came from; none exactly where that is none.
    pub due_from: Option<DueFrom>,
    /// None where the file names no currency anywhere.
    pub currency: Option<Currency>,
    /// What is asked for, signed as written (a credit note may come either way).
    pub amount_due: Decimal,
    /// Whether `amount_due` is an open balance of an export, from which some payments are already taken off.
    pub is_open_balance: bool,
    /// The day of that balance, if the file tells.
    pub balance_as_of: Option<NaiveDate>,
    /// The document's total with tax.
    pub total: Option<Decimal>,
    /// What was paid before.
    pub prepaid: Option<Decimal>,
    /// What of `amount_due` the buyer owes to the state instead of the seller (tax withheld at source, VAT under split
    /// payment); none where `amount_due` is net of it.
    pub withheld: Option<Decimal>,
    /// The seller's registered name.
    pub seller: Option<String>,
    /// Who owes.
    pub buyer: Buyer,
    /// Parts with their own due dates, oldest first; empty if due in one sum.
    pub instalments: Vec<Instalment>,
    /// UNTDID 4461 codes, or the file's own words for them.
    pub payment_means: Vec<String>,
    /// Terms as text.
    pub terms: Option<String>,
    /// Where and how to pay.
    pub payment: PaymentDetails,
    /// Where the invoice can be seen, `https://…`.
    pub url: Option<String>,
    /// For a credit note: the one invoice that it names.
    pub credits: Option<String>,
    /// The state in the books that it comes from.
    pub status: Option<StatedStatus>,
    /// Chasing done before.
    pub earlier_chasing: Option<EarlierChasing>,
    /// The document's own revision.
    pub revised_at: Option<DateTime<Utc>>,
}

impl Document {
    /// A document with what every one must have; the reader fills in the rest.
    pub(crate) fn new(
        place: Place,
        kind: DocumentKind,
        number: String,
        issue_date: NaiveDate,
        amount_due: Decimal,
    ) -> Self {
        Self {
            place,
            kind,
            number,
            issue_date,
            due_date: None,
            due_from: None,
            currency: None,
            amount_due,
            is_open_balance: false,
            balance_as_of: None,
            total: None,
            prepaid: None,
            withheld: None,
            seller: None,
            buyer: Buyer::default(),
            instalments: Vec::new(),
            payment_means: Vec::new(),
            terms: None,
            payment: PaymentDetails::default(),
            url: None,
            credits: None,
            status: None,
            earlier_chasing: None,
            revised_at: None,
        }
    }

    /// What the buyer owes to the seller.
    pub fn payable(&self) -> Decimal {
        let withheld = self.withheld.unwrap_or_default();
        self.amount_due.saturating_sub(withheld)
    }

    /// Sets the due date: the date field, else the days that are given, counted from the issue; instalments have
    /// their own, and the first of them is the document's.
    pub(crate) fn set_due(&mut self, stated: Option<NaiveDate>, net_days: Option<u16>) {
        let first_part = self.instalments.first().map(|part| part.due_on);
        let counted = net_days.and_then(|days| self.issue_date.checked_add_days(Days::new(days.into())));
        (self.due_date, self.due_from) = match (stated.or(first_part), counted) {
            (Some(stated), _) => (Some(stated), Some(DueFrom::Document)),
            (None, Some(counted)) => (Some(counted), Some(DueFrom::Terms)),
            (None, None) => (None, None),
        };
    }
}
