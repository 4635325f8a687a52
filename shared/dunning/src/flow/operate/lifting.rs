//! A person takes an address off the suppression list, and says why.

use chrono::{DateTime, Utc};

use crate::account::{AccountKey, EmailAddress};
use crate::flow::edit::Edit;
use crate::flow::wake::wake;
use crate::flow::{Revised, revise_and_pick};
use crate::ports::{Picks, PortError, Store};
use crate::suppression::{Suppression, SuppressionReason};

/// Who lifts, why, and whether they know that its owner complained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifting<'a> {
    /// The person.
    pub author: &'a str,
    /// Kept in the story of every customer who has the address.
    pub reason: &'a str,
    /// Whether a complaint is lifted as well.
    pub despite_complaint: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifted {
    /// It may be mailed again; it was suppressed for this.
    Lifted(Suppression),
    /// Its owner complained, and nobody said that they know.
    Complained,
    /// It was not on the list.
    NotSuppressed,
}

/// Takes an address off the list, and lets the customers who have it be written to there again. Holds stay: after a
/// complaint the customer is silent until a person resumes.
///
/// # Errors
/// If store or queue failed; lifting again goes on where it stopped.
pub async fn lift<S: Store, Q: Picks>(
    store: &S,
    queue: &Q,
    address: &EmailAddress,
    accounts: &[AccountKey],
    lifting: &Lifting<'_>,
    now: DateTime<Utc>,
) -> Result<Lifted, PortError> {
    let strongest = if lifting.despite_complaint {
        SuppressionReason::Complaint
    } else {
        SuppressionReason::HardBounce
    };
    let was = store.lift(address, strongest).await?;
    if was.is_some_and(|was| was.reason > strongest) {
        return Ok(Lifted::Complained);
    }
    // Also where the list had nothing: a try before this one may have got no further than the list.
    let in_force = store.settings().await?;
    for account in accounts {
        revise_and_pick(store, queue, account, |ledger| {
            let Some(ledger) = ledger else {
                return Revised::Nothing(((), Vec::new()));
            };
            let mut edit = Edit::of(ledger, now);
            if !unmark(&mut edit, address) {
                return Revised::Nothing(((), Vec::new()));
            }
            let told = format!(
                "{address} may be written to again (by {}): {}",
                lifting.author, lifting.reason
            );
            edit.tell(None, "suppression_lifted", told);
            let picks = wake(&mut edit, &in_force, now);
            Revised::Write(Box::new(edit.into_writes()), ((), picks))
        })
        .await?;
    }
    Ok(was.map_or(Lifted::NotSuppressed, Lifted::Lifted))
}

/// Whether a contact was marked as suppressed, and is not any more.
fn unmark(edit: &mut Edit, address: &EmailAddress) -> bool {
    let folded = address.folded();
    let mut contacts = edit.ledger().account.contacts.clone();
    let mut is_changed = false;
    for contact in contacts
        .iter_mut()
        .filter(|contact| contact.email.folded() == folded)
    {
        is_changed |= std::mem::take(&mut contact.suppressed);
    }
    if is_changed {
        edit.account().contacts = contacts;
    }
    is_changed
}
