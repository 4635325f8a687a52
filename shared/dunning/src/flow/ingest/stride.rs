//! Arrivals that are applied at once.
//!
//! Most of an arrival's time is spent waiting for the store. Neighbours that have nothing to do with each other wait
//! together; all others keep the order of the file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use futures_util::future::join_all;

use super::backlog::{Place, give_turn};
use super::customers::lookups;
use super::invoices::{Met, meet};
use super::{Desk, customers, invoices, payments};
use crate::account::AccountKey;
use crate::arrival::{Arrival, CustomerReference, DocumentKind, InvoiceArrival};
use crate::invoice::folded_number;
use crate::ledger::Lookup;
use crate::ports::{Picks, PortError, Store};

/// The most arrivals at once. An invoice takes thirteen write units and, at a guess, sixty milliseconds: ten at once are
/// two thousand units a second, half of what a new table takes on demand.
const AT_ONCE: usize = 10;

/// How many arrivals, from the first on, are applied at once: those of one kind of which no two go by the same name. At
/// least one.
pub(super) fn length(arrivals: &[Arrival]) -> usize {
    let Some(first) = arrivals.first() else { return 0 };
    let mut taken = BTreeSet::new();
    let is_apart = |arrival: &&Arrival| {
        let names = names(arrival);
        let is_apart = std::mem::discriminant(*arrival) == std::mem::discriminant(first)
            && !names.is_empty()
            && names.is_disjoint(&taken);
        taken.extend(names);
        is_apart
    };
    let apart = arrivals.iter().take(AT_ONCE).take_while(is_apart).count();
    apart.max(1)
}

/// Every name by which an arrival may meet what another one writes; none if that can't be told.
fn names(arrival: &Arrival) -> BTreeSet<Lookup> {
    let of_customer = |customer: &CustomerReference| lookups(customer).into_iter().collect();
    match arrival {
        Arrival::Customer(row) => of_customer(&row.customer),
        Arrival::Invoice(invoice) if invoice.kind != DocumentKind::CreditNote => {
            let mut names: BTreeSet<Lookup> = of_customer(&invoice.customer);
            names.insert(Lookup::InvoiceNumber(folded_number(&invoice.number)));
            names
        }
        // A credit note touches other invoices, and a payment whatever it is found to be for.
        Arrival::Invoice(_) | Arrival::Payment(_) | Arrival::PaymentsCompleteTo(_) => BTreeSet::new(),
    }
}

/// Applies arrivals of which no two have to do with each other. What fails leaves the others to be applied; then it is
/// told.
pub(super) async fn apply<S: Store, Q: Picks>(
    desk: &mut Desk<'_, S, Q>,
    stride: &[Arrival],
) -> Result<(), PortError> {
    let mut rows = Vec::new();
    let mut documents = Vec::new();
    for arrival in stride {
        match arrival {
            Arrival::Customer(row) => rows.push(row),
            Arrival::Invoice(document) => documents.push(document),
            Arrival::Payment(payment) => payments::apply(desk, payment).await?,
            Arrival::PaymentsCompleteTo(day) => {
                desk.store.payments_complete_to(*day).await?;
                desk.in_force = desk.store.settings().await?;
            }
        }
    }
    let desk = &*desk;
    all(join_all(rows.into_iter().map(|row| customers::apply(desk, row))).await)?;
    take_in(desk, documents).await
}

/// The store is asked about all of them, then turns are given in the order of the file, then all are written.
async fn take_in<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    documents: Vec<&InvoiceArrival>,
) -> Result<(), PortError> {
    let asked = join_all(documents.into_iter().map(|document| meet(desk, document))).await;
    let (met, failed): (Vec<_>, Vec<_>) = asked.into_iter().partition(Result::is_ok);
    let mut given = BTreeMap::new();
    let mut with_turns = Vec::new();
    for met in met.into_iter().flatten() {
        let turn = turn(desk, &met, &mut given).await?;
        with_turns.push((met, turn));
    }
    let writes = with_turns
        .into_iter()
        .map(|(met, turn)| invoices::apply(desk, met, turn));
    all(join_all(writes).await)?;
    all(failed.into_iter().map(|failed| failed.map(drop)))
}

/// The turn of an invoice's customer. Two documents may turn out to be one customer's: that is one turn.
async fn turn<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    met: &Met<'_>,
    given: &mut BTreeMap<AccountKey, NaiveDate>,
) -> Result<Option<NaiveDate>, PortError> {
    match (met.place, given.get(&met.owner.key)) {
        (Place::Outside, _) => Ok(None),
        (Place::Turn(turn), _) => Ok(Some(turn)),
        (Place::Last, Some(turn)) => Ok(Some(*turn)),
        (Place::Last, None) => {
            let turn = give_turn(desk).await?;
            given.insert(met.owner.key.clone(), turn);
            Ok(Some(turn))
        }
    }
}

fn all(outcomes: impl IntoIterator<Item = Result<(), PortError>>) -> Result<(), PortError> {
    outcomes.into_iter().collect()
}
