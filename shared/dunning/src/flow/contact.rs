//! A person confirms whom to write to.

use super::edit::Edit;
use crate::account::{CONTACTS_AT_MOST, Contact, ContactPurpose, EmailAddress};
use crate::answer::Said;
use crate::hold::HoldKind;
use crate::task::TaskKind;

/// Puts the confirmed contact first. Whoever said that they are the wrong person is written to no more, and the
/// silence that followed ends. Whether the new address may be written to at all, the suppression list says when the
/// next letter goes.
pub(super) fn confirm(edit: &mut Edit, email: &EmailAddress, name: Option<&str>, author: &str) {
    let confirmed = email.folded();
    let wrong: Vec<String> = wrong_persons(edit)
        .into_iter()
        .filter(|wrong| *wrong != confirmed)
        .collect();
    let known = edit.ledger().account.contacts.iter();
    let suppressed = known
        .clone()
        .any(|contact| contact.email.folded() == confirmed && contact.suppressed);
    let others = known.filter(|contact| {
        let folded = contact.email.folded();
        folded != confirmed && !wrong.contains(&folded)
    });
    let first = Contact {
        email: email.clone(),
        name: name.map(str::to_owned),
        purpose: ContactPurpose::Billing,
        suppressed,
    };
    let contacts = [first].into_iter().chain(others.cloned());
    let contacts: Vec<Contact> = contacts.take(CONTACTS_AT_MOST).collect();
    if contacts != edit.ledger().account.contacts {
        edit.account().contacts = contacts;
        edit.tell(
            None,
            "contact_confirmed",
            format!("letters go to {email} (by {author})"),
        );
    }
    let is_answered = |kind: HoldKind| kind == HoldKind::WrongPerson;
    if edit
        .ledger()
        .account
        .holds
        .iter()
        .any(|hold| is_answered(hold.kind))
    {
        edit.account().holds.retain(|hold| !is_answered(hold.kind));
        edit.tell(
            None,
            "resumed",
            format!("somebody to write to is confirmed (by {author})"),
        );
    }
    edit.close_tasks(|task| task.kind == TaskKind::FindAddress);
}

/// The addresses of letters whose readers last said that they are the wrong person.
fn wrong_persons(edit: &Edit) -> Vec<String> {
    let ledger = edit.ledger();
    let says_so = |letter: &&crate::letter::Letter| {
        let last = ledger.account.answers_to(&letter.id).next_back();
        last.is_some_and(|given| given.said == Said::WrongPerson)
    };
    let letters = ledger.letters.iter().filter(says_so);
    letters.map(|letter| letter.to.folded()).collect()
}
