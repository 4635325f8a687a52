//! `dunlin paid`: a payment by a person's word.

use dunning::flow::ingest::{Noted, PaymentNote, Withdrawn, note_payment, withdraw_notes};

use crate::arguments::{General, Paid};
use crate::book::{one_invoice, one_open_invoice};
use crate::failure::Failure;
use crate::screen::Screen;
use crate::today::Today;
use crate::verb::outcome::Told;
use crate::{Ending, cloud};

pub(super) async fn run(
    paid: &Paid,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let (table, picks) = cloud::table_and_picks(general).await?;
    if paid.withdraw {
        let found = one_invoice(&table, &paid.invoice).await?;
        let (account, id) = (&found.ledger.account, &found.invoice.id);
        let author = &paid.author.author;
        let withdrawn = withdraw_notes(&table, &picks, (&account.key, id), author, today.instant()).await?;
        let (outcome, detail) = match withdrawn {
            Withdrawn::Open(open) => (
                "withdrawn",
                format!("what was noted counts no more; {open} are open"),
            ),
            Withdrawn::NothingNoted => (
                "nothing_noted",
                "nothing was noted that no bank has told of; `dunlin timeline` shows its payments".to_owned(),
            ),
        };
        return Told {
            subject: &format!("{id} of {}", account.name),
            outcome,
            detail: &detail,
            is_refused: withdrawn == Withdrawn::NothingNoted,
        }
        .show(screen);
    }
    let found = one_open_invoice(&table, &paid.invoice).await?;
    let (account, id) = (&found.ledger.account, &found.invoice.id);
    let note = PaymentNote {
        amount: paid.amount,
        on: paid.on,
        reference: paid.reference.clone(),
    };
    let author = &paid.author.author;
    let noted = note_payment(&table, &picks, (&account.key, id), &note, author, today.instant()).await?;
    let (outcome, detail) = in_words(noted);
    let is_refused = !matches!(noted, Noted::Paid | Noted::InPart { .. } | Noted::Unchanged);
    Told {
        subject: &format!("{id} of {}", account.name),
        outcome,
        detail: &detail,
        is_refused,
    }
    .show(screen)
}

fn in_words(noted: Noted) -> (&'static str, String) {
    match noted {
        Noted::Paid => (
            "paid",
            "noted as paid; nobody is reminded of it, and a bank statement that tells of the money counts no second \
             time"
                .to_owned(),
        ),
        Noted::InPart { open } => ("paid_in_part", format!("noted; {open} are still open")),
        Noted::Unchanged => (
            "unchanged",
            "this sum of this day is noted already; tell another payment apart by --reference".to_owned(),
        ),
        Noted::NotOpen => (
            "not_open",
            "it is not open any more; `dunlin timeline` tells why".to_owned(),
        ),
        Noted::InBalance { as_of } => (
            "in_balance",
            format!(
                "its sum came as a balance of {as_of}, which contains payments up to that day; give a later day by --on, \
                 or import the invoices again with today's balances"
            ),
        ),
        Noted::NotYet { today } => (
            "not_yet",
            format!("that day has not come: it is {today} where the customer is; a promise is noted by `dunlin promise`"),
        ),
        Noted::NoSum => (
            "no_sum",
            "that is no sum of the invoice's currency; give it by --amount, as fine as the currency's smallest unit"
                .to_owned(),
        ),
    }
}
