//! Whose account it is, and what is known of its owner.

use super::Desk;
use crate::account::{Account, AccountKey, Contact};
use crate::arrival::{CustomerArrival, CustomerReference, folded_name, folded_vat_id};
use crate::decide::days_after;
use crate::flow::edit::Edit;
use crate::flow::wake::wake;
use crate::flow::{Revised, revise_and_pick};
use crate::hold::{Hold, HoldKind};
use crate::invoice::{DueFrom, Invoice, InvoiceId};
use crate::ledger::{Ledger, Lookup};
use crate::ports::{Ledgers, Picks, PortError, Store};
use crate::task::TaskKind;

/// Invoices that get a due date in one change, which is a transaction of a hundred writes; each takes up to four.
const DUE_DATES_AT_ONCE: usize = 20;

/// Whose account it is.
pub(super) struct Owner {
    /// The account's key.
    pub(super) key: AccountKey,
    /// What the key is derived from.
    pub(super) identity: String,
    /// The name by which the account was found; none if it is to be made.
    known_as: Option<Lookup>,
}

impl Owner {
    /// The names of a reference that are to be written with a change of the ledger: of an account that is there all but
    /// the one by which it was found, of a new one all.
    pub(super) fn new_names(&self, ledger: Option<&Ledger>, customer: &CustomerReference) -> Vec<Lookup> {
        let is_there = ledger.is_some_and(|ledger| !ledger.account.is_erased());
        let mut names = lookups(customer);
        names.retain(|name| !is_there || self.known_as.as_ref() != Some(name));
        names
    }
}

/// The account that a reference leads to: the one known by its number, VAT id or (if only one) name, else the one
/// that will be made from it.
pub(super) async fn resolve<S: Ledgers>(
    store: &S,
    creditor: &str,
    customer: &CustomerReference,
    or_else: &str,
) -> Result<Owner, PortError> {
    for lookup in lookups(customer) {
        let mut found = store.find(&lookup).await?;
        found.dedup_by(|one, other| one.account == other.account);
        // Two accounts of one name: the name tells nothing.
        if let [only] = found.as_slice()
            && let Some(ledger) = store.load(&only.account).await?
            // A name that was written while its customer was erased leads to nobody.
            && !ledger.account.is_erased()
            && (matches!(lookup, Lookup::CustomerNumber(_))
                || !is_numbered_otherwise(&ledger.account, customer))
        {
            return Ok(Owner {
                key: only.account.clone(),
                identity: ledger.account.customer,
                known_as: Some(lookup),
            });
        }
    }
    let identity = customer.identity().unwrap_or_else(|| or_else.to_owned());
    Ok(Owner {
        key: AccountKey::derive(creditor, &identity),
        identity,
        known_as: None,
    })
}

/// Whether the account goes by another number than the document gives. Two numbers are two customers, though their
/// VAT id (branches) or name may be one; an account that was made from VAT id or name has no number of its own.
fn is_numbered_otherwise(account: &Account, customer: &CustomerReference) -> bool {
    let unnumbered = CustomerReference {
        number: None,
        ..customer.clone()
    };
    let by_name = CustomerReference {
        vat_id: None,
        ..unnumbered.clone()
    };
    let is_numbered = customer.identity() != unnumbered.identity();
    let made_from = [customer, &unnumbered, &by_name].map(CustomerReference::identity);
    is_numbered && !made_from.contains(&Some(account.customer.clone()))
}

/// The names under which a customer can be found, best first.
pub(super) fn lookups(customer: &CustomerReference) -> Vec<Lookup> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    [
        given(&customer.number).map(|number| Lookup::CustomerNumber(number.trim().to_owned())),
        given(&customer.vat_id).map(|vat_id| Lookup::VatId(folded_vat_id(&vat_id))),
        given(&customer.name).map(|name| Lookup::CustomerName(folded_name(&name))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The ledger of an account, new if there is none, or nothing of the customer is left in it but its story.
pub(super) fn or_new(
    ledger: Option<Ledger>,
    key: &AccountKey,
    identity: &str,
    customer: &CustomerReference,
) -> Ledger {
    let (version, tip) = match ledger {
        Some(ledger) if !ledger.account.is_erased() => return ledger,
        erased => erased.map_or((0, None), |ledger| (ledger.account.version, ledger.account.tip)),
    };
    let account = Account {
        version,
        tip,
        ..Account::new(
            key.clone(),
            identity,
            customer.name.as_deref().unwrap_or(identity),
        )
    };
    Ledger {
        account,
        invoices: Vec::new(),
        letters: Vec::new(),
        tasks: Vec::new(),
    }
}

/// Applies a row of the directory: what it says replaces what is known, what it leaves out stays.
pub(super) async fn apply<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    arrival: &CustomerArrival,
) -> Result<(), PortError> {
    let creditor = &desk.in_force.creditor.id;
    let owner = resolve(desk.store, creditor, &arrival.customer, "unnamed customer").await?;
    while apply_some(desk, arrival, &owner).await? {}
    Ok(())
}

/// Applies the row; says whether there are further invoices to which it gives a due date.
async fn apply_some<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    arrival: &CustomerArrival,
    owner: &Owner,
) -> Result<bool, PortError> {
    revise_and_pick(desk.store, desk.queue, &owner.key, |ledger| {
        let names = owner.new_names(ledger.as_ref(), &arrival.customer);
        let ledger = or_new(ledger, &owner.key, &owner.identity, &arrival.customer);
        let before = ledger.account.clone();
        let replaced = replace(&before, arrival);
        let mut waiting = waiting_for_terms(&ledger, replaced.terms_days);
        let is_more = waiting.len() > DUE_DATES_AT_ONCE;
        waiting.truncate(DUE_DATES_AT_ONCE);
        let mut edit = Edit::of(ledger, desk.now);
        let paused = arrival.paused.filter(|paused| *paused != is_paused(&before));
        if replaced == before && before.version > 0 && paused.is_none() && waiting.is_empty() {
            return Revised::Nothing((false, Vec::new()));
        }
        *edit.account() = replaced;
        give_due_dates(&mut edit, &waiting);
        for lookup in names {
            edit.look_up(lookup, None);
        }
        if let Some(paused) = paused {
            pause(&mut edit, paused, desk);
        }
        let address = |account: &Account| account.addressee().map(|contact| contact.email.folded());
        if address(&edit.ledger().account) != address(&before) {
            // Whoever keeps the directory has named somebody else.
            let is_answered = |hold: &Hold| hold.kind == HoldKind::WrongPerson;
            if before.holds.iter().any(is_answered) {
                edit.account().holds.retain(|hold| !is_answered(hold));
                edit.tell(
                    None,
                    "resumed",
                    "the customer directory names somebody else to write to",
                );
            }
        }
        let holds = &edit.ledger().account.holds;
        let is_wrong = holds.iter().any(|hold| hold.kind == HoldKind::WrongPerson);
        if edit.ledger().account.addressee().is_some() && !is_wrong {
            edit.close_tasks(|task| task.kind == TaskKind::FindAddress);
        }
        edit.tell(None, "customer_updated", "from the customer directory");
        let picks = wake(&mut edit, &desk.in_force, desk.now);
        Revised::Write(Box::new(edit.into_writes()), (is_more, picks))
    })
    .await
}

/// What the row says in place of what is known. The contacts only where the directory names others than it did: what a
/// person has put right since (`dunlin contact`) is not undone by a directory that has not heard of it.
fn replace(account: &Account, arrival: &CustomerArrival) -> Account {
    let mut contacts = arrival.contacts.clone();
    let named = match contacts.as_slice() {
        [] => account.contacts_named,
        named => Some(Contact::fingerprint(named)),
    };
    for contact in &mut contacts {
        // A directory knows nothing of bounces: what was suppressed stays so until the list says otherwise.
        let same = |known: &&Contact| known.email.folded() == contact.email.folded();
        contact.suppressed = account
            .contacts
            .iter()
            .find(same)
            .is_some_and(|known| known.suppressed);
    }
    Account {
        name: arrival
            .customer
            .name
            .clone()
            .unwrap_or_else(|| account.name.clone()),
        kind: arrival.kind.unwrap_or(account.kind),
        contacts: if named == account.contacts_named {
            account.contacts.clone()
        } else {
            contacts
        },
        contacts_named: named,
        language: arrival.language.or(account.language),
        zone: arrival.zone.or(account.zone),
        region: arrival.region.or(account.region),
        phone: arrival.phone.clone().or_else(|| account.phone.clone()),
        account_manager: arrival
            .account_manager
            .clone()
            .or_else(|| account.account_manager.clone()),
        policy: arrival.policy.clone().or_else(|| account.policy.clone()),
        terms_days: arrival.terms_days.or(account.terms_days),
        ..account.clone()
    }
}

/// The open invoices that the customer's own terms would give a due date.
fn waiting_for_terms(ledger: &Ledger, terms_days: Option<u16>) -> Vec<InvoiceId> {
    let without = ledger.invoices.iter().filter(|invoice| invoice.due_on.is_none());
    let waiting = without.map(|invoice| invoice.id.clone());
    terms_days.map_or_else(Vec::new, |_| waiting.collect())
}

/// Invoices that wait for a due date get the one by the customer's terms. One that came with another day keeps it,
/// even if only by the creditor's default: a letter may have named it.
fn give_due_dates(edit: &mut Edit, waiting: &[InvoiceId]) {
    let days = edit.ledger().account.terms_days.unwrap_or_default();
    for id in waiting {
        edit.invoice(id, |invoice| {
            invoice.due_on = Some(days_after(invoice.issued_on, u64::from(days)));
            invoice.due_from = Some(DueFrom::DefaultTerms);
        });
        let text = format!("by the customer's terms of {days} days");
        edit.tell(Some(id), "due_date_set", text);
        let is_held = |invoice: &Invoice| {
            &invoice.id == id && invoice.holds.iter().any(|hold| hold.kind == HoldKind::Review)
        };
        if !edit.ledger().invoices.iter().any(is_held) {
            let subject = id.to_string();
            edit.close_tasks(|task| task.kind == TaskKind::Review && task.subject == subject);
        }
    }
}

fn is_paused(account: &Account) -> bool {
    account.holds.iter().any(is_directory_pause)
}

fn is_directory_pause(hold: &Hold) -> bool {
    hold.kind == HoldKind::Pause { until: None } && hold.author == DIRECTORY
}

const DIRECTORY: &str = "customer directory";

fn pause<S, Q>(edit: &mut Edit, paused: bool, desk: &Desk<'_, S, Q>) {
    if paused {
        let since = crate::flow::wake::local_day(edit.ledger(), &desk.in_force, desk.now);
        let kind = HoldKind::Pause { until: None };
        edit.hold_account(Hold {
            kind,
            since,
            author: DIRECTORY.to_owned(),
            note: String::new(),
        });
    } else {
        edit.account().holds.retain(|hold| !is_directory_pause(hold));
        edit.tell(None, "resumed", "by the customer directory");
    }
}

/// Fills what is unknown of a customer with what a document says of them.
pub(super) fn fill(edit: &mut Edit, profile: &CustomerArrival) {
    let known = edit.ledger().account.clone();
    let filled = Account {
        contacts: if known.contacts.is_empty() {
            profile.contacts.clone()
        } else {
            known.contacts.clone()
        },
        language: known.language.or(profile.language),
        zone: known.zone.or(profile.zone),
        region: known.region.or(profile.region),
        phone: known.phone.clone().or_else(|| profile.phone.clone()),
        ..known.clone()
    };
    if filled != known {
        *edit.account() = filled;
    }
}
