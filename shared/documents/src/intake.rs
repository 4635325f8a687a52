//! What Dunlin makes of what a file says: the one place where a document becomes something to remind of, or not.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::account::EmailAddress;
use dunning::arrival::{
    Arrival, CustomerArrival, CustomerReference, DocumentKind, Due, INSTALMENTS_AT_MOST, InvoiceArrival,
    PaymentArrival,
};
use dunning::invoice::{DueFrom, NeverReminded};
use dunning::ledger::OPEN_INVOICES_AT_MOST;
use dunning::money::{Currency, Money};
use rust_decimal::Decimal;

use crate::content::Content;
use crate::customer::Customer;
use crate::document::{Document, StatedStatus};
use crate::payment::{Booked, Direction, Payment};
use crate::refusal::{Place, Refusal};
use crate::terms::{Abstention, due_by_text};
use crate::value;

/// How far behind the file's day a payment may be booked: banks tell on the eve of a long weekend what they book after it.
const BOOKED_DAYS_AHEAD_AT_MOST: i64 = 7;

/// How far behind the file's day a credit note may be dated: some are dated to the end of the month.
const CREDIT_DAYS_AHEAD_AT_MOST: i64 = 31;

/// What only the house knows, and a file may lack.
#[derive(Clone, Copy, Debug, Default)]
pub struct House {
    /// The currency of files that name none.
    pub currency: Option<Currency>,
    /// The day on which the file was written or uploaded: the day of open balances that name none.
    pub file_day: Option<NaiveDate>,
}

/// Turns a file's content into arrivals, in the order in which they are to be applied: customers, payments and
/// credits, invoices. What may silence comes before what may remind.
///
/// # Errors
/// A [`Refusal`] for a day so far behind the file's own that it is mistyped: money and letters of such a day would keep an
/// invoice silent until then. And for a document that names no customer or, with no house currency, no currency: it could never be
/// reminded of, and nobody would notice.
pub fn arrivals(content: &Content, house: &House) -> Result<Vec<Arrival>, Refusal> {
    no_payment_from_the_future(content, house)?;
    let customers = content.customers.iter().map(customer).map(Arrival::Customer);
    let payments = content.payments.iter().filter_map(payment).map(Arrival::Payment);
    // No file knows what its bank will book after it was written.
    let complete_to = content.payments_complete_to.map(|day| known_day(day, house));
    let complete_to = complete_to.map(Arrival::PaymentsCompleteTo);
    let mut arrivals: Vec<Arrival> = customers.chain(payments).chain(complete_to).collect();
    let is_credit = |document: &&Document| document.kind == DocumentKind::CreditNote;
    let credits = content.documents.iter().filter(is_credit);
    let credits = credits.filter(|document| gives_credit(document));
    let others = content.documents.iter().filter(|document| !is_credit(document));
    let mut open = BTreeMap::new();
    for document in credits.chain(others) {
        let arrival = invoice(document, house).map_err(|refusal| refusal.taken_for(content.format))?;
        if arrival.never_reminded.is_none() {
            count_open(&mut open, document, &arrival).map_err(|refusal| refusal.taken_for(content.format))?;
        }
        arrivals.push(Arrival::Invoice(arrival));
    }
    Ok(arrivals)
}

fn no_payment_from_the_future(content: &Content, house: &House) -> Result<(), Refusal> {
    for payment in &content.payments {
        not_far_ahead(
            &payment.place,
            "booked_on",
            payment.booked_on,
            BOOKED_DAYS_AHEAD_AT_MOST,
            house,
        )?;
    }
    Ok(())
}

/// A day that can't be behind the file's own.
fn known_day(day: NaiveDate, house: &House) -> NaiveDate {
    house.file_day.map_or(day, |file_day| day.min(file_day))
}

fn not_far_ahead(
    place: &Place,
    field: &str,
    day: NaiveDate,
    days_at_most: i64,
    house: &House,
) -> Result<(), Refusal> {
    let ahead = house
        .file_day
        .map(|file_day| day.signed_duration_since(file_day).num_days());
    match ahead {
        Some(ahead) if ahead > days_at_most => Err(Refusal::at(
            place.clone(),
            format!(
                "{day} is {ahead} days behind the day of the file, and at most {days_at_most} can be meant; is the year \
                 right?"
            ),
        )
        .field(field)),
        _ => Ok(()),
    }
}

/// Counts what a document leaves open at its customer; refuses what no account holds.
fn count_open(
    open: &mut BTreeMap<Option<String>, usize>,
    document: &Document,
    arrival: &InvoiceArrival,
) -> Result<(), Refusal> {
    let of_customer = open.entry(arrival.customer.identity()).or_default();
    *of_customer += arrival.instalments.len().max(1);
    if *of_customer > OPEN_INVOICES_AT_MOST {
        let why = format!(
            "is the customer of more than {OPEN_INVOICES_AT_MOST} open invoices of this file, the most that a customer \
             may have; name the customers one by one"
        );
        return Err(Refusal::at(document.place.clone(), why).field("customer"));
    }
    Ok(())
}

/// Whether a credit note gives anything back: a draft or voided one doesn't, nor does one that is used up.
pub fn gives_credit(note: &Document) -> bool {
    let is_void = matches!(note.status, Some(StatedStatus::Draft | StatedStatus::Cancelled));
    !is_void && !note.amount_due.is_zero()
}

/// What is to be known about a document's due date, besides the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueRemark {
    /// There is a text about terms, but it could not be taken for a date.
    TextUnclear(Abstention),
    /// The text names another day than the document's date, which counts.
    TextDiffers(NaiveDate),
    /// The date lies before the issue: a person looks before anybody is reminded.
    BeforeIssue,
}

/// When a document is due: by its date field; else by its days from issue; else by its text, where that can be read
/// in one way only. What none of them tells is left to the customer's or the creditor's default terms, which stand in
/// the ledger, or else to a person.
///
/// A date before the issue is passed on as it stands, since only a person can know which of the two dates is wrong; the
/// ledger holds such an invoice for review.
pub fn due(document: &Document) -> (Due, Option<DueRemark>) {
    // Credit is given at once, whatever terms its invoice had.
    let is_owed = document.kind != DocumentKind::CreditNote;
    let terms = document.terms.as_deref().filter(|_| is_owed);
    let by_text = terms.map(|terms| due_by_text(terms, document.issue_date));
    match (document.due_date, by_text) {
        (Some(due_on), by_text) => {
            let from = document.due_from.unwrap_or(DueFrom::Document);
            let remark = match by_text {
                _ if due_on < document.issue_date => Some(DueRemark::BeforeIssue),
                // Parts have days of their own, of which a text may name any.
                Some(Ok(other)) if other != due_on && document.instalments.is_empty() => {
                    Some(DueRemark::TextDiffers(other))
                }
                _ => None,
            };
            (Due::On(due_on, from), remark)
        }
        (None, Some(Ok(due_on))) => (Due::On(due_on, DueFrom::TermsText), None),
        (None, Some(Err(why))) => (Due::Unsaid, Some(DueRemark::TextUnclear(why))),
        (None, None) => (Due::Unsaid, None),
    }
}

/// Whether, by its own words, a document is never reminded, and why. The first reason that fits is given.
pub fn never_reminded(document: &Document) -> Option<NeverReminded> {
    let paid_before = document.prepaid.is_some_and(|prepaid| prepaid > Decimal::ZERO);
    let nothing_payable = document.payable() <= Decimal::ZERO;
    match (document.kind, document.status) {
        (DocumentKind::CreditNote, _) => Some(NeverReminded::CreditNote),
        (DocumentKind::SelfBilled, _) => Some(NeverReminded::SelfBilled),
        (DocumentKind::InformationOnly, _) => Some(NeverReminded::InformationOnly),
        (_, Some(StatedStatus::Draft)) => Some(NeverReminded::Draft),
        (_, Some(StatedStatus::Cancelled)) => Some(NeverReminded::Cancelled),
        (_, Some(StatedStatus::Paid)) => Some(NeverReminded::AlreadyPaid),
        _ if document.amount_due.is_zero() && paid_before => Some(NeverReminded::AlreadyPaid),
        _ if nothing_payable => Some(NeverReminded::NothingPayable),
        _ => automatic_payment(&document.payment_means),
    }
}

/// One means by direct debit is enough, for then the creditor collects. A card among other means is only an offer;
/// where there is nothing but cards, the card is charged. What the creditor keeps back out of money that it already
/// holds is paid.
fn automatic_payment(means: &[String]) -> Option<NeverReminded> {
    let debit = |means: &String| {
        matches!(
            crate::words::folded(means).as_str(),
            "49" | "59"
                | "directdebit"
                | "sepadirectdebit"
                | "lastschrift"
                | "sepalastschrift"
                | "addebitodiretto"
                | "prelevement"
                | "domiciliacion"
                | "debitdirect"
                | "bankeinzug"
                // FatturaPA: RID (09 to 11), domiciled with bank or post (16, 17), SEPA direct debit (19 to 21).
                | "mp09"
                | "mp10"
                | "mp11"
                | "mp16"
                | "mp17"
                | "mp19"
                | "mp20"
                | "mp21"
        )
    };
    let card = |means: &String| {
        matches!(
            crate::words::folded(means).as_str(),
            "48" | "54"
                | "55"
                | "card"
                | "creditcard"
                | "debitcard"
                | "kreditkarte"
                | "cartadicredito"
                | "carte"
                | "chargeautomatically"
                | "mp08"
        )
    };
    let kept_back = |means: &String| crate::words::folded(means) == "mp22";
    if means.iter().any(debit) {
        Some(NeverReminded::DirectDebit)
    } else if !means.is_empty() && means.iter().all(card) {
        Some(NeverReminded::CardPayment)
    } else if !means.is_empty() && means.iter().all(kept_back) {
        Some(NeverReminded::AlreadyPaid)
    } else {
        None
    }
}

fn invoice(document: &Document, house: &House) -> Result<InvoiceArrival, Refusal> {
    let refuse = |field: &str, message: &str| Refusal::at(document.place.clone(), message).field(field);
    let currency = document.currency.or(house.currency).ok_or_else(|| {
        refuse(
            "currency",
            "the file names none, and the creditor's profile has no currency for such files",
        )
    })?;
    let buyer = &document.buyer;
    let reference = CustomerReference {
        number: buyer.number.clone(),
        vat_id: buyer.vat_id.clone(),
        name: buyer.name.clone(),
    };
    if reference.identity().is_none() {
        return Err(refuse("customer", "the document names no customer"));
    }
    if let Some(chasing) = &document.earlier_chasing {
        // Written and read on either side of midnight.
        not_far_ahead(&document.place, "last_reminded_on", chasing.on, 1, house)?;
    }
    if document.instalments.len() > usize::from(INSTALMENTS_AT_MOST) {
        let why = format!(
            "has {}, and at most {INSTALMENTS_AT_MOST} are kept; make an invoice of each year's, say",
            document.instalments.len()
        );
        return Err(refuse("instalments", &why));
    }
    let amount = if document.kind == DocumentKind::CreditNote {
        let issued_on = document.issue_date;
        not_far_ahead(
            &document.place,
            "issue_date",
            issued_on,
            CREDIT_DAYS_AHEAD_AT_MOST,
            house,
        )?;
        document.payable().abs()
    } else {
        document.payable()
    };
    // No balance is of a later day than the file: a tool that writes the day in UTC may be ahead of the house.
    let stated = document.balance_as_of.or(house.file_day);
    let balance_as_of = stated
        .map(|day| known_day(day, house))
        .filter(|_| document.is_open_balance);
    Ok(InvoiceArrival {
        kind: document.kind,
        number: document.number.clone(),
        profile: profile(document, &reference),
        customer: reference,
        issued_on: document.issue_date,
        due: due(document).0,
        instalments: document.instalments.clone(),
        payable: Money::new(amount, currency),
        balance_as_of,
        never_reminded: never_reminded(document),
        credits: document.credits.clone(),
        revised_at: document.revised_at,
        payment: document.payment.clone(),
        url: document.url.clone(),
        original: None,
        earlier_chasing: document.earlier_chasing.clone(),
        policy: document.policy.clone(),
    })
}

/// What a document tells of its customer; fills only what the directory leaves open. An endpoint is a robot's
/// address, and an address that is none helps nobody: neither becomes a contact.
fn profile(document: &Document, reference: &CustomerReference) -> CustomerArrival {
    let buyer = &document.buyer;
    let contacts = buyer
        .emails
        .iter()
        .filter_map(|email| EmailAddress::parse(email).ok())
        .map(|email| value::contact(email, buyer.contact_name.clone(), true))
        .collect();
    CustomerArrival {
        customer: reference.clone(),
        kind: None,
        contacts,
        language: buyer.language,
        zone: buyer.zone,
        region: buyer
            .country
            .as_deref()
            .and_then(|country| value::region(country).ok()),
        phone: buyer.phone.clone(),
        account_manager: None,
        terms_days: None,
        paused: None,
        policy: None,
    }
}

fn customer(customer: &Customer) -> CustomerArrival {
    CustomerArrival {
        customer: customer.reference.clone(),
        kind: customer.kind,
        contacts: customer.contacts.clone(),
        language: customer.language,
        zone: customer.zone,
        region: customer.region,
        phone: customer.phone.clone(),
        account_manager: customer.account_manager.clone(),
        terms_days: customer.terms_days,
        paused: customer.paused,
        policy: customer.policy.clone(),
    }
}

/// Money in, or money in that went back. Other money out pays nobody's invoice and reopens none.
fn payment(payment: &Payment) -> Option<PaymentArrival> {
    let sign = match (payment.direction, payment.reversal) {
        (Direction::Credit, false) => Decimal::ONE,
        (Direction::Debit, true) => Decimal::NEGATIVE_ONE,
        (Direction::Credit, true) | (Direction::Debit, false) => return None,
    };
    // What a bank asks for a return is no customer's debt.
    let moved = payment.undoes.unwrap_or(payment.amount.amount);
    let amount = moved.checked_mul(sign)?;
    // A sum of several payers' money pays no one invoice, whatever the bank wrote on it: it is kept until somebody
    // says what it is made of.
    let is_sum = payment.booked == Booked::AsSum;
    let references = if is_sum {
        Vec::new()
    } else {
        payment.references.clone()
    };
    let part_of = match &payment.booked {
        Booked::Within { sum } => Some(sum.clone()),
        Booked::Alone | Booked::AsSum => None,
    };
    Some(PaymentArrival {
        identity: payment.identity.clone(),
        part_of,
        amount: Money::new(amount, payment.amount.currency),
        booked_on: payment.booked_on,
        references,
        payer: payment.payer.clone().filter(|_| !is_sum),
        payer_iban: payment.payer_iban.clone().filter(|_| !is_sum),
    })
}
