//! `dunlin payments`: money that no invoice was found for.

use aws::Table as Store;
use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::arrival::PaymentArrival;
use dunning::flow::ingest::{Assigned, account_of_payment, assign, set_aside};
use dunning::ports::{Settings, UnmatchedPayments};
use dunning::task::handle_of;
use serde::Serialize;

use crate::arguments::{AssignPayment, General, Payments, PaymentsVerb, SetAside};
use crate::book::one_open_invoice;
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::today::Today;
use crate::verb::counted;
use crate::verb::outcome::Told;
use crate::{Ending, cloud};

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    booked_on: NaiveDate,
    amount: String,
    currency: &'static str,
    payer: Option<&'a str>,
    payer_iban: Option<&'a str>,
    text: String,
}

pub(super) async fn run(
    arguments: &Payments,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    match &arguments.verb {
        None => list(general, screen).await,
        Some(PaymentsVerb::Assign(assign)) => assign_one(assign, general, screen, today).await,
        Some(PaymentsVerb::SetAside(aside)) => set_one_aside(aside, general, screen, today).await,
    }
}

async fn list(general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let payments = cloud::table(general).await?.unmatched().await?;
    let mut rows = Table::new(&["id", "booked on", ">amount", "payer", "text"]);
    for payment in &payments {
        let text = payment.references.join(" ");
        if screen.is_json {
            screen.json(&Line {
                id: handle(payment),
                booked_on: payment.booked_on,
                amount: payment.amount.rounded().to_string(),
                currency: payment.amount.currency.code(),
                payer: payment.payer.as_deref(),
                payer_iban: payment.payer_iban.as_deref(),
                text,
            })?;
        } else {
            let payer = payment.payer.as_deref().or(payment.payer_iban.as_deref());
            rows.row([
                &handle(payment),
                &payment.booked_on.to_string(),
                &payment.amount.to_string(),
                payer.unwrap_or("–"),
                &text,
            ]);
        }
    }
    if screen.is_json {
        return Ok(Ending::Good);
    }
    screen.table("", &rows)?;
    if payments.is_empty() {
        screen.line(Look::Plain, "Every payment found its invoice.")?;
    } else {
        screen.note(
            "each is tried again when an invoice arrives; `dunlin payments assign ID INVOICE` says what one is for, \
             `dunlin payments set-aside ID` that it is for none",
        );
    }
    Ok(Ending::Good)
}

fn handle(payment: &PaymentArrival) -> String {
    handle_of(&["payment", &payment.identity])
}

/// The one payment that goes by a handle, and the account that it waits in.
async fn one(table: &Store, id: &str) -> Result<(PaymentArrival, AccountKey), Failure> {
    let creditor = table.settings().await?.creditor.id;
    let mut found = table.unmatched().await?;
    found.retain(|payment| !id.is_empty() && handle(payment).starts_with(&id.to_lowercase()));
    match found.pop() {
        Some(payment) if found.is_empty() => {
            let account = account_of_payment(&creditor, &payment.identity);
            Ok((payment, account))
        }
        Some(_) => Err(Failure::Refused(format!(
            "“{id}” may be {}; give more of the name",
            counted(found.len() + 1, "payment")
        ))),
        None => Err(Failure::Refused(format!(
            "no payment without an invoice is called “{id}”; `dunlin payments` lists them"
        ))),
    }
}

fn subject(payment: &PaymentArrival) -> String {
    let payer = payment.payer.as_deref().unwrap_or("an unknown payer");
    format!("{} of {payer}, booked on {}", payment.amount, payment.booked_on)
}

async fn assign_one(
    arguments: &AssignPayment,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let (table, picks) = cloud::table_and_picks(general).await?;
    let (payment, waits_in) = one(&table, &arguments.id).await?;
    let found = one_open_invoice(&table, &arguments.invoice).await?;
    let (account, id) = (&found.ledger.account, &found.invoice.id);
    let author = &arguments.author.author;
    let assigned = assign(
        &table,
        &picks,
        &waits_in,
        (&account.key, id),
        author,
        today.instant(),
    )
    .await?;
    let (outcome, detail) = match assigned {
        Assigned::Counted => (
            "assigned",
            format!(
                "counts for {id} of {}; `dunlin timeline {id}` shows it",
                account.name
            ),
        ),
        Assigned::NoSuchPayment => ("not_waiting", "it does not wait any more".to_owned()),
        Assigned::OtherCurrency => (
            "other_currency",
            format!(
                "{id} is in {}: note what it is worth by `dunlin paid {id} --amount …`, then set the payment aside",
                found.invoice.billed.currency
            ),
        ),
        Assigned::NotFor => (
            "not_for",
            "money that went back can't be assigned; set it aside, and note in your books what it undoes"
                .to_owned(),
        ),
    };
    Told {
        subject: &subject(&payment),
        outcome,
        detail: &detail,
        is_refused: assigned != Assigned::Counted,
    }
    .show(screen)
}

async fn set_one_aside(
    arguments: &SetAside,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let (payment, waits_in) = one(&table, &arguments.id).await?;
    let is_set_aside = set_aside(&table, &waits_in, &arguments.author.author, today.instant()).await?;
    let (outcome, detail) = if is_set_aside {
        (
            "set_aside",
            "for no invoice here; it is not looked at again, in whatever file it is told",
        )
    } else {
        // Its task is written behind it: a moment later it is there.
        ("not_asked_yet", "it has just arrived; try again in a moment")
    };
    Told {
        subject: &subject(&payment),
        outcome,
        detail,
        is_refused: !is_set_aside,
    }
    .show(screen)
}
