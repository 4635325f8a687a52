//! What gives way to a newer version of a document: parts that it no longer has, and what stands with a customer whom
//! it no longer names.

use chrono::{DateTime, Utc};

use super::Desk;
use super::review::review;
use crate::account::AccountKey;
use crate::arrival::{Due, InvoiceArrival};
use crate::flow::edit::Edit;
use crate::flow::wake::local_day;
use crate::flow::{Revised, revise};
use crate::invoice::{Invoice, InvoiceId};
use crate::ledger::{Closing, Found, Ledger};
use crate::money::Money;
use crate::ports::{Picks, PortError, Store};

/// A receivable of a document: when it is due, and what for.
pub(super) type Part = (InvoiceId, Due, Money);

/// Parts that are closed in one change, which is a transaction of a hundred writes; with its tasks and its line of the
/// story a part takes up to eight.
const PARTS_CLOSED_TOGETHER: usize = 10;

/// Of the parts that give way, those that are closed in the change that brings the new ones.
const PARTS_CLOSED_WITH_THE_REST: usize = 5;

/// Closes what is too much for one change with the new parts; those without payments first, since a payment on any is
/// what the last change asks a person about. A crash before it leaves the customer in peace until the file is tried
/// again.
pub(super) async fn close_most_parts_of_before<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    account: &AccountKey,
    parts: &[Part],
    at: DateTime<Utc>,
) -> Result<(), PortError> {
    let close_some = async || {
        revise(desk.store, account, |ledger| {
            let Some(ledger) = ledger else {
                return Revised::Nothing(false);
            };
            let mut before = giving_way(&ledger, parts, at);
            before.sort_by_key(|part| !part.payments.is_empty());
            let most = before.len().saturating_sub(PARTS_CLOSED_WITH_THE_REST);
            before.truncate(most.min(PARTS_CLOSED_TOGETHER));
            close_all(ledger, before, desk.now)
        })
        .await
    };
    while close_some().await? {}
    Ok(())
}

/// The open parts of the document that it does not have any more; none if it is older than any that is open. A part
/// that two versions have alike is still of the earlier one.
pub(super) fn giving_way(ledger: &Ledger, parts: &[Part], at: DateTime<Utc>) -> Vec<Invoice> {
    let Some((first, ..)) = parts.first() else {
        return Vec::new();
    };
    let is_of_it = |invoice: &&Invoice| invoice.id.number == first.number;
    let open: Vec<&Invoice> = ledger.invoices.iter().filter(is_of_it).collect();
    if open.iter().any(|invoice| invoice.revision.at > at) {
        return Vec::new();
    }
    let is_gone = |invoice: &&Invoice| parts.iter().all(|(id, ..)| id != &invoice.id);
    open.into_iter().filter(is_gone).cloned().collect()
}

/// A document that is now due in other parts than before: the old parts give way. What was paid on them may belong
/// to any of the new ones, so a person looks first.
pub(super) fn close_parts_of_before<S, Q>(
    edit: &mut Edit,
    desk: &Desk<'_, S, Q>,
    parts: &[Part],
    at: DateTime<Utc>,
) {
    let before = giving_way(edit.ledger(), parts, at);
    let since = local_day(edit.ledger(), &desk.in_force, desk.now);
    if before.iter().any(|invoice| !invoice.payments.is_empty()) {
        for (id, ..) in parts {
            let note = "something was paid before the invoice was parted otherwise".to_owned();
            review(edit, id, since, note);
        }
    }
    for invoice in before {
        edit.close(invoice, Closing::Replaced);
    }
}

/// The versions of a document that stand in another customer's account, open or closed.
pub(super) async fn versions_elsewhere<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    found: &Found,
    parts: &[Part],
) -> Result<Vec<Invoice>, PortError> {
    let ledger = desk.store.load(&found.account).await?;
    let open = ledger.map(|ledger| ledger.invoices).unwrap_or_default();
    let mut versions = Vec::new();
    for (id, ..) in parts {
        match open.iter().find(|invoice| &invoice.id == id) {
            Some(invoice) => versions.push(invoice.clone()),
            None => versions.extend(desk.store.load_closed(&found.account, id).await?),
        }
    }
    Ok(versions)
}

/// The document names another customer than an earlier version did: what stands there is replaced, so that nobody
/// is reminded of somebody else's invoice.
pub(super) async fn close_elsewhere<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    found: &Found,
    arrival: &InvoiceArrival,
) -> Result<(), PortError> {
    let close_some = async || {
        revise(desk.store, &found.account, |ledger| {
            let Some(ledger) = ledger else {
                return Revised::Nothing(false);
            };
            let at = arrival.revised_at.unwrap_or(desk.now);
            let replaced: Vec<Invoice> = ledger
                .invoices
                .iter()
                .filter(|invoice| invoice.id.number == arrival.number && invoice.revision.at < at)
                .take(PARTS_CLOSED_TOGETHER)
                .cloned()
                .collect();
            close_all(ledger, replaced, desk.now)
        })
        .await
    };
    while close_some().await? {}
    Ok(())
}

/// Closes the invoices in one change; says whether there were any.
fn close_all(ledger: Ledger, replaced: Vec<Invoice>, now: DateTime<Utc>) -> Revised<bool> {
    let mut edit = Edit::of(ledger, now);
    for invoice in replaced {
        edit.close(invoice, Closing::Replaced);
    }
    match edit.into_change() {
        Some(change) => Revised::Write(Box::new(change), true),
        None => Revised::Nothing(false),
    }
}
