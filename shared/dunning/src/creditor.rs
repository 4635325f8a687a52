//! The creditor: whose money it is, who signs, and how to reach them.

use chrono_tz::Tz;

use crate::account::{EmailAddress, Language};
use crate::bank::IndianAccount;
use crate::calendar::Region;
use crate::money::Currency;

/// What every letter says about its sender; loaded from the creditor profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creditor {
    /// A short, stable identity; part of every account key, so it never changes once in use.
    pub id: String,
    /// The full legal name.
    pub name: String,
    /// The name in subjects.
    pub short_name: String,
    /// Who signs.
    pub signatory: String,
    /// The signatory's role, as printed under the name.
    pub role: Option<String>,
    /// The address that letters come from; of the creditor's own domain.
    pub sender: EmailAddress,
    /// Where a reply goes: a person.
    pub reply_to: EmailAddress,
    /// International form.
    pub phone: String,
    /// The web site, `https://…`.
    pub web: Option<String>,
    /// Fax, if there still is one.
    pub fax: Option<String>,
    /// The postal address, a line each.
    pub postal_address: Vec<String>,
    /// Where the creditor is, for the creditor's own business days.
    pub region: Region,
    /// The fall-back time zone.
    pub zone: Tz,
    /// The fall-back language.
    pub language: Language,
    /// Who gets tasks of customers without a manager of their own.
    pub account_manager: EmailAddress,
    /// Net days from the issue date for invoices that name no terms, of customers without terms of their own; none:
    /// such invoices go to review.
    pub default_terms_days: Option<u16>,
    /// The currency of files that name none; none: they are refused.
    pub currency: Option<Currency>,
    /// Where to pay, where an invoice names no account of its own.
    pub payment: PaymentDetails,
}

/// The ways to pay that a document, or the creditor, names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentDetails {
    /// IBAN without blanks.
    pub iban: Option<String>,
    /// BIC of the bank.
    pub bic: Option<String>,
    /// What the transfer should quote; an ISO 11649 RF reference or the creditor's own.
    pub reference: Option<String>,
    /// A page to pay at, `https://…`. In the creditor's profile it may hold placeholders
    /// ([`crate::payment_page::PaymentPage`]).
    pub link: Option<String>,
    /// UPI address (India).
    pub upi: Option<String>,
    /// For NEFT and RTGS transfers (India).
    pub indian_account: Option<IndianAccount>,
}
