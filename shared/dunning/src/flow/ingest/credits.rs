//! What takes something off an invoice: a payment's part, or a credit note.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Desk;
use super::customers::or_new;
use super::review::review;
use crate::account::AccountKey;
use crate::arrival::InvoiceArrival;
use crate::flow::edit::Edit;
use crate::flow::wake::{local_day, wake};
use crate::flow::{Revised, revise, revise_and_pick};
use crate::hold::{Hold, HoldKind};
use crate::invoice::{AppliedPayment, Invoice, InvoiceId, NeverReminded, PAYMENTS_AT_MOST};
use crate::ledger::{Closing, Found, Ledger, Lookup};
use crate::message::Pick;
use crate::money::Money;
use crate::ports::{InForce, Picks, PortError, Store};
use crate::residence::Residence;
use crate::task::{Task, TaskKind};
use crate::withholding::kept_back;

/// Up to this share of an invoice, what is missing after a payment is likely a discount taken, or a bank's charges.
const DISCOUNT_AT_MOST: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// Takes a sum off an invoice, open or closed; closes it when nothing is left, reopens it when something is.
/// Says whether the invoice was there.
pub(super) async fn credit_invoice<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    account: &AccountKey,
    id: &InvoiceId,
    applied: &AppliedPayment,
    what: &str,
    closing: Closing,
    more: impl Fn(&mut Edit),
) -> Result<bool, PortError> {
    let closed = desk.store.load_closed(account, id).await?;
    revise_and_pick(desk.store, desk.queue, account, |ledger| {
        let Some(ledger) = ledger else {
            return Revised::Nothing((false, Vec::new()));
        };
        let open = ledger.invoices.iter().find(|invoice| &invoice.id == id).cloned();
        let was_open = open.is_some();
        let Some(mut invoice) = open.or_else(|| closed.clone()) else {
            return Revised::Nothing((false, Vec::new()));
        };
        if invoice
            .payments
            .iter()
            .any(|other| other.identity == applied.identity)
        {
            return Revised::Nothing((true, Vec::new()));
        }
        if invoice.payments.len() >= PAYMENTS_AT_MOST {
            return hold_for_too_many(ledger, id, applied, desk, &more);
        }
        invoice.payments.push(applied.clone());
        let confirmed = if closing == Closing::Paid {
            confirm_notes(&mut invoice, applied)
        } else {
            Decimal::ZERO
        };
        if applied.amount < Decimal::ZERO
            && invoice
                .never_reminded
                .is_some_and(NeverReminded::ends_with_a_return)
        {
            invoice.never_reminded = None;
        }
        // What a payment before left open may be explained, or paid, by this one.
        invoice.holds.retain(|hold| hold.kind != HoldKind::Withholding);
        let country = Residence::of(&ledger.account, &desk.in_force.creditor)
            .region
            .country();
        let withheld = kept_back(&invoice, country).filter(|_| applied.amount > Decimal::ZERO);
        let mut edit = Edit::of(ledger, desk.now);
        let left = invoice.open();
        let shortfall = shortfall(&invoice, left, withheld);
        edit.tell(
            Some(id),
            what,
            format!(
                "{} {}, {left} open{shortfall}{}",
                applied.amount,
                left.currency,
                confirmation(confirmed)
            ),
        );
        let is_settled = left.amount <= Decimal::ZERO || invoice.never_reminded.is_some();
        match (is_settled, was_open) {
            (true, _) => edit.close(invoice.clone(), closing),
            (false, true) => edit.put_invoice(invoice.clone()),
            (false, false) => edit.reopen(invoice.clone()),
        }
        edit.close_tasks(|task| task.kind == TaskKind::CheckWithholding && task.subject == id.to_string());
        if let Some(percent) = withheld.filter(|_| !is_settled) {
            hold_for_withholding(&mut edit, id, left, percent, desk);
        }
        if let Some(surplus) = surplus(&invoice, applied, &desk.in_force) {
            let today = local_day(edit.ledger(), &desk.in_force, desk.now);
            keep_surplus(&mut edit, id, applied, surplus, today);
        }
        more(&mut edit);
        let picks = wake(&mut edit, &desk.in_force, desk.now);
        Revised::Write(Box::new(edit.into_writes()), (true, picks))
    })
    .await
}

/// What would be too much, now that a bank tells of money, is what a person had noted: the note gives way by as much, so
/// that the money counts once. Returns by how much.
fn confirm_notes(invoice: &mut Invoice, applied: &AppliedPayment) -> Decimal {
    if applied.is_noted() {
        return Decimal::ZERO;
    }
    let too_much = (-invoice.open().amount).min(applied.amount).max(Decimal::ZERO);
    let mut rest = too_much;
    let as_of = invoice.balance_as_of;
    let counts = |note: &&mut AppliedPayment| {
        note.is_noted() && note.amount > Decimal::ZERO && as_of.is_none_or(|as_of| note.booked_on > as_of)
    };
    for note in invoice.payments.iter_mut().filter(counts) {
        let part = note.amount.min(rest);
        note.amount = note.amount.saturating_sub(part);
        rest = rest.saturating_sub(part);
    }
    too_much.saturating_sub(rest)
}

fn confirmation(confirmed: Decimal) -> String {
    if confirmed.is_zero() {
        String::new()
    } else {
        format!("; {confirmed} of it was noted by a person before, and counts once")
    }
}

/// Nobody pays in hundreds of parts: what comes in beyond that is not counted, and a person looks before anybody is
/// reminded.
fn hold_for_too_many<S, Q: Picks>(
    ledger: Ledger,
    id: &InvoiceId,
    applied: &AppliedPayment,
    desk: &Desk<'_, S, Q>,
    more: &impl Fn(&mut Edit),
) -> Revised<(bool, Vec<Pick>)> {
    let since = local_day(&ledger, &desk.in_force, desk.now);
    let mut edit = Edit::of(ledger, desk.now);
    let note = format!(
        "{} booked on {} was not counted: there are {PAYMENTS_AT_MOST} payments already",
        applied.amount, applied.booked_on
    );
    review(&mut edit, id, since, note);
    more(&mut edit);
    let picks = wake(&mut edit, &desk.in_force, desk.now);
    Revised::Write(Box::new(edit.into_writes()), (true, picks))
}

/// What of a sum is more than its invoice asked for, if it is worth asking about.
fn surplus(invoice: &Invoice, applied: &AppliedPayment, in_force: &InForce) -> Option<Money> {
    // Of a document that says itself that it is paid, or asks for nothing, nobody knows what was too much.
    let asks_for_money = invoice
        .never_reminded
        .is_none_or(|why| matches!(why, NeverReminded::DirectDebit | NeverReminded::CardPayment));
    let left = invoice.open();
    let surplus = Money::new((-left.amount).min(applied.amount), left.currency);
    let is_one = asks_for_money && surplus.amount > Decimal::ZERO;
    (is_one && !in_force.policy.is_below_notice(surplus)).then_some(surplus)
}

/// Money beyond an invoice may be for another one of the customer: silence, and a person's task, in the same change.
fn keep_surplus(edit: &mut Edit, id: &InvoiceId, applied: &AppliedPayment, surplus: Money, today: NaiveDate) {
    let note = format!(
        "{surplus} of {} booked on {} is more than {id} asked for",
        applied.amount, applied.booked_on
    );
    let detail = format!("{note}: give it back, or say what it is for.");
    edit.hold_account(Hold {
        kind: HoldKind::UnallocatedCredit,
        since: today,
        author: "dunlin".to_owned(),
        note,
    });
    // Asked here, and not by the hold alone: of a customer who owes nothing else, a hold asks nobody.
    edit.open_task(Task {
        kind: TaskKind::AllocateCredit,
        account: edit.ledger().account.key.clone(),
        subject: String::new(),
        opened_on: today,
        detail,
    });
}

/// The customer may owe nothing more: silence, until a person has seen the certificate or says otherwise.
fn hold_for_withholding<S, Q>(
    edit: &mut Edit,
    id: &InvoiceId,
    left: Money,
    percent: Decimal,
    desk: &Desk<'_, S, Q>,
) {
    let since = local_day(edit.ledger(), &desk.in_force, desk.now);
    edit.hold_invoice(
        id,
        Hold {
            kind: HoldKind::Withholding,
            since,
            author: "dunlin".to_owned(),
            note: format!("{left} are {} % of the price without tax", percent.normalize()),
        },
    );
}

/// For the story: a small rest is seldom a forgotten one.
fn shortfall(invoice: &Invoice, left: Money, withheld: Option<Decimal>) -> String {
    let is_small = left.amount > Decimal::ZERO
        && left.amount < invoice.billed.amount
        && left.amount <= invoice.billed.amount.saturating_mul(DISCOUNT_AT_MOST);
    if let Some(percent) = withheld {
        format!(
            ": {} % of the price, kept back for the state?",
            percent.normalize()
        )
    } else if is_small {
        ": a discount taken, or a bank's charges?".to_owned()
    } else {
        String::new()
    }
}

/// A credit note reduces the invoice that it names; credit that names none holds the customer.
pub(super) async fn apply_credit<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    credit: &InvoiceArrival,
    account: &AccountKey,
    identity: &str,
) -> Result<(), PortError> {
    let applied = AppliedPayment {
        identity: format!("credit note {}", credit.number),
        amount: credit.payable.amount.abs(),
        booked_on: credit.issued_on,
    };
    for found in credited(desk, credit).await? {
        let number = found.invoice.unwrap_or_default();
        let id = InvoiceId::whole(number);
        if is_same_currency(desk, &found.account, &id, credit).await?
            && credit_invoice(
                desk,
                &found.account,
                &id,
                &applied,
                "credit_applied",
                Closing::Credited,
                |_| (),
            )
            .await?
        {
            return Ok(());
        }
    }
    revise(desk.store, account, |ledger| {
        let ledger = or_new(ledger, account, identity, &credit.customer);
        let since = local_day(&ledger, &desk.in_force, desk.now);
        let mut edit = Edit::of(ledger, desk.now);
        let note = format!("credit note {} of {}", credit.number, credit.payable);
        edit.hold_account(Hold {
            kind: HoldKind::UnallocatedCredit,
            since,
            author: "dunlin".to_owned(),
            note,
        });
        let _no_letter_can_come_of_a_hold = wake(&mut edit, &desk.in_force, desk.now);
        match edit.into_change() {
            Some(change) => Revised::Write(Box::new(change), ()),
            None => Revised::Nothing(()),
        }
    })
    .await
}

async fn credited<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    credit: &InvoiceArrival,
) -> Result<Vec<Found>, PortError> {
    match &credit.credits {
        None => Ok(Vec::new()),
        Some(number) => {
            let lookup = Lookup::InvoiceNumber(crate::invoice::folded_number(number));
            Ok(desk
                .store
                .find(&lookup)
                .await?
                .into_iter()
                .filter(|found| found.invoice.is_some())
                .collect())
        }
    }
}

async fn is_same_currency<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    account: &AccountKey,
    id: &InvoiceId,
    credit: &InvoiceArrival,
) -> Result<bool, PortError> {
    let ledger: Option<Ledger> = desk.store.load(account).await?;
    let open = ledger
        .into_iter()
        .flat_map(|ledger| ledger.invoices)
        .find(|invoice| &invoice.id == id);
    let invoice = match open {
        Some(invoice) => Some(invoice),
        None => desk.store.load_closed(account, id).await?,
    };
    Ok(invoice.is_some_and(|invoice| invoice.billed.currency == credit.payable.currency))
}
