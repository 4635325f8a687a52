//! An invoice (or one instalment of it) as a receivable: what is owed, what was paid, what was already done.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;

use crate::creditor::PaymentDetails;
use crate::hold::Hold;
use crate::money::Money;
use crate::original::StoredFile;
use crate::policy::PolicyName;
use crate::stage::StageName;

/// An invoice's number, and which instalment of it; each instalment has its own ladder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InvoiceId {
    /// As the creditor wrote it.
    pub number: String,
    /// Counted from 1; none for an invoice that is due in one sum.
    pub instalment: Option<u16>,
}

impl InvoiceId {
    /// An invoice that is due in one sum.
    pub fn whole(number: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            instalment: None,
        }
    }
}

impl fmt::Display for InvoiceId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.instalment {
            None => out.write_str(&self.number),
            Some(instalment) => write!(out, "{} ({instalment})", self.number),
        }
    }
}

/// A document number as people retype it: letters and digits only, upper case, no zeros in front of a run of digits.
/// `inv-0017`, `INV 17` and `Inv.017` fold to the same text.
pub fn folded_number(number: &str) -> String {
    let mut folded = String::with_capacity(number.len());
    let mut zeros = 0_usize;
    for character in number.chars().filter(|character| character.is_alphanumeric()) {
        let after_digit = folded
            .chars()
            .next_back()
            .is_some_and(|last| last.is_ascii_digit());
        if character == '0' && !after_digit {
            zeros += 1;
            continue;
        }
        // Zeros that turn out to stand alone ("A0B") are kept as one; in front of digits they are dropped.
        if zeros > 0 && !character.is_ascii_digit() {
            folded.push('0');
        }
        zeros = 0;
        folded.extend(character.to_uppercase());
    }
    if zeros > 0 {
        folded.push('0');
    }
    folded
}

/// Where a due date came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueFrom {
    /// The document's date field.
    Document,
    /// Terms given as a number of days.
    Terms,
    /// A text that can be read in one way only.
    TermsText,
    /// The customer's or creditor's default terms.
    DefaultTerms,
}

impl DueFrom {
    /// In snake case, as shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Terms => "terms",
            Self::TermsText => "terms_text",
            Self::DefaultTerms => "default_terms",
        }
    }
}

/// Why an invoice is never reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum NeverReminded {
    CreditNote,
    Draft,
    Cancelled,
    NothingPayable,
    SelfBilled,
    InformationOnly,
    AlreadyPaid,
    DirectDebit,
    CardPayment,
}

impl NeverReminded {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::CreditNote,
        Self::Draft,
        Self::Cancelled,
        Self::NothingPayable,
        Self::SelfBilled,
        Self::InformationOnly,
        Self::AlreadyPaid,
        Self::DirectDebit,
        Self::CardPayment,
    ];

    /// Whether a returned payment makes the invoice an ordinary receivable.
    pub fn ends_with_a_return(self) -> bool {
        matches!(self, Self::AlreadyPaid | Self::DirectDebit | Self::CardPayment)
    }

    /// The reason in snake case, as stored and shown to machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreditNote => "credit_note",
            Self::Draft => "draft",
            Self::Cancelled => "cancelled",
            Self::NothingPayable => "nothing_payable",
            Self::SelfBilled => "self_billed",
            Self::InformationOnly => "information_only",
            Self::AlreadyPaid => "already_paid",
            Self::DirectDebit => "direct_debit",
            Self::CardPayment => "card_payment",
        }
    }
}

/// Which version of a document this is; the greater replaces the lesser.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision {
    /// The document's own revision where it has one, else when the file was last modified.
    pub at: DateTime<Utc>,
    /// A hash of what the document says, so that equal content is no change.
    pub content: String,
}

/// A sum that reduces (or, negative, restores) what is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedPayment {
    /// The bank's entry reference, else a content hash and its occurrence; counts once.
    pub identity: String,
    /// In the invoice's currency; negative for a reversal.
    pub amount: Decimal,
    /// The booking day.
    pub booked_on: NaiveDate,
}

/// How the identity of a payment that a person noted begins; no bank's does.
const NOTED: &str = "noted ";

impl AppliedPayment {
    /// A payment that a person noted. The same sum noted for the same day under the same reference is the same.
    pub fn noted(amount: Decimal, booked_on: NaiveDate, reference: &str) -> Self {
        Self {
            identity: format!("{NOTED}{booked_on} {} {}", amount.normalize(), reference.trim()),
            amount,
            booked_on,
        }
    }

    /// Whether a person noted it. Once a bank tells of the money, the note counts for nothing.
    pub fn is_noted(&self) -> bool {
        self.identity.starts_with(NOTED)
    }
}

/// Chasing done before Dunlin saw the invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierChasing {
    /// The stage that was reached.
    pub stage: StageName,
    /// On that day.
    pub on: NaiveDate,
}

/// Something that a person was already asked: it is asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// What: a task stage's name, or a hold's question with its date (`broken_promise 2026-12-04`).
    pub what: String,
    /// On that day, in the customer's calendar.
    pub on: NaiveDate,
}

/// Questions that an invoice, or a customer, remembers: they stand in one row of the table with all the rest of it.
pub const MARKS_AT_MOST: usize = 300;

/// Remembers a question; of too many the oldest is forgotten, and may be asked again.
pub(crate) fn mark(raised: &mut Vec<Raised>, question: Raised) {
    if raised.len() >= MARKS_AT_MOST {
        raised.remove(0);
    }
    raised.push(question);
}

/// Payments and credits that an invoice counts one by one: they stand in one row of the table with all the rest of it.
/// A further one is a person's.
pub const PAYMENTS_AT_MOST: usize = 400;

/// A receivable in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Number and instalment.
    pub id: InvoiceId,
    /// Issue date of the document.
    pub issued_on: NaiveDate,
    /// None until a person or a newer version names it; such an invoice is in review.
    pub due_on: Option<NaiveDate>,
    /// Where the due date came from.
    pub due_from: Option<DueFrom>,
    /// The day on which Dunlin first saw the invoice.
    pub arrived_on: NaiveDate,
    /// What the document asks for.
    pub billed: Money,
    /// If `billed` is an export's open balance: the day up to which payments are already in it.
    pub balance_as_of: Option<NaiveDate>,
    /// Payments and credits applied so far.
    pub payments: Vec<AppliedPayment>,
    /// Set if this document is never reminded, whatever is open.
    pub never_reminded: Option<NeverReminded>,
    /// The policy that this invoice is under; none: its customer's.
    pub policy: Option<PolicyName>,
    /// Set if it was overdue when it arrived: the day on which its customer's turn comes.
    pub backlog_turn: Option<NaiveDate>,
    /// Holds on this invoice alone, oldest first. A hold that is over stays until the invoice closes:
    /// promises are counted.
    pub holds: Vec<Hold>,
    /// Stages that a person approved.
    pub approvals: BTreeSet<StageName>,
    /// What a person was already asked about this invoice.
    pub raised: Vec<Raised>,
    /// Chasing done elsewhere before.
    pub earlier_chasing: Option<EarlierChasing>,
    /// The last day on which something else reminded of it after it had arrived here, as a later document told: then
    /// two senders are at work. Nothing is decided by it; `dunlin doctor` tells of it.
    pub reminded_elsewhere_on: Option<NaiveDate>,
    /// Which version of the document this is.
    pub revision: Revision,
    /// How this invoice may be paid.
    pub payment: PaymentDetails,
    /// Where the invoice can be seen, `https://…`.
    pub url: Option<String>,
    /// The PDF that was uploaded as this invoice; none where its data came in another way.
    pub original: Option<StoredFile>,
}

impl Invoice {
    /// An invoice of which nothing is known but its number, its day and its sum; it arrived on the day of its issue.
    pub fn new(id: InvoiceId, issued_on: NaiveDate, billed: Money) -> Self {
        Self {
            id,
            issued_on,
            due_on: None,
            due_from: None,
            arrived_on: issued_on,
            billed,
            balance_as_of: None,
            payments: Vec::new(),
            never_reminded: None,
            policy: None,
            backlog_turn: None,
            holds: Vec::new(),
            approvals: BTreeSet::new(),
            raised: Vec::new(),
            earlier_chasing: None,
            reminded_elsewhere_on: None,
            revision: Revision {
                at: issued_on.and_time(NaiveTime::MIN).and_utc(),
                content: String::new(),
            },
            payment: PaymentDetails::default(),
            url: None,
            original: None,
        }
    }

    /// What is still open: billed, less every payment that the billed amount doesn't already contain.
    pub fn open(&self) -> Money {
        let paid = self
            .payments
            .iter()
            .filter(|payment| self.balance_as_of.is_none_or(|as_of| payment.booked_on > as_of))
            .fold(Decimal::ZERO, |sum, payment| sum.saturating_add(payment.amount))
            // A return of money that we never saw come in (a direct debit) owes no more than was billed.
            .max(Decimal::ZERO);
        Money::new(self.billed.amount.saturating_sub(paid), self.billed.currency)
    }

    /// Whether a person noted a payment of exactly this sum that no bank has told of yet.
    pub fn is_noted_as_paid(&self, sum: Money) -> bool {
        let is_it = |payment: &AppliedPayment| payment.is_noted() && payment.amount == sum.amount;
        self.billed.currency == sum.currency && self.payments.iter().any(is_it)
    }

    /// The first day, on or after `since`, on which money came in that did not close the invoice; none if nothing
    /// of what came in since then stayed.
    pub fn first_part_payment_since(&self, since: Option<NaiveDate>) -> Option<NaiveDate> {
        let recent = || {
            let is_recent =
                move |payment: &&AppliedPayment| since.is_none_or(|since| payment.booked_on >= since);
            self.payments.iter().filter(is_recent)
        };
        let stayed = recent().fold(Decimal::ZERO, |sum, payment| sum.saturating_add(payment.amount));
        if stayed <= Decimal::ZERO {
            return None;
        }
        recent()
            .filter(|payment| payment.amount > Decimal::ZERO)
            .map(|payment| payment.booked_on)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fold_as_people_retype_them() {
        for (number, folded) in [
            ("INV-0017", "INV17"),
            ("inv 17", "INV17"),
            ("2026/001", "2026001"),
            ("A-0", "A0"),
            ("A0B", "A0B"),
            ("000", "0"),
            ("100", "100"),
            ("FT 1/2026", "FT12026"),
        ] {
            assert_eq!(folded_number(number), folded, "{number}");
        }
    }
}
