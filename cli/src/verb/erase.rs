//! `dunlin erase`: forgets a customer, at the customer's request.

mod files;
mod payments;
mod words;

use aws::Table;
use dunning::account::{Account, AccountKey};
use dunning::invoice::Invoice;
use dunning::ledger::Ledger;
use dunning::ports::{CommitError, Ledgers, Settings, UnmatchedPayments};
use serde::Serialize;

use crate::arguments::{Erase, General};
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::today::Today;
use crate::verb::counted;
use crate::{Ending, ask, book, cloud};
use files::{Files, Unread};
use payments::Payments;
use words::Words;

#[derive(Serialize)]
struct Answer {
    outcome: &'static str,
    account: String,
    files: usize,
    payments: usize,
    unread: Vec<Unread>,
}

pub(super) async fn run(
    arguments: &Erase,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let (table, bucket) = cloud::table_and_bucket(general).await?;
    let ledger = found(&table, &arguments.customer).await?;
    let open: Vec<String> = ledger
        .invoices
        .iter()
        .map(|invoice| invoice.id.to_string())
        .collect();
    if !open.is_empty() {
        return Err(Failure::Refused(harmless(&format!(
            "{} still owes {}; nothing is erased before they are paid, credited or cancelled in your books and \
             imported as such",
            ledger.account.name,
            open.join(", ")
        ))));
    }
    let closed = table.closed_invoices(&ledger.account.key).await?;
    let words = Words::of(&ledger.account, &closed);
    let files = Files::of(&bucket, &ledger.account, &closed, &words).await?;
    let payments = Payments::of(&table, &ledger.account, &words).await?;
    if !arguments.yes && !confirmed(&ledger.account, &closed, &files, &payments, screen)? {
        screen.line(Look::Plain, "nothing was erased")?;
        return Ok(Ending::Refused);
    }
    for (object, version) in &files.named {
        bucket.delete_version(object, version).await?;
    }
    for object in files.objects() {
        table.forget_receipts(object).await?;
    }
    for payment in &payments.waiting {
        table.forget_unmatched(&payment.identity).await?;
    }
    // The customer's own account last: from it an interrupted erasure knows what to look for.
    let accounts = payments.accounts.iter().chain([&ledger.account]);
    let accounts: Vec<Account> = accounts.cloned().collect();
    table.erase(&accounts, today.instant()).await.map_err(|error| match error {
        CommitError::Port(error) => Failure::Port(error),
        CommitError::Conflict => Failure::Refused(
            "the customer was changed meanwhile, perhaps by a new invoice; what is erased stays so: run it again"
                .to_owned(),
        ),
    })?;
    tell(&ledger.account, files, &payments, screen)
}

fn tell(account: &Account, files: Files, payments: &Payments, screen: &Screen) -> Result<Ending, Failure> {
    let account = account.key.to_string();
    let (file_versions, payments) = (files.named.len(), payments.accounts.len());
    if screen.is_json {
        screen.json(&Answer {
            outcome: "erased",
            account,
            files: file_versions,
            payments,
            unread: files.unread,
        })?;
        return Ok(Ending::Good);
    }
    let with = format!(
        "{} and {}",
        counted(file_versions, "file version"),
        counted(payments, "payment without an invoice")
    );
    screen.line(
        Look::Good,
        &format!("erased, with {with}; the story's hashes stay under the account {account}"),
    )?;
    list_unread(&files, screen)?;
    screen.line(
        Look::Plain,
        "backups of the table (35 days) and your accounting tool keep what the law asks them to: docs/privacy.md",
    )?;
    Ok(Ending::Good)
}

fn list_unread(files: &Files, screen: &Screen) -> Result<(), Failure> {
    if files.unread.is_empty() {
        return Ok(());
    }
    screen.line(
        Look::Strong,
        "these could not be read; look yourself whether they name the customer, and delete them if so:",
    )?;
    for unread in &files.unread {
        let line = format!("  {} (version {}): {}", unread.file, unread.version, unread.why);
        screen.line(Look::Plain, &harmless(&line))?;
    }
    Ok(())
}

/// By number, VAT id or name; by number also what an interrupted erasure has left.
async fn found(table: &Table, customer: &str) -> Result<Ledger, Failure> {
    let creditor = table.settings().await?.creditor.id;
    let key = AccountKey::derive(&creditor, customer.trim());
    match book::one_customer(table, customer).await {
        Ok(ledger) => Ok(ledger),
        Err(failure) => match table.load(&key).await? {
            Some(ledger) if !ledger.account.is_erased() => Ok(ledger),
            _ => Err(failure),
        },
    }
}

/// Asks at the terminal; nobody there is a no.
fn confirmed(
    account: &Account,
    closed: &[Invoice],
    files: &Files,
    payments: &Payments,
    screen: &Screen,
) -> Result<bool, Failure> {
    ask::somebody_there(screen, "add --yes if the customer is to be erased for good")?;
    let asked = format!(
        "erase {} ({}), {}, {} and {} for good?",
        account.name,
        account.customer,
        counted(closed.len(), "closed invoice"),
        counted(payments.accounts.len(), "payment without an invoice"),
        counted(files.named.len(), "file version"),
    );
    screen.line(Look::Strong, &harmless(&asked))?;
    for object in files.objects() {
        screen.line(Look::Plain, &format!("  {}", harmless(object)))?;
    }
    for payment in &payments.accounts {
        screen.line(
            Look::Plain,
            &harmless(&format!("  a payment of {}", payment.name)),
        )?;
    }
    list_unread(files, screen)?;
    screen.line(
        Look::Faint,
        "files may name other customers too; what they said is in the ledger. Type yes:",
    )?;
    ask::said_yes()
}
