//! Payments for which nothing was found: each is kept, tried again, and a person's task until it is matched.
//!
//! Such a payment waits in an account of its own, that of a payer whom nobody knows yet: so its task stands beside all
//! others, costs the same however many wait, and tells, once it is closed, that the payment was dealt with.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::customers::or_new;
use super::{Desk, payments};
use crate::account::{Account, AccountKey};
use crate::arrival::{Arrival, CustomerArrival, CustomerReference, PaymentArrival, folded_name};
use crate::flow::edit::Edit;
use crate::flow::matching::{self, Candidate, asked_mark, digit_keys, folded_reference};
use crate::flow::wake::local_day;
use crate::flow::{Revised, revise};
use crate::invoice::{InvoiceId, Raised, folded_number};
use crate::ledger::{Ledger, Lookup};
use crate::ports::{Ledgers, Picks, PortError, Store};
use crate::task::{Task, TaskKind};

/// Letters of a payment's text that its task repeats.
const TEXT_AT_MOST: usize = 140;

/// Candidates that its task lists.
const CANDIDATES_AT_MOST: usize = 20;

/// How a payment that nothing was found for stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// It never waited.
    Never,
    /// A person is asked.
    ForAPerson,
    /// No more: it was matched, or a person closed its task.
    NoMore,
}

/// What the identity of such an account begins with; no customer's begins with a control character.
const OWN: &str = "\u{1}payment ";

/// The payment's own account.
fn own_account(creditor: &str, identity: &str) -> (AccountKey, String) {
    let identity = format!("{OWN}{identity}");
    (AccountKey::derive(creditor, &identity), identity)
}

/// The identity of the payment that nothing was found for, if the account is such a payment's own; none if it is that of
/// a customer.
pub fn payment_of(account: &Account) -> Option<&str> {
    account.customer.strip_prefix(OWN)
}

/// The account of a payment that nothing was found for.
pub fn account_of_payment(creditor: &str, identity: &str) -> AccountKey {
    own_account(creditor, identity).0
}

pub(super) async fn waits<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    identity: &str,
) -> Result<Waits, PortError> {
    let account = account_of_payment(&desk.in_force.creditor.id, identity);
    Ok(match desk.store.load(&account).await? {
        None => Waits::Never,
        Some(ledger) if ledger.tasks.is_empty() => Waits::NoMore,
        Some(_) => Waits::ForAPerson,
    })
}

/// Asks a person what the payment is for, once.
pub(super) async fn ask<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    payment: &PaymentArrival,
    candidates: &[Candidate],
) -> Result<(), PortError> {
    let (key, identity) = own_account(&desk.in_force.creditor.id, &payment.identity);
    revise(desk.store, &key, |ledger| {
        if ledger.is_some() {
            return Revised::Nothing(());
        }
        let ledger = payer(&key, &identity, payment);
        let today = local_day(&ledger, &desk.in_force, desk.now);
        let mut edit = Edit::of(ledger, desk.now);
        edit.account().raised.push(Raised {
            what: asked_mark(payment),
            on: today,
        });
        edit.open_task(Task {
            kind: TaskKind::MatchPayment,
            account: key.clone(),
            subject: format!("payment of {}", payment.booked_on),
            opened_on: today,
            detail: describe(payment, candidates),
        });
        if let Some(whole) = &payment.part_of {
            edit.look_up(Lookup::Payment(whole.clone()), None);
        }
        Revised::Write(Box::new(edit.into_writes()), ())
    })
    .await
}

/// The payment waits no more.
pub(super) async fn settle<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    identity: &str,
) -> Result<(), PortError> {
    let (key, _) = own_account(&desk.in_force.creditor.id, identity);
    // Before it is forgotten: a crash in between comes back here.
    revise(desk.store, &key, |ledger| {
        let Some(ledger) = ledger else {
            return Revised::Nothing(());
        };
        let mut edit = Edit::of(ledger, desk.now);
        edit.close_tasks(|_| true);
        match edit.into_change() {
            Some(change) => Revised::Write(Box::new(change), ()),
            None => Revised::Nothing(()),
        }
    })
    .await?;
    desk.store.forget_unmatched(identity).await
}

/// A person says that the payment in this account is for no invoice, or was seen to otherwise: it is not looked at
/// again, in whatever file it is told. Says whether there was such a payment.
///
/// # Errors
/// If the store failed; saying it again changes nothing.
pub async fn set_aside<S: Store>(
    store: &S,
    account: &AccountKey,
    author: &str,
    now: DateTime<Utc>,
) -> Result<bool, PortError> {
    let identity = revise(store, account, |ledger| {
        let identity = ledger
            .as_ref()
            .and_then(|ledger| payment_of(&ledger.account).map(str::to_owned));
        let (Some(ledger), Some(identity)) = (ledger, identity) else {
            return Revised::Nothing(None);
        };
        let mut edit = Edit::of(ledger, now);
        edit.close_tasks(|_| true);
        if edit.is_unchanged() {
            return Revised::Nothing(Some(identity));
        }
        edit.tell(None, "payment_set_aside", format!("by {author}"));
        Revised::Write(Box::new(edit.into_writes()), Some(identity))
    })
    .await?;
    let Some(identity) = identity else {
        return Ok(false);
    };
    store.forget_unmatched(&identity).await?;
    Ok(true)
}

/// What came of saying what a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// It counts for the invoice.
    Counted,
    /// No such payment waits.
    NoSuchPayment,
    /// It is in another currency than the invoice.
    OtherCurrency,
    /// It went back, or there is no such invoice.
    NotFor,
}

/// A person says which invoice the payment in this account is for.
///
/// # Errors
/// If store or queue failed; saying it again goes on where it stopped.
pub async fn assign<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    payment_account: &AccountKey,
    (account, id): (&AccountKey, &InvoiceId),
    author: &str,
    now: DateTime<Utc>,
) -> Result<Assigned, PortError> {
    let waiting = store.load(payment_account).await?;
    let identity = waiting.as_ref().and_then(|waiting| payment_of(&waiting.account));
    let unmatched = store.unmatched().await?;
    let Some(payment) = unmatched
        .into_iter()
        .find(|payment| Some(payment.identity.as_str()) == identity)
    else {
        return Ok(Assigned::NoSuchPayment);
    };
    let open = store.load(account).await?.and_then(|ledger| {
        let mut invoices = ledger.invoices.into_iter();
        invoices.find(|invoice| &invoice.id == id)
    });
    let is_open = open.is_some();
    let invoice = match open {
        Some(invoice) => Some(invoice),
        None => store.load_closed(account, id).await?,
    };
    let Some(invoice) = invoice.filter(|_| payment.amount.amount > Decimal::ZERO) else {
        return Ok(Assigned::NotFor);
    };
    if invoice.billed.currency != payment.amount.currency {
        return Ok(Assigned::OtherCurrency);
    }
    let desk = Desk {
        store,
        queue,
        in_force: store.settings().await?,
        now,
    };
    let candidate = Candidate {
        account: account.clone(),
        invoice,
        is_open,
    };
    payments::apply_part(&desk, &payment, &candidate, payment.amount.amount, Some(author)).await?;
    settle(&desk, &payment.identity).await?;
    Ok(Assigned::Counted)
}

/// Whether an account is a payment's own, and no customer's.
pub fn is_of_a_payment(customer: &str) -> bool {
    customer.starts_with(OWN)
}

/// What a file brought may be what an earlier payment was for.
pub(super) async fn try_again<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    arrivals: &[Arrival],
) -> Result<(), PortError> {
    let news = News::of(arrivals);
    if news.is_nothing() {
        return Ok(());
    }
    let mut strangers = BTreeSet::new();
    for payment in desk.store.unmatched().await? {
        if news.may_concern(desk.store, &payment, &mut strangers).await? {
            payments::apply(desk, &payment).await?;
        }
    }
    Ok(())
}

/// What a file brought, as a payment may speak of it: kept in memory, so that payments which it can't concern cost
/// nothing more.
struct News {
    has_payments: bool,
    has_invoices: bool,
    names: BTreeSet<String>,
    numbers: BTreeSet<String>,
    references: BTreeSet<String>,
}

impl News {
    fn of(arrivals: &[Arrival]) -> Self {
        let mut news = Self {
            has_payments: false,
            has_invoices: false,
            names: BTreeSet::new(),
            numbers: BTreeSet::new(),
            references: BTreeSet::new(),
        };
        for arrival in arrivals {
            match arrival {
                Arrival::Customer(customer) => news.add_customer(customer),
                Arrival::Invoice(invoice) => {
                    news.has_invoices = true;
                    news.names
                        .extend(invoice.customer.name.as_deref().map(folded_name));
                    news.add_customer(&invoice.profile);
                    news.numbers.extend(digit_keys(&invoice.number));
                    news.numbers.insert(folded_number(&invoice.number));
                    let reference = invoice.payment.reference.as_deref();
                    news.references.extend(reference.and_then(folded_reference));
                }
                Arrival::Payment(_) => news.has_payments = true,
                Arrival::PaymentsCompleteTo(_) => {}
            }
        }
        news
    }

    fn add_customer(&mut self, customer: &CustomerArrival) {
        self.names
            .extend(customer.customer.name.as_deref().map(folded_name));
    }

    fn is_nothing(&self) -> bool {
        !self.has_payments && !self.has_invoices && self.names.is_empty()
    }

    /// Whether another try may find what the last did not. Who pays is looked up,
    /// each payer once a file.
    async fn may_concern<S: Ledgers>(
        &self,
        store: &S,
        payment: &PaymentArrival,
        strangers: &mut BTreeSet<Lookup>,
    ) -> Result<bool, PortError> {
        let is_return = payment.amount.amount.is_sign_negative();
        if self.has_payments && is_return {
            return Ok(true);
        }
        let name = payment.payer.as_deref().map(folded_name);
        let is_named = name.as_ref().is_some_and(|name| self.names.contains(name))
            || matching::numbers_told(&payment.references)
                .iter()
                .any(|key| self.numbers.contains(key))
            || matching::references_told(&payment.references)
                .iter()
                .any(|key| self.references.contains(key));
        if is_named || !self.has_invoices {
            return Ok(is_named);
        }
        let by_iban = payment.payer_iban.clone().map(Lookup::PayerIban);
        for payer in by_iban.into_iter().chain(name.map(Lookup::CustomerName)) {
            if strangers.contains(&payer) {
                continue;
            }
            if !store.find(&payer).await?.is_empty() {
                return Ok(true);
            }
            strangers.insert(payer);
        }
        Ok(false)
    }
}

fn payer(key: &AccountKey, identity: &str, payment: &PaymentArrival) -> Ledger {
    let name = payment
        .payer
        .clone()
        .unwrap_or_else(|| "unknown payer".to_owned());
    let named = CustomerReference {
        name: Some(name),
        ..CustomerReference::default()
    };
    or_new(None, key, identity, &named)
}

fn describe(payment: &PaymentArrival, candidates: &[Candidate]) -> String {
    let payer = payment.payer.as_deref().unwrap_or("an unknown payer");
    let text: String = payment.references.join(" ").chars().take(TEXT_AT_MOST).collect();
    let said = if text.trim().is_empty() {
        "nothing".to_owned()
    } else {
        format!("“{text}”")
    };
    let names: Vec<String> = candidates
        .iter()
        .take(CANDIDATES_AT_MOST)
        .map(|one| one.invoice.id.to_string())
        .collect();
    let found = if names.is_empty() {
        "no invoice was found for it".to_owned()
    } else {
        format!("it may be about {}", names.join(", "))
    };
    format!("{} of {payer}, saying {said}: {found}.", payment.amount)
}
