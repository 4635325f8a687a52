//! Money into the invoices that it is for.

use rust_decimal::Decimal;

use super::Desk;
use super::credits::credit_invoice;
use super::unmatched::{self, Waits};
use crate::arrival::PaymentArrival;
use crate::flow::edit::Edit;
use crate::flow::matching::{
    self, Candidate, Match, asked_about, asked_mark, asked_payments, is_applied, is_counted, match_payment,
};
use crate::flow::wake::{local_day, wake};
use crate::flow::{Revised, revise_and_pick};
use crate::hold::{Hold, HoldKind};
use crate::invoice::{AppliedPayment, Invoice, InvoiceId, Raised, mark};
use crate::ledger::{Closing, Lookup};
use crate::money::Money;
use crate::ports::{Picks, PortError, Store};
use crate::task::TaskKind;

/// Candidates that a hold lists.
const CANDIDATES_AT_MOST: usize = 20;

/// Applies a payment to what it is certainly for; otherwise holds everything that it may be for, and asks.
pub(super) async fn apply<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    payment: &PaymentArrival,
) -> Result<(), PortError> {
    let waits = unmatched::waits(desk, &payment.identity).await?;
    if waits == Waits::NoMore {
        return desk.store.forget_unmatched(&payment.identity).await;
    }
    if let Some(whole) = &payment.part_of
        && unmatched::waits(desk, whole).await? == Waits::ForAPerson
    {
        // An entry that nobody could match gives way to its parts, which say more.
        unmatched::settle(desk, whole).await?;
    }
    let mut found = match_payment(desk.store, payment).await?;
    if !found.finds_something() {
        // Kept first and then looked for once more: its invoice may have arrived in between, and whoever brought it
        // looked for payments that were kept before.
        desk.store.keep_unmatched(payment).await?;
        found = match_payment(desk.store, payment).await?;
    }
    match found {
        Match::CountedBefore => {}
        Match::Certain(parts) if may_be_noted(&parts, payment) => {
            let candidates: Vec<Candidate> = parts.into_iter().map(|(candidate, _)| candidate).collect();
            for candidate in candidates.iter().filter(|candidate| candidate.is_open) {
                hold_candidate(desk, payment, candidate, &candidates).await?;
            }
        }
        Match::Certain(parts) => {
            for (candidate, amount) in parts {
                apply_part(desk, payment, &candidate, amount, None).await?;
            }
        }
        Match::Ambiguous(candidates) if candidates.iter().any(|candidate| candidate.is_open) => {
            for candidate in candidates.iter().filter(|candidate| candidate.is_open) {
                hold_candidate(desk, payment, candidate, &candidates).await?;
            }
            if payment.amount.amount < Decimal::ZERO {
                // What goes back may undo a payment of which a file tells only later, and which then closes the very
                // invoice that the question stands at: the question must outlive it, and be tried again.
                desk.store.keep_unmatched(payment).await?;
                return unmatched::ask(desk, payment, &candidates).await;
            }
        }
        Match::Ambiguous(candidates) => return unmatched::ask(desk, payment, &candidates).await,
        Match::Nothing => return unmatched::ask(desk, payment, &[]).await,
    }
    match waits {
        Waits::ForAPerson => unmatched::settle(desk, &payment.identity).await,
        Waits::Never | Waits::NoMore => desk.store.forget_unmatched(&payment.identity).await,
    }
}

/// Whether the money may be what a person noted for an invoice that is open still: then a person says whether it came
/// once or twice. An invoice that such a note has closed needs nobody: what is more than it asked for is the note's.
fn may_be_noted(parts: &[(Candidate, Decimal)], payment: &PaymentArrival) -> bool {
    parts.iter().any(|(candidate, part)| {
        let sum = Money::new(*part, payment.amount.currency);
        candidate.is_open && candidate.invoice.is_noted_as_paid(sum)
    })
}

/// Takes a payment's part off an invoice; `assigned_by` names whoever said that it is for it, if a person did.
pub(super) async fn apply_part<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    payment: &PaymentArrival,
    candidate: &Candidate,
    amount: Decimal,
    assigned_by: Option<&str>,
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
            look_up(edit, payment, number);
            if let Some(author) = assigned_by {
                let told = format!("payment of {} (by {author})", payment.booked_on);
                edit.tell(Some(&candidate.invoice.id), "payment_assigned", told);
            }
            if amount > Decimal::ZERO {
                for name in matching::names(payment) {
                    edit.look_up(name, Some(number));
                }
                let iban = payment.payer_iban.clone().map(Lookup::PayerIban);
                iban.into_iter().for_each(|iban| edit.look_up(iban, None));
            } else {
                no_longer_in_doubt(edit, payment, &candidate.invoice.id);
            }
        },
    )
    .await
    .map(|_| ())
}

/// What goes back was asked about, and is known now: unless another payment is in doubt, the invoice is held no longer.
fn no_longer_in_doubt(edit: &mut Edit, returned: &PaymentArrival, id: &InvoiceId) {
    let was_asked = |invoice: &&Invoice| {
        &invoice.id == id
            && asked_about(invoice, returned).is_some()
            && asked_payments(invoice).all(|asked| is_applied(invoice, asked))
    };
    if !edit.ledger().invoices.iter().any(|invoice| was_asked(&invoice)) {
        return;
    }
    edit.invoice(id, |invoice| {
        invoice
            .holds
            .retain(|hold| hold.kind != HoldKind::PossiblePayment);
    });
    let subject = id.to_string();
    edit.close_tasks(|task| task.kind == TaskKind::MatchPayment && task.subject == subject);
}

/// From now on the payment leads to the invoice; so does the entry that it is a part of, which counts no more itself.
fn look_up(edit: &mut Edit, payment: &PaymentArrival, number: &str) {
    for identity in std::iter::once(&payment.identity).chain(&payment.part_of) {
        edit.look_up(Lookup::Payment(identity.clone()), Some(number));
    }
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
            .take(CANDIDATES_AT_MOST)
            .map(|other| other.invoice.id.to_string())
            .collect();
        let noted = if candidate.invoice.is_noted_as_paid(payment.amount) {
            ", or be what was noted as paid before"
        } else {
            ""
        };
        let note = format!(
            "{} booked on {} may be for {}{noted}",
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
            let asked = Raised {
                what: asked_mark(payment),
                on: since,
            };
            mark(&mut invoice.raised, asked);
        });
        look_up(&mut edit, payment, &id.number);
        let picks = wake(&mut edit, &desk.in_force, desk.now);
        Revised::Write(Box::new(edit.into_writes()), ((), picks))
    })
    .await
}
