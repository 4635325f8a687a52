//! Invoices and credit notes into their accounts.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::backlog::{self, Place};
use super::customers::{fill, lookups, or_new, resolve};
use super::elsewhere::{note_second_sender, reminded_elsewhere};
use super::originals::{brings_original, kept_original};
use super::replaced::{
    Part, close_elsewhere, close_most_parts_of_before, close_parts_of_before, giving_way, versions_elsewhere,
};
use super::review::{DUE_BEFORE_ISSUE, holds_of_version, is_due_before_issue, review, review_if_far_overdue};
use super::room::{Room, close_question_of_room, turn_away};
use super::{Desk, credits};
use crate::account::AccountKey;
use crate::arrival::{DocumentKind, Due, InvoiceArrival};
use crate::decide::days_after;
use crate::flow::edit::Edit;
use crate::flow::matching::invoice_names;
use crate::flow::wake::{local_day, wake};
use crate::flow::{Revised, revise_and_pick};
use crate::hold::{Hold, HoldKind};
use crate::invoice::{AppliedPayment, DueFrom, Invoice, InvoiceId, NeverReminded, Revision, folded_number};
use crate::ledger::{Closing, Found, Lookup};
use crate::money::Money;
use crate::ports::{Picks, PortError, Store};

/// An invoice or credit note, with what the store knows of its customer and its number.
pub(super) struct Met<'a> {
    arrival: &'a InvoiceArrival,
    /// The customer's account, made or yet to be made.
    pub(super) key: AccountKey,
    identity: String,
    /// Everything that goes by its number.
    known: Vec<Found>,
    /// Where its customer stands among those whose debts were overdue when they arrived.
    pub(super) place: Place,
}

/// Looks up whose it is, and what is known by its number.
pub(super) async fn meet<'a, S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    arrival: &'a InvoiceArrival,
) -> Result<Met<'a>, PortError> {
    let creditor = &desk.in_force.creditor.id;
    let unnamed = format!("unnamed customer of {}", arrival.number);
    let (key, identity) = resolve(desk.store, creditor, &arrival.customer, &unnamed).await?;
    let number = Lookup::InvoiceNumber(folded_number(&arrival.number));
    let known = desk.store.find(&number).await?;
    let place = if known.is_empty() {
        backlog::place(desk, &key, arrival).await?
    } else {
        Place::Outside
    };
    Ok(Met {
        arrival,
        key,
        identity,
        known,
        place,
    })
}

/// Applies an invoice or credit note: equal content is no change, an older version is none either, a newer one
/// replaces what stands and keeps what happened.
pub(super) async fn apply<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    met: Met<'_>,
    backlog_turn: Option<NaiveDate>,
) -> Result<(), PortError> {
    let Met {
        arrival,
        key,
        identity,
        known,
        ..
    } = met;
    let is_elsewhere =
        |found: &&Found| found.account != key && found.invoice.as_ref() == Some(&arrival.number);
    let parts = parts(arrival);
    let mut elsewhere = Vec::new();
    for found in known.iter().filter(is_elsewhere) {
        elsewhere.extend(versions_elsewhere(desk, found, &parts).await?);
    }
    let at = arrival.revised_at.unwrap_or(desk.now);
    if elsewhere.iter().any(|version| version.revision.at > at) {
        return Ok(());
    }
    for found in known.iter().filter(is_elsewhere) {
        close_elsewhere(desk, found, arrival).await?;
    }
    if known.iter().any(|found| found.account == key) {
        close_most_parts_of_before(desk, &key, &parts, at).await?;
    }
    if arrival.kind == DocumentKind::CreditNote && !is_known_credit(desk, &key, arrival).await? {
        // Before the note itself is written: a crash in between repeats the credit, which counts once.
        credits::apply_credit(desk, arrival, &key, &identity).await?;
    }
    let mut closed_before = Vec::new();
    for part in &parts {
        closed_before.push(desk.store.load_closed(&key, &part.0).await?);
    }
    revise_and_pick(desk.store, desk.queue, &key, |ledger| {
        let ledger = or_new(ledger, &key, &identity, &arrival.customer);
        let room = Room::of(&ledger, &parts);
        if never_reminded(arrival).is_none() && room == Room::Lacking {
            return Revised::Write(Box::new(turn_away(ledger, desk, arrival)), ((), Vec::new()));
        }
        let mut edit = Edit::of(ledger, desk.now);
        if room == Room::Enough {
            close_question_of_room(&mut edit);
        }
        fill(&mut edit, &arrival.profile);
        // Those that are left may be as they were.
        let mut changed = !giving_way(edit.ledger(), &parts, at).is_empty();
        for ((id, due, billed), closed) in parts.iter().zip(&closed_before) {
            let before = Before {
                closed: closed.as_ref(),
                elsewhere: elsewhere.iter().filter(|version| &version.id == id).collect(),
                backlog_turn,
            };
            changed |= put(&mut edit, desk, arrival, (id, *due, *billed), &before);
        }
        if changed {
            close_parts_of_before(&mut edit, desk, &parts, at);
        }
        if !changed {
            return Revised::Nothing(((), Vec::new()));
        }
        for lookup in lookups(&arrival.customer) {
            edit.look_up(lookup, None);
        }
        for lookup in invoice_names(&arrival.number, &arrival.payment) {
            edit.look_up(lookup, Some(&arrival.number));
        }
        let picks = wake(&mut edit, &desk.in_force, desk.now);
        Revised::Write(Box::new(edit.into_writes()), ((), picks))
    })
    .await
}

/// Whether this very credit note was applied before.
async fn is_known_credit<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    account: &AccountKey,
    note: &InvoiceArrival,
) -> Result<bool, PortError> {
    let id = InvoiceId::whole(note.number.clone());
    let known = desk.store.load_closed(account, &id).await?;
    let content = revision(note, &id, note.due, note.payable, desk).content;
    Ok(known.is_some_and(|known| known.revision.content == content))
}

fn never_reminded(arrival: &InvoiceArrival) -> Option<NeverReminded> {
    match arrival.kind {
        DocumentKind::CreditNote => Some(NeverReminded::CreditNote),
        DocumentKind::SelfBilled => Some(NeverReminded::SelfBilled),
        DocumentKind::InformationOnly => Some(NeverReminded::InformationOnly),
        DocumentKind::Invoice | DocumentKind::CorrectedInvoice => arrival.never_reminded,
    }
}

/// The receivables of a document: one, or one an instalment.
fn parts(arrival: &InvoiceArrival) -> Vec<Part> {
    if arrival.instalments.is_empty() {
        return vec![(
            InvoiceId::whole(arrival.number.clone()),
            arrival.due,
            arrival.payable,
        )];
    }
    (1_u16..)
        .zip(&arrival.instalments)
        .map(|(instalment, part)| {
            let id = InvoiceId {
                number: arrival.number.clone(),
                instalment: Some(instalment),
            };
            (
                id,
                Due::On(part.due_on, DueFrom::Document),
                Money::new(part.amount, arrival.payable.currency),
            )
        })
        .collect()
}

/// What is known of a receivable besides what is open in its account.
struct Before<'a> {
    /// Closed in the account.
    closed: Option<&'a Invoice>,
    /// Open or closed in accounts of other customers, whom earlier versions named.
    elsewhere: Vec<&'a Invoice>,
    /// The customer's turn, if the document is new and was overdue when it arrived.
    backlog_turn: Option<NaiveDate>,
}

impl Before<'_> {
    /// What came in for the receivable, wherever it stood.
    fn payments(&self, known: Option<&Invoice>) -> Vec<AppliedPayment> {
        let mut payments = known.map(|known| known.payments.clone()).unwrap_or_default();
        for payment in self.elsewhere.iter().flat_map(|version| &version.payments) {
            if payments.iter().all(|other| other.identity != payment.identity) {
                payments.push(payment.clone());
            }
        }
        payments
    }

    /// The holds; of those elsewhere only that money may have come in, the others are about the other customer.
    fn holds(&self, known: Option<&Invoice>) -> Vec<Hold> {
        let mut holds = known.map(|known| known.holds.clone()).unwrap_or_default();
        let elsewhere = self.elsewhere.iter().flat_map(|version| &version.holds);
        for hold in elsewhere.filter(|hold| hold.kind == HoldKind::PossiblePayment) {
            if !holds.contains(hold) {
                holds.push(hold.clone());
            }
        }
        holds
    }
}

/// Whether an invoice was closed though nobody paid it: another version took its place.
fn was_replaced(closed: &Invoice) -> bool {
    closed.never_reminded.is_none() && closed.open().amount > Decimal::ZERO
}

/// Puts one receivable into the ledger; says whether anything changed.
fn put<S, Q>(
    edit: &mut Edit,
    desk: &Desk<'_, S, Q>,
    arrival: &InvoiceArrival,
    (id, due, billed): (&InvoiceId, Due, Money),
    before: &Before<'_>,
) -> bool {
    let closed = before.closed;
    let open = edit
        .ledger()
        .invoices
        .iter()
        .find(|invoice| &invoice.id == id)
        .cloned();
    let known = open.as_ref().or(closed);
    let revision = revision(arrival, id, due, billed, desk);
    let comes_back = open.is_none() && closed.is_some_and(was_replaced);
    let is_no_news = |known: &Invoice| {
        known.revision.at > revision.at
            || known.revision.content == revision.content && !(comes_back && known.revision.at < revision.at)
    };
    if let Some(same) = open
        .as_ref()
        .filter(|open| brings_original(open, arrival, &revision))
    {
        let original = arrival.original.clone();
        edit.tell(Some(id), "original_arrived", "the PDF of the same invoice");
        edit.put_invoice(Invoice {
            original,
            ..same.clone()
        });
        return true;
    }
    if known.is_some_and(is_no_news) {
        return open.is_some_and(|open| note_second_sender(edit, open, arrival));
    }
    let today = local_day(edit.ledger(), &desk.in_force, desk.now);
    let (due_on, due_from) = due_date(arrival, due, desk, edit.ledger().account.terms_days);
    let invoice = Invoice {
        id: id.clone(),
        issued_on: arrival.issued_on,
        due_on,
        due_from,
        arrived_on: known.map_or(today, |known| known.arrived_on),
        billed,
        balance_as_of: arrival.balance_as_of,
        payments: before.payments(known),
        never_reminded: never_reminded(arrival),
        holds: holds_of_version(before.holds(known), arrival.issued_on, due_on),
        approvals: known.map(|known| known.approvals.clone()).unwrap_or_default(),
        raised: known.map(|known| known.raised.clone()).unwrap_or_default(),
        policy: arrival.policy.clone(),
        backlog_turn: known.map_or(before.backlog_turn, |known| known.backlog_turn),
        earlier_chasing: known.map_or(arrival.earlier_chasing.clone(), |known| {
            known.earlier_chasing.clone()
        }),
        reminded_elsewhere_on: known.and_then(|known| reminded_elsewhere(known, arrival)),
        revision,
        payment: arrival.payment.clone(),
        url: arrival.url.clone(),
        original: arrival
            .original
            .clone()
            .or_else(|| kept_original(known, arrival, billed)),
    };
    let is_new = known.is_none();
    let what = if is_new {
        "invoice_arrived"
    } else {
        "invoice_replaced"
    };
    edit.tell(Some(id), what, describe(&invoice));
    let closing = if invoice.never_reminded.is_some() {
        Some(Closing::NeverReminded)
    } else if invoice.open().amount <= Decimal::ZERO {
        Some(Closing::Paid)
    } else {
        None
    };
    match (closing, open.is_none() && closed.is_some()) {
        (Some(closing), _) => edit.close(invoice, closing),
        (None, true) => edit.reopen(invoice),
        (None, false) => edit.put_invoice(invoice),
    }
    if closing.is_none() && is_due_before_issue(arrival.issued_on, due_on) {
        review(edit, id, today, DUE_BEFORE_ISSUE.to_owned());
    } else if closing.is_none() && is_new {
        review_if_far_overdue(edit, desk, id, due_on, today);
    }
    true
}

fn describe(invoice: &Invoice) -> String {
    match (invoice.never_reminded, invoice.due_on) {
        (Some(reason), _) => format!(
            "{}, never reminded: {}",
            invoice.billed,
            reason.name().replace('_', " ")
        ),
        (None, Some(due_on)) => format!("{}, due {due_on}", invoice.billed),
        (None, None) => format!("{}, no due date", invoice.billed),
    }
}

/// The document's own day, else the customer's terms, else the creditor's.
pub(super) fn due_date<S, Q>(
    arrival: &InvoiceArrival,
    due: Due,
    desk: &Desk<'_, S, Q>,
    customers_terms: Option<u16>,
) -> (Option<NaiveDate>, Option<DueFrom>) {
    match (due, customers_terms.or(desk.in_force.creditor.default_terms_days)) {
        (Due::On(day, from), _) => (Some(day), Some(from)),
        (Due::Unsaid, Some(days)) => (
            Some(days_after(arrival.issued_on, u64::from(days))),
            Some(DueFrom::DefaultTerms),
        ),
        (Due::Unsaid, None) => (None, None),
    }
}

/// The document's own revision, else the time of the upload; and a hash of everything that the document says.
fn revision<S, Q>(
    arrival: &InvoiceArrival,
    id: &InvoiceId,
    due: Due,
    billed: Money,
    desk: &Desk<'_, S, Q>,
) -> Revision {
    let said = format!(
        "{:?}|{id}|{:?}|{}|{due:?}|{billed:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}",
        arrival.kind,
        arrival.customer,
        arrival.issued_on,
        arrival.balance_as_of,
        arrival.never_reminded,
        arrival.credits,
        arrival.payment,
        arrival.url,
        arrival.policy,
    );
    let content = Sha256::digest(said.as_bytes())
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Revision {
        at: arrival.revised_at.unwrap_or(desk.now),
        content,
    }
}
