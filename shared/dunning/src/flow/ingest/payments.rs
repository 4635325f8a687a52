//! Money into the invoices that it is for; credit likewise.

use rust_decimal::Decimal;

use super::Desk;
use super::customers::or_new;
use crate::account::AccountKey;
use crate::arrival::{InvoiceArrival, PaymentArrival};
use crate::flow::edit::Edit;
use crate::flow::matching::{Candidate, Match, asked_mark, is_counted, match_payment};
use crate::flow::wake::{local_day, wake};
use crate::flow::{Revised, revise, revise_and_pick};
use crate::hold::{Hold, HoldKind};
use crate::invoice::{AppliedPayment, Invoice, InvoiceId, NeverReminded, Raised};
use crate::ledger::{Closing, Found, Ledger, Lookup};
use crate::ports::{Picks, PortError, Store};

/// Applies a payment to what it is certainly for; otherwise holds everything that it may be for, and asks.
pub(super) async fn apply<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    payment: &PaymentArrival,
) -> Result<(), PortError> {
    match match_payment(desk.store, payment).await? {
        Match::CountedBefore => desk.store.forget_unmatched(&payment.identity).await,
        Match::Certain(parts) => {
            for (candidate, amount) in parts {
                apply_part(desk, payment, &candidate, amount).await?;
            }
            desk.store.forget_unmatched(&payment.identity).await
        }
        Match::Ambiguous(candidates) if !candidates.is_empty() => {
            for candidate in &candidates {
                hold_candidate(desk, payment, candidate, &candidates).await?;
            }
            desk.store.forget_unmatched(&payment.identity).await
        }
        Match::Ambiguous(_) | Match::Nothing => desk.store.keep_unmatched(payment).await,
    }
}

/// New invoices may be what an old payment was for.
pub(super) async fn try_unmatched_again<S: Store, Q: Picks>(desk: &Desk<'_, S, Q>) -> Result<(), PortError> {
    for payment in desk.store.unmatched().await? {
        apply(desk, &payment).await?;
    }
    Ok(())
}

async fn apply_part<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    payment: &PaymentArrival,
    candidate: &Candidate,
    amount: Decimal,
) -> Result<(), PortError> {
    let applied = AppliedPayment {
        identity: payment.identity.clone(),
        amount,
        booked_on: payment.booked_on,
    };
    let what = if amount < Decimal::ZERO {
        "payment_reversed"
    } else {
        "payment_applied"
    };
    credit_invoice(
        desk,
        &candidate.account,
        &candidate.invoice.id,
        &applied,
        what,
        Closing::Paid,
        |edit| {
            let number = &candidate.invoice.id.number;
            edit.look_up(Lookup::Payment(payment.identity.clone()), Some(number));
            if let Some(iban) = &payment.payer_iban {
                let found = Lookup::PayerIban(iban.clone());
                edit.look_up(found, None);
            }
        },
    )
    .await
    .map(|_| ())
}

/// Takes a sum off an invoice, open or closed; closes it when nothing is left, reopens it when something is.
/// Says whether the invoice was there.
async fn credit_invoice<S: Store, Q: Picks>(
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
        invoice.payments.push(applied.clone());
        if applied.amount < Decimal::ZERO
            && invoice
                .never_reminded
                .is_some_and(NeverReminded::ends_with_a_return)
        {
            invoice.never_reminded = None;
        }
        let mut edit = Edit::of(ledger, desk.now);
        let left = invoice.open();
        edit.tell(
            Some(id),
            what,
            format!("{} {}, {left} open", applied.amount, left.currency),
        );
        let is_settled = left.amount <= Decimal::ZERO || invoice.never_reminded.is_some();
        match (is_settled, was_open) {
            (true, _) => edit.close(invoice, closing),
            (false, true) => edit.put_invoice(invoice),
            (false, false) => edit.reopen(invoice),
        }
        more(&mut edit);
        let picks = wake(&mut edit, &desk.in_force, desk.now);
        Revised::Write(Box::new(edit.into_writes()), (true, picks))
    })
    .await
}

/// A payment that may be for the invoice silences it until a person has said.
async fn hold_candidate<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    payment: &PaymentArrival,
    candidate: &Candidate,
    candidates: &[Candidate],
) -> Result<(), PortError> {
    let id = &candidate.invoice.id;
    revise_and_pick(desk.store, desk.queue, &candidate.account, |ledger| {
        let Some(ledger) = ledger else {
            return Revised::Nothing(((), Vec::new()));
        };
        let is_open_and_new = |invoice: &Invoice| &invoice.id == id && !is_counted(invoice, payment);
        if !ledger.invoices.iter().any(is_open_and_new) {
            return Revised::Nothing(((), Vec::new()));
        }
        let since = local_day(&ledger, &desk.in_force, desk.now);
        let mut edit = Edit::of(ledger, desk.now);
        let names: Vec<String> = candidates
            .iter()
            .take(20)
            .map(|other| other.invoice.id.to_string())
            .collect();
        let note = format!(
            "{} booked on {} may be for {}",
            payment.amount,
            payment.booked_on,
            names.join(", ")
        );
        edit.hold_invoice(
            id,
            Hold {
                kind: HoldKind::PossiblePayment,
                since,
                author: "dunlin".to_owned(),
                note,
            },
        );
        edit.invoice(id, |invoice| {
            invoice.raised.push(Raised {
                what: asked_mark(payment),
                on: since,
            })
        });
        edit.look_up(Lookup::Payment(payment.identity.clone()), Some(&id.number));
        let picks = wake(&mut edit, &desk.in_force, desk.now);
        Revised::Write(Box::new(edit.into_writes()), ((), picks))
    })
    .await
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
