//! What a file holds, before anybody decides what to make of it.

use std::fmt;

use chrono::NaiveDate;

use crate::customer::Customer;
use crate::document::Document;
use crate::mail_event::MailEvent;
use crate::payment::Payment;
use crate::refusal::Place;

/// What a file was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Format {
    Csv,
    Json,
    NdJson,
    UblInvoice,
    UblCreditNote,
    SesEvent,
    Cii,
    ZugferdOne,
    Pdf,
    FatturaPa,
    FatturaPaSigned,
    GstInvoice,
    StripeJson,
    XeroJson,
    QuickBooksJson,
    Camt,
    Zip,
    Mt940,
    Policy,
    Creditor,
}

impl Format {
    /// The name for machines: `inspect --json` and the corpora's key use it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::NdJson => "ndjson",
            Self::UblInvoice => "ubl-invoice",
            Self::UblCreditNote => "ubl-creditnote",
            Self::SesEvent => "ses-event",
            Self::Cii => "cii",
            Self::ZugferdOne => "cii-zugferd1",
            Self::Pdf => "pdf-facturx",
            Self::FatturaPa => "fatturapa",
            Self::FatturaPaSigned => "fatturapa-p7m",
            Self::GstInvoice => "gst-inv01",
            Self::StripeJson => "json-stripe",
            Self::XeroJson => "json-xero",
            Self::QuickBooksJson => "json-qbo",
            Self::Camt => "camt",
            Self::Zip => "camt-zip",
            Self::Mt940 => "mt940",
            Self::Policy => "policy",
            Self::Creditor => "creditor",
        }
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Csv => "a CSV table",
            Self::Json => "JSON",
            Self::NdJson => "JSON, one object a line",
            Self::UblInvoice => "a UBL invoice",
            Self::UblCreditNote => "a UBL credit note",
            Self::SesEvent => "an SES event",
            Self::Cii => "a UN/CEFACT CII invoice",
            Self::ZugferdOne => "a ZUGFeRD 1.0 invoice",
            Self::Pdf => "a PDF",
            Self::FatturaPa => "a FatturaPA invoice",
            Self::FatturaPaSigned => "a signed file (p7m)",
            Self::GstInvoice => "an Indian GST e-invoice (INV-01)",
            Self::StripeJson => "a Stripe object",
            Self::XeroJson => "a Xero API answer",
            Self::QuickBooksJson => "a QuickBooks API answer",
            Self::Camt => "an ISO 20022 bank statement (camt)",
            Self::Zip => "a ZIP archive",
            Self::Mt940 => "an MT940 bank statement",
            Self::Policy => "a policy (TOML)",
            Self::Creditor => "a creditor profile (TOML)",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Something in the file that is rightly nobody's business here: a supplier's bill, a subtotal, money going out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Where.
    pub place: Place,
    /// Why; without names or addresses.
    pub why: String,
}

/// All that a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What the file was recognised as.
    pub format: Format,
    /// Invoices and credit notes, in the file's order.
    pub documents: Vec<Document>,
    /// Money in and out, in the file's order.
    pub payments: Vec<Payment>,
    /// The day up to which the payments are complete, if the file brings payments and says so, or else their
    /// latest booking day.
    pub payments_complete_to: Option<NaiveDate>,
    /// Rows of the customer directory.
    pub customers: Vec<Customer>,
    /// What the mail service tells.
    pub events: Vec<MailEvent>,
    /// What was left out on purpose.
    pub passed_over: Vec<PassedOver>,
}

impl Content {
    /// A file of a format that holds nothing yet.
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            documents: Vec::new(),
            payments: Vec::new(),
            payments_complete_to: None,
            customers: Vec::new(),
            events: Vec::new(),
            passed_over: Vec::new(),
        }
    }

    /// Notes what was left out, and why.
    pub(crate) fn pass_over(&mut self, place: Place, why: impl Into<String>) {
        self.passed_over.push(PassedOver {
            place,
            why: why.into(),
        });
    }
}
