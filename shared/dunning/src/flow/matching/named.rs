//! The documents that a payment's texts name.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::candidate::{self, Candidate, is_applied};
use super::naming::Naming;
use super::numbers::{naming, windows};
use super::reference::references_in;
use super::text::Text;
use crate::account::AccountKey;
use crate::arrival::PaymentArrival;
use crate::invoice::folded_number;
use crate::ledger::{Found, Lookup};
use crate::ports::{Ledgers, PortError};

/// The most lookups of numbers for one payment; a text that would need more is no remittance text, or lists more
/// than a machine may decide about.
const LOOKUPS_AT_MOST: usize = 100;

/// A longer text is more than a number.
const NUMBER_LENGTH_AT_MOST: usize = 40;

/// A document that the text names, with what of it the payment has not reached yet: one receivable, or instalments.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) naming: Naming,
    pub(super) account: AccountKey,
    /// Oldest first, but the instalment that is named before the others.
    pub(super) parts: Vec<Candidate>,
}

impl Document {
    fn is_same(&self, other: &Self) -> bool {
        let number = |document: &Self| document.parts.first().map(|part| part.invoice.id.number.clone());
        self.account == other.account && number(self) == number(other)
    }

    pub(super) fn is_open(&self) -> bool {
        self.parts.iter().any(|part| part.is_open)
    }

    pub(super) fn open_parts(&self) -> impl Iterator<Item = &Candidate> {
        self.parts.iter().filter(|part| part.is_open)
    }

    /// Whether another version took its place, so that nobody can have paid this one.
    pub(super) fn gave_way(&self) -> bool {
        let was_replaced =
            |part: &Candidate| part.invoice.never_reminded.is_none() && part.open() > Decimal::ZERO;
        !self.is_open() && self.parts.iter().all(was_replaced)
    }

    /// What is open of it.
    pub(super) fn due(&self) -> Decimal {
        self.open_parts()
            .fold(Decimal::ZERO, |sum, part| sum.saturating_add(part.open()))
    }
}

/// What a payment's texts name.
pub(super) struct Told {
    pub(super) documents: Vec<Document>,
    /// Whether more was told than was looked up.
    pub(super) is_cut: bool,
}

impl Told {
    /// Whether the text, rather than chance, brought anything up.
    pub(super) fn is_said(&self) -> bool {
        self.documents.iter().any(|document| document.naming.is_told())
    }

    /// Whose the documents are.
    pub(super) fn customers(&self) -> Vec<AccountKey> {
        let mut customers: Vec<AccountKey> = self
            .documents
            .iter()
            .map(|document| document.account.clone())
            .collect();
        customers.sort();
        customers.dedup();
        customers
    }

    /// These, and what else is named beyond doubt.
    pub(super) fn and_surely(mut self, others: Self) -> Self {
        for other in others
            .documents
            .into_iter()
            .filter(|other| other.naming.is_sure())
        {
            if !self.documents.iter().any(|document| document.is_same(&other)) {
                self.documents.push(other);
            }
        }
        self
    }
}

/// The documents that ask for a reference that the payment quotes.
pub(super) async fn by_reference<S: Ledgers>(
    store: &S,
    payment: &PaymentArrival,
    text: &Text,
) -> Result<Told, PortError> {
    let mut named = BTreeMap::new();
    for reference in references_in(&payment.references, text)
        .into_iter()
        .take(LOOKUPS_AT_MOST)
    {
        for found in store.find(&Lookup::CreditorReference(reference)).await? {
            named.insert(found, Naming::by_reference());
        }
    }
    let documents = documents(store, named, payment).await?;
    Ok(Told {
        documents,
        is_cut: text.is_cut,
    })
}

/// The documents whose numbers stand in the texts.
pub(super) async fn by_number<S: Ledgers>(
    store: &S,
    payment: &PaymentArrival,
    text: &Text,
) -> Result<Told, PortError> {
    let mut named = BTreeMap::<Found, Naming>::new();
    let mut lookups = 0_usize;
    let mut is_cut = text.is_cut;
    for whole in &payment.references {
        let folded = folded_number(whole);
        if folded.is_empty() || folded.len() > NUMBER_LENGTH_AT_MOST || lookups == LOOKUPS_AT_MOST {
            continue;
        }
        lookups += 1;
        for found in store.find(&Lookup::InvoiceNumber(folded)).await? {
            let naming = Naming::by_whole_text(found.invoice.as_deref().unwrap_or_default());
            named.insert(found, naming);
        }
    }
    let mut answers = BTreeMap::<String, Vec<Found>>::new();
    for window in windows(text) {
        for key in &window.keys {
            if !answers.contains_key(key) {
                if lookups == LOOKUPS_AT_MOST {
                    is_cut = true;
                    continue;
                }
                lookups += 1;
                let found = store.find(&Lookup::InvoiceDigits(key.clone())).await?;
                answers.insert(key.clone(), found);
            }
            for found in answers.get(key).into_iter().flatten() {
                let number = found.invoice.as_deref().unwrap_or_default();
                let Some(naming) = naming(text, &window, number).filter(Naming::is_worth_a_look) else {
                    continue;
                };
                let better = match named.remove(found) {
                    Some(before) => before.or(naming),
                    None => naming,
                };
                named.insert(found.clone(), better);
            }
        }
    }
    let all: Vec<Naming> = named.values().cloned().collect();
    named.retain(|_, naming| !all.iter().any(|other| naming.gives_way_to(other)));
    let documents = documents(store, named, payment).await?;
    Ok(Told { documents, is_cut })
}

async fn documents<S: Ledgers>(
    store: &S,
    named: BTreeMap<Found, Naming>,
    payment: &PaymentArrival,
) -> Result<Vec<Document>, PortError> {
    let found: Vec<Found> = named.keys().cloned().collect();
    let mut candidates = candidate::load(store, &found).await?;
    candidates.retain(|candidate| !is_applied(&candidate.invoice, &payment.identity));
    let mut documents: Vec<Document> = Vec::new();
    for candidate in candidates {
        let is_of = |document: &&mut Document| {
            let number = document.parts.first().map(|part| &part.invoice.id.number);
            document.account == candidate.account && number == Some(&candidate.invoice.id.number)
        };
        if let Some(document) = documents.iter_mut().find(is_of) {
            document.parts.push(candidate);
            continue;
        }
        let number = Some(candidate.invoice.id.number.clone());
        let account = candidate.account.clone();
        if let Some(naming) = named.get(&Found {
            account: account.clone(),
            invoice: number,
        }) {
            let naming = naming.clone();
            documents.push(Document {
                naming,
                account,
                parts: vec![candidate],
            });
        }
    }
    for document in &mut documents {
        let named_first = document.naming.instalment;
        let is_named = |part: &Candidate| {
            part.invoice.id.instalment.is_some() && part.invoice.id.instalment == named_first
        };
        if document.parts.iter().any(is_named) {
            document.naming = document.naming.clone().with_its_instalment();
        }
        document.parts.sort_by_key(|part| !is_named(part));
    }
    Ok(documents)
}
