//! `dunlin approve`, `promise`, `dispute`, `pause`, `resume`, `contact`: what a person decides.

use dunning::account::AccountKey;
use dunning::decide::Waiting;
use dunning::flow::operate::{LetterFate, Operation, Outcome, operate};
use dunning::hold::HoldKind;
use dunning::ports::Ledgers;

use crate::arguments::{Author, Found, General, Operate, Whose};
use crate::book::{one_customer, one_open_invoice};
use crate::failure::Failure;
use crate::screen::Screen;
use crate::today::Today;
use crate::verb::outcome::Told;
use crate::{Ending, cloud};

/// A decision, and whose it is.
struct Order<'a> {
    account: AccountKey,
    /// The invoice and its customer, in words.
    subject: String,
    operation: Operation,
    author: &'a Author,
}

pub(super) async fn run(
    verb: &Operate,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let (table, picks) = cloud::table_and_picks(general).await?;
    let order = order(verb, &table).await?;
    let author = &order.author.author;
    let outcome = operate(
        &table,
        &picks,
        &order.account,
        &order.operation,
        author,
        today.instant(),
    )
    .await?;
    let (name, detail) = in_words(&outcome);
    let refused = matches!(
        outcome,
        Outcome::NothingToApprove
            | Outcome::NothingInDoubt
            | Outcome::DayPassed { .. }
            | Outcome::DayTooFar { .. }
            | Outcome::NotOpen
    );
    Told {
        subject: &order.subject,
        outcome: name,
        detail: &detail,
        is_refused: refused,
    }
    .show(screen)
}

async fn order<'a, S: Ledgers>(verb: &'a Operate, store: &S) -> Result<Order<'a>, Failure> {
    match verb {
        Operate::Approve(approve) => {
            let stage = approve.stage.clone();
            let operation = |invoice| Operation::Approve { invoice, stage };
            about_invoice(store, &approve.invoice, &approve.author, operation).await
        }
        Operate::Promise(promise) => {
            let pay_by = promise.date;
            let operation = |invoice| Operation::Promise { invoice, pay_by };
            about_invoice(store, &promise.invoice, &promise.author, operation).await
        }
        Operate::Dispute(dispute) => {
            let text = dispute.text.clone();
            let operation = |invoice| Operation::Dispute { invoice, text };
            about_invoice(store, &dispute.invoice, &dispute.author, operation).await
        }
        Operate::Pause(pause) => {
            let (until, note) = (pause.until, pause.note.clone());
            let operation = |invoice| Operation::Pause { invoice, until, note };
            about_either(store, &pause.whose, &pause.author, operation).await
        }
        Operate::Contact(contact) => {
            let account = one_customer(store, &contact.customer).await?.account;
            Ok(Order {
                account: account.key,
                subject: account.name,
                operation: Operation::Contact {
                    email: contact.email.clone(),
                    name: contact.name.clone(),
                },
                author: &contact.author,
            })
        }
        Operate::Settle(settle) => {
            let account = one_customer(store, &settle.customer).await?.account;
            Ok(Order {
                account: account.key,
                subject: account.name,
                operation: Operation::Settle {
                    day: settle.day,
                    fate: match settle.found {
                        Found::Left => LetterFate::Left,
                        Found::NeverLeft => LetterFate::NeverLeft,
                    },
                },
                author: &settle.author,
            })
        }
        Operate::Resume(resume) => {
            let despite_doubts = resume.despite_doubts;
            let operation = |invoice| Operation::Resume {
                invoice,
                despite_doubts,
            };
            about_either(store, &resume.whose, &resume.author, operation).await
        }
    }
}

async fn about_invoice<'a, S: Ledgers>(
    store: &S,
    number: &str,
    author: &'a Author,
    operation: impl FnOnce(dunning::invoice::InvoiceId) -> Operation,
) -> Result<Order<'a>, Failure> {
    let found = one_open_invoice(store, number).await?;
    Ok(Order {
        account: found.ledger.account.key,
        subject: format!("{} of {}", found.invoice.id, found.ledger.account.name),
        operation: operation(found.invoice.id),
        author,
    })
}

async fn about_either<'a, S: Ledgers>(
    store: &S,
    whose: &Whose,
    author: &'a Author,
    operation: impl FnOnce(Option<dunning::invoice::InvoiceId>) -> Operation,
) -> Result<Order<'a>, Failure> {
    match (&whose.invoice, &whose.customer) {
        (Some(number), _) => about_invoice(store, number, author, |id| operation(Some(id))).await,
        (None, Some(name)) => {
            let account = one_customer(store, name).await?.account;
            Ok(Order {
                account: account.key,
                subject: account.name,
                operation: operation(None),
                author,
            })
        }
        (None, None) => Err(Failure::Usage(
            "name an invoice, or a customer by --customer".to_owned(),
        )),
    }
}

fn in_words(outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Approved(stage) => ("approved", format!("{stage} is approved; it goes on its day")),
        Outcome::Held => ("held", "held; `dunlin why` says until when".to_owned()),
        Outcome::ContactConfirmed => (
            "contact_confirmed",
            "letters go there from now on, until your customer directory names other contacts than it did"
                .to_owned(),
        ),
        Outcome::Settled(LetterFate::Left) => ("settled", "it left, and is not written again".to_owned()),
        Outcome::Settled(LetterFate::NeverLeft) => (
            "settled",
            "it never left; it is written anew, if it is still right to, in a morning to come".to_owned(),
        ),
        Outcome::NothingInDoubt => (
            "nothing_in_doubt",
            "no letter of that day is in doubt; `dunlin timeline` shows what became of it".to_owned(),
        ),
        Outcome::Unchanged => ("unchanged", "it was so before".to_owned()),
        Outcome::Resumed { ended, left } => {
            let mut said = if ended.is_empty() {
                "no hold that resuming ends".to_owned()
            } else {
                format!("no longer held: {}", holds(ended))
            };
            if !left.is_empty() {
                said.push_str(&format!("; on record still: {}", holds(left)));
            }
            (if ended.is_empty() { "unchanged" } else { "resumed" }, said)
        }
        Outcome::NothingToApprove => (
            "nothing_to_approve",
            "no stage waits for approval, or not the one named; `dunlin why` shows what is next".to_owned(),
        ),
        Outcome::DayPassed { today } => (
            "day_passed",
            format!("that day has passed: it is {today} where the customer is"),
        ),
        Outcome::DayTooFar { last } => (
            "day_too_far",
            format!(
                "that is too far ahead, {last} is the last day: is the year right? `dunlin pause` without a day asks again every 14 days"
            ),
        ),
        Outcome::NotOpen => (
            "not_open",
            "it is not open any more; `dunlin timeline` tells why".to_owned(),
        ),
    }
}

fn holds(kinds: &[HoldKind]) -> String {
    let words: Vec<String> = kinds
        .iter()
        .map(|kind| Waiting::Held(*kind).to_string())
        .collect();
    words.join(", ")
}
