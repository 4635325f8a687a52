//! An invoice, open or closed.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::bank::IndianAccount;
use dunning::creditor::PaymentDetails;
use dunning::invoice::{
    AppliedPayment, DueFrom, EarlierChasing, Invoice, InvoiceId, NeverReminded, Revision,
};
use dunning::ledger::Closing;
use dunning::money::{Currency, Money};
use dunning::original::StoredFile;
use dunning::policy::PolicyName;
use dunning::stage::StageName;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::hold::{HoldRow, RaisedRow, each};
use super::spelled::Spelled;

/// See [`Invoice`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InvoiceRow {
    number: String,
    instalment: Option<u16>,
    issued_on: NaiveDate,
    due_on: Option<NaiveDate>,
    due_from: Option<Spelled<DueFrom>>,
    arrived_on: NaiveDate,
    billed: Spelled<Decimal>,
    currency: Spelled<Currency>,
    balance_as_of: Option<NaiveDate>,
    #[serde(default)]
    payments: Vec<AppliedPaymentRow>,
    never_reminded: Option<Spelled<NeverReminded>>,
    policy: Option<Spelled<PolicyName>>,
    backlog_turn: Option<NaiveDate>,
    #[serde(default)]
    holds: Vec<HoldRow>,
    #[serde(default)]
    approvals: Vec<Spelled<StageName>>,
    #[serde(default)]
    raised: Vec<RaisedRow>,
    earlier_chasing: Option<EarlierChasingRow>,
    reminded_elsewhere_on: Option<NaiveDate>,
    revised_at: DateTime<Utc>,
    content: String,
    #[serde(default)]
    payment: PaymentDetailsRow,
    url: Option<String>,
    original: Option<StoredFileRow>,
}

/// An invoice that left the open ones, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClosedInvoiceRow {
    pub(crate) closing: Spelled<Closing>,
    pub(crate) invoice: InvoiceRow,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct AppliedPaymentRow {
    identity: String,
    amount: Spelled<Decimal>,
    booked_on: NaiveDate,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct EarlierChasingRow {
    stage: Spelled<StageName>,
    on: NaiveDate,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredFileRow {
    object: String,
    version: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct PaymentDetailsRow {
    iban: Option<String>,
    bic: Option<String>,
    reference: Option<String>,
    link: Option<String>,
    upi: Option<String>,
    bank_account_number: Option<String>,
    ifsc: Option<String>,
}

impl From<Invoice> for InvoiceRow {
    fn from(invoice: Invoice) -> Self {
        Self {
            number: invoice.id.number,
            instalment: invoice.id.instalment,
            issued_on: invoice.issued_on,
            due_on: invoice.due_on,
            due_from: invoice.due_from.map(Spelled),
            arrived_on: invoice.arrived_on,
            billed: Spelled(invoice.billed.amount),
            currency: Spelled(invoice.billed.currency),
            balance_as_of: invoice.balance_as_of,
            payments: each(invoice.payments),
            never_reminded: invoice.never_reminded.map(Spelled),
            policy: invoice.policy.map(Spelled),
            backlog_turn: invoice.backlog_turn,
            holds: each(invoice.holds),
            approvals: invoice.approvals.into_iter().map(Spelled).collect(),
            raised: each(invoice.raised),
            earlier_chasing: invoice.earlier_chasing.map(|earlier| EarlierChasingRow {
                stage: Spelled(earlier.stage),
                on: earlier.on,
            }),
            reminded_elsewhere_on: invoice.reminded_elsewhere_on,
            revised_at: invoice.revision.at,
            content: invoice.revision.content,
            payment: invoice.payment.into(),
            url: invoice.url,
            original: invoice.original.map(|file| StoredFileRow {
                object: file.object,
                version: file.version,
            }),
        }
    }
}

impl From<InvoiceRow> for Invoice {
    fn from(row: InvoiceRow) -> Self {
        Self {
            id: InvoiceId {
                number: row.number,
                instalment: row.instalment,
            },
            issued_on: row.issued_on,
            due_on: row.due_on,
            due_from: row.due_from.map(|from| from.0),
            arrived_on: row.arrived_on,
            billed: Money::new(row.billed.0, row.currency.0),
            balance_as_of: row.balance_as_of,
            payments: each(row.payments),
            never_reminded: row.never_reminded.map(|why| why.0),
            policy: row.policy.map(|name| name.0),
            backlog_turn: row.backlog_turn,
            holds: each(row.holds),
            approvals: row.approvals.into_iter().map(|stage| stage.0).collect(),
            raised: each(row.raised),
            earlier_chasing: row.earlier_chasing.map(|earlier| EarlierChasing {
                stage: earlier.stage.0,
                on: earlier.on,
            }),
            reminded_elsewhere_on: row.reminded_elsewhere_on,
            revision: Revision {
                at: row.revised_at,
                content: row.content,
            },
            payment: row.payment.into(),
            url: row.url,
            original: row.original.map(|file| StoredFile {
                object: file.object,
                version: file.version,
            }),
        }
    }
}

impl From<AppliedPayment> for AppliedPaymentRow {
    fn from(payment: AppliedPayment) -> Self {
        Self {
            identity: payment.identity,
            amount: Spelled(payment.amount),
            booked_on: payment.booked_on,
        }
    }
}

impl From<AppliedPaymentRow> for AppliedPayment {
    fn from(row: AppliedPaymentRow) -> Self {
        Self {
            identity: row.identity,
            amount: row.amount.0,
            booked_on: row.booked_on,
        }
    }
}

impl From<PaymentDetails> for PaymentDetailsRow {
    fn from(details: PaymentDetails) -> Self {
        let account = details.indian_account.as_ref();
        Self {
            iban: details.iban,
            bic: details.bic,
            reference: details.reference,
            link: details.link,
            upi: details.upi,
            bank_account_number: account.map(|account| account.number().to_owned()),
            ifsc: account.map(|account| account.ifsc().to_owned()),
        }
    }
}

impl From<PaymentDetailsRow> for PaymentDetails {
    fn from(row: PaymentDetailsRow) -> Self {
        Self {
            iban: row.iban,
            bic: row.bic,
            reference: row.reference,
            link: row.link,
            upi: row.upi,
            indian_account: row
                .bank_account_number
                .zip(row.ifsc)
                .and_then(|(number, ifsc)| IndianAccount::parse(&number, &ifsc).ok()),
        }
    }
}
